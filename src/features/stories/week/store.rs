//! The weeks and what was chosen for them, and what may be chosen.

use chrono::{DateTime, Utc};

use crate::features::stories::rules::week::{Kind, Subject};
use crate::features::stories::store::PostState;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, UserId};
use crate::{in_tx, on_pool};

/// Where a week stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekState {
    /// Something is chosen.
    Chosen,
    /// There was nothing to choose.
    Empty,
    /// Somebody did not want one.
    Skipped,
    /// It was posted.
    Shown,
}

crate::stored_as_text!(WeekState {
    Chosen = "chosen",
    Empty = "empty",
    Skipped = "skipped",
    Shown = "shown",
});

/// A week's story.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Week {
    /// The local time at which it is posted: `20260918T1000`.
    pub week: String,
    /// Where it stands.
    pub state: WeekState,
    /// What kind of thing is chosen.
    pub kind: Option<Kind>,
    /// Which one.
    pub subject: Option<String>,
    /// How many people from outside reacted to it.
    pub people: i64,
    /// How often it was swapped.
    pub swapped: i64,
}

impl Week {
    /// What is chosen.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject {
            kind: self.kind?,
            id: self.subject.clone()?,
        })
    }
}

const BEGIN: &str =
    "INSERT INTO story_weeks (week, state, kind, subject, people, swapped, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (week) DO NOTHING";

/// Stores a week; `false` where it is there already.
pub async fn begin(tx: &mut Tx, week: &Week, now: DateTime<Utc>) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(BEGIN)
            .bind(&week.week)
            .bind(week.state)
            .bind(week.kind)
            .bind(&week.subject)
            .bind(week.people)
            .bind(week.swapped)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const LOCK: &str = "UPDATE story_weeks SET swapped = swapped WHERE week = $1
    RETURNING week, state, kind, subject, people, swapped";

/// A week, locked for this unit of work.
pub async fn lock(tx: &mut Tx, week: &str) -> anyhow::Result<Option<Week>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(LOCK)
        .bind(week)
        .fetch_optional(connection)
        .await?))
}

const CHANGE: &str =
    "UPDATE story_weeks SET state = $2, kind = $3, subject = $4, people = $5, swapped = $6,
    decided_by = $7 WHERE week = $1";

/// Stores what became of a locked week.
pub async fn change(tx: &mut Tx, week: &Week, by: Option<&UserId>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(CHANGE)
            .bind(&week.week)
            .bind(week.state)
            .bind(week.kind)
            .bind(&week.subject)
            .bind(week.people)
            .bind(week.swapped)
            .bind(by)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PASS: &str = "INSERT INTO story_week_passed (week, kind, subject) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING";

/// Remembers that something was swapped in a week.
pub async fn pass(tx: &mut Tx, week: &str, subject: &Subject) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PASS)
            .bind(week)
            .bind(subject.kind)
            .bind(&subject.id)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PASSED: &str = "SELECT kind, subject FROM story_week_passed WHERE week = $1";

/// What was swapped in a week.
pub async fn passed(tx: &mut Tx, week: &str) -> anyhow::Result<Vec<Subject>> {
    let rows: Vec<(Kind, String)> = in_tx!(tx, |connection| sqlx::query_as(PASSED)
        .bind(week)
        .fetch_all(connection)
        .await?);
    Ok(rows
        .into_iter()
        .map(|(kind, id)| Subject { kind, id })
        .collect())
}

/// A message about a week.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WeekPost {
    /// The week.
    pub week: String,
    /// Whether it is the preview.
    pub is_preview: bool,
    /// The department, or to whom the preview went.
    pub place: String,
    /// The channel or person as the configuration names it.
    pub lane: String,
    /// Whether it still holds.
    pub state: PostState,
    /// The outbox row.
    pub message_id: String,
}

const PUT_POST: &str =
    "INSERT INTO story_week_posts (week, is_preview, place, lane, state, message_id)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (week, is_preview, place) DO UPDATE SET
    lane = excluded.lane, state = excluded.state, message_id = excluded.message_id";

/// Remembers a message about a week, or what became of it.
pub async fn put_post(tx: &mut Tx, post: &WeekPost) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT_POST)
            .bind(&post.week)
            .bind(post.is_preview)
            .bind(&post.place)
            .bind(&post.lane)
            .bind(post.state)
            .bind(&post.message_id)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const PREVIEWS: &str =
    "SELECT week, is_preview, place, lane, state, message_id FROM story_week_posts
    WHERE week = $1 AND is_preview AND state = 'standing' ORDER BY place";

/// The previews of a week.
pub async fn previews(tx: &mut Tx, week: &str) -> anyhow::Result<Vec<WeekPost>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(PREVIEWS)
        .bind(week)
        .fetch_all(connection)
        .await?))
}

