//! Messages on their way to Slack: in order, none lost, none twice, on bad days too.

use chrono::TimeDelta;
use klantstem::platform::outbox::{self, NewMessage, State};
use klantstem::sandbox::{Fault, FaultKind, Outage};
use tokio_util::sync::CancellationToken;

use crate::harness::*;

async fn invoices(bot: &TestBot, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let comment = format!("De factuur nummer {number}x klopt niet");
        bot.stored("shop", &response(&format!("r{number}"), 3, &comment))
            .await;
    }
}

/// Which invoices stand in the channel, in order.
fn order(bot: &TestBot) -> Vec<u32> {
    bot.posts(FINANCE)
        .iter()
        .filter_map(|post| {
            let words = post.words();
            let number = words.split("nummer ").nth(1)?.split('x').next()?;
            number.parse().ok()
        })
        .collect()
}

fn fault(method: &str, kind: FaultKind) -> Fault {
    Fault::next(method, kind)
}

/// What `klantstem outbox retry` does; returns how many are sent again.
async fn retry(bot: &TestBot, id: &str) -> u64 {
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let count = outbox::retry(&mut tx, id, bot.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    count
}

const POST: &str = "chat.postMessage";

#[tokio::test]
async fn messages_of_a_channel_keep_their_order_and_slacks_pace() {
    let bot = TestBot::start().await;
    let start = bot.wall.now();
    invoices(&bot, 0..12).await;
    bot.deliver().await;
    assert_eq!(order(&bot), (0..12).collect::<Vec<_>>());
    let took = bot.wall.now() - start;
    assert!(took >= TimeDelta::seconds(11), "one a second, not {took}");
}

#[tokio::test]
async fn order_is_kept_when_some_fail_and_are_tried_again() {
    let bot = TestBot::with()
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "send_again")
        .start()
        .await;
    invoices(&bot, 0..6).await;
    for kind in [
        FaultKind::Status { status: 500 },
        FaultKind::RateLimited { retry_after: 3 },
        FaultKind::DropBefore,
        FaultKind::Status { status: 503 },
    ] {
        bot.sandbox.fault(fault(POST, kind));
    }
    bot.deliver().await;
    assert_eq!(order(&bot), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_429_is_obeyed_by_the_whole_method_and_nothing_is_lost() {
    let bot = TestBot::start().await;
    invoices(&bot, 0..3).await;
    bot.stored("shop", &response("p1", 3, "Het dashboard is traag"))
        .await;
    bot.sandbox
        .fault(fault(POST, FaultKind::RateLimited { retry_after: 30 }));
    let start = bot.wall.now();
    let all = bot.deliver_within(TimeDelta::seconds(29)).await;
    assert!(!all, "the pause was not kept");
    let calls = bot.sandbox.call_count(POST);
    // Calls that were in flight in other lanes when the 429 came are no breach.
    assert!(calls <= 2, "{calls} calls");
    bot.deliver().await;
    assert!(bot.wall.now() - start >= TimeDelta::seconds(30));
    assert_eq!(order(&bot), [0, 1, 2]);
    bot.post(PRODUCT);
}

#[tokio::test]
async fn very_many_channels_wait_for_the_same_method() {
    let bot = TestBot::start().await;
    invoices(&bot, 0..1).await;
    bot.sandbox
        .fault(fault(POST, FaultKind::RateLimited { retry_after: 60 }));
    assert!(!bot.deliver_within(TimeDelta::seconds(1)).await);
    let now = bot.clock.now();
    let messages: Vec<NewMessage> = (0..500)
        .map(|number| {
            let text = serde_json::json!({ "text": "Bedankt" });
            NewMessage::post(format!("U{number:08}"), text, format!("many:{number}"), now)
        })
        .collect();
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    outbox::enqueue(&mut tx, &messages, now).await.unwrap();
    tx.commit().await.unwrap();
    let never = CancellationToken::new();
    let next = bot.courier.deliver_due(&never).await.unwrap();
    assert!(next.is_some_and(|next| next > bot.wall.now()));
    assert_eq!(bot.sandbox.call_count(POST), 1);
}

/// What is changed while a worker takes the message: that worker waits for the change, and so sends it.
#[tokio::test]
async fn a_message_that_is_changed_while_it_is_taken_says_what_it_says_now() {
    for is_given_up in [false, true] {
        let bot = TestBot::start().await;
        let (db, now) = (&bot.app.ctx.db, bot.clock.now());
        let says = |text: &str| serde_json::json!({ "text": text });
        let post = NewMessage::post(FINANCE, says("Before"), "changed", now);
        let mut tx = db.begin().await.unwrap();
        let ids = outbox::enqueue(&mut tx, &[post], now).await.unwrap();
        tx.commit().await.unwrap();
        let id = ids[0].as_deref().unwrap();

        let mut changing = db.begin().await.unwrap();
        let notice = says("Taken back");
        let change = |_| (!is_given_up).then(|| says("After"));
        outbox::rewrite(&mut changing, id, change, &notice, now)
            .await
            .unwrap();
        let never = CancellationToken::new();
        let delivering = bot.courier.deliver_due(&never);
        let changed = async {
            if !db.has_one_writer() {
                bot.until(WAITING_FOR_A_ROW, 1).await;
            }
            changing.commit().await.unwrap();
        };
        let (delivered, ()) = tokio::join!(delivering, changed);
        delivered.unwrap();
        let posts = bot.posts(FINANCE);
        let texts: Vec<&str> = posts.iter().map(Post::text).collect();
        assert_eq!(texts, if is_given_up { vec![] } else { vec!["After"] });
        assert_eq!(bot.number("SELECT COUNT(*) FROM outbox").await, 1);
    }
}

/// Whoever waited for a worker's lane while it holds rows that the worker needs next would wait for ever.
#[tokio::test]
async fn a_message_is_put_in_while_a_worker_holds_its_lane() {
    let bot = TestBot::start().await;
    let (db, now) = (&bot.app.ctx.db, bot.clock.now());
    let put = async |text: &str| {
        let says = serde_json::json!({ "text": text });
        let post = NewMessage::post(FINANCE, says, text, now);
        let mut tx = db.begin().await.unwrap();
        outbox::enqueue(&mut tx, &[post], now).await.unwrap();
        tx.commit().await.unwrap();
    };
    put("one").await;
    let mut holding = db.begin().await.unwrap();
    outbox::lock_lane(&mut holding, FINANCE).await.unwrap();
    // On SQLite the worker holds the whole file, and is done first.
    if db.has_one_writer() {
        holding.commit().await.unwrap();
        put("two").await;
    } else {
        let in_time = tokio::time::timeout(SOON, put("two")).await;
        in_time.expect("it does not wait for the lane");
        holding.commit().await.unwrap();
    }
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    let texts: Vec<&str> = posts.iter().map(Post::text).collect();
    assert_eq!(texts, ["one", "two"]);
}

/// How many on this test's PostgreSQL wait for a row that another changes.
const WAITING_FOR_A_ROW: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND application_name = current_setting('application_name')";

#[tokio::test]
async fn slack_that_is_down_for_an_hour_loses_nothing() {
    for outage in [Outage::Unavailable, Outage::Unreachable] {
        let bot = TestBot::with()
            .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "send_again")
            .start()
            .await;
        bot.sandbox.begin_outage(outage, None);
        invoices(&bot, 0..5).await;
        let all = bot.deliver_within(TimeDelta::hours(1)).await;
        assert!(!all);
        assert!(bot.posts(FINANCE).is_empty());
        bot.sandbox.end_outage();
        bot.deliver().await;
        assert_eq!(order(&bot), [0, 1, 2, 3, 4], "{outage:?}");
        assert!(bot.outbox().await.is_empty());
    }
}

#[tokio::test]
async fn an_outage_leaves_one_post_of_a_channel_unclear_and_not_all_of_them() {
    let bot = TestBot::start().await;
    invoices(&bot, 0..5).await;
    bot.sandbox.begin_outage(Outage::Unavailable, None);
    assert!(!bot.deliver_within(TimeDelta::hours(1)).await);
    let mut states: Vec<State> = bot.outbox().await.iter().map(|entry| entry.state).collect();
    states.retain(|state| *state != State::Pending);
    assert_eq!(states, [State::Sending], "the rest was not put in doubt");
    bot.sandbox.end_outage();
    bot.deliver().await;
    assert_eq!(order(&bot), [1, 2, 3, 4]);
    assert_eq!(bot.direct_messages(ADMIN).len(), 1);
    retry(&bot, "all").await;
    bot.deliver().await;
    assert_eq!(order(&bot), [1, 2, 3, 4, 0]);
}

#[tokio::test]
async fn a_refusal_for_good_tells_the_owner_with_the_remedy_and_the_others_go_on() {
    let bot = TestBot::with()
        .file(&format!("\n[departments.finance]\nowner = \"{BOB}\"\n"))
        .start()
        .await;
    bot.sandbox.archive(ANNA, FINANCE, true).await;
    invoices(&bot, 0..3).await;
    bot.stored("shop", &response("p1", 3, "Het dashboard is traag"))
        .await;
    bot.deliver().await;
    bot.post(PRODUCT);
    let told = bot.direct_messages(BOB);
    assert_eq!(told.len(), 1, "once a day, not for each message");
    told[0].assert_shows("is archived");
    told[0].assert_shows("Unarchive the channel");
    told[0].assert_shows("Finance");
    assert!(bot.direct_messages(ADMIN).is_empty());
    let entries = bot.outbox().await;
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|entry| entry.state == State::Failed));
    assert_eq!(entries[0].error.as_deref(), Some("is_archived"));

    // The cause is mended, and an administrator has them sent again.
    bot.sandbox.archive(ANNA, FINANCE, false).await;
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let count = outbox::retry(&mut tx, "all", bot.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count, 3);
    bot.deliver().await;
    assert_eq!(order(&bot), [0, 1, 2]);
}

