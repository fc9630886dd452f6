//! The weekly look at a score between its posts: a CUSUM against a frozen baseline.
//!
//! D. C. Montgomery, "Introduction to Statistical Quality Control", tabular CUSUM on standardised
//! means: `z = (x̄−μ₀)/(σ/√n)`, `S⁺ = max(0, S⁺+z−k)`, `S⁻ = max(0, S⁻−z−k)`, alarm above `h`. Each
//! batch is standardised by its own n, so weeks of different size count as they should. The default
//! k = ½ is tuned to a shift of one weekly standard error. `simulations` shows what it does: one
//! false alarm in about 480 weeks, a true fall of 20 points found in about 7 weeks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::alarm::{Alarm, AlarmPolicy, Signal};
use super::counts::Tally;

/// How a score is watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WatchPolicy {
    /// `k`: the change that is let pass in each batch, in its standard errors.
    pub allowance: f64,
    /// Batches with fewer answers are carried over and merged with the next.
    pub fewest_answers: u64,
    /// The baseline is frozen when it has so many answers. More are better where there is history: with
    /// 100 answers four watches in ten have a false alarm in their first year, with 400 two to three,
    /// with 1000 one to two (`simulations`). A baseline that goes on learning was tried and dropped: it
    /// swallowed more than half of the true falls.
    pub baseline_answers: u64,
    /// When an alarm opens, is told again, and is over.
    pub alarm: AlarmPolicy,
}

impl Default for WatchPolicy {
    fn default() -> Self {
        Self {
            allowance: 0.5,
            fewest_answers: 10,
            baseline_answers: 100,
            alarm: AlarmPolicy::default(),
        }
    }
}

/// What is usual, frozen: it does not follow the score, or a slow fall would never be seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Mean of the answers, in the metric's units.
    pub mean: f64,
    /// Standard deviation of one answer.
    pub deviation: f64,
    /// How many answers it was computed from; `None` where it is a target that was set.
    pub answers: Option<u64>,
}

impl Baseline {
    /// From the answers so far; `None` without any. `step` is [`Metric::step`]: where all answers are
    /// equal, the deviation is taken as if one of them stood a step away, so that the first other
    /// answer is no catastrophe.
    ///
    /// [`Metric::step`]: super::metric::Metric::step
    pub fn of(tally: &Tally, step: f64) -> Option<Self> {
        let mean = tally.mean()?;
        let n = tally.answers as f64;
        let variance = tally.squares / n - mean * mean;
        Some(Self {
            mean,
            deviation: variance.max(step * step / n).sqrt(),
            answers: Some(tally.answers),
        })
    }

    /// How far a batch lies from what is usual, in standard errors of their difference. The baseline
    /// is itself a sample: leaving out its own error `σ²/N` would make a baseline of 100 answers
    /// alarm too often (L. A. Jones, C. W. Champ and S. E. Rigdon, "The Run Length Distribution of
    /// the CUSUM with Estimated Parameters", Technometrics 46(1), 2004, pp. 95-108). `None` for an
    /// empty batch.
    pub fn standardised(&self, batch: &Tally) -> Option<f64> {
        let mean = batch.mean()?;
        let of_batch = 1.0 / batch.answers as f64;
        let of_baseline = self
            .answers
            .map_or(0.0, |answers| 1.0 / (answers.max(1) as f64));
        let error = self.deviation * (of_batch + of_baseline).sqrt();
        Some(if error > 0.0 {
            (mean - self.mean) / error
        } else {
            0.0
        })
    }
}

/// In how many years about one false alarm is to be expected of a score that is watched against a
/// baseline of so many answers: `simulations` finds that 41, 25 and 16 in a hundred such watches have
/// one in their first year with 100, 400 and 1000 answers, and a rate of `−ln(1 − share)` a year.
pub fn years_to_false_alarm(baseline_answers: Option<u64>) -> i64 {
    match baseline_answers {
        None => 9,
        Some(answers) if answers >= 1000 => 6,
        Some(answers) if answers >= 400 => 3,
        Some(_) => 2,
    }
}

/// Where watching stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Answers are gathered for a baseline; nothing is compared yet.
    Learning(Tally),
    /// The score is compared with this.
    Frozen(Baseline),
}

/// A score that is watched. It is stored between the weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// Learning or comparing.
    pub phase: Phase,
    /// Answers of thin weeks, waiting for more.
    pub carried: Tally,
    /// The evidence.
    pub alarm: Alarm,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            phase: Phase::Learning(Tally::default()),
            carried: Tally::default(),
            alarm: Alarm::default(),
        }
    }
}

impl Watch {
    /// Begins with the answers before now, where there are enough of them, and else learns on. Pass
    /// the last twelve months: the more, the fewer false alarms; see [`WatchPolicy::baseline_answers`].
    pub fn beginning_with(history: &Tally, step: f64, policy: &WatchPolicy) -> Self {
        Self {
            phase: learned(*history, step, policy),
            ..Self::default()
        }
    }

