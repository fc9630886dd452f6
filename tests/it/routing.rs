//! Triage, sending a response elsewhere, and why it is where it is.

use serde_json::{Value, json};

use crate::harness::*;

async fn one_in_triage(bot: &TestBot) -> Post {
    bot.stored("shop", &response("r1", 6, "Prima hoor")).await;
    bot.deliver().await;
    bot.post(TRIAGE)
}

async fn one_at_finance(bot: &TestBot) -> Post {
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.post(FINANCE)
}

#[tokio::test]
async fn what_matches_nothing_goes_to_triage_and_from_there_to_the_department_that_is_chosen() {
    let bot = TestBot::start().await;
    let waiting = one_in_triage(&bot).await;
    waiting.assert_shows("Who can act on this?");
    bot.triage(ANNA, &waiting, "finance").await;
    bot.deliver().await;

    let card = bot.post(FINANCE);
    card.assert_shows("Prima hoor");
    card.assert_shows(&format!("<@{ANNA}>"));
    assert!(card.is_card());
    let old = bot.post(TRIAGE);
    assert_eq!(old.ts, waiting.ts);
    old.assert_shows("Sent to *Finance*");
    old.assert_shows("#voice-finance");
    old.assert_hides("feedback:triage");
    assert_eq!(
        bot.texts("SELECT to_department FROM corrections WHERE from_department IS NULL")
            .await,
        ["finance"]
    );
    assert_eq!(
        bot.texts("SELECT corrected_by FROM corrections").await,
        [ANNA]
    );
}

#[tokio::test]
async fn what_is_for_no_department_is_set_aside_in_triage() {
    let bot = TestBot::start().await;
    let waiting = one_in_triage(&bot).await;
    bot.triage(ANNA, &waiting, "nobody").await;
    bot.deliver().await;
    bot.post(TRIAGE).assert_shows("not for a department");
    assert_eq!(bot.number("SELECT COUNT(*) FROM assignments").await, 0);
    assert_eq!(bot.number("SELECT COUNT(*) FROM corrections").await, 1);
}

#[tokio::test]
async fn a_card_is_sent_to_another_department_by_its_menu_and_the_form() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    bot.reroute(
        ANNA,
        &card,
        "product",
        Some("Het scherm toont *oude* cijfers <!here>"),
    )
    .await;
    bot.deliver().await;

    let new = bot.post(PRODUCT);
    new.assert_shows("De factuur klopt niet");
    new.assert_shows(&format!("<@{ANNA}> sent this on from Finance"));
    new.assert_shows("Het scherm toont");
    new.assert_hides("<!here>");
    let old = bot.post(FINANCE);
    assert_eq!(old.ts, card.ts);
    old.assert_shows("Sent to *Product*");
    old.assert_hides("feedback:menu");
    let stored = "SELECT from_department || '>' || to_department FROM corrections";
    assert_eq!(bot.texts(stored).await, ["finance>product"]);
    assert_eq!(
        bot.texts("SELECT department FROM assignments WHERE ended_at IS NULL")
            .await,
        ["product"]
    );
}

#[tokio::test]
async fn a_card_that_was_sent_on_says_so_after_an_edit_too() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    bot.reroute(ANNA, &card, "product", None).await;
    let edit = with(
        response("r1", 2, "De factuur klopt nog steeds niet"),
        json!({ "updated_at": "2026-03-01T11:00:00Z" }),
    );
    bot.stored("shop", &edit).await;
    bot.deliver().await;
    let new = bot.post(PRODUCT);
    new.assert_shows("nog steeds");
    new.assert_shows(&format!("<@{ANNA}> sent this on from Finance"));
    let old = bot.post(FINANCE);
    old.assert_shows("Sent to *Product*");
    assert!(!old.is_card(), "the edit must not bring the card back");
}

#[tokio::test]
async fn a_card_can_come_back_to_the_department_that_sent_it_away() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    bot.reroute(ANNA, &card, "product", None).await;
    bot.deliver().await;
    bot.reroute(BOB, &bot.post(PRODUCT), "finance", None).await;
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    assert!(posts[1].is_card());
    bot.post(PRODUCT).assert_shows("Sent to *Finance*");
    assert_eq!(
        bot.texts("SELECT department FROM assignments WHERE ended_at IS NULL")
            .await,
        ["finance"]
    );
}

