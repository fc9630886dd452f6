//! Published and checked examples: each formula gives what its source gives.

use super::counts::{CsatCounts, NpsCounts, Scale, ScoreCounts, Tally};
use super::distributions::Z_95;
use super::estimate::{Interval, rounded, rounded_to_tenths};
use super::planning::{WORST_VARIANCE, answer_variance, answers_for_change, answers_for_margin};
use super::watch::Baseline;
use super::{mean, nps, share};

/// The sources print three decimals.
const TOLERANCE: f64 = 1e-3;

fn near(given: f64, expected: f64) {
    assert!(
        (given - expected).abs() <= TOLERANCE,
        "{given} is not {expected}"
    );
}

fn counts(promoters: u64, passives: u64, detractors: u64) -> NpsCounts {
    NpsCounts::new(promoters, passives, detractors)
}

fn interval_of(counts: &NpsCounts) -> Interval {
    nps::estimate(counts).unwrap().interval.unwrap()
}

fn value_of(counts: &NpsCounts) -> f64 {
    nps::estimate(counts).unwrap().value
}

fn wald(counts: &NpsCounts) -> Interval {
    Interval::around(value_of(counts), Z_95 * nps::wald_error(counts).unwrap())
}

fn ends(interval: Interval, low: f64, high: f64) {
    near(interval.low, low);
    near(interval.high, high);
}

#[test]
fn vector_1_whubers_half_third_and_sixth() {
    let counts = counts(162, 108, 54);
    near(value_of(&counts), 33.3333);
    near(answer_variance(&counts).unwrap(), 5.0 / 9.0);
    near(nps::wald_error(&counts).unwrap(), 4.1409);
    ends(wald(&counts), 25.217, 41.449);
    near(nps::adjusted(&counts).centre, 33.0275);
    near(nps::adjusted(&counts).error, 4.1237);
    ends(interval_of(&counts), 24.945, 41.110);
}

#[test]
fn vector_2_displayrs_forty_and_thirty_per_cent() {
    let counts = counts(200, 150, 150);
    near(value_of(&counts), 10.0);
    near(answer_variance(&counts).unwrap(), 0.69);
    near(nps::wald_error(&counts).unwrap(), 3.7148);
    near(Z_95 * nps::wald_error(&counts).unwrap(), 7.2809);
    ends(interval_of(&counts), 2.687, 17.194);
}

#[test]
fn vector_3_retentlys_sample_is_38_and_not_39() {
    let counts = counts(8, 2, 3);
    near(value_of(&counts), 38.4615);
    assert_eq!(rounded(value_of(&counts)), 38);
    near(nps::wald_error(&counts).unwrap(), 23.175);
    ends(interval_of(&counts), -9.262, 71.762);
}

#[test]
fn vector_4_five_promoters_are_not_certainty() {
    let counts = counts(5, 0, 0);
    near(value_of(&counts), 100.0);
    near(nps::wald_error(&counts).unwrap(), 0.0);
    near(nps::adjusted(&counts).centre, 62.5);
    near(nps::adjusted(&counts).error, 22.964);
    // Unclipped the upper end is 107.509.
    near(
        nps::adjusted(&counts).centre + Z_95 * nps::adjusted(&counts).error,
        107.509,
    );
    ends(interval_of(&counts), 17.491, 100.0);
}

#[test]
fn vector_5_one_answer_and_none() {
    near(value_of(&counts(0, 0, 1)), -100.0);
    ends(interval_of(&counts(0, 0, 1)), -98.499, 48.499);
    assert_eq!(nps::estimate(&counts(0, 0, 0)), None);
    assert_eq!(nps::wald_error(&counts(0, 0, 0)), None);
    assert_eq!(nps::change(&counts(0, 0, 0), &counts(1, 1, 1)), None);
}

#[test]
fn vector_6_thirty_six_answers() {
    let counts = counts(19, 9, 8);
    near(value_of(&counts), 30.5556);
    ends(wald(&counts), 4.085, 57.026);
    ends(interval_of(&counts), 2.878, 53.532);
}

#[test]
fn vector_7_twenty_points_of_two_hundred_answers() {
    let (before, after) = (counts(100, 50, 50), counts(72, 45, 63));
    let change = nps::change(&before, &after).unwrap();
    near(value_of(&before), 25.0);
    near(value_of(&after), 5.0);
    near(change.difference, -20.0);
    let wald = nps::wald_error(&before)
        .unwrap()
        .hypot(nps::wald_error(&after).unwrap());
    near(wald, 8.7122);
    near(-20.0 / wald, -2.2956);
    let (low, high) = (-20.0 - Z_95 * wald, -20.0 + Z_95 * wald);
    assert!((low + 37.08).abs() < 0.005 && (high + 2.92).abs() < 0.005);
    near((change.interval.low + change.interval.high) / 2.0, -19.7125);
    near(
        (change.interval.high - change.interval.low) / 2.0 / Z_95,
        8.6257,
    );
    near(change.statistic, -2.2853);
    assert!((change.p - 0.02229).abs() < 1e-5, "{}", change.p);
    assert!(change.p < 0.05 && change.p > 0.01);
}

