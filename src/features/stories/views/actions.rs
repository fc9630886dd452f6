//! Where the buttons, menus and modals of stories lead: made by the views, parsed by the routes.

use std::fmt;

use crate::platform::ids::{ResponseId, UserId};
use crate::platform::slack::inbound::ViewState;

/// `action_id` of the menu on a story.
pub const MENU: &str = "story:menu";
/// `action_id` of the button that approves.
pub const APPROVE: &str = "story:approve";
/// `action_id` of the button that gives a story back.
pub const RETURN: &str = "story:return";
/// `action_id` of the button that declines.
pub const DECLINE: &str = "story:decline";
/// `action_id` of the button that changes a proposal.
pub const EDIT: &str = "story:edit";
/// `action_id` of the button that goes on with a draft.
pub const CONTINUE: &str = "story:continue";
/// `action_id` of the button that shows a proposal.
pub const READ: &str = "story:read";
/// `action_id` of the button that empties the form.
pub const AFRESH: &str = "story:afresh";
/// `action_id` of the button that swaps the story of the week.
pub const SWAP: &str = "story:swap";
/// `action_id` of the button that skips it.
pub const SKIP: &str = "story:skip";
/// `callback_id` of the first form.
pub const WRITE_FORM: &str = "story:write";
/// `callback_id` of the second form: who did what, picture, moment.
pub const DETAILS_FORM: &str = "story:details";
/// `callback_id` of the preview.
pub const PREVIEW_FORM: &str = "story:preview";
/// `callback_id` of the form for a note to the author.
pub const NOTE_FORM: &str = "story:note";
/// `callback_id` of the question whether a story is to be withdrawn.
pub const WITHDRAW_FORM: &str = "story:withdraw";
/// `callback_id` of modals that only say something.
pub const READ_ONLY: &str = "story:read-only";
/// `callback_id` of the shortcut in the menu of a message; the manifest names the same.
pub const FROM_MESSAGE: &str = "story:from-message";
/// The longest note of a leader.
pub const NOTE: usize = 500;

/// Every `action_id` that the routes hand to stories.
pub const CLICKS: [&str; 10] = [
    MENU, APPROVE, EDIT, RETURN, DECLINE, CONTINUE, AFRESH, READ, SWAP, SKIP,
];
/// Every `callback_id` that the routes hand to stories.
pub const FORMS: [&str; 5] = [
    WRITE_FORM,
    DETAILS_FORM,
    PREVIEW_FORM,
    NOTE_FORM,
    WITHDRAW_FORM,
];

/// What a click on one of our elements asks for; written as its value, `story:edit:<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryAction {
    /// Let it through.
    Approve(String),
    /// Give it back.
    Return(String),
    /// Decline it.
    Decline(String),
    /// Change it.
    Edit(String),
    /// Take it back.
    Withdraw(String),
    /// Go on with a draft.
    Continue(String),
    /// Throw a draft away and begin with an empty form.
    Afresh(String),
    /// Throw a draft away.
    Discard(String),
    /// Show a proposal.
    Read(String),
    /// Choose another story of the week.
    Swap(String),
    /// No story this week.
    Skip(String),
}

impl fmt::Display for StoryAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self {
            Self::Approve(id) => ("approve", id),
            Self::Return(id) => ("return", id),
            Self::Decline(id) => ("decline", id),
            Self::Edit(id) => ("edit", id),
            Self::Withdraw(id) => ("withdraw", id),
            Self::Continue(id) => ("continue", id),
            Self::Afresh(id) => ("afresh", id),
            Self::Discard(id) => ("discard", id),
            Self::Read(id) => ("read", id),
            Self::Swap(id) => ("swap", id),
            Self::Skip(id) => ("skip", id),
        };
        write!(f, "story:{kind}:{id}")
    }
}

impl StoryAction {
    /// The action that an element's value stands for; `None` for anything that we did not make.
    pub fn parse(value: &str) -> Option<Self> {
        let (kind, id) = value.strip_prefix("story:")?.split_once(':')?;
        if id.is_empty() || id.contains(':') {
            return None;
        }
        let id = id.to_owned();
        Some(match kind {
            "approve" => Self::Approve(id),
            "return" => Self::Return(id),
            "decline" => Self::Decline(id),
            "edit" => Self::Edit(id),
            "withdraw" => Self::Withdraw(id),
            "continue" => Self::Continue(id),
            "afresh" => Self::Afresh(id),
            "discard" => Self::Discard(id),
            "read" => Self::Read(id),
            "swap" => Self::Swap(id),
            "skip" => Self::Skip(id),
            _ => return None,
        })
    }
}

