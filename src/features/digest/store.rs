//! What is new in a department between two moments.

use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::QueryBuilder;

use super::NAME;
use crate::features::feedback::rules::response::StoredResponse;
use crate::on_pool;
use crate::platform::config::ScoreClass;
use crate::platform::db::Db;
use crate::platform::ids::{DepartmentId, KudosId, UserId};

const LAST: &str = "SELECT MAX(local_time) FROM occurrences
    WHERE schedule = $1 AND place = $2 AND local_time < $3";

/// The local time of a department's digest before this one.
pub async fn last(
    db: &Db,
    department: &DepartmentId,
    before: NaiveDateTime,
) -> anyhow::Result<Option<String>> {
    let before = before.format("%Y-%m-%dT%H:%M:%S").to_string();
    let (last,): (Option<String>,) = on_pool!(db, |pool| sqlx::query_as(LAST)
        .bind(NAME)
        .bind(department)
        .bind(before)
        .fetch_one(pool)
        .await?);
    Ok(last)
}

/// How much customers said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Said {
    /// Responses.
    pub count: i64,
}

// What was imported without posting is history, not news.
const SAID: &str =
    "SELECT COUNT(*) AS count FROM posts JOIN responses ON responses.id = posts.response_id
    WHERE posts.department = $1 AND posts.state IN ('single', 'digest', 'digested')
    AND posts.created_at >= $2 AND posts.created_at < $3
    AND responses.excluded IS NULL AND responses.state = 'complete'";

/// How much customers said that was sent to a department.
pub async fn said(
    db: &Db,
    department: &DepartmentId,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> anyhow::Result<Said> {
    Ok(on_pool!(db, |pool| sqlx::query_as(SAID)
        .bind(department)
        .bind(since)
        .bind(until)
        .fetch_one(pool)
        .await?))
}

/// The newest words of customers of these classes that were sent to a department.
pub async fn quotes(
    db: &Db,
    department: &DepartmentId,
    classes: &[ScoreClass],
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> anyhow::Result<Vec<StoredResponse>> {
    Ok(on_pool!(db, |pool| {
        let mut query = QueryBuilder::new(
            "SELECT responses.* FROM posts JOIN responses ON responses.id = posts.response_id
             WHERE posts.state IN ('single', 'digest', 'digested') AND responses.excluded IS NULL
             AND responses.state = 'complete' AND responses.comment IS NOT NULL AND posts.department = ",
        );
        query
            .push_bind(department)
            .push(" AND posts.created_at >= ")
            .push_bind(since)
            .push(" AND posts.created_at < ")
            .push_bind(until)
            .push(" AND responses.score_class IN (");
        let mut listed = query.separated(", ");
        for class in classes {
            listed.push_bind(*class);
        }
        query
            .push(") ORDER BY posts.created_at DESC, responses.id DESC LIMIT ")
            .push_bind(most)
            .build_query_as()
            .fetch_all(pool)
            .await?
    }))
}

/// A kudos to somebody of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kudos {
    /// Who thanked.
    pub giver: UserId,
    /// Who was thanked, of this department.
    pub receivers: Vec<UserId>,
    /// What for.
    pub message: String,
}

const KUDOS: &str =
    "SELECT kudos.id, kudos.giver, kudos_receivers.receiver, kudos.message FROM kudos
    JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
    WHERE kudos_receivers.department = $1 AND kudos.given_at >= $2 AND kudos.given_at < $3
    AND kudos.visibility = 'public' AND NOT EXISTS (SELECT 1 FROM kudos_events
        WHERE kudos_events.kudos_id = kudos.id AND kudos_events.kind = 'undo')
    ORDER BY kudos.given_at DESC, kudos.id DESC, kudos_receivers.receiver";

/// What colleagues of a department were thanked for in public, the newest first.
pub async fn kudos(
    db: &Db,
    department: &DepartmentId,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> anyhow::Result<Vec<Kudos>> {
    let rows: Vec<(KudosId, UserId, UserId, String)> = on_pool!(db, |pool| sqlx::query_as(KUDOS)
        .bind(department)
        .bind(since)
        .bind(until)
        .fetch_all(pool)
        .await?);
    let mut kudos: Vec<(KudosId, Kudos)> = Vec::new();
    for (id, giver, receiver, message) in rows {
        match kudos.last_mut() {
            Some((last, kudos)) if *last == id => kudos.receivers.push(receiver),
            _ => kudos.push((
                id,
                Kudos {
                    giver,
                    receivers: vec![receiver],
                    message,
                },
            )),
        }
    }
    Ok(kudos.into_iter().map(|(_, kudos)| kudos).collect())
}
