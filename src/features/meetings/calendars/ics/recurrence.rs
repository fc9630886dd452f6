//! Recurrence rules (RFC 5545, 3.3.10): at which local times something happens again.
//!
//! A rule is followed period by period (a year, a month, a week and so on), and one without `COUNT` begins
//! at the period that is asked for, so that it does not matter how long ago a series started.

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday,
};

use days::{
    days, days_in_month, days_in_year, fits, later, months, number, time_of_day, week_number,
    week_of, year,
};

mod days;
mod parse;
#[cfg(test)]
mod tests;

/// How much work may be done for all rules of a calendar, in days looked at.
#[derive(Debug)]
pub(super) struct Budget(u64);

/// A rule took more work than a calendar is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// The most days that one rule may look at: a daily one that counts from 1900 on stays below it.
const FOR_ONE_RULE: u64 = 300_000;

impl Budget {
    /// Enough for some ten thousand series.
    pub fn new() -> Self {
        Self(20_000_000)
    }

    /// What one rule may use of it.
    fn share(&mut self) -> u64 {
        self.0.min(FOR_ONE_RULE)
    }
}

/// A recurrence rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: i64,
    count: Option<u32>,
    /// Until when it holds; that moment itself takes part.
    pub until: Option<Until>,
    week_start: Weekday,
    months: Vec<i32>,
    week_numbers: Vec<i32>,
    year_days: Vec<i32>,
    month_days: Vec<i32>,
    /// Weekdays, each perhaps with which one of the month or year: -1 is the last.
    weekdays: Vec<(Option<i32>, Weekday)>,
    hours: Vec<i32>,
    minutes: Vec<i32>,
    seconds: Vec<i32>,
    positions: Vec<i32>,
}

/// How the end of a rule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// `20261231`: that day takes part.
    Day(NaiveDate),
    /// `20261231T170000`: a local time.
    Local(NaiveDateTime),
    /// `20261231T160000Z`: a moment.
    Moment(DateTime<Utc>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// Which local times of a rule are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Where the series begins: the first time, and what the rule leaves open is as in it.
    pub start: NaiveDateTime,
    /// The first time that is asked for.
    pub from: NaiveDateTime,
    /// The last time that is asked for.
    pub until: NaiveDateTime,
}

impl Rule {
    /// Returns the times within the span, in their order. None of them is before the start; the start itself
    /// is among them only if it fits the rule.
    ///
    /// # Errors
    /// [`TooMuch`] if there are too many periods to look at, or more times than a calendar can show.
    pub fn times(&self, span: &Span, budget: &mut Budget) -> Result<Vec<NaiveDateTime>, TooMuch> {
        let rule = self.completed(&span.start);
        let share = budget.share();
        let mut left = share;
        let found = rule.walk(span, &mut left);
        budget.0 -= share - left;
        found
    }

    fn walk(&self, span: &Span, left: &mut u64) -> Result<Vec<NaiveDateTime>, TooMuch> {
        let mut found = Vec::new();
        let mut counted = 0;
        let mut index = if self.count.is_some() {
            0
        } else {
            self.index_before(span)
        };
        while let Some(period) = self.period(&span.start, index) {
            if period > span.until {
                break;
            }
            let times = self.times_of(period, left)?;
            for time in times.into_iter().filter(|time| *time >= span.start) {
                counted += 1;
                if time > span.until || self.count.is_some_and(|count| counted > count) {
                    return Ok(found);
                }
                if time >= span.from {
                    *left = left.checked_sub(10).ok_or(TooMuch)?;
                    found.push(time);
                }
            }
            index = self.next_index(&span.start, period, index);
        }
        Ok(found)
    }

    /// What the rule leaves open is as at the start.
    fn completed(&self, start: &NaiveDateTime) -> Self {
        let mut rule = self.clone();
        let has_days = !(self.week_numbers.is_empty()
            && self.year_days.is_empty()
            && self.month_days.is_empty()
            && self.weekdays.is_empty());
        match self.frequency {
            Frequency::Yearly if !has_days => {
                if self.months.is_empty() {
                    rule.months = vec![number(start.month())];
                }
                rule.month_days = vec![number(start.day())];
            }
            Frequency::Monthly if !has_days => rule.month_days = vec![number(start.day())],
            Frequency::Weekly if !has_days => rule.weekdays = vec![(None, start.weekday())],
            _ => {}
        }
        if rule.hours.is_empty() && self.frequency > Frequency::Hourly {
            rule.hours = vec![number(start.hour())];
        }
        if rule.minutes.is_empty() && self.frequency > Frequency::Minutely {
            rule.minutes = vec![number(start.minute())];
        }
        if rule.seconds.is_empty() && self.frequency > Frequency::Secondly {
            rule.seconds = vec![number(start.second())];
        }
        rule
    }

