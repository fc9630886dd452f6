//! Where the buttons and modals of meetings lead: made by the views, parsed by the routes.

use std::fmt;

use chrono::NaiveDate;

use crate::platform::ids::UserId;
use crate::platform::slack::inbound::ViewState;

/// `action_id` of the button that says that the customer was spoken of.
pub const DISCUSSED: &str = "agenda:discussed";
/// `action_id` of the button that shows another customer.
pub const SWAP: &str = "agenda:swap";
/// `action_id` of the button that leaves the customer out.
pub const SKIP: &str = "agenda:skip";
/// `action_id` of the button that adds a note.
pub const NOTE: &str = "agenda:note";
/// `action_id` of the button that begins an action.
pub const ACT: &str = "agenda:act";
/// `action_id` of the button that says that there was no time.
pub const NOT_TODAY: &str = "agenda:not-today";
/// `action_id` of the button that closes an item.
pub const CLOSE: &str = "agenda:close";
/// `action_id` of the menu.
pub const MENU: &str = "agenda:menu";
/// `callback_id` of the form of a note.
pub const NOTE_FORM: &str = "agenda:note-form";
/// `callback_id` of the form of an action.
pub const ACTION_FORM: &str = "agenda:action-form";
/// `callback_id` of modals that only say something.
pub const READ_ONLY: &str = "agenda:read-only";
/// `callback_id` of the shortcut in the menu of a message; the manifest names the same.
pub const FROM_MESSAGE: &str = "agenda:from-message";
/// The longest item, action or note.
pub const WORDS: usize = 300;

/// Every `action_id` that the routes hand to meetings.
pub const CLICKS: [&str; 8] = [DISCUSSED, SWAP, SKIP, NOTE, ACT, NOT_TODAY, CLOSE, MENU];
/// Every `callback_id` that the routes hand to meetings.
pub const FORMS: [&str; 2] = [NOTE_FORM, ACTION_FORM];

/// What a click on one of our elements asks for; written as its value, `agenda:swap:<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgendaAction {
    /// The customer was spoken of in this meeting.
    Discussed(String),
    /// Another customer on the agenda of this meeting, in the place of this one.
    Swap(String, String),
    /// No customer in this meeting.
    Skip(String),
    /// A note under it.
    Note(String),
    /// An action out of it.
    Act(String),
    /// There was no time.
    NotToday(String),
    /// This item was spoken of, this action is done.
    Close(String),
    /// Why this is on the agenda.
    Why(String),
}

impl fmt::Display for AgendaAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self {
            Self::Discussed(id) => ("discussed", id),
            Self::Swap(id, seen) => return write!(f, "agenda:swap:{id}~{seen}"),
            Self::Skip(id) => ("skip", id),
            Self::Note(id) => ("note", id),
            Self::Act(id) => ("act", id),
            Self::NotToday(id) => ("not-today", id),
            Self::Close(id) => ("close", id),
            Self::Why(id) => ("why", id),
        };
        write!(f, "agenda:{kind}:{id}")
    }
}

impl AgendaAction {
    /// The action that an element's value stands for; `None` for anything that we did not make.
    pub fn parse(value: &str) -> Option<Self> {
        let (kind, id) = value.strip_prefix("agenda:")?.split_once(':')?;
        if id.is_empty() || id.contains(':') {
            return None;
        }
        let own = id.to_owned();
        Some(match kind {
            "discussed" => Self::Discussed(own),
            "swap" => {
                let (id, seen) = id.split_once('~')?;
                Self::Swap(id.to_owned(), seen.to_owned())
            }
            "skip" => Self::Skip(own),
            "note" => Self::Note(own),
            "act" => Self::Act(own),
            "not-today" => Self::NotToday(own),
            "close" => Self::Close(own),
            "why" => Self::Why(own),
            _ => return None,
        })
    }
}

/// `block_id` and `action_id` of the text of a note or an action.
pub const TEXT: &str = "words";
/// `block_id` and `action_id` of who does it.
pub const OWNER: &str = "owner";
/// `block_id` and `action_id` of the day until when.
pub const DUE: &str = "due";

/// What was filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub words: String,
    /// Who does it.
    pub owner: Option<UserId>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
}

impl Filled {
    /// What a form holds.
    pub fn of(state: &ViewState) -> Self {
        let text = state.get(TEXT, TEXT).and_then(|input| input.value.as_ref());
        let owner = state.get(OWNER, OWNER);
        let due = state.get(DUE, DUE).and_then(|input| input.date.as_ref());
        Self {
            words: text.map(|text| text.trim().to_owned()).unwrap_or_default(),
            owner: owner.and_then(|input| input.users.first().cloned()),
            due_on: due.and_then(|day| day.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_read_back_as_it_was_written() {
        let id = || "0198-a".to_owned();
        for action in [
            AgendaAction::Discussed(id()),
            AgendaAction::Swap(id(), "0198-b".into()),
            AgendaAction::Skip(id()),
            AgendaAction::Note(id()),
            AgendaAction::Act(id()),
            AgendaAction::NotToday(id()),
            AgendaAction::Close(id()),
            AgendaAction::Why(id()),
        ] {
            assert_eq!(AgendaAction::parse(&action.to_string()), Some(action));
        }
        for foreign in [
            "",
            "agenda:note:",
            "agenda:swap:a",
            "agenda:x:a",
            "story:note:a",
        ] {
            assert_eq!(AgendaAction::parse(foreign), None, "{foreign}");
        }
    }
}
