//! The outbox's rows as administrators and features see them; what is needed to deliver them stands in
//! `store`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::QueryBuilder;

use crate::platform::db::{Db, Tx};
use crate::platform::outbox::{Operation, State};
use crate::{in_tx, on_pool};

/// A message as an administrator sees it; its text stays out.
#[derive(Debug, sqlx::FromRow)]
pub struct Entry {
    /// The row's id.
    pub id: String,
    /// Where it goes.
    pub lane: String,
    /// What is done.
    pub operation: Operation,
    /// Where it is.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// Not to be sent before.
    pub due_at: DateTime<Utc>,
    /// Slack's code of the last refusal.
    pub error: Option<String>,
}

/// How many messages are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting or being sent.
    pub open: i64,
    /// Refused.
    pub failed: i64,
    /// Unclear.
    pub uncertain: i64,
}

const COUNTS: &str = "SELECT state, COUNT(*) FROM outbox
    WHERE state IN ('pending', 'sending', 'failed', 'uncertain') GROUP BY state";

/// How many messages wait, failed, or are unclear.
///
/// # Errors
/// Where the database does not answer.
pub async fn counts(db: &Db) -> anyhow::Result<Counts> {
    let rows: Vec<(State, i64)> =
        on_pool!(db, |pool| sqlx::query_as(COUNTS).fetch_all(pool).await?);
    let mut counts = Counts::default();
    for (state, count) in rows {
        match state {
            State::Failed => counts.failed += count,
            State::Uncertain => counts.uncertain += count,
            _ => counts.open += count,
        }
    }
    Ok(counts)
}

const LIST: &str = "SELECT id, lane, operation, state, attempts, due_at, error FROM outbox
    WHERE state IN ('pending', 'sending', 'failed', 'uncertain') ORDER BY lane, due_at, id LIMIT $1";

/// The messages that are not done with, at most `most`.
///
/// # Errors
/// Where the database does not answer.
pub async fn list(db: &Db, most: i64) -> anyhow::Result<Vec<Entry>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(LIST)
        .bind(most)
        .fetch_all(pool)
        .await?))
}

const WAITING_TEXTS: &str = "SELECT id, payload FROM outbox
    WHERE state IN ('pending', 'sending', 'failed', 'uncertain') ORDER BY lane, due_at, id LIMIT $1";

/// What the messages say that [`list`] lists: their `text`, by id.
///
/// # Errors
/// Where the database does not answer.
pub async fn waiting_texts(db: &Db, most: i64) -> anyhow::Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = on_pool!(db, |pool| sqlx::query_as(WAITING_TEXTS)
        .bind(most)
        .fetch_all(pool)
        .await?);
    let text = |payload: &str| -> Option<String> {
        let payload: Value = serde_json::from_str(payload).ok()?;
        payload["text"].as_str().map(str::to_owned)
    };
    Ok(rows
        .into_iter()
        .map(|(id, payload)| (id, text(&payload).unwrap_or_default()))
        .collect())
}

const RETRY: &str = "UPDATE outbox SET state = 'pending', due_at = $2, error = NULL, done_at = NULL
    WHERE state IN ('failed', 'uncertain') AND ($1 = 'all' OR id = $1 OR thread_of = $1)";

/// Sends a failed or uncertain message again, with what waits for its thread; `all` means each of
/// them. Returns how many.
///
/// # Errors
/// Where the database refused.
pub async fn retry(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> anyhow::Result<u64> {
    tx.mark_enqueued();
    Ok(in_tx!(tx, |connection| {
        sqlx::query(RETRY)
            .bind(id)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
    }))
}

const DROP: &str = "UPDATE outbox SET state = 'dropped', done_at = $2
    WHERE state IN ('pending', 'failed', 'uncertain') AND (id = $1 OR thread_of = $1)";

/// Gives a message up that was not sent, with what waits for its thread. Returns whether there was one.
///
/// # Errors
/// Where the database refused.
pub async fn drop_entry(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(DROP)
            .bind(id)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const FIND_SENT: &str =
    "SELECT id FROM outbox WHERE message_ts = $1 AND channel = $2 AND operation = 'post'";

/// The row that posted the message which Slack knows by `channel` and `message_ts`.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_sent(db: &Db, channel: &str, message_ts: &str) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = on_pool!(db, |pool| {
        sqlx::query_as(FIND_SENT)
            .bind(message_ts)
            .bind(channel)
            .fetch_optional(pool)
            .await?
    });
    Ok(row.map(|(id,)| id))
}

