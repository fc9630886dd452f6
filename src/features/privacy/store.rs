//! The acts of privacy that were done, and what is looked up for them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::rules::places::{Place, Stands};
use crate::platform::db::{Db, Tx};
use crate::platform::ids::new_row_id;
use crate::{in_tx, on_pool};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A customer was forgotten.
    EraseCustomer,
    /// What is kept about a customer was handed out.
    ExportCustomer,
    /// A colleague was forgotten.
    ErasePerson,
    /// What is kept about a colleague was handed out.
    ExportPerson,
    /// The record of kudos was handed out.
    ExportKudos,
    /// It was looked up who thanks mostly whom.
    ReportPatterns,
}

crate::stored_as_text!(Act {
    EraseCustomer = "erase_customer",
    ExportCustomer = "export_customer",
    ErasePerson = "erase_person",
    ExportPerson = "export_person",
    ExportKudos = "export_kudos",
    ReportPatterns = "report_patterns",
});

const RECORD: &str = "INSERT INTO privacy_acts (id, act, ordered_by, acted_at, items, messages)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Records what was done on whose order, and never about whom: so many rows, so many messages in Slack.
///
/// # Errors
/// Where the database refused.
pub async fn record(
    tx: &mut Tx,
    act: Act,
    ordered_by: &str,
    items: i64,
    messages: i64,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(RECORD)
            .bind(new_row_id())
            .bind(act)
            .bind(ordered_by)
            .bind(now)
            .bind(items)
            .bind(messages)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Done {
    /// What.
    pub act: Act,
    /// On whose order: a Slack id, [`THEMSELVES`](super::people::THEMSELVES), or `shell:` and a user.
    pub ordered_by: String,
    /// When.
    pub acted_at: DateTime<Utc>,
    /// Rows.
    pub items: i64,
    /// Messages in Slack.
    pub messages: i64,
}

const LAST: &str = "SELECT act, ordered_by, acted_at, items, messages FROM privacy_acts
    ORDER BY acted_at DESC, id DESC LIMIT $1";

/// What was done last, the newest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn last(db: &Db, most: i64) -> anyhow::Result<Vec<Done>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(LAST)
        .bind(most)
        .fetch_all(pool)
        .await?))
}

const LANE: &str = "SELECT lane FROM outbox WHERE id = $1";

/// The channel or person to which an outbox row goes.
///
/// # Errors
/// Where the database does not answer.
pub async fn lane_of(tx: &mut Tx, message_id: &str) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(LANE)
            .bind(message_id)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(|(lane,)| lane))
}

const FORGET_MESSAGES_TO: &str = "UPDATE outbox SET payload = '{}',
    state = CASE WHEN state IN ('sent', 'dropped') THEN state ELSE 'dropped' END, done_at = COALESCE(done_at, $2)
    WHERE lane = $1 AND state <> 'sending' AND operation NOT IN ('delete', 'delete_file')";
const TAKE_BACK_NOW: &str = "UPDATE outbox SET due_at = $2
    WHERE lane = $1 AND state = 'pending' AND operation IN ('delete', 'delete_file')";

/// Empties the messages that went to a colleague, and gives up those that still wait; what was handed out and
/// is to be taken back is so at once. Returns how many.
///
/// # Errors
/// Where the database refused.
pub async fn forget_messages_to(
    tx: &mut Tx,
    user: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<i64> {
    let changed = in_tx!(tx, |connection| {
        sqlx::query(TAKE_BACK_NOW)
            .bind(user)
            .bind(now)
            .execute(&mut *connection)
            .await?;
        sqlx::query(FORGET_MESSAGES_TO)
            .bind(user)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
    });
    Ok(i64::try_from(changed)?)
}

/// SQL over a place of our own list, whose names are no input.
fn sql(text: String) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(text)
}

