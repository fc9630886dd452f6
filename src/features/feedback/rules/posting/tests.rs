//! Posting hours over weekends, holidays and clock changes; filters and the daily limit.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::platform::config::{Condition, LocalTime, ScoreClass, Weekday};
use crate::platform::ids::SourceId;

const AMSTERDAM: Tz = Tz::Europe__Amsterdam;
const WORKING_DAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn time(text: &str) -> LocalTime {
    LocalTime(NaiveTime::parse_from_str(text, "%H:%M").unwrap())
}

fn hours(from: &str, until: &str, days: &[Weekday]) -> PostingHours {
    PostingHours {
        from: time(from),
        until: time(until),
        days: days.to_vec(),
    }
}

fn office() -> PostingHours {
    hours("08:00", "18:00", &WORKING_DAYS)
}

fn next(now: &str, hours: &PostingHours, holidays: &[&str]) -> Option<DateTime<Utc>> {
    let holidays: Vec<NaiveDate> = holidays.iter().map(|day| day.parse().unwrap()).collect();
    next_allowed(utc(now), hours, &holidays, AMSTERDAM)
}

#[test]
fn within_posting_hours_now_is_the_time() {
    let now = "2026-11-24T10:00:00Z";
    assert_eq!(next(now, &office(), &[]), Some(utc(now)));
    assert_eq!(
        next("2026-11-24T07:00:00Z", &office(), &[]),
        Some(utc("2026-11-24T07:00:00Z")),
        "08:00 sharp is in"
    );
    assert_eq!(
        next("2026-11-24T17:00:00Z", &office(), &[]),
        Some(utc("2026-11-25T07:00:00Z")),
        "18:00 sharp is out"
    );
}

#[test]
fn evenings_weekends_and_holidays_wait_for_the_next_working_morning() {
    assert_eq!(
        next("2026-11-24T05:00:00Z", &office(), &[]),
        Some(utc("2026-11-24T07:00:00Z"))
    );
    assert_eq!(
        next("2026-11-27T18:00:00Z", &office(), &[]),
        Some(utc("2026-11-30T07:00:00Z"))
    );
    // Christmas 2026 is a Friday, Boxing Day a Saturday.
    assert_eq!(
        next(
            "2026-12-24T20:00:00Z",
            &office(),
            &["2026-12-25", "2026-12-26"]
        ),
        Some(utc("2026-12-28T07:00:00Z"))
    );
    assert_eq!(
        next("2026-12-25T10:00:00Z", &office(), &["2026-12-25"]),
        Some(utc("2026-12-28T07:00:00Z"))
    );
}

#[test]
fn the_morning_is_the_local_one_on_both_sides_of_a_clock_change() {
    assert_eq!(
        next("2026-03-27T20:00:00Z", &office(), &[]),
        Some(utc("2026-03-30T06:00:00Z"))
    );
    assert_eq!(
        next("2026-10-23T20:00:00Z", &office(), &[]),
        Some(utc("2026-10-26T07:00:00Z"))
    );
    // Hours that begin in the hour that the clock skips begin right after it.
    let sunday = hours("02:30", "05:00", &[Weekday::Sun]);
    assert_eq!(
        next("2026-03-28T12:00:00Z", &sunday, &[]),
        Some(utc("2026-03-29T01:00:00Z"))
    );
    // The hour that the clock shows twice lies within hours that hold it.
    assert_eq!(
        next("2026-10-25T01:15:00Z", &sunday, &[]),
        Some(utc("2026-10-25T01:15:00Z"))
    );
}

#[test]
fn hours_can_last_over_midnight_and_the_whole_day() {
    let night = hours("22:00", "06:00", &[Weekday::Fri]);
    assert_eq!(
        next("2026-11-28T03:00:00Z", &night, &[]),
        Some(utc("2026-11-28T03:00:00Z")),
        "Saturday 04:00 belongs to Friday"
    );
    assert_eq!(
        next("2026-11-28T05:00:00Z", &night, &[]),
        Some(utc("2026-12-04T21:00:00Z"))
    );
    let cut_short = next("2026-11-28T03:00:00Z", &night, &["2026-11-28"]);
    assert_eq!(
        cut_short,
        Some(utc("2026-12-04T21:00:00Z")),
        "nothing on the holiday itself"
    );
    let all_day = hours("00:00", "00:00", &[Weekday::Sat]);
    assert_eq!(
        next("2026-11-27T23:30:00Z", &all_day, &[]),
        Some(utc("2026-11-27T23:30:00Z"))
    );
    let until_midnight = hours("08:00", "00:00", &WORKING_DAYS);
    assert_eq!(
        next("2026-11-27T22:59:00Z", &until_midnight, &[]),
        Some(utc("2026-11-27T22:59:00Z"))
    );
    assert_eq!(
        next("2026-11-27T23:00:00Z", &until_midnight, &[]),
        Some(utc("2026-11-30T07:00:00Z"))
    );
}

#[test]
fn no_working_day_means_never_and_everything_goes_into_the_digest() {
    assert_eq!(
        next("2026-11-24T10:00:00Z", &hours("08:00", "18:00", &[]), &[]),
        None
    );
    let posting = Posting {
        hours: Some(hours("08:00", "18:00", &[])),
        ..Posting::default()
    };
    assert_eq!(
        decide(&posting, Some(ScoreClass::Promoter), 0),
        PostingDecision::Digest
    );
}

