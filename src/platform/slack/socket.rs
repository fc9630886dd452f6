//! Socket Mode: keeps a few WebSockets to Slack open, whatever happens to each of them.
//!
//! Slack spreads what it has to say over all of an app's connections. A connection that Slack wants
//! to end is replaced before it goes; one that is lost is opened again at a pace that grows from one
//! second to a minute; where a person has to do something first, the reason stands in [`Health`].

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use tokio_tungstenite::Connector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error as SocketError, http::Uri};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::platform::clock::Clock;
use crate::platform::slack::client::SlackClient;
use crate::platform::slack::errors::{self, SlackError};
use crate::platform::slack::gateway::Dispatcher;

mod connection;
mod health;
mod pace;

pub use health::{ConnectionHealth, ConnectionState, Health};

pub(super) use connection::Socket;
use connection::{End, Line, News, Steering};
use health::HealthReport;
use pace::Pace;

/// A connection that ended sooner than this was no success, however it ended.
const PROVEN_AFTER: Duration = Duration::from_secs(30);
/// Where a person has to do something first, asking more often helps nobody.
const REFUSED_WAIT: Duration = Duration::from_secs(60);
/// Another instance may be about to stop.
const TOO_MANY_WAIT: Duration = Duration::from_secs(10);
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// Bounds of Socket Mode.
#[derive(Debug, Clone, Copy)]
pub struct SocketOptions {
    /// Connections to keep: 1 to 4. Slack allows ten for an app, over all instances.
    pub connections: u8,
    /// How long what was begun may take to end when Klantstem stops.
    pub grace: Duration,
}

impl Default for SocketOptions {
    fn default() -> Self {
        Self {
            connections: 2,
            grace: Duration::from_secs(4),
        }
    }
}

/// Why a connection could not be opened.
#[derive(Debug, Clone)]
pub(super) struct NotOpened {
    reason: String,
    wait: Duration,
}

type Open = Arc<dyn Fn() -> BoxFuture<'static, Result<Socket, NotOpened>> + Send + Sync>;

/// The keeper of the connections.
pub struct SocketMode {
    keeper: Keeper,
    options: SocketOptions,
}

#[derive(Clone)]
struct Keeper {
    open: Open,
    dispatcher: Dispatcher,
    health: HealthReport,
    pace: Arc<Pace>,
}

impl SocketMode {
    /// Prepares; nothing is opened yet.
    pub fn new(
        client: SlackClient,
        options: SocketOptions,
        dispatcher: Dispatcher,
        clock: Clock,
    ) -> Self {
        let open: Open = Arc::new(move || {
            let client = client.clone();
            Box::pin(async move { open(&client).await })
        });
        Self::over(open, options, dispatcher, clock)
    }

    fn over(open: Open, options: SocketOptions, dispatcher: Dispatcher, clock: Clock) -> Self {
        let connections = usize::from(options.connections.clamp(1, 4));
        Self {
            keeper: Keeper {
                open,
                dispatcher,
                health: HealthReport::new(connections, clock),
                pace: Arc::new(Pace::new()),
            },
            options,
        }
    }

    /// How it stands with the connections, from now on.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.keeper.health.subscribe()
    }

    /// Keeps the connections until `cancel` is cancelled. Then reads nothing more, acknowledges what
    /// was read, closes, and lets handlers end within the grace.
    pub async fn serve(self, cancel: CancellationToken) {
        let mut slots = JoinSet::new();
        for slot in 0..usize::from(self.options.connections.clamp(1, 4)) {
            slots.spawn(self.keeper.clone().keep(slot, cancel.clone()));
        }
        while slots.join_next().await.is_some() {}
        if !self.keeper.dispatcher.drain(self.options.grace).await {
            warn!("stopped although some handlers had not ended");
        }
    }
}

/// Keeps connections to Slack until `cancel` is cancelled: [`SocketMode`] for whoever does not ask
/// after its health.
pub async fn serve_socket(
    client: SlackClient,
    options: SocketOptions,
    dispatcher: Dispatcher,
    clock: Clock,
    cancel: CancellationToken,
) {
    SocketMode::new(client, options, dispatcher, clock)
        .serve(cancel)
        .await;
}

/// A connection that runs in a task of its own.
struct Running {
    task: JoinHandle<End>,
    news: mpsc::UnboundedReceiver<News>,
    drain: CancellationToken,
    opened: Instant,
}

impl Running {
    async fn ended(self) {
        // A task that was already waited for must not be waited for again.
        if !self.task.is_finished() {
            self.task.await.ok();
        }
    }
}

impl Keeper {
    /// Keeps one connection, and for a while two, when the first is being replaced.
    async fn keep(self, slot: usize, stop: CancellationToken) {
        let mut old: Option<Running> = None;
        let mut retired = JoinSet::new();
        while let Some(mut new) = self.connect(slot, &stop, old.as_ref()).await {
            // The new one counts when Slack says hello on it; until then the old one stays.
            if new.news.recv().await == Some(News::Ready) {
                self.health.set(slot, ConnectionState::Ready, None);
                info!(slot, "connected to Slack");
                if let Some(old) = old.take() {
                    old.drain.cancel();
                    retired.spawn(old.ended());
                }
            }
            match self.watch(slot, &mut new, &stop, old.as_ref()).await {
                Next::Replace => {
                    if let Some(older) = old.replace(new) {
                        older.drain.cancel();
                        retired.spawn(older.ended());
                    }
                }
                Next::Reconnect => {}
                Next::Stop => {
                    new.ended().await;
                    break;
                }
            }
        }
        if let Some(old) = old {
            old.ended().await;
        }
        while retired.join_next().await.is_some() {}
        self.health.set(slot, ConnectionState::Stopped, None);
    }