/// The rows with these keys that posted a message or are to: key, row's id, lane.
///
/// # Errors
/// Where the database does not answer.
pub async fn with_keys(
    tx: &mut Tx,
    keys: &[String],
) -> anyhow::Result<Vec<(String, String, String)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    Ok(in_tx!(tx, |connection| {
        let mut query =
            QueryBuilder::new("SELECT dedup_key, id, lane FROM outbox WHERE dedup_key IN (");
        let mut listed = query.separated(", ");
        for key in keys {
            listed.push_bind(key);
        }
        query.push(") ORDER BY id");
        query.build_query_as().fetch_all(connection).await?
    }))
}

const KEY_AND_LANE: &str = "SELECT dedup_key, lane FROM outbox WHERE id = $1";

/// The key of a row and where it goes.
///
/// # Errors
/// Where the database does not answer.
pub async fn key_and_lane(tx: &mut Tx, id: &str) -> anyhow::Result<Option<(String, String)>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(KEY_AND_LANE)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const OPEN_IN_LANE: &str = "SELECT COUNT(*) FROM outbox WHERE lane = $1 AND state IN ('pending', 'sending', 'failed', 'uncertain')";

/// How many messages of a lane did not arrive yet.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_in_lane(tx: &mut Tx, lane: &str) -> anyhow::Result<i64> {
    let (count,): (i64,) = in_tx!(tx, |connection| {
        sqlx::query_as(OPEN_IN_LANE)
            .bind(lane)
            .fetch_one(connection)
            .await?
    });
    Ok(count)
}

const NEXT_DUE: &str = "SELECT due_at, lane FROM outbox WHERE state = 'pending' AND due_at > $1
    ORDER BY due_at, id LIMIT 1";

/// The next moment after `now` at which a message may be sent, and where it goes.
///
/// # Errors
/// Where the database does not answer.
pub async fn next_due_after(
    db: &Db,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<(DateTime<Utc>, String)>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(NEXT_DUE)
        .bind(now)
        .fetch_optional(pool)
        .await?))
}

const EMPTY_OLD: &str = "UPDATE outbox SET payload = '{}'
    WHERE state IN ('sent', 'dropped') AND done_at < $1 AND payload <> '{}'";

/// Empties messages that arrived or were given up before `before`: their words stand in Slack, or are
/// not wanted any more. The rows stay, so that reactions and updates find their message.
///
/// # Errors
/// Where the database refused.
pub async fn empty_old(tx: &mut Tx, before: DateTime<Utc>) -> anyhow::Result<()> {
    super::pictures::forget(tx, before).await?;
    in_tx!(tx, |connection| {
        sqlx::query(EMPTY_OLD)
            .bind(before)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const LANE_OF_CHANNEL: &str = "SELECT lane FROM lanes WHERE channel = $1 ORDER BY lane LIMIT 1";

/// The lane of the channel that Slack knows by this id, once a message was sent there.
///
/// # Errors
/// Where the database does not answer.
pub async fn lane_of_channel(db: &Db, channel: &str) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = on_pool!(db, |pool| {
        sqlx::query_as(LANE_OF_CHANNEL)
            .bind(channel)
            .fetch_optional(pool)
            .await?
    });
    Ok(row.map(|(lane,)| lane))
}
