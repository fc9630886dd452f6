//! Messages: where the bot may write, what it may write, how fast.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::app::{App, call, client, ok, refused, section, send};
use super::*;

#[tokio::test]
async fn a_message_is_posted_changed_and_deleted() {
    let sandbox = start(options()).await;
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "Fish & chips &amp; <@U1>", "blocks": [section("hello")]}),
    )
    .await;
    assert_eq!(posted["channel"], "C1");
    assert_eq!(posted["message"]["text"], "Fish & chips &amp; <@U1>");
    assert!(posted["message"]["blocks"][0]["block_id"].is_string());
    let ts = posted["ts"].clone();
    ok(
        &sandbox,
        "chat.update",
        json!({"channel": "C1", "ts": ts, "text": "new", "blocks": [section("newer")]}),
    )
    .await;
    let message = &sandbox.messages("C1")[0];
    assert_eq!(message["blocks"][0]["text"]["text"], "newer");
    assert!(message.get("edited").is_none());
    ok(
        &sandbox,
        "chat.update",
        json!({"channel": "C1", "ts": ts, "text": "only text"}),
    )
    .await;
    let message = &sandbox.messages("finance")[0];
    assert!(message.get("blocks").is_none());
    assert_eq!(message["edited"]["user"], "U0BOT");
    ok(&sandbox, "chat.delete", json!({"channel": "C1", "ts": ts})).await;
    assert_eq!(sandbox.messages("C1"), Vec::<Value>::new());
    assert_eq!(
        refused(&sandbox, "chat.delete", json!({"channel": "C1", "ts": ts})).await,
        "message_not_found"
    );
}

#[tokio::test]
async fn the_bot_writes_only_where_slack_lets_it() {
    let sandbox = start(options()).await;
    let post = |channel: &'static str| {
        let sandbox = &sandbox;
        async move {
            call(
                sandbox,
                "chat.postMessage",
                json!({"channel": channel, "text": "x"}),
            )
            .await["error"]
                .clone()
        }
    };
    assert_eq!(post("C1").await, Value::Null);
    assert_eq!(post("C2").await, Value::Null, "public, chat:write.public");
    assert_eq!(post("G1").await, "not_in_channel");
    assert_eq!(post("C9").await, "is_archived");
    assert_eq!(post("C404").await, "channel_not_found");
    assert_eq!(post("U1").await, Value::Null, "a direct message");
    assert_eq!(post("U3").await, "channel_not_found", "has left");
    assert_eq!(sandbox.direct_messages("U1").len(), 1);

    let mut without_public = options();
    without_public
        .app
        .scopes
        .retain(|scope| scope != "chat:write.public");
    let sandbox = start(without_public).await;
    let arguments = json!({"channel": "C2", "text": "x"});
    assert_eq!(
        refused(&sandbox, "chat.postMessage", arguments.clone()).await,
        "not_in_channel"
    );
    ok(&sandbox, "conversations.join", json!({"channel": "C2"})).await;
    ok(&sandbox, "chat.postMessage", arguments).await;
}

#[tokio::test]
async fn what_slack_would_not_take_is_refused_in_its_words() {
    let sandbox = start(options()).await;
    let body = call(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": [section(&"x".repeat(3001))]}),
    )
    .await;
    assert_eq!(body["error"], "invalid_blocks");
    assert_eq!(
        body["response_metadata"]["messages"][0],
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    );
    let long: Vec<Value> = (0..6).map(|_| section(&"x".repeat(2900))).collect();
    for (arguments, code) in [
        (json!({"blocks": long}), "msg_blocks_too_long"),
        (json!({}), "no_text"),
        (json!({"blocks": []}), "no_text"),
        (json!({"blocks": "not json"}), "invalid_blocks_format"),
        (
            json!({"blocks": {"type": "divider"}}),
            "invalid_blocks_format",
        ),
        (
            json!({"text": "x", "markdown_text": "x"}),
            "markdown_text_conflict",
        ),
        (
            json!({"text": "x", "metadata": {"event_type": "a"}}),
            "invalid_metadata_format",
        ),
        (
            json!({"text": "x", "metadata": {"event_type": "a", "event_payload": {"a": "x".repeat(20_000)}}}),
            "metadata_too_large",
        ),
        (
            json!({"text": "x", "thread_ts": "1.000001"}),
            "cannot_reply_to_message",
        ),
        (
            json!({"blocks": [{"type": "image", "slack_file": {"id": "F404"}, "alt_text": "a"}]}),
            "invalid_blocks",
        ),
    ] {
        let mut arguments = arguments;
        arguments["channel"] = json!("C1");
        assert_eq!(
            refused(&sandbox, "chat.postMessage", arguments.clone()).await,
            code,
            "{arguments}"
        );
    }
    assert_eq!(sandbox.messages("C1"), Vec::<Value>::new());
}

