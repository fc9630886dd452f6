//! Counts of answers: what every score is computed from, and what adds up over days.
//!
//! A score over a window is computed from the sum of the daily counts, never from daily scores, and
//! it is rounded once. Retently's own sample prints 39 for 8 promoters and 3 detractors of 13,
//! because it subtracts two rounded shares; the score is 38.46.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::features::feedback::rules::response::Score;
use crate::platform::config::{ScoreClass, ScoreKind};

/// Answers to "how likely are you to recommend us", by class (Reichheld 2003).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NpsCounts {
    /// Answers 9 and 10.
    pub promoters: u64,
    /// Answers 7 and 8.
    pub passives: u64,
    /// Answers 0 to 6.
    pub detractors: u64,
}

impl NpsCounts {
    /// Counts in the order in which they are usually told.
    pub fn new(promoters: u64, passives: u64, detractors: u64) -> Self {
        Self {
            promoters,
            passives,
            detractors,
        }
    }

    /// All answers.
    pub fn total(&self) -> u64 {
        self.promoters
            .saturating_add(self.passives)
            .saturating_add(self.detractors)
    }

    /// The counts without some of their answers; `None` where they were not among them.
    pub fn without(&self, other: &Self) -> Option<Self> {
        Some(Self {
            promoters: self.promoters.checked_sub(other.promoters)?,
            passives: self.passives.checked_sub(other.passives)?,
            detractors: self.detractors.checked_sub(other.detractors)?,
        })
    }
}

impl Add for NpsCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            promoters: self.promoters.saturating_add(other.promoters),
            passives: self.passives.saturating_add(other.passives),
            detractors: self.detractors.saturating_add(other.detractors),
        }
    }
}

/// Answers that count as good, of all answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsatCounts {
    /// The good ones: 4 and 5 of 5 (Zendesk), 5 to 7 of 7 for effort (Simplesat).
    pub satisfied: u64,
    /// All answers.
    pub total: u64,
}

impl CsatCounts {
    /// So many of so many; no more can be satisfied than answered.
    pub fn new(satisfied: u64, total: u64) -> Self {
        Self {
            satisfied: satisfied.min(total),
            total,
        }
    }

    /// The counts without some of their answers; `None` where they were not among them.
    pub fn without(&self, other: &Self) -> Option<Self> {
        let satisfied = self.satisfied.checked_sub(other.satisfied)?;
        let total = self.total.checked_sub(other.total)?;
        (satisfied <= total).then_some(Self { satisfied, total })
    }
}

impl Add for CsatCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            satisfied: self.satisfied.saturating_add(other.satisfied),
            total: self.total.saturating_add(other.total),
        }
    }
}

/// A score value in hundredths: exact for whole and half steps, for averaged stars and for sliders.
pub type Hundredths = i64;

/// The value in hundredths; `None` where it is no number of a size that a scale can have.
pub fn hundredths(value: f64) -> Option<Hundredths> {
    // Far beyond any survey's scale, and far below where sums could overflow.
    const LARGEST: f64 = 1e6;
    (value.abs() <= LARGEST).then(|| (value * 100.0).round() as Hundredths)
}

/// Which values a question allows, and which end is the good one. Scales are never pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scale {
    /// Lowest possible value.
    pub min: Hundredths,
    /// Highest possible value.
    pub max: Hundredths,
    /// A low value is the good end (the old CES: 1 is "very low effort").
    pub low_is_good: bool,
}

impl Scale {
    /// NPS: 0 to 10.
    pub const NPS: Self = Self::whole(0, 10);
    /// Stars and five-point satisfaction: 1 to 5.
    pub const FIVE: Self = Self::whole(1, 5);
    /// The newer effort score: 1 to 7.
    pub const SEVEN: Self = Self::whole(1, 7);

    /// A scale in whole points whose high end is good.
    pub const fn whole(min: i64, max: i64) -> Self {
        Self {
            min: min * 100,
            max: max * 100,
            low_is_good: false,
        }
    }

    /// The scale of a stored response; `None` where there is none with two different ends.
    pub fn of(min: Option<f64>, max: Option<f64>, low_is_good: bool) -> Option<Self> {
        let (min, max) = (hundredths(min?)?, hundredths(max?)?);
        (min < max).then_some(Self {
            min,
            max,
            low_is_good,
        })
    }

