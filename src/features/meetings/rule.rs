//! Rules, ready to be asked: which meetings, where, when, with what on the agenda.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};

use super::matching::Matches;
use super::rules::reconcile::Named;
use super::rules::timing::{self, Hours};
use super::source::Calendars;
use crate::platform::config::{Config, Department, Frequency, Meeting, Ratio, Weekday, Write};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::schedule::Schedule;
use crate::platform::slack::kit::is_forgotten;

/// How a local time is written by which a meeting is known.
const LOCAL: &str = "%Y%m%dT%H%M";
/// Among so many occurrences of a schedule the next ones are looked for.
const LOOKED_AT: usize = 400;

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it is called.
    pub name: String,
    /// The department whose customers are spoken of.
    pub department: DepartmentId,
    /// The channel as the configuration names it.
    pub lane: String,
    /// Where its meetings come from.
    pub when: When,
    /// How long before a meeting its agenda appears.
    pub lead: TimeDelta,
    /// Which of its meetings have an agenda.
    pub frequency: Frequency,
    /// On which days of the week; empty for all.
    pub weekdays: Vec<Weekday>,
    /// For so many weeks nothing is repeated in the channel.
    pub weeks: u32,
    /// How much praise to how much pain.
    pub ratio: Ratio,
    /// What is written into the event of a calendar.
    pub write: Write,
    /// Who is told of problems.
    pub owners: Vec<UserId>,
    /// When the department is posted to.
    pub hours: Hours,
    /// The zone in which its days are read.
    pub zone: Tz,
}

/// Where the meetings of a rule come from.
#[derive(Clone, Debug)]
pub enum When {
    /// They come back by a schedule, and last so long.
    Schedule(Box<Schedule>, TimeDelta),
    /// They stand in a calendar.
    Calendar(Box<Matches>),
}

impl Rule {
    /// The rule of a meeting; `None` where its department is not in use.
    ///
    /// # Errors
    /// Where its schedule can not be read; `config check` says the same with its line.
    pub fn of(config: &Config, meeting: &Meeting) -> anyhow::Result<Option<Self>> {
        let department = config.departments.get(&meeting.department);
        let Some(department) = department.filter(|department| department.enabled) else {
            return Ok(None);
        };
        let zone = meeting.time_zone.unwrap_or(config.workspace.time_zone);
        let when = match &meeting.calendar {
            Some(calendar) => When::Calendar(Box::new(Matches::of(calendar, meeting)?)),
            None => When::Schedule(
                Box::new(Schedule::parse(
                    meeting.schedule.as_deref().unwrap_or_default(),
                    zone,
                )?),
                TimeDelta::minutes(i64::from(meeting.minutes)),
            ),
        };
        let hours = department.posting.hours.as_ref();
        let lane = meeting.channel.as_ref().unwrap_or(&department.channel);
        Ok(Some(Self {
            name: meeting.name.clone(),
            department: meeting.department.clone(),
            lane: lane.as_str().to_owned(),
            when,
            lead: TimeDelta::minutes(i64::from(meeting.lead_minutes)),
            frequency: meeting.frequency,
            weekdays: meeting.weekdays.clone(),
            weeks: meeting.repeat_after_weeks,
            ratio: meeting.praise_to_pain,
            write: meeting.write,
            owners: owners(config, meeting, department),
            hours: Hours {
                hours: hours.unwrap_or(&config.workspace.posting_hours).clone(),
                holidays: config.workspace.holidays.clone(),
                zone: config.workspace.time_zone,
            },
            zone,
        }))
    }

    /// When the agenda of a meeting appears.
    pub fn post_at(&self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        timing::post_at(starts_at, self.lead, &self.hours)
    }

    /// The next `most` meetings after `now` that its schedule names and on whose day somebody works.
    pub fn next_scheduled(&self, now: DateTime<Utc>, most: usize) -> Vec<DateTime<Utc>> {
        let When::Schedule(schedule, _) = &self.when else {
            return Vec::new();
        };
        let named = schedule.after(now).map(|occurrence| occurrence.at);
        let held = named.take(LOOKED_AT).filter(|at| !self.is_holiday(*at));
        held.take(most).collect()
    }

