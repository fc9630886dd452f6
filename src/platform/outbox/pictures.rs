//! Pictures of messages: what is drawn waits beside the message, and takes a block's place once the
//! picture is at Slack.
//!
//! The values are kept, not the bytes: a few kilobytes in the transaction that writes the message, and
//! a picture exists only while it is uploaded.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::QueryBuilder;

use crate::in_tx;
use crate::platform::db::Tx;

/// A picture that a message is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPicture {
    /// The block of the message that it replaces, and that stays where there is no picture.
    pub block_id: String,
    /// What is drawn, as the painter reads it.
    pub drawing: String,
    /// All that it shows, in words.
    pub alt_text: String,
}

/// Where a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureState {
    /// It was not uploaded yet.
    Waiting,
    /// Slack has it; `attempts` counts messages with it that Slack refused.
    Uploaded,
    /// The message does without it.
    GivenUp,
}

crate::stored_as_text!(PictureState {
    Waiting = "waiting",
    Uploaded = "uploaded",
    GivenUp = "given_up",
});

/// The picture of a message that is to be sent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Picture {
    /// The row of its message.
    pub message_id: String,
    /// The block that it replaces.
    pub block_id: String,
    /// All that it shows, in words.
    pub alt_text: String,
    /// Where it is.
    pub state: PictureState,
    /// How often it was tried.
    pub attempts: i64,
    /// Slack's id, once it was uploaded.
    pub file_id: Option<String>,
}

impl Picture {
    /// Puts the picture into a message that shows it: in the place of its block, if Slack has it.
    pub fn put_into(&self, message: &mut Value) {
        if let (PictureState::Uploaded, Some(file)) = (self.state, &self.file_id) {
            show(message, &self.block_id, file, &self.alt_text);
        }
    }
}

/// Replaces the block `block_id` of a message by an uploaded picture.
pub fn show(message: &mut Value, block_id: &str, file_id: &str, alt_text: &str) {
    let blocks = message["blocks"].as_array_mut();
    for block in blocks.into_iter().flatten() {
        if block["block_id"] == block_id {
            *block = json!({
                "type": "image",
                "block_id": block_id,
                "slack_file": { "id": file_id },
                "alt_text": alt_text,
            });
        }
    }
}

/// Puts the pictures of new messages, by the row of each, beside them.
pub async fn insert(tx: &mut Tx, pictures: &[(&str, &NewPicture)]) -> anyhow::Result<()> {
    if pictures.is_empty() {
        return Ok(());
    }
    in_tx!(tx, |connection| {
        for part in pictures.chunks(500) {
            QueryBuilder::new(
                "INSERT INTO pictures (message_id, block_id, drawing, alt_text, state, attempts) ",
            )
            .push_values(part, |mut row, (message, picture)| {
                row.push_bind(*message)
                    .push_bind(&picture.block_id)
                    .push_bind(&picture.drawing)
                    .push_bind(&picture.alt_text)
                    .push_bind(PictureState::Waiting)
                    .push_bind(0_i64);
            })
            .build()
            .execute(&mut *connection)
            .await?;
        }
    });
    Ok(())
}

const OF_MESSAGE: &str = "SELECT message_id, block_id, alt_text, state, attempts, file_id
    FROM pictures WHERE message_id = $1";

/// The picture of a message.
pub async fn of_message(tx: &mut Tx, message: &str) -> anyhow::Result<Option<Picture>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(OF_MESSAGE)
        .bind(message)
        .fetch_optional(connection)
        .await?))
}

const DRAWING: &str = "SELECT drawing FROM pictures WHERE message_id = $1";

/// What is to be drawn.
pub async fn drawing(tx: &mut Tx, message: &str) -> anyhow::Result<String> {
    let (drawing,): (String,) = in_tx!(tx, |connection| sqlx::query_as(DRAWING)
        .bind(message)
        .fetch_one(connection)
        .await?);
    Ok(drawing)
}

const SET: &str = "UPDATE pictures SET state = $2, attempts = $3, file_id = COALESCE($4, file_id)
    WHERE message_id = $1";

/// Notes where a picture is, how often it was tried, and Slack's id of it.
pub async fn set(
    tx: &mut Tx,
    message: &str,
    state: PictureState,
    attempts: i64,
    file_id: Option<&str>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SET)
            .bind(message)
            .bind(state)
            .bind(attempts)
            .bind(file_id)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET: &str = "UPDATE pictures SET drawing = '' WHERE drawing <> '' AND message_id IN
    (SELECT id FROM outbox WHERE state IN ('sent', 'dropped') AND done_at < $1)";

/// Forgets what was drawn for messages that arrived or were given up before `before`.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET).bind(before).execute(connection).await?;
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_takes_the_place_of_its_block_and_of_no_other() {
        let mut message = json!({ "text": "t", "blocks": [
            { "type": "header", "block_id": "a" },
            { "type": "section", "block_id": "trend" },
        ]});
        let mut picture = Picture {
            message_id: "m".to_owned(),
            block_id: "trend".to_owned(),
            alt_text: "a line".to_owned(),
            state: PictureState::GivenUp,
            attempts: 3,
            file_id: Some("F1".to_owned()),
        };
        let before = message.clone();
        picture.put_into(&mut message);
        assert_eq!(message, before);
        picture.state = PictureState::Uploaded;
        picture.put_into(&mut message);
        assert_eq!(message["blocks"][0], before["blocks"][0]);
        assert_eq!(
            message["blocks"][1],
            json!({ "type": "image", "block_id": "trend", "slack_file": { "id": "F1" }, "alt_text": "a line" })
        );
    }
}
