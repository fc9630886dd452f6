//! Reads what was typed behind `/kudos`: whom, what for, and which value.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::platform::ids::UserId;
use crate::platform::text;

/// The longest reason that is kept, in UTF-16 units.
pub const LONGEST: usize = 1_000;
/// Words between mentions that say nothing: `@bob and @eva`.
const BETWEEN: [&str; 7] = ["and", "en", "&", "+", ",", "for", "voor"];

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The people who are thanked, each once, in order.
    pub people: Vec<UserId>,
    /// The user groups that are thanked, by Slack's id.
    pub groups: Vec<String>,
    /// What for: plain text, cleaned, no markup of Slack's in it.
    pub message: String,
    /// The first word after a `#` that `is_value` knows.
    pub value: Option<String>,
}

/// A piece of a text in Slack's form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Person { id: String, name: String },
    Group { id: String, handle: String },
}

/// Reads a text as Slack sends it, with mentions as `<@U123|name>` and `<!subteam^S123|@handle>`.
///
/// Those who are mentioned before the first word are thanked; where nobody is, all who are mentioned.
/// `value_of` knows the organisation's values by what may be typed after a `#`.
pub fn read(typed: &str, value_of: impl Fn(&str) -> Option<String>) -> Typed {
    let pieces = pieces(typed);
    let is_filler = |piece: &Piece| match piece {
        Piece::Words(words) => words.split_whitespace().all(|word| {
            BETWEEN.contains(&word.to_lowercase().trim_matches([',', ':', '.']))
                || word.trim_matches([',', ':', '.', '-']).is_empty()
        }),
        _ => false,
    };
    let is_mention = |piece: &Piece| !matches!(piece, Piece::Words(_));
    // Up to the last mention before the first word that says something.
    let leading = pieces
        .iter()
        .take_while(|piece| is_mention(piece) || is_filler(piece))
        .collect::<Vec<_>>()
        .iter()
        .rposition(|piece| is_mention(piece))
        .map_or(0, |last| last + 1);
    let mut found = Typed::default();
    let thanked = if leading > 0 {
        &pieces[..leading]
    } else {
        &pieces[..]
    };
    for piece in thanked {
        match piece {
            Piece::Person { id, .. } if !found.people.iter().any(|one| one.as_str() == id) => {
                found.people.push(UserId::from(id.as_str()));
            }
            Piece::Group { id, .. } if !found.groups.contains(id) => found.groups.push(id.clone()),
            _ => {}
        }
    }
    let mut message = String::new();
    for piece in &pieces[leading..] {
        match piece {
            Piece::Words(words) => message.push_str(words),
            Piece::Person { name, .. } => {
                message.push('@');
                message.push_str(name);
            }
            Piece::Group { handle, .. } => {
                message.push('@');
                message.push_str(handle);
            }
        }
    }
    let message = text::clean(&message);
    let message = message.trim_start_matches(|c: char| c.is_whitespace() || ",:;-–—".contains(c));
    let (message, value) = without_value(message, value_of);
    found.message = text::cut(&message, LONGEST);
    found.value = value;
    found
}

