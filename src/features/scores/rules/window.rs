//! Windows over local days: the one that is asked for, and the disjoint one before it.
//!
//! Days are the calendar days of the organisation's time zone; weeks begin on Monday (ISO 8601).
//! Rolling windows overlap and so are never compared with their neighbours: a window of n days is
//! compared with the n days before it, a month with the month before.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

mod phrases;
mod words;

pub use phrases::{PeriodRefusal, misspelt_period, parse_period, split_period};

/// From the first to the last local day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Window {
    /// How many days.
    pub fn days(&self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// Its calendar months; the first and the last may be parts of one.
    pub fn months(&self) -> Vec<Self> {
        let mut months = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            let next = beginning(first, Unit::Month).and_then(|first| forward(first, Unit::Month));
            let last = next.and_then(|next| next.pred_opt()).unwrap_or(self.last);
            months.push(Self {
                first,
                last: last.min(self.last),
            });
            let Some(next) = next else { break };
            first = next;
        }
        months
    }

    /// Whether the day lies in it.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A window and the one before it. They never share a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// What was asked for.
    pub current: Window,
    /// What it is compared with: it ends on the day before.
    pub before: Window,
}

/// A piece of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A calendar day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// January to March, and so on.
    Quarter,
    /// A calendar year.
    Year,
}

/// What was asked for, before it is known which day today is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// The last so many units up to and including today: 30 days, 12 months.
    Rolling(u32, Unit),
    /// The unit in which today lies, up to today.
    Running(Unit),
    /// The last whole unit before the one in which today lies.
    Last(Unit),
    /// A week by its ISO number; without a year, the latest that has begun.
    Week(Option<i32>, u32),
    /// A month, 1 to 12; without a year, the latest that has begun.
    Month(Option<i32>, u32),
    /// A quarter, 1 to 4; without a year, the latest that has begun.
    Quarter(Option<i32>, u32),
    /// A calendar year.
    Year(i32),
    /// From a day to a day, both included.
    Between(NaiveDate, NaiveDate),
}

impl Period {
    /// The window and the one before it; `None` where the calendar has no such days (week 53 of a
    /// year with 52), or where they lie beyond its ends.
    ///
    /// A piece of the calendar is compared with the whole piece before it, also while it is still
    /// running: a score does not depend on how long it was gathered, and more answers tell more.
    pub fn windows(&self, today: NaiveDate) -> Option<Windows> {
        let tomorrow = today.succ_opt()?;
        match *self {
            Self::Rolling(count, unit) => {
                let first = back(tomorrow, count, unit)?;
                ending(first, today, back(first, count, unit)?)
            }
            Self::Running(unit) => {
                let first = beginning(today, unit)?;
                ending(first, today, back(first, 1, unit)?)
            }
            Self::Last(unit) => {
                let next = beginning(today, unit)?;
                whole(back(next, 1, unit)?, unit)
            }
            Self::Week(year, week) => named(year, today, Unit::Week, |year| {
                NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
            }),
            Self::Month(year, month) => named(year, today, Unit::Month, |year| {
                NaiveDate::from_ymd_opt(year, month, 1)
            }),
            Self::Quarter(year, quarter) => named(year, today, Unit::Quarter, |year| {
                let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
                NaiveDate::from_ymd_opt(year, month, 1)
            }),
            Self::Year(year) => whole(NaiveDate::from_ymd_opt(year, 1, 1)?, Unit::Year),
            Self::Between(first, last) => {
                let days = u64::try_from((last - first).num_days() + 1).ok()?;
                ending(first, last, first.checked_sub_days(Days::new(days))?)
            }
        }
    }
}

/// The windows of a piece of the calendar that begins here.
fn whole(first: NaiveDate, unit: Unit) -> Option<Windows> {
    let last = forward(first, unit)?.pred_opt()?;
    ending(first, last, back(first, 1, unit)?)
}

fn ending(first: NaiveDate, last: NaiveDate, before: NaiveDate) -> Option<Windows> {
    let windows = Windows {
        current: Window { first, last },
        before: Window {
            first: before,
            last: first.pred_opt()?,
        },
    };
    (first <= last && before < first).then_some(windows)
}

/// A piece with a name; without a year, the latest one that has begun by today.
fn named(
    year: Option<i32>,
    today: NaiveDate,
    unit: Unit,
    first: impl Fn(i32) -> Option<NaiveDate>,
) -> Option<Windows> {
    let first = match year {
        Some(year) => first(year)?,
        // A week number can be missing for six years at most (53 weeks: 2026, 2032).
        None => (0..8)
            .filter_map(|years| first(today.year() + 1 - years))
            .find(|first| *first <= today)?,
    };
    whole(first, unit)
}

/// The first day of the piece of the calendar in which this day lies.
pub fn beginning(day: NaiveDate, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Day => Some(day),
        Unit::Week => {
            day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
        }
        Unit::Month => day.with_day(1),
        Unit::Quarter => NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1),
        Unit::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
    }
}

fn months(unit: Unit) -> u32 {
    match unit {
        Unit::Day | Unit::Week => 0,
        Unit::Month => 1,
        Unit::Quarter => 3,
        Unit::Year => 12,
    }
}

fn days(unit: Unit) -> u64 {
    match unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month | Unit::Quarter | Unit::Year => 0,
    }
}

fn back(day: NaiveDate, count: u32, unit: Unit) -> Option<NaiveDate> {
    day.checked_sub_months(Months::new(months(unit).checked_mul(count)?))?
        .checked_sub_days(Days::new(days(unit).checked_mul(u64::from(count))?))
}

fn forward(day: NaiveDate, unit: Unit) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(months(unit)))?
        .checked_add_days(Days::new(days(unit)))
}

/// The windows of a trend: so many whole units up to the one in which `until` lies, oldest first.
/// `None` beyond the ends of the calendar.
pub fn trend(until: NaiveDate, count: u32, unit: Unit) -> Option<Vec<Window>> {
    let last = beginning(until, unit)?;
    (0..count)
        .rev()
        .map(|steps| {
            let first = back(last, steps, unit)?;
            Some(Window {
                first,
                last: forward(first, unit)?.pred_opt()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
