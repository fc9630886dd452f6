//! What a scheduled post said, and which of its figures are other ones now.
//!
//! A figure is the number as it is shown, rounded once from the counts: a score that moved from 33.6
//! to 34.4 was told as 34, and is 34.

use serde::{Deserialize, Serialize};

use super::estimate::{rounded, rounded_to_tenths};
use super::metric::{Metric, Unit};
use super::standing::Standing;
use super::verdict::Showing;
use super::watching::Subject;
use super::window::Window;

/// What a post said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The first day of its window.
    pub first: chrono::NaiveDate,
    /// The last day of its window.
    pub last: chrono::NaiveDate,
    /// Its figures.
    pub figures: Vec<Figure>,
}

/// A figure of a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Of which score, as [`Subject::key`] writes it.
    pub subject: String,
    /// What was told first.
    pub was: f64,
    /// What the message says now; none where there are too few answers left for a number.
    pub now: Option<f64>,
}

impl Said {
    /// What a post says of these scores; those without a number are left out.
    pub fn of<'a>(window: Window, standings: impl Iterator<Item = &'a Standing>) -> Self {
        let figures = standings.filter_map(|standing| {
            let shown = shown(standing)?;
            Some(Figure {
                subject: subject(standing),
                was: shown,
                now: Some(shown),
            })
        });
        Self {
            first: window.first,
            last: window.last,
            figures: figures.collect(),
        }
    }

    /// What the post has to say now; `None` where its figures are the same.
    pub fn now<'a>(&self, standings: impl Iterator<Item = &'a Standing>) -> Option<Self> {
        let standings: Vec<&Standing> = standings.collect();
        let mut revised = self.clone();
        for figure in &mut revised.figures {
            let standing = standings
                .iter()
                .find(|standing| subject(standing) == figure.subject);
            figure.now = standing.and_then(|standing| shown(standing));
        }
        let is_same = |(one, other): (&Figure, &Figure)| match (one.now, other.now) {
            (Some(one), Some(other)) => (one - other).abs() < 0.05,
            (one, other) => one.is_none() && other.is_none(),
        };
        let is_unchanged = self.figures.iter().zip(&revised.figures).all(is_same);
        (!is_unchanged).then_some(revised)
    }

    /// Marks the scores whose number is another one than was told first.
    pub fn mark(&self, standing: &mut Standing) {
        let key = subject(standing);
        let told = self.figures.iter().find(|figure| figure.subject == key);
        let now = shown(standing);
        standing.revised_from = told
            .map(|told| told.was)
            .filter(|was| now.is_none_or(|now| (now - was).abs() >= 0.05));
    }
}

fn subject(standing: &Standing) -> String {
    Subject::Score(standing.metric, standing.counts.scale()).key()
}

/// The number as it is shown.
fn shown(standing: &Standing) -> Option<f64> {
    let estimate = standing.estimate.as_ref()?;
    (standing.showing != Showing::CountsOnly).then(|| as_shown(standing.metric, estimate.value))
}

fn as_shown(metric: Metric, value: f64) -> f64 {
    match metric.unit() {
        Unit::ScalePoints => rounded_to_tenths(value),
        Unit::Balance | Unit::Percent => rounded(value) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::Scale;
    use crate::features::scores::rules::standing::{DayCount, standing};
    use crate::features::scores::rules::verdict::VerdictPolicy;
    use crate::features::scores::rules::window::{Period, Unit as Piece, Windows};

    fn windows() -> Windows {
        let today = "2026-11-24".parse().unwrap();
        Period::Last(Piece::Week).windows(today).unwrap()
    }

    fn nps(promoters: u64, detractors: u64) -> Standing {
        let days = [(1_000, promoters), (200, detractors)].map(|(value, answers)| DayCount {
            day: windows().current.first,
            scale: Scale::NPS,
            value,
            answers,
        });
        standing(Metric::Nps, &days, windows(), &VerdictPolicy::default()).unwrap()
    }

    fn said(standing: &Standing) -> Said {
        Said::of(windows().current, std::iter::once(standing))
    }

    #[test]
    fn a_figure_that_moves_by_a_point_is_revised_and_says_what_it_was_first() {
        let posted = said(&nps(67, 33));
        assert_eq!(posted.now(std::iter::once(&nps(67, 33))), None);
        let revised = posted.now(std::iter::once(&nps(67, 36))).unwrap();
        assert_eq!(
            (revised.figures[0].was, revised.figures[0].now),
            (34.0, Some(30.0))
        );
        assert_eq!(revised.now(std::iter::once(&nps(67, 36))), None);
        let mut standing = nps(67, 36);
        revised.mark(&mut standing);
        assert_eq!(standing.revised_from, Some(34.0));
        // Back where it was, nothing is marked.
        let again = revised.now(std::iter::once(&nps(67, 33))).unwrap();
        let mut standing = nps(67, 33);
        again.mark(&mut standing);
        assert_eq!(standing.revised_from, None);
    }

    #[test]
    fn a_score_that_moves_within_what_was_shown_stays() {
        let posted = said(&nps(670, 330));
        assert_eq!(posted.now(std::iter::once(&nps(671, 330))), None);
    }

    #[test]
    fn where_too_few_answers_are_left_that_is_told() {
        let posted = said(&nps(8, 4));
        let revised = posted.now(std::iter::once(&nps(4, 2))).unwrap();
        assert_eq!(revised.figures[0].now, None);
        assert_eq!(revised.now(std::iter::once(&nps(4, 2))), None);
        let mut standing = nps(4, 2);
        revised.mark(&mut standing);
        assert_eq!(standing.revised_from, Some(33.0));
        let few = said(&nps(4, 2));
        assert!(few.figures.is_empty());
    }
}
