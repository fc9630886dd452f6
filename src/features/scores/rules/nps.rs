//! The Net Promoter Score with its adjusted-Wald interval, and its change between two windows.
//!
//! The plain Wald interval claims certainty where there is none: five promoters give 100 ± 0.
//! B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70(4),
//! 2016, pp. 365-372 (arXiv 1601.07235), found adjusted-Wald variants and an iterative score test
//! best; MeasuringU confirms it on real data (measuringu.com/nps-confidence-intervals). The form
//! used here adds three imaginary answers: ¾ promoter, ¾ detractor, 1½ passives.

use super::counts::NpsCounts;
use super::distributions::{Z_95, normal_p};
use super::estimate::{Change, Estimate, Interval};

/// Imaginary promoters, and as many imaginary detractors.
const ADDED_AT_EACH_END: f64 = 0.75;

/// Imaginary answers altogether.
const ADDED: f64 = 3.0;

/// The centre of the interval, and the standard error of one answer around it, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjusted {
    /// The score with the imaginary answers.
    pub centre: f64,
    /// Its standard error.
    pub error: f64,
}

/// `100·(P−D)/n`, raw, with the adjusted interval clipped to ±100. `None` without answers.
pub fn estimate(counts: &NpsCounts) -> Option<Estimate> {
    let answers = counts.total();
    (answers > 0).then(|| {
        let Adjusted { centre, error } = adjusted(counts);
        Estimate {
            value: raw(counts),
            answers,
            interval: Some(Interval::around(centre, Z_95 * error).clipped(-100.0, 100.0)),
        }
    })
}

fn raw(counts: &NpsCounts) -> f64 {
    // One division of whole numbers, so that an exact half stays exact.
    100.0 * (counts.promoters as f64 - counts.detractors as f64) / counts.total() as f64
}

/// Variance of one answer coded +1, 0, −1: `s² = p+d−(p−d)²`, written as `a(p+d)+4pd` with a the
/// passives' share, where nothing cancels and nothing can fall below zero.
pub(super) fn variance(promoters: f64, passives: f64, detractors: f64) -> f64 {
    let n = promoters + passives + detractors;
    let (p, a, d) = (promoters / n, passives / n, detractors / n);
    a * (p + d) + 4.0 * p * d
}

fn error_of(promoters: f64, passives: f64, detractors: f64) -> f64 {
    let n = promoters + passives + detractors;
    100.0 * (variance(promoters, passives, detractors) / n).sqrt()
}

/// The plain Wald standard error in points: `100·√(s²/n)` (as in Rocks' R package NPS, `npvar` and
/// `nps.se`). Not for showing; for comparing with other tools. `None` without answers.
pub fn wald_error(counts: &NpsCounts) -> Option<f64> {
    let [promoters, passives, detractors] = as_numbers(counts);
    (counts.total() > 0).then(|| error_of(promoters, passives, detractors))
}

/// Centre and standard error with the imaginary answers (Rocks 2016); defined without any answer.
pub fn adjusted(counts: &NpsCounts) -> Adjusted {
    let [promoters, passives, detractors] = as_numbers(counts);
    let promoters = promoters + ADDED_AT_EACH_END;
    let detractors = detractors + ADDED_AT_EACH_END;
    let passives = passives + ADDED - 2.0 * ADDED_AT_EACH_END;
    Adjusted {
        centre: 100.0 * (promoters - detractors) / (promoters + passives + detractors),
        error: error_of(promoters, passives, detractors),
    }
}

fn as_numbers(counts: &NpsCounts) -> [f64; 3] {
    [counts.promoters, counts.passives, counts.detractors].map(|count| count as f64)
}

/// The change from one window to a later, disjoint one: the raw difference is shown; interval and
/// test are on the adjusted scores, `z = (NPS₂′−NPS₁′)/√(SE₁′²+SE₂′²)`, two-sided. The two-sample
/// form is that of `nps.test` in Rocks' R package NPS; adjusting it is MeasuringU's advice
/// (measuringu.com/nps-significance-test). Where the same people answered in both windows this is
/// conservative. `None` where a window is empty.
pub fn change(before: &NpsCounts, after: &NpsCounts) -> Option<Change> {
    if before.total() == 0 || after.total() == 0 {
        return None;
    }
    let (earlier, later) = (adjusted(before), adjusted(after));
    let centre = later.centre - earlier.centre;
    let error = earlier.error.hypot(later.error);
    let statistic = centre / error;
    let difference = raw(after) - raw(before);
    Some(Change {
        difference,
        points: difference,
        interval: Interval::around(centre, Z_95 * error).clipped(-200.0, 200.0),
        statistic,
        p: normal_p(statistic),
        answers_before: before.total(),
        answers_after: after.total(),
    })
}
