//! What is told to one person, and what is told where a customer's words stand.

use chrono::NaiveDate;

use super::actions::WORDS;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::{Message, person};
use crate::platform::text::{self, escape_cut};
use crate::platform::words::Words;

/// An item came back too often and was dropped.
pub fn dropped(words: Words, said: &str) -> Message {
    Message::paragraph(match said {
        "" => words.agenda_dropped_quote(),
        said => words.agenda_dropped(&shown(said)),
    })
}

/// Under a customer's words: somebody does something about them.
pub fn agreed(words: Words, said: &str, owner: &UserId, due_on: Option<NaiveDate>) -> Message {
    let owner = person(owner);
    Message::paragraph(match due_on {
        Some(due_on) => words.agenda_agreed_until(&shown(said), &owner, &words.day_of_year(due_on)),
        None => words.agenda_agreed(&shown(said), &owner),
    })
}

/// Under a customer's words: it was done.
pub fn done(words: Words, said: &str, by: &UserId) -> Message {
    Message::paragraph(words.agenda_done(&shown(said), &person(by)))
}

/// The answer to a press that came too late.
pub fn too_late(words: Words) -> Message {
    Message::paragraph(words.agenda_too_late())
}

/// The answer to a swap where nothing else is left.
pub fn nothing_else(words: Words) -> Message {
    Message::paragraph(words.agenda_nothing_else())
}

fn shown(said: &str) -> String {
    escape_cut(&text::one_line(said, WORDS), WORDS)
}
