//! Responses of which only the score is kept, and who asked for that.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::features::feedback::rules::response::StoredResponse;
use crate::in_tx;
use crate::platform::db::Tx;

const IS_ANYBODY_FORGOTTEN: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM forgotten LIMIT 1) AS one";

/// Whether anybody asked to be forgotten.
///
/// # Errors
/// Where the database does not answer.
pub async fn is_anybody_forgotten(tx: &mut Tx) -> anyhow::Result<bool> {
    let (count,): (i64,) = in_tx!(tx, |connection| {
        sqlx::query_as(IS_ANYBODY_FORGOTTEN)
            .fetch_one(connection)
            .await?
    });
    Ok(count > 0)
}

/// Which of these digests are of responses and respondents that were to be forgotten, and since when.
///
/// # Errors
/// Where the database does not answer.
pub async fn forgotten_among(
    tx: &mut Tx,
    digests: &[&str],
) -> anyhow::Result<BTreeMap<String, DateTime<Utc>>> {
    let mut found = BTreeMap::new();
    in_tx!(tx, |connection| {
        for part in digests.chunks(ROWS_PER_STATEMENT) {
            let mut query =
                QueryBuilder::new("SELECT digest, forgotten_at FROM forgotten WHERE digest IN (");
            let mut listed = query.separated(", ");
            for digest in part {
                listed.push_bind(*digest);
            }
            query.push(")");
            let rows: Vec<(String, DateTime<Utc>)> =
                query.build_query_as().fetch_all(&mut *connection).await?;
            found.extend(rows);
        }
    });
    Ok(found)
}

/// Remembers that these responses and respondents were to be forgotten, from `now` on.
///
/// # Errors
/// Where the database refused.
pub async fn remember_forgotten(
    tx: &mut Tx,
    digests: &[String],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        for part in digests.chunks(ROWS_PER_STATEMENT) {
            QueryBuilder::new("INSERT INTO forgotten (digest, forgotten_at) ")
                .push_values(part, |mut row, digest| {
                    row.push_bind(digest).push_bind(now);
                })
                .push(" ON CONFLICT (digest) DO UPDATE SET forgotten_at = excluded.forgotten_at")
                .build()
                .execute(&mut *connection)
                .await?;
        }
    });
    Ok(())
}

const KEEP_SCORE: &str = "UPDATE responses SET external_id = $2, comment = NULL, respondent_key = NULL,
    respondent_name = NULL, respondent_company = NULL, url = NULL, raw = NULL, tags = $3, segment = $4,
    answered_at = $5, updated_at = $6, fingerprint = $7 WHERE id = $1";
// The rules' reasons quote words of the comment.
const FORGET_REASONS: &str = "UPDATE assignments SET reasons = '[]' WHERE response_id = $1";
const FORGET_NOTES: &str =
    "UPDATE corrections SET note = NULL WHERE response_id = $1 AND note IS NOT NULL";

/// Stores what is left of a response, and forgets what else holds words of it: why it went where it
/// went, and what colleagues noted about it.
///
/// # Errors
/// Where the database refused.
pub async fn keep_score(tx: &mut Tx, left: &StoredResponse) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(KEEP_SCORE)
            .bind(&left.id)
            .bind(&left.external_id)
            .bind(&left.tags)
            .bind(&left.segment)
            .bind(left.answered_at)
            .bind(left.updated_at)
            .bind(&left.fingerprint)
            .execute(&mut *connection)
            .await?;
        for forget in [FORGET_REASONS, FORGET_NOTES] {
            sqlx::query(forget)
                .bind(&left.id)
                .execute(&mut *connection)
                .await?;
        }
    });
    Ok(())
}

const TWIN: &str = "SELECT * FROM responses WHERE source = $1 AND external_id = $2 AND id <> $3";

/// Another row of the same response, that came in while this one was being forgotten.
///
/// # Errors
/// Where the database does not answer.
pub async fn twin(tx: &mut Tx, left: &StoredResponse) -> anyhow::Result<Option<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(TWIN)
            .bind(&left.source)
            .bind(&left.external_id)
            .bind(&left.id)
            .fetch_optional(connection)
            .await?
    }))
}

const DELETE: &str = "DELETE FROM responses WHERE id = $1";

/// Deletes a response that was never assigned or posted.
///
/// # Errors
/// Where the database refused.
pub async fn delete_response(tx: &mut Tx, id: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(DELETE).bind(id).execute(connection).await?;
    });
    Ok(())
}

/// Whose responses are meant.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Keys of respondents.
    pub keys: Vec<String>,
    /// Our ids of responses.
    pub responses: Vec<String>,
}

/// The responses that are meant and are not forgotten yet, oldest first, at most `most` after `after`.
///
/// # Errors
/// Where the database does not answer.
pub async fn selected(
    tx: &mut Tx,
    selection: &Selection,
    after: &str,
    most: i64,
) -> anyhow::Result<Vec<StoredResponse>> {
    if selection.keys.is_empty() && selection.responses.is_empty() {
        return Ok(Vec::new());
    }
    Ok(in_tx!(tx, |connection| {
        let mut query = QueryBuilder::new("SELECT * FROM responses WHERE id > ");
        query
            .push_bind(after)
            .push(" AND external_id NOT LIKE 'forgotten:%' AND (");
        let mut either = query.separated(" OR ");
        for key in &selection.keys {
            either.push("respondent_key = ").push_bind_unseparated(key);
        }
        for id in &selection.responses {
            either.push("id = ").push_bind_unseparated(id);
        }
        query
            .push(") ORDER BY id LIMIT ")
            .push_bind(most)
            .build_query_as()
            .fetch_all(connection)
            .await?
    }))
}

const CALLED: &str = "SELECT * FROM responses WHERE lower(respondent_name) LIKE $1
    OR lower(respondent_company) LIKE $1 OR lower(comment) LIKE $1 ORDER BY answered_at DESC, id DESC LIMIT $2";

/// Responses in which a name stands, newest first: a help to find a customer, not to decide on one.
///
/// # Errors
/// Where the database does not answer.
pub async fn called(tx: &mut Tx, name: &str, most: i64) -> anyhow::Result<Vec<StoredResponse>> {
    let name = name.replace(['%', '_', '\\'], " ").to_lowercase();
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(CALLED)
            .bind(format!("%{name}%"))
            .bind(most)
            .fetch_all(connection)
            .await?
    }))
}

const OLD: &str =
    "SELECT * FROM responses WHERE answered_at < $1 AND external_id NOT LIKE 'forgotten:%'
    ORDER BY answered_at, id LIMIT $2";

/// The oldest responses from before `before` of which more than the score is kept.
///
/// # Errors
/// Where the database does not answer.
pub async fn older(
    tx: &mut Tx,
    before: DateTime<Utc>,
    most: i64,
) -> anyhow::Result<Vec<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(OLD)
            .bind(before)
            .bind(most)
            .fetch_all(connection)
            .await?
    }))
}

const LEFT_BEHIND: &str = "SELECT responses.* FROM responses JOIN forgotten ON forgotten.digest = responses.respondent_key
    WHERE responses.answered_at <= forgotten.forgotten_at ORDER BY responses.id LIMIT $1";

/// Responses of customers who asked to be forgotten, that were left when an erasure was cut off, or
/// came in at the same moment.
///
/// # Errors
/// Where the database does not answer.
pub async fn left_behind(tx: &mut Tx, most: i64) -> anyhow::Result<Vec<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(LEFT_BEHIND)
            .bind(most)
            .fetch_all(connection)
            .await?
    }))
}
