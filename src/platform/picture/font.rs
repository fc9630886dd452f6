//! The font of pictures: how wide words are, what can be written in it, and the outlines of letters.

use ttf_parser::{Face, GlyphId, OutlineBuilder};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use super::Place;
use crate::platform::text;

const REGULAR: &[u8] = include_bytes!("fonts/Roboto-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/Roboto-Bold.ttf");
/// Stands for a letter that the font does not have.
const UNKNOWN_LETTER: char = '\u{fffd}';
const ELLIPSIS: char = '…';

fn face(is_bold: bool) -> Option<Face<'static>> {
    // The tests read both files; parsing them again costs a few microseconds.
    Face::parse(if is_bold { BOLD } else { REGULAR }, 0).ok()
}

/// `words` as they can be written: on one line, without what is invisible, with letters of one code
/// point each. Emoji are left out; a letter of a script that the font does not have becomes `�`.
pub fn writable(words: &str) -> String {
    let Some(face) = face(false) else {
        return String::new();
    };
    let cleaned = text::one_line(words, usize::MAX);
    let written: String = cleaned
        .nfc()
        .filter_map(|letter| match face.glyph_index(letter) {
            Some(_) => Some(letter),
            None if letter.is_alphanumeric() => Some(UNKNOWN_LETTER),
            None => None,
        })
        .collect();
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How wide words are, in points.
pub fn width(words: &str, size: f32, is_bold: bool) -> f32 {
    let Some(face) = face(is_bold) else {
        return 0.0;
    };
    words
        .chars()
        .map(|letter| advance(&face, letter))
        .sum::<f32>()
        * scale(&face, size)
}

/// `words`, cut with `…` where they are wider than `most`.
pub fn fitting(words: &str, size: f32, is_bold: bool, most: f32) -> String {
    if width(words, size, is_bold) <= most {
        return words.to_owned();
    }
    let mut kept = String::new();
    for grapheme in words.graphemes(true) {
        let longer = format!("{kept}{grapheme}{ELLIPSIS}");
        if width(&longer, size, is_bold) > most {
            break;
        }
        kept.push_str(grapheme);
    }
    format!("{}{ELLIPSIS}", kept.trim_end())
}

/// What takes the outline of a letter, in points of the picture.
pub(super) trait Pen {
    fn move_to(&mut self, to: Place);
    fn line_to(&mut self, to: Place);
    fn curve_to(&mut self, by: Place, to: Place);
    fn close(&mut self);
}

/// Draws words whose base line begins at `at`.
pub(super) fn outline(words: &str, size: f32, is_bold: bool, at: Place, pen: &mut dyn Pen) {
    let Some(face) = face(is_bold) else {
        return;
    };
    let scale = scale(&face, size);
    let mut x = at.0;
    for letter in words.chars() {
        let mut placed = Placed {
            at: (x, at.1),
            scale,
            pen,
        };
        face.outline_glyph(glyph(&face, letter), &mut placed);
        x += advance(&face, letter) * scale;
    }
}

fn scale(face: &Face<'_>, size: f32) -> f32 {
    size / f32::from(face.units_per_em())
}

/// Glyph 0 is the box of a font that says: not here.
fn glyph(face: &Face<'_>, letter: char) -> GlyphId {
    face.glyph_index(letter).unwrap_or(GlyphId(0))
}

fn advance(face: &Face<'_>, letter: char) -> f32 {
    face.glyph_hor_advance(glyph(face, letter))
        .map_or(0.0, f32::from)
}

/// Puts the outline of a glyph, whose y grows upwards, to its place in a picture.
struct Placed<'p> {
    at: Place,
    scale: f32,
    pen: &'p mut dyn Pen,
}

impl Placed<'_> {
    fn place(&self, x: f32, y: f32) -> Place {
        (self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl OutlineBuilder for Placed<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(self.place(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(self.place(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.pen.curve_to(self.place(x1, y1), self.place(x, y));
    }

    // TrueType outlines, which ours are, have no cubic curves.
    fn curve_to(&mut self, _x1: f32, _y1: f32, _x2: f32, _y2: f32, x: f32, y: f32) {
        self.pen.line_to(self.place(x, y));
    }

    fn close(&mut self) {
        self.pen.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_can_be_read_and_have_the_letters_of_both_languages() {
        for is_bold in [false, true] {
            let face = face(is_bold).unwrap();
            for letter in "AZaz09 éëïöüáàèçñßøåœŒ€…–—−·%&<>“”‘’±≤≥\u{fffd}".chars()
            {
                assert!(face.glyph_index(letter).is_some(), "{letter}");
            }
        }
    }

    #[test]
    fn what_can_not_be_written_is_left_out_and_a_strange_letter_is_seen() {
        assert_eq!(
            writable("🎉 Finance\u{202e}\u{7} & <Co> 👩‍🔧"),
            "Finance & <Co>"
        );
        assert_eq!(writable("Financie\u{308}n"), "Financiën");
        assert_eq!(writable("営業 A"), "\u{fffd}\u{fffd} A");
        assert_eq!(writable("🎉"), "");
    }

    #[test]
    fn words_that_are_too_wide_are_cut() {
        let words = "Afdeling voor alles wat nergens anders past";
        let cut = fitting(words, 20.0, true, 150.0);
        assert!(
            cut.ends_with('…') && width(&cut, 20.0, true) <= 150.0,
            "{cut}"
        );
        assert_eq!(fitting("Finance", 20.0, true, 150.0), "Finance");
        assert!(width("Finance", 20.0, true) > width("Finance", 20.0, false));
    }
}
