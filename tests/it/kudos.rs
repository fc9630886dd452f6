//! Kudos: given once, limited, endorsed, withdrawn.

use klantstem::app::routes;
use klantstem::features::kudos::record::{
    Gift, Link, LinkKind, Occasion, Receiver, Visibility, record,
};
use klantstem::platform::slack::inbound::{Inbound, Installation, Person, SlashCommand};
use klantstem::sandbox::{Place, Submitted};
use serde_json::{Value, json};

use crate::harness::*;

fn gift(key: &str) -> Gift {
    Gift {
        giver: ANNA.into(),
        giver_department: Some("finance".into()),
        receivers: vec![Receiver {
            user: BOB.into(),
            department: Some("product".into()),
            is_across: true,
        }],
        value: None,
        message: "Bob solved it the same day".to_owned(),
        visibility: Visibility::Public,
        occasion: Occasion::Story,
        is_limited: false,
        link: Some(Link {
            kind: LinkKind::Story,
            id: "story-1".to_owned(),
        }),
        post: None,
        time_zone: chrono_tz::Europe::Amsterdam,
        installation: Installation::default(),
        event_key: key.to_owned(),
    }
}

#[tokio::test]
async fn a_kudos_of_another_feature_is_written_down_once() {
    let bot = TestBot::start().await;
    for expected in [true, false] {
        let mut tx = bot.app.ctx.db.begin().await.unwrap();
        let now = bot.app.ctx.clock.now();
        let id = record(&mut tx, &gift("story:1:U2"), now).await.unwrap();
        assert_eq!(id.is_some(), expected);
        tx.commit().await.unwrap();
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM kudos").await, 1);
    assert_eq!(bot.number("SELECT COUNT(*) FROM kudos_events").await, 1);
    let days = bot.texts("SELECT local_day FROM kudos").await;
    assert_eq!(days, ["2026-09-14"]);
}

const KUDOS: &str = "C0GENERAL";
/// Long enough to be complete.
const REASON: &str = "solved the invoice of Bakkerij De Vries the same day";

const SETTINGS: &str = r##"
[kudos]
channel = "#general"

[departments.finance]
groups = ["@finance-team"]

[departments.product]
groups = ["S00MAKERS"]
"##;

async fn start() -> TestBot {
    TestBot::with().file(SETTINGS).start().await
}

/// A setting of kudos beside those above.
async fn start_with(setting: &str) -> TestBot {
    let file = SETTINGS.replace("[kudos]\n", &format!("[kudos]\n{setting}\n"));
    TestBot::with().file(&file).start().await
}

async fn thank(bot: &TestBot, giver: &str, receivers: &str) -> String {
    bot.slash(giver, "/kudos", &format!("{receivers} {REASON}"))
        .await
}

async fn given(bot: &TestBot) -> i64 {
    bot.number(
        "SELECT COUNT(*) FROM kudos WHERE NOT EXISTS
         (SELECT 1 FROM kudos_events WHERE kudos_id = kudos.id AND kind = 'undo')",
    )
    .await
}

/// Types `/kudos` so that the form opens.
async fn form(bot: &TestBot, user: &str, text: &str) -> Value {
    let answer = bot.sandbox.slash(user, GENERAL, "/kudos", text).await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    bot.modal(user).await
}

fn filled(people: &[&str], message: &str) -> Value {
    json!({
        "kudos:people": { "kudos:people": people },
        "kudos:message-text": { "kudos:message-text": message },
    })
}

#[tokio::test]
async fn a_complete_text_is_given_at_once_and_answered_with_what_came_of_it() {
    let bot = start().await;
    let answer = thank(&bot, ANNA, "@bob").await;
    assert!(answer.contains("Posted in #general"), "{answer}");
    assert!(answer.contains("They now have 1 kudos."), "{answer}");
    assert!(answer.contains("You can give 4 more today."), "{answer}");
    assert!(answer.contains("undo it until 10:25"), "{answer}");
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_shows(&format!("<@{ANNA}> thanks <@{BOB}>"));
    post.assert_shows(REASON);
    post.assert_shows("Finance → Product: across departments");
    let told = bot.direct_messages(BOB);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("thanks you");
    let across = bot
        .texts("SELECT department FROM kudos_receivers WHERE is_across")
        .await;
    assert_eq!(across, ["product"]);
}

#[tokio::test]
async fn where_everybody_is_known_slack_is_asked_nothing() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    let asked = bot.sandbox.calls().len();
    thank(&bot, ANNA, "@bob").await;
    assert_eq!(bot.sandbox.calls().len(), asked);
    bot.deliver().await;
    bot.posts(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn several_are_thanked_with_one_kudos_and_a_group_without_the_giver() {
    let bot = start_with("guests = true").await;
    let answer = thank(&bot, BOB, "@anna @makers").await;
    assert!(
        answer.contains("1 (<@U0000ANNA>) and 1 (<@U000GUEST>)"),
        "{answer}"
    );
    assert!(answer.contains("4 more today"), "{answer}");
    bot.deliver().await;
    bot.post(KUDOS)
        .assert_shows(&format!("<@{ANNA}> and <@{GUEST}>"));
    bot.direct_messages(ANNA);
    bot.direct_messages(GUEST);
}

#[tokio::test]
async fn an_incomplete_text_opens_the_form_with_what_was_typed() {
    let bot = start().await;
    let view = form(&bot, ANNA, "@bob thanks #customer").await;
    let people = &view["blocks"][0]["element"]["initial_users"];
    assert_eq!(*people, json!([BOB]));
    assert!(
        view.to_string().contains("\"initial_value\":\"thanks\""),
        "{view:#}"
    );
    assert!(view.to_string().contains("The customer first"), "{view:#}");
    assert_eq!(given(&bot).await, 0);

    let Submitted::Errors(errors) = bot.submit(ANNA, &view, filled(&[BOB], "thanks")).await else {
        panic!("a short reason was taken");
    };
    assert!(
        errors["kudos:message-text"]
            .to_string()
            .contains("30 letters"),
        "{errors:?}"
    );
    for (people, said) in [
        (vec![ANNA], "yourself"),
        (vec![GUEST], "@gast is a guest"),
        (vec!["U0BOT"], "is not a person"),
        (vec![STRANGER], "another organisation"),
        (vec![], "at least one colleague"),
    ] {
        let answer = bot.submit(ANNA, &view, filled(&people, REASON)).await;
        let Submitted::Errors(errors) = answer else {
            panic!("{people:?} were thanked: {answer:?}");
        };
        assert!(
            errors["kudos:people"].to_string().contains(said),
            "{errors:?}"
        );
    }
    assert_eq!(given(&bot).await, 0);
    let sent = bot.submit(ANNA, &view, filled(&[BOB], REASON)).await;
    assert!(matches!(sent, Submitted::Updated(_)), "{sent:?}");
    let shown = bot.modal(ANNA).await.to_string();
    assert!(shown.contains("They now have 1 kudos."), "{shown}");
    bot.deliver().await;
    bot.post(KUDOS).assert_shows("The customer first");
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn a_command_that_slack_sends_again_is_given_once() {
    let bot = TestBot::with().file(SETTINGS).over_http().start().await;
    let body = [
        ("command", "/kudos"),
        ("text", &format!("<@{BOB}|bob> {REASON}")),
        ("user_id", ANNA),
        ("team_id", "T0SANDBOX"),
        ("channel_id", GENERAL),
        ("trigger_id", "1.2.same"),
    ];
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(body)
        .finish();
    let first = crate::slack_http::command(&bot, &body).await;
    assert!(first.contains("now have 1 kudos"), "{first}");
    crate::slack_http::command(&bot, &body).await;
    assert_eq!(given(&bot).await, 1);
    bot.deliver().await;
    bot.post(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn the_form_that_is_sent_twice_is_given_once() {
    let bot = start().await;
    let view = form(&bot, ANNA, "").await;
    let (one, other) = tokio::join!(
        bot.submit(ANNA, &view, filled(&[BOB], REASON)),
        bot.submit(ANNA, &view, filled(&[BOB], REASON)),
    );
    assert!(matches!(one, Submitted::Updated(_)) || matches!(other, Submitted::Updated(_)));
    assert_eq!(given(&bot).await, 1);
    bot.deliver().await;
    bot.post(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn five_a_day_and_new_ones_after_local_midnight() {
    let bot = start_with("pair_limit = 100").await;
    for left in (0..5).rev() {
        let answer = thank(&bot, ANNA, "@bob").await;
        let said = match left {
            0 => "your last one for today".to_owned(),
            1 => "one more today".to_owned(),
            left => format!("{left} more today"),
        };
        assert!(answer.contains(&said), "{answer}");
    }
    let refused = thank(&bot, ANNA, "@bob").await;
    assert!(refused.contains("your 5 kudos for today"), "{refused}");
    assert!(refused.contains("tomorrow at 00:00"), "{refused}");
    bot.at("2026-09-14T23:59");
    let refused = thank(&bot, ANNA, "@bob").await;
    assert!(refused.contains("for today"), "{refused}");
    bot.at("2026-09-15T00:00");
    let answer = thank(&bot, ANNA, "@bob").await;
    assert!(answer.contains("They now have 6 kudos"), "{answer}");
    bot.deliver().await;
    assert_eq!(bot.posts(KUDOS).len(), 6);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn the_same_colleague_is_thanked_three_times_in_thirty_days() {
    let bot = start().await;
    for _ in 0..3 {
        thank(&bot, ANNA, "@bob").await;
    }
    let refused = thank(&bot, ANNA, "@bob").await;
    assert!(refused.contains("3 times in the last 30 days"), "{refused}");
    let other = thank(&bot, ANNA, "@ada").await;
    assert!(other.contains("1 kudos"), "{other}");
    bot.at("2026-10-15T10:15");
    let later = thank(&bot, ANNA, "@bob").await;
    assert!(later.contains("4 kudos"), "{later}");
    bot.deliver().await;
    assert_eq!(bot.posts(KUDOS).len(), 5);
    bot.direct_messages(BOB);
    bot.direct_messages(ADMIN);
}

#[tokio::test]
async fn many_at_once_over_two_replicas_stay_within_the_limits() {
    let bot = start_with("pair_limit = 100").await;
    let replica = bot.replica().await;
    let command = |number: usize| SlashCommand {
        command: "/kudos".to_owned(),
        text: format!("<@{BOB}> {REASON}"),
        user: Person {
            id: ANNA.into(),
            name: None,
            team_id: None,
        },
        channel: None,
        channel_name: None,
        installation: Installation::default(),
        trigger_id: Some(format!("at-once-{number}")),
        response_url: None,
    };
    let all = (0..24).map(|number| {
        let app = match number % 2 {
            0 => &bot.app,
            _ => &replica,
        };
        routes::handle(app, Inbound::Slash(command(number)))
    });
    for answer in futures_util::future::join_all(all).await {
        answer.unwrap();
    }
    assert_eq!(given(&bot).await, 5);
    bot.deliver().await;
    assert_eq!(bot.posts(KUDOS).len(), 5);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn undo_takes_it_back_from_everybody_and_gives_it_back_for_today() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    bot.deliver().await;
    bot.click_in_answer(ANNA, "kudos:undo").await;
    // The sentence takes the place of the answer, so that nothing is left to press.
    let replaced = bot
        .sandbox
        .wait_until(std::time::Duration::from_secs(10), |sandbox| {
            let answers = sandbox.ephemerals(ANNA);
            answers.len() == 1 && answers[0].to_string().contains("Withdrawn.")
        })
        .await;
    assert!(replaced, "{:?}", bot.ephemerals(ANNA));
    bot.deliver().await;
    assert_eq!(given(&bot).await, 0);
    let post = bot.post(KUDOS);
    post.assert_shows("was withdrawn");
    post.assert_hides(REASON);
    bot.direct_messages(BOB)[0].assert_hides(REASON);
    let again = thank(&bot, ANNA, "@bob").await;
    assert!(
        again.contains("now have 1 kudos") && again.contains("4 more today"),
        "{again}"
    );
    bot.deliver().await;
    bot.posts(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn what_is_undone_before_it_was_sent_is_never_posted() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    bot.click_in_answer(ANNA, "kudos:undo").await;
    bot.deliver().await;
    assert!(bot.posts(KUDOS).is_empty());
    assert!(bot.direct_messages(BOB).is_empty());
}

#[tokio::test]
async fn after_ten_minutes_only_an_administrator_withdraws_and_says_why() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    bot.deliver().await;
    bot.later(chrono::TimeDelta::minutes(11));
    let post = bot.post(KUDOS);
    let value = post.choice("kudos:menu", |_| true);
    bot.click(ANNA, &post, "kudos:menu", Some(&value)).await;
    let said = bot.told(ANNA).await;
    assert!(said.contains("only an administrator"), "{said}");
    bot.click(BOB, &post, "kudos:menu", Some(&value)).await;
    let said = bot.told(BOB).await;
    assert!(said.contains("Only who gave"), "{said}");
    assert_eq!(given(&bot).await, 1);

    bot.click(ADMIN, &post, "kudos:menu", Some(&value)).await;
    let view = bot.modal(ADMIN).await;
    let reason = json!({ "kudos:reason": { "kudos:reason": "wrong colleague" } });
    let (one, other) = tokio::join!(
        bot.submit(ADMIN, &view, reason.clone()),
        bot.submit(ADMIN, &view, reason.clone()),
    );
    assert!(
        [&one, &other]
            .iter()
            .any(|sent| matches!(sent, Submitted::Closed))
    );
    bot.deliver().await;
    assert_eq!(given(&bot).await, 0);
    let reasons = bot
        .texts("SELECT reason FROM kudos_events WHERE kind = 'undo'")
        .await;
    assert_eq!(reasons, ["wrong colleague"]);
    bot.post(KUDOS).assert_shows("was withdrawn");
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn a_colleague_joins_in_once_with_the_emoji_and_takes_it_back() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    let joined = "SELECT CAST(COALESCE(SUM(CASE kind WHEN 'endorse' THEN 1 WHEN 'unendorse' THEN -1 ELSE 0 END), 0)
        AS BIGINT) FROM kudos_events";
    for user in [ANNA, BOB, GUEST, ADMIN] {
        bot.react(user, &post, "clap").await;
    }
    bot.react(ADMIN, &post, "clap::skin-tone-3").await;
    bot.react(ADMIN, &post, "tada").await;
    assert_eq!(bot.number(joined).await, 1);
    bot.unreact(ADMIN, &post, "clap").await;
    assert_eq!(bot.number(joined).await, 1);
    bot.unreact(ADMIN, &post, "clap::skin-tone-3").await;
    assert_eq!(bot.number(joined).await, 0);
    assert_eq!(given(&bot).await, 1);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn praise_has_a_button_that_ties_the_customers_words_to_the_kudos() {
    let bot = start().await;
    let praise = with(
        response("r1", 10, "De factuur klopte, en Bob belde meteen terug"),
        json!({ "consent": "company", "company": "Bakkerij De Vries", "name": "Sanne" }),
    );
    bot.stored("shop", &praise).await;
    bot.stored("shop", &response("r2", 2, "De factuur klopt niet"))
        .await;
    bot.deliver().await;
    let cards = bot.posts(FINANCE);
    assert_eq!(cards.len(), 2);
    let thankable: Vec<bool> = cards
        .iter()
        .map(|card| card.json.to_string().contains("feedback:thank"))
        .collect();
    assert_eq!(thankable, [true, false]);
    bot.posts(SERVICE);
    bot.click(ANNA, &cards[0], "feedback:thank", None).await;
    let view = bot.modal(ANNA).await;
    assert!(
        view.to_string().contains("Bob belde meteen terug"),
        "{view:#}"
    );
    let sent = bot.submit(ANNA, &view, filled(&[BOB], REASON)).await;
    assert!(matches!(sent, Submitted::Updated(_)), "{sent:?}");
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_shows("What the customer said");
    post.assert_shows("Bob belde meteen terug");
    post.assert_shows("A customer at Bakkerij De Vries");
    post.assert_hides("Sanne");

    // What the customer edits or withdraws later, is edited and withdrawn here too.
    let edited = with(
        response("r1", 10, "De factuur klopte, dankzij Bob"),
        json!({ "updated_at": "2026-03-01T10:05:00Z", "consent": "anonymous" }),
    );
    bot.stored("shop", &edited).await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_shows("De factuur klopte, dankzij Bob");
    post.assert_hides("Bakkerij De Vries\"");
    bot.direct_messages(BOB)[0].assert_shows("De factuur klopte, dankzij Bob");
    let gone = json!({ "updated_at": "2026-03-01T10:09:00Z", "state": "deleted" });
    bot.stored("shop", &with(edited, gone)).await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_hides("dankzij Bob");
    post.assert_shows(REASON);
    bot.direct_messages(BOB)[0].assert_hides("dankzij Bob");
    bot.posts(FINANCE);
    bot.posts(SERVICE);
}

#[tokio::test]
async fn a_private_kudos_is_told_to_those_who_are_thanked_alone() {
    let bot = start().await;
    let view = form(&bot, ANNA, &format!("@bob {}", &REASON[..20])).await;
    let mut values = filled(&[BOB], REASON);
    values["kudos:visibility"] = json!({ "kudos:visibility": "private" });
    bot.submit(ANNA, &view, values).await;
    bot.deliver().await;
    assert!(bot.posts(KUDOS).is_empty());
    bot.direct_messages(BOB)[0].assert_shows("Only those who are thanked");
}

#[tokio::test]
async fn who_is_muted_is_named_without_a_notification() {
    let bot = start().await;
    let home = bot.home(BOB).await;
    bot.click_in(BOB, &home, "kudos:messages", Some("mute"))
        .await;
    let chosen = bot.sandbox.home(BOB).unwrap().to_string();
    assert!(
        chosen.contains("\"initial_option\":{\"text\":{\"text\":\"Mute"),
        "{chosen}"
    );
    thank(&bot, ANNA, "@bob").await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_shows("thanks *bob*");
    post.assert_hides(&format!("<@{BOB}>"));
    assert!(bot.direct_messages(BOB).is_empty());
}

#[tokio::test]
async fn hostile_text_pings_nobody_and_formats_nothing() {
    let bot = start().await;
    let text = "@bob <!channel> @channel *bold* <https://evil.example|bank> and so on and so on";
    bot.slash(ANNA, "/kudos", text).await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    // Letter by letter in rich text, and escaped in the text that Slack formats.
    post.assert_hides("broadcast");
    assert!(!post.text().contains("<!channel>"), "{}", post.text());
    assert!(!post.text().contains("@channel"), "{}", post.text());
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn another_department_can_be_asked_for() {
    let bot = start_with("require_other_department = true").await;
    let refused = thank(&bot, ANNA, "@ada").await;
    assert!(refused.contains("another department"), "{refused}");
    let unknown = thank(&bot, ADMIN, "@bob").await;
    assert!(
        unknown.contains("do not know in which one you work"),
        "{unknown}"
    );
    let given = thank(&bot, ANNA, "@bob @ada").await;
    assert!(given.contains("Posted in"), "{given}");
    bot.deliver().await;
    bot.posts(KUDOS);
    bot.direct_messages(BOB);
    bot.direct_messages(ADMIN);
}

#[tokio::test]
async fn guests_and_outsiders_give_nothing() {
    let bot = start().await;
    let refused = thank(&bot, GUEST, "@bob").await;
    assert!(refused.contains("Only members"), "{refused}");
    assert_eq!(given(&bot).await, 0);
}

#[tokio::test]
async fn a_message_is_thanked_for_by_its_menu() {
    let bot = start().await;
    let posted = bot
        .sandbox
        .post_as(BOB, GENERAL, "I called the bakery back", None);
    let (_, ts) = posted.await.unwrap();
    let answer = bot
        .sandbox
        .shortcut(ANNA, "kudos:message", Some((GENERAL, &ts)))
        .await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    let view = bot.modal(ANNA).await;
    assert_eq!(view["blocks"][0]["element"]["initial_users"], json!([BOB]));
    bot.submit(ANNA, &view, filled(&[BOB], REASON)).await;
    bot.deliver().await;
    let posts = bot.posts(KUDOS);
    posts
        .last()
        .unwrap()
        .assert_shows("The message that this is about");
    bot.direct_messages(BOB);
    let answer = bot.sandbox.shortcut(ANNA, "kudos:shortcut", None).await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    bot.modal(ANNA).await;
}

#[tokio::test]
async fn groups_and_customers_words_are_found_while_one_types() {
    let bot = start().await;
    bot.import(
        "a.csv",
        "id;date;nps;comment\n1;2026-09-09;9;Mooie factuur\n",
        &["--source", "panel"],
    )
    .await;
    let view = form(&bot, ANNA, "").await;
    let place = Place::view(view["id"].as_str().unwrap());
    let found = bot
        .sandbox
        .suggest(ANNA, &place, "kudos:groups", "make")
        .await;
    assert!(format!("{found:?}").contains("S00MAKERS"), "{found:?}");
    let found = bot
        .sandbox
        .suggest(ANNA, &place, "kudos:customer", "factuur")
        .await;
    assert!(format!("{found:?}").contains("Mooie factuur"), "{found:?}");
}

#[tokio::test]
async fn home_shows_what_is_left_and_who_thanked_whom_and_bridges_tell_no_names() {
    let bot = start().await;
    thank(&bot, ANNA, "@bob").await;
    let home = words(&bot.home(ANNA).await["blocks"]);
    assert!(home.contains("*4* kudos today"), "{home}");
    assert!(home.contains(REASON), "{home}");
    let home = words(&bot.home(BOB).await["blocks"]);
    assert!(home.contains("You were thanked"), "{home}");
    assert!(!home.contains("most colleagues"), "{home}");
    let bridges = bot.slash(ANNA, "/kudos", "bridges").await;
    assert!(
        bridges.contains("*Finance* ↔ *Product*: a few kudos"),
        "{bridges}"
    );
    assert!(!bridges.contains("<@"), "{bridges}");
    let dutch = bot.slash(ANNA, "/voice", "taal nl").await;
    assert!(dutch.contains("Nederlands"), "{dutch}");
    let bridges = bot.slash(ANNA, "/kudos", "bruggen").await;
    assert!(bridges.contains("een paar kudos"), "{bridges}");
    bot.deliver().await;
    bot.post(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn the_leaderboard_counts_colleagues_and_each_can_hide() {
    let bot = start_with("leaderboard = \"on\"\nleaderboard_min_givers = 2").await;
    thank(&bot, ANNA, "@bob").await;
    thank(&bot, ADMIN, "@bob").await;
    let home = bot.home(BOB).await;
    let shown = words(&home["blocks"]);
    assert!(
        shown.contains(&format!("<@{BOB}>: 2 colleagues")),
        "{shown}"
    );
    bot.click_in(BOB, &home, "kudos:ranking", Some("hide"))
        .await;
    let shown = words(&bot.sandbox.home(BOB).unwrap()["blocks"]);
    assert!(!shown.contains("2 colleagues"), "{shown}");
    bot.deliver().await;
    bot.posts(KUDOS);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn a_customer_who_is_forgotten_leaves_the_thanks_of_a_colleague() {
    let bot = start().await;
    let email = "sanne@voorbeeld.test";
    let praise = with(
        response("r1", 10, "De factuur klopte meteen, petje af"),
        json!({ "email": email, "name": "Sanne", "consent": "named" }),
    );
    bot.stored("shop", &praise).await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.click(ANNA, &card, "feedback:thank", None).await;
    let view = bot.modal(ANNA).await;
    bot.submit(ANNA, &view, filled(&[BOB], REASON)).await;
    bot.deliver().await;
    bot.post(KUDOS).assert_shows("petje af");
    bot.erase(&["--customer", email, "--yes"]).await;
    bot.deliver().await;
    let post = bot.post(KUDOS);
    post.assert_hides("petje af");
    post.assert_hides("Sanne");
    post.assert_shows(REASON);
    let told = bot.direct_messages(BOB);
    told[0].assert_hides("petje af");
    told[0].assert_shows(REASON);
    bot.posts(FINANCE);
}
