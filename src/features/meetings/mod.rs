//! Meetings that teams already have, with the customer on their agenda.

mod agenda;
pub mod calendars;
#[doc(hidden)]
pub mod gallery;
pub mod handlers;
mod health;
mod matching;
mod plan;
mod preview;
mod rule;
mod rulebook;
mod rules;
mod source;
pub mod store;
mod sync;
mod taking;
mod telling;
pub mod tick;
pub mod views;
pub mod visits;
mod withdraw;
mod write;

pub use calendars::CalendarError;
pub use health::{Checked, Health, Looked, check, health, look};
pub use preview::{Coming, coming, next_agenda};
pub use rule::{Rule, Rules};
pub use rulebook::{Entry, Rulebook};
pub use rules::choice::{Reason, Tone};
pub use rules::frequency::Without;
pub use sync::Failure;
pub use write::unlink;
