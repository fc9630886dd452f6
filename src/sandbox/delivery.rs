//! How events, commands and interactions reach the app, and what it answers.

pub(super) mod events;
pub(super) mod http;
pub(super) mod socket;

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::Value;

use super::engine::Engine;
use super::options::Delivery;

/// What is delivered; each kind has its own envelope and its own form over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Event,
    Command,
    Interaction,
}

impl Kind {
    /// The `type` of the envelope.
    pub fn envelope_type(self) -> &'static str {
        match self {
            Self::Event => "events_api",
            Self::Command => "slash_commands",
            Self::Interaction => "interactive",
        }
    }
}

/// The count and the cause of a repeated delivery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retry {
    pub attempt: u32,
    pub reason: &'static str,
}

/// Why a delivery was not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Undelivered {
    #[error("the app has no socket open")]
    NoSocket,
    #[error("the app did not acknowledge in time")]
    Timeout,
    #[error("the socket closed before the app acknowledged")]
    SocketClosed,
    #[error("the app could not be reached")]
    ConnectionFailed,
    #[error("the app answered with HTTP status {status}")]
    Status { status: u16, retry_refused: bool },
}

impl Undelivered {
    /// The word for the next delivery's header or envelope.
    fn reason(&self) -> &'static str {
        match self {
            Self::NoSocket | Self::SocketClosed => "connection_failed",
            Self::Timeout => "timeout",
            Self::ConnectionFailed => "connection_failed",
            Self::Status { .. } => "http_error",
        }
    }
}

/// When an event is delivered again after the first try: at once, after a minute, after five.
const RETRY_AFTER: [TimeDelta; 3] = [
    TimeDelta::zero(),
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
];

/// Delivers once and waits for the acknowledgement; returns its payload, null where it was bare.
pub(super) async fn deliver(
    engine: &Engine,
    kind: Kind,
    payload: &Value,
    retry: Option<Retry>,
) -> Result<Value, Undelivered> {
    match &engine.delivery {
        Delivery::Socket => socket::deliver(engine, kind, payload, retry).await,
        Delivery::Http { url } => http::deliver(engine, url, kind, payload, retry).await,
    }
}

/// Delivers an event. Returns what became of the first try; repetitions go on in the background.
pub(super) async fn deliver_event(
    engine: &Arc<Engine>,
    payload: Value,
) -> Result<Value, Undelivered> {
    let first = deliver(engine, Kind::Event, &payload, None).await;
    if let Err(cause) = &first {
        let engine = Arc::clone(engine);
        let cause = cause.clone();
        tokio::spawn(async move { repeat(&engine, &payload, cause).await });
    }
    first
}

async fn repeat(engine: &Engine, payload: &Value, mut cause: Undelivered) {
    for (attempt, wait) in (1..).zip(RETRY_AFTER) {
        if let Undelivered::Status {
            retry_refused: true,
            ..
        } = cause
        {
            return;
        }
        let at = engine.clock.now() + wait;
        tokio::select! {
            () = engine.stop.cancelled() => return,
            () = engine.clock.sleep_until(at) => {}
        }
        let retry = Retry {
            attempt,
            reason: match (&engine.delivery, cause.reason()) {
                (Delivery::Http { .. }, "timeout") => "http_timeout",
                (_, reason) => reason,
            },
        };
        match deliver(engine, Kind::Event, payload, Some(retry)).await {
            Ok(_) => return,
            Err(next) => cause = next,
        }
    }
}
