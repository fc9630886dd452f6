//! What the owner of a channel is told when posts to it go wrong: what, where, what to do now.

use super::{NAME, channel};
use crate::platform::ids::ChannelId;
use crate::platform::slack::kit::{self, Message};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What went wrong with posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem<'a> {
    /// Slack knows no such channel, or it is private and we are not in it.
    ChannelNotFound,
    /// We are not a member.
    NotInChannel,
    /// The channel is archived.
    Archived,
    /// A permission was not granted.
    MissingScope {
        /// The permission, as Slack names it.
        scope: &'a str,
    },
    /// It is unclear whether Slack took a post.
    Unclear {
        /// The post's id in the outbox.
        post: &'a str,
    },
    /// Slack no longer accepts our token.
    TokenRevoked,
    /// Anything else that Slack refuses for good.
    Other {
        /// Slack's error code.
        code: &'a str,
    },
}

/// A problem and the place where it happened.
#[derive(Clone, Copy, Debug)]
pub struct ProblemAt<'a> {
    /// What went wrong.
    pub problem: Problem<'a>,
    /// The channel.
    pub channel: &'a ChannelId,
    /// The department's name in the reader's language; `None` for the triage channel.
    pub department: Option<&'a str>,
    /// How many posts wait for the channel.
    pub waiting: i64,
}

/// The message to the owner of a channel.
pub fn problem(words: Words, at: &ProblemAt) -> Message {
    let place = match at.department {
        Some(department) => words.problem_at(
            &channel(at.channel),
            &escape(&text::one_line(department, NAME)),
        ),
        None => channel(at.channel),
    };
    let place = place.as_str();
    let (what, remedy) = match at.problem {
        Problem::ChannelNotFound => (
            words.problem_channel_not_found(place),
            words.problem_channel_not_found_remedy(),
        ),
        Problem::NotInChannel => (
            words.problem_not_in_channel(place),
            words.problem_not_in_channel_remedy(),
        ),
        Problem::Archived => (
            words.problem_archived(place),
            words.problem_archived_remedy(),
        ),
        Problem::MissingScope { scope } => (
            words.problem_missing_scope(place, &code(scope)),
            words.problem_missing_scope_remedy(),
        ),
        Problem::Unclear { post } => (
            words.problem_unclear(place),
            words.problem_unclear_remedy(&code(post)),
        ),
        Problem::TokenRevoked => (
            words.problem_token_revoked(place),
            words.problem_token_revoked_remedy(),
        ),
        Problem::Other { code: said } => (
            words.problem_other(place, &code(said)),
            words.problem_other_remedy(),
        ),
    };
    let remedy = words.problem_what_to_do(&remedy);
    let waiting = words.problem_waiting(at.waiting);
    Message::new(kit::unformatted(&format!("{what} {remedy} {waiting}")))
        .with(kit::section(&format!("⚠️ {what}")))
        .with(kit::section(&remedy))
        .with(kit::context(&waiting))
}

/// A short code from elsewhere, fit to stand between backticks.
pub(super) fn code(text: &str) -> String {
    escape(&text::one_line(text, NAME).replace('`', "'"))
}
