//! Reads scores: numbers in all the ways that tools write them, and words that stand for numbers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::features::feedback::rules::response::ScoreKind;
use crate::platform::config::ScaleRange;

/// A finite number: a JSON number, or a text with a plain decimal number, with a dot or a comma.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()),
        Value::String(text) => plain_number(text),
        _ => None,
    }
}

/// Not `str::parse` alone, which also takes `inf`, `nan` and `1e400`.
fn plain_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let separators = digits.matches(['.', ',']).count();
    let plain = digits
        .chars()
        .all(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
    if !plain
        || separators > 1
        || text.len() > 32
        || !digits.starts_with(|first: char| first.is_ascii_digit())
        || !digits.ends_with(|last: char| last.is_ascii_digit())
    {
        return None;
    }
    text.replace(',', ".").parse().ok()
}

/// The number that `value` is or, by `words` whatever their case, stands for.
pub fn number_or_word(value: &Value, words: &BTreeMap<String, f64>) -> Option<f64> {
    if let Some(text) = super::path::scalar_text(value) {
        let text = text.trim().to_lowercase();
        if let Some((_, number)) = words.iter().find(|(word, _)| word.to_lowercase() == text) {
            return Some(*number);
        }
    }
    number(value)
}

/// The scale that holds for a kind where nothing else is said: NPS 0 to 10 by definition; 1 to 5
/// and, for the newer CES, 1 to 7 by custom.
pub fn usual_scale(kind: ScoreKind) -> Option<ScaleRange> {
    let (min, max) = match kind {
        ScoreKind::Nps => (0.0, 10.0),
        ScoreKind::Csat | ScoreKind::Stars => (1.0, 5.0),
        ScoreKind::Ces => (1.0, 7.0),
        ScoreKind::Text => return None,
    };
    Some(ScaleRange {
        min,
        max,
        low_is_good: false,
    })
}

/// What is wrong with a scale for a kind.
pub fn scale_problem(kind: ScoreKind, scale: ScaleRange) -> Option<&'static str> {
    if !(scale.min.is_finite() && scale.max.is_finite() && scale.min < scale.max) {
        Some("the scale's `min` must be below its `max`")
    } else if kind == ScoreKind::Nps && Some(scale) != usual_scale(kind) {
        Some("the scale of NPS is 0 to 10; another scale is another kind, for example csat")
    } else {
        None
    }
}

/// A kind as a payload writes it: `nps`, `CSAT`.
pub fn read_kind(value: &Value) -> Option<ScoreKind> {
    let text = value.as_str()?.trim().to_lowercase();
    serde_json::from_value(Value::String(text)).ok()
}

/// A scale as a payload writes it: an object with `min`, `max` and perhaps `low_is_good`.
pub fn read_scale(value: &Value) -> Option<ScaleRange> {
    Some(ScaleRange {
        min: number(value.get("min")?)?,
        max: number(value.get("max")?)?,
        low_is_good: match value.get("low_is_good") {
            None | Some(Value::Null) => false,
            Some(truth) => truth.as_bool()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_as_tools_write_them() {
        for (value, expected) in [
            (json!(9), 9.0),
            (json!(8.5), 8.5),
            (json!("10"), 10.0),
            (json!(" 7 "), 7.0),
            (json!("8,5"), 8.5),
            (json!("8.5"), 8.5),
            (json!("-1"), -1.0),
            (json!("+3"), 3.0),
            (json!("007"), 7.0),
        ] {
            assert_eq!(number(&value), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_not_a_plain_number_is_not_read() {
        for value in [
            json!("NaN"),
            json!("inf"),
            json!("-Infinity"),
            json!("1e3"),
            json!("1e400"),
            json!("9/10"),
            json!("1.000,5"),
            json!("1,000,000"),
            json!("."),
            json!("5."),
            json!(".5"),
            json!(""),
            json!("0x10"),
            json!("٣"),
            json!("1".repeat(400)),
            json!(true),
            json!(null),
            json!([9]),
            json!({"score": 9}),
        ] {
            assert_eq!(number(&value), None, "{value}");
        }
    }

    #[test]
    fn words_stand_for_numbers_whatever_their_case() {
        let words = BTreeMap::from([("GOOD".to_owned(), 1.0), ("BAD".to_owned(), 0.0)]);
        assert_eq!(number_or_word(&json!("good"), &words), Some(1.0));
        assert_eq!(number_or_word(&json!(" BAD "), &words), Some(0.0));
        assert_eq!(number_or_word(&json!("offered"), &words), None);
        assert_eq!(number_or_word(&json!(3), &words), Some(3.0));
    }

    #[test]
    fn a_scale_that_can_not_be_is_named() {
        let scale = |min, max| ScaleRange {
            min,
            max,
            low_is_good: false,
        };
        assert_eq!(scale_problem(ScoreKind::Csat, scale(1.0, 5.0)), None);
        assert_eq!(scale_problem(ScoreKind::Nps, scale(0.0, 10.0)), None);
        assert!(scale_problem(ScoreKind::Nps, scale(0.0, 100.0)).is_some());
        assert!(scale_problem(ScoreKind::Csat, scale(5.0, 5.0)).is_some());
        assert!(scale_problem(ScoreKind::Csat, scale(f64::NAN, 5.0)).is_some());
    }

    proptest! {
        #[test]
        fn every_number_read_is_finite(text in "[-+0-9.,eEinfa]{0,40}") {
            prop_assert!(number(&json!(text)).is_none_or(f64::is_finite));
        }

        #[test]
        fn a_number_is_read_the_same_as_text_and_with_a_comma(tenths in -1000_i32..1000) {
            let expected = f64::from(tenths) / 10.0;
            let text = format!("{expected:.1}");
            prop_assert_eq!(number(&json!(text.clone())), Some(expected));
            prop_assert_eq!(number(&json!(text.replace('.', ","))), Some(expected));
        }
    }
}
