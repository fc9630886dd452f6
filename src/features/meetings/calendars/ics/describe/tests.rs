//! The section comes and goes, and every other byte of the calendar stays.

use chrono_tz::Europe::Amsterdam;
use proptest::prelude::*;

use super::super::super::{Identity, Window};
use super::super::occurrences;
use super::*;

const SECTION: &str =
    "Customer of the week: \"quick; kind, and good\"\nhttps://example.com/agenda/1";

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

const SERIES: &str = "BEGIN:VEVENT\r\nUID:weekly\r\nX-OURS;A=\"b;c\":1\r\nDTSTAMP:20260101T000000Z\r\n\
    DTSTART;TZID=Europe/Amsterdam:20260302T100000\r\nDTEND;TZID=Europe/Amsterdam:20260302T110000\r\n\
    RRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Amsterdam:20260316T100000\r\nSUMMARY:Weekly\r\n\
    DESCRIPTION:Agenda\\, figures\\N and\r\n  more\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDESCRIPTION:Ring\r\n\
    END:VALARM\r\nEND:VEVENT\r\n";

fn occurrence(event: &str, original_start: &str) -> Target {
    Target::Occurrence(Identity {
        event: event.to_owned(),
        original_start: Some(original_start.parse().expect("a moment")),
    })
}

fn single(event: &str) -> Target {
    Target::Occurrence(Identity {
        event: event.to_owned(),
        original_start: None,
    })
}

fn put(text: &str, target: &Target) -> String {
    describe(text, target, Some(SECTION), Amsterdam)
        .expect("it is there")
        .expect("it changes")
}

/// Puts the section in, checks that it is there once, and that taking it out restores the calendar.
fn comes_and_goes(text: &str, target: &Target) -> String {
    let with = put(text, target);
    assert_eq!(describe(&with, target, Some(SECTION), Amsterdam), Ok(None));
    let without = describe(&with, target, None, Amsterdam).expect("it is there");
    assert_eq!(without.as_deref(), Some(text), "{with}");
    assert_eq!(describe(text, target, None, Amsterdam), Ok(None));
    assert!(with.lines().all(|line| line.len() <= 75), "{with}");
    with
}

#[test]
fn the_series_gets_the_section_behind_its_own_words() {
    let text = calendar(SERIES);
    let with = comes_and_goes(&text, &Target::Series("weekly".to_owned()));
    assert_eq!(
        with,
        text.replace(
            " and\r\n  more\r\n",
            " and\r\n  more\r\n\t\\n\\n=== Klantstem ===\\nCustomer of the week: \"quick\\; kind\\, and good\"\\nht\r\n\
             \ttps://example.com/agenda/1\\n=== /Klantstem ===\r\n"
        )
    );
}

#[test]
fn an_occurrence_without_an_event_of_its_own_gets_one_and_loses_it_again() {
    let text = calendar(SERIES);
    let with = comes_and_goes(&text, &occurrence("weekly", "2026-04-06T08:00:00Z"));
    let copy = "BEGIN:VEVENT\r\nUID:weekly\r\nX-OURS;A=\"b;c\":1\r\nDTSTAMP:20260101T000000Z\r\n\
        RECURRENCE-ID;TZID=Europe/Amsterdam:20260406T100000\r\nDTSTART;TZID=Europe/Amsterdam:20260406T100000\r\n\
        DTEND;TZID=Europe/Amsterdam:20260406T110000\r\nSUMMARY:Weekly\r\n\
        DESCRIPTION:Agenda\\, figures\\N and\r\n  more\r\n\t\\n\\n=== Klantstem ===\\nCustomer of the week: \"quick\\; kind\\, and good\"\\nht\r\n\
        \ttps://example.com/agenda/1\\n=== /Klantstem ===\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\n\
        DESCRIPTION:Ring\r\nEND:VALARM\r\nEND:VEVENT\r\n";
    assert_eq!(with, calendar(&format!("{SERIES}{copy}")));
}

