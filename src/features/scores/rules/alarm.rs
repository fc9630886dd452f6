//! One alarm from its opening to its recovery, on evidence that adds up (CUSUM).
//!
//! E. S. Page, "Continuous Inspection Schemes", Biometrika 41(1-2), 1954, pp. 100-115:
//! `S = max(0, S + evidence)`, alarm at `S > h`. An alarm is one thread that is continued while it
//! lasts: it is told when it opens, at each further `h`, and when it is over, and never between.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::verdict::Direction;

/// More than any evidence that means something.
const MOST_EVIDENCE: f64 = 1e9;
/// The days of a step where none was before it: a week.
const STEP_DAYS: u32 = 7;

/// When an alarm opens, is told again, and is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlarmPolicy {
    /// `h`: it opens above this evidence, and is told again at each further multiple.
    pub threshold: f64,
    /// It is over when the same sum turned round, evidence that all is as before, reaches this.
    pub recovery: f64,
    /// After it is over, or acknowledged, no new one opens for so many days.
    pub cool_down_days: u32,
}

impl Default for AlarmPolicy {
    /// `h` = 5; half of it for recovery, which by D. Siegmund's formula ("Sequential Analysis",
    /// 1985, section 2.6) takes five to six steps where all is as before.
    fn default() -> Self {
        Self {
            threshold: 5.0,
            recovery: 2.5,
            cool_down_days: 14,
        }
    }
}

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal {
    /// Open one thread.
    Opened {
        /// Which way the score went.
        direction: Direction,
    },
    /// Continue the thread: the evidence reached the next multiple of `h`.
    Grew {
        /// Which way the score went.
        direction: Direction,
        /// Which multiple: 2 for the first continuation.
        level: u32,
    },
    /// Close the thread.
    Recovered {
        /// Which way the score had gone.
        direction: Direction,
        /// When the alarm opened.
        since: NaiveDate,
    },
}

/// An alarm that is open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenAlarm {
    /// Which way the score went.
    pub direction: Direction,
    /// When it opened.
    pub since: NaiveDate,
    /// The first day of the evidence that opened it: Page's estimate of when the change began.
    pub began: NaiveDate,
    /// The multiple of `h` that was last told.
    pub level: u32,
    /// Evidence that all is as before.
    pub recovery: f64,
}

/// The evidence so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// Evidence of a rise.
    pub upper: f64,
    /// Evidence of a fall.
    pub lower: f64,
    /// The alarm that is open.
    pub open: Option<OpenAlarm>,
    /// No alarm opens before this day.
    pub quiet_until: Option<NaiveDate>,
    /// The last day of the latest step.
    pub stepped_on: Option<NaiveDate>,
    /// The first day of the evidence of a rise, where there is some.
    pub upper_since: Option<NaiveDate>,
    /// The first day of the evidence of a fall, where there is some.
    pub lower_since: Option<NaiveDate>,
}

impl Alarm {
    /// Nothing known, and no alarm until the cool-down after `day` is over.
    pub fn cooling(day: NaiveDate, policy: &AlarmPolicy) -> Self {
        Self {
            quiet_until: Some(after(day, policy.cool_down_days)),
            ..Self::default()
        }
    }

    /// Takes the evidence of one more step, of a rise and of a fall, either of which may be
    /// negative. What is no number is no evidence.
    pub fn step(
        &self,
        rise: f64,
        fall: f64,
        day: NaiveDate,
        policy: &AlarmPolicy,
    ) -> (Self, Option<Signal>) {
        let sound = |evidence: f64| if evidence.is_nan() { 0.0 } else { evidence };
        let (rise, fall) = (sound(rise), sound(fall));
        // The cap keeps sums finite whatever comes.
        let added = |sum: f64, evidence: f64| (sum + evidence).clamp(0.0, MOST_EVIDENCE);
        // A step reaches back to the day after the one before it: thin weeks are merged.
        let first = self.stepped_on.filter(|last| *last < day);
        let first = first.map_or_else(|| before(day, STEP_DAYS - 1), |last| after(last, 1));
        let since =
            |sum: f64, known: Option<NaiveDate>| (sum > 0.0).then(|| known.unwrap_or(first));
        let (upper, lower) = (added(self.upper, rise), added(self.lower, fall));
        let next = Self {
            upper,
            lower,
            stepped_on: Some(day),
            upper_since: since(upper, self.upper_since),
            lower_since: since(lower, self.lower_since),
            ..*self
        };
        match next.open {
            None => next.maybe_open(day, policy),
            Some(open) => next.follow(open, rise, fall, day, policy),
        }
    }

    fn maybe_open(self, day: NaiveDate, policy: &AlarmPolicy) -> (Self, Option<Signal>) {
        let direction = if self.lower >= self.upper {
            Direction::Down
        } else {
            Direction::Up
        };
        let cooling = self.quiet_until.is_some_and(|until| day < until);
        if self.upper.max(self.lower) <= policy.threshold || cooling {
            return (self, None);
        }
        let began = match direction {
            Direction::Up => self.upper_since,
            Direction::Down => self.lower_since,
        };
        let open = OpenAlarm {
            direction,
            since: day,
            began: began.unwrap_or(day),
            level: level(self.upper.max(self.lower), policy).max(1),
            recovery: 0.0,
        };
        let opened = Self {
            open: Some(open),
            ..self
        };
        (opened, Some(Signal::Opened { direction }))
    }

