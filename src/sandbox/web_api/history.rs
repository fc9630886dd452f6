//! What was said: the history of a conversation and the answers in a thread.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::conversations::{named, page};
use super::reply::Refusal;
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{Conversation, Kind, Message, Workspace};

/// The conversation that a call names, if the bot may read it: it must be a member.
fn readable(workspace: &Workspace, arguments: &Arguments) -> Result<Conversation, Refusal> {
    let conversation = named(workspace, arguments, "history")?;
    if conversation.kind == Kind::Public && !workspace.bot_is_in(&conversation) {
        return Err("not_in_channel".into());
    }
    Ok(conversation)
}

/// A timestamp as a number that can be compared; Slack takes `1234567890` and `1234567890.000100`.
fn position(ts: &str) -> Option<i64> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    Some(seconds.parse::<i64>().ok()? * 1_000_000 + digits.parse::<i64>().ok()?)
}

fn bound(arguments: &Arguments, name: &str, code: &'static str) -> Result<Option<i64>, Refusal> {
    match arguments.text(name) {
        None => Ok(None),
        Some(text) => position(&text)
            .map(|ts| Some(ts).filter(|ts| *ts != 0 || name == "oldest"))
            .ok_or_else(|| code.into()),
    }
}

fn between<'a>(
    messages: Vec<&'a Message>,
    arguments: &Arguments,
) -> Result<Vec<&'a Message>, Refusal> {
    let oldest = bound(arguments, "oldest", "invalid_ts_oldest")?;
    let latest = bound(arguments, "latest", "invalid_ts_latest")?;
    let inclusive = arguments.flag("inclusive");
    Ok(messages
        .into_iter()
        .filter(|message| {
            let ts = position(&message.ts).unwrap_or_default();
            oldest.is_none_or(|oldest| ts > oldest || (inclusive && ts == oldest))
                && latest.is_none_or(|latest| ts < latest || (inclusive && ts == latest))
        })
        .collect())
}

fn answer(
    workspace: &Workspace,
    conversation: &Conversation,
    messages: &[&Message],
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let all_metadata = arguments.flag("include_all_metadata");
    let (found, next) = page(messages, arguments, arguments.limit(100, 999)?)?;
    let messages: Vec<Value> = found
        .iter()
        .map(|message| workspace.message_json(&conversation.id, message, all_metadata))
        .collect();
    let mut body = json!({"messages": messages, "has_more": !next.is_empty()});
    if !next.is_empty() {
        body["response_metadata"] = json!({"next_cursor": next});
    }
    Ok(body)
}

pub(super) fn history(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let conversation = readable(&workspace, arguments)?;
    let mut messages = between(workspace.messages_of(&conversation.id), arguments)?;
    messages.retain(|message| {
        message
            .thread_ts
            .as_deref()
            .is_none_or(|thread| thread == message.ts)
    });
    messages.reverse();
    let mut body = answer(&workspace, &conversation, &messages, arguments)?;
    body["pin_count"] = json!(0);
    Ok(body)
}

pub(super) fn replies(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let conversation = readable(&workspace, arguments)?;
    let ts = arguments.text("ts").ok_or("thread_not_found")?;
    let given = workspace
        .message(&conversation.id, &ts)
        .ok_or("thread_not_found")?;
    let parent_ts = given.thread_ts.clone().unwrap_or(ts);
    let parent = workspace
        .message(&conversation.id, &parent_ts)
        .ok_or("thread_not_found")?;
    let mut messages = vec![parent];
    messages.extend(between(
        workspace.replies_to(&conversation.id, &parent_ts),
        arguments,
    )?);
    answer(&workspace, &conversation, &messages, arguments)
}