/// What the first form carries along, ids alone: `story:<id>:<response>:<edited>:<its revision>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The draft, stored or not yet.
    pub story: String,
    /// The response that it quotes.
    pub response: Option<ResponseId>,
    /// The story that it edits, with its revision when the edit began.
    pub edits: Option<(String, i64)>,
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let response = self.response.as_ref().map_or("", ResponseId::as_str);
        let (edited, revision) = match &self.edits {
            Some((edited, revision)) => (edited.as_str(), *revision),
            None => ("", 0),
        };
        write!(f, "story:{}:{response}:{edited}:{revision}", self.story)
    }
}

impl Carried {
    /// What a form of ours carries; `None` for anything else.
    pub fn parse(private_metadata: &str) -> Option<Self> {
        let parts: Vec<&str> = private_metadata
            .strip_prefix("story:")?
            .split(':')
            .collect();
        let [story, response, edited, revision] = parts.as_slice() else {
            return None;
        };
        let revision: i64 = revision.parse().ok()?;
        (!story.is_empty()).then(|| Self {
            story: (*story).to_owned(),
            response: (!response.is_empty()).then(|| ResponseId::from(*response)),
            edits: (!edited.is_empty()).then(|| ((*edited).to_owned(), revision)),
        })
    }
}

/// An input of the forms, by its `action_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The customer's name.
    Customer,
    /// The customer's company.
    Company,
    /// How far the customer agreed to be named.
    Consent,
    /// What happened.
    Happened,
    /// What came of it.
    Outcome,
    /// Who made it happen.
    People,
    /// Who hears it.
    Departments,
    /// What one colleague did.
    Role,
    /// Where one colleague works.
    Department,
    /// The picture.
    Picture,
    /// Take the picture off.
    NoPicture,
    /// What is on it.
    Alt,
    /// When it is posted.
    Moment,
    /// What a leader writes to the author.
    Note,
}

impl Input {
    /// Its `action_id`.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Company => "company",
            Self::Consent => "consent",
            Self::Happened => "happened",
            Self::Outcome => "outcome",
            Self::People => "people",
            Self::Departments => "departments",
            Self::Role => "role",
            Self::Department => "department",
            Self::Picture => "picture",
            Self::NoPicture => "no-picture",
            Self::Alt => "alt",
            Self::Moment => "moment",
            Self::Note => "note",
        }
    }

    /// Its `block_id` in a form of `owner` (the draft, or a colleague): another owner, another input.
    pub fn block(self, owner: &str) -> String {
        format!("{}:{owner}", self.action())
    }

    /// The text that stands in it in a form of `owner`.
    pub fn text(self, state: &ViewState, owner: &str) -> String {
        state
            .get(&self.block(owner), self.action())
            .and_then(|input| input.value.clone())
            .unwrap_or_default()
    }

    /// The chosen values.
    pub fn chosen(self, state: &ViewState, owner: &str) -> Vec<String> {
        state
            .get(&self.block(owner), self.action())
            .map(|input| input.options.clone())
            .unwrap_or_default()
    }

    /// The chosen people.
    pub fn people(self, state: &ViewState, owner: &str) -> Vec<UserId> {
        state
            .get(&self.block(owner), self.action())
            .map(|input| input.users.clone())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_read_back_as_it_was_written() {
        let id = || "0198-a".to_owned();
        for action in [
            StoryAction::Approve(id()),
            StoryAction::Return(id()),
            StoryAction::Decline(id()),
            StoryAction::Edit(id()),
            StoryAction::Withdraw(id()),
            StoryAction::Continue(id()),
            StoryAction::Afresh(id()),
            StoryAction::Discard(id()),
            StoryAction::Read(id()),
            StoryAction::Swap(id()),
            StoryAction::Skip(id()),
        ] {
            assert_eq!(StoryAction::parse(&action.to_string()), Some(action));
        }
        for foreign in [
            "",
            "story:edit:",
            "story:edit:a:b",
            "story:x:a",
            "feedback:why:a",
        ] {
            assert_eq!(StoryAction::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_a_form_carries_is_read_back() {
        let plain = Carried {
            story: "a".into(),
            response: None,
            edits: None,
        };
        let edit = Carried {
            response: Some("r".into()),
            edits: Some(("b".into(), 7)),
            ..plain.clone()
        };
        for carried in [plain, edit] {
            assert_eq!(Carried::parse(&carried.to_string()), Some(carried));
        }
        assert_eq!(Carried::parse("story:a"), None);
        assert_eq!(Carried::parse("story::::0"), None);
    }
}
