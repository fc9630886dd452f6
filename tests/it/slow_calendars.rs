//! Calendars that do not answer: everything else happens on time, and what stands in them waits within reason.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::harness::*;

/// A feed that answers when its test lets it.
#[derive(Clone)]
struct Feed {
    url: String,
    text: Arc<Mutex<String>>,
    is_held: watch::Sender<bool>,
    asked: watch::Sender<usize>,
}

impl Feed {
    async fn start(text: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let feed = Self {
            url: format!("http://{}/team.ics", listener.local_addr().unwrap()),
            text: Arc::new(Mutex::new(text)),
            is_held: watch::Sender::new(false),
            asked: watch::Sender::new(0),
        };
        let answer = |State(feed): State<Feed>| async move {
            feed.asked.send_modify(|asked| *asked += 1);
            let mut is_held = feed.is_held.subscribe();
            is_held.wait_for(|is_held| !is_held).await.unwrap();
            feed.text.lock().unwrap().clone()
        };
        let router = Router::new()
            .route("/team.ics", get(answer))
            .with_state(feed.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        feed
    }

    fn holds(&self, text: String) {
        *self.text.lock().unwrap() = text;
    }

    /// From now on it does not answer.
    fn hold(&self) {
        self.is_held.send_replace(true);
        self.asked.send_replace(0);
    }

    fn release(&self) {
        self.is_held.send_replace(false);
    }

    /// Returns when it was asked so often since it does not answer.
    async fn was_asked(&self, times: usize) {
        let mut asked = self.asked.subscribe();
        let asked = asked.wait_for(|asked| *asked >= times);
        tokio::time::timeout(SOON, asked).await.unwrap().unwrap();
    }
}

/// A calendar with a meeting on Mondays at 17:00 in Amsterdam.
fn weekly(title: &str, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:weekly
DTSTAMP:20260901T080000Z
DTSTART:20260907T150000Z
DTEND:20260907T153000Z
RRULE:FREQ=WEEKLY;BYDAY=MO
{more}SUMMARY:{title}
END:VEVENT
END:VCALENDAR
"
    )
    .replace('\n', "\r\n")
}

const NOT_HELD: &str = "EXDATE:20260921T150000Z\n";

const SETTINGS: &str = r##"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[kudos]
channel = "#general"
digest_at = "weekdays at 16:00"

[calendars.team]
kind = "ics"

[calendars.people]
kind = "ics"

[[meetings]]
name = "Finance"
department = "finance"
calendar = "team"

[[meetings]]
name = "People"
department = "hr"
calendar = "people"
"##;

/// A bot on a Friday, with something to say in both meetings of Monday.
async fn bot_with(team: &Feed, people: &Feed) -> TestBot {
    let bot = TestBot::with()
        .at("2026-09-18T10:00")
        .file(SETTINGS)
        .set("CALENDAR_SECRET_TEAM", &team.url)
        .set("CALENDAR_SECRET_PEOPLE", &people.url)
        .start()
        .await;
    for (id, department) in [("r1", "finance"), ("r2", "hr")] {
        let said = with(
            response(id, 9, "Eindelijk iemand die luistert"),
            json!({ "department": department, "timestamp": "2026-09-15T10:00:00Z" }),
        );
        bot.stored("shop", &said).await;
    }
    bot.deliver().await;
    bot.posts(FINANCE);
    bot.posts(HR);
    bot
}

async fn bot() -> (TestBot, Feed, Feed) {
    let team = Feed::start(weekly("Finance weekly", "")).await;
    let people = Feed::start(weekly("People weekly", "")).await;
    let bot = bot_with(&team, &people).await;
    (bot, team, people)
}

const POSTED: &str = "SELECT COUNT(*) FROM meetings WHERE state = 'posted'";
const KUDOS: &str = "SELECT COUNT(*) FROM occurrences WHERE schedule = 'kudos of the day'
    AND local_time = '2026-09-21T16:00:00'";

fn agendas(bot: &TestBot, channel: &str) -> usize {
    let is_agenda = |post: &Post| post.words().contains("The customer in");
    bot.posts(channel).into_iter().filter(is_agenda).count()
}

#[tokio::test]
async fn a_calendar_that_does_not_answer_delays_neither_the_kudos_nor_the_agenda_of_another() {
    let (bot, team, _people) = bot().await;
    bot.at("2026-09-21T10:00");
    bot.slash(ANNA, "/kudos", "@bob solved the invoice the same day")
        .await;
    bot.deliver().await;
    let running = Running::start(&bot.app);
    team.hold();
    bot.at("2026-09-21T16:00");
    team.was_asked(1).await;
    bot.until(KUDOS, 1).await;
    bot.until(POSTED, 1).await;
    bot.deliver().await;
    bot.post(GENERAL).assert_shows("Kudos of the day");
    assert_eq!(agendas(&bot, HR), 1);
    assert_eq!(agendas(&bot, FINANCE), 0);
    // When its meeting is about to begin, its agenda appears by what is known.
    bot.at("2026-09-21T16:58");
    bot.until(POSTED, 2).await;
    bot.deliver().await;
    assert_eq!(agendas(&bot, FINANCE), 1);
    // It does not keep the program from stopping either.
    running.stop().await;
    bot.direct_messages(ANNA);
    bot.direct_messages(BOB);
}

#[tokio::test]
async fn what_was_cancelled_while_nobody_looked_is_not_posted_first() {
    let (bot, team, _people) = bot().await;
    team.hold();
    bot.at("2026-09-21T16:00");
    let running = Running::start(&bot.app);
    team.was_asked(1).await;
    bot.until(POSTED, 1).await;
    team.holds(weekly("Finance weekly", NOT_HELD));
    team.release();
    bot.until("SELECT COUNT(*) FROM meetings WHERE state = 'cancelled'", 1)
        .await;
    // It is held after all; its agenda appears as soon as that is read, although the clock stands still.
    team.holds(weekly("Finance weekly", ""));
    team.hold();
    bot.at("2026-09-21T16:15");
    team.was_asked(1).await;
    assert_eq!(bot.number(POSTED).await, 1);
    team.release();
    bot.until(POSTED, 2).await;
    running.stop().await;
    bot.deliver().await;
    assert_eq!((agendas(&bot, FINANCE), agendas(&bot, HR)), (1, 1));
}

#[tokio::test]
async fn two_replicas_that_wait_for_the_same_calendar_post_once() {
    let (bot, team, people) = bot().await;
    let replica = bot.replica().await;
    for feed in [&team, &people] {
        feed.hold();
    }
    bot.at("2026-09-21T16:00");
    let running = [Running::start(&bot.app), Running::start(&replica)];
    for feed in [&team, &people] {
        feed.was_asked(2).await;
        feed.release();
    }
    bot.until(POSTED, 2).await;
    for one in running {
        one.stop().await;
    }
    bot.deliver().await;
    assert_eq!((agendas(&bot, FINANCE), agendas(&bot, HR)), (1, 1));
}
