//! Stories, the colleagues in them, where they stand in Slack, and who did what to them.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::rules::form::Told;
use super::rules::state::{Act, State};
use crate::features::feedback::rules::response::Consent;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, ResponseId, UserId, new_row_id};
use crate::{in_tx, on_pool};

/// A stored story.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Story {
    /// Our id.
    pub id: String,
    /// Where it stands.
    pub state: State,
    /// Who wrote it.
    pub author: UserId,
    /// The author's department, where it is known.
    pub department: Option<DepartmentId>,
    /// The workspace in which it was written.
    pub team_id: Option<String>,
    /// The organisation of that workspace.
    pub enterprise_id: Option<String>,
    /// The response whose words it quotes.
    pub response_id: Option<ResponseId>,
    /// The story whose edit this draft is.
    pub edit_of: Option<String>,
    /// The revision of that story when the edit began.
    pub base_revision: i64,
    /// The customer's name; empty where it is not told.
    pub customer: String,
    /// The customer's company; likewise.
    pub company: String,
    /// How far the customer agreed to be named.
    pub consent: Consent,
    /// What happened.
    pub happened: String,
    /// What came of it.
    pub outcome: String,
    /// JSON list of departments that hear it; empty for all.
    pub departments: String,
    /// Slack's id of a picture.
    pub image_file: Option<String>,
    /// What is on the picture.
    pub image_alt: String,
    /// When it is to be posted; none for at once.
    pub publish_at: Option<DateTime<Utc>>,
    /// When it was posted.
    pub published_at: Option<DateTime<Utc>>,
    /// The leader who approved, returned or declined it.
    pub decided_by: Option<UserId>,
    /// What the leader wrote about that.
    pub note: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Grows with each change.
    pub revision: i64,
}

impl Story {
    /// An empty draft.
    pub fn empty(id: &str, author: &UserId, now: DateTime<Utc>) -> Self {
        Self {
            id: id.to_owned(),
            state: State::Draft,
            author: author.clone(),
            department: None,
            team_id: None,
            enterprise_id: None,
            response_id: None,
            edit_of: None,
            base_revision: 0,
            customer: String::new(),
            company: String::new(),
            consent: Consent::Anonymous,
            happened: String::new(),
            outcome: String::new(),
            departments: "[]".to_owned(),
            image_file: None,
            image_alt: String::new(),
            publish_at: None,
            published_at: None,
            decided_by: None,
            note: None,
            created_at: now,
            updated_at: now,
            revision: 1,
        }
    }

    /// The departments that hear it; empty for all.
    pub fn departments(&self) -> Vec<DepartmentId> {
        serde_json::from_str(&self.departments).unwrap_or_default()
    }

    /// What its author wrote about the customer.
    pub fn told(&self) -> Told {
        Told {
            customer: self.customer.clone(),
            company: self.company.clone(),
            consent: self.consent,
            happened: self.happened.clone(),
            outcome: self.outcome.clone(),
            departments: self.departments(),
        }
    }

    /// Puts in what its author wrote.
    ///
    /// # Errors
    /// Never in practice: department ids are JSON.
    pub fn tell(&mut self, told: Told) -> anyhow::Result<()> {
        self.departments = serde_json::to_string(&told.departments)?;
        self.customer = told.customer;
        self.company = told.company;
        self.consent = told.consent;
        self.happened = told.happened;
        self.outcome = told.outcome;
        Ok(())
    }

    /// Takes over the words, picture and moment of `other`.
    pub fn take_over(&mut self, other: &Story) {
        self.customer.clone_from(&other.customer);
        self.company.clone_from(&other.company);
        self.consent = other.consent;
        self.happened.clone_from(&other.happened);
        self.outcome.clone_from(&other.outcome);
        self.departments.clone_from(&other.departments);
        self.image_file.clone_from(&other.image_file);
        self.image_alt.clone_from(&other.image_alt);
        self.publish_at = other.publish_at;
        self.response_id.clone_from(&other.response_id);
    }
}

/// A colleague who made a story happen.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contributor {
    /// The colleague.
    pub user_id: UserId,
    /// The colleague's department.
    pub department: Option<DepartmentId>,
    /// What the colleague did; may be empty.
    pub role: String,
}

const SAVE: &str = "INSERT INTO stories (id, state, author, department, team_id, enterprise_id, response_id, edit_of, base_revision, customer, company,
    consent, happened, outcome, departments, image_file, image_alt, publish_at, published_at, decided_by, note,
    created_at, updated_at, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, department = excluded.department, response_id = excluded.response_id,
    edit_of = excluded.edit_of, base_revision = excluded.base_revision, customer = excluded.customer,
    company = excluded.company, consent = excluded.consent, happened = excluded.happened,
    outcome = excluded.outcome, departments = excluded.departments, image_file = excluded.image_file,
    image_alt = excluded.image_alt, publish_at = excluded.publish_at, published_at = excluded.published_at,
    decided_by = excluded.decided_by, note = excluded.note, updated_at = excluded.updated_at,
    revision = stories.revision + 1";

