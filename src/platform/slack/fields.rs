//! The inputs of a modal, filled in beforehand where something is known: builders that keep Slack's limits.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use slack_morphism::prelude::{
    SlackActionId, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDatePickerElement,
    SlackBlockDateTimePickerElement, SlackBlockExternalSelectElement, SlackBlockFileInputElement,
    SlackBlockId, SlackBlockMultiExternalSelectElement, SlackBlockMultiStaticSelectElement,
    SlackBlockMultiUsersSelectElement, SlackBlockNumberInputElement,
    SlackBlockPlainTextInputElement, SlackBlockRadioButtonsElement, SlackBlockText,
    SlackConversationFilterInclude, SlackConversationId, SlackFileId, SlackImageBlock,
    SlackImageUrlOrFile, SlackInputBlock, SlackInputBlockElement,
};

use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{self, Block, Choice};
use crate::platform::text;

const LABEL: usize = 2_000;
const PLACEHOLDER: usize = 150;
const TEXT: u64 = 3_000;
const OPTIONS: usize = 100;
const FEW: usize = 10;
const ALT_TEXT: usize = 2_000;

/// An input: where its value is found again, and what it asks.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// `block_id`: where an error is shown. A new one empties the input when a view is updated.
    pub block: &'a str,
    /// `action_id`: what it is.
    pub action: &'a str,
    /// The question.
    pub label: &'a str,
    /// What stands small below it.
    pub hint: Option<&'a str>,
    /// Whether it may stay empty.
    pub optional: bool,
}

