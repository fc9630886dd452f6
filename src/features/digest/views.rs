//! What the weekly digest shows.

use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::platform::ids::{ResponseId, UserId};
use crate::platform::slack::kit::{self, Message};
use crate::platform::text::{self, escape};
use crate::platform::words::{Words, words};

words! { DIGEST_WORDS:
    "weekly-title" => weekly_title(department: &str);
    "weekly-thanked" => weekly_thanked(count: i64);
    "weekly-kudos" => weekly_kudos(giver: &str, receivers: &str, message: &str);
    "weekly-quiet" => weekly_quiet(department: &str);
    "weekly-more" => weekly_more(count: i64);
}

/// The longest name of a department.
const NAME: usize = 60;
/// The longest quote.
const QUOTE: usize = 240;
/// What of a kudos is told.
const MESSAGE: usize = 160;
/// People named in a kudos; the rest is left out.
const PEOPLE: usize = 4;

/// A customer's words.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// Our id of the response.
    pub response: &'a ResponseId,
    /// The words, masked.
    pub words: &'a str,
    /// Who said them.
    pub speaker: Speaker<'a>,
}

/// A kudos.
#[derive(Clone, Debug)]
pub struct Thanked<'a> {
    /// Who thanked.
    pub giver: &'a UserId,
    /// Who was thanked.
    pub receivers: &'a [UserId],
    /// What for.
    pub message: &'a str,
}

/// What a department looks back at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The department.
    pub department: ShownDepartment<'a>,
    /// The question that it asks itself.
    pub question: &'a str,
    /// Responses of customers.
    pub responses: i64,
    /// Words about what could be better.
    pub bad: &'a [Quoted<'a>],
    /// Words about what went well.
    pub good: &'a [Quoted<'a>],
    /// What colleagues were thanked for.
    pub thanked: &'a [Thanked<'a>],
    /// How many kudos there were in all.
    pub kudos: i64,
    /// A department between which and this one it was quiet.
    pub ask_after: Option<&'a str>,
}

/// The weekly digest of a department.
pub fn weekly(words: Words, look: &Look) -> Message {
    let name = text::one_line(look.department.name, NAME);
    let title = words.weekly_title(&name);
    let counted = words.digest_count(look.responses);
    let question = escape(&text::one_line(look.question, 300));
    let asks = words.card_question_text(&escape(&name), &question);
    let thanked: Vec<String> = look.thanked.iter().map(|it| in_words(words, it)).collect();
    let mut spoken = vec![format!("{}: {counted}.", escape(&title))];
    for quoted in look.bad.iter().chain(look.good) {
        let said = text::escape_cut(&text::one_line(quoted.words, QUOTE), QUOTE);
        spoken.push(words.card_said(&said, &escape(&quoted.speaker.in_words(words))));
    }
    if look.kudos > 0 {
        spoken.push(words.weekly_thanked(look.kudos));
        spoken.extend(thanked.iter().cloned());
    }
    spoken.push(asks);
    let mut message = Message::new(spoken.join("\n"))
        .with(kit::header(&title))
        .with(kit::section(&format!("*{counted}*")));
    for (title, quotes) in [
        (words.scores_said_bad(), look.bad),
        (words.scores_said_good(), look.good),
    ] {
        if !quotes.is_empty() {
            message = message.with(kit::section(&format!("*{title}*")));
        }
        for quoted in quotes {
            let said = text::one_line(quoted.words, QUOTE);
            let speaker = quoted.speaker.in_words(words);
            let quote = kit::quote(&said, Some(&speaker), None);
            message = message.with(kit::marked(quote, quoted.response));
        }
    }
    if look.kudos > 0 {
        let lines: Vec<String> = thanked.iter().map(|line| format!("• {line}")).collect();
        let title = words.weekly_thanked(look.kudos);
        message = message.with(kit::section(&format!("*{title}*\n{}", lines.join("\n"))));
        let told = i64::try_from(look.thanked.len()).unwrap_or(i64::MAX);
        if look.kudos > told {
            message = message.with(kit::context(&words.weekly_more(look.kudos - told)));
        }
    }
    if let Some(other) = look.ask_after {
        let other = escape(&text::one_line(other, NAME));
        message = message.with(kit::context(&words.weekly_quiet(&other)));
    }
    message.with(kit::context(
        &words.card_question(&escape(&name), &question),
    ))
}

/// A kudos on one line, escaped. People are mentioned, so that they are found again when one of them asks
/// to be forgotten, and Slack shows the name that they go by now.
fn in_words(words: Words, thanked: &Thanked) -> String {
    let receivers = thanked.receivers.iter().take(PEOPLE);
    let receivers: Vec<String> = receivers.map(kit::person).collect();
    let receivers: Vec<&str> = receivers.iter().map(String::as_str).collect();
    let message = text::one_line(thanked.message, MESSAGE);
    words.weekly_kudos(
        &kit::person(thanked.giver),
        &words.list(&receivers),
        &text::escape_cut(&message, MESSAGE),
    )
}
