//! Somebody makes or changes a rule: where it is known from, its form, and the next meetings that it will have.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::Actor;
use super::looking::{NEXT, local};
use super::placing::{id_of, place};
use crate::features::meetings::calendars::Reading;
use crate::features::meetings::rule::{Rule, When};
use crate::features::meetings::rulebook::{Entry, Rulebook, usable};
use crate::features::meetings::rules::permission::{manageable, managers, may_manage};
use crate::features::meetings::rules::wanted::{self, Filled, Input, Known};
use crate::features::meetings::store::rules::{self as store, Made};
use crate::features::meetings::store::writings;
use crate::features::meetings::sync;
use crate::features::meetings::views::rule_actions::{self, Carried};
use crate::features::meetings::views::rule_form::{self, RuleForm};
use crate::features::meetings::views::rule_notices::{self, Found, Said};
use crate::platform::Context;
use crate::platform::config::{CalendarKind, Meeting};
use crate::platform::ids::{ChannelId, DepartmentId, new_row_id};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::View;
use crate::platform::slack::kit::is_forgotten;

/// So long the answer waits for a calendar: Slack takes it within three seconds.
const PATIENCE: Duration = Duration::from_millis(1_200);

/// The first form of a new rule: where it is known from, or the form itself where there is no calendar.
pub(super) async fn begin(ctx: &Context, actor: Actor<'_>) -> Value {
    let calendars: Vec<&str> = ctx.config.calendars.keys().map(String::as_str).collect();
    match calendars.is_empty() {
        true => new_form(ctx, actor, None).await,
        false => rule_form::kind(actor.words(), &calendars),
    }
}

/// Somebody chose where a meeting is known from.
///
/// # Errors
/// Never; the forms of rules are answered alike.
pub async fn chosen(ctx: &Context, actor: Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let calendar = rule_actions::chosen_calendar(&view.state);
    Ok(Answer::UpdateView(new_form(ctx, actor, calendar).await))
}

async fn new_form(ctx: &Context, actor: Actor<'_>, calendar: Option<String>) -> Value {
    let mut meeting = Meeting::of(String::new(), DepartmentId::from(""));
    meeting.calendar.clone_from(&calendar);
    meeting.owner = Some(actor.user.clone());
    let profile = ctx.people.profile(actor.user).await.ok();
    meeting.time_zone = profile.and_then(|profile| profile.time_zone);
    let carried = Carried {
        calendar,
        ..Carried::default()
    };
    form(ctx, actor, &carried, &meeting, None)
}

/// The form of a rule that is there already.
pub(super) async fn change(
    ctx: &Context,
    actor: Actor<'_>,
    entry: &Entry,
) -> anyhow::Result<Answer> {
    let (Some(made), Some(meeting)) = (&entry.made, &entry.meeting) else {
        return Ok(Answer::Nothing);
    };
    let carried = Carried {
        rule: Some(made.id.clone()),
        revision: made.revision,
        calendar: meeting.calendar.clone(),
    };
    let channel = match &meeting.channel {
        Some(channel) => id_of(ctx, channel).await,
        None => None,
    };
    let mut meeting = meeting.clone();
    meeting.owner = meeting.owner.filter(|owner| !is_forgotten(owner));
    let form = form(ctx, actor, &carried, &meeting, channel.as_ref());
    Ok(Answer::PushView(form))
}

fn form(
    ctx: &Context,
    actor: Actor<'_>,
    carried: &Carried,
    meeting: &Meeting,
    channel: Option<&ChannelId>,
) -> Value {
    let config = &ctx.config;
    let ids = manageable(config, actor.user);
    let departments: Vec<(&DepartmentId, &str)> = ids
        .iter()
        .filter_map(|id| {
            let department = config.departments.get(id)?;
            Some((id, department.name.in_language(actor.language)))
        })
        .collect();
    let zone = meeting.time_zone.unwrap_or(config.workspace.time_zone);
    let calendar = meeting.calendar.as_ref();
    let calendar = calendar.and_then(|id| config.calendars.get(id));
    let shown = RuleForm {
        carried,
        meeting,
        departments: &departments,
        channel,
        zone: zone.name(),
        is_writable: calendar.is_some_and(|calendar| calendar.kind != CalendarKind::Ics),
    };
    rule_form::form(actor.words(), &shown)
}

/// Somebody sent the form of a rule.
///
/// # Errors
/// Where the database refused.
pub async fn made(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    view: &View,
) -> anyhow::Result<Answer> {
    let carried = Carried::of(view.private_metadata.as_deref());
    let entries = book.entries(ctx).await?;
    let before = match before(ctx, actor, &carried, &entries) {
        Ok(before) => before,
        Err(answer) => return Ok(answer),
    };
    let filled = rule_actions::filled(&view.state);
    let meeting = match asked_for(ctx, actor, &entries, before.clone(), &filled).await {
        Ok(meeting) => meeting,
        Err(faults) => return Ok(Answer::Errors(faults)),
    };
    let rule = match usable(&ctx.config, &meeting) {
        Ok(rule) => rule,
        Err(_) => return Ok(said(actor, Said::NoCalendar)),
    };
    if !save(ctx, actor, &carried, &before, &meeting).await? {
        return Ok(match carried.rule {
            Some(_) => said(actor, Said::Changed),
            None => {
                let taken = rule_form::fault(actor.words(), &wanted::Fault::NameTaken);
                Answer::Errors([(Input::Name.id().to_owned(), taken)].into())
            }
        });
    }
    let is_paused = |entry: &Entry| entry.name == meeting.name && entry.pause.is_some();
    let next = match entries.iter().any(is_paused) {
        true => Next::Paused,
        false => upcoming(ctx, book, &rule).await,
    };
    let place = ChannelId::from(rule.lane.as_str());
    let shown = rule_notices::saved(
        actor.words(),
        &meeting.name,
        &place,
        meeting.lead_minutes,
        next.found(),
    );
    Ok(Answer::UpdateView(shown))
}

