//! A calendar beside the workspace: events in iCalendar, over the little of CalDAV that a client needs.

mod dav;
mod seed;
mod text;
mod week;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::any;
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::{Engine, lock};
use super::running::Sandbox;
pub use seed::{CalendarSeed, EventSeed};
use week::{Occurrence, occurrences};

/// Where it is served.
const PATH: &str = "/calendar/";

/// An event, in a file of its own.
struct File {
    text: String,
    /// As it was when the sandbox started: the page shows what came into it.
    first: String,
    version: u64,
}

/// The events of a calendar, by the name of their file.
pub(super) struct Calendar {
    seed: CalendarSeed,
    files: BTreeMap<String, File>,
    version: u64,
}

impl Calendar {
    pub fn new(mut seed: CalendarSeed) -> Self {
        let events = std::mem::take(&mut seed.events);
        let mut calendar = Self {
            seed,
            files: BTreeMap::new(),
            version: 0,
        };
        for (name, text) in events {
            calendar.put(&name, text);
        }
        // What was there from the beginning is no change.
        calendar.version = 0;
        calendar
    }

    fn put(&mut self, name: &str, text: String) {
        self.version += 1;
        let version = self.version;
        match self.files.get_mut(name) {
            Some(file) => (file.text, file.version) = (text, version),
            None => {
                let first = text.clone();
                let file = File {
                    text,
                    first,
                    version,
                };
                self.files.insert(name.to_owned(), file);
            }
        }
    }

    /// What stands around the calendar's entry on the page.
    pub fn look(&self) -> Value {
        json!({"name": self.seed.name, "changes": self.version})
    }
}

/// The addresses of the calendar for its clients, who sign in.
pub(super) fn router() -> Router<Arc<Engine>> {
    Router::new()
        .route(PATH, any(dav::collection))
        // Clients leave the last slash out.
        .route("/calendar", any(dav::collection))
        .route("/calendar/{file}", any(dav::event))
}

/// Which week the page wants: that of a day, or that of the clock.
#[derive(Deserialize)]
pub(super) struct Wanted {
    day: Option<NaiveDate>,
}

/// What takes place in a week, by its beginning.
pub(super) async fn look(
    State(engine): State<Arc<Engine>>,
    Query(wanted): Query<Wanted>,
) -> Json<Value> {
    let calendar = lock(&engine.calendar);
    let Some(calendar) = calendar.as_ref() else {
        return Json(json!({"events": []}));
    };
    let zone = calendar.seed.zone;
    let day = wanted
        .day
        .unwrap_or_else(|| engine.clock.now().with_timezone(&zone).date_naive());
    let monday = day - Days::new(day.weekday().num_days_from_monday().into());
    let from = text::moment(zone, monday.and_time(NaiveTime::MIN));
    let until = text::moment(zone, (monday + Days::new(7)).and_time(NaiveTime::MIN));
    let mut events: Vec<(Occurrence, Option<String>)> = Vec::new();
    for file in calendar.files.values() {
        // Moved ones lay elsewhere at first.
        let far = TimeDelta::weeks(8);
        let first = occurrences(&file.first, from - far, until + far, zone);
        for event in occurrences(&file.text, from, until, zone) {
            let before = first
                .iter()
                .find(|first| first.uid == event.uid && first.original == event.original)
                .map(|first| first.description.clone())
                .filter(|before| *before != event.description);
            events.push((event, before));
        }
    }
    events.sort_by(|(one, _), (other, _)| {
        (one.starts_at, &one.title).cmp(&(other.starts_at, &other.title))
    });
    let events: Vec<Value> = events
        .into_iter()
        .map(|(event, before)| {
            json!({
                "starts_at": event.starts_at,
                "ends_at": event.ends_at,
                "title": event.title,
                "description": event.description,
                "before": before,
                "attendees": event.attendees,
                "was_at": Some(event.original).filter(|original| *original != event.starts_at),
            })
        })
        .collect();
    Json(json!({"name": calendar.seed.name, "monday": monday, "events": events}))
}

impl Sandbox {
    /// The address of the calendar, for clients that speak CalDAV.
    pub fn calendar_url(&self) -> String {
        format!("{}{PATH}", self.url())
    }

    /// An event of the calendar in iCalendar, by the name of its file.
    pub fn event(&self, file: &str) -> Option<String> {
        let calendar = lock(&self.engine.calendar);
        let file = calendar.as_ref()?.files.get(file)?;
        Some(file.text.clone())
    }

    /// Changes an event, as a person would in a client of their own; nothing where there is no calendar.
    pub fn set_event(&self, file: &str, text: &str) {
        if let Some(calendar) = lock(&self.engine.calendar).as_mut() {
            calendar.put(file, text.to_owned());
        }
        self.engine.changed("calendar", None, None);
    }
}
