//! The page and its control API.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::app::{App, client, modal, ok, section, text_input};
use super::*;

async fn act(sandbox: &Sandbox, path: &str, body: Value) -> Value {
    let request = client()
        .post(format!("{}/sandbox/{path}", sandbox.url()))
        .header("content-type", "application/json")
        .header("origin", sandbox.url());
    let response = request.body(body.to_string()).send().await.unwrap();
    response.json().await.unwrap()
}

async fn look(sandbox: &Sandbox, path: &str) -> Value {
    let response = client()
        .get(format!("{}/sandbox/{path}", sandbox.url()))
        .send()
        .await
        .unwrap();
    response.json().await.unwrap()
}

#[tokio::test]
async fn the_page_is_served_with_a_strict_policy() {
    let sandbox = start(options()).await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/page/app.js", "text/javascript; charset=utf-8"),
        ("/page/style.css", "text/css; charset=utf-8"),
    ] {
        let response = client()
            .get(format!("{}{path}", sandbox.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], kind);
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.contains("script-src 'self'"));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn a_page_elsewhere_can_not_drive_the_sandbox() {
    let sandbox = start(options()).await;
    let say = |name: &'static str, value: &str| {
        client()
            .post(format!("{}/sandbox/say", sandbox.url()))
            .header("content-type", "application/json")
            .header(name, value)
            .body(json!({"user": "U1", "channel": "C1", "text": "x"}).to_string())
            .send()
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("host", "evil.example"),
    ] {
        assert_eq!(
            say(name, value).await.unwrap().status(),
            403,
            "{name}: {value}"
        );
    }
    assert_eq!(sandbox.messages("C1"), Vec::<Value>::new());
    assert_eq!(say("origin", &sandbox.url()).await.unwrap().status(), 200);
    assert_eq!(sandbox.messages("C1").len(), 1);
    let form = client()
        .post(format!("{}/sandbox/say", sandbox.url()))
        .header("content-type", "text/plain")
        .body("{}");
    assert_eq!(form.send().await.unwrap().status(), 415);
}

#[tokio::test]
async fn the_state_shows_what_one_person_sees() {
    let mut shown = options();
    shown.app.commands = vec![CommandSeed {
        command: "/kudos".into(),
        description: "Thank".into(),
        usage_hint: "@who why".into(),
        should_escape: true,
    }];
    let at = monday() + TimeDelta::hours(1);
    shown.next_moment = Some(Arc::new(move || {
        Box::pin(async move { Some((at, "digest".to_owned())) })
    }));
    let sandbox = start(shown).await;
    let state = look(&sandbox, "state?user=U2").await;
    assert_eq!(state["now"], "2026-03-02T08:00:00Z");
    assert_eq!(
        state["next"],
        json!({"at": "2026-03-02T09:00:00Z", "what": "digest"})
    );
    assert_eq!(state["bot"]["id"], "U0BOT");
    let names: Vec<&str> = state["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| channel["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["finance", "product", "old", "Bot"],
        "no private channel of others"
    );
    assert_eq!(state["channels"][3]["is_im"], true);
    assert_eq!(state["commands"][0]["usage_hint"], "@who why");
    assert_eq!(state["home"], Value::Null);
    let moved = act(&sandbox, "clock", json!({"to": "next"})).await;
    assert_eq!(moved["ok"], true);
    assert_eq!(sandbox.clock().now(), at);
    act(&sandbox, "clock", json!({"minutes": 5})).await;
    assert_eq!(sandbox.clock().now(), at + TimeDelta::minutes(5));
    assert_eq!(
        act(&sandbox, "clock", json!({"at": "2026-03-02T08:00:00Z"})).await["ok"],
        false
    );
}

