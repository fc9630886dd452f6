//! What is watched between the posts, and the alarms that were told.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::features::scores::rules::sign::Sign;
use crate::features::scores::rules::watching::ToldAlarm;
use crate::features::scores::rules::window::Window;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, UserId};
use crate::{in_tx, on_pool};

const WATCHES: &str = "SELECT subject, state FROM watches WHERE department = $1";

/// What is kept of a department's watches: JSON by subject.
///
/// # Errors
/// Where the database does not answer.
pub async fn watches(tx: &mut Tx, department: &str) -> anyhow::Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = in_tx!(tx, |connection| {
        sqlx::query_as(WATCHES)
            .bind(department)
            .fetch_all(connection)
            .await?
    });
    Ok(rows.into_iter().collect())
}

const KEEP: &str = "INSERT INTO watches (department, subject, state) VALUES ($1, $2, $3)
    ON CONFLICT (department, subject) DO UPDATE SET state = excluded.state";

/// Keeps a watch.
///
/// # Errors
/// Where the database refused.
pub async fn keep(tx: &mut Tx, department: &str, subject: &str, state: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(KEEP)
            .bind(department)
            .bind(subject)
            .bind(state)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Where an alarm is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmState {
    /// It lasts.
    Open,
    /// All is as usual again.
    Over,
    /// Somebody took note.
    Seen,
}

crate::stored_as_text!(AlarmState {
    Open = "open",
    Over = "over",
    Seen = "seen",
});

/// An alarm that was told: one thread.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredAlarm {
    /// Our id.
    pub id: String,
    /// The department.
    pub department: DepartmentId,
    /// The channel as the configuration named it when the alarm was opened.
    pub lane: String,
    /// The outbox row of the first message.
    pub message_id: String,
    /// Where it is.
    pub state: AlarmState,
    /// What was told, as JSON: [`Told`] for each subject.
    pub told: String,
    /// Who took note.
    pub seen_by: Option<UserId>,
}

/// A subject of an alarm, as it was told.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Told {
    /// How far it was told.
    pub alarm: ToldAlarm,
    /// The figures when it was told first.
    pub sign: Sign,
}

impl StoredAlarm {
    /// What was told.
    ///
    /// # Errors
    /// Where what is stored can not be read.
    pub fn told(&self) -> anyhow::Result<Vec<Told>> {
        Ok(serde_json::from_str(&self.told)?)
    }
}

// It changes nothing, but makes whoever else would change the alarm wait.
const LOCK_OPEN: &str = "UPDATE alarms SET state = state WHERE department = $1 AND state = 'open'
    RETURNING id, department, lane, message_id, state, told, seen_by";

/// The department's open alarm; nobody else changes it until this unit of work is done.
///
/// # Errors
/// Where the database refused.
pub async fn lock_open(tx: &mut Tx, department: &str) -> anyhow::Result<Option<StoredAlarm>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(LOCK_OPEN)
            .bind(department)
            .fetch_optional(connection)
            .await?
    }))
}

const ALARM: &str =
    "SELECT id, department, lane, message_id, state, told, seen_by FROM alarms WHERE id = $1";

/// An alarm by our id.
///
/// # Errors
/// Where the database does not answer.
pub async fn alarm(tx: &mut Tx, id: &str) -> anyhow::Result<Option<StoredAlarm>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(ALARM)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const OPEN: &str = "INSERT INTO alarms (id, department, lane, message_id, state, told, opened_at)
    VALUES ($1, $2, $3, $4, 'open', $5, $6)";

/// Stores an alarm that is opened now.
///
/// # Errors
/// Where the database refused.
pub async fn open(tx: &mut Tx, alarm: &StoredAlarm, now: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(OPEN)
            .bind(&alarm.id)
            .bind(&alarm.department)
            .bind(&alarm.lane)
            .bind(&alarm.message_id)
            .bind(&alarm.told)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const SET_TOLD: &str = "UPDATE alarms SET told = $2 WHERE id = $1";

/// Notes what was told of an alarm.
///
/// # Errors
/// Where the database refused.
pub async fn set_told(tx: &mut Tx, id: &str, told: &[Told]) -> anyhow::Result<()> {
    let told = serde_json::to_string(told)?;
    in_tx!(tx, |connection| {
        sqlx::query(SET_TOLD)
            .bind(id)
            .bind(told)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const END: &str = "UPDATE alarms SET state = $2, seen_by = $3, ended_at = $4
    WHERE id = $1 AND state = 'open'";

/// Ends an alarm: it is over, or `seen_by` somebody. Returns `false` where it had ended before.
///
/// # Errors
/// Where the database refused.
pub async fn end(
    tx: &mut Tx,
    id: &str,
    state: AlarmState,
    seen_by: Option<&UserId>,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(END)
            .bind(id)
            .bind(state)
            .bind(seen_by)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

/// The answers of a day, of all kinds and scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfComments {
    /// The local day.
    pub day: NaiveDate,
    /// How many answered with a score.
    pub answers: u64,
    /// How many of them were dissatisfied and wrote a comment.
    pub written: u64,
}

const COMMENTS: &str = "SELECT local_day,
        CAST(SUM(CASE WHEN dimension = '' THEN answers ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN dimension = '' THEN 0 ELSE answers END) AS BIGINT)
    FROM daily_counts
    WHERE kind IN ('nps', 'csat', 'ces', 'stars') AND department = $1
      AND ((dimension = '' AND member = '') OR (dimension = 'comment' AND member = 'dissatisfied'))
      AND local_day >= $2 AND local_day <= $3
    GROUP BY local_day ORDER BY local_day";

/// On each day of a window: how many answered, and how many dissatisfied customers wrote a comment.
///
/// # Errors
/// Where the database does not answer.
pub async fn comments(
    db: &Db,
    department: &str,
    window: Window,
) -> anyhow::Result<Vec<DayOfComments>> {
    let rows: Vec<(String, i64, i64)> = on_pool!(db, |pool| {
        sqlx::query_as(COMMENTS)
            .bind(department)
            .bind(window.first.to_string())
            .bind(window.last.to_string())
            .fetch_all(pool)
            .await?
    });
    let days = rows.into_iter().filter_map(|(day, answers, written)| {
        Some(DayOfComments {
            day: day.parse().ok()?,
            answers: u64::try_from(answers).ok()?,
            written: u64::try_from(written).ok()?,
        })
    });
    Ok(days.filter(|day| day.answers > 0).collect())
}
