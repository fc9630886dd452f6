//! What meetings remember.

pub mod calendars;
pub mod candidates;
pub mod items;
pub mod occurrences;
pub mod writings;
