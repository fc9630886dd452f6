//! Rules by themselves; whole series stand in tests/fixtures/calendars.

use super::*;

fn time(text: &str) -> NaiveDateTime {
    text.parse().expect("a time")
}

/// The days of a rule that starts on 2026-01-01 at 09:00, in 2026 and 2027.
fn days_of(rule: &str) -> Vec<String> {
    let span = Span {
        start: time("2026-01-01T09:00:00"),
        from: time("2026-01-01T00:00:00"),
        until: time("2027-12-31T23:59:59"),
    };
    let times = Rule::parse(rule)
        .expect("a rule")
        .times(&span, &mut Budget::new());
    times
        .expect("not too much")
        .iter()
        .map(|time| time.date().to_string())
        .collect()
}

#[test]
fn a_rule_is_the_same_wherever_one_begins_to_look() {
    for rule in [
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO",
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU",
        "FREQ=DAILY;INTERVAL=10",
        "FREQ=HOURLY;INTERVAL=5;BYHOUR=9,16;BYDAY=TU",
        "FREQ=MINUTELY;INTERVAL=90;BYHOUR=9",
        "FREQ=SECONDLY;INTERVAL=4000;BYMINUTE=20",
    ] {
        let rule = Rule::parse(rule).expect("a rule");
        let start = time("1999-12-31T09:20:00");
        let until = time("2028-12-31T00:00:00");
        let times = |from| {
            let times = rule
                .times(&Span { start, from, until }, &mut Budget::new())
                .expect("not too much");
            times
                .into_iter()
                .filter(|time| *time >= self::time("2026-02-03T10:11:12"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            times(time("2026-02-03T10:11:12")),
            times(time("2025-10-01T00:00:00")),
            "{rule:?}"
        );
        assert!(
            !times(start.max(time("2026-01-01T00:00:00"))).is_empty(),
            "{rule:?}"
        );
    }
}

#[test]
fn weeks_begin_where_the_rule_says() {
    // The example of RFC 5545, 3.3.10, from another Tuesday.
    let days = |rule| days_of(rule).into_iter().take(4).collect::<Vec<_>>();
    assert_eq!(
        days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU;WKST=MO"),
        ["2026-01-01", "2026-01-04", "2026-01-15", "2026-01-18"]
    );
    assert_eq!(
        days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SU;WKST=SU"),
        ["2026-01-01", "2026-01-11", "2026-01-15", "2026-01-25"]
    );
}

#[test]
fn a_rule_that_never_fits_ends_with_what_is_asked_for() {
    assert_eq!(
        days_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        Vec::<String>::new()
    );
    assert_eq!(
        days_of("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"),
        Vec::<String>::new()
    );
    assert_eq!(
        days_of("FREQ=SECONDLY;BYSECOND=27;BYSETPOS=2;BYDAY=-1MO;BYHOUR=3;BYMINUTE=0"),
        Vec::<String>::new()
    );
}

#[test]
fn a_rule_that_takes_too_long_is_refused() {
    let span = Span {
        start: time("0001-01-01T09:00:00"),
        from: time("2026-01-01T00:00:00"),
        until: time("2026-12-31T00:00:00"),
    };
    let mut budget = Budget::new();
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYSECOND=27;BYSETPOS=2",
        "FREQ=MINUTELY;COUNT=4000000000",
    ] {
        assert_eq!(
            Rule::parse(rule).expect("a rule").times(&span, &mut budget),
            Err(TooMuch),
            "{rule}"
        );
    }
    let daily = Rule::parse("FREQ=DAILY;COUNT=80000").expect("a rule");
    // What is left is for the rules after it.
    let span = Span {
        start: time("1900-01-01T09:00:00"),
        ..span
    };
    assert_eq!(
        daily.times(&span, &mut budget).map(|times| times.len()),
        Ok(364)
    );
}

#[test]
fn what_can_not_be_read_is_refused() {
    for (rule, reason) in [
        ("", "\"\" does not say how often"),
        ("BYDAY=MO", "\"BYDAY=MO\" does not say how often"),
        ("FREQ=OFTEN", "\"FREQ=OFTEN\" is no frequency"),
        ("FREQ=DAILY;INTERVAL=0", "\"INTERVAL=0\" can not be read"),
        ("FREQ=DAILY;COUNT=0", "\"COUNT=0\" can not be read"),
        ("FREQ=WEEKLY;BYDAY=XX", "\"BYDAY=XX\" can not be read"),
        ("FREQ=WEEKLY;BYDAY=0MO", "\"BYDAY=0MO\" can not be read"),
        ("FREQ=YEARLY;BYMONTH=13", "\"BYMONTH=13\" can not be read"),
        (
            "FREQ=YEARLY;BYMONTHDAY=0",
            "\"BYMONTHDAY=0\" can not be read",
        ),
        ("FREQ=DAILY;UNTIL=soon", "\"UNTIL=soon\" can not be read"),
        (
            "FREQ=YEARLY;RSCALE=CHINESE",
            "\"RSCALE=CHINESE\" can not be read",
        ),
    ] {
        assert_eq!(Rule::parse(rule), Err(reason.to_owned()));
    }
}

#[test]
fn case_spaces_and_unknown_parts_do_not_matter() {
    let plain = Rule::parse("FREQ=WEEKLY;BYDAY=MO,-1FR;COUNT=3").expect("a rule");
    assert_eq!(
        Rule::parse(" freq=weekly;X-OURS=1;byday=mo, -1fr;COUNT=3; ").as_ref(),
        Ok(&plain)
    );
}
