//! Reads the dates and times of exports, in English and Dutch.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::date_order::DateOrder;

/// What a cell says, before it is known in which order and in which zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Written {
    /// A moment of its own: with an offset, or as a Unix time.
    Moment(DateTime<Utc>),
    /// A date that reads one way only, with a local time.
    Local(NaiveDate, Clock),
    /// Three numbers that may be read in several orders.
    Numbers([u32; 3], YearLast, Clock),
}

/// The third number has four digits, so that it must be the year.
pub(super) type YearLast = bool;

/// The time of day, and how far from UTC it is said to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Clock {
    time: Option<NaiveTime>,
    /// Seconds east of UTC.
    offset: Option<i32>,
}

/// Reads a cell; `None` where it is no date.
pub(super) fn read(text: &str) -> Option<Written> {
    let bytes = text.as_bytes();
    if let Some(date) = iso_date(bytes) {
        return if bytes.len() == 10 {
            Some(Written::Local(date, Clock::default()))
        } else {
            let rest = match bytes[10] {
                b'T' | b't' | b' ' => text.get(11..)?,
                _ => return None,
            };
            placed(date, clock(rest)?)
        };
    }
    if bytes.len() >= 9
        && bytes
            .iter()
            .all(|&byte| byte.is_ascii_digit() || byte == b'.')
        && let Some(moment) = unix(text)
    {
        return Some(Written::Moment(moment));
    }
    named(text).or_else(|| numbers(text))
}

/// `YYYY-MM-DD`, the way that machines write: worth a short path.
fn iso_date(bytes: &[u8]) -> Option<NaiveDate> {
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = digits(&bytes[0..4])?;
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        digits(&bytes[5..7])?,
        digits(&bytes[8..10])?,
    )
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0, |number, &byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}

fn placed(date: NaiveDate, clock: Clock) -> Option<Written> {
    match (clock.time, clock.offset) {
        (Some(time), Some(offset)) => Some(Written::Moment(
            date.and_time(time)
                .checked_sub_signed(Duration::seconds(offset.into()))?
                .and_utc(),
        )),
        _ => Some(Written::Local(date, clock)),
    }
}

/// Seconds or milliseconds since 1970: nine to ten digits, or twelve to thirteen.
fn unix(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.len() > 13 {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => DateTime::from_timestamp(number, 0),
        12 | 13 => DateTime::from_timestamp_millis(number),
        _ => None,
    }
}

/// `HH:MM[:SS[.fraction]]`, `8:12 PM`, and an offset behind it. Empty text is no time.
fn clock(text: &str) -> Option<Clock> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Clock::default());
    }
    let stop = text
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',')))
        .unwrap_or(text.len());
    let (time, rest) = text.split_at(stop);
    let mut parts = time.split(':');
    let hour = digits(parts.next()?.as_bytes())?;
    let minute = digits(parts.next()?.as_bytes())?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(second) => match second.split_once(['.', ',']) {
            None => (digits(second.as_bytes())?, 0),
            Some((second, fraction)) => (digits(second.as_bytes())?, nanoseconds(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    let (half, rest) = half_of_day(rest.trim());
    let hour = match half {
        None => hour,
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    // A leap second is written as the last moment of its minute.
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second.min(59), nanos)
        .filter(|_| second <= 60)?;
    Some(Clock {
        time: Some(time),
        offset: offset(rest)?,
    })
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    let fraction = fraction.get(..fraction.len().min(9))?;
    let number = digits(fraction.as_bytes())?;
    Some(number * 10_u32.pow(9 - fraction.len() as u32))
}

/// `AM`, `p.m.`: whether it is the second half of the day, and what follows.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        if let (Some(start), Some(rest)) = (text.get(..word.len()), text.get(word.len()..))
            && start.eq_ignore_ascii_case(word)
        {
            return (Some(afternoon), rest.trim_start());
        }
    }
    (None, text)
}