#[tokio::test]
async fn of_two_people_who_choose_at_once_one_is_too_late() {
    let bot = TestBot::start().await;
    let waiting = one_in_triage(&bot).await;
    tokio::join!(
        bot.triage(ANNA, &waiting, "finance"),
        bot.triage(BOB, &waiting, "product"),
    );
    let said = tokio::select! {
        said = bot.told(ANNA) => said,
        said = bot.told(BOB) => said,
    };
    assert!(said.contains("Somebody else was quicker"), "{said}");
    bot.deliver().await;
    let posts = [bot.posts(FINANCE), bot.posts(PRODUCT)].concat();
    assert_eq!(posts.len(), 1, "{posts:#?}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM corrections").await, 1);
    bot.post(TRIAGE);
}

#[tokio::test]
async fn a_form_that_is_sent_after_somebody_else_was_quicker_says_so_and_stays_open() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    bot.menu(BOB, &card, "reroute").await;
    let form = bot.modal(BOB).await;
    bot.reroute(ANNA, &card, "product", None).await;
    let late = json!({ "department": { "department": "hr" } });
    let klantstem::sandbox::Submitted::Errors(errors) = bot.submit(BOB, &form, late).await else {
        panic!("the form was taken");
    };
    assert!(errors["department"].contains("Somebody else was quicker"));
    bot.deliver().await;
    assert!(bot.posts(HR).is_empty());
    bot.post(PRODUCT);
    bot.post(FINANCE);
}

#[tokio::test]
async fn guests_and_people_of_other_companies_are_refused() {
    let bot = TestBot::start().await;
    let waiting = one_in_triage(&bot).await;
    for person in [GUEST, STRANGER] {
        bot.triage(person, &waiting, "finance").await;
        let said = bot.told(person).await;
        assert!(said.contains("Only members of this workspace"), "{said}");
    }
    let said = bot.slash(GUEST, "/voice", "nps finance").await;
    assert!(said.contains("Only members of this workspace"), "{said}");
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    assert_eq!(bot.number("SELECT COUNT(*) FROM corrections").await, 0);
    assert_eq!(bot.number("SELECT COUNT(*) FROM preferences").await, 0);
}

#[tokio::test]
async fn the_menu_says_why_a_response_is_where_it_is() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    bot.menu(ANNA, &card, "why").await;
    let why = words(&bot.modal(ANNA).await);
    for said in ["Finance", "Invoices and payments", "factuur"] {
        assert!(why.contains(said), "{said}: {why}");
    }
    bot.close(ANNA).await;

    bot.reroute(ANNA, &card, "product", None).await;
    bot.deliver().await;
    bot.menu(BOB, &bot.post(PRODUCT), "why").await;
    let why = words(&bot.modal(BOB).await);
    assert!(
        why.contains(&format!("<@{ANNA}> sent it here from Finance")),
        "{why}"
    );
    bot.post(FINANCE);
}

fn long_comment() -> String {
    let sentence = "De factuur klopt niet en niemand kan mij zeggen waarom. ";
    sentence.repeat(40) + "Dit is het einde."
}

#[tokio::test]
async fn a_long_comment_is_cut_on_the_card_and_whole_behind_a_button() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, &long_comment()))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    card.assert_hides("Dit is het einde.");
    bot.click(ANNA, &card, "feedback:read-all", None).await;
    let whole = bot.modal(ANNA).await;
    assert!(words(&whole).contains("Dit is het einde."));
}

#[tokio::test]
async fn what_was_read_in_full_can_be_explained_and_sent_elsewhere_from_there() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, &long_comment()))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.click(ANNA, &card, "feedback:read-all", None).await;
    let whole = bot.modal(ANNA).await;
    bot.click_in(ANNA, &whole, "feedback:why", None).await;
    let why = words(&bot.modals(ANNA, 2).await);
    assert!(why.contains("Invoices and payments"), "{why}");
    bot.close(ANNA).await;

    bot.click(ANNA, &card, "feedback:read-all", None).await;
    let whole = bot.modal(ANNA).await;
    bot.click_in(ANNA, &whole, "feedback:reroute", None).await;
    let form = bot.modals(ANNA, 2).await;
    let filled = json!({ "department": { "department": "product" } });
    let submitted = bot.submit(ANNA, &form, filled).await;
    assert_eq!(submitted, klantstem::sandbox::Submitted::Closed);
    bot.deliver().await;
    bot.post(PRODUCT).assert_shows("De factuur klopt niet");
    bot.post(FINANCE).assert_shows("Sent to *Product*");
}

