//! What stories show in Slack: the story itself, the forms, what leaders are asked, what authors are told.
//!
//! What people and customers wrote only ever goes into rich text and plain text, which format nothing,
//! or is escaped.

pub mod actions;
pub mod asks;
pub mod forms;
pub mod home;
pub mod notices;
pub mod post;
pub mod week;
pub mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{channel, person};
use crate::platform::words::Words;

/// Channels or people that are named; the rest is left out.
const NAMED: usize = 12;

/// A moment for which a story is scheduled, and how it is told.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The moment.
    pub at: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
    /// The zone of the person who reads it.
    pub zone: Tz,
}

impl Moment {
    /// `tomorrow at 09:30`.
    pub(crate) fn in_words(&self, words: Words) -> String {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        words.moment(local(self.at), local(self.now).date())
    }

    /// The name of its zone: `Europe/Amsterdam`.
    pub(crate) fn zone_name(&self) -> &'static str {
        self.zone.name()
    }
}

/// Channels in Slack's markup.
fn channels(words: Words, places: &[ChannelId]) -> String {
    let named: Vec<String> = places.iter().take(NAMED).map(channel).collect();
    listed(words, &named, places.len())
}

/// People in Slack's markup.
fn people(words: Words, users: &[UserId]) -> String {
    let named: Vec<String> = users.iter().take(NAMED).map(person).collect();
    listed(words, &named, users.len())
}

fn listed(words: Words, named: &[String], of: usize) -> String {
    let more = i64::try_from(of.saturating_sub(named.len())).unwrap_or(i64::MAX);
    let more = words.story_and_more(more);
    let mut shown: Vec<&str> = named.iter().map(String::as_str).collect();
    if of > shown.len() {
        shown.push(&more);
    }
    words.list(&shown)
}

/// `@ada`, or `one of @ada and @bob`.
fn one_of(words: Words, leaders: &[UserId]) -> String {
    match leaders {
        [only] => person(only),
        several => words.story_leader_one_of(&people(words, several)),
    }
}
