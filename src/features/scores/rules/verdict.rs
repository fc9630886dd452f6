//! The verdict in a word: whether a score changed, and how sure that is.

use serde::{Deserialize, Serialize};

use super::estimate::Change;
use super::together::adjusted_for_many;

/// When a change is called a change. The defaults are the policy that the simulations in this module
/// were made for: see `simulations`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VerdictPolicy {
    /// `changed` needs a p-value below this.
    pub alpha: f64,
    /// `possibly` needs a p-value below this.
    pub possible_alpha: f64,
    /// `changed` needs a change of at least so many points on a scale of 100; on a mean, so many
    /// hundredths of the width of its scale.
    pub least_points: f64,
    /// `changed` needs so many answers in both windows; below, a number is indicative.
    pub full_answers: u64,
    /// Under so many answers no number is shown.
    pub shown_answers: u64,
    /// Of the changes announced together, the share that may be false.
    pub false_share: f64,
}

impl Default for VerdictPolicy {
    fn default() -> Self {
        Self {
            alpha: 0.01,
            possible_alpha: 0.05,
            least_points: 5.0,
            full_answers: 30,
            shown_answers: 10,
            false_share: 0.10,
        }
    }
}

/// Which way a score went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// The number rose.
    Up,
    /// The number fell.
    Down,
}

impl Direction {
    /// The direction of a signed difference.
    pub fn of(difference: f64) -> Self {
        if difference < 0.0 {
            Self::Down
        } else {
            Self::Up
        }
    }
}

/// Whether a score changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Hardly by chance, and enough to matter.
    Changed(Direction),
    /// Perhaps; not sure enough to act on.
    Possibly(Direction),
    /// Nothing that chance would not do.
    NoClearChange,
    /// So few answers that even a real change could hardly be seen.
    TooFewAnswers,
}

/// How a number may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// No score: only how many answers there were.
    CountsOnly,
    /// With the word "indicative".
    Indicative,
    /// Like any other.
    Normal,
}

impl VerdictPolicy {
    /// How a score from so many answers may be shown.
    pub fn showing(&self, answers: u64) -> Showing {
        if answers < self.shown_answers {
            Showing::CountsOnly
        } else if answers < self.full_answers {
            Showing::Indicative
        } else {
            Showing::Normal
        }
    }

    /// The verdict on one change; `None` for a change means that it could not be computed.
    ///
    /// With 10 to 29 answers in a window a change is at most `possibly`, and where even that is not
    /// reached the answer is `too few answers`: with so few, "no clear change" would say more than is
    /// known.
    pub fn verdict(&self, change: Option<&Change>) -> Verdict {
        change.map_or(Verdict::TooFewAnswers, |change| self.judge(change, true))
    }

    /// The verdicts on changes that are announced together, one for each department: where the
    /// Benjamini-Hochberg procedure does not confirm `changed` at [`Self::false_share`], it becomes
    /// `possibly`. Changes without enough answers are not among the tests.
    pub fn verdicts(&self, changes: &[Option<Change>]) -> Vec<Verdict> {
        let tested: Vec<(usize, f64)> = changes
            .iter()
            .enumerate()
            .filter_map(|(index, change)| {
                let change = change.as_ref()?;
                (self.fewest(change) >= self.shown_answers).then_some((index, change.p))
            })
            .collect();
        let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        let mut confirmed = vec![false; changes.len()];
        for ((index, _), adjusted) in tested.into_iter().zip(adjusted_for_many(&p_values)) {
            confirmed[index] = adjusted <= self.false_share;
        }
        changes
            .iter()
            .zip(confirmed)
            .map(|(change, confirmed)| {
                change.as_ref().map_or(Verdict::TooFewAnswers, |change| {
                    self.judge(change, confirmed)
                })
            })
            .collect()
    }

    fn fewest(&self, change: &Change) -> u64 {
        change.answers_before.min(change.answers_after)
    }

