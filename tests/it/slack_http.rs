//! Slack in HTTP mode: signed requests to /slack/events.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::harness::*;

const SECRET: &str = "sandbox-signing-secret";

async fn send(bot: &TestBot, body: &str, secret: &str, age: TimeDelta) -> reqwest::Response {
    let timestamp = (bot.clock.now() - age).timestamp();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    bot.http()
        .post(bot.address("/slack/events"))
        .header("content-type", "application/json")
        .header("X-Slack-Request-Timestamp", timestamp.to_string())
        .header("X-Slack-Signature", format!("v0={signature}"))
        .body(body.to_owned())
        .send()
        .await
        .unwrap()
}

/// Sends a command as Slack does; returns what is answered in the acknowledgement.
pub async fn command(bot: &TestBot, form: &str) -> String {
    let answer = send(bot, form, SECRET, TimeDelta::zero()).await;
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

fn reaction(bot: &TestBot, card: &Post) -> String {
    reaction_event(bot, card, "Ev0001", "reaction_added")
}

fn reaction_event(bot: &TestBot, card: &Post, event_id: &str, kind: &str) -> String {
    json!({
        "type": "event_callback",
        "team_id": "T0SANDBOX",
        "event_id": event_id,
        "event_time": bot.clock.now().timestamp(),
        "event": {
            "type": kind, "user": ANNA, "reaction": "heart",
            "item": { "type": "message", "channel": card.channel, "ts": card.ts },
            "event_ts": "1.1",
        },
    })
    .to_string()
}

async fn with_a_card() -> (TestBot, Post) {
    let bot = TestBot::with().over_http().start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    (bot, card)
}

#[tokio::test]
async fn commands_clicks_forms_and_events_work_over_http_too() {
    let (bot, card) = with_a_card().await;
    let said = bot.slash(ANNA, "/voice", "language nl").await;
    assert_eq!(said, "Vanaf nu spreek ik Nederlands met je.");
    bot.reroute(ANNA, &card, "product", None).await;
    bot.deliver().await;
    bot.post(PRODUCT);
    bot.react(BOB, &bot.post(FINANCE), "eyes").await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 1);
    let home = words(&bot.home(ANNA).await);
    assert!(home.contains("De stem van de klant"), "{home}");
    assert_eq!(bot.sandbox.sockets(), 0);
}

#[tokio::test]
async fn slacks_question_whether_the_address_is_ours_is_answered() {
    let bot = TestBot::with().over_http().start().await;
    assert!(bot.sandbox.verify_url().await.unwrap());
}

#[tokio::test]
async fn a_bad_signature_is_401_and_nothing_happens() {
    let (bot, card) = with_a_card().await;
    let body = reaction(&bot, &card);
    let answer = send(&bot, &body, "another-secret", TimeDelta::zero()).await;
    assert_eq!(answer.status(), 401);
    let bare = bot
        .http()
        .post(bot.address("/slack/events"))
        .body(body.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), 401);
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 0);
    let answer = send(&bot, &body, SECRET, TimeDelta::zero()).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 1);
}

#[tokio::test]
async fn an_old_request_that_is_sent_again_is_401() {
    let (bot, card) = with_a_card().await;
    let body = reaction(&bot, &card);
    for age in [TimeDelta::minutes(6), TimeDelta::minutes(-6)] {
        assert_eq!(send(&bot, &body, SECRET, age).await.status(), 401);
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 0);
}

#[tokio::test]
async fn the_url_verification_must_be_signed_as_well() {
    let bot = TestBot::with().over_http().start().await;
    let body = json!({ "type": "url_verification", "challenge": "abc" }).to_string();
    let forged = send(&bot, &body, "another-secret", TimeDelta::zero()).await;
    assert_eq!(forged.status(), 401);
    let answer = send(&bot, &body, SECRET, TimeDelta::zero()).await;
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    assert!(text.contains("abc"), "{text}");
}

#[tokio::test]
async fn in_socket_mode_the_address_is_not_there() {
    let bot = TestBot::start().await;
    let answer = send(&bot, &json!({}).to_string(), SECRET, TimeDelta::zero()).await;
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn what_is_signed_but_unknown_or_odd_is_acknowledged() {
    let bot = TestBot::with().over_http().start().await;
    for body in [
        json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "quantum_leap" } }),
        json!({ "type": "event_callback", "event_id": "Ev2", "event": {} }),
        json!({ "type": "something_new" }),
        Value::Object(serde_json::Map::new()),
    ] {
        let answer = send(&bot, &body.to_string(), SECRET, TimeDelta::zero()).await;
        assert_eq!(answer.status(), 200, "{body}");
    }
}

#[tokio::test]
async fn an_event_that_slack_repeats_later_is_acknowledged_and_changes_nothing() {
    let (bot, card) = with_a_card().await;
    let added = reaction_event(&bot, &card, "Ev1", "reaction_added");
    let removed = reaction_event(&bot, &card, "Ev2", "reaction_removed");
    for (body, expected) in [(&added, 1), (&removed, 0), (&added, 0)] {
        let answer = send(&bot, body, SECRET, TimeDelta::zero()).await;
        assert_eq!(answer.status(), 200);
        let count = bot.number("SELECT COUNT(*) FROM reactions").await;
        assert_eq!(count, expected);
    }
}
