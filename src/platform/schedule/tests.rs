//! Schedules around changes of the clock, and what is refused.

use std::collections::HashSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

const AMSTERDAM: Tz = Tz::Europe__Amsterdam;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn next(schedule: &str, after: &str) -> String {
    let next = Schedule::parse(schedule, AMSTERDAM)
        .unwrap()
        .next_after(utc(after))
        .unwrap();
    format!(
        "{} = {}",
        next.local.format("%a %F %H:%M"),
        next.at.format("%FT%RZ")
    )
}

#[test]
fn plain_words_and_cron_fields_mean_the_same() {
    let same = [
        ["daily at 16:00", "dagelijks om 16:00", "0 16 * * *"],
        [
            "weekdays at 09:30",
            "werkdagen om 9.30 uur",
            "30 9 * * mon-fri",
        ],
        [
            "weekly on mon at 09:00",
            "wekelijks op ma om 09:00",
            "0 0 9 * * mon",
        ],
        [
            "weekly on Sat and Sun at 10:05",
            "Elke za, zo om 10:05",
            "5 10 * * sat-sun",
        ],
        [
            "monthly on 1 at 09:00",
            "maandelijks op de 1e om 09:00",
            "0 9 1 * ?",
        ],
        [
            "monthly on the 22nd at 23:59",
            "maandelijks op 22ste om 23:59",
            "59 23 22 * *",
        ],
        ["hourly", "elk uur", "0 * * * *"],
        ["every 15 minutes", "elke 15 minuten", "*/15 * * * *"],
        [
            "every friday at 15:00",
            "iedere vrijdag om 15:00",
            "0 15 * * fri",
        ],
    ];
    for texts in same {
        let occurrences = texts.map(|text| {
            let schedule = Schedule::parse(text, AMSTERDAM).unwrap();
            schedule
                .after(utc("2026-02-27T08:00:00Z"))
                .take(9)
                .collect::<Vec<_>>()
        });
        assert_eq!(occurrences[0], occurrences[1], "{texts:?}");
        assert_eq!(occurrences[0], occurrences[2], "{texts:?}");
    }
}

#[test]
fn words_mean_what_they_say() {
    let now = "2026-11-20T15:30:00Z"; // a Friday, 16:30 in Amsterdam
    assert_eq!(
        next("daily at 16:00", now),
        "Sat 2026-11-21 16:00 = 2026-11-21T15:00Z"
    );
    assert_eq!(
        next("werkdagen om 09:30", now),
        "Mon 2026-11-23 09:30 = 2026-11-23T08:30Z"
    );
    assert_eq!(
        next("weekly on fri at 16:45", now),
        "Fri 2026-11-20 16:45 = 2026-11-20T15:45Z"
    );
    assert_eq!(
        next("monthly on last at 09:00", now),
        "Mon 2026-11-30 09:00 = 2026-11-30T08:00Z"
    );
    assert_eq!(
        next(
            "maandelijks op de laatste dag om 09:00",
            "2028-02-10T00:00:00Z"
        ),
        "Tue 2028-02-29 09:00 = 2028-02-29T08:00Z"
    );
    assert_eq!(
        next("0 9 1-7 * mon", now),
        "Mon 2026-12-07 09:00 = 2026-12-07T08:00Z"
    );
    assert_eq!(
        next("0 9 * * fri-sun", "2026-11-21T12:00:00Z"),
        "Sun 2026-11-22 09:00 = 2026-11-22T08:00Z"
    );
}