impl Field<'_> {
    fn action_id(&self) -> SlackActionId {
        SlackActionId(self.action.to_owned())
    }

    fn holding(self, element: impl Into<SlackInputBlockElement>) -> Block {
        let mut block = SlackInputBlock::new(kit::plain(self.label, LABEL), element.into())
            .with_block_id(SlackBlockId(self.block.to_owned()))
            .with_optional(self.optional);
        block.hint = self.hint.map(|hint| kit::plain(hint, LABEL));
        block.into()
    }

    /// A text of at most `most` characters, on one line or on several.
    pub fn text(self, initial: &str, most: u64, several_lines: bool) -> Block {
        let most = most.min(TEXT);
        let mut element = SlackBlockPlainTextInputElement::new()
            .with_action_id(self.action_id())
            .with_multiline(several_lines)
            .with_max_length(most);
        let initial = text::cut(
            &text::clean(initial),
            usize::try_from(most).unwrap_or(usize::MAX),
        );
        element.initial_value = (!initial.is_empty()).then_some(initial);
        self.holding(element)
    }

    /// A whole number within `range`.
    pub fn number(self, initial: u32, range: &RangeInclusive<u32>) -> Block {
        let element = SlackBlockNumberInputElement::new(false)
            .with_action_id(self.action_id())
            .with_initial_value(initial.to_string())
            .with_min_value(range.start().to_string())
            .with_max_value(range.end().to_string());
        self.holding(element)
    }

    /// A channel of this workspace alone, public or private.
    pub fn channel(self, placeholder: &str, initial: Option<&ChannelId>) -> Block {
        let filter = SlackBlockConversationFilter::new()
            .with_include(vec![
                SlackConversationFilterInclude::Public,
                SlackConversationFilterInclude::Private,
            ])
            .with_exclude_external_shared_channels(true);
        let mut element = SlackBlockConversationsSelectElement::new()
            .with_action_id(self.action_id())
            .with_placeholder(kit::plain(placeholder, PLACEHOLDER))
            .with_filter(filter);
        element.initial_conversation =
            initial.map(|channel| SlackConversationId(channel.as_str().to_owned()));
        self.holding(element)
    }

    /// One of `choices`.
    pub fn one(
        self,
        placeholder: &str,
        choices: Vec<Choice>,
        initial: Option<&str>,
    ) -> Option<Block> {
        if choices.is_empty() {
            return None;
        }
        let initial =
            initial.and_then(|value| choices.iter().find(|choice| choice.value == value).cloned());
        Some(self.holding(kit::select(self.action, placeholder, choices, initial)))
    }

    /// Some of `choices`, at most 100 of them.
    pub fn several(
        self,
        placeholder: &str,
        choices: Vec<Choice>,
        initial: &[&str],
    ) -> Option<Block> {
        if choices.is_empty() {
            return None;
        }
        let choices: Vec<Choice> = choices.into_iter().take(OPTIONS).collect();
        let chosen: Vec<Choice> = choices
            .iter()
            .filter(|choice| initial.contains(&choice.value.as_str()))
            .cloned()
            .collect();
        let mut element = SlackBlockMultiStaticSelectElement::new()
            .with_action_id(self.action_id())
            .with_placeholder(kit::plain(placeholder, PLACEHOLDER))
            .with_options(choices);
        element.initial_options = (!chosen.is_empty()).then_some(chosen);
        Some(self.holding(element))
    }

    /// A box to be ticked.
    pub fn tick(self, choice: Choice) -> Block {
        let text = SlackBlockText::from(choice.text);
        let option = SlackBlockChoiceItem::new(text, choice.value);
        let element =
            SlackBlockCheckboxesElement::new(vec![option]).with_action_id(self.action_id());
        self.holding(element)
    }

    /// At most `most` people.
    pub fn people(self, placeholder: &str, initial: &[UserId], most: u64) -> Block {
        let mut element = SlackBlockMultiUsersSelectElement::new()
            .with_action_id(self.action_id())
            .with_placeholder(kit::plain(placeholder, PLACEHOLDER))
            .with_max_selected_items(most);
        let initial: Vec<String> = initial.iter().map(|user| user.as_str().into()).collect();
        element.initial_users = (!initial.is_empty()).then_some(initial);
        self.holding(element)
    }

    /// One of a few `choices`, all of which are seen, with `initial` chosen.
    pub fn one_of_few(self, choices: Vec<Choice>, initial: &str) -> Block {
        let shown = |choice: Choice| {
            SlackBlockChoiceItem::new(SlackBlockText::from(choice.text), choice.value)
        };
        let choices: Vec<_> = choices.into_iter().take(FEW).map(shown).collect();
        let initial = choices
            .iter()
            .find(|choice| choice.value == initial)
            .cloned();
        let mut element =
            SlackBlockRadioButtonsElement::new(choices).with_action_id(self.action_id());
        element.initial_option = initial;
        self.holding(element)
    }

    /// One choice of those that we are asked for once so many `letters` were typed.
    pub fn one_found(self, placeholder: &str, letters: u64) -> Block {
        self.holding(
            SlackBlockExternalSelectElement::new()
                .with_action_id(self.action_id())
                .with_placeholder(kit::plain(placeholder, PLACEHOLDER))
                .with_min_query_length(letters),
        )
    }

    /// At most `most` choices of those that we are asked for, `initial` chosen beforehand.
    pub fn several_found(self, placeholder: &str, initial: Vec<Choice>, most: u64) -> Block {
        let mut element = SlackBlockMultiExternalSelectElement::new()
            .with_action_id(self.action_id())
            .with_placeholder(kit::plain(placeholder, PLACEHOLDER))
            .with_min_query_length(0)
            .with_max_selected_items(most);
        element.initial_options = (!initial.is_empty()).then_some(initial);
        self.holding(element)
    }

    /// A date and a time, which Slack asks in the time zone of the person's device.
    pub fn moment(self, initial: Option<DateTime<Utc>>) -> Block {
        let mut element = SlackBlockDateTimePickerElement::new().with_action_id(self.action_id());
        element.initial_date_time =
            initial.and_then(|at| serde_json::from_value(json!(at.timestamp())).ok());
        self.holding(element)
    }

    /// A day.
    pub fn day(self, initial: Option<NaiveDate>) -> Block {
        let mut element = SlackBlockDatePickerElement::new().with_action_id(self.action_id());
        element.initial_date = initial.map(|day| day.to_string());
        self.holding(element)
    }

    /// One file whose name ends in one of `types`. Slack shows it only to apps with `files:read`.
    pub fn file(self, types: &[&str]) -> Block {
        let element = SlackBlockFileInputElement::new()
            .with_action_id(self.action_id())
            .with_filetypes(types.iter().map(|&kind| kind.to_owned()).collect())
            .with_max_files(1);
        self.holding(element)
    }
}

/// A picture that Slack keeps. `alt` says what is on it to those who do not see it.
pub fn picture(file: &str, alt: &str) -> Block {
    let file = SlackFileId(file.to_owned());
    let place = SlackImageUrlOrFile::SlackFile {
        slack_file: file.into(),
    };
    SlackImageBlock::new(place, text::cut(alt, ALT_TEXT)).into()
}

/// A modal that tells us when it is closed, so that what was typed can be kept.
pub fn telling_when_closed(mut modal: Value) -> Value {
    modal["notify_on_close"] = true.into();
    modal
}

/// A modal whose closing closes those under it too.
pub fn closing_all(mut modal: Value) -> Value {
    modal["clear_on_close"] = true.into();
    modal
}
