//! Personal data, consent, tests, and hostile text.

use serde_json::{Value, json};

use crate::harness::*;

const SECRETS: [&str; 9] = [
    "sanne@voorbeeld.test",
    "sanne%40voorbeeld.test",
    "06-12345678",
    "0612345678",
    "+31 6 12345678",
    "NL91 ABNA 0417 1643 00",
    "NL91ABNA0417164300",
    "4111 1111 1111 1111",
    "4111111111111111",
];

#[tokio::test]
async fn personal_data_in_a_comment_is_in_no_message_and_in_no_column() {
    let bot = TestBot::start().await;
    let comment = format!(
        "De factuur klopt niet. Mijn gegevens: {}",
        SECRETS.join(" ; ")
    );
    let payload = with(
        response("r1", 3, &comment),
        json!({ "email": "sanne@voorbeeld.test", "name": "Sanne de Vries", "company": "Bakkerij De Vries" }),
    );
    bot.stored("shop", &payload).await;
    bot.stored("typeform", &with(fixture("typeform"), json!({})))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.post(SERVICE);
    card.assert_shows("De factuur klopt niet. Mijn gegevens:");
    let stored = bot.database.everything().await;
    assert!(
        stored.contains("Mijn gegevens"),
        "the database was not read"
    );
    let sent: Vec<Value> = bot
        .sandbox
        .calls()
        .into_iter()
        .map(|call| call.arguments)
        .collect();
    let sent = json!(sent).to_string();
    for secret in SECRETS.into_iter().chain(["Sanne", "Bakkerij"]) {
        card.assert_hides(secret);
        assert!(!sent.contains(secret), "{secret} was sent to Slack");
        assert!(!stored.contains(secret), "{secret} is stored");
    }
}

#[tokio::test]
async fn personal_data_of_an_imported_file_is_in_no_message_and_in_no_column() {
    let bot = TestBot::start().await;
    let comment = format!(
        "De factuur klopt niet. Mijn gegevens: {}",
        SECRETS.join(" / ")
    );
    let file = format!(
        "id;datum;cijfer;toelichting;e-mail;naam\nx1;14-09-2026;7;{comment};sanne@voorbeeld.test;Sanne de Vries\n"
    );
    let failed = bot
        .import(
            "klanten.csv",
            file,
            &["--post", "--kind", "csat", "--scale", "1-10"],
        )
        .await;
    assert!(failed.is_empty(), "{failed:?}");
    bot.deliver().await;
    let card = bot.post(FINANCE);
    let stored = bot.database.everything().await;
    assert!(
        stored.contains("Mijn gegevens"),
        "the database was not read"
    );
    for secret in SECRETS.into_iter().chain(["Sanne"]) {
        card.assert_hides(secret);
        assert!(!stored.contains(secret), "{secret} is stored");
    }
}

#[tokio::test]
async fn a_respondent_is_named_as_far_as_consent_goes() {
    let bot = TestBot::start().await;
    let of = |id: &str, consent: Value| {
        with(
            response(id, 3, &format!("De factuur van {id}")),
            json!({ "name": "Sanne de Vries", "company": "Bakkerij De Vries", "consent": consent }),
        )
    };
    for (id, consent) in [
        ("r1", json!("anonymous")),
        ("r2", json!("company")),
        ("r3", json!("named")),
        ("r4", Value::Null),
        ("r5", json!("whatever")),
    ] {
        bot.stored("shop", &of(id, consent)).await;
    }
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    let anonymous = [&posts[0], &posts[3], &posts[4]];
    for post in anonymous {
        post.assert_shows("A customer");
        post.assert_hides("Sanne");
        post.assert_hides("Bakkerij");
    }
    posts[1].assert_shows("A customer at Bakkerij De Vries");
    posts[1].assert_hides("Sanne");
    posts[2].assert_shows("Sanne de Vries, Bakkerij De Vries");
    let names = "SELECT respondent_name FROM responses WHERE respondent_name IS NOT NULL";
    assert_eq!(bot.texts(names).await, ["Sanne de Vries"]);
}

