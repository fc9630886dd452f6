//! Slack: what we ask of it, what it tells us, and the two ways in which it reaches us.

pub mod channels;
pub mod client;
pub mod errors;
pub mod fields;
pub mod files;
pub mod gateway;
pub mod http_events;
pub mod inbound;
pub mod kit;
pub mod people;
pub mod socket;

pub use client::SlackClient;
pub use errors::SlackError;

#[cfg(test)]
mod test_support;
