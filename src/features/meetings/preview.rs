//! What would be on the coming agendas, and why, without posting anything.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::rule::{Rule, Rules};
use super::rules::choice::{self, Choice, Shown};
use super::rules::frequency::{Before, Without, has_agenda};
use super::store::occurrences::{self as store, Meeting, State};
use super::store::{candidates, history, items};
use super::{agenda, plan, taking};
use crate::platform::Context;
use crate::platform::db::Tx;

/// A meeting that is to come, with what would be on its agenda.
#[derive(Clone, Debug)]
pub struct Coming {
    /// The meeting.
    pub meeting: Meeting,
    /// What it would show and why; or why it would have no agenda.
    pub shows: Result<Option<Choice>, Without>,
}

/// The meetings until `until` with what each would show, as things stand now: what one shows, the next one
/// in the same channel does not. One that several rules mean in a channel is there once. Nothing is posted.
///
/// # Errors
/// Where the database refused.
pub async fn coming(
    ctx: &Context,
    rules: &Rules,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> anyhow::Result<Vec<Coming>> {
    plan::plan(ctx, rules, now).await?;
    let mut shown: HashMap<String, Vec<Shown>> = HashMap::new();
    let mut before: HashMap<String, Before> = HashMap::new();
    let mut found = Vec::new();
    let to_come = store::to_come(&ctx.db, now).await?;
    for meeting in taking::each_once(rules, to_come) {
        if meeting.starts_at > until || meeting.state != State::Planned {
            continue;
        }
        let Some(rule) = rules.called(&meeting.rule) else {
            continue;
        };
        let mut tx = ctx.db.begin().await?;
        let shows = shows(&mut tx, rule, &meeting, &mut before, &mut shown, now).await?;
        tx.rollback().await?;
        found.push(Coming { meeting, shows });
    }
    Ok(found)
}

/// When the next agenda appears, and of which meeting, as things stand now. It is looked for as far ahead as the
/// next meeting of a weekly rule is, and not further.
///
/// # Errors
/// Where the database refused.
pub async fn next_agenda(
    ctx: &Context,
    rules: &Rules,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<(DateTime<Utc>, String)>> {
    let mut next: Option<(DateTime<Utc>, String)> = None;
    for Coming { meeting, shows } in coming(ctx, rules, now, now + TimeDelta::days(8)).await? {
        let is_sooner = next.as_ref().is_none_or(|(at, _)| meeting.post_at < *at);
        let appears = match shows {
            Ok(Some(_)) => true,
            Ok(None) => is_anything_open(ctx, &meeting).await?,
            Err(_) => false,
        };
        if meeting.post_at > now && is_sooner && appears {
            next = Some((meeting.post_at, meeting.title));
        }
    }
    Ok(next)
}

async fn is_anything_open(ctx: &Context, meeting: &Meeting) -> anyhow::Result<bool> {
    let mut tx = ctx.db.begin().await?;
    let open = items::open(&mut tx, &meeting.lane).await?;
    tx.rollback().await?;
    Ok(!open.is_empty())
}

async fn shows(
    tx: &mut Tx,
    rule: &Rule,
    meeting: &Meeting,
    before: &mut HashMap<String, Before>,
    shown: &mut HashMap<String, Vec<Shown>>,
    now: DateTime<Utc>,
) -> anyhow::Result<Result<Option<Choice>, Without>> {
    if !before.contains_key(&rule.name) {
        let first = history::before(tx, meeting, rule.zone).await?;
        before.insert(rule.name.clone(), first);
    }
    let day = meeting.starts_at.with_timezone(&rule.zone).date_naive();
    let history = before.entry(rule.name.clone()).or_default();
    let why = match rule.is_holiday(meeting.starts_at) {
        true => Err(Without::Holiday),
        false => has_agenda(rule.frequency, &rule.weekdays, day, *history),
    };
    if let Err(why) = why {
        history.since += 1;
        return Ok(Err(why));
    }
    *history = Before {
        last: Some(day),
        since: 0,
    };
    let since = now - TimeDelta::weeks(i64::from(rule.weeks));
    if !shown.contains_key(&meeting.lane) {
        let stored = history::shown(tx, &meeting.lane, since, "").await?;
        shown.insert(meeting.lane.clone(), stored);
    }
    let stood = shown.entry(meeting.lane.clone()).or_default();
    let candidates =
        candidates::of_department(tx, &meeting.department, now - agenda::NEWS, now).await?;
    let choice = choice::choose(&candidates, stood, rule.ratio, rule.weeks, meeting.post_at);
    if let Some(choice) = &choice {
        stood.push(Shown {
            subject: choice.subject.clone(),
            tone: choice.reason.got,
            at: meeting.post_at,
            is_swapped: false,
        });
    }
    Ok(Ok(choice))
}
