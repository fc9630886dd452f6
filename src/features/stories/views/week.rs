//! The story of the week in a department's channel, and its preview the day before.

use chrono::NaiveDate;

use super::actions::{self, StoryAction};
use super::post::{Place, ShownStory};
use super::{Moment, channels};
use crate::features::feedback::views::Speaker;
use crate::platform::ids::{ChannelId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Block, Message, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest quote.
const QUOTE: usize = 1_000;
/// Lines of a quote.
const LINES: usize = 12;
/// The longest name of a department.
const NAME: usize = 60;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub enum Featured<'a> {
    /// A story.
    Story(&'a ShownStory<'a>),
    /// A customer's own words.
    Testimonial {
        /// Our id of the response.
        response: &'a ResponseId,
        /// The words, masked.
        quote: &'a str,
        /// Who said them.
        speaker: Speaker<'a>,
        /// The local day of the answer.
        answered_on: NaiveDate,
    },
}

impl Featured<'_> {
    fn blocks(&self, words: Words) -> Vec<Block> {
        match self {
            Self::Story(story) => {
                let mut blocks = story.blocks(words, false);
                blocks.push(kit::context(&story.credits(words)));
                blocks
            }
            Self::Testimonial {
                response,
                quote,
                speaker,
                answered_on,
            } => {
                let said = text::clean(quote);
                let shown = text::cut_lines(&said, QUOTE, LINES).unwrap_or(said);
                let about = format!("  {}", words.short_date(*answered_on));
                let speaker = speaker.in_words(words);
                let quote = kit::quote(&shown, Some(&speaker), Some(&about));
                vec![kit::marked(quote, response)]
            }
        }
    }

    fn spoken(&self, words: Words) -> String {
        match self {
            Self::Story(story) => story.spoken(words),
            Self::Testimonial { quote, speaker, .. } => {
                let said = text::escape_cut(&text::one_line(quote, QUOTE), QUOTE);
                words.card_said(&said, &escape(&speaker.in_words(words)))
            }
        }
    }
}

/// The story of the week in the channel of a department, which asks itself its own question.
///
/// `people` from outside the own department reacted to it.
pub fn post(words: Words, featured: Featured, people: i64, place: Place) -> Message {
    let name = escape(&text::one_line(place.name, NAME));
    let question = escape(&text::one_line(place.question, 300));
    let title = words.week_title();
    let reason = words.week_reason(people);
    let asks = words.card_question_text(&name, &question);
    let text = format!("{title}. {} {reason}. {asks}", featured.spoken(words));
    let message = Message::new(text).with(kit::header(&format!("⭐ {title}")));
    featured
        .blocks(words)
        .into_iter()
        .fold(message, Message::with)
        .with(kit::context(&reason))
        .with(kit::context(&words.card_question(&name, &question)))
}

/// What a preview says of the choice.
#[derive(Clone, Copy, Debug)]
pub struct Reason {
    /// People from outside the own department who reacted.
    pub people: i64,
    /// How many days back was looked.
    pub days: i64,
    /// Whether something that more people reacted to was swapped for it.
    pub is_swapped: bool,
}

/// The preview: why it was chosen, the post as `place` will see it, and buttons to swap and to skip it.
///
/// `words` speak with the reader, `spoken` in that department's channel. `choice` says which week and
/// what is chosen.
pub fn preview(
    words: Words,
    spoken: Words,
    featured: Featured,
    reason: Reason,
    place: Place,
    when: (&[ChannelId], Moment),
    choice: &str,
) -> Message {
    let (places, moment) = when;
    let planned = words.week_planned(
        &moment.in_words(words),
        moment.zone_name(),
        &channels(words, places),
    );
    let people = words.week_reason(reason.people);
    let because = match reason.is_swapped {
        true => words.week_reason_next(&people),
        false => words.week_reason_best(&people, reason.days),
    };
    let swap = StoryAction::Swap(choice.to_owned()).to_string();
    let skip = StoryAction::Skip(choice.to_owned()).to_string();
    let buttons = vec![
        kit::button(&words.week_swap(), actions::SWAP, &swap).into(),
        kit::button(&words.week_skip(), actions::SKIP, &skip).into(),
    ];
    let post = post(spoken, featured, reason.people, place);
    let text = format!("{planned} {because} {}", post.text);
    let message = Message::new(text)
        .with(kit::section(&planned))
        .with(kit::context(&because))
        .with(kit::divider());
    post.blocks
        .into_iter()
        .fold(message, Message::with)
        .with_some(kit::actions("story:week", buttons))
}

/// The preview where there is nothing to choose.
pub fn nothing(words: Words, days: i64) -> Message {
    Message::paragraph(words.week_nothing(days))
}

/// What a preview becomes when somebody skips the week.
pub fn skipped(words: Words, by: &UserId) -> Message {
    Message::paragraph(words.week_skipped(&person(by)))
}

/// The answer to a press that came too late.
pub fn too_late(words: Words) -> Message {
    Message::paragraph(words.week_too_late())
}

/// The answer to somebody who may not swap or skip.
pub fn not_yours(words: Words, leaders: &[UserId]) -> Message {
    Message::paragraph(words.story_refused_leader(&super::people(words, leaders)))
}
