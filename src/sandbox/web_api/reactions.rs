//! Reactions: given, taken back, counted.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::conversations::sees;
use super::reply::Refusal;
use crate::sandbox::delivery::events;
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{Workspace, reactions_json};

/// Whether the name could be an emoji's: `tada`, `+1`, `wave::skin-tone-2`.
fn is_emoji_name(name: &str) -> bool {
    let (base, tone) = match name.split_once("::") {
        Some((base, tone)) => (base, Some(tone)),
        None => (name, None),
    };
    let tone_fits = tone.is_none_or(|tone| {
        matches!(
            tone,
            "skin-tone-2" | "skin-tone-3" | "skin-tone-4" | "skin-tone-5" | "skin-tone-6"
        )
    });
    tone_fits
        && !base.is_empty()
        && base.len() <= 100
        && base
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-'".contains(c))
}

/// Adds or takes away a reaction of `user`; an error in Slack's word where that changes nothing.
pub(crate) fn react(
    workspace: &mut Workspace,
    user: &str,
    channel: &str,
    ts: &str,
    name: &str,
    add: bool,
) -> Result<(), &'static str> {
    let name = name.trim_matches(':');
    if !is_emoji_name(name) {
        return Err("invalid_name");
    }
    let message = workspace
        .message_mut(channel, ts)
        .ok_or("message_not_found")?;
    let index = message.reactions.iter().position(|(n, _)| n == name);
    match (index, add) {
        (Some(index), true) => {
            let users = &mut message.reactions[index].1;
            if users.iter().any(|u| u == user) {
                return Err("already_reacted");
            }
            users.push(user.to_owned());
        }
        (None, true) => message
            .reactions
            .push((name.to_owned(), vec![user.to_owned()])),
        (Some(index), false) => {
            let users = &mut message.reactions[index].1;
            let Some(place) = users.iter().position(|u| u == user) else {
                return Err("no_reaction");
            };
            users.remove(place);
            if users.is_empty() {
                message.reactions.remove(index);
            }
        }
        (None, false) => return Err("no_reaction"),
    }
    Ok(())
}

fn change(engine: &Arc<Engine>, arguments: &Arguments, add: bool) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let bot = workspace.app.bot_user_id.clone();
    let channel = arguments.text("channel").ok_or("channel_not_found")?;
    let conversation = workspace
        .conversations
        .iter()
        .find(|c| c.id == channel)
        .filter(|c| sees(&workspace, c))
        .ok_or("channel_not_found")?;
    if conversation.is_archived {
        return Err("is_archived".into());
    }
    if !workspace.bot_is_in(conversation) {
        return Err("not_in_channel".into());
    }
    let ts = arguments.text("timestamp").ok_or("no_item_specified")?;
    let name = arguments.text("name").ok_or("invalid_name")?;
    react(&mut workspace, &bot, &channel, &ts, &name, add)?;
    let event_ts = workspace.next_ts(engine.clock.now());
    let kind = if add {
        "reaction_added"
    } else {
        "reaction_removed"
    };
    if let Some(message) = workspace.message(&channel, &ts) {
        let event = events::reaction_event(kind, &bot, &name, &channel, message, &event_ts);
        events::tell_later(engine, kind, event);
    }
    engine.changed("messages", Some(&channel), None);
    Ok(json!({}))
}

pub(super) fn add(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    change(engine, arguments, true)
}

pub(super) fn remove(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    change(engine, arguments, false)
}

pub(super) fn get(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let channel = arguments.text("channel").ok_or("channel_not_found")?;
    workspace
        .conversations
        .iter()
        .find(|c| c.id == channel)
        .filter(|c| sees(&workspace, c))
        .ok_or("channel_not_found")?;
    let ts = arguments.text("timestamp").ok_or("no_item_specified")?;
    let message = workspace
        .message(&channel, &ts)
        .ok_or("message_not_found")?;
    let mut body = workspace.message_json(&channel, message, false);
    body["reactions"] = reactions_json(message);
    body["permalink"] = json!(workspace.permalink(&channel, &ts));
    Ok(json!({"type": "message", "channel": channel, "message": body}))
}
