//! Whether customers changed their mind, or other customers answered.
//!
//! A pooled score can fall while no segment's score falls, when more answers come from a segment
//! that always scored low.

use std::collections::BTreeMap;

use super::counts::{ScoreCounts, Tally};
use super::distributions::chi_square_p;
use super::metric::{Metric, Unit};
use super::standing::Standing;
use super::verdict::{Showing, Verdict, VerdictPolicy};

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

/// When a change of who answered is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixPolicy {
    /// Chance alone must mix the segments so differently less often than this.
    pub alpha: f64,
    /// The mix alone must move the score by so many points, as [`VerdictPolicy::least_points`].
    pub least_points: f64,
    /// So many members are shown, those whose share changed most.
    pub most_members: usize,
}

impl Default for MixPolicy {
    fn default() -> Self {
        Self {
            alpha: 0.01,
            least_points: 3.0,
            most_members: 4,
        }
    }
}

/// The answers of one member of a dimension, on the scale of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// `source`, `touchpoint` or `segment.<field>`.
    pub dimension: String,
    /// What the dimension names.
    pub name: String,
    /// In the earlier window.
    pub before: ScoreCounts,
    /// In the later window.
    pub after: ScoreCounts,
}

/// A change of who answered, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownMix {
    /// By which dimension the mix changed.
    pub dimension: String,
    /// What the mix alone does to the score.
    pub composition: f64,
    /// The members whose share changed most. A member without a name has the answers that say nothing
    /// of this dimension; a score from too few answers is left out.
    pub members: Vec<Contribution<String>>,
}

/// What other customers did to the change of a score, by the dimension that explains most of it; `None`
/// where the score did not change, or the mix did not.
pub fn shown_mix(standing: &Standing, members: &[Member], policy: &MixPolicy) -> Option<ShownMix> {
    if !matches!(standing.verdict, Verdict::Changed(_) | Verdict::Possibly(_)) {
        return None;
    }
    let least = match standing.metric.unit() {
        Unit::ScalePoints => standing.counts.scale().width() / 100.0 * policy.least_points,
        Unit::Balance | Unit::Percent => policy.least_points,
    };
    let mut by_dimension: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in members {
        by_dimension
            .entry(&member.dimension)
            .or_default()
            .push(member);
    }
    let (dimension, shift) = by_dimension
        .into_iter()
        .filter_map(|(dimension, members)| {
            let shift = mix_shift(&segments(standing, &members))?;
            let is_worth_showing = shift.is_worth_showing(policy.alpha, least);
            is_worth_showing.then_some((dimension, shift))
        })
        .max_by(|(_, one), (_, other)| one.composition.abs().total_cmp(&other.composition.abs()))?;
    let mut shown = shift.segments;
    let moved = |part: &Contribution<String>| (part.weight_after - part.weight_before).abs();
    shown.sort_by(|one, other| {
        let by_move = moved(other).total_cmp(&moved(one));
        by_move.then_with(|| one.name.cmp(&other.name))
    });
    shown.truncate(policy.most_members);
    Some(ShownMix {
        dimension: dimension.to_owned(),
        composition: shift.composition,
        members: shown,
    })
}

/// The members as segments, and what belongs to none of them as one more. Scores from too few answers
/// are known to the split, but not shown.
fn segments(standing: &Standing, members: &[&Member]) -> Vec<Segment<String>> {
    let metric = standing.metric;
    let (mut before, mut after) = (Some(standing.before.clone()), Some(standing.counts.clone()));
    let mut segments = Vec::with_capacity(members.len() + 1);
    for member in members {
        before = before.and_then(|rest| rest.without(&member.before));
        after = after.and_then(|rest| rest.without(&member.after));
        segments.push(segment(metric, &member.name, &member.before, &member.after));
    }
    if let (Some(before), Some(after)) = (before, after)
        && before.total() + after.total() > 0
    {
        segments.push(segment(metric, "", &before, &after));
    }
    segments
}

fn segment(
    metric: Metric,
    name: &str,
    before: &ScoreCounts,
    after: &ScoreCounts,
) -> Segment<String> {
    Segment {
        name: name.to_owned(),
        before: metric.tally(before),
        after: metric.tally(after),
    }
}

