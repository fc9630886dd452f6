//! The meetings of each rule, and what stands on their agenda.

use chrono::{DateTime, Utc};

use crate::features::meetings::rules::choice::{Choice, Tone};
use crate::features::meetings::rules::frequency::Without;
use crate::features::meetings::rules::reconcile::Named;
use crate::features::stories::rules::week::{Kind, Subject};
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, UserId};
use crate::{in_tx, on_pool};

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its agenda is still to come.
    Planned,
    /// Its agenda is in the channel.
    Posted,
    /// It has none, by its rule.
    Without,
    /// Somebody did not want the customer on it.
    Skipped,
    /// It began before its agenda could be posted.
    Missed,
    /// It is not held.
    Cancelled,
}

crate::stored_as_text!(State {
    Planned = "planned",
    Posted = "posted",
    Without = "without",
    Skipped = "skipped",
    Missed = "missed",
    Cancelled = "cancelled",
});

/// What came of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The customer was spoken of.
    Discussed,
    /// Somebody does something.
    Action,
    /// There was no time.
    NotToday,
}

crate::stored_as_text!(Outcome {
    Discussed = "discussed",
    Action = "action",
    NotToday = "not_today",
});

/// A meeting.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Meeting {
    /// Our id.
    pub id: String,
    /// The name of its rule.
    pub rule: String,
    /// What it is known by in its rule.
    pub identity: String,
    /// The calendar that it stands in.
    pub calendar: Option<String>,
    /// The event of the calendar.
    pub event: Option<String>,
    /// When it was first to start, where it is one of a series.
    pub original_start: Option<DateTime<Utc>>,
    /// What it is known by in all calendars in which it stands.
    pub occasion: Option<String>,
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// When its agenda appears.
    pub post_at: DateTime<Utc>,
    /// The department whose customers are spoken of.
    pub department: DepartmentId,
    /// The channel as the configuration names it.
    pub lane: String,
    /// Where it stands.
    pub state: State,
    /// Why it has no agenda.
    pub why: Option<Without>,
    /// What kind of thing is shown.
    pub kind: Option<Kind>,
    /// Which one.
    pub subject: Option<String>,
    /// What it is like.
    pub tone: Option<Tone>,
    /// Why it was chosen, as JSON.
    pub reason: Option<String>,
    /// When it was shown.
    pub shown_at: Option<DateTime<Utc>>,
    /// The outbox row of the agenda.
    pub message_id: Option<String>,
    /// Whether what it shows may not be shown any more.
    pub is_withdrawn: bool,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Who said so, or skipped it.
    pub decided_by: Option<UserId>,
    /// Whether it was asked what came of it, or is not to be asked any more.
    pub is_asked: bool,
    /// The outbox row of the question.
    pub asked_id: Option<String>,
    /// Grows with each change.
    pub revision: i64,
}

impl Meeting {
    /// A meeting that is still to come.
    pub fn planned(
        id: String,
        rule: &str,
        named: &Named,
        department: &DepartmentId,
        lane: &str,
        post_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            rule: rule.to_owned(),
            identity: named.identity.clone(),
            calendar: None,
            event: named.event.clone(),
            original_start: named.original_start,
            occasion: named.occasion.clone(),
            title: named.title.clone(),
            starts_at: named.starts_at,
            ends_at: named.ends_at,
            post_at,
            department: department.clone(),
            lane: lane.to_owned(),
            state: State::Planned,
            why: None,
            kind: None,
            subject: None,
            tone: None,
            reason: None,
            shown_at: None,
            message_id: None,
            is_withdrawn: false,
            outcome: None,
            decided_by: None,
            is_asked: false,
            asked_id: None,
            revision: 1,
        }
    }

    /// As it is named by its schedule or calendar.
    pub fn named(&self) -> Named {
        Named {
            identity: self.identity.clone(),
            event: self.event.clone(),
            original_start: self.original_start,
            occasion: self.occasion.clone(),
            title: self.title.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }

    /// What is shown.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject {
            kind: self.kind?,
            id: self.subject.clone()?,
        })
    }

    /// Shows what was chosen, or nothing.
    ///
    /// # Errors
    /// Never in practice: a reason is JSON.
    pub fn show(&mut self, choice: Option<&Choice>) -> anyhow::Result<()> {
        self.kind = choice.map(|choice| choice.subject.kind);
        self.subject = choice.map(|choice| choice.subject.id.clone());
        self.tone = choice.map(|choice| choice.reason.got);
        self.reason = choice
            .map(|choice| serde_json::to_string(&choice.reason))
            .transpose()?;
        Ok(())
    }

    /// Whether its card is in the channel and about the customer.
    pub fn is_standing(&self) -> bool {
        self.state == State::Posted && self.message_id.is_some()
    }
}

