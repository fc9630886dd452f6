//! What scores show in Slack: how a department stands, in words that claim no more than is known.

pub mod alarm;
pub mod chart;
mod mix;
pub mod words;

use super::rules::estimate::{Estimate, Interval, rounded, rounded_to_tenths};
use super::rules::metric::{Metric, Unit};
use super::rules::sparkline::sparkline;
use super::rules::standing::{Standing, TrendPoint, values};
use super::rules::verdict::{Direction, Showing, Verdict};
use super::rules::window::Window;
use crate::platform::ids::{DepartmentId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Block, Message};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// `action_id` of the button that shares a private answer.
pub const SHARE: &str = "scores:share";
/// `block_id` of the trend in text, whose place a picture takes.
pub const TREND: &str = "scores:trend";
/// The longest quote in an overview.
const QUOTE: usize = 240;
/// The longest name of a department or person.
const NAME: usize = 80;
/// The smallest p-value that is told as it is, in per cent.
const SMALLEST_CHANCE: f64 = 1.0;

/// A score with its trend, ready to be shown.
#[derive(Clone, Debug)]
pub struct ShownStanding<'a> {
    /// How it stands.
    pub standing: &'a Standing,
    /// The windows up to this one, oldest first.
    pub trend: &'a [TrendPoint],
    /// Whether a picture may take the place of its trend in text; one score of an overview has one.
    pub is_pictured: bool,
}

impl ShownStanding<'_> {
    /// Whether there is a trend to show: a number now, and one before it.
    pub fn has_trend(&self) -> bool {
        has_trend(self.standing, self.trend)
    }
}

/// Whether there is a trend to show: a number now, and one before it.
pub fn has_trend(standing: &Standing, trend: &[TrendPoint]) -> bool {
    let numbers = trend.iter().filter(|point| point.estimate.is_some());
    standing.estimate.is_some() && standing.showing != Showing::CountsOnly && numbers.count() > 1
}

/// A customer's words, and the response that they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Our id of the response.
    pub response: ResponseId,
    /// The words, masked.
    pub words: String,
}

impl Quoted {
    /// The words as a quotation, by whom where that is told.
    fn block(&self, speaker: Option<&str>) -> Block {
        let quote = kit::quote(&text::one_line(&self.words, QUOTE), speaker, None);
        kit::marked(quote, &self.response)
    }
}

/// What an overview is made of.
#[derive(Clone, Debug)]
pub struct Overview<'a> {
    /// The department's name; none for the whole organisation.
    pub department: Option<&'a str>,
    /// The question that the department asks itself.
    pub question: Option<&'a str>,
    /// The window.
    pub window: Window,
    /// The window that it is compared with.
    pub before: Window,
    /// The scores.
    pub scores: &'a [ShownStanding<'a>],
    /// Leading words of satisfied customers, masked.
    pub praise: &'a [Quoted],
    /// Leading words of dissatisfied customers, masked.
    pub pain: &'a [Quoted],
}

/// How the scores of a department stand: the number, how sure it is, whether it changed, and words.
pub fn overview(words: Words, overview: &Overview) -> Message {
    let title = words.scores_title(&plain_name(words, overview.department));
    let period = words.scores_period(&days(words, overview.window), &days(words, overview.before));
    let lines: Vec<String> = overview
        .scores
        .iter()
        .map(|shown| told(words, shown))
        .collect();
    let spoken = kit::unformatted(&format!(
        "{}. {period}. {}",
        escape(&title),
        lines.join(" ")
    ));
    let mut message = Message::new(spoken)
        .with(kit::header(&title))
        .with(kit::context(&period));
    for shown in overview.scores {
        message = message.with(kit::section(&told(words, shown)));
        if shown.is_pictured && shown.has_trend() {
            message = message.with(kit::section_called(TREND, &trend_in_text(words, shown)));
        }
    }
    for (title, quotes) in [
        (words.scores_said_bad(), overview.pain),
        (words.scores_said_good(), overview.praise),
    ] {
        if !quotes.is_empty() {
            message = message.with(kit::section(&format!("*{title}*")));
        }
        for quote in quotes {
            message = message.with(quote.block(None));
        }
    }
    if let (Some(name), Some(question)) = (overview.department, overview.question) {
        let asks = words.card_question(&escape(name), &escape(question));
        message = message.with(kit::context(&asks));
    }
    message.with(kit::context(&words.scores_limits()))
}

