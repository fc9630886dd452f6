//! App Home and `/voice`: what Klantstem does, who listens where, and the language of a person or channel.

#[doc(hidden)]
pub mod gallery;
pub mod handlers;
pub mod rules;
pub mod store;
pub mod views;
