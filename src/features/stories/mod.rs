//! Customer stories: told by colleagues, let through by leaders, heard by all departments.

pub mod follow;
#[doc(hidden)]
pub mod gallery;
pub mod handlers;
mod publish;
pub mod rules;
pub mod store;
pub mod tick;
pub mod views;
pub mod week;