#[test]
fn an_occurrence_with_a_section_of_its_own_takes_place_once() {
    let with = put(
        &calendar(SERIES),
        &occurrence("weekly", "2026-04-06T08:00:00Z"),
    );
    let window = Window {
        from: "2026-01-01T00:00:00Z".parse().expect("a moment"),
        until: "2026-05-01T00:00:00Z".parse().expect("a moment"),
    };
    assert_eq!(
        occurrences(&with, &window, Amsterdam).occurrences,
        occurrences(&calendar(SERIES), &window, Amsterdam).occurrences
    );
}

#[test]
fn an_event_without_a_description_gets_one_and_loses_it_again() {
    let event =
        "BEGIN:VEVENT\nUID:once\nDTSTART:20260302T100000Z\nDTEND:20260302T110000Z\nEND:VEVENT\n";
    let text = calendar(event).replace('\r', "");
    let with = comes_and_goes(&text, &single("once"));
    assert!(
        with.contains("UID:once\nDESCRIPTION:=== Klantstem ==="),
        "{with}"
    );
    assert!(!with.contains('\r'));
    // A description that is there without words stays there.
    comes_and_goes(
        &text.replace("END:VEVENT", "DESCRIPTION:\nEND:VEVENT"),
        &single("once"),
    );
    comes_and_goes(
        &text.replace("END:VEVENT", "DESCRIPTION;LANGUAGE=nl\n :\nEND:VEVENT"),
        &single("once"),
    );
}

#[test]
fn occurrences_with_descriptions_of_their_own_get_what_their_series_gets() {
    let changed = |day: &str, more: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:weekly\r\nDTSTAMP:20260201T000000Z\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:{day}T100000\r\n\
             DTSTART;TZID=Europe/Amsterdam:{day}T140000\r\nSUMMARY:Weekly\r\n{more}END:VEVENT\r\n"
        )
    };
    let text = calendar(&format!(
        "{SERIES}{}{}{}",
        changed("20260406", "DESCRIPTION:Another agenda\r\n"),
        changed("20260413", ""),
        changed("20260420", "STATUS:CANCELLED\r\n")
    ));
    let with = comes_and_goes(&text, &Target::Series("weekly".to_owned()));
    assert_eq!(with.matches("=== Klantstem ===").count(), 3, "{with}");
    let (_, cancelled) = with.split_once("20260420T100000").expect("it is there");
    assert!(!cancelled.contains("Klantstem"), "{with}");
}

#[test]
fn a_changed_occurrence_keeps_what_it_says() {
    let changed = "BEGIN:VEVENT\r\nUID:weekly\r\nRECURRENCE-ID:20260406T080000Z\r\nDTSTART:20260407T080000Z\r\n\
        SUMMARY:Moved\r\nEND:VEVENT\r\n";
    let text = calendar(&format!("{changed}{SERIES}"));
    let with = comes_and_goes(&text, &occurrence("weekly", "2026-04-06T08:00:00Z"));
    assert!(with.contains("SUMMARY:Moved\r\nDESCRIPTION:=== Klantstem ==="));
}

#[test]
fn the_section_of_the_series_is_not_in_the_way_of_that_of_an_occurrence() {
    let linked = describe(
        &calendar(SERIES),
        &Target::Series("weekly".to_owned()),
        Some("Link"),
        Amsterdam,
    );
    let linked = linked.expect("it is there").expect("it changes");
    let target = occurrence("weekly", "2026-04-06T08:00:00Z");
    let with = put(&linked, &target);
    assert_eq!(with.matches("\\nLink\\n").count(), 1);
    assert_eq!(describe(&with, &target, None, Amsterdam), Ok(Some(linked)));
    // Taking it out of the series takes it out of all occurrences too.
    assert_eq!(
        describe(&with, &Target::Series("weekly".to_owned()), None, Amsterdam),
        Ok(Some(calendar(SERIES)))
    );
}

