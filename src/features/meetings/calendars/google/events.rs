//! Events as Google describes them, and what we take of them.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::features::meetings::calendars::{Identity, Occurrence};

/// A page of a list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default)]
    pub items: Vec<Event>,
    pub next_page_token: Option<String>,
    pub next_sync_token: Option<String>,
}

impl Page {
    /// The calendar's zone, by which its whole days are.
    pub fn zone(&self) -> Tz {
        let zone = self.time_zone.as_deref();
        zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC)
    }
}

/// An event, or one instance of a series. Of a deleted one only what it is known by is there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub id: String,
    pub etag: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "iCalUID")]
    pub ical_uid: Option<String>,
    status: Option<String>,
    event_type: Option<String>,
    summary: Option<String>,
    start: Option<When>,
    end: Option<When>,
    recurring_event_id: Option<String>,
    original_start_time: Option<When>,
    organizer: Option<Person>,
    #[serde(default)]
    attendees: Vec<Person>,
}

/// A time, or a date for whole days.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct When {
    date: Option<NaiveDate>,
    date_time: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Person {
    email: Option<String>,
    #[serde(default)]
    organizer: bool,
    #[serde(default)]
    resource: bool,
}

impl Event {
    /// What it is known by; nothing where Google does not say when an instance was to start.
    pub fn identity(&self, zone: Tz) -> Option<Identity> {
        let Some(series) = &self.recurring_event_id else {
            return Some(Identity {
                event: self.id.clone(),
                original_start: None,
            });
        };
        Some(Identity {
            event: series.clone(),
            original_start: Some(self.original_start_time.as_ref()?.time(zone)?),
        })
    }

    /// Whether it is an occurrence of this series.
    pub fn is_of(&self, series: &str) -> bool {
        self.recurring_event_id.as_deref() == Some(series)
    }

    /// Whether it ends later.
    pub fn is_after(&self, now: DateTime<Utc>) -> bool {
        let end = self.end.as_ref().and_then(|end| end.time(Tz::UTC));
        end.is_some_and(|end| end > now)
    }

    pub fn is_cancelled(&self) -> bool {
        self.status.as_deref() == Some("cancelled")
    }

    /// Whether people meet: Google keeps absences, places of work and birthdays as events as well.
    pub fn is_meeting(&self) -> bool {
        let kind = self.event_type.as_deref().unwrap_or("default");
        !self.is_cancelled() && matches!(kind, "default" | "fromGmail")
    }

    /// The meeting, unless it is cancelled, or none, or has no time.
    pub fn occurrence(&self, zone: Tz) -> Option<Occurrence> {
        if !self.is_meeting() {
            return None;
        }
        let start = self.start.as_ref()?;
        let starts_at = start.time(zone)?;
        let ends_at = self.end.as_ref().and_then(|end| end.time(zone));
        Some(Occurrence {
            identity: self.identity(zone)?,
            uid: self.ical_uid.clone(),
            starts_at,
            ends_at: ends_at.unwrap_or(starts_at).max(starts_at),
            is_all_day: start.date.is_some(),
            title: self.summary.clone().unwrap_or_default(),
            organizer: self.organizer.as_ref().and_then(Person::address),
            attendees: self.people(),
        })
    }

    /// Rooms do not count; the organiser does, also where the list does not name them.
    fn people(&self) -> u32 {
        let people = self.attendees.iter().filter(|person| !person.resource);
        let (mut count, mut has_organizer) = (0, false);
        for person in people {
            count += 1;
            has_organizer |= person.organizer;
        }
        if count > 0 && !has_organizer {
            count += 1;
        }
        count
    }
}

impl Person {
    fn address(&self) -> Option<String> {
        Some(self.email.as_ref()?.to_lowercase())
    }
}

impl When {
    fn time(&self, zone: Tz) -> Option<DateTime<Utc>> {
        match self.date {
            Some(date) => start_of_day(date, zone),
            None => self.date_time,
        }
    }
}

/// The first moment of the day there; in some zones clocks are put forward at midnight.
fn start_of_day(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..=4).find_map(|half_hours| {
        let time = midnight + TimeDelta::minutes(30 * half_hours);
        let local = zone.from_local_datetime(&time).earliest()?;
        Some(local.with_timezone(&Utc))
    })
}

/// How many different events and series these are.
pub(super) fn count(events: &[Event]) -> usize {
    let ids: HashSet<&str> = events
        .iter()
        .map(|event| event.recurring_event_id.as_deref().unwrap_or(&event.id))
        .collect();
    ids.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_day_begins_at_midnight_of_the_calendar_and_when_clocks_skip_it_after() {
        let day = |text: &str, zone: Tz| {
            start_of_day(text.parse().unwrap(), zone)
                .unwrap()
                .to_string()
        };
        assert_eq!(
            day("2026-11-24", Tz::Europe__Amsterdam),
            "2026-11-23 23:00:00 UTC"
        );
        assert_eq!(
            day("2018-11-04", Tz::America__Sao_Paulo),
            "2018-11-04 03:00:00 UTC"
        );
    }

    #[test]
    fn rooms_are_no_people_and_the_organiser_counts_once() {
        let event = |attendees| -> Event {
            serde_json::from_value(json!({ "id": "e", "attendees": attendees })).unwrap()
        };
        let room = json!({ "email": "room@example.com", "resource": true });
        let ann = json!({ "email": "ann@example.com" });
        let chair = json!({ "email": "chair@example.com", "organizer": true });
        assert_eq!(event(json!([])).people(), 0);
        assert_eq!(event(json!([room])).people(), 0);
        assert_eq!(event(json!([room, ann])).people(), 2);
        assert_eq!(event(json!([room, ann, chair])).people(), 2);
    }
}
