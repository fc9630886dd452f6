//! What leaders are asked, what authors are told, and the forms in which a decision gets its words.

use serde_json::Value;

use super::actions::{self, Input, StoryAction};
use super::post::ShownStory;
use super::{Moment, channels};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::fields::Field;
use crate::platform::slack::kit::{self, Message, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The question to a leader: may this story be posted?
pub fn ask(
    words: Words,
    story: &ShownStory,
    places: &[ChannelId],
    moment: Option<Moment>,
) -> Message {
    let asks = words.story_ask(&person(story.author));
    let mut about = channels(words, places);
    if let Some(moment) = moment {
        let later = words.story_preview_later(&moment.in_words(words), moment.zone_name());
        about = format!("{about}  ·  {later}");
    }
    let spoken = format!("{asks} {}", story.spoken(words));
    let message = Message::new(spoken)
        .with(kit::section(&asks))
        .with(kit::context(&about))
        .with(kit::divider());
    story
        .blocks(words, false)
        .into_iter()
        .fold(message, Message::with)
        .with_some(buttons(words, story.id))
}

/// What a leader can do with a proposal.
pub(super) fn buttons(words: Words, id: &str) -> Option<kit::Block> {
    let action = |action: fn(String) -> StoryAction| action(id.to_owned()).to_string();
    let buttons = vec![
        kit::primary_button(
            &words.story_approve(),
            actions::APPROVE,
            &action(StoryAction::Approve),
        )
        .into(),
        kit::button(
            &words.story_edit(),
            actions::EDIT,
            &action(StoryAction::Edit),
        )
        .into(),
        kit::button(
            &words.story_return(),
            actions::RETURN,
            &action(StoryAction::Return),
        )
        .into(),
        kit::button(
            &words.story_decline(),
            actions::DECLINE,
            &action(StoryAction::Decline),
        )
        .into(),
    ];
    kit::actions("story:ask", buttons)
}

/// What was decided about a proposal.
#[derive(Clone, Copy, Debug)]
pub enum Decision<'a> {
    /// It was approved; it goes to these channels, at once or at a moment.
    Approved(&'a [ChannelId], Option<Moment>),
    /// It was given back with a note.
    Returned(&'a str),
    /// It was declined with a reason.
    Declined(&'a str),
    /// Its author took it back.
    TakenBack,
}

/// What the question to a leader becomes when `by` decided.
pub fn decided(words: Words, story: &ShownStory, by: &UserId, decision: Decision) -> Message {
    let author = person(story.author);
    let customer = escape(&story.customer.in_words(words));
    let by = person(by);
    let (said, note) = match decision {
        Decision::Approved(..) => (words.story_decided_approved(&by, &author, &customer), None),
        Decision::Returned(note) => (
            words.story_decided_returned(&by, &author, &customer),
            Some(note),
        ),
        Decision::Declined(note) => (
            words.story_decided_declined(&by, &author, &customer),
            Some(note),
        ),
        Decision::TakenBack => (words.story_decided_taken_back(&author, &customer), None),
    };
    with_note(&said, note)
}

/// What the author is told when `by` decided; `None` where the author decided.
pub fn told(words: Words, story: &ShownStory, by: &UserId, decision: Decision) -> Option<Message> {
    let customer = escape(&story.customer.in_words(words));
    let by = person(by);
    Some(match decision {
        Decision::Approved(places, None) => {
            let places = channels(words, places);
            Message::paragraph(words.story_told_approved(&by, &customer, &places))
        }
        Decision::Approved(_, Some(moment)) => {
            let (at, zone) = (moment.in_words(words), moment.zone_name());
            Message::paragraph(words.story_told_approved_later(&by, &customer, &at, zone))
        }
        Decision::Returned(note) => {
            let said = words.story_told_returned(&by, &customer);
            let go_on = StoryAction::Continue(story.id.to_owned()).to_string();
            let button = kit::primary_button(&words.story_continue(), actions::CONTINUE, &go_on);
            with_note(&said, Some(note))
                .with_some(kit::actions("story:returned", vec![button.into()]))
        }
        Decision::Declined(note) => {
            with_note(&words.story_told_declined(&by, &customer), Some(note))
        }
        Decision::TakenBack => return None,
    })
}

fn with_note(said: &str, note: Option<&str>) -> Message {
    let note = note.map(|note| text::cut(&text::clean(note), actions::NOTE));
    let text = match &note {
        Some(note) => {
            let note = text::one_line(note, actions::NOTE);
            format!("{said} “{}”", text::escape_cut(&note, actions::NOTE))
        }
        None => said.to_owned(),
    };
    Message::new(kit::unformatted(&text))
        .with(kit::section(said))
        .with_some(note.map(|note| kit::quote(&note, None, None)))
}

/// What a leader writes to the author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteFor {
    /// What should be different.
    Return,
    /// Why not.
    Decline,
}

/// The form for a leader's note to the author.
pub fn note(words: Words, story: &str, kind: NoteFor) -> Value {
    let (title, label, action) = match kind {
        NoteFor::Return => (
            words.story_note_return_title(),
            words.story_note_return(),
            StoryAction::Return(story.to_owned()),
        ),
        NoteFor::Decline => (
            words.story_note_decline_title(),
            words.story_note_decline(),
            StoryAction::Decline(story.to_owned()),
        ),
    };
    let field = Field {
        block: &Input::Note.block(story),
        action: Input::Note.action(),
        label: &label,
        hint: Some(&words.story_note_hint()),
        optional: false,
    };
    kit::modal(
        actions::NOTE_FORM,
        &action.to_string(),
        &title,
        Some(&words.story_note_send()),
        &words.close(),
        vec![field.text("", actions::NOTE as u64, true)],
    )
}

/// Whether a story is really to be withdrawn from `places`; a proposal stands nowhere yet.
pub fn withdraw(words: Words, story: &ShownStory, places: Option<&[ChannelId]>) -> Value {
    let customer = escape(&story.customer.in_words(words));
    let sure = match places {
        Some(places) => words.story_withdraw_sure(&channels(words, places)),
        None => words.story_withdraw_proposal(),
    };
    let action = StoryAction::Withdraw(story.id.to_owned()).to_string();
    kit::modal(
        actions::WITHDRAW_FORM,
        &action,
        &words.story_withdraw_title(),
        Some(&words.story_withdraw_submit()),
        &words.close(),
        vec![kit::section(&format!("*{customer}*")), kit::section(&sure)],
    )
}
