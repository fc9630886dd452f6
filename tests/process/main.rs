//! The program as its operator meets it: a real process against a sandbox of Slack, killed, stopped,
//! starved and asked for everything that its command line offers.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod bad_days;
mod commands;
mod configuration;
mod crash;
mod forgetting;
mod harness;
mod stopping;
