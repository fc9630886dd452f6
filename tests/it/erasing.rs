//! A customer asks to be forgotten, and is.

use klantstem::features::feedback::counts;
use serde_json::{Value, json};

use crate::harness::*;

const EMAIL: &str = "sanne@voorbeeld.test";
/// What must be nowhere any more.
const TRACES: [&str; 6] = [
    "sanne",
    "bakkerij",
    "voorbeeld.test",
    "klopt niet van mij",
    "mijn ding",
    "klant-4711",
];

/// A response of Sanne's, who may be named.
fn sanne(id: &str, score: i64, comment: &str) -> Value {
    with(
        response(id, score, comment),
        json!({
            "email": EMAIL, "name": "Sanne de Vries", "company": "Bakkerij De Vries", "consent": "named",
            "url": "https://shop.test/klant-4711", "segment": { "account": "Bakkerij De Vries" },
        }),
    )
}

/// Everything that people can see in Slack.
fn in_slack(bot: &TestBot) -> String {
    json!(bot.sandbox.all_messages()).to_string().to_lowercase()
}

async fn assert_no_trace(bot: &TestBot) {
    let stored = bot.database.everything().await.to_lowercase();
    for trace in TRACES {
        assert!(!in_slack(bot).contains(trace), "{trace} is in Slack");
        assert!(!stored.contains(trace), "{trace} is stored");
    }
}

async fn assert_counts_agree(bot: &TestBot) {
    let differences = counts::recount(&bot.app.ctx, false).await.unwrap();
    assert_eq!(differences, []);
}

const ANSWERS: &str = "SELECT CAST(COALESCE(SUM(answers), 0) AS BIGINT) FROM daily_counts
    WHERE department = '' AND dimension = ''";

#[tokio::test]
async fn of_a_customer_who_asks_for_it_nothing_is_left_but_the_score() {
    let bot = TestBot::with()
        .set("KLANTSTEM__PRIVACY__KEEP_RAW", "true")
        .start()
        .await;
    let long = "Mijn ding was van iemand anders en dat zag ik. ".repeat(60);
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.stored("shop", &sanne("r2", 2, &format!("De factuur. {long}")))
        .await;
    bot.stored("shop", &sanne("r3", 4, "Iets van mijn ding"))
        .await;
    bot.stored("shop", &response("r4", 9, "De factuur was prima"))
        .await;
    bot.deliver().await;
    bot.reroute(
        ANNA,
        &bot.posts(FINANCE)[0],
        "product",
        Some("Sanne is boos"),
    )
    .await;
    bot.deliver().await;
    assert_eq!(bot.number(ANSWERS).await, 4);

    let told = bot.erase(&["--customer", "Sanne@voorbeeld.test"]).await;
    assert!(told.contains("Would erase: 3 responses"), "{told}");
    assert!(
        in_slack(&bot).contains("sanne"),
        "a dry run changed something"
    );

    let told = bot.erase(&["--customer", EMAIL, "--yes"]).await;
    assert!(told.contains("Erased: 3 responses. 4 messages"), "{told}");
    bot.deliver().await;
    assert_no_trace(&bot).await;
    assert_eq!(bot.number(ANSWERS).await, 4);
    assert_counts_agree(&bot).await;
    for post in [
        &bot.posts(FINANCE)[0],
        &bot.post(PRODUCT),
        &bot.post(TRIAGE),
    ] {
        post.assert_shows("The customer asked to be forgotten");
    }
    bot.posts(FINANCE)[2].assert_shows("De factuur was prima");

    // Again there is nothing to do, and who did it is recorded, not about whom.
    let told = bot.erase(&["--customer", EMAIL]).await;
    assert!(told.contains("Nothing is kept"), "{told}");
    let acts = "SELECT act || ' ' || CAST(items AS TEXT) || ' ' || CAST(messages AS TEXT) FROM privacy_acts";
    assert_eq!(bot.texts(acts).await, ["erase_customer 3 4"]);
}

