//! The route over real HTTP: what is let in, what is kept out, what Slack hears.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::DateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::test_support::{Keys, agreeable, handler, parts, serve};

const NOW: i64 = 1_531_420_618;
const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const OLD_SECRET: &str = "an-older-secret";

struct Place {
    address: String,
    clock: Clock,
    handled: Arc<AtomicUsize>,
}

/// The route with a handler that thanks for commands, and fails for the reaction `bug`.
async fn place() -> Place {
    let (client, _) = serve(agreeable).await;
    let handled = Arc::new(AtomicUsize::new(0));
    let counted = handled.clone();
    let handler = handler(move |inbound| {
        counted.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            match inbound {
                Inbound::Slash(command) => Ok(Answer::Reply(command.text.into())),
                Inbound::Event(event) if event.event_id.as_deref() == Some("EvBug") => {
                    anyhow::bail!("a fault")
                }
                _ => Ok(Answer::Nothing),
            }
        })
    });
    let keys = Keys::default();
    let mut parts = parts(client, handler);
    parts.first_sight = keys.first_sight();
    parts.forget = Some(keys.forget());
    let clock = Clock::stopped_at(DateTime::from_timestamp(NOW, 0).unwrap());
    let secrets = [SecretString::from(SECRET), SecretString::from(OLD_SECRET)];
    let state = HttpEvents::new(&secrets, clock.clone(), Dispatcher::new(parts)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router(state)).await });
    Place {
        address,
        clock,
        handled,
    }
}

