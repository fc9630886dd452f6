//! What a channel's customers said over a while, together in as few messages as Slack's limits allow.

use chrono::{Datelike, NaiveDate};

use super::actions::{self, FeedbackAction};
use super::card::Testimonial;
use super::{NAME, ShownDepartment, symbol};
use crate::platform::config::ScoreClass;
use crate::platform::ids::DepartmentId;
use crate::platform::slack::kit::{self, Block, Choice, Message};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// Quotes that are shown of each group; the rest is counted.
const QUOTES_IN_A_GROUP: usize = 10;
/// What of a quote stands in a digest.
const QUOTE: usize = 300;
/// What of all quotes together stands in the text for notifications and screen readers.
const SPOKEN: usize = 2_500;
/// What of a quote stands in the select below them.
const BEGINNING: usize = 50;
/// Lines of a quote in a digest.
const QUOTE_LINES: usize = 4;
/// Blocks in one message, with room for a title and the select.
const BLOCKS: usize = kit::MESSAGE_BLOCKS - 5;
/// Bytes in one message, with room for a title and the select.
const BYTES: usize = kit::MESSAGE_BYTES - 1_800;

/// The groups in the order in which they are shown: what asks for action comes first.
const GROUPS: [Option<ScoreClass>; 7] = [
    Some(ScoreClass::Detractor),
    Some(ScoreClass::Dissatisfied),
    Some(ScoreClass::Passive),
    Some(ScoreClass::Neutral),
    Some(ScoreClass::Promoter),
    Some(ScoreClass::Satisfied),
    None,
];

/// What a channel's customers said over a while.
#[derive(Clone, Copy, Debug)]
pub struct Digest<'a> {
    /// The department.
    pub department: ShownDepartment<'a>,
    /// The question that it asks itself.
    pub question: &'a str,
    /// The first local day.
    pub from: NaiveDate,
    /// The last local day.
    pub until: NaiveDate,
    /// What they said, oldest first.
    pub testimonials: &'a [Testimonial<'a>],
}

/// The messages of a digest, in the order in which they are to be posted. At least one.
pub fn digest(words: Words, digest: &Digest) -> Vec<Message> {
    let groups: Vec<Vec<Testimonial>> = GROUPS
        .iter()
        .map(|class| of_class(digest.testimonials, *class))
        .collect();
    let mut pages = vec![Page::default()];
    for (class, group) in GROUPS.iter().zip(&groups) {
        for piece in show_group(words, *class, group, digest.department.id) {
            append(&mut pages, piece);
        }
    }
    let name = text::one_line(digest.department.name, NAME);
    let title = words.digest_title(&name);
    let counts = counts(words, &groups);
    let when = period(words, digest);
    let question = words.card_question(
        &escape(&name),
        &escape(&text::one_line(digest.question, 300)),
    );
    let parts = count(pages.len());
    let mut messages = Vec::with_capacity(pages.len());
    for (number, page) in pages.into_iter().enumerate() {
        let spoken = page.spoken(words);
        let message = if number == 0 {
            Message::new(format!("{} ({when}): {counts}\n{spoken}", escape(&title)))
                .with(kit::header(&title))
                .with(kit::section(&format!("*{counts}*")))
                .with(kit::contexts(&[when.clone(), question.clone()]))
        } else {
            let continued = words.digest_continued(&name, count(number + 1), parts);
            Message::new(format!("{}\n{spoken}", escape(&continued)))
                .with(kit::context(&escape(&continued)))
        };
        let message = page.blocks.into_iter().fold(message, Message::with);
        messages.push(message.with_some(choose(words, page.choices)));
    }
    messages
}

fn of_class<'a>(
    testimonials: &[Testimonial<'a>],
    class: Option<ScoreClass>,
) -> Vec<Testimonial<'a>> {
    let is_of = |testimonial: &&Testimonial| {
        testimonial.score.as_ref().and_then(|score| score.class()) == class
    };
    testimonials.iter().filter(is_of).copied().collect()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn period(words: Words, digest: &Digest) -> String {
    if digest.from == digest.until {
        words.date(digest.from)
    } else {
        let from = if digest.from.year() == digest.until.year() {
            words.day_of_year(digest.from)
        } else {
            words.date(digest.from)
        };
        words.digest_period(&from, &words.date(digest.until))
    }
}

/// `12 responses: 🟠 4 detractors, 🟡 3 passives, 🟢 5 promoters`.
fn counts(words: Words, groups: &[Vec<Testimonial>]) -> String {
    let total = words.digest_count(count(groups.iter().map(Vec::len).sum()));
    let by_class: Vec<String> = GROUPS
        .iter()
        .zip(groups)
        .filter(|(_, group)| !group.is_empty())
        .map(|(class, group)| format!("{} {}", symbol(*class), counted(words, *class, group.len())))
        .collect();
    if by_class.is_empty() {
        total
    } else {
        format!("{total}: {}", by_class.join(", "))
    }
}

fn counted(words: Words, class: Option<ScoreClass>, number: usize) -> String {
    let number = count(number);
    match class {
        Some(ScoreClass::Promoter) => words.digest_promoters(number),
        Some(ScoreClass::Passive) => words.digest_passives(number),
        Some(ScoreClass::Detractor) => words.digest_detractors(number),
        Some(ScoreClass::Satisfied) => words.digest_satisfied(number),
        Some(ScoreClass::Neutral) => words.digest_neutral(number),
        Some(ScoreClass::Dissatisfied) => words.digest_dissatisfied(number),
        None => words.digest_unscored(number),
    }
}

