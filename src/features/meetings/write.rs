//! Writes the agenda into the event of a calendar: once, followed when it changes, and taken out again.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::agenda;
use super::calendars::{CalendarError, Identity, Target};
use super::rule::{Rule, Rules};
use super::rules::backoff;
use super::store::calendars as told;
use super::store::occurrences::{self, Meeting, State};
use super::store::writings::{self as store, Writing, WritingState};
use super::telling;
use super::views::event;
use crate::platform::Context;
use crate::platform::config::Write;
use crate::platform::db::Tx;
use crate::platform::ids::new_row_id;
use crate::platform::words::Words;

/// How an event is named that happens once.
const SINGLE: &str = "single";
/// How long to wait for the card to arrive, whose channel the link leads to.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// Where the agenda of a meeting stands in its calendar: the text by which an occurrence is named.
fn place(meeting: &Meeting) -> String {
    match meeting.original_start {
        Some(start) => start.to_rfc3339_opts(SecondsFormat::Secs, true),
        None => SINGLE.to_owned(),
    }
}

/// Notes that the agenda of a meeting is to be written into its event, where its rule says so. `plain` is the
/// agenda. A series has its one line already after the first time; one that its calendar refused is tried again
/// with each agenda, as somebody may have shared the calendar since.
///
/// # Errors
/// Where the database refused.
pub async fn wish(
    tx: &mut Tx,
    rule: &Rule,
    meeting: &Meeting,
    plain: String,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (Some(calendar), Some(event)) = (&meeting.calendar, &meeting.event) else {
        return Ok(());
    };
    let (original_start, words) = match rule.write {
        Write::Off => return Ok(()),
        Write::Occurrence => (place(meeting), plain),
        // Its words are known once the channel is.
        Write::Series => (String::new(), String::new()),
    };
    let known = store::within(tx, calendar, event, &original_start).await?;
    if known.is_some_and(|known| known.state != WritingState::Refused) {
        return Ok(());
    }
    let writing = Writing {
        id: new_row_id(),
        rule: rule.name.clone(),
        calendar: calendar.clone(),
        event: event.clone(),
        original_start,
        meeting_id: Some(meeting.id.clone()),
        words,
        state: WritingState::Wanted,
        next_at: now,
        failures: 0,
        error: None,
    };
    store::put(tx, &writing).await
}

/// Brings what is written into the occurrence of a meeting in line with its card.
///
/// # Errors
/// Where the database refused.
pub async fn follow(
    tx: &mut Tx,
    meeting: &Meeting,
    plain: String,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (Some(calendar), Some(event)) = (&meeting.calendar, &meeting.event) else {
        return Ok(());
    };
    let written = store::within(tx, calendar, event, &place(meeting)).await?;
    let Some(mut writing) = written.filter(|writing| writing.state != WritingState::Refused) else {
        return Ok(());
    };
    let (state, words) = match meeting.state {
        State::Posted => (WritingState::Wanted, plain),
        _ => (WritingState::Unwanted, writing.words.clone()),
    };
    if writing.words == words && state == WritingState::Wanted {
        return Ok(());
    }
    writing.state = state;
    writing.words = words;
    writing.next_at = now;
    writing.failures = 0;
    store::put(tx, &writing).await
}

/// What is to be written or taken out now. For a rule that is gone or paused, things are taken out only, where their
/// calendar can be reached.
///
/// # Errors
/// Where the database does not answer.
pub async fn due(ctx: &Context, rules: &Rules, now: DateTime<Utc>) -> anyhow::Result<Vec<Writing>> {
    let mut due = store::due(&ctx.db, now).await?;
    due.retain(|writing| {
        let is_to_go = writing.state == WritingState::Unwanted
            && rules.calendars().called(&writing.calendar).is_some();
        rules.called(&writing.rule).is_some() || is_to_go
    });
    Ok(due)
}

/// Writes what is to be written into a calendar, and takes out what is to go. Nothing new is begun once `stop` is
/// cancelled; what was begun is brought to its end, as an event may have to be put back.
///
/// # Errors
/// Where the database refused; a calendar that refuses is no error of ours.
pub async fn carry_out(
    ctx: &Context,
    rules: &Rules,
    calendar: &str,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    for writing in due(ctx, rules, ctx.clock.now()).await? {
        if writing.calendar != calendar {
            continue;
        }
        if stop.is_cancelled() || !one(ctx, rules, writing).await? {
            break;
        }
    }
    Ok(())
}

