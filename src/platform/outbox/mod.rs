//! Messages on their way to Slack: written with their cause, delivered in order per channel.
//!
//! A message is a row. Its lane is the channel (or person) that it goes to; one message of a lane is
//! in flight at a time, over all replicas, which gives order and pace. [`deliver`] takes the rows
//! to Slack; this file puts them in and lets an administrator look after them.

pub mod deliver;
mod entries;
mod fate;
mod mentions;
pub mod pictures;
mod store;
mod taking_back;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub use entries::{
    Counts, Entry, counts, drop_entry, empty_old, find_sent, key_and_lane, lane_of_channel, list,
    next_due_after, open_in_lane, retry, waiting_texts, with_keys,
};
pub use fate::takes_no_files;
pub use mentions::{forget_mentions, mentioning, subjects};
pub use store::lock_lane;
pub use taking_back::{Rewritten, rewrite};

use crate::platform::db::Tx;
use pictures::NewPicture;

/// What is done at Slack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `chat.postMessage`.
    Post,
    /// `chat.update` of the message that an earlier row posted.
    Update,
    /// `chat.delete` of the message that an earlier row posted.
    Delete,
    /// `files.delete` of a file that was handed out.
    DeleteFile,
}

crate::stored_as_text!(Operation {
    Post = "post",
    Update = "update",
    Delete = "delete",
    DeleteFile = "delete_file",
});

impl Operation {
    /// The name of Slack's method.
    pub fn method(self) -> &'static str {
        match self {
            Self::Post => "chat.postMessage",
            Self::Update => "chat.update",
            Self::Delete => "chat.delete",
            Self::DeleteFile => "files.delete",
        }
    }
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for its turn.
    Pending,
    /// Handed to Slack, which has not answered yet.
    Sending,
    /// Slack took it.
    Sent,
    /// Slack refuses it, and will refuse it again.
    Failed,
    /// It is unclear whether Slack took it.
    Uncertain,
    /// Not wanted any more.
    Dropped,
}

crate::stored_as_text!(State {
    Pending = "pending",
    Sending = "sending",
    Sent = "sent",
    Failed = "failed",
    Uncertain = "uncertain",
    Dropped = "dropped",
});

/// A message to be put into the outbox.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The channel or person as the configuration names it: `#voice-finance`, `C024BE91L`, `U024BE7LH`.
    pub lane: String,
    /// What is done.
    pub operation: Operation,
    /// The arguments of Slack's method, without `channel`, `ts` and `metadata`.
    pub payload: Value,
    /// The row whose message is updated or deleted.
    pub target: Option<String>,
    /// The row whose message begins the thread in which this one is posted.
    pub thread_of: Option<String>,
    /// A second message with the same key is not put in.
    pub dedup_key: String,
    /// Not to be sent before.
    pub due_at: DateTime<Utc>,
    /// The picture that it is to have.
    pub picture: Option<NewPicture>,
}

impl NewMessage {
    /// A new post in a channel or to a person.
    pub fn post(
        lane: impl Into<String>,
        payload: Value,
        dedup_key: impl Into<String>,
        due_at: DateTime<Utc>,
    ) -> Self {
        Self {
            lane: lane.into(),
            operation: Operation::Post,
            payload,
            target: None,
            thread_of: None,
            dedup_key: dedup_key.into(),
            due_at,
            picture: None,
        }
    }

    /// The same message in the thread of the one that the row `first` posts, in the same lane. `first`
    /// need not have arrived yet: the thread is found when the message is delivered. While the first
    /// message is set aside, so is this one; where it was given up, so is this one.
    pub fn in_thread_of(self, first: impl Into<String>) -> Self {
        Self {
            thread_of: Some(first.into()),
            ..self
        }
    }

    /// The same post with a picture, if one is given. A change of the post that has the picture's block
    /// keeps the picture.
    pub fn with_picture(self, picture: Option<NewPicture>) -> Self {
        Self { picture, ..self }
    }

    /// The end of the message that the row `target` posted in `lane`.
    pub fn delete(
        lane: impl Into<String>,
        target: impl Into<String>,
        dedup_key: impl Into<String>,
        due_at: DateTime<Utc>,
    ) -> Self {
        Self {
            operation: Operation::Delete,
            ..Self::update(
                lane,
                target,
                Value::Object(serde_json::Map::new()),
                dedup_key,
                due_at,
            )
        }
    }

    /// The end of a file that was handed out to the person or channel `lane`.
    pub fn delete_file(
        lane: impl Into<String>,
        file: &str,
        dedup_key: impl Into<String>,
        due_at: DateTime<Utc>,
    ) -> Self {
        let payload = serde_json::json!({ "file": file });
        Self {
            operation: Operation::DeleteFile,
            ..Self::post(lane, payload, dedup_key, due_at)
        }
    }

    /// A new text for the message that the row `target` posted in `lane`.
    pub fn update(
        lane: impl Into<String>,
        target: impl Into<String>,
        payload: Value,
        dedup_key: impl Into<String>,
        due_at: DateTime<Utc>,
    ) -> Self {
        Self {
            lane: lane.into(),
            operation: Operation::Update,
            payload,
            target: Some(target.into()),
            thread_of: None,
            dedup_key: dedup_key.into(),
            due_at,
            picture: None,
        }
    }
}

/// Puts messages into the outbox as part of the unit of work that is their cause.
///
/// Returns the row's id for each message, in order; `None` where one with the same key is there.
///
/// # Errors
/// Where the database refused; then the whole unit of work is lost.
pub async fn enqueue(
    tx: &mut Tx,
    messages: &[NewMessage],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Option<String>>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    tx.mark_enqueued();
    store::insert_lanes(tx, messages.iter().map(|message| message.lane.as_str())).await?;
    let ids = store::insert(tx, messages, now).await?;
    let pictures: Vec<(&str, &NewPicture)> = messages
        .iter()
        .zip(&ids)
        .filter_map(|(message, id)| Some((id.as_deref()?, message.picture.as_ref()?)))
        .collect();
    pictures::insert(tx, &pictures).await?;
    Ok(ids)
}

/// Puts another message in the place of an earlier one, as part of the unit of work that is its cause:
/// what still waits is changed, what went out is updated behind it in its lane. `update` is
/// [`NewMessage::update`]; one with the same key is not put in twice.
///
/// # Errors
/// Where the database refused; then the whole unit of work is lost.
pub async fn replace(tx: &mut Tx, update: NewMessage, now: DateTime<Utc>) -> anyhow::Result<()> {
    let is_revised = match &update.target {
        Some(target) => store::revise_pending(tx, target, &update.payload).await?,
        None => false,
    };
    if !is_revised {
        enqueue(tx, &[update], now).await?;
    }
    Ok(())
}