/// Takes the first `#word` that names a value out of the message.
fn without_value(
    message: &str,
    value_of: impl Fn(&str) -> Option<String>,
) -> (String, Option<String>) {
    for (at, _) in message.match_indices('#') {
        let word: String = message[at + 1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
            .collect();
        if let Some(value) = value_of(&word) {
            let (before, after) = (&message[..at], &message[at + 1 + word.len()..]);
            let rest = format!("{} {}", before.trim_end(), after.trim_start());
            return (rest.trim().to_owned(), Some(value));
        }
    }
    (message.to_owned(), None)
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = typed;
    while let Some(start) = rest.find('<') {
        words.push_str(&unescape(&rest[..start]));
        let Some(length) = rest[start..].find('>') else {
            rest = &rest[start + 1..];
            continue;
        };
        let (tag, after) = (
            &rest[start + 1..start + length],
            &rest[start + length + 1..],
        );
        match mention(tag) {
            Tag::Mention(piece) => {
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(piece);
            }
            Tag::Words(said) => words.push_str(&said),
        }
        rest = after;
    }
    words.push_str(&unescape(rest));
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}

enum Tag {
    Mention(Piece),
    Words(String),
}

/// What stands between `<` and `>`.
fn mention(tag: &str) -> Tag {
    let (target, label) = match tag.split_once('|') {
        Some((target, label)) => (target, unescape(label)),
        None => (tag, String::new()),
    };
    let is_id = |id: &str| {
        id.len() > 1
            && id
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    if let Some(id) = target
        .strip_prefix('@')
        .filter(|id| id.starts_with(['U', 'W']) && is_id(id))
    {
        let name = if label.is_empty() {
            id.to_owned()
        } else {
            label
        };
        let name = name.trim_start_matches('@').to_owned();
        return Tag::Mention(Piece::Person {
            id: id.to_owned(),
            name,
        });
    }
    if let Some(id) = target
        .strip_prefix("!subteam^")
        .filter(|id| id.starts_with('S') && is_id(id))
    {
        let handle = if label.is_empty() {
            id.to_owned()
        } else {
            label
        };
        let handle = handle.trim_start_matches('@').to_owned();
        return Tag::Mention(Piece::Group {
            id: id.to_owned(),
            handle,
        });
    }
    Tag::Words(match target.chars().next() {
        Some('#') if !label.is_empty() => format!("#{label}"),
        // A mass mention is not repeated, and neither is a channel that nobody can read.
        Some('#' | '!' | '@') => String::new(),
        _ if label.is_empty() => unescape(target),
        _ => label,
    })
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// How many letters, digits and signs there are to read, without mentions and emoji.
pub fn said(message: &str) -> usize {
    let without_codes = without_emoji_codes(message);
    let words: Vec<usize> = without_codes
        .split_whitespace()
        .filter(|word| !word.starts_with('@'))
        .map(|word| {
            word.graphemes(true)
                .filter(|letter| is_read(letter))
                .count()
        })
        .filter(|letters| *letters > 0)
        .collect();
    words.iter().sum::<usize>() + words.len().saturating_sub(1)
}

/// Whether a letter is one to read: no emoji.
fn is_read(letter: &str) -> bool {
    letter.chars().next().is_some_and(|first| {
        first.is_alphanumeric() || first.is_ascii_punctuation() || "“”‘’€–—…".contains(first)
    })
}

/// `text` without codes such as `:tada:` and `:+1::skin-tone-2:`.
fn without_emoji_codes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(':') {
        kept.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let length = after
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-'".contains(c)))
            .unwrap_or(after.len());
        let is_time = kept.ends_with(|c: char| c.is_ascii_digit());
        if length > 0 && after[length..].starts_with(':') && !is_time {
            rest = &after[length + 1..];
        } else {
            kept.push(':');
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Typed {
        super::read(typed, |word| (word == "customer").then(|| word.to_owned()))
    }

    fn people(typed: &Typed) -> Vec<&str> {
        typed.people.iter().map(UserId::as_str).collect()
    }

    #[test]
    fn those_who_are_mentioned_first_are_thanked_and_the_rest_is_the_reason() {
        let typed = read(
            "<@U0BOB|bob> en <@U0EVA>, voor het oplossen &amp; bellen, samen met <@U0TIM|tim>",
        );
        assert_eq!(people(&typed), ["U0BOB", "U0EVA"]);
        assert_eq!(typed.message, "voor het oplossen & bellen, samen met @tim");
    }

    #[test]
    fn where_nobody_comes_first_all_who_are_mentioned_are_thanked() {
        let typed = read("thanks <@U0BOB|bob> and <@U0BOB|bob> for it");
        assert_eq!(people(&typed), ["U0BOB"]);
        assert_eq!(typed.message, "thanks @bob and @bob for it");
    }

    #[test]
    fn groups_are_read_and_mass_mentions_and_links_lose_their_markup() {
        let typed = read(
            "<!subteam^S0FIN|@finance-team> <!channel> see <https://a.test|the page> <#C1|general> <C",
        );
        assert_eq!(typed.groups, ["S0FIN"]);
        assert_eq!(typed.message, "see the page #general C");
    }

    #[test]
    fn a_value_after_a_hash_is_taken_out_and_another_hash_stays() {
        let typed = read("<@U0BOB> called back at once #customer about #42");
        assert_eq!(typed.value.as_deref(), Some("customer"));
        assert_eq!(typed.message, "called back at once about #42");
    }

    #[test]
    fn what_is_said_is_counted_without_mentions_and_emoji() {
        assert_eq!(said("thanks :tada: 🎉 @bob"), 6);
        assert_eq!(said("ok, fine"), 8);
        assert_eq!(said(":+1::skin-tone-2:"), 0);
        assert_eq!(said("at 10:30: done"), 14);
        assert_eq!(said("👨\u{200d}👩\u{200d}👧 é"), 1);
        assert_eq!(said(""), 0);
    }

    #[test]
    fn any_text_can_be_read() {
        use proptest::prelude::*;
        proptest!(|(typed in "(<@U1\\|b>|<!|[ -~]|é|🎉|<|>|:){0,80}")| {
            let found = read(&typed);
            prop_assert!(text::length(&found.message) <= LONGEST);
            said(&found.message);
        });
    }
}
