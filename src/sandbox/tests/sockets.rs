//! Socket Mode: tickets, hello, envelopes, acknowledgements, disconnects.

use std::collections::HashSet;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;

use super::app::{App, acknowledge, new_link, next, ok, open_socket};
use super::*;

#[tokio::test]
async fn a_ticket_is_good_for_one_socket() {
    let sandbox = start(options()).await;
    let link = new_link(&sandbox).await;
    assert!(link.starts_with("ws://127.0.0.1:"), "{link}");
    assert!(link.contains("/link/?ticket=") && link.ends_with("&app_id=A0SANDBOX"));
    let (mut socket, _) = connect_async(&link).await.unwrap();
    let hello = next(&mut socket).await.unwrap();
    assert_eq!(hello["type"], "hello");
    assert_eq!(hello["num_connections"], 1);
    assert_eq!(hello["connection_info"]["app_id"], "A0SANDBOX");
    assert!(connect_async(&link).await.is_err());
}

#[tokio::test]
async fn an_app_has_at_most_ten_sockets() {
    let sandbox = start(options()).await;
    let mut kept = Vec::new();
    for number in 1..=MOST_SOCKETS {
        let (socket, hello) = open_socket(&sandbox).await;
        assert_eq!(hello["num_connections"], number);
        kept.push(socket);
    }
    let (mut eleventh, frame) = open_socket(&sandbox).await;
    assert_eq!(frame["type"], "disconnect");
    assert_eq!(frame["reason"], "too_many_websockets");
    assert_eq!(next(&mut eleventh).await, None);
}

