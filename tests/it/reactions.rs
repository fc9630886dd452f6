//! Reactions of staff on Klantstem's own posts are counted.

use klantstem::features::feedback::store;

use crate::harness::*;

async fn counted(bot: &TestBot, card: &Post) -> Vec<(String, i64)> {
    store::reactions_on(&bot.app.ctx.db, &card.response_id())
        .await
        .unwrap()
}

fn of(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs
        .iter()
        .map(|(emoji, count)| ((*emoji).to_owned(), *count))
        .collect()
}

#[tokio::test]
async fn reactions_are_counted_over_all_channels_and_taken_back() {
    let bot = TestBot::start().await;
    let comment = "De factuur klopt niet en het dashboard is traag";
    bot.stored("shop", &response("r1", 3, comment)).await;
    bot.deliver().await;
    let (finance, product) = (bot.post(FINANCE), bot.post(PRODUCT));
    bot.react(ANNA, &finance, "heart").await;
    bot.react(BOB, &product, "heart").await;
    bot.react(BOB, &product, "eyes").await;
    assert_eq!(
        counted(&bot, &finance).await,
        of(&[("eyes", 1), ("heart", 2)])
    );
    bot.unreact(BOB, &product, "heart").await;
    assert_eq!(
        counted(&bot, &finance).await,
        of(&[("eyes", 1), ("heart", 1)])
    );
}

#[tokio::test]
async fn an_event_that_slack_sends_twice_counts_once() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    let event = serde_json::json!({
        "type": "reaction_added",
        "user": ANNA,
        "reaction": "heart",
        "item": { "type": "message", "channel": card.channel, "ts": card.ts },
        "event_ts": "1760000000.000100",
    });
    for _ in 0..3 {
        let answer = bot
            .sandbox
            .send_event("reaction_added", event.clone())
            .await;
        assert!(answer.is_acknowledged(), "{answer:?}");
    }
    assert_eq!(counted(&bot, &card).await, of(&[("heart", 1)]));
}

#[tokio::test]
async fn reactions_on_messages_of_others_are_ignored() {
    let bot = TestBot::start().await;
    let (_, ts) = bot
        .sandbox
        .post_as(ANNA, FINANCE, "Koffie?", None)
        .await
        .unwrap();
    bot.sandbox.react(BOB, FINANCE, &ts, "coffee").await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM reactions").await, 0);
}

#[tokio::test]
async fn only_what_colleagues_think_of_it_counts() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.react(GUEST, &card, "heart").await;
    assert!(counted(&bot, &card).await.is_empty());
    bot.react(ANNA, &card, "heart").await;
    assert_eq!(counted(&bot, &card).await, of(&[("heart", 1)]));
}
