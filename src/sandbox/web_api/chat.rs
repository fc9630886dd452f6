//! Posting, changing and deleting messages.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::reply::Refusal;
use crate::sandbox::delivery::events;
use crate::sandbox::engine::Engine;
use crate::sandbox::limits::validate_message;
use crate::sandbox::workspace::{Conversation, Kind, Message, Workspace};

/// Text beyond this is cut off (docs of chat.postMessage).
const TEXT_LENGTH: usize = 40_000;
/// Bytes of metadata. Slack documents the error `metadata_too_large` and no figure; this is a guess.
const METADATA_LENGTH: usize = 16_384;

/// What a message is to say, checked.
pub(crate) struct Content {
    pub text: Option<String>,
    pub blocks: Option<Value>,
    pub attachments: Option<Value>,
    pub metadata: Option<Value>,
}

impl Content {
    /// Reads and checks the content of a call.
    pub(super) fn read(workspace: &Workspace, arguments: &Arguments) -> Result<Self, Refusal> {
        let format_error = |()| Refusal::from("invalid_blocks_format");
        let blocks = arguments.json("blocks").map_err(format_error)?;
        let attachments = arguments
            .json("attachments")
            .map_err(|()| Refusal::from("invalid_attachments"))?;
        let metadata = arguments
            .json("metadata")
            .map_err(|()| Refusal::from("invalid_metadata_format"))?;
        let markdown = arguments.text("markdown_text");
        if markdown.is_some() && (blocks.is_some() || arguments.has("text")) {
            return Err("markdown_text_conflict".into());
        }
        if markdown
            .as_ref()
            .is_some_and(|text| text.chars().count() > 12_000)
        {
            return Err("msg_too_long".into());
        }
        let text = arguments
            .text("text")
            .or(markdown)
            .map(|text| text.chars().take(TEXT_LENGTH).collect());
        if blocks.as_ref().is_some_and(|blocks| !blocks.is_array()) {
            return Err("invalid_blocks_format".into());
        }
        check_blocks(workspace, blocks.as_ref(), attachments.as_ref())?;
        if let Some(metadata) = &metadata {
            check_metadata(metadata)?;
        }
        Ok(Self {
            text,
            blocks,
            attachments,
            metadata,
        })
    }

    fn says_nothing(&self) -> bool {
        let empty = |value: &Option<Value>| {
            value
                .as_ref()
                .and_then(Value::as_array)
                .is_none_or(Vec::is_empty)
        };
        self.text.is_none() && empty(&self.blocks) && empty(&self.attachments)
    }
}

/// Checks blocks by Block Kit's rules, and that the files that they show are there.
pub(crate) fn check_blocks(
    workspace: &Workspace,
    blocks: Option<&Value>,
    attachments: Option<&Value>,
) -> Result<(), Refusal> {
    if let Some(attachments) = attachments
        && attachments.as_array().is_some_and(|list| list.len() > 100)
    {
        return Err("too_many_attachments".into());
    }
    let Some(blocks) = blocks else {
        return Ok(());
    };
    let problems = validate_message(blocks);
    if !problems.is_empty() {
        return Err(Refusal::blocks(&problems));
    }
    for (index, block) in blocks.as_array().into_iter().flatten().enumerate() {
        if let Some(id) = block["slack_file"]["id"].as_str()
            && !workspace.can_show_file(id)
        {
            let mut refusal = Refusal::from("invalid_blocks");
            refusal.messages.push(format!(
                "[ERROR] invalid slack file [json-pointer:/blocks/{index}/slack_file]"
            ));
            return Err(refusal);
        }
    }
    Ok(())
}

fn check_metadata(metadata: &Value) -> Result<(), Refusal> {
    let fields = metadata.as_object();
    if fields.is_some_and(|fields| fields.is_empty()) {
        return Ok(());
    }
    if !metadata["event_type"].is_string() || !metadata["event_payload"].is_object() {
        return Err("invalid_metadata_format".into());
    }
    if metadata.to_string().len() > METADATA_LENGTH {
        return Err("metadata_too_large".into());
    }
    Ok(())
}

