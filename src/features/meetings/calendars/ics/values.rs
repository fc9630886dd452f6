//! The values of an iCalendar text: dates and times, durations, texts, addresses.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A date or time as it is written, without its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// `20261124`
    Day(NaiveDate),
    /// `20261124T093000`
    Local(NaiveDateTime),
    /// `20261124T083000Z`
    Moment(DateTime<Utc>),
}

/// `P1DT2H`: days are as long as the clocks make them, the rest is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duration {
    /// Days and weeks.
    pub days: i64,
    /// Hours, minutes and seconds.
    pub exact: TimeDelta,
}

/// Reads a date or a time; seconds may be absent.
pub(super) fn written_time(text: &str) -> Option<Written> {
    let text = text.trim();
    let (day, time) = match text.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let day = date(day)?;
    let Some(time) = time else {
        return Some(Written::Day(day));
    };
    let (time, is_moment) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, true),
        None => (time, false),
    };
    let local = day.and_time(time_of_day(time)?);
    Some(if is_moment {
        Written::Moment(local.and_utc())
    } else {
        Written::Local(local)
    })
}

fn date(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = (
        digits(text, 0, 4)?,
        digits(text, 4, 6)?,
        digits(text, 6, 8)?,
    );
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    // Years before our era and far ahead are slips, and arithmetic stays far from the ends of the calendar.
    (text.len() == 8 && (1..=9998).contains(&date.year())).then_some(date)
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = (digits(text, 0, 2)?, digits(text, 2, 4)?);
    let second = match text.len() {
        4 => 0,
        6 => digits(text, 4, 6)?,
        _ => return None,
    };
    // A leap second is the last second of its minute.
    NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second })
}

fn digits(text: &str, from: usize, until: usize) -> Option<u32> {
    let part = text.get(from..until)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| part.parse().ok())?
}

/// Reads a duration such as `PT1H30M`, `P1D`, `-P1W`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_uppercase();
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text.to_owned()),
        None => (1, text.trim_start_matches('+').to_owned()),
    };
    let (days, times) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, times)) => (days.to_owned(), times.to_owned()),
        None => (text.strip_prefix('P')?.to_owned(), String::new()),
    };
    if days.is_empty() && times.is_empty() {
        return None;
    }
    let days = sum(&days, &[('W', 7), ('D', 1)])?;
    let seconds = sum(&times, &[('H', 3600), ('M', 60), ('S', 1)])?;
    Some(Duration {
        days: sign * days,
        exact: TimeDelta::try_seconds(sign * seconds)?,
    })
}

/// Adds up `1H30M` in the smallest unit; a year at most in each number.
fn sum(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit())?;
        let number: i64 = rest[..end]
            .parse()
            .ok()
            .filter(|number| *number <= 31_622_400)?;
        let unit = rest[end..].chars().next()?;
        total += number * units.iter().find(|(name, _)| *name == unit)?.1;
        rest = &rest[end + 1..];
    }
    Some(total)
}

/// Takes out the escapes of a text: `\n`, `\,`, `\;` and `\\`.
pub(super) fn text(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(escaped) => plain.push(escaped),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

/// Puts in the escapes of a text. A carriage return is dropped: `\n` is the only line end there.
pub(super) fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ',' | ';' => value.extend(['\\', character]),
            '\n' => value.push_str("\\n"),
            '\r' => {}
            other => value.push(other),
        }
    }
    value
}

/// A mail address in lower case, of `mailto:Ann@Example.com`.
pub(super) fn mail_address(value: &str) -> Option<String> {
    let value = value.trim();
    let has_scheme = value
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = if has_scheme { &value[7..] } else { value };
    let is_address = address.contains('@') && !address.contains([' ', ':', '/']);
    is_address.then(|| address.to_lowercase())
}

/// So much of a value as fits into a sentence, on one line.
pub(super) fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = value
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST)
        .collect();
    if value.chars().count() > LONGEST {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let time = day.and_hms_opt(9, 30, 0).expect("a time");
        assert_eq!(written_time("20261124"), Some(Written::Day(day)));
        assert_eq!(written_time("20261124T093000"), Some(Written::Local(time)));
        assert_eq!(written_time("20261124T0930"), Some(Written::Local(time)));
        assert_eq!(
            written_time("20261124T093000Z"),
            Some(Written::Moment(time.and_utc()))
        );
        for wrong in [
            "",
            "2026112",
            "20261324",
            "20261124T",
            "20261124T2500",
            "+0261124",
            "00000101",
            "20261124T09300é",
        ] {
            assert_eq!(written_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_keep_days_apart_from_hours() {
        let hours = TimeDelta::hours;
        assert_eq!(
            duration("PT1H30M"),
            Some(Duration {
                days: 0,
                exact: TimeDelta::minutes(90)
            })
        );
        assert_eq!(
            duration("P1W"),
            Some(Duration {
                days: 7,
                exact: TimeDelta::zero()
            })
        );
        assert_eq!(
            duration("P1DT2H"),
            Some(Duration {
                days: 1,
                exact: hours(2)
            })
        );
        assert_eq!(
            duration("-PT1H"),
            Some(Duration {
                days: 0,
                exact: hours(-1)
            })
        );
        for wrong in ["", "P", "1H", "PT1X", "PT", "PTH", "P1H", "PT99999999999H"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_text_that_is_escaped_and_read_again_is_the_same() {
        assert_eq!(text(r"a\, b\; c\\n\nd\N"), "a, b; c\\n\nd\n");
        let plain = "a, b; c\\n\nd: \"e\"";
        assert_eq!(text(&escaped(plain)), plain);
    }

    #[test]
    fn addresses_are_in_lower_case_and_other_values_are_none() {
        assert_eq!(
            mail_address("MAILTO:Ann@Example.com").as_deref(),
            Some("ann@example.com")
        );
        assert_eq!(
            mail_address("ann@example.com").as_deref(),
            Some("ann@example.com")
        );
        assert_eq!(mail_address("/o=Exchange/cn=ann"), None);
        assert_eq!(mail_address("invalid:nomail"), None);
    }
}