    fn follow(
        self,
        open: OpenAlarm,
        rise: f64,
        fall: f64,
        day: NaiveDate,
        policy: &AlarmPolicy,
    ) -> (Self, Option<Signal>) {
        let direction = open.direction;
        let (sum, evidence) = match direction {
            Direction::Up => (self.upper, rise),
            Direction::Down => (self.lower, fall),
        };
        let recovery = (open.recovery - evidence).max(0.0);
        if recovery >= policy.recovery {
            let since = open.since;
            return (
                Self::cooling(day, policy),
                Some(Signal::Recovered { direction, since }),
            );
        }
        let reached = level(sum, policy);
        let grew = reached > open.level;
        let next = Self {
            open: Some(OpenAlarm {
                recovery,
                level: open.level.max(reached),
                ..open
            }),
            ..self
        };
        let signal = grew.then_some(Signal::Grew {
            direction,
            level: reached,
        });
        (next, signal)
    }
}

fn level(sum: f64, policy: &AlarmPolicy) -> u32 {
    if policy.threshold > 0.0 {
        (sum / policy.threshold) as u32
    } else {
        1
    }
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(week: u64) -> NaiveDate {
        after(
            NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            7 * week as u32,
        )
    }

    /// Runs the evidence of a fall through, a week a step; a rise is its mirror with k = ½.
    fn run(falls: &[f64]) -> Vec<(u64, Signal)> {
        let (mut alarm, mut told) = (Alarm::default(), Vec::new());
        for (week, fall) in (0..).zip(falls) {
            let (next, signal) = alarm.step(-fall - 1.0, *fall, day(week), &AlarmPolicy::default());
            alarm = next;
            told.extend(signal.map(|signal| (week, signal)));
        }
        told
    }

    #[test]
    fn one_thread_is_opened_continued_at_each_h_and_closed() {
        let direction = Direction::Down;
        // Each week 2 of evidence; at 6 it opens, at 10 and 16 it grows; then five good weeks.
        let told = run(&[
            2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, -0.5, -0.5, -0.5, -0.5, -0.5,
        ]);
        assert_eq!(
            told,
            [
                (2, Signal::Opened { direction }),
                (
                    4,
                    Signal::Grew {
                        direction,
                        level: 2
                    }
                ),
                (
                    7,
                    Signal::Grew {
                        direction,
                        level: 3
                    }
                ),
                (
                    12,
                    Signal::Recovered {
                        direction,
                        since: day(2)
                    }
                ),
            ]
        );
    }

    #[test]
    fn an_alarm_knows_the_first_day_of_its_evidence() {
        let mut alarm = Alarm::default();
        for (week, fall) in [(0, -1.0), (1, 2.0), (2, 2.0), (4, 2.0)] {
            (alarm, _) = alarm.step(-fall, fall, day(week), &AlarmPolicy::default());
        }
        // Evidence since the week that ends with day(1), the first day after day(0).
        assert_eq!(alarm.open.unwrap().began, after(day(0), 1));
        let policy = AlarmPolicy::default();
        let (alarm, _) = Alarm::default().step(9.0, -9.0, day(3), &policy);
        assert_eq!(alarm.open.unwrap().began, after(day(2), 1));
        // A thin week before it is part of the step.
        let quiet = Alarm {
            stepped_on: Some(day(1)),
            ..Alarm::default()
        };
        let (alarm, _) = quiet.step(9.0, -9.0, day(3), &policy);
        assert_eq!(alarm.open.unwrap().began, after(day(1), 1));
    }

    #[test]
    fn after_recovery_there_is_silence_for_two_weeks() {
        let direction = Direction::Down;
        // Recovered in week 1; in week 2 the evidence is there again, told in week 3.
        let told = run(&[6.0, -3.0, 9.0, 0.0, 0.0]);
        assert_eq!(told[0], (0, Signal::Opened { direction }));
        assert_eq!(
            told[1],
            (
                1,
                Signal::Recovered {
                    direction,
                    since: day(0)
                }
            )
        );
        assert_eq!(told[2], (3, Signal::Opened { direction }));
        assert_eq!(told.len(), 3);
    }

    #[test]
    fn what_is_no_number_is_no_evidence() {
        let policy = AlarmPolicy::default();
        let before = Alarm {
            upper: 2.0,
            lower: 1.0,
            ..Alarm::default()
        };
        let (alarm, signal) = before.step(f64::NAN, f64::NAN, day(0), &policy);
        assert_eq!((alarm.upper, alarm.lower, signal), (2.0, 1.0, None));
        let (alarm, signal) = before.step(f64::NEG_INFINITY, f64::INFINITY, day(0), &policy);
        assert!(signal.is_some());
        assert!(alarm.lower.is_finite() && alarm.upper == 0.0);
    }
}
