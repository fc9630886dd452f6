//! Periods in both languages, and the windows that they mean.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A Tuesday in the last quarter.
fn today() -> NaiveDate {
    day("2026-11-24")
}

fn windows(text: &str) -> String {
    let windows = parse_period(text).unwrap().windows(today()).unwrap();
    let show = |window: Window| format!("{}..{}", window.first, window.last);
    format!("{} after {}", show(windows.current), show(windows.before))
}

#[test]
fn pieces_of_the_calendar_are_compared_with_the_piece_before() {
    for (text, expected) in [
        (
            "last quarter",
            "2026-07-01..2026-09-30 after 2026-04-01..2026-06-30",
        ),
        (
            "vorig kwartaal",
            "2026-07-01..2026-09-30 after 2026-04-01..2026-06-30",
        ),
        (
            "this quarter",
            "2026-10-01..2026-11-24 after 2026-07-01..2026-09-30",
        ),
        (
            "this month",
            "2026-11-01..2026-11-24 after 2026-10-01..2026-10-31",
        ),
        (
            "deze maand",
            "2026-11-01..2026-11-24 after 2026-10-01..2026-10-31",
        ),
        (
            "vorige maand",
            "2026-10-01..2026-10-31 after 2026-09-01..2026-09-30",
        ),
        (
            "deze week",
            "2026-11-23..2026-11-24 after 2026-11-16..2026-11-22",
        ),
        (
            "last week",
            "2026-11-16..2026-11-22 after 2026-11-09..2026-11-15",
        ),
        (
            "dit jaar",
            "2026-01-01..2026-11-24 after 2025-01-01..2025-12-31",
        ),
        (
            "vorig jaar",
            "2025-01-01..2025-12-31 after 2024-01-01..2024-12-31",
        ),
        (
            "vandaag",
            "2026-11-24..2026-11-24 after 2026-11-23..2026-11-23",
        ),
        (
            "yesterday",
            "2026-11-23..2026-11-23 after 2026-11-22..2026-11-22",
        ),
    ] {
        assert_eq!(windows(text), expected, "{text}");
    }
}

#[test]
fn rolling_periods_end_today_and_are_compared_with_as_many_days_before() {
    for (text, expected) in [
        (
            "laatste 30 dagen",
            "2026-10-26..2026-11-24 after 2026-09-26..2026-10-25",
        ),
        (
            "last 30 days",
            "2026-10-26..2026-11-24 after 2026-09-26..2026-10-25",
        ),
        ("30d", "2026-10-26..2026-11-24 after 2026-09-26..2026-10-25"),
        (
            "12 months",
            "2025-11-25..2026-11-24 after 2024-11-25..2025-11-24",
        ),
        (
            "afgelopen twaalf maanden",
            "2025-11-25..2026-11-24 after 2024-11-25..2025-11-24",
        ),
        (
            "afgelopen 2 weken",
            "2026-11-11..2026-11-24 after 2026-10-28..2026-11-10",
        ),
        (
            "afgelopen half jaar",
            "2026-05-25..2026-11-24 after 2025-11-25..2026-05-24",
        ),
        (
            "halfjaar",
            "2026-05-25..2026-11-24 after 2025-11-25..2026-05-24",
        ),
    ] {
        assert_eq!(windows(text), expected, "{text}");
    }
}

#[test]
fn named_pieces_without_a_year_are_the_latest_that_have_begun() {
    for (text, expected) in [
        (
            "maart",
            "2026-03-01..2026-03-31 after 2026-02-01..2026-02-28",
        ),
        (
            "March",
            "2026-03-01..2026-03-31 after 2026-02-01..2026-02-28",
        ),
        (
            "november",
            "2026-11-01..2026-11-30 after 2026-10-01..2026-10-31",
        ),
        (
            "december",
            "2025-12-01..2025-12-31 after 2025-11-01..2025-11-30",
        ),
        ("q4", "2026-10-01..2026-12-31 after 2026-07-01..2026-09-30"),
        ("q1", "2026-01-01..2026-03-31 after 2025-10-01..2025-12-31"),
        (
            "week 12",
            "2026-03-16..2026-03-22 after 2026-03-09..2026-03-15",
        ),
        (
            "week 53",
            "2020-12-28..2021-01-03 after 2020-12-21..2020-12-27",
        ),
    ] {
        assert_eq!(windows(text), expected, "{text}");
    }
}

