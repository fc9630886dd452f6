//! Meetings that stand in a calendar: found, followed when they move, withdrawn when they are cancelled.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use chrono::TimeDelta;
use klantstem::app::commands::{agenda, calendar};
use serde_json::json;
use tokio::net::TcpListener;

use crate::harness::*;

/// A feed that a test changes while it is read.
#[derive(Clone)]
struct Feed {
    answer: Arc<Mutex<(StatusCode, String)>>,
    url: String,
}

impl Feed {
    async fn start(events: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/team.ics", listener.local_addr().unwrap());
        let feed = Self {
            answer: Arc::new(Mutex::new((StatusCode::OK, text(events)))),
            url,
        };
        let answer = |State(feed): State<Feed>| async move { feed.answer.lock().unwrap().clone() };
        let router = Router::new()
            .route("/team.ics", get(answer))
            .with_state(feed.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        feed
    }

    fn holds(&self, events: &str) {
        *self.answer.lock().unwrap() = (StatusCode::OK, text(events));
    }

    fn answers(&self, status: StatusCode) {
        self.answer.lock().unwrap().0 = status;
    }
}

fn text(events: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{events}END:VCALENDAR\n")
        .replace('\n', "\r\n")
}

/// A weekly meeting of finance on Mondays at 10:00 in Amsterdam, and one that is not meant.
const WEEKLY: &str = "BEGIN:VEVENT
UID:finance-weekly
DTSTAMP:20260901T080000Z
DTSTART:20260907T080000Z
DTEND:20260907T083000Z
RRULE:FREQ=WEEKLY;BYDAY=MO
SUMMARY:Finance weekly
ORGANIZER:mailto:anna@bedrijf.test
ATTENDEE:mailto:anna@bedrijf.test
ATTENDEE:mailto:bob@bedrijf.test
ATTENDEE:mailto:eva@bedrijf.test
END:VEVENT
";
const LUNCH: &str = "BEGIN:VEVENT
UID:lunch
DTSTAMP:20260901T080000Z
DTSTART:20260921T103000Z
DTEND:20260921T110000Z
SUMMARY:Lunch
END:VEVENT
";

/// The meeting of 21 September at another time.
fn moved(start: &str, end: &str) -> String {
    format!(
        "{WEEKLY}BEGIN:VEVENT
UID:finance-weekly
RECURRENCE-ID:20260921T080000Z
DTSTAMP:20260918T080000Z
DTSTART:{start}
DTEND:{end}
SUMMARY:Finance weekly
ATTENDEE:mailto:anna@bedrijf.test
ATTENDEE:mailto:bob@bedrijf.test
ATTENDEE:mailto:eva@bedrijf.test
END:VEVENT
"
    )
}

/// The series without the meeting of 21 September.
fn cancelled() -> String {
    WEEKLY.replace("SUMMARY", "EXDATE:20260921T080000Z\nSUMMARY")
}

fn file(more: &str) -> String {
    format!(
        r#"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[calendars.team]
kind = "ics"

[[meetings]]
name = "Finance"
department = "finance"
calendar = "team"
title = "finance"
min_attendees = 2
owner = "U0000ANNA"
{more}
"#
    )
}

async fn bot_with(feed: &Feed, more: &str) -> TestBot {
    let bot = TestBot::with()
        .at("2026-09-18T10:00")
        .file(&file(more))
        .set("CALENDAR_SECRET_TEAM", &feed.url);
    with_words(bot.start().await).await
}

/// The bot with what customers said to finance.
async fn with_words(bot: TestBot) -> TestBot {
    for (number, score) in [9, 10, 3, 9].into_iter().enumerate() {
        let words = format!("De factuur nummer {number}");
        let said = with(
            response(&format!("r{number}"), score, &words),
            json!({ "department": "finance", "timestamp": "2026-09-15T10:00:00Z" }),
        );
        bot.stored("shop", &said).await;
    }
    bot.deliver().await;
    bot.posts(FINANCE);
    bot
}

fn agendas(bot: &TestBot) -> Vec<Post> {
    let is_agenda = |post: &Post| post.words().contains("The customer in");
    bot.posts(FINANCE).into_iter().filter(is_agenda).collect()
}

#[tokio::test]
async fn only_meetings_that_are_meant_have_an_agenda_and_each_has_one() {
    let feed = Feed::start(&format!("{WEEKLY}{LUNCH}")).await;
    let mut bot = bot_with(&feed, "").await;
    bot.comes_to("2026-09-21T09:00").await;
    let replica = bot.replica().await;
    replica.timetable.run_due(&replica.ctx).await.unwrap();
    bot.restart().await;
    bot.comes_to("2026-09-21T09:30").await;
    bot.comes_to("2026-09-21T12:10").await;
    let told = agendas(&bot);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("The customer in “Finance weekly”");
    assert_eq!(
        bot.number("SELECT COUNT(*) FROM meetings WHERE title = 'Lunch'")
            .await,
        0
    );
    bot.posts(FINANCE);
    bot.comes_to("2026-09-28T09:00").await;
    assert_eq!(agendas(&bot).len(), 2);
}

#[tokio::test]
async fn of_two_rules_that_mean_a_meeting_the_first_takes_it() {
    let feed = Feed::start(WEEKLY).await;
    let second = r##"
[[meetings]]
name = "All"
department = "finance"
calendar = "team"
lead_minutes = 120
owner = "U0000ANNA"

[[meetings]]
name = "Elsewhere"
department = "finance"
channel = "#voice-hr"
calendar = "team"
"##;
    let bot = bot_with(&feed, second).await;
    let told = agenda::preview(&bot.app, 4).await.unwrap();
    assert_eq!(told.matches("Finance weekly").count(), 2, "{told}");
    let told = bot.slash(ANNA, "/voice", "meetings").await;
    assert_eq!(told.matches("21 September").count(), 2, "{told}");
    bot.comes_to("2026-09-21T08:00").await;
    assert!(agendas(&bot).is_empty());
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
    bot.posts(HR)[0].assert_shows("The customer in “Finance weekly”");
    let without = "SELECT rule FROM meetings WHERE why = 'taken'";
    assert_eq!(bot.texts(without).await, ["All"]);
}

#[tokio::test]
async fn without_titles_meetings_are_called_as_their_rule_also_those_that_are_over() {
    let feed = Feed::start(WEEKLY).await;
    let more = "[privacy]\nkeep_meeting_titles = false";
    let bot = bot_with(&feed, more).await;
    let titles = "SELECT DISTINCT title FROM meetings";
    assert_eq!(bot.texts(titles).await, ["Finance"]);
    bot.comes_to("2026-09-21T09:00").await;
    agendas(&bot)[0].assert_shows("The customer in “Finance”");
    agendas(&bot)[0].assert_hides("Finance weekly");
    // As if titles had been kept until now.
    bot.execute("UPDATE meetings SET title = 'Finance weekly'")
        .await;
    bot.execute("UPDATE calendars SET rules = 'with titles'")
        .await;
    bot.comes_to("2026-09-21T11:00").await;
    assert_eq!(bot.texts(titles).await, ["Finance"]);
    bot.posts(FINANCE);
}

#[tokio::test]
async fn a_meeting_that_stands_in_two_calendars_has_one_card() {
    let (team, own) = (Feed::start(WEEKLY).await, Feed::start(WEEKLY).await);
    let more = r#"
[calendars.own]
kind = "ics"

[[meetings]]
name = "Own"
department = "finance"
calendar = "own"
lead_minutes = 120
"#;
    let bot = TestBot::with()
        .at("2026-09-18T10:00")
        .file(&file(more))
        .set("CALENDAR_SECRET_TEAM", &team.url)
        .set("CALENDAR_SECRET_OWN", &own.url);
    let bot = with_words(bot.start().await).await;
    bot.comes_to("2026-09-21T08:00").await;
    assert!(agendas(&bot).is_empty());
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
    // The next one is taken out of the calendar of the team, and stands in the other still.
    team.holds(&WEEKLY.replace("SUMMARY", "EXDATE:20260928T080000Z\nSUMMARY"));
    bot.comes_to("2026-09-28T08:00").await;
    assert_eq!(agendas(&bot).len(), 2);
    bot.comes_to("2026-09-28T09:00").await;
    assert_eq!(agendas(&bot).len(), 2);
    bot.posts(FINANCE);
}

/// A rule that means every meeting of the calendar in the same channel, and shows its agenda two hours before.
const ALL: &str = r#"
[[meetings]]
name = "All"
department = "finance"
calendar = "team"
lead_minutes = 120
"#;

#[tokio::test]
async fn where_a_meeting_does_not_fit_the_rule_that_took_it_the_next_one_steps_in() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, ALL).await;
    bot.comes_to("2026-09-21T08:00").await;
    assert!(agendas(&bot).is_empty());
    feed.holds(&WEEKLY.replace("Finance weekly", "Invoices"));
    bot.comes_to("2026-09-21T08:20").await;
    bot.tick().await;
    let told = agendas(&bot);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("The customer in “Invoices”");
    // It fits again: the card that is there stays the only one.
    feed.holds(WEEKLY);
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
}

