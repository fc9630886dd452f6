//! Microsoft Graph: what is read, what is kept between readings, and that neither an online meeting nor anybody's peace
//! is lost by writing.

use klantstem::features::meetings::calendars::graph::{Calendar, Settings};
use klantstem::features::meetings::calendars::{
    CalendarError, Identity, Reading, Target, Whole, Window, Written,
};
use secrecy::SecretString;

use super::server::{Server, client, window};

mod reading;
pub mod server;
mod writing;

use server::{Graph, MAILBOX, SECRET, answer};

const ITEM: &str = "A customer says: quick & kind\nhttps://klantstem.example.com/i/1";
const BLOCK: &str = "<div>=== Klantstem ===<br>A customer says: quick &amp; kind<br>\
    https://klantstem.example.com/i/1<br>=== /Klantstem ===</div>";

struct Desk {
    server: Server<Graph>,
    settings: Settings,
    calendar: Calendar,
    http: reqwest::Client,
}

impl Desk {
    async fn open() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(set: impl FnOnce(&mut Settings)) -> Self {
        let server = Server::start(Graph::with_a_team(), answer).await;
        server.state().url = server.url.clone();
        let mut settings = Settings {
            tenant: "contoso.example".into(),
            client: "app".into(),
            secret: SecretString::from(SECRET),
            mailbox: MAILBOX.into(),
            calendar: None,
            may_mail: false,
            api_url: format!("{}/v1.0", server.url),
            login_url: server.url.clone(),
        };
        set(&mut settings);
        let http = client();
        let calendar = Calendar::new(&settings).unwrap();
        Self {
            server,
            settings,
            calendar,
            http,
        }
    }

    async fn read(&self, window: &Window, kept: Option<&str>) -> Result<Reading, CalendarError> {
        self.calendar.read(&self.http, window, kept).await
    }

    async fn whole(&self, window: &Window, kept: Option<&str>) -> Whole {
        match self.read(window, kept).await.unwrap() {
            Reading::Whole(whole) => whole,
            other => panic!("{other:?}"),
        }
    }

    async fn describe(
        &self,
        target: &Target,
        item: Option<&str>,
    ) -> Result<Written, CalendarError> {
        let now = "2026-11-20T08:00:00Z".parse().unwrap();
        self.calendar.describe(&self.http, target, item, now).await
    }

    fn body(&self, id: &str) -> String {
        let event = self.server.state().event(id);
        event["body"]["content"].as_str().unwrap().to_owned()
    }
}

fn fortnight() -> Window {
    window("2026-11-23T06:00:00Z", "2026-12-07T06:00:00Z")
}

fn target(id: &str) -> Target {
    Target::Series(id.into())
}

fn identity(start: &str) -> Identity {
    Identity {
        event: "weekly=".into(),
        original_start: Some(start.parse().unwrap()),
    }
}
