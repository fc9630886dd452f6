//! How each calendar is, and what the owner of a rule was told.

use chrono::{DateTime, Utc};

use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

/// How a calendar is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Calendar {
    /// Its id in the configuration.
    pub id: String,
    /// What the next reading begins from.
    pub kept: Option<String>,
    /// The rules for which it was read, as they were.
    pub rules: String,
    /// How many events it held.
    pub events: i64,
    /// When all of it was read the last time.
    pub whole_at: Option<DateTime<Utc>>,
    /// When it was read the last time.
    pub read_at: Option<DateTime<Utc>>,
    /// When it is read the next time.
    pub next_at: DateTime<Utc>,
    /// How often reading failed since.
    pub failures: i64,
    /// Why it failed the last time.
    pub error: Option<String>,
    /// When its owners were told that it fails.
    pub told_at: Option<DateTime<Utc>>,
}

impl Calendar {
    /// A calendar that was never read.
    pub fn new(id: &str, now: DateTime<Utc>) -> Self {
        Self {
            id: id.to_owned(),
            kept: None,
            rules: String::new(),
            events: 0,
            whole_at: None,
            read_at: None,
            next_at: now,
            failures: 0,
            error: None,
            told_at: None,
        }
    }
}

const ALL: &str = "SELECT * FROM calendars ORDER BY id";

/// How all calendars are that were ever read.
///
/// # Errors
/// Where the database does not answer.
pub async fn all(db: &Db) -> anyhow::Result<Vec<Calendar>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(ALL)
        .fetch_all(pool)
        .await?))
}

const LOCK: &str = "UPDATE calendars SET failures = failures WHERE id = $1 RETURNING *";

/// How a calendar is, locked for this unit of work; a new one is written down first.
///
/// # Errors
/// Where the database refused.
pub async fn lock(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> anyhow::Result<Calendar> {
    let known: Option<Calendar> = in_tx!(tx, |connection| sqlx::query_as(LOCK)
        .bind(id)
        .fetch_optional(connection)
        .await?);
    match known {
        Some(known) => Ok(known),
        None => {
            let new = Calendar::new(id, now);
            save(tx, &new).await?;
            Ok(new)
        }
    }
}

const SAVE: &str = "INSERT INTO calendars (id, kept, rules, events, whole_at, read_at, next_at, failures, error, told_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (id) DO UPDATE SET kept = excluded.kept, rules = excluded.rules, events = excluded.events,
    whole_at = excluded.whole_at, read_at = excluded.read_at, next_at = excluded.next_at, failures = excluded.failures,
    error = excluded.error, told_at = excluded.told_at";

/// Stores how a calendar is.
///
/// # Errors
/// Where the database refused.
pub async fn save(tx: &mut Tx, calendar: &Calendar) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SAVE)
            .bind(&calendar.id)
            .bind(&calendar.kept)
            .bind(&calendar.rules)
            .bind(calendar.events)
            .bind(calendar.whole_at)
            .bind(calendar.read_at)
            .bind(calendar.next_at)
            .bind(calendar.failures)
            .bind(&calendar.error)
            .bind(calendar.told_at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const READ_AGAIN_FOR: &str = "UPDATE calendars SET rules = '' WHERE id IN
    (SELECT calendar FROM meetings WHERE rule = $1 AND state = 'planned' AND calendar IS NOT NULL)";

/// Notes that all of the calendars in which a rule planned meetings is to be read the next time.
///
/// # Errors
/// Where the database refused.
pub async fn read_again_for(tx: &mut Tx, rule: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(READ_AGAIN_FOR)
            .bind(rule)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const TELL: &str =
    "INSERT INTO meeting_told (rule, key, told_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// Notes that the owner of a rule is told of a problem; `false` where that was done before.
///
/// # Errors
/// Where the database refused.
pub async fn tell(tx: &mut Tx, rule: &str, key: &str, now: DateTime<Utc>) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(TELL)
            .bind(rule)
            .bind(key)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const OVER: &str = "DELETE FROM meeting_told WHERE rule = $1 AND key = $2";

/// Notes that a problem is over.
///
/// # Errors
/// Where the database refused.
pub async fn over(tx: &mut Tx, rule: &str, key: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(OVER)
            .bind(rule)
            .bind(key)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET_TOLD: &str = "DELETE FROM meeting_told WHERE rule = $1";

/// Forgets what the owner of a rule was told: it is at work no more.
///
/// # Errors
/// Where the database refused.
pub async fn forget_told(tx: &mut Tx, rule: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET_TOLD)
            .bind(rule)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const COUNT_TOLD: &str = "SELECT COUNT(*) FROM meeting_told WHERE key = $1";

/// Of how many rules a problem is known that was not over since.
///
/// # Errors
/// Where the database does not answer.
pub async fn count_told(db: &Db, key: &str) -> anyhow::Result<i64> {
    let (count,): (i64,) = on_pool!(db, |pool| sqlx::query_as(COUNT_TOLD)
        .bind(key)
        .fetch_one(pool)
        .await?);
    Ok(count)
}