#[test]
fn an_error_says_what_is_wrong_and_gives_an_example() {
    let wrong = |text: &str| Schedule::parse(text, AMSTERDAM).unwrap_err();
    assert_eq!(wrong("  "), ScheduleError::Empty);
    assert_eq!(wrong("0 9 * * 1"), ScheduleError::WeekdayNumber("1".into()));
    assert_eq!(wrong("0 9 * *"), ScheduleError::FieldCount(4));
    assert_eq!(wrong("0 0 9 * * mon 2026"), ScheduleError::FieldCount(7));
    assert_eq!(
        wrong("weekly on mun at 09:00"),
        ScheduleError::Weekday("mun".into())
    );
    assert_eq!(
        wrong("daily at 25:00"),
        ScheduleError::TimeOfDay("25:00".into())
    );
    assert_eq!(
        wrong("daily at noon"),
        ScheduleError::TimeOfDay("noon".into())
    );
    assert_eq!(
        wrong("monthly on 31 at 09:00"),
        ScheduleError::DayOfMonth("31".into())
    );
    assert_eq!(wrong("every 7 minutes"), ScheduleError::Minutes("7".into()));
    assert_eq!(
        wrong("0 9 30 2 *"),
        ScheduleError::Never("0 9 30 2 *".into())
    );
    assert!(
        matches!(wrong("Now and then"), ScheduleError::NotUnderstood(text) if text == "Now and then")
    );
    assert!(matches!(wrong("61 9 * * *"), ScheduleError::Fields { .. }));
    for text in [
        "",
        "0 9 * *",
        "now",
        "61 9 * * *",
        "monthly on 31 at 09:00",
        "0 9 31 2 *",
    ] {
        let message = wrong(text).to_string();
        let example = message.rsplit('`').nth(1).unwrap();
        assert!(Schedule::parse(example, AMSTERDAM).is_ok(), "{message}");
    }
}

#[test]
fn a_time_that_the_clock_skips_in_spring_happens_right_after_the_gap() {
    let schedule = Schedule::parse("daily at 02:30", AMSTERDAM).unwrap();
    let found: Vec<_> = schedule
        .after(utc("2026-03-28T00:00:00Z"))
        .take(3)
        .collect();
    assert_eq!(
        found
            .iter()
            .map(|one| (one.local, one.at))
            .collect::<Vec<_>>(),
        [
            (local("2026-03-28 02:30"), utc("2026-03-28T01:30:00Z")),
            (local("2026-03-29 02:30"), utc("2026-03-29T01:00:00Z")),
            (local("2026-03-30 02:30"), utc("2026-03-30T00:30:00Z")),
        ]
    );
}

#[test]
fn a_time_that_the_clock_shows_twice_in_autumn_happens_once() {
    let schedule = Schedule::parse("daily at 02:30", AMSTERDAM).unwrap();
    let found = schedule.due(utc("2026-10-24T12:00:00Z"), utc("2026-10-25T12:00:00Z"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at, utc("2026-10-25T00:30:00Z"));
    // Asked between the first and the second 02:30, the next one is tomorrow's.
    let later = schedule.next_after(utc("2026-10-25T00:45:00Z")).unwrap();
    assert_eq!(later.local, local("2026-10-26 02:30"));
}

#[test]
fn due_includes_its_end_and_not_its_start() {
    let schedule = Schedule::parse("hourly", AMSTERDAM).unwrap();
    let (ten, twelve) = (utc("2026-11-20T10:00:00Z"), utc("2026-11-20T12:00:00Z"));
    let found: Vec<_> = schedule.due(ten, twelve).iter().map(|one| one.at).collect();
    assert_eq!(found, [utc("2026-11-20T11:00:00Z"), twelve]);
    assert_eq!(schedule.due(twelve, ten), []);
}

#[test]
fn due_is_bounded_and_can_be_continued() {
    let schedule = Schedule::parse("* * * * * *", AMSTERDAM).unwrap();
    let start = utc("2026-11-20T10:00:00Z");
    let first = schedule.due(start, start + TimeDelta::days(400));
    assert_eq!(first.len(), MOST_DUE);
    let last = first[MOST_DUE - 1].at;
    assert_eq!(last, start + TimeDelta::seconds(1_000));
    assert_eq!(
        schedule.due(last, start + TimeDelta::days(400))[0].at,
        last + TimeDelta::seconds(1)
    );
}

#[test]
fn a_day_that_a_zone_skips_altogether_is_made_up_for_at_its_end() {
    // Samoa had no 30 December 2011.
    let schedule = Schedule::parse("daily at 09:00", Tz::Pacific__Apia).unwrap();
    let found: Vec<_> = schedule
        .after(utc("2011-12-29T12:00:00Z"))
        .take(3)
        .collect();
    assert_eq!(found[0].local, local("2011-12-29 09:00"));
    assert_eq!(
        (found[1].local, found[1].at),
        (local("2011-12-30 09:00"), utc("2011-12-30T10:00:00Z"))
    );
    assert_eq!(found[2].local, local("2011-12-31 09:00"));
}

fn zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        AMSTERDAM,
        Tz::Europe__London,
        Tz::America__New_York,
        Tz::America__Sao_Paulo,
        Tz::Australia__Lord_Howe, // half an hour of daylight saving
        Tz::Africa__Casablanca,   // negative daylight saving
        Tz::Asia__Kathmandu,
        Tz::Pacific__Apia,
        Tz::UTC,
    ])
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..24u32, 0..60u32).prop_map(|(h, m)| format!("daily at {h:02}:{m:02}")),
        (0..4u32, 0..60u32).prop_map(|(h, m)| format!("weekly on sun at {h:02}:{m:02}")),
        (1..29u32, 0..24u32).prop_map(|(d, h)| format!("monthly on {d} at {h:02}:00")),
        Just("monthly on last at 02:15".to_owned()),
        prop::sample::select(vec![5, 10, 15, 20, 30]).prop_map(|m| format!("*/{m} * * * *")),
        Just("10,40 0-3 * * *".to_owned()),
        Just("weekdays at 00:30".to_owned()),
    ]
}