#[tokio::test]
async fn where_the_rule_that_took_a_meeting_goes_the_next_one_steps_in_until_it_begins() {
    let feed = Feed::start(WEEKLY).await;
    for (goes_at, agendas_then) in [("2026-09-21T09:59", 1), ("2026-09-21T10:00", 0)] {
        let bot = bot_with(&feed, ALL).await;
        bot.comes_to("2026-09-21T08:00").await;
        assert!(agendas(&bot).is_empty());
        // As if the first rule had never been there.
        bot.execute("DELETE FROM meetings WHERE rule = 'Finance'")
            .await;
        bot.execute("UPDATE calendars SET next_at = '2026-09-22 00:00:00+00:00'")
            .await;
        bot.at(goes_at);
        let told = agendas(&bot).len();
        bot.tick().await;
        bot.deliver().await;
        assert_eq!(agendas(&bot).len() - told, agendas_then, "{goes_at}");
    }
}

#[tokio::test]
async fn a_moved_meeting_moves_its_agenda_and_a_card_that_stands_keeps_its_place() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "").await;
    feed.holds(&moved("20260921T120000Z", "20260921T123000Z"));
    bot.comes_to("2026-09-21T09:00").await;
    assert!(agendas(&bot).is_empty());
    bot.comes_to("2026-09-21T13:00").await;
    assert_eq!(agendas(&bot).len(), 1);
    // Moved once more, to the next day, after the card appeared.
    feed.holds(&moved("20260922T120000Z", "20260922T123000Z"));
    bot.comes_to("2026-09-21T13:20").await;
    bot.comes_to("2026-09-22T13:00").await;
    let told = agendas(&bot);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("Tuesday 22 September at 14:00");
    // Asked after its new end.
    bot.comes_to("2026-09-22T14:40").await;
    let question = bot.posts(FINANCE).pop().unwrap();
    question.assert_shows("“Finance weekly” is over");
}

