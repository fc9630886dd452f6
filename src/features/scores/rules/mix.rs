//! Whether customers changed their mind, or other customers answered.
//!
//! A pooled score can fall while no segment's score falls, when more answers come from a segment
//! that always scored low.

use super::counts::Tally;
use super::distributions::chi_square_p;

/// A segment's answers in both windows, in the metric's units.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment<Name> {
    /// Which one: a channel, a plan, a country.
    pub name: Name,
    /// In the earlier window.
    pub before: Tally,
    /// In the later window.
    pub after: Tally,
}

/// What a segment did to the pooled score.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution<Name> {
    /// Which segment.
    pub name: Name,
    /// Its own score in the earlier window; `None` without answers.
    pub score_before: Option<f64>,
    /// Its own score in the later window; `None` without answers.
    pub score_after: Option<f64>,
    /// Its share of the answers in the earlier window, 0 to 1.
    pub weight_before: f64,
    /// Its share of the answers in the later window, 0 to 1.
    pub weight_after: f64,
    /// Its part of the pooled change because its own customers answered otherwise.
    pub within: f64,
    /// Its part of the pooled change because its share of the answers changed.
    pub composition: f64,
}

/// A pooled change, split.
#[derive(Clone, Debug, PartialEq)]
pub struct MixShift<Name> {
    /// The pooled change, in the metric's units: `within + composition`.
    pub total: f64,
    /// What it would be if each segment's share had stayed.
    pub within: f64,
    /// What came from other shares.
    pub composition: f64,
    /// How often chance alone would mix the segments so differently.
    pub p: f64,
    /// One for each segment, in the order in which they were given.
    pub segments: Vec<Contribution<Name>>,
}

impl<Name> MixShift<Name> {
    /// Whether the deltas should be shown per segment: the mix changed beyond chance, and it moved
    /// the pooled score by at least `least` units.
    pub fn is_worth_showing(&self, alpha: f64, least: f64) -> bool {
        self.p < alpha && self.composition.abs() >= least
    }
}

/// Splits the change of a pooled score into change within segments and change of composition.
///
/// E. M. Kitagawa, "Components of a Difference Between Two Rates", Journal of the American
/// Statistical Association 50(272), 1955, pp. 1168-1194: with mean weights and mean scores the two
/// parts add up without a rest. A segment's composition is told against the mean of the two pooled
/// scores, so that more answers from a segment that scores like the rest move nothing. A segment
/// that has answers in one window only has no change within. `None` where a window is empty.
pub fn mix_shift<Name: Clone>(segments: &[Segment<Name>]) -> Option<MixShift<Name>> {
    let (mut before, mut after) = (Tally::default(), Tally::default());
    for segment in segments {
        before += segment.before;
        after += segment.after;
    }
    let (pooled_before, pooled_after) = (before.mean()?, after.mean()?);
    let level = (pooled_before + pooled_after) / 2.0;
    let contributions: Vec<Contribution<Name>> = segments
        .iter()
        .map(|segment| {
            let (score_before, score_after) = (segment.before.mean(), segment.after.mean());
            let weight_before = segment.before.answers as f64 / before.answers as f64;
            let weight_after = segment.after.answers as f64 / after.answers as f64;
            let either = score_before.or(score_after).unwrap_or(level);
            let (first, second) = (
                score_before.unwrap_or(either),
                score_after.unwrap_or(either),
            );
            Contribution {
                name: segment.name.clone(),
                score_before,
                score_after,
                weight_before,
                weight_after,
                within: (weight_before + weight_after) / 2.0 * (second - first),
                composition: (weight_after - weight_before) * ((first + second) / 2.0 - level),
            }
        })
        .collect();
    Some(MixShift {
        total: pooled_after - pooled_before,
        within: contributions.iter().map(|part| part.within).sum(),
        composition: contributions.iter().map(|part| part.composition).sum(),
        p: homogeneity_p(segments, before.answers as f64, after.answers as f64),
        segments: contributions,
    })
}

