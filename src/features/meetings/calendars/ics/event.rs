//! One `VEVENT`, read into values.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::lines::{Component, Property};
use super::recurrence::Rule;
use super::values::{self, Written};
use super::zones::{Zone, Zones};

/// An event as it is written: a series, a single event, or what differs in one occurrence.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Its place among the components of the calendar.
    pub place: usize,
    /// Its UID; for one without, something that stays the same while its start and title do.
    pub uid: String,
    pub is_without_uid: bool,
    /// The occurrence that it replaces.
    pub replaces: Option<Replaces>,
    /// Which of two versions is newer: `SEQUENCE`, then `DTSTAMP`.
    pub version: (i64, String),
    pub start: When,
    pub length: Length,
    pub rules: Vec<Rule>,
    /// `EXRULE`, which newer calendars do not write any more.
    pub except: Vec<Rule>,
    /// `RDATE`, each perhaps with a length of its own.
    pub more: Vec<(When, Option<Length>)>,
    /// `EXDATE`.
    pub without: Vec<When>,
    pub is_cancelled: bool,
    pub title: Option<String>,
    pub organizer: Option<String>,
    pub attendees: u32,
}

/// `RECURRENCE-ID`.
#[derive(Clone, Debug)]
pub(super) struct Replaces {
    pub when: When,
    /// Whether all later ones are changed like it (`RANGE=THISANDFUTURE`).
    pub and_later: bool,
}

/// A date, or a time with the zone in which it is meant.
#[derive(Clone, Debug)]
pub(super) enum When {
    Day(NaiveDate),
    /// In the zone of the event, or else in that of the calendar.
    Floating(NaiveDateTime),
    Zoned(NaiveDateTime, Zone),
}

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Always the same time (RFC 5545, 3.8.5.3: where an end is written).
    Exact(TimeDelta),
    /// Days on the calendar, then an exact time.
    Nominal(i64, TimeDelta),
}

impl Event {
    /// Whether it takes place more than once.
    pub fn is_series(&self) -> bool {
        !(self.rules.is_empty() && self.more.is_empty())
    }
}

impl When {
    /// What the clocks show, and in which zone.
    pub fn local<'z>(&'z self, floating: &'z Zone) -> (NaiveDateTime, &'z Zone) {
        match self {
            Self::Day(day) => (day.and_time(chrono::NaiveTime::MIN), floating),
            Self::Floating(time) => (*time, floating),
            Self::Zoned(time, zone) => (*time, zone),
        }
    }

    /// The moment.
    pub fn moment(&self, floating: &Zone) -> DateTime<Utc> {
        let (local, zone) = self.local(floating);
        zone.moment(local)
    }

    /// Whether it is a date without a time.
    pub fn is_day(&self) -> bool {
        matches!(self, Self::Day(_))
    }
}

impl Length {
    /// When something ends that begins at a local time.
    pub fn after(&self, local: NaiveDateTime, zone: &Zone) -> Option<DateTime<Utc>> {
        match self {
            Self::Exact(time) => zone.moment(local).checked_add_signed(*time),
            Self::Nominal(days, time) => {
                let day = local.checked_add_signed(TimeDelta::try_days(*days)?)?;
                if day.year() > 9999 {
                    return None;
                }
                zone.moment(day).checked_add_signed(*time)
            }
        }
    }
}

/// What an event is read with.
pub(super) struct Reader<'z, 'a> {
    pub zones: &'z mut Zones<'a>,
    /// What can not be read but does not matter much, each the end of a sentence.
    pub slips: Vec<String>,
}