    /// Takes in a week: what is known after it, and what is to be told. `ended` is the week's last
    /// day; `step` is [`Metric::step`](super::metric::Metric::step).
    pub fn week(
        &self,
        answers: &Tally,
        ended: NaiveDate,
        step: f64,
        policy: &WatchPolicy,
    ) -> (Self, Option<Signal>) {
        let baseline = match self.phase {
            Phase::Learning(mut gathered) => {
                gathered += *answers;
                let next = Self {
                    phase: learned(gathered, step, policy),
                    ..*self
                };
                return (next, None);
            }
            Phase::Frozen(baseline) => baseline,
        };
        let mut batch = self.carried;
        batch += *answers;
        let standardised = if batch.answers < policy.fewest_answers {
            None
        } else {
            baseline.standardised(&batch)
        };
        let Some(z) = standardised else {
            let next = Self {
                carried: batch,
                ..*self
            };
            return (next, None);
        };
        let (rise, fall) = (z - policy.allowance, -z - policy.allowance);
        let (alarm, signal) = self.alarm.step(rise, fall, ended, &policy.alarm);
        let next = Self {
            carried: Tally::default(),
            alarm,
            ..*self
        };
        (next, signal)
    }

    /// Somebody took note: what the score is now becomes the usual, learned anew from here on.
    pub fn acknowledged(&self, day: NaiveDate, policy: &WatchPolicy) -> Self {
        Self {
            phase: Phase::Learning(Tally::default()),
            carried: Tally::default(),
            alarm: Alarm::cooling(day, &policy.alarm),
        }
    }
}

fn learned(gathered: Tally, step: f64, policy: &WatchPolicy) -> Phase {
    if gathered.answers < policy.baseline_answers {
        return Phase::Learning(gathered);
    }
    Baseline::of(&gathered, step).map_or(Phase::Learning(gathered), Phase::Frozen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::NpsCounts;
    use crate::features::scores::rules::verdict::Direction;

    fn day(week: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 4).unwrap() + chrono::Days::new(7 * week)
    }

    fn tally(promoters: u64, passives: u64, detractors: u64) -> Tally {
        NpsCounts::new(promoters, passives, detractors).into()
    }

    #[test]
    fn nothing_is_compared_before_a_hundred_answers_are_there() {
        let policy = WatchPolicy::default();
        let mut watch = Watch::beginning_with(&tally(45, 27, 18), 100.0, &policy);
        assert!(matches!(watch.phase, Phase::Learning(_)));
        (watch, _) = watch.week(&tally(5, 3, 1), day(0), 100.0, &policy);
        assert!(matches!(watch.phase, Phase::Learning(_)));
        (watch, _) = watch.week(&tally(0, 0, 1), day(1), 100.0, &policy);
        let Phase::Frozen(baseline) = watch.phase else {
            panic!("a hundred answers are enough");
        };
        assert!((baseline.mean - 30.0).abs() < 1e-9);
        assert!((baseline.deviation - 78.102_497).abs() < 1e-5);
        assert_eq!(baseline.answers, Some(100));
    }

    #[test]
    fn thin_weeks_are_carried_over_and_merged() {
        let policy = WatchPolicy::default();
        let watch = Watch::beginning_with(&tally(500, 300, 200), 100.0, &policy);
        let (thin, told) = watch.week(&tally(0, 0, 4), day(0), 100.0, &policy);
        assert_eq!(told, None);
        assert_eq!(thin.alarm, watch.alarm);
        assert_eq!(thin.carried.answers, 4);
        let (whole, _) = thin.week(&tally(0, 0, 6), day(1), 100.0, &policy);
        let (at_once, _) = watch.week(&tally(0, 0, 10), day(1), 100.0, &policy);
        assert_eq!(whole, at_once);
        assert_eq!(whole.carried.answers, 0);
    }

    #[test]
    fn a_fall_opens_one_thread_which_recovery_closes() {
        let policy = WatchPolicy::default();
        let mut watch = Watch::beginning_with(&tally(500, 300, 200), 100.0, &policy);
        let mut told = Vec::new();
        let weeks = [vec![tally(10, 8, 10); 5], vec![tally(14, 9, 5); 6]].concat();
        for (week, answers) in (0..).zip(weeks) {
            let (next, signal) = watch.week(&answers, day(week), 100.0, &policy);
            watch = next;
            told.extend(signal);
        }
        assert_eq!(
            told[0],
            Signal::Opened {
                direction: Direction::Down
            }
        );
        assert!(matches!(told.last(), Some(Signal::Recovered { .. })));
    }

    #[test]
    fn after_an_acknowledgement_the_new_level_is_learned() {
        let policy = WatchPolicy::default();
        let watch = Watch::beginning_with(&tally(500, 300, 200), 100.0, &policy);
        let mut watch = watch.acknowledged(day(0), &policy);
        assert_eq!(watch.alarm.quiet_until, Some(day(2)));
        for week in 1..40 {
            let (next, signal) = watch.week(&tally(10, 8, 10), day(week), 100.0, &policy);
            assert_eq!(signal, None);
            watch = next;
        }
        assert!(matches!(watch.phase, Phase::Frozen(Baseline { mean, .. }) if mean.abs() < 1e-9));
    }

    #[test]
    fn a_watch_survives_being_stored() {
        let policy = WatchPolicy::default();
        let watch = Watch::beginning_with(&tally(500, 300, 200), 100.0, &policy);
        let (watch, _) = watch.week(&tally(0, 0, 40), day(0), 100.0, &policy);
        let text = serde_json::to_string(&watch).unwrap();
        let stored: Watch = serde_json::from_str(&text).unwrap();
        // The last bit of a number may be lost in JSON; it decides nothing.
        assert!((stored.alarm.lower - watch.alarm.lower).abs() < 1e-12);
        assert_eq!(stored.alarm.open, watch.alarm.open);
        assert_eq!(stored.carried, watch.carried);
        assert!(matches!(stored.phase, Phase::Frozen(_)));
    }
}
