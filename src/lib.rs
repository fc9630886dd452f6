//! Klantstem puts the voice of the customer into everybody's daily work, in Slack.
//!
//! The map of the code:
//!
//! - [`features`] says what Klantstem does, one folder for each thing that it does.
//! - [`platform`] says how it reaches the world: database, Slack, clock, words, configuration.
//! - [`app`] puts them together: the list of reactions, the list of timed work, the command line.
//! - [`sandbox`] is a local Slack workspace for trying and testing; it knows nothing of the features.
//!
//! Imports point one way: `main -> app -> features -> platform`. docs/architecture.md tells the rest.

pub mod app;
pub mod features;
pub mod platform;
pub mod sandbox;
