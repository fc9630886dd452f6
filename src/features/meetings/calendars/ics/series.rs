//! The occurrences of one event: its rules, what is added and left out, and what differs in single ones.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::super::{Identity, Occurrence, Window};
use super::event::{Event, Length, When};
use super::recurrence::{Budget, Rule, Span, TooMuch, Until};
use super::zones::Zone;

/// All that a calendar says of one UID.
#[derive(Debug, Default)]
pub(super) struct Series {
    /// The series or the single event; absent where the calendar has only single occurrences.
    pub main: Option<Event>,
    /// What differs in single occurrences.
    pub changed: Vec<Event>,
}

/// The most occurrences of one series in a window; a meeting every half hour for two months stays below it.
const MOST: usize = 5_000;

impl Series {
    /// Takes in an event; of two versions of the same, the newer stays.
    pub fn take(&mut self, event: Event, floating: &Zone) {
        if event.replaces.is_none() {
            if self
                .main
                .as_ref()
                .is_none_or(|known| known.version <= event.version)
            {
                self.main = Some(event);
            }
            return;
        }
        let same = |known: &&mut Event| {
            let moment = |event: &Event| {
                event
                    .replaces
                    .as_ref()
                    .map(|it| (it.when.moment(floating), it.when.is_day()))
            };
            moment(known) == moment(&event)
        };
        match self.changed.iter_mut().find(same) {
            Some(known) if known.version <= event.version => *known = event,
            Some(_) => {}
            None => self.changed.push(event),
        }
    }

    /// Returns the occurrences that overlap the window.
    ///
    /// # Errors
    /// [`TooMuch`] where it recurs so often that nobody could meet.
    pub fn occurrences(
        &self,
        window: &Window,
        floating: &Zone,
        budget: &mut Budget,
    ) -> Result<Vec<Occurrence>, TooMuch> {
        let changed = self.by_original(floating);
        let mut found = Vec::new();
        if let Some(main) = &self.main {
            let times = Times { main, floating };
            let reach = reach(main, &changed, floating);
            for (original, planned) in times.planned(window, reach, budget)? {
                if changed.contains_key(&original) {
                    continue;
                }
                let later = changed
                    .range(..original)
                    .rev()
                    .map(|(_, event)| *event)
                    .find(|event| and_later(event));
                found.extend(times.occurrence(original, &planned, later));
            }
        }
        for (original, event) in &changed {
            if !event.is_cancelled {
                let (local, zone) = event.start.local(floating);
                let planned = Planned {
                    local,
                    zone: zone.clone(),
                    length: event.length,
                };
                found.extend(planned.shown(Some(*original), event, self.main.as_ref()));
            }
        }
        found.retain(|occurrence| overlaps(occurrence, window));
        if found.len() > MOST {
            Err(TooMuch)
        } else {
            Ok(found)
        }
    }

    /// The changed occurrences by when they were first to start.
    fn by_original(&self, floating: &Zone) -> BTreeMap<DateTime<Utc>, &Event> {
        let original = |event: &Event| {
            let when = &event.replaces.as_ref()?.when;
            Some(
                self.main
                    .as_ref()
                    .map_or_else(|| when.moment(floating), |main| as_in(main, when, floating)),
            )
        };
        self.changed
            .iter()
            .filter_map(|event| Some((original(event)?, event)))
            .collect()
    }
}

fn and_later(event: &Event) -> bool {
    event
        .replaces
        .as_ref()
        .is_some_and(|replaces| replaces.and_later)
}

/// The moment that is meant by a time where the series may write it differently: a date for a time of that
/// day, a time for a date, no zone for that of the series.
fn as_in(main: &Event, when: &When, floating: &Zone) -> DateTime<Utc> {
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
        When::Zoned(..) if local.time() != chrono::NaiveTime::MIN => {
            floating.local(when.moment(floating)).date()
        }
        _ => local.date(),
    }
}

/// How far outside the window an occurrence may have been planned that lies in it.
fn reach(main: &Event, changed: &BTreeMap<DateTime<Utc>, &Event>, floating: &Zone) -> TimeDelta {
    let length = |event: &Event| match event.length {
        Length::Exact(time) => time,
        Length::Nominal(days, time) => TimeDelta::try_days(days).unwrap_or_default() + time,
    };
    let events = changed.iter().filter(|(_, event)| and_later(event));
    let moved = events
        .map(|(original, event)| (event.start.moment(floating) - *original).abs() + length(event));
    let most = moved.chain([length(main)]).max().unwrap_or_default();
    // Two days for zones on either side, a year at most for what is moved or lasts.
    most.min(TimeDelta::days(366)) + TimeDelta::days(2)
}

fn overlaps(occurrence: &Occurrence, window: &Window) -> bool {
    let is_point = occurrence.ends_at == occurrence.starts_at;
    occurrence.starts_at < window.until
        && (occurrence.ends_at > window.from || is_point && occurrence.starts_at >= window.from)
}

/// When an occurrence is to start, before anything is changed in it.
#[derive(Clone, Debug)]
struct Planned {
    local: NaiveDateTime,
    zone: Zone,
    length: Length,
}

impl Planned {
    fn shown(
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
struct Times<'a> {
    main: &'a Event,
    floating: &'a Zone,
}

impl Times<'_> {
    /// All that are planned around the window, by their moment.
    fn planned(
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

    /// An occurrence as it is planned, or as a change of it and all later ones makes it.
    fn occurrence(
        &self,
        original: DateTime<Utc>,
        planned: &Planned,
        later: Option<&Event>,
    ) -> Option<Occurrence> {
        let is_series = !(self.main.rules.is_empty() && self.main.more.is_empty());
        let Some(changed) = later else {
            let is_shown = !self.main.is_cancelled;
            return is_shown
                .then(|| planned.shown(is_series.then_some(original), self.main, None))
                .flatten();
        };
        if changed.is_cancelled {
            return None;
        }
        let from = as_in(self.main, &changed.replaces.as_ref()?.when, self.floating);
        let (local, zone) = changed.start.local(self.floating);
        let shift = local - zone.local(from);
        let moved = Planned {
            local: zone.local(original).checked_add_signed(shift)?,
            zone: zone.clone(),
            length: changed.length,
        };
        moved.shown(Some(original), changed, Some(self.main))
    }
}