#[tokio::test]
async fn each_kind_of_refusal_names_its_own_remedy() {
    for (code, remedy) in [
        ("channel_not_found", "Invite me there with `/invite`"),
        ("not_in_channel", "type `/invite`"),
        ("missing_scope", "add this permission"),
        ("restricted_action", "klantstem doctor"),
    ] {
        let bot = TestBot::start().await;
        let error = FaultKind::Error { error: code.into() };
        bot.sandbox.fault(fault(POST, error));
        invoices(&bot, 0..1).await;
        bot.deliver().await;
        assert!(bot.posts(FINANCE).is_empty());
        let told = bot.direct_messages(ADMIN);
        assert_eq!(told.len(), 1, "{code}");
        told[0].assert_shows(remedy);
    }
}

#[tokio::test]
async fn a_revoked_token_holds_everything_until_there_is_a_new_one() {
    let bot = TestBot::start().await;
    let error = FaultKind::Error {
        error: "token_revoked".into(),
    };
    bot.sandbox.fault(fault(POST, error).times(3));
    invoices(&bot, 0..2).await;
    bot.deliver_within(TimeDelta::seconds(50)).await;
    let states: Vec<State> = bot.outbox().await.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Pending, State::Pending]);
    bot.deliver().await;
    assert_eq!(order(&bot), [0, 1]);
}

