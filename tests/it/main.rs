//! Klantstem as a whole: the real Slack client against the sandbox over HTTP and WebSocket, survey
//! tools that send signed requests, and a database of its own for each test.
//!
//! The suite runs on SQLite; with `KLANTSTEM_TEST_DATABASE_URL=postgres://…` it runs on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can not go on has failed"
)]

mod harness;

mod agendas;
mod agendas_at_vendors;
mod agendas_in_calendars;
mod agendas_in_events;
mod arriving;
mod bad_days;
mod calendars;
mod digests;
mod erasing;
mod home;
mod importing;
mod kudos;
mod kudos_records;
mod kudos_together;
mod languages;
mod meeting_rules;
mod meeting_rules_in_calendars;
mod outbox;
mod people;
mod pictures;
mod posting;
mod privacy;
mod reactions;
mod refusing;
mod routing;
mod scores;
mod slack_http;
mod slow_calendars;
mod stories;
mod story_of_the_week;
mod threads;
mod watches;
mod weekly_digest;
mod whole;
