//! One Socket Mode connection: reads, acknowledges, pings, and knows when it is dead.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::health::HealthReport;
use crate::platform::slack::gateway::{Acknowledgement, Dispatcher};
use crate::platform::slack::inbound::Inbound;

/// Anything that bytes can be sent over: TCP, or memory in tests.
pub(in crate::platform::slack) trait Line:
    AsyncRead + AsyncWrite + Send + Unpin
{
}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// An open WebSocket.
pub(in crate::platform::slack) type Socket = WebSocketStream<MaybeTlsStream<Box<dyn Line>>>;

const HELLO_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(10);
const DEAD_AFTER: Duration = Duration::from_secs(30);
const SEND_WITHIN: Duration = Duration::from_secs(5);
/// How long a replaced connection is still read.
const DRAIN_FOR: Duration = Duration::from_secs(10);
/// How long the acknowledgements of what was read are waited for at the end; a handler's budget is
/// shorter.
const FINISH_WITHIN: Duration = Duration::from_secs(3);
/// Slack does not close the line after the closing handshake.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// What a connection tells the one who keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// Slack said hello.
    Ready,
    /// Slack wants a new connection in place of this one, which works for some seconds more.
    Replace,
}

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// It was replaced, or Klantstem stops.
    Asked,
    /// Slack closed it, or the line broke.
    Lost(&'static str),
    /// Slack wants no connection of this app.
    Disabled,
    /// Too many connections of this app are open.
    TooMany,
}

/// How the keeper steers a connection.
pub(super) struct Steering {
    pub news: mpsc::UnboundedSender<News>,
    /// A newer connection is ready: read what is under way, then close.
    pub drain: CancellationToken,
    /// Klantstem stops: read nothing more, acknowledge what was read, close.
    pub stop: CancellationToken,
}

/// One frame. Everything is optional and nothing is looked into: an envelope must be known as one,
/// and acknowledged, whatever its payload holds.
#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(rename = "type", default)]
    kind: Value,
    #[serde(default)]
    envelope_id: Value,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    #[serde(default)]
    accepts_response_payload: Value,
    #[serde(default)]
    retry_attempt: Value,
    #[serde(default)]
    reason: Value,
}

struct Connection {
    socket: Socket,
    dispatcher: Dispatcher,
    health: HealthReport,
    news: mpsc::UnboundedSender<News>,
    acknowledge: mpsc::UnboundedSender<(String, Acknowledgement)>,
    under_way: usize,
    hello: bool,
}

/// Keeps a connection going until it ends, and says why it did.
pub(super) async fn run(
    socket: Socket,
    dispatcher: Dispatcher,
    health: HealthReport,
    steering: Steering,
) -> End {
    let (acknowledge, mut acknowledgements) = mpsc::unbounded_channel();
    let mut connection = Connection {
        socket,
        dispatcher,
        health,
        news: steering.news,
        acknowledge,
        under_way: 0,
        hello: false,
    };
    let end = connection
        .read(&mut acknowledgements, &steering.drain, &steering.stop)
        .await;
    if end == End::Asked || end == End::TooMany || end == End::Disabled {
        connection.finish(&mut acknowledgements).await;
    }
    end
}

type Acknowledgements = mpsc::UnboundedReceiver<(String, Acknowledgement)>;

