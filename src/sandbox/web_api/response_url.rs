//! Addresses at which the app may answer an interaction: five times in thirty minutes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::chat::{Content, check_blocks, delete_message, store_bot_message, tell_change};
use super::reply::{Refusal, Reply};
use super::with_faults;
use crate::sandbox::engine::Engine;
use crate::sandbox::options::RateLimits;
use crate::sandbox::rates::POSTS_IN_A_CHANNEL;
use crate::sandbox::wire::Scissors;
use crate::sandbox::workspace::{Message, ResponseAddress, Workspace};

/// Takes one answer.
pub(crate) async fn respond(
    State(engine): State<Arc<Engine>>,
    Path(key): Path<String>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let given = read(&headers, &body);
    let logged = given.clone().unwrap_or_default();
    let work = || match given {
        Ok(given) => answer(&engine, &key, &given),
        Err(code) => Reply::refused_with_status(400, code.into()),
    };
    with_faults(&engine, "response_url", &scissors, logged, work)
        .await
        .into_response()
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Value, &'static str> {
    let arguments = Arguments::read(None, headers, body)?;
    match arguments.json("payload") {
        Ok(Some(payload)) => Ok(payload),
        Ok(None) => Ok(arguments.without_token()),
        Err(()) => Err("invalid_payload"),
    }
}

fn answer(engine: &Arc<Engine>, key: &str, given: &Value) -> Reply {
    let now = engine.limits_now();
    if engine.rate_limits == RateLimits::On
        && let Err(retry_after) = engine.rates().take(key, POSTS_IN_A_CHANNEL, now)
    {
        return Reply::rate_limited(retry_after);
    }
    let mut workspace = engine.workspace();
    let address = match workspace.use_response_address(key, now) {
        Ok(address) => address,
        Err(code) => return Reply::refused_with_status(404, code.into()),
    };
    match show(engine, &mut workspace, &address, given) {
        Ok(()) => Reply::ok(json!({"ok": true})),
        Err(refusal) => Reply::refused_with_status(400, refusal),
    }
}

fn show(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    address: &ResponseAddress,
    given: &Value,
) -> Result<(), Refusal> {
    if given["delete_original"] == true {
        return delete_original(engine, workspace, address);
    }
    let content = read_content(workspace, given)?;
    if given["replace_original"] == true && address.message_ts.is_some() {
        return replace_original(engine, workspace, address, content);
    }
    let thread_ts = given["thread_ts"].as_str().map(str::to_owned);
    post(
        engine,
        workspace,
        (&address.user, &address.channel),
        content,
        given["response_type"] == "in_channel",
        thread_ts,
    );
    Ok(())
}

/// The content of an answer, by `response_url` or in an acknowledgement.
pub(crate) fn read_content(workspace: &Workspace, given: &Value) -> Result<Content, Refusal> {
    let field = |name: &str| given.get(name).filter(|value| !value.is_null()).cloned();
    let content = Content {
        text: given["text"].as_str().map(str::to_owned),
        blocks: field("blocks"),
        attachments: field("attachments"),
        metadata: field("metadata"),
    };
    if content.text.is_none() && content.blocks.is_none() && content.attachments.is_none() {
        return Err("no_text".into());
    }
    check_blocks(
        workspace,
        content.blocks.as_ref(),
        content.attachments.as_ref(),
    )?;
    Ok(content)
}

/// Shows an answer: to everyone in the channel, or to the one who asked. Returns its timestamp.
pub(crate) fn post(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    (user, channel): (&str, &str),
    content: Content,
    to_everyone: bool,
    thread_ts: Option<String>,
) -> String {
    if to_everyone && let Some(conversation) = workspace.conversation(channel).cloned() {
        return store_bot_message(
            engine,
            workspace,
            &conversation,
            content,
            thread_ts,
            Vec::new(),
        )
        .ts;
    }
    let blocks = content
        .blocks
        .map(|blocks| workspace.with_block_ids(blocks));
    let message = Message {
        text: content.text.unwrap_or_default(),
        blocks,
        attachments: content.attachments,
        thread_ts,
        ephemeral: true,
        ..workspace.message_by_bot(engine.clock.now())
    };
    let ts = message.ts.clone();
    workspace
        .ephemerals
        .push((user.to_owned(), channel.to_owned(), message));
    engine.changed("messages", Some(channel), Some(user));
    ts
}

fn replace_original(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    address: &ResponseAddress,
    content: Content,
) -> Result<(), Refusal> {
    let ts = address.message_ts.as_deref().unwrap_or_default();
    let blocks = content
        .blocks
        .map(|blocks| workspace.with_block_ids(blocks));
    if address.message_is_ephemeral {
        let entry = workspace
            .ephemerals
            .iter_mut()
            .find(|(_, channel, message)| *channel == address.channel && message.ts == ts);
        let (_, _, message) = entry.ok_or("message_not_found")?;
        message.text = content.text.unwrap_or_default();
        message.blocks = blocks;
        message.attachments = content.attachments;
        engine.changed("messages", Some(&address.channel), Some(&address.user));
        return Ok(());
    }
    let before = workspace
        .message(&address.channel, ts)
        .cloned()
        .ok_or("message_not_found")?;
    let mut after = before.clone();
    after.text = content.text.unwrap_or_default();
    after.blocks = blocks;
    after.attachments = content.attachments;
    workspace.store(&address.channel, after);
    if let Some(conversation) = workspace.conversation(&address.channel).cloned() {
        tell_change(engine, workspace, &conversation, &before);
    }
    Ok(())
}

fn delete_original(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    address: &ResponseAddress,
) -> Result<(), Refusal> {
    let ts = address.message_ts.as_deref().ok_or("message_not_found")?;
    if address.message_is_ephemeral {
        workspace
            .ephemerals
            .retain(|(_, channel, message)| !(*channel == address.channel && message.ts == ts));
        engine.changed("messages", Some(&address.channel), Some(&address.user));
        return Ok(());
    }
    let before = workspace
        .message(&address.channel, ts)
        .cloned()
        .ok_or("message_not_found")?;
    if let Some(conversation) = workspace.conversation(&address.channel).cloned() {
        delete_message(engine, workspace, &conversation, &before);
    }
    Ok(())
}

/// Shows a message that came in an acknowledgement. Returns its timestamp if it is ephemeral.
pub(crate) fn show_in_channel(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    person_and_place: (&str, &str),
    given: &Value,
) -> Result<Option<String>, String> {
    let content = read_content(workspace, given).map_err(|refusal| {
        std::iter::once(refusal.code)
            .chain(refusal.messages)
            .collect::<Vec<_>>()
            .join(" ")
    })?;
    let to_everyone = given["response_type"] == "in_channel";
    let ts = post(
        engine,
        workspace,
        person_and_place,
        content,
        to_everyone,
        None,
    );
    Ok(Some(ts).filter(|_| !to_everyone))
}
