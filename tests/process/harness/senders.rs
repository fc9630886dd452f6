//! Survey tools that send responses, and send again until they are told that it is stored.

use std::net::SocketAddr;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::watch;

use super::hidden::{CUSTOMERS_ADDRESS, CUSTOMERS_NAME, CUSTOMERS_WORD, WEBHOOK_SECRET};

/// A response of a customer, as the source `generic` delivers it.
pub fn response(id: &str, department: &str) -> Value {
    json!({
        "id": id,
        "score": 9,
        "comment": format!("Heel fijn, die {CUSTOMERS_WORD}. Kenmerk ({id})."),
        "timestamp": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T09:00:00Z",
        "department": department,
        "name": CUSTOMERS_NAME,
        "email": CUSTOMERS_ADDRESS,
        "consent": "named",
        "language": "nl",
        "survey": "NPS",
    })
}

/// A client as survey tools have it.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap()
}

/// Sends a response once.
pub async fn send(
    client: &reqwest::Client,
    to: SocketAddr,
    payload: &Value,
    delivery: &str,
) -> Result<reqwest::Response, reqwest::Error> {
    let body = payload.to_string();
    let mut signature = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).unwrap();
    signature.update(body.as_bytes());
    let signature = hex::encode(signature.finalize().into_bytes());
    client
        .post(format!("http://{to}/webhooks/generic"))
        .header("content-type", "application/json")
        .header("x-survey-signature", format!("sha256={signature}"))
        .header("x-survey-delivery", delivery)
        .body(body)
        .send()
        .await
}

/// Sends a response until it is acknowledged, to wherever the program listens just now.
/// Returns how often it was sent.
pub async fn send_until_stored(
    client: &reqwest::Client,
    mut to: watch::Receiver<Option<SocketAddr>>,
    payload: &Value,
    delivery: &str,
) -> u32 {
    let mut times = 0;
    loop {
        let address = *to.borrow_and_update();
        if let Some(address) = address {
            times += 1;
            match send(client, address, payload, delivery).await {
                Ok(answer) if answer.status().is_success() => return times,
                Ok(answer) => assert_eq!(answer.status(), 503, "{payload}"),
                // Nobody listens, or the connection broke: it was killed.
                Err(_) => {}
            }
        }
        // A tool waits a while before it tries again; here at most until the program is back.
        let _ = tokio::time::timeout(Duration::from_millis(100), to.changed()).await;
    }
}
