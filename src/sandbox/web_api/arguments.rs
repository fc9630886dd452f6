//! Arguments of a call: from the address, a form or JSON, read alike.

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// What a call was sent, and by whom.
pub(super) struct Arguments {
    values: Map<String, Value>,
    pub token: Option<String>,
    /// JSON came without `charset=utf-8`: Slack warns.
    pub lacks_charset: bool,
}

impl Arguments {
    /// Reads a request, or says with Slack's word why it cannot be read.
    pub fn read(
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, &'static str> {
        let mut values = Map::new();
        let mut lacks_charset = false;
        read_form(query.unwrap_or_default().as_bytes(), &mut values);
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if content_type.starts_with("application/json") {
            lacks_charset = !content_type.contains("charset");
            if !body.is_empty() {
                match serde_json::from_slice(body) {
                    Ok(Value::Object(given)) => values.extend(given),
                    Ok(_) => return Err("json_not_object"),
                    Err(_) => return Err("invalid_json"),
                }
            }
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            read_form(body, &mut values);
        } else if !body.is_empty() {
            return Err(if content_type.is_empty() {
                "missing_post_type"
            } else {
                "invalid_post_type"
            });
        }
        let in_body = values
            .remove("token")
            .and_then(|token| token.as_str().map(str::to_owned));
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(|token| token.trim().to_owned())
            .or(in_body);
        Ok(Self {
            values,
            token,
            lacks_charset,
        })
    }

    /// Everything but the token, with JSON that came as text read, for the log.
    pub fn without_token(&self) -> Value {
        let read = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::String(text) if text.starts_with(['[', '{']) => {
                    serde_json::from_str(text).unwrap_or_else(|_| value.clone())
                }
                other => other.clone(),
            };
            (name.clone(), value)
        };
        Value::Object(self.values.iter().map(read).collect())
    }

    /// A text argument; numbers and booleans are taken as text. Empty is as good as absent.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// Whether the argument was given at all, even empty.
    pub fn has(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|value| !value.is_null())
    }

    /// A yes-or-no argument.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_deref(), Some("true" | "1" | "t"))
    }

    /// A list of texts: `a,b` or `["a", "b"]`.
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.values.get(name) {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => self
                .text(name)
                .unwrap_or_default()
                .split(',')
                .map(|item| item.trim().to_owned())
                .filter(|item| !item.is_empty())
                .collect(),
        }
    }

    /// A structured argument: JSON itself, or JSON written as text. `Err` where the text is no JSON.
    pub fn json(&self, name: &str) -> Result<Option<Value>, ()> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| ()),
            Some(other) => Ok(Some(other.clone())),
        }
    }

    /// A page's size: `default` where none is given, `invalid_limit` outside `1..=most`.
    pub fn limit(&self, default: usize, most: usize) -> Result<usize, &'static str> {
        match self.text("limit") {
            None => Ok(default),
            Some(text) => match text.parse::<usize>() {
                Ok(0) => Ok(default),
                Ok(limit) if limit <= most => Ok(limit),
                _ => Err("invalid_limit"),
            },
        }
    }
}

fn read_form(bytes: &[u8], values: &mut Map<String, Value>) {
    for (name, value) in form_urlencoded::parse(bytes) {
        values.insert(name.into_owned(), Value::String(value.into_owned()));
    }
}