const POSTS_OF: &str = "SELECT story_week_posts.week, is_preview, place, lane, story_week_posts.state, message_id
    FROM story_week_posts JOIN story_weeks ON story_weeks.week = story_week_posts.week
    WHERE story_weeks.kind = $1 AND story_weeks.subject = $2 AND story_weeks.state = 'shown'
    AND NOT is_preview AND story_week_posts.state = 'standing' ORDER BY story_week_posts.week, place";

/// The posts that show something as the story of a week.
pub async fn posts_of(tx: &mut Tx, subject: &Subject) -> anyhow::Result<Vec<WeekPost>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(POSTS_OF)
        .bind(subject.kind)
        .bind(&subject.id)
        .fetch_all(connection)
        .await?))
}

/// A reaction on something that may be chosen; without a person where nobody reacted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reacted {
    /// The story or the response.
    pub subject: String,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// Who reacted.
    pub user_id: UserId,
}

const REACTIONS_ON_STORIES: &str = "SELECT DISTINCT stories.id AS subject, stories.published_at AS posted_at,
    reactions.user_id FROM stories
    JOIN story_posts ON story_posts.story_id = stories.id AND story_posts.kind = 'post'
    JOIN outbox ON outbox.id = story_posts.message_id
    JOIN reactions ON reactions.channel = outbox.channel AND reactions.message_ts = outbox.message_ts
    WHERE stories.state = 'published' AND stories.published_at >= $1
    AND NOT EXISTS (SELECT 1 FROM story_weeks WHERE story_weeks.state = 'shown'
        AND story_weeks.kind = 'story' AND story_weeks.subject = stories.id)";

// What a customer did not agree to be named with stays in the departments that it was for.
const REACTIONS_ON_TESTIMONIALS: &str = "SELECT DISTINCT responses.id AS subject, posts.created_at AS posted_at,
    reactions.user_id FROM responses
    JOIN posts ON posts.response_id = responses.id AND posts.state = 'single'
    JOIN outbox ON outbox.id = posts.message_id
    JOIN reactions ON reactions.channel = outbox.channel AND reactions.message_ts = outbox.message_ts
    WHERE posts.created_at >= $1 AND responses.consent IN ('company', 'named')
    AND responses.state = 'complete' AND responses.excluded IS NULL AND responses.comment IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM story_weeks WHERE story_weeks.state = 'shown'
        AND story_weeks.kind = 'testimonial' AND story_weeks.subject = responses.id)";

/// The reactions on what was posted since `since`, may be shown to all and was not shown before.
pub async fn reactions(db: &Db, kind: Kind, since: DateTime<Utc>) -> anyhow::Result<Vec<Reacted>> {
    let query = match kind {
        Kind::Story => REACTIONS_ON_STORIES,
        Kind::Testimonial => REACTIONS_ON_TESTIMONIALS,
    };
    Ok(on_pool!(db, |pool| sqlx::query_as(query)
        .bind(since)
        .fetch_all(pool)
        .await?))
}

const DEPARTMENTS_OF_RESPONSE: &str = "SELECT department FROM assignments WHERE response_id = $1 AND ended_at IS NULL ORDER BY department";

/// The departments that a response is about.
pub async fn departments_of_response(db: &Db, id: &str) -> anyhow::Result<Vec<DepartmentId>> {
    let rows: Vec<(DepartmentId,)> = on_pool!(db, |pool| {
        sqlx::query_as(DEPARTMENTS_OF_RESPONSE)
            .bind(id)
            .fetch_all(pool)
            .await?
    });
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const GONE: &str = "SELECT DISTINCT responses.id FROM responses
    JOIN story_weeks ON story_weeks.kind = 'testimonial' AND story_weeks.subject = responses.id
    JOIN story_week_posts ON story_week_posts.week = story_weeks.week
    WHERE story_week_posts.state = 'standing' AND NOT is_preview AND story_weeks.state = 'shown'
    AND (responses.state = 'deleted' OR responses.excluded IS NOT NULL) ORDER BY responses.id";

/// The responses that were shown and that their customers withdrew since.
pub async fn gone(db: &Db) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = on_pool!(db, |pool| sqlx::query_as(GONE).fetch_all(pool).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const QUOTES_GONE: &str = "SELECT stories.id FROM stories JOIN responses ON responses.id = stories.response_id
    WHERE stories.state = 'published' AND (responses.state = 'deleted' OR responses.excluded IS NOT NULL)
    ORDER BY stories.id";

/// The stories that quote words which their customers withdrew since.
pub async fn quotes_gone(db: &Db) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = on_pool!(db, |pool| sqlx::query_as(QUOTES_GONE)
        .fetch_all(pool)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