    /// The number of a period that lies before what is asked for, so that nothing is left out.
    fn index_before(&self, span: &Span) -> i64 {
        let (start, from) = (&span.start, &span.from);
        let passed = match self.frequency {
            Frequency::Yearly => i64::from(from.year()) - i64::from(start.year()),
            Frequency::Monthly => months(from) - months(start),
            Frequency::Weekly => (*from - *start).num_days() / 7,
            Frequency::Daily => (*from - *start).num_days(),
            Frequency::Hourly => (*from - *start).num_hours(),
            Frequency::Minutely => (*from - *start).num_minutes(),
            Frequency::Secondly => (*from - *start).num_seconds(),
        };
        (passed / self.interval - 1).max(0)
    }

    /// When a period begins; none where the calendar ends.
    fn period(&self, start: &NaiveDateTime, index: i64) -> Option<NaiveDateTime> {
        let steps = index.checked_mul(self.interval)?;
        let date = start.date();
        let day = match self.frequency {
            Frequency::Yearly => {
                NaiveDate::from_ymd_opt(year(i64::from(date.year()) + steps)?, 1, 1)
            }
            Frequency::Monthly => {
                let months = months(start).checked_add(steps)?;
                let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
                NaiveDate::from_ymd_opt(year(months.div_euclid(12))?, month, 1)
            }
            Frequency::Weekly => {
                week_of(date, self.week_start)?.checked_add_signed(days(steps.checked_mul(7)?)?)
            }
            Frequency::Daily => date.checked_add_signed(days(steps)?),
            Frequency::Hourly => {
                return later(
                    start.with_minute(0)?.with_second(0)?,
                    steps.checked_mul(3600)?,
                );
            }
            Frequency::Minutely => return later(start.with_second(0)?, steps.checked_mul(60)?),
            Frequency::Secondly => return later(*start, steps),
        }?;
        year(i64::from(day.year()))?;
        Some(day.and_time(NaiveTime::MIN))
    }

    /// The next period that is worth looking at: where a day does not fit at all, the first of the next day.
    fn next_index(&self, start: &NaiveDateTime, period: NaiveDateTime, index: i64) -> i64 {
        let unit = match self.frequency {
            Frequency::Hourly => 3600,
            Frequency::Minutely => 60,
            Frequency::Secondly => 1,
            _ => return index + 1,
        };
        let skip_to = if !self.has(period.date()) {
            period
                .date()
                .succ_opt()
                .map(|day| day.and_time(NaiveTime::MIN))
        } else if !fits(&self.hours, number(period.hour())) {
            period.date().and_hms_opt(period.hour(), 59, 59)
        } else if !fits(&self.minutes, number(period.minute())) {
            period
                .date()
                .and_hms_opt(period.hour(), period.minute(), 59)
        } else {
            None
        };
        let reached = skip_to.map_or(index, |moment| {
            (moment - *start).num_seconds() / (unit * self.interval)
        });
        // The one before may still be too early, never too late.
        reached.max(index + 1)
    }

    /// All times of one period, in their order, each once.
    fn times_of(
        &self,
        period: NaiveDateTime,
        left: &mut u64,
    ) -> Result<Vec<NaiveDateTime>, TooMuch> {
        let days = self.days_of(period.date());
        *left = left.checked_sub(days.len() as u64 + 1).ok_or(TooMuch)?;
        let mut times = Vec::new();
        for day in days.into_iter().filter(|day| self.has(*day)) {
            let clock = self.clock(period);
            *left = left.checked_sub(clock.len() as u64).ok_or(TooMuch)?;
            times.extend(clock.into_iter().map(|time| day.and_time(time)));
        }
        times.sort_unstable();
        times.dedup();
        Ok(if self.positions.is_empty() {
            times
        } else {
            self.chosen(&times)
        })
    }

