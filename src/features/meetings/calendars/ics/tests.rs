//! Every case has a calendar in tests/fixtures/calendars.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Amsterdam;

use super::*;

mod exceptions;
mod lengths;
mod recurring;
mod zones;

/// The calendar of a case.
pub(super) fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calendars");
    std::fs::read_to_string(folder.join(format!("{name}.ics"))).expect("a calendar of that name")
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

const YEAR: Window = Window {
    from: DateTime::from_timestamp(1_767_225_600, 0).expect("2026-01-01"),
    until: DateTime::from_timestamp(1_798_761_600, 0).expect("2027-01-01"),
};

/// What takes place in 2026.
fn expand_fixture(name: &str) -> Expanded {
    occurrences(&fixture(name), &YEAR, Amsterdam)
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

#[test]
fn events_without_a_uid_are_known_by_their_start_and_title() {
    assert_eq!(
        shown("without-uid"),
        ["2026-03-02T09:00Z 1:00 One", "2026-03-03T09:00Z 1:00 Two"]
    );
    let ids = |text: &str| {
        let occurrences = occurrences(text, &YEAR, Amsterdam).occurrences;
        occurrences
            .into_iter()
            .map(|it| it.identity)
            .collect::<Vec<_>>()
    };
    let text = fixture("without-uid");
    assert_eq!(ids(&text).len(), 2);
    assert_ne!(ids(&text)[0], ids(&text)[1]);
    assert_eq!(ids(&text), ids(&text.replace("DTEND", "X-END")));
}

#[test]
fn a_huge_calendar_with_old_series_stays_within_the_budget() {
    let mut text = String::from("BEGIN:VCALENDAR\r\n");
    for number in 0.. {
        let rule = [
            "RRULE:FREQ=DAILY\r\n",
            "RRULE:FREQ=WEEKLY;BYDAY=MO,TH\r\n",
            "",
        ][number % 3];
        let description = "Bring the figures of last week\\, all of them.\r\n  ".repeat(6);
        text += &format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;TZID=W. Europe Standard Time:19900101T090000\r\n\
             DURATION:PT1H\r\n{rule}SUMMARY:Meeting\r\nDESCRIPTION:{description}\r\nEND:VEVENT\r\n"
        );
        if text.len() > 10_000_000 {
            break;
        }
    }
    text += "END:VCALENDAR\r\n";
    let window = Window {
        from: moment("2026-11-01T00:00:00Z"),
        until: moment("2026-11-15T00:00:00Z"),
    };
    let expanded = occurrences(&text, &window, Amsterdam);
    // Followed from 1990 on, the daily ones alone would take fifty times of it.
    assert_eq!(expanded.problems, Vec::<String>::new());
    assert!(expanded.events > 20_000 && expanded.occurrences.len() > 100_000);
}

#[test]
fn a_series_that_recurs_too_often_is_told_and_the_others_are_shown() {
    let text = "BEGIN:VEVENT\nUID:often\nDTSTART:19900101T000000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:once\nDTSTART:20260302T090000Z\nSUMMARY:Once\nEND:VEVENT\n";
    let expanded = occurrences(text, &YEAR, Amsterdam);
    assert_eq!(expanded.occurrences.len(), 1);
    assert_eq!(
        expanded.problems,
        ["The event often recurs too often to be followed."]
    );
}

#[test]
fn what_is_no_calendar_holds_nothing() {
    for text in [
        "",
        "<!DOCTYPE html><html></html>",
        "BEGIN",
        "BEGIN:VEVENT",
        "END:VEVENT\nEND:VCALENDAR\n",
    ] {
        assert_eq!(occurrences(text, &YEAR, Amsterdam).occurrences, []);
    }
}

#[test]
fn an_inspection_says_how_zones_are_understood_and_what_comes_next() {
    let text = [
        "windows-zone",
        "own-zone",
        "own-zone-with-place",
        "prefixed-zone",
        "unknown-zone",
        "broken-event",
    ]
    .map(fixture)
    .concat();
    let window = Window {
        from: moment("2026-03-25T08:15:00Z"),
        ..YEAR
    };
    let findings = inspect(&text, &window, Amsterdam);
    assert_eq!(findings.events, 9);
    assert_eq!(findings.problems.len(), 4);
    assert_eq!(
        findings.zones,
        [
            (
                "/freeassociation.sourceforge.net/Europe/Amsterdam",
                Understood::Iana(Amsterdam)
            ),
            ("Customized Time Zone", Understood::Defined),
            ("Mars/Olympus Mons", Understood::Unknown(Amsterdam)),
            (
                "Our office",
                Understood::Place(chrono_tz::America::New_York)
            ),
            (
                "W. Europe Standard Time",
                Understood::Windows(chrono_tz::Europe::Berlin)
            ),
        ]
        .map(|(name, understood)| (name.to_owned(), understood))
    );
    // The one that is on already is not the next.
    assert_eq!(
        findings.next.iter().map(line).collect::<Vec<_>>(),
        [
            "2026-04-01T07:00Z 0:30 Own zone",
            "2026-04-01T07:00Z 0:30 Stand-up",
            "2026-04-08T07:00Z 0:30 Stand-up",
            "2026-07-01T07:00Z 1:00 Prefixed",
            "2026-07-01T07:00Z 1:00 Far away",
        ]
    );
}

/// With `KLANTSTEM_OCCURRENCES=FILE`, what takes place in all calendars is written there for tests/calendars/run.
#[test]
fn what_takes_place_can_be_compared_with_another_implementation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calendars");
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "ics") {
            continue;
        }
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        let expanded = expand_fixture(&name);
        assert!(expanded.events > 0, "{name}");
        all.insert(
            name,
            expanded
                .occurrences
                .iter()
                .map(comparable)
                .collect::<Vec<_>>(),
        );
    }
    assert!(all.len() > 30);
    if let Ok(path) = std::env::var("KLANTSTEM_OCCURRENCES") {
        std::fs::write(path, serde_json::to_vec_pretty(&all).expect("JSON")).expect("a file");
    }
}

fn comparable(occurrence: &Occurrence) -> serde_json::Value {
    serde_json::json!({
        "event": occurrence.identity.event,
        "original_start": occurrence.identity.original_start,
        "starts_at": occurrence.starts_at,
        "ends_at": occurrence.ends_at,
        "is_all_day": occurrence.is_all_day,
        "title": occurrence.title,
    })
}
