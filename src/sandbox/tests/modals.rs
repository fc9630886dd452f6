//! Clicks, response addresses, modals, App Home.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::app::{App, client, modal, ok, refused, section, text_input};
use super::*;

fn buttons() -> Value {
    json!([{"type": "actions", "block_id": "row", "elements": [
        {"type": "button", "action_id": "go", "value": "item:1", "text": {"type": "plain_text", "text": "Go"}},
        {"type": "static_select", "action_id": "where", "options": [
            {"text": {"type": "plain_text", "text": "Finance"}, "value": "finance"},
            {"text": {"type": "plain_text", "text": "Product"}, "value": "product"}]},
        {"type": "users_select", "action_id": "who"},
    ]}])
}

async fn trigger(sandbox: &Sandbox, app: &App) -> String {
    sandbox.shortcut("U1", "any", None).await;
    app.last()["trigger_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_click_carries_what_slack_says_of_element_message_and_person() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": buttons(),
            "metadata": {"event_type": "a", "event_payload": {"n": 1}}}),
    )
    .await;
    let ts = posted["ts"].as_str().unwrap();
    let place = Place::message("C1", ts);
    assert!(
        sandbox
            .click("U1", &place, json!({"action_id": "go"}))
            .await
            .is_acknowledged()
    );
    let payload = app.last();
    assert_eq!(payload["type"], "block_actions");
    assert_eq!(payload["user"]["id"], "U1");
    assert_eq!(payload["container"]["message_ts"], ts);
    assert_eq!(payload["message"]["metadata"]["event_payload"]["n"], 1);
    assert_eq!(payload["actions"][0]["value"], "item:1");
    assert_eq!(payload["actions"][0]["block_id"], "row");
    sandbox
        .click(
            "U1",
            &place,
            json!({"action_id": "where", "selected_option": "product"}),
        )
        .await;
    assert_eq!(
        app.last()["actions"][0]["selected_option"]["text"]["text"],
        "Product"
    );
    sandbox
        .click(
            "U1",
            &place,
            json!({"action_id": "who", "selected_user": "U2"}),
        )
        .await;
    assert_eq!(app.last()["actions"][0]["selected_user"], "U2");
    for (user, action) in [
        ("U1", json!({"action_id": "nothing"})),
        (
            "U1",
            json!({"action_id": "where", "selected_option": "elsewhere"}),
        ),
        ("U3", json!({"action_id": "go"})),
    ] {
        let answer = sandbox.click(user, &place, action).await;
        assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_response_address_is_good_five_times_for_half_an_hour() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": buttons()}),
    )
    .await;
    let place = Place::message("C1", posted["ts"].as_str().unwrap());
    let new_address = async || {
        sandbox
            .click("U1", &place, json!({"action_id": "go"}))
            .await;
        app.last()["response_url"].as_str().unwrap().to_owned()
    };
    let respond = async |url: &str, body: Value| {
        let request = client()
            .post(url)
            .header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.unwrap();
        (
            response.status().as_u16(),
            response.json::<Value>().await.unwrap(),
        )
    };
    let url = new_address().await;
    let hello = json!({"text": "only you"});
    assert_eq!(respond(&url, hello.clone()).await.0, 200);
    assert_eq!(sandbox.ephemerals("U1")[0]["text"], "only you");
    respond(&url, json!({"text": "all", "response_type": "in_channel"})).await;
    assert_eq!(sandbox.messages("C1")[1]["text"], "all");
    respond(&url, json!({"text": "instead", "replace_original": true})).await;
    assert_eq!(sandbox.messages("C1")[0]["text"], "instead");
    assert_eq!(
        respond(&url, json!({"blocks": [{"type": "nonsense"}]}))
            .await
            .0,
        400
    );
    assert_eq!(respond(&url, hello.clone()).await.0, 200);
    let (status, body) = respond(&url, hello.clone()).await;
    assert_eq!((status, body["error"].as_str()), (404, Some("used_url")));

    let again = json!({"text": "x", "blocks": buttons(), "channel": "C1", "ts": posted["ts"]});
    ok(&sandbox, "chat.update", again).await;
    let url = new_address().await;
    sandbox.advance_clock(TimeDelta::minutes(31));
    let (status, body) = respond(&url, hello).await;
    assert_eq!((status, body["error"].as_str()), (404, Some("expired_url")));
    let url = new_address().await;
    respond(&url, json!({"delete_original": true})).await;
    assert_eq!(sandbox.messages("C1").len(), 1);
}

