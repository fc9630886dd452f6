//! The normal, Student's t, chi-square and Poisson distributions, as far as scores need them.
//!
//! `erfc` and `lgamma` come from libm (FreeBSD's msun, below one unit in the last place). statrs
//! was weighed: it would bring nalgebra and seventeen more packages into `Cargo.lock`, and its
//! incomplete beta stops after 140 steps, too early for thousands of answers.

use std::f64::consts::{PI, SQRT_2};

/// The 97.5% point of the normal distribution: half the width of a 95% interval, in standard errors.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Above this many degrees of freedom Student's t is the normal distribution to within 1e-6.
const NORMAL_ABOVE: f64 = 1e6;

/// The share of the standard normal distribution below `z`: `erfc(-z/√2)/2`
/// (Abramowitz and Stegun 1964, 7.1.22 and 26.2.29).
pub fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Two-sided p-value of a standard normal statistic: `erfc(|z|/√2)`; 1 where `z` is no number.
pub fn normal_p(z: f64) -> f64 {
    if z.is_nan() {
        return 1.0;
    }
    libm::erfc(z.abs() / SQRT_2).clamp(0.0, 1.0)
}

/// The point below which the given share of the standard normal distribution lies.
///
/// Acklam's rational approximation (relative error 1.15e-9), then one step of Halley's method with
/// `erfc`, which makes it exact to about 1e-15. Infinite at 0 and 1.
pub fn normal_quantile(share: f64) -> f64 {
    if share.is_nan() {
        return f64::NAN;
    }
    if share <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if share >= 1.0 {
        return f64::INFINITY;
    }
    // The upper half mirrors the lower one, where `erfc` is precise in the tail.
    if share > 0.5 {
        return -normal_quantile(1.0 - share);
    }
    let rough = if share < 0.024_25 {
        let q = (-2.0 * share.ln()).sqrt();
        let above = polynomial(
            &[
                -7.784_894_002_430_293e-3,
                -3.223_964_580_411_365e-1,
                -2.400_758_277_161_838,
                -2.549_732_539_343_734,
                4.374_664_141_464_968,
                2.938_163_982_698_783,
            ],
            q,
        );
        let below = polynomial(
            &[
                7.784_695_709_041_462e-3,
                3.224_671_290_700_398e-1,
                2.445_134_137_142_996,
                3.754_408_661_907_416,
                1.0,
            ],
            q,
        );
        above / below
    } else {
        let q = share - 0.5;
        let square = q * q;
        let above = polynomial(
            &[
                -3.969_683_028_665_376e1,
                2.209_460_984_245_205e2,
                -2.759_285_104_469_687e2,
                1.383_577_518_672_69e2,
                -3.066_479_806_614_716e1,
                2.506_628_277_459_239,
            ],
            square,
        );
        let below = polynomial(
            &[
                -5.447_609_879_822_406e1,
                1.615_858_368_580_409e2,
                -1.556_989_798_598_866e2,
                6.680_131_188_771_972e1,
                -1.328_068_155_288_572e1,
                1.0,
            ],
            square,
        );
        q * above / below
    };
    let error = normal_below(rough) - share;
    let step = error * (2.0 * PI).sqrt() * (rough * rough / 2.0).exp();
    if step.is_finite() {
        rough - step / (1.0 + rough * step / 2.0)
    } else {
        rough
    }
}

/// Horner's scheme, highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, next| sum * x + next)
}

/// Two-sided p-value of Student's t: `I_{ν/(ν+t²)}(ν/2, 1/2)`
/// (Abramowitz and Stegun 1964, 26.7.1). 1 where the statistic or the freedom is no number.
pub fn student_p(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return 1.0;
    }
    if t.is_infinite() {
        return 0.0;
    }
    if freedom > NORMAL_ABOVE {
        return normal_p(t);
    }
    let all = freedom + t * t;
    incomplete_beta(freedom / 2.0, 0.5, freedom / all, t * t / all)
}

