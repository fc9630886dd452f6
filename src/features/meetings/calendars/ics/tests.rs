//! Every case has a calendar in tests/fixtures/calendars.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Amsterdam;

use super::*;

mod exceptions;
mod zones;

/// The calendar of a case.
fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calendars");
    std::fs::read_to_string(folder.join(format!("{name}.ics"))).expect("a calendar of that name")
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// What takes place in 2026.
fn expand_fixture(name: &str) -> Expanded {
    let window = Window {
        from: moment("2026-01-01T00:00:00Z"),
        until: moment("2027-01-01T00:00:00Z"),
    };
    occurrences(&fixture(name), &window, Amsterdam)
}

/// The occurrences of a case, each as `2026-03-10T08:30Z 1:00 Title`, after `[original start]` where it was moved.
fn shown(name: &str) -> Vec<String> {
    let expanded = expand_fixture(name);
    assert_eq!(expanded.problems, Vec::<String>::new());
    expanded.occurrences.iter().map(line).collect()
}

fn line(occurrence: &Occurrence) -> String {
    let start = occurrence.starts_at.format("%Y-%m-%dT%H:%MZ");
    let length = occurrence.ends_at - occurrence.starts_at;
    let moved = occurrence
        .identity
        .original_start
        .filter(|original| *original != occurrence.starts_at)
        .map(|original| original.format("[%Y-%m-%dT%H:%MZ] ").to_string())
        .unwrap_or_default();
    let length = match length.num_minutes() {
        minutes if occurrence.is_all_day => format!("{} h of whole days", minutes / 60),
        minutes => format!("{}:{:02}", minutes / 60, minutes % 60),
    };
    format!("{moved}{start} {length} {}", occurrence.title)
}

#[test]
fn a_single_event_has_no_original_start_and_counts_people_not_rooms() {
    let expanded = expand_fixture("single");
    assert_eq!(expanded.problems, Vec::<String>::new());
    assert_eq!(expanded.events, 1);
    let [occurrence] = expanded.occurrences.as_slice() else {
        panic!("one occurrence")
    };
    assert_eq!(line(occurrence), "2026-03-10T08:30Z 1:00 Quarterly review");
    assert_eq!(occurrence.identity.event, "single@example.com");
    assert_eq!(occurrence.identity.original_start, None);
    assert_eq!(occurrence.organizer.as_deref(), Some("ann@example.com"));
    assert_eq!(occurrence.attendees, 2);
}

#[test]
fn an_occurrence_takes_part_in_a_window_that_it_overlaps() {
    let text = fixture("single");
    let within = |from: &str, minutes| {
        let from = moment(from);
        occurrences(
            &text,
            &Window {
                from,
                until: from + TimeDelta::minutes(minutes),
            },
            Amsterdam,
        )
        .occurrences
        .len()
    };
    assert_eq!(within("2026-03-10T09:29:00Z", 1), 1);
    assert_eq!(within("2026-03-10T09:30:00Z", 1), 0);
    assert_eq!(within("2026-03-10T08:29:00Z", 1), 0);
    assert_eq!(within("2026-03-10T08:29:00Z", 2), 1);
}

#[test]
fn a_broken_event_becomes_a_sentence_and_the_others_are_shown() {
    let expanded = expand_fixture("broken-event");
    assert_eq!(expanded.events, 4);
    assert_eq!(
        expanded.occurrences.iter().map(line).collect::<Vec<_>>(),
        ["2026-03-02T09:00Z 1:00 Good"]
    );
    assert_eq!(
        expanded.problems,
        [
            "The event broken-start@example.com has a DTSTART that is no time: \"tomorrow\".",
            "The event broken-rule@example.com has a rule (RRULE) in which \"FREQ=OFTEN\" is no frequency.",
            "The event no-start@example.com has no start (DTSTART).",
        ]
    );
}
