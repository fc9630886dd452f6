//! Time zones as calendars name them: IANA names, Windows names, definitions of their own.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::LazyLock;

use chrono::{DateTime, Days, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::defined::Changes;
use super::lines::Component;

/// Where a local time is meant.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// A zone of the IANA database.
    Named(Tz),
    /// Always the same distance to UTC.
    Fixed(FixedOffset),
    /// A zone whose changes the calendar itself defines.
    Defined(Rc<Changes>),
}

/// How a zone's name was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Understood {
    /// It is a name of the IANA database, perhaps with something before it.
    Iana(Tz),
    /// It is a name of Windows.
    Windows(Tz),
    /// The calendar says which place it stands for (`X-LIC-LOCATION`).
    Place(Tz),
    /// The calendar defines it, with changes of its own.
    Defined,
    /// It is a distance to UTC.
    Distance(FixedOffset),
    /// Nobody knows it: its times are taken to be in this zone.
    Unknown(Tz),
}

impl Zone {
    /// Returns the moment of a local time. One that the clock skips is taken as if it had not been changed yet
    /// (RFC 5545, 3.3.5); one that it shows twice is the first.
    pub fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let offset = match self {
            Self::Named(zone) => match zone.offset_from_local_datetime(&local).earliest() {
                Some(offset) => offset.fix(),
                // A day before the gap.
                None => zone
                    .offset_from_utc_datetime(&(local - TimeDelta::days(1)))
                    .fix(),
            },
            Self::Fixed(offset) => *offset,
            Self::Defined(changes) => changes.offset_at_local(local),
        };
        (local - TimeDelta::seconds(i64::from(offset.local_minus_utc()))).and_utc()
    }

    /// Returns what the clocks show at a moment.
    pub fn local(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        let utc = moment.naive_utc();
        let offset = match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
            Self::Fixed(offset) => *offset,
            Self::Defined(changes) => changes.offset_at(moment),
        };
        utc + TimeDelta::seconds(i64::from(offset.local_minus_utc()))
    }

    /// UTC.
    pub fn utc() -> Self {
        Self::Named(Tz::UTC)
    }
}

/// The zones of one calendar.
#[derive(Debug)]
pub(super) struct Zones<'a> {
    /// Where times without a zone are meant.
    pub floating: Zone,
    /// What those that nobody knows are taken for.
    default: Tz,
    definitions: HashMap<String, Definition<'a>>,
    until: NaiveDateTime,
    known: BTreeMap<String, (Zone, Understood)>,
}

/// A `VTIMEZONE`.
#[derive(Debug)]
struct Definition<'a> {
    place: Option<Tz>,
    parts: Vec<&'a Component<'a>>,
}

impl<'a> Zones<'a> {
    /// Takes the definitions of a calendar, and `X-WR-TIMEZONE`, where times without a zone are meant.
    /// The changes of a zone are known until `until`, and a year longer.
    pub fn new(components: &'a [Component<'a>], default: Tz, until: DateTime<Utc>) -> Self {
        let until = until.naive_utc();
        let mut zones = Self {
            floating: Zone::Named(default),
            default,
            definitions: definitions(components),
            until: until.checked_add_days(Days::new(366)).unwrap_or(until),
            known: BTreeMap::new(),
        };
        let named = components
            .iter()
            .filter(|component| component.name == "VCALENDAR")
            .find_map(|calendar| value(calendar, "X-WR-TIMEZONE").filter(|name| !name.is_empty()));
        if let Some(name) = named {
            zones.floating = zones.zone(&name);
        }
        zones
    }

    /// Returns the zone of a name; for one that nobody knows, the default.
    pub fn zone(&mut self, name: &str) -> Zone {
        if let Some((zone, _)) = self.known.get(name) {
            return zone.clone();
        }
        let (zone, understood) = self.understand(name);
        self.known
            .insert(name.to_owned(), (zone.clone(), understood));
        zone
    }

    /// All names that were asked for, and how each was understood.
    pub fn understood(&self) -> impl Iterator<Item = (&str, &Understood)> {
        self.known
            .iter()
            .map(|(name, (_, understood))| (name.as_str(), understood))
    }

    fn understand(&self, name: &str) -> (Zone, Understood) {
        let trimmed = name.trim();
        let definition = self.definitions.get(trimmed);
        if let Some(zone) = iana(trimmed) {
            (Zone::Named(zone), Understood::Iana(zone))
        } else if let Some(zone) = windows(trimmed) {
            (Zone::Named(zone), Understood::Windows(zone))
        } else if let Some(zone) = definition.and_then(|definition| definition.place) {
            (Zone::Named(zone), Understood::Place(zone))
        } else if let Some(changes) = definition.and_then(|it| Changes::read(&it.parts, self.until))
        {
            (Zone::Defined(Rc::new(changes)), Understood::Defined)
        } else if let Some(offset) = distance(trimmed) {
            (Zone::Fixed(offset), Understood::Distance(offset))
        } else {
            (Zone::Named(self.default), Understood::Unknown(self.default))
        }
    }
}

