//! Makes foreign text harmless and short: what customers, surveys and people typed, before it is shown.
//!
//! Slack's `mrkdwn` has no way to escape `*`, `_`, `~` and backticks. Text from outside therefore goes
//! into `rich_text` or `plain_text`, which format nothing; [`escape`] is for the two places where
//! Slack reads its own markup: `mrkdwn` objects and the `text` of a message.

use unicode_segmentation::UnicodeSegmentation;

/// What stands where text was cut off.
const ELLIPSIS: &str = "…";

/// More marks than this on one letter are decoration that spills over the neighbouring lines.
const MARKS_PER_LETTER: usize = 3;

/// `text` without what a reader can not see or what would disturb the page around it: control
/// characters, direction overrides, zero-width characters, stacked marks, more than one empty line.
///
/// Line breaks stay, tabs become spaces. The joiner inside an emoji (👩‍🔧) stays, too.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut newlines = 0;
    let mut marks = 0;
    let text = text.replace("\r\n", "\n");
    for character in text.chars() {
        let character = match character {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{0b}' | '\u{0c}' | '\u{85}' => '\n',
            '\t' | '\u{a0}' => ' ',
            other if is_invisible(other) => continue,
            other => other,
        };
        if is_mark(character) {
            marks += 1;
            if marks > MARKS_PER_LETTER {
                continue;
            }
        } else {
            marks = 0;
        }
        if character == '\n' {
            let kept = cleaned.trim_end_matches(' ').len();
            cleaned.truncate(kept);
            newlines += 1;
            if newlines > 2 {
                continue;
            }
        } else if character != ' ' {
            newlines = 0;
        }
        cleaned.push(character);
    }
    cleaned.trim().to_owned()
}

/// Whether a reader sees anything of `text`.
pub fn is_visible(text: &str) -> bool {
    text.chars()
        .any(|character| !character.is_whitespace() && !is_invisible(character))
}

