//! Messages: posted, changed, deleted, answered in threads, reacted to.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Workspace;

/// A message in a conversation, or one that a single person sees.
#[derive(Clone, Default)]
pub(crate) struct Message {
    pub ts: String,
    pub user: String,
    pub by_bot: bool,
    pub text: String,
    pub blocks: Option<Value>,
    pub attachments: Option<Value>,
    pub metadata: Option<Value>,
    pub thread_ts: Option<String>,
    pub edited: Option<Value>,
    /// Name of the emoji and who used it, in the order in which they came.
    pub reactions: Vec<(String, Vec<String>)>,
    pub files: Vec<String>,
    pub subtype: Option<String>,
    pub client_msg_id: Option<String>,
    pub ephemeral: bool,
}

impl Workspace {
    /// A new message by the bot, not yet anywhere.
    pub fn message_by_bot(&mut self, now: DateTime<Utc>) -> Message {
        Message {
            ts: self.next_ts(now),
            user: self.app.bot_user_id.clone(),
            by_bot: true,
            ..Message::default()
        }
    }

    /// Puts a message in its conversation.
    pub fn store(&mut self, channel: &str, message: Message) {
        if let Some(thread) = message.thread_ts.as_ref().filter(|ts| **ts != message.ts) {
            self.threads
                .entry((channel.to_owned(), thread.clone()))
                .or_default()
                .insert(message.ts.clone());
        }
        self.messages
            .entry(channel.to_owned())
            .or_default()
            .insert(message.ts.clone(), message);
    }

    /// Takes a message out of its conversation.
    pub fn remove(&mut self, channel: &str, ts: &str) {
        let removed = self.messages.get_mut(channel).and_then(|m| m.remove(ts));
        let thread = removed.and_then(|message| message.thread_ts);
        if let Some(thread) = thread
            && let Some(replies) = self.threads.get_mut(&(channel.to_owned(), thread))
        {
            replies.remove(ts);
        }
    }

    /// The message with this timestamp.
    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages.get(channel)?.get(ts)
    }

    /// The same, to be changed.
    pub fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        self.messages.get_mut(channel)?.get_mut(ts)
    }

    /// The message that `user` alone sees, with this timestamp.
    pub fn ephemeral(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.ephemerals
            .iter()
            .find(|(_, place, message)| place == channel && message.ts == ts)
            .map(|(_, _, message)| message)
    }

    /// The messages of a conversation in order, oldest first; answers in threads among them.
    pub fn messages_of(&self, channel: &str) -> Vec<&Message> {
        self.messages
            .get(channel)
            .map(|messages| messages.values().collect())
            .unwrap_or_default()
    }

    /// The answers to the message `ts`, oldest first.
    pub fn replies_to(&self, channel: &str, ts: &str) -> Vec<&Message> {
        self.threads
            .get(&(channel.to_owned(), ts.to_owned()))
            .into_iter()
            .flatten()
            .filter_map(|reply| self.message(channel, reply))
            .collect()
    }

    /// The permanent address of a message.
    pub fn permalink(&self, channel: &str, ts: &str) -> String {
        format!(
            "https://{}.slack.com/archives/{channel}/p{}",
            self.team_domain,
            ts.replace('.', "")
        )
    }

    /// A message object. Without `all_metadata` only the type of the metadata is shown, as at Slack.
    pub fn message_json(&self, channel: &str, message: &Message, all_metadata: bool) -> Value {
        let mut body = json!({
            "type": "message",
            "user": message.user,
            "ts": message.ts,
            "text": message.text,
            "team": self.team_id,
        });
        if let Some(subtype) = &message.subtype {
            body["subtype"] = json!(subtype);
        }
        if let Some(id) = &message.client_msg_id {
            body["client_msg_id"] = json!(id);
        }
        if message.by_bot {
            body["bot_id"] = json!(self.app.bot_id);
            body["app_id"] = json!(self.app.app_id);
            body["bot_profile"] = self.bot_profile_json();
        }
        if let Some(blocks) = &message.blocks {
            body["blocks"] = blocks.clone();
        }
        if let Some(attachments) = &message.attachments {
            body["attachments"] = attachments.clone();
        }
        if let Some(edited) = &message.edited {
            body["edited"] = edited.clone();
        }
        if let Some(metadata) = &message.metadata {
            body["metadata"] = if all_metadata {
                metadata.clone()
            } else {
                json!({"event_type": metadata["event_type"]})
            };
        }
        if !message.reactions.is_empty() {
            body["reactions"] = reactions_json(message);
        }
        if !message.files.is_empty() {
            body["files"] = message
                .files
                .iter()
                .filter_map(|id| self.files.get(id))
                .map(|file| self.file_json(file))
                .collect();
        }
        if let Some(thread) = &message.thread_ts {
            body["thread_ts"] = json!(thread);
            if let Some(parent) = self.message(channel, thread)
                && parent.ts != message.ts
            {
                body["parent_user_id"] = json!(parent.user);
            }
        }
        let replies = self.replies_to(channel, &message.ts);
        if let Some(latest) = replies.last() {
            let mut people: Vec<&str> = replies.iter().map(|reply| reply.user.as_str()).collect();
            people.sort_unstable();
            people.dedup();
            body["thread_ts"] = json!(message.ts);
            body["reply_count"] = json!(replies.len());
            body["reply_users_count"] = json!(people.len());
            body["reply_users"] = json!(people);
            body["latest_reply"] = json!(latest.ts);
            body["is_locked"] = json!(false);
            body["subscribed"] = json!(false);
        }
        body
    }

    /// What is shown about the app beside its messages.
    pub fn bot_profile_json(&self) -> Value {
        json!({
            "id": self.app.bot_id,
            "app_id": self.app.app_id,
            "user_id": self.app.bot_user_id,
            "name": self.app.bot_real_name,
            "icons": {},
            "deleted": false,
            "updated": 1_700_000_000,
            "team_id": self.team_id,
        })
    }

    /// Gives each block without a `block_id` one of Slack's making.
    pub fn with_block_ids(&mut self, mut blocks: Value) -> Value {
        for block in blocks.as_array_mut().into_iter().flatten() {
            if block.get("block_id").is_none_or(Value::is_null)
                && let Some(object) = block.as_object_mut()
            {
                object.insert("block_id".into(), json!(self.next_id("b")));
            }
        }
        for block in blocks.as_array_mut().into_iter().flatten() {
            fill_action_ids(self, block);
        }
        blocks
    }
}

/// Slack names elements that came without an `action_id`, too.
fn fill_action_ids(workspace: &mut Workspace, block: &mut Value) {
    let name = |workspace: &mut Workspace, element: &mut Value| {
        let interactive = !matches!(
            element["type"].as_str(),
            None | Some("image" | "mrkdwn" | "plain_text")
        );
        if interactive
            && element.get("action_id").is_none_or(Value::is_null)
            && let Some(object) = element.as_object_mut()
        {
            object.insert("action_id".into(), json!(workspace.next_id("a")));
        }
    };
    for field in ["accessory", "element"] {
        if let Some(element) = block.get_mut(field) {
            name(workspace, element);
        }
    }
    if block["type"] == "actions"
        && let Some(elements) = block.get_mut("elements").and_then(Value::as_array_mut)
    {
        for element in elements {
            name(workspace, element);
        }
    }
}

/// The reactions of a message with their counts.
pub(crate) fn reactions_json(message: &Message) -> Value {
    message
        .reactions
        .iter()
        .map(|(name, users)| json!({"name": name, "users": users, "count": users.len()}))
        .collect()
}
