//! An alarm between the posts: one thread, from its first message to the one that closes it.

use chrono::NaiveDate;

use super::{Quoted, days, interval, metric_name, number, plain_name};
use crate::features::scores::rules::sign::{Figures, Sign};
use crate::features::scores::rules::verdict::Direction;
use crate::features::scores::rules::watching::Subject;
use crate::features::scores::rules::window::Window;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::{self, Message};
use crate::platform::text::escape;
use crate::platform::words::Words;

/// `action_id` of the button by which somebody takes note.
pub const SEEN: &str = "scores:seen";

/// How an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stage<'a> {
    /// It lasts.
    Open,
    /// All was as usual again on this day.
    Over(NaiveDate),
    /// This person took note, on this day.
    Seen(&'a UserId, NaiveDate),
}

/// What the first message of an alarm is made of.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// Our id of the alarm.
    pub id: &'a str,
    /// The department's name.
    pub department: &'a str,
    /// The question that the department asks itself.
    pub question: &'a str,
    /// What is not as usual, and whether it is so again.
    pub signs: &'a [(&'a Sign, bool)],
    /// Leading words of customers, masked.
    pub quotes: &'a [Quoted],
    /// How it stands.
    pub stage: Stage<'a>,
}

/// The message that opens an alarm's thread, as it stands now.
pub fn opening(words: Words, opening: &Opening) -> Message {
    let signs = || opening.signs.iter().map(|(sign, _)| *sign);
    let what: Vec<String> = signs().map(|sign| what(words, sign)).collect();
    let what: Vec<&str> = what.iter().map(String::as_str).collect();
    let title = words.alarm_title(
        &plain_name(words, Some(opening.department)),
        &words.list(&what),
    );
    let stage = match opening.stage {
        Stage::Open => None,
        Stage::Over(day) => Some(words.alarm_is_over(&words.date(day))),
        Stage::Seen(person, day) => {
            Some(words.alarm_is_seen(&kit::person(person), &words.date(day)))
        }
    };
    let lines: Vec<String> = opening
        .signs
        .iter()
        .map(|(sign, is_over)| match *is_over && stage.is_none() {
            true => format!("{} {}", figures(words, sign), words.alarm_back()),
            false => figures(words, sign),
        })
        .collect();
    let years = signs().map(Sign::years_to_false_alarm).min().unwrap_or(1);
    let sure = words.alarm_sure(years);
    let about = signs().map(window).reduce(joined);
    let about =
        about.map(|window| words.alarm_since(&words.date(window.first), &words.date(window.last)));
    let spoken: Vec<&str> = stage
        .iter()
        .chain(&about)
        .chain(&lines)
        .chain([&sure])
        .map(String::as_str)
        .collect();
    let mut message = Message::new(kit::unformatted(&format!(
        "{}. {}",
        escape(&title),
        spoken.join(" ")
    )))
    .with(kit::header(&title));
    message = message.with_some(stage.as_deref().map(kit::section));
    for line in &lines {
        message = message.with(kit::section(line));
    }
    let certainty: Vec<String> = about.into_iter().chain([sure]).collect();
    message = message.with(kit::contexts(&certainty));
    message = with_quotes(words, message, opening);
    let name = escape(&plain_name(words, Some(opening.department)));
    message = message.with(kit::context(
        &words.card_question(&name, &escape(opening.question)),
    ));
    if opening.stage == Stage::Open {
        let value = format!("scores:seen:{}", opening.id);
        let button = kit::button(&words.alarm_seen(), SEEN, &value);
        message = message
            .with_some(kit::actions("scores:seen", vec![button.into()]))
            .with(kit::context(&words.alarm_what_now()));
    }
    message
}

