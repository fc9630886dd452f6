//! What holds for any counts whatsoever.

use proptest::prelude::*;

use super::counts::{CsatCounts, NpsCounts, Scale, ScoreCounts, Tally};
use super::distributions::{
    chi_square_p, normal_below, normal_p, normal_quantile, poisson_at_least, student_p,
    student_two_sided,
};
use super::estimate::{Change, Estimate};
use super::metric::{CesDefinition, Metric};
use super::mix::{Segment, mix_shift};
use super::sparkline::sparkline;
use super::together::adjusted_for_many;
use super::verdict::{Verdict, VerdictPolicy};
use super::watch::{Watch, WatchPolicy};
use super::{nps, share};

/// Few, many, and absurdly many: small numbers are where formulas break.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..40_u64, 2 => 0..100_000_u64, 1 => Just(u64::MAX), 1 => any::<u64>()]
}

/// So few that a program of a small company could count them.
fn usual_number() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0..40_u64, 1 => 0..1_000_000_u64]
}

prop_compose! {
    fn nps_counts()(promoters in number(), passives in number(), detractors in number()) -> NpsCounts {
        NpsCounts::new(promoters, passives, detractors)
    }
}

prop_compose! {
    fn usual_nps()(promoters in usual_number(), passives in usual_number(), detractors in usual_number())
        -> NpsCounts {
        NpsCounts::new(promoters, passives, detractors)
    }
}

prop_compose! {
    fn csat_counts()(satisfied in number(), total in number()) -> CsatCounts {
        // Not by `new`: whatever the store holds must not break a formula.
        CsatCounts { satisfied, total }
    }
}

fn score_counts() -> impl Strategy<Value = ScoreCounts> {
    (
        // Beyond 2⁵³ answers sums of numbers are no longer exact.
        prop::collection::vec(
            number().prop_map(|number| number.min(1_000_000_000_000)),
            0..8,
        ),
        any::<bool>(),
        prop_oneof![Just((0, 1)), Just((1, 5)), Just((1, 7)), Just((0, 10))],
    )
        .prop_map(|(answers, low_is_good, (min, max))| {
            let scale = Scale {
                low_is_good,
                ..Scale::whole(min, max)
            };
            ScoreCounts::of_whole_points(scale, &answers)
        })
}

const METRICS: [Metric; 6] = [
    Metric::Nps,
    Metric::Csat,
    Metric::Stars,
    Metric::Ces(CesDefinition::Mean),
    Metric::Ces(CesDefinition::Positive),
    Metric::Ces(CesDefinition::Index),
];

fn sound_estimate(estimate: &Estimate, low: f64, high: f64) -> Result<(), TestCaseError> {
    prop_assert!(
        (low - 1e-9..=high + 1e-9).contains(&estimate.value),
        "{estimate:?}"
    );
    if let Some(interval) = estimate.interval {
        prop_assert!(low <= interval.low && interval.high <= high, "{estimate:?}");
        prop_assert!(interval.low <= interval.high, "{estimate:?}");
    }
    Ok(())
}

fn sound_change(change: &Change) -> Result<(), TestCaseError> {
    let interval = change.interval;
    prop_assert!((0.0..=1.0).contains(&change.p), "{change:?}");
    prop_assert!(change.difference.is_finite() && change.statistic.is_finite());
    prop_assert!(
        change.points.is_finite() && interval.low <= interval.high,
        "{change:?}"
    );
    Ok(())
}