/// The chi-square test of homogeneity of the segments' numbers of answers (K. Pearson, "On the
/// Criterion…", Philosophical Magazine 50, 1900, pp. 157-175). Segments of which fewer than five
/// answers are expected in a window are taken together (W. G. Cochran, "Some Methods for
/// Strengthening the Common χ² Tests", Biometrics 10(4), 1954, pp. 417-451).
fn homogeneity_p<Name>(segments: &[Segment<Name>], before: f64, after: f64) -> f64 {
    let all = before + after;
    let fewest_share = before.min(after) / all;
    let mut cells: Vec<(f64, f64)> = Vec::new();
    let mut small = (0.0, 0.0);
    for segment in segments {
        let (first, second) = (segment.before.answers as f64, segment.after.answers as f64);
        if (first + second) * fewest_share < 5.0 {
            small = (small.0 + first, small.1 + second);
        } else {
            cells.push((first, second));
        }
    }
    // Where even together they are too few, they go with the last of the others.
    let are_enough = (small.0 + small.1) * fewest_share >= 5.0;
    match cells.last_mut() {
        Some(last) if !are_enough => *last = (last.0 + small.0, last.1 + small.1),
        _ => cells.push(small),
    }
    let statistic: f64 = cells
        .iter()
        .map(|(first, second)| {
            let both = first + second;
            let (expected_first, expected_second) = (both * before / all, both * after / all);
            (first - expected_first).powi(2) / expected_first
                + (second - expected_second).powi(2) / expected_second
        })
        .sum();
    chi_square_p(statistic, cells.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::NpsCounts;

    fn segment(
        name: &'static str,
        before: (u64, u64, u64),
        after: (u64, u64, u64),
    ) -> Segment<&'static str> {
        let tally = |(promoters, passives, detractors)| {
            Tally::from(NpsCounts::new(promoters, passives, detractors))
        };
        Segment {
            name,
            before: tally(before),
            after: tally(after),
        }
    }

    #[test]
    fn a_fall_by_composition_alone_is_told_as_such() {
        // E-mail stays at 50, telephone at −10; telephone goes from a fifth to a half.
        let shift = mix_shift(&[
            segment("e-mail", (96, 48, 16), (60, 30, 10)),
            segment("telephone", (12, 12, 16), (30, 30, 40)),
        ])
        .unwrap();
        assert!((shift.total + 18.0).abs() < 1e-9, "{}", shift.total);
        assert!(shift.within.abs() < 1e-9);
        assert!((shift.composition + 18.0).abs() < 1e-9);
        assert!(shift.p < 1e-6);
        assert!(shift.is_worth_showing(0.01, 1.0));
        assert_eq!(shift.segments[1].score_after, Some(-10.0));
    }

    #[test]
    fn a_fall_in_opinion_alone_is_told_as_such() {
        let shift = mix_shift(&[
            segment("e-mail", (80, 40, 40), (60, 40, 60)),
            segment("telephone", (20, 10, 10), (15, 10, 15)),
        ])
        .unwrap();
        assert!((shift.within + 25.0).abs() < 1e-9);
        assert!(shift.composition.abs() < 1e-9);
        assert!((shift.p - 1.0).abs() < 1e-9);
        assert!(!shift.is_worth_showing(0.01, 1.0));
    }

    #[test]
    fn a_segment_that_appears_is_composition() {
        let shift = mix_shift(&[
            segment("e-mail", (50, 30, 20), (50, 30, 20)),
            segment("chat", (0, 0, 0), (0, 0, 100)),
            segment("letter", (0, 0, 0), (0, 0, 0)),
        ])
        .unwrap();
        assert!((shift.total + 65.0).abs() < 1e-9);
        assert!(shift.within.abs() < 1e-9);
        assert!((shift.composition + 65.0).abs() < 1e-9);
        assert_eq!(shift.segments[1].score_before, None);
    }

    #[test]
    fn an_empty_window_can_not_be_split() {
        assert_eq!(mix_shift(&[segment("e-mail", (0, 0, 0), (1, 0, 0))]), None);
        assert_eq!(mix_shift::<&str>(&[]), None);
    }
}
