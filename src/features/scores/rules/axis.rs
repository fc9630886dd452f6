//! The upright axis of a trend: near enough to see a change, never so near that chance looks like one.

use super::counts::Scale;
use super::metric::{Metric, Unit};
use super::standing::TrendPoint;

/// The least height of a balance or a share, in points: what a hundred answers give by chance alone
/// moves within it.
const LEAST_POINTS: f64 = 20.0;
/// The least height of a mean, as a part of the width of its scale.
const LEAST_PART: f64 = 0.2;
/// Spaces between lines at most.
const MOST_SPACES: f64 = 5.0;

/// An axis with lines at whole steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The value at the bottom.
    pub low: f64,
    /// The value at the top.
    pub high: f64,
    /// From one line to the next.
    pub step: f64,
}

impl Axis {
    /// The axis on which all numbers and their intervals can be seen; the whole range of the metric
    /// where there are none.
    pub fn of(metric: Metric, scale: Scale, trend: &[TrendPoint]) -> Self {
        let range = metric.range(scale);
        let least = match metric.unit() {
            Unit::Balance | Unit::Percent => LEAST_POINTS,
            Unit::ScalePoints => scale.width() * LEAST_PART,
        };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for estimate in trend.iter().filter_map(|point| point.estimate) {
            let interval = estimate.interval;
            low = low.min(interval.map_or(estimate.value, |interval| interval.low));
            high = high.max(interval.map_or(estimate.value, |interval| interval.high));
            // A number can lie outside of its adjusted interval.
            low = low.min(estimate.value);
            high = high.max(estimate.value);
        }
        if low > high {
            (low, high) = range;
        }
        Self::around(low, high, least, range)
    }

    /// At least `least` high around the two values, inside of the range, from one line to another.
    fn around(low: f64, high: f64, least: f64, range: (f64, f64)) -> Self {
        let height = (high - low).max(least).min(range.1 - range.0);
        let middle = f64::midpoint(low, high);
        let low = (middle - height / 2.0).clamp(range.0, range.1 - height);
        let step = round_step(height / MOST_SPACES);
        // A hair less, so that a bound on a line stays on it.
        let hair = step * 1e-9;
        Self {
            low: (((low + hair) / step).floor() * step).max(range.0),
            high: (((low + height - hair) / step).ceil() * step).min(range.1),
            step,
        }
    }

    /// The values at which lines are drawn, from the bottom up.
    pub fn lines(&self) -> Vec<f64> {
        let first = (self.low / self.step - 1e-9).ceil() as i64;
        let last = (self.high / self.step + 1e-9).floor() as i64;
        (first..=last).map(|line| line as f64 * self.step).collect()
    }

    /// How high a value stands: 0 at the bottom, 1 at the top.
    pub fn height(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// The least of 1, 2, 5, 10, 20, 50 and so on that is not less.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0]
        .map(|times| times * power)
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BALANCE: (f64, f64) = (-100.0, 100.0);

    fn axis(low: f64, high: f64) -> (f64, f64, f64) {
        let axis = Axis::around(low, high, LEAST_POINTS, BALANCE);
        (axis.low, axis.high, axis.step)
    }

    #[test]
    fn a_small_movement_is_drawn_on_at_least_twenty_points() {
        assert_eq!(axis(30.0, 31.0), (20.0, 45.0, 5.0));
        assert_eq!(axis(30.0, 30.0), (20.0, 40.0, 5.0));
        assert_eq!(axis(-12.0, 41.0), (-20.0, 60.0, 20.0));
    }

    #[test]
    fn the_axis_ends_where_the_metric_does() {
        assert_eq!(axis(-100.0, 100.0), (-100.0, 100.0, 50.0));
        assert_eq!(axis(99.0, 100.0), (80.0, 100.0, 5.0));
        assert_eq!(axis(-100.0, -98.0), (-100.0, -80.0, 5.0));
    }

    #[test]
    fn a_mean_has_steps_of_its_scale() {
        let axis = Axis::around(4.1, 4.3, 0.8, (1.0, 5.0));
        assert!((axis.low - 3.8).abs() < 1e-9 && (axis.high - 4.6).abs() < 1e-9);
        let lines = axis.lines();
        assert_eq!(lines.len(), 5);
        assert!((lines[4] - 4.6).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn everything_lies_on_the_axis_between_few_lines(low in -100.0..100.0_f64, more in 0.0..200.0_f64) {
            let high = (low + more).min(100.0);
            let axis = Axis::around(low, high, LEAST_POINTS, BALANCE);
            prop_assert!(axis.low <= low + 1e-6 && high - 1e-6 <= axis.high);
            prop_assert!(axis.high - axis.low >= LEAST_POINTS - 1e-6);
            prop_assert!(axis.low >= -100.0 && axis.high <= 100.0);
            prop_assert!((3..=8).contains(&axis.lines().len()), "{:?}", axis);
            prop_assert!((0.0..=1.0).contains(&axis.height(low)));
        }
    }
}
