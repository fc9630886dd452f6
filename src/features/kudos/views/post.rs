//! A kudos as a post, as a direct message to those who are thanked, and what becomes of it.

use super::actions;
use crate::features::feedback::views::Speaker;
use crate::features::kudos::record::Visibility;
use crate::platform::ids::{ChannelId, KudosId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Block, Message, channel, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// Characters of the reason, which is all of it.
const REASON: usize = 1_000;
/// What of a customer's words goes with a kudos.
const QUOTE: usize = 600;
/// Blocks in one post of a day, besides its title and its last line: Slack takes 50.
const BLOCKS: usize = 47;
/// Bytes of blocks in one post of a day: our messages have 12,000 at most.
const BYTES: usize = 11_000;

/// So much of a kudos is shown.
struct Most {
    /// Characters of the reason.
    reason: usize,
    /// Characters of the customer's words.
    quote: usize,
    /// Lines of each, so that a flood of line breaks fills no channel.
    lines: usize,
}

const WHOLE: Most = Most {
    reason: REASON,
    quote: QUOTE,
    lines: 12,
};
/// Among others; who is thanked got it whole.
const AMONG_OTHERS: Most = Most {
    reason: 500,
    quote: 240,
    lines: 5,
};
/// The longest name of a person, department or value.
const NAME: usize = 60;

/// Somebody who is thanked, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Thanked<'a> {
    /// Who.
    pub user: &'a UserId,
    /// The name to be written instead of a mention, which would notify.
    pub muted_as: Option<&'a str>,
}

impl Thanked<'_> {
    fn in_words(&self) -> String {
        match self.muted_as {
            Some(name) => format!(
                "*{}*",
                escape(&text::one_line(name, NAME)).replace(['*', '_', '~', '`'], " ")
            ),
            None => person(self.user),
        }
    }
}

/// A customer's words that go with a kudos, as far as the customer agreed.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// The response that they are from.
    pub response: &'a ResponseId,
    /// The words, masked.
    pub words: &'a str,
    /// Who said them.
    pub speaker: Speaker<'a>,
}

/// A kudos, ready to be shown. Names are in the reader's language and not escaped.
#[derive(Clone, Copy, Debug)]
pub struct ShownKudos<'a> {
    /// The stored kudos.
    pub id: &'a KudosId,
    /// Who thanks.
    pub giver: &'a UserId,
    /// Who is thanked.
    pub receivers: &'a [Thanked<'a>],
    /// What for.
    pub message: &'a str,
    /// The name of the value.
    pub value: Option<&'a str>,
    /// The giver's department, and the other departments that are thanked.
    pub across: Option<(&'a str, &'a [&'a str])>,
    /// The customer's words.
    pub quoted: Option<Quoted<'a>>,
    /// The address of the message that it is about.
    pub about: Option<&'a str>,
    /// Who sees it.
    pub visibility: Visibility,
}

impl ShownKudos<'_> {
    /// `Put the customer first`, `Finance → Support: across departments`: our words, escaped.
    fn circumstances(&self, words: Words) -> Vec<String> {
        let shown = |name: &str| escape(&text::one_line(name, NAME));
        let mut parts = Vec::new();
        if let Some(value) = self.value {
            parts.push(format!("💎 {}", shown(value)));
        }
        if let Some((from, to)) = self.across {
            let to: Vec<String> = to.iter().map(|name| shown(name)).collect();
            let to: Vec<&str> = to.iter().map(String::as_str).collect();
            parts.push(words.kudos_across(&shown(from), &words.list(&to)));
        }
        parts
    }

    /// The reason and what goes with it.
    fn body(&self, words: Words) -> Vec<Block> {
        self.body_within(words, &WHOLE)
    }

    fn body_within(&self, words: Words, most: &Most) -> Vec<Block> {
        let reason = text::clean(self.message);
        let reason = text::cut_lines(&reason, most.reason, most.lines).unwrap_or(reason);
        let mut blocks = vec![kit::quote(&reason, None, None)];
        if let Some(quoted) = &self.quoted {
            let said = text::clean(quoted.words);
            let said = text::cut_lines(&said, most.quote, most.lines).unwrap_or(said);
            blocks.push(kit::rich(vec![kit::words(&words.kudos_customer_said())]));
            let quote = kit::quote(&said, Some(&quoted.speaker.in_words(words)), None);
            blocks.push(kit::marked(quote, quoted.response));
        }
        if let Some(address) = self.about {
            blocks.push(kit::rich(vec![kit::link(
                address,
                &words.kudos_about_message(),
            )]));
        }
        blocks
    }

    /// Everything as one text for notifications and screen readers, escaped.
    fn spoken(&self, words: Words, headline: &str) -> String {
        let mut spoken = format!(
            "{}: {}",
            kit::unformatted(headline),
            text::escape_cut(&text::one_line(self.message, REASON), REASON)
        );
        for part in self.circumstances(words) {
            spoken.push_str(" · ");
            spoken.push_str(&part);
        }
        if let Some(quoted) = &self.quoted {
            let said = text::one_line(quoted.words, QUOTE);
            spoken.push_str(&format!(
                " · {}: “{}”",
                words.kudos_customer_said(),
                text::escape_cut(&said, QUOTE)
            ));
        }
        spoken
    }
}

