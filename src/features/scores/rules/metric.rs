//! One door to every score: what is measured, how it stands, how it changed.

use super::counts::{Scale, ScoreCounts, Tally};
use super::estimate::{Change, Estimate};
use super::{mean, nps, share};
use crate::platform::config::ScoreKind;

/// How an effort score is told. There are three published definitions; the answers are kept raw, so
/// that the choice can be changed later and holds for the past too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CesDefinition {
    /// The mean on the scale (Nicereply, CheckYourService).
    #[default]
    Mean,
    /// The share on the good side of the middle: 5 to 7 of 7 (Simplesat), 4 and 5 of 5 (Delighted).
    Positive,
    /// % easy − % difficult: 6 and 7 against 1 to 3 of 7 (CheckYourService).
    Index,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Net Promoter Score, −100 to 100.
    Nps,
    /// Share of the satisfied, 0 to 100.
    Csat,
    /// Customer effort, by a definition.
    Ces(CesDefinition),
    /// Mean of stars.
    Stars,
}

/// In which units a metric is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A balance from −100 to 100, told as a whole number with its sign.
    Balance,
    /// A share from 0 to 100, told as a whole number of per cent.
    Percent,
    /// Points of the scale, told to one decimal.
    ScalePoints,
}

impl Metric {
    /// Which answers it is computed from.
    pub fn kind(self) -> ScoreKind {
        match self {
            Self::Nps => ScoreKind::Nps,
            Self::Csat => ScoreKind::Csat,
            Self::Ces(_) => ScoreKind::Ces,
            Self::Stars => ScoreKind::Stars,
        }
    }

    /// In which units it is told.
    pub fn unit(self) -> Unit {
        match self {
            Self::Nps | Self::Ces(CesDefinition::Index) => Unit::Balance,
            Self::Csat | Self::Ces(CesDefinition::Positive) => Unit::Percent,
            Self::Ces(CesDefinition::Mean) | Self::Stars => Unit::ScalePoints,
        }
    }

    /// Whether a rise is good news. Shares and balances count the good answers already; a mean on a
    /// scale whose low end is good falls when things get better.
    pub fn higher_is_better(self, scale: Scale) -> bool {
        self.unit() != Unit::ScalePoints || !scale.low_is_good
    }

    /// The lowest and the highest value that the metric can have.
    pub fn range(self, scale: Scale) -> (f64, f64) {
        match self.unit() {
            Unit::Balance => (-100.0, 100.0),
            Unit::Percent => (0.0, 100.0),
            Unit::ScalePoints => (scale.min as f64 / 100.0, scale.max as f64 / 100.0),
        }
    }

    /// How far one answer can lie from the next better one, in the metric's units.
    pub fn step(self) -> f64 {
        match self.unit() {
            Unit::Balance | Unit::Percent => 100.0,
            Unit::ScalePoints => 1.0,
        }
    }

    /// How it stands; `None` without answers.
    pub fn estimate(self, counts: &ScoreCounts) -> Option<Estimate> {
        match self {
            Self::Nps => nps::estimate(&counts.nps()),
            Self::Csat => share::estimate(&counts.satisfied()),
            Self::Ces(CesDefinition::Positive) => share::estimate(&counts.positive()),
            Self::Ces(CesDefinition::Index) => nps::estimate(&counts.easy_and_difficult()),
            Self::Ces(CesDefinition::Mean) | Self::Stars => mean::estimate(counts),
        }
    }

    /// How it changed between two disjoint windows; `None` where one has too few answers to be
    /// compared at all, or where the scales differ.
    pub fn change(self, before: &ScoreCounts, after: &ScoreCounts) -> Option<Change> {
        if before.scale() != after.scale() {
            return None;
        }
        match self {
            Self::Nps => nps::change(&before.nps(), &after.nps()),
            Self::Csat => share::change(&before.satisfied(), &after.satisfied()),
            Self::Ces(CesDefinition::Positive) => {
                share::change(&before.positive(), &after.positive())
            }
            Self::Ces(CesDefinition::Index) => {
                nps::change(&before.easy_and_difficult(), &after.easy_and_difficult())
            }
            Self::Ces(CesDefinition::Mean) | Self::Stars => mean::change(before, after),
        }
    }

    /// The answers in the metric's units, for watching and for splitting by segment.
    pub fn tally(self, counts: &ScoreCounts) -> Tally {
        match self {
            Self::Nps => counts.nps().into(),
            Self::Csat => counts.satisfied().into(),
            Self::Ces(CesDefinition::Positive) => counts.positive().into(),
            Self::Ces(CesDefinition::Index) => counts.easy_and_difficult().into(),
            Self::Ces(CesDefinition::Mean) | Self::Stars => counts.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_definitions_of_effort_read_the_same_answers() {
        let counts =
            ScoreCounts::of_whole_points(Scale::SEVEN, &[80, 210, 140, 110, 160, 180, 120]);
        let value = |definition| Metric::Ces(definition).estimate(&counts).unwrap().value;
        assert!((value(CesDefinition::Mean) - 4.08).abs() < 1e-9);
        assert!((value(CesDefinition::Positive) - 46.0).abs() < 1e-9);
        assert!((value(CesDefinition::Index) + 13.0).abs() < 1e-9);
    }

    #[test]
    fn the_tally_has_the_mean_that_the_estimate_has() {
        let counts =
            ScoreCounts::of_whole_points(Scale::SEVEN, &[80, 210, 140, 110, 160, 180, 120]);
        for metric in [
            Metric::Ces(CesDefinition::Mean),
            Metric::Ces(CesDefinition::Positive),
            Metric::Ces(CesDefinition::Index),
            Metric::Csat,
            Metric::Stars,
        ] {
            let estimate = metric.estimate(&counts).unwrap();
            let mean = metric.tally(&counts).mean().unwrap();
            assert!((estimate.value - mean).abs() < 1e-9, "{metric:?}");
            let (low, high) = metric.range(counts.scale());
            assert!((low..=high).contains(&estimate.value));
        }
    }

    #[test]
    fn only_a_mean_on_a_turned_scale_gets_better_by_falling() {
        let old = Scale {
            low_is_good: true,
            ..Scale::FIVE
        };
        assert!(!Metric::Ces(CesDefinition::Mean).higher_is_better(old));
        assert!(Metric::Ces(CesDefinition::Index).higher_is_better(old));
        assert!(Metric::Ces(CesDefinition::Positive).higher_is_better(old));
        assert!(Metric::Stars.higher_is_better(Scale::FIVE));
    }

    #[test]
    fn two_scales_are_never_compared() {
        let five = ScoreCounts::of_whole_points(Scale::FIVE, &[5; 5]);
        let seven = ScoreCounts::of_whole_points(Scale::SEVEN, &[5; 7]);
        for metric in [
            Metric::Csat,
            Metric::Stars,
            Metric::Ces(CesDefinition::Index),
        ] {
            assert_eq!(metric.change(&five, &seven), None);
        }
    }
}