/// The conversation in which the bot may write, opened if a person's id was given.
fn place_to_write(
    engine: &Engine,
    workspace: &mut Workspace,
    arguments: &Arguments,
) -> Result<Conversation, Refusal> {
    let Some(channel) = arguments.text("channel") else {
        return Err("channel_not_found".into());
    };
    let channel = match workspace.user(&channel) {
        Some(user) if user.deleted || user.id == workspace.app.bot_user_id => {
            return Err("channel_not_found".into());
        }
        Some(_) => workspace.direct_with(&channel, engine.clock.now()).0,
        None => channel,
    };
    let Some(conversation) = workspace.conversation(&channel).cloned() else {
        return Err("channel_not_found".into());
    };
    if conversation.is_archived {
        return Err("is_archived".into());
    }
    if !workspace.bot_is_in(&conversation) {
        let may_write = conversation.kind == Kind::Public
            && workspace
                .app
                .scopes
                .iter()
                .any(|scope| scope == "chat:write.public");
        if !may_write {
            return Err("not_in_channel".into());
        }
    }
    if conversation.is_restricted {
        return Err("restricted_action".into());
    }
    Ok(conversation)
}

/// The parent that a thread's answer hangs on.
fn check_thread(
    workspace: &Workspace,
    channel: &str,
    thread_ts: Option<&str>,
) -> Result<(), Refusal> {
    let Some(thread) = thread_ts else {
        return Ok(());
    };
    let is_parent = workspace
        .message(channel, thread)
        .is_some_and(|parent| parent.thread_ts.as_deref().is_none_or(|ts| ts == thread));
    if is_parent {
        Ok(())
    } else {
        Err("cannot_reply_to_message".into())
    }
}

pub(super) fn post_message(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let conversation = place_to_write(engine, &mut workspace, arguments)?;
    let content = Content::read(&workspace, arguments)?;
    if content.says_nothing() {
        return Err("no_text".into());
    }
    let thread_ts = arguments.text("thread_ts");
    check_thread(&workspace, &conversation.id, thread_ts.as_deref())?;
    let message = store_bot_message(
        engine,
        &mut workspace,
        &conversation,
        content,
        thread_ts,
        Vec::new(),
    );
    Ok(json!({
        "channel": conversation.id,
        "ts": message.ts,
        "message": workspace.message_json(&conversation.id, &message, true),
    }))
}

/// Puts a message by the bot into a conversation, and tells the app and the pages of it.
pub(crate) fn store_bot_message(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    conversation: &Conversation,
    content: Content,
    thread_ts: Option<String>,
    files: Vec<String>,
) -> Message {
    let blocks = content
        .blocks
        .map(|blocks| workspace.with_block_ids(blocks));
    let message = Message {
        text: content.text.unwrap_or_default(),
        blocks,
        attachments: content.attachments,
        metadata: content.metadata,
        thread_ts,
        files,
        ..workspace.message_by_bot(engine.clock.now())
    };
    workspace.store(&conversation.id, message.clone());
    if let Some(subscription) = events::message_subscription(workspace, conversation) {
        let event = events::message_event(workspace, conversation, &message);
        events::tell_later(engine, subscription, event);
    }
    engine.changed("messages", Some(&conversation.id), None);
    message
}

pub(super) fn post_ephemeral(
    engine: &Arc<Engine>,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let conversation = place_to_write(engine, &mut workspace, arguments)?;
    let Some(user) = arguments.text("user") else {
        return Err(Refusal::invalid_argument("missing required field: user"));
    };
    if !conversation.has_member(&user) {
        return Err("user_not_in_channel".into());
    }
    let content = Content::read(&workspace, arguments)?;
    if content.says_nothing() {
        return Err("no_text".into());
    }
    let blocks = content
        .blocks
        .map(|blocks| workspace.with_block_ids(blocks));
    let message = Message {
        text: content.text.unwrap_or_default(),
        blocks,
        attachments: content.attachments,
        thread_ts: arguments.text("thread_ts"),
        ephemeral: true,
        ..workspace.message_by_bot(engine.clock.now())
    };
    let ts = message.ts.clone();
    workspace
        .ephemerals
        .push((user.clone(), conversation.id.clone(), message));
    engine.changed("messages", Some(&conversation.id), Some(&user));
    Ok(json!({"message_ts": ts}))
}

