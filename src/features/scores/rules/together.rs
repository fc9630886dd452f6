//! Many comparisons at once: one department in twenty changes "significantly" by chance alone.

/// p-values adjusted for being looked at together, in the order in which they were given: comparing
/// an adjusted value with `q` keeps the expected share of false ones among the changes that are
/// announced at `q`.
///
/// Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate: A Practical and Powerful
/// Approach to Multiple Testing", Journal of the Royal Statistical Society B 57(1), 1995,
/// pp. 289-300, procedure (1) on p. 293; as adjusted values `min over j≥i of p₍ⱼ₎·m/j`. What is no
/// number counts as 1.
pub fn adjusted_for_many(p_values: &[f64]) -> Vec<f64> {
    let clean = |p: f64| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|left, right| clean(p_values[*right]).total_cmp(&clean(p_values[*left])));
    let mut adjusted = vec![1.0; p_values.len()];
    let many = p_values.len() as f64;
    let mut least: f64 = 1.0;
    // From the greatest p-value down; `before` have been passed.
    for (before, index) in order.into_iter().enumerate() {
        let rank = many - before as f64;
        least = least.min(clean(p_values[index]) * (many / rank));
        adjusted[index] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper_comes_out() {
        // Benjamini and Hochberg 1995, section 3.2: fifteen p-values; at q = .05 the procedure
        // rejects the four smallest (Bonferroni only three).
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0000,
        ];
        let adjusted = adjusted_for_many(&p);
        assert_eq!(adjusted.iter().filter(|p| **p <= 0.05).count(), 4);
        assert!((adjusted[0] - 0.0015).abs() < 1e-12);
        assert!((adjusted[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert!((adjusted[14] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn none_and_no_numbers_are_endured() {
        assert!(adjusted_for_many(&[]).is_empty());
        assert_eq!(adjusted_for_many(&[f64::NAN, 2.0, -1.0]), [1.0, 1.0, 0.0]);
    }
}
