//! Rules of the workspace that reach over several methods: limits, strangers, subscriptions, manifests.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::app::{App, call, client, modal, new_link, ok, refused, section, send};
use super::*;

#[tokio::test]
async fn each_method_has_the_limit_of_its_tier() {
    let mut limited = options();
    limited.rate_limits = RateLimits::On;
    let sandbox = start(limited).await;
    for _ in 0..20 {
        assert_eq!(send(&sandbox, "users.list", json!({})).await.status(), 200);
    }
    let response = send(&sandbox, "users.list", json!({})).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "3");
    ok(&sandbox, "usergroups.list", json!({})).await;
    sandbox.advance_clock(TimeDelta::seconds(3));
    ok(&sandbox, "users.list", json!({})).await;
    for _ in 0..10 {
        assert_ne!(new_link(&sandbox).await, "");
    }
    assert_eq!(
        new_link(&sandbox).await,
        "",
        "an app opens its sockets and then waits"
    );
}

#[tokio::test]
async fn limits_can_follow_the_systems_time_while_the_clock_stands_still() {
    let mut limited = options();
    limited.rate_limits = RateLimits::On;
    limited.limits_follow = LimitsFollow::SystemTime;
    let sandbox = start(limited).await;
    let post = || {
        send(
            &sandbox,
            "chat.postMessage",
            json!({"channel": "C1", "text": "x"}),
        )
    };
    let mut refused = false;
    for _ in 0..20 {
        refused |= post().await.status() == 429;
    }
    assert!(refused);
    sandbox.advance_clock(TimeDelta::hours(1));
    let mut refused_again = false;
    for _ in 0..20 {
        refused_again |= post().await.status() == 429;
    }
    assert!(
        refused_again,
        "moving the workspace's clock changes nothing"
    );
}

#[tokio::test]
async fn people_of_another_company_press_buttons_and_use_no_commands() {
    let mut shared = options();
    shared.workspace.users.push(UserSeed {
        stranger: true,
        email: Some("eve@elsewhere.example".into()),
        ..UserSeed::new("U8", "eve", "Eve Elsewhere")
    });
    shared.workspace.users.push(UserSeed {
        guest: true,
        ..UserSeed::new("U7", "gus", "Gus Guest")
    });
    shared.workspace.channels.push(ChannelSeed {
        is_ext_shared: true,
        ..ChannelSeed::public("C5", "partners", &["U1", "U8", "U0BOT"])
    });
    let sandbox = start(shared).await;
    let app = App::quiet(&sandbox).await;
    let info = ok(&sandbox, "conversations.info", json!({"channel": "C5"})).await;
    assert_eq!(info["channel"]["is_ext_shared"], true);
    let eve = ok(
        &sandbox,
        "users.info",
        json!({"user": "U8", "include_locale": true}),
    )
    .await;
    assert_eq!(eve["user"]["is_stranger"], true);
    assert!(eve["user"].get("locale").is_none());
    assert!(eve["user"]["profile"].get("email").is_none());
    let answer = sandbox.slash("U8", "C5", "/kudos", "x").await;
    assert!(matches!(answer, Answer::Refused(_)));
    let button = json!([{"type": "actions", "elements": [{"type": "button", "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"}}]}]);
    let arguments = json!({"channel": "C5", "text": "x", "blocks": button});
    let posted = ok(&sandbox, "chat.postMessage", arguments).await;
    let ts = posted["ts"].as_str().unwrap();
    let place = Place::message("C5", ts);
    assert!(
        sandbox
            .click("U8", &place, json!({"action_id": "go"}))
            .await
            .is_acknowledged()
    );
    assert_eq!(app.last()["user"]["team_id"], "T0STRANGER");
    let guest = sandbox
        .click("U7", &place, json!({"action_id": "go"}))
        .await;
    assert!(
        matches!(guest, Answer::Refused(_)),
        "a guest sees no channel but their own"
    );
    sandbox.react("U8", "C5", ts, "tada").await;
    assert_eq!(app.last()["is_ext_shared_channel"], true);
}

#[tokio::test]
async fn the_app_hears_its_own_messages_and_their_changes_where_it_reads() {
    let mut subscribed = options();
    subscribed.app.bot_events = Some(vec!["message.im".into()]);
    let sandbox = start(subscribed).await;
    let app = App::quiet(&sandbox).await;
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "U1", "text": "hi"}),
    )
    .await;
    let own = app.next().await["payload"]["event"].clone();
    assert_eq!(own["bot_id"], "B0SANDBOX");
    assert_eq!(own["text"], "hi");
    let change = json!({"channel": posted["channel"], "ts": posted["ts"], "text": "ho"});
    ok(&sandbox, "chat.update", change).await;
    let changed = app.next().await["payload"]["event"].clone();
    assert_eq!(changed["subtype"], "message_changed");
    assert_eq!(changed["message"]["text"], "ho");
    assert_eq!(changed["previous_message"]["text"], "hi");
}