/// Seconds east of UTC. The outer `None` is something unreadable; no text is no offset.
fn offset(text: &str) -> Option<Option<i32>> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let upper = text.to_ascii_uppercase();
    match upper.as_str() {
        "" | "UUR" | "H" => return Some(None),
        "Z" | "UTC" | "GMT" => return Some(Some(0)),
        "CET" => return Some(Some(3_600)),
        "CEST" => return Some(Some(7_200)),
        _ => {}
    }
    let text = upper
        .strip_prefix("UTC")
        .or_else(|| upper.strip_prefix("GMT"))
        .unwrap_or(&upper);
    let (sign, text) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match text.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if text.len() == 4 => text.split_at_checked(2)?,
        None => (text, "0"),
    };
    let (hours, minutes) = (digits(hours.as_bytes())?, digits(minutes.as_bytes())?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    Some(Some(sign * (hours * 3_600 + minutes * 60) as i32))
}

/// A date with the name of its month: `14 sept. 2026 8:12`, `Sep 14, 2026`, `14-mrt-26`.
fn named(text: &str) -> Option<Written> {
    if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut rest = text;
    let mut month = None;
    let mut numbers: [(u32, usize); 2] = [(0, 0); 2];
    let mut found = 0;
    while month.is_none() || found < 2 {
        rest = rest.trim_start_matches([' ', '-', '/', '.', ',', '\u{a0}']);
        let letters = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        if letters > 0 {
            let (word, after) = rest.split_at(letters);
            if let Some(number) = month_named(word) {
                if month.replace(number).is_some() {
                    return None;
                }
            } else if !is_filler(word) {
                return None;
            }
            rest = after;
            continue;
        }
        let length = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if length == 0 || found == 2 {
            return None;
        }
        let (number, after) = rest.split_at(length);
        numbers[found] = (digits(number.as_bytes())?, length);
        found += 1;
        rest = after;
    }
    let [(first, first_digits), (second, second_digits)] = numbers;
    let (day, year) = if first_digits == 4 {
        (second, first)
    } else if second_digits == 4 {
        (first, second)
    } else {
        (first, whole_year(second))
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month?, day)?;
    placed(date, clock(after_date(rest))?)
}

/// What lies between a date and its time: `, `, ` at `, ` om `.
fn after_date(text: &str) -> &str {
    let text = text.trim_start_matches([' ', ',', 'T', '.', '\u{a0}']);
    ["at ", "om ", "- "]
        .into_iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
}

/// Days of the week and endings, which say nothing that is needed.
fn is_filler(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "th",
        "st",
        "nd",
        "rd",
        "e",
        "de",
        "of",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "ma",
        "di",
        "wo",
        "do",
        "vr",
        "za",
        "zo",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "january", "januari"],
        &["feb", "february", "februari"],
        &["mar", "march", "mrt", "maart"],
        &["apr", "april"],
        &["may", "mei"],
        &["jun", "june", "juni"],
        &["jul", "july", "juli"],
        &["aug", "august", "augustus"],
        &["sep", "sept", "september"],
        &["oct", "october", "okt", "oktober"],
        &["nov", "november"],
        &["dec", "december"],
    ];
    let month = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| name.eq_ignore_ascii_case(word)))?;
    Some(month as u32 + 1)
}

/// Three numbers and perhaps a time.
fn numbers(text: &str) -> Option<Written> {
    let mut values = [0; 3];
    let mut lengths = [0; 3];
    let mut rest = text;
    let mut separator = None;
    for index in 0..3 {
        let length = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(length);
        if !matches!(length, 1 | 2 | 4) {
            return None;
        }
        values[index] = digits(number.as_bytes())?;
        lengths[index] = length;
        rest = after;
        if index < 2 {
            let mark = rest
                .chars()
                .next()
                .filter(|c| matches!(c, '-' | '/' | '.'))?;
            if *separator.get_or_insert(mark) != mark {
                return None;
            }
            rest = &rest[1..];
        }
    }
    let clock = match rest.chars().next() {
        None => Clock::default(),
        Some(' ' | 'T' | ',' | '\u{a0}') => clock(after_date(rest))?,
        Some(_) => return None,
    };
    if lengths[1] == 4 || (lengths[0] == 4 && lengths[2] == 4) {
        return None;
    }
    if lengths[0] == 4 {
        let date = date_of(values, false, DateOrder::YearMonthDay)?;
        return placed(date, clock);
    }
    Some(Written::Numbers(values, lengths[2] == 4, clock))
}

/// Two digits mean the hundred years from 1970 on.
fn whole_year(year: u32) -> u32 {
    match year {
        0..=69 => year + 2_000,
        70..=99 => year + 1_900,
        _ => year,
    }
}