fn names(words: Words, people: &[Thanked]) -> String {
    let people: Vec<String> = people.iter().map(Thanked::in_words).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    words.list(&people)
}

/// The post in a channel; by reacting with `emoji` colleagues join in.
pub fn post(words: Words, kudos: &ShownKudos, emoji: &str) -> Message {
    let headline = words.kudos_thanks(&person(kudos.giver), &names(words, kudos.receivers));
    let menu = kit::menu(
        actions::MENU,
        vec![kit::choice(
            &words.kudos_withdraw_choice(),
            kudos.id.as_str(),
        )],
    );
    let mut message =
        Message::new(kudos.spoken(words, &headline)).with(kit::section_with(&headline, menu));
    for block in kudos.body(words) {
        message = message.with(block);
    }
    let mut lines = kudos.circumstances(words);
    lines.push(words.kudos_join_in(emoji));
    message.with(kit::contexts(&lines))
}

/// A kudos in the post of a day.
#[derive(Clone, Debug)]
pub struct Part {
    spoken: String,
    blocks: Vec<Block>,
}

impl Part {
    /// How many of these parts, from the first on, one post takes: at least one.
    pub fn fitting(parts: &[Self]) -> usize {
        let (mut blocks, mut bytes) = (0, 0);
        let fits = |part: &&Self| {
            blocks += part.blocks.len();
            bytes += kit::size(&part.blocks);
            blocks <= BLOCKS && bytes <= BYTES
        };
        parts.iter().take_while(fits).count().max(1)
    }
}

/// A kudos as it stands in the post of a day.
pub fn part(words: Words, kudos: &ShownKudos) -> Part {
    let headline = words.kudos_thanks(&person(kudos.giver), &names(words, kudos.receivers));
    let withdraw = kit::choice(&words.kudos_withdraw_choice(), kudos.id.as_str());
    let menu = kit::menu(actions::MENU, vec![withdraw]);
    let mut blocks = vec![kit::section_with(&headline, menu)];
    blocks.extend(kudos.body_within(words, &AMONG_OTHERS));
    let circumstances = kudos.circumstances(words);
    if !circumstances.is_empty() {
        blocks.push(kit::contexts(&circumstances));
    }
    Part {
        spoken: kudos.spoken(words, &headline),
        blocks,
    }
}

/// The kudos of a day in one post, as many as are [`Part::fitting`]; an emoji joins in with each of them.
pub fn together(words: Words, parts: Vec<Part>, emoji: &str) -> Message {
    let title = words.kudos_together_title();
    let mut spoken = vec![title.clone()];
    spoken.extend(parts.iter().map(|part| part.spoken.clone()));
    let mut message = Message::new(spoken.join("\n")).with(kit::header(&title));
    for block in parts.into_iter().flat_map(|part| part.blocks) {
        message = message.with(block);
    }
    message.with(kit::context(&words.kudos_together_join_in(emoji)))
}

/// The direct message to `to`, one of those who are thanked; `posted_in` is where it stands too, or where it
/// `waits` for the post of the day.
pub fn told(
    words: Words,
    kudos: &ShownKudos,
    to: &UserId,
    posted_in: Option<&ChannelId>,
    waits: bool,
) -> Message {
    let others: Vec<Thanked> = kudos
        .receivers
        .iter()
        .filter(|thanked| thanked.user != to)
        .copied()
        .collect();
    let giver = person(kudos.giver);
    let headline = match others.as_slice() {
        [] => words.kudos_thanks_you(&giver),
        others => words.kudos_thanks_you_and(&giver, &names(words, others)),
    };
    let mut message = Message::new(kudos.spoken(words, &headline)).with(kit::section(&headline));
    for block in kudos.body(words) {
        message = message.with(block);
    }
    let mut lines = kudos.circumstances(words);
    lines.push(match (kudos.visibility, posted_in) {
        (Visibility::Public, Some(place)) if waits => words.kudos_waits_in(&channel(place)),
        (Visibility::Public, Some(place)) => words.kudos_posted_in(&channel(place)),
        _ => words.kudos_private(),
    });
    lines.push(words.kudos_mute_hint());
    message.with(kit::contexts(&lines))
}

/// What a post or a direct message becomes when its kudos is withdrawn.
pub fn withdrawn(words: Words) -> Message {
    let text = words.kudos_withdrawn();
    Message::new(&text).with(kit::context(&text))
}
