//! Bad days: a database that refuses, is full, can not be written or is gone.

use std::time::Duration;

use klantstem::platform::config::Synchronous;
use klantstem::platform::db::Db;
use serde_json::Value;

use crate::harness::*;

/// How long something may take in real time that takes milliseconds.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_webhook_that_can_not_be_stored_is_503_and_is_stored_when_it_is_sent_again() {
    let bot = TestBot::start().await;
    let payload = response("r1", 3, "De factuur klopt niet");
    bot.execute("ALTER TABLE assignments RENAME TO away").await;
    let answered = bot.webhook("shop", &payload).await;
    assert_eq!(answered.status, 503);
    assert!(
        answered.text.contains("please send it again later"),
        "{}",
        answered.text
    );
    assert!(!answered.text.contains("SQL"), "{}", answered.text);
    bot.execute("ALTER TABLE away RENAME TO assignments").await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
    bot.stored("shop", &payload).await;
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_delivery_that_failed_is_not_taken_for_a_repeat_when_it_comes_again() {
    let bot = TestBot::start().await;
    let sent = || bot.signed("zendesk", &fixture("zendesk_event"));
    let (first, mut again) = (sent(), sent());
    again.headers.clone_from(&first.headers);
    bot.execute("ALTER TABLE outbox RENAME TO away").await;
    assert_eq!(bot.send(first).await.status, 503);
    bot.execute("ALTER TABLE away RENAME TO outbox").await;
    assert_eq!(bot.send(again).await.status, 202);
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_command_that_fails_is_answered_with_an_apology_and_a_number() {
    let bot = TestBot::start().await;
    bot.execute("ALTER TABLE preferences RENAME TO away").await;
    let said = bot.slash(ANNA, "/voice", "language nl").await;
    assert!(
        said.contains("Sorry, something went wrong on my side"),
        "{said}"
    );
    assert!(
        said.contains("give an administrator this number: `"),
        "{said}"
    );
    assert!(!said.contains("preferences"), "{said}");
    bot.execute("ALTER TABLE away RENAME TO preferences").await;
    let said = bot.slash(ANNA, "/voice", "language nl").await;
    assert_eq!(said, "Vanaf nu spreek ik Nederlands met je.");
}

#[tokio::test]
async fn a_form_that_fails_stays_open_with_what_was_typed() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.menu(ANNA, &bot.post(FINANCE), "reroute").await;
    let form = bot.modal(ANNA).await;
    bot.execute("ALTER TABLE corrections RENAME TO away").await;
    let filled = serde_json::json!({
        "department": { "department": "product" }, "note": { "note": "Kijk even" },
    });
    let klantstem::sandbox::Submitted::Errors(errors) =
        bot.submit(ANNA, &form, filled.clone()).await
    else {
        panic!("the form closed");
    };
    assert!(
        errors
            .values()
            .any(|error| error.contains("something went wrong")),
        "{errors:?}"
    );
    bot.execute("ALTER TABLE away RENAME TO corrections").await;
    let submitted = bot.submit(ANNA, &form, filled).await;
    assert_eq!(submitted, klantstem::sandbox::Submitted::Closed);
    bot.deliver().await;
    bot.post(PRODUCT).assert_shows("Kijk even");
    bot.post(FINANCE);
}

#[tokio::test]
async fn an_event_that_can_not_be_stored_is_left_to_slack_to_send_again() {
    let bot = TestBot::with()
        .impatient(Duration::from_millis(200))
        .start()
        .await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.execute("ALTER TABLE reactions RENAME TO away").await;
    let answer = bot
        .sandbox
        .react(ANNA, &card.channel, &card.ts, "heart")
        .await;
    assert!(!answer.is_acknowledged(), "{answer:?}");
    bot.execute("ALTER TABLE away RENAME TO reactions").await;
    let counted = async {
        while bot.number("SELECT COUNT(*) FROM reactions").await == 0 {
            // Slack's next attempt waits for its clock.
            bot.later(chrono::TimeDelta::minutes(1));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, counted).await.unwrap();
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 1);
}

#[tokio::test]
async fn while_the_database_is_gone_health_says_so_and_nothing_is_acknowledged_that_is_not_stored()
{
    let mut bot = TestBot::start().await;
    bot.app.ctx.db.close().await;
    let answer = bot.http().get(bot.address("/health")).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    let health: Value = answer.json().await.unwrap();
    assert_eq!(health["ok"], false, "{health}");
    assert_ne!(health["database"], "ok", "{health}");
    let payload = response("r1", 3, "De factuur klopt niet");
    assert_eq!(bot.webhook("shop", &payload).await.status, 503);
    let said = bot.slash(ANNA, "/voice", "help").await;
    assert!(said.contains("something went wrong on my side"), "{said}");

    bot.restart().await;
    bot.stored("shop", &payload).await;
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_full_database_takes_nothing_in_and_loses_nothing() {
    let bot = TestBot::with().on_sqlite().start().await;
    bot.stored("shop", &response("r0", 3, "De factuur klopt niet"))
        .await;
    let pages = bot
        .number("SELECT page_count FROM pragma_page_count()")
        .await;
    bot.execute(&format!("PRAGMA max_page_count = {pages}"))
        .await;
    let large = response("r1", 3, &"De factuur klopt niet. ".repeat(2_000));
    let answered = bot.webhook("shop", &large).await;
    assert_eq!(answered.status, 503, "{}", answered.text);
    let mut file = String::from("id,nps,comment,date\n");
    for number in 0..2_000 {
        file += &format!("x{number},3,De factuur {number} klopt niet,2026-02-14\n");
    }
    let failed = bot.import("many.csv", &file, &[]).await;
    assert!(
        failed[0].contains("what was stored stays") && failed[0].contains("full"),
        "{}",
        failed[0]
    );

    bot.execute("PRAGMA max_page_count = 1000000").await;
    bot.stored("shop", &large).await;
    assert!(bot.import("many.csv", &file, &[]).await.is_empty());
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 2_002);
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 2);
}

#[tokio::test]
async fn a_database_that_can_not_be_opened_or_written_is_reported_with_what_to_look_at() {
    let database = TestDatabase::file();
    let url = database.url().to_owned();
    let db = Db::open(&url.as_str().into(), Synchronous::Normal)
        .await
        .unwrap();
    db.close().await;
    let nowhere = url.replace("klantstem.db", "nowhere/klantstem.db");
    for (url, said) in [
        (nowhere, "does its folder exist"),
        (
            "postgres://klant:geheim@127.0.0.1:1/klantstem".to_owned(),
            "is it running, and is DATABASE_URL right?",
        ),
        ("mysql://localhost/x".to_owned(), "begins with neither"),
        ("sqlite::memory:".to_owned(), "name a file"),
    ] {
        let error = Db::open(&url.as_str().into(), Synchronous::Normal)
            .await
            .unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("geheim"), "{error}");
    }
    let read_only = format!("{url}?mode=ro");
    let error = Db::open(&read_only.as_str().into(), Synchronous::Normal)
        .await
        .unwrap_err();
    let error = format!("{error:#}");
    assert!(error.contains("can be read, but not written"), "{error}");
}

/// Whoever opens the file next would have to read the whole log first.
#[tokio::test]
async fn a_database_that_was_closed_leaves_no_log() {
    let database = TestDatabase::file();
    let db = Db::open(&database.url().into(), Synchronous::Normal)
        .await
        .unwrap();
    let log = format!("{}-wal", database.url().trim_start_matches("sqlite:"));
    assert!(std::fs::exists(&log).unwrap());
    db.close().await;
    assert!(!std::fs::exists(&log).unwrap());
}
