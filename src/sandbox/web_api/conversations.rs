//! Conversations: listed, looked at, opened, joined.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::reply::Refusal;
use crate::sandbox::delivery::events;
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{Conversation, Kind, Workspace};

/// Whether the bot knows of the conversation: public, or it is a member.
pub(super) fn sees(workspace: &Workspace, conversation: &Conversation) -> bool {
    conversation.kind == Kind::Public || workspace.bot_is_in(conversation)
}

/// The conversation that a call names, if the bot sees it and has the scope for its kind.
pub(super) fn named(
    workspace: &Workspace,
    arguments: &Arguments,
    right: &str,
) -> Result<Conversation, Refusal> {
    let id = arguments.text("channel").ok_or("channel_not_found")?;
    let conversation = workspace
        .conversations
        .iter()
        .find(|conversation| conversation.id == id)
        .filter(|conversation| sees(workspace, conversation))
        .ok_or("channel_not_found")?;
    need_scope(workspace, conversation.kind, right)?;
    Ok(conversation.clone())
}

fn need_scope(workspace: &Workspace, kind: Kind, right: &str) -> Result<(), Refusal> {
    let needed = format!("{}:{right}", kind.scope_prefix());
    if workspace.app.scopes.contains(&needed) {
        Ok(())
    } else {
        Err(Refusal::missing_scope(&needed, &workspace.app.scopes))
    }
}

/// A page of `items`, and the cursor of the next one (empty at the end).
pub(super) fn page<T: Clone>(
    items: &[T],
    arguments: &Arguments,
    limit: usize,
) -> Result<(Vec<T>, String), Refusal> {
    let start = match arguments.text("cursor") {
        None => 0,
        Some(cursor) => cursor
            .strip_prefix("from-")
            .and_then(|text| text.trim_end_matches('=').parse::<usize>().ok())
            .filter(|start| *start <= items.len())
            .ok_or("invalid_cursor")?,
    };
    let end = start.saturating_add(limit).min(items.len());
    let next = if end < items.len() {
        format!("from-{end}=")
    } else {
        String::new()
    };
    Ok((items[start..end].to_vec(), next))
}

pub(super) fn list(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    listed(&workspace, arguments, |conversation| {
        sees(&workspace, conversation)
    })
}

pub(super) fn of_user(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let user = arguments
        .text("user")
        .unwrap_or_else(|| workspace.app.bot_user_id.clone());
    if workspace.user(&user).is_none() {
        return Err("user_not_found".into());
    }
    listed(&workspace, arguments, |conversation| {
        conversation.has_member(&user) && sees(&workspace, conversation)
    })
}

fn listed(
    workspace: &Workspace,
    arguments: &Arguments,
    wanted: impl Fn(&Conversation) -> bool,
) -> Result<Value, Refusal> {
    let mut types = arguments.list("types");
    if types.is_empty() {
        types.push("public_channel".into());
    }
    let mut kinds = Vec::new();
    for name in &types {
        let kind = [Kind::Public, Kind::Private, Kind::Direct, Kind::Group]
            .into_iter()
            .find(|kind| kind.list_type() == name)
            .ok_or("invalid_types")?;
        need_scope(workspace, kind, "read")?;
        kinds.push(kind);
    }
    let without_archived = arguments.flag("exclude_archived");
    let found: Vec<Value> = workspace
        .conversations
        .iter()
        .filter(|c| kinds.contains(&c.kind) && !(without_archived && c.is_archived) && wanted(c))
        .map(|conversation| workspace.conversation_json(conversation))
        .collect();
    let (channels, next) = page(&found, arguments, arguments.limit(100, 1000)?)?;
    Ok(json!({"channels": channels, "response_metadata": {"next_cursor": next}}))
}

