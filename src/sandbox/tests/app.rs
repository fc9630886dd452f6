//! A small app for the tests: calls the Web API, opens a socket, acknowledges as it is told.

use std::sync::{Arc, LazyLock, Mutex};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Sandbox;

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One client for all tests: to build one costs a tenth of a second. It keeps no connection, because
/// each test has a runtime of its own.
pub fn client() -> reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build()
            .unwrap()
    });
    CLIENT.clone()
}

/// Calls a method with JSON and the bot's token; returns the whole response.
pub async fn send(sandbox: &Sandbox, method: &str, arguments: Value) -> reqwest::Response {
    try_send(sandbox, method, arguments).await.unwrap()
}

pub async fn try_send(
    sandbox: &Sandbox,
    method: &str,
    arguments: Value,
) -> reqwest::Result<reqwest::Response> {
    client()
        .post(format!("{}/{method}", sandbox.api_url()))
        .bearer_auth("xoxb-sandbox")
        .header("content-type", "application/json; charset=utf-8")
        .body(arguments.to_string())
        .send()
        .await
}

/// Calls a method and reads its answer.
pub async fn call(sandbox: &Sandbox, method: &str, arguments: Value) -> Value {
    send(sandbox, method, arguments).await.json().await.unwrap()
}

/// Calls a method that must succeed.
pub async fn ok(sandbox: &Sandbox, method: &str, arguments: Value) -> Value {
    let body = call(sandbox, method, arguments).await;
    assert_eq!(body["ok"], true, "{method}: {body}");
    body
}

/// Calls a method that must be refused; returns the error code.
pub async fn refused(sandbox: &Sandbox, method: &str, arguments: Value) -> String {
    let body = call(sandbox, method, arguments).await;
    assert_eq!(body["ok"], false, "{method}: {body}");
    body["error"].as_str().unwrap().to_owned()
}

/// A new address for a socket.
pub async fn new_link(sandbox: &Sandbox) -> String {
    let body: Value = client()
        .post(format!("{}/apps.connections.open", sandbox.api_url()))
        .bearer_auth("xapp-sandbox")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    body["url"].as_str().unwrap_or_default().to_owned()
}

/// Opens a socket and reads its first frame.
pub async fn open_socket(sandbox: &Sandbox) -> (Socket, Value) {
    let (mut socket, _) = connect_async(new_link(sandbox).await).await.unwrap();
    let hello = next(&mut socket).await.unwrap();
    (socket, hello)
}

/// The next frame with text; `None` when the socket closed.
pub async fn next(socket: &mut Socket) -> Option<Value> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Acknowledges an envelope.
pub async fn acknowledge(socket: &mut Socket, envelope: &Value, payload: Value) {
    let mut frame = json!({"envelope_id": envelope["envelope_id"]});
    if !payload.is_null() {
        frame["payload"] = payload;
    }
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

/// What an app answers to an envelope; `None` for no acknowledgement at all.
type Handler = dyn Fn(&Value) -> Option<Value> + Send + Sync;

/// An app that answers every envelope by a function, and keeps what it received.
pub struct App {
    pub received: Arc<Mutex<Vec<Value>>>,
    arrivals: tokio::sync::Mutex<mpsc::UnboundedReceiver<Value>>,
}

impl App {
    /// Connects one socket.
    pub async fn connect(
        sandbox: &Sandbox,
        handler: impl Fn(&Value) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        let handler: Arc<Handler> = Arc::new(handler);
        let (mut socket, hello) = open_socket(sandbox).await;
        assert_eq!(hello["type"], "hello");
        let received = Arc::new(Mutex::new(Vec::new()));
        let (sender, arrivals) = mpsc::unbounded_channel();
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Some(envelope) = next(&mut socket).await {
                kept.lock().unwrap().push(envelope.clone());
                if let Some(payload) = handler(&envelope) {
                    acknowledge(&mut socket, &envelope, payload).await;
                }
                let _ = sender.send(envelope);
            }
        });
        sandbox.wait_for_sockets(1).await;
        Self {
            received,
            arrivals: tokio::sync::Mutex::new(arrivals),
        }
    }

    /// An app that acknowledges everything bare.
    pub async fn quiet(sandbox: &Sandbox) -> Self {
        Self::connect(sandbox, |_| Some(Value::Null)).await
    }

    /// The next envelope, once it has been answered.
    pub async fn next(&self) -> Value {
        self.arrivals.lock().await.recv().await.unwrap()
    }

    /// The payload of the last envelope.
    pub fn last(&self) -> Value {
        self.received.lock().unwrap().last().unwrap()["payload"].clone()
    }
}

pub fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
}

pub fn modal(callback_id: &str, blocks: Value) -> Value {
    json!({
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "Title"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": blocks,
    })
}

pub fn text_input(block_id: &str, action_id: &str) -> Value {
    json!({
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": "Label"},
        "element": {"type": "plain_text_input", "action_id": action_id},
    })
}
