//! The story of the week: chosen by reactions from outside, previewed with its reason, posted once.

use serde_json::{Value, json};

use crate::harness::*;

/// Anna works in finance, Bob in product.
const PEOPLE: &str = r#"
[digest]
weekly_at = ""

[stories]
week_at = "weekly on fri at 10:00"
leaders = ["U0000ANNA"]

[departments.finance]
members = ["U0000ANNA"]

[departments.product]
members = ["U00000BOB"]
"#;
/// The channels of all departments.
const CHANNELS: [&str; 5] = [PRODUCT, FINANCE, SERVICE, OPERATIONS, HR];
const FIRST: &str = "De factuur klopte weer na één belletje";
const SECOND: &str = "De app is een feest";

/// A bot on the Tuesday before, with a customer's words in finance and others in product.
async fn bot() -> TestBot {
    let bot = TestBot::with()
        .at("2026-09-15T10:00")
        .file(PEOPLE)
        .start()
        .await;
    let named = |consent: &str| json!({ "company": "Bakkerij De Vries", "name": "Sanne", "consent": consent });
    for (id, words, department, consent) in [
        ("r1", FIRST, "finance", "company"),
        ("r2", SECOND, "product", "named"),
        ("r3", "Nooit genoemd", "hr", "anonymous"),
    ] {
        let said = with(response(id, 9, words), named(consent));
        bot.stored("shop", &with(said, json!({ "department": department })))
            .await;
    }
    bot.deliver().await;
    bot
}

async fn react(bot: &TestBot, channel: &str, people: &[&str]) {
    let post = bot.post(channel);
    for person in people {
        bot.react(person, &post, "heart").await;
        bot.react(person, &post, "tada").await;
    }
}

/// The posts of a channel after the first one.
fn later(bot: &TestBot, channel: &str) -> Vec<Post> {
    let is_later = |post: &Post| post.words().contains("Story of the week");
    bot.posts(channel).into_iter().filter(is_later).collect()
}

async fn preview(bot: &TestBot) -> Post {
    bot.comes_to("2026-09-17T10:00").await;
    bot.direct_message(ADMIN)
}

#[tokio::test]
async fn the_most_valued_from_outside_is_previewed_with_its_reason_and_posted_once_everywhere() {
    let mut bot = bot().await;
    // Anna is of finance herself; the customer in hr did not agree to be named.
    react(&bot, FINANCE, &[ANNA, BOB, ADMIN]).await;
    react(&bot, PRODUCT, &[ANNA]).await;
    react(&bot, HR, &[ANNA, BOB, ADMIN]).await;
    let preview = preview(&bot).await;
    preview.assert_shows(FIRST);
    preview.assert_shows("2 colleagues from outside");
    preview.assert_shows("Nothing else of the last 28 days");
    preview.assert_shows("tomorrow at 10:00");
    for channel in CHANNELS {
        assert!(later(&bot, channel).is_empty());
    }
    bot.at("2026-09-18T10:00");
    let replica = bot.replica().await;
    let (one, other) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        replica.timetable.run_due(&replica.ctx)
    );
    assert!(one.unwrap() && other.unwrap());
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    for channel in CHANNELS {
        let posts = later(&bot, channel);
        assert_eq!(posts.len(), 1, "{channel}");
        posts[0].assert_shows(FIRST);
        posts[0].assert_shows("A customer at Bakkerij De Vries");
        posts[0].assert_hides("Sanne");
    }
    later(&bot, HR)[0].assert_shows("*HR asks itself:*");
    later(&bot, FINANCE)[0].assert_shows("*Finance asks itself:*");

    // The week after, what was shown is not chosen again.
    bot.comes_to("2026-09-24T10:00").await;
    let next = bot.direct_messages(ADMIN).pop().unwrap();
    next.assert_shows(SECOND);
}