pub(super) fn info(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let conversation = named(&workspace, arguments, "read")?;
    let mut body = workspace.conversation_json(&conversation);
    if !arguments.flag("include_num_members")
        && let Some(object) = body.as_object_mut()
    {
        object.remove("num_members");
    }
    if arguments.flag("include_locale") {
        body["locale"] = json!("en-US");
    }
    Ok(json!({"channel": body}))
}

pub(super) fn members(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let conversation = named(&workspace, arguments, "read")?;
    let (members, next) = page(
        &conversation.members,
        arguments,
        arguments.limit(100, 1000)?,
    )?;
    Ok(json!({"members": members, "response_metadata": {"next_cursor": next}}))
}

pub(super) fn open(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let now = engine.clock.now();
    let users = arguments.list("users");
    let (id, already_open) = if let Some(channel) = arguments.text("channel") {
        let found = workspace
            .conversations
            .iter()
            .find(|c| c.id == channel && matches!(c.kind, Kind::Direct | Kind::Group))
            .ok_or("channel_not_found")?;
        (found.id.clone(), true)
    } else {
        if users.is_empty() {
            return Err("users_list_not_supplied".into());
        }
        for user in &users {
            match workspace.user(user) {
                None => return Err("user_not_found".into()),
                Some(user) if user.deleted => return Err("user_disabled".into()),
                Some(user) if user.id == workspace.app.bot_user_id => {
                    return Err("cannot_dm_bot".into());
                }
                Some(_) => {}
            }
        }
        match users.as_slice() {
            [user] => {
                need_scope(&workspace, Kind::Direct, "write")?;
                workspace.direct_with(user, now)
            }
            several if several.len() <= 8 => {
                need_scope(&workspace, Kind::Group, "write")?;
                workspace.group_with(several, now)
            }
            _ => return Err("too_many_users".into()),
        }
    };
    let channel = match workspace.conversation(&id) {
        Some(conversation) if arguments.flag("return_im") => {
            workspace.conversation_json(conversation)
        }
        _ => json!({"id": id}),
    };
    let mut body = json!({"channel": channel});
    if already_open {
        body["no_op"] = json!(true);
        body["already_open"] = json!(true);
    } else {
        engine.changed("state", None, None);
    }
    Ok(body)
}

pub(super) fn join(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let bot = workspace.app.bot_user_id.clone();
    let id = arguments.text("channel").ok_or("channel_not_found")?;
    let conversation = workspace
        .conversation_mut(&id)
        .filter(|c| c.kind == Kind::Public || c.has_member(&bot))
        .ok_or("channel_not_found")?;
    if conversation.kind != Kind::Public {
        return Err("method_not_supported_for_channel_type".into());
    }
    if conversation.is_archived {
        return Err("is_archived".into());
    }
    let was_member = conversation.has_member(&bot);
    if !was_member {
        conversation.members.push(bot.clone());
    }
    let conversation = conversation.clone();
    let mut body = json!({"channel": workspace.conversation_json(&conversation)});
    if was_member {
        body["warning"] = json!("already_in_channel");
        body["response_metadata"] = json!({"warnings": ["already_in_channel"]});
    } else {
        let event_ts = workspace.next_ts(engine.clock.now());
        let event = member_joined_event(&workspace, &conversation, &bot, None, &event_ts);
        events::tell_later(engine, "member_joined_channel", event);
        engine.changed("state", None, None);
    }
    Ok(body)
}

/// The event of someone who came into a channel.
pub(crate) fn member_joined_event(
    workspace: &Workspace,
    conversation: &Conversation,
    user: &str,
    inviter: Option<&str>,
    event_ts: &str,
) -> Value {
    let mut event = json!({
        "type": "member_joined_channel",
        "user": user,
        "channel": conversation.id,
        "channel_type": if conversation.kind == Kind::Private { "G" } else { "C" },
        "team": workspace.team_id,
        "event_ts": event_ts,
    });
    if let Some(inviter) = inviter {
        event["inviter"] = json!(inviter);
    }
    event
}