#[test]
fn a_calendar_that_folds_and_orders_anew_loses_the_section_all_the_same() {
    let target = occurrence("weekly", "2026-04-06T08:00:00Z");
    let with = put(&calendar(SERIES), &target);
    let unfolded = with.replace("\r\n\t", "").replace("\r\n ", "");
    let refolded = unfolded
        .replace("Klantstem", "Klant\r\n stem")
        .replace("SUMMARY:Weekly\r\n", "")
        .replace("UID:weekly\r\n", "UID:weekly\r\nSUMMARY:Weekly\r\n");
    let without = describe(&refolded, &target, None, Amsterdam)
        .expect("it is there")
        .expect("it changes");
    assert_eq!(without.matches("BEGIN:VEVENT").count(), 1);
    assert!(
        !without.contains("RECURRENCE-ID") && !without.contains("==="),
        "{without}"
    );
}

#[test]
fn what_outlook_shows_instead_of_the_description_gets_the_section_too() {
    let html =
        "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Agenda\\, figures</p></body></html>\r\n";
    let text = calendar(&SERIES.replace("BEGIN:VALARM", &format!("{html}BEGIN:VALARM")));
    let with = comes_and_goes(&text, &Target::Series("weekly".to_owned()));
    assert_eq!(
        with.replace("\r\n\t", "")
            .matches("=== /Klantstem ===")
            .count(),
        2
    );
}

#[test]
fn what_is_not_there_is_not_found() {
    let text = calendar(SERIES);
    for target in [
        Target::Series("other".to_owned()),
        single("weekly"),
        // Left out, and never planned.
        occurrence("weekly", "2026-03-16T09:00:00Z"),
        occurrence("weekly", "2026-04-06T09:00:00Z"),
    ] {
        let answer = describe(&text, &target, Some(SECTION), Amsterdam);
        assert!(
            matches!(answer, Err(CalendarError::NotFound(_))),
            "{target:?}: {answer:?}"
        );
    }
    let broken = calendar(&SERIES.replace("WEEKLY", "OFTEN"));
    let answer = describe(
        &broken,
        &Target::Series("weekly".to_owned()),
        Some(SECTION),
        Amsterdam,
    );
    assert!(
        matches!(answer, Err(CalendarError::Unreadable(_))),
        "{answer:?}"
    );
}

#[test]
fn what_can_not_be_written_safely_is_left_alone() {
    // A copy would have no start of its own, and take place in addition.
    let later = "BEGIN:VEVENT\r\nUID:weekly\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260323T090000Z\r\nEND:VEVENT\r\n";
    let without_uid = calendar(&SERIES.replace("UID:weekly\r\n", ""));
    let window = Window {
        from: "2026-03-01T00:00:00Z".parse().expect("a moment"),
        until: "2026-03-08T00:00:00Z".parse().expect("a moment"),
    };
    let identity = occurrences(&without_uid, &window, Amsterdam)
        .occurrences
        .remove(0)
        .identity;
    for (text, target) in [
        (
            calendar(&format!("{SERIES}{later}")),
            occurrence("weekly", "2026-04-06T08:00:00Z"),
        ),
        (without_uid, Target::Occurrence(identity)),
    ] {
        let answer = describe(&text, &target, Some(SECTION), Amsterdam);
        assert!(
            matches!(answer, Err(CalendarError::Unreadable(_))),
            "{answer:?}"
        );
    }
}

#[test]
fn every_form_of_start_and_end_can_be_copied() {
    for (name, uid, original) in [
        ("rdate", "periods", "2026-03-24T09:00:00Z"),
        ("rdate", "periods", "2026-03-25T09:00:00Z"),
        ("rdate", "whole-days", "2026-03-31T22:00:00Z"),
        ("rdate", "with-a-rule", "2026-03-20T09:00:00Z"),
        (
            "this-and-future",
            "later@example.com",
            "2026-03-23T09:00:00Z",
        ),
        (
            "this-and-future",
            "later@example.com",
            "2026-03-09T09:00:00Z",
        ),
        (
            "calendar-zone",
            "floating@example.com",
            "2026-03-13T13:00:00Z",
        ),
        ("all-day", "every-day@example.com", "2026-10-24T22:00:00Z"),
        ("own-zone", "own-zone@example.com", "2026-04-01T07:00:00Z"),
        ("lengths", "exact@example.com", "2026-03-28T11:00:00Z"),
        ("utc", "utc@example.com", "2026-03-29T08:00:00Z"),
        ("gap", "gap@example.com", "2026-03-29T01:30:00Z"),
        ("duplicates", "series@example.com", "2026-03-10T09:00:00Z"),
    ] {
        let text = super::super::tests::fixture(name);
        let with = comes_and_goes(&text, &occurrence(uid, original));
        let window = Window {
            from: "2026-01-01T00:00:00Z".parse().expect("a moment"),
            until: "2027-01-01T00:00:00Z".parse().expect("a moment"),
        };
        assert_eq!(
            occurrences(&with, &window, Amsterdam).occurrences,
            occurrences(&text, &window, Amsterdam).occurrences,
            "{name}: {with}"
        );
    }
}