#[tokio::test]
async fn a_channel_takes_a_burst_of_posts_and_then_one_a_second() {
    let mut limited = options();
    limited.rate_limits = RateLimits::On;
    let sandbox = start(limited).await;
    let post = |channel: &'static str| {
        let arguments = json!({"channel": channel, "text": "x"});
        send(&sandbox, "chat.postMessage", arguments)
    };
    for _ in 0..POST_BURST {
        assert_eq!(post("C1").await.status(), 200);
    }
    let response = post("C1").await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"], "ratelimited");
    assert_eq!(post("C2").await.status(), 200, "each channel by itself");
    sandbox.advance_clock(TimeDelta::seconds(1));
    assert_eq!(post("C1").await.status(), 200);
    assert_eq!(post("C1").await.status(), 429);
    assert_eq!(sandbox.messages("C1").len(), POST_BURST as usize + 1);
}

#[tokio::test]
async fn threads_are_counted_and_kept_out_of_the_history() {
    let sandbox = start(options()).await;
    let parent = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "a"}),
    )
    .await;
    let reply = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "b", "thread_ts": parent["ts"]}),
    )
    .await;
    assert_eq!(
        refused(
            &sandbox,
            "chat.postMessage",
            json!({"channel": "C1", "text": "c", "thread_ts": reply["ts"]})
        )
        .await,
        "cannot_reply_to_message"
    );
    let history = ok(&sandbox, "conversations.history", json!({"channel": "C1"})).await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 1);
    assert_eq!(history["messages"][0]["reply_count"], 1);
    let replies = ok(
        &sandbox,
        "conversations.replies",
        json!({"channel": "C1", "ts": parent["ts"]}),
    )
    .await;
    assert_eq!(replies["messages"][0]["text"], "a");
    assert_eq!(replies["messages"][1]["text"], "b");
    ok(
        &sandbox,
        "chat.delete",
        json!({"channel": "C1", "ts": parent["ts"]}),
    )
    .await;
    assert_eq!(sandbox.messages("C1")[0]["subtype"], "tombstone");
}

#[tokio::test]
async fn metadata_is_shown_whole_only_to_those_who_ask_for_it() {
    let sandbox = start(options()).await;
    let metadata = json!({"event_type": "klantstem_post", "event_payload": {"outbox_id": "1"}});
    let mut posted = Vec::new();
    for number in 0..3 {
        let body = ok(
            &sandbox,
            "chat.postMessage",
            json!({"channel": "C1", "text": format!("{number}"), "metadata": metadata,
                "client_msg_id": "the same"}),
        )
        .await;
        posted.push(body["ts"].as_str().unwrap().to_owned());
        sandbox.advance_clock(TimeDelta::seconds(10));
    }
    let history = |arguments: Value| ok(&sandbox, "conversations.history", arguments);
    let plain = history(json!({"channel": "C1"})).await;
    assert_eq!(
        plain["messages"][0]["metadata"],
        json!({"event_type": "klantstem_post"})
    );
    let whole = history(json!({"channel": "C1", "include_all_metadata": true})).await;
    assert_eq!(whole["messages"][0]["metadata"], metadata);
    let since = history(json!({"channel": "C1", "oldest": posted[1]})).await;
    assert_eq!(since["messages"].as_array().unwrap().len(), 1);
    let including = history(json!({"channel": "C1", "oldest": posted[1], "inclusive": true})).await;
    assert_eq!(including["messages"].as_array().unwrap().len(), 2);
    let first = history(json!({"channel": "C1", "limit": 2})).await;
    assert_eq!(first["has_more"], true);
    let cursor = &first["response_metadata"]["next_cursor"];
    let second = history(json!({"channel": "C1", "limit": 2, "cursor": cursor})).await;
    assert_eq!(second["messages"][0]["text"], "0");
    assert_eq!(second["has_more"], false);
}