#[test]
fn vector_8_five_points_are_noise() {
    let change = nps::change(&counts(100, 50, 50), &counts(95, 50, 55)).unwrap();
    near(change.difference, -5.0);
    near(change.statistic, -0.5946);
    near(change.p, 0.5521);
}

#[test]
fn vector_9_thirty_five_points_of_twenty_answers_are_noise_too() {
    let change = nps::change(&counts(12, 5, 3), &counts(8, 6, 6)).unwrap();
    near(change.difference, -35.0);
    near(change.statistic, -1.3157);
    near(change.p, 0.188);
}

#[test]
fn vector_10_the_housing_data_of_mass() {
    let change = nps::change(&counts(200, 101, 99), &counts(70, 74, 133)).unwrap();
    near(value_of(&counts(200, 101, 99)), 25.25);
    near(value_of(&counts(70, 74, 133)), -22.7437);
    near(change.difference, -47.9937);
    near(change.statistic, -7.4081);
    assert!((change.p / 1.28e-13 - 1.0).abs() < 0.01, "{}", change.p);
    let all = counts(668, 446, 567);
    near(value_of(&all), 6.0083);
    ends(interval_of(&all), 1.915, 10.080);
}

#[test]
fn vector_11_effort_on_seven_points() {
    let counts = ScoreCounts::of_whole_points(Scale::SEVEN, &[80, 210, 140, 110, 160, 180, 120]);
    let estimate = mean::estimate(&counts).unwrap();
    near(estimate.value, 4.08);
    assert!((rounded_to_tenths(estimate.value) - 4.1).abs() < 1e-12);
    near(mean::deviation(&counts).unwrap(), 1.9124);
    // t with 999 degrees of freedom is 1.9623; s/√n is .0605.
    let interval = estimate.interval.unwrap();
    near((interval.high - interval.low) / 2.0 / 1.9623, 0.0605);
    near(share::estimate(&counts.positive()).unwrap().value, 46.0);
    near(
        nps::estimate(&counts.easy_and_difficult()).unwrap().value,
        -13.0,
    );
}

#[test]
fn vector_12_delightedly_half_agree() {
    let estimate = share::estimate(&CsatCounts::new(10, 20)).unwrap();
    near(estimate.value, 50.0);
    let interval = estimate.interval.unwrap();
    assert!((interval.low - 29.93).abs() < 0.005 && (interval.high - 70.07).abs() < 0.005);
}

#[test]
fn vector_13_simplesats_eight_of_ten() {
    let eight = share::estimate(&CsatCounts::new(8, 10)).unwrap();
    near(eight.value, 80.0);
    let interval = eight.interval.unwrap();
    assert!((interval.low - 49.02).abs() < 0.005 && (interval.high - 94.33).abs() < 0.005);
    let interval = share::estimate(&CsatCounts::new(45, 50))
        .unwrap()
        .interval
        .unwrap();
    assert!((interval.low - 78.64).abs() < 0.005 && (interval.high - 95.65).abs() < 0.005);
}

#[test]
fn vector_14_answers_for_a_margin() {
    let needed = |margin, variance| answers_for_margin(margin, variance).unwrap();
    assert_eq!(
        [5.0, 10.0, 15.0].map(|margin| needed(margin, 0.69)),
        [1061, 266, 118]
    );
    assert_eq!(
        [5.0, 10.0, 15.0].map(|margin| needed(margin, WORST_VARIANCE)),
        [1537, 385, 171]
    );
    assert_eq!(answers_for_margin(0.0, 0.69), None);
}

#[test]
fn vector_15_answers_for_a_change() {
    let needed = |points| answers_for_change(points, 0.69, 0.05, 0.80).unwrap();
    assert_eq!([5.0, 10.0, 15.0, 20.0].map(needed), [4333, 1084, 482, 271]);
    assert_eq!(answers_for_change(5.0, 0.69, 1.0, 0.8), None);
    assert_eq!(answers_for_change(f64::NAN, 0.69, 0.05, 0.8), None);
}

#[test]
fn vector_16_the_cumulative_sum_answer_by_answer() {
    let baseline = Baseline {
        mean: 30.0,
        deviation: 83.066,
        answers: None,
    };
    let expected = [
        0.0, 0.0, 1.315, 1.426, 0.333, 1.648, 2.964, 3.075, 4.390, 5.705, 4.612,
    ];
    let mut sum = 0.0;
    for (answer, expected) in [1, 1, -1, 0, 1, -1, -1, 0, -1, -1, 1]
        .into_iter()
        .zip(expected)
    {
        let one = Tally::from(match answer {
            1 => counts(1, 0, 0),
            0 => counts(0, 1, 0),
            _ => counts(0, 0, 1),
        });
        let z = baseline.standardised(&one).unwrap();
        sum = f64::max(0.0, sum - z - 0.25);
        near(sum, expected);
    }
}
