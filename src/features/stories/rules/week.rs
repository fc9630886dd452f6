//! The story of the week: what was valued most by colleagues from outside the own department.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::platform::ids::{DepartmentId, UserId};

/// What can be the story of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A story that a colleague told.
    Story,
    /// A customer's own words.
    Testimonial,
}

crate::stored_as_text!(Kind {
    Story = "story",
    Testimonial = "testimonial",
});

impl Kind {
    /// Its name as it stands in the value of a button.
    pub fn name(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Testimonial => "testimonial",
        }
    }
}

/// What a candidate is: a story or a response, and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Which of both it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

/// Somebody who reacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fan {
    /// The person.
    pub user: UserId,
    /// Where the person works; empty where nobody knows.
    pub departments: Vec<DepartmentId>,
}

/// Something that was posted and may be shown to all: published or consented to, and not shown before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub subject: Subject,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// The departments that it is about: their own praise does not count.
    pub own: Vec<DepartmentId>,
    /// Its author and those who made it happen: their reactions do not count.
    pub insiders: Vec<UserId>,
    /// Those who reacted, each once, however often.
    pub fans: Vec<Fan>,
}

/// A candidate, and how much it was valued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valued {
    /// What it is.
    pub subject: Subject,
    /// Distinct people from outside the own department who reacted.
    pub people: usize,
}

/// The candidates to which somebody from outside reacted, the most valued first.
///
/// More people go before fewer; then those from more departments, then the newer, then the id, so that
/// the order is the same wherever it is asked. Somebody whose department nobody knows counts as from
/// outside, so that it works without any directory of people.
pub fn ranked(candidates: &[Candidate]) -> Vec<Valued> {
    let mut ranked: Vec<(usize, usize, &Candidate)> = candidates
        .iter()
        .map(|candidate| {
            let outside = outside(candidate);
            let people: BTreeSet<&UserId> = outside.iter().map(|fan| &fan.user).collect();
            let departments: BTreeSet<&DepartmentId> =
                outside.iter().flat_map(|fan| &fan.departments).collect();
            (people.len(), departments.len(), candidate)
        })
        .filter(|(people, _, _)| *people > 0)
        .collect();
    ranked.sort_by(|one, other| {
        (other.0, other.1, other.2.posted_at)
            .cmp(&(one.0, one.1, one.2.posted_at))
            .then_with(|| one.2.subject.cmp(&other.2.subject))
    });
    ranked
        .into_iter()
        .map(|(people, _, candidate)| Valued {
            subject: candidate.subject.clone(),
            people,
        })
        .collect()
}

/// Those who reacted and neither made it happen nor work in a department that it is about.
fn outside(candidate: &Candidate) -> Vec<&Fan> {
    candidate
        .fans
        .iter()
        .filter(|fan| !candidate.insiders.contains(&fan.user))
        .filter(|fan| {
            !fan.departments
                .iter()
                .any(|own| candidate.own.contains(own))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn candidate(id: &str, day: i64, fans: &[(&str, &str)]) -> Candidate {
        Candidate {
            subject: Subject {
                kind: Kind::Story,
                id: id.into(),
            },
            posted_at: DateTime::UNIX_EPOCH + TimeDelta::days(day),
            own: vec!["finance".into()],
            insiders: vec!["U0BOB".into()],
            fans: fans
                .iter()
                .map(|(user, department)| Fan {
                    user: (*user).into(),
                    departments: [*department]
                        .into_iter()
                        .filter(|department| !department.is_empty())
                        .map(DepartmentId::from)
                        .collect(),
                })
                .collect(),
        }
    }

    fn order(candidates: &[Candidate]) -> Vec<(String, usize)> {
        ranked(candidates)
            .into_iter()
            .map(|valued| (valued.subject.id, valued.people))
            .collect()
    }

    fn expected(order: &[(&str, usize)]) -> Vec<(String, usize)> {
        order
            .iter()
            .map(|(id, people)| ((*id).to_owned(), *people))
            .collect()
    }

    #[test]
    fn distinct_people_from_outside_count_and_no_others() {
        let own = candidate("own", 1, &[("U1", "finance"), ("U2", "finance")]);
        let insiders = candidate("insiders", 1, &[("U0BOB", "hr")]);
        let twice = candidate("twice", 1, &[("U3", "hr"), ("U3", "hr"), ("U1", "finance")]);
        let two = candidate("two", 1, &[("U3", "hr"), ("U4", "product")]);
        let all = [own, insiders, twice, two];
        assert_eq!(order(&all), expected(&[("two", 2), ("twice", 1)]));
    }

    #[test]
    fn somebody_whose_department_is_unknown_counts() {
        let all = [candidate("a", 1, &[("U9", "")])];
        assert_eq!(order(&all), expected(&[("a", 1)]));
    }

    #[test]
    fn nothing_is_chosen_where_nobody_reacted() {
        assert!(ranked(&[candidate("a", 1, &[])]).is_empty());
        assert!(ranked(&[]).is_empty());
    }

    #[test]
    fn ties_go_to_more_departments_then_the_newer_then_the_id() {
        let one = candidate("one", 9, &[("U3", "hr"), ("U4", "hr")]);
        let spread = candidate("spread", 1, &[("U3", "hr"), ("U4", "product")]);
        let newer = candidate("newer", 10, &[("U3", "hr"), ("U4", "hr")]);
        let b = candidate("b", 9, &[("U3", "hr"), ("U4", "hr")]);
        assert_eq!(
            order(&[one, spread, newer, b]),
            expected(&[("spread", 2), ("newer", 2), ("b", 2), ("one", 2)])
        );
    }

    proptest! {
        #[test]
        fn the_order_does_not_depend_on_how_candidates_come_in(
            people in prop::collection::vec(0usize..4, 1..8), turn in 0usize..8,
        ) {
            let names = ["U1", "U2", "U3"];
            let mut all: Vec<Candidate> = people
                .iter()
                .enumerate()
                .map(|(number, count)| {
                    let fans: Vec<(&str, &str)> = names.iter().take(*count).map(|name| (*name, "hr")).collect();
                    candidate(&format!("c{number}"), 1, &fans)
                })
                .collect();
            let before = order(&all);
            let turn = turn % all.len();
            all.rotate_left(turn);
            prop_assert_eq!(order(&all), before);
        }
    }
}
