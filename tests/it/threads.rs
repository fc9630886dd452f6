//! Messages in the thread of another one that may not have arrived yet.

use chrono::{DateTime, TimeDelta, Utc};
use klantstem::platform::outbox::{self, NewMessage, State};
use klantstem::sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::harness::*;

const LANE: &str = "#voice-finance";
const POST: &str = "chat.postMessage";

fn message(text: &str, due_at: DateTime<Utc>) -> NewMessage {
    NewMessage::post(LANE, json!({ "text": text }), text, due_at)
}

/// Puts the first message of a thread and one in it into the outbox; returns the first one's row.
async fn thread(bot: &TestBot, first_due: DateTime<Utc>) -> String {
    let now = bot.clock.now();
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let first = outbox::enqueue(&mut tx, &[message("first", first_due)], now)
        .await
        .unwrap()
        .remove(0)
        .unwrap();
    let reply = message("reply", now).in_thread_of(first.as_str());
    let other = message("other", now);
    outbox::enqueue(&mut tx, &[reply, other], now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    first
}

/// What stands in the channel: the text, and the text of the message in whose thread it stands.
fn seen(bot: &TestBot) -> Vec<(String, Option<String>)> {
    let posts = bot.posts(FINANCE);
    let text_of = |ts: &str| {
        let first = posts.iter().find(|post| post.ts == ts);
        first.map(|post| post.text().to_owned())
    };
    posts
        .iter()
        .map(|post| {
            let thread = post.json["thread_ts"]
                .as_str()
                .filter(|ts| *ts != post.ts)
                .and_then(text_of);
            (post.text().to_owned(), thread)
        })
        .collect()
}

fn alone(text: &str) -> (String, Option<String>) {
    (text.to_owned(), None)
}

fn below_first(text: &str) -> (String, Option<String>) {
    (text.to_owned(), Some("first".to_owned()))
}

#[tokio::test]
async fn a_message_finds_the_thread_of_one_that_had_not_arrived_when_it_was_written() {
    let bot = TestBot::start().await;
    thread(&bot, bot.clock.now()).await;
    bot.deliver().await;
    assert_eq!(
        seen(&bot),
        [alone("first"), below_first("reply"), alone("other")]
    );
}

#[tokio::test]
async fn a_message_waits_for_a_first_one_that_is_due_later_and_holds_nobody_up() {
    let bot = TestBot::start().await;
    thread(&bot, bot.clock.now() + TimeDelta::hours(2)).await;
    bot.deliver().await;
    assert_eq!(seen(&bot), [alone("other")]);
    bot.later(TimeDelta::hours(2));
    bot.deliver().await;
    assert_eq!(
        seen(&bot),
        [alone("other"), alone("first"), below_first("reply")]
    );
}

#[tokio::test]
async fn with_a_first_message_that_is_refused_its_thread_is_set_aside_and_sent_again_with_it() {
    let bot = TestBot::start().await;
    let archived = FaultKind::Error {
        error: "is_archived".to_owned(),
    };
    bot.sandbox.fault(Fault::next(POST, archived));
    let first = thread(&bot, bot.clock.now()).await;
    bot.deliver().await;
    assert_eq!(seen(&bot), [alone("other")]);
    // The owner is told once, of the first one.
    assert_eq!(bot.direct_messages(ADMIN).len(), 1);
    let states: Vec<State> = bot.outbox().await.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Failed, State::Failed]);
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let now = bot.clock.now();
    assert_eq!(outbox::retry(&mut tx, &first, now).await.unwrap(), 2);
    tx.commit().await.unwrap();
    bot.deliver().await;
    assert_eq!(
        seen(&bot),
        [alone("other"), alone("first"), below_first("reply")]
    );
}

#[tokio::test]
async fn with_a_first_message_that_is_given_up_its_thread_is_given_up() {
    let bot = TestBot::start().await;
    let first = thread(&bot, bot.clock.now() + TimeDelta::hours(2)).await;
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let now = bot.clock.now();
    assert!(outbox::drop_entry(&mut tx, &first, now).await.unwrap());
    let late = message("late", now).in_thread_of(first.as_str());
    outbox::enqueue(&mut tx, &[late], now).await.unwrap();
    tx.commit().await.unwrap();
    bot.deliver().await;
    assert_eq!(seen(&bot), [alone("other")]);
    assert!(bot.outbox().await.is_empty());
}

#[tokio::test]
async fn an_unclear_message_is_looked_up_in_its_thread_and_never_stands_twice() {
    for kind in [FaultKind::DropAfter, FaultKind::DropBefore] {
        let bot = TestBot::with()
            .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up")
            .with_history_scopes()
            .start()
            .await;
        let first = thread(&bot, bot.clock.now()).await;
        bot.deliver().await;
        bot.sandbox.fault(Fault::next(POST, kind));
        let mut tx = bot.app.ctx.db.begin().await.unwrap();
        let now = bot.clock.now();
        let second = message("second", now).in_thread_of(first);
        outbox::enqueue(&mut tx, &[second], now).await.unwrap();
        tx.commit().await.unwrap();
        bot.deliver().await;
        assert_eq!(
            seen(&bot),
            [
                alone("first"),
                below_first("reply"),
                alone("other"),
                below_first("second")
            ]
        );
    }
}
