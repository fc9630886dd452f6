//! What meetings show in Slack: the card with the agenda, the question afterwards, forms, answers.
//!
//! What people and customers wrote only ever goes into rich text and plain text, which format nothing,
//! or is escaped.

pub mod actions;
pub mod after;
pub mod answers;
pub mod card;
pub mod event;
pub mod forms;
pub mod notices;
pub mod overview;
pub mod problems;
pub mod rule_actions;
pub mod rule_form;
pub mod rule_notices;
pub mod words;

/// The longest title of a meeting.
const TITLE: usize = 80;