#[tokio::test]
async fn no_late_webhook_and_no_import_brings_a_forgotten_customer_back() {
    let bot = TestBot::start().await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.deliver().await;
    bot.erase(&["--customer", EMAIL, "--yes"]).await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("asked to be forgotten");

    // The same response, edited; once without the address that it was known by.
    let edited = json!({ "updated_at": "2026-03-02T10:00:00Z", "comment": "Mijn ding is zoek" });
    bot.webhook("shop", &with(sanne("r1", 1, ""), edited.clone()))
        .await;
    bot.webhook("shop", &with(response("r1", 1, ""), edited))
        .await;
    // Another one from before, that was not there yet: it counts, and says nothing.
    bot.webhook("shop", &sanne("r0", 5, "Mijn ding was nat"))
        .await;
    let file = format!(
        "id;datum;nps;toelichting;e-mail;naam\nx1;01-03-2026;7;Mijn ding;{EMAIL};Sanne de Vries\n"
    );
    for _ in 0..2 {
        let failed = bot
            .import("klanten.csv", &file, &["--post", "--dates", "dmy"])
            .await;
        assert!(failed.is_empty(), "{failed:?}");
        std::fs::remove_file(bot.path("klanten.csv")).unwrap();
    }
    bot.deliver().await;
    assert_no_trace(&bot).await;
    assert_eq!(bot.number(ANSWERS).await, 3);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 3);
    assert_counts_agree(&bot).await;
    bot.post(FINANCE).assert_shows("asked to be forgotten");
    assert!(bot.posts(TRIAGE).is_empty());

    // What the same person says later is welcome.
    let later =
        json!({ "timestamp": "2026-09-14T12:00:00Z", "updated_at": "2026-09-14T12:00:00Z" });
    bot.stored(
        "shop",
        &with(sanne("r9", 9, "De factuur is nu goed"), later),
    )
    .await;
    bot.deliver().await;
    bot.posts(FINANCE)[1].assert_shows("De factuur is nu goed");
}

#[tokio::test]
async fn a_digest_loses_the_words_of_one_customer_and_keeps_those_of_others() {
    let bot = TestBot::with()
        .finance("MODE", "digest")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.stored("shop", &response("r2", 3, "De factuur kwam laat"))
        .await;
    bot.comes_to("2026-03-02T16:00").await;
    bot.post(FINANCE).assert_shows("klopt niet van mij");
    let told = bot.erase(&["--customer", EMAIL]).await;
    assert!(told.contains("out of 1 other messages"), "{told}");
    bot.erase(&["--customer", EMAIL, "--yes"]).await;
    bot.deliver().await;
    let digest = bot.post(FINANCE);
    digest.assert_shows("De factuur kwam laat");
    digest.assert_shows("A customer who was quoted here asked to be forgotten");
    assert_no_trace(&bot).await;
}

#[tokio::test]
async fn a_digest_whose_text_is_not_kept_any_more_is_taken_back() {
    let bot = TestBot::with()
        .finance("MODE", "digest")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.comes_to("2026-03-02T16:00").await;
    bot.at("2026-03-20T10:00");
    bot.tick().await;
    bot.erase(&["--customer", EMAIL, "--yes"]).await;
    bot.deliver().await;
    bot.posts(FINANCE)[0].assert_shows("it was taken back");
    assert_no_trace(&bot).await;
}

#[tokio::test]
async fn what_is_still_on_its_way_is_not_sent() {
    let bot = TestBot::with()
        .set("KLANTSTEM__PRIVACY__KEEP_RAW", "true")
        .at("2026-09-13T22:00")
        .start()
        .await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.erase(&["--customer", EMAIL, "--yes"]).await;
    bot.comes_to("2026-09-14T10:00").await;
    assert!(bot.posts(FINANCE).is_empty());
    assert_no_trace(&bot).await;
}

#[tokio::test]
async fn a_customer_is_handed_everything_that_is_kept() {
    let bot = TestBot::start().await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.stored("shop", &response("r2", 9, "De factuur was prima"))
        .await;
    bot.deliver().await;
    bot.posts(FINANCE);
    let exported: Value = serde_json::from_str(&bot.export(&["--customer", EMAIL]).await).unwrap();
    assert_eq!(exported.as_array().unwrap().len(), 1);
    assert_eq!(exported[0]["respondent_name"], "Sanne de Vries");
    assert_eq!(exported[0]["comment"], "De factuur klopt niet van mij");
    assert_eq!(exported[0]["departments"][0]["department"], "finance");
    let key = exported[0]["respondent_key"].as_str().unwrap();
    let csv = bot.export(&["--customer", key, "--format", "csv"]).await;
    assert!(
        csv.lines().count() == 2 && csv.contains("Sanne de Vries"),
        "{csv}"
    );
    let acts = "SELECT act FROM privacy_acts";
    assert_eq!(
        bot.texts(acts).await,
        ["export_customer", "export_customer"]
    );
}

