//! Changing what a message says wherever it is kept: in Slack, on its way, and in the rows about it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{NewMessage, Operation, State, enqueue};
use crate::in_tx;
use crate::platform::db::Tx;

/// What a row says that says nothing any more.
const EMPTY: &str = "{}";

/// What was done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewritten {
    /// It stands in Slack and is edited there next.
    Edited,
    /// It never was in Slack, or is there no more.
    NotThere,
    /// Nobody knows whether it is in Slack: a person has to look.
    Unclear,
}

/// A row about a message: the one that posted it, or one that changed it.
#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: String,
    lane: String,
    operation: Operation,
    state: State,
    payload: String,
}

// No worker takes one of them from here on, so that what is read of them stays true.
const LOCK_ROWS: &str = "UPDATE outbox SET state = state WHERE id = $1 OR target = $1";

const ROWS: &str = "SELECT id, lane, operation, state, payload FROM outbox
    WHERE id = $1 OR target = $1 ORDER BY id";

/// Puts another message in the place of the one that the row `message_id` posted, and leaves nothing
/// of what it said before in the outbox. `change` gets what it says now, `None` where that is not kept
/// any more; `None` from it means that a message that was not sent is not sent at all, and that one in
/// Slack says `notice`.
///
/// # Errors
/// Where the database refused.
pub async fn rewrite(
    tx: &mut Tx,
    message_id: &str,
    change: impl FnOnce(Option<Value>) -> Option<Value>,
    notice: &Value,
    now: DateTime<Utc>,
) -> anyhow::Result<Rewritten> {
    let rows: Vec<Row> = in_tx!(tx, |connection| {
        sqlx::query(LOCK_ROWS)
            .bind(message_id)
            .execute(&mut *connection)
            .await?;
        sqlx::query_as(ROWS)
            .bind(message_id)
            .fetch_all(connection)
            .await?
    });
    let Some(post) = rows.iter().find(|row| row.id == message_id) else {
        return Ok(Rewritten::NotThere);
    };
    let changed = change(said(&rows));
    let new = changed.as_ref().unwrap_or(notice);
    let is_deleted = rows
        .iter()
        .any(|row| row.operation == Operation::Delete && row.state == State::Sent);
    let unsent = match changed {
        Some(_) => post.state,
        None => State::Dropped,
    };
    for row in &rows {
        let is_post = row.id == post.id;
        match (is_post, row.state) {
            (_, State::Sent | State::Dropped) => set(tx, row, row.state, EMPTY, now).await?,
            (_, State::Sending) | (true, State::Uncertain) => {
                set(tx, row, row.state, &new.to_string(), now).await?;
            }
            (true, State::Pending | State::Failed) => {
                let payload = match unsent {
                    State::Dropped => EMPTY.to_owned(),
                    _ => new.to_string(),
                };
                set(tx, row, unsent, &payload, now).await?;
            }
            (false, _) if row.operation == Operation::Delete => {}
            (false, _) => set(tx, row, State::Dropped, EMPTY, now).await?,
        }
    }
    Ok(match post.state {
        State::Sent | State::Sending if !is_deleted => {
            let key = format!("rewrite:{message_id}:{}", rows.len());
            let update = NewMessage::update(&post.lane, message_id, new.clone(), key, now);
            enqueue(tx, &[update], now).await?;
            Rewritten::Edited
        }
        State::Uncertain => Rewritten::Unclear,
        _ => Rewritten::NotThere,
    })
}

/// What a message says now: what the last row about it says that was not given up.
fn said(rows: &[Row]) -> Option<Value> {
    let last = rows
        .iter()
        .rev()
        .find(|row| row.state != State::Dropped && row.operation != Operation::Delete)?;
    (last.payload != EMPTY)
        .then(|| serde_json::from_str(&last.payload).ok())
        .flatten()
}

const SET: &str = "UPDATE outbox SET state = $2, payload = $3,
    done_at = CASE WHEN $2 = 'dropped' THEN COALESCE(done_at, $4) ELSE done_at END WHERE id = $1";

async fn set(
    tx: &mut Tx,
    row: &Row,
    state: State,
    payload: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SET)
            .bind(&row.id)
            .bind(state)
            .bind(payload)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