    /// The scale that the daily counts name: `0:10`, `1:7:low`; `None` for anything else.
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let min = parts.next()?.parse().ok();
        let max = parts.next()?.parse().ok();
        Self::of(min, max, parts.next() == Some("low"))
    }

    /// The width in points: 6 for a scale from 1 to 7.
    pub fn width(&self) -> f64 {
        (self.max - self.min) as f64 / 100.0
    }

    /// Whether the value lies on the scale.
    pub fn holds(&self, value: Hundredths) -> bool {
        (self.min..=self.max).contains(&value)
    }

    /// What a value says, by the rule that classes responses when they come in.
    pub fn class(&self, kind: ScoreKind, value: Hundredths) -> Option<ScoreClass> {
        let points = |value: Hundredths| value as f64 / 100.0;
        Score {
            value: points(value),
            min: points(self.min),
            max: points(self.max),
            low_is_good: self.low_is_good,
        }
        .class(kind)
    }

    /// Whether the value lies on the good side of the middle: 5 to 7 of 7 (Simplesat), 4 and 5 of 5
    /// (Delighted).
    pub fn is_positive(&self, value: Hundredths) -> bool {
        let (twice, ends) = (2 * value, self.min + self.max);
        if self.low_is_good {
            twice < ends
        } else {
            twice > ends
        }
    }
}

/// How many answers had each value of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreCounts {
    scale: Scale,
    answers: BTreeMap<Hundredths, u64>,
}

impl ScoreCounts {
    /// No answers on this scale.
    pub fn empty(scale: Scale) -> Self {
        Self {
            scale,
            answers: BTreeMap::new(),
        }
    }

    /// The counts of the whole points of the scale, from its low end up.
    pub fn of_whole_points(scale: Scale, answers: &[u64]) -> Self {
        let mut counts = Self::empty(scale);
        for (value, answers) in (0..).map(|step| scale.min + 100 * step).zip(answers) {
            counts.add(value, *answers);
        }
        counts
    }

    /// The scale.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Adds answers of one value. A value outside the scale is not counted.
    pub fn add(&mut self, value: Hundredths, answers: u64) {
        if answers > 0 && self.scale.holds(value) {
            let count = self.answers.entry(value).or_default();
            *count = count.saturating_add(answers);
        }
    }

    /// Values with their numbers of answers, from the low end up; only those that occur.
    pub fn iter(&self) -> impl Iterator<Item = (Hundredths, u64)> {
        self.answers
            .iter()
            .map(|(value, answers)| (*value, *answers))
    }

    /// All answers.
    pub fn total(&self) -> u64 {
        self.answers
            .values()
            .fold(0, |sum, answers| sum.saturating_add(*answers))
    }

    /// Both together; `None` where the scales differ.
    pub fn with(&self, other: &Self) -> Option<Self> {
        (self.scale == other.scale).then(|| {
            let mut sum = self.clone();
            for (value, answers) in other.iter() {
                sum.add(value, answers);
            }
            sum
        })
    }

    /// The counts without some of their answers; `None` where they were not among them.
    pub fn without(&self, other: &Self) -> Option<Self> {
        if self.scale != other.scale {
            return None;
        }
        let mut rest = self.clone();
        for (value, answers) in other.iter() {
            let left = rest.answers.get(&value)?.checked_sub(answers)?;
            if left == 0 {
                rest.answers.remove(&value);
            } else {
                rest.answers.insert(value, left);
            }
        }
        Some(rest)
    }

    /// The answers as promoters, passives and detractors.
    pub fn nps(&self) -> NpsCounts {
        let mut counts = NpsCounts::default();
        for (value, answers) in self.iter() {
            let place = match self.scale.class(ScoreKind::Nps, value) {
                Some(ScoreClass::Promoter) => &mut counts.promoters,
                Some(ScoreClass::Passive) => &mut counts.passives,
                _ => &mut counts.detractors,
            };
            *place = place.saturating_add(answers);
        }
        counts
    }

    /// The satisfied among the answers: 4 and 5 of 5, 6 and 7 of 7 (Zendesk: top two of five).
    pub fn satisfied(&self) -> CsatCounts {
        self.share_of(|value| {
            self.scale.class(ScoreKind::Csat, value) == Some(ScoreClass::Satisfied)
        })
    }

    /// The answers on the good side of the middle; see [`Scale::is_positive`].
    pub fn positive(&self) -> CsatCounts {
        self.share_of(|value| self.scale.is_positive(value))
    }

    /// Easy (6 and 7 of 7), between, and difficult (1 to 3), in the places of promoters, passives
    /// and detractors: the CES index has the form of the NPS (CheckYourService: % easy − % difficult).
    pub fn easy_and_difficult(&self) -> NpsCounts {
        let mut counts = NpsCounts::default();
        for (value, answers) in self.iter() {
            let place = match self.scale.class(ScoreKind::Ces, value) {
                Some(ScoreClass::Satisfied) => &mut counts.promoters,
                Some(ScoreClass::Dissatisfied) => &mut counts.detractors,
                _ => &mut counts.passives,
            };
            *place = place.saturating_add(answers);
        }
        counts
    }

    fn share_of(&self, counts: impl Fn(Hundredths) -> bool) -> CsatCounts {
        let good = self
            .iter()
            .filter(|(value, _)| counts(*value))
            .fold(0_u64, |sum, (_, answers)| sum.saturating_add(answers));
        CsatCounts::new(good, self.total())
    }
}

