//! Stories on App Home: those that await a leader, and a person's own.

use serde_json::Value;

use super::actions::{self, StoryAction};
use super::post::ShownStory;
use super::{Moment, channels};
use crate::features::stories::rules::state::State;
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{self, Block, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// What of a story stands on App Home.
const BEGINNING: usize = 160;

/// A story that awaits a leader.
#[derive(Clone, Copy, Debug)]
pub struct Awaiting<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who wrote it.
    pub author: &'a UserId,
    /// What happened.
    pub happened: &'a str,
}

/// A story of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it stands.
    pub state: State,
    /// What happened; may be empty in a draft.
    pub happened: &'a str,
    /// When it will be posted.
    pub moment: Option<Moment>,
    /// What a leader wrote about it.
    pub note: Option<&'a str>,
}

/// What App Home shows of stories.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mine<'a> {
    /// Those that await this person's decision, the oldest first.
    pub awaiting: &'a [Awaiting<'a>],
    /// How many more await it.
    pub more: i64,
    /// Those that this person wrote, the newest first.
    pub own: &'a [Own<'a>],
}

/// The part of App Home about stories; empty where there is nothing to tell.
pub fn section(words: Words, mine: &Mine) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !mine.awaiting.is_empty() {
        blocks.push(kit::divider());
        blocks.push(kit::header(&words.story_home_awaiting()));
        blocks.extend(mine.awaiting.iter().map(|story| awaiting(words, story)));
        if mine.more > 0 {
            blocks.push(kit::context(&words.story_and_more(mine.more)));
        }
    }
    if !mine.own.is_empty() {
        blocks.push(kit::divider());
        blocks.push(kit::header(&words.story_home_own()));
        blocks.extend(mine.own.iter().map(|story| own(words, story)));
    }
    blocks
}

fn awaiting(words: Words, story: &Awaiting) -> Block {
    let asks = words.story_ask(&person(story.author));
    let read = StoryAction::Read(story.id.to_owned()).to_string();
    let button = kit::button(&words.story_home_read(), actions::READ, &read);
    kit::section_with(&format!("{asks}\n{}", beginning(story.happened)), button)
}

fn own(words: Words, story: &Own) -> Block {
    let state = match (story.state, story.moment) {
        (State::Scheduled, Some(moment)) => {
            words.story_preview_later(&moment.in_words(words), moment.zone_name())
        }
        (State::Draft, _) => words.story_home_draft(),
        (State::Proposed, _) => words.story_home_proposed(),
        (State::Declined, _) => words.story_home_declined(),
        (State::Withdrawn | State::Merged, _) => words.story_withdrawn(),
        (State::Published | State::Scheduled, _) => words.story_home_published(),
    };
    let mut lines = vec![format!("*{state}*"), beginning(story.happened)];
    if let Some(note) = story.note {
        lines.push(format!("> {}", beginning(note)));
    }
    let said = lines.join("\n");
    let id = || story.id.to_owned();
    let choice = |label: &str, action: StoryAction| kit::choice(label, &action.to_string());
    let choices = match story.state {
        State::Draft => vec![
            choice(&words.story_continue(), StoryAction::Continue(id())),
            choice(&words.story_home_discard(), StoryAction::Discard(id())),
        ],
        State::Proposed | State::Scheduled | State::Published => vec![
            choice(&words.story_edit(), StoryAction::Edit(id())),
            choice(&words.story_withdraw(), StoryAction::Withdraw(id())),
        ],
        State::Withdrawn | State::Declined | State::Merged => return kit::section(&said),
    };
    kit::section_with(&said, kit::menu(actions::MENU, choices))
}

/// The first words, escaped.
fn beginning(words: &str) -> String {
    match text::one_line(words, BEGINNING) {
        empty if empty.is_empty() => "…".to_owned(),
        words => escape(&words),
    }
}

/// A proposal as a leader reads it from App Home, with what can be decided.
pub fn review(
    words: Words,
    story: &ShownStory,
    places: &[ChannelId],
    moment: Option<Moment>,
) -> Value {
    let asks = words.story_ask(&person(story.author));
    let mut about = channels(words, places);
    if let Some(moment) = moment {
        let later = words.story_preview_later(&moment.in_words(words), moment.zone_name());
        about = format!("{about}  ·  {later}");
    }
    let mut blocks = vec![kit::section(&asks), kit::context(&about), kit::divider()];
    blocks.extend(story.blocks(words, false));
    blocks.extend(super::asks::buttons(words, story.id));
    kit::modal(
        actions::READ_ONLY,
        "",
        &words.story_title(),
        None,
        &words.close(),
        blocks,
    )
}
