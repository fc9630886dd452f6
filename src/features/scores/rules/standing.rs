//! How a score stands in a window: number, interval, change against the window before, and the trend.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::{Hundredths, Scale, ScoreCounts};
use super::estimate::{Change, Estimate};
use super::metric::Metric;
use super::mix::ShownMix;
use super::verdict::{Showing, Verdict, VerdictPolicy};
use super::window::{Window, Windows};

/// How often a score was given on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The local day of the answers.
    pub day: NaiveDate,
    /// Their scale.
    pub scale: Scale,
    /// The score.
    pub value: Hundredths,
    /// How many answers.
    pub answers: u64,
}

/// How a score stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What is measured.
    pub metric: Metric,
    /// The window, and the one that it is compared with.
    pub windows: Windows,
    /// Answers in the window.
    pub counts: ScoreCounts,
    /// Answers in the window before.
    pub before: ScoreCounts,
    /// Answers on other scales, which are never pooled with these.
    pub other_scales: u64,
    /// The number with its interval; `None` without answers.
    pub estimate: Option<Estimate>,
    /// The change; `None` where it can not be computed.
    pub change: Option<Change>,
    /// Whether the number may be shown.
    pub showing: Showing,
    /// What to make of the change. Where several scores are told together, see [`judge_together`].
    pub verdict: Verdict,
    /// What other customers did to the change, where they did; filled in where it is shown.
    pub mix: Option<ShownMix>,
    /// The number that was told before, where it is another one now.
    pub revised_from: Option<f64>,
}

/// How a metric stands, by the daily counts of both windows; `None` where there are no answers at all.
///
/// Scales are never pooled: the one with the most answers in the window is told.
pub fn standing(
    metric: Metric,
    days: &[DayCount],
    windows: Windows,
    policy: &VerdictPolicy,
) -> Option<Standing> {
    let current = by_scale(days, windows.current);
    let earlier = by_scale(days, windows.before);
    let most = |counts: &BTreeMap<Scale, ScoreCounts>| {
        counts
            .values()
            .max_by_key(|counts| counts.total())
            .map(ScoreCounts::scale)
    };
    let scale = most(&current).or_else(|| most(&earlier))?;
    let of_scale = |counts: &BTreeMap<Scale, ScoreCounts>| {
        counts
            .get(&scale)
            .cloned()
            .unwrap_or_else(|| ScoreCounts::empty(scale))
    };
    let (counts, before) = (of_scale(&current), of_scale(&earlier));
    let all: u64 = current.values().map(ScoreCounts::total).sum();
    let change = metric.change(&before, &counts);
    Some(Standing {
        metric,
        windows,
        other_scales: all - counts.total(),
        estimate: metric.estimate(&counts),
        showing: policy.showing(counts.total()),
        verdict: policy.verdict(change.as_ref()),
        change,
        counts,
        before,
        mix: None,
        revised_from: None,
    })
}

/// Judges scores that are told together, one for each department, so that chance does not make one of
/// many stand out (Benjamini and Hochberg 1995).
pub fn judge_together(standings: &mut [Standing], policy: &VerdictPolicy) {
    let changes: Vec<Option<Change>> = standings.iter().map(|standing| standing.change).collect();
    for (standing, verdict) in standings.iter_mut().zip(policy.verdicts(&changes)) {
        standing.verdict = verdict;
    }
}

/// A window of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendPoint {
    /// The window.
    pub window: Window,
    /// Answers on the scale of the trend.
    pub answers: u64,
    /// Whether the number may be shown.
    pub showing: Showing,
    /// The number with its interval; `None` where there are too few answers to show one.
    pub estimate: Option<Estimate>,
}

/// The values of a trend, as a sparkline takes them.
pub fn values(trend: &[TrendPoint]) -> Vec<Option<f64>> {
    trend
        .iter()
        .map(|point| point.estimate.map(|estimate| estimate.value))
        .collect()
}

/// A metric in consecutive windows on one scale.
pub fn trend(
    metric: Metric,
    scale: Scale,
    days: &[DayCount],
    windows: &[Window],
    policy: &VerdictPolicy,
) -> Vec<TrendPoint> {
    windows
        .iter()
        .map(|window| {
            let counts = by_scale(days, *window).remove(&scale);
            let answers = counts.as_ref().map_or(0, ScoreCounts::total);
            let showing = policy.showing(answers);
            TrendPoint {
                window: *window,
                answers,
                showing,
                estimate: counts
                    .filter(|_| showing != Showing::CountsOnly)
                    .and_then(|counts| metric.estimate(&counts)),
            }
        })
        .collect()
}

/// The answers in a window, by scale.
pub fn by_scale(days: &[DayCount], window: Window) -> BTreeMap<Scale, ScoreCounts> {
    let mut counts = BTreeMap::new();
    for day in days.iter().filter(|day| window.holds(day.day)) {
        counts
            .entry(day.scale)
            .or_insert_with(|| ScoreCounts::empty(day.scale))
            .add(day.value, day.answers);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::verdict::Direction;
    use crate::features::scores::rules::window::{Period, Unit};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn answers(day: &str, scale: Scale, values: &[(i64, u64)]) -> Vec<DayCount> {
        values
            .iter()
            .map(|(value, answers)| DayCount {
                day: date(day),
                scale,
                value: value * 100,
                answers: *answers,
            })
            .collect()
    }

    fn last_month() -> Windows {
        Period::Last(Unit::Month)
            .windows(date("2026-11-24"))
            .unwrap()
    }

    #[test]
    fn a_score_is_compared_with_the_window_before_and_nothing_else() {
        let mut days = answers("2026-09-15", Scale::NPS, &[(10, 200), (8, 101), (3, 99)]);
        days.extend(answers(
            "2026-10-15",
            Scale::NPS,
            &[(10, 70), (8, 74), (3, 133)],
        ));
        days.extend(answers("2026-11-01", Scale::NPS, &[(10, 1_000)]));
        let standing =
            standing(Metric::Nps, &days, last_month(), &VerdictPolicy::default()).unwrap();
        assert!((standing.estimate.unwrap().value + 22.7437).abs() < 1e-3);
        assert_eq!(standing.verdict, Verdict::Changed(Direction::Down));
        assert_eq!(
            (standing.before.total(), standing.counts.total()),
            (400, 277)
        );
    }

    #[test]
    fn scales_are_never_pooled() {
        let mut days = answers("2026-10-15", Scale::FIVE, &[(5, 40), (1, 10)]);
        days.extend(answers("2026-10-15", Scale::SEVEN, &[(7, 12)]));
        let standing =
            standing(Metric::Csat, &days, last_month(), &VerdictPolicy::default()).unwrap();
        assert_eq!(standing.counts.scale(), Scale::FIVE);
        assert_eq!(standing.other_scales, 12);
        assert!((standing.estimate.unwrap().value - 80.0).abs() < 1e-9);
    }

    #[test]
    fn without_answers_there_is_nothing_to_tell() {
        assert_eq!(
            standing(Metric::Nps, &[], last_month(), &VerdictPolicy::default()),
            None
        );
    }
}
