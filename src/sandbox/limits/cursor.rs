//! Where the validator stands in the JSON, and what it has found so far.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Code, Problem, Surface};

/// A value together with the JSON pointer that leads to it.
pub(super) struct At<'a> {
    pub value: &'a Value,
    pub pointer: String,
}

impl<'a> At<'a> {
    pub fn new(value: &'a Value, pointer: impl Into<String>) -> Self {
        Self {
            value,
            pointer: pointer.into(),
        }
    }

    /// The field `name`, unless it is absent or null.
    pub fn get(&self, name: &str) -> Option<At<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(At::new(value, format!("{}/{name}", self.pointer)))
    }

    /// The text of the field `name`.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// The items of an array, each with its own pointer.
    pub fn items(&self) -> Vec<At<'a>> {
        self.value
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(index, value)| At::new(value, format!("{}/{index}", self.pointer)))
            .collect()
    }
}

/// Collects problems, and remembers what must be unique in a whole message or view.
pub(super) struct Checker {
    pub surface: Surface,
    pub block_ids: HashSet<String>,
    pub tables: usize,
    pub focused: usize,
    pub markdown_length: usize,
    problems: Vec<Problem>,
}

impl Checker {
    pub fn new(surface: Surface) -> Self {
        Self {
            surface,
            block_ids: HashSet::new(),
            tables: 0,
            focused: 0,
            markdown_length: 0,
            problems: Vec::new(),
        }
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    pub fn problem(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.problem_with_code(Code::Invalid, at, message);
    }

    pub fn problem_with_code(&mut self, code: Code, at: &At<'_>, message: impl Into<String>) {
        self.problems.push(Problem {
            code,
            pointer: at.pointer.clone(),
            message: message.into(),
        });
    }

    /// The object at this place, with no fields other than `allowed` (besides `type`).
    pub fn object<'a>(&mut self, at: &At<'a>, allowed: &[&str]) -> Option<&'a Map<String, Value>> {
        let Some(object) = at.value.as_object() else {
            self.problem(at, "must be a valid object");
            return None;
        };
        for key in object.keys() {
            if key != "type" && !allowed.contains(&key.as_str()) {
                self.problem(at, format!("invalid additional property: {key}"));
            }
        }
        Some(object)
    }

    /// The field `name`, or the problem that it is missing.
    pub fn required<'a>(&mut self, at: &At<'a>, name: &str) -> Option<At<'a>> {
        let found = at.get(name);
        if found.is_none() {
            self.problem(at, format!("missing required field: {name}"));
        }
        found
    }

    /// A string between one and `most` characters.
    pub fn string(&mut self, at: &At<'_>, most: usize) {
        let Some(text) = at.value.as_str() else {
            self.problem(at, "must be a string");
            return;
        };
        if text.is_empty() {
            self.problem(at, "must be more than 0 characters");
        } else if length(text) > most {
            self.problem(at, format!("must be less than {} characters", most + 1));
        }
    }

    /// The optional string field `name`, at most `most` characters.
    pub fn optional_string(&mut self, at: &At<'_>, name: &str, most: usize) {
        if let Some(field) = at.get(name) {
            self.string(&field, most);
        }
    }

    /// The required string field `name`, at most `most` characters.
    pub fn required_string(&mut self, at: &At<'_>, name: &str, most: usize) {
        if let Some(field) = self.required(at, name) {
            self.string(&field, most);
        }
    }

    /// The optional string field `name`, one of `allowed`.
    pub fn one_of(&mut self, at: &At<'_>, name: &str, allowed: &[&str]) {
        if let Some(field) = at.get(name)
            && !field
                .value
                .as_str()
                .is_some_and(|text| allowed.contains(&text))
        {
            self.problem(
                &field,
                format!("value must be one of: {}", allowed.join(", ")),
            );
        }
    }

    /// The optional boolean fields.
    pub fn booleans(&mut self, at: &At<'_>, names: &[&str]) {
        for name in names {
            if let Some(field) = at.get(name)
                && !field.value.is_boolean()
            {
                self.problem(&field, "must be a boolean");
            }
        }
    }

    /// The optional whole-number field `name`, within `least..=most`.
    pub fn whole_number(&mut self, at: &At<'_>, name: &str, least: i64, most: i64) {
        if let Some(field) = at.get(name)
            && !field
                .value
                .as_i64()
                .is_some_and(|number| (least..=most).contains(&number))
        {
            self.problem(
                &field,
                format!("must be a whole number from {least} to {most}"),
            );
        }
    }

    /// An array with `least..=most` items; its items, each with its pointer.
    pub fn array<'a>(&mut self, at: &At<'a>, least: usize, most: usize) -> Vec<At<'a>> {
        if !at.value.is_array() {
            self.problem(at, "must be an array");
            return Vec::new();
        }
        let items = at.items();
        if items.len() < least {
            self.problem(
                at,
                format!("no fewer than {least} items allowed")
                    .replace("no fewer than 1 items", "no fewer than 1 item"),
            );
        } else if items.len() > most {
            self.problem(at, format!("no more than {most} items allowed"));
        }
        items
    }
}

/// Length in UTF-16 units, the most careful reading of Slack's "characters".
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}