/// The bot's own message that a call names.
fn own_message(
    workspace: &Workspace,
    arguments: &Arguments,
    not_ours: &'static str,
) -> Result<(Conversation, Message), Refusal> {
    let conversation = arguments
        .text("channel")
        .and_then(|id| workspace.conversations.iter().find(|c| c.id == id))
        .cloned()
        .ok_or("channel_not_found")?;
    let message = arguments
        .text("ts")
        .and_then(|ts| workspace.message(&conversation.id, &ts))
        .cloned()
        .ok_or("message_not_found")?;
    if message.subtype.as_deref() == Some("tombstone") {
        return Err("message_not_found".into());
    }
    if !message.by_bot {
        return Err(not_ours.into());
    }
    if conversation.is_archived {
        return Err("is_archived".into());
    }
    Ok((conversation, message))
}

pub(super) fn update(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let (conversation, before) = own_message(&workspace, arguments, "cant_update_message")?;
    let content = Content::read(&workspace, arguments)?;
    let has_text = content.text.is_some();
    if !has_text
        && !arguments.has("blocks")
        && !arguments.has("attachments")
        && !arguments.has("metadata")
    {
        return Err("no_text".into());
    }
    let mut after = before.clone();
    // Blocks that are not given stay only where no text is given either; metadata stays until replaced.
    match content.blocks {
        Some(blocks) => after.blocks = Some(workspace.with_block_ids(blocks)),
        None if has_text => after.blocks = None,
        None => {}
    }
    if let Some(attachments) = content.attachments {
        after.attachments = Some(attachments);
    }
    if let Some(metadata) = content.metadata {
        after.metadata = Some(metadata).filter(|m| m.as_object().is_some_and(|m| !m.is_empty()));
    }
    if let Some(text) = content.text {
        after.text = text;
    }
    let now = engine.clock.now();
    if after.blocks.is_none() {
        let edited_ts = workspace.next_ts(now);
        after.edited = Some(json!({"user": after.user, "ts": edited_ts}));
    }
    workspace.store(&conversation.id, after.clone());
    tell_change(engine, &mut workspace, &conversation, &before);
    Ok(json!({
        "channel": conversation.id,
        "ts": after.ts,
        "text": after.text,
        "message": workspace.message_json(&conversation.id, &after, true),
    }))
}

pub(super) fn delete(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let (conversation, before) = own_message(&workspace, arguments, "cant_delete_message")?;
    delete_message(engine, &mut workspace, &conversation, &before);
    Ok(json!({"channel": conversation.id, "ts": before.ts}))
}

/// Takes a message away; one that was answered leaves a tombstone for its thread.
pub(super) fn delete_message(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    conversation: &Conversation,
    before: &Message,
) {
    if workspace
        .replies_to(&conversation.id, &before.ts)
        .is_empty()
    {
        workspace.remove(&conversation.id, &before.ts);
    } else {
        let tombstone = Message {
            ts: before.ts.clone(),
            user: "USLACKBOT".into(),
            text: "This message was deleted.".into(),
            subtype: Some("tombstone".into()),
            ..Message::default()
        };
        workspace.store(&conversation.id, tombstone);
    }
    tell_change(engine, workspace, conversation, before);
}

/// Tells the app and the pages that a message changed or went.
pub(super) fn tell_change(
    engine: &Arc<Engine>,
    workspace: &mut Workspace,
    conversation: &Conversation,
    before: &Message,
) {
    if let Some(subscription) = events::message_subscription(workspace, conversation) {
        let now = engine.clock.now();
        let event = events::message_change_event(workspace, conversation, before, now);
        events::tell_later(engine, subscription, event);
    }
    engine.changed("messages", Some(&conversation.id), None);
}

pub(super) fn get_permalink(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let conversation = arguments
        .text("channel")
        .and_then(|id| workspace.conversations.iter().find(|c| c.id == id))
        .filter(|c| c.kind == Kind::Public || workspace.bot_is_in(c))
        .ok_or("channel_not_found")?;
    let ts = arguments.text("message_ts").ok_or("message_not_found")?;
    workspace
        .message(&conversation.id, &ts)
        .ok_or("message_not_found")?;
    Ok(json!({
        "channel": conversation.id,
        "permalink": workspace.permalink(&conversation.id, &ts),
    }))
}