#[tokio::test]
async fn an_unclear_post_is_held_and_the_owner_told_how_to_decide() {
    let bot = TestBot::start().await;
    bot.sandbox.fault(fault(POST, FaultKind::DropAfter));
    invoices(&bot, 0..3).await;
    bot.deliver().await;
    assert_eq!(
        order(&bot),
        [0, 1, 2],
        "it had arrived, and is not repeated"
    );
    let entries = bot.outbox().await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].state, State::Uncertain);
    let told = bot.direct_messages(ADMIN);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("unclear whether a post reached");
    told[0].assert_shows(&format!("klantstem outbox retry {}", entries[0].id));
    told[0].assert_shows(&format!("klantstem outbox drop {}", entries[0].id));

    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let now = bot.clock.now();
    assert!(
        outbox::drop_entry(&mut tx, &entries[0].id, now)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    bot.deliver().await;
    assert!(bot.outbox().await.is_empty());
    assert_eq!(order(&bot), [0, 1, 2]);
}

#[tokio::test]
async fn an_unclear_post_that_did_not_arrive_is_sent_by_retry() {
    let bot = TestBot::start().await;
    bot.sandbox.fault(fault(POST, FaultKind::DropBefore));
    invoices(&bot, 0..1).await;
    bot.deliver().await;
    let entries = bot.outbox().await;
    assert_eq!(entries[0].state, State::Uncertain);
    assert!(order(&bot).is_empty());
    bot.direct_messages(ADMIN);
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let now = bot.clock.now();
    assert_eq!(
        outbox::retry(&mut tx, &entries[0].id, now).await.unwrap(),
        1
    );
    assert_eq!(outbox::retry(&mut tx, "no-such-id", now).await.unwrap(), 0);
    tx.commit().await.unwrap();
    bot.deliver().await;
    assert_eq!(order(&bot), [0]);
}

#[tokio::test]
async fn an_unclear_post_is_sent_again_where_that_is_set() {
    let bot = TestBot::with()
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "send_again")
        .start()
        .await;
    bot.sandbox.fault(fault(POST, FaultKind::DropBefore));
    invoices(&bot, 0..2).await;
    bot.deliver().await;
    assert_eq!(order(&bot), [0, 1]);
    assert!(bot.outbox().await.is_empty());
}

