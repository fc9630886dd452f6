//! The record of kudos: handed out by administrators, and looked at for patterns.

use klantstem::sandbox::Submitted;
use serde_json::{Value, json};

use crate::harness::*;

const SETTINGS: &str = r##"
[kudos]
channel = "#general"
pair_limit = 100

[departments.finance]
groups = ["@finance-team"]

[departments.product]
groups = ["S00MAKERS"]
"##;

const REASON: &str = "solved the invoice of Bakkerij De Vries the same day";

async fn start() -> TestBot {
    TestBot::with().file(SETTINGS).start().await
}

async fn thank(bot: &TestBot, giver: &str, receivers: &str) -> String {
    let text = format!("{receivers} {REASON}");
    bot.slash(giver, "/kudos", &text).await
}

fn seen(bot: &TestBot) {
    bot.posts(GENERAL);
    for person in [ADMIN, ANNA, BOB] {
        bot.direct_messages(person);
    }
}

/// Gives a private kudos by the form.
async fn thank_privately(bot: &TestBot, giver: &str, receiver: &str, reason: &str) {
    let answer = bot.sandbox.slash(giver, GENERAL, "/kudos", "").await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    let view = bot.modal(giver).await;
    let values = json!({
        "kudos:people": { "kudos:people": [receiver] },
        "kudos:message-text": { "kudos:message-text": reason },
        "kudos:visibility": { "kudos:visibility": "private" },
    });
    let sent = bot.submit(giver, &view, values).await;
    assert!(matches!(sent, Submitted::Updated(_)), "{sent:?}");
}

#[tokio::test]
async fn an_export_holds_everything_that_happened_and_is_recorded() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob @ada").await;
    bot.deliver().await;
    let post = bot.post(GENERAL);
    bot.react(STRANGER, &post, "clap").await;
    thank(&bot, ADMIN, "@bob").await;
    bot.click_in_answer(ADMIN, "kudos:undo").await;
    thank_privately(&bot, BOB, ANNA, "quietly kept the bakery from leaving us").await;
    bot.at("2026-09-20T10:00");
    thank(&bot, ANNA, "@bob").await;
    bot.deliver().await;
    seen(&bot);

    let exported = bot.export(&["kudos", "--to", "2026-09-14"]).await;
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let kudos = exported["kudos"].as_array().unwrap();
    assert_eq!(kudos.len(), 3);
    let first = &kudos[0];
    assert_eq!(first["giver"], ANNA);
    assert_eq!(first["message"], REASON);
    assert_eq!(first["post"]["channel"], GENERAL);
    assert_eq!(first["receivers"].as_array().unwrap().len(), 2);
    assert_eq!(first["receivers"][0]["is_across"], json!(true));
    assert_eq!(kudos[1]["withdrawn"]["by"], ADMIN);
    let happened: Vec<&str> = kudos[1]["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(happened, ["give", "undo"]);
    assert_eq!(kudos[2]["message"], Value::Null);
    let with_words = bot.export(&["kudos", "--private-words"]).await;
    assert!(
        with_words.contains("quietly kept the bakery"),
        "{with_words}"
    );

    let csv = bot.export(&["kudos", "--format", "csv"]).await;
    // One line for each colleague who was thanked, and the header.
    assert_eq!(csv.lines().count(), 6, "{csv}");
    let later = bot
        .export(&["kudos", "--from", "2026-09-15", "--format", "csv"])
        .await;
    assert_eq!(later.lines().count(), 2, "{later}");
    let log = bot.export(&["log"]).await;
    assert_eq!(log.matches("export kudos").count(), 4, "{log}");
    assert!(log.contains("by shell:"), "{log}");
}

#[tokio::test]
async fn an_export_shows_who_joined_in_and_what_it_is_tied_to() {
    let bot = start().await;
    bot.stored("shop", &response("r1", 10, "De factuur klopte meteen"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.click(ANNA, &card, "feedback:thank", None).await;
    let view = bot.modal(ANNA).await;
    let values = json!({
        "kudos:people": { "kudos:people": [BOB] },
        "kudos:message-text": { "kudos:message-text": REASON },
    });
    bot.submit(ANNA, &view, values).await;
    bot.deliver().await;
    let post = bot.post(GENERAL);
    bot.react(ADMIN, &post, "clap").await;
    let exported = bot.export(&["kudos"]).await;
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let kudos = &exported["kudos"][0];
    assert_eq!(kudos["endorsed_by"], json!([ADMIN]));
    let link = json!({ "kind": "response", "id": card.response_id() });
    assert_eq!(kudos["link"], link);
    assert!(!exported.to_string().contains("klopte meteen"));
    seen(&bot);
}

#[tokio::test]
async fn only_an_administrator_sees_who_thanks_mostly_whom_and_that_is_recorded() {
    let bot = start().await;
    for _ in 0..3 {
        thank(&bot, ANNA, "@bob").await;
        thank(&bot, BOB, "@anna").await;
    }
    let refused = bot.slash(ANNA, "/kudos", "patterns").await;
    assert!(refused.contains("Only an administrator"), "{refused}");
    let told = bot.slash(ADMIN, "/kudos", "patterns").await;
    assert!(
        told.contains("<@U00000BOB> and <@U0000ANNA> thank mostly each other: 3 there and 3 back"),
        "{told}"
    );
    assert!(!told.contains("invoice"), "{told}");
    let log = bot.export(&["log"]).await;
    assert!(
        log.contains("kudos patterns") && log.contains(ADMIN),
        "{log}"
    );
    bot.deliver().await;
    seen(&bot);
}

#[tokio::test]
async fn where_the_share_is_held_to_a_kudos_that_exceeds_it_is_refused_and_another_is_not() {
    let settings = format!("{SETTINGS}\n[kudos.patterns]\nmode = \"block\"\n");
    let bot = TestBot::with().file(&settings).start().await;
    for receiver in ["@bob", "@ada", "@bob", "@ada"] {
        let answer = thank(&bot, ANNA, receiver).await;
        assert!(answer.contains("Posted in"), "{answer}");
    }
    let refused = thank(&bot, ANNA, "@bob").await;
    assert!(refused.contains("More than 40%"), "{refused}");
    assert!(refused.contains("last 90 days"), "{refused}");
    let counted = bot.number("SELECT COUNT(*) FROM kudos").await;
    assert_eq!(counted, 4);
    // Three months later they count no more.
    bot.at("2026-12-14T10:15");
    let answer = thank(&bot, ANNA, "@bob").await;
    assert!(answer.contains("Posted in"), "{answer}");
    bot.deliver().await;
    seen(&bot);
}

#[tokio::test]
async fn where_nobody_looks_for_patterns_nobody_can() {
    let settings = format!("{SETTINGS}\n[kudos.patterns]\nmode = \"off\"\n");
    let bot = TestBot::with().file(&settings).start().await;
    let told = bot.slash(ADMIN, "/kudos", "patterns").await;
    assert!(told.contains("Nobody looks for patterns"), "{told}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM privacy_acts").await, 0);
}
