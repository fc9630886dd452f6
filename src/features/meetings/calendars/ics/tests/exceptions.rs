//! What differs in single occurrences: left out, moved, renamed, cancelled.

use super::{expand_fixture, shown};

#[test]
fn occurrences_are_moved_renamed_and_cancelled() {
    assert_eq!(
        shown("override-moved"),
        [
            "2026-03-02T09:00Z 1:00 Team meeting",
            "[2026-03-09T09:00Z] 2026-03-10T13:00Z 1:00 Team meeting",
            "2026-03-16T09:00Z 1:00 Team meeting with a guest",
            "2026-03-30T08:00Z 1:00 Team meeting",
        ]
    );
    let expanded = expand_fixture("override-moved");
    assert_eq!(expanded.events, 4);
    assert!(
        expanded
            .occurrences
            .iter()
            .all(|it| it.identity.original_start.is_some())
    );
}

#[test]
fn occurrences_are_left_out_however_their_time_is_written() {
    assert_eq!(
        shown("exdate"),
        [
            "2026-03-02T09:00Z 1:00 Left out",
            "2026-03-09T09:00Z 1:00 Left out",
            "2026-03-10T09:00Z 1:00 Left out",
            "2026-03-11T09:00Z 1:00 Left out",
        ]
    );
}

#[test]
fn a_change_of_all_later_ones_moves_them_but_those_with_a_change_of_their_own() {
    assert_eq!(
        shown("this-and-future"),
        [
            "2026-03-02T09:00Z 1:00 Team meeting",
            "2026-03-09T09:00Z 1:00 Team meeting",
            "[2026-03-16T09:00Z] 2026-03-17T13:00Z 1:30 Longer meeting",
            "[2026-03-23T09:00Z] 2026-03-24T13:00Z 1:30 Longer meeting",
            "2026-03-30T08:00Z 1:00 As it was",
            "[2026-04-06T08:00Z] 2026-04-07T12:00Z 1:30 Longer meeting",
        ]
    );
}

#[test]
fn a_series_ends_where_all_later_ones_are_cancelled() {
    assert_eq!(
        shown("this-and-future-cancelled"),
        [
            "2026-03-02T09:00Z 1:00 Team meeting",
            "2026-03-09T09:00Z 1:00 Team meeting",
        ]
    );
}

#[test]
fn one_occurrence_is_shown_without_its_series() {
    assert_eq!(
        shown("override-alone"),
        ["[2026-03-09T09:00Z] 2026-03-09T13:00Z 1:00 Invited to one of them",]
    );
}

#[test]
fn an_occurrence_that_the_series_does_not_plan_any_more_is_kept() {
    assert_eq!(
        shown("override-out-of-the-series"),
        [
            "2026-03-02T09:00Z 1:00 Shortened series",
            "[2026-03-09T09:00Z] 2026-03-09T13:00Z 1:00 Kept from before",
        ]
    );
}

#[test]
fn an_occurrence_may_be_named_by_its_day_or_without_a_zone() {
    assert_eq!(
        shown("override-as-a-date"),
        [
            "2026-03-02T09:00Z 1:00 Quirk",
            "[2026-03-03T09:00Z] 2026-03-03T15:00Z 1:00 Named by its day",
            "[2026-03-04T09:00Z] 2026-03-04T15:00Z 1:00 Named without a zone",
        ]
    );
}

#[test]
fn an_occurrence_that_is_put_off_from_far_away_is_shown() {
    assert_eq!(
        shown("override-into-the-window"),
        ["[2025-03-02T09:00Z] 2026-01-15T09:00Z 1:00 Put off",]
    );
}

#[test]
fn a_cancelled_series_is_gone_and_a_tentative_event_stays() {
    assert_eq!(shown("cancelled"), ["2026-03-02T09:00Z 1:00 Held",]);
}

#[test]
fn of_two_versions_the_newer_one_counts() {
    assert_eq!(
        shown("duplicates"),
        [
            "2026-03-03T09:00Z 1:00 Newer",
            "2026-03-09T09:00Z 1:00 Series",
            "[2026-03-10T09:00Z] 2026-03-10T12:00Z 1:00 Moved twice",
        ]
    );
}