    /// Opens a connection, however long that takes; `None` when Klantstem stops.
    async fn connect(
        &self,
        slot: usize,
        stop: &CancellationToken,
        old: Option<&Running>,
    ) -> Option<Running> {
        loop {
            let attempt = async {
                let _turn = self.pace.turn().await;
                (self.open)().await
            };
            let opened = tokio::select! {
                biased;
                () = stop.cancelled() => return None,
                opened = attempt => opened,
            };
            match opened {
                Ok(socket) => return Some(self.start(socket, stop)),
                Err(problem) => self.trouble(slot, &problem.reason, problem.wait, old),
            }
        }
    }

    fn start(&self, socket: Socket, stop: &CancellationToken) -> Running {
        let (sender, news) = mpsc::unbounded_channel();
        let drain = CancellationToken::new();
        let steering = Steering {
            news: sender,
            drain: drain.clone(),
            stop: stop.clone(),
        };
        let task = connection::run(
            socket,
            self.dispatcher.clone(),
            self.health.clone(),
            steering,
        );
        Running {
            task: tokio::spawn(task),
            news,
            drain,
            opened: Instant::now(),
        }
    }

    /// Follows a connection until it ends or asks to be replaced. `old` is one that it was to
    /// replace, where Slack never said hello on it.
    async fn watch(
        &self,
        slot: usize,
        running: &mut Running,
        stop: &CancellationToken,
        old: Option<&Running>,
    ) -> Next {
        while let Some(news) = running.news.recv().await {
            if news == News::Replace {
                // One that is to be replaced right after it was opened must not make us spin.
                if running.opened.elapsed() >= PROVEN_AFTER {
                    self.pace.recovered();
                } else {
                    self.pace.slow_down(Duration::ZERO);
                }
                return Next::Replace;
            }
        }
        // The sender is gone: the connection ended, or is about to.
        if stop.is_cancelled() {
            return Next::Stop;
        }
        let end = (&mut running.task)
            .await
            .unwrap_or(End::Lost("the connection's task failed"));
        match end {
            End::Asked => return Next::Stop,
            End::Lost(reason) => {
                if running.opened.elapsed() >= PROVEN_AFTER {
                    self.pace.recovered();
                }
                self.trouble(slot, reason, Duration::ZERO, old);
            }
            End::Disabled => {
                let reason = "Slack has switched the connection off: switch Socket Mode on in the \
                              app's settings, or set `slack.mode` to \"http\"";
                self.trouble(slot, reason, REFUSED_WAIT, old);
            }
            End::TooMany => {
                let reason = "Slack counts too many connections of this app: another instance of \
                              Klantstem is connected; stop it, or lower `slack.connections`";
                self.trouble(slot, reason, TOO_MANY_WAIT, old);
            }
        }
        Next::Reconnect
    }

    fn trouble(&self, slot: usize, reason: &str, at_least: Duration, old: Option<&Running>) {
        let wait = self.pace.slow_down(at_least);
        warn!(
            slot,
            reason,
            wait_seconds = wait.as_secs(),
            "not connected to Slack"
        );
        // While an older connection still works, Slack reaches us.
        if old.is_none_or(|old| old.task.is_finished()) {
            self.health
                .set(slot, ConnectionState::Waiting, Some(reason));
        }
    }
}

enum Next {
    Replace,
    Reconnect,
    Stop,
}

/// Asks for an address and opens it. The address holds a ticket: it is in no error and no log.
pub(super) async fn open(client: &SlackClient) -> Result<Socket, NotOpened> {
    let url = client.open_connection().await.map_err(|error| NotOpened {
        wait: match &error {
            SlackError::RateLimited { retry_after, .. } => *retry_after,
            SlackError::Permanent { .. } => REFUSED_WAIT,
            SlackError::Passing { .. } | SlackError::Unclear { .. } => Duration::ZERO,
        },
        reason: error.to_string(),
    })?;
    let handshake = async {
        let request = url.expose_secret().into_client_request()?;
        let address = address(request.uri()).ok_or(SocketError::AttackAttempt)?;
        let tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        let line: Box<dyn Line> = Box::new(tcp);
        let connector = Connector::Rustls(client.tls());
        tokio_tungstenite::client_async_tls_with_config(request, line, None, Some(connector)).await
    };
    match tokio::time::timeout(HANDSHAKE_WITHIN, handshake).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(NotOpened {
            reason: describe(&error),
            wait: Duration::ZERO,
        }),
        Err(_) => Err(NotOpened {
            reason: "opening the WebSocket to Slack took too long".to_owned(),
            wait: Duration::ZERO,
        }),
    }
}

fn address(uri: &Uri) -> Option<(String, u16)> {
    let port = match (uri.port_u16(), uri.scheme_str()) {
        (Some(port), _) => port,
        (None, Some("wss")) => 443,
        (None, Some("ws")) => 80,
        _ => return None,
    };
    let host = uri.host()?.trim_matches(['[', ']']);
    Some((host.to_owned(), port))
}

/// What went wrong, without the address.
fn describe(error: &SocketError) -> String {
    match error {
        SocketError::Io(io) => format!(
            "the WebSocket to Slack could not be opened: {}",
            errors::describe_chain(Some(io))
        ),
        SocketError::Http(response) => format!(
            "Slack refused the WebSocket with HTTP {}; a proxy in between may not let it through",
            response.status().as_u16()
        ),
        SocketError::Tls(_) => {
            "the WebSocket to Slack could not be opened: no trusted TLS connection; for a private \
             certificate authority set SSL_CERT_FILE"
                .to_owned()
        }
        _ => "the WebSocket to Slack could not be opened".to_owned(),
    }
}

#[cfg(test)]
#[path = "socket_tests.rs"]
mod tests;
