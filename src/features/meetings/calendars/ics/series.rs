//! The occurrences of one event: its rules, what is added and left out, and what differs in single ones.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::super::{Occurrence, Window};
use super::event::{Event, Length};
use super::plan::{Planned, Times, as_in};
use super::recurrence::{Budget, TooMuch};
use super::zones::Zone;

/// All that a calendar says of one UID.
#[derive(Debug, Default)]
pub(super) struct Series {
    /// The series or the single event; absent where the calendar has only single occurrences.
    pub main: Option<Event>,
    /// What differs in single occurrences, by the moment that each names, and whether it is named by its day.
    pub changed: BTreeMap<(DateTime<Utc>, bool), Event>,
}

/// Where an occurrence has what it says from.
#[derive(Debug)]
pub(super) enum Source<'a> {
    /// It has an event of its own.
    Own(&'a Event),
    /// The series says it, or a change of all occurrences from an earlier one on.
    Inherited { event: &'a Event, copied: Copied },
}

/// When an occurrence is that an event of its own is to be made for.
#[derive(Debug)]
pub(super) struct Copied {
    /// When it was first to start.
    pub original: DateTime<Utc>,
    /// The same on the clocks of the series.
    pub original_local: NaiveDateTime,
    /// When it is to start.
    pub planned: Planned,
    /// Whether it is as the series itself says.
    pub is_of_main: bool,
}

/// The most occurrences of one series in a window; a meeting every half hour for two months stays below it.
const MOST: usize = 5_000;

impl Series {
    /// Takes in an event; of two versions of the same, the newer stays.
    pub fn take(&mut self, event: Event, floating: &Zone) {
        let is_newer = |known: &Event| known.version <= event.version;
        match &event.replaces {
            None if self.main.as_ref().is_none_or(is_newer) => self.main = Some(event),
            None => {}
            Some(replaces) => {
                let name = (replaces.when.moment(floating), replaces.when.is_day());
                if self.changed.get(&name).is_none_or(is_newer) {
                    self.changed.insert(name, event);
                }
            }
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
            let later = later(&changed);
            let reach = reach(main, &later, floating);
            for (original, planned) in times.planned(window, reach, budget)? {
                if changed.contains_key(&original) {
                    continue;
                }
                let instead = times.as_changed(original, planned, &later);
                found.extend(instead.and_then(|(event, planned)| {
                    let original = main.is_series().then_some(original);
                    planned.shown(original, event, Some(main))
                }));
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

    /// Whether it has a name of our making, which changes with what it says.
    pub fn is_without_uid(&self) -> bool {
        self.main
            .iter()
            .chain(self.changed.values())
            .any(|event| event.is_without_uid)
    }

    /// Returns what an occurrence says; none where there is no such occurrence.
    ///
    /// # Errors
    /// [`TooMuch`] as for [`Series::occurrences`].
    pub fn source(
        &self,
        original: DateTime<Utc>,
        floating: &Zone,
        budget: &mut Budget,
    ) -> Result<Option<Source<'_>>, TooMuch> {
        match self.by_original(floating).get(&original) {
            Some(event) => Ok((!event.is_cancelled).then_some(Source::Own(event))),
            None => self.inherited(original, floating, budget),
        }
    }

    /// Returns what a changed occurrence would say if it had not been changed.
    ///
    /// # Errors
    /// [`TooMuch`] as for [`Series::occurrences`].
    pub fn unchanged(
        &self,
        event: &Event,
        floating: &Zone,
        budget: &mut Budget,
    ) -> Result<Option<Source<'_>>, TooMuch> {
        let changed = self.by_original(floating);
        let original = changed
            .iter()
            .find(|(_, known)| known.place == event.place)
            .map(|(original, _)| *original);
        original.map_or(Ok(None), |original| {
            self.inherited(original, floating, budget)
        })
    }

    fn inherited(
        &self,
        original: DateTime<Utc>,
        floating: &Zone,
        budget: &mut Budget,
    ) -> Result<Option<Source<'_>>, TooMuch> {
        let Some(main) = self.main.as_ref().filter(|main| main.is_series()) else {
            return Ok(None);
        };
        let window = Window {
            from: original,
            until: original,
        };
        let times = Times { main, floating };
        let planned = times
            .planned(&window, TimeDelta::days(2), budget)?
            .remove(&original);
        let changed = self.by_original(floating);
        let (_, zone) = main.start.local(floating);
        Ok(planned
            .and_then(|planned| times.as_changed(original, planned, &later(&changed)))
            .map(|(event, planned)| {
                let original_local = zone.local(original);
                Source::Inherited {
                    event,
                    copied: Copied {
                        original,
                        original_local,
                        planned,
                        is_of_main: event.place == main.place,
                    },
                }
            }))
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
            .values()
            .filter_map(|event| Some((original(event)?, event)))
            .collect()
    }
}

/// Those that change all later occurrences too.
fn later<'a>(changed: &BTreeMap<DateTime<Utc>, &'a Event>) -> BTreeMap<DateTime<Utc>, &'a Event> {
    let and_later = |event: &Event| event.replaces.as_ref().is_some_and(|it| it.and_later);
    let changed = changed.iter().filter(|(_, event)| and_later(event));
    changed
        .map(|(original, event)| (*original, *event))
        .collect()
}

/// How far outside the window an occurrence may have been planned that lies in it.
fn reach(main: &Event, later: &BTreeMap<DateTime<Utc>, &Event>, floating: &Zone) -> TimeDelta {
    let length = |event: &Event| match event.length {
        Length::Exact(time) => time,
        Length::Nominal(days, time) => TimeDelta::try_days(days).unwrap_or_default() + time,
    };
    let moved = later
        .iter()
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
