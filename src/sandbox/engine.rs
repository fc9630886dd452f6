//! The heart of a sandbox: its state behind locks, shared by the server and by those who act in it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::calendar::Calendar;
use super::delivery::socket::Sockets;
use super::faults::Faults;
use super::options::{Delivery, LimitsFollow, NextMoment, RateLimits, SandboxOptions};
use super::rates::Rates;
use super::workspace::Workspace;
use crate::platform::clock::Clock;

/// A call of the Web API, as it was logged.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// When, by the clock of the workspace.
    pub at: DateTime<Utc>,
    /// `chat.postMessage`; also `response_url` and `upload`.
    pub method: String,
    /// What was sent, without the token.
    pub arguments: Value,
    /// The HTTP status that was answered; 0 where the connection was dropped.
    pub status: u16,
    /// The error code that was answered, if the call did not succeed.
    pub error: Option<String>,
}

/// Something that a page may want to load again.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Change {
    pub what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// State and settings, shared by all parts.
pub(super) struct Engine {
    pub clock: Clock,
    pub delivery: Delivery,
    pub rate_limits: RateLimits,
    pub limits_follow: LimitsFollow,
    pub acknowledge_within: Duration,
    pub next_moment: Mutex<Option<NextMoment>>,
    pub address: OnceLock<SocketAddr>,
    pub sockets: Sockets,
    /// Where delivery is over HTTP.
    pub http: Option<reqwest::Client>,
    pub stop: CancellationToken,
    /// Beside the workspace, where there is one.
    pub calendar: Mutex<Option<Calendar>>,
    workspace: Mutex<Workspace>,
    faults: Mutex<Faults>,
    rates: Mutex<Rates>,
    calls: Mutex<Vec<Call>>,
    changes: broadcast::Sender<Change>,
    activity: watch::Sender<u64>,
}

impl Engine {
    pub fn new(options: SandboxOptions) -> anyhow::Result<Arc<Self>> {
        let http = match options.delivery {
            Delivery::Http { .. } => Some(http_client()?),
            Delivery::Socket => None,
        };
        let now = options.clock.now();
        Ok(Arc::new(Self {
            calendar: Mutex::new(options.calendar.map(Calendar::new)),
            workspace: Mutex::new(Workspace::new(options.workspace, options.app, now)),
            clock: options.clock,
            delivery: options.delivery,
            rate_limits: options.rate_limits,
            limits_follow: options.limits_follow,
            acknowledge_within: options.acknowledge_within,
            next_moment: Mutex::new(options.next_moment),
            address: OnceLock::new(),
            sockets: Sockets::default(),
            http,
            stop: CancellationToken::new(),
            faults: Mutex::default(),
            rates: Mutex::default(),
            calls: Mutex::default(),
            changes: broadcast::channel(256).0,
            activity: watch::Sender::new(0),
        }))
    }

    pub fn workspace(&self) -> MutexGuard<'_, Workspace> {
        lock(&self.workspace)
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub fn rates(&self) -> MutexGuard<'_, Rates> {
        lock(&self.rates)
    }

    pub fn calls(&self) -> MutexGuard<'_, Vec<Call>> {
        lock(&self.calls)
    }

    /// Adds a call to the log.
    pub fn log(&self, call: Call) {
        self.calls().push(call);
        self.stir();
    }

    /// Wakes those who wait for something to happen.
    fn stir(&self) {
        self.activity.send_modify(|count| *count += 1);
    }

    /// Changes whenever something happens in the workspace.
    pub fn activity(&self) -> watch::Receiver<u64> {
        self.activity.subscribe()
    }

    /// The time that counts for rate limits and for what expires.
    pub fn limits_now(&self) -> DateTime<Utc> {
        match self.limits_follow {
            LimitsFollow::SystemTime => Utc::now(),
            LimitsFollow::WorkspaceClock => self.clock.now(),
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn base_url(&self) -> String {
        match self.address.get() {
            Some(address) => format!("http://{address}"),
            None => String::new(),
        }
    }

    /// Tells open pages that something changed.
    pub fn changed(&self, what: &'static str, channel: Option<&str>, user: Option<&str>) {
        // Nobody listening is the normal case in tests.
        let _ = self.changes.send(Change {
            what,
            channel: channel.map(str::to_owned),
            user: user.map(str::to_owned),
        });
        self.stir();
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}

fn http_client() -> anyhow::Result<reqwest::Client> {
    // Reqwest wants a provider of cryptography even for plain HTTP; a second installation is no fault.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Ok(reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?)
}

/// A lock that a panic elsewhere does not spoil: the state is a test's, and the panic is seen anyway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
