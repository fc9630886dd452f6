//! Scores that do not cry wolf: NPS, CSAT and CES for every department, with how sure we are.

pub mod ask;
#[doc(hidden)]
pub mod gallery;
pub mod handlers;
pub mod picture;
pub mod rules;
pub mod store;
mod threads;
pub mod tick;
pub mod views;
