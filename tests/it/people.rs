//! Who is who: departments from the configuration, from user groups and from profiles.

use crate::harness::*;

const GROUPS: &str = r#"
[departments.finance]
groups = ["@finance-team"]

[departments.product]
groups = ["S00MAKERS"]
"#;

async fn departments(bot: &TestBot, user: &str) -> Vec<String> {
    let found = bot.app.ctx.people.departments(&user.into()).await;
    found.into_iter().map(|id| id.0).collect()
}

#[tokio::test]
async fn departments_come_from_user_groups_and_the_configuration_goes_before_them() {
    let members = format!("{GROUPS}\n[departments.hr]\nmembers = [\"{BOB}\"]\n");
    let bot = TestBot::with().file(&members).start().await;
    assert_eq!(departments(&bot, ANNA).await, ["finance"]);
    assert_eq!(departments(&bot, BOB).await, ["hr"]);
    assert!(departments(&bot, ADMIN).await.is_empty());
}

#[tokio::test]
async fn a_profile_names_the_department_where_no_group_does() {
    let field = "[people]\ndepartment_field = \"title\"\n";
    let bot = TestBot::with().file(field).start().await;
    assert!(departments(&bot, BOB).await.is_empty());
    let profile = bot.app.ctx.people.profile(&BOB.into()).await.unwrap();
    assert_eq!(profile.department.as_deref(), Some("Bouwer"));
    assert_eq!(profile.name.as_deref(), Some("bob"));
    assert_eq!(profile.time_zone, Some(chrono_tz::Europe::Amsterdam));
}

#[tokio::test]
async fn without_the_scope_for_profiles_a_field_of_ones_own_is_left_alone() {
    // The manifest does not ask for users.profile:read.
    let field = "[people]\ndepartment_field = \"Afdeling\"\n";
    let bot = TestBot::with().file(field).start().await;
    assert!(departments(&bot, BOB).await.is_empty());
}

#[tokio::test]
async fn people_in_a_group_are_among_those_that_a_list_names() {
    let bot = TestBot::with().start().await;
    let people = &bot.app.ctx.people;
    let listed = ["@finance-team".to_owned(), ADMIN.to_owned()];
    for (user, is_among) in [(ANNA, true), (ADMIN, true), (BOB, false)] {
        let found = people.is_among(&user.into(), &listed).await.unwrap();
        assert_eq!(found, is_among, "{user}");
    }
}

#[tokio::test]
async fn voice_speaks_of_the_channels_department_and_elsewhere_of_ones_own() {
    let bot = TestBot::with().file(GROUPS).start().await;
    let file = "id;date;nps;comment;department\n\
                1;2026-09-09;9;Mooie app;product\n2;2026-09-09;3;De factuur klopt niet;finance\n";
    bot.import("a.csv", file, &["--source", "panel"]).await;
    let own = bot.slash(ANNA, "/voice", "quotes last week").await;
    assert!(own.contains("factuur") && !own.contains("Mooie"), "{own}");
    let there = bot
        .slash_in(PRODUCT, ANNA, "/voice", "quotes last week")
        .await;
    assert!(there.contains("Mooie"), "{there}");
    let nobodys = bot.slash(ADMIN, "/voice", "quotes last week").await;
    assert!(
        nobodys.contains("factuur") && nobodys.contains("Mooie"),
        "{nobodys}"
    );
    let everyone = bot.slash(ANNA, "/voice", "quotes everyone last week").await;
    assert!(everyone.contains("Mooie"), "{everyone}");
}
