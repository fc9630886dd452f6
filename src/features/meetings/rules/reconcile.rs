//! What changed between the meetings that are known and those that a schedule or a calendar names.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// A meeting as a schedule or a calendar names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is known by, also after it was moved or renamed.
    pub identity: String,
    /// The event of a calendar.
    pub event: Option<String>,
    /// When it was first to start, where it is one of a series.
    pub original_start: Option<DateTime<Utc>>,
    /// What it is known by in all calendars.
    pub occasion: Option<String>,
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// A meeting that is known and may still change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Our id.
    pub id: String,
    /// As it was named last.
    pub named: Named,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Add(Named),
    /// It is at another time, is called something else, or is held after all.
    Move(String, Named),
    /// It is not held.
    Cancel(String),
}

/// What changed, where `named` is everything in the time that `known` covers.
///
/// A known meeting that is not named is cancelled; the caller leaves out of `known` what is outside the
/// time that was asked for, so that nothing is cancelled by looking elsewhere.
pub fn whole(known: &[Known], named: &[Named]) -> Vec<Change> {
    let named: BTreeMap<&str, &Named> = named
        .iter()
        .map(|named| (named.identity.as_str(), named))
        .collect();
    let mut changes = Vec::new();
    for known in known {
        match named.get(known.named.identity.as_str()) {
            Some(named) => changes.extend(moved(known, named)),
            None if known.is_cancelled => {}
            None => changes.push(Change::Cancel(known.id.clone())),
        }
    }
    let is_new = |identity: &str| !known.iter().any(|known| known.named.identity == identity);
    let new = named.values().filter(|named| is_new(&named.identity));
    changes.extend(new.map(|named| Change::Add((*named).clone())));
    changes
}

/// What changed, where only what changed is named: `gone` are events with the moment at which an
/// occurrence was first to start, or without it all of an event.
pub fn partial(
    known: &[Known],
    changed: &[Named],
    gone: &[(String, Option<DateTime<Utc>>)],
) -> Vec<Change> {
    let is_gone = |known: &Known| {
        gone.iter().any(|(event, original_start)| {
            known.named.event.as_ref() == Some(event)
                && (original_start.is_none() || *original_start == known.named.original_start)
        })
    };
    let is_named = |known: &Known| {
        changed
            .iter()
            .any(|named| named.identity == known.named.identity)
    };
    let touched: Vec<Known> = known
        .iter()
        .filter(|known| is_gone(known) || is_named(known))
        .cloned()
        .collect();
    whole(&touched, changed)
}

fn moved(known: &Known, named: &Named) -> Option<Change> {
    let is_same = known.named == *named && !known.is_cancelled;
    (!is_same).then(|| Change::Move(known.id.clone(), named.clone()))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn named(identity: &str, hour: i64) -> Named {
        let starts_at = DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
        Named {
            identity: identity.to_owned(),
            event: Some("series".to_owned()),
            original_start: Some(starts_at),
            occasion: None,
            title: "Weekly".to_owned(),
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(30),
        }
    }

    fn known(named: &Named) -> Known {
        Known {
            id: format!("row-{}", named.identity),
            named: named.clone(),
            is_cancelled: false,
        }
    }

    #[test]
    fn what_is_named_again_is_the_same_meeting() {
        let all = [named("a", 1), named("b", 2)];
        let rows = all.each_ref().map(known);
        assert!(whole(&rows, &all).is_empty());
        assert!(partial(&rows, &all, &[]).is_empty());
    }

    #[test]
    fn new_moved_and_missing_ones_are_told_apart() {
        let rows = [known(&named("a", 1)), known(&named("b", 2))];
        let later = Named {
            original_start: rows[0].named.original_start,
            ..named("a", 5)
        };
        let changes = whole(&rows, &[later.clone(), named("c", 3)]);
        let expected = [
            Change::Move("row-a".into(), later),
            Change::Cancel("row-b".into()),
            Change::Add(named("c", 3)),
        ];
        assert_eq!(changes, expected);
    }

    #[test]
    fn a_cancelled_one_is_cancelled_once_and_may_come_back() {
        let row = Known {
            is_cancelled: true,
            ..known(&named("a", 1))
        };
        assert!(whole(std::slice::from_ref(&row), &[]).is_empty());
        let back = whole(&[row], &[named("a", 1)]);
        assert_eq!(back, [Change::Move("row-a".into(), named("a", 1))]);
    }

    #[test]
    fn of_changes_only_what_is_named_is_touched() {
        let (a, b, c) = (named("a", 1), named("b", 2), named("c", 3));
        let rows = [known(&a), known(&b), known(&c)];
        let one = partial(&rows, &[], &[("series".into(), b.original_start)]);
        assert_eq!(one, [Change::Cancel("row-b".into())]);
        // A series that is gone, but for one occurrence that was named again.
        let most = partial(&rows, &[c], &[("series".into(), None)]);
        let expected = [
            Change::Cancel("row-a".into()),
            Change::Cancel("row-b".into()),
        ];
        assert_eq!(most, expected);
    }
}
