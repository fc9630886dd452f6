//! CSAT and other shares of good answers, with Wilson's interval, and their change.

use super::counts::CsatCounts;
use super::distributions::{Z_95, normal_p};
use super::estimate::{Change, Estimate, Interval};

/// `100·satisfied/n` with Wilson's score interval. `None` without answers.
///
/// E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
/// the American Statistical Association 22(158), 1927, pp. 209-212.
pub fn estimate(counts: &CsatCounts) -> Option<Estimate> {
    (counts.total > 0).then(|| {
        let n = counts.total as f64;
        let share = counts.satisfied.min(counts.total) as f64 / n;
        let square = Z_95 * Z_95;
        let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
        let half =
            Z_95 * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt() / (1.0 + square / n);
        // At 0 and n the formula ends exactly there; rounding must not put the share outside.
        let interval = Interval {
            low: if counts.satisfied == 0 {
                0.0
            } else {
                (centre - half).min(share)
            },
            high: if share == 1.0 {
                1.0
            } else {
                (centre + half).max(share)
            },
        };
        Estimate {
            value: 100.0 * counts.satisfied.min(counts.total) as f64 / n,
            answers: counts.total,
            interval: Some(Interval {
                low: 100.0 * interval.low.clamp(0.0, 1.0),
                high: 100.0 * interval.high.clamp(0.0, 1.0),
            }),
        }
    })
}

/// The change of a share between two disjoint windows, with one imaginary good and one imaginary bad
/// answer added to each; interval and test are the same statistic, so that they can not disagree.
///
/// A. Agresti and B. Caffo, "Simple and Effective Confidence Intervals for Proportions and
/// Differences of Proportions Result from Adding Two Successes and Two Failures", The American
/// Statistician 54(4), 2000, pp. 280-288. `None` where a window is empty.
pub fn change(before: &CsatCounts, after: &CsatCounts) -> Option<Change> {
    let (earlier, later) = (estimate(before)?, estimate(after)?);
    let adjusted = |counts: &CsatCounts| {
        let satisfied = counts.satisfied.min(counts.total);
        let (good, bad) = (
            satisfied as f64 + 1.0,
            (counts.total - satisfied) as f64 + 1.0,
        );
        let n = good + bad;
        (good / n, good / n * (bad / n) / n)
    };
    let ((share_before, variance_before), (share_after, variance_after)) =
        (adjusted(before), adjusted(after));
    let centre = 100.0 * (share_after - share_before);
    let error = 100.0 * (variance_before + variance_after).sqrt();
    let statistic = centre / error;
    let difference = later.value - earlier.value;
    Some(Change {
        difference,
        points: difference,
        interval: Interval::around(centre, Z_95 * error).clipped(-100.0, 100.0),
        statistic,
        p: normal_p(statistic),
        answers_before: before.total,
        answers_after: after.total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_that_are_equal_did_not_change() {
        let change = change(&CsatCounts::new(8, 10), &CsatCounts::new(8, 10)).unwrap();
        assert!(change.difference.abs() < 1e-12);
        assert!((change.p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_change_of_a_share_has_the_interval_of_agresti_and_caffo() {
        // By hand: 45 of 50 to 30 of 50. (31/52 − 46/52) = −0.288462;
        // variances .596154·.403846/52 and .884615·.115385/52; standard error .0812.
        let change = change(&CsatCounts::new(45, 50), &CsatCounts::new(30, 50)).unwrap();
        assert!((change.difference + 30.0).abs() < 1e-9);
        let error = ((31.0 * 21.0 + 46.0 * 6.0) / 52.0_f64.powi(3)).sqrt();
        assert!((change.statistic + 15.0 / 52.0 / error).abs() < 1e-9);
        assert!((change.interval.low - 100.0 * (-15.0 / 52.0 - Z_95 * error)).abs() < 1e-9);
        assert!(change.p < 0.001);
    }
}
