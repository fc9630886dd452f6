//! For the tests of this folder: a small Slack that notes what it is asked, and a recording handler.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::client::SlackClient;
use super::gateway::{Answer, Dispatcher, FirstSight, Forget, Handler, Options, Parts};
use super::inbound::Inbound;
use crate::platform::config::{self, SlackMode, UnclearPosts};

/// The settings for a Slack at `address`.
pub(super) fn settings(address: &str) -> config::Slack {
    config::Slack {
        api_url: format!("{address}/api/"),
        mode: SlackMode::Socket,
        connections: 2,
        unclear_posts: UnclearPosts::Hold,
        response_hosts: vec!["hooks.slack.com".into(), "127.0.0.1".into()],
    }
}

/// A client for a Slack at `address`.
pub(super) fn client(address: &str) -> SlackClient {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let bot = SecretString::from("xoxb-the-bot");
    let app = SecretString::from("xapp-the-app");
    SlackClient::new(&settings(address), &bot, Some(&app)).unwrap()
}

/// A request that the small Slack got.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub method: Method,
    pub uri: String,
    pub token: String,
    pub body: String,
}

impl Seen {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(super) type Log = Arc<Mutex<Vec<Seen>>>;
type Answering = Arc<dyn Fn(&Seen) -> Response + Send + Sync>;

pub(super) fn answer(value: Value) -> Response {
    axum::Json(value).into_response()
}

/// Starts a small Slack on a port of its own.
pub(super) async fn serve_at(
    answering: impl Fn(&Seen) -> Response + Send + Sync + 'static,
) -> (String, Log) {
    async fn note(
        State((log, answering)): State<(Log, Answering)>,
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> Response {
        let seen = Seen {
            method,
            uri: uri.to_string(),
            token: headers
                .get("authorization")
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        log.lock().unwrap().push(seen.clone());
        answering(&seen)
    }
    let log = Log::default();
    let state: (Log, Answering) = (log.clone(), Arc::new(answering));
    let router = Router::new().fallback(any(note)).with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, log)
}

/// The same with a client for it.
pub(super) async fn serve(
    answering: impl Fn(&Seen) -> Response + Send + Sync + 'static,
) -> (SlackClient, Log) {
    let (address, log) = serve_at(answering).await;
    (client(&address), log)
}

/// Says yes to everything.
pub(super) fn agreeable(seen: &Seen) -> Response {
    if seen.uri.starts_with("/hook") {
        return "ok".into_response();
    }
    answer(json!({"ok": true, "channel": "D1", "ts": "1.1", "view": {"id": "V1", "hash": "h2"}}))
}

/// A store of keys, as the database will be.
#[derive(Clone, Default)]
pub(super) struct Keys(pub Arc<Mutex<BTreeSet<String>>>);

impl Keys {
    pub(super) fn first_sight(&self) -> FirstSight {
        let keys = self.0.clone();
        Arc::new(move |key| {
            let keys = keys.clone();
            Box::pin(async move { Ok(keys.lock().unwrap().insert(key)) })
        })
    }

    pub(super) fn forget(&self) -> Forget {
        let keys = self.0.clone();
        Arc::new(move |key| {
            let keys = keys.clone();
            Box::pin(async move {
                keys.lock().unwrap().remove(&key);
                Ok(())
            })
        })
    }
}

pub(super) fn handler<F>(handle: F) -> Handler
where
    F: Fn(Inbound) -> BoxFuture<'static, anyhow::Result<Answer>> + Send + Sync + 'static,
{
    Arc::new(handle)
}

pub(super) fn parts(client: SlackClient, handler: Handler) -> Parts {
    Parts {
        handler,
        first_sight: Keys::default().first_sight(),
        forget: None,
        apology: Arc::new(|_, id| json!({"text": format!("Sorry ({id})")})),
        client,
        options: Options::default(),
    }
}

/// A dispatcher that asks nobody and answers nothing.
pub(super) fn quiet_dispatcher() -> Dispatcher {
    let handler = handler(|_| Box::pin(async { Ok(Answer::Nothing) }));
    Dispatcher::new(parts(client("http://127.0.0.1:1"), handler))
}
