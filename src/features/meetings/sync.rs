//! Reads the calendars: what moved moves, what is cancelled is withdrawn, what fails is told once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::calendars::{CalendarError, Identity, Occurrence, Reading, Window};
use super::matching::Matches;
use super::plan::{self, AHEAD};
use super::rule::{Rule, Rules};
use super::rules::backoff;
use super::rules::reconcile::{self, Known, Named};
use super::source::Calendar;
use super::store::calendars::{self as store, Calendar as Stored};
use super::store::occurrences;
use super::telling;
use crate::platform::Context;
use crate::platform::db::Tx;

/// How often all of a calendar is read, also where it says that nothing changed: its window moves on.
const WHOLE: TimeDelta = TimeDelta::hours(12);
/// No calendar that works takes longer to be read, and for none that does not is waited longer.
const LONGEST: Duration = Duration::from_secs(180);

/// Why a calendar could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It could not be read.
    #[error("{0}")]
    Calendar(#[from] CalendarError),
    /// It held events, and holds none any more: that is no cancellation of all of them.
    #[error("the calendar is empty, and held {0} events before; nothing is cancelled by that")]
    Emptied(i64),
}

impl Failure {
    /// Whether waiting does not help.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Calendar(error) => matches!(
                error,
                CalendarError::Refused(_)
                    | CalendarError::Forbidden { .. }
                    | CalendarError::NotFound(_)
                    | CalendarError::ReadOnly
            ),
            Self::Emptied(_) => true,
        }
    }
}

/// The calendars whose turn it is, as they are known: until they were read, or reading them failed, it is not known
/// whether their meetings are still held.
///
/// # Errors
/// Where the database does not answer.
pub async fn due(ctx: &Context, rules: &Rules, now: DateTime<Utc>) -> anyhow::Result<Vec<Stored>> {
    let stored = store::all(&ctx.db).await?;
    let in_use = rules
        .calendars()
        .all()
        .filter(|calendar| !rules.of_calendar(&calendar.id).is_empty());
    let known = in_use.map(|calendar| {
        let known = stored.iter().find(|known| known.id == calendar.id);
        known
            .cloned()
            .unwrap_or_else(|| Stored::new(&calendar.id, now))
    });
    let is_due =
        |known: &Stored| known.next_at <= now || known.rules != fingerprint(ctx, rules, &known.id);
    Ok(known.filter(is_due).collect())
}

/// Reads a calendar if it is its turn, and brings the meetings of its rules in line. Reading ends when `stop` is
/// cancelled.
///
/// # Errors
/// Where the database refused; a calendar that fails is no error of ours.
pub async fn read(
    ctx: &Context,
    rules: &Rules,
    id: &str,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let now = ctx.clock.now();
    let mut due = due(ctx, rules, now).await?.into_iter();
    let (Some(known), Some(calendar)) = (
        due.find(|known| known.id == id),
        rules.calendars().called(id),
    ) else {
        return Ok(());
    };
    let window = window(now);
    let kept = kept(&known, &fingerprint(ctx, rules, id), now);
    let reading = rules.calendars().read(id, &window, kept);
    let reading = tokio::select! {
        () = stop.cancelled() => return Ok(()),
        reading = tokio::time::timeout(LONGEST, reading) => reading,
    };
    let reading = reading.unwrap_or_else(|_| {
        let sentence = format!("it was not read within {} seconds", LONGEST.as_secs());
        Err(CalendarError::Unreachable(sentence))
    });
    take_in(ctx, rules, calendar, &known, reading).await
}

/// What is asked for of a calendar: where it is another text, all of it is read again.
fn fingerprint(ctx: &Context, rules: &Rules, id: &str) -> String {
    let of_rules = rules.fingerprint(id);
    match ctx.config.privacy.keep_meeting_titles {
        true => of_rules,
        false => format!("{of_rules} without titles"),
    }
}

/// The time in which meetings are known.
pub fn window(now: DateTime<Utc>) -> Window {
    Window {
        from: now,
        until: now + AHEAD,
    }
}

/// What a reading may begin from: nothing where all is to be read again.
fn kept<'a>(known: &'a Stored, rules: &str, now: DateTime<Utc>) -> Option<&'a str> {
    let is_fresh = known.whole_at.is_some_and(|at| now - at < WHOLE);
    let is_same = known.rules == rules && known.failures == 0;
    known.kept.as_deref().filter(|_| is_fresh && is_same)
}

async fn take_in(
    ctx: &Context,
    rules: &Rules,
    calendar: &Calendar,
    seen: &Stored,
    reading: Result<Reading, CalendarError>,
) -> anyhow::Result<()> {
    // What is planned from here on is counted from when the calendar answered, however long that took.
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let mut known = store::lock(&mut tx, &calendar.id, now).await?;
    let is_as_seen = known.read_at == seen.read_at
        && known.failures == seen.failures
        && known.rules == seen.rules;
    if !is_as_seen {
        // Another replica was quicker, or a rule was changed meanwhile.
        return tx.rollback().await;
    }
    let fingerprint = fingerprint(ctx, rules, &calendar.id);
    if known.rules != fingerprint {
        // What was kept is of other rules. Noted also where reading failed, so that it is not tried without a pause.
        known.rules = fingerprint;
        known.kept = None;
    }
    let outcome = match reading {
        Ok(reading) => apply(ctx, rules, &mut tx, &mut known, reading, now).await?,
        Err(error) => Err(Failure::Calendar(error)),
    };
    match outcome {
        Ok(()) => {
            if !ctx.config.privacy.keep_meeting_titles {
                occurrences::forget_titles(&mut tx, &calendar.id).await?;
            }
            known.read_at = Some(now);
            known.next_at = now + calendar.every;
            known.failures = 0;
            known.error = None;
            if known.told_at.take().is_some() {
                telling::calendar_is_well(ctx, &mut tx, rules, &calendar.id, now).await?;
            }
        }
        Err(failure) => fail(ctx, rules, calendar, &mut tx, &mut known, &failure, now).await?,
    }
    store::save(&mut tx, &known).await?;
    tx.commit().await
}