fn with_quotes(words: Words, mut message: Message, opening: &Opening) -> Message {
    if opening.quotes.is_empty() {
        return message;
    }
    let title = match opening.signs.iter().any(|(sign, _)| sign.is_worse()) {
        true => words.scores_said_bad(),
        false => words.scores_said_good(),
    };
    message = message.with(kit::section(&format!("*{title}*")));
    for quote in opening.quotes {
        message = message.with(quote.block(None));
    }
    message
}

/// Our id of the alarm behind a button; `None` for anything that we did not make.
pub fn seen_alarm(value: &str) -> Option<&str> {
    value.strip_prefix("scores:seen:")
}

/// What is told in the thread of an alarm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Further<'a> {
    /// Something else is not as usual either.
    Begins(&'a Sign),
    /// It lasts.
    Lasts(&'a Sign),
    /// It went over to the other side of what is usual.
    Turned(&'a Sign),
    /// It is as usual again.
    Over(&'a Sign),
}

/// A message in the thread of an alarm; with `closes` it is the last one.
pub fn further(words: Words, news: &[Further], closes: bool) -> Message {
    let mut lines: Vec<String> = news
        .iter()
        .map(|further| {
            let (how, sign) = match further {
                Further::Begins(sign) => (words.alarm_begins(), *sign),
                Further::Lasts(sign) => (words.alarm_lasts(), *sign),
                Further::Turned(sign) => (words.alarm_turned(), *sign),
                Further::Over(sign) => (words.alarm_over(), *sign),
            };
            let window = days(words, window(sign));
            format!("{how} {}\n_{window}_", figures(words, sign))
        })
        .collect();
    if closes {
        lines.push(words.alarm_closes());
    }
    let spoken = kit::unformatted(&lines.join(" ").replace(['\n', '_'], " "));
    lines.iter().fold(Message::new(spoken), |message, line| {
        message.with(kit::section(line))
    })
}

/// The answer to somebody who takes note after somebody else.
pub fn seen_before(words: Words, by: &UserId) -> Message {
    Message::paragraph(words.alarm_seen_before(&kit::person(by)))
}

/// The answer to somebody who takes note of what is over.
pub fn over_before(words: Words) -> Message {
    Message::paragraph(words.alarm_over_before())
}

/// What happened, in a few words for a title: `NPS down`.
fn what(words: Words, sign: &Sign) -> String {
    match (Subject::parse(&sign.subject), sign.direction) {
        (Some(Subject::Score(metric, _)), Direction::Up) => {
            words.alarm_rose(&metric_name(words, metric))
        }
        (Some(Subject::Score(metric, _)), Direction::Down) => {
            words.alarm_fell(&metric_name(words, metric))
        }
        (Some(Subject::Comments) | None, _) => words.alarm_complaints(),
    }
}

/// The figures now, beside the usual ones.
fn figures(words: Words, sign: &Sign) -> String {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match (&sign.figures, Subject::parse(&sign.subject)) {
        (
            Figures::Comments {
                written,
                usual,
                answers,
            },
            _,
        ) => words.alarm_comments(
            count(*written),
            &words.scores_answers(count(*answers)),
            &words.number(*usual, 1),
        ),
        (Figures::Score { answers, usual, .. }, Some(Subject::Score(metric, _))) => {
            let name = metric_name(words, metric);
            let usual = words.alarm_usual(&number(words, metric, *usual));
            match sign.figures.estimate() {
                Some(estimate) => {
                    let value = number(words, metric, estimate.value);
                    let interval = interval(words, metric, &estimate);
                    let answers = words.scores_answers(count(*answers));
                    let now = words.scores_number(&name, &value, &interval, &answers);
                    format!("{now}. {usual}")
                }
                None => format!("{}. {usual}", words.scores_too_few(&name, count(*answers))),
            }
        }
        _ => String::new(),
    }
}

fn window(sign: &Sign) -> Window {
    Window {
        first: sign.first,
        last: sign.last,
    }
}

fn joined(one: Window, other: Window) -> Window {
    Window {
        first: one.first.min(other.first),
        last: one.last.max(other.last),
    }
}
