//! Scores that do not cry wolf: NPS, CSAT and CES for every department, with how sure we are.

pub mod ask;
#[doc(hidden)]
pub mod gallery;
pub mod rules;
pub mod store;
pub mod tick;
pub mod views;
