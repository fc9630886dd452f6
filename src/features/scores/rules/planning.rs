//! How many answers are needed: for a margin, and for a change that shall not be missed.

use super::counts::NpsCounts;
use super::distributions::{Z_95, normal_quantile};
use super::nps;

/// The greatest variance that an answer coded +1, 0, −1 can have: half promoters, half detractors.
pub const WORST_VARIANCE: f64 = 1.0;

/// Variance of one answer coded +1, 0, −1: `p+d−(p−d)²`; `None` without answers.
pub fn answer_variance(counts: &NpsCounts) -> Option<f64> {
    let [promoters, passives, detractors] =
        [counts.promoters, counts.passives, counts.detractors].map(|count| count as f64);
    (counts.total() > 0).then(|| nps::variance(promoters, passives, detractors))
}

/// Answers for a 95% margin of ± `points`: `n = (z/(m/100))²·s²`, rounded up (the Wald interval
/// solved for n). `None` where the margin is not above 0.
pub fn answers_for_margin(points: f64, variance: f64) -> Option<u64> {
    (points > 0.0 && variance >= 0.0).then(|| {
        let n = (Z_95 / (points / 100.0)).powi(2) * variance;
        (n.ceil() as u64).max(1)
    })
}

/// Answers in each of two windows for finding a change of `points` with the given power at a
/// two-sided `alpha`: `n = (z₁₋α⸝₂+z_power)²·2s²/(δ/100)²`, rounded up (J. M. Lachin, "Introduction to
/// sample size determination and power analysis for clinical trials", Controlled Clinical Trials
/// 2(2), 1981, pp. 93-113). `None` where the change is not above 0, or alpha or power lie outside
/// 0 to 1.
pub fn answers_for_change(points: f64, variance: f64, alpha: f64, power: f64) -> Option<u64> {
    let inside = |share: f64| share > 0.0 && share < 1.0;
    (points > 0.0 && variance >= 0.0 && inside(alpha) && inside(power)).then(|| {
        let errors = normal_quantile(1.0 - alpha / 2.0) + normal_quantile(power);
        let n = errors.powi(2) * 2.0 * variance / (points / 100.0).powi(2);
        (n.ceil() as u64).max(1)
    })
}
