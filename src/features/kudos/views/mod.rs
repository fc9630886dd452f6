//! What kudos show in Slack: pure functions from finished values to messages, forms and a part of App Home.
//!
//! What people write goes into rich text alone, which formats nothing.

pub mod actions;
pub mod answer;
pub mod form;
#[doc(hidden)]
pub mod gallery;
pub mod home;
pub mod patterns;
pub mod post;
pub mod words;