#[tokio::test]
async fn an_ephemeral_is_seen_by_one_member_and_is_in_no_history() {
    let sandbox = start(options()).await;
    let arguments = |user: &str| json!({"channel": "C1", "user": user, "text": "psst"});
    ok(&sandbox, "chat.postEphemeral", arguments("U1")).await;
    assert_eq!(
        refused(&sandbox, "chat.postEphemeral", arguments("U9")).await,
        "user_not_in_channel"
    );
    assert_eq!(sandbox.ephemerals("U1")[0]["text"], "psst");
    assert_eq!(sandbox.ephemerals("U2"), Vec::<Value>::new());
    assert_eq!(sandbox.messages("C1"), Vec::<Value>::new());
}

#[tokio::test]
async fn a_file_is_uploaded_in_two_steps_and_shown_in_a_message() {
    let sandbox = start(options()).await;
    let announced = ok(
        &sandbox,
        "files.getUploadURLExternal",
        json!({"filename": "chart.png", "length": 3, "alt_txt": "A chart"}),
    )
    .await;
    let image = json!([{"type": "image", "slack_file": {"id": announced["file_id"]}, "alt_text": "A chart"}]);
    let too_early = json!({"channel": "C1", "text": "x", "blocks": image});
    assert_eq!(
        refused(&sandbox, "chat.postMessage", too_early.clone()).await,
        "invalid_blocks"
    );
    let upload = |bytes: &'static [u8]| {
        let url = announced["upload_url"].as_str().unwrap();
        client().post(url).body(bytes).send()
    };
    assert_eq!(upload(b"four").await.unwrap().status(), 400);
    let uploaded = upload(b"png").await.unwrap();
    assert_eq!(uploaded.text().await.unwrap(), "OK - 3");
    ok(
        &sandbox,
        "files.completeUploadExternal",
        json!({"files": [{"id": announced["file_id"], "title": "March"}], "channel_id": "C1",
            "initial_comment": "Look"}),
    )
    .await;
    let message = &sandbox.messages("C1")[0];
    assert_eq!(message["text"], "Look");
    assert_eq!(message["files"][0]["title"], "March");
    ok(&sandbox, "chat.postMessage", too_early).await;
    let id = announced["file_id"].as_str().unwrap();
    let shown = client()
        .get(format!("{}/files/{id}/chart.png", sandbox.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(shown.bytes().await.unwrap().as_ref(), b"png");
}

#[tokio::test]
async fn reactions_are_counted_once_for_each_person() {
    let sandbox = start(options()).await;
    let _app = App::quiet(&sandbox).await;
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "a"}),
    )
    .await;
    let ts = posted["ts"].as_str().unwrap();
    let arguments = |name: &str| json!({"channel": "C1", "timestamp": ts, "name": name});
    ok(&sandbox, "reactions.add", arguments("tada")).await;
    assert_eq!(
        refused(&sandbox, "reactions.add", arguments("tada")).await,
        "already_reacted"
    );
    assert_eq!(
        refused(&sandbox, "reactions.add", arguments("Tä da")).await,
        "invalid_name"
    );
    assert_eq!(
        refused(&sandbox, "reactions.remove", arguments("wave")).await,
        "no_reaction"
    );
    assert!(
        sandbox
            .react("U1", "C1", ts, ":tada:")
            .await
            .is_acknowledged()
    );
    let got = ok(&sandbox, "reactions.get", arguments("")).await;
    assert_eq!(
        got["message"]["reactions"],
        json!([{"name": "tada", "users": ["U0BOT", "U1"], "count": 2}])
    );
    ok(&sandbox, "reactions.remove", arguments("tada")).await;
    assert!(
        sandbox
            .unreact("U1", "C1", ts, "tada")
            .await
            .is_acknowledged()
    );
    assert!(sandbox.messages("C1")[0].get("reactions").is_none());
}
