//! Tells the owner of a rule what does not work, once, and once when it does again.

use chrono::{DateTime, Utc};

use super::agenda::words_of;
use super::calendars::CalendarError;
use super::rule::{Rule, Rules};
use super::store::calendars as store;
use super::store::occurrences::Meeting;
use super::sync::Failure;
use super::views::problems::{self, CalendarProblem};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::UserId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// The key under which is known that the owner of a rule was told of a missed meeting.
pub const MISSED: &str = "missed";
/// The key under which is known that the owner of a rule was told of an event that can not be written.
pub const WRITING: &str = "writing";

/// The owners of the rules of a calendar, each once, with the names of their rules.
fn owners<'a>(rules: &'a Rules, calendar: &str) -> Vec<(&'a UserId, Vec<&'a str>)> {
    let mut owners: Vec<(&UserId, Vec<&str>)> = Vec::new();
    for (rule, _) in rules.of_calendar(calendar) {
        for owner in &rule.owners {
            match owners.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, names)) => names.push(&rule.name),
                None => owners.push((owner, vec![&rule.name])),
            }
        }
    }
    owners
}

/// A calendar can not be read: its owners are told, with the remedy.
///
/// # Errors
/// Where the database refused.
pub async fn calendar_fails(
    ctx: &Context,
    tx: &mut Tx,
    rules: &Rules,
    calendar: &str,
    failure: &Failure,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let problem = problem_of(failure);
    for (owner, names) in owners(rules, calendar) {
        let words = words_of(ctx, tx, owner).await?;
        let message = problems::calendar_fails(words, calendar, &names, problem);
        let key = format!("calendar:fails:{calendar}:{owner}:{}", now.timestamp());
        send(tx, owner, &message, key, now).await?;
    }
    Ok(())
}

/// A calendar of which was told that it fails can be read again.
///
/// # Errors
/// Where the database refused.
pub async fn calendar_is_well(
    ctx: &Context,
    tx: &mut Tx,
    rules: &Rules,
    calendar: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for (owner, names) in owners(rules, calendar) {
        let words = words_of(ctx, tx, owner).await?;
        let message = problems::calendar_is_well(words, calendar, &names);
        let key = format!("calendar:well:{calendar}:{owner}:{}", now.timestamp());
        send(tx, owner, &message, key, now).await?;
    }
    Ok(())
}

/// A meeting began before its agenda could be posted: the owners of its rule are told, once until an agenda
/// appears again.
///
/// # Errors
/// Where the database refused.
pub async fn missed(
    ctx: &Context,
    tx: &mut Tx,
    rule: &Rule,
    meeting: &Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if !store::tell(tx, &rule.name, MISSED, now).await? {
        return Ok(());
    }
    for owner in &rule.owners {
        let words = words_of(ctx, tx, owner).await?;
        let zone = ctx.config.workspace.time_zone;
        let local = meeting.starts_at.with_timezone(&zone).naive_local();
        let message = problems::missed(words, &rule.name, meeting.starts_at, local);
        let key = format!("agenda:missed:{}:{owner}", meeting.id);
        send(tx, owner, &message, key, now).await?;
    }
    Ok(())
}

/// An event can not be written: the owners of the rule are told, once for each rule, with the account that
/// it is to be shared with.
///
/// # Errors
/// Where the database refused.
pub async fn writing_fails(
    ctx: &Context,
    tx: &mut Tx,
    rule: &Rule,
    calendar: &str,
    error: &CalendarError,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if !store::tell(tx, &rule.name, WRITING, now).await? {
        return Ok(());
    }
    let failure = Failure::Calendar(error.clone());
    let problem = problem_of(&failure);
    for owner in &rule.owners {
        let words: Words = words_of(ctx, tx, owner).await?;
        let message = problems::writing_fails(words, calendar, &rule.name, problem);
        let key = format!("calendar:writing:{}:{owner}:{}", rule.name, now.timestamp());
        send(tx, owner, &message, key, now).await?;
    }
    Ok(())
}

async fn send(
    tx: &mut Tx,
    owner: &UserId,
    message: &Message,
    key: String,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let message = NewMessage::post(owner.as_str(), message.to_json(), key, now);
    outbox::enqueue(tx, &[message], now).await?;
    Ok(())
}

/// What is wrong, as it is shown.
fn problem_of(failure: &Failure) -> CalendarProblem<'_> {
    match failure {
        Failure::Emptied(_) => CalendarProblem::Emptied,
        Failure::Calendar(error) => match error {
            CalendarError::Refused(said) => CalendarProblem::Refused(said),
            CalendarError::Forbidden { account, .. } => CalendarProblem::Forbidden(account),
            CalendarError::ReadOnly => CalendarProblem::ReadOnly,
            CalendarError::NotFound(said) => CalendarProblem::NotFound(said),
            CalendarError::OnlineMeeting => CalendarProblem::OnlineMeeting,
            CalendarError::WouldMail => CalendarProblem::WouldMail,
            CalendarError::Unreadable(said) => CalendarProblem::Unreadable(said),
            CalendarError::Unreachable(said) => CalendarProblem::Unreachable(said),
            CalendarError::SlowDown(_) => CalendarProblem::Unreachable("429"),
            CalendarError::ChangedMeanwhile => CalendarProblem::Unreachable("412"),
        },
    }
}
