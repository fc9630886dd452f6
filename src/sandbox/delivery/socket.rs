//! Socket Mode: tickets, hello, envelopes spread over the sockets, acknowledgements, disconnects.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use axum::extract::{ConnectInfo, Query, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Kind, Retry, Undelivered};
use crate::sandbox::engine::{Engine, lock};
use crate::sandbox::faults::Outage;
use crate::sandbox::wire::Scissors;
use crate::sandbox::workspace::random_key;

/// Most sockets that one app may have open.
pub const MOST_SOCKETS: usize = 10;
/// How often the server pings; Slack's own clients reconnect after 30 s without a ping.
const PING_EVERY: Duration = Duration::from_secs(10);
/// How long a socket stays usable after it was asked to go.
const DRAIN: Duration = Duration::from_secs(10);

/// Why Slack asks an app to give up a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectReason {
    /// The socket will go in about ten seconds.
    Warning,
    /// The socket is to be replaced; it still takes acknowledgements for a while.
    RefreshRequested,
    /// Socket Mode was switched off in the app's settings.
    LinkDisabled,
    /// The app has more sockets open than it may.
    TooManyWebsockets,
}

impl DisconnectReason {
    fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::RefreshRequested => "refresh_requested",
            Self::LinkDisabled => "link_disabled",
            Self::TooManyWebsockets => "too_many_websockets",
        }
    }
}

/// The sockets that are open, and the envelopes that wait for their acknowledgement.
pub(crate) struct Sockets {
    open: Mutex<Vec<Socket>>,
    waiting: Mutex<HashMap<String, Waiting>>,
    next_id: AtomicU64,
    turn: AtomicU64,
    count: watch::Sender<usize>,
}

struct Socket {
    id: u64,
    draining: bool,
    frames: mpsc::UnboundedSender<Frame>,
}

struct Waiting {
    socket: u64,
    answer: oneshot::Sender<Value>,
}

enum Frame {
    Text(String),
    /// Close by the handshake.
    Close,
    /// Cut without a word.
    Cut,
}

impl Default for Sockets {
    fn default() -> Self {
        Self {
            open: Mutex::default(),
            waiting: Mutex::default(),
            next_id: AtomicU64::new(1),
            turn: AtomicU64::new(0),
            count: watch::Sender::new(0),
        }
    }
}

impl Sockets {
    /// How many sockets are open and not on their way out.
    pub fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Returns when at least `wanted` sockets are ready.
    pub async fn wait_for(&self, wanted: usize) {
        let mut count = self.count.subscribe();
        // The sender lives as long as self.
        let _ = count.wait_for(|count| *count >= wanted).await;
    }

    /// Returns when at most `wanted` sockets are ready.
    pub async fn wait_for_at_most(&self, wanted: usize) {
        let mut count = self.count.subscribe();
        let _ = count.wait_for(|count| *count <= wanted).await;
    }

    fn recount(&self, open: &[Socket]) {
        let ready = open.iter().filter(|socket| !socket.draining).count();
        self.count.send_replace(ready);
    }

    /// Sends `disconnect` with this reason to every open socket, and lets go of them as Slack does.
    pub fn disconnect(&self, reason: DisconnectReason) -> usize {
        let mut open = lock(&self.open);
        let mut told = 0;
        for socket in open.iter_mut().filter(|socket| !socket.draining) {
            told += 1;
            let _ = socket.frames.send(Frame::Text(disconnect_frame(reason)));
            match reason {
                DisconnectReason::Warning => {}
                DisconnectReason::RefreshRequested => {
                    socket.draining = true;
                    let frames = socket.frames.clone();
                    tokio::spawn(async move {
                        tokio::time::sleep(DRAIN).await;
                        let _ = frames.send(Frame::Close);
                    });
                }
                DisconnectReason::LinkDisabled | DisconnectReason::TooManyWebsockets => {
                    socket.draining = true;
                    let _ = socket.frames.send(Frame::Close);
                }
            }
        }
        self.recount(&open);
        told
    }