async fn fail(
    ctx: &Context,
    rules: &Rules,
    calendar: &Calendar,
    tx: &mut Tx,
    known: &mut Stored,
    failure: &Failure,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    known.error = Some(failure.to_string());
    if let Failure::Calendar(CalendarError::SlowDown(wait)) = failure {
        let wait = (*wait).max(Duration::from_secs(1));
        known.next_at = now + TimeDelta::from_std(wait).unwrap_or(calendar.every);
        return Ok(());
    }
    known.failures += 1;
    let wait = backoff::wait(known.failures, fastrand::u16(0..=1_000));
    known.next_at = now + wait;
    let calendar_id = calendar.id.as_str();
    tracing::warn!(calendar_id, error = %failure, "a calendar could not be read; it is tried again");
    let is_permanent = failure.is_permanent();
    let is_told = backoff::is_told(
        is_permanent,
        known.read_at,
        known.failures,
        calendar.every,
        now,
    );
    if is_told && known.told_at.is_none() {
        known.told_at = Some(now);
        telling::calendar_fails(ctx, tx, rules, calendar_id, failure, now).await?;
    }
    Ok(())
}

/// Brings the meetings of a calendar's rules in line with what was read.
async fn apply(
    ctx: &Context,
    rules: &Rules,
    tx: &mut Tx,
    known: &mut Stored,
    reading: Reading,
    now: DateTime<Utc>,
) -> anyhow::Result<Result<(), Failure>> {
    let own = rules.of_calendar(&known.id);
    match reading {
        Reading::Unchanged => {}
        Reading::Whole(whole) => {
            if whole.events == 0 && known.events > 0 {
                return Ok(Err(Failure::Emptied(known.events)));
            }
            for problem in &whole.problems {
                let calendar_id = known.id.as_str();
                tracing::warn!(calendar_id, problem, "an event could not be read");
            }
            known.events = i64::try_from(whole.events).unwrap_or(i64::MAX);
            known.kept = whole.kept;
            known.whole_at = Some(now);
            for (rule, matches) in own {
                let rows = rows(tx, rule, now).await?;
                let named = named(ctx, rule, matches, &whole.occurrences, now);
                for change in reconcile::whole(&rows, &named) {
                    plan::apply(ctx, tx, rule, change, now).await?;
                }
            }
        }
        Reading::Changes {
            changed,
            gone,
            kept,
        } => {
            known.kept = Some(kept);
            for (rule, matches) in own {
                let rows = rows(tx, rule, now).await?;
                let named = named(ctx, rule, matches, &changed, now);
                // What changed and does not fit any more is gone for this rule.
                let lost = changed
                    .iter()
                    .filter(|occurrence| !matches.fits(occurrence))
                    .map(|occurrence| &occurrence.identity);
                let gone: Vec<(String, Option<DateTime<Utc>>)> = gone
                    .iter()
                    .chain(lost)
                    .map(|identity| (identity.event.clone(), identity.original_start))
                    .collect();
                for change in reconcile::partial(&rows, &named, &gone) {
                    plan::apply(ctx, tx, rule, change, now).await?;
                }
            }
        }
    }
    Ok(Ok(()))
}

/// The meetings of a rule that are not over.
async fn rows(tx: &mut Tx, rule: &Rule, now: DateTime<Utc>) -> anyhow::Result<Vec<Known>> {
    let to_come = occurrences::to_come_of(tx, &rule.name, now).await?;
    let of_calendars = to_come.iter().filter(|meeting| meeting.event.is_some());
    Ok(of_calendars.map(plan::known_as).collect())
}

/// The occurrences that a rule means, and that are not over.
fn named(
    ctx: &Context,
    rule: &Rule,
    matches: &Matches,
    occurrences: &[Occurrence],
    now: DateTime<Utc>,
) -> Vec<Named> {
    let has_titles = ctx.config.privacy.keep_meeting_titles;
    occurrences
        .iter()
        .filter(|occurrence| matches.fits(occurrence) && occurrence.ends_at > now)
        .map(|occurrence| Named {
            identity: known_by(&occurrence.identity.event, &occurrence.identity),
            event: Some(occurrence.identity.event.clone()),
            original_start: occurrence.identity.original_start,
            occasion: occurrence
                .uid
                .as_deref()
                .map(|uid| known_by(uid, &occurrence.identity)),
            title: match has_titles {
                true => occurrence.title.clone(),
                false => rule.name.clone(),
            },
            starts_at: occurrence.starts_at,
            ends_at: occurrence.ends_at,
        })
        .collect()
}

/// What a meeting is known by: the event, by its id or its UID, and when it was first to start.
fn known_by(event: &str, identity: &Identity) -> String {
    match identity.original_start {
        Some(start) => format!("{event}@{}", start.format("%Y%m%dT%H%M%SZ")),
        None => format!("{event}@single"),
    }
}
