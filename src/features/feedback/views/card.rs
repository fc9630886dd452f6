//! A customer's words as a message in a department's channel, and what becomes of that message.

use chrono::NaiveDate;
use slack_morphism::prelude::SlackSectionBlockElement;

use super::actions::{self, FeedbackAction};
use super::{ShownDepartment, ShownScore, Speaker, channel, person, score_in_words, symbol};
use crate::platform::ids::{ChannelId, DepartmentId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Block, Button, Message};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What of a quote stands on a card; the rest is behind "Read all".
pub(super) const QUOTE: usize = 1_000;
/// Lines of a quote on a card, so that a flood of line breaks fills no channel.
pub(super) const QUOTE_LINES: usize = 12;
/// What of a quote stands where it is only a reminder.
const REMINDER: usize = 140;
/// What of a quote stands in the text for notifications and screen readers.
const SPOKEN: usize = 2_000;

/// One response, ready to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Testimonial<'a> {
    /// The stored response.
    pub response: &'a ResponseId,
    /// The customer's words, masked; `None` where there are none.
    pub quote: Option<&'a str>,
    /// Who said it.
    pub speaker: Speaker<'a>,
    /// The score, where one was given.
    pub score: Option<ShownScore>,
    /// Where it came from, as people call it: `Typeform`.
    pub source: &'a str,
    /// The survey's title.
    pub survey: Option<&'a str>,
    /// The touchpoint or stage of the customer journey.
    pub touchpoint: Option<&'a str>,
    /// The local day of the answer.
    pub answered_on: NaiveDate,
    /// The customer changed it after we had posted it.
    pub revised: bool,
    /// Who sent it here from where, if a person did.
    pub forwarded: Option<Forwarded<'a>>,
}

/// Who sent a response on.
#[derive(Clone, Copy, Debug)]
pub struct Forwarded<'a> {
    /// The person.
    pub by: &'a UserId,
    /// The name of the department that had it, in the reader's language.
    pub from: &'a str,
    /// What the person wants the new department to know.
    pub note: Option<&'a str>,
}

impl Forwarded<'_> {
    /// One line of our own words in Slack's markup.
    fn in_words(&self, words: Words) -> String {
        let by = person(self.by);
        let from = escape(&text::one_line(self.from, super::NAME));
        match self.note.map(|note| text::one_line(note, actions::NOTE)) {
            Some(note) if !note.is_empty() => words.card_forwarded_note(&by, &from, &escape(&note)),
            _ => words.card_forwarded(&by, &from),
        }
    }
}

impl Testimonial<'_> {
    /// Whether there is anything to quote.
    pub(super) fn has_words(&self) -> bool {
        self.quote.is_some_and(text::is_visible)
    }

    /// The customer's words, cleaned; `None` where nothing remains.
    fn words(&self) -> Option<String> {
        let cleaned = text::clean(self.quote?);
        (!cleaned.is_empty()).then_some(cleaned)
    }

    /// Score, source, survey, journey stage and date, each as a part, not escaped.
    pub(super) fn circumstances(&self, words: Words) -> Vec<String> {
        let named = |name: Option<&str>| name.map(|name| text::one_line(name, super::NAME));
        let mut parts: Vec<String> = [
            named(self.touchpoint),
            named(self.survey),
            named(Some(self.source)),
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
        parts.push(words.date(self.answered_on));
        if self.revised {
            parts.push(words.card_edited());
        }
        parts
    }

    /// `🟢 *9 out of 10 · Promoter*`: our own words in Slack's markup.
    pub(super) fn headline(&self, words: Words) -> String {
        let class = self.score.as_ref().and_then(ShownScore::class);
        let score = score_in_words(self.score.as_ref(), words);
        format!("{} *{score}*", symbol(class))
    }

    /// The whole response as one text for notifications and screen readers, escaped.
    pub(super) fn spoken(&self, words: Words) -> String {
        let said = match self.words() {
            Some(said) => words.card_said(
                &text::escape_cut(&text::one_line(&said, SPOKEN), SPOKEN),
                &escape(&self.speaker.in_words(words)),
            ),
            None => {
                let speaker = escape(&self.speaker.in_words(words));
                format!("{speaker}: {}", words.card_no_comment())
            }
        };
        format!(
            "{}. {said} ({})",
            score_in_words(self.score.as_ref(), words),
            escape(&self.circumstances(words).join(", ")),
        )
    }

    /// The quote with who said it, and whether some of it was left out.
    pub(super) fn quotation(&self, words: Words) -> (Block, bool) {
        let speaker = self.speaker.in_words(words);
        match self.words() {
            Some(said) => {
                let shortened = text::cut_lines(&said, QUOTE, QUOTE_LINES);
                let is_shortened = shortened.is_some();
                let shown = shortened.unwrap_or(said);
                (kit::quote(&shown, Some(&speaker), None), is_shortened)
            }
            None => {
                let comment = format!(": {}", words.card_no_comment());
                (
                    kit::rich(vec![kit::bold(&speaker), kit::words(&comment)]),
                    false,
                )
            }
        }
    }

    /// The button behind which the whole quote is.
    pub(super) fn read_all(&self, words: Words, department: Option<&DepartmentId>) -> Button {
        let action = FeedbackAction::ReadAll {
            response: self.response.clone(),
            department: department.cloned(),
        };
        kit::button(
            &words.card_read_all(),
            actions::READ_ALL,
            &action.to_string(),
        )
    }

    /// The first words of the quote on one line, or that there are none; not escaped.
    fn reminder(&self, words: Words) -> String {
        match self.words() {
            Some(said) => format!("“{}”", text::one_line(&said, REMINDER)),
            None => score_in_words(self.score.as_ref(), words),
        }
    }
}

