//! An estimate with its interval, and a change with its certainty: the same form for every metric.

/// The range that holds the true value in 19 of 20 such samples (95%).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// `centre` ± `half`.
    pub fn around(centre: f64, half: f64) -> Self {
        Self {
            low: centre - half,
            high: centre + half,
        }
    }

    /// Cut off at the ends of what is possible.
    pub fn clipped(self, low: f64, high: f64) -> Self {
        Self {
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }

    /// Whether the value lies inside.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A score as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Computed from the counts, not rounded.
    pub value: f64,
    /// How many answers it rests on.
    pub answers: u64,
    /// Where the true value probably lies; `None` where one answer alone says nothing about spread.
    pub interval: Option<Interval>,
}

/// The whole number to show: rounded once, half away from zero.
pub fn rounded(value: f64) -> i64 {
    // `f64::round` rounds half away from zero. A division of whole numbers that ends in .5 is exact.
    value.round() as i64
}

/// To one decimal, half away from zero, for means: 4.1.
pub fn rounded_to_tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A change between two disjoint windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The later value minus the earlier one, in the metric's units; this is the number to show.
    pub difference: f64,
    /// The same on a scale of 100: the units of the least change that is worth telling.
    pub points: f64,
    /// Where the true change probably lies.
    pub interval: Interval,
    /// Standard errors between the two windows, signed.
    pub statistic: f64,
    /// How often chance alone gives such a change or a greater one, if nothing changed.
    pub p: f64,
    /// Answers in the earlier window.
    pub answers_before: u64,
    /// Answers in the later window.
    pub answers_after: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(rounded(37.5), 38);
        assert_eq!(rounded(-37.5), -38);
        assert_eq!(rounded(38.46), 38);
        assert_eq!(rounded(-0.4), 0);
        // 100·75/200 and 100·(−1)/8: exact halves by division.
        assert_eq!(rounded(100.0 * 75.0 / 200.0), 38);
        assert_eq!(rounded(-100.0 / 8.0), -13);
        assert!((rounded_to_tenths(4.25) - 4.3).abs() < 1e-12);
        assert!((rounded_to_tenths(-4.25) + 4.3).abs() < 1e-12);
    }
}
