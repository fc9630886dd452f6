//! When a series is planned to take place, before anything is changed in single occurrences.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::super::{Identity, Occurrence, Window};
use super::event::{Event, Length, When};
use super::recurrence::{Budget, Rule, Span, TooMuch, Until};
use super::zones::Zone;

/// When an occurrence is to start, before anything is changed in it.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub local: NaiveDateTime,
    pub zone: Zone,
    pub length: Length,
}

impl Planned {
    /// When it starts.
    pub fn starts_at(&self) -> DateTime<Utc> {
        self.zone.moment(self.local)
    }

    /// When it ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        let starts_at = self.starts_at();
        self.length
            .after(self.local, &self.zone)
            .unwrap_or(starts_at)
            .max(starts_at)
    }

    pub fn shown(
        &self,
        original: Option<DateTime<Utc>>,
        event: &Event,
        main: Option<&Event>,
    ) -> Option<Occurrence> {
        let starts_at = self.zone.moment(self.local);
        let or_main = |own: &Option<String>, of: fn(&Event) -> &Option<String>| {
            own.clone()
                .or_else(|| main.and_then(|main| of(main).clone()))
        };
        Some(Occurrence {
            identity: Identity {
                event: event.uid.clone(),
                original_start: original,
            },
            uid: Some(event.uid.clone()),
            starts_at,
            ends_at: self.length.after(self.local, &self.zone)?.max(starts_at),
            is_all_day: event.start.is_day(),
            title: or_main(&event.title, |main| &main.title).unwrap_or_default(),
            organizer: or_main(&event.organizer, |main| &main.organizer),
            attendees: event.attendees,
        })
    }
}

/// When a series takes place.
#[derive(Clone, Copy)]
pub(super) struct Times<'a, 'z> {
    pub main: &'a Event,
    pub floating: &'z Zone,
}

impl<'a> Times<'a, '_> {
    /// All that are planned around the window, by their moment.
    pub fn planned(
        &self,
        window: &Window,
        reach: TimeDelta,
        budget: &mut Budget,
    ) -> Result<BTreeMap<DateTime<Utc>, Planned>, TooMuch> {
        let (start, zone) = self.main.start.local(self.floating);
        let edge = |moment: DateTime<Utc>, by: TimeDelta| {
            let moment = moment.checked_add_signed(by).unwrap_or(moment);
            zone.local(moment)
        };
        let span = Span {
            start,
            from: edge(window.from, -reach),
            until: edge(window.until, reach),
        };
        let mut locals = BTreeSet::from([start]);
        for rule in &self.main.rules {
            locals.extend(self.times(rule, &span, budget)?);
        }
        for rule in &self.main.except {
            for time in self.times(rule, &span, budget)? {
                locals.remove(&time);
            }
        }
        let plan = |local| Planned {
            local,
            zone: zone.clone(),
            length: self.main.length,
        };
        let mut planned: BTreeMap<_, _> = locals
            .into_iter()
            .map(|local| (zone.moment(local), plan(local)))
            .collect();
        for (when, length) in &self.main.more {
            let moment = as_in(self.main, when, self.floating);
            let mut added = plan(zone.local(moment));
            added.length = length.unwrap_or(added.length);
            planned.insert(moment, added);
        }
        self.leave_out(&mut planned);
        Ok(planned)
    }

    fn leave_out(&self, planned: &mut BTreeMap<DateTime<Utc>, Planned>) {
        let mut days = HashSet::new();
        for when in &self.main.without {
            match when {
                When::Day(day) => {
                    days.insert(*day);
                }
                other => {
                    planned.remove(&as_in(self.main, other, self.floating));
                }
            }
        }
        planned.retain(|_, planned| !days.contains(&planned.local.date()));
    }

    fn times(
        &self,
        rule: &Rule,
        span: &Span,
        budget: &mut Budget,
    ) -> Result<Vec<NaiveDateTime>, TooMuch> {
        let last = rule.until.and_then(|until| self.last(until));
        let until = last.map_or(span.until, |last| last.min(span.until));
        rule.times(&Span { until, ..*span }, budget)
    }

    /// The last local time that a rule lets through.
    fn last(&self, until: Until) -> Option<NaiveDateTime> {
        let (_, zone) = self.main.start.local(self.floating);
        let end_of = |day: NaiveDate| day.and_hms_opt(23, 59, 59);
        match until {
            Until::Day(day) => end_of(day),
            Until::Local(time) if self.main.start.is_day() => end_of(time.date()),
            Until::Local(time) => Some(time),
            Until::Moment(moment) if self.main.start.is_day() => {
                let moment = When::Zoned(moment.naive_utc(), Zone::utc());
                end_of(day_of(&moment, self.floating))
            }
            Until::Moment(moment) => Some(zone.local(moment)),
        }
    }

    /// An occurrence as it is planned, or as a change of an earlier one and all later ones makes it; none where that
    /// was cancelled.
    pub fn as_changed(
        self,
        original: DateTime<Utc>,
        planned: Planned,
        later: &BTreeMap<DateTime<Utc>, &'a Event>,
    ) -> Option<(&'a Event, Planned)> {
        let Some((from, event)) = later.range(..original).next_back() else {
            return (!self.main.is_cancelled).then_some((self.main, planned));
        };
        let (local, zone) = event.start.local(self.floating);
        let shift = local - zone.local(*from);
        let moved = Planned {
            local: zone.local(original).checked_add_signed(shift)?,
            zone: zone.clone(),
            length: event.length,
        };
        (!event.is_cancelled).then_some((event, moved))
    }
}

/// The moment that is meant by a time where the series may write it differently: a date for a time of that
/// day, a time for a date, no zone for that of the series.
pub(super) fn as_in(main: &Event, when: &When, floating: &Zone) -> DateTime<Utc> {
    let (start, zone) = main.start.local(floating);
    match when {
        When::Day(day) if !main.start.is_day() => zone.moment(day.and_time(start.time())),
        When::Day(_) => when.moment(floating),
        _ if main.start.is_day() => When::Day(day_of(when, floating)).moment(floating),
        When::Floating(time) => zone.moment(*time),
        When::Zoned(..) => when.moment(floating),
    }
}

/// The day of a time: midnight in UTC is a date that a program made a time of.
fn day_of(when: &When, floating: &Zone) -> NaiveDate {
    let (local, _) = when.local(floating);
    match when {
        When::Zoned(..) if local.time() != NaiveTime::MIN => {
            floating.local(when.moment(floating)).date()
        }
        _ => local.date(),
    }
}