/// The card of a response in the channel of `department`, which asks itself `question`.
///
/// `extra` are buttons that lead to other features; the card does not know where.
pub fn testimonial(
    words: Words,
    testimonial: &Testimonial,
    department: ShownDepartment,
    question: &str,
    extra: &[Button],
) -> Message {
    let name = text::one_line(department.name, super::NAME);
    let question = text::one_line(question, 300);
    let (quotation, is_shortened) = testimonial.quotation(words);
    let mut buttons = Vec::new();
    if is_shortened {
        buttons.push(testimonial.read_all(words, Some(department.id)).into());
    }
    buttons.extend(extra.iter().cloned().map(Into::into));
    let forwarded = testimonial
        .forwarded
        .map(|forwarded| forwarded.in_words(words));
    let spoken = testimonial.spoken(words);
    let asks = words.card_question_text(&escape(&name), &escape(&question));
    let text = match &forwarded {
        Some(forwarded) => format!("{spoken} {asks} {forwarded}"),
        None => format!("{spoken} {asks}"),
    };
    Message::new(text)
        .with(kit::section_with(
            &testimonial.headline(words),
            card_menu(words, testimonial.response, department),
        ))
        .with(quotation)
        .with(kit::plain_context(&testimonial.circumstances(words)))
        .with(kit::context(
            &words.card_question(&escape(&name), &escape(&question)),
        ))
        .with_some(forwarded.as_deref().map(kit::context))
        .with_some(kit::actions("feedback:buttons", buttons))
}

fn card_menu(
    words: Words,
    response: &ResponseId,
    department: ShownDepartment,
) -> SlackSectionBlockElement {
    let reroute = FeedbackAction::Reroute {
        response: response.clone(),
        from: department.id.clone(),
    };
    let why = FeedbackAction::Why {
        response: response.clone(),
        department: department.id.clone(),
    };
    let story = FeedbackAction::Story {
        response: response.clone(),
    };
    let choices = vec![
        kit::choice(&words.card_reroute(), &reroute.to_string()),
        kit::choice(&words.card_why(), &why.to_string()),
        kit::choice(&words.card_story(), &story.to_string()),
    ];
    kit::menu(actions::MENU, choices).into()
}

/// Where a response went.
#[derive(Clone, Copy, Debug)]
pub enum Moved<'a> {
    /// To a department.
    To {
        /// Its name in the reader's language.
        department: &'a str,
        /// Its channel.
        channel: &'a ChannelId,
    },
    /// Nowhere: it is not for a department.
    Nowhere,
}

/// What a card becomes when `by` sent its response elsewhere.
pub fn moved(
    words: Words,
    testimonial: &Testimonial,
    to: Moved,
    by: &UserId,
    note: Option<&str>,
) -> Message {
    let what = match to {
        Moved::To {
            department,
            channel: to_channel,
        } => words.card_moved(
            &escape(&text::one_line(department, super::NAME)),
            &channel(to_channel),
            &person(by),
        ),
        Moved::Nowhere => words.card_moved_nowhere(&person(by)),
    };
    let reminder = testimonial.reminder(words);
    let text = format!("{} {}", kit::unformatted(&what), escape(&reminder));
    let message = Message::new(text)
        .with(kit::section(&what))
        .with(kit::plain_context(&[reminder]));
    match note.map(|note| text::one_line(note, actions::NOTE)) {
        Some(note) if !note.is_empty() => message.with(kit::context(
            &words.card_moved_note(&person(by), &escape(&note)),
        )),
        _ => message,
    }
}

/// What a card in triage becomes when an edit of its response fits a rule: `to` are the departments
/// that get it, by name and channel.
pub fn routed(words: Words, testimonial: &Testimonial, to: &[(&str, &ChannelId)]) -> Message {
    let places: Vec<String> = to
        .iter()
        .map(|(name, to)| {
            format!(
                "*{}* ({})",
                escape(&text::one_line(name, super::NAME)),
                channel(to)
            )
        })
        .collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let what = words.card_routed(&words.list(&places));
    let reminder = testimonial.reminder(words);
    let text = format!("{} {}", kit::unformatted(&what), escape(&reminder));
    Message::new(text)
        .with(kit::section(&what))
        .with(kit::plain_context(&[reminder]))
}

/// What a card becomes when the customer withdrew the response in the source.
pub fn withdrawn(words: Words) -> Message {
    let text = words.card_withdrawn();
    Message::new(&text).with(kit::context(&text))
}

/// What a card becomes when the customer asked to be forgotten.
pub fn erased(words: Words) -> Message {
    let text = words.card_erased();
    Message::new(&text).with(kit::context(&text))
}