#[tokio::test]
async fn a_cancelled_meeting_has_no_agenda_and_a_card_that_stands_is_withdrawn() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "").await;
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
    feed.holds(&cancelled());
    bot.comes_to("2026-09-21T09:20").await;
    let card = bot.posts(FINANCE).pop().unwrap();
    card.assert_shows("“Finance weekly” is not held this time");
    // It is held after all.
    feed.holds(WEEKLY);
    bot.comes_to("2026-09-21T09:40").await;
    assert_eq!(agendas(&bot).len(), 1);
    feed.holds(&cancelled());
    bot.comes_to("2026-09-21T09:56").await;
    bot.comes_to("2026-09-21T11:00").await;
    assert_eq!(bot.posts(FINANCE).len(), 5);
}

#[tokio::test]
async fn an_empty_calendar_after_a_full_one_cancels_nothing_and_is_told_once() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "").await;
    feed.holds("");
    bot.comes_to("2026-09-18T10:20").await;
    bot.comes_to("2026-09-18T12:20").await;
    let told = bot.direct_message(ANNA);
    told.assert_shows("The calendar `team` can not be read");
    told.assert_shows("“Finance”");
    told.assert_shows("Nothing is cancelled by that");
    let health: serde_json::Value = bot
        .http()
        .get(bot.address("/health"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let failing = health["meetings"]["failing_calendars"][0].as_str().unwrap();
    assert!(
        failing.starts_with("team: the calendar is empty"),
        "{failing}"
    );
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
    feed.holds(WEEKLY);
    bot.comes_to("2026-09-21T18:00").await;
    let told = bot.direct_messages(ANNA);
    assert_eq!(told.len(), 2);
    told[1].assert_shows("can be read again");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn a_calendar_that_fails_now_and_then_is_asked_again_and_nobody_is_bothered() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "").await;
    feed.answers(StatusCode::BAD_GATEWAY);
    bot.comes_to("2026-09-18T10:16").await;
    assert_eq!(bot.number("SELECT failures FROM calendars").await, 1);
    feed.answers(StatusCode::OK);
    bot.later(TimeDelta::minutes(2));
    bot.tick().await;
    assert_eq!(bot.number("SELECT failures FROM calendars").await, 0);
    assert!(bot.direct_messages(ANNA).is_empty());
    // For twice the time between two readings: the owner hears it once.
    feed.answers(StatusCode::BAD_GATEWAY);
    for minute in ["10:40", "10:45", "10:55", "11:30", "13:00"] {
        bot.comes_to(&format!("2026-09-18T{minute}")).await;
    }
    bot.direct_message(ANNA).assert_shows("It does not answer");
}

