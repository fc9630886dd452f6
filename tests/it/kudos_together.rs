//! The kudos of a day in one post, and what it follows.

use serde_json::json;

use crate::harness::*;

const SETTINGS: &str = r##"
[workspace]
holidays = [2026-09-15]

[kudos]
channel = "#general"
digest_at = "weekdays at 16:00"
pair_limit = 100
daily_limit = 100

[departments.finance]
groups = ["@finance-team"]

[departments.product]
groups = ["S00MAKERS"]
"##;

const REASON: &str = "solved the invoice of Bakkerij De Vries the same day";
const OTHER: &str = "explained the new invoice to everybody who asked for it";

async fn start() -> TestBot {
    TestBot::with().file(SETTINGS).start().await
}

async fn thank(bot: &TestBot, giver: &str, receiver: &str, reason: &str) -> String {
    let text = format!("{receiver} {reason}");
    bot.slash(giver, "/kudos", &text).await
}

fn told_all(bot: &TestBot) {
    for person in [ADMIN, ANNA, BOB] {
        bot.direct_messages(person);
    }
}

async fn joined(bot: &TestBot) -> i64 {
    bot.number(
        "SELECT CAST(COALESCE(SUM(CASE kind WHEN 'endorse' THEN 1 WHEN 'unendorse' THEN -1 ELSE 0 END), 0)
         AS BIGINT) FROM kudos_events",
    )
    .await
}

#[tokio::test]
async fn the_kudos_of_a_day_are_one_post_and_who_is_thanked_hears_it_at_once() {
    let bot = start().await;
    let answer = thank(&bot, ANNA, "@bob", REASON).await;
    assert!(
        answer.contains("It goes to #general today at 16:00"),
        "{answer}"
    );
    thank(&bot, ADMIN, "@anna", OTHER).await;
    bot.deliver().await;
    assert!(bot.posts(GENERAL).is_empty());
    bot.direct_messages(BOB)[0].assert_shows("Goes to #general with the kudos of the day");
    bot.at("2026-09-14T16:00");
    let replica = bot.replica().await;
    let (one, other) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        replica.timetable.run_due(&replica.ctx)
    );
    assert!(one.unwrap() && other.unwrap());
    bot.deliver().await;
    let post = bot.post(GENERAL);
    post.assert_shows("Kudos of the day");
    post.assert_shows(&format!("<@{ANNA}> thanks <@{BOB}>"));
    post.assert_shows(REASON);
    post.assert_shows("Finance → Product: across departments");
    post.assert_shows(OTHER);
    // The next day is a holiday: what is given then waits for Wednesday.
    bot.at("2026-09-15T10:00");
    let answer = thank(&bot, ANNA, "@bob", OTHER).await;
    assert!(answer.contains("tomorrow at 16:00"), "{answer}");
    bot.comes_to("2026-09-15T16:00").await;
    assert_eq!(bot.posts(GENERAL).len(), 1);
    bot.comes_to("2026-09-16T16:00").await;
    assert_eq!(bot.posts(GENERAL).len(), 2);
    told_all(&bot);
}

#[tokio::test]
async fn what_is_undone_before_the_post_is_not_in_it_and_what_is_undone_later_goes_from_it() {
    let bot = start().await;
    bot.at("2026-09-14T15:55");
    thank(&bot, ANNA, "@bob", REASON).await;
    bot.click_in_answer(ANNA, "kudos:undo").await;
    thank(&bot, ANNA, "@bob", OTHER).await;
    thank(&bot, ADMIN, "@bob", "called the baker back before lunch").await;
    bot.comes_to("2026-09-14T16:00").await;
    let post = bot.post(GENERAL);
    post.assert_hides(REASON);
    post.assert_shows(OTHER);
    post.assert_shows("called the baker back");
    bot.sandbox
        .wait_until(std::time::Duration::from_secs(10), |sandbox| {
            sandbox.ephemerals(ADMIN).len() == 1
        })
        .await;
    bot.click_in_answer(ADMIN, "kudos:undo").await;
    bot.deliver().await;
    let post = bot.post(GENERAL);
    post.assert_hides("called the baker back");
    post.assert_shows(OTHER);
    let value = post.choice("kudos:menu", |_| true);
    bot.click(ANNA, &post, "kudos:menu", Some(&value)).await;
    bot.deliver().await;
    bot.post(GENERAL).assert_shows("was withdrawn");
    told_all(&bot);
}