/// Number, sum and sum of squares of answers that were given numbers: what watching, splitting and
/// comparing need, for every metric alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub answers: u64,
    /// Sum of their values.
    pub sum: f64,
    /// Sum of the squares of their values.
    pub squares: f64,
}

impl Tally {
    /// The mean; `None` without answers.
    pub fn mean(&self) -> Option<f64> {
        (self.answers > 0).then(|| self.sum / self.answers as f64)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.answers = self.answers.saturating_add(other.answers);
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

impl From<NpsCounts> for Tally {
    /// In points: promoter 100, passive 0, detractor −100.
    fn from(counts: NpsCounts) -> Self {
        let (promoters, detractors) = (counts.promoters as f64, counts.detractors as f64);
        Self {
            answers: counts.total(),
            sum: 100.0 * (promoters - detractors),
            squares: 1e4 * (promoters + detractors),
        }
    }
}

impl From<CsatCounts> for Tally {
    /// In points: good 100, else 0.
    fn from(counts: CsatCounts) -> Self {
        let satisfied = counts.satisfied.min(counts.total) as f64;
        Self {
            answers: counts.total,
            sum: 100.0 * satisfied,
            squares: 1e4 * satisfied,
        }
    }
}

impl From<&ScoreCounts> for Tally {
    /// In points of the scale.
    fn from(counts: &ScoreCounts) -> Self {
        let mut tally = Self::default();
        for (value, answers) in counts.iter() {
            let (value, answers_f) = (value as f64 / 100.0, answers as f64);
            tally += Self {
                answers,
                sum: value * answers_f,
                squares: value * value * answers_f,
            };
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_class() {
        let nps = ScoreCounts::of_whole_points(Scale::NPS, &[1; 11]);
        assert_eq!(nps.nps(), NpsCounts::new(2, 2, 7));
        let five = ScoreCounts::of_whole_points(Scale::FIVE, &[1; 5]);
        assert_eq!(five.satisfied(), CsatCounts::new(2, 5));
        assert_eq!(five.positive(), CsatCounts::new(2, 5));
        let seven = ScoreCounts::of_whole_points(Scale::SEVEN, &[1; 7]);
        assert_eq!(seven.positive(), CsatCounts::new(3, 7));
        assert_eq!(seven.easy_and_difficult(), NpsCounts::new(2, 2, 3));
    }

    #[test]
    fn on_the_old_effort_scale_low_is_easy() {
        let old = Scale {
            low_is_good: true,
            ..Scale::FIVE
        };
        let counts = ScoreCounts::of_whole_points(old, &[10, 5, 3, 2, 1]);
        assert_eq!(counts.positive(), CsatCounts::new(15, 21));
        assert_eq!(counts.easy_and_difficult(), NpsCounts::new(15, 3, 3));
    }

    #[test]
    fn a_binary_answer_is_good_or_bad() {
        let binary = ScoreCounts::of_whole_points(Scale::whole(0, 1), &[3, 7]);
        assert_eq!(binary.satisfied(), CsatCounts::new(7, 10));
    }

    #[test]
    fn half_and_finer_steps_are_kept_exactly() {
        let mut stars = ScoreCounts::empty(Scale::FIVE);
        for value in [4.5, 4.3, 3.75] {
            stars.add(hundredths(value).unwrap(), 1);
        }
        let values: Vec<_> = stars.iter().collect();
        assert_eq!(values, [(375, 1), (430, 1), (450, 1)]);
        assert_eq!(stars.satisfied(), CsatCounts::new(2, 3));
    }

    #[test]
    fn what_lies_outside_the_scale_is_not_counted() {
        let mut stars = ScoreCounts::empty(Scale::FIVE);
        stars.add(600, 1);
        stars.add(0, 1);
        assert_eq!(stars.total(), 0);
        assert_eq!(hundredths(f64::NAN), None);
        assert_eq!(hundredths(f64::INFINITY), None);
        assert_eq!(Scale::of(Some(1.0), Some(1.0), false), None);
        assert_eq!(Scale::of(None, Some(1.0), false), None);
        assert_eq!(Scale::of(Some(1.0), Some(5.0), false), Some(Scale::FIVE));
    }

    #[test]
    fn scales_are_never_pooled_and_no_more_is_taken_away_than_is_there() {
        let five = ScoreCounts::of_whole_points(Scale::FIVE, &[0, 0, 0, 0, 1]);
        let seven = ScoreCounts::of_whole_points(Scale::SEVEN, &[0, 0, 0, 0, 1]);
        assert_eq!(five.with(&seven), None);
        assert_eq!(five.without(&seven), None);
        let two = five.with(&five).unwrap();
        assert_eq!(two.without(&five), Some(five.clone()));
        assert_eq!(five.without(&two), None);
        assert_eq!(
            NpsCounts::new(1, 0, 0).without(&NpsCounts::new(0, 1, 0)),
            None
        );
        assert_eq!(CsatCounts::new(3, 4).without(&CsatCounts::new(0, 2)), None);
    }
}
