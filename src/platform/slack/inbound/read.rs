//! Taking fields out of JSON without ever failing.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{ChannelId, Installation, Person, ResponseUrl, UserId};

/// Fields of a JSON object. What is missing, null, empty or of an unexpected type is `None`.
pub(super) trait Fields {
    /// A text, a number or a flag as text, moved out.
    fn take_text(&mut self, name: &str) -> Option<String>;
    /// The same, copied.
    fn text_of(&self, name: &str) -> Option<String>;
    /// Anything that is not null, moved out.
    fn take_value(&mut self, name: &str) -> Option<Value>;
    /// The elements of a list, moved out.
    fn take_list(&mut self, name: &str) -> Vec<Value>;
    /// `true`, also where it is written as a text.
    fn is_true(&self, name: &str) -> bool;
    /// A whole number, also where it is written as a text.
    fn integer(&self, name: &str) -> Option<i64>;
}

impl Fields for Value {
    fn take_text(&mut self, name: &str) -> Option<String> {
        as_text(self.get_mut(name)?.take())
    }

    fn text_of(&self, name: &str) -> Option<String> {
        as_text(self.get(name)?.clone())
    }

    fn take_value(&mut self, name: &str) -> Option<Value> {
        Some(self.get_mut(name)?.take()).filter(|value| !value.is_null())
    }

    fn take_list(&mut self, name: &str) -> Vec<Value> {
        match self.get_mut(name).map(Value::take) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        }
    }

    fn is_true(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }

    fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

pub(super) fn as_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `{"team": {"id"}, "enterprise": {"id"}, "is_enterprise_install", "api_app_id"}`, or with the ids
/// themselves at the top.
pub(super) fn installation(payload: &mut Value) -> Installation {
    let id_in = |payload: &mut Value, outer: &str| {
        payload
            .get_mut(outer)
            .and_then(|inner| inner.take_text("id"))
    };
    Installation {
        team_id: id_in(payload, "team").or_else(|| payload.text_of("team_id")),
        enterprise_id: id_in(payload, "enterprise").or_else(|| payload.text_of("enterprise_id")),
        is_enterprise_install: payload.is_true("is_enterprise_install"),
        app_id: payload.take_text("api_app_id"),
    }
}

/// `{"user": {"id", "name" or "username", "team_id"}}`, or `{"user": "U1"}`.
pub(super) fn person(payload: &mut Value) -> Option<Person> {
    let mut user = payload.take_value("user")?;
    if user.is_string() {
        return Some(Person {
            id: as_text(user)?.into(),
            name: None,
            team_id: None,
        });
    }
    Some(Person {
        id: user.take_text("id")?.into(),
        name: user
            .take_text("name")
            .or_else(|| user.take_text("username")),
        team_id: user.take_text("team_id"),
    })
}

/// `{"channel": {"id"}}`, `{"channel": "C1"}` or `{"channel_id": "C1"}`.
pub(super) fn channel(payload: &mut Value) -> Option<ChannelId> {
    let named = match payload.take_value("channel") {
        Some(mut object @ Value::Object(_)) => object.take_text("id"),
        Some(other) => as_text(other),
        None => None,
    };
    named
        .or_else(|| payload.text_of("channel_id"))
        .map(ChannelId)
}

pub(super) fn response_url(payload: &mut Value) -> Option<ResponseUrl> {
    payload.take_text("response_url").map(ResponseUrl)
}

pub(super) fn users(list: Vec<Value>) -> Vec<UserId> {
    list.into_iter().filter_map(as_text).map(UserId).collect()
}

pub(super) fn channels(list: Vec<Value>) -> Vec<ChannelId> {
    list.into_iter()
        .filter_map(as_text)
        .map(ChannelId)
        .collect()
}

pub(super) fn sha256_hex(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
