//! The weekly digest: what customers said and what colleagues were thanked for, once, and only if new.

use serde_json::json;

use crate::harness::*;

const PEOPLE: &str = r#"
[digest]
weekly_at = "weekly on fri at 15:00"

[stories]
leaders = ["U0000ANNA"]

[departments.finance]
members = ["U00000BOB"]
"#;

/// The weekly digests of a channel.
fn digests(bot: &TestBot, channel: &str) -> Vec<Post> {
    let is_digest = |post: &Post| post.words().contains("The week at");
    bot.posts(channel).into_iter().filter(is_digest).collect()
}

#[tokio::test]
async fn each_department_looks_back_once_a_week_and_pauses_when_nothing_is_new() {
    let mut bot = TestBot::with()
        .at("2026-09-16T10:00")
        .file(PEOPLE)
        .start()
        .await;
    let finance = json!({ "department": "finance" });
    bot.stored(
        "shop",
        &with(response("r1", 2, "De factuur klopt niet"), finance),
    )
    .await;
    bot.slash(
        ANNA,
        "/kudos",
        "@bob solved the invoice of Bakkerij De Vries the same day",
    )
    .await;
    bot.deliver().await;
    bot.at("2026-09-18T15:00");
    let replica = bot.replica().await;
    let (one, other) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        replica.timetable.run_due(&replica.ctx)
    );
    assert!(one.unwrap() && other.unwrap());
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    let told = digests(&bot, FINANCE);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("De factuur klopt niet");
    told[0].assert_shows("<@U0000ANNA> thanked <@U00000BOB>: solved the invoice");
    told[0].assert_shows("*Finance asks itself:*");
    for channel in [PRODUCT, SERVICE, OPERATIONS, HR] {
        assert!(bot.posts(channel).is_empty(), "{channel}");
    }
    // A week later nothing is new.
    bot.comes_to("2026-09-25T15:00").await;
    assert_eq!(digests(&bot, FINANCE).len(), 1);
    for person in [ANNA, BOB, ADMIN] {
        bot.direct_messages(person);
    }
}

#[tokio::test]
async fn a_colleague_who_is_forgotten_is_so_in_digests_that_were_posted_and_in_those_to_come() {
    let bot = TestBot::with()
        .at("2026-09-16T10:00")
        .file(PEOPLE)
        .start()
        .await;
    bot.slash(
        ANNA,
        "/kudos",
        "@bob solved the invoice of Bakkerij De Vries the same day",
    )
    .await;
    bot.deliver().await;
    bot.comes_to("2026-09-18T15:00").await;
    bot.at("2026-09-22T10:00");
    bot.slash(
        ANNA,
        "/kudos",
        "@bob explained the new invoice to Bakkerij De Vries by phone",
    )
    .await;
    bot.deliver().await;
    bot.erase(&["--person", ANNA, "--yes"]).await;
    bot.comes_to("2026-09-25T15:00").await;
    let told = digests(&bot, FINANCE);
    assert_eq!(told.len(), 2);
    for digest in told {
        digest.assert_shows("person-");
        digest.assert_shows("thanked <@U00000BOB>");
        digest.assert_hides(ANNA);
        digest.assert_hides("anna");
    }
    bot.direct_messages(ANNA);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn a_department_is_asked_after_another_one_with_which_it_was_quiet_and_is_not_blamed() {
    let people = format!(
        "{PEOPLE}\n[departments.product]\nmembers = [\"U0000ANNA\"]\n[departments.hr]\nmembers = [\"U000ADMIN\"]\n"
    );
    let bot = TestBot::with()
        .at("2026-09-16T10:00")
        .file(&people)
        .start()
        .await;
    let reason = "solved the invoice of Bakkerij De Vries the same day";
    bot.slash(ANNA, "/kudos", &format!("@bob {reason}")).await;
    bot.slash(ADMIN, "/kudos", &format!("@anna {reason}")).await;
    bot.comes_to("2026-09-18T15:00").await;
    let told = digests(&bot, FINANCE);
    told[0].assert_shows("quiet between us and *HR*");
    let product = digests(&bot, PRODUCT);
    product[0].assert_hides("quiet between us");
    let bridges = bot.slash(BOB, "/kudos", "bridges").await;
    assert!(
        bridges.contains("Quiet for 60 days: Finance ↔ HR. Did somebody there help you"),
        "{bridges}"
    );
    for person in [ANNA, BOB, ADMIN] {
        bot.direct_messages(person);
    }
}
