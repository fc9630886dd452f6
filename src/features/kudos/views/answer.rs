//! What the giver hears: how it went, or why it did not.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::actions;
use crate::features::kudos::record::Visibility;
use crate::features::kudos::rules::checks::{MOST_RECEIVERS, Refusal};
use crate::platform::config;
use crate::platform::ids::{ChannelId, KudosId, UserId};
use crate::platform::slack::kit::{self, Message, channel, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest name of a department or value.
const NAME: usize = 60;
/// Lines of a list.
const LINES: usize = 12;

/// A kudos that was given, as the giver hears it.
#[derive(Clone, Copy, Debug)]
pub struct GivenKudos<'a> {
    /// The stored kudos.
    pub id: &'a KudosId,
    /// Who sees it.
    pub visibility: Visibility,
    /// Where it is posted.
    pub posted_in: Option<&'a ChannelId>,
    /// How many each of those who are thanked has now.
    pub balances: &'a [(UserId, i64)],
    /// How many the giver can give today still.
    pub left_today: u32,
    /// Until when the giver can undo it, in the giver's time zone.
    pub undo_until: NaiveTime,
    /// When it is posted with the others of the day, if it waits for that, and today's date.
    pub waits_until: Option<(NaiveDateTime, NaiveDate)>,
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn given_in_words(words: Words, given: &GivenKudos) -> [String; 2] {
    let place = match (given.visibility, given.posted_in) {
        (Visibility::Private, _) => words.kudos_answer_private(),
        (Visibility::Public, Some(place)) => match given.waits_until {
            Some((at, today)) => {
                words.kudos_answer_waits(&channel(place), &words.moment(at, today))
            }
            None => words.kudos_answer_posted(&channel(place)),
        },
        (Visibility::Public, None) => words.kudos_answer_nowhere(),
    };
    let counted = match given.balances {
        [(_, count)] => words.kudos_answer_count(*count),
        several => {
            let counts: Vec<String> = several
                .iter()
                .map(|(user, count)| format!("{} ({})", words.count(*count), person(user)))
                .collect();
            let counts: Vec<&str> = counts.iter().map(String::as_str).collect();
            words.kudos_answer_counts(&words.list(&counts))
        }
    };
    let left = match given.left_today {
        0 => words.kudos_answer_left_none(),
        left => words.kudos_answer_left(i64::from(left)),
    };
    let undo = words.kudos_answer_undo_until(&words.time(given.undo_until));
    [format!("{place} {counted}"), format!("{left} {undo}")]
}

/// The private answer to who gave a kudos.
pub fn given(words: Words, given: &GivenKudos) -> Message {
    let [what, more] = given_in_words(words, given);
    let undo = kit::button(&words.kudos_undo(), actions::UNDO, given.id.as_str());
    Message::new(kit::unformatted(&format!("{what} {more}")))
        .with(kit::section_with(&what, undo))
        .with(kit::context(&more))
}

/// The same in the place of the form.
pub fn given_view(words: Words, given: &GivenKudos) -> Value {
    let [what, more] = given_in_words(words, given);
    let undo = kit::button(&words.kudos_undo(), actions::UNDO, given.id.as_str());
    done_view(
        words,
        vec![kit::section_with(&what, undo), kit::context(&more)],
    )
}

/// One sentence in the place of the form.
pub fn said_view(words: Words, said: &str) -> Value {
    done_view(words, vec![kit::section(said)])
}

fn done_view(words: Words, blocks: Vec<kit::Block>) -> Value {
    kit::modal(
        actions::DONE,
        "",
        &words.kudos_done_title(),
        None,
        &words.close(),
        blocks,
    )
}

/// How a person is called: with a mention, or where Slack shows none, as in the error of a field.
fn called(user: &UserId, name: Option<&str>, is_field: bool) -> String {
    match (is_field, name) {
        (false, _) => person(user),
        (true, Some(name)) => format!("@{}", text::one_line(name, NAME)),
        (true, None) => format!("@{user}"),
    }
}

/// Why a kudos is not given, and what to do now.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// Why.
    pub refusal: &'a Refusal,
    /// The name of the person whom it is about, where known.
    pub name: Option<&'a str>,
    /// Now, in the giver's time zone.
    pub now: NaiveDateTime,
    /// When new kudos are there, in the giver's time zone.
    pub again_at: NaiveDateTime,
}

