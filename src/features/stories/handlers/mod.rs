//! Answers people who tell, approve, change and withdraw stories.

mod actor;
mod confirming;
mod deciding;
mod home;
mod writing;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub use actor::Actor;
pub use confirming::confirmed;
pub use deciding::{clicked, noted, withdrawn};
pub use home::home_of;
pub use writing::{Chosen, detailed, kept, open, people_in, wrote};

use super::rules::state::{Refusal, State};
use super::store::Story;
use super::views::notices::{self, Refused};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::kit::Message;

/// Why something can not be done to a story.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// The rules say so.
    Rules(Refusal),
    /// It was changed in between.
    Changed,
    /// It is not there.
    Gone,
    /// No department is left.
    Nowhere,
    /// Nobody may approve.
    NoLeader,
}

impl Why {
    fn as_shown<'a>(self, actor: &'a Actor<'_>) -> Refused<'a> {
        match self {
            Self::Rules(refusal) => Refused::Rules(refusal, &actor.leaders),
            Self::Changed => Refused::Changed,
            Self::Gone => Refused::Gone,
            Self::Nowhere => Refused::Nowhere,
            Self::NoLeader => Refused::NoLeader,
        }
    }
}

/// A modal that says why something can not be done, in the place of the one that was sent.
fn refused(actor: &Actor<'_>, why: Why) -> Answer {
    Answer::UpdateView(notices::refused(actor.words(), why.as_shown(actor)))
}

/// Why something that was clicked can not be done: beside a message, or in a modal over a view.
fn told_why(actor: &Actor<'_>, why: Why) -> Answer {
    let shown = why.as_shown(actor);
    if actor.is_in_view {
        return Answer::PushView(notices::refused(actor.words(), shown));
    }
    let said = notices::reason(actor.words(), shown);
    Answer::Reply(Message::paragraph(said).to_json())
}

/// A modal that says what was done.
fn done(actor: &Actor<'_>, what: notices::Done) -> Value {
    notices::done(actor.words(), what)
}

/// Since when a story stands in the channels.
fn published_at(story: &Story, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match story.state {
        State::Published => story.published_at.or(Some(now)),
        _ => story.published_at,
    }
}