fn definitions<'a>(components: &'a [Component<'a>]) -> HashMap<String, Definition<'a>> {
    let mut definitions = HashMap::new();
    let mut places = HashMap::new();
    for (place, component) in components.iter().enumerate() {
        if component.name == "VTIMEZONE"
            && let Some(name) = value(component, "TZID")
        {
            places.insert(place, name.clone());
            let location = value(component, "X-LIC-LOCATION").and_then(|location| iana(&location));
            definitions.entry(name).or_insert(Definition {
                place: location,
                parts: Vec::new(),
            });
        } else if matches!(component.name.as_str(), "STANDARD" | "DAYLIGHT")
            && let Some(name) = component.parent.and_then(|parent| places.get(&parent))
            && let Some(definition) = definitions.get_mut(name)
        {
            definition.parts.push(component);
        }
    }
    definitions
}

fn value(component: &Component<'_>, name: &str) -> Option<String> {
    let line = component.lines.iter().find(|line| line.is(name))?;
    Some(line.property()?.value.trim().to_owned())
}

/// An IANA name, also with something before it: `/freeassociation.sourceforge.net/Europe/Amsterdam`.
fn iana(name: &str) -> Option<Tz> {
    let name = name.trim();
    let mut rest = Some(name);
    while let Some(candidate) = rest {
        // Abbreviations such as `EST` are names too, but not at the end of a longer one.
        let is_whole = candidate.len() == name.len();
        if (is_whole || candidate.contains('/'))
            && let Ok(zone) = candidate.parse()
        {
            return Some(zone);
        }
        rest = candidate.split_once('/').map(|(_, after)| after);
    }
    None
}

fn windows(name: &str) -> Option<Tz> {
    static NAMES: LazyLock<HashMap<String, Tz>> = LazyLock::new(|| {
        include_str!("windows_zones.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(windows, iana)| Some((windows.to_lowercase(), iana.parse().ok()?)))
            .collect()
    });
    NAMES.get(&name.to_lowercase()).copied()
}

/// `UTC+01:00`, `GMT-0330`, `+2`; nothing that names a place too, as its clocks may change.
fn distance(name: &str) -> Option<FixedOffset> {
    let name = name.trim_matches(['(', ')']).to_ascii_uppercase();
    let name = name
        .strip_prefix("UTC")
        .or_else(|| name.strip_prefix("GMT"))
        .unwrap_or(&name)
        .trim();
    if name.is_empty() {
        return None;
    }
    let (sign, digits) = match name.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() > 2 {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    (hours <= 14 && minutes < 60)
        .then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_windows_has_a_zone() {
        let lines: Vec<&str> = include_str!("windows_zones.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.len() > 130);
        for line in lines {
            let (name, zone) = line.split_once('\t').expect("two columns");
            assert_eq!(windows(name).map(|zone| zone.name()), Some(zone), "{name}");
        }
    }

    #[test]
    fn names_with_something_before_them_are_known() {
        let amsterdam = Some(Tz::Europe__Amsterdam);
        assert_eq!(iana("Europe/Amsterdam"), amsterdam);
        assert_eq!(
            iana("/freeassociation.sourceforge.net/Europe/Amsterdam"),
            amsterdam
        );
        assert_eq!(
            iana("/softwarestudio.org/Olson_20011030_5/Europe/Amsterdam"),
            amsterdam
        );
        assert_eq!(
            iana("/a/America/Argentina/Buenos_Aires"),
            Some(Tz::America__Argentina__Buenos_Aires)
        );
        assert_eq!(iana("Mars/Olympus"), None);
        assert_eq!(iana("Customized/EST"), None);
    }

    #[test]
    fn distances_are_known_unless_a_place_stands_behind_them() {
        let hours = |hours: i32| FixedOffset::east_opt(hours * 3600);
        assert_eq!(distance("UTC+01:00"), hours(1));
        assert_eq!(distance("(UTC-05:00)"), hours(-5));
        assert_eq!(distance("GMT+0200"), hours(2));
        assert_eq!(distance("+3"), hours(3));
        assert_eq!(distance("(UTC+01:00) Amsterdam, Berlin"), None);
        assert_eq!(distance("UTC+99:00"), None);
        assert_eq!(distance("UTC"), None);
    }

    #[test]
    fn a_skipped_time_is_taken_as_before_the_change_and_a_repeated_one_is_the_first() {
        let zone = Zone::Named(Tz::Europe__Amsterdam);
        let at = |text: &str| zone.moment(text.parse().expect("a time")).to_rfc3339();
        assert_eq!(at("2026-03-29T02:30:00"), "2026-03-29T01:30:00+00:00");
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T00:30:00+00:00");
    }
}