/// Puts another value in the place of one. Returns in how many rows.
///
/// # Errors
/// Where the database refused.
pub async fn replace(tx: &mut Tx, place: &Place, old: &str, new: &str) -> anyhow::Result<i64> {
    let Place { table, column, .. } = place;
    let changed = in_tx!(tx, |connection| {
        sqlx::query(sql(format!(
            "UPDATE {table} SET {column} = $2 WHERE {column} = $1"
        )))
        .bind(old)
        .bind(new)
        .execute(connection)
        .await?
        .rows_affected()
    });
    Ok(i64::try_from(changed)?)
}

/// Deletes the rows in which this stands. Returns how many.
///
/// # Errors
/// Where the database refused.
pub async fn delete(tx: &mut Tx, place: &Place, value: &str) -> anyhow::Result<i64> {
    let Place { table, column, .. } = place;
    let deleted = in_tx!(tx, |connection| {
        sqlx::query(sql(format!("DELETE FROM {table} WHERE {column} = $1")))
            .bind(value)
            .execute(connection)
            .await?
            .rows_affected()
    });
    Ok(i64::try_from(deleted)?)
}

/// The texts of a column in which this stands somewhere, each once.
///
/// # Errors
/// Where the database does not answer.
pub async fn texts_with(tx: &mut Tx, place: &Place, value: &str) -> anyhow::Result<Vec<String>> {
    let Place { table, column, .. } = place;
    let texts: Vec<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(sql(format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} LIKE $1"
        )))
        .bind(format!("%{value}%"))
        .fetch_all(connection)
        .await?
    });
    Ok(texts.into_iter().map(|(text,)| text).collect())
}

const COLUMNS_OF_SQLITE: &str = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
const COLUMNS_OF_POSTGRES: &str = "SELECT column_name::text FROM information_schema.columns
    WHERE table_name = $1 AND table_schema = current_schema() ORDER BY ordinal_position";

/// The rows that speak of a colleague in this place, each as a JSON object.
///
/// # Errors
/// Where the database does not answer.
pub async fn rows_of(tx: &mut Tx, place: &Place, user: &str) -> anyhow::Result<Vec<Value>> {
    let Place { table, column, .. } = place;
    let (fits, wanted) = match place.stands {
        Stands::Alone | Stands::Row => ("=", user.to_owned()),
        Stands::Among => ("LIKE", format!("%{user}%")),
        Stands::Customer | Stands::Nobody(_) => return Ok(Vec::new()),
    };
    let (columns, object) = match tx {
        Tx::Sqlite(..) => (COLUMNS_OF_SQLITE, "json_object"),
        Tx::Postgres(..) => (COLUMNS_OF_POSTGRES, "json_build_object"),
    };
    let columns: Vec<(String,)> = in_tx!(&mut *tx, |connection| {
        sqlx::query_as(columns)
            .bind(*table)
            .fetch_all(connection)
            .await?
    });
    let pairs: Vec<String> = columns
        .iter()
        .map(|(name,)| format!("'{name}', {name}"))
        .collect();
    let rows: Vec<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(sql(format!(
            "SELECT CAST({object}({}) AS TEXT) FROM {table} WHERE {column} {fits} $1",
            pairs.join(", ")
        )))
        .bind(wanted)
        .fetch_all(connection)
        .await?
    });
    rows.iter()
        .map(|(row,)| Ok(serde_json::from_str(row)?))
        .collect()
}

// Reactions, corrections, deliveries, kudos and meetings that are older than such are kept.
const FORGET_REACTIONS: &str = "DELETE FROM reactions WHERE reacted_at < $1";
const FORGET_DELIVERIES: &str = "DELETE FROM deliveries WHERE received_at < $1";
const FORGET_CORRECTORS: &str =
    "UPDATE corrections SET corrected_by = 'person-forgotten', note = NULL
    WHERE corrected_at < $1 AND corrected_by <> 'person-forgotten'";