#[tokio::test]
async fn a_trigger_opens_one_modal_within_three_seconds() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    let view = modal("a", json!([section("hi")]));
    let open = |trigger: &str| json!({"trigger_id": trigger, "view": view});
    let id = trigger(&sandbox, &app).await;
    sandbox.advance_clock(TimeDelta::seconds(3));
    let opened = ok(&sandbox, "views.open", open(&id)).await;
    assert_eq!(opened["view"]["callback_id"], "a");
    assert_eq!(opened["view"]["root_view_id"], opened["view"]["id"]);
    assert_eq!(
        refused(&sandbox, "views.open", open(&id)).await,
        "exchanged_trigger_id"
    );
    let id = trigger(&sandbox, &app).await;
    sandbox.advance_clock(TimeDelta::milliseconds(3001));
    assert_eq!(
        refused(&sandbox, "views.open", open(&id)).await,
        "expired_trigger_id"
    );
    assert_eq!(
        refused(&sandbox, "views.open", open("1.2.3")).await,
        "invalid_trigger_id"
    );
    let id = trigger(&sandbox, &app).await;
    let bad = json!({"trigger_id": id, "view": {"type": "modal", "blocks": []}});
    let body = app::call(&sandbox, "views.open", bad).await;
    assert_eq!(body["error"], "invalid_arguments");
    assert_eq!(
        body["response_metadata"]["messages"][0],
        "[ERROR] missing required field: title [json-pointer:/view]"
    );
}

#[tokio::test]
async fn a_stack_holds_three_views_and_a_stale_hash_is_refused() {
    let sandbox = start(options()).await;
    let next = std::sync::atomic::AtomicUsize::new(0);
    let app = App::connect(&sandbox, move |envelope| {
        if envelope["payload"]["type"] != "view_submission" {
            return Some(Value::Null);
        }
        let count = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let view = modal(&format!("pushed {count}"), json!([section("more")]));
        Some(json!({"response_action": "push", "view": view}))
    })
    .await;
    let id = trigger(&sandbox, &app).await;
    let press = json!([{"type": "actions", "elements": [
        {"type": "button", "action_id": "deeper", "text": {"type": "plain_text", "text": "Deeper"}}]}]);
    let opened = ok(
        &sandbox,
        "views.open",
        json!({"trigger_id": id, "view": modal("first", press)}),
    )
    .await;
    let root = opened["view"]["id"].as_str().unwrap();
    sandbox
        .click("U1", &Place::view(root), json!({"action_id": "deeper"}))
        .await;
    let trigger_id = app.last()["trigger_id"].clone();
    ok(
        &sandbox,
        "views.push",
        json!({"trigger_id": trigger_id, "view": modal("second", json!([section("x")]))}),
    )
    .await;
    let second = sandbox.views("U1")[1].clone();
    assert_eq!(second["previous_view_id"], root);
    assert_eq!(second["root_view_id"], root);
    let second_id = second["id"].as_str().unwrap();
    let pushed = sandbox.submit("U1", second_id, json!({})).await;
    assert!(matches!(pushed, Submitted::Pushed(_)), "{pushed:?}");
    assert_eq!(sandbox.views("U1").len(), 3);
    let third = sandbox.views("U1")[2]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        sandbox.submit("U1", &third, json!({})).await,
        Submitted::Unanswered("push_limit_reached".into())
    );
    assert!(matches!(
        sandbox.submit("U1", root, json!({})).await,
        Submitted::Refused(_)
    ));
    let update = |hash: &Value| json!({"view_id": third, "hash": hash, "view": modal("new", json!([section("y")]))});
    let hash = sandbox.views("U1")[2]["hash"].clone();
    ok(&sandbox, "views.update", update(&hash)).await;
    assert_eq!(
        refused(&sandbox, "views.update", update(&hash)).await,
        "hash_conflict"
    );
    assert_eq!(
        refused(
            &sandbox,
            "views.update",
            json!({"view_id": "V404", "view": modal("x", json!([]))})
        )
        .await,
        "not_found"
    );
}

