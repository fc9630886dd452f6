//! What Slack delivered already: a retry or a duplicate is known by its key.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::in_tx;
use crate::platform::batch::padded;
use crate::platform::db::{Db, Tx};

/// Records keys together; says of each whether it was not seen before.
///
/// # Errors
/// Where the database refused; then none is recorded.
pub async fn record(db: &Db, keys: &[String], now: DateTime<Utc>) -> anyhow::Result<Vec<bool>> {
    let mut sorted: Vec<&String> = keys.iter().collect();
    // In one order in all replicas, so that no two wait for each other.
    sorted.sort_unstable();
    let mut tx = db.begin().await?;
    let new: Vec<(String,)> = in_tx!(&mut tx, |connection| {
        QueryBuilder::new("INSERT INTO inbound (dedup_key, received_at) ")
            .push_values(padded(&sorted), |mut row, key| {
                row.push_bind(*key).push_bind(now);
            })
            .push(" ON CONFLICT DO NOTHING RETURNING dedup_key")
            .build_query_as()
            .fetch_all(connection)
            .await?
    });
    tx.commit().await?;
    let mut new: HashSet<String> = new.into_iter().map(|(key,)| key).collect();
    Ok(keys.iter().map(|key| new.remove(key)).collect())
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
