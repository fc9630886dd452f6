//! What went before a meeting: when its rule last had an agenda, what its channel was shown, what was swapped.

use chrono::{DateTime, Utc};

use super::occurrences::{Meeting, State};
use crate::features::meetings::rules::choice::{Shown, Tone};
use crate::features::meetings::rules::frequency::Before;
use crate::features::stories::rules::week::{Kind, Subject};
use crate::in_tx;
use crate::platform::db::Tx;

const LAST_WITH: &str = "SELECT starts_at FROM meetings WHERE rule = $1 AND starts_at < $2 AND state IN ('posted', 'skipped')
    ORDER BY starts_at DESC LIMIT 1";
const COUNT_SINCE: &str =
    "SELECT COUNT(*) FROM meetings WHERE rule = $1 AND starts_at > $2 AND starts_at < $3
    AND state <> 'cancelled'";

/// When the rule of a meeting last had an agenda, its days read in `zone`, and how many meetings there were
/// since.
///
/// # Errors
/// Where the database does not answer.
pub async fn before(tx: &mut Tx, meeting: &Meeting, zone: chrono_tz::Tz) -> anyhow::Result<Before> {
    let last: Option<(DateTime<Utc>,)> = in_tx!(tx, |connection| sqlx::query_as(LAST_WITH)
        .bind(&meeting.rule)
        .bind(meeting.starts_at)
        .fetch_optional(&mut *connection)
        .await?);
    let Some((last,)) = last else {
        return Ok(Before {
            last: None,
            since: 0,
        });
    };
    let (since,): (i64,) = in_tx!(tx, |connection| sqlx::query_as(COUNT_SINCE)
        .bind(&meeting.rule)
        .bind(last)
        .bind(meeting.starts_at)
        .fetch_one(&mut *connection)
        .await?);
    Ok(Before {
        last: Some(last.with_timezone(&zone).date_naive()),
        since: u32::try_from(since).unwrap_or(u32::MAX),
    })
}

const ALSO: &str =
    "SELECT rule, state FROM meetings WHERE lane = $1 AND rule <> $4 AND state <> 'cancelled'
    AND (calendar = $2 AND identity = $3 OR occasion = $5)";

/// The other rules that mean the same meeting in the same channel, from the same calendar or another in which it stands,
/// and where it stands for each.
///
/// # Errors
/// Where the database does not answer.
pub async fn also(tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<Vec<(String, State)>> {
    let Some(calendar) = &meeting.calendar else {
        return Ok(Vec::new());
    };
    Ok(in_tx!(tx, |connection| sqlx::query_as(ALSO)
        .bind(&meeting.lane)
        .bind(calendar)
        .bind(&meeting.identity)
        .bind(&meeting.rule)
        .bind(&meeting.occasion)
        .fetch_all(connection)
        .await?))
}

const SHOWN: &str = "SELECT kind, subject, tone, shown_at FROM meetings
    WHERE lane = $1 AND shown_at > $2 AND subject IS NOT NULL AND id <> $3";
const SWAPPED: &str = "SELECT meeting_passed.kind, meeting_passed.subject, shown_at, meetings.starts_at FROM meeting_passed
    JOIN meetings ON meetings.id = meeting_id WHERE lane = $1 AND meetings.starts_at > $2";

/// What was swapped, when it was shown, and when its meeting begins.
type Swapped = (Kind, String, Option<DateTime<Utc>>, DateTime<Utc>);

/// What stood on agendas of a channel since `since`, also what was swapped; without what meeting `but` shows
/// now.
///
/// # Errors
/// Where the database does not answer.
pub async fn shown(
    tx: &mut Tx,
    lane: &str,
    since: DateTime<Utc>,
    but: &str,
) -> anyhow::Result<Vec<Shown>> {
    let rows: Vec<(Kind, String, Tone, DateTime<Utc>)> =
        in_tx!(tx, |connection| sqlx::query_as(SHOWN)
            .bind(lane)
            .bind(since)
            .bind(but)
            .fetch_all(&mut *connection)
            .await?);
    let swapped: Vec<Swapped> = in_tx!(tx, |connection| sqlx::query_as(SWAPPED)
        .bind(lane)
        .bind(since)
        .fetch_all(&mut *connection)
        .await?);
    let stood = rows.into_iter().map(|(kind, id, tone, at)| Shown {
        subject: Subject { kind, id },
        tone,
        at,
        is_swapped: false,
    });
    let swapped = swapped
        .into_iter()
        .map(|(kind, id, shown_at, starts_at)| Shown {
            subject: Subject { kind, id },
            tone: Tone::Neutral,
            at: shown_at.unwrap_or(starts_at),
            is_swapped: true,
        });
    Ok(stood.chain(swapped).collect())
}

const PASS: &str = "INSERT INTO meeting_passed (meeting_id, kind, subject) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING";

/// Remembers that something was swapped.
///
/// # Errors
/// Where the database refused.
pub async fn pass(tx: &mut Tx, meeting: &str, subject: &Subject) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PASS)
            .bind(meeting)
            .bind(subject.kind)
            .bind(&subject.id)
            .execute(connection)
            .await?;
    });
    Ok(())
}
