//! iCalendar texts: what takes place when, and writing into the description of an event.
//!
//! An event that can not be read never stops the others: it becomes a sentence. Texts are read by our own
//! lines and components, so that what is read and what is written to is the same event.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{Occurrence, Window};

mod copy;
mod defined;
mod describe;
mod event;
mod lines;
mod plan;
mod raw;
mod recurrence;
mod series;
mod values;
mod zones;

pub use describe::describe;
pub use zones::Understood;

use event::{Event, Reader};
use lines::Component;
use recurrence::Budget;
use series::Series;
use zones::Zones;

/// What a calendar holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The occurrences of the window, by time.
    pub occurrences: Vec<Occurrence>,
    /// How many events the calendar holds in all, at any time, readable or not.
    pub events: usize,
    /// What could not be read, each in a sentence; the rest was.
    pub problems: Vec<String>,
}

/// The most sentences about one calendar.
const MOST_PROBLEMS: usize = 50;

/// Returns all that takes place in the window.
///
/// Times without a zone, and dates, are meant in the zone that the calendar names (`X-WR-TIMEZONE`), else in
/// `default_zone`.
pub fn occurrences(text: &str, window: &Window, default_zone: Tz) -> Expanded {
    let components = lines::components(text);
    let mut zones = Zones::new(&components, default_zone, window.until);
    expand(&components, window, &mut zones)
}

/// How a calendar is understood, for who looks for what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// How many events it holds in all.
    pub events: usize,
    /// The names of time zones in it, and how each was understood.
    pub zones: Vec<(String, Understood)>,
    /// What can not be read, each in a sentence.
    pub problems: Vec<String>,
    /// The next occurrences that start in the window, five at most.
    pub next: Vec<Occurrence>,
}

/// Returns how a calendar is understood; window and zone are those of [`occurrences`].
pub fn inspect(text: &str, window: &Window, default_zone: Tz) -> Findings {
    const SHOWN: usize = 5;
    let components = lines::components(text);
    let mut zones = Zones::new(&components, default_zone, window.until);
    let expanded = expand(&components, window, &mut zones);
    let next = expanded.occurrences.into_iter();
    Findings {
        events: expanded.events,
        problems: expanded.problems,
        next: next
            .filter(|it| it.starts_at >= window.from)
            .take(SHOWN)
            .collect(),
        zones: zones
            .understood()
            .map(|(name, understood)| (name.to_owned(), understood.clone()))
            .collect(),
    }
}

fn expand(components: &[Component<'_>], window: &Window, zones: &mut Zones<'_>) -> Expanded {
    let mut expanded = Expanded::default();
    let all = read_events(components, zones, &mut expanded);
    let mut budget = Budget::new();
    for (uid, series) in all {
        match series.occurrences(window, &zones.floating, &mut budget) {
            Ok(found) => expanded.occurrences.extend(found),
            Err(recurrence::TooMuch) => expanded.problems.push(format!(
                "The event {} recurs too often to be followed.",
                values::short(&uid)
            )),
        }
    }
    let by_time = |one: &Occurrence| (one.starts_at, one.identity.clone());
    expanded.occurrences.sort_by_cached_key(by_time);
    for (name, understood) in zones.understood() {
        if let Understood::Unknown(taken) = understood {
            let name = values::short(name);
            expanded.problems.push(format!(
                "The time zone \"{name}\" is not known; its times are taken as {taken}."
            ));
        }
    }
    shorten(&mut expanded.problems);
    expanded
}

/// All events by their UID.
fn read_events(
    components: &[Component<'_>],
    zones: &mut Zones<'_>,
    expanded: &mut Expanded,
) -> BTreeMap<String, Series> {
    let mut all: BTreeMap<String, Series> = BTreeMap::new();
    let events = components
        .iter()
        .enumerate()
        .filter(|(_, component)| component.name == "VEVENT");
    for (place, component) in events {
        expanded.events += 1;
        let mut reader = Reader {
            zones,
            slips: Vec::new(),
        };
        let read = reader.read(place, component);
        let slips = std::mem::take(&mut reader.slips);
        let name = name_of(component, expanded.events);
        let problems = slips.into_iter().chain(read.as_ref().err().cloned());
        expanded
            .problems
            .extend(problems.map(|problem| format!("The event {name} {problem}.")));
        if let Ok(event) = read {
            take(&mut all, event, zones);
        }
    }
    all
}

fn take(all: &mut BTreeMap<String, Series>, event: Event, zones: &Zones<'_>) {
    all.entry(event.uid.clone())
        .or_default()
        .take(event, &zones.floating);
}

/// What an event is called in a sentence: its UID, or which one it is. Titles are people's words.
fn name_of(component: &Component<'_>, number: usize) -> String {
    let uid = component
        .lines
        .iter()
        .find(|line| line.is("UID"))
        .and_then(|line| line.property());
    match uid {
        Some(uid) => values::short(&uid.value),
        None => format!("number {number}"),
    }
}

fn shorten(problems: &mut Vec<String>) {
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        problems.truncate(MOST_PROBLEMS);
        problems.push(format!("There are {more} more problems."));
    }
}

#[cfg(test)]
mod tests;
