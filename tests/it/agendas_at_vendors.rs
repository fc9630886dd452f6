//! Meetings in Google Calendar and Microsoft 365 through the whole program: from the rule to the card and into the event.

use axum::http::Method;
use klantstem::app::commands::agenda;
use serde_json::json;

use crate::calendars::google::{self, server as google_server};
use crate::calendars::graph::server as graph_server;
use crate::calendars::server::{Got, Server};
use crate::harness::*;

/// A weekly meeting, Mondays at nine in Amsterdam, at one of the two.
enum Vendor {
    Google(Server<google_server::Google>),
    Graph(Server<graph_server::Graph>),
}

use Vendor::{Google, Graph};

impl Vendor {
    async fn both() -> [Self; 2] {
        let google = google_server::Google::with_a_team();
        let graph = graph_server::Graph::with_a_team();
        let google = Server::start(google, google_server::answer).await;
        let graph = Server::start(graph, graph_server::answer).await;
        graph.state().url = graph.url.clone();
        [Google(google), Graph(graph)]
    }

    /// The calendar as the configuration names it, and its secret.
    fn settings(&self) -> (String, String) {
        match self {
            Google(server) => (
                format!(
                    "kind = \"google\"\ncalendar = \"{}\"\nurl = \"{url}\"\nlogin_url = \"{url}/token\"",
                    google_server::CALENDAR,
                    url = server.url
                ),
                google::service_account().to_string(),
            ),
            Graph(server) => (
                format!(
                    "kind = \"graph\"\ntenant = \"contoso.example\"\nclient = \"app\"\naccount = \"{}\"\n\
                     url = \"{url}/v1.0\"\nlogin_url = \"{url}\"",
                    graph_server::MAILBOX,
                    url = server.url
                ),
                graph_server::SECRET.to_owned(),
            ),
        }
    }

    /// What is written in the event of a Monday: so many weeks after the first, 2 November.
    fn text(&self, week: u32) -> String {
        match self {
            Google(server) => server.state().event(&monday_at_google(week))["description"].clone(),
            Graph(server) => {
                server.state().event(&format!("weekly=#{week}"))["body"]["content"].clone()
            }
        }
        .as_str()
        .unwrap_or_default()
        .to_owned()
    }

    /// What is written in the series.
    fn series(&self) -> String {
        match self {
            Google(server) => server.state().event("weekly")["description"].clone(),
            Graph(server) => server.state().event("weekly=")["body"]["content"].clone(),
        }
        .as_str()
        .unwrap()
        .to_owned()
    }

    /// Moves the meeting of 23 November to another time of that day, in UTC.
    fn moves(&self, start: &str, end: &str) {
        for (field, time) in [("start", start), ("end", end)] {
            let time = format!("2026-11-23T{time}:00");
            match self {
                Google(server) => server.state().change(
                    &monday_at_google(3),
                    field,
                    json!({ "dateTime": format!("{time}Z") }),
                ),
                Graph(server) => {
                    let when = graph_server::when(&time);
                    server.state().change("weekly=#3", field, when);
                }
            }
        }
    }

    /// The meeting of 23 November is not held.
    fn cancels(&self) {
        match self {
            Google(server) => {
                let id = monday_at_google(3);
                server.state().change(&id, "status", json!("cancelled"));
            }
            Graph(server) => server
                .state()
                .change("weekly=#3", "isCancelled", json!(true)),
        }
    }

    fn is_called(&self, title: &str) {
        match self {
            Google(server) => server.state().change("weekly", "summary", json!(title)),
            Graph(server) => server.state().change("weekly=", "subject", json!(title)),
        }
    }

    /// Whether what was kept of readings is forgotten: the next one is answered by 410.
    fn forgets(&self, is_forgotten: bool) {
        let oldest = if is_forgotten { u64::MAX } else { 0 };
        match self {
            Google(server) => server.state().oldest = oldest,
            Graph(server) => server.state().oldest = oldest,
        }
    }

    /// Somebody else changes an event just after it was read.
    fn has_a_rival(&self) {
        match self {
            Google(server) => server.state().rivals = 1,
            Graph(server) => server.state().rivals = 1,
        }
    }

    /// All tokens end.
    fn expires(&self) {
        match self {
            Google(server) => server.state().expire(),
            Graph(server) => server.state().expire(),
        }
    }

    fn is_read_only(&self) {
        match self {
            Google(server) => server.state().is_read_only = true,
            Graph(server) => server.state().is_read_only = true,
        }
    }

    /// Answers the next request by this method with a 429.
    fn asks_to_wait(&self, method: Method) {
        match self {
            Google(server) => {
                let slow = google_server::error(429, "rateLimitExceeded");
                server.fail_by(method, slow.with("retry-after", "90"));
            }
            Graph(server) => {
                let slow = graph_server::error(429, "ApplicationThrottled");
                server.fail_by(method, slow.with("retry-after", "90"));
            }
        }
    }

