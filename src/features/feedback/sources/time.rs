//! Reads the times of a payload, however the tool writes them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::platform::config::TimeFormat;

/// From here on a number counts milliseconds: as seconds it would be the year 5138.
const MILLISECONDS_FROM: f64 = 1e11;

/// No survey tool is older, and later years sort wrongly as text.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

const YEAR_FIRST: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
];
const DAY_FIRST: [&str; 2] = ["%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M"];

/// The time that `value` says; times without a zone are of `zone`. `None` where it is not one.
pub fn read_time(value: &Value, format: TimeFormat, zone: Tz) -> Option<DateTime<Utc>> {
    let text = match value {
        Value::Number(number) => {
            return number
                .as_f64()
                .and_then(|number| from_number(number, format));
        }
        Value::String(text) if text.len() <= 64 => text.trim(),
        _ => return None,
    };
    let time = match format {
        TimeFormat::Auto => super::score::number(value)
            .and_then(|number| from_number(number, format))
            .or_else(|| with_offset(text))
            .or_else(|| local(text, zone, &YEAR_FIRST, "%Y-%m-%d"))
            .or_else(|| local(text, zone, &DAY_FIRST, "%d-%m-%Y")),
        TimeFormat::Rfc3339 => with_offset(text),
        TimeFormat::Unix | TimeFormat::UnixMs => {
            super::score::number(value).and_then(|number| from_number(number, format))
        }
        TimeFormat::YearFirst => local(text, zone, &YEAR_FIRST, "%Y-%m-%d"),
        TimeFormat::DayFirst => local(text, zone, &DAY_FIRST, "%d-%m-%Y"),
    }?;
    YEARS.contains(&time.year()).then_some(time)
}

fn from_number(number: f64, format: TimeFormat) -> Option<DateTime<Utc>> {
    let milliseconds = match format {
        TimeFormat::UnixMs => number,
        TimeFormat::Unix => number * 1000.0,
        TimeFormat::Auto if number.abs() >= MILLISECONDS_FROM => number,
        TimeFormat::Auto => number * 1000.0,
        _ => return None,
    };
    // The cast saturates, and chrono refuses what is out of its range.
    DateTime::from_timestamp_millis(milliseconds.round() as i64)
        .filter(|time| YEARS.contains(&time.year()))
}

fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z"))
        .ok()
        .map(|time| time.with_timezone(&Utc))
}

fn local(text: &str, zone: Tz, formats: &[&str], date: &str) -> Option<DateTime<Utc>> {
    let wall = formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            NaiveDate::parse_from_str(text, date)
                .ok()
                .map(|date| date.and_time(NaiveTime::MIN))
        })?;
    at_wall_time(wall, zone)
}

/// The instant of a wall time: in the autumn's double hour the earlier, in the spring's gap as if
/// the clock had not been moved yet.
fn at_wall_time(wall: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    if let Some(time) = zone.from_local_datetime(&wall).earliest() {
        return Some(time.with_timezone(&Utc));
    }
    let gap = TimeDelta::hours(3);
    let before = zone
        .from_local_datetime(&wall.checked_sub_signed(gap)?)
        .earliest()?;
    before.with_timezone(&Utc).checked_add_signed(gap)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: Value, format: TimeFormat) -> Option<String> {
        read_time(&value, format, Amsterdam).map(|time| time.to_rfc3339())
    }

    #[test]
    fn each_way_of_writing_a_time_is_read() {
        for value in [
            json!("2026-09-14T08:12:41Z"),
            json!("2026-09-14T10:12:41+02:00"),
            json!("2026-09-14T10:12:41+0200"),
            json!("2026-09-14 08:12:41 +0000"),
            json!("2026-09-14 10:12:41"),
            json!("2026-09-14T10:12:41"),
            json!("14-09-2026 10:12:41"),
            json!(1789373561),
            json!("1789373561"),
            json!(1789373561000_i64),
            json!("1789373561000"),
            json!(1789373561.0),
        ] {
            assert_eq!(
                read(value.clone(), TimeFormat::Auto).as_deref(),
                Some("2026-09-14T08:12:41+00:00"),
                "{value}"
            );
        }
        assert_eq!(
            read(json!("14-09-2026 10:12"), TimeFormat::Auto).as_deref(),
            Some("2026-09-14T08:12:00+00:00")
        );
        assert_eq!(
            read(json!("2026-09-14T01:12:41.648-07:00"), TimeFormat::Auto).as_deref(),
            Some("2026-09-14T08:12:41.648+00:00")
        );
        assert_eq!(
            read(json!("2026-09-14"), TimeFormat::YearFirst).as_deref(),
            Some("2026-09-13T22:00:00+00:00")
        );
    }

    #[test]
    fn what_is_not_a_time_in_its_format_is_not_guessed() {
        for (value, format) in [
            (json!("09/14/2026 10:12"), TimeFormat::Auto),
            (json!("soon"), TimeFormat::Auto),
            (json!(null), TimeFormat::Auto),
            (json!(1e300), TimeFormat::Auto),
            (json!(-5), TimeFormat::Unix),
            (json!("0001-01-01T00:00:00Z"), TimeFormat::Auto),
            (json!("9999-12-31T00:00:00Z"), TimeFormat::Auto),
            (json!("1789373561"), TimeFormat::Rfc3339),
            (json!("14-09-2026 10:12"), TimeFormat::YearFirst),
            (json!({"seconds": 1}), TimeFormat::Auto),
        ] {
            assert_eq!(read(value.clone(), format), None, "{value}");
        }
    }

    #[test]
    fn wall_times_around_a_change_of_the_clock_are_one_instant() {
        // Skipped: 02:30 on 29 March 2026 is read as if the clock were moved later.
        assert_eq!(
            read(json!("2026-03-29 02:30:00"), TimeFormat::Auto).as_deref(),
            Some("2026-03-29T01:30:00+00:00")
        );
        // Double: 02:30 on 25 October 2026 is the first of the two.
        assert_eq!(
            read(json!("2026-10-25 02:30:00"), TimeFormat::Auto).as_deref(),
            Some("2026-10-25T00:30:00+00:00")
        );
    }

    proptest! {
        #[test]
        fn any_instant_is_read_back(seconds in 700_000_000_i64..7_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            for value in [json!(time.to_rfc3339()), json!(seconds), json!(seconds * 1000), json!(seconds.to_string())] {
                prop_assert_eq!(read_time(&value, TimeFormat::Auto, Amsterdam), Some(time));
            }
        }

        #[test]
        fn any_text_or_number_is_survived(text in ".{0,70}", number: f64) {
            for format in [TimeFormat::Auto, TimeFormat::Unix, TimeFormat::UnixMs, TimeFormat::Rfc3339, TimeFormat::YearFirst, TimeFormat::DayFirst] {
                read_time(&json!(text), format, Amsterdam);
                read_time(&json!(number), format, Amsterdam);
            }
        }
    }
}
