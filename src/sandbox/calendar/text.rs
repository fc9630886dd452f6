//! The lines of iCalendar, and the times in them.

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Most bytes of a line (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// A line by its parts: the name, what stands between it and the colon, the value.
pub(super) struct Line {
    pub name: String,
    pub parameters: String,
    pub value: String,
}

impl Line {
    /// The moment that its value names.
    pub fn moment(&self, default: Tz) -> Option<DateTime<Utc>> {
        let zone = self
            .parameters
            .split(';')
            .find_map(|parameter| parameter.strip_prefix("TZID="))
            .and_then(|name| name.trim_matches('"').parse().ok())
            .unwrap_or(default);
        let (local, zone) = match self.value.strip_suffix('Z') {
            Some(utc) => (utc, Tz::UTC),
            None => (self.value.as_str(), zone),
        };
        let local = NaiveDateTime::parse_from_str(local, "%Y%m%dT%H%M%S").ok()?;
        Some(moment(zone, local))
    }
}

/// The moment of a local time; where clocks skip it, as if it were UTC.
pub(super) fn moment(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let moment = zone.from_local_datetime(&local).earliest();
    moment.map_or_else(|| local.and_utc(), |moment| moment.to_utc())
}

/// The lines of a text, unfolded.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n");
    let text = text.replace("\n ", "").replace("\n\t", "");
    text.lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<Line> {
    let mut is_quoted = false;
    let colon = line.char_indices().find(|(_, character)| {
        is_quoted ^= *character == '"';
        *character == ':' && !is_quoted
    });
    let (before, value) = line.split_at(colon?.0);
    let (name, parameters) = before.split_once(';').unwrap_or((before, ""));
    Some(Line {
        name: name.to_ascii_uppercase(),
        parameters: parameters.to_owned(),
        value: value[1..].to_owned(),
    })
}

/// A line over as many as it needs, each ended.
pub(super) fn fold(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LONGEST {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded + "\r\n"
}

/// A text as a value.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// The text that a value means.
pub(super) fn plain(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            _ => plain.push(character),
        }
    }
    plain
}
