//! What is said once a rule was saved, paused, resumed or removed, and why it was not.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::card::moment_in_full;
use super::overview::lead;
use super::{TITLE, actions, rule_actions};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{self, Block, Message, channel, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// People who are named.
const NAMED: usize = 5;

/// What is known of the next meetings of a rule that was saved.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// These are the next.
    Next(&'a [(DateTime<Utc>, NaiveDateTime)]),
    /// None of the coming weeks fits.
    None,
    /// The calendar can not be read now.
    Unread,
    /// The calendar takes its time.
    Slow,
    /// It is paused.
    Paused,
}

/// A rule was saved: where its agenda appears, and the next meetings that it will have.
pub fn saved(
    words: Words,
    name: &str,
    place: &ChannelId,
    lead_minutes: u32,
    found: Found,
) -> Value {
    let name = escape(&text::one_line(name, TITLE));
    let heading = words.rule_saved(&name, &channel(place), &lead(words, lead_minutes));
    let found = match found {
        Found::Next(next) => format!("{}\n{}", words.rule_saved_next(), coming(words, next)),
        Found::None => words.rule_saved_none(),
        Found::Unread => words.rule_saved_unread(),
        Found::Slow => words.rule_saved_slow(),
        Found::Paused => words.rule_saved_paused(),
    };
    say(
        words,
        &words.rule_saved_title(),
        vec![kit::section(&heading), kit::section(&found)],
    )
}

/// When the next meetings of a rule begin, each on a line of its own.
fn coming(words: Words, next: &[(DateTime<Utc>, NaiveDateTime)]) -> String {
    let lines: Vec<String> = next
        .iter()
        .map(|(at, local)| format!("• {}", moment_in_full(words, *at, *local)))
        .collect();
    lines.join("\n")
}

/// Asks once more before a rule is removed.
pub fn remove(words: Words, rule: &str, name: &str) -> Value {
    let name = escape(&text::one_line(name, TITLE));
    kit::modal(
        rule_actions::REMOVE_FORM,
        rule,
        &words.rule_remove_title(),
        Some(&words.rule_remove_yes()),
        &words.close(),
        vec![kit::section(&words.rule_remove_sure(&name))],
    )
}

/// What was done, or why it was not.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// It is removed.
    Removed(&'a str),
    /// It is paused.
    Paused(&'a str),
    /// It is resumed.
    Resumed(&'a str),
    /// Somebody paused it before.
    PausedAlready(&'a str),
    /// It is not paused.
    RunsAlready(&'a str),
    /// It is not there any more.
    Gone,
    /// Somebody changed it in the meantime.
    Changed,
    /// Only these may.
    Forbidden(&'a [UserId]),
    /// Its calendar is not in the configuration any more.
    NoCalendar,
}

/// What was done, or why it was not, in words.
pub fn in_words(words: Words, said: Said) -> String {
    let shown = |name: &str| escape(&text::one_line(name, TITLE));
    match said {
        Said::Removed(name) => words.rule_removed(&shown(name)),
        Said::Paused(name) => words.rule_done_paused(&shown(name)),
        Said::Resumed(name) => words.rule_done_resumed(&shown(name)),
        Said::PausedAlready(name) => words.rule_paused_already(&shown(name)),
        Said::RunsAlready(name) => words.rule_runs_already(&shown(name)),
        Said::Gone => words.rule_gone(),
        Said::Changed => words.rule_changed_meanwhile(),
        Said::NoCalendar => words.rule_no_calendar(),
        Said::Forbidden([]) => words.rule_forbidden_nobody(),
        Said::Forbidden(managers) => {
            let named: Vec<String> = managers.iter().take(NAMED).map(person).collect();
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            words.rule_forbidden(&words.list(&named))
        }
    }
}

/// The same as a message.
pub fn message(words: Words, said: Said) -> Message {
    Message::paragraph(in_words(words, said))
}

/// The same as a modal, in the place of the one that was sent.
pub fn modal(words: Words, said: Said) -> Value {
    let text = in_words(words, said);
    say(words, &words.rule_said_title(), vec![kit::section(&text)])
}

fn say(words: Words, title: &str, blocks: Vec<Block>) -> Value {
    kit::modal(actions::READ_ONLY, "", title, None, &words.close(), blocks)
}
