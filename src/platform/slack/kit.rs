//! Block Kit as a page reads: short builders over slack-morphism's types that keep Slack's limits.
//!
//! What is too long is cut with `…`, never refused by Slack. [`quote`], [`rich`] and [`plain`] take
//! any text as it is; what goes into [`mrkdwn`] must be our own words, with foreign parts escaped by
//! [`text::escape`](crate::platform::text::escape).

use serde_json::{Value, json};
pub use slack_morphism::prelude::{
    SlackActionBlockElement as Action, SlackBlock as Block, SlackBlockButtonElement as Button,
    SlackBlockOverflowElement as Overflow, SlackBlockStaticSelectElement as Select,
};
use slack_morphism::prelude::{
    SlackActionId, SlackActionsBlock, SlackBlockButtonStyle, SlackBlockChoiceItem,
    SlackBlockConfirmItem, SlackBlockId, SlackBlockMarkDownText, SlackBlockPlainText,
    SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly, SlackBlockRadioButtonsElement,
    SlackBlockText, SlackCallbackId, SlackContextBlock, SlackContextBlockElement,
    SlackDividerBlock, SlackHeaderBlock, SlackHomeView, SlackInputBlock, SlackInputBlockElement,
    SlackModalView, SlackRelaxedUrl, SlackRichTextBlock, SlackRichTextElement,
    SlackRichTextInlineElement, SlackRichTextLink, SlackRichTextQuote, SlackRichTextSection,
    SlackRichTextText, SlackSectionBlock, SlackSectionBlockElement, SlackView,
};

use crate::platform::ids::{ChannelId, ResponseId, UserId};
use crate::platform::text;

/// Blocks in a message.
pub const MESSAGE_BLOCKS: usize = 50;
/// Blocks in a modal or Home view.
pub const VIEW_BLOCKS: usize = 100;
/// Bytes of the blocks of one message; Slack refuses somewhat over 13,000 (`msg_blocks_too_long`).
pub const MESSAGE_BYTES: usize = 12_000;
/// Characters of the `text` of a message that Slack recommends at most.
pub const MESSAGE_TEXT: usize = 4_000;
const TEXT: usize = 3_000;
const HEADER: usize = 150;
const LABEL: usize = 75;
const PLACEHOLDER: usize = 150;
const INPUT_LABEL: usize = 2_000;
const TITLE: usize = 24;
const OPTIONS: usize = 100;
const RADIO_OPTIONS: usize = 10;
const OVERFLOW_OPTIONS: usize = 5;
const CONTEXT_ELEMENTS: usize = 10;
const ACTION_ELEMENTS: usize = 25;
const CONFIRM_TITLE: usize = 100;
const CONFIRM: usize = 300;
const CONFIRM_LABEL: usize = 30;

/// Where a rendered value is shown, and so which limits hold for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// A message: `{ text, blocks }`.
    Message,
    /// A modal: a view.
    Modal,
    /// App Home: a view.
    Home,
}

/// A message: its blocks, and the text that notifications and screen readers use instead of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The whole content without blocks. Foreign parts are escaped.
    pub text: String,
    /// What Slack shows.
    pub blocks: Vec<Block>,
}

impl Message {
    /// A message that says `text` to notifications and screen readers; our words, foreign parts escaped.
    pub fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref().trim();
        Self {
            text: or_dash(text::cut(text, MESSAGE_TEXT)),
            blocks: Vec::new(),
        }
    }

    /// A message of one paragraph of our own words, foreign parts escaped.
    pub fn paragraph(mrkdwn: impl AsRef<str>) -> Self {
        let mrkdwn = mrkdwn.as_ref();
        Self::new(unformatted(mrkdwn)).with(section(mrkdwn))
    }

    /// The message with one block more. Past 50 blocks nothing is added.
    pub fn with(mut self, block: impl Into<Block>) -> Self {
        if self.blocks.len() < MESSAGE_BLOCKS {
            self.blocks.push(block.into());
        }
        self
    }

    /// The message with one block more, if there is one.
    pub fn with_some(self, block: Option<impl Into<Block>>) -> Self {
        match block {
            Some(block) => self.with(block),
            None => self,
        }
    }

    /// What `chat.postMessage`, `chat.update` and `response_url` take, except the address.
    pub fn to_json(&self) -> Value {
        json!({
            "text": self.text,
            "blocks": self.blocks,
            "unfurl_links": false,
            "unfurl_media": false,
        })
    }
}

