//! CalDAV against Radicale, which the test starts; what it does not do is asked of a small server.

use chrono_tz::Tz;
use klantstem::features::meetings::calendars::caldav::{Calendar, Settings};
use klantstem::features::meetings::calendars::{
    CalendarError, Identity, Reading, Target, Whole, Window, Written,
};
use secrecy::SecretString;

use super::server::{client, window};

mod radicale;
mod reading;
mod writing;

use radicale::{PASSWORD, Radicale};

/// A weekly meeting on Mondays at nine in Amsterdam, of which that of the 30th was moved.
const WEEKLY: &str = "BEGIN:VEVENT
UID:weekly@example.com
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Amsterdam:20261102T090000
DTEND;TZID=Europe/Amsterdam:20261102T093000
RRULE:FREQ=WEEKLY;BYDAY=MO
SUMMARY:Team weekly
DESCRIPTION:Agenda\\n1. Figures
ORGANIZER:mailto:Chair@example.com
ATTENDEE;PARTSTAT=ACCEPTED:mailto:chair@example.com
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@example.com
X-SOMETHING;X-P=1:kept
END:VEVENT
BEGIN:VEVENT
UID:weekly@example.com
DTSTAMP:20261101T000000Z
RECURRENCE-ID;TZID=Europe/Amsterdam:20261130T090000
DTSTART;TZID=Europe/Amsterdam:20261201T110000
DTEND;TZID=Europe/Amsterdam:20261201T113000
SUMMARY:Team weekly\\, moved
DESCRIPTION:Agenda\\n1. Figures
END:VEVENT";

const ONCE: &str = "BEGIN:VEVENT
UID:once@example.com
DTSTAMP:20261101T000000Z
DTSTART:20261125T130000Z
DTEND:20261125T140000Z
SUMMARY:Kick-off
END:VEVENT";

struct Desk {
    radicale: Radicale,
    calendar: Calendar,
    http: reqwest::Client,
}

fn settings(url: String, user: &str, password: &str) -> Settings {
    Settings {
        url,
        user: user.into(),
        password: SecretString::from(password),
        zone: Tz::Europe__Amsterdam,
        may_mail: false,
    }
}

impl Desk {
    async fn open() -> Self {
        Self::of("ann", PASSWORD).await
    }

    async fn of(user: &str, password: &str) -> Self {
        let radicale = Radicale::start().await;
        radicale.put("weekly", WEEKLY).await;
        radicale.put("once", ONCE).await;
        let url = format!("{}/ann/team/", radicale.url);
        Self {
            calendar: Calendar::new(&settings(url, user, password)).unwrap(),
            radicale,
            http: client(),
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
}

impl Desk {
    async fn describe(
        &self,
        target: &Target,
        item: Option<&str>,
    ) -> Result<Written, CalendarError> {
        self.calendar.describe(&self.http, target, item).await
    }
}

fn fortnight() -> Window {
    window("2026-11-23T06:00:00Z", "2026-12-07T06:00:00Z")
}

fn identity(start: &str) -> Identity {
    Identity {
        event: "weekly@example.com".into(),
        original_start: Some(start.parse().unwrap()),
    }
}
