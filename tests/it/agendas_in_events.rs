//! The agenda inside the event of a calendar that may be written to: once, followed, and taken out again.

use chrono::{NaiveDateTime, Weekday};
use klantstem::app::commands::agenda;
use klantstem::features::meetings::store::writings::{self, Writing, WritingState};
use klantstem::sandbox::{CalendarSeed, EventSeed};
use serde_json::json;

use crate::harness::*;

/// The file of the meeting in the calendar.
const FILE: &str = "finance-weekly.ics";

fn local(time: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M").unwrap()
}

/// A calendar with a weekly meeting of finance, Mondays at ten.
fn calendar() -> CalendarSeed {
    let weekly = EventSeed {
        description: "1. Figures\n2. Any other business".to_owned(),
        weekly: vec![Weekday::Mon],
        attendees: vec![
            "anna@bedrijf.test".to_owned(),
            "bob@bedrijf.test".to_owned(),
        ],
        ..EventSeed::new(
            "finance-weekly",
            "Finance weekly",
            local("2026-09-07T10:00"),
        )
    };
    let zone = chrono_tz::Europe::Amsterdam;
    CalendarSeed::new("Team", "klantstem", "a password", zone).with(&weekly)
}

async fn bot(write: &str) -> TestBot {
    let file = format!(
        r#"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[calendars.team]
kind = "caldav"
account = "klantstem"

[[meetings]]
name = "Finance"
department = "finance"
calendar = "team"
title = "finance"
write = "{write}"
"#
    );
    let bot = TestBot::with()
        .at("2026-09-18T10:00")
        .calendar("team", calendar())
        .file(&file)
        .start()
        .await;
    let said = with(
        response("r1", 9, "De nieuwe factuur is een verademing"),
        json!({ "department": "finance", "timestamp": "2026-09-15T10:00:00Z" }),
    );
    bot.stored("shop", &said).await;
    bot.deliver().await;
    bot.posts(FINANCE);
    bot
}

/// The event as a text without folds.
fn event(bot: &TestBot) -> String {
    let text = bot.sandbox.event(FILE).unwrap();
    text.replace("\r\n ", "").replace("\r\n\t", "")
}

#[tokio::test]
async fn the_customers_words_stand_in_the_event_once_and_unlink_restores_every_byte() {
    let bot = bot("occurrence").await;
    let before = bot.sandbox.event(FILE).unwrap();
    bot.slash_in(FINANCE, ANNA, "/agenda", "add bel 06-12345678 terug")
        .await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.posts(FINANCE)
        .pop()
        .unwrap()
        .assert_shows("The customer in “Finance weekly”");
    let written = event(&bot);
    assert!(
        written.contains("De nieuwe factuur is een verademing"),
        "{written}"
    );
    assert!(written.contains("RECURRENCE-ID"), "{written}");
    assert!(written.contains("- bel [phone] terug"), "{written}");
    // Another time, another replica and another day change nothing.
    let bytes = bot.sandbox.event(FILE).unwrap();
    bot.tick().await;
    let replica = bot.replica().await;
    replica.timetable.run_due(&replica.ctx).await.unwrap();
    bot.comes_to("2026-09-21T09:30").await;
    assert_eq!(bot.sandbox.event(FILE).unwrap(), bytes);
    let (told, is_well) = agenda::unlink(&bot.app).await.unwrap();
    assert!(is_well, "{told}");
    assert_eq!(bot.sandbox.event(FILE).unwrap(), before);
}

#[tokio::test]
async fn what_a_colleague_wrote_meanwhile_stays() {
    let bot = bot("occurrence").await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.posts(FINANCE);
    let edited = bot
        .sandbox
        .event(FILE)
        .unwrap()
        .replace("1. Figures", "1. Figures of August");
    bot.sandbox.set_event(FILE, &edited);
    let (told, is_well) = agenda::unlink(&bot.app).await.unwrap();
    assert!(is_well, "{told}");
    let left = event(&bot);
    assert!(left.contains("1. Figures of August"), "{left}");
    assert!(!left.contains("verademing"), "{left}");
}

#[tokio::test]
async fn a_series_gets_one_line_that_leads_to_the_channel() {
    let bot = bot("series").await;
    let before = bot.sandbox.event(FILE).unwrap();
    bot.comes_to("2026-09-21T09:00").await;
    bot.comes_to("2026-09-21T09:05").await;
    bot.posts(FINANCE);
    let written = event(&bot);
    assert!(
        written.contains("app_redirect?channel=C0FINANCE"),
        "{written}"
    );
    assert!(
        !written.contains("verademing") && !written.contains("RECURRENCE-ID"),
        "{written}"
    );
    let (told, is_well) = agenda::unlink(&bot.app).await.unwrap();
    assert!(is_well, "{told}");
    assert_eq!(bot.sandbox.event(FILE).unwrap(), before);
}

#[tokio::test]
async fn a_series_that_was_refused_is_tried_again_with_the_next_agenda() {
    let bot = bot("series").await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.posts(FINANCE);
    bot.execute("UPDATE calendar_writings SET state = 'refused', error = '403'")
        .await;
    bot.comes_to("2026-09-21T09:05").await;
    assert!(!event(&bot).contains("app_redirect"));
    let next = with(
        response("r2", 9, "De tweede factuur klopte ook"),
        json!({ "department": "finance", "timestamp": "2026-09-22T10:00:00Z" }),
    );
    bot.stored("shop", &next).await;
    bot.comes_to("2026-09-28T09:00").await;
    bot.comes_to("2026-09-28T09:05").await;
    bot.posts(FINANCE);
    assert!(event(&bot).contains("app_redirect?channel=C0FINANCE"));
}

#[tokio::test]
async fn what_is_unwanted_since_stays_unwanted_when_a_slow_calendar_answers() {
    let bot = bot("occurrence").await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.posts(FINANCE);
    let db = &bot.app.ctx.db;
    let written = writings::all(db).await.unwrap().remove(0);
    let taken = Writing {
        state: WritingState::Wanted,
        ..written.clone()
    };
    bot.execute("UPDATE calendar_writings SET state = 'unwanted'")
        .await;
    let mut tx = db.begin().await.unwrap();
    writings::become_of(&mut tx, &taken, &written)
        .await
        .unwrap();
    writings::forget(&mut tx, &taken).await.unwrap();
    tx.commit().await.unwrap();
    let left = writings::all(db).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].state, WritingState::Unwanted);
}
