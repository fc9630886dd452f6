//! What was written into calendars, so that it is written once, follows, and can be taken out again.

use chrono::{DateTime, Utc};

use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

/// Where something stands that is written into an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritingState {
    /// It is to be written.
    Wanted,
    /// It stands there.
    Written,
    /// It is to be taken out.
    Unwanted,
    /// The calendar does not let us; the card in the channel has it.
    Refused,
}

crate::stored_as_text!(WritingState {
    Wanted = "wanted",
    Written = "written",
    Unwanted = "unwanted",
    Refused = "refused",
});

/// Something that is written into an event.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Writing {
    /// Our id.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// The calendar.
    pub calendar: String,
    /// The event.
    pub event: String,
    /// When the occurrence was first to start, as text; `single` for an event that happens once, empty for all
    /// of a series.
    pub original_start: String,
    /// The meeting whose agenda it is.
    pub meeting_id: Option<String>,
    /// What is written.
    pub words: String,
    /// Where it stands.
    pub state: WritingState,
    /// When it is tried the next time.
    pub next_at: DateTime<Utc>,
    /// How often it failed.
    pub failures: i64,
    /// Why it failed the last time.
    pub error: Option<String>,
}

const PUT: &str = "INSERT INTO calendar_writings (id, rule, calendar, event, original_start, meeting_id, words, state, next_at, failures,
    error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (calendar, event, original_start) DO UPDATE SET rule = excluded.rule, meeting_id = excluded.meeting_id,
    words = excluded.words, state = excluded.state, next_at = excluded.next_at, failures = excluded.failures, error = excluded.error";

/// Stores something that is written into an event, or what became of it.
///
/// # Errors
/// Where the database refused.
pub async fn put(tx: &mut Tx, writing: &Writing) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT)
            .bind(&writing.id)
            .bind(&writing.rule)
            .bind(&writing.calendar)
            .bind(&writing.event)
            .bind(&writing.original_start)
            .bind(&writing.meeting_id)
            .bind(&writing.words)
            .bind(writing.state)
            .bind(writing.next_at)
            .bind(writing.failures)
            .bind(&writing.error)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const IN: &str =
    "SELECT * FROM calendar_writings WHERE calendar = $1 AND event = $2 AND original_start = $3";

/// What is written into an event, if anything is.
///
/// # Errors
/// Where the database does not answer.
pub async fn within(
    tx: &mut Tx,
    calendar: &str,
    event: &str,
    original_start: &str,
) -> anyhow::Result<Option<Writing>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(IN)
        .bind(calendar)
        .bind(event)
        .bind(original_start)
        .fetch_optional(connection)
        .await?))
}

const DUE: &str = "SELECT * FROM calendar_writings WHERE state IN ('wanted', 'unwanted') AND next_at <= $1 ORDER BY id";

/// What is to be written or taken out now.
///
/// # Errors
/// Where the database does not answer.
pub async fn due(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<Writing>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(DUE)
        .bind(now)
        .fetch_all(pool)
        .await?))
}

const TAKE_OUT_OF: &str =
    "UPDATE calendar_writings SET state = 'unwanted', next_at = $2, failures = 0
    WHERE rule = $1 AND state IN ('wanted', 'written')
    AND (original_start = '' OR meeting_id IN (SELECT id FROM meetings WHERE ends_at > $2))";

/// Notes that what stands for a rule in a series, or in an event that is not over, is to be taken out.
///
/// # Errors
/// Where the database refused.
pub async fn take_out_of(tx: &mut Tx, rule: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(TAKE_OUT_OF)
            .bind(rule)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const ALL: &str = "SELECT * FROM calendar_writings ORDER BY calendar, event, original_start";

/// Everything that was written, or was to be.
///
/// # Errors
/// Where the database does not answer.
pub async fn all(db: &Db) -> anyhow::Result<Vec<Writing>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(ALL)
        .fetch_all(pool)
        .await?))
}

const BECOME: &str =
    "UPDATE calendar_writings SET state = $4, next_at = $5, failures = $6, error = $7
    WHERE id = $1 AND words = $2 AND state = $3";

/// Stores what became of a writing that was `taken` so, unless something else is wanted since: a calendar may
/// take its time to answer.
///
/// # Errors
/// Where the database refused.
pub async fn become_of(tx: &mut Tx, taken: &Writing, writing: &Writing) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(BECOME)
            .bind(&taken.id)
            .bind(&taken.words)
            .bind(taken.state)
            .bind(writing.state)
            .bind(writing.next_at)
            .bind(writing.failures)
            .bind(&writing.error)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PUT_OFF: &str =
    "UPDATE calendar_writings SET next_at = $2 WHERE calendar = $1 AND next_at < $2
    AND state IN ('wanted', 'unwanted')";

/// Nothing is tried in a calendar before `until`.
///
/// # Errors
/// Where the database refused.
pub async fn put_off(tx: &mut Tx, calendar: &str, until: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT_OFF)
            .bind(calendar)
            .bind(until)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET: &str = "DELETE FROM calendar_writings WHERE id = $1 AND state = $2";

/// Forgets what was taken out, unless something else is wanted since.
///
/// # Errors
/// Where the database refused.
pub async fn forget(tx: &mut Tx, taken: &Writing) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET)
            .bind(&taken.id)
            .bind(taken.state)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const CHANNEL: &str = "SELECT channel FROM outbox WHERE id = $1 AND channel IS NOT NULL";

/// Slack's id of the channel in which a message arrived.
///
/// # Errors
/// Where the database does not answer.
pub async fn channel_of(tx: &mut Tx, message: &str) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = in_tx!(tx, |connection| sqlx::query_as(CHANNEL)
        .bind(message)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|(channel,)| channel))
}