/// Stores a story as it is now. An existing one must have been locked in this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn save(tx: &mut Tx, story: &Story) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SAVE)
            .bind(&story.id)
            .bind(story.state)
            .bind(&story.author)
            .bind(&story.department)
            .bind(&story.team_id)
            .bind(&story.enterprise_id)
            .bind(&story.response_id)
            .bind(&story.edit_of)
            .bind(story.base_revision)
            .bind(&story.customer)
            .bind(&story.company)
            .bind(story.consent)
            .bind(&story.happened)
            .bind(&story.outcome)
            .bind(&story.departments)
            .bind(&story.image_file)
            .bind(&story.image_alt)
            .bind(story.publish_at)
            .bind(story.published_at)
            .bind(&story.decided_by)
            .bind(&story.note)
            .bind(story.created_at)
            .bind(story.updated_at)
            .bind(story.revision)
            .execute(connection)
            .await?;
    });
    Ok(())
}

// Changes the row first, so that a second act on the same story waits for this one.
const LOCK: &str = "UPDATE stories SET revision = revision WHERE id = $1 RETURNING *";

/// The story with this id; locked for this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn lock(tx: &mut Tx, id: &str) -> anyhow::Result<Option<Story>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(LOCK)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const STORY: &str = "SELECT * FROM stories WHERE id = $1";

/// The story with this id.
///
/// # Errors
/// Where the database does not answer.
pub async fn story(db: &Db, id: &str) -> anyhow::Result<Option<Story>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(STORY)
        .bind(id)
        .fetch_optional(pool)
        .await?))
}

const QUOTING: &str = "SELECT id FROM stories WHERE response_id = $1 ORDER BY id";

/// The stories that quote a response.
///
/// # Errors
/// Where the database does not answer.
pub async fn quoting(tx: &mut Tx, response: &str) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = in_tx!(tx, |connection| sqlx::query_as(QUOTING)
        .bind(response)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const LAST_DRAFT: &str =
    "SELECT * FROM stories WHERE author = $1 AND state = 'draft' AND edit_of IS NULL
    AND COALESCE(response_id, '') = $2 ORDER BY updated_at DESC, id DESC LIMIT 1";

/// The draft that somebody worked on last, about this response or about none.
///
/// # Errors
/// Where the database does not answer.
pub async fn last_draft(
    db: &Db,
    author: &UserId,
    response: Option<&ResponseId>,
) -> anyhow::Result<Option<Story>> {
    let response = response.map_or("", ResponseId::as_str);
    Ok(on_pool!(db, |pool| sqlx::query_as(LAST_DRAFT)
        .bind(author)
        .bind(response)
        .fetch_optional(pool)
        .await?))
}

const OPEN_EDIT: &str =
    "SELECT * FROM stories WHERE author = $1 AND state = 'draft' AND edit_of = $2
    ORDER BY updated_at DESC, id DESC LIMIT 1";

/// The edit of a story that somebody began and did not save.
///
/// # Errors
/// Where the database does not answer.
pub async fn open_edit(db: &Db, author: &UserId, story: &str) -> anyhow::Result<Option<Story>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(OPEN_EDIT)
        .bind(author)
        .bind(story)
        .fetch_optional(pool)
        .await?))
}

const CONTRIBUTORS: &str = "SELECT user_id, department, role FROM story_contributors
    WHERE story_id = $1 ORDER BY position, user_id";

/// The colleagues who made a story happen, in the order in which they were named.
///
/// # Errors
/// Where the database does not answer.
pub async fn contributors(db: &Db, story: &str) -> anyhow::Result<Vec<Contributor>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(CONTRIBUTORS)
        .bind(story)
        .fetch_all(pool)
        .await?))
}

/// As [`contributors`], within a unit of work.
///
/// # Errors
/// Where the database does not answer.
pub async fn contributors_in(tx: &mut Tx, story: &str) -> anyhow::Result<Vec<Contributor>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(CONTRIBUTORS)
        .bind(story)
        .fetch_all(connection)
        .await?))
}

const NO_CONTRIBUTORS: &str = "DELETE FROM story_contributors WHERE story_id = $1";

/// Puts these colleagues in the place of those that a story had.
///
/// # Errors
/// Where the database refused.
pub async fn set_contributors(
    tx: &mut Tx,
    story: &str,
    contributors: &[Contributor],
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(NO_CONTRIBUTORS)
            .bind(story)
            .execute(&mut *connection)
            .await?;
        if !contributors.is_empty() {
            QueryBuilder::new(
                "INSERT INTO story_contributors (story_id, user_id, position, department, role) ",
            )
            .push_values(
                contributors.iter().zip(0_i64..),
                |mut row, (contributor, position)| {
                    row.push_bind(story)
                        .push_bind(&contributor.user_id)
                        .push_bind(position)
                        .push_bind(&contributor.department)
                        .push_bind(&contributor.role);
                },
            )
            .build()
            .execute(&mut *connection)
            .await?;
        }
    });
    Ok(())
}

