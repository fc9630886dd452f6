//! Webhooks that are not believed or can not be read, and how the server says that it is well.

use serde_json::Value;

use crate::harness::*;

#[tokio::test]
async fn a_wrong_or_missing_signature_is_401_and_nothing_is_stored() {
    let bot = TestBot::start().await;
    for source in SOURCES {
        let file = match source {
            "shop" => "generic",
            "zendesk" => "zendesk_event",
            other => other,
        };
        let mut bare = bot.signed(source, &fixture(file));
        bare.headers.clear();
        bare.path = format!("/webhooks/{source}");
        assert_eq!(bot.send(bare).await.status, 401, "{source} without a proof");

        let mut changed = bot.signed(source, &fixture(file));
        if changed.headers.is_empty() {
            changed.path.push('x');
        } else if source == "asknicely" {
            changed = changed.with_header("X-Survey-Secret", "guessed");
        } else {
            changed.body.push(b' ');
        }
        assert_eq!(bot.send(changed).await.status, 401, "{source} changed");
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
}

#[tokio::test]
async fn an_old_request_that_is_sent_again_is_401() {
    let bot = TestBot::start().await;
    for (source, file) in [("formbricks", "formbricks"), ("zendesk", "zendesk_event")] {
        let old = bot.signed(source, &fixture(file));
        bot.later(chrono::TimeDelta::minutes(30));
        assert_eq!(bot.send(old).await.status, 401, "{source}");
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_400() {
    let bot = TestBot::start().await;
    let request = Request::signed("shop", b"{\"id\": ".to_vec(), "d1", bot.clock.now());
    let answered = bot.send(request).await;
    assert_eq!(answered.status, 400, "{}", answered.text);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let bot = TestBot::with()
        .set("KLANTSTEM__SERVER__MAX_BODY_KIB", "16")
        .start()
        .await;
    let large = response("r1", 3, &"factuur ".repeat(4_000));
    let answered = bot.webhook("shop", &large).await;
    assert_eq!(answered.status, 413, "{}", answered.text);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
}

#[tokio::test]
async fn a_payload_that_lacks_what_is_needed_is_422_and_names_the_path() {
    let bot = TestBot::start().await;
    let mut without = fixture("typeform");
    without["form_response"]
        .as_object_mut()
        .unwrap()
        .remove("token");
    let answered = bot.webhook("typeform", &without).await;
    assert_eq!(answered.status, 422);
    assert!(
        answered.text.contains("form_response.token"),
        "{}",
        answered.text
    );
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
}

#[tokio::test]
async fn a_source_that_is_not_known_or_has_no_secret_is_404() {
    let bot = TestBot::with()
        .set("WEBHOOK_SECRET_TALLY", "")
        .start()
        .await;
    let unknown = Request {
        path: "/webhooks/nowhere".to_owned(),
        headers: Vec::new(),
        body: b"{}".to_vec(),
    };
    assert_eq!(bot.send(unknown).await.status, 404);
    assert_eq!(bot.webhook("tally", &fixture("tally")).await.status, 404);
}

#[tokio::test]
async fn an_event_that_the_mapping_leaves_out_is_acknowledged_and_ignored() {
    let bot = TestBot::start().await;
    let mut other = fixture("typeform");
    other["event_type"] = "form_viewed".into();
    let answered = bot.webhook("typeform", &other).await;
    assert_eq!(answered.status, 200, "{}", answered.text);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
}

#[tokio::test]
async fn health_says_whether_database_and_slack_are_there() {
    let bot = TestBot::start().await;
    let answer = bot.http().get(bot.address("/health")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let health: Value = answer.json().await.unwrap();
    assert_eq!(health["ok"], true, "{health}");
    assert_eq!(health["database"], "ok");
}
