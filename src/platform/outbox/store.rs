//! The outbox's rows and lanes, as they are needed to put messages in and to deliver them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::QueryBuilder;

use crate::platform::batch::padded;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::new_row_id;
use crate::platform::outbox::{NewMessage, Operation, State, mentions};
use crate::{in_tx, on_pool};

/// SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
const ROWS_PER_STATEMENT: usize = 500;

/// A lane that was leased to this worker.
#[derive(Debug, sqlx::FromRow)]
pub struct Lane {
    pub lane: String,
    /// Slack's id of the channel, once a message was sent there.
    pub channel: Option<String>,
    /// Until when nobody else takes it.
    pub lease_until: DateTime<Utc>,
}

/// A message that is to be sent now, or was being sent when a worker died.
#[derive(Debug, sqlx::FromRow)]
pub struct Job {
    pub id: String,
    pub operation: Operation,
    pub payload: String,
    pub target: Option<String>,
    pub thread_of: Option<String>,
    pub state: State,
    pub attempts: i64,
    pub sending_at: Option<DateTime<Utc>>,
    /// Whether it, or the message that it changes, is to have a picture.
    pub has_picture: bool,
}

/// Notes lanes that are new. Those that are known are only read: a worker may hold them, and is not waited for.
pub async fn insert_lanes(tx: &mut Tx, lanes: impl Iterator<Item = &str>) -> anyhow::Result<()> {
    let mut lanes: Vec<&str> = lanes.collect();
    lanes.sort_unstable();
    lanes.dedup();
    in_tx!(tx, |connection| {
        for part in lanes.chunks(ROWS_PER_STATEMENT) {
            let mut query = QueryBuilder::new("SELECT lane FROM lanes WHERE lane IN (");
            let mut listed = query.separated(", ");
            for lane in padded(part) {
                listed.push_bind(*lane);
            }
            query.push(")");
            let known: Vec<(String,)> = query.build_query_as().fetch_all(&mut *connection).await?;
            let known: HashSet<String> = known.into_iter().map(|(lane,)| lane).collect();
            let new: Vec<&&str> = part.iter().filter(|lane| !known.contains(**lane)).collect();
            if new.is_empty() {
                continue;
            }
            QueryBuilder::new("INSERT INTO lanes (lane, next_at) ")
                .push_values(padded(&new), |mut row, lane| {
                    row.push_bind(**lane).push_bind(DateTime::UNIX_EPOCH);
                })
                .push(" ON CONFLICT (lane) DO NOTHING")
                .build()
                .execute(&mut *connection)
                .await?;
        }
    });
    Ok(())
}

pub async fn insert(
    tx: &mut Tx,
    messages: &[NewMessage],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Option<String>>> {
    let mut ids: Vec<Option<String>> = messages.iter().map(|_| Some(new_row_id())).collect();
    let rows: Vec<(&NewMessage, &str)> = messages
        .iter()
        .zip(ids.iter().flatten().map(String::as_str))
        .collect();
    let mut stored: Vec<String> = Vec::with_capacity(rows.len());
    in_tx!(tx, |connection| {
        for part in rows.chunks(ROWS_PER_STATEMENT) {
            let inserted: Vec<(String,)> = QueryBuilder::new(
                "INSERT INTO outbox (id, lane, operation, payload, target, thread_of, dedup_key, due_at, state, attempts, created_at) ",
            )
            .push_values(part, |mut row, (message, id)| {
                row.push_bind(*id)
                    .push_bind(&message.lane)
                    .push_bind(message.operation)
                    .push_bind(message.payload.to_string())
                    .push_bind(&message.target)
                    .push_bind(&message.thread_of)
                    .push_bind(&message.dedup_key)
                    .push_bind(message.due_at)
                    .push_bind(State::Pending)
                    .push_bind(0_i64)
                    .push_bind(now);
            })
            .push(" ON CONFLICT (dedup_key) DO NOTHING RETURNING id")
            .build_query_as()
            .fetch_all(&mut *connection)
            .await?;
            stored.extend(inserted.into_iter().map(|(id,)| id));
        }
    });
    if stored.len() < ids.len() {
        let stored: HashSet<String> = stored.into_iter().collect();
        for id in &mut ids {
            id.take_if(|id| !stored.contains(id));
        }
    }
    note_mentions(tx, messages, &ids).await?;
    Ok(ids)
}

/// Notes of whom messages speak that were put in.
async fn note_mentions(
    tx: &mut Tx,
    messages: &[NewMessage],
    ids: &[Option<String>],
) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for (message, id) in messages.iter().zip(ids) {
        let Some(posted) = message.target.as_ref().or(id.as_ref()) else {
            continue;
        };
        let subjects = mentions::subjects(&message.payload);
        found.extend(
            subjects
                .into_iter()
                .map(|subject| (subject, posted.as_str())),
        );
    }
    mentions::insert(tx, &found).await
}

