//! A response that no rule sends anywhere, as a message in the triage channel.

use super::ShownDepartment;
use super::actions::{self, FeedbackAction};
use super::card::Testimonial;
use crate::platform::slack::kit::{self, Message};
use crate::platform::words::Words;

/// Bytes that the choices may take of a message: enough for about 40 departments.
const CHOICES: usize = 7_500;

/// The card of a response in the triage channel, with a select of the departments.
pub fn triage(words: Words, testimonial: &Testimonial, departments: &[ShownDepartment]) -> Message {
    let response = testimonial.response;
    let mut room = CHOICES;
    let mut choices: Vec<kit::Choice> = departments
        .iter()
        .map(|department| {
            let action = FeedbackAction::Triage {
                response: response.clone(),
                department: department.id.clone(),
            };
            kit::choice(department.name, &action.to_string())
        })
        .take_while(|choice| {
            let size = kit::size(choice);
            room = room.saturating_sub(size);
            room > 0
        })
        .collect();
    let nobody = FeedbackAction::Nobody {
        response: response.clone(),
    };
    choices.push(kit::choice(&words.triage_nobody(), &nobody.to_string()));
    let select = kit::select(actions::TRIAGE, &words.triage_placeholder(), choices, None);
    let (quotation, is_shortened) = testimonial.quotation(words);
    let mut elements: Vec<kit::Action> = vec![select.into()];
    if is_shortened {
        elements.push(testimonial.read_all(words, None).into());
    }
    let text = format!("{} {}", words.triage_text(), testimonial.spoken(words));
    Message::new(text)
        .with(kit::section(&testimonial.headline(words)))
        .with(quotation)
        .with(kit::plain_context(&testimonial.circumstances(words)))
        .with(kit::section(&format!("*{}*", words.triage_title())))
        .with_some(kit::actions("feedback:triage", elements))
}