    /// Does not answer by this method until [`Vendor::release`].
    fn hold(&self, method: Method) {
        match self {
            Google(server) => server.hold(method),
            Graph(server) => server.hold(method),
        }
    }

    fn release(&self) {
        match self {
            Google(server) => server.release(),
            Graph(server) => server.release(),
        }
    }

    fn got(&self) -> Vec<Got> {
        match self {
            Google(server) => server.got(),
            Graph(server) => server.got(),
        }
    }

    /// How often it was written to since this was last asked.
    fn writings(&self) -> usize {
        let is_writing = |got: &&Got| got.method == Method::PATCH;
        self.got().iter().filter(is_writing).count()
    }

    fn mailed(&self) -> usize {
        match self {
            Google(server) => server.state().mailed.len(),
            Graph(server) => server.state().mailed.len(),
        }
    }
}

fn monday_at_google(week: u32) -> String {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()
        + chrono::TimeDelta::weeks(week.into());
    format!("weekly_{}T080000Z", day.format("%Y%m%d"))
}

const WORDS: [&str; 2] = [
    "De nieuwe factuur is een verademing",
    "De factuur van mei klopte meteen",
];

/// A bot on the Friday before 23 November.
async fn bot(vendor: &Vendor, write: &str) -> TestBot {
    bot_with(vendor, write, "").await
}

/// The same with more of the configuration.
async fn bot_with(vendor: &Vendor, write: &str, more: &str) -> TestBot {
    let (calendar, secret) = vendor.settings();
    let file = format!(
        r#"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[calendars.team]
{calendar}

[[meetings]]
name = "Team"
department = "finance"
calendar = "team"
title = "weekly"
owner = "U0000ANNA"
write = "{write}"
{more}
"#
    );
    let bot = TestBot::with()
        .at("2026-11-20T10:00")
        .file(&file)
        .set("CALENDAR_SECRET_TEAM", &secret)
        .start()
        .await;
    for (number, words) in WORDS.into_iter().enumerate() {
        let said = with(
            response(&format!("r{number}"), 9, words),
            json!({ "department": "finance", "timestamp": "2026-11-17T10:00:00Z" }),
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

fn holds_words(text: &str) -> bool {
    WORDS.iter().any(|words| text.contains(words))
}

const WRITINGS: &str = "SELECT COUNT(*) FROM calendar_writings";

#[tokio::test]
async fn the_agenda_stands_in_the_event_once_and_unlink_removes_every_trace() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        let (before, series) = (vendor.text(3), vendor.series());
        bot.comes_to("2026-11-23T08:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        agendas(&bot)[0].assert_shows("The customer in “Team weekly”");
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        assert_eq!((vendor.writings(), vendor.mailed()), (1, 0));
        let replica = bot.replica().await;
        bot.tick().await;
        replica.timetable.run_due(&replica.ctx).await.unwrap();
        bot.comes_to("2026-11-23T08:40").await;
        assert_eq!((agendas(&bot).len(), vendor.writings()), (1, 0));
        let (told, is_well) = agenda::unlink(&bot.app).await.unwrap();
        assert!(is_well, "{told}");
        assert_eq!((vendor.text(3), vendor.series()), (before, series));
        assert_eq!(bot.number(WRITINGS).await, 0);
    }
}

#[tokio::test]
async fn a_line_stands_in_the_series_and_unlink_removes_it() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "series").await;
        let series = vendor.series();
        bot.comes_to("2026-11-23T08:00").await;
        bot.comes_to("2026-11-23T08:05").await;
        bot.posts(FINANCE);
        let line = "app_redirect?channel=C0FINANCE";
        assert!(vendor.series().contains(line), "{}", vendor.series());
        assert_eq!((vendor.writings(), vendor.mailed()), (1, 0));
        let (told, is_well) = agenda::unlink(&bot.app).await.unwrap();
        assert!(is_well, "{told}");
        assert_eq!(vendor.series(), series);
    }
}

#[tokio::test]
async fn a_meeting_that_moves_takes_its_agenda_along() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        vendor.moves("13:00", "13:30");
        bot.comes_to("2026-11-23T08:00").await;
        assert!(agendas(&bot).is_empty());
        bot.comes_to("2026-11-23T13:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        // Once more, now that its card stands.
        vendor.moves("14:00", "14:30");
        bot.comes_to("2026-11-23T13:20").await;
        let told = agendas(&bot);
        assert_eq!(told.len(), 1);
        told[0].assert_shows("15:00");
    }
}