#[tokio::test]
async fn two_who_press_swap_at_once_swap_once_and_a_week_can_be_skipped() {
    let bot = bot().await;
    react(&bot, FINANCE, &[BOB, ADMIN]).await;
    react(&bot, PRODUCT, &[ANNA]).await;
    let shown = preview(&bot).await;
    shown.assert_shows(FIRST);
    // A message that both see: each presses the button that was drawn for the first choice.
    tokio::join!(
        bot.click(ADMIN, &shown, "story:swap", None),
        bot.click(ADMIN, &shown, "story:swap", None),
    );
    bot.deliver().await;
    let swapped = bot.direct_message(ADMIN);
    swapped.assert_shows(SECOND);
    swapped.assert_shows("after what was swapped");
    bot.click(ADMIN, &swapped, "story:skip", None).await;
    bot.deliver().await;
    bot.direct_message(ADMIN).assert_shows("skips the story");
    bot.comes_to("2026-09-18T10:00").await;
    for channel in CHANNELS {
        assert!(later(&bot, channel).is_empty());
        bot.posts(channel);
    }
}

#[tokio::test]
async fn what_was_swapped_is_posted_instead() {
    let bot = bot().await;
    react(&bot, FINANCE, &[BOB, ADMIN]).await;
    react(&bot, PRODUCT, &[ANNA]).await;
    let shown = preview(&bot).await;
    bot.click(ADMIN, &shown, "story:swap", None).await;
    bot.comes_to("2026-09-18T10:00").await;
    for channel in CHANNELS {
        later(&bot, channel)[0].assert_shows(SECOND);
        bot.posts(channel);
    }
    bot.direct_messages(ADMIN);
}

#[tokio::test]
async fn nothing_to_choose_is_said_and_nothing_is_posted() {
    let bot = bot().await;
    react(&bot, FINANCE, &[ANNA]).await;
    let shown = preview(&bot).await;
    shown.assert_shows("No story of the week this time");
    bot.comes_to("2026-09-18T10:00").await;
    for channel in CHANNELS {
        assert!(later(&bot, channel).is_empty());
        bot.posts(channel);
    }
}

#[tokio::test]
async fn only_leaders_swap_also_where_the_preview_stands_in_a_channel() {
    let file = PEOPLE.replace("[stories]", "[stories]\npreview_to = \"#general\"");
    let bot = TestBot::with()
        .at("2026-09-15T10:00")
        .file(&file)
        .start()
        .await;
    let named =
        json!({ "company": "Bakkerij De Vries", "consent": "company", "department": "finance" });
    bot.stored("shop", &with(response("r1", 9, FIRST), named))
        .await;
    bot.deliver().await;
    react(&bot, FINANCE, &[BOB]).await;
    bot.comes_to("2026-09-17T10:00").await;
    let shown = bot.post(GENERAL);
    for person in [BOB, GUEST] {
        bot.click(person, &shown, "story:swap", None).await;
        let told = bot.told(person).await;
        assert!(told.contains("Only"), "{told}");
    }
    assert_eq!(
        bot.number("SELECT CAST(SUM(swapped) AS BIGINT) FROM story_weeks")
            .await,
        0
    );
    bot.click(ANNA, &shown, "story:swap", None).await;
    bot.deliver().await;
    bot.post(GENERAL)
        .assert_shows("No story of the week this time");
}

#[tokio::test]
async fn words_that_their_customer_withdraws_are_taken_back_from_all_channels() {
    let bot = bot().await;
    react(&bot, FINANCE, &[BOB]).await;
    preview(&bot).await;
    bot.comes_to("2026-09-18T10:00").await;
    let deleted: Value = json!({ "state": "deleted", "updated_at": "2026-09-18T08:30:00Z" });
    bot.stored("shop", &with(response("r1", 9, FIRST), deleted))
        .await;
    bot.tick().await;
    bot.tick().await;
    bot.deliver().await;
    for channel in CHANNELS {
        for post in bot.posts(channel) {
            post.assert_hides(FIRST);
        }
    }
    bot.direct_messages(ADMIN);
}