/// The point of Student's t that leaves `alpha` outside on both sides together: 2.7764 for 4
/// degrees of freedom and 0.05. Found by halving, as [`student_p`] falls steadily.
pub fn student_two_sided(alpha: f64, freedom: f64) -> f64 {
    if alpha.is_nan() || freedom.is_nan() || alpha <= 0.0 || freedom <= 0.0 {
        return f64::INFINITY;
    }
    if alpha >= 1.0 {
        return 0.0;
    }
    if freedom > NORMAL_ABOVE {
        return normal_quantile(1.0 - alpha / 2.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while student_p(high, freedom) > alpha {
        low = high;
        high *= 2.0;
        if high > 1e12 {
            return high;
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if student_p(middle, freedom) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function `I_x(a, b)`, by the continued fraction
/// (DLMF 8.17.22; evaluated as in Lentz 1976). `rest` is 1 − x, given because near 1 its digits are
/// lost in x.
fn incomplete_beta(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if rest <= 0.0 {
        return 1.0;
    }
    // The fraction is quick below the mean only; above it the other tail is computed.
    if x > (a + 1.0) / (a + b + 2.0) {
        return (1.0 - incomplete_beta(b, a, rest, x)).clamp(0.0, 1.0);
    }
    let scale =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * rest.ln();
    let tiny = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < tiny { tiny } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..20_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (scale.exp() * fraction / a).clamp(0.0, 1.0)
}

/// The probability that a chi-square statistic is at least this large: `Q(ν/2, x/2)`
/// (Abramowitz and Stegun 1964, 26.4.19). 1 where either is no positive number.
pub fn chi_square_p(statistic: f64, freedom: f64) -> f64 {
    if statistic.is_nan() || freedom.is_nan() || statistic <= 0.0 || freedom <= 0.0 {
        return 1.0;
    }
    1.0 - incomplete_gamma(freedom / 2.0, statistic / 2.0)
}

/// The probability of at least `count` events where `expected` are usual: `P(count, expected)`
/// (Abramowitz and Stegun 1964, 26.4.21).
pub fn poisson_at_least(count: u64, expected: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if expected.is_nan() || expected <= 0.0 {
        return 0.0;
    }
    incomplete_gamma(count as f64, expected)
}

/// The regularised lower incomplete gamma function `P(a, x)`: series below the mean (DLMF 8.11.4),
/// continued fraction above it (DLMF 8.9.2).
fn incomplete_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    let scale = (a * x.ln() - x - libm::lgamma(a)).exp();
    if scale.is_nan() {
        // Beyond what these terms can hold, where the distribution is a point.
        return if x < a { 0.0 } else { 1.0 };
    }
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        let mut next = a;
        for _ in 0..100_000 {
            next += 1.0;
            term *= x / next;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return (scale * sum).clamp(0.0, 1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..100_000_u32 {
        let m = f64::from(step);
        let an = -m * (m - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        if c.abs() < tiny {
            c = tiny;
        }
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (1.0 - scale * fraction).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(given: f64, expected: f64, tolerance: f64) {
        assert!(
            (given - expected).abs() <= tolerance,
            "{given} is not {expected} within {tolerance}"
        );
    }

    #[test]
    fn the_normal_distribution_has_its_published_values() {
        // Abramowitz and Stegun 1964, table 26.1 and 26.2.
        near(normal_below(0.0), 0.5, 1e-15);
        near(normal_below(1.0), 0.841_344_746_068_543, 1e-14);
        near(normal_below(-3.0), 0.001_349_898_031_630_1, 1e-15);
        near(normal_p(Z_95), 0.05, 1e-14);
        near(normal_quantile(0.975), Z_95, 1e-14);
        near(normal_quantile(0.8), 0.841_621_233_572_914, 1e-14);
        near(normal_quantile(1e-9), -5.997_807_015_007_69, 1e-11);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn the_quantile_turns_the_distribution_round() {
        for step in 1..1000 {
            let share = f64::from(step) / 1000.0;
            near(normal_below(normal_quantile(share)), share, 1e-14);
        }
    }

    #[test]
    fn students_t_has_its_published_values() {
        // Abramowitz and Stegun 1964, table 26.10, at 0.975; one degree has the closed form
        // tan(π·0.475), two have 0.95·√2/√(1−0.95²).
        near(student_two_sided(0.05, 1.0), (PI * 0.475).tan(), 1e-10);
        near(
            student_two_sided(0.05, 2.0),
            0.95 * 2.0_f64.sqrt() / (1.0 - 0.95_f64 * 0.95).sqrt(),
            1e-10,
        );
        for (freedom, published) in [
            (4.0, 2.776),
            (9.0, 2.262),
            (19.0, 2.093),
            (30.0, 2.042),
            (120.0, 1.980),
        ] {
            near(student_two_sided(0.05, freedom), published, 5e-4);
        }
        near(student_two_sided(0.05, 5e5), Z_95, 1e-5);
        near(student_two_sided(0.05, 5e9), Z_95, 1e-12);
        near(student_p(1.0, 1.0), 0.5, 1e-14);
    }

    #[test]
    fn students_t_stays_right_with_many_answers() {
        // Where the normal distribution takes over there is no step to be seen.
        near(student_p(2.0, 9.9e5), normal_p(2.0), 1e-6);
        near(student_p(0.1, 9.9e5), normal_p(0.1), 1e-6);
    }

    #[test]
    fn chi_square_and_poisson_have_their_published_values() {
        // Two degrees of freedom: exp(-x/2). 3.841 and 11.070 are the 5% points of 1 and 5.
        near(chi_square_p(3.0, 2.0), (-1.5_f64).exp(), 1e-14);
        near(chi_square_p(3.841_458_820_694_124, 1.0), 0.05, 1e-12);
        near(chi_square_p(11.070_497_693_516_35, 5.0), 0.05, 1e-12);
        near(poisson_at_least(1, 2.0), 1.0 - (-2.0_f64).exp(), 1e-14);
        near(
            poisson_at_least(3, 2.0),
            1.0 - 5.0 * (-2.0_f64).exp(),
            1e-14,
        );
        near(poisson_at_least(0, 0.0), 1.0, 0.0);
        near(poisson_at_least(1, 0.0), 0.0, 0.0);
    }
}