#[tokio::test]
async fn a_modal_is_sent_when_it_is_complete_and_shows_the_apps_errors() {
    let sandbox = start(options()).await;
    let app = App::connect(&sandbox, |envelope| {
        let payload = &envelope["payload"];
        if payload["type"] != "view_submission" {
            return Some(Value::Null);
        }
        match payload["view"]["state"]["values"]["text"]["typed"]["value"].as_str()? {
            "wrong" => Some(json!({"response_action": "errors", "errors": {"text": "Try again"}})),
            "stray" => Some(json!({"response_action": "errors", "errors": {"elsewhere": "x"}})),
            "more" => Some(json!({"response_action": "update", "view": modal("next", json!([text_input("text", "typed")]))})),
            "all" => Some(json!({"response_action": "clear"})),
            _ => Some(Value::Null),
        }
    })
    .await;
    let select = json!({"type": "input", "block_id": "choice", "optional": true,
        "label": {"type": "plain_text", "text": "Choice"},
        "element": {"type": "static_select", "action_id": "chosen", "options": [
            {"text": {"type": "plain_text", "text": "One"}, "value": "1"}]}});
    let open = async || {
        let id = trigger(&sandbox, &app).await;
        let view = modal("form", json!([text_input("text", "typed"), select]));
        let body = ok(
            &sandbox,
            "views.open",
            json!({"trigger_id": id, "view": view}),
        )
        .await;
        body["view"]["id"].as_str().unwrap().to_owned()
    };
    let id = open().await;
    let incomplete = sandbox.submit("U1", &id, json!({})).await;
    assert!(matches!(&incomplete, Submitted::Incomplete(errors) if errors.contains_key("text")));
    assert_eq!(
        app.received.lock().unwrap().len(),
        1,
        "nothing was sent yet"
    );
    let typed = |text: &str| json!({"text": {"typed": text}, "choice": {"chosen": "1"}});
    let errors = sandbox.submit("U1", &id, typed("wrong")).await;
    assert!(matches!(&errors, Submitted::Errors(errors) if errors["text"] == "Try again"));
    let values = app.last()["view"]["state"]["values"].clone();
    assert_eq!(
        values["text"]["typed"],
        json!({"type": "plain_text_input", "value": "wrong"})
    );
    assert_eq!(values["choice"]["chosen"]["selected_option"]["value"], "1");
    assert!(matches!(
        sandbox.submit("U1", &id, typed("stray")).await,
        Submitted::Unanswered(_)
    ));
    let updated = sandbox.submit("U1", &id, typed("more")).await;
    assert!(matches!(&updated, Submitted::Updated(view) if view["callback_id"] == "next"));
    assert_eq!(
        sandbox.views("U1")[0]["state"]["values"]["text"]["typed"]["value"],
        "more",
        "what was typed stays where the ids stay"
    );
    assert_eq!(
        sandbox
            .submit("U1", &id, json!({"text": {"typed": "fine"}}))
            .await,
        Submitted::Closed
    );
    assert_eq!(sandbox.views("U1"), Vec::<Value>::new());
    let id = open().await;
    assert_eq!(
        sandbox.submit("U1", &id, typed("all")).await,
        Submitted::Cleared
    );
    assert!(matches!(
        sandbox.submit("U2", &id, typed("x")).await,
        Submitted::Refused(_)
    ));
}

