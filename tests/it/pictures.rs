//! The picture of a trend: in the post where Slack takes it, a line of text where it does not, and the
//! post exactly once in either case.

use chrono::TimeDelta;
use klantstem::sandbox::{Fault, FaultKind};
use serde_json::Value;

use crate::harness::*;

const BEGIN: &str = "files.getUploadURLExternal";
const FINISH: &str = "files.completeUploadExternal";
const POST: &str = "chat.postMessage";

/// Three weeks of answers for finance, on the Monday before they are told.
async fn with_answers(bot: Builder) -> TestBot {
    let bot = bot
        .at("2026-09-14T08:00")
        .file("\n[[scores.events]]\non = 2026-09-08\nname = { en = \"New bills\", nl = \"Nieuwe facturen\" }\n")
        .start()
        .await;
    let mut file = "id;date;nps;department\n".to_owned();
    for (day, good, bad) in [
        ("2026-08-26", 50, 20),
        ("2026-09-02", 60, 20),
        ("2026-09-09", 25, 55),
    ] {
        for number in 0..good + bad {
            let score = if number < good { 10 } else { 2 };
            file.push_str(&format!("{day}-{number};{day};{score};finance\n"));
        }
    }
    bot.import("a.csv", file, &["--source", "panel"]).await;
    bot
}

async fn told(bot: Builder) -> TestBot {
    let bot = with_answers(bot).await;
    bot.at("2026-09-14T09:00");
    bot.tick().await;
    bot
}

fn trend(post: &Post) -> Value {
    let blocks = post.json["blocks"].as_array().unwrap();
    let trends: Vec<&Value> = blocks
        .iter()
        .filter(|block| block["block_id"] == "scores:trend")
        .collect();
    assert_eq!(trends.len(), 1, "{blocks:#?}");
    trends[0].clone()
}

/// The post shows a picture that Slack has, and all of it in words.
fn assert_pictured(bot: &TestBot, post: &Post) {
    let trend = trend(post);
    assert_eq!(trend["type"], "image");
    let file = trend["slack_file"]["id"].as_str().unwrap();
    let (name, kind, bytes) = bot.sandbox.file(file).unwrap();
    assert_eq!((name.as_str(), kind), ("trend.png", "image/png"));
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let words = trend["alt_text"].as_str().unwrap();
    assert!(words.contains("New bills"), "{words}");
    assert!(words.contains("7 Sep 2026: −38"), "{words}");
    assert!(
        !post.json.to_string().contains('▁'),
        "a sparkline beside the picture"
    );
}

/// The post has its trend in text.
fn assert_in_text(post: &Post) {
    assert_eq!(trend(post)["type"], "section");
    post.assert_shows("Trend: ");
}

#[tokio::test]
async fn a_scheduled_post_shows_its_trend_as_a_picture_with_all_of_it_in_words() {
    let bot = told(TestBot::with()).await;
    bot.deliver().await;
    assert_pictured(&bot, &bot.post(FINANCE));
    assert_eq!(bot.sandbox.call_count(BEGIN), 1);
}

#[tokio::test]
async fn an_answer_that_is_shared_has_a_picture_and_the_private_one_a_line() {
    let bot = with_answers(TestBot::with()).await;
    let answer = bot.slash_in(FINANCE, ANNA, "/voice", "nps last week").await;
    assert!(answer.contains("Trend: "), "{answer}");
    bot.click_in_answer(ANNA, "scores:share").await;
    bot.deliver().await;
    assert_pictured(&bot, &bot.post(FINANCE));
}

#[tokio::test]
async fn without_the_scope_posts_go_out_with_a_line_and_slack_is_asked_once() {
    let bot = told(TestBot::with().without_scope("files:write")).await;
    bot.deliver().await;
    assert_in_text(&bot.post(FINANCE));
    bot.slash_in(FINANCE, ANNA, "/voice", "nps 2026-09-07..2026-09-13")
        .await;
    bot.click_in_answer(ANNA, "scores:share").await;
    bot.deliver().await;
    assert_in_text(&bot.posts(FINANCE)[1]);
    assert_eq!(bot.sandbox.call_count(BEGIN), 1);
    // The scope was granted meanwhile.
    bot.later(TimeDelta::minutes(61));
    bot.slash_in(FINANCE, BOB, "/voice", "nps 2026-09-07..2026-09-13")
        .await;
    bot.click_in_answer(BOB, "scores:share").await;
    bot.deliver().await;
    assert_eq!(bot.sandbox.call_count(BEGIN), 2);
    assert_eq!(bot.posts(FINANCE).len(), 3);
}