#[tokio::test]
async fn people_act_through_the_page() {
    let sandbox = start(options()).await;
    let app = App::connect(&sandbox, |envelope| {
        Some(match envelope["payload"]["command"].as_str() {
            Some(_) => json!({"text": "noted"}),
            None => Value::Null,
        })
    })
    .await;
    let answer = act(
        &sandbox,
        "slash",
        json!({"user": "U1", "channel": "C1", "text": "/kudos @bob well done"}),
    )
    .await;
    assert_eq!(answer["ephemeral"]["text"], "noted");
    assert_eq!(app.last()["text"], "<@U2|bob> well done");
    let blocks = json!([{"type": "actions", "block_id": "row", "elements": [
        {"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "Go"}}]}]);
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": blocks}),
    )
    .await;
    let ts = posted["ts"].clone();
    let click = json!({"user": "U1", "container": {"channel": "C1", "ts": ts}, "block_id": "row",
        "action": {"type": "button", "action_id": "go"}});
    assert_eq!(act(&sandbox, "click", click).await["ok"], true);
    let view = modal("form", json!([text_input("text", "typed")]));
    ok(
        &sandbox,
        "views.open",
        json!({"trigger_id": app.last()["trigger_id"], "view": view}),
    )
    .await;
    let state = look(&sandbox, "state?user=U1").await;
    let view_id = state["views"][0]["id"].clone();
    let submit = |values: Value| json!({"user": "U1", "view_id": view_id, "values": values});
    let incomplete = act(&sandbox, "submit", submit(json!({}))).await;
    assert!(incomplete["errors"]["text"].is_string(), "{incomplete}");
    let typed = json!({"text": {"typed": {"type": "plain_text_input", "value": "hello"}}});
    assert_eq!(act(&sandbox, "submit", submit(typed)).await["ok"], true);
    act(
        &sandbox,
        "react",
        json!({"user": "U1", "channel": "C1", "ts": ts, "name": "tada"}),
    )
    .await;
    act(
        &sandbox,
        "say",
        json!({"user": "U2", "channel": "C1", "text": "hi", "thread_ts": ts}),
    )
    .await;
    let messages = look(&sandbox, "messages?channel=C1&user=U1").await;
    let messages = messages["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!(messages[0]["ephemeral"], true);
    assert_eq!(
        messages[1]["reactions"],
        json!([{"name": "tada", "users": ["U1"]}])
    );
    assert_eq!(messages[1]["reply_count"], 1);
    assert_eq!(messages[2]["username"], "Bob Smit");
    let others = look(&sandbox, "messages?channel=C1&user=U2").await;
    assert_eq!(others["messages"].as_array().unwrap().len(), 2);
    let private = look(&sandbox, "messages?channel=G1&user=U2").await;
    assert_eq!(private["messages"], json!([]));
    assert_eq!(
        act(&sandbox, "home", json!({"user": "U1"})).await["ok"],
        true
    );
    assert_eq!(
        act(
            &sandbox,
            "shortcut",
            json!({"user": "U1", "callback_id": "x"})
        )
        .await["ok"],
        true
    );
}

#[tokio::test]
async fn the_page_hears_of_changes() {
    let sandbox = start(options()).await;
    let mut response = client()
        .get(format!("{}/sandbox/events", sandbox.url()))
        .send()
        .await
        .unwrap();
    ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": [section("x")]}),
    )
    .await;
    let chunk = response.chunk().await.unwrap().unwrap();
    let line = String::from_utf8(chunk.to_vec()).unwrap();
    assert_eq!(line.trim(), r#"data: {"what":"messages","channel":"C1"}"#);
}

#[tokio::test]
async fn faults_are_ordered_through_the_page() {
    let sandbox = start(options()).await;
    let fault = json!({"kind": "error", "error": "fatal_error", "method": "auth.test", "calls": 1});
    assert_eq!(act(&sandbox, "fault", fault).await["ok"], true);
    assert_eq!(
        app::refused(&sandbox, "auth.test", json!({})).await,
        "fatal_error"
    );
    act(&sandbox, "fault", json!({"kind": "down"})).await;
    assert_eq!(
        app::send(&sandbox, "auth.test", json!({})).await.status(),
        503
    );
    act(&sandbox, "fault", json!({"kind": "up"})).await;
    ok(&sandbox, "auth.test", json!({})).await;
    let nonsense = act(&sandbox, "fault", json!({"kind": "nonsense"})).await;
    assert_eq!(nonsense["ok"], false);
}