#[tokio::test]
async fn an_unclear_post_is_looked_up_and_never_stands_twice() {
    for (kind, has_arrived) in [
        (FaultKind::DropAfter, true),
        (FaultKind::StatusAfter { status: 500 }, true),
        (FaultKind::DropBefore, false),
    ] {
        let bot = TestBot::with()
            .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up")
            .with_history_scopes()
            .start()
            .await;
        bot.sandbox.fault(fault(POST, kind.clone()));
        invoices(&bot, 0..3).await;
        bot.deliver().await;
        assert_eq!(order(&bot), [0, 1, 2], "{kind:?}");
        assert!(bot.outbox().await.is_empty());
        assert!(bot.sandbox.call_count("conversations.history") > 0);
        let posts = bot.sandbox.call_count(POST);
        assert_eq!(posts, if has_arrived { 3 } else { 4 }, "{kind:?}");
        // What was found is known like any other: its edit changes the message.
        let edit = with(
            response("r0", 9, "De factuur nummer 0x klopt nu"),
            serde_json::json!({ "updated_at": "2026-03-01T11:00:00Z" }),
        );
        bot.stored("shop", &edit).await;
        bot.deliver().await;
        bot.posts(FINANCE)[0].assert_shows("klopt nu");
    }
}

#[tokio::test]
async fn a_look_up_without_the_scope_holds_the_post() {
    let bot = TestBot::with()
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up")
        .start()
        .await;
    bot.sandbox.fault(fault(POST, FaultKind::DropAfter));
    invoices(&bot, 0..1).await;
    bot.deliver().await;
    assert_eq!(bot.outbox().await[0].state, State::Uncertain);
    assert_eq!(order(&bot), [0]);
    assert_eq!(bot.direct_messages(ADMIN).len(), 1);
}

#[tokio::test]
async fn an_edit_while_the_post_is_unclear_is_in_what_is_sent_later() {
    let bot = TestBot::start().await;
    bot.sandbox.fault(fault(POST, FaultKind::DropBefore));
    invoices(&bot, 0..1).await;
    bot.deliver().await;
    bot.direct_messages(ADMIN);
    let edit = with(
        response("r0", 9, "De factuur nummer 0x klopt nu"),
        serde_json::json!({ "updated_at": "2026-03-01T11:00:00Z" }),
    );
    bot.stored("shop", &edit).await;
    bot.deliver().await;
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    outbox::retry(&mut tx, "all", bot.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("klopt nu");
}

#[tokio::test]
async fn a_process_that_dies_in_the_middle_leaves_nothing_out_and_nothing_twice() {
    let mut bot = TestBot::with()
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up")
        .with_history_scopes()
        .start()
        .await;
    invoices(&bot, 0..4).await;
    // The answer is held so long that the process can end before it comes.
    let delay = FaultKind::DelayAfter {
        milliseconds: 60_000,
    };
    bot.sandbox.fault(fault(POST, delay));
    let courier = bot.courier.clone();
    let sending = tokio::spawn(async move {
        let never = tokio_util::sync::CancellationToken::new();
        courier.deliver_due(&never).await.map(|_| ())
    });
    let taken = |sandbox: &klantstem::sandbox::Sandbox| !sandbox.messages(FINANCE).is_empty();
    let soon = std::time::Duration::from_secs(10);
    assert!(bot.sandbox.wait_until(soon, taken).await);
    sending.abort();
    sending.await.unwrap_err();
    bot.restart().await;
    bot.deliver().await;
    assert_eq!(order(&bot), [0, 1, 2, 3]);
    assert!(bot.outbox().await.is_empty());
}

#[tokio::test]
async fn two_replicas_share_the_work_and_post_everything_once() {
    let bot = TestBot::start().await;
    let other = bot.replica().await;
    let second = other.courier(bot.wall.clone());
    for number in 0..6 {
        let comment = format!("De factuur nummer {number}x klopt niet en het dashboard is traag");
        bot.stored("shop", &response(&format!("r{number}"), 3, &comment))
            .await;
    }
    let never = tokio_util::sync::CancellationToken::new();
    for _ in 0..12 {
        let (one, two) = tokio::join!(bot.courier.deliver_due(&never), second.deliver_due(&never));
        one.unwrap();
        two.unwrap();
        bot.wall.advance(TimeDelta::seconds(1));
    }
    assert_eq!(order(&bot), [0, 1, 2, 3, 4, 5]);
    assert_eq!(bot.posts(PRODUCT).len(), 6);
    assert!(bot.outbox().await.is_empty());
    other.ctx.db.close().await;
}
