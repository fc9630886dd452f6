//! Answers of the Web API: success, refusal, too fast, broken.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::sandbox::limits::{Code, Problem};

/// Why a call is refused, with Slack's error code.
#[derive(Debug)]
pub(super) struct Refusal {
    pub code: String,
    /// `response_metadata.messages`.
    pub messages: Vec<String>,
    /// Further fields, such as `needed` and `provided`.
    pub extra: Map<String, Value>,
}

impl From<&str> for Refusal {
    fn from(code: &str) -> Self {
        Self::owned(code.to_owned())
    }
}

impl Refusal {
    pub fn owned(code: String) -> Self {
        Self {
            code,
            messages: Vec::new(),
            extra: Map::new(),
        }
    }

    pub fn missing_scope(needed: &str, provided: &[String]) -> Self {
        let mut refusal = Self::from("missing_scope");
        refusal.extra.insert("needed".into(), json!(needed));
        refusal
            .extra
            .insert("provided".into(), json!(provided.join(",")));
        refusal
    }

    /// A missing or wrong argument, as Slack words it.
    pub fn invalid_argument(message: &str) -> Self {
        let mut refusal = Self::from("invalid_arguments");
        refusal.messages.push(format!("[ERROR] {message}"));
        refusal
    }

    /// Problems of blocks in a message.
    pub fn blocks(problems: &[Problem]) -> Self {
        let code = if problems.iter().all(|p| p.code == Code::TooLong) {
            "msg_blocks_too_long"
        } else {
            "invalid_blocks"
        };
        Self::with_problems(code, problems)
    }

    /// Problems of a view.
    pub fn view(problems: &[Problem]) -> Self {
        let code = if problems.iter().all(|p| p.code == Code::ViewTooLarge) {
            "view_too_large"
        } else {
            "invalid_arguments"
        };
        Self::with_problems(code, problems)
    }

    fn with_problems(code: &str, problems: &[Problem]) -> Self {
        let mut refusal = Self::from(code);
        refusal.messages = problems.iter().map(ToString::to_string).collect();
        refusal
    }
}

/// A finished answer.
pub(super) struct Reply {
    pub status: u16,
    body: Option<Value>,
    retry_after: Option<u64>,
}

impl Reply {
    pub fn ok(body: Value) -> Self {
        Self {
            status: 200,
            body: Some(body),
            retry_after: None,
        }
    }

    pub fn refused(refusal: Refusal) -> Self {
        let mut body = Map::new();
        body.insert("ok".into(), json!(false));
        body.insert("error".into(), json!(refusal.code));
        if !refusal.messages.is_empty() {
            body.insert("errors".into(), json!(refusal.messages));
            body.insert(
                "response_metadata".into(),
                json!({"messages": refusal.messages}),
            );
        }
        body.extend(refusal.extra);
        Self::ok(Value::Object(body))
    }

    /// A refusal by HTTP status, with the same body.
    pub fn refused_with_status(status: u16, refusal: Refusal) -> Self {
        Self {
            status,
            ..Self::refused(refusal)
        }
    }

    pub fn rate_limited(retry_after: u64) -> Self {
        Self {
            status: 429,
            body: Some(json!({"ok": false, "error": "ratelimited"})),
            retry_after: Some(retry_after),
        }
    }

    /// A status with a body that is not JSON, as a broken gateway answers.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            body: None,
            retry_after: None,
        }
    }

    /// The error code, or the status where there is no code.
    pub fn error(&self) -> Option<String> {
        match &self.body {
            Some(body) => body["error"].as_str().map(str::to_owned),
            None => Some(format!("http {}", self.status)),
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = match self.body {
            Some(body) => (
                [(header::CONTENT_TYPE, "application/json; charset=utf-8")],
                body.to_string(),
            )
                .into_response(),
            None => (
                [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                "<html><body>Slack is having a bad day.</body></html>",
            )
                .into_response(),
        };
        *response.status_mut() = status;
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
