//! App Home: what it says, and that it follows what its reader does elsewhere.

use klantstem::app::routes;
use serde_json::{Value, json};

use crate::harness::*;

const SETTINGS: &str = r##"
[kudos]
channel = "#general"

[privacy.keep]
kudos = "180 days"
"##;
const REASON: &str = "solved the invoice of Bakkerij De Vries the same day";

async fn start() -> TestBot {
    TestBot::with().file(SETTINGS).start().await
}

async fn thank(bot: &TestBot, giver: &str) -> String {
    let text = format!("@ada {REASON}");
    bot.slash(giver, "/kudos", &text).await
}

async fn seen(bot: &TestBot) {
    bot.deliver().await;
    bot.posts(GENERAL);
    bot.direct_messages(ADMIN);
}

/// Waits until somebody's Home says this.
async fn shows(bot: &TestBot, user: &str, said: &str) {
    let shown = bot
        .sandbox
        .wait_until(std::time::Duration::from_secs(10), |sandbox| {
            let home = sandbox.home(user);
            home.is_some_and(|home| words(&home["blocks"]).contains(said))
        });
    assert!(shown.await, "{said}: {:?}", bot.sandbox.home(user));
}

#[tokio::test]
async fn it_follows_what_its_reader_does_elsewhere_once_it_was_opened() {
    let bot = start().await;
    let home = words(&bot.home(ANNA).await["blocks"]);
    assert!(home.contains("*5* kudos today"), "{home}");
    assert!(home.contains("How long: kudos 180 days;"), "{home}");
    thank(&bot, ANNA).await;
    shows(&bot, ANNA, "*4* kudos today").await;
    bot.click_in_answer(ANNA, "kudos:undo").await;
    shows(&bot, ANNA, "*5* kudos today").await;
    bot.slash(ANNA, "/voice", "taal nl").await;
    shows(&bot, ANNA, "Hoe lang: kudos 180 dagen;").await;
    // For who never opened it nothing is published.
    thank(&bot, BOB).await;
    routes::refresh_home(&bot.app, &BOB.into()).await.unwrap();
    assert_eq!(bot.sandbox.home(BOB), None);
    seen(&bot).await;
}

#[tokio::test]
async fn something_newer_is_not_overwritten() {
    let bot = start().await;
    bot.home(ANNA).await;
    let newer = json!({ "type": "home", "blocks": [
        { "type": "section", "text": { "type": "plain_text", "text": "newer" } },
    ] });
    let anna = ANNA.into();
    let slack = &bot.app.ctx.slack;
    slack.publish_home(&anna, &newer, None).await.unwrap();
    routes::refresh_home(&bot.app, &anna).await.unwrap();
    let home = bot.sandbox.home(ANNA).unwrap();
    assert_eq!(words(&home["blocks"]), "newer");
}

#[tokio::test]
async fn of_two_acts_at_once_both_are_shown_in_the_end() {
    let bot = start().await;
    bot.home(ANNA).await;
    let replica = bot.replica().await;
    tokio::join!(thank(&bot, ANNA), thank(&bot, ANNA));
    let anna = ANNA.into();
    let (one, other) = tokio::join!(
        routes::refresh_home(&bot.app, &anna),
        routes::refresh_home(&replica, &anna)
    );
    one.unwrap();
    other.unwrap();
    shows(&bot, ANNA, "*3* kudos today").await;
    seen(&bot).await;
}

/// The file in a message, as text.
fn file_in(bot: &TestBot, message: &Post) -> (String, String) {
    let id = message.json["files"][0]["id"].as_str().unwrap();
    let (name, _, bytes) = bot.sandbox.file(id).unwrap();
    (name, String::from_utf8(bytes).unwrap())
}

#[tokio::test]
async fn ones_own_data_is_a_file_that_goes_after_an_hour() {
    let bot = start().await;
    thank(&bot, ANNA).await;
    let home = bot.home(ANNA).await;
    bot.click_in(ANNA, &home, "privacy:export", None).await;
    let told = bot.direct_message(ANNA);
    assert!(told.text().contains("disappears in an hour"), "{told:?}");
    let (name, kept) = file_in(&bot, &told);
    assert_eq!(name, "klantstem.json");
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["kudos"][0]["message"], REASON);
    let id = told.json["files"][0]["id"].as_str().unwrap();
    bot.later(chrono::TimeDelta::minutes(59));
    bot.deliver().await;
    assert!(bot.sandbox.file(id).is_some());
    bot.later(chrono::TimeDelta::minutes(2));
    bot.deliver().await;
    assert!(bot.sandbox.file(id).is_none());
    seen(&bot).await;
}

#[tokio::test]
async fn who_is_forgotten_leaves_no_file_behind() {
    let bot = start().await;
    let home = bot.home(ANNA).await;
    bot.click_in(ANNA, &home, "privacy:export", None).await;
    let told = bot.direct_message(ANNA);
    let id = told.json["files"][0]["id"].as_str().unwrap();
    let home = bot.home(ANNA).await;
    bot.click_in(ANNA, &home, "privacy:erase", None).await;
    bot.deliver().await;
    assert!(bot.sandbox.file(id).is_none());
    let stored = bot.database.everything().await;
    let before = stored.split(ANNA).next().unwrap_or_default();
    let around: String = before.chars().rev().take(200).collect();
    assert!(!stored.contains(ANNA), "after, read backwards: {around}");
}

#[tokio::test]
async fn where_slack_takes_no_files_ones_own_data_is_a_message() {
    let bot = TestBot::with()
        .file(SETTINGS)
        .without_scope("files:write")
        .start()
        .await;
    thank(&bot, ANNA).await;
    let home = bot.home(ANNA).await;
    bot.click_in(ANNA, &home, "privacy:export", None).await;
    bot.deliver().await;
    bot.direct_messages(ANNA)[0].assert_shows(REASON);
    let told = bot.slash(ADMIN, "/kudos", "export last quarter").await;
    assert!(told.contains("klantstem export kudos"), "{told}");
    seen(&bot).await;
}

#[tokio::test]
async fn an_administrator_gets_the_record_of_kudos_as_a_file_and_nobody_else_does() {
    let bot = start().await;
    thank(&bot, ANNA).await;
    let refused = bot.slash(ANNA, "/kudos", "export").await;
    assert!(refused.contains("Only an administrator"), "{refused}");
    bot.deliver().await;
    bot.direct_messages(ADMIN);
    let unknown = bot.slash(ADMIN, "/kudos", "export the day before").await;
    assert!(unknown.contains("don’t know that period"), "{unknown}");
    bot.at("2026-10-02T10:00");
    let told = bot.slash(ADMIN, "/kudos", "export last quarter").await;
    assert!(told.contains("disappears there in an hour"), "{told}");
    let messages = bot.direct_messages(ADMIN);
    let (name, csv) = file_in(&bot, messages.last().unwrap());
    assert_eq!(name, "kudos.csv");
    assert!(
        csv.starts_with("kudos,given_at,") && csv.contains(REASON),
        "{csv}"
    );
    let acts = "SELECT ordered_by FROM privacy_acts WHERE act = 'export_kudos'";
    assert_eq!(bot.texts(acts).await, [ADMIN]);
    let help = bot.slash(ADMIN, "/kudos", "help").await;
    assert!(help.contains("/kudos export last quarter"), "{help}");
    seen(&bot).await;
}
