//! Days, weeks and months, in the numbers that rules speak of.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

pub(super) fn fits(list: &[i32], number: i32) -> bool {
    list.is_empty() || list.contains(&number)
}

/// Numbers of months, days and hours are far below the limit.
pub(super) fn number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A year that can be written with four digits.
pub(super) fn year(year: i64) -> Option<i32> {
    i32::try_from(year)
        .ok()
        .filter(|year| (0..=9999).contains(year))
}

pub(super) fn days(days: i64) -> Option<TimeDelta> {
    TimeDelta::try_days(days)
}

pub(super) fn later(moment: NaiveDateTime, seconds: i64) -> Option<NaiveDateTime> {
    let later = moment.checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
    year(i64::from(later.year()))?;
    Some(later)
}

pub(super) fn months(moment: &NaiveDateTime) -> i64 {
    i64::from(moment.year()) * 12 + i64::from(moment.month0())
}

/// A leap second is the last second of its minute.
pub(super) fn time_of_day(hour: i32, minute: i32, second: i32) -> Option<NaiveTime> {
    let part = |number: i32| u32::try_from(number).ok();
    NaiveTime::from_hms_opt(part(hour)?, part(minute)?, part(second.min(59))?)
}

/// The first day of a day's week.
pub(super) fn week_of(day: NaiveDate, week_start: Weekday) -> Option<NaiveDate> {
    day.checked_sub_signed(TimeDelta::days(i64::from(
        day.weekday().days_since(week_start),
    )))
}

/// A day's week in the year that holds most of that week, and how many weeks that year has.
pub(super) fn week_number(day: NaiveDate, week_start: Weekday) -> (i32, u32) {
    let middle = |day: NaiveDate| week_of(day, week_start)?.checked_add_signed(TimeDelta::days(3));
    let number_of = |middle: NaiveDate| middle.ordinal0() / 7 + 1;
    let Some(own) = middle(day) else {
        return (0, 0);
    };
    let last = NaiveDate::from_ymd_opt(own.year(), 12, 31)
        .and_then(middle)
        .unwrap_or(own);
    let weeks = if last.year() > own.year() {
        number_of(last - TimeDelta::days(7))
    } else {
        number_of(last)
    };
    (number(number_of(own)), weeks)
}

pub(super) fn days_in_year(day: NaiveDate) -> u32 {
    if day.leap_year() { 366 } else { 365 }
}

pub(super) fn days_in_month(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}
