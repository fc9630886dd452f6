//! Rules that are made in Slack for meetings that stand in a calendar.

use chrono::{NaiveDateTime, Weekday};
use klantstem::app::commands::calendar as command;
use klantstem::sandbox::{CalendarSeed, EventSeed};
use serde_json::{Value, json};

use crate::harness::*;
use crate::meeting_rules::{agendas, bot_with, change_form, new_form, updated};

const FILE: &str = "finance-weekly.ics";

/// A calendar with a weekly meeting of finance, Mondays at ten.
fn calendar() -> CalendarSeed {
    let start = NaiveDateTime::parse_from_str("2026-09-07T10:00", "%Y-%m-%dT%H:%M").unwrap();
    let weekly = EventSeed {
        weekly: vec![Weekday::Mon],
        ..EventSeed::new("finance-weekly", "Finance weekly", start)
    };
    let zone = chrono_tz::Europe::Amsterdam;
    CalendarSeed::new("Team", "klantstem", "a password", zone).with(&weekly)
}

async fn bot() -> TestBot {
    let file = "[calendars.team]\nkind = \"caldav\"\naccount = \"klantstem\"\n";
    let builder = TestBot::with().calendar("team", calendar());
    bot_with(builder, file).await
}

/// Makes a rule for this calendar; returns what is said then.
async fn make(bot: &TestBot, write: &str, title: &str) -> String {
    let kind = new_form(bot, ANNA).await;
    let chosen = json!({ "kind": { "kind": "calendar:team" } });
    let form = match bot.submit(ANNA, &kind, chosen).await {
        klantstem::sandbox::Submitted::Updated(form) => form,
        other => panic!("{other:?}"),
    };
    let values: Value = json!({
        "name": { "name": "Finance" },
        "department": { "department": "finance" },
        "title": { "title": title },
        "write": { "write": write },
    });
    let told = updated(bot.submit(ANNA, &form, values).await);
    bot.close(ANNA).await;
    told
}

async fn pause_or_resume(bot: &TestBot, what: &str, said: &str) {
    bot.slash(ANNA, "/voice", "meetings").await;
    bot.choose_in_answer(ANNA, "rule:menu", &format!("rule:{what}:"))
        .await;
    bot.sees(ANNA, said).await;
    bot.tick().await;
}

#[tokio::test]
async fn the_next_meetings_of_the_calendar_are_shown_and_their_agenda_appears() {
    let bot = bot().await;
    let told = make(&bot, "off", "finance").await;
    assert!(told.contains("<!date^1789977600^"), "{told}");
    assert_eq!(told.matches("<!date^").count(), 3, "{told}");
    bot.tick().await;
    bot.comes_to("2026-09-21T09:00").await;
    agendas(&bot, FINANCE)[0].assert_shows("The customer in “Finance weekly”");
}

#[tokio::test]
async fn a_title_that_fits_nothing_is_said_at_once_and_can_be_changed() {
    let bot = bot().await;
    let told = make(&bot, "off", "board").await;
    assert!(
        told.contains("no meeting of the coming five weeks fits"),
        "{told}"
    );
    bot.tick().await;
    let form = change_form(&bot, ANNA).await;
    let told = updated(
        bot.submit(ANNA, &form, json!({ "title": { "title": "finance*" } }))
            .await,
    );
    assert_eq!(told.matches("<!date^").count(), 3, "{told}");
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
}

#[tokio::test]
async fn a_pause_takes_the_agenda_out_of_the_event_and_a_resumed_rule_plans_anew() {
    let bot = bot().await;
    make(&bot, "occurrence", "finance").await;
    bot.tick().await;
    let before = bot.sandbox.event(FILE).unwrap();
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    assert!(bot.sandbox.event(FILE).unwrap().contains("Klantstem"));
    pause_or_resume(&bot, "pause", "is paused").await;
    assert_eq!(bot.sandbox.event(FILE).unwrap(), before);
    let planned = "SELECT COUNT(*) FROM meetings WHERE state = 'planned'";
    assert_eq!(bot.number(planned).await, 0);
    bot.comes_to("2026-09-28T09:30").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    let (told, is_well) = command::doctor(&bot.app, "Finance").await.unwrap();
    assert!(is_well && told.contains("means"), "{told}");
    pause_or_resume(&bot, "resume", "is resumed").await;
    assert_eq!(bot.number(planned).await, 5);
    bot.comes_to("2026-10-05T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 2);
}

#[tokio::test]
async fn a_rule_that_is_resumed_at_once_finds_its_meetings_again_in_a_calendar_that_did_not_change()
{
    let bot = bot().await;
    make(&bot, "off", "finance").await;
    bot.tick().await;
    let planned = "SELECT COUNT(*) FROM meetings WHERE state = 'planned'";
    assert_eq!(bot.number(planned).await, 5);
    pause_or_resume(&bot, "pause", "is paused").await;
    assert_eq!(bot.number(planned).await, 0);
    pause_or_resume(&bot, "resume", "is resumed").await;
    assert_eq!(bot.number(planned).await, 5);
}

#[tokio::test]
async fn a_removed_rule_takes_its_line_out_of_the_series() {
    let bot = bot().await;
    make(&bot, "series", "finance").await;
    bot.tick().await;
    let before = bot.sandbox.event(FILE).unwrap();
    bot.comes_to("2026-09-21T09:00").await;
    bot.comes_to("2026-09-21T09:05").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    assert!(bot.sandbox.event(FILE).unwrap().contains("app_redirect"));
    bot.slash(ANNA, "/voice", "meetings").await;
    bot.choose_in_answer(ANNA, "rule:menu", "rule:remove:")
        .await;
    let asked = bot.modal(ANNA).await;
    updated(bot.submit(ANNA, &asked, json!({})).await);
    bot.tick().await;
    assert_eq!(bot.sandbox.event(FILE).unwrap(), before);
}
