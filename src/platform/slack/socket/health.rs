//! What is known of the connections to Slack, for `/health`, `doctor` and the log.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::watch;

use crate::platform::clock::Clock;

/// How it stands with the connections to Slack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// One for each connection that is to be kept.
    pub connections: Vec<ConnectionHealth>,
    /// When Slack last told us something.
    pub last_envelope: Option<DateTime<Utc>>,
}

impl Health {
    /// Whether Slack can reach us: one connection is enough for that.
    pub fn is_ready(&self) -> bool {
        self.connections
            .iter()
            .any(|connection| connection.state == ConnectionState::Ready)
    }

    /// What is wrong, in a sentence for a person, where something is.
    pub fn reason(&self) -> Option<&str> {
        self.connections
            .iter()
            .find_map(|connection| connection.reason.as_deref())
    }
}

/// How it stands with one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionHealth {
    /// What it is doing.
    pub state: ConnectionState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why it is not ready, and what to do about it.
    pub reason: Option<String>,
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Being opened.
    Connecting,
    /// Slack said hello on it.
    Ready,
    /// Waiting before another attempt.
    Waiting,
    /// Closed, because Klantstem stops.
    Stopped,
}

/// The writing end, shared by all connections.
#[derive(Clone)]
pub(super) struct HealthReport {
    sender: watch::Sender<Health>,
    clock: Clock,
}

impl HealthReport {
    pub(super) fn new(connections: usize, clock: Clock) -> Self {
        let connection = ConnectionHealth {
            state: ConnectionState::Connecting,
            since: clock.now(),
            reason: None,
        };
        let sender = watch::Sender::new(Health {
            connections: vec![connection; connections],
            last_envelope: None,
        });
        Self { sender, clock }
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Health> {
        self.sender.subscribe()
    }

    pub(super) fn set(&self, slot: usize, state: ConnectionState, reason: Option<&str>) {
        let since = self.clock.now();
        self.sender.send_if_modified(|health| {
            let Some(connection) = health.connections.get_mut(slot) else {
                return false;
            };
            let same = connection.state == state && connection.reason.as_deref() == reason;
            if !same {
                *connection = ConnectionHealth {
                    state,
                    since,
                    reason: reason.map(str::to_owned),
                };
            }
            !same
        });
    }

    /// Kept, but nobody is woken for it.
    pub(super) fn envelope(&self) {
        let now = self.clock.now();
        self.sender.send_if_modified(|health| {
            health.last_envelope = Some(now);
            false
        });
    }
}
