//! Rules of meetings that are made, changed, paused and removed in Slack.

use klantstem::app::commands::{agenda, calendar};
use klantstem::app::routes;
use klantstem::platform::slack::gateway::Answer;
use klantstem::platform::slack::inbound::Inbound;
use klantstem::sandbox::Submitted;
use serde_json::{Value, json};

use crate::harness::*;

/// Finance belongs to Anna; nothing else is posted by the clock.
pub const QUIET: &str = r#"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[departments.finance]
owner = "U0000ANNA"
"#;
/// A rule of the configuration.
const CONFIGURED: &str = r#"
[[meetings]]
name = "Finance, Friday"
department = "finance"
schedule = "weekly on fri at 10:00"
"#;
const GOOD: &str = "Eindelijk een factuur die klopt";

/// A bot on a Thursday, with two customers' words in finance.
pub async fn bot_with(builder: Builder, file: &str) -> TestBot {
    let bot = builder
        .at("2026-09-17T10:00")
        .file(QUIET)
        .file(file)
        .start()
        .await;
    for (id, words, day) in [("r1", GOOD, 16), ("r2", "Keurige factuur, dank", 15)] {
        let at = format!("2026-09-{day}T10:00:00Z");
        let more = json!({ "department": "finance", "timestamp": at, "updated_at": at });
        bot.stored("shop", &with(response(id, 9, words), more))
            .await;
    }
    bot.deliver().await;
    bot.posts(FINANCE);
    bot
}

/// The agendas of a channel.
pub fn agendas(bot: &TestBot, channel: &str) -> Vec<Post> {
    let is_agenda = |post: &Post| post.words().contains("The customer in");
    bot.posts(channel).into_iter().filter(is_agenda).collect()
}

/// The form of a new rule; where there are calendars, that which asks for one of them.
pub async fn new_form(bot: &TestBot, user: &str) -> Value {
    bot.slash(user, "/voice", "meetings").await;
    bot.click_in_answer(user, "rule:new").await;
    bot.modal(user).await
}

/// The form of a rule that is there.
pub async fn change_form(bot: &TestBot, user: &str) -> Value {
    bot.slash(user, "/voice", "meetings").await;
    bot.choose_in_answer(user, "rule:menu", "rule:change:")
        .await;
    bot.modal(user).await
}

fn monday() -> Value {
    json!({
        "name": { "name": "Finance, Monday" },
        "department": { "department": "finance" },
        "schedule": { "schedule": "every monday at 10:00" },
        "zone": { "zone": "Europe/Amsterdam" },
    })
}

/// What a modal says that took the place of the one that was sent.
#[track_caller]
pub fn updated(submitted: Submitted) -> String {
    match submitted {
        Submitted::Updated(view) => words(&view["blocks"]),
        other => panic!("{other:?}"),
    }
}

/// What is wrong with a field.
#[track_caller]
fn fault(submitted: Submitted, field: &str) -> String {
    match submitted {
        Submitted::Errors(mut errors) => errors
            .remove(field)
            .unwrap_or_else(|| panic!("nothing is wrong with {field}: {errors:?}")),
        other => panic!("{other:?}"),
    }
}

const PLANNED: &str = "SELECT COUNT(*) FROM meetings WHERE state = 'planned'";

