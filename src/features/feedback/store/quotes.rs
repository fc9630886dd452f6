//! Looking for customers' words.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::features::feedback::rules::response::StoredResponse;
use crate::on_pool;
use crate::platform::config::ScoreClass;
use crate::platform::db::Db;

/// Which customers' words are looked for.
#[derive(Clone, Copy, Debug)]
pub struct QuoteSearch<'a> {
    /// The department; empty for the whole organisation.
    pub department: &'a str,
    /// Only these classes; empty for all, also those without a score.
    pub classes: &'a [ScoreClass],
    /// A part of the comment; empty for all.
    pub part: &'a str,
    /// Answered at this moment or later.
    pub from: DateTime<Utc>,
    /// Answered before this moment.
    pub until: DateTime<Utc>,
    /// At most so many, the newest.
    pub most: i64,
}

/// The newest responses with words that a search finds; excluded ones are left out.
///
/// # Errors
/// Where the database does not answer.
pub async fn quotes(db: &Db, search: QuoteSearch<'_>) -> anyhow::Result<Vec<StoredResponse>> {
    Ok(on_pool!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT responses.* FROM responses WHERE comment IS NOT NULL AND excluded IS NULL AND state = 'complete'
             AND answered_at >= ",
        );
        query
            .push_bind(search.from)
            .push(" AND answered_at < ")
            .push_bind(search.until);
        if !search.department.is_empty() {
            query
                .push(" AND EXISTS (SELECT 1 FROM assignments WHERE assignments.response_id = responses.id AND ended_at IS NULL AND department = ")
                .push_bind(search.department)
                .push(")");
        }
        if !search.classes.is_empty() {
            query.push(" AND score_class IN (");
            let mut classes = query.separated(", ");
            for class in search.classes {
                classes.push_bind(*class);
            }
            query.push(")");
        }
        if !search.part.is_empty() {
            let part = search.part.replace(['%', '_', '\\'], " ");
            query
                .push(" AND lower(comment) LIKE ")
                .push_bind(format!("%{}%", part.to_lowercase()));
        }
        query
            .push(" ORDER BY answered_at DESC, id DESC LIMIT ")
            .push_bind(search.most)
            .build_query_as()
            .fetch_all(pool)
            .await?
    }))
}