const ADD: &str = "INSERT INTO meetings (id, rule, identity, calendar, event, original_start, title, starts_at, ends_at, post_at,
    department, lane, state, is_withdrawn, is_asked, revision, occasion)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ON CONFLICT (rule, identity) DO NOTHING";

/// Stores a meeting that is new; `false` where its rule knows it already.
///
/// # Errors
/// Where the database refused.
pub async fn add(tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(ADD)
            .bind(&meeting.id)
            .bind(&meeting.rule)
            .bind(&meeting.identity)
            .bind(&meeting.calendar)
            .bind(&meeting.event)
            .bind(meeting.original_start)
            .bind(&meeting.title)
            .bind(meeting.starts_at)
            .bind(meeting.ends_at)
            .bind(meeting.post_at)
            .bind(&meeting.department)
            .bind(&meeting.lane)
            .bind(meeting.state)
            .bind(meeting.is_withdrawn)
            .bind(meeting.is_asked)
            .bind(meeting.revision)
            .bind(&meeting.occasion)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const CALLED: &str =
    "UPDATE meetings SET revision = revision WHERE rule = $1 AND identity = $2 RETURNING *";

/// The meeting that a rule knows by this, locked for this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn called(tx: &mut Tx, rule: &str, identity: &str) -> anyhow::Result<Option<Meeting>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(CALLED)
        .bind(rule)
        .bind(identity)
        .fetch_optional(connection)
        .await?))
}

const SAVE: &str = "UPDATE meetings SET title = $2, starts_at = $3, ends_at = $4, post_at = $5, department = $6, lane = $7, state = $8,
    why = $9, kind = $10, subject = $11, tone = $12, reason = $13, shown_at = $14, message_id = $15, outcome = $16,
    decided_by = $17, is_asked = $18, asked_id = $19, is_withdrawn = $20, occasion = $21, revision = revision + 1 WHERE id = $1";

/// Stores what became of a locked meeting.
///
/// # Errors
/// Where the database refused.
pub async fn save(tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(SAVE)
            .bind(&meeting.id)
            .bind(&meeting.title)
            .bind(meeting.starts_at)
            .bind(meeting.ends_at)
            .bind(meeting.post_at)
            .bind(&meeting.department)
            .bind(&meeting.lane)
            .bind(meeting.state)
            .bind(meeting.why)
            .bind(meeting.kind)
            .bind(&meeting.subject)
            .bind(meeting.tone)
            .bind(&meeting.reason)
            .bind(meeting.shown_at)
            .bind(&meeting.message_id)
            .bind(meeting.outcome)
            .bind(&meeting.decided_by)
            .bind(meeting.is_asked)
            .bind(&meeting.asked_id)
            .bind(meeting.is_withdrawn)
            .bind(&meeting.occasion)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const LOCK: &str = "UPDATE meetings SET revision = revision WHERE id = $1 RETURNING *";

/// A meeting, locked for this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn lock(tx: &mut Tx, id: &str) -> anyhow::Result<Option<Meeting>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(LOCK)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const MEETING: &str = "SELECT * FROM meetings WHERE id = $1";

/// A meeting.
///
/// # Errors
/// Where the database does not answer.
pub async fn meeting(db: &Db, id: &str) -> anyhow::Result<Option<Meeting>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(MEETING)
        .bind(id)
        .fetch_optional(pool)
        .await?))
}

const TO_COME: &str = "SELECT * FROM meetings WHERE ends_at > $1 ORDER BY starts_at, id";

