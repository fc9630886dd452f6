//! Bridges: how often departments thank each other, without saying who.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::ids::{DepartmentId, UserId};

/// One kudos from a person of a department to a person of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The giver.
    pub giver: UserId,
    /// The giver's department.
    pub from: DepartmentId,
    /// Who was thanked.
    pub receiver: UserId,
    /// That person's department.
    pub to: DepartmentId,
}

/// Two departments that thank each other, in the order of the alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The one.
    pub one: DepartmentId,
    /// The other.
    pub other: DepartmentId,
    /// Kudos in both directions; `None` where too few people took part for a number.
    pub kudos: Option<u64>,
}

/// The bridges over which something went, the busiest first, those without a number last.
///
/// A pair is counted from `least` people on: with fewer, a number would be about somebody.
pub fn bridges(crossings: &[Crossing], least: u32) -> Vec<Bridge> {
    let mut pairs: BTreeMap<(&DepartmentId, &DepartmentId), (u64, BTreeSet<&UserId>)> =
        BTreeMap::new();
    for crossing in crossings
        .iter()
        .filter(|crossing| crossing.from != crossing.to)
    {
        let (one, other) = (
            (&crossing.from).min(&crossing.to),
            (&crossing.from).max(&crossing.to),
        );
        let (count, people) = pairs.entry((one, other)).or_default();
        *count += 1;
        people.extend([&crossing.giver, &crossing.receiver]);
    }
    let mut found: Vec<Bridge> = pairs
        .into_iter()
        .map(|((one, other), (count, people))| Bridge {
            one: one.clone(),
            other: other.clone(),
            kudos: (people.len() >= least as usize).then_some(count),
        })
        .collect();
    found.sort_by_key(|bridge| std::cmp::Reverse(bridge.kudos));
    found
}

/// Two departments in the order of the alphabet.
pub type Pair = (DepartmentId, DepartmentId);

/// The first `most` of these pairs, those with a department of `own` before the others.
pub fn nearest(mut pairs: Vec<Pair>, own: &[DepartmentId], most: usize) -> Vec<Pair> {
    pairs.sort_by_key(|(one, other)| !own.contains(one) && !own.contains(other));
    pairs.truncate(most);
    pairs
}

/// The department after which `department` is asked, of those with which it is quiet: another one each turn.
pub fn to_ask_after(
    department: &DepartmentId,
    quiet: &[Pair],
    turn: usize,
) -> Option<DepartmentId> {
    let others: Vec<&DepartmentId> = quiet
        .iter()
        .filter_map(|(one, other)| match () {
            () if one == department => Some(other),
            () if other == department => Some(one),
            () => None,
        })
        .collect();
    let which = turn.checked_rem(others.len())?;
    others.get(which).map(|other| (*other).clone())
}

/// The pairs of `departments` over which nothing went, in the order of the alphabet.
pub fn quiet(departments: &[DepartmentId], found: &[Bridge]) -> Vec<Pair> {
    let mut quiet = Vec::new();
    for (number, one) in departments.iter().enumerate() {
        for other in &departments[number + 1..] {
            let (one, other) = (one.min(other), one.max(other));
            if !found
                .iter()
                .any(|bridge| (&bridge.one, &bridge.other) == (one, other))
            {
                quiet.push((one.clone(), other.clone()));
            }
        }
    }
    quiet.sort();
    quiet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossing(giver: &str, from: &str, receiver: &str, to: &str) -> Crossing {
        Crossing {
            giver: giver.into(),
            from: from.into(),
            receiver: receiver.into(),
            to: to.into(),
        }
    }

    #[test]
    fn both_directions_are_one_bridge_and_few_people_are_no_number() {
        let crossings = [
            crossing("A", "finance", "B", "product"),
            crossing("B", "product", "A", "finance"),
            crossing("C", "product", "A", "finance"),
            crossing("A", "finance", "D", "hr"),
            crossing("A", "finance", "E", "finance"),
        ];
        let found = bridges(&crossings, 3);
        let bridge = |one: &str, other: &str, kudos| Bridge {
            one: one.into(),
            other: other.into(),
            kudos,
        };
        assert_eq!(
            found,
            [
                bridge("finance", "product", Some(3)),
                bridge("finance", "hr", None)
            ]
        );
        let all = ["finance", "hr", "product"].map(DepartmentId::from);
        assert_eq!(quiet(&all[..1], &found), []);
        assert_eq!(quiet(&all, &found), [("hr".into(), "product".into())]);
    }

    fn pair(one: &str, other: &str) -> Pair {
        (one.into(), other.into())
    }

    #[test]
    fn a_department_is_asked_after_another_one_each_week() {
        let quiet = [
            pair("finance", "hr"),
            pair("finance", "product"),
            pair("hr", "product"),
        ];
        let asked = |department: &str, turn| to_ask_after(&department.into(), &quiet, turn);
        assert_eq!(asked("finance", 6), Some("hr".into()));
        assert_eq!(asked("finance", 7), Some("product".into()));
        assert_eq!(asked("hr", 6), Some("finance".into()));
        assert_eq!(asked("operations", 6), None);
    }

    #[test]
    fn quiet_bridges_of_ones_own_department_come_first() {
        let quiet = vec![pair("a", "b"), pair("a", "c"), pair("b", "c")];
        let own = [DepartmentId::from("c")];
        assert_eq!(nearest(quiet, &own, 2), [pair("a", "c"), pair("b", "c")]);
    }
}
