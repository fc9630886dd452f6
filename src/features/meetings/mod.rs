//! Meetings that teams already have, with the customer on their agenda.

mod agenda;
pub mod calendars;
#[doc(hidden)]
pub mod gallery;
pub mod handlers;
mod plan;
mod preview;
mod rule;
mod rules;
pub mod store;
pub mod tick;
pub mod views;

pub use preview::{Coming, coming};
pub use rule::{Rule, Rules};
pub use rules::choice::{Reason, Tone};
pub use rules::frequency::Without;