#[tokio::test]
async fn responses_of_tests_and_colleagues_are_stored_and_not_posted() {
    let bot = TestBot::with()
        .set("KLANTSTEM__PRIVACY__INTERNAL_DOMAINS", "ons-bedrijf.nl")
        .set("KLANTSTEM__PRIVACY__TEST_RESPONDENTS", "qa@voorbeeld.test")
        .start()
        .await;
    for (id, more) in [
        ("r1", json!({ "email": "jan@mail.ons-bedrijf.nl" })),
        ("r2", json!({ "email": "qa+7@voorbeeld.test" })),
        ("r3", json!({ "test": true })),
    ] {
        let payload = with(response(id, 3, "De factuur klopt niet"), more);
        bot.stored("shop", &payload).await;
    }
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    assert!(bot.outbox().await.is_empty());
    let excluded = "SELECT excluded FROM responses WHERE excluded IS NOT NULL ORDER BY external_id";
    assert_eq!(
        bot.texts(excluded).await,
        ["internal_domain", "test_respondent", "marked_as_test"]
    );
}

#[tokio::test]
async fn the_payload_is_kept_only_where_that_is_set() {
    for (keep, expected) in [("false", 0), ("true", 1)] {
        let bot = TestBot::with()
            .set("KLANTSTEM__PRIVACY__KEEP_RAW", keep)
            .start()
            .await;
        bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
            .await;
        bot.deliver().await;
        bot.post(FINANCE);
        let kept = "SELECT COUNT(*) FROM responses WHERE raw IS NOT NULL";
        assert_eq!(bot.number(kept).await, expected);
    }
}

const HOSTILE: &str = "De factuur <!channel> <@U0000ANNA> <https://evil.test|klik> *vet* _cursief_ ~weg~ `code` ```blok``` &amp; @here";

#[tokio::test]
async fn hostile_text_stands_there_letter_by_letter_and_pings_nobody() {
    let bot = TestBot::start().await;
    let payload = with(
        response("r1", 3, HOSTILE),
        json!({
            "name": "<!everyone>", "company": "<@U00000BOB>", "consent": "named",
            "survey": "<!here>", "touchpoint": "*vet* <!channel>",
        }),
    );
    bot.stored("shop", &payload).await;
    bot.stored("shop", &response("r2", 3, "Zomaar <!channel> iets"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    card.assert_shows(HOSTILE);
    for post in [card.clone(), bot.post(TRIAGE)] {
        assert_literal(&post.json);
    }
}

#[tokio::test]
async fn a_colleagues_note_pings_nobody() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.reroute(ANNA, &bot.post(FINANCE), "product", Some(HOSTILE))
        .await;
    bot.deliver().await;
    for post in [bot.post(FINANCE), bot.post(PRODUCT)] {
        post.assert_shows("De factuur &lt;");
        for ping in ["<!", "<http", "<@U00000BOB>"] {
            post.assert_hides(ping);
        }
    }
}

/// Fails where foreign text stands in something that Slack formats.
fn assert_literal(message: &Value) {
    fn look(json: &Value) {
        match json {
            Value::Array(items) => items.iter().for_each(look),
            Value::Object(fields) => {
                if fields.get("type").is_some_and(|kind| kind == "mrkdwn") {
                    assert_escaped(fields["text"].as_str().unwrap());
                }
                let kind = fields.get("type").and_then(Value::as_str);
                assert!(
                    !matches!(kind, Some("broadcast" | "link" | "usergroup")),
                    "{json:#}"
                );
                fields.values().for_each(look);
            }
            _ => {}
        }
    }
    // The text is what a notification shows: formatting is taken out there, mentions are not.
    let text = message["text"].as_str().unwrap();
    for ping in ["<!", "<http", "<@U00000BOB>"] {
        assert!(!text.contains(ping), "{ping} in {text}");
    }
    look(&message["blocks"]);
}

fn assert_escaped(markup: &str) {
    for hostile in [
        "<!",
        "<http",
        "<@U00000BOB>",
        "*vet*",
        "`code`",
        "_cursief_",
        "~weg~",
    ] {
        assert!(!markup.contains(hostile), "{hostile} in {markup}");
    }
}