/// Blocks that belong together, and the responses in them that can be chosen.
#[derive(Default)]
struct Page<'a> {
    blocks: Vec<Block>,
    choices: Vec<Choice>,
    quoted: Vec<&'a Testimonial<'a>>,
}

impl Page<'_> {
    fn of(blocks: Vec<Block>) -> Self {
        Self {
            blocks,
            choices: Vec::new(),
            quoted: Vec::new(),
        }
    }

    /// What is quoted, for the text of the message, escaped; shorter quotes where there are many.
    fn spoken(&self, words: Words) -> String {
        let room = (SPOKEN / self.quoted.len().max(1)).clamp(60, QUOTE);
        let say = |testimonial: &&Testimonial| {
            let quote = text::one_line(testimonial.quote.unwrap_or_default(), room);
            let speaker = escape(&testimonial.speaker.in_words(words));
            words.card_said(&text::escape_cut(&quote, room), &speaker)
        };
        let said: Vec<String> = self.quoted.iter().map(say).collect();
        said.join("\n")
    }

    fn size(&self) -> usize {
        kit::size(&self.blocks) + kit::size(&self.choices)
    }
}

/// A group as pieces that may stand on different pages: its title with the first quote, each further
/// quote, the rest.
fn show_group<'a>(
    words: Words,
    class: Option<ScoreClass>,
    group: &'a [Testimonial<'a>],
    department: &DepartmentId,
) -> Vec<Page<'a>> {
    if group.is_empty() {
        return Vec::new();
    }
    let title = format!("{} *{}*", symbol(class), counted(words, class, group.len()));
    let mut pieces = vec![Page::of(vec![kit::divider(), kit::section(&title)])];
    let (with_words, wordless): (Vec<&'a Testimonial>, Vec<&'a Testimonial>) = group
        .iter()
        .partition(|testimonial| testimonial.has_words());
    let quoted = with_words.iter().take(QUOTES_IN_A_GROUP);
    for (number, testimonial) in quoted.enumerate() {
        if number > 0 {
            pieces.push(Page::default());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.blocks.push(quotation(words, testimonial));
            piece.choices.push(choice(testimonial, department));
            piece.quoted.push(*testimonial);
        }
    }
    let mut rest = Vec::new();
    if let Some(unshown @ 1..) = with_words.len().checked_sub(QUOTES_IN_A_GROUP) {
        rest.push(words.digest_more(count(unshown)));
    }
    if !wordless.is_empty() {
        rest.push(words.digest_without_words(count(wordless.len())));
    }
    if !rest.is_empty() {
        pieces.push(Page::of(vec![kit::context(&rest.join("  ·  "))]));
    }
    pieces
}

/// The choice that shows one response, with what can be done with it.
fn choice(testimonial: &Testimonial, department: &DepartmentId) -> Choice {
    let action = FeedbackAction::ReadAll {
        response: testimonial.response.clone(),
        department: Some(department.clone()),
    };
    let beginning = text::one_line(testimonial.quote.unwrap_or_default(), BEGINNING);
    kit::choice(&format!("“{beginning}”"), &action.to_string())
}

/// The select of the responses on one page.
fn choose(words: Words, choices: Vec<Choice>) -> Option<Block> {
    if choices.is_empty() {
        return None;
    }
    let select = kit::select(actions::CHOOSE, &words.digest_choose(), choices, None);
    kit::actions("feedback:choose", vec![select.into()])
}

/// A quote with who said it, the score and the day, in one block.
fn quotation(words: Words, testimonial: &Testimonial) -> Block {
    let said = text::clean(testimonial.quote.unwrap_or_default());
    let shown = text::cut_lines(&said, QUOTE, QUOTE_LINES).unwrap_or(said);
    let mut about = Vec::new();
    about.extend(
        testimonial
            .score
            .as_ref()
            .map(|score| score.on_scale(words)),
    );
    about.extend(
        testimonial
            .touchpoint
            .map(|touchpoint| text::one_line(touchpoint, NAME)),
    );
    about.push(words.short_date(testimonial.answered_on));
    let about = format!("  {}", about.join(" · "));
    let speaker = testimonial.speaker.in_words(words);
    let quote = kit::quote(&shown, Some(&speaker), Some(&about));
    kit::marked(quote, testimonial.response)
}

/// Puts what belongs together on the last page, or on a new one where it is full.
fn append<'a>(pages: &mut Vec<Page<'a>>, piece: Page<'a>) {
    if let Some(page) = pages.last_mut()
        && page.blocks.len() + piece.blocks.len() <= BLOCKS
        && page.size() + piece.size() <= BYTES
    {
        page.blocks.extend(piece.blocks);
        page.choices.extend(piece.choices);
        page.quoted.extend(piece.quoted);
    } else {
        pages.push(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Language;

    #[test]
    fn numbers_of_responses_obey_the_plural_rules_of_both_languages() {
        let say = |language, number| Words::of(language).digest_count(number);
        assert_eq!(say(Language::En, 0), "No responses");
        assert_eq!(say(Language::En, 1), "1 response");
        assert_eq!(say(Language::En, 1_234), "1,234 responses");
        assert_eq!(say(Language::Nl, 0), "Geen reacties");
        assert_eq!(say(Language::Nl, 1), "1 reactie");
        assert_eq!(say(Language::Nl, 1_234), "1.234 reacties");
    }
}
