//! When and how a channel is posted to: each, only, digest; hours, days, and a limit a day.

use chrono::TimeDelta;

use crate::harness::*;

/// A response about an invoice, with its own words.
async fn invoice(bot: &TestBot, number: u32) {
    let id = format!("r{number}");
    let comment = format!("De factuur nummer {number}x klopt niet");
    bot.stored("shop", &response(&id, 3, &comment)).await;
}

#[tokio::test]
async fn what_comes_in_the_evening_appears_when_posting_hours_begin() {
    let bot = TestBot::with().at("2026-03-02T18:00").start().await;
    invoice(&bot, 1).await;
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.at("2026-03-03T07:59");
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.at("2026-03-03T08:00");
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn what_comes_within_posting_hours_appears_at_once() {
    let bot = TestBot::with().at("2026-03-02T17:59").start().await;
    invoice(&bot, 1).await;
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn what_comes_at_the_weekend_appears_on_monday() {
    let bot = TestBot::with().at("2026-02-28T11:00").start().await;
    invoice(&bot, 1).await;
    bot.stored("shop", &response("t1", 3, "Zo zo")).await;
    bot.at("2026-03-01T12:00");
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.at("2026-03-02T08:00");
    bot.deliver().await;
    bot.post(FINANCE);
    bot.post(TRIAGE);
}

#[tokio::test]
async fn what_comes_on_a_holiday_appears_on_the_next_working_day() {
    // Easter 2026: Sunday 5 and Monday 6 April.
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__HOLIDAYS", "2026-04-06")
        .at("2026-04-06T10:00")
        .start()
        .await;
    invoice(&bot, 1).await;
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.at("2026-04-07T08:00");
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_department_can_have_hours_of_its_own() {
    let bot = TestBot::with()
        .file(
            r#"
            [departments.finance.posting.hours]
            from = "13:00"
            until = "14:00"
            days = ["tue"]
            "#,
        )
        .at("2026-03-02T10:00")
        .start()
        .await;
    let comment = "De factuur klopt niet en het dashboard is traag";
    bot.stored("shop", &response("r1", 3, comment)).await;
    bot.deliver().await;
    bot.post(PRODUCT);
    assert!(bot.posts(FINANCE).is_empty());
    bot.at("2026-03-03T13:00");
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_channel_with_a_filter_posts_at_once_only_what_fits_and_the_rest_in_the_digest() {
    let bot = TestBot::with()
        .file(
            r#"
            [departments.finance.posting]
            mode = "only"
            digest_at = "weekdays at 16:00"
            [departments.finance.posting.only]
            score_classes = ["detractor"]
            has_text = true
            "#,
        )
        .at("2026-03-02T10:00")
        .start()
        .await;
    bot.stored("shop", &response("r1", 2, "De factuur klopt niet"))
        .await;
    bot.stored("shop", &response("r2", 9, "De factuur was helder"))
        .await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("De factuur klopt niet");
    bot.comes_to("2026-03-02T16:00").await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    posts[1].assert_shows("De factuur was helder");
    posts[1].assert_hides("klopt niet");
}

#[tokio::test]
async fn at_most_so_many_appear_a_day_and_the_rest_in_the_digest() {
    let bot = TestBot::with()
        .finance("AT_MOST_A_DAY", "2")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    for number in 1..=5 {
        invoice(&bot, number).await;
    }
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 2);
    bot.comes_to("2026-03-02T16:00").await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 3);
    for number in 3..=5 {
        posts[2].assert_shows(&format!("nummer {number}x"));
    }
    posts[2].assert_shows("3 responses");
    bot.at("2026-03-03T10:00");
    invoice(&bot, 6).await;
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 4, "a new day, a new count");
}

#[tokio::test]
async fn the_limit_of_a_day_holds_when_many_come_at_once() {
    let bot = TestBot::with()
        .finance("AT_MOST_A_DAY", "2")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .start()
        .await;
    let all = (1..=12).map(|number| invoice(&bot, number));
    futures_util::future::join_all(all).await;
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 2);
    let waiting = "SELECT COUNT(*) FROM posts WHERE state = 'digest'";
    assert_eq!(bot.number(waiting).await, 10);
}

#[tokio::test]
async fn what_waits_for_the_next_morning_counts_for_that_day() {
    let bot = TestBot::with()
        .finance("AT_MOST_A_DAY", "2")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .at("2026-03-02T20:00")
        .start()
        .await;
    for number in 1..=3 {
        invoice(&bot, number).await;
    }
    bot.at("2026-03-03T08:00");
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 2);
    invoice(&bot, 4).await;
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 2);
}

#[tokio::test]
async fn an_answer_in_a_digest_can_be_read_and_sent_elsewhere_from_its_select() {
    let bot = TestBot::with()
        .finance("MODE", "digest")
        .finance("DIGEST_AT", "weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    invoice(&bot, 1).await;
    invoice(&bot, 2).await;
    bot.deliver().await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.comes_to("2026-03-02T16:00").await;
    let digest = bot.post(FINANCE);
    digest.assert_shows("What customers told Finance");
    digest.assert_shows("2 responses");

    let first = digest.choice("feedback:choose", |_| true);
    bot.click(ANNA, &digest, "feedback:choose", Some(&first))
        .await;
    let whole = bot.modal(ANNA).await;
    assert!(words(&whole).contains("nummer 1x"));
    bot.click_in(ANNA, &whole, "feedback:reroute", None).await;
    let form = bot.modals(ANNA, 2).await;
    let filled = serde_json::json!({ "department": { "department": "product" } });
    let submitted = bot.submit(ANNA, &form, filled).await;
    assert_eq!(submitted, klantstem::sandbox::Submitted::Closed);
    bot.deliver().await;
    bot.post(PRODUCT).assert_shows("nummer 1x");
    bot.later(TimeDelta::days(1));
    bot.tick().await;
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_channel_that_is_configured_by_its_id_works_like_one_by_name() {
    let bot = TestBot::with()
        .set("KLANTSTEM__DEPARTMENTS__FINANCE__CHANNEL", FINANCE)
        .start()
        .await;
    let said = bot
        .slash_in(FINANCE, ADMIN, "/voice", "language nl here")
        .await;
    assert!(said.contains("in het Nederlands"), "{said}");
    bot.stored("shop", &response("r1", 3, "Het dashboard is traag"))
        .await;
    bot.deliver().await;
    bot.reroute(ANNA, &bot.post(PRODUCT), "finance", None).await;
    bot.deliver().await;
    bot.post(PRODUCT).assert_shows(&format!("<#{FINANCE}>"));
    let card = bot.post(FINANCE);
    card.assert_shows("Criticaster");
    bot.react(BOB, &card, "eyes").await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 1);
}