/// A department in words, for a place that reads markup; none is the whole organisation.
fn department_name(words: Words, department: Option<&str>) -> String {
    escape(&plain_name(words, department))
}

/// The same, letter by letter.
fn plain_name(words: Words, department: Option<&str>) -> String {
    department.map_or_else(|| words.scores_company(), |name| text::one_line(name, NAME))
}

/// The first and the last day of a window.
pub fn days(words: Words, window: Window) -> String {
    words.scores_days(&words.date(window.first), &words.date(window.last))
}

/// One score without its trend, in our own words: the number, how sure it is, whether it changed.
pub fn line(words: Words, standing: &Standing) -> String {
    let shown = ShownStanding {
        standing,
        trend: &[],
        is_pictured: false,
    };
    told(words, &shown)
}

/// One score: number, certainty, change and trend, in our own words.
fn told(words: Words, shown: &ShownStanding) -> String {
    let standing = shown.standing;
    let metric = metric_name(words, standing.metric);
    let answers = i64::try_from(standing.counts.total()).unwrap_or(i64::MAX);
    let mut lines = Vec::new();
    match (&standing.estimate, standing.showing) {
        (Some(estimate), Showing::Normal | Showing::Indicative) => {
            let value = number(words, standing.metric, estimate.value);
            let interval = interval(words, standing.metric, estimate);
            let answers = words.scores_answers(answers);
            lines.push(if standing.showing == Showing::Normal {
                words.scores_number(&metric, &value, &interval, &answers)
            } else {
                words.scores_number_indicative(&metric, &value, &interval, &answers)
            });
            lines.push(change(words, standing));
            lines.extend(mix::mix(words, standing));
            if shown.has_trend() && !shown.is_pictured {
                lines.push(trend_in_text(words, shown));
            }
        }
        _ => lines.push(words.scores_too_few(&metric, answers)),
    }
    if let Some(was) = standing.revised_from {
        lines.push(words.scores_revised(&number(words, standing.metric, was)));
    }
    if standing.other_scales > 0 {
        let others = i64::try_from(standing.other_scales).unwrap_or(i64::MAX);
        lines.push(words.scores_other_scales(others));
    }
    lines.join("\n")
}

/// The trend as a line of blocks.
fn trend_in_text(words: Words, shown: &ShownStanding) -> String {
    let least = if shown.standing.metric.unit() == Unit::ScalePoints {
        0.5
    } else {
        10.0
    };
    words.scores_trend(&sparkline(&values(shown.trend), least))
}

/// What a metric is called.
pub fn metric_name(words: Words, metric: Metric) -> String {
    match metric {
        Metric::Nps => words.metric_nps(),
        Metric::Csat => words.metric_csat(),
        Metric::Ces(_) => words.metric_ces(),
        Metric::Stars => words.metric_stars(),
    }
}

/// A value in the metric's units, rounded once.
pub fn number(words: Words, metric: Metric, value: f64) -> String {
    match metric.unit() {
        Unit::Balance => words.count(rounded(value)),
        Unit::Percent => format!("{}%", words.count(rounded(value))),
        Unit::ScalePoints => words.number(rounded_to_tenths(value), 1),
    }
}

fn interval(words: Words, metric: Metric, estimate: &Estimate) -> String {
    match estimate.interval {
        Some(Interval { low, high }) => {
            words.scores_interval(&number(words, metric, low), &number(words, metric, high))
        }
        None => words.scores_interval_none(),
    }
}

fn change(words: Words, standing: &Standing) -> String {
    let Some(change) = &standing.change else {
        return words.scores_too_few_to_compare();
    };
    let sign = if change.difference > 0.0 { "+" } else { "" };
    let difference = format!(
        "{sign}{}",
        number(words, standing.metric, change.difference)
    );
    let chance = chance(words, change.p);
    match standing.verdict {
        Verdict::Changed(Direction::Up) => words.scores_changed_up(&difference, &chance),
        Verdict::Changed(Direction::Down) => words.scores_changed_down(&difference, &chance),
        Verdict::Possibly(Direction::Up) => words.scores_possibly_up(&difference, &chance),
        Verdict::Possibly(Direction::Down) => words.scores_possibly_down(&difference, &chance),
        Verdict::NoClearChange => words.scores_no_clear_change(&difference),
        Verdict::TooFewAnswers => words.scores_too_few_to_compare(),
    }
}