#[tokio::test]
async fn closing_is_told_only_to_those_who_asked() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    for (notify, told) in [(true, "view_closed"), (false, "shortcut")] {
        let id = trigger(&sandbox, &app).await;
        let mut view = modal("a", json!([section("x")]));
        view["notify_on_close"] = json!(notify);
        let body = ok(
            &sandbox,
            "views.open",
            json!({"trigger_id": id, "view": view}),
        )
        .await;
        let id = body["view"]["id"].as_str().unwrap();
        assert!(sandbox.close_view("U1", id).await.is_acknowledged());
        assert_eq!(app.last()["type"], told);
        assert_eq!(sandbox.views("U1"), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_home_is_published_for_one_person_and_pressed_there() {
    let sandbox = start(options()).await;
    let app = App::quiet(&sandbox).await;
    let publish = |hash: Option<&Value>, text: &str| {
        let mut arguments = json!({"user_id": "U1", "view": {"type": "home", "blocks": [
            section(text), buttons()[0]]}});
        if let Some(hash) = hash {
            arguments["hash"] = hash.clone();
        }
        arguments
    };
    let first = ok(&sandbox, "views.publish", publish(None, "one")).await;
    let hash = &first["view"]["hash"];
    ok(&sandbox, "views.publish", publish(Some(hash), "two")).await;
    assert_eq!(
        refused(&sandbox, "views.publish", publish(Some(hash), "three")).await,
        "hash_conflict"
    );
    let home = sandbox.home("U1").unwrap();
    assert_eq!(home["blocks"][0]["text"]["text"], "two");
    assert_eq!(sandbox.home("U2"), None);
    let place = Place::view(home["id"].as_str().unwrap());
    assert!(
        sandbox
            .click("U1", &place, json!({"action_id": "go"}))
            .await
            .is_acknowledged()
    );
    assert_eq!(app.last()["container"]["type"], "view");
    assert_eq!(app.last()["view"]["type"], "home");
    assert!(app.last().get("response_url").is_none());
    assert!(matches!(
        sandbox
            .click("U2", &place, json!({"action_id": "go"}))
            .await,
        Answer::Refused(_)
    ));
}

#[tokio::test]
async fn an_external_select_asks_the_app_for_its_choices() {
    let sandbox = start(options()).await;
    let app = App::connect(&sandbox, |envelope| {
        if envelope["payload"]["type"] != "block_suggestion" {
            return Some(Value::Null);
        }
        let typed = envelope["payload"]["value"].as_str()?;
        Some(json!({"options": [{"text": {"type": "plain_text", "text": typed}, "value": typed}]}))
    })
    .await;
    let blocks = json!([{"type": "actions", "elements": [
        {"type": "external_select", "action_id": "find", "min_query_length": 1}]}]);
    let posted = ok(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x", "blocks": blocks}),
    )
    .await;
    let place = Place::message("C1", posted["ts"].as_str().unwrap());
    let answer = sandbox.suggest("U1", &place, "find", "abc").await;
    assert_eq!(answer.payload()["options"][0]["value"], "abc");
    assert_eq!(app.last()["type"], "block_suggestion");
}

#[tokio::test]
async fn a_message_shortcut_carries_the_message() {
    let mut with_shortcut = options();
    with_shortcut.app.shortcuts = vec![ShortcutSeed {
        kind: "message".into(),
        callback_id: "keep".into(),
        ..ShortcutSeed::default()
    }];
    let sandbox = start(with_shortcut).await;
    let app = App::quiet(&sandbox).await;
    let (_, ts) = sandbox
        .post_as("U2", "C1", "a nice story", None)
        .await
        .unwrap();
    let answer = sandbox.shortcut("U1", "keep", Some(("C1", &ts))).await;
    assert!(answer.is_acknowledged());
    assert_eq!(app.last()["type"], "message_action");
    assert_eq!(app.last()["message"]["text"], "a nice story");
    assert!(matches!(
        sandbox.shortcut("U1", "keep", None).await,
        Answer::Refused(_)
    ));
}