#[tokio::test]
async fn a_meeting_that_is_cancelled_has_no_agenda_and_one_that_stands_is_withdrawn() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        vendor.cancels();
        bot.comes_to("2026-11-23T08:00").await;
        assert!(agendas(&bot).is_empty());
    }
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        bot.comes_to("2026-11-23T08:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        vendor.cancels();
        bot.comes_to("2026-11-23T08:20").await;
        let card = bot.posts(FINANCE).pop().unwrap();
        card.assert_shows("“Team weekly” is not held this time");
        assert_eq!(bot.number(WRITINGS).await, 0);
    }
}

#[tokio::test]
async fn what_the_vendor_does_not_remember_is_read_whole() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "off").await;
        bot.comes_to("2026-11-20T10:15").await;
        vendor.got();
        vendor.forgets(true);
        vendor.is_called("Team weekly, new");
        bot.comes_to("2026-11-20T10:30").await;
        let is_whole =
            |got: &Got| got.parameter("timeMin").is_some() || got.path.ends_with("/calendarView");
        assert!(vendor.got().iter().any(is_whole));
        vendor.forgets(false);
        bot.comes_to("2026-11-23T08:00").await;
        agendas(&bot)[0].assert_shows("The customer in “Team weekly, new”");
        assert!(bot.direct_messages(ANNA).is_empty());
    }
}

#[tokio::test]
async fn what_somebody_changes_meanwhile_is_read_anew_and_stays() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        vendor.has_a_rival();
        bot.comes_to("2026-11-23T08:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        assert_eq!(vendor.writings(), 2);
        let title = match &vendor {
            Google(server) => server.state().event(&monday_at_google(3))["summary"].clone(),
            Graph(server) => server.state().event("weekly=#3")["subject"].clone(),
        };
        assert_eq!(title, "Changed before 0");
    }
}

#[tokio::test]
async fn who_asks_to_wait_is_waited_for_and_nobody_is_bothered() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        // The card appears by what is known.
        vendor.asks_to_wait(Method::GET);
        vendor.asks_to_wait(Method::PATCH);
        bot.comes_to("2026-11-23T08:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        assert!(!holds_words(&vendor.text(3)));
        bot.comes_to("2026-11-23T08:01").await;
        assert_eq!(vendor.writings(), 1);
        assert!(!holds_words(&vendor.text(3)));
        bot.comes_to("2026-11-23T08:02").await;
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        assert!(bot.direct_messages(ANNA).is_empty());
    }
}

#[tokio::test]
async fn a_token_that_ended_is_renewed_on_the_way() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        vendor.got();
        vendor.expires();
        bot.comes_to("2026-11-23T08:00").await;
        assert_eq!(agendas(&bot).len(), 1);
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        let is_token = |got: &&Got| got.path.ends_with("/token");
        assert_eq!(vendor.got().iter().filter(is_token).count(), 1);
    }
}

#[tokio::test]
async fn what_may_not_be_written_stands_on_the_card_and_the_owner_hears_it_once() {
    for vendor in Vendor::both().await {
        let bot = bot(&vendor, "occurrence").await;
        vendor.is_read_only();
        bot.comes_to("2026-11-23T08:00").await;
        bot.comes_to("2026-11-30T08:00").await;
        assert_eq!(agendas(&bot).len(), 2);
        let told = bot.direct_message(ANNA);
        told.assert_shows("could not be written into the event; the card in the channel has it");
        told.assert_shows(match &vendor {
            Google(_) => google_server::ACCOUNT,
            Graph(_) => "the application app",
        });
        assert!(!holds_words(&vendor.text(3)) && !holds_words(&vendor.text(4)));
    }
}

#[tokio::test]
async fn writing_that_hangs_delays_nothing_and_is_brought_to_its_end_before_the_program_stops() {
    for vendor in Vendor::both().await {
        let hr = "[[meetings]]\nname = \"HR\"\ndepartment = \"hr\"\nschedule = \"weekly on mon at 09:30\"";
        let bot = bot_with(&vendor, "occurrence", hr).await;
        bot.slash_in(HR, ANNA, "/agenda", "add the new colleague")
            .await;
        let running = Running::start(&bot.app);
        vendor.hold(Method::PATCH);
        bot.at("2026-11-23T08:00");
        let posted = "SELECT COUNT(*) FROM meetings WHERE state = 'posted'";
        bot.until(posted, 1).await;
        bot.deliver().await;
        assert_eq!(agendas(&bot).len(), 1);
        let begun = async {
            while vendor.writings() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, begun).await.unwrap();
        // Another meeting has its card at its time, while the event of the first is not written yet.
        bot.at("2026-11-23T08:30");
        bot.until(posted, 2).await;
        bot.deliver().await;
        bot.post(HR).assert_shows("the new colleague");
        running.ask_to_stop();
        vendor.release();
        running.stop().await;
        assert!(holds_words(&vendor.text(3)), "{}", vendor.text(3));
        let written = "SELECT COUNT(*) FROM calendar_writings WHERE state = 'written'";
        assert_eq!(bot.number(written).await, 1);
    }
}