/// Carries out one; returns whether the calendar can be asked for more.
async fn one(ctx: &Context, rules: &Rules, mut writing: Writing) -> anyhow::Result<bool> {
    let rule = rules.called(&writing.rule);
    if writing.words.is_empty() && writing.state == WritingState::Wanted {
        let mut tx = ctx.db.begin().await?;
        match link(ctx, &mut tx, &writing).await? {
            Some(words) => writing.words = words,
            None => writing.next_at = ctx.clock.now() + SOON,
        }
        store::put(&mut tx, &writing).await?;
        tx.commit().await?;
        if writing.words.is_empty() {
            return Ok(true);
        }
    }
    let item = match writing.state {
        WritingState::Unwanted => None,
        _ => Some(writing.words.as_str()),
    };
    let outcome = rules
        .calendars()
        .describe(&writing.calendar, &target(&writing), item, ctx.clock.now())
        .await;
    let now = ctx.clock.now();
    let taken = writing.clone();
    let mut is_there = true;
    let mut tx = ctx.db.begin().await?;
    match (outcome, writing.state) {
        (Ok(_) | Err(CalendarError::NotFound(_)), WritingState::Unwanted) => {
            store::forget(&mut tx, &taken).await?;
        }
        (Ok(_), _) => {
            writing.state = WritingState::Written;
            writing.failures = 0;
            writing.error = None;
            told::over(&mut tx, &writing.rule, telling::WRITING).await?;
            store::become_of(&mut tx, &taken, &writing).await?;
        }
        (Err(error), _) => {
            writing.error = Some(error.to_string());
            writing.failures += 1;
            writing.next_at = now + wait(&error, writing.failures);
            if is_final(&error) {
                writing.state = WritingState::Refused;
                if let Some(rule) = rule {
                    let calendar = &writing.calendar;
                    telling::writing_fails(ctx, &mut tx, rule, calendar, &error, now).await?;
                }
            }
            store::become_of(&mut tx, &taken, &writing).await?;
            if matches!(
                error,
                CalendarError::Unreachable(_) | CalendarError::SlowDown(_)
            ) {
                // It is left alone with all that waits for it.
                is_there = false;
                store::put_off(&mut tx, &writing.calendar, writing.next_at).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(is_there)
}

fn wait(error: &CalendarError, failures: i64) -> TimeDelta {
    let plain = backoff::wait(failures, fastrand::u16(0..=1_000));
    match error {
        CalendarError::SlowDown(wait) => TimeDelta::from_std(*wait).unwrap_or(plain),
        _ => plain,
    }
}

/// Whether trying again does not help.
fn is_final(error: &CalendarError) -> bool {
    match error {
        CalendarError::Unreachable(_)
        | CalendarError::SlowDown(_)
        | CalendarError::ChangedMeanwhile => false,
        CalendarError::Refused(_)
        | CalendarError::Forbidden { .. }
        | CalendarError::ReadOnly
        | CalendarError::NotFound(_)
        | CalendarError::OnlineMeeting
        | CalendarError::WouldMail
        | CalendarError::Unreadable(_) => true,
    }
}

/// The line of a series: a link to the channel, which stays the same.
async fn link(ctx: &Context, tx: &mut Tx, writing: &Writing) -> anyhow::Result<Option<String>> {
    let Some(id) = &writing.meeting_id else {
        return Ok(None);
    };
    let Some(meeting) = occurrences::lock(tx, id).await? else {
        return Ok(None);
    };
    let Some(message) = &meeting.message_id else {
        return Ok(None);
    };
    let channel = store::channel_of(tx, message).await?;
    let words = Words::of(agenda::language(ctx, tx, &meeting).await?);
    Ok(channel.map(|channel| event::line(words, &channel)))
}

fn target(writing: &Writing) -> Target {
    let event = writing.event.clone();
    match writing.original_start.as_str() {
        "" => Target::Series(event),
        start => Target::Occurrence(Identity {
            event,
            original_start: start.parse().ok(),
        }),
    }
}

/// Takes everything out of all calendars that was ever written there. Returns how much was taken out, and what
/// could not be, each in a sentence.
///
/// # Errors
/// Where the database refused.
pub async fn unlink(ctx: &Context, rules: &Rules) -> anyhow::Result<(usize, Vec<String>)> {
    let (mut taken, mut left) = (0, Vec::new());
    for writing in store::all(&ctx.db).await? {
        let target = target(&writing);
        let outcome = rules
            .calendars()
            .describe(&writing.calendar, &target, None, ctx.clock.now())
            .await;
        match outcome {
            Ok(_) | Err(CalendarError::NotFound(_)) => {
                let mut tx = ctx.db.begin().await?;
                store::forget(&mut tx, &writing).await?;
                tx.commit().await?;
                taken += 1;
            }
            Err(error) => left.push(format!(
                "{} in {}: {error}",
                writing.event, writing.calendar
            )),
        }
    }
    Ok((taken, left))
}
