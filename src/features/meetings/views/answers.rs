//! The answers to `/agenda` and to the shortcut, for one person alone.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::TITLE;
use super::actions::WORDS;
use super::card::moment;
use crate::platform::ids::ChannelId;
use crate::platform::slack::kit::{self, Message, channel};
use crate::platform::text::{self, escape, escape_cut};
use crate::platform::words::Words;

/// Items that are listed.
const LISTED: usize = 10;
/// Channels that are named.
const CHANNELS: usize = 12;

/// A meeting that is to come.
#[derive(Clone, Copy, Debug)]
pub struct Coming<'a> {
    /// What it is called.
    pub title: &'a str,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// The same on the organisation's clock.
    pub local: NaiveDateTime,
}

impl Coming<'_> {
    fn in_words(&self, words: Words) -> String {
        let title = escape(&text::one_line(self.title, TITLE));
        let when = moment(words, self.starts_at, self.local);
        words.agenda_coming(&title, &when)
    }
}

/// An item is on the agenda of the next meeting.
pub fn added(words: Words, said: &str, next: Option<Coming>) -> Message {
    let said = match said {
        "" => words.agenda_the_quote(),
        said => format!("“{}”", escape_cut(&text::one_line(said, WORDS), WORDS)),
    };
    Message::paragraph(match next {
        Some(next) => words.agenda_added(&said, &next.in_words(words)),
        None => words.agenda_added_some_day(&said),
    })
}

/// What is on the agenda of this channel.
pub fn list(words: Words, next: Option<Coming>, items: &[String]) -> Message {
    let heading = match next {
        Some(next) => words.agenda_next(&next.in_words(words)),
        None => words.agenda_next_none(),
    };
    let mut lines: Vec<String> = items
        .iter()
        .take(LISTED)
        .map(|item| format!("• {}", escape_cut(&text::one_line(item, WORDS), WORDS)))
        .collect();
    if lines.is_empty() {
        lines.push(words.agenda_list_empty());
    }
    let lines = lines.join("\n");
    Message::new(format!("{} {lines}", kit::unformatted(&heading)))
        .with(kit::section(&heading))
        .with(kit::section(&lines))
        .with(kit::context(&words.agenda_list_hint()))
}

/// No meeting is held in this channel.
pub fn no_meeting(words: Words, places: &[ChannelId]) -> Message {
    let named: Vec<String> = places.iter().take(CHANNELS).map(channel).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    Message::paragraph(match named.is_empty() {
        true => words.agenda_no_meetings(),
        false => words.agenda_not_here(&words.list(&named)),
    })
}

/// Nothing was written behind `add`.
pub fn empty(words: Words) -> Message {
    Message::paragraph(words.agenda_add_empty())
}

/// What `/agenda` can do.
pub fn help(words: Words) -> Message {
    Message::paragraph(words.agenda_help())
}