    /// The days that a period consists of.
    fn days_of(&self, first: NaiveDate) -> Vec<NaiveDate> {
        let within = |last: Option<NaiveDate>| {
            let last = last.unwrap_or(NaiveDate::MAX);
            first.iter_days().take_while(|day| *day < last).collect()
        };
        match self.frequency {
            Frequency::Yearly => {
                let days_of = |month: i32| {
                    let month =
                        NaiveDate::from_ymd_opt(first.year(), u32::try_from(month).ok()?, 1)?;
                    Some(
                        month
                            .iter_days()
                            .take_while(move |day| day.month() == month.month()),
                    )
                };
                if self.months.is_empty() {
                    within(first.with_year(first.year() + 1))
                } else {
                    self.months
                        .iter()
                        .filter_map(|month| days_of(*month))
                        .flatten()
                        .collect()
                }
            }
            Frequency::Monthly if !fits(&self.months, number(first.month())) => Vec::new(),
            Frequency::Monthly => first
                .iter_days()
                .take_while(|day| day.month() == first.month())
                .collect(),
            Frequency::Weekly => within(first.checked_add_signed(TimeDelta::days(7))),
            _ => vec![first],
        }
    }

    /// Whether the rule lets a day through.
    fn has(&self, day: NaiveDate) -> bool {
        let from_end =
            |length: u32, number: i32| number - i32::try_from(length).unwrap_or(i32::MAX) - 1;
        let fits_both = |list: &[i32], number: i32, length: u32| {
            list.is_empty() || list.contains(&number) || list.contains(&from_end(length, number))
        };
        fits(&self.months, number(day.month()))
            && (self.week_numbers.is_empty() || {
                let (week, weeks) = week_number(day, self.week_start);
                fits_both(&self.week_numbers, week, weeks)
            })
            && fits_both(&self.year_days, number(day.ordinal()), days_in_year(day))
            && fits_both(&self.month_days, number(day.day()), days_in_month(day))
            && (self.weekdays.is_empty()
                || self.weekdays.iter().any(|weekday| self.is(day, *weekday)))
    }

    /// Whether a day is such a weekday: any, or the first, second, last of its month or year.
    fn is(&self, day: NaiveDate, (nth, weekday): (Option<i32>, Weekday)) -> bool {
        let nth = nth.filter(|_| self.frequency >= Frequency::Monthly);
        let (number, length) = if self.frequency == Frequency::Yearly && self.months.is_empty() {
            (day.ordinal(), days_in_year(day))
        } else {
            (day.day(), days_in_month(day))
        };
        day.weekday() == weekday
            && nth.is_none_or(|nth| {
                let from_start = i64::from((number - 1) / 7 + 1);
                let from_end = -i64::from((length - number) / 7 + 1);
                i64::from(nth) == from_start || i64::from(nth) == from_end
            })
    }

    /// The times of day of a period.
    fn clock(&self, period: NaiveDateTime) -> Vec<NaiveTime> {
        let own = |is_own: bool, number: u32, list: &[i32]| match is_own {
            true if !fits(list, i32::try_from(number).unwrap_or(-1)) => Vec::new(),
            true => vec![i32::try_from(number).unwrap_or(-1)],
            false => list.to_vec(),
        };
        let hours = own(
            self.frequency <= Frequency::Hourly,
            period.hour(),
            &self.hours,
        );
        let minutes = own(
            self.frequency <= Frequency::Minutely,
            period.minute(),
            &self.minutes,
        );
        let seconds = own(
            self.frequency <= Frequency::Secondly,
            period.second(),
            &self.seconds,
        );
        let mut clock = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
        for hour in &hours {
            for minute in &minutes {
                clock.extend(
                    seconds
                        .iter()
                        .filter_map(|second| time_of_day(*hour, *minute, *second)),
                );
            }
        }
        clock
    }

    /// `BYSETPOS`: of the times of a period, the first, the last and so on.
    fn chosen(&self, times: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
        let length = i64::try_from(times.len()).unwrap_or(i64::MAX);
        let place = |position: i32| match i64::from(position) {
            position if position > 0 => position - 1,
            position => length + position,
        };
        let mut places: Vec<usize> = self
            .positions
            .iter()
            .filter_map(|position| usize::try_from(place(*position)).ok())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .filter_map(|place| times.get(place).copied())
            .collect()
    }
}
