//! The question after a meeting: one tap says what came of it.

use super::TITLE;
use super::actions::{self, AgendaAction};
use crate::features::meetings::store::occurrences::Outcome;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::{self, Message, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What came of the meeting?
pub fn question(words: Words, id: &str, title: &str) -> Message {
    let asks = words.agenda_after(&escape(&text::one_line(title, TITLE)));
    let value = |action: AgendaAction| action.to_string();
    let discussed = value(AgendaAction::Discussed(id.to_owned()));
    let act = value(AgendaAction::Act(id.to_owned()));
    let not_today = value(AgendaAction::NotToday(id.to_owned()));
    let buttons = vec![
        kit::primary_button(&words.agenda_discussed(), actions::DISCUSSED, &discussed).into(),
        kit::button(&words.agenda_add_action(), actions::ACT, &act).into(),
        kit::button(&words.agenda_not_today(), actions::NOT_TODAY, &not_today).into(),
    ];
    Message::paragraph(asks).with_some(kit::actions("agenda:after", buttons))
}

/// What the question becomes once it was answered.
pub fn answered(words: Words, title: &str, outcome: Outcome, by: &UserId) -> Message {
    let title = escape(&text::one_line(title, TITLE));
    let by = person(by);
    Message::paragraph(match outcome {
        Outcome::Discussed => words.agenda_after_discussed(&title, &by),
        Outcome::Action => words.agenda_after_action(&title, &by),
        Outcome::NotToday => words.agenda_after_not_today(&title, &by),
    })
}
