//! Slack on a bad day.

use std::time::Instant;

use serde_json::{Value, json};
use tokio_tungstenite::connect_async;

use super::app::{App, new_link, next, ok, open_socket, refused, send, try_send};
use super::*;

fn post() -> Value {
    json!({"channel": "C1", "text": "x"})
}

#[tokio::test]
async fn a_post_that_is_accepted_and_then_dropped_is_there() {
    let sandbox = start(options()).await;
    sandbox.fault(Fault::next("chat.postMessage", FaultKind::DropAfter));
    assert!(
        try_send(&sandbox, "chat.postMessage", post())
            .await
            .is_err()
    );
    assert_eq!(sandbox.messages("C1").len(), 1);
    assert_eq!(sandbox.calls()[0].status, 0);
    sandbox.fault(Fault::next("chat.postMessage", FaultKind::DropBefore));
    assert!(
        try_send(&sandbox, "chat.postMessage", post())
            .await
            .is_err()
    );
    assert_eq!(sandbox.messages("C1").len(), 1);
    sandbox.fault(Fault::next(
        "chat.postMessage",
        FaultKind::StatusAfter { status: 502 },
    ));
    assert_eq!(
        send(&sandbox, "chat.postMessage", post()).await.status(),
        502
    );
    assert_eq!(sandbox.messages("C1").len(), 2);
}

#[tokio::test]
async fn the_next_calls_of_a_method_fail_as_asked() {
    let sandbox = start(options()).await;
    sandbox.fault(
        Fault::next(
            "chat.postMessage",
            FaultKind::RateLimited { retry_after: 7 },
        )
        .times(2),
    );
    ok(&sandbox, "auth.test", json!({})).await;
    for _ in 0..2 {
        let response = send(&sandbox, "chat.postMessage", post()).await;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "7");
    }
    ok(&sandbox, "chat.postMessage", post()).await;
    sandbox.fault(Fault::next_of_any(FaultKind::Status { status: 503 }));
    assert_eq!(send(&sandbox, "users.list", json!({})).await.status(), 503);
    sandbox.fault(Fault::next_of_any(FaultKind::Error {
        error: "fatal_error".into(),
    }));
    assert_eq!(
        refused(&sandbox, "auth.test", json!({})).await,
        "fatal_error"
    );
    sandbox.fault(Fault::next_of_any(FaultKind::Delay { milliseconds: 50 }));
    let before = Instant::now();
    ok(&sandbox, "auth.test", json!({})).await;
    assert!(before.elapsed().as_millis() >= 50);
    assert_eq!(sandbox.call_count("chat.postMessage"), 3);
}

#[tokio::test]
async fn an_outage_cuts_sockets_and_refuses_calls_until_it_ends() {
    let sandbox = start(options()).await;
    let (mut socket, _) = open_socket(&sandbox).await;
    let link = new_link(&sandbox).await;
    sandbox.wait_for_sockets(1).await;
    sandbox.begin_outage(Outage::Unavailable, None);
    assert_eq!(next(&mut socket).await, None);
    assert_eq!(send(&sandbox, "auth.test", json!({})).await.status(), 503);
    assert!(connect_async(&link).await.is_err());
    sandbox.begin_outage(Outage::Unreachable, Some(chrono::TimeDelta::hours(1)));
    assert!(try_send(&sandbox, "auth.test", json!({})).await.is_err());
    sandbox.advance_clock(chrono::TimeDelta::hours(1));
    ok(&sandbox, "auth.test", json!({})).await;
    let app = App::quiet(&sandbox).await;
    assert!(sandbox.open_home("U1").await.is_acknowledged());
    assert_eq!(app.last()["event"]["type"], "app_home_opened");
}

#[tokio::test]
async fn waiting_for_something_ends_when_it_happens() {
    let sandbox = start(options()).await;
    let wait = sandbox.wait_until(std::time::Duration::from_secs(10), |sandbox| {
        sandbox.messages("C1").len() == 2
    });
    let work = async {
        ok(&sandbox, "chat.postMessage", post()).await;
        ok(&sandbox, "chat.postMessage", post()).await;
    };
    assert!(tokio::join!(wait, work).0);
    let never = sandbox.wait_until(std::time::Duration::from_millis(10), |_| false);
    assert!(!never.await);
}

#[tokio::test]
async fn after_shutdown_the_port_is_free_again() {
    let sandbox = start(options()).await;
    let (mut socket, _) = open_socket(&sandbox).await;
    let address = sandbox.address();
    sandbox.shutdown().await;
    assert_eq!(next(&mut socket).await, None);
    let again = SandboxOptions {
        listen: address,
        ..options()
    };
    assert_eq!(start(again).await.address(), address);
}