#[tokio::test]
async fn a_meeting_made_in_slack_has_its_agenda_at_its_time_and_outlives_a_restart() {
    let mut bot = bot_with(TestBot::with(), "").await;
    let empty = bot.slash(ANNA, "/voice", "meetings").await;
    assert!(empty.contains("No meetings are set up yet"), "{empty}");
    let form = new_form(&bot, ANNA).await;
    let told = updated(bot.submit(ANNA, &form, monday()).await);
    assert!(told.contains("*Finance, Monday* is saved"), "{told}");
    assert!(
        told.contains("#voice-finance, 1 hour before it begins"),
        "{told}"
    );
    assert_eq!(told.matches("<!date^").count(), 3, "{told}");
    assert!(told.contains("<!date^1789977600^"), "{told}");
    // Another process knows it at its next look.
    let replica = bot.replica().await;
    replica.timetable.run_due(&replica.ctx).await.unwrap();
    let preview = agenda::preview(&bot.app, 14).await.unwrap();
    assert!(preview.contains("Finance, Monday"), "{preview}");
    bot.restart().await;
    bot.comes_to("2026-09-21T08:59").await;
    assert!(agendas(&bot, FINANCE).is_empty());
    bot.comes_to("2026-09-21T09:00").await;
    agendas(&bot, FINANCE)[0].assert_shows("The customer in “Finance, Monday”");
    let overview = bot.slash(BOB, "/voice", "meetings").await;
    for said in [
        "*Finance, Monday* – Finance, in #voice-finance",
        "`every monday at 10:00` (Europe/Amsterdam)",
        "Made by <@U0000ANNA> on 17 September 2026",
    ] {
        assert!(overview.contains(said), "{said}: {overview}");
    }
    let none = bot.slash(BOB, "/voice", "meetings product").await;
    assert!(none.contains("No meeting is called “product”"), "{none}");
}

#[tokio::test]
async fn what_is_wrong_stands_at_the_field_in_the_language_of_the_reader() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    bot.slash(ANNA, "/voice", "taal nl").await;
    let form = new_form(&bot, ANNA).await;
    let mut values = monday();
    values["schedule"]["schedule"] = "every twosday".into();
    let told = fault(bot.submit(ANNA, &form, values.clone()).await, "schedule");
    assert!(
        told.starts_with("“every twosday” kan ik niet lezen; probeer"),
        "{told}"
    );
    values = monday();
    values["zone"]["zone"] = "Amsterdam".into();
    let told = fault(bot.submit(ANNA, &form, values).await, "zone");
    assert_eq!(
        told,
        "“Amsterdam” is geen tijdzone; bedoel je Europe/Amsterdam?"
    );
    values = monday();
    values["name"]["name"] = "finance, friday".into();
    let told = fault(bot.submit(ANNA, &form, values).await, "name");
    assert!(told.contains("al een overleg met deze naam"), "{told}");
    values = monday();
    values["channel"] = json!({ "channel": BOARD });
    let told = fault(bot.submit(ANNA, &form, values).await, "channel");
    assert!(told.contains("/invite @Klantstem"), "{told}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM meeting_rules").await, 0);
    values = monday();
    values["channel"] = json!({ "channel": null });
    assert!(updated(bot.submit(ANNA, &form, values).await).contains("is bewaard"));
}

#[tokio::test]
async fn the_channel_of_a_department_is_known_by_its_name_and_another_by_its_id() {
    let bot = bot_with(TestBot::with(), "").await;
    for (name, channel) in [("One", FINANCE), ("Two", HR), ("Three", GENERAL)] {
        let form = new_form(&bot, ANNA).await;
        let mut values = monday();
        values["name"]["name"] = name.into();
        values["channel"] = json!({ "channel": channel });
        updated(bot.submit(ANNA, &form, values).await);
        bot.close(ANNA).await;
    }
    bot.tick().await;
    let lanes = bot
        .texts("SELECT DISTINCT rule || ' ' || lane FROM meetings ORDER BY 1")
        .await;
    assert_eq!(
        lanes,
        ["One #voice-finance", "Three C0GENERAL", "Two #voice-hr"]
    );
}

#[tokio::test]
async fn a_change_moves_what_is_planned_and_of_two_at_once_the_second_is_told() {
    let bot = bot_with(TestBot::with(), "").await;
    let form = new_form(&bot, ANNA).await;
    updated(bot.submit(ANNA, &form, monday()).await);
    bot.close(ANNA).await;
    bot.tick().await;
    let (one, other) = (
        change_form(&bot, ANNA).await,
        change_form(&bot, ADMIN).await,
    );
    let to =
        |schedule: &str| json!({ "schedule": { "schedule": schedule }, "lead": { "lead": "30" } });
    let told = updated(bot.submit(ANNA, &one, to("weekly on tue at 11:00")).await);
    assert!(told.contains("30 minutes before it begins"), "{told}");
    let told = updated(
        bot.submit(ADMIN, &other, to("weekly on wed at 11:00"))
            .await,
    );
    assert!(told.contains("Somebody changed this meeting"), "{told}");
    bot.comes_to("2026-09-21T09:30").await;
    assert!(agendas(&bot, FINANCE).is_empty());
    bot.comes_to("2026-09-22T10:30").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    let overview = bot.slash(BOB, "/voice", "meetings").await;
    assert!(overview.contains("changed by <@U0000ANNA>"), "{overview}");
}

