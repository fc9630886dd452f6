//! Detractors who wrote a comment, counted per department: of use where an NPS is not, at a few
//! answers a week.
//!
//! J. M. Lucas, "Counted Data CUSUM's", Technometrics 27(2), 1985, pp. 129-144, written with the
//! likelihood ratio: a period with `y` comments where `λ` are usual is evidence `y·ln r − λ(r−1)` for
//! `r` times as many. So `h` is in the units of evidence of any other alarm, whatever the rate, and
//! the mean time to a false alarm is at least `e^h` periods (G. Lorden, "Procedures for Reacting to
//! a Change in Distribution", Annals of Mathematical Statistics 42(6), 1971, pp. 1897-1908).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::alarm::{Alarm, AlarmPolicy, Signal};
use super::distributions::poisson_at_least;

/// In how many years about one false alarm is to be expected: more than 500 weeks (`simulations`).
pub const YEARS_TO_FALSE_ALARM: i64 = 10;

/// How counts are watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountPolicy {
    /// `r`: how many times the usual number shall be found. Above 1.
    pub times: f64,
    /// The usual rate is frozen after so many days.
    pub baseline_days: u32,
    /// When an alarm opens, is told again, and is over.
    pub alarm: AlarmPolicy,
}

impl Default for CountPolicy {
    fn default() -> Self {
        Self {
            times: 2.0,
            baseline_days: 56,
            alarm: AlarmPolicy::default(),
        }
    }
}

/// How many a day are usual, frozen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsualRate {
    /// Comments of detractors a day.
    pub per_day: f64,
}

impl UsualRate {
    /// From the days so far; `None` where they are too few. Half a comment is added (the mean under
    /// H. Jeffreys' prior for a Poisson rate), so that a department that never had one is not
    /// alarmed by the first.
    pub fn of(comments: u64, days: u32, policy: &CountPolicy) -> Option<Self> {
        (days > 0 && days >= policy.baseline_days).then(|| Self {
            per_day: (comments as f64 + 0.5) / f64::from(days),
        })
    }
}

/// Counts that are watched. It is stored between the periods.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountWatch {
    /// What is usual.
    pub usual: UsualRate,
    /// The evidence; only a rise is watched.
    pub alarm: Alarm,
}

impl CountWatch {
    /// Begins to watch.
    pub fn new(usual: UsualRate) -> Self {
        Self {
            usual,
            alarm: Alarm::default(),
        }
    }

    /// Takes in a period of some days with so many comments; usually a week, or a single day.
    pub fn period(
        &self,
        comments: u64,
        days: u32,
        ended: NaiveDate,
        policy: &CountPolicy,
    ) -> (Self, Option<Signal>) {
        let expected = self.usual.per_day * f64::from(days);
        let evidence = comments as f64 * policy.times.ln() - expected * (policy.times - 1.0);
        let (alarm, signal) = self
            .alarm
            .step(evidence, f64::NEG_INFINITY, ended, &policy.alarm);
        (Self { alarm, ..*self }, signal)
    }

    /// How often so many, or more, would come in so many days if all were as usual.
    pub fn chance(&self, comments: u64, days: u32) -> f64 {
        poisson_at_least(comments, self.usual.per_day * f64::from(days))
    }

    /// Somebody took note: this rate is the usual one from here on.
    pub fn acknowledged(&self, usual: UsualRate, day: NaiveDate, policy: &CountPolicy) -> Self {
        Self {
            usual,
            alarm: Alarm::cooling(day, &policy.alarm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::verdict::Direction;

    fn day(week: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 4).unwrap() + chrono::Days::new(7 * week)
    }

    #[test]
    fn the_usual_number_stays_silent_and_three_times_as_many_are_found_in_three_weeks() {
        let policy = CountPolicy::default();
        let usual = UsualRate::of(16, 56, &policy).unwrap();
        let mut watch = CountWatch::new(usual);
        for week in 0..100 {
            let (next, signal) = watch.period(2, 7, day(week), &policy);
            assert_eq!(signal, None);
            watch = next;
        }
        let mut weeks = 0;
        let signal = loop {
            weeks += 1;
            let (next, signal) = watch.period(6, 7, day(100 + weeks), &policy);
            watch = next;
            if let Some(signal) = signal {
                break signal;
            }
        };
        assert_eq!(
            signal,
            Signal::Opened {
                direction: Direction::Up
            }
        );
        assert_eq!(weeks, 3);
    }

    #[test]
    fn the_first_comment_ever_is_no_alarm() {
        let policy = CountPolicy::default();
        let watch = CountWatch::new(UsualRate::of(0, 56, &policy).unwrap());
        let (watch, signal) = watch.period(1, 7, day(0), &policy);
        assert_eq!(signal, None);
        assert!(watch.chance(1, 7) > 0.05);
        assert_eq!(UsualRate::of(5, 55, &policy), None);
    }
}