#[tokio::test]
async fn a_name_lists_who_may_be_meant_and_erases_nobody() {
    let bot = TestBot::start().await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    bot.stored(
        "shop",
        &response("r2", 3, "De factuur van Sanne klopt niet"),
    )
    .await;
    bot.deliver().await;
    let told = bot.erase(&["--customer", "sanne", "--yes"]).await;
    assert!(told.contains("Erased: 0 responses"), "{told}");
    let told = bot.erase(&["--customer", "sanne"]).await;
    let ids = bot.texts("SELECT id FROM responses ORDER BY id").await;
    assert!(ids.iter().all(|id| told.contains(id)), "{told}");
    // By its id, a response goes of which nobody knows whose it is.
    let told = bot.erase(&["--response", &ids[1], "--yes"]).await;
    assert!(told.contains("Erased: 1 responses"), "{told}");
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    posts[0].assert_shows("klopt niet van mij");
    posts[1].assert_shows("asked to be forgotten");
}

#[tokio::test]
async fn a_customer_of_years_leaves_nothing_between_thousands_of_others() {
    let bot = TestBot::start().await;
    let mut file = "id;datum;nps;toelichting;e-mail;naam;account\n".to_owned();
    for number in 0..3_000 {
        let day = number % 28 + 1;
        file += &match number % 10 {
            0 => format!(
                "klant-4711-{number};{day:02}-01-2026;3;De factuur klopt niet van mij {};{EMAIL};Sanne de Vries;Bakkerij De Vries\n",
                "en nog iets ".repeat(number % 97)
            ),
            _ => format!(
                "{number};{day:02}-01-2026;8;Prima {};jan{number}@elders.test;Jan;Elders\n",
                "en meer ".repeat(number % 89)
            ),
        };
    }
    let flags = [
        "--dates",
        "dmy",
        "--consent",
        "named",
        "--segment",
        "account",
    ];
    let failed = bot.import("klanten.csv", &file, &flags).await;
    assert!(failed.is_empty(), "{failed:?}");
    let told = bot.erase(&["--customer", EMAIL, "--yes"]).await;
    assert!(told.contains("Erased: 300 responses"), "{told}");
    assert_no_trace(&bot).await;
    assert_eq!(bot.number(ANSWERS).await, 3_000);
    assert_counts_agree(&bot).await;
}

#[tokio::test]
async fn an_answer_that_was_shared_loses_the_words_too() {
    let bot = TestBot::start().await;
    let file = format!(
        "id;datum;nps;toelichting;e-mail;naam\nx1;01-09-2026;3;De factuur klopt niet van mij;{EMAIL};Sanne de Vries\nx2;02-09-2026;3;De factuur kwam laat;;\n"
    );
    let failed = bot
        .import(
            "klanten.csv",
            &file,
            &["--dates", "dmy", "--consent", "named"],
        )
        .await;
    assert!(failed.is_empty(), "{failed:?}");
    bot.slash_in(FINANCE, ANNA, "/voice", "quotes finance")
        .await;
    bot.click_in_answer(ANNA, "scores:share").await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("klopt niet van mij");
    bot.erase(&["--customer", EMAIL, "--yes"]).await;
    bot.deliver().await;
    let shared = bot.post(FINANCE);
    shared.assert_shows("De factuur kwam laat");
    shared.assert_hides("klopt niet van mij");
    shared.assert_hides("Sanne");
}

