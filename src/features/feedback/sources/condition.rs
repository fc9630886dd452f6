//! Conditions on a payload: `event == "completed"`, `!test`, `survey.title contains "nps" | "csat"`.

use serde_json::Value;

use super::parser::{ParseError, Parser};
use super::path::{Path, scalar_text};

/// A parsed condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    path: Path,
    test: Test,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Present,
    Absent,
    IsOneOf(Vec<Literal>),
    IsNoneOf(Vec<Literal>),
    Contains(Vec<String>),
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Text(String),
    Number(f64),
    Nothing,
}

/// Whether a condition holds, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It compares a value that is not there.
    Missing,
}

impl Condition {
    /// Reads a condition: a path alone (something is there), `!path` (nothing is there), or a path
    /// with `==`, `!=` or `contains` and one or more values, separated by `|`. `contains` looks
    /// for a part of a text, whatever its case, or for an element of a list.
    ///
    /// # Errors
    /// Where it is not one: the character and what to write instead.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser::new(text)?;
        parser.skip_spaces();
        let absent = parser.take('!');
        let path = parser.path()?;
        parser.skip_spaces();
        let test = if absent {
            Test::Absent
        } else if parser.take_text("==") {
            Test::IsOneOf(literals(&mut parser)?)
        } else if parser.take_text("!=") {
            Test::IsNoneOf(literals(&mut parser)?)
        } else if parser.take_text("contains") {
            let parts = literals(&mut parser)?;
            Test::Contains(
                parts
                    .into_iter()
                    .map(|part| match part {
                        Literal::Text(text) => text.to_lowercase(),
                        Literal::Number(number) => number.to_string(),
                        Literal::Nothing => String::new(),
                    })
                    .collect(),
            )
        } else {
            Test::Present
        };
        parser.skip_spaces();
        if parser.peek().is_some() {
            return Err(parser.error(
                "write `path == \"value\"`, `path != \"value\"`, `path contains \"part\"`, `path` or `!path`".to_owned(),
            ));
        }
        Ok(Self {
            path,
            test,
            text: text.trim().to_owned(),
        })
    }

    /// Whether it holds for `item` of the payload `root`.
    pub fn test(&self, item: &Value, root: &Value) -> Verdict {
        let value = self.path.find(item, root);
        let holds = match &self.test {
            Test::Present => value.is_some_and(|value| *value != Value::Bool(false)),
            Test::Absent => value.is_none_or(|value| *value == Value::Bool(false)),
            Test::IsNoneOf(literals) => !literals.iter().any(|literal| literal.is(value)),
            Test::IsOneOf(literals) => {
                let holds = literals.iter().any(|literal| literal.is(value));
                if !holds && value.is_none() {
                    return Verdict::Missing;
                }
                holds
            }
            Test::Contains(parts) => {
                let Some(value) = value else {
                    return Verdict::Missing;
                };
                parts.iter().any(|part| contains(value, part))
            }
        };
        if holds {
            Verdict::Holds
        } else {
            Verdict::Fails
        }
    }

    /// Whether it holds.
    pub fn holds(&self, item: &Value, root: &Value) -> bool {
        self.test(item, root) == Verdict::Holds
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The path that it looks at.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn literals(parser: &mut Parser) -> Result<Vec<Literal>, ParseError> {
    let mut found = Vec::new();
    loop {
        parser.skip_spaces();
        found.push(literal(parser)?);
        parser.skip_spaces();
        if !parser.take('|') {
            return Ok(found);
        }
    }
}

fn literal(parser: &mut Parser) -> Result<Literal, ParseError> {
    if parser.peek() == Some('"') {
        return Ok(Literal::Text(parser.quoted()?));
    }
    let error = parser.error(
        "a value is missing: write a text in double quotes, a number, true, false or null"
            .to_owned(),
    );
    let word = parser.while_fits(|character| {
        character.is_alphanumeric() || matches!(character, '.' | '-' | '+' | '_')
    });
    match word.as_str() {
        "true" | "false" => Ok(Literal::Text(word)),
        "null" => Ok(Literal::Nothing),
        number if number.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
            number
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Literal::Number)
                .ok_or(error)
        }
        _ => Err(error),
    }
}

impl Literal {
    fn is(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Nothing => value.is_none(),
            Self::Text(text) => value
                .and_then(scalar_text)
                .is_some_and(|found| found == text.as_str()),
            Self::Number(number) => value.and_then(super::score::number) == Some(*number),
        }
    }
}

fn contains(value: &Value, part: &str) -> bool {
    match value {
        Value::Array(list) => list
            .iter()
            .filter_map(scalar_text)
            .any(|element| element.to_lowercase() == part),
        value => scalar_text(value).is_some_and(|text| text.to_lowercase().contains(part)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(condition: &str, payload: Value) -> bool {
        Condition::parse(condition)
            .unwrap()
            .holds(&payload, &payload)
    }

    #[test]
    fn values_are_compared_as_they_are_meant() {
        let payload = json!({"event": "completed", "count": 1, "done": true, "nothing": null, "tags": ["VIP"], "title": "Relatie-NPS"});
        for condition in [
            r#"event == "completed""#,
            r#"event=="x"|"completed""#,
            "count == 1",
            "count == 1.0",
            r#"count == "1""#,
            "done == true",
            "done",
            "!missing",
            "nothing == null",
            "missing == null",
            r#"missing != "x""#,
            r#"tags contains "vip""#,
            r#"title contains "csat" | "nps""#,
            r#"missing | event == "completed""#,
        ] {
            assert!(holds(condition, payload.clone()), "{condition}");
        }
        for condition in [
            r#"event == "Completed""#,
            r#"event != "completed""#,
            "count == 2",
            "!done",
            "nothing",
            "nothing.deeper",
            r#"tags contains "vi""#,
        ] {
            assert!(!holds(condition, payload.clone()), "{condition}");
        }
    }

    #[test]
    fn a_comparison_with_a_missing_value_says_so() {
        let condition = Condition::parse(r#"event == "completed""#).unwrap();
        assert_eq!(condition.test(&json!({}), &json!({})), Verdict::Missing);
        assert_eq!(
            condition.test(&json!({"event": "x"}), &json!({})),
            Verdict::Fails
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, position) in [
            ("event == completed", 10),
            ("event = \"x\"", 7),
            ("event == ", 10),
            ("", 1),
            ("event == \"x\" and y", 14),
            ("a == 1e999", 6),
        ] {
            let error = Condition::parse(text).unwrap_err();
            assert_eq!(error.position, position, "{text}: {error}");
        }
    }
}