proptest! {
    #[test]
    fn no_counts_break_any_metric(before in score_counts(), after in score_counts()) {
        for metric in METRICS {
            let (low, high) = metric.range(before.scale());
            match metric.estimate(&before) {
                Some(estimate) => sound_estimate(&estimate, low, high)?,
                None => prop_assert_eq!(before.total(), 0),
            }
            if let Some(change) = metric.change(&before, &after) {
                sound_change(&change)?;
            }
            let policy = VerdictPolicy::default();
            let verdict = policy.verdict(metric.change(&before, &after).as_ref());
            if before.total().min(after.total()) < 30 {
                prop_assert!(!matches!(verdict, Verdict::Changed(_) | Verdict::NoClearChange));
            }
        }
    }

    #[test]
    fn no_raw_counts_break_a_formula(
        nps_before in nps_counts(), nps_after in nps_counts(),
        before in csat_counts(), after in csat_counts(),
    ) {
        if let Some(estimate) = nps::estimate(&nps_before) {
            sound_estimate(&estimate, -100.0, 100.0)?;
        }
        if let Some(estimate) = share::estimate(&before) {
            sound_estimate(&estimate, 0.0, 100.0)?;
        }
        if let Some(change) = nps::change(&nps_before, &nps_after) {
            sound_change(&change)?;
        }
        if let Some(change) = share::change(&before, &after) {
            sound_change(&change)?;
        }
    }

    #[test]
    fn from_two_answers_on_the_interval_holds_the_nps(counts in usual_nps()) {
        // The imaginary answers draw a single promoter down to 25 ± 73; from two on the interval
        // is wide enough: 1.96²·4.5·(n+1) ≥ 9·(n+3) where all are promoters.
        if counts.total() >= 2 {
            let estimate = nps::estimate(&counts).unwrap();
            prop_assert!(estimate.interval.unwrap().holds(estimate.value), "{:?}", estimate);
        }
    }

    #[test]
    fn wilsons_interval_always_holds_the_share(satisfied in number(), others in number()) {
        let counts = CsatCounts::new(satisfied, satisfied.saturating_add(others));
        if let Some(estimate) = share::estimate(&counts) {
            let interval = estimate.interval.unwrap();
            prop_assert!(interval.low <= estimate.value + 1e-9 && estimate.value <= interval.high + 1e-9);
        }
    }

    #[test]
    fn the_interval_of_a_mean_always_holds_it(counts in score_counts()) {
        if let Some(estimate) = Metric::Stars.estimate(&counts) {
            if let Some(interval) = estimate.interval {
                prop_assert!(interval.low <= estimate.value + 1e-9 && estimate.value <= interval.high + 1e-9);
            } else {
                prop_assert_eq!(estimate.answers, 1);
            }
        }
    }

    #[test]
    fn a_promoter_more_never_lowers_and_a_detractor_more_never_raises(counts in usual_nps()) {
        if let Some(estimate) = nps::estimate(&counts) {
            let with = |more| nps::estimate(&(counts + more)).unwrap().value;
            prop_assert!(with(NpsCounts::new(1, 0, 0)) >= estimate.value);
            prop_assert!(with(NpsCounts::new(0, 0, 1)) <= estimate.value);
            prop_assert!(with(NpsCounts::new(0, 1, 0)).abs() <= estimate.value.abs());
        }
    }

    #[test]
    fn one_more_satisfied_of_as_many_raises_both_ends(total in 1..100_000_u64, share in 0.0..1.0_f64) {
        let satisfied = ((total as f64 * share) as u64).min(total - 1);
        let interval = |satisfied| share::estimate(&CsatCounts::new(satisfied, total)).unwrap().interval.unwrap();
        let (before, after) = (interval(satisfied), interval(satisfied + 1));
        prop_assert!(before.low < after.low && before.high < after.high || after.high == 100.0);
    }

    #[test]
    fn the_same_shares_of_more_answers_have_a_narrower_interval(counts in usual_nps()) {
        let ten_times = NpsCounts::new(counts.promoters * 10, counts.passives * 10, counts.detractors * 10);
        prop_assume!(counts.total() > 0);
        prop_assert!(nps::adjusted(&ten_times).error < nps::adjusted(&counts).error);
    }

    #[test]
    fn turning_a_change_round_turns_its_sign_and_nothing_else(before in usual_nps(), after in usual_nps()) {
        if let (Some(there), Some(back)) = (nps::change(&before, &after), nps::change(&after, &before)) {
            prop_assert!((there.difference + back.difference).abs() < 1e-9);
            prop_assert!((there.p - back.p).abs() < 1e-12);
        }
    }

    #[test]
    fn counts_add_up_in_any_order(a in nps_counts(), b in nps_counts(), c in nps_counts()) {
        prop_assert_eq!(a + b, b + a);
        prop_assert_eq!((a + b) + c, a + (b + c));
        prop_assert_eq!(a + NpsCounts::default(), a);
    }

    #[test]
    fn what_was_added_can_be_taken_away(a in usual_nps(), b in usual_nps()) {
        prop_assert_eq!((a + b).without(&b), Some(a));
    }

    #[test]
    fn distributions_add_up_in_any_order(
        a in prop::collection::vec(usual_number(), 5),
        b in prop::collection::vec(usual_number(), 5),
        c in prop::collection::vec(usual_number(), 5),
    ) {
        let [a, b, c] = [a, b, c].map(|answers| ScoreCounts::of_whole_points(Scale::FIVE, &answers));
        let sum = |left: &ScoreCounts, right: &ScoreCounts| left.with(right).unwrap();
        prop_assert_eq!(sum(&a, &b), sum(&b, &a));
        prop_assert_eq!(sum(&sum(&a, &b), &c), sum(&a, &sum(&b, &c)));
        prop_assert_eq!(sum(&a, &b).without(&b), Some(a.clone()));
        // A score over a window is that of the sum of its days.
        prop_assert_eq!(sum(&a, &b).nps(), a.nps() + b.nps());
        prop_assert_eq!(sum(&a, &b).satisfied(), a.satisfied() + b.satisfied());
    }

    #[test]
    fn adjusted_p_values_keep_their_order_and_never_fall_below_their_own(
        p in prop::collection::vec(0.0..=1.0_f64, 0..30)
    ) {
        let adjusted = adjusted_for_many(&p);
        prop_assert_eq!(adjusted.len(), p.len());
        for (own, adjusted) in p.iter().zip(&adjusted) {
            prop_assert!(adjusted >= own && *adjusted <= 1.0);
            prop_assert!(*adjusted <= own * p.len() as f64 + 1e-12);
        }
        for (left, left_adjusted) in p.iter().zip(&adjusted) {
            for (right, right_adjusted) in p.iter().zip(&adjusted) {
                prop_assert!(left > right || left_adjusted <= right_adjusted);
            }
        }
        // The step-up rule of the paper: reject the k smallest, k the greatest rank with p ≤ q·k/m.
        let mut sorted = p.clone();
        sorted.sort_by(f64::total_cmp);
        let q = 0.1;
        let rejected = (1..=sorted.len())
            .rev()
            .find(|rank| sorted[rank - 1] * (sorted.len() as f64 / *rank as f64) <= q)
            .unwrap_or(0);
        prop_assert_eq!(adjusted.iter().filter(|p| **p <= q).count(), rejected);
    }

    #[test]
    fn verdicts_together_are_never_stronger_than_alone(
        pairs in prop::collection::vec((usual_nps(), usual_nps()), 0..12)
    ) {
        let policy = VerdictPolicy::default();
        let changes: Vec<_> = pairs.iter().map(|(before, after)| nps::change(before, after)).collect();
        for (change, together) in changes.iter().zip(policy.verdicts(&changes)) {
            let alone = policy.verdict(change.as_ref());
            let weakened = matches!((alone, together), (Verdict::Changed(a), Verdict::Possibly(b)) if a == b);
            prop_assert!(alone == together || weakened);
        }
    }

    #[test]
    fn the_parts_of_a_mix_shift_add_up(
        segments in prop::collection::vec((usual_nps(), usual_nps()), 0..8)
    ) {
        let segments: Vec<_> = segments
            .into_iter()
            .enumerate()
            .map(|(name, (before, after))| Segment { name, before: before.into(), after: after.into() })
            .collect();
        if let Some(shift) = mix_shift(&segments) {
            prop_assert!((shift.within + shift.composition - shift.total).abs() < 1e-6, "{:?}", shift);
            prop_assert!((0.0..=1.0).contains(&shift.p), "{:?}", shift);
        }
    }

    #[test]
    fn no_weeks_break_a_watch(weeks in prop::collection::vec(nps_counts(), 0..40)) {
        let policy = WatchPolicy::default();
        let mut watch = Watch::default();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 4).unwrap();
        for counts in weeks {
            let (next, _) = watch.week(&Tally::from(counts), day, 100.0, &policy);
            watch = next;
            prop_assert!(watch.alarm.upper.is_finite() && watch.alarm.upper >= 0.0);
            prop_assert!(watch.alarm.lower.is_finite() && watch.alarm.lower >= 0.0);
        }
    }

    #[test]
    fn a_sparkline_has_a_sign_for_each_value(
        values in prop::collection::vec(prop::option::of(any::<f64>()), 0..40), span in any::<f64>()
    ) {
        prop_assert_eq!(sparkline(&values, span).chars().count(), values.len());
    }

    #[test]
    fn probabilities_are_probabilities(x in any::<f64>(), freedom in any::<f64>(), count in number()) {
        for p in [normal_p(x), student_p(x, freedom), chi_square_p(x, freedom), poisson_at_least(count, x)] {
            prop_assert!((0.0..=1.0).contains(&p), "{p}");
        }
        prop_assert!(!student_two_sided(x, freedom).is_nan());
    }

    #[test]
    fn students_quantile_turns_its_p_value_round(alpha in 0.0001..0.9999_f64, freedom in 1.0..100_000.0_f64) {
        let t = student_two_sided(alpha, freedom);
        prop_assert!((student_p(t, freedom) - alpha).abs() < 1e-9);
        prop_assert!(t >= normal_quantile(1.0 - alpha / 2.0) - 1e-6);
        prop_assert!(normal_below(t) >= 0.5);
    }
}
