//! Which meetings are to come: those of schedules are written down ahead, and follow when a rule changes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::agenda;
use super::rule::{Rule, Rules, When};
use super::rules::reconcile::{self, Change, Known, Named};
use super::store::occurrences::{self as store, Meeting, State};
use super::withdraw::withdraw;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::new_row_id;

/// So far ahead meetings are known.
pub const AHEAD: TimeDelta = TimeDelta::days(35);

/// Writes down the meetings that schedules name, and withdraws those of rules that are gone or paused. What has an
/// agenda already is left, unless its rule is another one now.
///
/// # Errors
/// Where the database refused.
pub async fn plan(ctx: &Context, rules: &Rules, now: DateTime<Utc>) -> anyhow::Result<()> {
    let until = now + AHEAD;
    let mut by_rule: BTreeMap<String, Vec<Meeting>> = BTreeMap::new();
    for meeting in store::to_come(&ctx.db, now).await? {
        let known = by_rule.entry(meeting.rule.clone()).or_default();
        known.push(meeting);
    }
    for rule in rules.all() {
        let known = by_rule.remove(&rule.name).unwrap_or_default();
        let named = rule.scheduled(now, until);
        // What a calendar names changes when the calendar is read; what came from a schedule before goes.
        let within: Vec<Known> = known
            .iter()
            .filter(|meeting| meeting.event.is_none() || matches!(rule.when, When::Schedule(..)))
            .filter(|meeting| meeting.starts_at > now && meeting.starts_at <= until)
            .map(known_as)
            .collect();
        let changes = reconcile::whole(&within, &named);
        let elsewhere = known.iter().filter(|meeting| is_elsewhere(rule, meeting));
        let elsewhere: Vec<String> = elsewhere.map(|meeting| meeting.id.clone()).collect();
        if !changes.is_empty() || !elsewhere.is_empty() {
            let mut tx = ctx.db.begin().await?;
            for change in changes {
                apply(ctx, &mut tx, rule, change, now).await?;
            }
            for id in elsewhere {
                bring(&mut tx, rule, &id).await?;
            }
            tx.commit().await?;
        }
    }
    // The rules of these meetings are gone, or paused.
    for (rule, known) in by_rule {
        let is_at_work =
            |meeting: &Meeting| matches!(meeting.state, State::Planned | State::Posted);
        if known.iter().any(is_at_work) {
            let mut tx = ctx.db.begin().await?;
            withdraw(&mut tx, &rule, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A meeting as the comparison wants it.
pub fn known_as(meeting: &Meeting) -> Known {
    Known {
        id: meeting.id.clone(),
        named: meeting.named(),
        is_cancelled: meeting.state == State::Cancelled,
    }
}

/// Whether the agenda of a meeting would appear elsewhere, or at another time, than its rule says now.
fn is_elsewhere(rule: &Rule, meeting: &Meeting) -> bool {
    meeting.state == State::Planned
        && (meeting.lane != rule.lane
            || meeting.department != rule.department
            || meeting.post_at != rule.post_at(meeting.starts_at))
}

async fn bring(tx: &mut Tx, rule: &Rule, id: &str) -> anyhow::Result<()> {
    let meeting = store::lock(tx, id).await?;
    if let Some(mut meeting) = meeting.filter(|meeting| is_elsewhere(rule, meeting)) {
        meeting.lane.clone_from(&rule.lane);
        meeting.department = rule.department.clone();
        meeting.post_at = rule.post_at(meeting.starts_at);
        store::save(tx, &meeting).await?;
    }
    Ok(())
}

/// Carries out one change: what is planned follows, and so does a card that is in the channel.
///
/// # Errors
/// Where the database refused.
pub async fn apply(
    ctx: &Context,
    tx: &mut Tx,
    rule: &Rule,
    change: Change,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    match change {
        Change::Add(named) => {
            let post_at = rule.post_at(named.starts_at);
            let (department, lane) = (&rule.department, rule.lane.as_str());
            let id = new_row_id();
            let mut meeting = Meeting::planned(id, &rule.name, &named, department, lane, post_at);
            if let When::Calendar(matches) = &rule.when {
                meeting.calendar = Some(matches.calendar.clone());
            }
            if store::add(tx, &meeting).await? {
                return Ok(());
            }
            // It is known from before: it was over, and is held again at another time.
            match store::called(tx, &rule.name, &named.identity).await? {
                Some(known) => follow(ctx, tx, rule, known, named, now).await,
                None => Ok(()),
            }
        }
        Change::Move(id, named) => match store::lock(tx, &id).await? {
            Some(meeting) => follow(ctx, tx, rule, meeting, named, now).await,
            None => Ok(()),
        },
        Change::Cancel(id) => {
            let Some(mut meeting) = store::lock(tx, &id).await? else {
                return Ok(());
            };
            if matches!(rule.when, When::Schedule(..)) && meeting.state == State::Planned {
                return store::drop_planned(tx, &id).await;
            }
            meeting.state = State::Cancelled;
            agenda::release(tx, &meeting).await?;
            store::save(tx, &meeting).await?;
            agenda::refresh(ctx, tx, &meeting, now).await
        }
    }
}

/// A meeting is at another time, is called something else, or is held after all. What has a card keeps it.
async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    rule: &Rule,
    mut meeting: Meeting,
    named: Named,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let is_moved = meeting.starts_at != named.starts_at;
    meeting.occasion = named.occasion;
    meeting.title = named.title;
    meeting.starts_at = named.starts_at;
    meeting.ends_at = named.ends_at;
    match meeting.state {
        State::Cancelled if meeting.message_id.is_some() => meeting.state = State::Posted,
        State::Cancelled => meeting.state = State::Planned,
        // It was to have none at its old time, or was missed there; its new time is asked afresh.
        State::Without | State::Missed if is_moved => {
            meeting.state = State::Planned;
            meeting.why = None;
        }
        State::Planned | State::Posted | State::Skipped | State::Without | State::Missed => {}
    }
    if meeting.state == State::Planned {
        meeting.post_at = rule.post_at(meeting.starts_at);
    }
    store::save(tx, &meeting).await?;
    agenda::refresh(ctx, tx, &meeting, now).await
}