/// The lane whose turn it is: $1 is wall time, $2 business time.
macro_rules! first_lane {
    () => {
        "SELECT lane FROM lanes
         WHERE next_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
           AND EXISTS (SELECT 1 FROM outbox WHERE outbox.lane = lanes.lane
                       AND outbox.state IN ('pending', 'sending') AND outbox.due_at <= $2)
         ORDER BY next_at, lane LIMIT 1"
    };
}

/// The same of those that do not begin with a post. While posts wait, all that do would be looked through in vain.
macro_rules! first_change {
    () => {
        "SELECT lane FROM lanes
         WHERE lane IN (SELECT lane FROM outbox WHERE state IN ('pending', 'sending')
                        AND operation <> 'post' AND due_at <= $2)
           AND next_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
           AND (SELECT operation FROM outbox WHERE outbox.lane = lanes.lane
                AND outbox.state IN ('pending', 'sending') AND outbox.due_at <= $2
                ORDER BY outbox.due_at, outbox.id LIMIT 1) <> 'post'
         ORDER BY next_at, lane LIMIT 1"
    };
}

macro_rules! claim {
    ($lane:expr) => {
        concat!(
            "UPDATE lanes SET owner = $3, lease_until = $4 WHERE lane = (",
            $lane,
            ") AND next_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
            RETURNING lane, channel, lease_until"
        )
    };
}

/// Which lanes may be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any.
    All,
    /// Those whose first message is no post.
    Changes,
}

impl Wanted {
    /// What is wanted where posts wait until `posts_from`, if that is given.
    pub fn while_posts_wait(posts_from: Option<DateTime<Utc>>) -> Self {
        match posts_from {
            Some(_) => Self::Changes,
            None => Self::All,
        }
    }
}

/// Leases one lane that has something to send at business time `due`; `None` where there is none.
pub async fn claim_lane(
    tx: &mut Tx,
    wanted: Wanted,
    owner: &str,
    lease_until: DateTime<Utc>,
    wall: DateTime<Utc>,
    due: DateTime<Utc>,
) -> anyhow::Result<Option<Lane>> {
    let claim = match wanted {
        Wanted::All => claim!(first_lane!()),
        Wanted::Changes => claim!(first_change!()),
    };
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(claim)
            .bind(wall)
            .bind(due)
            .bind(owner)
            .bind(lease_until)
            .fetch_optional(connection)
            .await?
    }))
}

/// Whether there is a lane that [`claim_lane`] would lease.
pub async fn has_lane(
    db: &Db,
    wanted: Wanted,
    wall: DateTime<Utc>,
    due: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let first = match wanted {
        Wanted::All => first_lane!(),
        Wanted::Changes => first_change!(),
    };
    let found: Option<(String,)> = on_pool!(db, |pool| sqlx::query_as(first)
        .bind(wall)
        .bind(due)
        .fetch_optional(pool)
        .await?);
    Ok(found.is_some())
}

const NEXT_JOB: &str =
    "SELECT id, operation, payload, target, thread_of, state, attempts, sending_at,
        EXISTS (SELECT 1 FROM pictures WHERE message_id = COALESCE(target, id)) AS has_picture
    FROM outbox
    WHERE lane = $1 AND state IN ('pending', 'sending') AND due_at <= $2
    ORDER BY due_at, id LIMIT 1";

/// The first message of a lane; one that was left half-way is the first still.
pub async fn next_job(tx: &mut Tx, lane: &str, due: DateTime<Utc>) -> anyhow::Result<Option<Job>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(NEXT_JOB)
            .bind(lane)
            .bind(due)
            .fetch_optional(connection)
            .await?
    }))
}

