//! What Slack delivered already: a retry or a duplicate is known by its key.

use chrono::{DateTime, Utc};

use crate::in_tx;
use crate::platform::db::{Db, Tx};

const RECORD: &str =
    "INSERT INTO inbound (dedup_key, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

/// Records keys together; says of each whether it was not seen before.
///
/// # Errors
/// Where the database refused; then none is recorded.
pub async fn record(db: &Db, keys: &[String], now: DateTime<Utc>) -> anyhow::Result<Vec<bool>> {
    let mut tx = db.begin().await?;
    let mut new = Vec::with_capacity(keys.len());
    for key in keys {
        new.push(record_one(&mut tx, key, now).await?);
    }
    tx.commit().await?;
    Ok(new)
}

async fn record_one(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(RECORD)
            .bind(key)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const TAKE_BACK: &str = "DELETE FROM inbound WHERE dedup_key = $1";

/// Takes a key back, so that Slack's repetition is handled as if it were new.
///
/// # Errors
/// Where the database refused.
pub async fn take_back(db: &Db, key: &str) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    in_tx!(&mut tx, |connection| {
        sqlx::query(TAKE_BACK).bind(key).execute(connection).await?;
    });
    tx.commit().await
}

const FORGET: &str = "DELETE FROM inbound WHERE received_at < $1";

/// Forgets what Slack will not repeat any more.
///
/// # Errors
/// Where the database refused.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET).bind(before).execute(connection).await?;
    });
    Ok(())
}
