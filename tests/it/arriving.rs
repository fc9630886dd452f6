//! Webhooks of survey tools: what arrives where, once, and in which form.

use serde_json::{Value, json};

use crate::harness::*;

const CHANNELS: [&str; 6] = [PRODUCT, FINANCE, SERVICE, OPERATIONS, HR, TRIAGE];

/// The channels in which these words stand.
fn channels_with(bot: &TestBot, words: &str) -> Vec<&'static str> {
    CHANNELS
        .into_iter()
        .filter(|channel| {
            let posts = bot.posts(channel);
            posts.iter().any(|post| post.words().contains(words))
        })
        .collect()
}

#[tokio::test]
async fn a_response_of_each_tool_arrives_as_a_card_in_the_right_departments_channel() {
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__TRIAGE_WITHOUT_WORDS", "true")
        .start()
        .await;
    // What the tool sends, what stands on the card, and where.
    let expected: [(&str, &str, &str, &[&str]); 9] = [
        (
            "formbricks",
            "formbricks",
            "Factuur klopte niet, twee keer gebeld.",
            &[FINANCE, SERVICE],
        ),
        (
            "typeform",
            "typeform",
            "Snel geholpen door support",
            &[SERVICE],
        ),
        (
            "tally",
            "tally",
            "Levering was een dag te laat",
            &[OPERATIONS],
        ),
        (
            "zendesk",
            "zendesk_event",
            "Nog steeds geen creditnota",
            &[FINANCE],
        ),
        (
            "trustpilot",
            "trustpilot",
            "Binnen een dag nieuw onderdeel ontvangen.",
            &[TRIAGE],
        ),
        (
            "satismeter",
            "satismeter",
            "Erg blij met het dashboard",
            &[PRODUCT],
        ),
        ("survicate", "survicate", "NPS in-app", &[TRIAGE]),
        ("asknicely", "asknicely", "Fijn team", &[TRIAGE]),
        (
            "shop",
            "generic",
            "Snel geholpen",
            &[FINANCE, SERVICE, OPERATIONS],
        ),
    ];
    for (source, file, words, channels) in expected {
        let before: Vec<usize> = CHANNELS
            .iter()
            .map(|channel| bot.posts(channel).len())
            .collect();
        bot.stored(source, &fixture(file)).await;
        bot.deliver().await;
        for (channel, before) in CHANNELS.iter().zip(before) {
            let posts = bot.posts(channel);
            let is_expected = channels.contains(channel);
            assert_eq!(
                posts.len(),
                before + usize::from(is_expected),
                "{source} in {channel}"
            );
            if is_expected {
                posts.last().unwrap().assert_shows(words);
                assert!(posts.last().unwrap().text().len() > words.len());
            }
        }
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 9);
}

#[tokio::test]
async fn a_card_shows_score_words_source_survey_touchpoint_and_the_departments_question() {
    let bot = TestBot::start().await;
    let payload = with(
        response("r1", 3, "De factuur klopt niet"),
        json!({ "survey": "Relatie-NPS", "touchpoint": "facturatie" }),
    );
    bot.stored("shop", &payload).await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    for words in [
        "3 out of 10 · Detractor",
        "De factuur klopt niet",
        "A customer",
        "shop",
        "Relatie-NPS",
        "facturatie",
        "1 March 2026",
        "How fast and how kindly was this invoice problem solved",
    ] {
        card.assert_shows(words);
    }
    for words in [
        "3 out of 10",
        "De factuur klopt niet",
        "How fast and how kindly",
    ] {
        assert!(card.text().contains(words), "{}", card.text());
    }
}

