//! A digest appears exactly once, whatever happens to the clock and to the process.

use chrono::TimeDelta;

use crate::harness::*;

fn with_digest(at: &str) -> Builder {
    TestBot::with()
        .finance("MODE", "digest")
        .finance("DIGEST_AT", at)
        .set(
            "KLANTSTEM__WORKSPACE__POSTING_HOURS__DAYS",
            "mon,tue,wed,thu,fri,sat,sun",
        )
}

async fn one_waits(bot: &TestBot) {
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
}

#[tokio::test]
async fn a_digest_appears_at_its_time_and_not_before() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.comes_to("2026-03-02T15:59").await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.comes_to("2026-03-02T16:00").await;
    bot.post(FINANCE).assert_shows("De factuur klopt niet");
}

#[tokio::test]
async fn a_digest_of_nothing_is_not_posted() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    bot.comes_to("2026-03-02T16:00").await;
    assert!(bot.posts(FINANCE).is_empty());
}

#[tokio::test]
async fn a_digest_leaves_out_what_was_deleted_and_shows_what_was_edited() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.stored("shop", &response("r2", 3, "De factuur kwam laat"))
        .await;
    let later = serde_json::json!({ "updated_at": "2026-03-01T11:00:00Z" });
    let deleted = serde_json::json!({ "state": "deleted" });
    let edited = serde_json::json!({ "comment": "De factuur kwam twee weken te laat" });
    bot.stored(
        "shop",
        &with(with(response("r1", 3, "x"), later.clone()), deleted),
    )
    .await;
    bot.stored("shop", &with(with(response("r2", 3, "x"), later), edited))
        .await;
    bot.comes_to("2026-03-02T16:00").await;
    let digest = bot.post(FINANCE);
    digest.assert_shows("twee weken te laat");
    digest.assert_shows("1 response");
    digest.assert_hides("klopt niet");
}

#[tokio::test]
async fn a_digest_appears_once_when_the_timetable_runs_twice_and_after_a_restart() {
    let mut bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.at("2026-03-02T16:00");
    bot.tick().await;
    bot.tick().await;
    bot.restart().await;
    bot.tick().await;
    bot.later(TimeDelta::minutes(5));
    bot.tick().await;
    bot.deliver().await;
    bot.post(FINANCE);
    let claimed = "SELECT COUNT(*) FROM occurrences WHERE place = 'finance'";
    assert_eq!(bot.number(claimed).await, 1);
}

#[tokio::test]
async fn a_digest_appears_once_on_two_replicas() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    let other = bot.replica().await;
    one_waits(&bot).await;
    bot.at("2026-03-02T16:00");
    let (one, two) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        other.timetable.run_due(&other.ctx),
    );
    one.unwrap();
    two.unwrap();
    bot.deliver().await;
    bot.post(FINANCE);
    let claimed = "SELECT COUNT(*) FROM occurrences WHERE place = 'finance'";
    assert_eq!(bot.number(claimed).await, 1);
    other.ctx.db.close().await;
}

#[tokio::test]
async fn a_digest_that_was_missed_while_the_process_was_down_appears_once_afterwards() {
    let mut bot = with_digest("daily at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.at("2026-03-05T09:00");
    bot.restart().await;
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn nothing_is_posted_on_a_holiday() {
    let bot = with_digest("daily at 16:00")
        .set("KLANTSTEM__WORKSPACE__HOLIDAYS", "2026-03-02")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.comes_to("2026-03-02T16:00").await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.comes_to("2026-03-03T16:00").await;
    bot.post(FINANCE);
}

/// Runs the timetable every ten minutes of a day and returns the local times of the digests' claims.
async fn every_ten_minutes(bot: &TestBot) -> Vec<String> {
    for _ in 0..(25 * 6) {
        bot.tick().await;
        bot.later(TimeDelta::minutes(10));
    }
    bot.deliver().await;
    bot.texts("SELECT local_time FROM occurrences WHERE place = 'finance' ORDER BY local_time")
        .await
}

#[tokio::test]
async fn in_the_hour_that_comes_twice_a_digest_appears_once() {
    // On 25 October 2026 the clock goes from 03:00 back to 02:00.
    let bot = with_digest("daily at 02:30")
        .at("2026-10-25T00:00")
        .start()
        .await;
    one_waits(&bot).await;
    let claimed = every_ten_minutes(&bot).await;
    assert_eq!(claimed, ["2026-10-25T02:30:00"]);
    bot.post(FINANCE);
}

#[tokio::test]
async fn in_the_hour_that_never_comes_a_digest_appears_once_all_the_same() {
    // On 29 March 2026 the clock goes from 02:00 to 03:00.
    let bot = with_digest("daily at 02:30")
        .at("2026-03-29T00:00")
        .start()
        .await;
    one_waits(&bot).await;
    let claimed = every_ten_minutes(&bot).await;
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_digest_of_very_many_is_a_few_messages_that_slack_takes() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    for number in 0..60 {
        let comment = format!("De factuur nummer {number} klopt niet. ").repeat(12);
        let id = format!("r{number}");
        bot.stored("shop", &response(&id, number % 11, &comment))
            .await;
    }
    bot.comes_to("2026-03-02T16:00").await;
    let posts = bot.posts(FINANCE);
    assert!((2..8).contains(&posts.len()), "{} messages", posts.len());
    posts[0].assert_shows("60 responses");
    assert!(bot.outbox().await.is_empty());
}

#[tokio::test]
async fn a_digest_is_in_the_channels_language() {
    let bot = with_digest("weekdays at 16:00")
        .at("2026-03-02T10:00")
        .start()
        .await;
    one_waits(&bot).await;
    bot.slash_in(FINANCE, ADMIN, "/voice", "language nl here")
        .await;
    bot.comes_to("2026-03-02T16:00").await;
    let digest = bot.post(FINANCE);
    digest.assert_shows("Klanten aan het woord: Financiën");
    digest.assert_shows("1 reactie");
}
