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