#[tokio::test]
async fn a_calendar_without_its_secret_is_told_with_the_remedy_and_everything_else_goes_on() {
    let bot = TestBot::with()
        .at("2026-09-18T10:00")
        .file(&file(""))
        .start()
        .await;
    bot.deliver().await;
    let told = bot.direct_message(ANNA);
    told.assert_shows("CALENDAR_SECRET_TEAM is not set");
    let (said, is_well) = calendar::doctor(&bot.app, "Finance").await.unwrap();
    assert!(!is_well && said.contains("CALENDAR_SECRET_TEAM"), "{said}");
    let all = calendar::all(&bot.app).await.unwrap();
    let [calendar::Told::Fails(what, helps)] = &all[..] else {
        panic!("{all:?}");
    };
    assert!(what.starts_with("calendar team: "), "{what}");
    assert!(what.ends_with("never read by the timetable"), "{what}");
    assert!(helps.contains("CALENDAR_SECRET_"), "{helps}");
}

#[tokio::test]
async fn a_missed_meeting_is_told_to_its_owner_once() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "").await;
    bot.comes_to("2026-10-12T11:00").await;
    assert!(agendas(&bot).is_empty());
    let told = bot.direct_message(ANNA);
    told.assert_shows("The meeting “Finance”");
    told.assert_shows("began without the customer on its agenda");
    bot.comes_to("2026-10-19T09:00").await;
    assert_eq!(agendas(&bot).len(), 1);
}