#[tokio::test]
async fn a_long_comment_in_triage_can_be_read_in_full() {
    let bot = TestBot::start().await;
    let comment = "Prima hoor, ga zo door. ".repeat(80) + "Dit is het einde.";
    bot.stored("shop", &response("r1", 8, &comment)).await;
    bot.deliver().await;
    let waiting = bot.post(TRIAGE);
    bot.click(ANNA, &waiting, "feedback:read-all", None).await;
    assert!(words(&bot.modal(ANNA).await).contains("Dit is het einde."));
}

#[tokio::test]
async fn a_withdrawn_response_can_not_be_sent_on() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    let deleted = with(
        response("r1", 3, "De factuur klopt niet"),
        json!({ "updated_at": "2026-03-01T11:00:00Z", "state": "deleted" }),
    );
    bot.menu(ANNA, &card, "reroute").await;
    let form = bot.modal(ANNA).await;
    bot.stored("shop", &deleted).await;
    let filled = json!({ "department": { "department": "product" } });
    let submitted = bot.submit(ANNA, &form, filled).await;
    assert!(
        matches!(submitted, klantstem::sandbox::Submitted::Errors(_)),
        "{submitted:?}"
    );
    bot.deliver().await;
    assert!(bot.posts(PRODUCT).is_empty());
    bot.post(FINANCE).assert_shows("withdrew");
}

#[tokio::test]
async fn a_button_whose_value_was_made_up_changes_nothing() {
    let bot = TestBot::start().await;
    let card = one_at_finance(&bot).await;
    let payload = |value: &str| -> Value {
        json!({
            "type": "block_actions",
            "user": { "id": ANNA, "team_id": "T0SANDBOX" },
            "team": { "id": "T0SANDBOX" },
            "actions": [{ "type": "button", "action_id": "feedback:menu", "value": value, "action_ts": "1" }],
            "container": { "type": "message", "channel_id": card.channel, "message_ts": card.ts },
        })
    };
    for value in [
        "feedback:triage:nothing:finance",
        "feedback:triage::",
        "kudos:undo:1",
        "'; DROP TABLE responses; --",
    ] {
        let inbound = klantstem::platform::slack::inbound::Inbound::from_socket(
            "interactive",
            &payload(value).to_string(),
        );
        klantstem::app::routes::handle(&bot.app, inbound)
            .await
            .unwrap();
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM corrections").await, 0);
}

#[tokio::test]
async fn rules_can_ask_for_source_touchpoint_tag_segment_score_and_language_together() {
    let bot = TestBot::with()
        .file(
            r#"
            [[routes]]
            name = "Unhappy large customers"
            departments = ["customer-service"]
            [[routes.all]]
            sources = ["shop"]
            touchpoints = ["facturatie"]
            [[routes.all]]
            tags = ["urgent"]
            segment = { plan = ["enterprise"] }
            [[routes.all]]
            score_classes = ["detractor"]
            languages = ["nl"]
            [[routes.none]]
            words = ["grapje"]
            "#,
        )
        .start()
        .await;
    let fits = with(
        response("r1", 2, "Dit is niet goed geregeld voor ons"),
        json!({ "touchpoint": "facturatie", "tags": ["urgent"], "segment": { "plan": "enterprise" }, "language": "nl" }),
    );
    bot.stored("shop", &fits).await;
    let fails = [
        json!({ "id": "r2", "score": 9 }),
        json!({ "id": "r3", "touchpoint": "support" }),
        json!({ "id": "r4", "tags": [] }),
        json!({ "id": "r5", "segment": { "plan": "free" } }),
        json!({ "id": "r6", "language": "en" }),
        json!({ "id": "r7", "comment": "Dit is niet goed geregeld, grapje" }),
    ];
    for fail in &fails {
        bot.stored("shop", &with(fits.clone(), fail.clone())).await;
    }
    bot.deliver().await;
    bot.post(SERVICE).assert_shows("niet goed geregeld");
    assert_eq!(bot.posts(TRIAGE).len(), fails.len());
}
