//! What people do in the workspace: commands, clicks, modals, reactions, messages, shortcuts.

pub(super) mod commands;
pub(super) mod interactions;
pub(super) mod modals;
pub(super) mod talk;
mod typed;
pub(super) mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::delivery::Undelivered;
use super::engine::Engine;
use super::web_api;
use super::workspace::Workspace;

/// What became of something that a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The app acknowledged; with the payload of its acknowledgement, null where that was bare.
    Acknowledged(Value),
    /// The app was told and did not acknowledge, or with something that Slack would not take; why.
    Unanswered(String),
    /// Slack itself would not have let the person do it, or does not tell the app of it; why.
    Refused(String),
}

impl Answer {
    /// Whether the app acknowledged.
    pub fn is_acknowledged(&self) -> bool {
        matches!(self, Self::Acknowledged(_))
    }

    /// The payload of the acknowledgement; null where it was bare or did not come.
    pub fn payload(&self) -> &Value {
        match self {
            Self::Acknowledged(payload) => payload,
            _ => &Value::Null,
        }
    }

    /// Why it did not work out.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Acknowledged(_) => None,
            Self::Unanswered(why) | Self::Refused(why) => Some(why),
        }
    }
}

impl From<Result<Value, Undelivered>> for Answer {
    fn from(result: Result<Value, Undelivered>) -> Self {
        match result {
            Ok(payload) => Self::Acknowledged(payload),
            Err(why) => Self::Unanswered(why.to_string()),
        }
    }
}

/// What became of a modal that was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    /// The modal closed; the one beneath it, if any, is on top again.
    Closed,
    /// The app found errors, by the block's id.
    Errors(BTreeMap<String, String>),
    /// Slack's own client would not send it yet, by the block's id.
    Incomplete(BTreeMap<String, String>),
    /// The app put another view in its place.
    Updated(Value),
    /// The app put another view on top.
    Pushed(Value),
    /// The app closed the whole stack.
    Cleared,
    /// The app did not acknowledge, or with something that Slack would not take; why.
    Unanswered(String),
    /// There is no such modal to send; why.
    Refused(String),
}

/// Where an element stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a message.
    Message {
        /// `C…`.
        channel: String,
        /// The message's timestamp.
        ts: String,
    },
    /// In a modal or on an App Home.
    View {
        /// `V…`.
        view_id: String,
    },
}

impl Place {
    /// On the message `ts` of `channel`.
    pub fn message(channel: &str, ts: &str) -> Self {
        Self::Message {
            channel: channel.to_owned(),
            ts: ts.to_owned(),
        }
    }

    /// In the view with this id.
    pub fn view(view_id: &str) -> Self {
        Self::View {
            view_id: view_id.to_owned(),
        }
    }
}

/// Fields that every interaction carries.
fn base_payload(workspace: &Workspace, kind: &str, user: &str) -> Value {
    let name = workspace.user(user).map_or("", |user| user.name.as_str());
    let team_id = match workspace.user(user) {
        Some(user) if user.stranger => "T0STRANGER",
        _ => &workspace.team_id,
    };
    json!({
        "type": kind,
        "token": "sandbox-verification-token",
        "api_app_id": workspace.app.app_id,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "user": {"id": user, "username": name, "name": name, "team_id": team_id},
        "enterprise": null,
        "is_enterprise_install": false,
    })
}

/// Whether this person may use the workspace at all.
fn check_person(workspace: &Workspace, user: &str) -> Result<(), String> {
    match workspace.user(user) {
        None => Err(format!("there is no user {user}")),
        Some(user) if user.deleted => Err(format!("{} has left", user.name)),
        Some(_) => Ok(()),
    }
}

/// The address at which the app may answer.
fn response_url(engine: &Engine, path: &str, key: &str) -> String {
    format!("{}/{path}/{key}", engine.base_url())
}

/// Shows the message in an acknowledgement, if there is one. Returns the timestamp of an ephemeral.
fn show_answer(
    engine: &Arc<Engine>,
    user: &str,
    channel: &str,
    payload: &Value,
) -> Result<Option<String>, String> {
    let given = match payload {
        Value::String(text) => json!({"text": text}),
        Value::Object(fields) if !fields.is_empty() => payload.clone(),
        _ => return Ok(None),
    };
    let mut workspace = engine.workspace();
    web_api::show_in_channel(engine, &mut workspace, (user, channel), &given)
        .map_err(|problem| format!("Slack would not show the answer: {problem}"))
}
