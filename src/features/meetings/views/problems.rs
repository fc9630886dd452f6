//! What the owner of a rule is told when something does not work, with the remedy.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::TITLE;
use super::card::moment;
use crate::platform::slack::kit::Message;
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What a calendar says of itself, as far as it is shown.
const SAID: usize = 200;
/// Rules that are named.
const NAMED: usize = 8;

/// What is wrong with a calendar.
#[derive(Clone, Copy, Debug)]
pub enum CalendarProblem<'a> {
    /// It does not answer, and says this.
    Unreachable(&'a str),
    /// It does not take the password or key.
    Refused(&'a str),
    /// It is not shared with this account.
    Forbidden(&'a str),
    /// It can only be read.
    ReadOnly,
    /// It, or the event, is not there.
    NotFound(&'a str),
    /// The link of an online meeting might be lost.
    OnlineMeeting,
    /// Everybody who takes part would be mailed.
    WouldMail,
    /// What it sends is no calendar.
    Unreadable(&'a str),
    /// It held events and holds none.
    Emptied,
}

impl CalendarProblem<'_> {
    /// What is wrong and what to do about it.
    fn in_words(&self, words: Words, calendar: &str) -> String {
        let shown = |said: &str| escape(&text::one_line(said, SAID));
        let secret = format!(
            "CALENDAR_SECRET_{}",
            calendar.to_uppercase().replace('-', "_")
        );
        match self {
            Self::Unreachable(said) => words.calendar_unreachable(&shown(said)),
            Self::Refused(said) => words.calendar_refused(&shown(said), &shown(&secret)),
            Self::Forbidden(account) => words.calendar_forbidden(&shown(account)),
            Self::ReadOnly => words.calendar_read_only(),
            Self::NotFound(said) => words.calendar_not_found(&shown(said)),
            Self::OnlineMeeting => words.calendar_online_meeting(),
            Self::WouldMail => words.calendar_would_mail(),
            Self::Unreadable(said) => words.calendar_unreadable(&shown(said)),
            Self::Emptied => words.calendar_emptied(),
        }
    }
}

fn named(words: Words, rules: &[&str]) -> String {
    let names: Vec<String> = rules
        .iter()
        .take(NAMED)
        .map(|name| format!("“{}”", escape(&text::one_line(name, TITLE))))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    words.list(&names)
}

/// A calendar can not be read.
pub fn calendar_fails(
    words: Words,
    calendar: &str,
    rules: &[&str],
    problem: CalendarProblem,
) -> Message {
    let name = escape(calendar);
    let why = problem.in_words(words, calendar);
    Message::paragraph(words.calendar_fails(&name, &named(words, rules), &why))
}

/// A calendar can be read again.
pub fn calendar_is_well(words: Words, calendar: &str, rules: &[&str]) -> Message {
    Message::paragraph(words.calendar_well(&escape(calendar), &named(words, rules)))
}

/// A meeting began before its agenda could be posted.
pub fn missed(words: Words, rule: &str, at: DateTime<Utc>, local: NaiveDateTime) -> Message {
    let rule = escape(&text::one_line(rule, TITLE));
    Message::paragraph(words.agenda_missed(&rule, &moment(words, at, local)))
}

/// The event of a meeting can not be written.
pub fn writing_fails(
    words: Words,
    calendar: &str,
    rule: &str,
    problem: CalendarProblem,
) -> Message {
    let rule = escape(&text::one_line(rule, TITLE));
    let why = problem.in_words(words, calendar);
    Message::paragraph(words.calendar_writing_fails(&rule, &why))
}
