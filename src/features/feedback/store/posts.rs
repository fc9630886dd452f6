//! Where responses stand in channels, and what waits for a digest.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::features::feedback::rules::response::StoredResponse;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, ResponseId};
use crate::{in_tx, on_pool};

/// Where a response stands in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostState {
    /// A message of its own.
    Single,
    /// Waits for the digest.
    Digest,
    /// Was in a digest.
    Digested,
    /// Was sent to another department.
    Moved,
    /// Is not to be posted any more.
    Withdrawn,
}

crate::stored_as_text!(PostState {
    Single = "single",
    Digest = "digest",
    Digested = "digested",
    Moved = "moved",
    Withdrawn = "withdrawn",
});

/// A response in a channel.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Post {
    /// Our id.
    pub id: String,
    /// The response.
    pub response_id: ResponseId,
    /// The department, or [`TRIAGE`].
    pub department: DepartmentId,
    /// The channel as the configuration names it.
    pub lane: String,
    /// Where it stands.
    pub state: PostState,
    /// The outbox row of its message.
    pub message_id: Option<String>,
    /// The local date on which it counts against the channel's limit.
    pub local_day: String,
}

/// Stores posts; one that a channel had before is taken up again.
pub async fn insert_posts(tx: &mut Tx, posts: &[Post], now: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        for part in posts.chunks(ROWS_PER_STATEMENT) {
            QueryBuilder::new(
                "INSERT INTO posts (id, response_id, department, lane, state, message_id, local_day, created_at) ",
            )
            .push_values(part, |mut row, post| {
                row.push_bind(&post.id)
                    .push_bind(&post.response_id)
                    .push_bind(&post.department)
                    .push_bind(&post.lane)
                    .push_bind(post.state)
                    .push_bind(&post.message_id)
                    .push_bind(&post.local_day)
                    .push_bind(now);
            })
            .push(
                " ON CONFLICT (response_id, department) DO UPDATE SET lane = excluded.lane, state = excluded.state,
                  message_id = excluded.message_id, local_day = excluded.local_day,
                  created_at = excluded.created_at",
            )
            .build()
            .execute(&mut *connection)
            .await?;
        }
    });
    Ok(())
}

const POSTS_OF: &str =
    "SELECT id, response_id, department, lane, state, message_id, local_day FROM posts
    WHERE response_id = $1 ORDER BY department";

/// Where a response was posted.
pub async fn posts_of(tx: &mut Tx, response_id: &str) -> anyhow::Result<Vec<Post>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(POSTS_OF)
        .bind(response_id)
        .fetch_all(connection)
        .await?))
}

const RESPONSE_IN_MESSAGE: &str =
    "SELECT response_id FROM posts WHERE message_id = $1 AND state = 'single'";

/// The response of which an outbox row is the card.
pub async fn response_in_message(db: &Db, message: &str) -> anyhow::Result<Option<ResponseId>> {
    let row: Option<(ResponseId,)> = on_pool!(db, |pool| {
        sqlx::query_as(RESPONSE_IN_MESSAGE)
            .bind(message)
            .fetch_optional(pool)
            .await?
    });
    Ok(row.map(|(id,)| id))
}

const POST_BY_MESSAGE: &str = "SELECT id, response_id, department, lane, state, message_id, local_day FROM posts WHERE message_id = $1";

/// The post whose message this outbox row is.
///
/// # Errors
/// Where the database does not answer.
pub async fn post_by_message(tx: &mut Tx, message_id: &str) -> anyhow::Result<Option<Post>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(POST_BY_MESSAGE)
        .bind(message_id)
        .fetch_optional(connection)
        .await?))
}

const SET_POST_STATE: &str = "UPDATE posts SET state = $2 WHERE id = $1 AND state <> $2";

/// Changes where a post stands. Returns `false` where it stands there already.
pub async fn set_post_state(tx: &mut Tx, id: &str, state: PostState) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(SET_POST_STATE)
            .bind(id)
            .bind(state)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const COUNT_SINGLE: &str =
    "SELECT COUNT(*) FROM posts WHERE department = $1 AND local_day = $2 AND state = 'single'";

/// How many single posts a department has on a local day.
pub async fn single_posts_on(
    tx: &mut Tx,
    department: &str,
    local_day: &str,
) -> anyhow::Result<i64> {
    let (count,): (i64,) = in_tx!(tx, |connection| {
        sqlx::query_as(COUNT_SINGLE)
            .bind(department)
            .bind(local_day)
            .fetch_one(connection)
            .await?
    });
    Ok(count)
}

const WAITING_FOR_DIGEST: &str =
    "SELECT responses.* FROM posts JOIN responses ON responses.id = posts.response_id
    WHERE posts.department = $1 AND posts.state = 'digest' ORDER BY posts.created_at, posts.id";

/// The responses that wait for a department's digest, oldest first.
pub async fn waiting_for_digest(
    tx: &mut Tx,
    department: &str,
) -> anyhow::Result<Vec<StoredResponse>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(WAITING_FOR_DIGEST)
            .bind(department)
            .fetch_all(connection)
            .await?
    }))
}

const CLAIM_FOR_DIGEST: &str = "UPDATE posts SET state = 'digested'
    WHERE department = $1 AND state = 'digest' RETURNING response_id";

/// Marks what waits for a department's digest as told, and returns exactly that, oldest first.
pub async fn claim_for_digest(
    tx: &mut Tx,
    department: &str,
) -> anyhow::Result<Vec<StoredResponse>> {
    let claimed: Vec<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(CLAIM_FOR_DIGEST)
            .bind(department)
            .fetch_all(connection)
            .await?
    });
    let mut responses: Vec<StoredResponse> = Vec::with_capacity(claimed.len());
    in_tx!(tx, |connection| {
        for part in claimed.chunks(ROWS_PER_STATEMENT) {
            let mut query = QueryBuilder::new("SELECT * FROM responses WHERE id IN (");
            let mut ids = query.separated(", ");
            for (id,) in part {
                ids.push_bind(id);
            }
            query.push(")");
            let found = query.build_query_as().fetch_all(&mut *connection).await?;
            responses.extend(found);
        }
    });
    responses.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(responses)
}

const REASONS_OF_OPEN_POSTS: &str = "SELECT posts.message_id, assignments.reasons FROM posts
    JOIN outbox ON outbox.id = posts.message_id
    JOIN assignments ON assignments.response_id = posts.response_id
        AND assignments.department = posts.department
    WHERE outbox.state IN ('pending', 'sending', 'failed', 'uncertain')";

/// Why the responses of posts that did not arrive yet concern their department, by the outbox row:
/// JSON lists of reasons.
///
/// # Errors
/// Where the database does not answer.
pub async fn reasons_of_open_posts(db: &Db) -> anyhow::Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = on_pool!(db, |pool| {
        sqlx::query_as(REASONS_OF_OPEN_POSTS)
            .fetch_all(pool)
            .await?
    });
    Ok(rows.into_iter().collect())
}