/// The size of blocks or elements as JSON, in bytes.
pub fn size<T: serde::Serialize + ?Sized>(elements: &T) -> usize {
    serde_json::to_string(elements).map_or(usize::MAX, |json| json.len())
}

/// A text object that formats nothing.
pub fn plain(words: &str, most: usize) -> SlackBlockPlainTextOnly {
    SlackBlockPlainTextOnly::from(or_dash(text::cut(words, most)))
}

/// A text object with Slack's markup, for our own words; Slack links no names or addresses in it.
pub fn mrkdwn(words: &str) -> SlackBlockMarkDownText {
    SlackBlockMarkDownText::new(or_dash(text::cut(words, TEXT))).with_verbatim(true)
}

/// Our own words in Slack's markup, without their bold and code, for the `text` of a message.
pub fn unformatted(mrkdwn: &str) -> String {
    mrkdwn.replace(['*', '`'], "")
}

/// Slack refuses empty texts.
fn or_dash(words: String) -> String {
    if words.trim().is_empty() {
        "–".to_owned()
    } else {
        words
    }
}

/// A large title.
pub fn header(words: &str) -> Block {
    SlackHeaderBlock::new(plain(words, HEADER)).into()
}

/// A line between what belongs apart.
pub fn divider() -> Block {
    SlackDividerBlock::new().into()
}

/// A paragraph of our own words in Slack's markup.
pub fn section(words: &str) -> Block {
    SlackSectionBlock::new()
        .with_text(SlackBlockText::MarkDown(mrkdwn(words)))
        .into()
}

/// The same with a name, by which it is found again in the message.
pub fn section_called(block_id: &str, words: &str) -> Block {
    SlackSectionBlock::new()
        .with_block_id(SlackBlockId(block_id.to_owned()))
        .with_text(SlackBlockText::MarkDown(mrkdwn(words)))
        .into()
}

/// A paragraph of our own words with a control at its right.
pub fn section_with(words: &str, accessory: impl Into<SlackSectionBlockElement>) -> Block {
    SlackSectionBlock::new()
        .with_text(SlackBlockText::MarkDown(mrkdwn(words)))
        .with_accessory(accessory.into())
        .into()
}

/// A small line of our own words in Slack's markup.
pub fn context(words: &str) -> Block {
    context_of(SlackContextBlockElement::MarkDown(mrkdwn(words)))
}

/// A small line of any text, which formats nothing. Its parts stand apart by a dot.
pub fn plain_context(parts: &[String]) -> Block {
    let words = or_dash(text::cut(&parts.join("  ·  "), TEXT));
    context_of(SlackContextBlockElement::Plain(
        SlackBlockPlainText::new(words).with_emoji(false),
    ))
}

fn context_of(element: SlackContextBlockElement) -> Block {
    SlackContextBlock::new(vec![element]).into()
}

/// Small lines of our own words in Slack's markup, at most ten.
pub fn contexts(lines: &[String]) -> Block {
    let lines = lines.iter().take(CONTEXT_ELEMENTS);
    SlackContextBlock::new(
        lines
            .map(|line| SlackContextBlockElement::MarkDown(mrkdwn(line)))
            .collect(),
    )
    .into()
}

/// A piece of text in [`rich`] that Slack shows letter by letter.
pub fn words(words: &str) -> SlackRichTextInlineElement {
    SlackRichTextText::new(or_dash(words.to_owned())).into()
}

