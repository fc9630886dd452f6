//! When something recurs: cron fields or plain words, read on the wall clock of one time zone.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

mod grammar;

/// A recurring wall-clock time in one time zone.
///
/// It is written as five or six cron fields with the names of weekdays (`30 9 * * mon-fri`), or in
/// plain words, in English or Dutch (`weekdays at 09:30`, `werkdagen om 09:30`).
///
/// Each wall-clock time happens exactly once. One that the clock skips in spring happens at the
/// moment after the gap, together with everything else of this schedule that falls into the gap or
/// on that moment. One that the clock shows twice in autumn happens the first time.
#[derive(Clone, Debug)]
pub struct Schedule {
    text: String,
    zone: Tz,
    cron: cron::Schedule,
    /// Of the days that `cron` lets through, take only the last one of a month.
    last_of_month: bool,
}

/// One moment at which a schedule is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The date and time that the schedule names; with the schedule's name, its identity.
    pub local: NaiveDateTime,
    /// The moment at which it happens.
    pub at: DateTime<Utc>,
}

/// Why a text is not a schedule, and what would be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Nothing was written.
    #[error("the schedule is empty; write for example `weekdays at 09:30` or `30 9 * * mon-fri`")]
    Empty,
    /// Neither cron fields nor known words.
    #[error(
        "`{0}` is not a schedule; write for example `daily at 16:00`, `weekly on mon at 09:00`, \
         `monthly on 1 at 09:00`, or cron fields such as `30 9 * * mon-fri`"
    )]
    NotUnderstood(String),
    /// The number of cron fields is wrong.
    #[error(
        "{0} cron fields; there must be five (minute hour day month weekday, `30 9 * * mon-fri`) or \
         six (a second before them, `0 30 9 * * mon-fri`)"
    )]
    FieldCount(usize),
    /// A weekday is written as a number, which tools read differently.
    #[error(
        "`{0}` as weekday means different days to different tools; write its name, for example \
         `mon` or `mon-fri`"
    )]
    WeekdayNumber(String),
    /// A weekday that does not exist.
    #[error("`{0}` is not a weekday; write for example `mon`, `mon-fri` or `tue,thu`")]
    Weekday(String),
    /// A time of day that does not exist.
    #[error("`{0}` is not a time of day; write for example `09:30`")]
    TimeOfDay(String),
    /// A day that not every month has.
    #[error(
        "not every month has a day {0}; choose 1 to 28, or the last day: `monthly on last at 09:00`"
    )]
    DayOfMonth(String),
    /// A number that does not fit the interval.
    #[error("`{0}` minutes do not divide an hour; choose for example `every 15 minutes`")]
    Minutes(String),
    /// The cron fields hold something that is none.
    #[error(
        "the cron fields `{fields}` are not valid ({problem}); a valid example is `30 9 * * mon-fri`"
    )]
    Fields {
        /// The fields as written.
        fields: String,
        /// What the cron library found.
        problem: String,
    },
    /// A date that never comes.
    #[error("`{0}` never happens: there is no such date; write for example `0 9 1 * *`")]
    Never(String),
}

/// At most so many occurrences are returned by one call of [`Schedule::due`].
pub const MOST_DUE: usize = 1_000;

impl Schedule {
    /// Reads `text` as a schedule on the wall clock of `zone`.
    ///
    /// If both a day of the month and a weekday are given in cron fields, both must hold
    /// (`0 9 1-7 * mon` is the first Monday of the month).
    pub fn parse(text: &str, zone: Tz) -> Result<Self, ScheduleError> {
        let parsed = grammar::parse(text)?;
        let cron =
            parsed
                .fields
                .parse::<cron::Schedule>()
                .map_err(|error| ScheduleError::Fields {
                    fields: text.trim().to_owned(),
                    problem: error.to_string().trim_end_matches('.').to_owned(),
                })?;
        let schedule = Self {
            text: text.trim().to_owned(),
            zone,
            cron,
            last_of_month: parsed.last_of_month,
        };
        // Leap years are at most eight years apart, and weekdays repeat after 28 years.
        if schedule.next_after(DateTime::UNIX_EPOCH).is_none() {
            return Err(ScheduleError::Never(schedule.text));
        }
        Ok(schedule)
    }

    /// The zone on whose wall clock this schedule is read.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The first occurrence later than `after`; `None` past the end of the calendar (2100).
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<Occurrence> {
        // What lies at or before this wall time resolves to `after` or earlier: see `resolve`.
        let mut local = after.with_timezone(&self.zone).naive_local();
        loop {
            local = self.next_local(local)?;
            let at = resolve(self.zone, local);
            if at > after {
                return Some(Occurrence { local, at });
            }
        }
    }

    /// The occurrences later than `since` up to and including `until`, oldest first.
    ///
    /// Not more than [`MOST_DUE`] at once: a caller who gets as many asks again from the last one.
    pub fn due(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Occurrence> {
        self.after(since)
            .take_while(|occurrence| occurrence.at <= until)
            .take(MOST_DUE)
            .collect()
    }

    /// All occurrences later than `after`, one by one.
    pub fn after(&self, after: DateTime<Utc>) -> impl Iterator<Item = Occurrence> + '_ {
        std::iter::successors(self.next_after(after), |last| self.next_after(last.at))
    }

    /// The next wall time that the schedule names, on an ideal clock without daylight saving.
    fn next_local(&self, after: NaiveDateTime) -> Option<NaiveDateTime> {
        let mut times = self
            .cron
            .after(&after.and_utc())
            .map(|time| time.naive_utc());
        if self.last_of_month {
            times.find(|time| {
                time.date()
                    .succ_opt()
                    .is_none_or(|tomorrow| tomorrow.month() != time.month())
            })
        } else {
            times.next()
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The moment at which the wall clock of `zone` shows `local`.
///
/// Shown twice: the earlier moment. Skipped: the moment right after the gap. So a later wall time
/// never resolves to an earlier moment, which is what makes schedules strictly increasing.
pub fn resolve(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(time) => time.to_utc(),
        chrono::LocalResult::Ambiguous(one, other) => one.min(other).to_utc(),
        chrono::LocalResult::None => after_gap(zone, local),
    }
}

/// The first moment at which the wall clock of `zone` shows more than `local`, which it skips.
fn after_gap(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let shows = |utc: NaiveDateTime| {
        let offset = zone.offset_from_utc_datetime(&utc).fix();
        utc.checked_add_offset(offset).unwrap_or(utc)
    };
    // Offsets and gaps are within a day each (Samoa skipped a whole one in 2011).
    let (mut before, mut after) = (-2 * 86_400_i64, 2 * 86_400_i64);
    let moment = |seconds: i64| {
        local
            .checked_add_signed(TimeDelta::seconds(seconds))
            .unwrap_or(local)
    };
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if shows(moment(middle)) > local {
            after = middle;
        } else {
            before = middle;
        }
    }
    moment(after).and_utc()
}

#[cfg(test)]
mod tests;
