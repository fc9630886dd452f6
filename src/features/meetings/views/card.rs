//! The agenda of a meeting in its channel: short enough for a phone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::TITLE;
use super::actions::{self, AgendaAction, WORDS};
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::meetings::rules::carry::ItemKind;
use crate::features::meetings::store::occurrences::Outcome;
use crate::platform::ids::{ResponseId, UserId};
use crate::platform::slack::kit::{self, Action, Block, Message, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest quote.
const QUOTE: usize = 400;
/// Lines of a quote.
const LINES: usize = 6;
/// What of the words under an item is shown.
const ITEM_QUOTE: usize = 160;
/// The longest name of a department.
const NAME: usize = 60;
/// Items, actions and notes that are shown.
const MOST: usize = 8;

/// What is shown of a customer.
#[derive(Clone, Copy, Debug)]
pub enum Featured<'a> {
    /// A customer's own words.
    Said {
        /// Our id of the response.
        response: &'a ResponseId,
        /// The words, masked.
        quote: &'a str,
        /// Who said them.
        speaker: Speaker<'a>,
        /// The local day of the answer.
        answered_on: NaiveDate,
    },
    /// A story that a colleague told.
    Told {
        /// The customer, as far as may be told.
        customer: Speaker<'a>,
        /// What happened.
        happened: &'a str,
        /// What came of it.
        outcome: &'a str,
    },
}

/// An item, an action or a note.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: ItemKind,
    /// What it says; empty where it is the words of a customer.
    pub words: &'a str,
    /// The customer's words that it is, with the response and who said them.
    pub quoted: Option<(&'a ResponseId, &'a str, Speaker<'a>)>,
    /// Who added it.
    pub added_by: &'a UserId,
    /// Who does it.
    pub owner: Option<&'a UserId>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Whether it is still to be spoken of, or to be done.
    pub is_open: bool,
    /// Who closed it.
    pub closed_by: Option<&'a UserId>,
    /// How often it came back.
    pub carried: i64,
}

/// The agenda of a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// The meeting.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// The same on the organisation's clock, for where Slack can not say it on the reader's.
    pub local: NaiveDateTime,
    /// The department.
    pub department: ShownDepartment<'a>,
    /// The question that it asks itself.
    pub question: &'a str,
    /// The id of what is shown of a customer.
    pub subject: Option<&'a str>,
    /// The customer.
    pub featured: Option<Featured<'a>>,
    /// Whether the customer's words were here and may not be shown any more.
    pub is_withdrawn: bool,
    /// One number with its change and how sure it is, in our own markup.
    pub number: Option<&'a str>,
    /// What people put on it.
    pub lines: &'a [Line<'a>],
    /// What came of it, and who said so.
    pub outcome: Option<(Outcome, &'a UserId)>,
}

/// The card.
pub fn card(words: Words, card: &Card) -> Message {
    let title = text::one_line(card.title, TITLE);
    let name = escape(&text::one_line(card.department.name, NAME));
    let question = escape(&text::one_line(card.question, 300));
    let when = moment(words, card.starts_at, card.local);
    let mut message = Message::new(spoken(words, card, &title, &name, &question))
        .with(kit::header(&format!("🗣️ {}", words.agenda_title(&title))))
        .with(kit::context(&when));
    for block in featured(words, card) {
        message = message.with(block);
    }
    if let Some(number) = card.number {
        message = message.with(kit::section(number));
    }
    message = message.with(kit::section(&words.card_question(&name, &question)));
    for line in card.lines.iter().take(MOST) {
        for block in line_blocks(words, line) {
            message = message.with(block);
        }
    }
    if let Some((outcome, by)) = card.outcome {
        let by = person(by);
        message = message.with(kit::context(&match outcome {
            Outcome::Discussed => words.agenda_discussed_by(&by),
            Outcome::Action => words.agenda_action_by(&by),
            Outcome::NotToday => words.agenda_not_today_by(&by),
        }));
    }
    message.with_some(kit::actions("agenda:card", buttons(words, card)))
}

/// When a meeting begins, on the clock of whoever reads it.
pub fn moment(words: Words, starts_at: DateTime<Utc>, local: NaiveDateTime) -> String {
    dated(words, "{date_short_pretty}", starts_at, local)
}

/// The same with the day of the week.
pub fn moment_in_full(words: Words, starts_at: DateTime<Utc>, local: NaiveDateTime) -> String {
    dated(words, "{date_long_pretty}", starts_at, local)
}

fn dated(words: Words, date: &str, starts_at: DateTime<Utc>, local: NaiveDateTime) -> String {
    let fallback = words.day_and_time(
        &words.weekday_and_date(local.date()),
        &words.time(local.time()),
    );
    let shown = words.day_and_time(date, "{time}");
    format!("<!date^{}^{shown}|{fallback}>", starts_at.timestamp())
}

fn spoken(words: Words, card: &Card, title: &str, name: &str, question: &str) -> String {
    let when = words.day_and_time(
        &words.weekday_and_date(card.local.date()),
        &words.time(card.local.time()),
    );
    let mut spoken = vec![format!("{} ({when}).", escape(&words.agenda_title(title)))];
    let said = |said: &str| text::escape_cut(&text::one_line(said, QUOTE), QUOTE);
    match &card.featured {
        Some(Featured::Said { quote, speaker, .. }) => {
            spoken.push(words.card_said(&said(quote), &escape(&speaker.in_words(words))));
        }
        Some(Featured::Told {
            customer, happened, ..
        }) => spoken.push(words.card_said(&said(happened), &escape(&customer.in_words(words)))),
        None if card.is_withdrawn => spoken.push(words.agenda_withdrawn()),
        None => {}
    }
    spoken.extend(card.number.map(kit::unformatted));
    spoken.push(words.card_question_text(name, question));
    for line in card.lines.iter().take(MOST) {
        spoken.push(kit::unformatted(&line_in_words(words, line)));
    }
    spoken.join(" ")
}