impl Connection {
    async fn read(
        &mut self,
        acknowledgements: &mut Acknowledgements,
        drain: &CancellationToken,
        stop: &CancellationToken,
    ) -> End {
        let opened = Instant::now();
        let mut heard = opened;
        let mut ping = tokio::time::interval_at(opened + PING_EVERY, PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut read_until: Option<Instant> = None;
        loop {
            let mut deadline = heard + DEAD_AFTER;
            if !self.hello {
                deadline = deadline.min(opened + HELLO_WITHIN);
            }
            if let Some(until) = read_until {
                deadline = deadline.min(until);
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => return End::Asked,
                () = drain.cancelled(), if read_until.is_none() => {
                    read_until = Some(Instant::now() + DRAIN_FOR);
                }
                Some((envelope, acknowledgement)) = acknowledgements.recv() => {
                    if self.send_acknowledgement(envelope, acknowledgement).await.is_err() {
                        return End::Lost("an acknowledgement could not be sent");
                    }
                }
                frame = self.socket.next() => {
                    heard = Instant::now();
                    match frame {
                        Some(Ok(Message::Text(text))) => {
                            if let Some(end) = self.frame(&text) {
                                return end;
                            }
                        }
                        Some(Ok(Message::Close(_))) | None => {
                            return match read_until {
                                Some(_) => End::Asked,
                                None => End::Lost("Slack closed the connection"),
                            };
                        }
                        // The library answers pings itself.
                        Some(Ok(_)) => {}
                        Some(Err(_)) => return End::Lost("the connection broke"),
                    }
                }
                _ = ping.tick() => {
                    if self.send(Message::Ping(Vec::new().into())).await.is_err() {
                        return End::Lost("the connection broke");
                    }
                }
                () = tokio::time::sleep_until(deadline) => {
                    if read_until.is_some_and(|until| until <= Instant::now()) {
                        return End::Asked;
                    }
                    return End::Lost(if self.hello {
                        "nothing was heard from Slack for 30 seconds"
                    } else {
                        "Slack did not say hello"
                    });
                }
            }
        }
    }

    /// Looks at one frame; returns an end where it is one.
    fn frame(&mut self, text: &str) -> Option<End> {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else {
            warn!(
                bytes = text.len(),
                "Slack sent a frame that is no JSON object"
            );
            return None;
        };
        match frame.kind.as_str().unwrap_or_default() {
            "hello" => {
                self.hello = true;
                self.news.send(News::Ready).ok();
                None
            }
            "disconnect" => {
                let reason = frame.reason.as_str().unwrap_or_default();
                debug!(reason, "Slack announces the end of a connection");
                match reason {
                    "link_disabled" => Some(End::Disabled),
                    "too_many_websockets" => Some(End::TooMany),
                    // `warning`, `refresh_requested`, and what may come: it still works for a while.
                    _ => {
                        self.news.send(News::Replace).ok();
                        None
                    }
                }
            }
            kind => {
                if let Some(envelope_id) = frame.envelope_id.as_str() {
                    let payload = frame.payload.map_or("null", RawValue::get);
                    let carries = frame.accepts_response_payload.as_bool().unwrap_or(false);
                    if let Some(attempt) = frame.retry_attempt.as_u64().filter(|n| *n > 0) {
                        debug!(attempt, kind, "Slack sends an envelope again");
                    }
                    self.envelope(envelope_id.to_owned(), kind, payload, carries);
                }
                None
            }
        }
    }

    /// Has an envelope handled in a task of its own.
    fn envelope(&mut self, envelope_id: String, kind: &str, payload: &str, carries: bool) {
        self.health.envelope();
        self.under_way += 1;
        let inbound = Inbound::from_socket(kind, payload);
        if let Inbound::Other { kind } = &inbound {
            warn!(kind, "Slack sent something that is not known here");
            let bare = (envelope_id, Acknowledgement::Bare);
            self.acknowledge.send(bare).ok();
            return;
        }
        let dispatcher = self.dispatcher.clone();
        let acknowledge = self.acknowledge.clone();
        tokio::spawn(async move {
            let answer = dispatcher.dispatch(inbound, carries).await;
            acknowledge.send((envelope_id, answer)).ok();
        });
    }

    async fn send_acknowledgement(
        &mut self,
        envelope_id: String,
        acknowledgement: Acknowledgement,
    ) -> Result<(), ()> {
        self.under_way = self.under_way.saturating_sub(1);
        let frame = match acknowledgement {
            Acknowledgement::Withheld => return Ok(()),
            Acknowledgement::Bare => json!({ "envelope_id": envelope_id }),
            Acknowledgement::With(payload) => {
                json!({"envelope_id": envelope_id, "payload": payload})
            }
        };
        self.send(Message::Text(frame.to_string().into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), ()> {
        match tokio::time::timeout(SEND_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(()),
        }
    }

    /// Acknowledges what was read, and closes.
    async fn finish(&mut self, acknowledgements: &mut Acknowledgements) {
        let until = Instant::now() + FINISH_WITHIN;
        while self.under_way > 0 {
            match tokio::time::timeout_at(until, acknowledgements.recv()).await {
                Ok(Some((envelope, acknowledgement))) => {
                    if self
                        .send_acknowledgement(envelope, acknowledgement)
                        .await
                        .is_err()
                    {
                        return;
                    }
                }
                _ => break,
            }
        }
        tokio::time::timeout(CLOSE_WITHIN, self.socket.close(None))
            .await
            .ok();
    }
}
