//! Rules, as calendars write them, with the clocks changing in between.

use super::shown;

#[test]
fn days_recur() {
    assert_eq!(
        shown("daily"),
        [
            "2026-03-30T14:00Z 1:00 daily",
            "2026-03-31T14:00Z 1:00 daily",
            "2026-04-01T14:00Z 1:00 daily",
            "2026-04-10T14:00Z 1:00 every-third-day",
            "2026-04-13T14:00Z 1:00 every-third-day",
            "2026-04-16T14:00Z 1:00 every-third-day",
            "2026-04-29T14:00Z 1:00 daily-in-may",
            "2026-05-01T14:00Z 1:00 daily-in-may",
            "2026-05-02T14:00Z 1:00 daily-in-may",
            "2026-06-01T07:00Z 8:00 twice-a-day",
            "2026-06-01T14:00Z 8:00 twice-a-day",
            "2026-06-02T07:00Z 8:00 twice-a-day",
        ]
    );
}

#[test]
fn weeks_recur_and_begin_where_the_rule_says() {
    assert_eq!(
        shown("weekly"),
        [
            "2026-03-23T15:00Z 1:00 weekly",
            "2026-03-30T14:00Z 1:00 weekly",
            "2026-04-06T14:00Z 1:00 weekly",
            "2026-04-07T14:00Z 1:00 two-days-a-week",
            "2026-04-09T14:00Z 1:00 two-days-a-week",
            "2026-04-14T14:00Z 1:00 two-days-a-week",
            "2026-04-16T14:00Z 1:00 two-days-a-week",
            "2026-05-05T14:00Z 1:00 every-other-week-from-monday",
            "2026-05-10T14:00Z 1:00 every-other-week-from-monday",
            "2026-05-19T14:00Z 1:00 every-other-week-from-monday",
            "2026-05-24T14:00Z 1:00 every-other-week-from-monday",
            "2026-06-02T14:00Z 1:00 every-other-week-from-sunday",
            "2026-06-14T14:00Z 1:00 every-other-week-from-sunday",
            "2026-06-16T14:00Z 1:00 every-other-week-from-sunday",
            "2026-06-28T14:00Z 1:00 every-other-week-from-sunday",
        ]
    );
}

#[test]
fn months_recur_by_day_by_weekday_and_by_place() {
    assert_eq!(
        shown("monthly"),
        [
            "2026-01-05T15:00Z 1:00 first-and-last-monday",
            "2026-01-15T15:00Z 1:00 every-quarter",
            "2026-01-26T15:00Z 1:00 first-and-last-monday",
            "2026-01-30T15:00Z 1:00 last-friday",
            "2026-02-02T15:00Z 1:00 first-and-last-monday",
            "2026-02-10T15:00Z 1:00 second-tuesday",
            "2026-02-13T15:00Z 1:00 friday-13",
            "2026-02-23T15:00Z 1:00 first-and-last-monday",
            "2026-02-27T15:00Z 1:00 last-friday",
            "2026-03-10T15:00Z 1:00 second-tuesday",
            "2026-03-13T15:00Z 1:00 friday-13",
            "2026-03-27T15:00Z 1:00 last-friday",
            "2026-03-31T14:00Z 1:00 last-working-day",
            "2026-04-15T14:00Z 1:00 every-quarter",
            "2026-04-30T14:00Z 1:00 last-working-day",
            "2026-05-29T14:00Z 1:00 last-working-day",
            "2026-07-15T14:00Z 1:00 every-quarter",
            "2026-07-31T14:00Z 1:00 day-31",
            "2026-08-31T14:00Z 1:00 day-31",
            "2026-08-31T14:00Z 1:00 last-day",
            "2026-09-30T14:00Z 1:00 last-day",
            "2026-10-15T14:00Z 1:00 every-quarter",
            "2026-10-31T15:00Z 1:00 day-31",
            "2026-10-31T15:00Z 1:00 last-day",
            "2026-11-13T15:00Z 1:00 friday-13",
        ]
    );
}

#[test]
fn years_recur_by_month_week_and_day() {
    assert_eq!(
        shown("yearly"),
        [
            "2026-03-10T15:00Z 1:00 yearly-in-months",
            "2026-03-29T14:00Z 1:00 last-sunday-of-march",
            "2026-04-10T14:00Z 1:00 day-100",
            "2026-05-18T14:00Z 1:00 twentieth-monday",
            "2026-07-01T14:00Z 1:00 every-other-year",
            "2026-09-10T14:00Z 1:00 yearly-in-months",
            "2026-12-28T15:00Z 1:00 week-53",
            "2026-12-31T15:00Z 1:00 day-100",
        ]
    );
}

