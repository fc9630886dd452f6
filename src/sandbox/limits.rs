//! A strict validator for Block Kit: every limit that Slack documents or is known to enforce.
//!
//! The limits come from docs.slack.dev (Block Kit reference, modals, App Home), the declarations of
//! `@slack/types` 3.2.0 and reports of practitioners. Lengths are counted in UTF-16 units, the most
//! careful reading of "characters". Block types that Klantstem does not use (cards, carousels, plans,
//! charts) are refused as unsupported, because nothing here could vouch for them.

mod blocks;
mod cursor;
mod elements;
mod objects;
mod rich_text;
mod table;
mod view;

use std::fmt;

use serde_json::Value;

use cursor::{At, Checker};

/// Most blocks in one message.
pub const MESSAGE_BLOCKS: usize = 50;
/// Most blocks in one modal or App Home.
pub const VIEW_BLOCKS: usize = 100;
/// Most bytes of JSON in all blocks of a message together. Slack documents no figure and refuses at
/// about 13,200 characters with `msg_blocks_too_long` (bolt-js issue 2509); this stays below it.
pub const MESSAGE_BLOCKS_TOTAL: usize = 12_000;
/// Most bytes of JSON in a view (`view_too_large`).
pub const VIEW_TOTAL: usize = 250_000;

/// Where blocks are shown: what is allowed differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A message in a conversation.
    Message,
    /// A modal dialog.
    Modal,
    /// The Home tab of the app.
    Home,
}

/// Which of Slack's error codes a problem leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A rule of Block Kit is broken: `invalid_blocks`, or `invalid_arguments` for views.
    Invalid,
    /// All blocks together are too long: `msg_blocks_too_long`.
    TooLong,
    /// The view's JSON is too long: `view_too_large`.
    ViewTooLarge,
}

/// One broken rule, with the place where it is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of error that Slack answers with.
    pub code: Code,
    /// JSON pointer to the place, as Slack gives it: `/blocks/0/text/text`, `/view/title`.
    pub pointer: String,
    /// The rule that is broken, in Slack's words where they are known.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[ERROR] {} [json-pointer:{}]",
            self.message, self.pointer
        )
    }
}

/// Checks a message: an object with `text`, `blocks` and `metadata`, or the array of blocks alone.
/// Returns every problem found; an empty list means that Slack would take it.
pub fn validate_message(message: &Value) -> Vec<Problem> {
    let mut check = Checker::new(Surface::Message);
    let blocks = if message.is_array() {
        Some(message)
    } else {
        message.get("blocks").filter(|blocks| !blocks.is_null())
    };
    if let Some(blocks) = blocks {
        let at = At::new(blocks, "/blocks");
        blocks::check_blocks(&mut check, &at, MESSAGE_BLOCKS);
        if blocks.to_string().len() > MESSAGE_BLOCKS_TOTAL {
            check.problem_with_code(
                Code::TooLong,
                &at,
                format!("must be less than {} characters", MESSAGE_BLOCKS_TOTAL + 1),
            );
        }
    }
    if let Some(attachments) = message.get("attachments").and_then(Value::as_array)
        && attachments.len() > 100
    {
        let at = At::new(message, "/attachments");
        check.problem(&at, "no more than 100 items allowed");
    }
    check.into_problems()
}

/// Checks a view, `modal` or `home`. Returns every problem found.
pub fn validate_view(view: &Value) -> Vec<Problem> {
    view::check_view(view)
}

#[cfg(test)]
mod tests;