const MARK_SENDING: &str =
    "UPDATE outbox SET state = 'sending', attempts = attempts + 1, sending_at = $2
    WHERE id = $1 AND state = 'pending' RETURNING payload";

/// Marks a message as being sent, and returns what it says: a unit of work that this one waited for may
/// have changed that since it was read. `None` where it does not wait to be sent any more.
pub async fn mark_sending(
    tx: &mut Tx,
    id: &str,
    wall: DateTime<Utc>,
) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(MARK_SENDING)
            .bind(id)
            .bind(wall)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(|(payload,)| payload))
}

const MARK_PENDING: &str =
    "UPDATE outbox SET state = 'pending', attempts = attempts + $2, error = $3
    WHERE id = $1 AND state = 'sending'";

/// Puts a message back; `uncounted` takes the attempt back.
pub async fn mark_pending(
    tx: &mut Tx,
    id: &str,
    uncounted: bool,
    error: Option<&str>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(MARK_PENDING)
            .bind(id)
            .bind(if uncounted { -1_i64 } else { 0 })
            .bind(error)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const MARK_SENT: &str =
    "UPDATE outbox SET state = 'sent', channel = $2, message_ts = $3, done_at = $4,
    error = NULL WHERE id = $1";

pub async fn mark_sent(
    tx: &mut Tx,
    id: &str,
    channel: Option<&str>,
    message_ts: Option<&str>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(MARK_SENT)
            .bind(id)
            .bind(channel)
            .bind(message_ts)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const MARK_ENDED: &str = "UPDATE outbox SET state = $2, error = $3, done_at = $4 WHERE id = $1";

pub async fn mark_ended(
    tx: &mut Tx,
    id: &str,
    state: State,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(MARK_ENDED)
            .bind(id)
            .bind(state)
            .bind(error)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const RELEASE: &str = "UPDATE lanes SET owner = NULL, lease_until = NULL, next_at = $3,
    channel = COALESCE($4, channel) WHERE lane = $1 AND owner = $2";

/// Gives a lane back; it rests until `next_at`.
pub async fn release_lane(
    tx: &mut Tx,
    lane: &str,
    owner: &str,
    next_at: DateTime<Utc>,
    channel: Option<&str>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(RELEASE)
            .bind(lane)
            .bind(owner)
            .bind(next_at)
            .bind(channel)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const EXTEND_LEASE: &str = "UPDATE lanes SET lease_until = $3 WHERE lane = $1 AND owner = $2";

/// Keeps a lane for longer than it was leased.
pub async fn extend_lease(
    tx: &mut Tx,
    lane: &str,
    owner: &str,
    until: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(EXTEND_LEASE)
            .bind(lane)
            .bind(owner)
            .bind(until)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PUT_BEHIND: &str = "UPDATE outbox SET state = 'pending', attempts = attempts - 1,
    due_at = (SELECT first.due_at FROM outbox AS first WHERE first.id = outbox.thread_of)
    WHERE id = $1 AND state = 'sending'";

/// Puts a message of a thread back until the first message of the thread is due: ids grow with time,
/// so that it stands behind that one.
pub async fn put_behind(tx: &mut Tx, id: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT_BEHIND).bind(id).execute(connection).await?;
    });
    Ok(())
}

const PAUSE_METHOD: &str = "INSERT INTO method_pauses (method, paused_until) VALUES ($1, $2)
    ON CONFLICT (method) DO UPDATE SET paused_until = excluded.paused_until
    WHERE method_pauses.paused_until < excluded.paused_until";

pub async fn pause_method(tx: &mut Tx, method: &str, until: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PAUSE_METHOD)
            .bind(method)
            .bind(until)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PAUSED_UNTIL: &str =
    "SELECT paused_until FROM method_pauses WHERE method = $1 AND paused_until > $2";

/// Until when Slack wants no call of this method.
pub async fn paused_until(
    tx: &mut Tx,
    method: &str,
    wall: DateTime<Utc>,
) -> anyhow::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = in_tx!(tx, |connection| {
        sqlx::query_as(PAUSED_UNTIL)
            .bind(method)
            .bind(wall)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(|(until,)| until))
}

const TARGET: &str = "SELECT state, channel, message_ts FROM outbox WHERE id = $1";

/// Where the message is that is to be updated or deleted.
pub async fn target(
    tx: &mut Tx,
    id: &str,
) -> anyhow::Result<Option<(State, Option<String>, Option<String>)>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(TARGET)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const FIRST_DUE: &str = "SELECT MIN(due_at) FROM outbox WHERE state IN ('pending', 'sending')";

/// When the first message that was not sent yet is due.
pub async fn first_due(db: &Db) -> anyhow::Result<Option<DateTime<Utc>>> {
    let (due,): (Option<DateTime<Utc>>,) =
        on_pool!(db, |pool| sqlx::query_as(FIRST_DUE).fetch_one(pool).await?);
    Ok(due)
}

const FIRST_RESTED: &str = "SELECT next_at FROM lanes
    WHERE next_at > $1 AND EXISTS (SELECT 1 FROM outbox WHERE outbox.lane = lanes.lane
                                   AND outbox.state IN ('pending', 'sending'))
    ORDER BY next_at LIMIT 1";

/// When the first of the lanes that rest at `wall` and have something to send has rested.
pub async fn first_rested(db: &Db, wall: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let first: Option<(DateTime<Utc>,)> = on_pool!(db, |pool| sqlx::query_as(FIRST_RESTED)
        .bind(wall)
        .fetch_optional(pool)
        .await?);
    Ok(first.map(|(next_at,)| next_at))
}

const FIRST_DUE_AFTER: &str = "SELECT MIN(due_at) FROM outbox
    WHERE state IN ('pending', 'sending') AND due_at > $1";
const FIRST_LEASE: &str = "SELECT MIN(lease_until) FROM lanes
    WHERE lease_until > $1 AND EXISTS (SELECT 1 FROM outbox WHERE outbox.lane = lanes.lane
                                       AND outbox.state IN ('pending', 'sending'))";

/// When the first message is due after business time `now`, and when the first lane with something to
/// send that somebody leased is free again after `wall`.
pub async fn first_later(
    db: &Db,
    now: DateTime<Utc>,
    wall: DateTime<Utc>,
) -> anyhow::Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    on_pool!(db, |pool| {
        let (due,) = sqlx::query_as(FIRST_DUE_AFTER)
            .bind(now)
            .fetch_one(pool)
            .await?;
        let (lease,) = sqlx::query_as(FIRST_LEASE)
            .bind(wall)
            .fetch_one(pool)
            .await?;
        Ok((due, lease))
    })
}

const REVISE: &str =
    "UPDATE outbox SET payload = $2 WHERE id = $1 AND state IN ('pending', 'failed', 'uncertain')";

/// Changes what a message says that was not sent yet, or of which that is unclear. Returns `false`
/// where it is on its way already.
///
/// # Errors
/// Where the database refused.
pub async fn revise_pending(tx: &mut Tx, id: &str, payload: &Value) -> anyhow::Result<bool> {
    let is_revised = in_tx!(tx, |connection| {
        sqlx::query(REVISE)
            .bind(id)
            .bind(payload.to_string())
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    });
    if is_revised {
        let subjects = mentions::subjects(payload);
        let found: Vec<(String, &str)> =
            subjects.into_iter().map(|subject| (subject, id)).collect();
        mentions::insert(tx, &found).await?;
    }
    Ok(is_revised)
}

const LOCK_LANE: &str = "UPDATE lanes SET next_at = next_at WHERE lane = $1";

/// Makes other units of work that lock this lane wait for this one.
///
/// # Errors
/// Where the database refused.
pub async fn lock_lane(tx: &mut Tx, lane: &str) -> anyhow::Result<()> {
    insert_lanes(tx, std::iter::once(lane)).await?;
    in_tx!(tx, |connection| {
        sqlx::query(LOCK_LANE)
            .bind(lane)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET_CHANNEL: &str = "UPDATE lanes SET channel = NULL WHERE lane = $1";

/// Forgets which channel a lane's name stood for.
pub async fn forget_channel(tx: &mut Tx, lane: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET_CHANNEL)
            .bind(lane)
            .execute(connection)
            .await?;
    });
    Ok(())
}
