//! A text as the scanners see it: one byte a character, without widths, scripts of digits, and
//! characters that cannot be seen.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Stands for a letter that is not one of a to z.
pub(super) const LETTER: u8 = 0x80;

/// Stands for anything else.
const OTHER: u8 = 0x81;

/// A text as symbols: ASCII in small letters, [`LETTER`], or something else.
pub(super) struct View {
    symbols: Vec<u8>,
    /// For each symbol, where its character begins in the text; at the end, the text's length.
    /// Empty where symbols and bytes are the same.
    starts: Vec<usize>,
}

impl View {
    pub(super) fn new(text: &str) -> Self {
        let mut symbols = Vec::with_capacity(text.len());
        if text.is_ascii() {
            symbols.extend(text.bytes().map(ascii));
            return Self {
                symbols,
                starts: Vec::new(),
            };
        }
        let mut starts = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            symbols_of(c, &mut symbols);
            starts.resize(symbols.len(), at);
        }
        starts.push(text.len());
        Self { symbols, starts }
    }

    pub(super) fn symbols(&self) -> &[u8] {
        &self.symbols
    }

    /// The bytes of the text from which the symbols `start..end` came, which are not none.
    pub(super) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        if self.starts.is_empty() {
            return (start, end);
        }
        let last = self.starts[end - 1];
        // One character can give several symbols.
        let next = self.starts[end..].iter().find(|&&start| start > last);
        let text_end = self.starts.last().copied().unwrap_or_default();
        (self.starts[start], next.copied().unwrap_or(text_end))
    }
}

fn ascii(byte: u8) -> u8 {
    match byte {
        b'\t' => b' ',
        b'\r' => b'\n',
        byte => byte.to_ascii_lowercase(),
    }
}

fn symbols_of(c: char, symbols: &mut Vec<u8>) {
    if c.is_ascii() {
        symbols.push(ascii(c as u8));
    } else if let Some(digit) = digit(c) {
        symbols.push(b'0' + digit);
    } else {
        let first = symbols.len();
        decompose_compatible(c, |part| {
            if !is_unseen(part) {
                symbols.push(symbol(part));
            }
        });
        // The digits of `½` and `⑩` belong to no number beside them.
        let parts = &symbols[first..];
        if parts.len() > 1 && parts.iter().any(u8::is_ascii_digit) {
            symbols.truncate(first);
            symbols.push(OTHER);
        }
    }
}

fn symbol(c: char) -> u8 {
    match c {
        c if c.is_ascii() => ascii(c as u8),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => b'-',
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{3002}' | '\u{30fb}' => b'.',
        c if c.is_whitespace() => b' ',
        c if c.is_alphabetic() => LETTER,
        _ => OTHER,
    }
}

/// Marks on letters, soft hyphens, zero-width characters, direction marks.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}')
        || is_combining_mark(c)
}

/// The zeros of other scripts; their nine other digits follow each.
const ZEROS: [char; 36] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{11066}',
];

fn digit(c: char) -> Option<u8> {
    if !c.is_numeric() {
        return None;
    }
    let index = ZEROS.partition_point(|&zero| zero <= c).checked_sub(1)?;
    let value = c as u32 - ZEROS[index] as u32;
    u8::try_from(value).ok().filter(|&value| value < 10)
}

/// Whether it is worth looking at `text` closely: it holds a digit, an `@` or its name, or a link.
pub(super) fn may_hold_personal_data(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut in_word = false;
    let mut only_ascii = true;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' | b'@' => return true,
            b':' if bytes[at..].starts_with(b"://") => return true,
            b'&' if bytes[at..].starts_with(b"&commat;") => return true,
            b'a' | b'A' | b'w' | b'W' if !in_word && names_an_at(&bytes[at..]) => return true,
            0x80.. => only_ascii = false,
            _ => {}
        }
        in_word = byte.is_ascii_alphanumeric();
    }
    if only_ascii {
        return false;
    }
    let mut symbols = Vec::with_capacity(8);
    text.chars().filter(|c| !c.is_ascii()).any(|c| {
        symbols.clear();
        symbols_of(c, &mut symbols);
        symbols
            .iter()
            .any(|&symbol| symbol.is_ascii_digit() || symbol == b'@')
    })
}

/// `at`, `apenstaartje`, `arobase`, `(a)` or `www.` at the beginning of a word.
fn names_an_at(word: &[u8]) -> bool {
    let starts = |with: &[u8]| {
        word.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let ends_after = |length: usize| {
        word.get(length)
            .is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    (starts(b"at") && ends_after(2))
        || (starts(b"a") && word.get(1).is_some_and(|next| b")]}".contains(next)))
        || starts(b"apenstaart")
        || starts(b"arobase")
        || starts(b"www.")
}