    /// Whether nobody meets on the day of a scheduled meeting: a schedule knows no holidays, a calendar does.
    pub fn is_holiday(&self, starts_at: DateTime<Utc>) -> bool {
        let day = starts_at.with_timezone(&self.zone).date_naive();
        matches!(self.when, When::Schedule(..)) && self.hours.holidays.contains(&day)
    }

    /// The meetings after `now` up to `until` that its schedule names.
    pub fn scheduled(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Named> {
        let When::Schedule(schedule, lasting) = &self.when else {
            return Vec::new();
        };
        let named = schedule.due(now, until).into_iter();
        named
            .map(|occurrence| Named {
                identity: local_name(occurrence.local),
                event: None,
                original_start: None,
                occasion: None,
                title: self.name.clone(),
                starts_at: occurrence.at,
                ends_at: occurrence.at + *lasting,
            })
            .collect()
    }

    /// Whether Slack knows its channel by this id or name.
    pub fn is_in(&self, channel: Option<&ChannelId>, name: Option<&str>) -> bool {
        let is_id = channel.is_some_and(|channel| channel.as_str() == self.lane);
        is_id || name.is_some_and(|name| self.lane.strip_prefix('#') == Some(name))
    }
}

fn local_name(local: NaiveDateTime) -> String {
    local.format(LOCAL).to_string()
}

/// Its owner, else that of its department, else the administrators. Who asked to be forgotten is told nothing.
fn owners(config: &Config, meeting: &Meeting, department: &Department) -> Vec<UserId> {
    let owner = meeting.owner.as_ref();
    let owner = owner.filter(|owner| !is_forgotten(owner));
    match owner.or(department.owner.as_ref()) {
        Some(owner) => vec![owner.clone()],
        None => config.workspace.admins.clone(),
    }
}

/// The rules that are at work.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    calendars: Arc<Calendars>,
}

impl Rules {
    /// These rules; the first of two that mean the same meeting takes it.
    pub fn of(rules: Vec<Rule>, calendars: Arc<Calendars>) -> Self {
        Self { rules, calendars }
    }

    /// The calendars in which their meetings stand.
    pub fn calendars(&self) -> &Calendars {
        &self.calendars
    }

    /// The rules of a calendar, and which of its occurrences each means.
    pub fn of_calendar(&self, id: &str) -> Vec<(&Rule, &Matches)> {
        let rules = self.rules.iter();
        rules
            .filter_map(|rule| match &rule.when {
                When::Calendar(matches) if matches.calendar == id => Some((rule, &**matches)),
                _ => None,
            })
            .collect()
    }

    /// What the rules of a calendar ask for: where it is another text, all of the calendar is read again.
    pub fn fingerprint(&self, id: &str) -> String {
        let rules: Vec<String> = self
            .of_calendar(id)
            .iter()
            .map(|(rule, matches)| format!("{}: {matches:?}", rule.name))
            .collect();
        hex::encode(Sha256::digest(rules.join("\n")))
    }

    /// All of them: those of the configuration in its order, then those that were made in Slack, oldest first.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this name.
    pub fn called(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// Whether a rule takes a meeting that `others` mean too, in the same channel: the first of all rules does.
    pub fn takes(&self, rule: &str, others: &[String]) -> bool {
        let first = self
            .rules
            .iter()
            .find(|one| one.name == rule || others.contains(&one.name));
        first.is_none_or(|first| first.name == rule)
    }

    /// The rules of a channel that Slack knows by this id or name.
    pub fn here(&self, channel: Option<&ChannelId>, name: Option<&str>) -> Vec<&Rule> {
        let rules = self.rules.iter();
        rules.filter(|rule| rule.is_in(channel, name)).collect()
    }
}
