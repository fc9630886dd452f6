//! What a person sees when something was done, and why something can not be.

use serde_json::Value;

use super::{Moment, actions, channels, people};
use crate::features::stories::rules::state::{Refusal, State};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::fields::closing_all;
use crate::platform::slack::kit;
use crate::platform::words::Words;

/// What was done.
#[derive(Clone, Copy, Debug)]
pub enum Done<'a> {
    /// It is posted.
    Published(&'a [ChannelId]),
    /// It will be posted.
    Scheduled(&'a [ChannelId], Moment),
    /// It was put before leaders.
    Proposed(&'a [UserId]),
    /// It was changed.
    Saved,
    /// It was taken back.
    Withdrawn,
    /// A proposal is a draft again.
    TakenBack,
    /// The author was told of a decision.
    Told,
}

/// What was done, in words.
pub fn done(words: Words, done: Done) -> Value {
    let said = match done {
        Done::Published(places) => words.story_done_published(&channels(words, places)),
        Done::Scheduled(places, moment) => words.story_done_scheduled(
            &channels(words, places),
            &moment.in_words(words),
            moment.zone_name(),
        ),
        Done::Proposed(leaders) => words.story_done_proposed(&people(words, leaders)),
        Done::Saved => words.story_done_saved(),
        Done::Withdrawn => words.story_done_withdrawn(),
        Done::TakenBack => words.story_done_taken_back(),
        Done::Told => words.story_done_told(),
    };
    let title = words.story_done_title();
    let blocks = vec![kit::section(&said)];
    let modal = kit::modal(actions::READ_ONLY, "", &title, None, &words.close(), blocks);
    closing_all(modal)
}

/// Why something can not be done.
#[derive(Clone, Copy, Debug)]
pub enum Refused<'a> {
    /// The rules say so; only these may.
    Rules(Refusal, &'a [UserId]),
    /// Somebody changed it in the meantime.
    Changed,
    /// There is no such story.
    Gone,
    /// No chosen department is in use.
    Nowhere,
    /// Nobody may approve.
    NoLeader,
}

/// Why something can not be done, in words.
pub fn reason(words: Words, refused: Refused) -> String {
    match refused {
        Refused::Rules(Refusal::NotTheAuthor, _) => words.story_refused_author(),
        Refused::Rules(Refusal::NotALeader, leaders) => {
            words.story_refused_leader(&people(words, leaders))
        }
        Refused::Rules(Refusal::NeitherAuthorNorLeader, leaders) => {
            words.story_refused_neither(&people(words, leaders))
        }
        Refused::Rules(Refusal::TooLate(state), _) => match state {
            State::Draft => words.story_refused_draft(),
            State::Proposed => words.story_refused_proposed(),
            State::Scheduled => words.story_refused_scheduled(),
            State::Published => words.story_refused_published(),
            State::Withdrawn => words.story_refused_withdrawn(),
            State::Declined => words.story_refused_declined(),
            State::Merged => words.story_refused_merged(),
        },
        Refused::Changed => words.story_refused_changed(),
        Refused::Gone => words.story_refused_gone(),
        Refused::Nowhere => words.story_refused_nowhere(),
        Refused::NoLeader => words.story_refused_no_leader(),
    }
}

/// The same as a modal. What lies under it stays, so that what was typed can be copied.
pub fn refused(words: Words, refused: Refused) -> Value {
    kit::modal(
        actions::READ_ONLY,
        "",
        &words.story_refused_title(),
        None,
        &words.close(),
        vec![kit::section(&reason(words, refused))],
    )
}
