//! The path language: where something is in a JSON payload.
//!
//! `data.answers[field.ref=nps].number | data.score` means: in `data`, in the list `answers`, in
//! the first element whose `field.ref` is `nps` and which leads further, the value `number`; where
//! that is missing, `data.score`. Evaluation is total: what is not there is `None`.
//!
//! - `key`, `"key with dots.or spaces"`: a member of an object
//! - `[2]`: an element of a list, counted from 0; `[key=value]`, `[a.b="value"]`: the first that fits
//! - `$.key`: from the payload's root, where `items` splits it
//! - `only_number()`: the number among the children, if there is exactly one
//! - `any_number()`: a number among the children, the first in the order of the keys
//! - `longest_text()`: the longest text among the children
//! - `|`: the next path where this one leads nowhere

use std::fmt;

use serde_json::Value;

use super::parser::{ParseError, Parser, is_plain};

/// A parsed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub(super) alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    pub(super) from_root: bool,
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
    Filter { keys: Vec<String>, value: String },
    Children(Children),
}

/// A choice among the children of a list or an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Children {
    OnlyNumber,
    AnyNumber,
    LongestText,
}

impl Children {
    pub(super) const ALL: [Self; 3] = [Self::OnlyNumber, Self::AnyNumber, Self::LongestText];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OnlyNumber => "only_number",
            Self::AnyNumber => "any_number",
            Self::LongestText => "longest_text",
        }
    }
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// Where it is not one: the character and what to write instead.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser::new(text)?;
        let path = parser.path()?;
        parser.skip_spaces();
        match parser.peek() {
            None => Ok(path),
            Some(found) => Err(parser.error(format!(
                "`{found}` is not expected here: write `.key`, `[…]` or ` | other.path`, and keys with other characters than letters, digits, `_` and `-` in double quotes"
            ))),
        }
    }

    /// The value that it leads to in `item`; `root` is the whole payload. Nulls and blank texts
    /// count as missing.
    pub fn find<'a>(&self, item: &'a Value, root: &'a Value) -> Option<&'a Value> {
        self.alternatives.iter().find_map(|alternative| {
            let start = if alternative.from_root { root } else { item };
            walk(start, &alternative.steps)
        })
    }
}

/// Each step goes one level down, so the work is bounded by the size of the value.
fn walk<'a>(value: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    let Some((step, rest)) = steps.split_first() else {
        return is_something(value).then_some(value);
    };
    match step {
        Step::Key(key) => walk(value.get(key.as_str())?, rest),
        Step::Index(index) => walk(value.as_array()?.get(*index)?, rest),
        Step::Filter {
            keys,
            value: wanted,
        } => value
            .as_array()?
            .iter()
            .filter(|element| {
                keys.iter()
                    .try_fold(*element, |inner, key| inner.get(key.as_str()))
                    .and_then(scalar_text)
                    .is_some_and(|text| text == *wanted)
            })
            .find_map(|element| walk(element, rest)),
        Step::Children(choice) => walk(choice.choose(value)?, rest),
    }
}

impl Children {
    fn choose(self, value: &Value) -> Option<&Value> {
        let children: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            Value::Object(object) => object.values().collect(),
            _ => return None,
        };
        let mut numbers = children.iter().copied().filter(|child| child.is_number());
        match self {
            Self::OnlyNumber => {
                let first = numbers.next()?;
                numbers.next().is_none().then_some(first)
            }
            Self::AnyNumber => numbers.next(),
            Self::LongestText => {
                let mut longest: Option<(&Value, usize)> = None;
                for child in children {
                    let length = child.as_str().map_or(0, |text| text.trim().chars().count());
                    if length > longest.map_or(0, |(_, most)| most) {
                        longest = Some((child, length));
                    }
                }
                longest.map(|(child, _)| child)
            }
        }
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

/// A text, number or truth value as text.
pub(super) fn scalar_text(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(if *truth { "true" } else { "false" }.into()),
        _ => None,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, alternative) in self.alternatives.iter().enumerate() {
            if number > 0 {
                f.write_str(" | ")?;
            }
            let mut dot = alternative.from_root;
            if alternative.from_root {
                f.write_str("$")?;
            }
            for step in &alternative.steps {
                match step {
                    Step::Key(key) => {
                        write!(f, "{}{}", if dot { "." } else { "" }, Word(key))?;
                    }
                    Step::Children(choice) => {
                        write!(f, "{}{}()", if dot { "." } else { "" }, choice.name())?;
                    }
                    Step::Index(index) => write!(f, "[{index}]")?,
                    Step::Filter { keys, value } => {
                        let keys: Vec<String> =
                            keys.iter().map(|key| Word(key).to_string()).collect();
                        write!(f, "[{}={}]", keys.join("."), Word(value))?;
                    }
                }
                dot = true;
            }
        }
        Ok(())
    }
}

/// A key or value, in quotes where it needs them.
struct Word<'a>(&'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() && self.0.chars().all(is_plain) {
            return f.write_str(self.0);
        }
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}

#[cfg(test)]
pub(super) mod tests;