#[tokio::test]
async fn channels_open_and_close_to_the_bot() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    let post = |channel: &str| {
        let arguments = json!({"channel": channel, "text": "x"});
        call(&sandbox, "chat.postMessage", arguments)
    };
    assert_eq!(post("G1").await["error"], "not_in_channel");
    sandbox.invite_bot("U1", "G1").await;
    let event = app.last()["event"].clone();
    assert_eq!(event["type"], "member_joined_channel");
    assert_eq!(
        (&event["user"], &event["inviter"]),
        (&json!("U0BOT"), &json!("U1"))
    );
    assert_eq!(post("G1").await["ok"], true);
    sandbox.archive("U1", "G1", true).await;
    assert_eq!(app.last()["event"]["type"], "group_archive");
    assert_eq!(post("G1").await["error"], "is_archived");
    sandbox.archive("U1", "G1", false).await;
    sandbox.remove_bot("G1").await;
    assert_eq!(app.last()["event"]["type"], "group_left");
    assert_eq!(post("G1").await["error"], "not_in_channel");
    let mut restricted = options();
    restricted.workspace.channels[0].is_restricted = true;
    let sandbox = start(restricted).await;
    let arguments = json!({"channel": "C1", "text": "x"});
    assert_eq!(
        refused(&sandbox, "chat.postMessage", arguments).await,
        "restricted_action"
    );
}

#[tokio::test]
async fn a_modal_gives_addresses_for_the_conversations_that_were_chosen() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    sandbox.shortcut("U1", "any", None).await;
    let view = modal(
        "a",
        json!([{"type": "input", "block_id": "where",
        "label": {"type": "plain_text", "text": "Where"},
        "element": {"type": "conversations_select", "action_id": "to", "response_url_enabled": true}}]),
    );
    let trigger = app.last()["trigger_id"].clone();
    let opened = ok(
        &sandbox,
        "views.open",
        json!({"trigger_id": trigger, "view": view}),
    )
    .await;
    let id = opened["view"]["id"].as_str().unwrap();
    let sent = sandbox
        .submit("U1", id, json!({"where": {"to": "C2"}}))
        .await;
    assert_eq!(sent, Submitted::Closed);
    let url = app.last()["response_urls"][0].clone();
    assert_eq!(url["channel_id"], "C2");
    let response = client()
        .post(url["response_url"].as_str().unwrap())
        .header("content-type", "application/json")
        .body(json!({"text": "done", "response_type": "in_channel"}).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(sandbox.messages("product")[0]["text"], "done");
}

#[tokio::test]
async fn long_text_is_cut_at_forty_thousand_characters() {
    let sandbox = start(options()).await;
    let text = "é".repeat(40_001);
    ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": text}),
    )
    .await;
    let kept = sandbox.messages("C1")[0]["text"]
        .as_str()
        .unwrap()
        .chars()
        .count();
    assert_eq!(kept, 40_000);
}

#[tokio::test]
async fn several_people_share_one_group_message_with_the_bot() {
    let sandbox = start(options()).await;
    let one = ok(&sandbox, "conversations.open", json!({"users": "U1,U2"})).await;
    let other = ok(&sandbox, "conversations.open", json!({"users": "U2,U1"})).await;
    assert_eq!(one["channel"]["id"], other["channel"]["id"]);
    let arguments = json!({"channel": one["channel"]["id"], "text": "x", "blocks": [section("x")]});
    ok(&sandbox, "chat.postMessage", arguments).await;
    assert_eq!(
        refused(&sandbox, "conversations.open", json!({"users": "U3"})).await,
        "user_disabled"
    );
}

#[test]
fn an_app_is_read_from_its_manifest() {
    let app = AppSeed::default().with_manifest(&json!({
        "features": {
            "bot_user": {"display_name": "Klantstem"},
            "slash_commands": [{"command": "/voice", "description": "Ask", "usage_hint": "text",
                "should_escape": true}],
            "shortcuts": [{"name": "Keep", "type": "message", "callback_id": "keep", "description": "d"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    }));
    assert_eq!(app.scopes, ["chat:write"]);
    assert_eq!(app.bot_events, Some(vec!["app_home_opened".to_owned()]));
    assert_eq!(app.commands[0].command, "/voice");
    assert!(app.commands[0].should_escape);
    assert_eq!(app.shortcuts[0].kind, "message");
    assert_eq!(app.bot_real_name, "Klantstem");
    let nothing = AppSeed::default().with_manifest(&Value::Null);
    assert_eq!(nothing.bot_events, Some(Vec::new()));
}