impl Reader<'_, '_> {
    /// Reads an event.
    ///
    /// # Errors
    /// Why it can not be shown, as the end of a sentence that begins with its name.
    pub fn read(&mut self, place: usize, component: &Component<'_>) -> Result<Event, String> {
        if !component.is_whole {
            return Err("is cut off".to_owned());
        }
        let properties = Properties::of(component);
        let start = match (properties.one("DTSTART"), properties.one("RECURRENCE-ID")) {
            (Some(start), _) => self.when(start)?,
            // A cancelled occurrence may say no more than which one it is.
            (None, Some(replaced)) => self.when(replaced)?,
            (None, None) => return Err("has no start (DTSTART)".to_owned()),
        };
        let replaces = match properties.one("RECURRENCE-ID") {
            Some(property) => Some(Replaces {
                when: self.when(property)?,
                and_later: property
                    .parameter("RANGE")
                    .is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE")),
            }),
            None => None,
        };
        let text = |name| {
            properties
                .one(name)
                .map(|property| values::text(&property.value).trim().to_owned())
        };
        let uid = text("UID").filter(|uid| !uid.is_empty());
        let title = text("SUMMARY").filter(|title| !title.is_empty());
        Ok(Event {
            place,
            is_without_uid: uid.is_none(),
            uid: uid.unwrap_or_else(|| stand_in(&properties)),
            replaces,
            version: (
                properties
                    .one("SEQUENCE")
                    .and_then(|number| number.value.trim().parse().ok())
                    .unwrap_or(0),
                text("DTSTAMP").unwrap_or_default(),
            ),
            length: self.length(&properties, &start),
            rules: rules(&properties, "RRULE")?,
            except: rules(&properties, "EXRULE")?,
            more: self.more(&properties, &start),
            without: self.times(&properties, "EXDATE"),
            is_cancelled: text("STATUS")
                .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
            title,
            organizer: properties.one("ORGANIZER").and_then(address),
            attendees: people(&properties),
            start,
        })
    }

    fn when(&mut self, property: &Property<'_>) -> Result<When, String> {
        self.one_time(property, &property.value).ok_or_else(|| {
            format!(
                "has a {} that is no time: \"{}\"",
                property.name,
                values::short(&property.value)
            )
        })
    }

    fn one_time(&mut self, property: &Property<'_>, value: &str) -> Option<When> {
        Some(match values::written_time(value)? {
            Written::Day(day) => When::Day(day),
            Written::Moment(moment) => When::Zoned(moment.naive_utc(), Zone::utc()),
            Written::Local(time) => match property.parameter("TZID") {
                Some(name) => When::Zoned(time, self.zones.zone(name)),
                None => When::Floating(time),
            },
        })
    }

    /// All times of all lines with a name; one that can not be read is a slip.
    fn times(&mut self, properties: &Properties<'_>, name: &str) -> Vec<When> {
        let mut times = Vec::new();
        for property in properties.all(name) {
            for value in property
                .value
                .split(',')
                .filter(|value| !value.trim().is_empty())
            {
                match self.one_time(property, value) {
                    Some(time) => times.push(time),
                    None => self.slip(name, value),
                }
            }
        }
        times
    }

    /// `RDATE`: times, or periods with an end or a duration.
    fn more(&mut self, properties: &Properties<'_>, start: &When) -> Vec<(When, Option<Length>)> {
        let mut more = Vec::new();
        for property in properties.all("RDATE") {
            for value in property
                .value
                .split(',')
                .filter(|value| !value.trim().is_empty())
            {
                let (from, until) = value
                    .split_once('/')
                    .map_or((value, None), |(from, until)| (from, Some(until)));
                let Some(from) = self.one_time(property, from) else {
                    self.slip("RDATE", value);
                    continue;
                };
                let length = until.and_then(|until| match values::duration(until) {
                    Some(duration) => Some(Length::Nominal(duration.days, duration.exact)),
                    None => {
                        let until = self.one_time(property, until)?;
                        Some(self.between(&from, &until))
                    }
                });
                if until.is_some() && length.is_none() {
                    self.slip("RDATE", value);
                }
                // A date beside a series with times, and the other way round, takes what the series has.
                let from = match (start, from) {
                    (When::Day(_), other) if !other.is_day() => {
                        When::Day(other.local(&self.zones.floating).0.date())
                    }
                    (_, from) => from,
                };
                more.push((from, length));
            }
        }
        more
    }