/// Text values as programs write them, with folds at any place, also in escapes and with nothing behind.
fn raw_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        5 => "[a-zA-Z0-9 .:=<>/\"é🙂]{1,12}",
        1 => Just("=== Klantstem ===".to_owned()),
        1 => Just("\\n".to_owned()),
        1 => Just("\\N".to_owned()),
        1 => Just("\\,".to_owned()),
        1 => Just("\\;".to_owned()),
        1 => Just("\\\\".to_owned()),
        1 => Just(", ;".to_owned()),
        1 => Just("\n ".to_owned()),
        1 => Just("\n\t".to_owned()),
        1 => Just("\\\n n".to_owned()),
        1 => Just("<br>".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_section() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,;:=\\\\<>&é🙂\n]{0,200}x"
}

/// A calendar with a series and a changed occurrence, with any description, in any order and kind of line ends.
fn any_calendar() -> impl Strategy<Value = String> {
    let description = || prop::option::of(raw_text());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (description(), description(), description(), flags).prop_map(
        |(series, changed, html, (is_first, has_tail, is_crlf))| {
            let line = |text: Option<String>| text.map_or(String::new(), |text| format!("DESCRIPTION;X=\"a:\n b\":{text}\n"));
            let html = html.map_or(String::new(), |text| format!("X-ALT-DESC;FMTTYPE=text/html:<html>\n <body>{text}</body></html>\n"));
            let tail = if has_tail { "COMMENT:after\nBEGIN:VALARM\nDESCRIPTION:Ring\nEND:VALARM\n" } else { "" };
            let series = format!(
                "BEGIN:VEVENT\nUID:a\nDTSTART:20260302T100000Z\nRRULE:FREQ=DAILY\nSUMMARY:b\n{}{html}{tail}END:VEVENT\n",
                line(series)
            );
            let changed = format!(
                "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260304T100000Z\nDTSTART:20260304T110000Z\n{}END:VEVENT\n",
                line(changed)
            );
            let events = if is_first { changed + &series } else { series + &changed };
            let text = format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
            if is_crlf { text.replace('\n', "\r\n") } else { text }
        },
    )
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof![
        Just(Target::Series("a".to_owned())),
        Just(occurrence("a", "2026-03-04T10:00:00Z")),
        Just(occurrence("a", "2026-03-05T10:00:00Z")),
    ]
}

proptest! {
    #[test]
    fn what_is_put_in_can_be_taken_out_to_the_byte(
        text in any_calendar(), target in any_target(), first in any_section(), second in any_section(),
    ) {
        // A text with a section of ours in it already is not the one before we came.
        prop_assume!(describe(&text, &Target::Series("a".to_owned()), None, Amsterdam) == Ok(None));
        let once = describe(&text, &target, Some(&first), Amsterdam).expect("it is there").expect("it changes");
        prop_assert_eq!(describe(&once, &target, Some(&first), Amsterdam), Ok(None));
        let twice = describe(&once, &target, Some(&second), Amsterdam).expect("it is there").unwrap_or(once.clone());
        for with in [once, twice] {
            let without = describe(&with, &target, None, Amsterdam).expect("it is there");
            prop_assert_eq!(without.as_deref(), Some(text.as_str()), "{}", with);
        }
    }
}
