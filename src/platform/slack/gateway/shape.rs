//! Which part of an answer travels in the acknowledgement, and what is left to be delivered.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tracing::error;

use super::{Acknowledgement, Answer};
use crate::platform::slack::inbound::{Inbound, ViewSubmission};

/// An answer in the two parts in which it travels.
#[derive(Debug, PartialEq)]
pub(super) struct Shape {
    pub acknowledgement: Acknowledgement,
    pub rest: Option<Delivery>,
}

/// Something that does not travel in an acknowledgement.
#[derive(Debug, PartialEq)]
pub(super) enum Delivery {
    /// A message to the person.
    Message(Value),
    /// This instead of the view.
    Update(Value),
    /// This on top of the view, or as a first modal.
    Push(Value),
    /// What was wrong in a modal that is closed by now.
    Errors(Vec<String>),
    /// Too late to be of use.
    Nothing,
}

impl Shape {
    pub(super) fn bare() -> Self {
        Self {
            acknowledgement: Acknowledgement::Bare,
            rest: None,
        }
    }

    fn with(answer: Value) -> Self {
        Self {
            acknowledgement: Acknowledgement::With(answer),
            rest: None,
        }
    }

    fn apart(rest: Delivery) -> Self {
        Self {
            acknowledgement: Acknowledgement::Bare,
            rest: Some(rest),
        }
    }
}

/// The two parts of a handler's answer.
pub(super) fn answer(asker: &Inbound, answer: Answer, carries: bool) -> Shape {
    match (asker, answer) {
        (_, Answer::Nothing) => Shape::bare(),
        (Inbound::Slash(_), Answer::Reply(words)) if carries => Shape::with(message(words)),
        (Inbound::Suggestion(_), Answer::Options(options)) if carries => {
            Shape::with(match options {
                Value::Array(_) => json!({ "options": options }),
                object => object,
            })
        }
        (Inbound::Submit(_), Answer::Errors(errors)) if carries => {
            Shape::with(json!({"response_action": "errors", "errors": errors}))
        }
        (Inbound::Submit(_), Answer::UpdateView(view)) if carries => {
            Shape::with(json!({"response_action": "update", "view": view}))
        }
        (Inbound::Submit(_), Answer::PushView(view)) if carries => {
            Shape::with(json!({"response_action": "push", "view": view}))
        }
        (Inbound::Submit(_), Answer::ClearViews) if carries => {
            Shape::with(json!({"response_action": "clear"}))
        }
        (Inbound::Submit(_), Answer::Errors(errors)) => Shape::apart(late_errors(errors)),
        (Inbound::Submit(_), Answer::ClearViews) | (Inbound::Suggestion(_), _) => Shape::bare(),
        (_, Answer::Reply(words)) => Shape::apart(Delivery::Message(message(words))),
        (_, Answer::PushView(view)) => Shape::apart(Delivery::Push(view)),
        (Inbound::Action(_) | Inbound::Submit(_), Answer::UpdateView(view)) => {
            Shape::apart(Delivery::Update(view))
        }
        (asker, answer) => {
            let answer = match answer {
                Answer::Errors(_) => "errors",
                Answer::UpdateView(_) => "an updated view",
                Answer::ClearViews => "a cleared stack",
                _ => "options",
            };
            error!(
                kind = asker.kind(),
                answer, "this answer does not fit and is dropped"
            );
            Shape::bare()
        }
    }
}

/// The two parts of an apology. A modal stays open with what was typed, so that nothing is lost.
pub(super) fn apology(asker: &Inbound, words: Value, carries: bool) -> Shape {
    match asker {
        Inbound::Suggestion(_) if carries => Shape::with(json!({"options": []})),
        Inbound::Suggestion(_) => Shape::bare(),
        Inbound::Submit(submission) => match (first_input(submission), text_of(&words)) {
            (Some(block), Some(text)) => {
                let errors = BTreeMap::from([(block, text)]);
                answer(asker, Answer::Errors(errors), carries)
            }
            _ => Shape::apart(Delivery::Message(message(words))),
        },
        _ => answer(asker, Answer::Reply(words), carries),
    }
}

/// What an answer that missed its acknowledgement becomes.
pub(super) fn from_acknowledgement(asker: &Inbound, mut answer: Value) -> Delivery {
    match asker {
        Inbound::Slash(_) => Delivery::Message(answer),
        Inbound::Submit(_) => {
            let action = answer["response_action"].take();
            match action.as_str() {
                Some("errors") => {
                    let errors = serde_json::from_value(answer["errors"].take());
                    late_errors(errors.unwrap_or_default())
                }
                Some("update") => Delivery::Update(answer["view"].take()),
                Some("push") => Delivery::Push(answer["view"].take()),
                _ => Delivery::Nothing,
            }
        }
        _ => Delivery::Nothing,
    }
}

fn late_errors(errors: BTreeMap<String, String>) -> Delivery {
    Delivery::Errors(errors.into_values().collect())
}

/// A message that only the person sees, unless the handler said otherwise.
fn message(words: Value) -> Value {
    let mut message = match words {
        Value::Object(message) => message,
        Value::String(text) => serde_json::Map::from_iter([("text".to_owned(), text.into())]),
        other => serde_json::Map::from_iter([("text".to_owned(), other.to_string().into())]),
    };
    message
        .entry("response_type")
        .or_insert_with(|| "ephemeral".into());
    Value::Object(message)
}

fn text_of(words: &Value) -> Option<String> {
    words
        .as_str()
        .or_else(|| words["text"].as_str())
        .map(str::to_owned)
}

/// The block that an error can be shown at: Slack takes errors for input blocks only.
fn first_input(submission: &ViewSubmission) -> Option<String> {
    let view = &submission.view;
    let inputs = view
        .blocks
        .iter()
        .filter(|block| block["type"] == "input")
        .filter_map(|block| block["block_id"].as_str());
    let mut answered = inputs.filter(|block| view.state.values.contains_key(*block));
    answered
        .next()
        .or_else(|| match view.blocks.is_empty() {
            true => view.state.values.keys().next().map(String::as_str),
            false => None,
        })
        .map(str::to_owned)
}
