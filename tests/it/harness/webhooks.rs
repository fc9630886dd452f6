//! Survey tools: each signs its requests in its own way, as its documentation says.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::TestBot;

/// The sources that have a secret in every test. `shop` speaks our own form, `generic`.
pub const SOURCES: [&str; 9] = [
    "asknicely",
    "formbricks",
    "satismeter",
    "shop",
    "survicate",
    "tally",
    "trustpilot",
    "typeform",
    "zendesk",
];

/// The secret of a source.
pub fn secret(source: &str) -> &'static str {
    match source {
        "formbricks" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        _ => "a-long-secret-of-the-tool",
    }
}

/// What a survey tool was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub text: String,
}

/// A request as a tool makes it.
pub struct Request {
    /// Behind the address of the server.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// A request of `source` with everything that makes it believable.
    pub fn signed(source: &str, body: Vec<u8>, delivery: &str, now: DateTime<Utc>) -> Self {
        let key = secret(source);
        let hex = |text: &[u8]| hex::encode(hmac(key.as_bytes(), text));
        let base64 = |text: &[u8]| BASE64.encode(hmac(key.as_bytes(), text));
        let mut path = format!("/webhooks/{source}");
        let headers = match source {
            "shop" => vec![("X-Survey-Signature", format!("sha256={}", hex(&body)))],
            "survicate" => vec![("Hmac", hex(&body))],
            "tally" => vec![("Tally-Signature", base64(&body))],
            "typeform" => vec![("Typeform-Signature", format!("sha256={}", base64(&body)))],
            "zendesk" => {
                let time = now.to_rfc3339_opts(SecondsFormat::Secs, true);
                let signed = [time.as_bytes(), &body].concat();
                vec![
                    ("X-Zendesk-Webhook-Signature", base64(&signed)),
                    ("X-Zendesk-Webhook-Signature-Timestamp", time),
                    ("X-Zendesk-Webhook-Invocation-Id", delivery.to_owned()),
                ]
            }
            "formbricks" => {
                let key = BASE64.decode(key.trim_start_matches("whsec_")).unwrap();
                let time = now.timestamp().to_string();
                let signed = [format!("{delivery}.{time}.").as_bytes(), &body].concat();
                vec![
                    ("webhook-id", delivery.to_owned()),
                    ("webhook-timestamp", time),
                    (
                        "webhook-signature",
                        format!("v1,{}", BASE64.encode(hmac(&key, &signed))),
                    ),
                ]
            }
            "asknicely" => vec![("X-Survey-Secret", key.to_owned())],
            "satismeter" | "trustpilot" => {
                path = format!("{path}/{key}");
                Vec::new()
            }
            other => panic!("the harness does not know how {other} signs"),
        };
        Self {
            path,
            headers,
            body,
        }
    }

    /// The same request with another value in a header.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Numbers the deliveries of a test.
#[derive(Default)]
pub struct Deliveries(AtomicU64);

impl Deliveries {
    fn next(&self) -> String {
        format!("delivery-{}", self.0.fetch_add(1, Ordering::SeqCst))
    }
}

impl TestBot {
    /// A survey tool sends `payload`, signed, as a delivery of its own.
    pub async fn webhook(&self, source: &str, payload: &Value) -> Answered {
        self.send(self.signed(source, payload)).await
    }

    /// The same, and it must be stored.
    pub async fn stored(&self, source: &str, payload: &Value) {
        let answered = self.webhook(source, payload).await;
        assert_eq!(
            (answered.status, answered.text.trim()),
            (202, "stored"),
            "{source}: {payload}"
        );
    }

    /// A signed request, to be changed or sent twice.
    pub fn signed(&self, source: &str, payload: &Value) -> Request {
        let body = serde_json::to_vec(payload).unwrap();
        Request::signed(source, body, &self.deliveries.next(), self.clock.now())
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request) -> Answered {
        let mut call = self
            .http
            .post(format!("{}{}", self.url, request.path))
            .header("content-type", "application/json")
            .body(request.body);
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        let answer = call.send().await.unwrap();
        Answered {
            status: answer.status().as_u16(),
            text: answer.text().await.unwrap(),
        }
    }
}

/// A response in our own form, to be sent as `shop`: with an id, a score and a comment.
pub fn response(id: &str, score: i64, comment: &str) -> Value {
    json!({
        "id": id,
        "score": score,
        "comment": comment,
        "timestamp": "2026-03-01T10:00:00Z",
        "updated_at": "2026-03-01T10:00:00Z",
    })
}

/// `payload` with the fields of `more` in it.
pub fn with(mut payload: Value, more: Value) -> Value {
    let fields = more.as_object().unwrap().clone();
    payload.as_object_mut().unwrap().extend(fields);
    payload
}

/// A tool's payload as in its documentation, from tests/fixtures/sources.
pub fn fixture(name: &str) -> Value {
    let file = format!(
        "{}/tests/fixtures/sources/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}
