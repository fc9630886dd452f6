//! The world fails while it runs: what is wrong is said, and nothing is lost.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use klantstem::sandbox::{DisconnectReason, Fault, FaultKind, Outage, Sandbox};
use tokio::sync::watch;

use crate::harness::bot::{Bot, PATIENCE, Setup};
use crate::harness::proxy::Proxy;
use crate::harness::{database, senders, slack};

/// Sends responses to finance, and to nobody else, until they are stored.
async fn store(address: SocketAddr, ids: impl IntoIterator<Item = usize>) {
    let to = watch::Sender::new(Some(address));
    let client = senders::client();
    for id in ids {
        let payload = senders::response(&format!("r-{id:04}"), "finance");
        senders::send_until_stored(&client, to.subscribe(), &payload, &format!("d-{id}")).await;
    }
}

/// Sends one response once; returns the answer's status.
async fn try_to_store(address: SocketAddr, id: usize, department: &str) -> u16 {
    let payload = senders::response(&format!("r-{id:04}"), department);
    let sent = senders::send(&senders::client(), address, &payload, &format!("d-{id}")).await;
    sent.unwrap().status().as_u16()
}

async fn health(address: SocketAddr) -> (u16, String) {
    let answer = senders::client()
        .get(format!("http://{address}/health"))
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Returns when the channel of finance has exactly `wanted` posts.
async fn wait_for_posts(sandbox: &Sandbox, wanted: usize) {
    let posts = |sandbox: &Sandbox| sandbox.messages("voice-finance").len();
    let is_there = sandbox
        .wait_until(2 * PATIENCE, |sandbox| posts(sandbox) >= wanted)
        .await;
    assert!(is_there, "{} of {wanted}", posts(sandbox));
    assert_eq!(posts(sandbox), wanted);
}

/// Stops it in order; fails unless all is stored, and every message arrived. Returns its log.
async fn end(bot: Bot, url: &str, responses: i64) -> String {
    bot.ask_to_stop();
    let (status, log) = bot.ended().await;
    assert_eq!(status.code(), Some(0), "{log}");
    let db = database::open(url).await;
    let stored = database::count(&db, "SELECT COUNT(*) FROM responses").await;
    assert_eq!(stored, responses);
    database::assert_all_arrived(&db).await;
    db.close().await;
    log
}

fn file_of(setup: &Setup) -> String {
    let file = setup.folder.path().join("klantstem.db");
    format!("sqlite:{}", file.display())
}

// `prlimit` is Linux's.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn with_a_full_disk_senders_are_told_to_come_back_and_nothing_is_lost() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    // A limit on the size of files stands for the disk: it can be lifted without being root.
    // Without the trap the system would kill the process instead of refusing the write.
    setup
        .limit("trap '' XFSZ; ulimit -S -f 2000")
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up");
    let (bot, address) = setup.serve().await;
    let departments = ["finance", "product", "operations", "hr"];
    let client = senders::client();
    let (mut stored, mut refused) = (0, 0);
    // SQLite's log may be refused and, once it is folded into the file, begin anew: the disk is full
    // when the file itself can not grow any more.
    while refused < 8 {
        let id = format!("r-{stored:04}");
        let mut payload = senders::response(&id, departments[stored % departments.len()]);
        let comment = payload["comment"].as_str().unwrap().to_owned();
        payload["comment"] = comment.repeat(80).into();
        let answer = senders::send(&client, address, &payload, &id)
            .await
            .unwrap();
        match answer.status().as_u16() {
            202 => (stored, refused) = (stored + 1, 0),
            status => {
                assert_eq!(status, 503);
                refused += 1;
            }
        }
        assert!(stored < 1_000, "the disk does not become full");
    }
    let (status, body) = health(address).await;
    assert_eq!(status, 503, "{body}");
    assert!(body.contains("the last write failed"), "{body}");
    bot.log.wait_for("a response could not be stored").await;

    let lifted = std::process::Command::new("prlimit")
        .args(["--fsize=unlimited", "--pid", &bot.id().to_string()])
        .status()
        .unwrap();
    assert!(lifted.success());
    store(address, stored..stored + 5).await;
    assert_eq!(health(address).await.0, 200);
    let all_there = sandbox
        .wait_until(2 * PATIENCE, |sandbox| {
            sandbox.all_messages().len() >= stored + 5
        })
        .await;
    assert!(all_there, "{} arrived", sandbox.all_messages().len());
    let log = end(bot, &file_of(&setup), i64::try_from(stored + 5).unwrap()).await;
    assert_eq!(sandbox.all_messages().len(), stored + 5);
    assert!(
        log.contains("the SQLite file can not be written"),
        "it does not say what is wrong:\n{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_postgresql_gone_senders_are_told_to_come_back_and_nothing_is_lost() {
    let Some(server) = database::postgres() else {
        eprintln!("NOT RUN: KLANTSTEM_TEST_DATABASE_URL names no PostgreSQL");
        return;
    };
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let url = database::fresh_schema(&server).await;
    let proxy = Proxy::start(&url).await;
    let mut setup = Setup::new(&sandbox);
    setup
        .set("DATABASE_URL", &proxy.url)
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up");
    let (bot, address) = setup.serve().await;
    store(address, 0..3).await;
    proxy.cut();
    assert_eq!(try_to_store(address, 3, "finance").await, 503);
    assert_eq!(health(address).await.0, 503);
    proxy.restore();
    store(address, 3..6).await;
    assert_eq!(health(address).await.0, 200);
    wait_for_posts(&sandbox, 6).await;
    end(bot, &url, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_slack_is_down_responses_are_stored_and_only_the_post_in_flight_is_in_doubt() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    setup.set("KLANTSTEM__WORKSPACE__ADMINS", r#"["U024SANNE"]"#);
    let (bot, address) = setup.serve().await;
    sandbox.wait_for_sockets(1).await;
    sandbox.begin_outage(Outage::Unavailable, None);
    store(address, 0..4).await;
    let is_asked = sandbox
        .wait_until(PATIENCE, |sandbox| sandbox.call_count("auth.test") >= 4)
        .await;
    assert!(is_asked);
    assert_eq!(sandbox.call_count("chat.postMessage"), 1);
    let (status, body) = health(address).await;
    assert_eq!(status, 503, "{body}");
    assert!(body.contains(r#""open":4"#), "{body}");
    sandbox.end_outage();
    wait_for_posts(&sandbox, 3).await;
    let is_told = sandbox
        .wait_until(PATIENCE, |sandbox| {
            sandbox.direct_messages("U024SANNE").len() == 1
        })
        .await;
    assert!(is_told, "the administrator is told of the post in doubt");
    let listed = setup.run(&["outbox", "list"]).await.succeeded();
    assert_eq!(listed.matches("UNCERTAIN").count(), 1, "{listed}");
    setup.run(&["outbox", "retry", "all"]).await.succeeded();
    wait_for_posts(&sandbox, 4).await;
    let log = end(bot, &file_of(&setup), 4).await;
    assert!(
        log.contains("Slack does not answer; all messages wait"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_without_slack_costs_a_job_of_cron_nothing_but_the_hour() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    // What is tried while Slack is down may be unclear.
    setup.set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up");
    setup.set(
        "KLANTSTEM__DEPARTMENTS__FINANCE__POSTING__DIGEST_AT",
        "daily at 12:30",
    );
    let at = |minutes: i64| {
        let start: chrono::DateTime<chrono::Utc> = "2026-03-02T11:00:00Z".parse().unwrap();
        let time = start + TimeDelta::minutes(minutes);
        time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    };
    setup.set("KLANTSTEM__WORKSPACE__TIME_ZONE", "Europe/Amsterdam");
    setup.set("KLANTSTEM__DEPARTMENTS__FINANCE__POSTING__MODE", "digest");
    setup.run(&["once", "--now", &at(0)]).await.succeeded();
    setup.write(
        "answers.csv",
        "id;nps;opmerking;datum;afdeling\n1;9;Fijn, die zonnebloemkwark (r-0001);2026-03-01;finance\n",
    );
    let imported = setup.run(&["import", "--post", "answers.csv"]).await;
    assert!(imported.succeeded().contains("Stored: 1 new"));
    sandbox.begin_outage(Outage::Unreachable, None);
    for minutes in [0, 20, 40, 55] {
        let ran = setup
            .run(&["once", "--wait", "0", "--now", &at(minutes)])
            .await;
        if minutes < 30 {
            assert_eq!(ran.code, Some(0), "nothing is due yet: {}", ran.log);
        } else {
            ran.failed_with(
                1,
                &["some messages wait for Slack", "klantstem outbox list"],
            );
        }
    }
    let listed = setup.run(&["outbox", "list"]).await.succeeded();
    assert!(listed.contains("#voice-finance"), "{listed}");
    sandbox.end_outage();
    setup.run(&["once", "--now", &at(60)]).await.succeeded();
    setup.run(&["once", "--now", &at(61)]).await.succeeded();
    assert_eq!(sandbox.messages("voice-finance").len(), 1);
    let listed = setup.run(&["outbox", "list"]).await.succeeded();
    assert_eq!(listed, "Everything has arrived.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_revoked_token_posts_wait_it_is_said_once_and_then_they_arrive() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    setup.write(
        "answers.csv",
        "id;nps;opmerking;datum;afdeling\n\
         1;9;Fijn, die zonnebloemkwark;2026-03-01;finance\n\
         2;9;Mooi, die zonnebloemkwark;2026-03-01;product\n",
    );
    let imported = setup.run(&["import", "--post", "answers.csv"]).await;
    assert!(imported.succeeded().contains("Stored: 2 new"));
    let revoked = FaultKind::Error {
        error: "token_revoked".into(),
    };
    sandbox.fault(Fault::next("chat.postMessage", revoked));
    let (bot, _) = setup.serve().await;
    // It asks again after a minute; until then the other message is not even tried.
    let all_there = sandbox
        .wait_until(4 * PATIENCE, |sandbox| sandbox.all_messages().len() >= 2)
        .await;
    assert!(all_there, "{} arrived", sandbox.all_messages().len());
    let log = end(bot, &file_of(&setup), 2).await;
    let said = |words: &str| log.lines().filter(|line| line.contains(words)).count();
    assert_eq!(said("does not accept the bot token"), 1, "{log}");
    assert_eq!(said("accepts the bot token again"), 1, "{log}");
    assert_eq!(said("token_revoked"), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_socket_mode_switched_off_posts_still_go_out_and_the_remedy_is_named() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let (bot, address) = setup.serve().await;
    sandbox.wait_for_sockets(2).await;
    assert_eq!(sandbox.disconnect(DisconnectReason::LinkDisabled), 2);
    let line = tokio::time::timeout(PATIENCE, bot.log.wait_for("switch Socket Mode on"));
    assert!(line.await.unwrap().is_some());
    store(address, 0..2).await;
    wait_for_posts(&sandbox, 2).await;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let (status, body) = health(address).await;
        if status == 503 && body.contains("switch Socket Mode on") {
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "{status} {body}");
        // Its state is that of another process.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    end(bot, &file_of(&setup), 2).await;
}
