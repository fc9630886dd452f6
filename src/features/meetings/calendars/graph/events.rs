//! Events as Graph describes them, and what we take of them.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::features::meetings::calendars::{Identity, Occurrence};

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub value: Vec<Event>,
    #[serde(rename = "@odata.nextLink")]
    pub next_link: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    pub delta_link: Option<String>,
}

/// An event, an occurrence of a series, or in a delta the id of a deleted one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "@odata.etag")]
    pub etag: Option<String>,
    #[serde(default)]
    pub is_cancelled: bool,
    #[serde(default)]
    pub is_online_meeting: bool,
    pub online_meeting: Option<OnlineMeeting>,
    pub body: Option<Body>,
    i_cal_u_id: Option<String>,
    subject: Option<String>,
    start: Option<When>,
    end: Option<When>,
    #[serde(default)]
    is_all_day: bool,
    is_organizer: Option<bool>,
    series_master_id: Option<String>,
    original_start: Option<DateTime<Utc>>,
    organizer: Option<Person>,
    #[serde(default)]
    attendees: Vec<Attendee>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    pub content_type: String,
    #[serde(default)]
    pub content: String,
}

#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OnlineMeeting {
    pub join_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct When {
    date_time: String,
    time_zone: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attendee {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(flatten)]
    person: Person,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    email_address: Option<Address>,
}

#[derive(Deserialize)]
struct Address {
    address: Option<String>,
}

impl Event {
    /// What it is known by; nothing where Graph does not say when an occurrence was to start.
    pub fn identity(&self) -> Option<Identity> {
        let Some(series) = &self.series_master_id else {
            return Some(Identity {
                event: self.id.clone(),
                original_start: None,
            });
        };
        // One that was not changed starts when it was to.
        let start = self.original_start.or_else(|| self.start.as_ref()?.time());
        Some(Identity {
            event: series.clone(),
            original_start: Some(start?),
        })
    }

    /// The meeting, if it has a time. Whole days have none of their own: they begin at midnight UTC.
    pub fn occurrence(&self) -> Option<Occurrence> {
        let starts_at = self.start.as_ref()?.time()?;
        let ends_at = self.end.as_ref().and_then(When::time);
        Some(Occurrence {
            identity: self.identity()?,
            uid: self.i_cal_u_id.as_deref().map(uid),
            starts_at,
            ends_at: ends_at.unwrap_or(starts_at).max(starts_at),
            is_all_day: self.is_all_day,
            title: self.subject.clone().unwrap_or_default(),
            organizer: self.organizer.as_ref().and_then(Person::address),
            attendees: self.people(),
        })
    }

    pub fn is_series(&self) -> bool {
        self.kind.as_deref() == Some("seriesMaster")
    }

    /// Whether it is an occurrence of a series that somebody changed.
    pub fn is_exception(&self) -> bool {
        self.kind.as_deref() == Some("exception")
    }

    /// Its body as HTML.
    pub fn content(&self) -> &str {
        self.body.as_ref().map_or("", |body| &body.content)
    }

    /// Whether others are told of every change that we make.
    pub fn has_company(&self) -> bool {
        self.is_organizer != Some(false) && !self.attendees.is_empty()
    }

    /// Rooms do not count; the organiser does, and is mostly not in the list.
    fn people(&self) -> u32 {
        let organizer = self.organizer.as_ref().and_then(Person::address);
        let (mut count, mut has_organizer) = (0, false);
        for attendee in &self.attendees {
            if attendee.kind.as_deref() != Some("resource") {
                count += 1;
                has_organizer |= organizer.is_some() && attendee.person.address() == organizer;
            }
        }
        if count > 0 && !has_organizer {
            count += 1;
        }
        count
    }
}

impl Person {
    fn address(&self) -> Option<String> {
        let address = self.email_address.as_ref()?.address.as_ref()?;
        Some(address.to_lowercase())
    }
}

impl When {
    /// The time; nothing where Graph did not keep to the zone that was asked for.
    fn time(&self) -> Option<DateTime<Utc>> {
        let time: NaiveDateTime = self.date_time.trim_end_matches('Z').parse().ok()?;
        (self.time_zone == "UTC").then(|| time.and_utc())
    }
}

/// How the ids begin that Exchange makes (MS-OXOCAL 2.2.1.27): by the same sixteen bytes, in hexadecimal digits.
const MADE_BY_EXCHANGE: &str = "040000008200E00074C5B7101A82E008";
/// Where the day of an occurrence stands in such an id: in that of its series, and in other calendars, zeros do.
const DAY: std::ops::Range<usize> = 32..40;

/// The UID of an event by Graph's id of an occurrence of it.
fn uid(id: &str) -> String {
    let mut uid = id.to_owned();
    let is_made_by_exchange = uid
        .get(..DAY.start)
        .is_some_and(|start| start.eq_ignore_ascii_case(MADE_BY_EXCHANGE));
    if is_made_by_exchange && uid.is_char_boundary(DAY.end) {
        uid.replace_range(DAY, "00000000");
        uid.make_ascii_uppercase();
    }
    uid
}

/// How many different events and series these are.
pub(super) fn count(events: &[Event]) -> usize {
    let ids: HashSet<&str> = events
        .iter()
        .map(|event| event.series_master_id.as_deref().unwrap_or(&event.id))
        .collect();
    ids.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occurrence_has_the_uid_of_its_series_also_where_exchange_writes_its_day_into_it() {
        let series = "040000008200E00074C5B7101A82E008000000004D5F3B1C0000000000000000100000006F";
        let occurrence =
            "040000008200e00074c5b7101a82e00807ea0b174d5f3b1c0000000000000000100000006f";
        assert_eq!(uid(series), series);
        assert_eq!(uid(occurrence), series);
        for other in ["weekly@google.com", "", "040000008200E00074C5B7101A82E008"] {
            assert_eq!(uid(other), other);
        }
    }
}