#[tokio::test]
async fn a_response_that_concerns_several_departments_arrives_once_at_each() {
    let bot = TestBot::start().await;
    let comment = "De factuur klopt niet en het dashboard is traag";
    bot.stored("shop", &response("r1", 3, comment)).await;
    bot.deliver().await;
    assert_eq!(channels_with(&bot, comment), [PRODUCT, FINANCE]);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
    assert_eq!(bot.number("SELECT COUNT(*) FROM assignments").await, 2);
    bot.post(PRODUCT);
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_repeated_delivery_is_one_row_and_one_message() {
    let bot = TestBot::start().await;
    let first = bot.signed("zendesk", &fixture("zendesk_event"));
    let again = Request {
        path: first.path.clone(),
        headers: first.headers.clone(),
        body: first.body.clone(),
    };
    assert_eq!(bot.send(first).await.status, 202);
    let answered = bot.send(again).await;
    assert_eq!(
        (answered.status, answered.text.trim()),
        (200, "known already")
    );
    bot.deliver().await;
    bot.post(FINANCE);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
}

#[tokio::test]
async fn the_same_content_in_another_delivery_is_one_row_and_one_message() {
    let bot = TestBot::start().await;
    for (source, file) in [("shop", "generic"), ("trustpilot", "trustpilot")] {
        bot.stored(source, &fixture(file)).await;
        bot.deliver().await;
        let updates = bot.sandbox.call_count("chat.update");
        let answered = bot.webhook(source, &fixture(file)).await;
        assert_eq!(
            (answered.status, answered.text.trim()),
            (200, "known already")
        );
        bot.deliver().await;
        assert_eq!(bot.sandbox.call_count("chat.update"), updates);
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 2);
    for channel in [FINANCE, SERVICE, OPERATIONS, TRIAGE] {
        bot.post(channel);
    }
}

#[tokio::test]
async fn many_deliveries_at_once_are_each_stored_once() {
    let bot = TestBot::start().await;
    let payload = response("r1", 3, "De factuur klopt niet");
    let sent = (0..20).map(|_| bot.webhook("shop", &payload));
    let answered = futures_util::future::join_all(sent).await;
    let stored = answered.iter().filter(|answer| answer.status == 202);
    assert_eq!(stored.count(), 1);
    assert!(answered.iter().all(|answer| answer.status < 300));
    bot.deliver().await;
    bot.post(FINANCE);
}

fn edited(payload: Value, at: &str, more: Value) -> Value {
    with(with(payload, json!({ "updated_at": at })), more)
}

#[tokio::test]
async fn an_edit_changes_the_same_row_and_the_same_message() {
    let bot = TestBot::start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    bot.stored("shop", &first).await;
    bot.deliver().await;
    let before = bot.post(FINANCE);
    let edit = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "score": 9, "comment": "De factuur is hersteld, top" }),
    );
    bot.stored("shop", &edit).await;
    bot.deliver().await;
    let after = bot.post(FINANCE);
    assert_eq!(after.ts, before.ts);
    after.assert_shows("De factuur is hersteld, top");
    after.assert_shows("9 out of 10 · Promoter");
    after.assert_shows("edited by the customer");
    after.assert_hides("klopt niet");
    assert_eq!(
        bot.texts("SELECT comment FROM responses").await,
        ["De factuur is hersteld, top"]
    );
    assert_eq!(bot.number("SELECT revision FROM responses").await, 2);
}

#[tokio::test]
async fn an_edit_of_what_still_waits_goes_out_as_the_first_message() {
    let bot = TestBot::with().at("2026-03-02T20:00").start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    bot.stored("shop", &first).await;
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    let edit = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "comment": "De factuur klopt nog altijd niet" }),
    );
    bot.stored("shop", &edit).await;
    bot.at("2026-03-03T08:00");
    bot.deliver().await;
    let card = bot.post(FINANCE);
    card.assert_shows("nog altijd niet");
    assert!(!card.is_edited());
    assert_eq!(bot.sandbox.call_count("chat.update"), 0);
}

#[tokio::test]
async fn an_older_edit_that_arrives_late_is_ignored() {
    let bot = TestBot::start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    let noon = edited(
        first.clone(),
        "2026-03-01T12:00:00Z",
        json!({ "comment": "De factuur van noen" }),
    );
    let eleven = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "comment": "De factuur van elf" }),
    );
    bot.stored("shop", &noon).await;
    let answered = bot.webhook("shop", &eleven).await;
    assert_eq!(
        (answered.status, answered.text.trim()),
        (200, "known already")
    );
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("De factuur van noen");
    assert_eq!(
        bot.texts("SELECT comment FROM responses").await,
        ["De factuur van noen"]
    );
}

#[tokio::test]
async fn an_edit_that_now_concerns_another_department_arrives_there_too() {
    let bot = TestBot::start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    bot.stored("shop", &first).await;
    bot.deliver().await;
    let edit = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "comment": "De factuur klopt niet en het dashboard is traag" }),
    );
    bot.stored("shop", &edit).await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("dashboard");
    bot.post(PRODUCT).assert_shows("dashboard");
}