/// How likely chance alone is, in per cent.
fn chance(words: Words, p: f64) -> String {
    let percent = p * 100.0;
    if percent < SMALLEST_CHANCE {
        words.scores_chance_below(&words.number(SMALLEST_CHANCE, 0))
    } else {
        words.scores_chance(&words.number(percent, 0))
    }
}

/// A private answer with a button that shares it: `query` is what was asked, in the channel of the
/// department `here`.
pub fn shareable(
    words: Words,
    message: Message,
    here: Option<&DepartmentId>,
    query: &str,
) -> Message {
    let here = here.map_or("", DepartmentId::as_str);
    let button = kit::button(
        &words.scores_share(),
        SHARE,
        &format!("scores:share:{here}:{query}"),
    );
    message.with_some(kit::actions("scores:share", vec![button.into()]))
}

/// The department and the question behind a share button; `None` for anything that we did not make.
pub fn shared_query(value: &str) -> Option<(Option<DepartmentId>, &str)> {
    let (here, query) = value.strip_prefix("scores:share:")?.split_once(':')?;
    Some(((!here.is_empty()).then(|| here.into()), query))
}

/// An answer that `person` shares with a channel.
pub fn shared(words: Words, message: Message, person: &UserId) -> Message {
    message.with(kit::context(&words.scores_shared_by(&kit::person(person))))
}

/// Why a question about scores has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// No such department, and perhaps the one that was meant.
    Department {
        /// What was typed.
        given: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// No such period, and perhaps the one that was meant.
    Period {
        /// What was typed.
        given: String,
        /// The nearest period.
        nearest: Option<String>,
    },
}

/// The answer to a question that can not be understood.
pub fn unanswered(words: Words, why: &Unanswered) -> Message {
    let code = |text: &str| escape(&text::one_line(text, 60));
    Message::paragraph(match why {
        Unanswered::Department {
            given,
            nearest: Some(nearest),
        } => words.scores_unknown_department_nearest(&code(given), &code(nearest)),
        Unanswered::Department {
            given,
            nearest: None,
        } => words.scores_unknown_department(&code(given)),
        Unanswered::Period {
            given,
            nearest: Some(nearest),
        } => words.scores_unknown_period_nearest(&code(given), &code(nearest)),
        Unanswered::Period {
            given,
            nearest: None,
        } => words.scores_unknown_period(&code(given)),
    })
}

/// The answer where a window has no answers.
pub fn nothing(words: Words, department: Option<&str>, window: Window) -> Message {
    Message::paragraph(
        words.scores_nothing(&department_name(words, department), &days(words, window)),
    )
}

/// What a post says where no answer is left of those that it told.
pub fn withdrawn(words: Words, department: Option<&str>, window: Window) -> Message {
    Message::paragraph(
        words.scores_withdrawn(&department_name(words, department), &days(words, window)),
    )
}

/// Customers' words, found by a question; each with who said it.
pub fn quotes(
    words: Words,
    department_or_all: Option<&str>,
    asked: &str,
    window: Window,
    found: &[(Quoted, String)],
) -> Message {
    let department = department_name(words, department_or_all);
    if found.is_empty() {
        return Message::paragraph(words.quotes_none(&department, &days(words, window)));
    }
    let title = words.quotes_title(&plain_name(words, department_or_all));
    let about = match asked {
        "" => days(words, window),
        asked => words.quotes_about(&escape(&text::one_line(asked, 80)), &days(words, window)),
    };
    let spoken: Vec<String> = found
        .iter()
        .map(|(quote, speaker)| {
            format!(
                "“{}” – {}",
                escape(&text::one_line(&quote.words, QUOTE)),
                escape(&text::one_line(speaker, NAME))
            )
        })
        .collect();
    let mut message = Message::new(format!("{}. {about}. {}", escape(&title), spoken.join(" ")))
        .with(kit::header(&title))
        .with(kit::context(&about));
    for (quote, speaker) in found {
        message = message.with(quote.block(Some(&text::one_line(speaker, NAME))));
    }
    message
}