#[tokio::test]
async fn of_two_who_make_one_of_the_same_name_at_once_one_is_told() {
    let bot = bot_with(TestBot::with(), "").await;
    let (one, other) = (new_form(&bot, ANNA).await, new_form(&bot, ADMIN).await);
    let (one, other) = tokio::join!(
        bot.submit(ANNA, &one, monday()),
        bot.submit(ADMIN, &other, monday())
    );
    let (won, lost) = match &one {
        Submitted::Updated(_) => (one, other),
        _ => (other, one),
    };
    updated(won);
    let told = fault(lost, "name");
    assert!(told.contains("of this name already"), "{told}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM meeting_rules").await, 1);
}

#[tokio::test]
async fn a_rule_of_the_configuration_is_paused_and_resumed_and_nothing_comes_late() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    assert_eq!(bot.number(PLANNED).await, 5);
    let overview = bot.slash(ANNA, "/voice", "meetings").await;
    assert!(
        overview.contains("From the configuration file"),
        "{overview}"
    );
    bot.choose_in_answer(ANNA, "rule:menu", "rule:pause:").await;
    let told = bot.sees(ANNA, "is paused: nothing of it is posted").await;
    assert!(
        told.contains("Paused by <@U0000ANNA> on 17 September 2026"),
        "{told}"
    );
    assert_eq!(bot.number(PLANNED).await, 0);
    bot.comes_to("2026-09-18T09:30").await;
    bot.comes_to("2026-10-02T10:30").await;
    assert!(agendas(&bot, FINANCE).is_empty());
    assert_eq!(bot.number("SELECT COUNT(*) FROM meetings").await, 0);
    let preview = agenda::preview(&bot.app, 14).await.unwrap();
    assert!(
        preview.contains("\"Finance, Friday\" rests: paused by"),
        "{preview}"
    );
    bot.choose_in_answer(ANNA, "rule:menu", "rule:resume:")
        .await;
    bot.sees(ANNA, "is resumed").await;
    bot.tick().await;
    bot.deliver().await;
    assert!(agendas(&bot, FINANCE).is_empty());
    assert_eq!(bot.number(PLANNED).await, 4);
    bot.comes_to("2026-10-09T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
}

#[tokio::test]
async fn of_two_who_pause_at_once_the_second_is_told_and_no_question_follows_a_paused_meeting() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    bot.comes_to("2026-09-18T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    for user in [ANNA, ADMIN] {
        bot.slash(user, "/voice", "meetings").await;
    }
    tokio::join!(
        bot.choose_in_answer(ANNA, "rule:menu", "rule:pause:"),
        bot.choose_in_answer(ADMIN, "rule:menu", "rule:pause:"),
    );
    bot.sees(ANNA, "Paused by").await;
    bot.sees(ADMIN, "Paused by").await;
    let told = [ANNA, ADMIN].map(|user| bot.ephemerals(user).pop().unwrap());
    let quicker = told
        .iter()
        .filter(|told| told.contains("somebody was quicker"));
    assert_eq!(quicker.count(), 1, "{told:?}");
    bot.comes_to("2026-09-18T10:40").await;
    let asked = bot.posts(FINANCE);
    assert!(
        !asked
            .iter()
            .any(|post| post.words().contains("is over. Did you"))
    );
}