#[tokio::test]
async fn an_upload_that_fails_is_tried_again_and_at_last_the_post_goes_without_it() {
    let once = told(TestBot::with()).await;
    once.sandbox
        .fault(Fault::next(FINISH, FaultKind::DropAfter));
    once.deliver().await;
    assert_pictured(&once, &once.post(FINANCE));
    assert_eq!(once.sandbox.call_count(BEGIN), 2);

    let never = told(TestBot::with()).await;
    never
        .sandbox
        .fault(Fault::next("upload", FaultKind::Status { status: 503 }).times(9));
    let begun = never.wall.now();
    never.deliver().await;
    assert!(never.wall.now() - begun < TimeDelta::seconds(30));
    assert_in_text(&never.post(FINANCE));
    assert_eq!(never.sandbox.call_count(BEGIN), 3);
}

#[tokio::test]
async fn a_file_that_slack_refuses_for_good_is_not_tried_again() {
    let bot = told(TestBot::with()).await;
    let error = "file_type_not_allowed".to_owned();
    bot.sandbox
        .fault(Fault::next(BEGIN, FaultKind::Error { error }));
    bot.deliver().await;
    assert_in_text(&bot.post(FINANCE));
    assert_eq!(bot.sandbox.call_count(BEGIN), 1);
}

#[tokio::test]
async fn uploads_wait_as_long_as_slack_asks_and_the_post_with_them() {
    let bot = told(TestBot::with()).await;
    let limited = FaultKind::RateLimited { retry_after: 20 };
    bot.sandbox.fault(Fault::next(BEGIN, limited));
    bot.deliver().await;
    assert_pictured(&bot, &bot.post(FINANCE));
}

#[tokio::test]
async fn a_picture_that_slack_did_not_look_at_yet_is_waited_for_and_at_last_left_out() {
    let invalid = || FaultKind::Error {
        error: "invalid_blocks".to_owned(),
    };
    let slow = told(TestBot::with()).await;
    slow.sandbox.fault(Fault::next(POST, invalid()).times(2));
    slow.deliver().await;
    assert_pictured(&slow, &slow.post(FINANCE));
    assert_eq!(
        slow.sandbox.call_count(BEGIN),
        1,
        "it is not uploaded again"
    );

    let never = told(TestBot::with()).await;
    never.sandbox.fault(Fault::next(POST, invalid()).times(4));
    let begun = never.wall.now();
    never.deliver().await;
    assert!(never.wall.now() - begun < TimeDelta::seconds(30));
    assert_in_text(&never.post(FINANCE));
}

#[tokio::test]
async fn a_crash_between_upload_and_post_neither_loses_nor_repeats_anything() {
    let mut bot = told(TestBot::with()).await;
    assert!(!bot.deliver_within(TimeDelta::zero()).await);
    assert_eq!(bot.sandbox.call_count(FINISH), 1);
    assert_eq!(bot.sandbox.call_count(POST), 0);
    bot.restart().await;
    bot.deliver().await;
    bot.tick().await;
    bot.deliver().await;
    assert_pictured(&bot, &bot.post(FINANCE));
    assert_eq!(bot.sandbox.call_count(BEGIN), 1);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_an_upload_delays_the_post_by_no_more_than_a_lease() {
    let bot = told(TestBot::with()).await;
    // A worker began to upload and died.
    bot.execute("UPDATE pictures SET attempts = 1").await;
    bot.execute(
        "UPDATE lanes SET owner = 'dead', lease_until = next_at WHERE lane = '#voice-finance'",
    )
    .await;
    bot.deliver().await;
    assert_pictured(&bot, &bot.post(FINANCE));
    // One whose picture kills each worker goes out without it.
    let bot = told(TestBot::with()).await;
    bot.execute("UPDATE pictures SET attempts = 3").await;
    bot.deliver().await;
    assert_in_text(&bot.post(FINANCE));
    assert_eq!(bot.sandbox.call_count(BEGIN), 0);
}

#[tokio::test]
async fn what_was_drawn_is_forgotten_with_the_words_of_the_message() {
    let bot = told(TestBot::with()).await;
    bot.deliver().await;
    bot.post(FINANCE);
    assert_ne!(bot.texts("SELECT drawing FROM pictures").await, [""]);
    bot.at("2026-09-22T04:00");
    bot.tick().await;
    assert_eq!(bot.texts("SELECT drawing FROM pictures").await, [""]);
}