const FORGET_KUDOS: [&str; 3] = [
    "DELETE FROM kudos_events WHERE kudos_id IN (SELECT id FROM kudos WHERE given_at < $1)",
    "DELETE FROM kudos_receivers WHERE kudos_id IN (SELECT id FROM kudos WHERE given_at < $1)",
    "DELETE FROM kudos WHERE given_at < $1",
];
// The line of a series is about no meeting, and what is to be taken out of a calendar still has to be.
const FORGET_MEETINGS: [&str; 7] = [
    "DELETE FROM agenda_items WHERE state <> 'open' AND COALESCE(closed_at, created_at) < $1",
    "DELETE FROM agenda_items WHERE kind = 'note'
     AND meeting_id IN (SELECT id FROM meetings WHERE ends_at < $1)",
    "UPDATE agenda_items SET meeting_id = NULL
     WHERE meeting_id IN (SELECT id FROM meetings WHERE ends_at < $1)",
    "DELETE FROM calendar_writings WHERE state <> 'unwanted' AND (original_start <> '' OR words = '')
     AND meeting_id IN (SELECT id FROM meetings WHERE ends_at < $1)",
    "UPDATE calendar_writings SET meeting_id = NULL
     WHERE meeting_id IN (SELECT id FROM meetings WHERE ends_at < $1)",
    "DELETE FROM meeting_passed WHERE meeting_id IN (SELECT id FROM meetings WHERE ends_at < $1)",
    "DELETE FROM meetings WHERE ends_at < $1",
];

/// Something of which old rows go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// Reactions on posts.
    Reactions,
    /// Keys of deliveries.
    Deliveries,
    /// Who corrected the routing.
    Corrections,
    /// Kudos, with what happened to them.
    Kudos,
    /// Meetings, with what stood on their agenda and was closed, and what was written into their calendar.
    Meetings,
}

/// Forgets rows from before `before`.
///
/// # Errors
/// Where the database refused.
pub async fn forget_before(tx: &mut Tx, old: Old, before: DateTime<Utc>) -> anyhow::Result<()> {
    let statements: &[&'static str] = match old {
        Old::Reactions => &[FORGET_REACTIONS],
        Old::Deliveries => &[FORGET_DELIVERIES],
        Old::Corrections => &[FORGET_CORRECTORS],
        Old::Kudos => &FORGET_KUDOS,
        Old::Meetings => &FORGET_MEETINGS,
    };
    in_tx!(tx, |connection| {
        for statement in statements {
            sqlx::query(*statement)
                .bind(before)
                .execute(&mut *connection)
                .await?;
        }
    });
    Ok(())
}

const STORY_MESSAGES: &str = "SELECT message_id FROM story_posts WHERE story_id IN
    (SELECT id FROM stories WHERE response_id = $1)
    UNION SELECT story_week_posts.message_id FROM story_week_posts
    JOIN story_weeks ON story_weeks.week = story_week_posts.week WHERE story_weeks.kind = 'story'
    AND story_weeks.subject IN (SELECT id FROM stories WHERE response_id = $1) ORDER BY message_id";
const FORGET_STORIES: [&str; 3] = [
    "UPDATE kudos SET message = '–' WHERE link_kind = 'story' AND link_id IN
     (SELECT id FROM stories WHERE response_id = $1)",
    "UPDATE story_posts SET state = 'ended' WHERE story_id IN (SELECT id FROM stories WHERE response_id = $1)",
    "UPDATE stories SET customer = '', company = '', consent = 'anonymous', happened = '', outcome = '',
     image_file = NULL, image_alt = '', note = NULL,
     state = CASE WHEN state IN ('declined', 'merged') THEN state ELSE 'withdrawn' END WHERE response_id = $1",
];

/// Withdraws the stories about a response and empties them. Returns the outbox rows of their messages.
///
/// # Errors
/// Where the database refused.
pub async fn forget_stories_of(tx: &mut Tx, response: &str) -> anyhow::Result<Vec<String>> {
    let messages: Vec<(String,)> = in_tx!(tx, |connection| {
        let messages = sqlx::query_as(STORY_MESSAGES)
            .bind(response)
            .fetch_all(&mut *connection)
            .await?;
        for statement in FORGET_STORIES {
            sqlx::query(statement)
                .bind(response)
                .execute(&mut *connection)
                .await?;
        }
        messages
    });
    Ok(messages.into_iter().map(|(id,)| id).collect())
}