#[test]
fn named_pieces_with_a_year_are_read_in_many_forms() {
    let quarter = "2026-01-01..2026-03-31 after 2025-10-01..2025-12-31";
    for text in [
        "2026-q1",
        "2026-Q1",
        "q1-2026",
        "Q1 2026",
        "2026 q1",
        "k1 2026",
        "1e kwartaal 2026",
        "1e kwartaal van 2026",
        "het eerste kwartaal 2026".replace("eerste", "1e").as_str(),
        "quarter 1 2026",
        "kwartaal 1 2026",
    ] {
        assert_eq!(windows(text), quarter, "{text}");
    }
    let march = "2026-03-01..2026-03-31 after 2026-02-01..2026-02-28";
    for text in [
        "2026-03",
        "2026/3",
        "03-2026",
        "maart 2026",
        "2026 march",
        "mrt. 2026",
        "mar-2026",
    ] {
        assert_eq!(windows(text), march, "{text}");
    }
    let week = "2026-03-16..2026-03-22 after 2026-03-09..2026-03-15";
    for text in ["2026-w12", "week 12 2026", "week 12 of 2026", "wk12 2026"] {
        assert_eq!(windows(text), week, "{text}");
    }
    let year = "2025-01-01..2025-12-31 after 2024-01-01..2024-12-31";
    for text in ["2025", "in 2025", "jaar 2025"] {
        assert_eq!(windows(text), year, "{text}");
    }
}

#[test]
fn days_and_ranges_include_their_end() {
    let range = "2026-03-01..2026-03-15 after 2026-02-14..2026-02-28";
    for text in [
        "2026-03-01..2026-03-15",
        "2026-03-01 to 2026-03-15",
        "from 2026-03-01 until 2026-03-15",
        "van 1-3-2026 tot en met 15-3-2026",
        "1 t/m 15 maart 2026",
        "1 maart - 15 maart 2026",
        "1 maart 2026 tot 15 maart 2026",
    ] {
        assert_eq!(windows(text), range, "{text}");
    }
    let months = "2026-01-01..2026-03-31 after 2025-10-03..2025-12-31";
    for text in [
        "januari t/m maart 2026",
        "2026-01..2026-03",
        "2026-01 t/m 2026-q1",
    ] {
        assert_eq!(windows(text), months, "{text}");
    }
    assert_eq!(windows("31 maart 2026"), windows("2026-03-31"));
}

