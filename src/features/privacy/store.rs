//! The acts of privacy that were done, and what is looked up for them.

use chrono::{DateTime, Utc};

use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::new_row_id;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Act {
    /// A customer was forgotten.
    EraseCustomer,
    /// What is kept about a customer was handed out.
    ExportCustomer,
    /// A colleague was forgotten.
    ErasePerson,
    /// What is kept about a colleague was handed out.
    ExportPerson,
}

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
