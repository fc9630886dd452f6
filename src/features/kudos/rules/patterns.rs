//! Patterns of colleagues who thank mostly each other. A pattern is a question, not a finding: people who
//! work together every day thank each other often.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::config::KudosPatterns;
use crate::platform::ids::UserId;

/// How often somebody thanked somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Who thanked.
    pub giver: UserId,
    /// Who was thanked.
    pub receiver: UserId,
    /// How often.
    pub count: u32,
}

/// Colleagues who thank mostly each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Much of what somebody gives goes to one colleague.
    OneReceiver {
        /// Who gives.
        giver: UserId,
        /// To whom.
        receiver: UserId,
        /// So many.
        count: u32,
        /// Of so many.
        of: u32,
    },
    /// Two give much of what they give to each other.
    Pair {
        /// The two, in the order of their ids.
        people: [UserId; 2],
        /// How many the first gave to the second, and the second to the first.
        counts: [u32; 2],
    },
    /// Three give much of what they give to the next of them, in a ring.
    Ring {
        /// The three, the smallest id first, each followed by whom that one thanks.
        people: [UserId; 3],
        /// How many each of them gave to the next.
        counts: [u32; 3],
    },
}

/// Whether so many of so many are more than the share that is usual.
fn is_much(count: u32, of: u32, limits: &KudosPatterns) -> bool {
    u64::from(count) * 100 > u64::from(limits.share) * u64::from(of)
}

/// The patterns in what was given: single colleagues first, then pairs, then rings, each in the order of their
/// ids.
///
/// A step counts where it is more than `limits.share` percent of what its giver gave. A giver needs
/// `limits.least` kudos in all; the steps of a pair or ring need as many together.
pub fn patterns(flows: &[Flow], limits: &KudosPatterns) -> Vec<Pattern> {
    let mut given: BTreeMap<&UserId, u32> = BTreeMap::new();
    let mut steps: BTreeMap<(&UserId, &UserId), u32> = BTreeMap::new();
    for flow in flows {
        *given.entry(&flow.giver).or_default() += flow.count;
        *steps.entry((&flow.giver, &flow.receiver)).or_default() += flow.count;
    }
    steps.retain(|(giver, _), count| is_much(*count, given[*giver], limits));
    let mut found: Vec<Pattern> = steps
        .iter()
        .filter(|((giver, _), _)| given[*giver] >= limits.least)
        .map(|((giver, receiver), count)| Pattern::OneReceiver {
            giver: (*giver).clone(),
            receiver: (*receiver).clone(),
            count: *count,
            of: given[*giver],
        })
        .collect();
    let closed = |people: &[&UserId]| -> Option<Vec<u32>> {
        let next = people.iter().cycle().skip(1);
        let counts: Option<Vec<u32>> = people
            .iter()
            .zip(next)
            .map(|(giver, receiver)| steps.get(&(*giver, *receiver)).copied())
            .collect();
        counts.filter(|counts| counts.iter().sum::<u32>() >= limits.least)
    };
    let (mut pairs, mut rings) = (BTreeMap::new(), BTreeMap::new());
    for (one, other) in steps.keys() {
        if one < other
            && let Some(counts) = closed(&[one, other])
        {
            pairs.insert([(*one).clone(), (*other).clone()], [counts[0], counts[1]]);
        }
        let thirds: BTreeSet<&UserId> = steps
            .range((*other, *one)..)
            .take_while(|((giver, _), _)| giver == other)
            .map(|((_, third), _)| *third)
            .filter(|third| one < other && one < third && third != other)
            .collect();
        for third in thirds {
            if let Some(counts) = closed(&[one, other, third]) {
                let people = [(*one).clone(), (*other).clone(), third.clone()];
                rings.insert(people, [counts[0], counts[1], counts[2]]);
            }
        }
    }
    found.extend(
        pairs
            .into_iter()
            .map(|(people, counts)| Pattern::Pair { people, counts }),
    );
    found.extend(
        rings
            .into_iter()
            .map(|(people, counts)| Pattern::Ring { people, counts }),
    );
    found
}