#[tokio::test]
async fn a_colleague_who_asks_for_it_is_a_pseudonym_everywhere_and_counts_stay() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.react(ANNA, &bot.post(FINANCE), "tada").await;
    bot.react(BOB, &bot.post(FINANCE), "tada").await;
    bot.reroute(ANNA, &bot.post(FINANCE), "product", Some("Voor jullie"))
        .await;
    bot.deliver().await;
    bot.slash(ANNA, "/voice", "language nl").await;
    bot.post(PRODUCT).assert_shows(ANNA);
    let kept: Value = serde_json::from_str(&bot.export(&["--person", ANNA]).await).unwrap();
    for table in ["corrections", "reactions", "preferences", "assignments"] {
        assert_eq!(
            kept[table].as_array().unwrap().len(),
            1,
            "{table}: {kept:#}"
        );
    }

    let told = bot.erase(&["--person", ANNA]).await;
    assert!(told.contains("Nothing was changed"), "{told}");
    bot.post(PRODUCT).assert_shows(ANNA);
    let told = bot.erase(&["--person", ANNA, "--yes"]).await;
    assert!(told.contains("2 messages in Slack"), "{told}");
    bot.deliver().await;
    bot.post(PRODUCT).assert_shows("person-");
    bot.post(FINANCE).assert_shows("person-");
    let shown = json!(bot.sandbox.messages(PRODUCT)).to_string();
    assert!(!shown.contains(ANNA), "{shown}");
    let stored = bot.database.everything().await;
    let at = stored.find(ANNA).unwrap_or_default();
    assert!(
        !stored.contains(ANNA),
        "{}",
        &stored[at.saturating_sub(200)..at + 50]
    );
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 2);
    assert_eq!(bot.number("SELECT COUNT(*) FROM corrections").await, 1);
    assert_counts_agree(&bot).await;
}

#[tokio::test]
async fn a_card_whose_text_is_not_kept_any_more_is_made_anew_under_the_pseudonym() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.reroute(ANNA, &bot.post(FINANCE), "product", Some("Voor jullie"))
        .await;
    bot.deliver().await;
    bot.post(FINANCE);
    bot.at("2026-10-30T10:00");
    bot.tick().await;
    bot.erase(&["--person", ANNA, "--yes"]).await;
    bot.deliver().await;
    let card = bot.post(PRODUCT);
    card.assert_shows("De factuur klopt niet");
    card.assert_shows("person-");
    card.assert_hides(ANNA);
    bot.posts(FINANCE)[0].assert_hides(ANNA);
}

#[tokio::test]
async fn everybody_can_see_and_forget_their_own_data_on_app_home() {
    let bot = TestBot::with().without_scope("files:write").start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    bot.react(BOB, &bot.post(FINANCE), "tada").await;
    let home = bot.home(BOB).await;
    bot.click_in(BOB, &home, "privacy:export", None).await;
    bot.deliver().await;
    let told = bot.direct_messages(BOB);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("tada");
    bot.later(chrono::TimeDelta::hours(2));
    bot.deliver().await;
    assert!(bot.direct_messages(BOB).is_empty());

    let home = bot.home(BOB).await;
    bot.click_in(BOB, &home, "privacy:erase", None).await;
    let who = "SELECT user_id FROM reactions";
    assert!(bot.texts(who).await[0].starts_with("person-"));
    let acts = "SELECT ordered_by FROM privacy_acts WHERE act = 'erase_person'";
    assert_eq!(bot.texts(acts).await, ["the person"]);
}

#[tokio::test]
async fn what_is_older_than_it_is_kept_goes_at_night_and_scores_stay() {
    let bot = TestBot::with()
        .set("KLANTSTEM__PRIVACY__KEEP__RESPONSES", "6 months")
        .set("KLANTSTEM__PRIVACY__KEEP__REACTIONS", "30 days")
        .set("KLANTSTEM__PRIVACY__KEEP__CORRECTIONS", "30 days")
        .start()
        .await;
    bot.stored("shop", &sanne("r1", 3, "De factuur klopt niet van mij"))
        .await;
    let later =
        json!({ "timestamp": "2026-09-14T08:00:00Z", "updated_at": "2026-09-14T08:00:00Z" });
    bot.stored(
        "shop",
        &with(response("r2", 9, "De factuur was prima"), later),
    )
    .await;
    bot.deliver().await;
    // The first was answered in March: it is too old from the beginning, and only counts.
    assert_eq!(bot.number(ANSWERS).await, 2);
    let comments = "SELECT comment FROM responses WHERE comment IS NOT NULL";
    assert_eq!(bot.texts(comments).await, ["De factuur was prima"]);
    bot.react(BOB, &bot.post(FINANCE), "tada").await;
    bot.reroute(ANNA, &bot.post(FINANCE), "product", Some("Voor jullie"))
        .await;
    bot.deliver().await;
    bot.posts(PRODUCT);
    for (at, reactions, comments_left) in [("2026-11-14T10:00", 0, 1), ("2027-04-01T10:00", 0, 0)] {
        bot.at(at);
        bot.tick().await;
        assert_eq!(
            bot.number("SELECT COUNT(*) FROM reactions").await,
            reactions
        );
        assert_eq!(bot.texts(comments).await.len(), comments_left);
        assert_eq!(bot.number(ANSWERS).await, 2);
        assert_counts_agree(&bot).await;
    }
    let correctors = "SELECT corrected_by FROM corrections";
    assert_eq!(bot.texts(correctors).await, ["person-forgotten"]);
    bot.tick().await;
}