    /// Cuts every socket without a word.
    pub fn cut(&self) -> usize {
        let mut open = lock(&self.open);
        for socket in open.iter_mut() {
            socket.draining = true;
            let _ = socket.frames.send(Frame::Cut);
        }
        self.recount(&open);
        open.len()
    }

    /// The next socket in turn; one on its way out only where there is no other.
    fn choose(&self) -> Option<(u64, mpsc::UnboundedSender<Frame>)> {
        let open = lock(&self.open);
        let ready: Vec<&Socket> = open.iter().filter(|socket| !socket.draining).collect();
        let from = if ready.is_empty() {
            open.iter().collect()
        } else {
            ready
        };
        if from.is_empty() {
            return None;
        }
        let turn = self.turn.fetch_add(1, Ordering::SeqCst);
        let index = usize::try_from(turn).unwrap_or(0) % from.len();
        Some((from[index].id, from[index].frames.clone()))
    }

    fn acknowledge(&self, text: &str) {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return;
        };
        let Some(id) = frame["envelope_id"].as_str() else {
            return;
        };
        if let Some(waiting) = lock(&self.waiting).remove(id) {
            // Whoever waited may have given up in the meantime.
            let _ = waiting.answer.send(frame["payload"].clone());
        }
    }

    /// The socket was greeted: from now on it takes envelopes.
    fn is_ready(&self, id: u64) {
        let mut open = lock(&self.open);
        if let Some(socket) = open.iter_mut().find(|socket| socket.id == id) {
            socket.draining = false;
        }
        self.recount(&open);
    }

    fn remove(&self, id: u64) {
        let mut open = lock(&self.open);
        open.retain(|socket| socket.id != id);
        self.recount(&open);
        drop(open);
        // Dropping the answers tells those who wait that the socket is gone.
        lock(&self.waiting).retain(|_, waiting| waiting.socket != id);
    }
}

fn disconnect_frame(reason: DisconnectReason) -> String {
    json!({
        "type": "disconnect",
        "reason": reason.word(),
        "debug_info": {"host": "applink-sandbox"},
    })
    .to_string()
}

/// Delivers one envelope over one socket and waits for its acknowledgement.
pub(super) async fn deliver(
    engine: &Engine,
    kind: Kind,
    payload: &Value,
    retry: Option<Retry>,
) -> Result<Value, Undelivered> {
    let sockets = &engine.sockets;
    let Some((socket, frames)) = sockets.choose() else {
        return Err(Undelivered::NoSocket);
    };
    let envelope_id = uuid::Uuid::new_v4().to_string();
    let mut envelope = json!({
        "envelope_id": envelope_id,
        "type": kind.envelope_type(),
        "payload": payload,
        "accepts_response_payload": accepts_payload(kind, payload),
    });
    if kind == Kind::Event {
        envelope["retry_attempt"] = json!(retry.map_or(0, |retry| retry.attempt));
        envelope["retry_reason"] = json!(retry.map_or("", |retry| retry.reason));
    }
    let (answer, answered) = oneshot::channel();
    lock(&sockets.waiting).insert(envelope_id.clone(), Waiting { socket, answer });
    if frames.send(Frame::Text(envelope.to_string())).is_err() {
        lock(&sockets.waiting).remove(&envelope_id);
        return Err(Undelivered::SocketClosed);
    }
    match tokio::time::timeout(engine.acknowledge_within, answered).await {
        Ok(Ok(payload)) => Ok(payload),
        Ok(Err(_)) => Err(Undelivered::SocketClosed),
        Err(_) => {
            lock(&sockets.waiting).remove(&envelope_id);
            Err(Undelivered::Timeout)
        }
    }
}

fn accepts_payload(kind: Kind, payload: &Value) -> bool {
    match kind {
        Kind::Event => false,
        Kind::Command => true,
        Kind::Interaction => matches!(
            payload["type"].as_str(),
            Some("view_submission" | "block_suggestion")
        ),
    }
}