fn said(actor: Actor<'_>, said: Said) -> Answer {
    Answer::UpdateView(rule_notices::modal(actor.words(), said))
}

/// What the rule said before the form was filled in: nothing but its calendar where it is a new one.
///
/// # Errors
/// The answer to somebody who may not, or came too late.
fn before(
    ctx: &Context,
    actor: Actor<'_>,
    carried: &Carried,
    entries: &[Entry],
) -> Result<Meeting, Answer> {
    let Some(id) = &carried.rule else {
        if manageable(&ctx.config, actor.user).is_empty() {
            return Err(said(actor, Said::Forbidden(&managers(&ctx.config, None))));
        }
        let mut meeting = Meeting::of(String::new(), DepartmentId::from(""));
        meeting.calendar.clone_from(&carried.calendar);
        return Ok(meeting);
    };
    let is_it = |entry: &&Entry| entry.made.as_ref().is_some_and(|made| made.id == *id);
    let entry = entries.iter().find(is_it);
    let Some(meeting) = entry.and_then(|entry| entry.meeting.clone()) else {
        return Err(said(actor, Said::Gone));
    };
    let department = Some(&meeting.department);
    if !may_manage(&ctx.config, actor.user, department) {
        let managers = managers(&ctx.config, department);
        return Err(said(actor, Said::Forbidden(&managers)));
    }
    Ok(meeting)
}

/// What the rule is to say, or what is wrong with the fields, by their block.
async fn asked_for(
    ctx: &Context,
    actor: Actor<'_>,
    entries: &[Entry],
    before: Meeting,
    filled: &Filled,
) -> Result<Meeting, BTreeMap<String, String>> {
    let words = actor.words();
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let known = Known {
        names: &names,
        departments: &manageable(&ctx.config, actor.user),
        zone: ctx.config.workspace.time_zone,
        now: ctx.clock.now(),
    };
    let (mut meeting, mut faults) = match wanted::read(before.clone(), filled, known) {
        Ok(meeting) => (meeting, BTreeMap::new()),
        Err(faults) => {
            let told = faults.iter();
            let told =
                told.map(|(input, fault)| (input.id().to_owned(), rule_form::fault(words, fault)));
            (before, told.collect())
        }
    };
    if let Some(channel) = &filled.channel {
        match place(ctx, channel, &meeting.department).await {
            Ok(channel) => meeting.channel = channel,
            Err(fault) => {
                let told = rule_form::channel_fault(words, fault);
                faults.insert(Input::Channel.id().to_owned(), told);
            }
        }
    }
    match faults.is_empty() {
        true => Ok(meeting),
        false => Err(faults),
    }
}

/// Stores the rule; `false` where somebody was quicker. What stands in events that it does not write to any more
/// is taken out.
async fn save(
    ctx: &Context,
    actor: Actor<'_>,
    carried: &Carried,
    before: &Meeting,
    meeting: &Meeting,
) -> anyhow::Result<bool> {
    let now = ctx.clock.now();
    let text = serde_json::to_string(meeting)?;
    let mut tx = ctx.db.begin().await?;
    let is_saved = match &carried.rule {
        Some(id) => store::change(&mut tx, id, carried.revision, &text, actor.user, now).await?,
        None => {
            let made = Made {
                id: new_row_id(),
                name: meeting.name.clone(),
                meeting: text,
                made_by: actor.user.clone(),
                made_at: now,
                changed_by: None,
                changed_at: None,
                revision: 1,
            };
            store::make(&mut tx, &made).await?
        }
    };
    if is_saved && before.write != meeting.write {
        writings::take_out_of(&mut tx, &meeting.name, now).await?;
    }
    match is_saved {
        true => tx.commit().await?,
        false => tx.rollback().await?,
    }
    Ok(is_saved)
}

/// What is known of the next meetings of a rule.
enum Next {
    Known(Vec<(DateTime<Utc>, NaiveDateTime)>),
    Unread,
    Slow,
    Paused,
}

impl Next {
    fn found(&self) -> Found<'_> {
        match self {
            Self::Known(next) if next.is_empty() => Found::None,
            Self::Known(next) => Found::Next(next),
            Self::Unread => Found::Unread,
            Self::Slow => Found::Slow,
            Self::Paused => Found::Paused,
        }
    }
}

/// The next meetings of a rule: of its schedule, or of its calendar, which is read for it.
async fn upcoming(ctx: &Context, book: &Rulebook, rule: &Rule) -> Next {
    let now = ctx.clock.now();
    let starts = match &rule.when {
        When::Schedule(..) => rule.next_scheduled(now, NEXT),
        When::Calendar(matches) => {
            let rules = book.of([rule]);
            let window = sync::window(now);
            let reading = rules.calendars().read(&matches.calendar, &window, None);
            let occurrences = match tokio::time::timeout(PATIENCE, reading).await {
                Err(_) => return Next::Slow,
                Ok(Ok(Reading::Whole(whole))) => whole.occurrences,
                Ok(_) => return Next::Unread,
            };
            let mut starts: Vec<DateTime<Utc>> = occurrences
                .iter()
                .filter(|occurrence| matches.fits(occurrence) && occurrence.starts_at > now)
                .map(|occurrence| occurrence.starts_at)
                .collect();
            starts.sort_unstable();
            starts.truncate(NEXT);
            starts
        }
    };
    let next = starts.into_iter().map(|at| (at, local(ctx, at)));
    Next::Known(next.collect())
}
