//! The rules that were made in Slack, and which rules are paused.

use chrono::{DateTime, Utc};

use crate::platform::db::{Db, Tx};
use crate::platform::ids::UserId;
use crate::{in_tx, on_pool};

/// A rule that was made in Slack.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Made {
    /// Our id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What a `[[meetings]]` table of the configuration says, as JSON.
    pub meeting: String,
    /// Who made it.
    pub made_by: UserId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who changed it last.
    pub changed_by: Option<UserId>,
    /// When it was changed last.
    pub changed_at: Option<DateTime<Utc>>,
    /// Grows with each change.
    pub revision: i64,
}

/// A rule is paused.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Pause {
    /// The name of the rule.
    pub rule: String,
    /// Who paused it.
    pub paused_by: UserId,
    /// When.
    pub paused_at: DateTime<Utc>,
}

const MADE: &str = "SELECT * FROM meeting_rules ORDER BY made_at, id";

/// All rules that were made in Slack, oldest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn made(db: &Db) -> anyhow::Result<Vec<Made>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(MADE)
        .fetch_all(pool)
        .await?))
}

const PAUSES: &str = "SELECT * FROM meeting_pauses ORDER BY rule";

/// All rules that are paused.
///
/// # Errors
/// Where the database does not answer.
pub async fn pauses(db: &Db) -> anyhow::Result<Vec<Pause>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(PAUSES)
        .fetch_all(pool)
        .await?))
}

const MAKE: &str = "INSERT INTO meeting_rules (id, name, meeting, made_by, made_at, revision) VALUES ($1, $2, $3, $4, $5, 1)
    ON CONFLICT (name) DO NOTHING";

/// Stores a new rule; `false` where there is one of its name.
///
/// # Errors
/// Where the database refused.
pub async fn make(tx: &mut Tx, made: &Made) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(MAKE)
            .bind(&made.id)
            .bind(&made.name)
            .bind(&made.meeting)
            .bind(&made.made_by)
            .bind(made.made_at)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const CHANGE: &str = "UPDATE meeting_rules SET meeting = $3, changed_by = $4, changed_at = $5, revision = revision + 1
    WHERE id = $1 AND revision = $2";

/// Stores what a rule says now; `false` where somebody changed or removed it since the `revision` that was shown.
///
/// # Errors
/// Where the database refused.
pub async fn change(
    tx: &mut Tx,
    id: &str,
    revision: i64,
    meeting: &str,
    by: &UserId,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(CHANGE)
            .bind(id)
            .bind(revision)
            .bind(meeting)
            .bind(by)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const REMOVE: &str = "DELETE FROM meeting_rules WHERE id = $1";

/// Removes a rule; `false` where it is gone already.
///
/// # Errors
/// Where the database refused.
pub async fn remove(tx: &mut Tx, id: &str) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(REMOVE)
            .bind(id)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const PAUSE: &str = "INSERT INTO meeting_pauses (rule, paused_by, paused_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// Notes that a rule is paused; `false` where it is already.
///
/// # Errors
/// Where the database refused.
pub async fn pause(tx: &mut Tx, pause: &Pause) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(PAUSE)
            .bind(&pause.rule)
            .bind(&pause.paused_by)
            .bind(pause.paused_at)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const RESUME: &str = "DELETE FROM meeting_pauses WHERE rule = $1";

/// Notes that a rule is paused no more; `false` where it was not.
///
/// # Errors
/// Where the database refused.
pub async fn resume(tx: &mut Tx, rule: &str) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(RESUME)
            .bind(rule)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}
