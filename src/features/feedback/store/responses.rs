//! What customers said, as it is kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::features::feedback::rules::response::StoredResponse;
use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

/// From so many rows on it pays to look which columns say the same in all of them.
const MANY: usize = 100;

/// Puts rows behind `INSERT INTO responses`. In a file most columns say the same in all rows, and many say
/// nothing: those are bound once, which a large import feels.
macro_rules! push_rows {
    ($insert:ident, $rows:ident, id, $($column:ident),+) => {{
        let is_one_for_all = [$(
            $rows.len() >= MANY && $rows.iter().all(|row| row.$column == $rows[0].$column)
        ),+];
        $insert.push(concat!(" (id", $(", ", stringify!($column)),+, ") SELECT column1"));
        let mut is_same = is_one_for_all.iter();
        let mut place = 1;
        $(
            if is_same.next() == Some(&true) {
                $insert.push(", ").push_bind(&$rows[0].$column);
            } else {
                place += 1;
                $insert.push(format!(", column{place}"));
            }
        )+
        $insert.push(" FROM (");
        $insert.push_values($rows, |mut values, row| {
            values.push_bind(&row.id);
            let mut is_same = is_one_for_all.iter();
            $(
                if is_same.next() == Some(&false) {
                    values.push_bind(&row.$column);
                }
            )+
        });
        $insert.push(") AS rows");
    }};
}

/// Stores those responses that are new; returns their ids.
pub async fn insert_responses<'a>(
    tx: &mut Tx,
    responses: &[&'a StoredResponse],
) -> anyhow::Result<HashSet<&'a str>> {
    let mut new = HashSet::with_capacity(responses.len());
    in_tx!(tx, |connection| {
        for rows in responses.chunks(ROWS_PER_STATEMENT) {
            let mut insert = QueryBuilder::new("INSERT INTO responses");
            push_rows!(
                insert,
                rows,
                id,
                source,
                external_id,
                kind,
                score,
                scale_min,
                scale_max,
                low_is_good,
                score_class,
                comment,
                language,
                respondent_key,
                respondent_name,
                respondent_company,
                consent,
                answered_at,
                updated_at,
                received_at,
                state,
                excluded,
                url,
                survey,
                touchpoint,
                tags,
                segment,
                named_department,
                raw,
                fingerprint,
                revision
            );
            // SQLite would read ON as a part of the FROM.
            insert.push(" WHERE true ON CONFLICT (source, external_id) DO NOTHING");
            let inserted = insert.build().execute(&mut *connection).await?;
            let ids = rows.iter().map(|response| response.id.as_str());
            if usize::try_from(inserted.rows_affected())? == rows.len() {
                new.extend(ids);
                continue;
            }
            let mut known = QueryBuilder::new("SELECT id FROM responses WHERE id IN (");
            let mut list = known.separated(", ");
            for id in ids.clone() {
                list.push_bind(id);
            }
            known.push(")");
            let known: Vec<(String,)> = known.build_query_as().fetch_all(&mut *connection).await?;
            let known: HashSet<String> = known.into_iter().map(|(id,)| id).collect();
            new.extend(ids.filter(|id| known.contains(*id)));
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