/// The date that three numbers give in an order.
pub(super) fn date_of(
    [a, b, c]: [u32; 3],
    year_last: YearLast,
    order: DateOrder,
) -> Option<NaiveDate> {
    let (year, month, day) = match order {
        DateOrder::DayMonthYear => (c, b, a),
        DateOrder::MonthDayYear => (c, a, b),
        DateOrder::YearMonthDay if year_last => return None,
        DateOrder::YearMonthDay => (a, b, c),
    };
    NaiveDate::from_ymd_opt(i32::try_from(whole_year(year)).ok()?, month, day)
}

/// A local time as an instant: in the hour that spring leaves out it is shifted on, and of the hour
/// that autumn repeats it is the first.
pub(super) fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local)
        .earliest()
        .or_else(|| {
            let before = local.checked_sub_signed(Duration::hours(3))?;
            zone.from_local_datetime(&before)
                .earliest()?
                .checked_add_signed(Duration::hours(3))
        })
        .map(|moment| moment.to_utc())
}

impl Written {
    /// The moment, once order and zone are known. A date without a time becomes noon, so that it
    /// stays the same day wherever it is looked at.
    pub(super) fn moment(self, order: Option<DateOrder>, zone: Tz) -> Option<DateTime<Utc>> {
        let (date, clock) = match self {
            Self::Moment(moment) => return Some(moment),
            Self::Local(date, clock) => (date, clock),
            Self::Numbers(numbers, year_last, clock) => {
                (date_of(numbers, year_last, order?)?, clock)
            }
        };
        match placed(date, clock)? {
            Self::Moment(moment) => Some(moment),
            _ => in_zone(
                date.and_time(clock.time.or_else(|| NaiveTime::from_hms_opt(12, 0, 0))?),
                zone,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;

    use super::*;

    fn moment(text: &str) -> Option<String> {
        let moment = read(text)?.moment(Some(DateOrder::DayMonthYear), Amsterdam)?;
        Some(moment.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string())
    }

    #[test]
    fn the_ways_in_which_exports_write_a_moment_are_read() {
        for (text, wanted) in [
            ("2026-09-14T08:12:41Z", "2026-09-14T08:12:41Z"),
            ("2026-09-14T08:12:41.120+02:00", "2026-09-14T06:12:41.120Z"),
            ("2026-09-14 08:12:41 UTC", "2026-09-14T08:12:41Z"),
            ("2026-09-14T08:12:41+0530", "2026-09-14T02:42:41Z"),
            ("2026-09-14 08:12", "2026-09-14T06:12:00Z"),
            ("2026-09-14", "2026-09-14T10:00:00Z"),
            ("1789373561", "2026-09-14T08:12:41Z"),
            ("1789373561000", "2026-09-14T08:12:41Z"),
            ("1789373561.25", "2026-09-14T08:12:41Z"),
            ("14-09-2026 08:12", "2026-09-14T06:12:00Z"),
            ("14/9/26", "2026-09-14T10:00:00Z"),
            ("14.09.2026, 08:12:41", "2026-09-14T06:12:41Z"),
            ("2026/09/14 8:12:41 PM GMT+2", "2026-09-14T18:12:41Z"),
            ("14 sept. 2026 om 8:12 uur", "2026-09-14T06:12:00Z"),
            ("Sep 14, 2026 8:12 a.m.", "2026-09-14T06:12:00Z"),
            ("14-mrt-26", "2026-03-14T11:00:00Z"),
            ("maandag 14 september 2026", "2026-09-14T10:00:00Z"),
            ("Mon, 14 Sep 2026 08:12:41 +0000", "2026-09-14T08:12:41Z"),
            ("September 14th, 2026", "2026-09-14T10:00:00Z"),
            // The hour that spring leaves out, and the one that autumn repeats.
            ("29-03-2026 02:30", "2026-03-29T01:30:00Z"),
            ("25-10-2026 02:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(moment(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_made_one() {
        for text in [
            "",
            "9",
            "31-02-2026",
            "14-09",
            "14-09/2026",
            "2026-13-01",
            "14-09-20266",
            "tomorrow",
            "2026-09-14T25:00",
            "2026-09-14 08:12 EST",
            "14 foo 2026",
            "8:12",
            "13:00 PM 14-09-2026",
            "14-09-2026 13:00 PM",
            "999999999999999",
            "mei mei 2026",
            "-1-1-1",
            "१४-०९-२०२६",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