const THANKED: &str = r##"
[kudos]
channel = "#general"

[stories]
leaders = ["U0000ANNA"]

[privacy.keep]
kudos = "180 days"
"##;
const REASON: &str = "solved the invoice of Bakkerij De Vries the same day";

#[tokio::test]
async fn kudos_that_are_older_than_they_are_kept_go_with_what_happened_to_them() {
    let bot = TestBot::with().file(THANKED).start().await;
    let text = format!("@bob {REASON}");
    bot.slash(ANNA, "/kudos", &text).await;
    bot.deliver().await;
    bot.react(ADMIN, &bot.post(GENERAL), "clap").await;
    bot.at("2027-01-10T10:00");
    bot.slash(ANNA, "/kudos", &text).await;
    bot.deliver().await;
    let rows =
        "SELECT (SELECT COUNT(*) FROM kudos) * 100 + (SELECT COUNT(*) FROM kudos_receivers) * 10
        + (SELECT COUNT(*) FROM kudos_events)";
    for (at, expected) in [("2027-03-12T10:00", 223), ("2027-03-14T10:00", 111)] {
        bot.at(at);
        bot.tick().await;
        assert_eq!(bot.number(rows).await, expected, "{at}");
    }
    let home = words(&bot.home(BOB).await["blocks"]);
    assert!(home.contains("In all you received 1"), "{home}");
    // What stands in Slack stays; a reaction that is taken back there finds nothing any more.
    bot.unreact(ADMIN, &bot.posts(GENERAL)[0], "clap").await;
    assert_eq!(bot.number(rows).await, 111);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn the_kudos_of_a_colleague_who_is_forgotten_stay_for_the_others() {
    let bot = TestBot::with().file(THANKED).start().await;
    bot.slash(ANNA, "/kudos", &format!("@bob @ada {REASON}"))
        .await;
    bot.slash(
        BOB,
        "/kudos",
        &format!("@anna {REASON} with <@U00000BOB|bob>"),
    )
    .await;
    bot.deliver().await;
    let posts = bot.posts(GENERAL);
    bot.react(BOB, &posts[0], "clap").await;
    bot.react(ADMIN, &posts[1], "clap").await;
    bot.erase(&["--person", BOB, "--yes"]).await;
    bot.deliver().await;
    for post in bot.posts(GENERAL) {
        // What he pressed in Slack is Slack's to forget.
        let said = format!("{} {}", post.text(), post.json["blocks"]);
        assert!(!said.contains(BOB), "{said}");
        post.assert_shows("person-");
        post.assert_shows(REASON);
    }
    bot.direct_messages(ADMIN)[0].assert_hides(BOB);
    bot.direct_messages(ANNA)[0].assert_shows("person-");
    let stored = bot.database.everything().await;
    assert!(!stored.contains(BOB));
    let received = "SELECT COUNT(*) FROM kudos_receivers";
    assert_eq!(bot.number(received).await, 3);
    let home = words(&bot.home(ANNA).await["blocks"]);
    assert!(home.contains("person-"), "{home}");
    // Administrators still withdraw it, everywhere.
    let post = bot.posts(GENERAL).remove(1);
    let value = post.choice("kudos:menu", |_| true);
    bot.click(ADMIN, &post, "kudos:menu", Some(&value)).await;
    let view = bot.modal(ADMIN).await;
    let reason = json!({ "kudos:reason": { "kudos:reason": "left" } });
    bot.submit(ADMIN, &view, reason).await;
    bot.deliver().await;
    bot.posts(GENERAL)[1].assert_shows("was withdrawn");
    bot.direct_messages(ANNA)[0].assert_shows("was withdrawn");
    bot.direct_messages(BOB);
}