fn featured(words: Words, card: &Card) -> Vec<Block> {
    match &card.featured {
        Some(Featured::Said {
            response,
            quote,
            speaker,
            answered_on,
        }) => {
            let said = text::clean(quote);
            let shown = text::cut_lines(&said, QUOTE, LINES).unwrap_or(said);
            let about = format!("  {}", words.short_date(*answered_on));
            let quote = kit::quote(&shown, Some(&speaker.in_words(words)), Some(&about));
            vec![kit::marked(quote, response)]
        }
        Some(Featured::Told {
            customer,
            happened,
            outcome,
        }) => {
            let happened = text::one_line(happened, QUOTE);
            let outcome = text::one_line(outcome, QUOTE / 2);
            let customer = customer.in_words(words);
            let outcome_title = words.story_outcome();
            vec![
                kit::quote(&happened, Some(&customer), None),
                kit::rich(vec![
                    kit::bold(&format!("{outcome_title} ")),
                    kit::words(&outcome),
                ]),
            ]
        }
        None if card.is_withdrawn => vec![kit::context(&words.agenda_withdrawn())],
        None => Vec::new(),
    }
}

fn line_blocks(words: Words, line: &Line) -> Vec<Block> {
    let said = line_in_words(words, line);
    let label = match line.kind {
        ItemKind::Note => return vec![kit::context(&said)],
        _ if !line.is_open => return vec![kit::context(&said)],
        ItemKind::Item => words.agenda_item_discussed(),
        ItemKind::Action => words.agenda_action_done(),
    };
    let value = AgendaAction::Close(line.id.to_owned()).to_string();
    let button = kit::button(&label, actions::CLOSE, &value);
    let mut blocks = vec![kit::section_with(&said, button)];
    if let Some((response, quote, speaker)) = &line.quoted {
        let quote = text::one_line(quote, ITEM_QUOTE);
        let quote = kit::quote(&quote, Some(&speaker.in_words(words)), None);
        blocks.push(kit::marked(quote, response));
    }
    blocks
}

/// An item, an action or a note in our own markup.
fn line_in_words(words: Words, line: &Line) -> String {
    let said = text::escape_cut(&text::one_line(line.words, WORDS), WORDS);
    let by = person(line.added_by);
    if let (false, Some(closed_by)) = (line.is_open, line.closed_by) {
        let closed_by = person(closed_by);
        let what = match line.words.is_empty() {
            true => words.agenda_item_said(&by),
            false => said,
        };
        return words.agenda_closed(&what, &closed_by);
    }
    match line.kind {
        ItemKind::Note => words.agenda_note(&by, &said),
        ItemKind::Item => {
            let what = match line.words.is_empty() {
                true => words.agenda_item_said(&by),
                false => words.agenda_item(&said, &by),
            };
            match line.carried {
                0 => what,
                times => format!("{what}  ·  {}", words.agenda_carried(times)),
            }
        }
        ItemKind::Action => {
            let owner = line.owner.map_or_else(|| by.clone(), person);
            match line.due_on {
                Some(due_on) => {
                    words.agenda_action_until(&said, &owner, &words.day_of_year(due_on))
                }
                None => words.agenda_action(&said, &owner),
            }
        }
    }
}

fn buttons(words: Words, card: &Card) -> Vec<Action> {
    let id = || card.id.to_owned();
    let value = |action: AgendaAction| action.to_string();
    let note = kit::button(
        &words.agenda_add_note(),
        actions::NOTE,
        &value(AgendaAction::Note(id())),
    );
    let act = kit::button(
        &words.agenda_add_action(),
        actions::ACT,
        &value(AgendaAction::Act(id())),
    );
    let mut buttons: Vec<Action> = Vec::new();
    if card.outcome.is_some() {
        buttons.push(act.into());
        buttons.push(note.into());
        return buttons;
    }
    let discussed = value(AgendaAction::Discussed(id()));
    buttons.push(
        kit::primary_button(&words.agenda_discussed(), actions::DISCUSSED, &discussed).into(),
    );
    if let Some(seen) = card.subject {
        let swap = value(AgendaAction::Swap(id(), seen.to_owned()));
        buttons.push(kit::button(&words.agenda_swap(), actions::SWAP, &swap).into());
    }
    let skip = value(AgendaAction::Skip(id()));
    buttons.push(kit::button(&words.agenda_skip(), actions::SKIP, &skip).into());
    buttons.push(note.into());
    let choices = vec![
        kit::choice(&words.agenda_add_action(), &value(AgendaAction::Act(id()))),
        kit::choice(&words.agenda_why(), &value(AgendaAction::Why(id()))),
    ];
    buttons.push(kit::menu(actions::MENU, choices).into());
    buttons
}

/// What a card becomes when its meeting is not held.
pub fn cancelled(words: Words, title: &str) -> Message {
    Message::paragraph(words.agenda_cancelled(&escape(&text::one_line(title, TITLE))))
}

/// What a card becomes when somebody does not want the customer in this meeting.
pub fn skipped(words: Words, title: &str, by: &UserId) -> Message {
    let title = escape(&text::one_line(title, TITLE));
    Message::paragraph(words.agenda_skipped(&title, &person(by)))
}
