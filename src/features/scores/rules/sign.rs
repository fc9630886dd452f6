//! What an alarm shows of a watched subject: the figures now and the usual ones.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counts::ScoreCounts;
use super::estimate::{Estimate, Interval};
use super::metric::Metric;
use super::verdict::{Direction, Showing, VerdictPolicy};
use super::watch::{Baseline, years_to_false_alarm};
use super::watch_counts::{UsualRate, YEARS_TO_FALSE_ALARM};
use super::watching::Subject;
use super::window::Window;

/// A watched subject as it is shown; kept with the alarm, so that its message can be written again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    /// Which one, as [`Subject::key`] writes it.
    pub subject: String,
    /// Which way it went.
    pub direction: Direction,
    /// The first day that is counted.
    pub first: NaiveDate,
    /// The last day that is counted.
    pub last: NaiveDate,
    /// The figures.
    pub figures: Figures,
}

/// The figures of a [`Sign`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figures {
    /// Of a score.
    Score {
        /// Value and the ends of its interval; none where there are too few answers for a number.
        now: Option<(f64, Option<(f64, f64)>)>,
        /// How many answered.
        answers: u64,
        /// The usual value.
        usual: f64,
        /// From how many answers that is known.
        usual_answers: Option<u64>,
    },
    /// Of comments.
    Comments {
        /// How many dissatisfied customers wrote.
        written: u64,
        /// How many are usual in as many days.
        usual: f64,
        /// How many answered at all.
        answers: u64,
    },
}

impl Sign {
    /// A score in a window, beside what is usual.
    pub fn of_score(
        metric: Metric,
        counts: &ScoreCounts,
        usual: &Baseline,
        direction: Direction,
        window: Window,
        policy: &VerdictPolicy,
    ) -> Self {
        let is_shown = policy.showing(counts.total()) != Showing::CountsOnly;
        let estimate = metric.estimate(counts).filter(|_| is_shown);
        Self {
            subject: Subject::Score(metric, counts.scale()).key(),
            direction,
            first: window.first,
            last: window.last,
            figures: Figures::Score {
                now: estimate.map(|estimate| {
                    let ends = estimate.interval.map(|ends| (ends.low, ends.high));
                    (estimate.value, ends)
                }),
                answers: counts.total(),
                usual: usual.mean,
                usual_answers: usual.answers,
            },
        }
    }

    /// Comments in a window, beside what is usual.
    pub fn of_comments(written: u64, answers: u64, usual: UsualRate, window: Window) -> Self {
        Self {
            subject: Subject::Comments.key(),
            direction: Direction::Up,
            first: window.first,
            last: window.last,
            figures: Figures::Comments {
                written,
                usual: usual.per_day * window.days() as f64,
                answers,
            },
        }
    }

    /// Whether it is bad news.
    pub fn is_worse(&self) -> bool {
        match Subject::parse(&self.subject) {
            Some(Subject::Score(metric, scale)) => {
                metric.higher_is_better(scale) == (self.direction == Direction::Down)
            }
            Some(Subject::Comments) | None => true,
        }
    }

    /// In how many years about one such alarm is to be expected by chance alone.
    pub fn years_to_false_alarm(&self) -> i64 {
        match self.figures {
            Figures::Score { usual_answers, .. } => years_to_false_alarm(usual_answers),
            Figures::Comments { .. } => YEARS_TO_FALSE_ALARM,
        }
    }
}

impl Figures {
    /// The score with its interval, as other views show it.
    pub fn estimate(&self) -> Option<Estimate> {
        let Self::Score { now, answers, .. } = self else {
            return None;
        };
        let (value, ends) = (*now)?;
        Some(Estimate {
            value,
            answers: *answers,
            interval: ends.map(|(low, high)| Interval { low, high }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::Scale;

    fn window() -> Window {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        Window {
            first: day(2),
            last: day(22),
        }
    }

    fn sign(counts: &[u64], direction: Direction) -> Sign {
        let usual = Baseline {
            mean: 31.0,
            deviation: 80.0,
            answers: Some(520),
        };
        let counts = ScoreCounts::of_whole_points(Scale::NPS, counts);
        let policy = VerdictPolicy::default();
        Sign::of_score(Metric::Nps, &counts, &usual, direction, window(), &policy)
    }

    #[test]
    fn under_ten_answers_there_is_no_number() {
        let few = sign(&[3, 3, 3], Direction::Down);
        assert_eq!(few.figures.estimate(), None);
        let enough = sign(&[3, 3, 4], Direction::Down);
        assert!((enough.figures.estimate().unwrap().value + 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_fall_is_bad_news_and_more_comments_are() {
        assert!(sign(&[10], Direction::Down).is_worse());
        assert!(!sign(&[10], Direction::Up).is_worse());
        let usual = UsualRate { per_day: 0.2 };
        let comments = Sign::of_comments(12, 60, usual, window());
        assert!(comments.is_worse());
        let Figures::Comments { usual, .. } = comments.figures else {
            panic!("{comments:?}");
        };
        assert!((usual - 4.2).abs() < 1e-9);
    }

    #[test]
    fn it_survives_being_stored() {
        let sign = sign(&[3, 3, 4], Direction::Down);
        let text = serde_json::to_string(&sign).unwrap();
        assert_eq!(serde_json::from_str::<Sign>(&text).unwrap(), sign);
    }
}
