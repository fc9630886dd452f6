//! Signed HTTP delivery to an app that listens itself.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;

type Answers = Arc<Mutex<Vec<(u16, Vec<(&'static str, &'static str)>, String)>>>;

#[derive(Clone)]
struct Receiver {
    answers: Answers,
    arrivals: mpsc::UnboundedSender<(HeaderMap, String)>,
}

async fn receive(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let challenge = serde_json::from_str::<Value>(&text)
        .ok()
        .and_then(|body| body["challenge"].as_str().map(str::to_owned));
    receiver.arrivals.send((headers, text)).unwrap();
    if let Some(challenge) = challenge {
        return (StatusCode::OK, HeaderMap::new(), challenge);
    }
    let (status, extra, body) = {
        let mut answers = receiver.answers.lock().unwrap();
        if answers.is_empty() {
            (200, vec![], String::new())
        } else {
            answers.remove(0)
        }
    };
    let mut headers = HeaderMap::new();
    for (name, value) in extra {
        headers.insert(name, value.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, body)
}

/// A sandbox that delivers to an app, the app's answers to come, and what arrives.
async fn delivering() -> (
    Sandbox,
    Answers,
    mpsc::UnboundedReceiver<(HeaderMap, String)>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/slack/events", listener.local_addr().unwrap());
    let (arrivals, received) = mpsc::unbounded_channel();
    let answers = Answers::default();
    let receiver = Receiver {
        answers: Arc::clone(&answers),
        arrivals,
    };
    let app = Router::new()
        .route("/slack/events", post(receive))
        .with_state(receiver);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut over_http = options();
    over_http.delivery = Delivery::Http { url };
    (start(over_http).await, answers, received)
}

fn is_signed(headers: &HeaderMap, body: &str) -> bool {
    let timestamp = headers["x-slack-request-timestamp"].to_str().unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"sandbox-signing-secret").unwrap();
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    timestamp == monday().timestamp().to_string() && headers["x-slack-signature"] == signature
}

#[tokio::test]
async fn the_address_is_verified_by_a_challenge() {
    let (sandbox, _, mut received) = delivering().await;
    assert!(sandbox.verify_url().await.unwrap());
    let (headers, body) = received.recv().await.unwrap();
    assert!(is_signed(&headers, &body));
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["type"], "url_verification");
}

#[tokio::test]
async fn commands_and_interactions_are_signed_forms() {
    let (sandbox, answers, mut received) = delivering().await;
    answers.lock().unwrap().push((
        200,
        vec![],
        json!({"text": "for you & only you"}).to_string(),
    ));
    let answer = sandbox.slash("U1", "C1", "/kudos", "@bob & co").await;
    assert_eq!(answer.payload()["text"], "for you & only you");
    let (headers, body) = received.recv().await.unwrap();
    assert!(is_signed(&headers, &body));
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    let text = form_urlencoded::parse(body.as_bytes())
        .find(|(name, _)| name == "text")
        .unwrap()
        .1;
    assert_eq!(text, "<@U2|bob> &amp; co");
    answers
        .lock()
        .unwrap()
        .push((200, vec![], "plain words".into()));
    sandbox.slash("U1", "C1", "/kudos", "").await;
    assert_eq!(sandbox.ephemerals("U1")[1]["text"], "plain words");
    received.recv().await.unwrap();

    assert!(sandbox.shortcut("U1", "any", None).await.is_acknowledged());
    let (headers, body) = received.recv().await.unwrap();
    assert!(is_signed(&headers, &body));
    let (name, payload) = form_urlencoded::parse(body.as_bytes()).next().unwrap();
    assert_eq!(name, "payload");
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["type"], "shortcut");
    answers.lock().unwrap().push((500, vec![], String::new()));
    let failed = sandbox.shortcut("U1", "any", None).await;
    assert_eq!(
        failed.error(),
        Some("the app answered with HTTP status 500")
    );
}

#[tokio::test]
async fn events_are_repeated_three_times_and_then_no_more() {
    let (sandbox, answers, mut received) = delivering().await;
    answers
        .lock()
        .unwrap()
        .extend((0..4).map(|_| (500, vec![], String::new())));
    assert!(!sandbox.open_home("U1").await.is_acknowledged());
    let (headers, first) = received.recv().await.unwrap();
    assert!(headers.get("x-slack-retry-num").is_none());
    let (headers, second) = received.recv().await.unwrap();
    assert_eq!(headers["x-slack-retry-num"], "1");
    assert_eq!(headers["x-slack-retry-reason"], "http_error");
    assert_eq!(first, second);
    for attempt in ["2", "3"] {
        let (headers, _) = loop {
            sandbox.advance_clock(TimeDelta::minutes(5));
            let wait = std::time::Duration::from_millis(5);
            if let Ok(arrival) = tokio::time::timeout(wait, received.recv()).await {
                break arrival.unwrap();
            }
        };
        assert_eq!(headers["x-slack-retry-num"], attempt);
    }
    sandbox.advance_clock(TimeDelta::hours(1));
    answers
        .lock()
        .unwrap()
        .push((500, vec![("x-slack-no-retry", "1")], String::new()));
    sandbox.open_home("U2").await;
    let (_, body) = received.recv().await.unwrap();
    assert!(body.contains("U2"));
    sandbox.open_home("U1").await;
    let (_, body) = received.recv().await.unwrap();
    assert!(
        body.contains("\"U1\""),
        "the refused retry did not come: {body}"
    );
}
