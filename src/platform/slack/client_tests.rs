//! The client against a small server that answers as Slack does, and as it does not.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use super::*;
use crate::platform::slack::test_support::{answer, client, serve};

#[tokio::test]
async fn a_post_carries_the_bots_token_and_returns_the_messages_identity() {
    let (client, log) =
        serve(|_| answer(json!({"ok": true, "channel": "C1", "ts": "1.2", "message": {}}))).await;
    let posted = client
        .post_message(&json!({"channel": "C1", "text": "héllo", "client_msg_id": "x"}))
        .await
        .unwrap();
    assert_eq!(posted.ts, "1.2".into());
    let seen = log.lock().unwrap().remove(0);
    assert_eq!(
        (seen.method, seen.uri.as_str(), seen.token.as_str()),
        (Method::POST, "/api/chat.postMessage", "Bearer xoxb-the-bot")
    );
    let sent: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(sent["text"], "héllo");
    assert_eq!(sent["client_msg_id"], "x");
}

#[tokio::test]
async fn reading_methods_send_their_arguments_in_the_query() {
    let (client, log) = serve(|_| answer(json!({"ok": true, "channel": {}}))).await;
    client
        .call(
            "conversations.info",
            &json!({"channel": "C1", "include_locale": true, "x": null}),
        )
        .await
        .unwrap();
    let seen = log.lock().unwrap().remove(0);
    assert_eq!(seen.method, Method::GET);
    assert_eq!(
        seen.uri,
        "/api/conversations.info?channel=C1&include_locale=true"
    );
}

#[tokio::test]
async fn opening_a_connection_uses_the_apps_token() {
    let (client, log) = serve(|_| answer(json!({"ok": true, "url": "ws://127.0.0.1/?t=s"}))).await;
    let url = client.open_connection().await.unwrap();
    assert_eq!(url.expose_secret(), "ws://127.0.0.1/?t=s");
    assert_eq!(log.lock().unwrap()[0].token, "Bearer xapp-the-app");
    assert!(!format!("{client:?}").contains("xapp"));
}

#[tokio::test]
async fn auth_test_reads_the_scopes_from_the_header() {
    let (client, _) = serve(|_| {
        let body = json!({"ok": true, "team": "T", "team_id": null, "user_id": "U9", "bot_id": "B9",
            "is_enterprise_install": true});
        (
            [("x-oauth-scopes", "chat:write, commands,reactions:read")],
            axum::Json(body),
        )
            .into_response()
    })
    .await;
    let auth = client.auth_test().await.unwrap();
    assert_eq!(auth.user_id, Some("U9".into()));
    assert_eq!(auth.team_id, None);
    assert_eq!(
        auth.scopes.unwrap(),
        ["chat:write", "commands", "reactions:read"]
    );
    let (client, _) = serve(|_| answer(json!({"ok": false, "error": "invalid_auth"}))).await;
    assert_eq!(
        client.auth_test().await.unwrap_err().code(),
        Some("invalid_auth")
    );
}

#[tokio::test]
async fn a_429_gives_the_time_to_wait() {
    let (client, _) = serve(|_| {
        let body = json!({"ok": false, "error": "ratelimited"});
        (
            StatusCode::TOO_MANY_REQUESTS,
            [("retry-after", "11")],
            axum::Json(body),
        )
            .into_response()
    })
    .await;
    let waits = SlackError::RateLimited {
        method: "chat.update".into(),
        retry_after: Duration::from_secs(11),
    };
    assert_eq!(client.update_message(&json!({})).await.unwrap_err(), waits);
    assert!(matches!(
        client.auth_test().await.unwrap_err(),
        SlackError::RateLimited { retry_after, .. } if retry_after.as_secs() == 11
    ));
}

#[tokio::test]
async fn what_no_slack_would_say_is_unclear_and_never_a_success() {
    for body in [
        json!({}),
        json!({"ok": true}),
        json!({"ok": false}),
        json!({"ok": "yes"}),
        json!([1]),
        json!({"ok": true, "ts": 5, "channel": "C1"}),
    ] {
        let text = body.to_string();
        let (client, _) = serve(move |_| answer(body.clone())).await;
        let error = client.post_message(&json!({})).await.unwrap_err();
        assert!(
            matches!(error, SlackError::Unclear { .. }),
            "{text}: {error}"
        );
    }
    let (client, _) = serve(|_| "<html>Please log in to the Wi-Fi</html>".into_response()).await;
    let error = client.post_message(&json!({})).await.unwrap_err();
    assert!(matches!(error, SlackError::Unclear { .. }), "{error}");
}

#[tokio::test]
async fn a_refused_connection_is_passing_and_a_cut_one_is_unclear() {
    // Bound and closed again: nobody listens there.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for error in [
        client(&address).post_message(&json!({})).await.unwrap_err(),
        client(&address).auth_test().await.unwrap_err(),
    ] {
        let SlackError::Passing { reason, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(reason, "the connection was refused");
    }
    let error = client("http://no-such-host.invalid")
        .post_message(&json!({}))
        .await
        .unwrap_err();
    assert!(matches!(error, SlackError::Passing { .. }), "{error}");

    // Takes the request and hangs up without an answer.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    for error in [
        client(&address).post_message(&json!({})).await.unwrap_err(),
        client(&address).auth_test().await.unwrap_err(),
    ] {
        assert!(matches!(error, SlackError::Unclear { .. }), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slack_that_never_answers_is_given_up_after_five_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    let client = client(&address);
    let start = tokio::time::Instant::now();
    let error = client.post_message(&json!({})).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 5);
    assert_eq!(
        error,
        SlackError::Unclear {
            method: "chat.postMessage".into(),
            reason: "no answer within 5 s".into()
        }
    );
}

#[tokio::test]
async fn a_response_url_is_answered_and_its_expiry_is_a_refusal() {
    let (client, log) = serve(|_| "ok".into_response()).await;
    let url = client
        .shared
        .api_url
        .replace("/api", "/commands/T1/1/secret");
    client
        .respond(&url, &json!({"text": "done"}))
        .await
        .unwrap();
    let seen = log.lock().unwrap().remove(0);
    assert_eq!(
        (seen.token.as_str(), seen.body.as_str()),
        ("", r#"{"text":"done"}"#)
    );

    let (client, _) = serve(|_| (StatusCode::NOT_FOUND, "used_url").into_response()).await;
    let url = client
        .shared
        .api_url
        .replace("/api", "/commands/T1/1/secret");
    let error = client.respond(&url, &json!({})).await.unwrap_err();
    assert_eq!(error.code(), Some("used_url"));
    assert!(!error.to_string().contains("secret"));
}

#[tokio::test]
async fn a_response_url_that_leads_elsewhere_is_not_called() {
    let hosts = ["hooks.slack.com".to_owned(), "127.0.0.1:8900".to_owned()];
    for good in [
        "https://hooks.slack.com/commands/T/1/x",
        "https://HOOKS.slack.com:443/x",
        "http://127.0.0.1:8900/x",
    ] {
        assert!(allowed(good, &hosts).is_some(), "{good}");
    }
    for bad in [
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com@evil.example/x",
        "https://user@hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "http://127.0.0.1:5432/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://hooks.slack.com/x",
        "not an address",
        "",
    ] {
        assert!(allowed(bad, &hosts).is_none(), "{bad}");
    }
    let (client, log) = serve(|_| "ok".into_response()).await;
    let error = client
        .respond("http://10.0.0.1/x", &json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("response_url_not_allowed"));
    assert!(log.lock().unwrap().is_empty());
}
