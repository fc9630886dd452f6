//! Deliveries that were seen: the first level of de-duplication.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::in_tx;
use crate::platform::db::Tx;

/// Records deliveries; returns those that were not seen before.
pub async fn first_deliveries(
    tx: &mut Tx,
    deliveries: &[(&str, &str)],
    now: DateTime<Utc>,
) -> anyhow::Result<HashSet<(String, String)>> {
    let mut new = HashSet::with_capacity(deliveries.len());
    in_tx!(tx, |connection| {
        for part in deliveries.chunks(ROWS_PER_STATEMENT) {
            let rows: Vec<(String, String)> = QueryBuilder::new(
                "INSERT INTO deliveries (source, delivery_id, received_at) ",
            )
            .push_values(part, |mut row, (source, delivery)| {
                row.push_bind(*source).push_bind(*delivery).push_bind(now);
            })
            .push(" ON CONFLICT (source, delivery_id) DO NOTHING RETURNING source, delivery_id")
            .build_query_as()
            .fetch_all(&mut *connection)
            .await?;
            new.extend(rows);
        }
    });
    Ok(new)
}