#[tokio::test]
async fn envelopes_are_spread_over_the_sockets() {
    let sandbox = start(options()).await;
    let one = App::quiet(&sandbox).await;
    let two = App::quiet(&sandbox).await;
    sandbox.wait_for_sockets(2).await;
    for _ in 0..4 {
        assert!(sandbox.open_home("U1").await.is_acknowledged());
    }
    assert_eq!(one.received.lock().unwrap().len(), 2);
    assert_eq!(two.received.lock().unwrap().len(), 2);
    let received = [&one, &two].map(|app| app.received.lock().unwrap().clone());
    let ids: HashSet<String> = received
        .iter()
        .flatten()
        .map(|envelope| envelope["payload"]["event_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 4);
    let envelope = &received[0][0];
    assert_eq!(envelope["type"], "events_api");
    assert_eq!(envelope["accepts_response_payload"], false);
    assert_eq!(envelope["retry_attempt"], 0);
    let payload = &envelope["payload"];
    assert_eq!(payload["type"], "event_callback");
    assert_eq!(payload["event"]["type"], "app_home_opened");
    assert_eq!(payload["event"]["tab"], "home");
    assert_eq!(payload["authorizations"][0]["user_id"], "U0BOT");
}

#[tokio::test]
async fn an_event_that_is_not_acknowledged_comes_again_with_its_cause() {
    let mut impatient = options();
    impatient.acknowledge_within = Duration::from_millis(30);
    let sandbox = start(impatient).await;
    let app = App::connect(&sandbox, |envelope| {
        (envelope["retry_attempt"] == 3).then_some(Value::Null)
    })
    .await;
    assert!(!sandbox.open_home("U1").await.is_acknowledged());
    let first = app.next().await;
    let second = app.next().await;
    assert_eq!(second["retry_attempt"], 1);
    assert_eq!(second["retry_reason"], "timeout");
    assert_ne!(second["envelope_id"], first["envelope_id"]);
    assert_eq!(second["payload"]["event_id"], first["payload"]["event_id"]);
    let third = async {
        loop {
            // The clock stands still until it is moved: a minute, and then five.
            sandbox.advance_clock(TimeDelta::minutes(1));
            tokio::task::yield_now().await;
            if let Ok(envelope) = tokio::time::timeout(Duration::from_millis(5), app.next()).await {
                return envelope;
            }
        }
    };
    assert_eq!(third.await["retry_attempt"], 2);
    let last = async {
        loop {
            sandbox.advance_clock(TimeDelta::minutes(5));
            if let Ok(envelope) = tokio::time::timeout(Duration::from_millis(5), app.next()).await {
                return envelope;
            }
        }
    };
    assert_eq!(last.await["retry_attempt"], 3);
}

#[tokio::test]
async fn a_command_waits_for_its_acknowledgement_and_shows_the_answer() {
    let mut with_command = options();
    with_command.app.commands = vec![CommandSeed {
        command: "/kudos".into(),
        should_escape: true,
        ..CommandSeed::default()
    }];
    with_command.acknowledge_within = Duration::from_millis(500);
    let sandbox = start(with_command).await;
    assert_eq!(
        sandbox.slash("U1", "C1", "/kudos", "x").await,
        Answer::Unanswered("the app has no socket open".into())
    );
    let app = App::connect(&sandbox, |envelope| {
        match envelope["payload"]["text"].as_str()? {
            "silent" => None,
            "everyone" => Some(json!({"response_type": "in_channel", "text": "for all"})),
            "broken" => Some(json!({"blocks": [{"type": "nonsense"}]})),
            _ => Some(json!({"text": "for you"})),
        }
    })
    .await;
    let answer = sandbox.slash("U1", "C1", "/kudos", "@bob hello").await;
    assert_eq!(answer.payload()["text"], "for you");
    assert_eq!(sandbox.ephemerals("U1")[0]["text"], "for you");
    let payload = app.last();
    assert_eq!(payload["command"], "/kudos");
    assert_eq!(payload["text"], "<@U2|bob> hello");
    assert_eq!(payload["channel_name"], "finance");
    sandbox.slash("U1", "C1", "/kudos", "everyone").await;
    assert_eq!(sandbox.messages("C1")[0]["text"], "for all");
    let silent = sandbox.slash("U1", "C1", "/kudos", "silent").await;
    assert_eq!(silent.error(), Some("the app did not acknowledge in time"));
    let broken = sandbox.slash("U1", "C1", "/kudos", "broken").await;
    assert!(
        broken
            .error()
            .unwrap()
            .contains("unsupported type: nonsense")
    );
    let unknown = sandbox.slash("U1", "C1", "/other", "").await;
    assert!(matches!(unknown, Answer::Refused(_)));
}

#[tokio::test]
async fn a_socket_that_is_to_be_refreshed_takes_acknowledgements_and_no_more_envelopes() {
    let sandbox = start(options()).await;
    let (mut old, _) = open_socket(&sandbox).await;
    sandbox.wait_for_sockets(1).await;
    let opening = tokio::spawn({
        let link = new_link(&sandbox).await;
        async move { connect_async(link).await.unwrap().0 }
    });
    let home = sandbox.open_home("U1");
    let work = async {
        let envelope = next(&mut old).await.unwrap();
        assert_eq!(sandbox.disconnect(DisconnectReason::RefreshRequested), 1);
        let frame = next(&mut old).await.unwrap();
        assert_eq!(frame["type"], "disconnect");
        assert_eq!(frame["reason"], "refresh_requested");
        acknowledge(&mut old, &envelope, Value::Null).await;
    };
    let (answer, ()) = tokio::join!(home, work);
    assert!(answer.is_acknowledged());
    let mut new = opening.await.unwrap();
    assert_eq!(next(&mut new).await.unwrap()["type"], "hello");
    sandbox.wait_for_sockets(1).await;
    let home = sandbox.open_home("U2");
    let work = async {
        let envelope = next(&mut new).await.unwrap();
        acknowledge(&mut new, &envelope, Value::Null).await;
    };
    let (answer, ()) = tokio::join!(home, work);
    assert!(answer.is_acknowledged());
}

#[tokio::test]
async fn sockets_are_told_why_they_go() {
    let sandbox = start(options()).await;
    for (reason, word) in [
        (DisconnectReason::LinkDisabled, "link_disabled"),
        (DisconnectReason::TooManyWebsockets, "too_many_websockets"),
    ] {
        let (mut socket, _) = open_socket(&sandbox).await;
        sandbox.wait_for_sockets(1).await;
        sandbox.disconnect(reason);
        assert_eq!(next(&mut socket).await.unwrap()["reason"], word);
        assert_eq!(next(&mut socket).await, None);
    }
    let (mut socket, _) = open_socket(&sandbox).await;
    sandbox.wait_for_sockets(1).await;
    sandbox.disconnect(DisconnectReason::Warning);
    assert_eq!(next(&mut socket).await.unwrap()["reason"], "warning");
    assert_eq!(sandbox.sockets(), 1, "a warned socket is still open");
    sandbox.cut_sockets();
    assert_eq!(next(&mut socket).await, None);
    sandbox.wait_for_at_most_sockets(0).await;
}

#[tokio::test]
async fn the_app_hears_of_messages_and_reactions_as_it_subscribed() {
    let mut subscribed = options();
    subscribed.app.bot_events = Some(vec![
        "message.im".into(),
        "app_mention".into(),
        "reaction_added".into(),
    ]);
    let sandbox = start(subscribed).await;
    let app = App::quiet(&sandbox).await;
    sandbox
        .post_as("U1", "C1", "just talking", None)
        .await
        .unwrap();
    let (_, ts) = sandbox
        .post_as("U1", "C1", "@bot hello", None)
        .await
        .unwrap();
    assert_eq!(app.last()["event"]["type"], "app_mention");
    assert_eq!(app.last()["event"]["text"], "<@U0BOT> hello");
    sandbox.react("U2", "C1", &ts, "tada").await;
    let event = app.last()["event"].clone();
    assert_eq!(event["type"], "reaction_added");
    assert_eq!(
        event["item"],
        json!({"type": "message", "channel": "C1", "ts": ts})
    );
    assert_eq!(event["item_user"], "U1");
    sandbox.unreact("U2", "C1", &ts, "tada").await;
    assert_eq!(app.received.lock().unwrap().len(), 2);
    let direct = ok(&sandbox, "conversations.open", json!({"users": "U1"})).await;
    let direct = direct["channel"]["id"].as_str().unwrap();
    sandbox.post_as("U1", direct, "help", None).await.unwrap();
    assert_eq!(app.last()["event"]["channel_type"], "im");
    assert_eq!(app.last()["event"]["text"], "help");
}
