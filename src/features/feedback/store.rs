//! Responses, where they were sent, and what was posted about them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::features::feedback::rules::response::StoredResponse;
use crate::platform::config::ScoreClass;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, ResponseId, UserId};
use crate::{in_tx, on_pool};

/// Rows of `responses` in a statement: SQLite takes 32,766 values.
pub const ROWS_PER_STATEMENT: usize = 500;

/// The department under which a response waits that no rule sends anywhere.
pub const TRIAGE: &str = "triage";

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

/// A response concerns a department.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Assignment {
    /// Our id of the response.
    pub response_id: ResponseId,
    /// The department.
    pub department: DepartmentId,
    /// JSON list of reasons.
    pub reasons: String,
    /// The person who sent it there; none where a rule did.
    pub assigned_by: Option<String>,
    /// When it was sent elsewhere; none while it is there.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Assigns responses to departments; an assignment that was ended is taken up again.
pub async fn assign(
    tx: &mut Tx,
    assignments: &[Assignment],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        for part in assignments.chunks(ROWS_PER_STATEMENT) {
            QueryBuilder::new(
                "INSERT INTO assignments (response_id, department, reasons, assigned_at, assigned_by) ",
            )
            .push_values(part, |mut row, assignment| {
                row.push_bind(&assignment.response_id)
                    .push_bind(&assignment.department)
                    .push_bind(&assignment.reasons)
                    .push_bind(now)
                    .push_bind(&assignment.assigned_by);
            })
            .push(
                " ON CONFLICT (response_id, department) DO UPDATE SET reasons = excluded.reasons,
                  assigned_at = excluded.assigned_at, assigned_by = excluded.assigned_by, ended_at = NULL",
            )
            .build()
            .execute(&mut *connection)
            .await?;
        }
    });
    Ok(())
}

const END_ASSIGNMENT: &str = "UPDATE assignments SET ended_at = $3
    WHERE response_id = $1 AND department = $2 AND ended_at IS NULL";

/// Takes a response away from a department.
pub async fn end_assignment(
    tx: &mut Tx,
    response_id: &str,
    department: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(END_ASSIGNMENT)
            .bind(response_id)
            .bind(department)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const ASSIGNMENTS: &str =
    "SELECT response_id, department, reasons, assigned_by, ended_at FROM assignments
    WHERE response_id = $1 ORDER BY department";

/// The departments that a response concerns or concerned.
pub async fn assignments(db: &Db, response_id: &str) -> anyhow::Result<Vec<Assignment>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(ASSIGNMENTS)
        .bind(response_id)
        .fetch_all(pool)
        .await?))
}

/// As [`assignments`], within a unit of work.
pub async fn assignments_in(tx: &mut Tx, response_id: &str) -> anyhow::Result<Vec<Assignment>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(ASSIGNMENTS)
        .bind(response_id)
        .fetch_all(connection)
        .await?))
}

const INSERT_CORRECTION: &str = "INSERT INTO corrections
    (id, response_id, from_department, to_department, corrected_by, note, corrected_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// A person's correction of the routing.
#[derive(Debug)]
pub struct Correction<'a> {
    /// Our id of the response.
    pub response_id: &'a str,
    /// Where it was; none where it was in triage.
    pub from_department: Option<&'a str>,
    /// Where it went; none where it concerns no department.
    pub to_department: Option<&'a str>,
    /// Who corrected.
    pub corrected_by: &'a str,
    /// What the person wrote about it.
    pub note: Option<&'a str>,
}

/// Stores a correction.
pub async fn insert_correction(
    tx: &mut Tx,
    correction: &Correction<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(INSERT_CORRECTION)
            .bind(crate::platform::ids::new_row_id())
            .bind(correction.response_id)
            .bind(correction.from_department)
            .bind(correction.to_department)
            .bind(correction.corrected_by)
            .bind(correction.note)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const IS_CORRECTED: &str = "SELECT COUNT(*) FROM corrections WHERE response_id = $1";

/// Whether a person decided where a response belongs.
pub async fn is_corrected(tx: &mut Tx, response_id: &str) -> anyhow::Result<bool> {
    let (count,): (i64,) = in_tx!(tx, |connection| {
        sqlx::query_as(IS_CORRECTED)
            .bind(response_id)
            .fetch_one(connection)
            .await?
    });
    Ok(count > 0)
}

/// How a response was sent to a department by a person.
#[derive(Debug, sqlx::FromRow)]
pub struct SentOn {
    /// Where it was; none where it was in triage.
    pub from_department: Option<DepartmentId>,
    /// Who sent it.
    pub corrected_by: UserId,
    /// What the person wrote about it.
    pub note: Option<String>,
}

const SENT_TO: &str = "SELECT from_department, corrected_by, note FROM corrections
    WHERE response_id = $1 AND to_department = $2 ORDER BY corrected_at DESC, id DESC LIMIT 1";

/// How a person sent a response to a department; none where a rule did.
pub async fn sent_to(
    tx: &mut Tx,
    response_id: &str,
    department: &str,
) -> anyhow::Result<Option<SentOn>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(SENT_TO)
        .bind(response_id)
        .bind(department)
        .fetch_optional(connection)
        .await?))
}

/// Where a response stands in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
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

const ADD_REACTION: &str = "INSERT INTO reactions (channel, message_ts, user_id, emoji, reacted_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const REMOVE_REACTION: &str =
    "DELETE FROM reactions WHERE channel = $1 AND message_ts = $2 AND user_id = $3 AND emoji = $4";

/// A person's reaction on one of our messages.
#[derive(Debug)]
pub struct Reaction<'a> {
    /// Slack's id of the channel.
    pub channel: &'a str,
    /// Slack's id of the message.
    pub message_ts: &'a str,
    /// Who reacted.
    pub user: &'a str,
    /// With what, without colons.
    pub emoji: &'a str,
}

/// Counts a reaction; the same one twice counts once.
pub async fn add_reaction(
    tx: &mut Tx,
    reaction: &Reaction<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(ADD_REACTION)
            .bind(reaction.channel)
            .bind(reaction.message_ts)
            .bind(reaction.user)
            .bind(reaction.emoji)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Takes a reaction back.
pub async fn remove_reaction(tx: &mut Tx, reaction: &Reaction<'_>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(REMOVE_REACTION)
            .bind(reaction.channel)
            .bind(reaction.message_ts)
            .bind(reaction.user)
            .bind(reaction.emoji)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const REACTIONS_ON: &str = "SELECT reactions.emoji, COUNT(*) FROM reactions
    JOIN outbox ON outbox.channel = reactions.channel AND outbox.message_ts = reactions.message_ts
    JOIN posts ON posts.message_id = outbox.id
    WHERE posts.response_id = $1 GROUP BY reactions.emoji ORDER BY reactions.emoji";

/// The reactions on a response's posts in all channels: emoji and number of people.
pub async fn reactions_on(db: &Db, response_id: &str) -> anyhow::Result<Vec<(String, i64)>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(REACTIONS_ON)
        .bind(response_id)
        .fetch_all(pool)
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

const FORGET_DELIVERIES: &str = "DELETE FROM deliveries WHERE received_at < $1";

/// Forgets deliveries from before `before`: no sender retries that long.
pub async fn forget_deliveries(tx: &mut Tx, before: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET_DELIVERIES)
            .bind(before)
            .execute(connection)
            .await?;
    });
    Ok(())
}

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
