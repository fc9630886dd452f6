//! Means of effort scores and stars, with Student's t interval and Welch's test.

use super::counts::{ScoreCounts, Tally};
use super::distributions::{student_p, student_two_sided};
use super::estimate::{Change, Estimate, Interval};

/// Outside the 95% interval.
const ALPHA: f64 = 0.05;

/// Mean and sample variance (denominator n−1), from the distribution around the mean, so that no
/// digits are lost.
fn mean_and_variance(counts: &ScoreCounts) -> Option<(f64, f64, f64)> {
    let tally = Tally::from(counts);
    let mean = tally.mean()?;
    let n = tally.answers as f64;
    let squares: f64 = counts
        .iter()
        .map(|(value, answers)| {
            let away = value as f64 / 100.0 - mean;
            away * away * answers as f64
        })
        .sum();
    Some((n, mean, if n > 1.0 { squares / (n - 1.0) } else { 0.0 }))
}

/// Variance of one answer for intervals and tests.
///
/// Where all answers are equal the sample variance is 0 and the t interval would claim certainty, as
/// Wald's does for a share. Then it is taken as if one of the answers stood one point away, which
/// gives 1/n. This is ours, not a published rule; it is never narrower than the plain interval.
fn variance_or_one_away(n: f64, variance: f64) -> f64 {
    variance.max(1.0 / n)
}

/// Sample standard deviation in points of the scale; `None` under two answers.
pub fn deviation(counts: &ScoreCounts) -> Option<f64> {
    let (n, _, variance) = mean_and_variance(counts)?;
    (n > 1.0).then(|| variance.sqrt())
}

/// The mean in points of the scale, with `mean ± t·s/√n`, n−1 degrees of freedom (Student,
/// "The Probable Error of a Mean", Biometrika 6(1), 1908, pp. 1-25), clipped to the scale.
///
/// `None` without answers; no interval for a single answer.
pub fn estimate(counts: &ScoreCounts) -> Option<Estimate> {
    let (n, mean, variance) = mean_and_variance(counts)?;
    let scale = counts.scale();
    let interval = (n > 1.0).then(|| {
        let half =
            student_two_sided(ALPHA, n - 1.0) * (variance_or_one_away(n, variance) / n).sqrt();
        Interval::around(mean, half).clipped(scale.min as f64 / 100.0, scale.max as f64 / 100.0)
    });
    Some(Estimate {
        value: mean,
        answers: counts.total(),
        interval,
    })
}

/// The change of a mean between two disjoint windows, by Welch's test with unequal variances:
/// `t = (x̄₂−x̄₁)/√(s₁²/n₁+s₂²/n₂)`, degrees of freedom by Welch and Satterthwaite.
///
/// B. L. Welch, "The Generalization of 'Student's' Problem when Several Different Population
/// Variances are Involved", Biometrika 34(1-2), 1947, pp. 28-35. `None` where a window has fewer
/// than two answers, or where the scales differ.
pub fn change(before: &ScoreCounts, after: &ScoreCounts) -> Option<Change> {
    let scale = before.scale();
    if scale != after.scale() {
        return None;
    }
    let (n_before, mean_before, variance_before) = mean_and_variance(before)?;
    let (n_after, mean_after, variance_after) = mean_and_variance(after)?;
    if n_before < 2.0 || n_after < 2.0 {
        return None;
    }
    let part_before = variance_or_one_away(n_before, variance_before) / n_before;
    let part_after = variance_or_one_away(n_after, variance_after) / n_after;
    let error = (part_before + part_after).sqrt();
    let freedom = (part_before + part_after).powi(2)
        / (part_before.powi(2) / (n_before - 1.0) + part_after.powi(2) / (n_after - 1.0));
    let difference = mean_after - mean_before;
    let statistic = difference / error;
    let width = scale.width();
    Some(Change {
        difference,
        points: 100.0 * difference / width,
        interval: Interval::around(difference, student_two_sided(ALPHA, freedom) * error)
            .clipped(-width, width),
        statistic,
        p: student_p(statistic, freedom),
        answers_before: before.total(),
        answers_after: after.total(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::Scale;

    fn near(given: f64, expected: f64, tolerance: f64) {
        assert!(
            (given - expected).abs() <= tolerance,
            "{given} is not {expected}"
        );
    }

    #[test]
    fn equal_answers_are_not_certainty() {
        let sevens = ScoreCounts::of_whole_points(Scale::SEVEN, &[0, 0, 0, 0, 0, 0, 5]);
        let interval = estimate(&sevens).unwrap().interval.unwrap();
        // s = √(1/5), t(4) = 2.7764: 7 − 2.7764·√(1/25).
        near(interval.low, 7.0 - 2.776_445 * 0.2, 1e-5);
        near(interval.high, 7.0, 0.0);
    }

    #[test]
    fn one_answer_has_a_mean_and_no_interval() {
        let one = ScoreCounts::of_whole_points(Scale::FIVE, &[0, 0, 1]);
        let estimate = estimate(&one).unwrap();
        near(estimate.value, 3.0, 0.0);
        assert_eq!(estimate.interval, None);
        assert_eq!(deviation(&one), None);
        assert_eq!(change(&one, &one), None);
    }

    #[test]
    fn welchs_test_gives_what_it_gives_by_hand() {
        // Before: 2,4,4 (mean 10/3, variance 4/3, n 3); after: 4,5,5,5 (mean 4.75, variance .25, n 4).
        let before = ScoreCounts::of_whole_points(Scale::FIVE, &[0, 1, 0, 2, 0]);
        let after = ScoreCounts::of_whole_points(Scale::FIVE, &[0, 0, 0, 1, 3]);
        let change = change(&before, &after).unwrap();
        let (a, b): (f64, f64) = (4.0 / 9.0, 0.25 / 4.0);
        near(change.difference, 4.75 - 10.0 / 3.0, 1e-12);
        near(change.points, 100.0 * change.difference / 4.0, 1e-12);
        near(change.statistic, change.difference / (a + b).sqrt(), 1e-12);
        let freedom = (a + b).powi(2) / (a * a / 2.0 + b * b / 3.0);
        near(change.p, student_p(change.statistic, freedom), 1e-12);
        assert!(change.interval.holds(change.difference));
    }
}