/// Moments close to the changes of the clock, and any others.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    let any_day = (1990..2060i32, 1..366u32);
    let changes = (
        1990..2060i32,
        prop::sample::select(vec![60u32, 70, 85, 86, 88, 95, 275, 290, 298, 300, 305]),
    );
    (prop_oneof![any_day, changes], 0..86_400i64).prop_map(|((year, day), second)| {
        let date = NaiveDate::from_yo_opt(year, day).unwrap();
        date.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::seconds(second)
    })
}

proptest! {
    #[test]
    fn occurrences_are_strictly_increasing_and_each_local_time_comes_once(
        zone in zone(), text in text(), start in moment(), apart in 1..100_000i64,
    ) {
        let schedule = Schedule::parse(&text, zone).unwrap();
        let found: Vec<_> = schedule.after(start).take(60).collect();
        prop_assert!(found[0].at > start);
        for pair in found.windows(2) {
            prop_assert!(pair[0].at < pair[1].at, "{pair:?}");
            prop_assert!(pair[0].local < pair[1].local, "{pair:?}");
        }
        let locals: HashSet<_> = found.iter().map(|one| one.local).collect();
        prop_assert_eq!(locals.len(), found.len());

        // From wherever one asks, the answers are the same: nothing is missed, nothing comes again.
        let later = start + TimeDelta::seconds(apart);
        let expected = found.iter().find(|one| one.at > later);
        if let Some(expected) = expected {
            prop_assert_eq!(&schedule.next_after(later).unwrap(), expected);
        }
    }

    #[test]
    fn a_daily_schedule_happens_every_day_and_never_before_the_clock_shows_its_time(
        zone in zone(), start in moment(), hour in 0..24u32, minute in 0..60u32,
    ) {
        let schedule = Schedule::parse(&format!("daily at {hour:02}:{minute:02}"), zone).unwrap();
        let found: Vec<_> = schedule.after(start).take(10).collect();
        for pair in found.windows(2) {
            prop_assert_eq!(pair[1].local - pair[0].local, TimeDelta::days(1));
        }
        for one in found {
            let shown = one.at.with_timezone(&zone).naive_local();
            prop_assert!(shown >= one.local && shown - one.local <= TimeDelta::hours(24));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
        let _ = Schedule::parse(&text, AMSTERDAM);
    }

    #[test]
    fn no_words_of_the_grammar_make_the_parser_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "daily", "weekly", "monthly", "on", "at", "om", "op", "de", "every", "elke", "mon",
            "09:30", "1e", "last", "*", "0", "*/5", "1-5", "mon-fri", "é", "uur", ":", "31",
        ]), 0..8),
    ) {
        let _ = Schedule::parse(&words.join(" "), AMSTERDAM);
    }
}
