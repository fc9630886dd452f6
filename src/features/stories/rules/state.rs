//! The life of a story: draft, proposed, scheduled, published, withdrawn or declined.

use chrono::{DateTime, Utc};

/// Where a story stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its author is writing.
    Draft,
    /// Waits for a leader.
    Proposed,
    /// Will be posted at its moment.
    Scheduled,
    /// Stands in the channels.
    Published,
    /// Was taken back.
    Withdrawn,
    /// A leader did not want it.
    Declined,
    /// Held the words of an edit, which were saved.
    Merged,
}

crate::stored_as_text!(State {
    Draft = "draft",
    Proposed = "proposed",
    Scheduled = "scheduled",
    Published = "published",
    Withdrawn = "withdrawn",
    Declined = "declined",
    Merged = "merged",
});

/// What can be done to a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Its author is done writing.
    Submit,
    /// A leader lets it through.
    Approve,
    /// A leader gives it back with a note.
    Return,
    /// A leader does not want it.
    Decline,
    /// New words for one that was submitted before.
    Save,
    /// Take it back.
    Withdraw,
    /// Its moment came.
    Come,
    /// Its author throws a draft away.
    Discard,
}

impl Act {
    /// The name under which it is recorded.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Decline => "decline",
            Self::Save => "save",
            Self::Withdraw => "withdraw",
            Self::Come => "come",
            Self::Discard => "discard",
        }
    }
}

/// Who acts, seen from the story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Wrote it.
    pub is_author: bool,
    /// A leader or an administrator.
    pub is_leader: bool,
}

/// Why something can not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Only its author may.
    NotTheAuthor,
    /// Only leaders may.
    NotALeader,
    /// Only its author and leaders may.
    NeitherAuthorNorLeader,
    /// It stands elsewhere by now: somebody was quicker.
    TooLate(State),
}

/// Where a story stands after `act`, or why that can not be.
///
/// `publish_at` is the moment that was chosen for it, if any; one that is past means at once.
///
/// # Errors
/// A [`Refusal`] that can be shown to the person.
pub fn next(
    state: State,
    act: Act,
    role: Role,
    publish_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<State, Refusal> {
    let out = match publish_at {
        Some(at) if at > now => State::Scheduled,
        _ => State::Published,
    };
    let author = role.is_author.then_some(()).ok_or(Refusal::NotTheAuthor);
    let leader = role.is_leader.then_some(()).ok_or(Refusal::NotALeader);
    let either = (role.is_author || role.is_leader)
        .then_some(())
        .ok_or(Refusal::NeitherAuthorNorLeader);
    match (act, state) {
        (Act::Submit, State::Draft) => author.map(|()| match role.is_leader {
            true => out,
            false => State::Proposed,
        }),
        (Act::Discard, State::Draft) => author.map(|()| State::Withdrawn),
        (Act::Approve, State::Proposed) => leader.map(|()| out),
        (Act::Return, State::Proposed) => leader.map(|()| State::Draft),
        (Act::Decline, State::Proposed) => leader.map(|()| State::Declined),
        (Act::Save, State::Proposed | State::Published) => either.map(|()| state),
        (Act::Save, State::Scheduled) => either.map(|()| out),
        // Nobody saw it yet: it is the author's draft again.
        (Act::Withdraw, State::Proposed) => author.map(|()| State::Draft),
        (Act::Withdraw, State::Scheduled | State::Published) => either.map(|()| State::Withdrawn),
        (Act::Come, State::Scheduled) if out == State::Published => Ok(State::Published),
        (_, state) => Err(Refusal::TooLate(state)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const AUTHOR: Role = Role {
        is_author: true,
        is_leader: false,
    };
    const LEADER: Role = Role {
        is_author: false,
        is_leader: true,
    };
    const LEADING_AUTHOR: Role = Role {
        is_author: true,
        is_leader: true,
    };
    const NOBODY: Role = Role {
        is_author: false,
        is_leader: false,
    };
    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn at_once(state: State, act: Act, role: Role) -> Result<State, Refusal> {
        next(state, act, role, None, NOW)
    }

    #[test]
    fn a_leader_posts_and_everybody_else_proposes() {
        assert_eq!(
            at_once(State::Draft, Act::Submit, LEADING_AUTHOR),
            Ok(State::Published)
        );
        assert_eq!(
            at_once(State::Draft, Act::Submit, AUTHOR),
            Ok(State::Proposed)
        );
        assert_eq!(
            at_once(State::Draft, Act::Submit, LEADER),
            Err(Refusal::NotTheAuthor)
        );
    }

    #[test]
    fn a_moment_that_is_still_to_come_schedules_and_one_that_is_past_publishes() {
        let later = Some(NOW + TimeDelta::hours(1));
        let before = Some(NOW - TimeDelta::hours(1));
        let approve = |at| next(State::Proposed, Act::Approve, LEADER, at, NOW);
        assert_eq!(approve(later), Ok(State::Scheduled));
        assert_eq!(approve(before), Ok(State::Published));
        let come = |at| next(State::Scheduled, Act::Come, NOBODY, at, NOW);
        assert_eq!(come(later), Err(Refusal::TooLate(State::Scheduled)));
        assert_eq!(come(before), Ok(State::Published));
    }

    #[test]
    fn of_two_leaders_the_second_is_too_late() {
        let first = at_once(State::Proposed, Act::Approve, LEADER).unwrap();
        for act in [Act::Approve, Act::Return, Act::Decline] {
            assert_eq!(at_once(first, act, LEADER), Err(Refusal::TooLate(first)));
        }
    }

    #[test]
    fn only_leaders_decide_and_only_author_and_leaders_change_or_withdraw() {
        for act in [Act::Approve, Act::Return, Act::Decline] {
            assert_eq!(
                at_once(State::Proposed, act, AUTHOR),
                Err(Refusal::NotALeader)
            );
        }
        for act in [Act::Save, Act::Withdraw] {
            assert_eq!(
                at_once(State::Published, act, NOBODY),
                Err(Refusal::NeitherAuthorNorLeader)
            );
            assert!(at_once(State::Published, act, AUTHOR).is_ok());
            assert!(at_once(State::Published, act, LEADER).is_ok());
        }
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in [State::Withdrawn, State::Declined, State::Merged] {
            for act in [
                Act::Submit,
                Act::Approve,
                Act::Return,
                Act::Decline,
                Act::Save,
                Act::Withdraw,
                Act::Come,
                Act::Discard,
            ] {
                assert_eq!(
                    at_once(state, act, LEADING_AUTHOR),
                    Err(Refusal::TooLate(state))
                );
            }
        }
    }

    #[test]
    fn a_proposal_that_is_taken_back_or_returned_is_a_draft_again() {
        assert_eq!(
            at_once(State::Proposed, Act::Withdraw, AUTHOR),
            Ok(State::Draft)
        );
        assert_eq!(
            at_once(State::Proposed, Act::Return, LEADER),
            Ok(State::Draft)
        );
    }
}