#[tokio::test]
async fn what_can_not_be_written_falls_back_to_the_card_and_is_told_once() {
    let feed = Feed::start(WEEKLY).await;
    let bot = bot_with(&feed, "write = \"occurrence\"").await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.tick().await;
    bot.comes_to("2026-09-28T09:00").await;
    assert_eq!(agendas(&bot).len(), 2);
    let told = bot.direct_message(ANNA);
    told.assert_shows("could not be written into the event; the card in the channel has it");
    told.assert_shows("can only be read");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn old_meetings_go_with_what_was_closed_and_an_open_action_stays() {
    let feed = Feed::start(WEEKLY).await;
    let more = "write = \"occurrence\"\n\n[privacy.keep]\nmeetings = \"6 months\"";
    let bot = bot_with(&feed, more).await;
    bot.slash_in(FINANCE, ANNA, "/agenda", "add the invoices of May")
        .await;
    bot.comes_to("2026-09-21T09:00").await;
    let card = agendas(&bot).remove(0);
    bot.click(BOB, &card, "agenda:close", None).await;
    bot.comes_to("2026-09-21T10:40").await;
    let question = bot.posts(FINANCE).pop().unwrap();
    bot.click(ANNA, &question, "agenda:act", None).await;
    let form = bot.modal(ANNA).await;
    let filled = json!({
        "words": { "words": "Mend the template" },
        "owner": { "owner": [BOB] },
    });
    bot.submit(ANNA, &form, filled).await;
    bot.deliver().await;
    let posted = "SELECT COUNT(*) FROM meetings WHERE state = 'posted'";
    let items = "SELECT words FROM agenda_items ORDER BY words";
    let writings = "SELECT COUNT(*) FROM calendar_writings";
    for at in ["2026-09-22T03:00", "2027-03-20T03:00"] {
        bot.comes_to(at).await;
        assert_eq!(bot.number(posted).await, 1);
        let kept = ["Mend the template", "the invoices of May"];
        assert_eq!(bot.texts(items).await, kept);
        assert_eq!(bot.number(writings).await, 1);
    }
    for at in ["2027-03-22T03:00", "2027-03-23T03:00"] {
        bot.comes_to(at).await;
        assert_eq!(bot.number(posted).await, 0);
        assert_eq!(bot.texts(items).await, ["Mend the template"]);
        assert_eq!(bot.number(writings).await, 0);
    }
    let missed = "SELECT COUNT(*) FROM meetings WHERE state = 'missed'";
    assert!(bot.number(missed).await > 0);
    bot.posts(FINANCE);
    bot.direct_messages(ANNA);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn what_is_to_come_is_shown_without_posting_and_the_calendar_is_looked_into() {
    let feed = Feed::start(&format!("{WEEKLY}{LUNCH}")).await;
    let bot = bot_with(&feed, "").await;
    let told = agenda::preview(&bot.app, 14).await.unwrap();
    assert_eq!(told.matches("Finance weekly").count(), 2, "{told}");
    assert!(told.contains("Mon 21 Sep 09:00  #voice-finance"), "{told}");
    assert!(told.contains("because praise is wanted"), "{told}");
    assert!(told.contains("because pain is wanted"), "{told}");
    let (said, is_well) = calendar::doctor(&bot.app, "Finance").await.unwrap();
    assert!(is_well, "{said}");
    assert!(said.contains("it holds 2 events"), "{said}");
    let all = calendar::all(&bot.app).await.unwrap();
    let well = "calendar team: holds 2 events, last read Fri 18 Sep 10:00";
    assert_eq!(all, [calendar::Told::Well(well.to_owned())]);
    feed.holds("");
    let all = calendar::all(&bot.app).await.unwrap();
    let emptied = |told: &calendar::Told| matches!(told, calendar::Told::Fails(what, _) if what.contains("held 2 events before"));
    assert!(all.iter().all(emptied), "{all:?}");
    feed.holds(WEEKLY);
    assert!(
        said.contains("Mon 21 Sep 10:00  Finance weekly (3 attendees)"),
        "{said}"
    );
    assert!(said.contains("Lunch"), "{said}");
    let overview = bot.slash(BOB, "/voice", "meetings").await;
    assert!(
        overview.contains("*Finance* – Finance, in #voice-finance"),
        "{overview}"
    );
    assert!(agendas(&bot).is_empty());
}