#[test]
fn a_slip_of_the_pen_gets_the_nearest_period() {
    let hint = |text: &str| match parse_period(text) {
        Err(PeriodRefusal::Unknown { nearest, .. }) => nearest,
        other => panic!("{text}: {other:?}"),
    };
    for (text, expected) in [
        ("last qarter", "last quarter"),
        ("lsat quarter", "last quarter"),
        ("vorig kwartal", "vorig kwartaal"),
        ("laatste 30 dagne", "laatste 30 dagen"),
        ("Febuary", "february"),
        ("setpember 2025", "september 2025"),
        ("vorgie maand", "vorige maand"),
    ] {
        assert_eq!(hint(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["", "finance", "zebra month", "last", "30", "..", "t/m"] {
        assert_eq!(hint(text), None, "{text}");
    }
    assert_eq!(
        parse_period("last qarter").unwrap_err().to_string(),
        "`last qarter` is not a period; did you mean `last quarter`?"
    );
}

#[test]
fn what_the_calendar_does_not_have_is_said() {
    for text in [
        "2026-13",
        "q5",
        "2025-w53",
        "week 60",
        "31-02-2026",
        "2026-02-30",
        "1999",
        "0 dagen",
        "30 februari 2026",
    ] {
        assert!(
            matches!(parse_period(text), Err(PeriodRefusal::NotInCalendar { .. })),
            "{text}: {:?}",
            parse_period(text)
        );
    }
    assert!(matches!(
        parse_period("2026-03-15..2026-03-01"),
        Err(PeriodRefusal::BackToFront { .. })
    ));
    assert!(matches!(
        parse_period("9999 dagen"),
        Err(PeriodRefusal::NotInCalendar { .. })
    ));
    assert!(matches!(
        parse_period("999 weken"),
        Err(PeriodRefusal::TooLong { .. })
    ));
    assert!(matches!(
        parse_period("2001-01-01..2026-01-01"),
        Err(PeriodRefusal::TooLong { .. })
    ));
}

#[test]
fn a_command_is_split_before_its_period() {
    for (text, rest, period) in [
        (
            "finance last quarter",
            "finance",
            Some(Period::Last(Unit::Quarter)),
        ),
        (
            "klantenservice vorig kwartaal",
            "klantenservice",
            Some(Period::Last(Unit::Quarter)),
        ),
        (
            "Customer Success  in maart 2026",
            "Customer Success",
            Some(Period::Month(Some(2026), 3)),
        ),
        ("last quarter", "", Some(Period::Last(Unit::Quarter))),
        ("finance", "finance", None),
        ("", "", None),
        ("finance invoice", "finance invoice", None),
        ("sales q1", "sales", Some(Period::Quarter(None, 1))),
    ] {
        assert_eq!(split_period(text), Ok((rest.to_owned(), period)), "{text}");
    }
    assert!(matches!(
        split_period("finance 2026-13"),
        Err(PeriodRefusal::NotInCalendar { given }) if given == "2026-13"
    ));
}

#[test]
fn a_misspelt_period_after_a_department_is_found() {
    for (text, rest, period) in [
        ("finance last qarter", "finance", "last quarter"),
        (
            "klantenservice vorig kwartal",
            "klantenservice",
            "vorig kwartaal",
        ),
    ] {
        let expected = Some((rest.to_owned(), period.to_owned()));
        assert_eq!(misspelt_period(text), expected);
        assert_eq!(split_period(text), Ok((text.to_owned(), None)));
    }
    for text in ["finance", "finance invoice", "sales", "human resources", ""] {
        assert_eq!(misspelt_period(text), None, "{text}");
    }
}

#[test]
fn a_trend_has_whole_units_without_gaps() {
    let weeks = trend(today(), 12, Unit::Week).unwrap();
    assert_eq!(weeks.len(), 12);
    assert!(weeks[11].holds(today()));
    for pair in weeks.windows(2) {
        assert_eq!(pair[0].last.succ_opt(), Some(pair[1].first));
        assert_eq!(pair[0].days(), 7);
        assert_eq!(pair[0].first.weekday(), Weekday::Mon);
    }
    assert_eq!(trend(NaiveDate::MIN, 12, Unit::Month), None);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn unit() -> impl Strategy<Value = Unit> {
        prop::sample::select(vec![
            Unit::Day,
            Unit::Week,
            Unit::Month,
            Unit::Quarter,
            Unit::Year,
        ])
    }

    fn period() -> impl Strategy<Value = Period> {
        let year = prop::option::of(2000..2100_i32);
        prop_oneof![
            (1..400_u32, unit()).prop_map(|(count, unit)| Period::Rolling(count, unit)),
            unit().prop_map(Period::Running),
            unit().prop_map(Period::Last),
            (year.clone(), 0..60_u32).prop_map(|(year, week)| Period::Week(year, week)),
            (year.clone(), 0..14_u32).prop_map(|(year, month)| Period::Month(year, month)),
            (year, 0..6_u32).prop_map(|(year, quarter)| Period::Quarter(year, quarter)),
            any::<i32>().prop_map(Period::Year),
        ]
    }

    proptest! {
        #[test]
        fn the_window_before_ends_on_the_day_before(period in period(), days in 0..60_000_u64) {
            let today = day("2000-01-01") + Days::new(days);
            if let Some(windows) = period.windows(today) {
                prop_assert_eq!(windows.before.last.succ_opt(), Some(windows.current.first));
                prop_assert!(windows.before.days() >= 1 && windows.current.days() >= 1);
                prop_assert!(!windows.before.holds(windows.current.first));
                if let Period::Rolling(count, Unit::Day) = period {
                    prop_assert_eq!(windows.current.days(), i64::from(count));
                    prop_assert_eq!(windows.before.days(), i64::from(count));
                }
                if let Period::Last(_) | Period::Rolling(..) | Period::Running(_) = period {
                    prop_assert!(windows.current.last <= today);
                }
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            let _ = parse_period(&text);
            let _ = split_period(&text);
        }

        #[test]
        fn no_words_of_a_period_break_the_reader(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "last", "vorig", "this", "30", "2026", "2026-03-31", "q1", "week", "maart", "t/m", "days",
                    "half", "-", "..", "van", "99999999999", "2026-99", "d", "é", "0",
                ]),
                0..8,
            )
        ) {
            if let Ok(period) = parse_period(&words.join(" ")) {
                prop_assert!(period.windows(today()).is_some());
            }
        }

        #[test]
        fn the_end_of_the_calendar_is_endured(period in period()) {
            for today in [NaiveDate::MIN, NaiveDate::MAX] {
                let _ = period.windows(today);
            }
        }
    }
}
