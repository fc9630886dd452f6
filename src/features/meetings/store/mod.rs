//! What meetings remember.

pub mod candidates;
pub mod items;
pub mod occurrences;