/// A bold piece of text in [`rich`] that Slack shows letter by letter.
pub fn bold(words: &str) -> SlackRichTextInlineElement {
    SlackRichTextText::new(or_dash(words.to_owned()))
        .bold()
        .into()
}

/// A link in [`rich`] that shows `words`.
pub fn link(url: &str, words: &str) -> SlackRichTextInlineElement {
    SlackRichTextInlineElement::Link(
        SlackRichTextLink::new(SlackRelaxedUrl(url.to_owned()))
            .with_text(or_dash(words.to_owned())),
    )
}

/// Any text, letter by letter: nothing in it is markup.
pub fn rich(pieces: Vec<SlackRichTextInlineElement>) -> Block {
    SlackRichTextBlock::new(vec![SlackRichTextSection::new(pieces).into()]).into()
}

/// Any text as a quotation, letter by letter, followed by who said it and what more there is to say.
pub fn quote(quotation: &str, said_by: Option<&str>, about: Option<&str>) -> Block {
    let mut elements: Vec<SlackRichTextElement> =
        vec![SlackRichTextQuote::new(vec![words(quotation)]).into()];
    if let Some(speaker) = said_by {
        let mut line = vec![words("— "), bold(speaker)];
        line.extend(about.map(words));
        elements.push(SlackRichTextSection::new(line).into());
    }
    SlackRichTextBlock::new(elements).into()
}

/// What the `block_id` of a block begins with that shows a response's words; the response's id follows.
pub const MARK: &str = "said:";

/// The rich text with the mark that it shows this response's words: by it the words are found again, in
/// whatever message they stand, when the customer asks to be forgotten.
pub fn marked(block: Block, response: &ResponseId) -> Block {
    match block {
        Block::RichText(mut block) => {
            block.block_id = Some(SlackBlockId(format!("{MARK}{response}")));
            Block::RichText(block)
        }
        other => other,
    }
}

/// A row of buttons and selects. Slack wants each `action_id` once in a row.
pub fn actions(block_id: &str, elements: Vec<Action>) -> Option<Block> {
    if elements.is_empty() {
        return None;
    }
    let elements = elements.into_iter().take(ACTION_ELEMENTS).collect();
    Some(
        SlackActionsBlock::new(elements)
            .with_block_id(SlackBlockId(block_id.to_owned()))
            .into(),
    )
}

/// A button. `action_id` says what kind of click it is, `value` where it goes.
pub fn button(label: &str, action_id: &str, value: &str) -> Button {
    Button::new(plain(label, LABEL))
        .with_action_id(SlackActionId(action_id.to_owned()))
        .with_value(value.to_owned())
}

/// A button that asks once more before it does what can not be undone.
pub fn asked_twice(button: Button, title: &str, sure: &str, yes: &str, no: &str) -> Button {
    let text = SlackBlockText::Plain(SlackBlockPlainText::new(text::cut(sure, CONFIRM)));
    let confirm = SlackBlockConfirmItem::new(
        plain(title, CONFIRM_TITLE),
        text,
        plain(yes, CONFIRM_LABEL),
        plain(no, CONFIRM_LABEL),
    );
    button
        .with_style(SlackBlockButtonStyle::Danger)
        .with_confirm(confirm)
}

/// The button that most people will want.
pub fn primary_button(label: &str, action_id: &str, value: &str) -> Button {
    button(label, action_id, value).with_style(SlackBlockButtonStyle::Primary)
}

/// One choice in a select, radio group or menu.
pub type Choice = SlackBlockChoiceItem<SlackBlockPlainTextOnly>;

/// One choice: what it is called, and where choosing it goes.
pub fn choice(label: &str, value: &str) -> Choice {
    SlackBlockChoiceItem::new(plain(label, LABEL), value.to_owned())
}

/// The menu behind three dots, at most five choices.
pub fn menu(action_id: &str, choices: Vec<Choice>) -> Overflow {
    Overflow::new(choices.into_iter().take(OVERFLOW_OPTIONS).collect())
        .with_action_id(SlackActionId(action_id.to_owned()))
}

