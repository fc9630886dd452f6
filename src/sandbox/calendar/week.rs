//! What takes place when: single events, weekly series, and occurrences that differ from their series.

use std::collections::HashSet;

use chrono::{DateTime, Datelike as _, Days, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::text::{Line, lines, moment, plain};

/// One meeting, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub uid: String,
    /// When it was to start.
    pub original: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: String,
    pub description: String,
    pub attendees: usize,
}

/// An event as it is written.
struct Event {
    occurrence: Occurrence,
    /// It stands in the place of one of its series.
    is_single: bool,
    rule: Option<String>,
    without: Vec<DateTime<Utc>>,
}

/// What of a file takes place between two moments. Of rules it knows the weekly ones; of any other the first
/// occurrence alone.
pub(super) fn occurrences(
    text: &str,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    zone: Tz,
) -> Vec<Occurrence> {
    let events = events(&lines(text), zone);
    let singles: HashSet<DateTime<Utc>> = events
        .iter()
        .filter(|event| event.is_single)
        .map(|event| event.occurrence.original)
        .collect();
    let mut all = Vec::new();
    for event in events {
        match event.rule.as_deref().filter(|_| !event.is_single) {
            Some(rule) => {
                let series = weekly(&event, rule, until, zone);
                all.extend(series.into_iter().filter(|occurrence| {
                    !singles.contains(&occurrence.original)
                        && !event.without.contains(&occurrence.original)
                }));
            }
            None => all.push(event.occurrence),
        }
    }
    all.retain(|occurrence| occurrence.starts_at < until && occurrence.ends_at > from);
    all
}

fn events(lines: &[Line], zone: Tz) -> Vec<Event> {
    let mut events = Vec::new();
    let mut begun = None;
    for (number, line) in lines.iter().enumerate() {
        match (line.name.as_str(), line.value.as_str(), begun) {
            ("BEGIN", "VEVENT", _) => begun = Some(number),
            ("END", "VEVENT", Some(first)) => {
                events.extend(event(&lines[first..number], zone));
                begun = None;
            }
            _ => {}
        }
    }
    events
}

/// Nothing where it has no beginning, or takes whole days.
fn event(lines: &[Line], zone: Tz) -> Option<Event> {
    let line = |name: &str| lines.iter().find(|line| line.name == name);
    let text = |name: &str| {
        line(name)
            .map(|line| plain(&line.value))
            .unwrap_or_default()
    };
    let starts_at = line("DTSTART")?.moment(zone)?;
    let single = line("RECURRENCE-ID").and_then(|line| line.moment(zone));
    let ends_at = line("DTEND").and_then(|line| line.moment(zone));
    let named = |name: &'static str| lines.iter().filter(move |line| line.name == name);
    Some(Event {
        occurrence: Occurrence {
            uid: text("UID"),
            original: single.unwrap_or(starts_at),
            starts_at,
            ends_at: ends_at.unwrap_or(starts_at),
            title: text("SUMMARY"),
            description: text("DESCRIPTION"),
            attendees: named("ATTENDEE").count(),
        },
        is_single: single.is_some(),
        rule: line("RRULE").map(|line| line.value.clone()),
        without: named("EXDATE")
            .filter_map(|line| line.moment(zone))
            .collect(),
    })
}

fn weekly(event: &Event, rule: &str, until: DateTime<Utc>, zone: Tz) -> Vec<Occurrence> {
    let first = &event.occurrence;
    let part = |name: &str| {
        let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
        parts.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    if part("FREQ") != Some("WEEKLY") {
        return vec![first.clone()];
    }
    let start = first.starts_at.with_timezone(&zone).naive_local();
    let length: TimeDelta = first.ends_at - first.starts_at;
    let days: Vec<Weekday> = match part("BYDAY") {
        Some(days) => days.split(',').filter_map(weekday).collect(),
        None => vec![start.weekday()],
    };
    let every: i64 = part("INTERVAL")
        .and_then(|every| every.parse().ok())
        .filter(|every| *every > 0)
        .unwrap_or(1);
    let week = |days: i64| (days + i64::from(start.weekday().num_days_from_monday())).div_euclid(7);
    let last = (until - first.starts_at).num_days() + 1;
    (0..=last)
        .filter(|day| week(*day) % every == 0)
        .filter_map(|day| start.checked_add_days(Days::new(day.unsigned_abs())))
        .filter(|local| days.contains(&local.weekday()))
        .map(|local| {
            let starts_at = moment(zone, local);
            Occurrence {
                original: starts_at,
                starts_at,
                ends_at: starts_at + length,
                ..first.clone()
            }
        })
        .collect()
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}