    fn length(&mut self, properties: &Properties<'_>, start: &When) -> Length {
        let none = if start.is_day() {
            Length::Nominal(1, TimeDelta::zero())
        } else {
            Length::Exact(TimeDelta::zero())
        };
        if let Some(property) = properties.one("DTEND") {
            match self.one_time(property, &property.value) {
                Some(end) => return self.between(start, &end),
                None => self.slip("DTEND", &property.value),
            }
        } else if let Some(property) = properties.one("DURATION") {
            match values::duration(&property.value) {
                Some(duration) if duration.days >= 0 && duration.exact >= TimeDelta::zero() => {
                    return Length::Nominal(duration.days, duration.exact);
                }
                _ => self.slip("DURATION", &property.value),
            }
        }
        none
    }

    /// Days between dates, time between times; nothing ends before it begins.
    fn between(&self, start: &When, end: &When) -> Length {
        if let (When::Day(first), When::Day(after)) = (start, end) {
            // Some calendars write the same day as the end of an event of one day.
            return Length::Nominal((*after - *first).num_days().max(1), TimeDelta::zero());
        }
        let (_, zone) = start.local(&self.zones.floating);
        let end = match end {
            When::Floating(time) => zone.moment(*time),
            other => other.moment(&self.zones.floating),
        };
        Length::Exact((end - start.moment(&self.zones.floating)).max(TimeDelta::zero()))
    }

    fn slip(&mut self, name: &str, value: &str) {
        self.slips.push(format!(
            "has a {name} that can not be read: \"{}\"",
            values::short(value)
        ));
    }
}

/// The properties of an event that say when and with whom it is.
struct Properties<'a>(Vec<Property<'a>>);

impl<'a> Properties<'a> {
    fn of(component: &Component<'a>) -> Self {
        const READ: [&str; 16] = [
            "UID",
            "RECURRENCE-ID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "EXRULE",
            "RDATE",
            "EXDATE",
            "STATUS",
            "SUMMARY",
            "ORGANIZER",
            "ATTENDEE",
            "CREATED",
        ];
        let wanted = component
            .lines
            .iter()
            .filter(|line| READ.iter().any(|name| line.is(name)));
        Self(wanted.filter_map(|line| line.property()).collect())
    }

    fn one(&self, name: &str) -> Option<&Property<'a>> {
        self.0.iter().find(|property| property.name == name)
    }

    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Property<'a>> {
        self.0.iter().filter(move |property| property.name == name)
    }
}

fn rules(properties: &Properties<'_>, name: &str) -> Result<Vec<Rule>, String> {
    properties
        .all(name)
        .filter(|property| !property.value.trim().is_empty())
        .map(|property| {
            Rule::parse(&property.value)
                .map_err(|reason| format!("has a rule ({name}) in which {reason}"))
        })
        .collect()
}

/// What an event without a UID is known by.
fn stand_in(properties: &Properties<'_>) -> String {
    let mut hash = Sha256::new();
    for name in ["DTSTART", "SUMMARY", "CREATED"] {
        hash.update(
            properties
                .one(name)
                .map(|property| property.value.as_bytes())
                .unwrap_or_default(),
        );
        hash.update([0]);
    }
    format!("without-uid-{}", hex::encode(&hash.finalize()[..12]))
}

fn address(property: &Property<'_>) -> Option<String> {
    values::mail_address(&property.value)
        .or_else(|| values::mail_address(property.parameter("EMAIL")?))
}

/// How many people were asked, with the organiser; rooms and things are not people.
fn people(properties: &Properties<'_>) -> u32 {
    let is_person = |property: &&Property<'_>| {
        let kind = property.parameter("CUTYPE").unwrap_or_default();
        !kind.eq_ignore_ascii_case("ROOM") && !kind.eq_ignore_ascii_case("RESOURCE")
    };
    let name = |property: &Property<'_>| {
        address(property).unwrap_or_else(|| property.value.trim().to_lowercase())
    };
    let mut people: BTreeSet<String> = properties
        .all("ATTENDEE")
        .filter(is_person)
        .map(name)
        .collect();
    if !people.is_empty() {
        people.extend(properties.one("ORGANIZER").map(name));
    }
    u32::try_from(people.len()).unwrap_or(u32::MAX)
}