fn sign(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

struct Heard {
    status: u16,
    no_retry: bool,
    body: String,
}

impl Place {
    async fn post(&self, timestamp: &str, signature: &str, body: impl Into<Vec<u8>>) -> Heard {
        let response = reqwest::Client::new()
            .post(format!("http://{}/slack/events", self.address))
            .header("x-slack-request-timestamp", timestamp)
            .header("x-slack-signature", signature)
            .body(body.into())
            .send()
            .await
            .unwrap();
        Heard {
            status: response.status().as_u16(),
            no_retry: response.headers().contains_key("x-slack-no-retry"),
            body: response.text().await.unwrap(),
        }
    }

    async fn signed(&self, body: impl Into<Vec<u8>>) -> Heard {
        let body = body.into();
        let signature = sign(SECRET, NOW, &body);
        self.post(&NOW.to_string(), &signature, body).await
    }
}

fn reaction(id: &str) -> String {
    json!({"type": "event_callback", "event_id": id, "event": {"type": "reaction_added",
        "user": "U1", "reaction": "tada", "item": {"channel": "C1", "ts": "1.1"}}})
    .to_string()
}

/// The example of Slack's own client for Python.
const EXAMPLE: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

#[tokio::test]
async fn slacks_own_example_is_let_in_and_answered_in_the_response() {
    let place = place().await;
    let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    let heard = place.post(&NOW.to_string(), signature, EXAMPLE).await;
    assert_eq!(heard.status, 200);
    let answer: Value = serde_json::from_str(&heard.body).unwrap();
    assert_eq!(answer["response_type"], "ephemeral");
    // Slack's repetition changes nothing.
    let heard = place.post(&NOW.to_string(), signature, EXAMPLE).await;
    assert_eq!((heard.status, heard.body.as_str()), (200, ""));
    assert_eq!(place.handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_not_signed_by_slack_is_kept_out_without_a_word() {
    let place = place().await;
    let now = NOW.to_string();
    let good = sign(SECRET, NOW, EXAMPLE.as_bytes());
    let of_other_body = sign(SECRET, NOW, b"{}");
    let of_other_secret = sign("guessed", NOW, EXAMPLE.as_bytes());
    for (timestamp, signature) in [
        (now.as_str(), of_other_body.as_str()),
        (&now, &of_other_secret),
        (&now, ""),
        (&now, "v0="),
        (&now, good.trim_start_matches("v0=")),
        (&now, &good.to_uppercase()),
        ("", &good),
        ("now", &good),
        ("-1", &good),
        ("99999999999999999999", &good),
    ] {
        let heard = place.post(timestamp, signature, EXAMPLE).await;
        assert_eq!(
            (heard.status, heard.body.as_str()),
            (401, ""),
            "{timestamp} {signature}"
        );
    }
    let unsigned = reqwest::Client::new()
        .post(format!("http://{}/slack/events", place.address))
        .body(EXAMPLE)
        .send()
        .await
        .unwrap();
    assert_eq!(unsigned.status(), 401);
    assert_eq!(place.handled.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_signature_counts_for_five_minutes_of_our_own_clock_in_both_directions() {
    let place = place().await;
    let post = async |signed_at: i64| {
        let body = reaction(&format!("Ev{signed_at}"));
        let signature = sign(SECRET, signed_at, body.as_bytes());
        place
            .post(&signed_at.to_string(), &signature, body)
            .await
            .status
    };
    assert_eq!(post(NOW - 300).await, 200);
    assert_eq!(post(NOW + 300).await, 200);
    assert_eq!(post(NOW - 301).await, 401);
    assert_eq!(post(NOW + 301).await, 401);
    // A forged one is forged at any time, also where the library would look at the time.
    let forged = sign("guessed", NOW - 100, b"{}");
    let heard = place.post(&(NOW - 100).to_string(), &forged, "{}").await;
    assert_eq!(heard.status, 401);
    place.clock.advance(chrono::TimeDelta::seconds(400));
    assert_eq!(post(NOW + 1).await, 401);
    assert_eq!(post(NOW + 400).await, 200);
}

#[tokio::test]
async fn while_a_secret_is_being_changed_both_are_accepted() {
    let place = place().await;
    for (secret, status) in [(OLD_SECRET, 200), (SECRET, 200), ("another", 401)] {
        let body = reaction(secret);
        let signature = sign(secret, NOW, body.as_bytes());
        let heard = place.post(&NOW.to_string(), &signature, body).await;
        assert_eq!(heard.status, status, "{secret}");
    }
}

#[tokio::test]
async fn an_empty_secret_is_refused_at_the_start() {
    let (client, _) = serve(agreeable).await;
    let quiet = handler(|_| Box::pin(async { Ok(Answer::Nothing) }));
    let dispatcher = Dispatcher::new(parts(client, quiet));
    for secrets in [vec![], vec![SecretString::from("")]] {
        let refused = HttpEvents::new(&secrets, Clock::system(), dispatcher.clone());
        assert!(
            refused
                .err()
                .unwrap()
                .to_string()
                .contains("SLACK_SIGNING_SECRET")
        );
    }
}

#[tokio::test]
async fn slacks_two_checks_of_the_address_are_passed() {
    let place = place().await;
    let heard = place
        .signed(r#"{"type":"url_verification","challenge":"c-1"}"#)
        .await;
    assert_eq!(
        (heard.status, heard.body.as_str()),
        (200, r#"{"challenge":"c-1"}"#)
    );
    let heard = place.signed("token=x&ssl_check=1").await;
    assert_eq!((heard.status, heard.body.as_str()), (200, ""));
    assert_eq!(place.handled.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_slack_signed_but_nobody_understands_is_taken_so_that_it_does_not_come_again() {
    let place = place().await;
    for body in ["", "{", "payload=%7B", r#"{"type":"brand_new"}"#] {
        let heard = place.signed(body).await;
        assert_eq!((heard.status, heard.body.as_str()), (200, ""), "{body}");
    }
    // HMAC over bytes that are no text: Slack does not send them.
    assert_eq!(place.signed(vec![0xff, 0xfe]).await.status, 401);
    assert_eq!(place.handled.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn interactions_come_in_by_the_same_door() {
    let place = place().await;
    let click = json!({"type": "block_actions", "user": {"id": "U1"}, "team": null,
        "trigger_id": "t", "actions": [{"action_id": "a", "selected_user": "U2"}]});
    let body: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("payload", &click.to_string())
        .finish();
    for _ in 0..2 {
        let heard = place.signed(body.clone()).await;
        assert_eq!((heard.status, heard.body.as_str()), (200, ""));
    }
    assert_eq!(place.handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_event_is_handled_once_and_one_that_failed_is_asked_for_again() {
    let place = place().await;
    for _ in 0..3 {
        assert_eq!(place.signed(reaction("Ev1")).await.status, 200);
    }
    assert_eq!(place.handled.load(Ordering::SeqCst), 1);
    let heard = place.signed(reaction("EvBug")).await;
    assert_eq!((heard.status, heard.no_retry), (503, false));
    place.signed(reaction("EvBug")).await;
    assert_eq!(place.handled.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let place = place().await;
    // Announced: nothing of the body is sent, and the answer is there all the same.
    let mut line = TcpStream::connect(&place.address).await.unwrap();
    let head = format!(
        "POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slack-request-timestamp: {NOW}\r\n\
         x-slack-signature: v0=00\r\n"
    );
    line.write_all(format!("{head}content-length: 1048577\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = vec![0; 1024];
    let read = line.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).to_string();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("x-slack-no-retry: 1"), "{answer}");

    // Not announced: refused when the limit is passed.
    let mut line = TcpStream::connect(&place.address).await.unwrap();
    line.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let chunk = format!("40000\r\n{}\r\n", "a".repeat(0x40000));
    for _ in 0..5 {
        if line.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = vec![0; 1024];
    let read = line.read(&mut answer).await.unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 413"));

    // As large as is allowed, and signed.
    let mut body = reaction("EvLarge").into_bytes();
    body.resize(BODY_LIMIT, b' ');
    assert_eq!(place.signed(body).await.status, 200);
}

#[tokio::test]
async fn other_methods_and_paths_are_not_there() {
    let place = place().await;
    let get = reqwest::get(format!("http://{}/slack/events", place.address));
    assert_eq!(get.await.unwrap().status(), 405);
}