#[tokio::test]
async fn an_emoji_under_the_post_joins_in_with_each_kudos_in_it_that_is_not_ones_own() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob", REASON).await;
    thank(&bot, ADMIN, "@anna", OTHER).await;
    bot.comes_to("2026-09-14T16:00").await;
    let post = bot.post(GENERAL);
    bot.react(BOB, &post, "clap").await;
    assert_eq!(joined(&bot).await, 1);
    bot.react(ADMIN, &post, "clap").await;
    assert_eq!(joined(&bot).await, 2);
    bot.unreact(ADMIN, &post, "clap").await;
    assert_eq!(joined(&bot).await, 1);
    told_all(&bot);
}

#[tokio::test]
async fn what_does_not_fit_follows_in_the_thread() {
    let bot = start().await;
    for number in 0..20 {
        let reason = format!("{REASON}, for the {number}th time this year");
        thank(&bot, ANNA, "@bob", &reason).await;
    }
    bot.comes_to("2026-09-14T16:00").await;
    let posts = bot.posts(GENERAL);
    assert_eq!(posts.len(), 2);
    for number in 0..20 {
        let said = format!("for the {number}th time");
        let shown = posts.iter().filter(|post| post.words().contains(&said));
        assert_eq!(shown.count(), 1, "{said}");
    }
    assert_eq!(posts[1].json["thread_ts"], posts[0].ts.as_str());
    told_all(&bot);
}

#[tokio::test]
async fn the_post_of_a_day_follows_the_words_of_the_customer() {
    let bot = start().await;
    bot.stored(
        "shop",
        &response("r1", 10, "De factuur klopte meteen, petje af"),
    )
    .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.click(ANNA, &card, "feedback:thank", None).await;
    let view = bot.modal(ANNA).await;
    let values = json!({
        "kudos:people": { "kudos:people": [BOB] },
        "kudos:message-text": { "kudos:message-text": REASON },
    });
    bot.submit(ANNA, &view, values).await;
    bot.comes_to("2026-09-14T16:00").await;
    bot.post(GENERAL).assert_shows("petje af");
    let gone = json!({ "updated_at": "2026-03-01T10:09:00Z", "state": "deleted" });
    bot.stored("shop", &with(response("r1", 10, "weg"), gone))
        .await;
    bot.deliver().await;
    let post = bot.post(GENERAL);
    post.assert_hides("petje af");
    post.assert_shows(REASON);
    bot.posts(FINANCE);
    told_all(&bot);
}

#[tokio::test]
async fn who_is_muted_is_named_and_forgotten_by_name_too() {
    for settings in [
        SETTINGS.to_owned(),
        SETTINGS.replace("weekdays at 16:00", ""),
    ] {
        let bot = TestBot::with().file(&settings).start().await;
        let home = bot.home(BOB).await;
        bot.click_in(BOB, &home, "kudos:messages", Some("mute"))
            .await;
        thank(&bot, ANNA, "@bob @ada", REASON).await;
        bot.comes_to("2026-09-14T16:00").await;
        let post = bot.post(GENERAL);
        post.assert_shows("*bob*");
        post.assert_hides(&format!("<@{BOB}>"));
        bot.direct_messages(ADMIN)[0].assert_shows("*bob*");
        // A month later its text is kept no more.
        bot.comes_to("2026-10-14T10:00").await;
        bot.erase(&["--person", BOB, "--yes"]).await;
        bot.deliver().await;
        for message in [bot.post(GENERAL), bot.direct_messages(ADMIN).remove(0)] {
            message.assert_hides("bob");
            message.assert_hides(BOB);
            message.assert_shows("person-");
            message.assert_shows(REASON);
        }
        told_all(&bot);
    }
}