const NOON: &str = "2026-11-24T11:00:00Z";

fn decide(posting: &Posting, class: Option<ScoreClass>, planned: u32) -> PostingDecision {
    let source = SourceId::from("typeform");
    let facts = Facts {
        source: &source,
        survey: None,
        touchpoint: None,
        tags: &[],
        segment: &BTreeMap::new(),
        score_class: class,
        language: None,
        comment: Some("prima"),
        department: None,
    };
    let channel = ChannelPosting::new(posting, &office(), &[], AMSTERDAM).unwrap();
    channel.decide(&facts, planned, utc(NOON))
}

#[test]
fn each_posts_everything_and_digest_nothing() {
    let each = Posting::default();
    assert_eq!(
        decide(&each, None, 1_000),
        PostingDecision::At(utc(NOON)),
        "0 a day means no limit"
    );
    let digest = Posting {
        mode: PostingMode::Digest,
        ..Posting::default()
    };
    assert_eq!(decide(&digest, None, 0), PostingDecision::Digest);
}

#[test]
fn only_posts_what_its_filter_lets_through() {
    let only = Posting {
        mode: PostingMode::Only,
        only: Some(Condition {
            score_classes: vec![ScoreClass::Detractor],
            ..Condition::default()
        }),
        ..Posting::default()
    };
    assert_eq!(
        decide(&only, Some(ScoreClass::Detractor), 0),
        PostingDecision::At(utc(NOON))
    );
    assert_eq!(
        decide(&only, Some(ScoreClass::Promoter), 0),
        PostingDecision::Digest
    );
    assert_eq!(
        decide(
            &Posting { only: None, ..only },
            Some(ScoreClass::Detractor),
            0
        ),
        PostingDecision::Digest
    );
}

#[test]
fn past_the_daily_limit_the_rest_goes_into_the_digest() {
    let limited = Posting {
        at_most_a_day: 3,
        ..Posting::default()
    };
    assert_eq!(decide(&limited, None, 2), PostingDecision::At(utc(NOON)));
    assert_eq!(decide(&limited, None, 3), PostingDecision::Digest);
}

#[test]
fn the_limit_is_that_of_the_day_on_which_the_post_appears() {
    let channel = ChannelPosting::new(&Posting::default(), &office(), &[], AMSTERDAM).unwrap();
    let (at, day) = channel.earliest(utc("2026-11-27T20:00:00Z")).unwrap();
    assert_eq!(
        (at, day),
        (utc("2026-11-30T07:00:00Z"), "2026-11-30".parse().unwrap())
    );
    assert_eq!(
        day_bounds(day, AMSTERDAM),
        (utc("2026-11-29T23:00:00Z"), utc("2026-11-30T23:00:00Z"))
    );
    let (start, end) = day_bounds("2026-10-25".parse().unwrap(), AMSTERDAM);
    assert_eq!(end - start, TimeDelta::hours(25));
}

proptest! {
    #[test]
    fn the_time_that_is_found_is_allowed_and_none_is_missed_before_it(
        second in 0..70_000_000i64, from in 0..24u32, until in 0..24u32,
        days in prop::collection::vec(0..7usize, 1..5), holidays in prop::collection::vec(0..800u64, 0..20),
        zone in prop::sample::select(vec![AMSTERDAM, Tz::America__New_York, Tz::Australia__Lord_Howe]),
    ) {
        let all = [WORKING_DAYS.as_slice(), &[Weekday::Sat, Weekday::Sun]].concat();
        let hours = PostingHours {
            from: LocalTime(NaiveTime::from_hms_opt(from, 0, 0).unwrap()),
            until: LocalTime(NaiveTime::from_hms_opt(until, 0, 0).unwrap()),
            days: days.iter().map(|&day| all[day]).collect(),
        };
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        let holidays: Vec<_> = holidays.iter().map(|&days| first + Days::new(days)).collect();
        let now = utc("2026-01-01T00:00:00Z") + TimeDelta::seconds(second);
        let allowed = |at: DateTime<Utc>| {
            let local = at.with_timezone(&zone).naive_local();
            let hour = chrono::Timelike::hour(&local);
            let on = |day: NaiveDate| !holidays.contains(&day)
                && hours.days.iter().any(|&one| chrono::Weekday::from(one) == day.weekday());
            let today = local.date();
            if from < until {
                on(today) && (from..until).contains(&hour)
            } else if from == until {
                on(today)
            } else {
                (on(today) && hour >= from)
                    || (on(today.pred_opt().unwrap()) && hour < until && !holidays.contains(&today))
            }
        };
        // Whole hours that a change of the clock skips make a window empty; two in a year.
        let found = next_allowed(now, &hours, &holidays, zone);
        prop_assert!(found.is_some());
        let found = found.unwrap();
        prop_assert!(found >= now);
        prop_assert!(allowed(found), "{found} is not allowed");
        prop_assert_eq!(next_allowed(found, &hours, &holidays, zone), Some(found));
        let mut before = now;
        while before < found {
            prop_assert!(!allowed(before), "{before} was allowed, before {found}");
            before += TimeDelta::minutes(30);
        }
    }
}