/// A select of at most 100 choices, `initial` chosen beforehand.
pub fn select(
    action_id: &str,
    placeholder: &str,
    choices: Vec<Choice>,
    initial: Option<Choice>,
) -> Select {
    let mut select = Select::new()
        .with_action_id(SlackActionId(action_id.to_owned()))
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_options(choices.into_iter().take(OPTIONS).collect());
    select.initial_option = initial;
    select
}

/// A question with one answer out of `choices`: radio buttons, or a select past ten of them.
pub fn choice_input(block_id: &str, action_id: &str, label: &str, choices: Vec<Choice>) -> Block {
    let element: SlackInputBlockElement = if choices.len() > RADIO_OPTIONS {
        select(action_id, label, choices, None).into()
    } else {
        let options = choices.into_iter().map(|choice| {
            SlackBlockChoiceItem::new(SlackBlockText::from(choice.text), choice.value)
        });
        SlackBlockRadioButtonsElement::new(options.collect())
            .with_action_id(SlackActionId(action_id.to_owned()))
            .into()
    };
    input(block_id, label, element, false)
}

/// A field for several lines of text.
pub fn text_input(
    block_id: &str,
    action_id: &str,
    label: &str,
    most: u64,
    optional: bool,
) -> Block {
    let element = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId(action_id.to_owned()))
        .with_multiline(true)
        .with_max_length(most.min(TEXT as u64));
    input(block_id, label, element.into(), optional)
}

fn input(block_id: &str, label: &str, element: SlackInputBlockElement, optional: bool) -> Block {
    SlackInputBlock::new(plain(label, INPUT_LABEL), element)
        .with_block_id(SlackBlockId(block_id.to_owned()))
        .with_optional(optional)
        .into()
}

/// A modal. With `submit` it has a button that sends its fields to `callback_id`.
pub fn modal(
    callback_id: &str,
    private_metadata: &str,
    title: &str,
    submit: Option<&str>,
    close: &str,
    blocks: Vec<Block>,
) -> Value {
    let blocks = blocks.into_iter().take(VIEW_BLOCKS).collect();
    let mut view = SlackModalView::new(plain(title, TITLE), blocks)
        .with_callback_id(SlackCallbackId(callback_id.to_owned()))
        .with_close(plain(close, TITLE));
    view.submit = submit.map(|words| plain(words, TITLE));
    if !private_metadata.is_empty() {
        view.private_metadata = Some(private_metadata.to_owned());
    }
    json!(SlackView::Modal(view))
}

/// The App Home of one person.
pub fn home(blocks: Vec<Block>) -> Value {
    let blocks = blocks.into_iter().take(VIEW_BLOCKS).collect();
    json!(SlackView::Home(SlackHomeView::new(blocks)))
}

/// A channel in Slack's markup: a link where its id is known, else its name.
pub fn channel(channel: &ChannelId) -> String {
    let id = channel.as_str();
    let is_id = id.starts_with(['C', 'G', 'D'])
        && id.len() > 6
        && id
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_id {
        format!("<#{id}>")
    } else {
        text::escape(id)
    }
}

/// What the name begins with under which somebody is kept who asked to be forgotten: `person-1a2b3c4d`.
pub const PSEUDONYM: &str = "person-";

/// Whether this is somebody who asked to be forgotten.
pub fn is_forgotten(user: &UserId) -> bool {
    user.as_str().starts_with(PSEUDONYM)
}

/// A person in Slack's markup; who asked to be forgotten is a pseudonym, and no mention.
pub fn person(user: &UserId) -> String {
    let name = text::escape(user.as_str());
    if is_forgotten(user) {
        name
    } else {
        format!("<@{name}>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_a_link_only_where_its_id_is_known() {
        assert_eq!(channel(&"C024BE91L".into()), "<#C024BE91L>");
        assert_eq!(channel(&"#voice-<b>".into()), "#voice-&lt;b&gt;");
    }
}