#[tokio::test]
async fn a_rule_is_removed_with_what_it_planned_after_it_was_asked() {
    let bot = bot_with(TestBot::with(), "").await;
    let form = new_form(&bot, ANNA).await;
    updated(bot.submit(ANNA, &form, monday()).await);
    bot.close(ANNA).await;
    bot.tick().await;
    assert_eq!(bot.number(PLANNED).await, 5);
    bot.slash(ANNA, "/voice", "meetings").await;
    bot.choose_in_answer(ANNA, "rule:menu", "rule:remove:")
        .await;
    let asked = bot.modal(ANNA).await;
    assert!(words(&asked["blocks"]).contains("Remove *Finance, Monday*?"));
    let told = updated(bot.submit(ANNA, &asked, json!({})).await);
    assert_eq!(told, "“Finance, Monday” is removed.");
    assert_eq!(bot.number(PLANNED).await, 0);
    bot.comes_to("2026-09-21T09:30").await;
    assert!(agendas(&bot, FINANCE).is_empty());
    // Its name is free again.
    bot.close(ANNA).await;
    let form = new_form(&bot, ANNA).await;
    updated(bot.submit(ANNA, &form, monday()).await);
}

#[tokio::test]
async fn others_see_the_rules_without_buttons_and_a_forged_click_is_refused() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    bot.slash(BOB, "/voice", "meetings").await;
    let seen = bot.sandbox.ephemerals(BOB).pop().unwrap().to_string();
    assert!(
        seen.contains("Finance, Friday") && !seen.contains("rule:"),
        "{seen}"
    );
    let button = |action_id: &str, value: &str| {
        json!({ "type": "button", "action_id": action_id, "value": value,
            "text": { "type": "plain_text", "text": "x" } })
    };
    let forged = json!({ "channel": GENERAL, "text": "x", "blocks": [{ "type": "actions", "elements": [
        button("rule:menu", "rule:pause:Finance, Friday"), button("rule:new", "rule:new:")] }] });
    bot.app.ctx.slack.post_message(&forged).await.unwrap();
    let post = bot.posts(GENERAL).pop().unwrap();
    for action_id in ["rule:menu", "rule:new"] {
        bot.click(BOB, &post, action_id, None).await;
        let told = bot.told(BOB).await;
        assert!(told.contains("Only the owner of the department"), "{told}");
        assert!(told.contains("<@U000ADMIN>"), "{told}");
    }
    bot.click(GUEST, &post, "rule:menu", None).await;
    assert!(bot.told(GUEST).await.contains("Only members"));
    assert_eq!(bot.number("SELECT COUNT(*) FROM meeting_pauses").await, 0);
    // Anna owns finance, and no other department.
    let form = new_form(&bot, ANNA).await;
    assert!(!form.to_string().contains("customer-service"), "{form}");
}

#[tokio::test]
async fn a_rule_that_can_not_be_used_says_so_and_keeps_nothing_else_from_working() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    for name in ["One", "Two"] {
        let form = new_form(&bot, ANNA).await;
        let mut values = monday();
        values["name"]["name"] = name.into();
        updated(bot.submit(ANNA, &form, values).await);
        bot.close(ANNA).await;
    }
    bot.execute("UPDATE meeting_rules SET meeting = '{}' WHERE name = 'One'")
        .await;
    bot.execute("UPDATE meeting_rules SET name = 'Finance, Friday' WHERE name = 'Two'")
        .await;
    bot.comes_to("2026-09-18T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    bot.comes_to("2026-09-21T09:30").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    let overview = bot.slash(ADMIN, "/voice", "meetings").await;
    for why in [
        "because it can not be read any more",
        "the configuration has a meeting of the same name",
    ] {
        assert!(overview.contains(why), "{why}: {overview}");
    }
    let told = format!("{:?}", calendar::all(&bot.app).await.unwrap());
    assert_eq!(told.matches("stands still").count(), 2, "{told}");
    // To take the one of the same name away leaves that of the configuration alone.
    bot.choose_in_answer(ADMIN, "rule:menu", "rule:remove:")
        .await;
    let asked = bot.modal(ADMIN).await;
    updated(bot.submit(ADMIN, &asked, json!({})).await);
    bot.close(ADMIN).await;
    bot.slash(ADMIN, "/voice", "meetings").await;
    bot.choose_in_answer(ADMIN, "rule:menu", "rule:remove:")
        .await;
    let asked = bot.modal(ADMIN).await;
    updated(bot.submit(ADMIN, &asked, json!({})).await);
    assert_eq!(bot.number("SELECT COUNT(*) FROM meeting_rules").await, 0);
    assert!(bot.number(PLANNED).await > 0);
}