/// A refusal in one sentence; `is_field` is for the error of a form's field, which shows no mention.
pub fn refusal(words: Words, refused: &Refused, is_field: bool) -> String {
    let called = |user: &UserId| called(user, refused.name, is_field);
    match refused.refusal {
        Refusal::Off => words.kudos_refused_off(),
        Refusal::GiverMayNot => words.kudos_refused_giver(),
        Refusal::Nobody => words.kudos_refused_nobody(),
        Refusal::TooMany { count } => {
            words.kudos_refused_too_many(number(*count), number(MOST_RECEIVERS))
        }
        Refusal::Yourself => words.kudos_refused_yourself(),
        Refusal::Bot(user) => words.kudos_refused_bot(&called(user)),
        Refusal::Left(user) => words.kudos_refused_left(&called(user)),
        Refusal::Guest(user) => words.kudos_refused_guest(&called(user)),
        Refusal::Outsider(user) => words.kudos_refused_outsider(&called(user)),
        Refusal::TooShort { has, needs } => {
            words.kudos_refused_too_short(number(*has), number(*needs))
        }
        Refusal::UnknownValue => words.kudos_refused_value(),
        Refusal::SameDepartment => words.kudos_refused_same_department(),
        Refusal::NoDepartment => words.kudos_refused_no_department(),
        Refusal::DailyLimit { limit, .. } => words.kudos_refused_daily(
            i64::from(*limit),
            &words.moment(refused.again_at, refused.now.date()),
        ),
        Refusal::PairLimit {
            receiver,
            limit,
            days,
        } => words.kudos_refused_pair(&called(receiver), i64::from(*limit), i64::from(*days)),
        Refusal::Pattern {
            receiver,
            share,
            days,
        } => words.kudos_refused_pattern(&called(receiver), i64::from(*share), i64::from(*days)),
    }
}

/// A refusal as a private answer.
pub fn refused(words: Words, refused: &Refused) -> Message {
    Message::paragraph(refusal(words, refused, false))
}

/// One sentence of ours as a private answer.
pub fn said(text: &str) -> Message {
    Message::paragraph(text)
}

/// What `command` (`/kudos`) can do.
pub fn help(words: Words, command: &str, settings: &config::Kudos, is_admin: bool) -> Message {
    let mut lines = vec![
        words.kudos_help_give(command),
        words.kudos_help_form(command),
    ];
    let values: Vec<String> = settings
        .values
        .iter()
        .take(LINES)
        .map(|value| {
            let name = value.name.in_language(words.language());
            format!(
                "`#{}` {}",
                escape(&value.id),
                escape(&text::one_line(name, NAME))
            )
        })
        .collect();
    if !values.is_empty() {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        lines.push(words.kudos_help_value(&values.join(", ")));
    }
    lines.push(words.kudos_help_bridges(command));
    lines.push(words.kudos_help_limit(
        i64::from(settings.daily_limit),
        i64::from(settings.pair_limit),
        i64::from(settings.pair_days),
    ));
    if is_admin {
        lines.push(words.kudos_help_admin(command));
    }
    let lines = lines
        .iter()
        .map(|line| format!("• {line}"))
        .collect::<Vec<_>>()
        .join("\n");
    let title = words.kudos_help_title();
    Message::new(kit::unformatted(&format!("{title}\n{lines}")))
        .with(kit::header(&title))
        .with(kit::section(&lines))
}

/// Two departments by name, and how many kudos went between them; `None` where too few took part.
#[derive(Clone, Copy, Debug)]
pub struct ShownBridge<'a> {
    /// The one.
    pub one: &'a str,
    /// The other.
    pub other: &'a str,
    /// Kudos in both directions.
    pub kudos: Option<u64>,
}

/// Which departments thank each other, without saying who; `quiet` are those that did not for longer.
pub fn bridges(words: Words, found: &[ShownBridge], quiet: &[(&str, &str)], least: u32) -> Message {
    let shown = |name: &str| escape(&text::one_line(name, NAME));
    let mut lines: Vec<String> = found
        .iter()
        .take(LINES)
        .map(|bridge| {
            let (one, other) = (shown(bridge.one), shown(bridge.other));
            match bridge.kudos {
                Some(count) => {
                    words.kudos_bridge(&one, &other, i64::try_from(count).unwrap_or(i64::MAX))
                }
                None => words.kudos_bridge_few(&one, &other),
            }
        })
        .collect();
    if lines.is_empty() {
        lines.push(words.kudos_bridges_none());
    }
    if !quiet.is_empty() {
        let pairs: Vec<String> = quiet
            .iter()
            .take(LINES)
            .map(|(one, other)| format!("{} ↔ {}", shown(one), shown(other)))
            .collect();
        lines.push(words.kudos_bridges_quiet(&pairs.join(", ")));
    }
    let lines = lines.join("\n");
    let title = words.kudos_bridges_title();
    Message::new(kit::unformatted(&format!("{title}\n{lines}")))
        .with(kit::header(&title))
        .with(kit::section(&lines))
        .with(kit::context(&words.kudos_bridges_note(i64::from(least))))
}
