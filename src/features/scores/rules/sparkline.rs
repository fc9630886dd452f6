//! A trend in a line of text, for where a picture can not be shown.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Stands where there were too few answers for a number.
pub const GAP: char = '·';

/// One block for each value, a dot for each gap.
///
/// The blocks span the values' own range, but at least `least_span`, around the middle: a trend that
/// moved by one point must not look like a rise from the floor to the ceiling. Blocks in the manner
/// of E. Tufte, "Beautiful Evidence", 2006, pp. 46-63.
pub fn sparkline(values: &[Option<f64>], least_span: f64) -> String {
    let known = || {
        values
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
    };
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let middle = low / 2.0 + high / 2.0;
    let span = (high - low).max(least_span.max(f64::MIN_POSITIVE));
    let bottom = middle - span / 2.0;
    values
        .iter()
        .map(|value| match value {
            Some(value) if value.is_finite() => {
                let height = ((value - bottom) / span * BLOCKS.len() as f64).floor();
                BLOCKS[(height.max(0.0) as usize).min(BLOCKS.len() - 1)]
            }
            _ => GAP,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_goes_from_the_lowest_block_to_the_highest() {
        let values: Vec<_> = (0..8).map(|step| Some(f64::from(step) * 10.0)).collect();
        assert_eq!(sparkline(&values, 20.0), "▁▂▃▄▅▆▇█");
    }

    #[test]
    fn a_small_movement_looks_small_and_a_gap_is_seen() {
        let values = [Some(30.0), None, Some(31.0), Some(f64::NAN), Some(30.0)];
        assert_eq!(sparkline(&values, 20.0), "▄·▅·▄");
    }

    #[test]
    fn nothing_and_gaps_alone_are_endured() {
        assert_eq!(sparkline(&[], 20.0), "");
        assert_eq!(sparkline(&[None, None], 20.0), "··");
        assert_eq!(sparkline(&[Some(5.0)], 0.0).chars().count(), 1);
        assert_eq!(
            sparkline(&[Some(f64::MAX), Some(f64::MIN)], 0.0)
                .chars()
                .count(),
            2
        );
    }
}
