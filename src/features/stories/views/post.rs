//! A story as it stands in a department's channel; its preview is made by the same function.

use super::actions::{self, StoryAction};
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::stories::rules::form::{ALT, HAPPENED, OUTCOME, ROLE};
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::fields::picture;
use crate::platform::slack::kit::{self, Block, Message, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest quote of the customer in a story.
const QUOTE: usize = 500;
/// Lines of each text, so that a flood of line breaks fills no channel.
const LINES: usize = 15;
/// The longest name of a department.
const NAME: usize = 60;
/// What of the text stands in the text for notifications and screen readers.
const SPOKEN: usize = 1_500;

/// A colleague who made it happen.
#[derive(Clone, Copy, Debug)]
pub struct ShownContributor<'a> {
    /// The colleague.
    pub user: &'a UserId,
    /// The name of the department, in the reader's language.
    pub department: Option<&'a str>,
    /// What the colleague did; may be empty.
    pub role: &'a str,
}

/// A story, ready to be shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownStory<'a> {
    /// Its id.
    pub id: &'a str,
    /// The customer, as far as may be told.
    pub customer: Speaker<'a>,
    /// What happened.
    pub happened: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// The customer's own words, masked, with who said them.
    pub quote: Option<(&'a str, Speaker<'a>)>,
    /// Slack's id of the picture, and what is on it.
    pub picture: Option<(&'a str, &'a str)>,
    /// Who made it happen.
    pub contributors: &'a [ShownContributor<'a>],
    /// Who wrote it.
    pub author: &'a UserId,
    /// The leader who approved it, where that is somebody else.
    pub approved_by: Option<&'a UserId>,
}

impl ShownStory<'_> {
    /// The story in one text for notifications and screen readers, escaped.
    pub(super) fn spoken(&self, words: Words) -> String {
        let said = |said: &str| text::escape_cut(&text::one_line(said, SPOKEN), SPOKEN);
        let mut spoken = format!(
            "{} · {}. {}",
            words.story_title(),
            escape(&self.customer.in_words(words)),
            said(self.happened),
        );
        if let Some((quote, speaker)) = &self.quote {
            let quote = text::escape_cut(&text::one_line(quote, QUOTE), QUOTE);
            let speaker = escape(&speaker.in_words(words));
            spoken.push_str(&format!(" {}.", words.card_said(&quote, &speaker)));
        }
        let outcome = words.story_outcome();
        spoken.push_str(&format!(" {outcome} {}", said(self.outcome)));
        if let Some(chain) = self.chain(words) {
            let chain = kit::unformatted(&chain).replace("\n• ", "; ");
            spoken.push_str(&format!(" {chain}"));
        }
        spoken
    }

    /// The departments in the order in which they took part, and who did what in each.
    fn chain(&self, words: Words) -> Option<String> {
        if self.contributors.is_empty() {
            return None;
        }
        let mut departments: Vec<Option<&str>> = Vec::new();
        for contributor in self.contributors {
            if !departments.contains(&contributor.department) {
                departments.push(contributor.department);
            }
        }
        let named: Vec<String> = departments
            .iter()
            .flatten()
            .map(|name| escape(&text::one_line(name, NAME)))
            .collect();
        let mut chain = format!("*{}*", words.story_who());
        if named.len() > 1 {
            chain.push_str(&format!("  {}", named.join(" → ")));
        }
        for department in departments {
            let people: Vec<String> = self
                .contributors
                .iter()
                .filter(|contributor| contributor.department == department)
                .map(in_words)
                .collect();
            let people = people.join(", ");
            match department {
                Some(name) => {
                    let name = escape(&text::one_line(name, NAME));
                    chain.push_str(&format!("\n• {name}: {people}"));
                }
                None => chain.push_str(&format!("\n• {people}")),
            }
        }
        Some(chain)
    }

    pub(super) fn credits(&self, words: Words) -> String {
        let mut credits = words.story_told_by(&person(self.author));
        if let Some(leader) = self.approved_by {
            let approved = words.story_approved_by(&person(leader));
            credits.push_str(&format!("  ·  {approved}"));
        }
        credits
    }

    /// The blocks of the story, without what belongs to one department alone.
    pub(super) fn blocks(&self, words: Words, with_menu: bool) -> Vec<Block> {
        let customer = escape(&self.customer.in_words(words));
        let title = format!("🌟 *{}*  ·  {customer}", words.story_title());
        let mut blocks = vec![match with_menu {
            true => kit::section_with(&title, menu(words, self.id)),
            false => kit::section(&title),
        }];
        blocks.push(kit::rich(vec![kit::words(&shortened(
            self.happened,
            HAPPENED,
        ))]));
        if let Some((quote, speaker)) = &self.quote {
            let speaker = speaker.in_words(words);
            blocks.push(kit::quote(&shortened(quote, QUOTE), Some(&speaker), None));
        }
        blocks.push(kit::rich(vec![
            kit::bold(&format!("{} ", words.story_outcome())),
            kit::words(&shortened(self.outcome, OUTCOME)),
        ]));
        if let Some((file, alt)) = self.picture {
            let alt = text::one_line(alt, ALT);
            let alt = match alt.is_empty() {
                true => customer_in_short(words, self.customer),
                false => alt,
            };
            blocks.push(picture(file, &alt));
        }
        blocks.extend(self.chain(words).map(|chain| kit::section(&chain)));
        blocks
    }
}

fn customer_in_short(words: Words, customer: Speaker) -> String {
    format!("{} · {}", words.story_title(), customer.in_words(words))
}

fn in_words(contributor: &ShownContributor) -> String {
    let who = person(contributor.user);
    let role = text::one_line(contributor.role, ROLE);
    match role.is_empty() {
        true => who,
        false => format!("{who} ({})", text::escape_cut(&role, ROLE + 20)),
    }
}

fn shortened(said: &str, most: usize) -> String {
    let said = text::clean(said);
    text::cut_lines(&said, most, LINES).unwrap_or(said)
}

fn menu(words: Words, id: &str) -> kit::Overflow {
    let edit = StoryAction::Edit(id.to_owned());
    let withdraw = StoryAction::Withdraw(id.to_owned());
    kit::menu(
        actions::MENU,
        vec![
            kit::choice(&words.story_edit(), &edit.to_string()),
            kit::choice(&words.story_withdraw(), &withdraw.to_string()),
        ],
    )
}

/// A story in the channel of `department`, which asks itself `question`. A preview has no menu.
pub fn story(
    words: Words,
    story: &ShownStory,
    department: ShownDepartment,
    question: &str,
    with_menu: bool,
) -> Message {
    let name = escape(&text::one_line(department.name, NAME));
    let question = escape(&text::one_line(question, 300));
    let asks = words.card_question_text(&name, &question);
    let text = format!("{}. {asks}", story.spoken(words));
    let message = story
        .blocks(words, with_menu)
        .into_iter()
        .fold(Message::new(text), Message::with);
    message
        .with(kit::context(&words.card_question(&name, &question)))
        .with(kit::context(&story.credits(words)))
}

/// What stands in the place of a story that was taken back.
pub fn withdrawn(words: Words) -> Message {
    let text = words.story_withdrawn();
    Message::new(&text).with(kit::context(&text))
}

/// A department as its channel shows it, with its question: where a story goes.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The department.
    pub id: &'a DepartmentId,
    /// Its name.
    pub name: &'a str,
    /// Its question.
    pub question: &'a str,
}
