//! The part of App Home about kudos: what is left today, who thanked me, and how I want to hear of it.

use chrono::NaiveDate;

use super::actions;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::{self, Block, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What of a reason is shown here.
const REASON: usize = 120;
/// People named in a line.
const NAMED: usize = 5;

/// How somebody wants to hear of kudos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hears {
    /// By a direct message, and by being mentioned in a post.
    #[default]
    Told,
    /// By being mentioned alone.
    Mentioned,
    /// Not at all: named without a notification.
    Muted,
}

impl Hears {
    const ALL: [Self; 3] = [Self::Told, Self::Mentioned, Self::Muted];

    /// The value of the choice, and of the preference.
    pub fn value(self) -> &'static str {
        match self {
            Self::Told => "on",
            Self::Mentioned => "off",
            Self::Muted => "mute",
        }
    }

    /// What a choice or preference means.
    pub fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hears| hears.value() == value)
    }

    fn in_words(self, words: Words) -> String {
        match self {
            Self::Told => words.kudos_home_messages_on(),
            Self::Mentioned => words.kudos_home_messages_off(),
            Self::Muted => words.kudos_home_messages_mute(),
        }
    }
}

/// A kudos in one line.
#[derive(Clone, Debug)]
pub struct Line {
    /// The giver, or those who were thanked.
    pub people: Vec<UserId>,
    /// What for.
    pub message: String,
    /// The local day.
    pub day: NaiveDate,
}

/// Somebody on the leaderboard.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Who.
    pub user: UserId,
    /// From how many different colleagues.
    pub givers: i64,
    /// Of how many different departments.
    pub departments: i64,
}

/// What the part shows.
#[derive(Clone, Debug)]
pub struct KudosHome {
    /// Today's date for the person.
    pub today: NaiveDate,
    /// How many can be given today; `None` for who may not give.
    pub left_today: Option<u32>,
    /// How many were received in all.
    pub received: i64,
    /// How many were given in all.
    pub given: i64,
    /// The newest that were received.
    pub last_received: Vec<Line>,
    /// The newest that were given.
    pub last_given: Vec<Line>,
    /// How the person wants to hear of kudos.
    pub hears: Hears,
    /// The leaderboard, where there is one, and whether the person stands on it.
    pub leaderboard: Option<(Vec<Ranked>, bool)>,
}

/// The part of App Home about kudos.
pub fn blocks(words: Words, home: &KudosHome) -> Vec<Block> {
    let mut blocks = vec![kit::header(&words.kudos_home_title())];
    let totals = words.kudos_home_totals(home.received, home.given);
    match home.left_today {
        Some(left) => {
            let left = words.kudos_home_left(i64::from(left));
            let give = kit::primary_button(&words.kudos_home_give(), actions::OPEN, "home");
            blocks.push(kit::section_with(&format!("{left} {totals}"), give));
        }
        None => blocks.push(kit::section(&totals)),
    }
    let mut list = |title: String, lines: &[Line], in_words: &dyn Fn(&str, &str) -> String| {
        if lines.is_empty() {
            return;
        }
        let mut shown = vec![format!("*{title}*")];
        shown.extend(lines.iter().map(|line| {
            let people: Vec<String> = line.people.iter().take(NAMED).map(person).collect();
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            let who = in_words(&words.list(&people), &words.day(line.day, home.today));
            format!("• {who}: {}", unmarked(&line.message))
        }));
        blocks.push(kit::section(&shown.join("\n")));
    };
    list(
        words.kudos_home_received(),
        &home.last_received,
        &|who, day| words.kudos_home_from(who, day),
    );
    list(words.kudos_home_given(), &home.last_given, &|who, day| {
        words.kudos_home_to(who, day)
    });
    blocks.push(hears(words, home.hears));
    if let Some((ranked, is_shown)) = &home.leaderboard {
        blocks.push(kit::section(&leaderboard(words, ranked)));
        blocks.push(ranking(words, *is_shown));
    }
    blocks
}

/// Foreign text on one line of our markup: escaped, and nothing in it is bold or code.
fn unmarked(message: &str) -> String {
    escape(&text::one_line(message, REASON)).replace(['*', '_', '~', '`'], " ")
}

fn hears(words: Words, chosen: Hears) -> Block {
    let choice = |hears: Hears| kit::choice(&hears.in_words(words), hears.value());
    let choices = Hears::ALL.map(choice).into();
    let title = words.kudos_home_messages();
    let select = kit::select(actions::MESSAGES, &title, choices, Some(choice(chosen)));
    kit::section_with(&title, select)
}

fn leaderboard(words: Words, ranked: &[Ranked]) -> String {
    let mut lines = vec![format!("*{}*", words.kudos_home_leaderboard())];
    lines.extend(ranked.iter().map(|ranked| {
        let line = words.kudos_home_leaderboard_line(
            &person(&ranked.user),
            ranked.givers,
            ranked.departments,
        );
        format!("• {line}")
    }));
    if ranked.is_empty() {
        lines.push(words.kudos_home_leaderboard_none());
    }
    lines.join("\n")
}

fn ranking(words: Words, is_shown: bool) -> Block {
    let show = kit::choice(&words.kudos_home_ranking_show(), "show");
    let hide = kit::choice(&words.kudos_home_ranking_hide(), "hide");
    let chosen = if is_shown { show.clone() } else { hide.clone() };
    let title = words.kudos_home_ranking();
    let select = kit::select(actions::RANKING, &title, vec![show, hide], Some(chosen));
    kit::section_with(&title, select)
}
