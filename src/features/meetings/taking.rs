//! Which of the rules that mean the same meeting in a channel takes it: the others have no agenda for it.

use std::collections::{HashMap, HashSet};

use super::rule::Rules;
use super::rules::frequency::Without;
use super::store::history;
use super::store::occurrences::{self as store, Meeting, State};
use crate::platform::Context;
use crate::platform::db::Tx;

/// Whether another rule takes a meeting in its channel: one that stands earlier in the configuration, or one whose card
/// is there already.
///
/// # Errors
/// Where the database does not answer.
pub async fn is_taken(tx: &mut Tx, rules: &Rules, meeting: &Meeting) -> anyhow::Result<bool> {
    let others = history::also(tx, meeting).await?;
    Ok(is_of_another(rules, &meeting.rule, &others))
}

/// The meetings without those that another rule takes, where `meetings` are all that are not over.
pub fn each_once(rules: &Rules, mut meetings: Vec<Meeting>) -> Vec<Meeting> {
    let mut same: HashMap<_, Vec<&Meeting>> = HashMap::new();
    for meeting in &meetings {
        if let Some(calendar) = &meeting.calendar
            && meeting.state != State::Cancelled
        {
            // Without a UID it is known within its own calendar only.
            let known_by = match &meeting.occasion {
                Some(occasion) => (None, occasion),
                None => (Some(calendar), &meeting.identity),
            };
            let place = (&meeting.lane, known_by);
            same.entry(place).or_default().push(meeting);
        }
    }
    let mut taken = HashSet::new();
    for all in same.values() {
        for meeting in all {
            let others = all.iter().filter(|other| other.rule != meeting.rule);
            let others: Vec<(String, State)> = others
                .map(|other| (other.rule.clone(), other.state))
                .collect();
            if is_of_another(rules, &meeting.rule, &others) {
                taken.insert(meeting.id.clone());
            }
        }
    }
    meetings.retain(|meeting| !taken.contains(&meeting.id));
    meetings
}

fn is_of_another(rules: &Rules, rule: &str, others: &[(String, State)]) -> bool {
    let is_posted = others.iter().any(|(_, state)| *state == State::Posted);
    let names: Vec<String> = others.iter().map(|(rule, _)| rule.clone()).collect();
    is_posted || !rules.takes(rule, &names)
}

/// Plans a meeting again that another rule took, where that rule does not have it any more.
///
/// # Errors
/// Where the database refused.
pub async fn step_in(ctx: &Context, rules: &Rules, id: &str) -> anyhow::Result<()> {
    let mut tx = ctx.db.begin().await?;
    let meeting = store::lock(&mut tx, id).await?;
    let is_known = |meeting: &Meeting| {
        meeting.why == Some(Without::Taken) && rules.called(&meeting.rule).is_some()
    };
    let Some(mut meeting) = meeting.filter(is_known) else {
        return tx.rollback().await;
    };
    if is_taken(&mut tx, rules, &meeting).await? {
        return tx.rollback().await;
    }
    meeting.state = State::Planned;
    meeting.why = None;
    store::save(&mut tx, &meeting).await?;
    tx.commit().await
}
