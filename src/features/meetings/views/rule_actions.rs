//! Where the buttons and modals of rules lead: made by the views, parsed by the routes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::features::meetings::rules::wanted::{Filled, Input};
use crate::platform::slack::inbound::{InputValue, ViewState};

/// `action_id` of the button that makes a rule.
pub const NEW: &str = "rule:new";
/// `action_id` of the menu of a rule.
pub const MENU: &str = "rule:menu";
/// `callback_id` of the form that asks where a meeting is known from.
pub const KIND_FORM: &str = "rule:kind-form";
/// `callback_id` of the form of a rule.
pub const FORM: &str = "rule:form";
/// `callback_id` of the question before a rule is removed.
pub const REMOVE_FORM: &str = "rule:remove-form";

/// Every `action_id` that the routes hand to rules.
pub const CLICKS: [&str; 2] = [NEW, MENU];
/// Every `callback_id` that the routes hand to rules.
pub const FORMS: [&str; 3] = [KIND_FORM, FORM, REMOVE_FORM];

/// What a click asks for; written as its value, `rule:pause:<name>`. One that was made in Slack is known by its
/// id, and one of the configuration by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleAction {
    /// A new rule.
    New,
    /// Change the rule of this id.
    Change(String),
    /// Remove the rule of this id.
    Remove(String),
    /// Pause the rule of this name.
    Pause(String),
    /// Resume the rule of this name.
    Resume(String),
}

impl fmt::Display for RuleAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("rule:new:"),
            Self::Change(id) => write!(f, "rule:change:{id}"),
            Self::Remove(id) => write!(f, "rule:remove:{id}"),
            Self::Pause(name) => write!(f, "rule:pause:{name}"),
            Self::Resume(name) => write!(f, "rule:resume:{name}"),
        }
    }
}

impl RuleAction {
    /// The action that an element's value stands for; `None` for anything that we did not make.
    pub fn parse(value: &str) -> Option<Self> {
        let (kind, rule) = value.strip_prefix("rule:")?.split_once(':')?;
        let own = rule.to_owned();
        Some(match (kind, rule) {
            ("new", "") => Self::New,
            (_, "") => return None,
            ("change", _) => Self::Change(own),
            ("remove", _) => Self::Remove(own),
            ("pause", _) => Self::Pause(own),
            ("resume", _) => Self::Resume(own),
            _ => return None,
        })
    }
}

/// `block_id` and `action_id` of the choice where a meeting is known from.
pub const KIND: &str = "kind";
/// What the value of a calendar begins with in this choice; its id follows.
const IN_CALENDAR: &str = "calendar:";
/// The value of a schedule in this choice.
pub const BY_SCHEDULE: &str = "schedule";

/// The value of a calendar in the choice where a meeting is known from.
pub fn calendar_value(id: &str) -> String {
    format!("{IN_CALENDAR}{id}")
}

/// The calendar that was chosen; `None` for a schedule.
pub fn chosen_calendar(state: &ViewState) -> Option<String> {
    let chosen = state.get(KIND, KIND)?.options.first()?;
    chosen.strip_prefix(IN_CALENDAR).map(str::to_owned)
}

/// What the form of a rule carries along, as its `private_metadata`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The rule that is changed; `None` for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Which of its revisions the form shows.
    #[serde(default)]
    pub revision: i64,
    /// The calendar in which the meeting stands; `None` where it has a schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

impl Carried {
    /// As the form carries it.
    pub fn to_metadata(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a form carried; a new rule by a schedule where that can not be read.
    pub fn of(metadata: Option<&str>) -> Self {
        let carried = metadata.and_then(|metadata| serde_json::from_str(metadata).ok());
        carried.unwrap_or_default()
    }
}

/// What the form of a rule holds.
pub fn filled(state: &ViewState) -> Filled {
    let held = |input: Input| state.get(input.id(), input.id());
    let typed = |input: Input| {
        let text = held(input).and_then(|held| held.value.as_deref());
        text.unwrap_or_default().trim().to_owned()
    };
    let option = |held: &InputValue| held.options.first().cloned();
    let chosen = |input: Input| held(input).and_then(option);
    Filled {
        name: typed(Input::Name),
        department: chosen(Input::Department).map(Into::into),
        channel: held(Input::Channel).and_then(|held| held.conversations.first().cloned()),
        schedule: typed(Input::Schedule),
        zone: typed(Input::Zone),
        minutes: typed(Input::Minutes),
        lead: typed(Input::Lead),
        frequency: chosen(Input::Frequency).unwrap_or_default(),
        title: typed(Input::Title),
        organizer: typed(Input::Organizer),
        attendees: typed(Input::Attendees),
        write: chosen(Input::Write).unwrap_or_default(),
        owner: held(Input::Owner).and_then(|held| held.users.first().cloned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_read_back_as_it_was_written() {
        for action in [
            RuleAction::New,
            RuleAction::Change("0198-a".into()),
            RuleAction::Remove("0198-a".into()),
            RuleAction::Pause("Finance: Monday".into()),
            RuleAction::Resume("Finance: Monday".into()),
        ] {
            assert_eq!(RuleAction::parse(&action.to_string()), Some(action));
        }
        for foreign in [
            "",
            "rule:new:x",
            "rule:pause:",
            "rule:x:a",
            "agenda:pause:a",
        ] {
            assert_eq!(RuleAction::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_a_form_carries_comes_back_and_nonsense_is_a_new_rule() {
        let carried = Carried {
            rule: Some("0198-a".into()),
            revision: 3,
            calendar: Some("team".into()),
        };
        assert_eq!(Carried::of(Some(&carried.to_metadata())), carried);
        for nonsense in [None, Some(""), Some("[]")] {
            assert_eq!(Carried::of(nonsense), Carried::default());
        }
    }
}
