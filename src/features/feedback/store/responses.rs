//! What customers said, as it is kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::features::feedback::rules::response::StoredResponse;
use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

/// Stores those responses that are new; returns their ids.
pub async fn insert_responses(
    tx: &mut Tx,
    responses: &[&StoredResponse],
) -> anyhow::Result<HashSet<String>> {
    let mut new = HashSet::with_capacity(responses.len());
    in_tx!(tx, |connection| {
        for part in responses.chunks(ROWS_PER_STATEMENT) {
            let rows: Vec<(String,)> = QueryBuilder::new(
                "INSERT INTO responses (id, source, external_id, kind, score, scale_min, scale_max, low_is_good,
                 score_class, comment, language, respondent_key, respondent_name, respondent_company, consent,
                 answered_at, updated_at, received_at, state, excluded, url, survey, touchpoint, tags, segment,
                 named_department, raw, fingerprint, revision) ",
            )
            .push_values(part, |mut row, response| {
                row.push_bind(&response.id)
                    .push_bind(&response.source)
                    .push_bind(&response.external_id)
                    .push_bind(response.kind)
                    .push_bind(response.score)
                    .push_bind(response.scale_min)
                    .push_bind(response.scale_max)
                    .push_bind(response.low_is_good)
                    .push_bind(response.score_class)
                    .push_bind(&response.comment)
                    .push_bind(&response.language)
                    .push_bind(&response.respondent_key)
                    .push_bind(&response.respondent_name)
                    .push_bind(&response.respondent_company)
                    .push_bind(response.consent)
                    .push_bind(response.answered_at)
                    .push_bind(response.updated_at)
                    .push_bind(response.received_at)
                    .push_bind(response.state)
                    .push_bind(response.excluded)
                    .push_bind(&response.url)
                    .push_bind(&response.survey)
                    .push_bind(&response.touchpoint)
                    .push_bind(&response.tags)
                    .push_bind(&response.segment)
                    .push_bind(&response.named_department)
                    .push_bind(&response.raw)
                    .push_bind(&response.fingerprint)
                    .push_bind(response.revision);
            })
            .push(" ON CONFLICT (source, external_id) DO NOTHING RETURNING id")
            .build_query_as()
            .fetch_all(&mut *connection)
            .await?;
            new.extend(rows.into_iter().map(|(id,)| id));
        }
    });
    Ok(new)
}

/// Changes the row first, so that a second edit of the same response waits for this one.
const LOCK_RESPONSE: &str =
    "UPDATE responses SET revision = revision WHERE source = $1 AND external_id = $2 RETURNING *";

/// The stored form of a response that came before; locked for this unit of work.
pub async fn lock_response(
    tx: &mut Tx,
    source: &str,
    external_id: &str,
) -> anyhow::Result<Option<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(LOCK_RESPONSE)
            .bind(source)
            .bind(external_id)
            .fetch_optional(connection)
            .await?
    }))
}

const LOCK_RESPONSE_BY_ID: &str =
    "UPDATE responses SET revision = revision WHERE id = $1 RETURNING *";

/// The response with this id; locked for this unit of work.
pub async fn lock_response_by_id(tx: &mut Tx, id: &str) -> anyhow::Result<Option<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(LOCK_RESPONSE_BY_ID)
            .bind(id)
            .fetch_optional(connection)
            .await?
    }))
}

const UPDATE_RESPONSE: &str = "UPDATE responses SET kind = $2, score = $3, scale_min = $4, scale_max = $5,
    low_is_good = $6, score_class = $7, comment = $8, language = $9, respondent_key = $10, respondent_name = $11,
    respondent_company = $12, consent = $13, answered_at = $14, updated_at = $15, state = $16, excluded = $17,
    url = $18, survey = $19, touchpoint = $20, tags = $21, segment = $22, named_department = $23, raw = $24,
    fingerprint = $25, revision = $26 WHERE id = $1";

/// Stores an edit.
pub async fn update_response(tx: &mut Tx, response: &StoredResponse) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(UPDATE_RESPONSE)
            .bind(&response.id)
            .bind(response.kind)
            .bind(response.score)
            .bind(response.scale_min)
            .bind(response.scale_max)
            .bind(response.low_is_good)
            .bind(response.score_class)
            .bind(&response.comment)
            .bind(&response.language)
            .bind(&response.respondent_key)
            .bind(&response.respondent_name)
            .bind(&response.respondent_company)
            .bind(response.consent)
            .bind(response.answered_at)
            .bind(response.updated_at)
            .bind(response.state)
            .bind(response.excluded)
            .bind(&response.url)
            .bind(&response.survey)
            .bind(&response.touchpoint)
            .bind(&response.tags)
            .bind(&response.segment)
            .bind(&response.named_department)
            .bind(&response.raw)
            .bind(&response.fingerprint)
            .bind(response.revision)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const RESPONSE: &str = "SELECT * FROM responses WHERE id = $1";

/// The response with this id.
pub async fn response(db: &Db, id: &str) -> anyhow::Result<Option<StoredResponse>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(RESPONSE)
        .bind(id)
        .fetch_optional(pool)
        .await?))
}

/// As [`response`], within a unit of work.
pub async fn response_in(tx: &mut Tx, id: &str) -> anyhow::Result<Option<StoredResponse>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(RESPONSE)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

// Ids grow with time, so the newest response is found without reading the others.
const LAST_RECEIVED: &str = "SELECT received_at FROM responses ORDER BY id DESC LIMIT 1";

/// When the last response came in.
pub async fn last_received(db: &Db) -> anyhow::Result<Option<DateTime<Utc>>> {
    let last: Option<(DateTime<Utc>,)> = on_pool!(db, |pool| sqlx::query_as(LAST_RECEIVED)
        .fetch_optional(pool)
        .await?);
    Ok(last.map(|(received_at,)| received_at))
}