/// What is answered to a form that somebody sends who could not open it, filled in like one of `form`.
async fn forged(bot: &TestBot, user: &str, form: &Value, values: Value) -> String {
    let typed = |text: &str| json!({ "type": "plain_text_input", "value": text });
    let mut state = form["state"]["values"].clone();
    for (block, text) in values.as_object().unwrap() {
        state[block][block] = match block.as_str() {
            "department" => {
                json!({ "type": "static_select", "selected_option": { "value": text } })
            }
            _ => typed(text.as_str().unwrap()),
        };
    }
    let mut view = form.clone();
    view["state"] = json!({ "values": state });
    let payload = json!({ "type": "view_submission", "user": { "id": user }, "view": view });
    let answer = routes::handle(&bot.app, Inbound::from_json(payload))
        .await
        .unwrap();
    match answer {
        Answer::UpdateView(view) => words(&view["blocks"]),
        Answer::Errors(errors) => format!("{errors:?}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_forged_form_is_refused_as_well() {
    let bot = bot_with(TestBot::with(), "").await;
    let form = new_form(&bot, ANNA).await;
    let filled = |department: &str| {
        json!({ "name": "Forged", "department": department, "schedule": "every monday at 10:00",
            "zone": "Europe/Amsterdam" })
    };
    let told = forged(&bot, BOB, &form, filled("finance")).await;
    assert!(told.contains("Only the owner of the department"), "{told}");
    let told = forged(&bot, ANNA, &form, filled("hr")).await;
    assert!(
        told.contains("Choose a department of which you may manage"),
        "{told}"
    );
    assert_eq!(bot.number("SELECT COUNT(*) FROM meeting_rules").await, 0);
    updated(bot.submit(ANNA, &form, monday()).await);
    bot.close(ANNA).await;
    let change = change_form(&bot, ANNA).await;
    let told = forged(&bot, BOB, &change, filled("finance")).await;
    assert!(told.contains("Only the owner of the department"), "{told}");
    bot.close(ANNA).await;
    bot.slash(ANNA, "/voice", "meetings").await;
    bot.choose_in_answer(ANNA, "rule:menu", "rule:remove:")
        .await;
    let asked = bot.modal(ANNA).await;
    let told = forged(&bot, BOB, &asked, json!({})).await;
    assert!(told.contains("Only the owner of the department"), "{told}");
    assert_eq!(bot.number("SELECT revision FROM meeting_rules").await, 1);
}

#[tokio::test]
async fn who_made_a_rule_and_asks_to_be_forgotten_stands_in_it_no_more() {
    let bot = bot_with(TestBot::with(), CONFIGURED).await;
    let form = new_form(&bot, ANNA).await;
    updated(bot.submit(ANNA, &form, monday()).await);
    bot.close(ANNA).await;
    bot.slash(ANNA, "/voice", "meetings").await;
    bot.choose_in_answer(ANNA, "rule:menu", "rule:pause:").await;
    bot.sees(ANNA, "is paused").await;
    bot.erase(&["--person", ANNA, "--yes"]).await;
    for query in [
        "SELECT made_by || meeting FROM meeting_rules",
        "SELECT paused_by FROM meeting_pauses",
    ] {
        let kept = bot.texts(query).await.remove(0);
        assert!(kept.contains("person-") && !kept.contains(ANNA), "{kept}");
    }
    let form = change_form(&bot, ADMIN).await;
    assert!(!form.to_string().contains("person-"), "{form}");
}
