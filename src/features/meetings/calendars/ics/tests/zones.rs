//! Where times are meant: by all the names that calendars give to time zones, and when clocks change.

use super::{expand_fixture, line, shown};

#[test]
fn a_name_of_windows_is_a_zone_with_its_changes_of_clocks() {
    assert_eq!(
        shown("windows-zone"),
        [
            "2026-03-25T08:00Z 0:30 Stand-up",
            "2026-04-01T07:00Z 0:30 Stand-up",
            "2026-04-08T07:00Z 0:30 Stand-up",
        ]
    );
}

#[test]
fn a_zone_that_the_calendar_defines_changes_as_it_says() {
    assert_eq!(
        shown("own-zone"),
        [
            "2026-03-25T08:00Z 0:30 Own zone",
            "2026-04-01T07:00Z 0:30 Own zone"
        ]
    );
}

#[test]
fn a_defined_zone_with_a_place_is_that_of_the_place() {
    assert_eq!(
        shown("own-zone-with-place"),
        [
            "2026-03-06T14:00Z 1:00 Over there",
            "2026-03-13T13:00Z 1:00 Over there"
        ]
    );
}

#[test]
fn a_name_may_have_something_before_it() {
    assert_eq!(shown("prefixed-zone"), ["2026-07-01T07:00Z 1:00 Prefixed"]);
}

#[test]
fn a_zone_that_nobody_knows_is_told_and_taken_for_the_default() {
    let expanded = expand_fixture("unknown-zone");
    assert_eq!(
        expanded.occurrences.iter().map(line).collect::<Vec<_>>(),
        ["2026-07-01T07:00Z 1:00 Far away"]
    );
    assert_eq!(
        expanded.problems,
        [
            "The time zone \"Mars/Olympus Mons\" is not known; its times are taken as Europe/Amsterdam."
        ]
    );
}

#[test]
fn times_without_a_zone_are_those_of_the_calendar() {
    assert_eq!(
        shown("calendar-zone"),
        [
            "2026-03-06T14:00Z 1:00 As the calendar says",
            "2026-03-09T04:00Z 24 h of whole days A day over there",
            "2026-03-13T13:00Z 1:00 As the calendar says",
        ]
    );
}

#[test]
fn times_without_any_zone_are_those_of_the_organisation() {
    assert_eq!(
        shown("floating"),
        [
            "2026-03-27T08:00Z 1:00 Wherever you are",
            "2026-03-28T08:00Z 1:00 Wherever you are",
            "2026-03-29T07:00Z 1:00 Wherever you are",
            "2026-03-30T07:00Z 1:00 Wherever you are",
        ]
    );
}

#[test]
fn utc_does_not_follow_the_clocks() {
    assert_eq!(
        shown("utc"),
        [
            "2026-03-27T08:00Z 1:00 Always the same moment",
            "2026-03-28T08:00Z 1:00 Always the same moment",
            "2026-03-29T08:00Z 1:00 Always the same moment",
            "2026-03-30T08:00Z 1:00 Always the same moment",
        ]
    );
}

#[test]
fn whole_days_are_as_long_as_the_clocks_make_them() {
    assert_eq!(
        shown("all-day"),
        [
            "2026-03-27T23:00Z 47 h of whole days Weekend",
            "2026-03-31T22:00Z 24 h of whole days Ends when it begins",
            "2026-10-23T22:00Z 24 h of whole days Across the change of clocks",
            "2026-10-24T22:00Z 25 h of whole days Across the change of clocks",
            "2026-10-25T23:00Z 24 h of whole days Across the change of clocks",
        ]
    );
}

#[test]
fn a_time_that_the_clock_skips_is_taken_as_before_the_change() {
    assert_eq!(
        shown("gap"),
        [
            "2026-03-28T01:30Z 1:00 Night shift",
            "2026-03-29T01:30Z 1:00 Night shift",
            "2026-03-30T00:30Z 1:00 Night shift"
        ]
    );
}

#[test]
fn a_time_that_the_clock_shows_twice_is_the_first() {
    assert_eq!(
        shown("overlap"),
        [
            "2026-10-24T00:30Z 0:15 Night shift",
            "2026-10-25T00:30Z 0:15 Night shift",
            "2026-10-26T01:30Z 0:15 Night shift"
        ]
    );
}