/// Control characters, direction marks and overrides, zero-width characters, tags, private use.
fn is_invisible(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The combining marks with which letters are stacked into towers.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// `text` for `mrkdwn` and for the `text` of a message: no mention, link or command of Slack's
/// markup survives, and a bare `@channel` can not be turned into a mention by a client.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (position, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '@' | '!' => {
                escaped.push(character);
                let rest = &text[position + 1..];
                if ["channel", "here", "everyone", "group"]
                    .iter()
                    .any(|word| starts_with_ignoring_case(rest, word))
                {
                    escaped.push('\u{2060}');
                }
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// What Slack sends of a text that a person typed, without its escapes.
pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// `text`, escaped as by [`escape`] and cut so that what results has at most `most` UTF-16 units;
/// never inside an entity such as `&amp;`.
pub fn escape_cut(text: &str, most: usize) -> String {
    let whole = escape(text);
    if length(&whole) <= most {
        return whole;
    }
    let room = most.saturating_sub(length(ELLIPSIS));
    let mut used = 0;
    let kept: String = text
        .graphemes(true)
        .take_while(|grapheme| {
            // One more for the joiner that breaks a mass mention.
            used += length(&escape(grapheme)) + usize::from(matches!(*grapheme, "@" | "!"));
            used <= room
        })
        .collect();
    let mut escaped = escape(kept.trim_end());
    if most > 0 {
        escaped.push_str(ELLIPSIS);
    }
    escaped
}

fn starts_with_ignoring_case(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The length of `text` as Slack may count it: in UTF-16 units, the largest of the usual counts.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text`, cut to at most `most` UTF-16 units where it is longer, between two whole characters as
/// a reader sees them, and closed with `…`.
pub fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(length(ELLIPSIS));
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += length(grapheme);
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    if most > 0 {
        kept.push_str(ELLIPSIS);
    }
    kept
}

/// `text`, cut to at most `most_lines` lines and `most` UTF-16 units. `None` if nothing was cut.
pub fn cut_lines(text: &str, most: usize, most_lines: usize) -> Option<String> {
    let mut shortened = text
        .split('\n')
        .take(most_lines)
        .collect::<Vec<_>>()
        .join("\n");
    if shortened.len() < text.len() {
        shortened = format!("{} {ELLIPSIS}", shortened.trim_end());
    } else if length(text) <= most {
        return None;
    }
    Some(cut(&shortened, most))
}

/// `text` cleaned, on one line and cut to at most `most` UTF-16 units.
pub fn one_line(text: &str, most: usize) -> String {
    let joined = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&joined, most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slack_markup_in_foreign_text_is_escaped_and_mass_mentions_are_broken() {
        assert_eq!(
            escape("<!channel> & <@U1> <https://evil|bank>"),
            "&lt;!\u{2060}channel&gt; &amp; &lt;@U1&gt; &lt;https://evil|bank&gt;"
        );
        assert_eq!(escape("hello @Here!"), "hello @\u{2060}Here!");
        assert_eq!(escape("mail a@b.nl"), "mail a@b.nl");
    }

    #[test]
    fn cleaning_removes_what_can_not_be_seen_and_keeps_what_can() {
        assert_eq!(clean("a\u{202e}b\u{200b}c\u{7}d\u{feff}"), "abcd");
        assert_eq!(
            clean("one\r\n\r\n\r\n\r\ntwo\n \n \nthree"),
            "one\n\ntwo\n\nthree"
        );
        assert_eq!(
            clean("één \u{1f469}\u{200d}\u{1f527} 👍🏽\tdag"),
            "één \u{1f469}\u{200d}\u{1f527} 👍🏽 dag"
        );
        assert_eq!(
            clean(&format!("a{}b", "\u{301}".repeat(40))),
            format!("a{}b", "\u{301}".repeat(3))
        );
    }

    #[test]
    fn cutting_keeps_families_flags_and_accents_whole() {
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(cut(&format!("ab{family}cd"), 6), "ab…");
        assert_eq!(cut("🇳🇱🇧🇪🇩🇪", 9), "🇳🇱🇧🇪…");
        assert_eq!(cut("cafe\u{301} noir", 5), "caf…");
        assert_eq!(cut("short", 5), "short");
    }

    #[test]
    fn a_flood_of_lines_is_cut_by_lines_and_says_that_it_was() {
        assert_eq!(cut_lines("a\nb", 10, 2), None);
        assert_eq!(cut_lines("a\nb\nc", 10, 2).as_deref(), Some("a\nb …"));
        assert_eq!(cut_lines("abcdefgh", 5, 2).as_deref(), Some("abcd…"));
    }

    #[test]
    fn escapes_of_slack_are_taken_off_once() {
        assert_eq!(unescape("a &lt;b&gt; &amp;amp; c"), "a <b> &amp; c");
    }

    #[test]
    fn a_summary_is_one_line() {
        assert_eq!(one_line("  two\n\nlines\there ", 40), "two lines here");
    }

    #[test]
    fn cutting_escaped_text_leaves_entities_whole() {
        assert_eq!(escape_cut("a&&&", 12), "a&amp;&amp;…");
        assert_eq!(escape_cut("a&&", 11), "a&amp;&amp;");
    }

    proptest! {
        #[test]
        fn escaped_text_holds_no_markup(text in ".*") {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(['<', '>']));
            prop_assert_eq!(
                escaped.replace('\u{2060}', "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
                text.replace('\u{2060}', "")
            );
        }

        #[test]
        fn cut_text_is_never_longer_than_asked(text in "(?s).*", most in 0usize..40) {
            prop_assert!(length(&cut(&text, most)) <= most);
            prop_assert!(length(&one_line(&text, most)) <= most);
            prop_assert!(length(&escape_cut(&text, most)) <= most);
        }

        #[test]
        fn cleaning_twice_changes_nothing_more(text in "(?s).*") {
            let once = clean(&text);
            prop_assert_eq!(!once.is_empty(), is_visible(&text));
            prop_assert_eq!(clean(&once), once);
        }
    }
}