impl<Name> Contribution<Name> {
    /// Its scores before and after, where they rest on enough answers to be shown.
    pub fn shown_scores(
        &self,
        (before, after): (u64, u64),
        policy: &VerdictPolicy,
    ) -> (Option<f64>, Option<f64>) {
        let enough = |share: f64, all: u64| {
            #[expect(
                clippy::cast_sign_loss,
                clippy::cast_possible_truncation,
                reason = "a share of a count is a count"
            )]
            let answers = (share * all as f64).round() as u64;
            policy.showing(answers) != Showing::CountsOnly
        };
        (
            self.score_before
                .filter(|_| enough(self.weight_before, before)),
            self.score_after
                .filter(|_| enough(self.weight_after, after)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::{NpsCounts, Scale};
    use crate::features::scores::rules::standing::{DayCount, standing};
    use crate::features::scores::rules::window::{Period, Unit as Piece};

    /// NPS of promoters, passives and detractors.
    fn counts((promoters, passives, detractors): (u64, u64, u64)) -> ScoreCounts {
        let mut counts = ScoreCounts::empty(Scale::NPS);
        for (value, answers) in [(1_000, promoters), (800, passives), (200, detractors)] {
            counts.add(value, answers);
        }
        counts
    }

    type Classes = (u64, u64, u64);

    fn told(
        members: &[(&str, &str, Classes, Classes)],
        rest: (Classes, Classes),
    ) -> Option<ShownMix> {
        let today = "2026-11-24".parse().unwrap();
        let windows = Period::Last(Piece::Month).windows(today).unwrap();
        let first_dimension = members[0].0;
        let mut days = Vec::new();
        let mut add = |classes: Classes, day| {
            days.extend(counts(classes).iter().map(|(value, answers)| DayCount {
                day,
                scale: Scale::NPS,
                value,
                answers,
            }));
        };
        for (dimension, _, before, after) in members {
            if *dimension == first_dimension {
                add(*before, windows.before.first);
                add(*after, windows.current.first);
            }
        }
        add(rest.0, windows.before.first);
        add(rest.1, windows.current.first);
        let standing = standing(Metric::Nps, &days, windows, &VerdictPolicy::default()).unwrap();
        let members: Vec<Member> = members
            .iter()
            .map(|(dimension, name, before, after)| Member {
                dimension: (*dimension).to_owned(),
                name: (*name).to_owned(),
                before: counts(*before),
                after: counts(*after),
            })
            .collect();
        shown_mix(&standing, &members, &MixPolicy::default())
    }

    const NOBODY: (Classes, Classes) = ((0, 0, 0), (0, 0, 0));

    #[test]
    fn the_dimension_that_explains_most_is_shown_with_what_moved_most_first() {
        let mix = told(
            &[
                ("source", "e-mail", (96, 48, 16), (60, 30, 10)),
                ("source", "telephone", (12, 12, 16), (30, 30, 40)),
                ("touchpoint", "invoice", (54, 30, 16), (45, 30, 25)),
                ("touchpoint", "delivery", (54, 30, 16), (45, 30, 25)),
            ],
            NOBODY,
        )
        .unwrap();
        assert_eq!(mix.dimension, "source");
        assert!((mix.composition + 18.0).abs() < 1e-9);
        let names: Vec<&str> = mix.members.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["e-mail", "telephone"]);
    }

    #[test]
    fn answers_that_say_nothing_of_a_dimension_are_a_member_without_a_name() {
        let mix = told(
            &[("segment.plan", "large", (96, 48, 16), (60, 30, 10))],
            ((12, 12, 16), (30, 30, 40)),
        )
        .unwrap();
        assert!(mix.members.iter().any(|part| part.name.is_empty()));
        assert!((mix.composition + 18.0).abs() < 1e-9);
    }

    #[test]
    fn a_change_of_opinion_shows_no_mix() {
        let mix = told(
            &[
                ("source", "e-mail", (80, 40, 40), (60, 40, 60)),
                ("source", "telephone", (20, 10, 10), (15, 10, 15)),
            ],
            NOBODY,
        );
        assert_eq!(mix, None);
    }

    #[test]
    fn a_score_from_too_few_answers_is_not_shown() {
        let part = Contribution {
            name: "",
            score_before: Some(50.0),
            score_after: Some(40.0),
            weight_before: 0.05,
            weight_after: 0.5,
            within: 0.0,
            composition: 0.0,
        };
        let scores = part.shown_scores((100, 100), &VerdictPolicy::default());
        assert_eq!(scores, (None, Some(40.0)));
    }

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