#[tokio::test]
async fn an_edit_of_what_waits_in_triage_stays_one_message() {
    let bot = TestBot::start().await;
    let first = response("r1", 6, "Prima hoor");
    bot.stored("shop", &first).await;
    bot.deliver().await;
    let edit = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "comment": "Prima hoor, echt" }),
    );
    bot.stored("shop", &edit).await;
    bot.deliver().await;
    bot.post(TRIAGE).assert_shows("Prima hoor, echt");
}

#[tokio::test]
async fn a_score_without_words_is_stored_and_goes_to_triage_only_where_that_is_set() {
    for (set, expected) in [("false", 0), ("true", 1)] {
        let bot = TestBot::with()
            .set("KLANTSTEM__WORKSPACE__TRIAGE_WITHOUT_WORDS", set)
            .start()
            .await;
        bot.stored("survicate", &fixture("survicate")).await;
        bot.deliver().await;
        assert_eq!(bot.posts(TRIAGE).len(), expected);
        assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
    }
}

#[tokio::test]
async fn answers_that_a_tool_sends_one_by_one_become_one_response() {
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__TRIAGE_WITHOUT_WORDS", "true")
        .start()
        .await;
    bot.stored("survicate", &fixture("survicate")).await;
    bot.deliver().await;
    bot.post(TRIAGE).assert_shows("No comment was left.");
    let mut comment = fixture("survicate");
    comment["messageId"] = "another".into();
    let answer = &mut comment["event"]["questionAnswered"];
    answer["timestamp"] = "2026-09-14T08:13:00+00:00".into();
    answer["question"]["id"] = 12124.into();
    answer["choice"] = Value::Null;
    answer["text"] = "Het dashboard is traag".into();
    bot.stored("survicate", &comment).await;
    bot.deliver().await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
    let card = bot.post(PRODUCT);
    card.assert_shows("9 out of 10");
    card.assert_shows("Het dashboard is traag");
    // Triage had it while it had no words.
    let old = bot.post(TRIAGE);
    old.assert_shows("a rule now sends it to *Product*");
    old.assert_hides("feedback:triage");
}

#[tokio::test]
async fn a_deleted_response_is_withdrawn_from_the_channel() {
    let bot = TestBot::start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    bot.stored("shop", &first).await;
    bot.deliver().await;
    let before = bot.post(FINANCE);
    let deleted = edited(first, "2026-03-01T11:00:00Z", json!({ "state": "deleted" }));
    bot.stored("shop", &deleted).await;
    bot.deliver().await;
    let after = bot.post(FINANCE);
    assert_eq!(after.ts, before.ts);
    after.assert_shows("The customer withdrew this response.");
    after.assert_hides("factuur");
}

#[tokio::test]
async fn a_response_that_is_deleted_while_it_waits_is_never_posted() {
    let bot = TestBot::with().at("2026-03-02T20:00").start().await;
    let first = response("r1", 3, "De factuur klopt niet");
    bot.stored("shop", &first).await;
    let deleted = edited(first, "2026-03-01T11:00:00Z", json!({ "state": "deleted" }));
    bot.stored("shop", &deleted).await;
    bot.at("2026-03-03T08:00");
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    assert!(bot.outbox().await.is_empty());
}

#[tokio::test]
async fn a_deletion_that_is_the_first_we_hear_of_a_response_posts_nothing() {
    let bot = TestBot::start().await;
    let mut deleted = fixture("trustpilot");
    deleted["events"][0]["eventName"] = "service-review-deleted".into();
    bot.stored("trustpilot", &deleted).await;
    bot.deliver().await;
    assert!(CHANNELS.iter().all(|channel| bot.posts(channel).is_empty()));
    assert_eq!(bot.texts("SELECT state FROM responses").await, ["deleted"]);
}

#[tokio::test]
async fn a_partial_response_is_stored_and_posted_only_once_it_is_whole() {
    let bot = TestBot::start().await;
    let first = with(
        response("r1", 3, "De factuur"),
        json!({ "state": "partial" }),
    );
    bot.stored("shop", &first).await;
    bot.deliver().await;
    assert!(CHANNELS.iter().all(|channel| bot.posts(channel).is_empty()));
    let whole = edited(
        first,
        "2026-03-01T11:00:00Z",
        json!({ "state": "complete", "comment": "De factuur klopt niet" }),
    );
    bot.stored("shop", &whole).await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("De factuur klopt niet");
}
