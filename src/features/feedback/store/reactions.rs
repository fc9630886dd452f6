//! Reactions of staff on our posts.

use chrono::{DateTime, Utc};

use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

const ADD_REACTION: &str = "INSERT INTO reactions (channel, message_ts, user_id, emoji, reacted_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const REMOVE_REACTION: &str =
    "DELETE FROM reactions WHERE channel = $1 AND message_ts = $2 AND user_id = $3 AND emoji = $4";

/// A person's reaction on one of our messages.
#[derive(Debug)]
pub struct Reaction<'a> {
    /// Slack's id of the channel.
    pub channel: &'a str,
    /// Slack's id of the message.
    pub message_ts: &'a str,
    /// Who reacted.
    pub user: &'a str,
    /// With what, without colons.
    pub emoji: &'a str,
}

/// Counts a reaction; the same one twice counts once.
pub async fn add_reaction(
    tx: &mut Tx,
    reaction: &Reaction<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(ADD_REACTION)
            .bind(reaction.channel)
            .bind(reaction.message_ts)
            .bind(reaction.user)
            .bind(reaction.emoji)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes a reaction back.
pub async fn remove_reaction(tx: &mut Tx, reaction: &Reaction<'_>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(REMOVE_REACTION)
            .bind(reaction.channel)
            .bind(reaction.message_ts)
            .bind(reaction.user)
            .bind(reaction.emoji)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const REACTIONS_ON: &str = "SELECT reactions.emoji, COUNT(*) FROM reactions
    JOIN outbox ON outbox.channel = reactions.channel AND outbox.message_ts = reactions.message_ts
    JOIN posts ON posts.message_id = outbox.id
    WHERE posts.response_id = $1 GROUP BY reactions.emoji ORDER BY reactions.emoji";

/// The reactions on a response's posts in all channels: emoji and number of people.
pub async fn reactions_on(db: &Db, response_id: &str) -> anyhow::Result<Vec<(String, i64)>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(REACTIONS_ON)
        .bind(response_id)
        .fetch_all(pool)
        .await?))
}