const DUE: &str = "SELECT id FROM stories WHERE state = 'scheduled' AND publish_at <= $1
    ORDER BY publish_at, id";

/// The stories whose moment came.
///
/// # Errors
/// Where the database does not answer.
pub async fn due(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = on_pool!(db, |pool| sqlx::query_as(DUE)
        .bind(now)
        .fetch_all(pool)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const NEXT_DUE: &str =
    "SELECT publish_at FROM stories WHERE state = 'scheduled' AND publish_at > $1
    ORDER BY publish_at LIMIT 1";

/// The next moment after `now` for which a story is scheduled.
///
/// # Errors
/// Where the database does not answer.
pub async fn next_due_after(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = on_pool!(db, |pool| sqlx::query_as(NEXT_DUE)
        .bind(now)
        .fetch_optional(pool)
        .await?);
    Ok(row.map(|(at,)| at))
}

const AWAITING: &str = "SELECT * FROM stories WHERE state = 'proposed' ORDER BY updated_at, id";

/// The stories that await a leader, the oldest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn awaiting(db: &Db) -> anyhow::Result<Vec<Story>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(AWAITING)
        .fetch_all(pool)
        .await?))
}

const OWN: &str = "SELECT * FROM stories WHERE author = $1 AND edit_of IS NULL
    AND state NOT IN ('withdrawn', 'merged') ORDER BY updated_at DESC, id DESC LIMIT $2";

/// The stories that somebody wrote, the newest first; at most `most`.
///
/// # Errors
/// Where the database does not answer.
pub async fn own(db: &Db, author: &UserId, most: i64) -> anyhow::Result<Vec<Story>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(OWN)
        .bind(author)
        .bind(most)
        .fetch_all(pool)
        .await?))
}

/// What stands in Slack about a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostKind {
    /// The story in a department's channel; the place is the department.
    Post,
    /// The question to a leader whether it may be posted; the place is the person or channel.
    Ask,
}

crate::stored_as_text!(PostKind {
    Post = "post",
    Ask = "ask",
});

/// Whether what stands in Slack still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostState {
    /// It does.
    Standing,
    /// It was taken back, or answered.
    Ended,
}

crate::stored_as_text!(PostState {
    Standing = "standing",
    Ended = "ended",
});

/// Where a story stands in Slack.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Post {
    /// Our id.
    pub id: String,
    /// Which of both it is.
    pub kind: PostKind,
    /// The department, or whom was asked.
    pub place: String,
    /// The channel or person as the configuration names it.
    pub lane: String,
    /// Whether it still holds.
    pub state: PostState,
    /// The outbox row.
    pub message_id: String,
}

const POSTS: &str = "SELECT id, kind, place, lane, state, message_id FROM story_posts
    WHERE story_id = $1 AND kind = $2 ORDER BY place";

/// Where a story stands in Slack.
///
/// # Errors
/// Where the database does not answer.
pub async fn posts(tx: &mut Tx, story: &str, kind: PostKind) -> anyhow::Result<Vec<Post>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(POSTS)
        .bind(story)
        .bind(kind)
        .fetch_all(connection)
        .await?))
}

const PUT_POST: &str =
    "INSERT INTO story_posts (id, story_id, kind, place, lane, state, message_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (story_id, kind, place) DO UPDATE SET lane = excluded.lane, state = excluded.state,
    message_id = excluded.message_id, created_at = excluded.created_at";

/// Remembers where a story stands; one that stood in this place before gives way.
///
/// # Errors
/// Where the database refused.
pub async fn put_post(
    tx: &mut Tx,
    story: &str,
    post: &Post,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT_POST)
            .bind(&post.id)
            .bind(story)
            .bind(post.kind)
            .bind(&post.place)
            .bind(&post.lane)
            .bind(post.state)
            .bind(&post.message_id)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const SET_POST_STATE: &str =
    "UPDATE story_posts SET state = $4 WHERE story_id = $1 AND kind = $2 AND place = $3";

/// Says whether what stands in a place still holds.
///
/// # Errors
/// Where the database refused.
pub async fn set_post_state(
    tx: &mut Tx,
    story: &str,
    post: &Post,
    state: PostState,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SET_POST_STATE)
            .bind(story)
            .bind(post.kind)
            .bind(&post.place)
            .bind(state)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const RECORD: &str = "INSERT INTO story_events (id, story_id, actor, act, note, at)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Remembers for good who did what.
///
/// # Errors
/// Where the database refused.
pub async fn record(
    tx: &mut Tx,
    story: &str,
    actor: &str,
    act: Act,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(RECORD)
            .bind(new_row_id())
            .bind(story)
            .bind(actor)
            .bind(act.name())
            .bind(note)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
