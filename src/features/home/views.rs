//! The App Home of one person, and where its language select leads.

use chrono::NaiveDateTime;
use serde_json::Value;

use crate::features::kudos::views::home::{self as kudos_home, KudosHome};
use crate::features::privacy::views::my_data;
use crate::platform::config::{Keep, Language};
use crate::platform::ids::ChannelId;
use crate::platform::slack::kit::{self, Block};
use crate::platform::text::{self, escape};
use crate::platform::words::{LANGUAGES, Words, words};

words! { HOME_WORDS:
    "home-title" => home_title();
    "home-intro" => home_intro();
    "home-language" => home_language();
    "home-language-workspace" => home_language_workspace(language: &str);
    "home-language-placeholder" => home_language_placeholder();
    "home-departments" => home_departments();
    "home-departments-none" => home_departments_none();
    "home-departments-more" => home_departments_more(count: i64);
    "home-status" => home_status();
    "home-status-all-sent" => home_status_all_sent();
    "home-status-waiting" => home_status_waiting(count: i64);
    "home-status-uncertain" => home_status_uncertain(count: i64);
    "home-status-failed" => home_status_failed(count: i64);
    "home-status-last" => home_status_last(moment: &str);
    "home-status-last-none" => home_status_last_none();
    "home-status-next" => home_status_next(moment: &str);
    "home-status-next-none" => home_status_next_none();
    "home-status-trouble" => home_status_trouble();
}

/// `action_id` of the language select.
pub const LANGUAGE: &str = "home:language";

/// Departments on the page; the rest is counted. Slack takes 100 blocks.
const DEPARTMENTS: usize = 40;

/// What a choice on App Home asks for; written as the option's value, `home:language:nl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeAction {
    /// Speak this language with me; `None` follows the workspace.
    Language(Option<Language>),
}

impl HomeAction {
    /// The value of the element that asks for this.
    pub fn value(self) -> &'static str {
        match self {
            Self::Language(None) => "home:language:workspace",
            Self::Language(Some(Language::En)) => "home:language:en",
            Self::Language(Some(Language::Nl)) => "home:language:nl",
        }
    }

    /// The action that an element's value stands for; `None` for anything that we did not make.
    pub fn parse(value: &str) -> Option<Self> {
        [None, Some(Language::En), Some(Language::Nl)]
            .into_iter()
            .map(Self::Language)
            .find(|action| action.value() == value)
    }
}

/// What the Home of one person shows.
#[derive(Clone, Debug)]
pub struct Home<'a> {
    /// The language that the person chose; `None` follows Slack.
    pub chosen: Option<Language>,
    /// The language of who chose none.
    pub without_choice: Language,
    /// What there is about kudos, where they are in use.
    pub kudos: Option<&'a KudosHome>,
    /// The departments in use.
    pub departments: &'a [Listener<'a>],
    /// The person's stories, and those that await the person.
    pub stories: &'a [Block],
    /// How long is kept what is kept.
    pub keep: Keep,
    /// For administrators: how posting goes.
    pub status: Option<Status>,
}

/// A department that listens.
#[derive(Clone, Copy, Debug)]
pub struct Listener<'a> {
    /// Its name in the reader's language.
    pub name: &'a str,
    /// Its channel.
    pub channel: &'a ChannelId,
    /// The question that it asks itself, in the reader's language.
    pub question: &'a str,
}

/// How posting goes. Moments are local.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// The moment at which this is shown.
    pub now: NaiveDateTime,
    /// Posts that wait.
    pub waiting: i64,
    /// Posts of which it is unclear whether Slack took them.
    pub uncertain: i64,
    /// Posts that Slack refused for good.
    pub failed: i64,
    /// When the last response came in.
    pub last_received: Option<NaiveDateTime>,
    /// When the next post is planned.
    pub next_post: Option<NaiveDateTime>,
}

/// The App Home of one person.
pub fn home(words: Words, home: &Home) -> Value {
    let mut blocks = vec![
        kit::header(&words.home_title()),
        kit::section(&words.home_intro()),
        language(words, home),
    ];
    if let Some(kudos) = home.kudos {
        blocks.push(kit::divider());
        blocks.extend(kudos_home::blocks(words, kudos));
    }
    blocks.extend(home.stories.iter().cloned());
    blocks.extend([kit::divider(), kit::header(&words.home_departments())]);
    if home.departments.is_empty() {
        blocks.push(kit::section(&words.home_departments_none()));
    }
    blocks.extend(home.departments.iter().take(DEPARTMENTS).map(listener));
    if let Some(more) = home.departments.len().checked_sub(DEPARTMENTS)
        && more > 0
    {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        blocks.push(kit::context(&words.home_departments_more(more)));
    }
    blocks.extend(my_data(words, home.keep));
    if let Some(status) = &home.status {
        blocks.push(kit::divider());
        blocks.push(kit::header(&words.home_status()));
        blocks.push(kit::section(&status_lines(words, status).join("\n")));
    }
    kit::home(blocks)
}

fn language(words: Words, home: &Home) -> Block {
    let choice = |chosen: Option<Language>| {
        let label = match chosen {
            Some(language) => own_name(language).to_owned(),
            None => words.home_language_workspace(own_name(home.without_choice)),
        };
        kit::choice(&label, HomeAction::Language(chosen).value())
    };
    let choices = std::iter::once(None)
        .chain(LANGUAGES.map(Some))
        .map(choice)
        .collect();
    let select = kit::select(
        LANGUAGE,
        &words.home_language_placeholder(),
        choices,
        Some(choice(home.chosen)),
    );
    kit::section_with(&words.home_language(), select)
}

/// A language as its speakers call it: the one word that is not translated.
fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Nl => "Nederlands",
    }
}

fn listener(listener: &Listener) -> Block {
    let name = escape(&text::one_line(listener.name, 80));
    let question = escape(&text::one_line(listener.question, 300));
    let channel = kit::channel(listener.channel);
    kit::section(&format!("*{name}*  {channel}\n{question}"))
}

fn status_lines(words: Words, status: &Status) -> Vec<String> {
    let moment = |moment: NaiveDateTime| words.moment(moment, status.now.date());
    let posts: Vec<String> = [
        (status.waiting > 0).then(|| words.home_status_waiting(status.waiting)),
        (status.uncertain > 0).then(|| words.home_status_uncertain(status.uncertain)),
        (status.failed > 0).then(|| words.home_status_failed(status.failed)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut lines = vec![
        if posts.is_empty() {
            words.home_status_all_sent()
        } else {
            posts.join(", ")
        },
        match status.last_received {
            Some(at) => words.home_status_last(&moment(at)),
            None => words.home_status_last_none(),
        },
        match status.next_post {
            Some(at) => words.home_status_next(&moment(at)),
            None => words.home_status_next_none(),
        },
    ];
    if status.uncertain > 0 || status.failed > 0 {
        lines.insert(1, words.home_status_trouble());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_read_back_as_it_was_written() {
        for chosen in [None, Some(Language::En), Some(Language::Nl)] {
            let action = HomeAction::Language(chosen);
            assert_eq!(HomeAction::parse(action.value()), Some(action));
        }
        assert_eq!(HomeAction::parse("home:language:de"), None);
    }
}
