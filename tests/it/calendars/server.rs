//! What the small servers have in common: an address, the requests they got, and faults to come.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use klantstem::features::meetings::calendars::Window;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A request as the server got it.
#[derive(Clone, Debug)]
pub struct Got {
    pub method: Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Got {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut query = self.query.iter();
        let (_, value) = query.find(|(key, _)| key == name)?;
        Some(value)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn form(&self, name: &str) -> Option<String> {
        let mut fields = form_urlencoded::parse(&self.body);
        let (_, value) = fields.find(|(key, _)| key == name)?;
        Some(value.into_owned())
    }
}

/// What a server answers; a fault is one that comes instead of what it would have answered.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub fn reply(status: u16, body: &Value) -> Reply {
    Reply {
        status,
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string(),
    }
}

impl Reply {
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::builder().status(StatusCode::from_u16(self.status).unwrap());
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap()
    }
}

/// A server whose calendar is `S`.
pub struct Server<S> {
    pub url: String,
    shared: Arc<Shared<S>>,
}

struct Shared<S> {
    state: Mutex<S>,
    got: Mutex<Vec<Got>>,
    faults: Mutex<VecDeque<(Option<Method>, Reply)>>,
    /// What is not answered for now.
    held: watch::Sender<Option<Method>>,
    answer: fn(&mut S, &Got) -> Reply,
}

impl<S: Send + 'static> Server<S> {
    pub async fn start(state: S, answer: fn(&mut S, &Got) -> Reply) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            got: Mutex::default(),
            faults: Mutex::default(),
            held: watch::Sender::new(None),
            answer,
        });
        let router = Router::new().fallback(take::<S>).with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub fn state(&self) -> MutexGuard<'_, S> {
        self.shared.state.lock().unwrap()
    }

    /// What it got since this was last asked.
    pub fn got(&self) -> Vec<Got> {
        std::mem::take(&mut self.shared.got.lock().unwrap())
    }

    /// What it got by this method since it was last asked for anything.
    pub fn got_by(&self, method: &Method) -> Vec<Got> {
        let mut got = self.got();
        got.retain(|got| got.method == *method);
        got
    }

    /// Answers the next request that is not for a token with this.
    pub fn fail(&self, fault: Reply) {
        self.shared.faults.lock().unwrap().push_back((None, fault));
    }

    /// Answers the next request by this method with this.
    pub fn fail_by(&self, method: Method, fault: Reply) {
        let mut faults = self.shared.faults.lock().unwrap();
        faults.push_back((Some(method), fault));
    }

    /// Answers no request by this method until [`Server::release`].
    pub fn hold(&self, method: Method) {
        self.shared.held.send_replace(Some(method));
    }

    pub fn release(&self) {
        self.shared.held.send_replace(None);
    }
}

async fn take<S: Send + 'static>(State(shared): State<Arc<Shared<S>>>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let got = Got {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: query.into_owned().collect(),
        headers: parts.headers,
        body: axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec(),
    };
    shared.got.lock().unwrap().push(got.clone());
    let mut held = shared.held.subscribe();
    let is_answered = |held: &Option<Method>| held.as_ref() != Some(&got.method);
    held.wait_for(is_answered).await.unwrap();
    let fault = shared.fault(&got);
    fault.unwrap_or_else(|| (shared.answer)(&mut shared.state.lock().unwrap(), &got))
}

impl<S> Shared<S> {
    fn fault(&self, got: &Got) -> Option<Reply> {
        if got.path.ends_with("/token") {
            return None;
        }
        let mut faults = self.faults.lock().unwrap();
        let is_for = |method: &Option<Method>| method.as_ref().is_none_or(|one| *one == got.method);
        let next = faults.iter().position(|(method, _)| is_for(method))?;
        faults.remove(next).map(|(_, fault)| fault)
    }
}

/// The client that Klantstem uses for calendars.
pub fn client() -> reqwest::Client {
    // A second installation is no fault.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    klantstem::features::meetings::calendars::http::client().unwrap()
}

pub fn window(from: &str, until: &str) -> Window {
    Window {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
    }
}
