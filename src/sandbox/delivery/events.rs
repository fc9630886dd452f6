//! Events: which the app is told of, and how they are wrapped.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Undelivered, deliver_event};
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{Conversation, Message, Workspace};

/// Delivers `event` if the app subscribed to it, and waits for the first acknowledgement.
/// `None` when the app is not told of it.
pub(crate) async fn tell(
    engine: &Arc<Engine>,
    name: &str,
    event: Value,
) -> Option<Result<Value, Undelivered>> {
    if !is_subscribed(&engine.workspace(), name) {
        return None;
    }
    let payload = wrap(engine, event);
    Some(deliver_event(engine, payload).await)
}

/// The same in the background, for what the app itself caused.
pub(crate) fn tell_later(engine: &Arc<Engine>, name: &'static str, event: Value) {
    let engine = Arc::clone(engine);
    tokio::spawn(async move { tell(&engine, name, event).await });
}

/// Whether the app subscribed to the event and has the scope for it.
fn is_subscribed(workspace: &Workspace, name: &str) -> bool {
    let needed = match name {
        "message.channels" => Some("channels:history"),
        "message.groups" => Some("groups:history"),
        "message.im" => Some("im:history"),
        "message.mpim" => Some("mpim:history"),
        "app_mention" => Some("app_mentions:read"),
        "reaction_added" | "reaction_removed" => Some("reactions:read"),
        "user_change" | "team_join" => Some("users:read"),
        _ => None,
    };
    let app = &workspace.app;
    needed.is_none_or(|scope| app.scopes.iter().any(|granted| granted == scope))
        && app
            .bot_events
            .as_ref()
            .is_none_or(|events| events.iter().any(|event| event == name))
}

/// Wraps an event as the Events API does.
fn wrap(engine: &Engine, event: Value) -> Value {
    let now = engine.clock.now();
    let mut workspace = engine.workspace();
    let event_id = format!(
        "Ev{}",
        &crate::sandbox::workspace::random_key()[..12].to_uppercase()
    );
    let shared = event["channel"]
        .as_str()
        .or_else(|| event["item"]["channel"].as_str())
        .and_then(|id| workspace.conversation(id))
        .is_some_and(|conversation| conversation.is_ext_shared);
    let context = workspace.next_id("4-ctx");
    json!({
        "token": "sandbox-verification-token",
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": null,
        "api_app_id": workspace.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": now.timestamp(),
        "authorizations": [{
            "enterprise_id": null,
            "team_id": workspace.team_id,
            "user_id": workspace.app.bot_user_id,
            "is_bot": true,
            "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": shared,
        "event_context": context,
    })
}

/// The subscription that messages of this conversation belong to; `None` where the bot sees none.
pub(crate) fn message_subscription(
    workspace: &Workspace,
    conversation: &Conversation,
) -> Option<&'static str> {
    if !workspace.bot_is_in(conversation) {
        return None;
    }
    Some(match conversation.kind.event_type() {
        "channel" => "message.channels",
        "group" => "message.groups",
        "im" => "message.im",
        _ => "message.mpim",
    })
}

/// The event of a new message.
pub(crate) fn message_event(
    workspace: &Workspace,
    conversation: &Conversation,
    message: &Message,
) -> Value {
    let mut event = workspace.message_json(&conversation.id, message, true);
    event["channel"] = json!(conversation.id);
    event["channel_type"] = json!(conversation.kind.event_type());
    event["event_ts"] = json!(message.ts);
    event
}

/// The event of a message that was changed or deleted.
pub(crate) fn message_change_event(
    workspace: &mut Workspace,
    conversation: &Conversation,
    before: &Message,
    now: chrono::DateTime<chrono::Utc>,
) -> Value {
    let event_ts = workspace.next_ts(now);
    let previous = workspace.message_json(&conversation.id, before, true);
    let mut event = json!({
        "type": "message",
        "channel": conversation.id,
        "channel_type": conversation.kind.event_type(),
        "hidden": true,
        "ts": event_ts,
        "event_ts": event_ts,
        "previous_message": previous,
    });
    match workspace.message(&conversation.id, &before.ts) {
        Some(after) => {
            event["subtype"] = json!("message_changed");
            event["message"] = workspace.message_json(&conversation.id, after, true);
        }
        None => {
            event["subtype"] = json!("message_deleted");
            event["deleted_ts"] = json!(before.ts);
        }
    }
    event
}

/// The event of a reaction that came or went.
pub(crate) fn reaction_event(
    kind: &str,
    user: &str,
    name: &str,
    channel: &str,
    message: &Message,
    event_ts: &str,
) -> Value {
    json!({
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": event_ts,
    })
}