#[test]
fn hours_minutes_and_seconds_recur() {
    assert_eq!(
        shown("hourly"),
        [
            "2026-03-28T15:00Z 1:00 every-day-in-hours",
            "2026-03-29T14:00Z 1:00 every-day-in-hours",
            "2026-03-30T14:00Z 1:00 every-day-in-hours",
            "2026-06-01T14:00Z 1:00 on-the-half-hour",
            "2026-06-01T14:30Z 1:00 on-the-half-hour",
            "2026-06-01T15:00Z 1:00 on-the-half-hour",
            "2026-07-01T14:00Z 1:00 seconds",
            "2026-07-01T15:00Z 1:00 seconds",
            "2026-07-01T16:00Z 1:00 seconds",
        ]
    );
}

#[test]
fn a_rule_ends_with_its_until_in_whatever_form_and_zone() {
    assert_eq!(
        shown("until"),
        [
            "2026-07-05T22:30Z 1:00 east-of-utc",
            "2026-07-06T22:30Z 1:00 east-of-utc",
            "2026-07-07T00:30Z 1:00 west-of-utc",
            "2026-07-07T22:30Z 1:00 east-of-utc",
            "2026-07-08T00:30Z 1:00 west-of-utc",
            "2026-07-13T08:00Z 1:00 just-too-early",
            "2026-07-20T08:00Z 1:00 as-a-date",
            "2026-07-21T08:00Z 1:00 as-a-date",
            "2026-07-27T08:00Z 1:00 as-a-local-time",
            "2026-07-28T08:00Z 1:00 as-a-local-time",
            "2026-08-02T22:00Z 24 h of whole days whole-days-until-a-date",
            "2026-08-03T22:00Z 24 h of whole days whole-days-until-a-date",
            "2026-08-09T22:00Z 24 h of whole days whole-days-until-midnight-there",
            "2026-08-10T22:00Z 24 h of whole days whole-days-until-midnight-there",
            "2026-08-16T22:00Z 24 h of whole days whole-days-until-midnight-utc",
            "2026-08-17T22:00Z 24 h of whole days whole-days-until-midnight-utc",
            "2026-08-24T23:00Z 0:00 in-utc",
            "2026-08-25T23:00Z 0:00 in-utc",
            "2026-08-30T22:30Z 0:00 floating",
            "2026-08-31T22:30Z 0:00 floating",
        ]
    );
}

#[test]
fn the_start_takes_part_even_if_the_rule_does_not_say_so() {
    assert_eq!(
        shown("start-beside-the-rule"),
        [
            "2026-04-01T14:00Z 1:00 start-beside-the-rule",
            "2026-04-06T14:00Z 1:00 start-beside-the-rule",
            "2026-04-13T14:00Z 1:00 start-beside-the-rule",
        ]
    );
}

#[test]
fn single_dates_and_periods_are_added() {
    assert_eq!(
        shown("rdate"),
        [
            "2026-03-02T09:00Z 1:00 Dates",
            "2026-03-04T09:00Z 1:00 Dates",
            "2026-03-06T14:00Z 1:00 Dates",
            "2026-03-10T09:00Z 1:00 Dates",
            "2026-03-17T09:00Z 1:00 With a rule",
            "2026-03-20T09:00Z 1:00 With a rule",
            "2026-03-23T09:00Z 1:00 Periods",
            "2026-03-24T09:00Z 3:00 Periods",
            "2026-03-25T09:00Z 0:30 Periods",
            "2026-03-29T22:00Z 24 h of whole days Whole days",
            "2026-03-31T22:00Z 24 h of whole days Whole days",
        ]
    );
}

#[test]
fn a_rule_without_an_end_goes_on() {
    assert_eq!(
        shown("endless"),
        [
            "2026-01-05T08:00Z 0:15 Since 1990",
            "2026-02-02T08:00Z 0:15 Since 1990",
            "2026-03-02T08:00Z 0:15 Since 1990",
            "2026-04-06T07:00Z 0:15 Since 1990",
            "2026-05-04T07:00Z 0:15 Since 1990",
            "2026-06-01T07:00Z 0:15 Since 1990",
            "2026-07-06T07:00Z 0:15 Since 1990",
            "2026-08-03T07:00Z 0:15 Since 1990",
            "2026-09-07T07:00Z 0:15 Since 1990",
            "2026-10-05T07:00Z 0:15 Since 1990",
            "2026-11-02T08:00Z 0:15 Since 1990",
            "2026-12-07T08:00Z 0:15 Since 1990",
        ]
    );
}