/// All meetings that are not over, in the order in which they begin.
///
/// # Errors
/// Where the database does not answer.
pub async fn to_come(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<Meeting>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(TO_COME)
        .bind(now)
        .fetch_all(pool)
        .await?))
}

const TO_COME_OF: &str =
    "SELECT * FROM meetings WHERE rule = $1 AND ends_at > $2 ORDER BY starts_at, id";

/// The meetings of a rule that are not over, in the order in which they begin.
///
/// # Errors
/// Where the database does not answer.
pub async fn to_come_of(
    tx: &mut Tx,
    rule: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Meeting>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(TO_COME_OF)
        .bind(rule)
        .bind(now)
        .fetch_all(connection)
        .await?))
}

const DROP: &str = "DELETE FROM meetings WHERE id = $1 AND state = 'planned'";

/// Forgets a meeting that never had an agenda.
///
/// # Errors
/// Where the database refused.
pub async fn drop_planned(tx: &mut Tx, id: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(DROP).bind(id).execute(connection).await?;
    });
    Ok(())
}

const DROP_OF: &str = "DELETE FROM meetings WHERE rule = $1 AND state = 'planned'";

/// Forgets the meetings of a rule that never had an agenda.
///
/// # Errors
/// Where the database refused.
pub async fn drop_planned_of(tx: &mut Tx, rule: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(DROP_OF).bind(rule).execute(connection).await?;
    });
    Ok(())
}

const DUE: &str =
    "SELECT id FROM meetings WHERE state = 'planned' AND post_at <= $1 ORDER BY starts_at, id";

/// The meetings whose agenda is due.
///
/// # Errors
/// Where the database does not answer.
pub async fn due(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    ids(db, DUE, now).await
}

const FORGET_TITLES: &str =
    "UPDATE meetings SET title = rule WHERE calendar = $1 AND title <> rule";

/// Calls the meetings of a calendar as their rule, also those that are over.
///
/// # Errors
/// Where the database refused.
pub async fn forget_titles(tx: &mut Tx, calendar: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET_TITLES)
            .bind(calendar)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const TAKEN: &str =
    "SELECT id FROM meetings WHERE state = 'without' AND why = 'taken' AND starts_at > $1
    ORDER BY starts_at, id";

/// The meetings that have not begun and that another rule took when their agenda was due.
///
/// # Errors
/// Where the database does not answer.
pub async fn taken(db: &Db, now: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    ids(db, TAKEN, now).await
}

const OVER: &str =
    "SELECT id FROM meetings WHERE NOT is_asked AND state = 'posted' AND ends_at <= $1
    ORDER BY ends_at, id";

/// The meetings with an agenda that ended by `before` and of which nobody said what came of them.
///
/// # Errors
/// Where the database does not answer.
pub async fn over(db: &Db, before: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    ids(db, OVER, before).await
}

const GONE: &str = "SELECT meetings.id FROM meetings LEFT JOIN responses ON meetings.kind = 'testimonial' AND responses.id = meetings.subject
    LEFT JOIN stories ON meetings.kind = 'story' AND stories.id = meetings.subject
    WHERE meetings.state = 'posted' AND shown_at > $1 AND NOT is_withdrawn
    AND (responses.state = 'deleted' OR responses.excluded IS NOT NULL OR stories.state <> 'published')
    ORDER BY meetings.id";

/// The meetings since `since` whose agenda shows what may not be shown any more.
///
/// # Errors
/// Where the database does not answer.
pub async fn gone(db: &Db, since: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    ids(db, GONE, since).await
}

async fn ids(db: &Db, query: &'static str, moment: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = on_pool!(db, |pool| sqlx::query_as(query)
        .bind(moment)
        .fetch_all(pool)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const NEXT: &str = "SELECT post_at, title FROM meetings WHERE state = 'planned' AND post_at > $1
    ORDER BY post_at, id LIMIT 1";

/// When the next agenda after `now` appears, and of which meeting.
///
/// # Errors
/// Where the database does not answer.
pub async fn next_after(
    db: &Db,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<(DateTime<Utc>, String)>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(NEXT)
        .bind(now)
        .fetch_optional(pool)
        .await?))
}
