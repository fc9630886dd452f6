//! Cleans the texts of a payload, and writes JSON in one form for its hash.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

/// `nl` of `nl`, `NL`, `nl-NL` and `nl_BE`; `None` of `default` and `nld`.
pub(super) fn two_letter_language(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let code = text.split(['-', '_']).next()?;
    (code.len() == 2 && code.chars().all(|letter| letter.is_ascii_alphabetic()))
        .then(|| code.to_ascii_lowercase())
}

/// `text` without control characters (PostgreSQL stores no NUL) and outer space, cut after
/// `longest` characters, and whether it was cut.
pub(super) fn clean(text: &str, longest: usize) -> (String, bool) {
    let kept: String = text
        .trim()
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect();
    let kept = kept.trim();
    match kept.char_indices().nth(longest) {
        None => (kept.to_owned(), false),
        Some((end, _)) => (kept[..end].to_owned(), true),
    }
}

/// JSON with sorted keys and no spaces, so that the same content gives the same hash.
pub(super) fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(list) => {
            text.push('[');
            for (number, element) in list.iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                write_canonical(element, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            let sorted: BTreeMap<&String, &Value> = object.iter().collect();
            text.push('{');
            for (number, (key, element)) in sorted.into_iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                // Writing to a String never fails.
                let _ = write!(text, "{}:", Value::from(key.as_str()));
                write_canonical(element, text);
            }
            text.push('}');
        }
        scalar => {
            let _ = write!(text, "{scalar}");
        }
    }
}
