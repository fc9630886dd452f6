//! What meetings remember.

pub mod calendars;
pub mod candidates;
pub mod history;
pub mod items;
pub mod occurrences;
pub mod rules;
pub mod writings;