/// What a socket's address carries.
#[derive(Deserialize)]
pub(crate) struct Link {
    ticket: String,
}

/// Takes a socket whose ticket is good, once.
pub(crate) async fn link(
    State(engine): State<Arc<Engine>>,
    Query(link): Query<Link>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let now = engine.limits_now();
    let outage = engine.faults().outage(now);
    if let Some(outage) = outage {
        if outage == Outage::Unreachable {
            scissors.cut();
        }
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut workspace = engine.workspace();
    let tickets = &mut workspace.socket_tickets;
    let Some(index) = tickets.iter().position(|ticket| *ticket == link.ticket) else {
        return (
            StatusCode::UNAUTHORIZED,
            "the ticket is unknown or was used",
        )
            .into_response();
    };
    tickets.remove(index);
    let app_id = workspace.app.app_id.clone();
    drop(workspace);
    upgrade.on_upgrade(move |socket| async move { converse(&engine, socket, &app_id).await })
}

/// A new address for a socket, good once.
pub(crate) fn new_link(engine: &Engine) -> String {
    let ticket = random_key();
    let mut workspace = engine.workspace();
    workspace.socket_tickets.push(ticket.clone());
    format!(
        "{}/link/?ticket={ticket}&app_id={}",
        engine.base_url().replacen("http", "ws", 1),
        workspace.app.app_id
    )
}

async fn converse(engine: &Engine, mut socket: WebSocket, app_id: &str) {
    let sockets = &engine.sockets;
    let (sender, mut frames) = mpsc::unbounded_channel();
    let id = sockets.next_id.fetch_add(1, Ordering::SeqCst);
    let admitted = {
        let mut open = lock(&sockets.open);
        if open.len() < MOST_SOCKETS {
            open.push(Socket {
                id,
                draining: true,
                frames: sender,
            });
            Some(open.len())
        } else {
            None
        }
    };
    let Some(count) = admitted else {
        let frame = disconnect_frame(DisconnectReason::TooManyWebsockets);
        let _ = socket.send(Message::text(frame)).await;
        let _ = socket.send(Message::Close(None)).await;
        return;
    };
    let hello = json!({
        "type": "hello",
        "num_connections": count,
        "debug_info": {
            "host": "applink-sandbox",
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": app_id},
    });
    // One that was on its way when an outage began stands in no list that was cut then.
    let is_up = engine.faults().outage(engine.limits_now()).is_none();
    if is_up && socket.send(Message::text(hello.to_string())).await.is_ok() {
        sockets.is_ready(id);
        exchange(engine, &mut socket, &mut frames).await;
    }
    sockets.remove(id);
}

async fn exchange(
    engine: &Engine,
    socket: &mut WebSocket,
    frames: &mut mpsc::UnboundedReceiver<Frame>,
) {
    let mut pings = tokio::time::interval(PING_EVERY);
    loop {
        tokio::select! {
            () = engine.stop.cancelled() => {
                let _ = socket.send(Message::Close(None)).await;
                return;
            }
            _ = pings.tick() => {
                if socket.send(Message::Ping("Ping from applink-sandbox".into())).await.is_err() {
                    return;
                }
            }
            frame = frames.recv() => match frame {
                Some(Frame::Text(text)) => {
                    if socket.send(Message::text(text)).await.is_err() {
                        return;
                    }
                }
                Some(Frame::Close) => {
                    let _ = socket.send(Message::Close(None)).await;
                    // Slack waits a moment for the other side's close, as the handshake wants.
                    let _ = tokio::time::timeout(Duration::from_secs(1), socket.recv()).await;
                    return;
                }
                Some(Frame::Cut) | None => return,
            },
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => engine.sockets.acknowledge(&text),
                Some(Ok(Message::Close(_))) => {
                    // The answer to the other side's close leaves with the next look at the socket.
                    let _ = tokio::time::timeout(Duration::from_secs(1), socket.recv()).await;
                    return;
                }
                Some(Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}