/// The first of `receivers` to whom more than the usual share of a giver's kudos would go with this one;
/// `given` is how often the giver thanked whom before.
///
/// Whom others thank is not the giver's doing: pairs and rings are for the report alone.
pub fn would_exceed<'a>(
    given: &BTreeMap<UserId, u32>,
    receivers: &[&'a UserId],
    limits: &KudosPatterns,
) -> Option<&'a UserId> {
    let more = u32::try_from(receivers.len()).unwrap_or(u32::MAX);
    let all = given.values().sum::<u32>().saturating_add(more);
    let to = |receiver: &UserId| given.get(receiver).copied().unwrap_or(0) + 1;
    let mut receivers = receivers.iter().copied();
    (all >= limits.least)
        .then(|| receivers.find(|receiver| is_much(to(receiver), all, limits)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::PatternsMode;

    const LIMITS: KudosPatterns = KudosPatterns {
        mode: PatternsMode::Report,
        share: 40,
        least: 5,
        days: 90,
    };

    fn flows(flows: &[(&str, &str, u32)]) -> Vec<Flow> {
        let flow = |&(giver, receiver, count): &(&str, &str, u32)| Flow {
            giver: giver.into(),
            receiver: receiver.into(),
            count,
        };
        flows.iter().map(flow).collect()
    }

    fn found(given: &[(&str, &str, u32)]) -> Vec<Pattern> {
        patterns(&flows(given), &LIMITS)
    }

    #[test]
    fn more_than_the_share_to_one_colleague_is_a_pattern_and_exactly_the_share_is_none() {
        let exactly = [("A", "B", 2), ("A", "C", 1), ("A", "D", 1), ("A", "E", 1)];
        assert_eq!(found(&exactly), []);
        let more = [("A", "B", 3), ("A", "C", 2), ("A", "D", 1), ("A", "E", 1)];
        let expected = Pattern::OneReceiver {
            giver: "A".into(),
            receiver: "B".into(),
            count: 3,
            of: 7,
        };
        assert_eq!(found(&more), [expected]);
    }

    #[test]
    fn few_kudos_are_no_pattern() {
        assert_eq!(found(&[("A", "B", 4)]), []);
        assert_eq!(found(&[("A", "B", 2), ("B", "A", 2)]), []);
    }

    #[test]
    fn two_who_thank_mostly_each_other_are_a_pair() {
        let pair = Pattern::Pair {
            people: ["A".into(), "B".into()],
            counts: [3, 2],
        };
        assert_eq!(found(&[("B", "A", 2), ("A", "B", 3)]), [pair]);
        // Who thanks many besides is none.
        let wide = [("A", "B", 3), ("B", "A", 2), ("B", "C", 2), ("B", "D", 2)];
        assert_eq!(found(&wide), []);
    }

    #[test]
    fn three_who_thank_in_a_circle_are_one_ring() {
        let ring = Pattern::Ring {
            people: ["A".into(), "C".into(), "B".into()],
            counts: [2, 2, 1],
        };
        let circle = [("C", "B", 2), ("B", "A", 1), ("A", "C", 2)];
        assert_eq!(found(&circle), [ring]);
        let open = [("C", "B", 2), ("B", "A", 1), ("A", "D", 2)];
        assert_eq!(found(&open), []);
    }

    #[test]
    fn a_wish_is_held_against_the_share_that_it_would_make() {
        let given = |flows: &[(&str, u32)]| -> BTreeMap<UserId, u32> {
            let flow = |&(receiver, count): &(&str, u32)| (receiver.into(), count);
            flows.iter().map(flow).collect()
        };
        let (bob, eva) = (UserId::from("B"), UserId::from("E"));
        let even = given(&[("B", 2), ("C", 1), ("D", 1)]);
        assert_eq!(would_exceed(&even, &[&bob], &LIMITS), Some(&bob));
        assert_eq!(would_exceed(&even, &[&eva], &LIMITS), None);
        // What was given before is not held against another colleague.
        let lopsided = given(&[("B", 9)]);
        assert_eq!(would_exceed(&lopsided, &[&eva], &LIMITS), None);
        assert_eq!(would_exceed(&given(&[]), &[&bob], &LIMITS), None);
    }

    proptest::proptest! {
        #[test]
        fn a_giver_with_enough_kudos_whose_wishes_are_held_against_the_share_has_no_lopsided_last_wish(
            wishes in proptest::collection::vec(0_u8..6, 0..40),
        ) {
            let mut given: BTreeMap<UserId, u32> = BTreeMap::new();
            for wish in wishes {
                let receiver = UserId(wish.to_string());
                if would_exceed(&given, &[&receiver], &LIMITS).is_some() {
                    continue;
                }
                *given.entry(receiver.clone()).or_default() += 1;
                let all: u32 = given.values().sum();
                proptest::prop_assert!(all < LIMITS.least || given[&receiver] * 100 <= LIMITS.share * all);
            }
        }
    }
}
