//! What every call has in common, and the methods that look things up.

use serde_json::{Value, json};

use super::app::{call, client, ok, refused, send};
use super::*;

#[tokio::test]
async fn forms_json_and_addresses_are_read_alike() {
    let sandbox = start(options()).await;
    let url = format!("{}/conversations.info", sandbox.api_url());
    let http = client();
    let requests = [
        http.get(format!("{url}?channel=C1"))
            .bearer_auth("xoxb-sandbox"),
        http.post(&url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("channel=C1&token=xoxb-sandbox"),
        http.post(&url)
            .bearer_auth("xoxb-sandbox")
            .header("content-type", "application/json; charset=utf-8")
            .body(r#"{"channel": "C1"}"#),
        http.get(format!("{url}?channel=C1&token=xoxb-sandbox")),
    ];
    for request in requests {
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(body["channel"]["name"], "finance", "{body}");
    }
    let form = http
        .post(format!("{}/chat.postMessage", sandbox.api_url()))
        .bearer_auth("xoxb-sandbox")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("channel=C1&text=a+b%26c&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D")
        .send()
        .await
        .unwrap();
    let body: Value = form.json().await.unwrap();
    assert_eq!(body["message"]["text"], "a b&c");
    assert_eq!(body["message"]["blocks"][0]["type"], "divider");
    let logged = &sandbox.calls()[4];
    assert_eq!(logged.method, "chat.postMessage");
    assert_eq!(logged.arguments["blocks"][0]["type"], "divider");
    assert!(logged.arguments.get("token").is_none());
}

#[tokio::test]
async fn tokens_are_asked_for_and_told_apart() {
    let sandbox = start(options()).await;
    let ask = |method: &'static str, token: Option<&'static str>| {
        let mut request = client().post(format!("{}/{method}", sandbox.api_url()));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        async move {
            let body: Value = request.send().await.unwrap().json().await.unwrap();
            body["error"].as_str().unwrap_or("none").to_owned()
        }
    };
    assert_eq!(ask("auth.test", None).await, "not_authed");
    assert_eq!(ask("auth.test", Some("xoxb-wrong")).await, "invalid_auth");
    assert_eq!(
        ask("auth.test", Some("xapp-sandbox")).await,
        "not_allowed_token_type"
    );
    assert_eq!(ask("auth.test", Some("xoxb-sandbox")).await, "none");
    assert_eq!(
        ask("apps.connections.open", Some("xoxb-sandbox")).await,
        "not_allowed_token_type"
    );
    assert_eq!(
        ask("chat.shout", Some("xoxb-sandbox")).await,
        "unknown_method"
    );
}

#[tokio::test]
async fn scopes_are_checked_and_shown() {
    let mut narrow = options();
    narrow.app.scopes = vec!["channels:read".into()];
    let sandbox = start(narrow).await;
    let response = send(
        &sandbox,
        "chat.postMessage",
        json!({"channel": "C1", "text": "x"}),
    )
    .await;
    assert_eq!(response.headers()["x-oauth-scopes"], "channels:read");
    assert_eq!(response.headers()["x-accepted-oauth-scopes"], "chat:write");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"], "missing_scope");
    assert_eq!(body["needed"], "chat:write");
    assert_eq!(body["provided"], "channels:read");
    ok(&sandbox, "conversations.list", json!({})).await;
    let private = json!({"types": "public_channel,private_channel"});
    let body = call(&sandbox, "conversations.list", private).await;
    assert_eq!(body["needed"], "groups:read");
}

#[tokio::test]
async fn conversations_are_listed_by_type_and_page() {
    let sandbox = start(options()).await;
    let names = |body: &Value| -> Vec<String> {
        let channels = body["channels"].as_array().unwrap();
        channels
            .iter()
            .map(|channel| channel["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = ok(
        &sandbox,
        "conversations.list",
        json!({"types": "public_channel,private_channel"}),
    )
    .await;
    assert_eq!(
        names(&all),
        ["finance", "product", "old"],
        "the private one is not ours"
    );
    let open = json!({"exclude_archived": true, "limit": 1});
    let first = ok(&sandbox, "conversations.list", open).await;
    assert_eq!(names(&first), ["finance"]);
    let cursor = &first["response_metadata"]["next_cursor"];
    let next = json!({"exclude_archived": true, "limit": 1, "cursor": cursor});
    let second = ok(&sandbox, "conversations.list", next).await;
    assert_eq!(names(&second), ["product"]);
    assert_eq!(second["response_metadata"]["next_cursor"], "");
    for (arguments, code) in [
        (json!({"cursor": "nonsense"}), "invalid_cursor"),
        (json!({"limit": 1001}), "invalid_limit"),
        (json!({"types": "secret"}), "invalid_types"),
    ] {
        assert_eq!(
            refused(&sandbox, "conversations.list", arguments).await,
            code
        );
    }
    let mine = ok(&sandbox, "users.conversations", json!({})).await;
    assert_eq!(names(&mine), ["finance", "old"]);
    let info = |channel: &str| json!({"channel": channel});
    assert_eq!(
        refused(&sandbox, "conversations.info", info("G1")).await,
        "channel_not_found"
    );
    assert_eq!(
        refused(&sandbox, "conversations.history", info("C2")).await,
        "not_in_channel"
    );
    let members = ok(
        &sandbox,
        "conversations.members",
        json!({"channel": "C1", "limit": 2}),
    )
    .await;
    assert_eq!(members["members"], json!(["U1", "U2"]));
}

#[tokio::test]
async fn people_and_groups_are_looked_up() {
    let sandbox = start(options()).await;
    let anna = ok(
        &sandbox,
        "users.info",
        json!({"user": "U1", "include_locale": true}),
    )
    .await;
    assert_eq!(anna["user"]["locale"], "nl-NL");
    assert_eq!(anna["user"]["tz"], "Europe/Amsterdam");
    assert_eq!(anna["user"]["profile"]["email"], "anna@example.com");
    assert_eq!(
        refused(&sandbox, "users.info", json!({"user": "U404"})).await,
        "user_not_found"
    );
    let people = ok(&sandbox, "users.list", json!({"limit": 2})).await;
    assert_eq!(people["members"].as_array().unwrap().len(), 2);
    assert_ne!(people["response_metadata"]["next_cursor"], "");
    let groups = ok(&sandbox, "usergroups.list", json!({"include_users": true})).await;
    assert_eq!(groups["usergroups"][0]["users"], json!(["U1"]));
    assert!(groups["usergroups"][0].get("user_count").is_none());
    let opened = ok(&sandbox, "conversations.open", json!({"users": "U1"})).await;
    let again = ok(&sandbox, "conversations.open", json!({"users": "U1"})).await;
    assert_eq!(opened["channel"]["id"], again["channel"]["id"]);
    assert_eq!(again["already_open"], true);
    let me = ok(&sandbox, "auth.test", json!({})).await;
    assert_eq!(me["bot_id"], "B0SANDBOX");
    assert_eq!(
        ok(&sandbox, "team.info", json!({})).await["team"]["name"],
        "Sandbox"
    );
}

#[tokio::test]
async fn json_without_a_charset_is_warned_of() {
    let sandbox = start(options()).await;
    let request = client()
        .post(format!("{}/auth.test", sandbox.api_url()))
        .bearer_auth("xoxb-sandbox")
        .header("content-type", "application/json");
    let body: Value = request
        .body("{}")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(body["warning"], "missing_charset");
}
