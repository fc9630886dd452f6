//! What the page does: as a person, to the clock, to Slack's health.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::delivery::socket::DisconnectReason;
use crate::sandbox::engine::{Engine, lock};
use crate::sandbox::faults::{Fault, Outage};
use crate::sandbox::people::{self, Answer, Place, Submitted};

fn told(answer: &Answer) -> Json<Value> {
    Json(match answer.error() {
        None => json!({"ok": true}),
        Some(why) => json!({"ok": false, "error": why}),
    })
}

#[derive(Deserialize)]
pub(super) struct Slash {
    user: String,
    channel: String,
    /// The whole line: `/kudos @bob thanks`.
    text: String,
}

pub(super) async fn slash(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Slash>,
) -> Json<Value> {
    let line = given.text.trim();
    let (command, text) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (answer, ephemeral_ts) =
        people::commands::slash(&engine, &given.user, &given.channel, command, text).await;
    let mut body = told(&answer);
    let workspace = engine.workspace();
    if let Some(message) = ephemeral_ts
        .as_deref()
        .and_then(|ts| workspace.ephemeral(&given.channel, ts))
    {
        body["ephemeral"] = workspace.message_json(&given.channel, message, true);
    }
    body
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Container {
    Message { channel: String, ts: String },
    View { view_id: String },
}

impl From<Container> for Place {
    fn from(container: Container) -> Self {
        match container {
            Container::Message { channel, ts } => Self::Message { channel, ts },
            Container::View { view_id } => Self::View { view_id },
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Click {
    user: String,
    container: Container,
    block_id: Option<String>,
    action: Value,
    #[serde(default)]
    values: Value,
}

pub(super) async fn click(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Click>,
) -> Json<Value> {
    let mut action = given.action;
    if let (Some(block_id), Some(action)) = (given.block_id, action.as_object_mut()) {
        action.insert("block_id".into(), json!(block_id));
    }
    let place = given.container.into();
    let answer =
        people::interactions::click(&engine, &given.user, &place, &action, &given.values).await;
    told(&answer)
}

#[derive(Deserialize)]
pub(super) struct Suggest {
    user: String,
    container: Container,
    block_id: Option<String>,
    action_id: String,
    #[serde(default)]
    value: String,
}

pub(super) async fn suggest(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Suggest>,
) -> Json<Value> {
    let place = given.container.into();
    let answer = people::interactions::suggest(
        &engine,
        &given.user,
        &place,
        given.block_id.as_deref(),
        &given.action_id,
        &given.value,
    )
    .await;
    let mut body = told(&answer);
    for field in ["options", "option_groups"] {
        if let Some(list) = answer.payload().get(field) {
            body[field] = list.clone();
        }
    }
    body
}

#[derive(Deserialize)]
pub(super) struct Upload {
    user: String,
    name: String,
}

/// Takes a file that a person chose in a modal.
pub(super) async fn upload(
    State(engine): State<Arc<Engine>>,
    Query(given): Query<Upload>,
    body: Bytes,
) -> Json<Value> {
    let file = people::values::upload(&engine, &given.user, &given.name, &body);
    Json(json!({"ok": true, "file": file}))
}

#[derive(Deserialize)]
pub(super) struct Submit {
    user: String,
    view_id: String,
    #[serde(default)]
    values: Value,
}

pub(super) async fn submit(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Submit>,
) -> Json<Value> {
    let outcome = people::modals::submit(&engine, &given.user, &given.view_id, &given.values).await;
    Json(match outcome {
        Submitted::Errors(errors) | Submitted::Incomplete(errors) => {
            json!({"ok": false, "errors": errors})
        }
        Submitted::Unanswered(why) | Submitted::Refused(why) => json!({"ok": false, "error": why}),
        Submitted::Closed | Submitted::Updated(_) | Submitted::Pushed(_) | Submitted::Cleared => {
            json!({"ok": true})
        }
    })
}

#[derive(Deserialize)]
pub(super) struct Close {
    user: String,
    view_id: String,
    /// The cross, which closes the whole stack.
    #[serde(default)]
    all: bool,
}

pub(super) async fn close(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Close>,
) -> Json<Value> {
    told(&people::modals::close(&engine, &given.user, &given.view_id, given.all).await)
}

#[derive(Deserialize)]
pub(super) struct React {
    user: String,
    channel: String,
    ts: String,
    name: String,
    #[serde(default)]
    remove: bool,
}

pub(super) async fn react(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<React>,
) -> Json<Value> {
    let add = !given.remove;
    let answer = people::talk::react(
        &engine,
        &given.user,
        &given.channel,
        &given.ts,
        &given.name,
        add,
    )
    .await;
    told(&answer)
}

#[derive(Deserialize)]
pub(super) struct Say {
    user: String,
    channel: String,
    text: String,
    thread_ts: Option<String>,
}

pub(super) async fn say(State(engine): State<Arc<Engine>>, Json(given): Json<Say>) -> Json<Value> {
    let thread = given.thread_ts.as_deref();
    match people::talk::say(&engine, &given.user, &given.channel, &given.text, thread).await {
        // The message is there, whether or not the app heard of it.
        Ok((_, ts)) => Json(json!({"ok": true, "ts": ts})),
        Err(why) => Json(json!({"ok": false, "error": why})),
    }
}

#[derive(Deserialize)]
pub(super) struct Shortcut {
    user: String,
    callback_id: String,
    channel: Option<String>,
    ts: Option<String>,
}

pub(super) async fn shortcut(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Shortcut>,
) -> Json<Value> {
    let message = given.channel.as_deref().zip(given.ts.as_deref());
    told(&people::interactions::shortcut(&engine, &given.user, &given.callback_id, message).await)
}

#[derive(Deserialize)]
pub(super) struct Home {
    user: String,
}

pub(super) async fn home(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Home>,
) -> Json<Value> {
    told(&people::talk::open_home(&engine, &given.user).await)
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Move {
    To { to: String },
    Minutes { minutes: i64 },
    At { at: DateTime<Utc> },
}

pub(super) async fn clock(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Move>,
) -> Json<Value> {
    let now = engine.clock.now();
    let target = match given {
        Move::To { to } if to == "next" => {
            let next_moment = lock(&engine.next_moment).clone();
            match next_moment {
                Some(next_moment) => next_moment().await.map(|(at, _)| at),
                None => None,
            }
            .ok_or("nothing is scheduled")
        }
        Move::To { .. } => Err("`to` is \"next\", or give `minutes` or `at`"),
        Move::Minutes { minutes } => TimeDelta::try_minutes(minutes)
            .and_then(|by| now.checked_add_signed(by))
            .ok_or("that is too far away"),
        Move::At { at } => Ok(at),
    };
    Json(match target {
        Ok(at) if at < now => json!({"ok": false, "error": "the clock only goes forward"}),
        Ok(at) => {
            engine.clock.move_to(at);
            engine.changed("clock", None, None);
            json!({"ok": true, "now": engine.clock.now()})
        }
        Err(why) => json!({"ok": false, "error": why}),
    })
}

/// A fault as the page asks for it: one of calls, or one of these.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Trouble {
    Down {
        #[serde(default = "unavailable")]
        outage: Outage,
        seconds: Option<i64>,
    },
    Up,
    Disconnect {
        reason: DisconnectReason,
    },
    Cut,
    Clear,
}

fn unavailable() -> Outage {
    Outage::Unavailable
}

pub(super) async fn fault(
    State(engine): State<Arc<Engine>>,
    Json(given): Json<Value>,
) -> (StatusCode, Json<Value>) {
    match serde_json::from_value::<Trouble>(given.clone()) {
        Ok(Trouble::Down { outage, seconds }) => {
            let until = seconds.map(|seconds| engine.limits_now() + TimeDelta::seconds(seconds));
            engine.faults().begin_outage(outage, until);
            engine.sockets.cut();
        }
        Ok(Trouble::Up) => engine.faults().end_outage(),
        Ok(Trouble::Disconnect { reason }) => {
            engine.sockets.disconnect(reason);
        }
        Ok(Trouble::Cut) => {
            engine.sockets.cut();
        }
        Ok(Trouble::Clear) => engine.faults().clear(),
        Err(_) => match serde_json::from_value::<Fault>(given) {
            Ok(fault) => engine.faults().add(fault),
            Err(error) => {
                let body = json!({"ok": false, "error": error.to_string()});
                return (StatusCode::BAD_REQUEST, Json(body));
            }
        },
    }
    (StatusCode::OK, Json(json!({"ok": true})))
}
