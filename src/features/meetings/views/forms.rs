//! The forms of notes and actions, and why something is on the agenda.

use chrono::NaiveDate;
use serde_json::Value;

use super::actions::{self, DUE, OWNER, TEXT, WORDS};
use crate::features::meetings::rules::choice::{Reason, Tone};
use crate::platform::ids::UserId;
use crate::platform::slack::fields::Field;
use crate::platform::slack::kit;
use crate::platform::words::Words;

fn text_field(words: Words, label: &str) -> kit::Block {
    let _ = words;
    let field = Field {
        block: TEXT,
        action: TEXT,
        label,
        hint: None,
        optional: false,
    };
    field.text("", WORDS as u64, true)
}

/// The form of a note under the agenda of a meeting.
pub fn note(words: Words, meeting: &str) -> Value {
    kit::modal(
        actions::NOTE_FORM,
        meeting,
        &words.agenda_note_title(),
        Some(&words.agenda_save()),
        &words.close(),
        vec![text_field(words, &words.agenda_note_label())],
    )
}

/// The form of an action: what, who, until when. `owner` is who opened it.
pub fn action(words: Words, meeting: &str, owner: &UserId, due_on: NaiveDate) -> Value {
    let who = Field {
        block: OWNER,
        action: OWNER,
        label: &words.agenda_action_owner(),
        hint: None,
        optional: false,
    };
    let until = Field {
        block: DUE,
        action: DUE,
        label: &words.agenda_action_due(),
        hint: Some(&words.agenda_action_hint()),
        optional: false,
    };
    kit::modal(
        actions::ACTION_FORM,
        meeting,
        &words.agenda_action_title(),
        Some(&words.agenda_save()),
        &words.close(),
        vec![
            text_field(words, &words.agenda_action_label()),
            who.people(
                &words.agenda_action_owner_placeholder(),
                std::slice::from_ref(owner),
                1,
            ),
            until.day(Some(due_on)),
        ],
    )
}

/// Why this customer is on the agenda.
pub fn why(words: Words, reason: Option<&Reason>) -> Value {
    let blocks = match reason {
        None => vec![kit::section(&words.agenda_why_none())],
        Some(reason) => {
            let fresh = i64::from(reason.fresh);
            let mut blocks = vec![
                kit::section(&words.agenda_why_fresh(fresh, i64::from(reason.weeks))),
                kit::section(&words.agenda_why_ratio(
                    i64::from(reason.praise),
                    i64::from(reason.pain),
                    &tone(words, reason.wanted),
                )),
            ];
            if reason.got != reason.wanted {
                let (wanted, got) = (tone(words, reason.wanted), tone(words, reason.got));
                blocks.push(kit::section(&words.agenda_why_other(&wanted, &got)));
            }
            blocks
        }
    };
    let title = words.agenda_why_title();
    kit::modal(actions::READ_ONLY, "", &title, None, &words.close(), blocks)
}

fn tone(words: Words, tone: Tone) -> String {
    match tone {
        Tone::Praise => words.agenda_tone_praise(),
        Tone::Pain => words.agenda_tone_pain(),
        Tone::Neutral => words.agenda_tone_neutral(),
    }
}
