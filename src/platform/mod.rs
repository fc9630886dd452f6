//! How Klantstem reaches the world: time, configuration, the database, Slack, words.

use std::sync::Arc;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::preferences::Choices;
use crate::platform::slack::SlackClient;
use crate::platform::slack::people::People;

pub mod batch;
pub mod clock;
pub mod config;
pub mod db;
pub mod ids;
pub mod inbound;
pub mod outbox;
pub mod picture;
pub mod preferences;
pub mod schedule;
pub mod signature;
pub mod slack;
pub mod slack_manifest;
pub mod spreadsheet;
pub mod text;
pub mod words;

/// The world as a feature sees it. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// What the organisation set.
    pub config: Arc<Config>,
    /// What is stored.
    pub db: Db,
    /// What people and channels chose for themselves.
    pub choices: Choices,
    /// Slack's Web API.
    pub slack: SlackClient,
    /// Who is who in the workspace.
    pub people: People,
    /// The time of the organisation's day.
    pub clock: Clock,
}
