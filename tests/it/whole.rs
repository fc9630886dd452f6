//! What holds for Klantstem as a whole: manifest, views, schema.

use klantstem::app::routes;
use klantstem::features::gallery;
use klantstem::platform::config::{SlackMode, Synchronous};
use klantstem::platform::db::Db;
use klantstem::platform::slack::kit::Surface;
use klantstem::platform::slack_manifest;
use klantstem::sandbox::limits::{validate_message, validate_view};
use serde_json::Value;

use crate::harness::*;

fn texts(manifest: &Value, pointer: &str) -> Vec<String> {
    let list = manifest.pointer(pointer).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|item| {
            let text = item
                .as_str()
                .or_else(|| item["command"].as_str())
                .or_else(|| item["callback_id"].as_str());
            text.unwrap().to_owned()
        })
        .collect()
}

#[test]
fn the_manifest_names_exactly_the_commands_shortcuts_and_events_that_are_answered() {
    for mode in [SlackMode::Socket, SlackMode::Http] {
        let manifest = slack_manifest::manifest(mode, Some("https://k.example.org"), false);
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(
            texts(&manifest, "/features/slash_commands"),
            routes::COMMANDS
        );
        assert_eq!(texts(&manifest, "/features/shortcuts"), routes::SHORTCUTS);
        assert_eq!(
            texts(&manifest, "/settings/event_subscriptions/bot_events"),
            routes::EVENTS
        );
    }
}

#[test]
fn the_manifest_asks_for_no_history_unless_told_to() {
    let scopes = |history| {
        let manifest = slack_manifest::manifest(SlackMode::Socket, None, history);
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        texts(&manifest, "/oauth_config/scopes/bot")
    };
    assert!(
        !scopes(false)
            .iter()
            .any(|scope| scope.ends_with(":history"))
    );
    assert!(scopes(true).iter().any(|scope| scope == "channels:history"));
}

#[test]
fn slack_would_take_every_message_modal_and_home_view() {
    let views = gallery::all_views();
    assert!(views.len() > 80, "{} views", views.len());
    for (name, surface, view) in views {
        let problems = match surface {
            Surface::Message => validate_message(&view),
            _ => validate_view(&view),
        };
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}

#[tokio::test]
async fn the_schema_is_brought_up_to_date_once_and_again_without_a_change() {
    let database = TestDatabase::create().await;
    for _ in 0..2 {
        let db = Db::open(&database.url().into(), Synchronous::Normal)
            .await
            .unwrap();
        db.ping().await.unwrap();
        let applied: i64 = klantstem::on_pool!(&db, |pool| {
            sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations WHERE success")
                .fetch_one(pool)
                .await
                .unwrap()
        });
        let known = klantstem::platform::db::MIGRATIONS.iter().count();
        assert_eq!(applied, i64::try_from(known).unwrap());
        db.close().await;
    }
}

#[tokio::test]
async fn processes_that_start_at_once_bring_the_schema_up_to_date_together() {
    for _ in 0..5 {
        let database = TestDatabase::create().await;
        let url = database.url().into();
        let open = || Db::open(&url, Synchronous::Normal);
        let opened = futures_util::future::join_all([open(), open(), open(), open()]).await;
        for db in opened {
            db.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let mut bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.restart().await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.restart().await;
    bot.reroute(ANNA, &card, "product", None).await;
    bot.deliver().await;
    bot.post(PRODUCT);
    bot.post(FINANCE).assert_shows("Sent to *Product*");
}

#[tokio::test]
async fn a_lost_connection_to_slack_comes_back_by_itself() {
    let bot = TestBot::start().await;
    bot.sandbox.cut_sockets();
    bot.sandbox.wait_for_at_most_sockets(0).await;
    bot.sandbox.wait_for_sockets(1).await;
    let said = bot.slash(ANNA, "/voice", "help").await;
    assert!(said.contains("What I can do"), "{said}");
}

#[tokio::test]
#[should_panic(expected = "posts that this test did not look at")]
async fn a_test_that_overlooks_a_post_fails() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
}
