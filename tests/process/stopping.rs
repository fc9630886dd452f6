//! SIGTERM while responses come in and posts go out: it stops in order, in time, and loses nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use klantstem::sandbox::{Fault, FaultKind};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::harness::bot::{PATIENCE, Setup};
use crate::harness::{database, senders, slack};

const RESPONSES: usize = 60;
const DEPARTMENTS: [&str; 5] = ["product", "finance", "customer-service", "operations", "hr"];
/// A container engine kills what has not stopped by then.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_under_load_it_stops_in_order_within_ten_seconds_and_loses_nothing() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    // The default: what is left half-way would be held, and the test would see it.
    let mut setup = Setup::new(&sandbox);
    let (bot, address) = setup.serve().await;
    setup.set("KLANTSTEM__SERVER__LISTEN", &address.to_string());
    bot.log.wait_for("connected to Slack").await.unwrap();
    setup.run(&["healthcheck"]).await.succeeded();

    let stored = Arc::new(AtomicUsize::new(0));
    let where_to = watch::Sender::new(Some(address));
    let client = senders::client();
    let mut senders = JoinSet::new();
    for sender in 0..6 {
        let (client, to, stored) = (client.clone(), where_to.subscribe(), stored.clone());
        senders.spawn(async move {
            for index in (sender..RESPONSES).step_by(6) {
                let id = format!("r-{index:04}");
                let payload = senders::response(&id, DEPARTMENTS[index % DEPARTMENTS.len()]);
                senders::send_until_stored(&client, to.clone(), &payload, &id).await;
                stored.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    for _ in 0..3 {
        let slow = FaultKind::DelayAfter {
            milliseconds: 2_500,
        };
        sandbox.fault(Fault::next("chat.postMessage", slow));
    }
    let is_busy = sandbox
        .wait_until(PATIENCE, |sandbox| sandbox.all_messages().len() >= 4)
        .await;
    assert!(is_busy);

    let asked = Instant::now();
    bot.ask_to_stop();
    let (status, log) = bot.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(asked.elapsed() < STOPS_WITHIN, "{:?}", asked.elapsed());
    assert!(log.contains("Klantstem has stopped"), "{log}");
    assert!(!log.contains("broken off"), "{log}");
    drop(std::net::TcpListener::bind(address).expect("the port is free again"));
    let unwell = setup.run(&["healthcheck"]).await;
    unwell.failed_with(1, &["nothing answers at", &address.port().to_string()]);

    let (bot, again) = setup.serve().await;
    assert_eq!(again, address);
    senders.join_all().await;
    let all_there = sandbox
        .wait_until(PATIENCE, |sandbox| {
            sandbox.all_messages().len() >= RESPONSES
        })
        .await;
    assert!(all_there, "{} arrived", sandbox.all_messages().len());
    bot.ask_to_stop();
    let (status, log) = bot.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");

    assert_eq!(sandbox.all_messages().len(), RESPONSES);
    let file = setup.folder.path().join("klantstem.db");
    let db = database::open(&format!("sqlite:{}", file.display())).await;
    let responses = database::count(&db, "SELECT COUNT(*) FROM responses").await;
    assert_eq!(usize::try_from(responses).unwrap(), RESPONSES);
    database::assert_all_arrived(&db).await;
    db.close().await;
}
