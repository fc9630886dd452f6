//! What the page shows: the state of the workspace for one person, and the messages of a channel.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::calendar::Calendar;
use crate::sandbox::engine::{Engine, lock};
use crate::sandbox::workspace::{Conversation, Kind, Message, Workspace};

/// For whom the page looks.
#[derive(Deserialize)]
pub(super) struct Viewer {
    user: Option<String>,
}

/// The whole of what stands around the messages.
pub(super) async fn state(
    State(engine): State<Arc<Engine>>,
    Query(viewer): Query<Viewer>,
) -> Json<Value> {
    let next_moment = lock(&engine.next_moment).clone();
    let next = match next_moment {
        Some(next_moment) => next_moment().await,
        None => None,
    };
    let now = engine.clock.now();
    let mut workspace = engine.workspace();
    let user = viewer.user.unwrap_or_else(|| {
        let first = workspace.users.iter().find(|user| !user.is_bot);
        first.map_or_else(String::new, |user| user.id.clone())
    });
    if workspace.user(&user).is_some_and(|user| !user.is_bot) {
        workspace.direct_with(&user, now);
    }
    let views: Vec<Value> = workspace
        .open_views
        .get(&user)
        .into_iter()
        .flatten()
        .map(|view| workspace.view_json(view))
        .collect();
    let home = workspace
        .homes
        .get(&user)
        .map(|view| workspace.view_json(view));
    let app = &workspace.app;
    let time_zone = workspace
        .users
        .iter()
        .find(|known| known.id == user)
        .map(|known| known.tz.as_str());
    Json(json!({
        "now": now,
        "time_zone": time_zone,
        "team": {"name": workspace.team_name},
        "bot": {"id": app.bot_user_id, "name": app.bot_real_name},
        "users": workspace.users.iter().filter(|user| !user.deleted).map(|user| json!({
            "id": user.id,
            "name": user.name,
            "real_name": user.real_name,
            "title": user.title,
            "is_bot": user.is_bot,
        })).collect::<Vec<_>>(),
        "user_groups": workspace.user_groups.iter().map(|group| json!({
            "id": group.id,
            "handle": group.handle,
            "name": group.name,
        })).collect::<Vec<_>>(),
        "channels": channels(&workspace, &user),
        "next": next.map(|(at, what)| json!({"at": at, "what": what})),
        "home": home,
        "calendar": lock(&engine.calendar).as_ref().map(Calendar::look),
        "views": views,
        "commands": app.commands.iter().map(|command| json!({
            "command": command.command,
            "description": command.description,
            "usage_hint": command.usage_hint,
        })).collect::<Vec<_>>(),
        "shortcuts": app.shortcuts.iter().map(|shortcut| json!({
            "name": shortcut.name,
            "type": shortcut.kind,
            "callback_id": shortcut.callback_id,
        })).collect::<Vec<_>>(),
    }))
}

/// The channels that `user` sees, and their direct message with the bot.
fn channels(workspace: &Workspace, user: &str) -> Vec<Value> {
    workspace
        .conversations
        .iter()
        .filter(|conversation| may_look(workspace, conversation, user))
        .map(|conversation| {
            let partner = conversation.partner_of(&workspace.app.bot_user_id);
            json!({
                "id": conversation.id,
                "name": match partner {
                    Some(_) => workspace.app.bot_real_name.as_str(),
                    None => conversation.name.as_str(),
                },
                "is_private": conversation.kind != Kind::Public,
                "is_im": conversation.kind == Kind::Direct,
                "is_archived": conversation.is_archived,
                "is_member": conversation.has_member(user),
                "im_user": partner.map(|_| &workspace.app.bot_user_id),
                "topic": conversation.topic,
            })
        })
        .collect()
}

fn may_look(workspace: &Workspace, conversation: &Conversation, user: &str) -> bool {
    conversation.has_member(user)
        || (conversation.kind == Kind::Public
            && workspace
                .user(user)
                .is_some_and(|user| !user.guest && !user.stranger))
}

/// Which messages the page wants.
#[derive(Deserialize)]
pub(super) struct Wanted {
    channel: String,
    user: String,
}

/// The messages of a channel as `user` sees them, oldest first.
pub(super) async fn messages(
    State(engine): State<Arc<Engine>>,
    Query(wanted): Query<Wanted>,
) -> Json<Value> {
    let workspace = engine.workspace();
    let mut found: Vec<&Message> = match workspace.conversation(&wanted.channel) {
        Some(conversation) if may_look(&workspace, conversation, &wanted.user) => {
            workspace.messages_of(&conversation.id)
        }
        _ => Vec::new(),
    };
    found.extend(
        workspace
            .ephemerals
            .iter()
            .filter(|(user, channel, _)| *user == wanted.user && *channel == wanted.channel)
            .map(|(_, _, message)| message),
    );
    found.sort_by(|a, b| a.ts.cmp(&b.ts));
    let messages: Vec<Value> = found
        .into_iter()
        .map(|message| shown(&workspace, &wanted.channel, message))
        .collect();
    Json(json!({"messages": messages}))
}

fn shown(workspace: &Workspace, channel: &str, message: &Message) -> Value {
    let user = workspace.user(&message.user);
    let username = user.map_or("", |user| {
        if user.real_name.is_empty() {
            user.name.as_str()
        } else {
            user.real_name.as_str()
        }
    });
    json!({
        "ts": message.ts,
        "user": message.user,
        "username": username,
        "is_bot": user.is_some_and(|user| user.is_bot),
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "reactions": message.reactions.iter().map(|(name, users)| json!({
            "name": name,
            "users": users,
        })).collect::<Vec<_>>(),
        "edited": message.edited.is_some(),
        "ephemeral": message.ephemeral,
        "thread_ts": message.thread_ts,
        "reply_count": workspace.replies_to(channel, &message.ts).len(),
        "files": message.files.iter().filter_map(|id| workspace.files.get(id)).map(|file| json!({
            "id": file.id,
            "title": file.title,
            "mimetype": file.mimetype(),
            "url": format!("/files/{}/{}", file.id, encoded(&file.name)),
            "alt": file.alt_text,
        })).collect::<Vec<_>>(),
    })
}

fn encoded(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

/// Every call of the Web API so far.
pub(super) async fn calls(State(engine): State<Arc<Engine>>) -> Json<Value> {
    Json(json!({"calls": *engine.calls()}))
}