    fn judge(&self, change: &Change, confirmed: bool) -> Verdict {
        let fewest = self.fewest(change);
        if fewest < self.shown_answers {
            return Verdict::TooFewAnswers;
        }
        // The sign of the statistic, not of the raw difference: it is the one that was tested.
        let direction = Direction::of(change.statistic);
        let enough = fewest >= self.full_answers;
        let matters = change.points.abs() >= self.least_points;
        if enough && confirmed && matters && change.p < self.alpha {
            Verdict::Changed(direction)
        } else if change.p < self.possible_alpha {
            Verdict::Possibly(direction)
        } else if enough {
            Verdict::NoClearChange
        } else {
            Verdict::TooFewAnswers
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::NpsCounts;
    use crate::features::scores::rules::nps;

    fn verdict(before: (u64, u64, u64), after: (u64, u64, u64)) -> Verdict {
        let counts =
            |(promoters, passives, detractors)| NpsCounts::new(promoters, passives, detractors);
        VerdictPolicy::default().verdict(nps::change(&counts(before), &counts(after)).as_ref())
    }

    #[test]
    fn the_published_examples_get_their_words() {
        // Vectors 7 to 10.
        assert_eq!(
            verdict((100, 50, 50), (72, 45, 63)),
            Verdict::Possibly(Direction::Down)
        );
        assert_eq!(verdict((100, 50, 50), (95, 50, 55)), Verdict::NoClearChange);
        assert_eq!(verdict((12, 5, 3), (8, 6, 6)), Verdict::TooFewAnswers);
        assert_eq!(
            verdict((200, 101, 99), (70, 74, 133)),
            Verdict::Changed(Direction::Down)
        );
        assert_eq!(
            verdict((70, 74, 133), (200, 101, 99)),
            Verdict::Changed(Direction::Up)
        );
    }

    #[test]
    fn few_answers_are_at_most_possibly() {
        assert_eq!(
            verdict((20, 0, 0), (0, 0, 20)),
            Verdict::Possibly(Direction::Down)
        );
        assert_eq!(verdict((9, 0, 0), (0, 0, 900)), Verdict::TooFewAnswers);
        assert_eq!(verdict((0, 0, 0), (0, 0, 900)), Verdict::TooFewAnswers);
    }

    #[test]
    fn a_sure_but_tiny_change_is_not_called_a_change() {
        // 30 to 27 of a hundred thousand answers: beyond doubt, and of no matter.
        let verdict = verdict((50_000, 30_000, 20_000), (48_500, 30_000, 21_500));
        assert_eq!(verdict, Verdict::Possibly(Direction::Down));
    }

    #[test]
    fn numbers_are_shown_by_how_many_answered() {
        let policy = VerdictPolicy::default();
        let showings = [0, 9, 10, 29, 30].map(|answers| policy.showing(answers));
        assert_eq!(
            showings,
            [
                Showing::CountsOnly,
                Showing::CountsOnly,
                Showing::Indicative,
                Showing::Indicative,
                Showing::Normal
            ]
        );
    }

    #[test]
    fn one_of_many_needs_more_than_it_would_alone() {
        let policy = VerdictPolicy::default();
        // p is just under .01: enough alone, not as the best of fifteen.
        let lucky = nps::change(&NpsCounts::new(100, 60, 40), &NpsCounts::new(77, 63, 60)).unwrap();
        assert!(lucky.p < 0.01 && lucky.p > 0.10 / 15.0, "{}", lucky.p);
        let dull = nps::change(&NpsCounts::new(100, 60, 40), &NpsCounts::new(99, 60, 41));
        assert_eq!(
            policy.verdicts(&[Some(lucky)]),
            [Verdict::Changed(Direction::Down)]
        );
        let mut many = vec![Some(lucky)];
        many.extend(vec![dull; 14]);
        assert_eq!(
            policy.verdicts(&many)[0],
            Verdict::Possibly(Direction::Down)
        );
        // Departments without answers are not tests.
        let mut few = vec![Some(lucky)];
        few.extend(vec![None; 14]);
        assert_eq!(policy.verdicts(&few)[0], Verdict::Changed(Direction::Down));
        assert_eq!(policy.verdicts(&few)[1], Verdict::TooFewAnswers);
    }
}
