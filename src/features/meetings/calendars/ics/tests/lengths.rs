//! How long events take, and what else is written in different ways.

use super::shown;

#[test]
fn an_end_is_exact_and_a_duration_counts_days_on_the_calendar() {
    assert_eq!(
        shown("lengths"),
        [
            "2026-03-02T09:00Z 0:00 No end",
            "2026-03-03T09:00Z 1:30 Duration",
            "2026-03-03T23:00Z 24 h of whole days A day",
            "2026-03-04T23:00Z 48 h of whole days Two days",
            "2026-03-21T11:00Z 24:00 An exact day",
            "2026-03-28T11:00Z 24:00 An exact day",
            "2026-03-28T11:00Z 23:00 A day on the calendar",
            "2026-04-01T10:00Z 8:00 A flight",
        ]
    );
}

#[test]
fn folds_quotes_escapes_and_the_case_of_names_do_not_matter() {
    assert_eq!(
        shown("folded"),
        ["2026-03-02T08:00Z 1:00 Escapes, semi;colons; back\\slashes\nand é a fold",]
    );
}
