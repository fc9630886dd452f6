//! A time zone that a calendar defines itself (`VTIMEZONE`): when its clocks change, and by how much.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};

use super::lines::Component;
use super::recurrence::{Budget, Rule, Span, Until};
use super::values::{self, Written};

/// The changes of a zone's clocks, by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changes {
    before: FixedOffset,
    changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: DateTime<Utc>,
    /// The local time from which on the new distance counts: where the clock goes forward, after the gap;
    /// where it goes back, at the change, so that a repeated hour is meant the first time.
    from_local: NaiveDateTime,
    to: i32,
}

impl Changes {
    /// Reads the parts of a definition; none if not one of them can be read.
    pub fn read(parts: &[&Component<'_>], until: NaiveDateTime) -> Option<Self> {
        let mut budget = Budget::new();
        let mut first: Option<(DateTime<Utc>, FixedOffset)> = None;
        let mut changes = Vec::new();
        for part in parts {
            let Some((from, found)) = read_part(part, until, &mut budget) else {
                continue;
            };
            if let Some(begins) = found.iter().map(|change| change.at).min()
                && first.is_none_or(|(known, _)| begins < known)
            {
                first = Some((begins, from));
            }
            changes.extend(found);
        }
        changes.sort_unstable();
        Some(Self {
            before: first?.1,
            changes,
        })
    }

    /// The distance to UTC at a moment.
    pub fn offset_at(&self, moment: DateTime<Utc>) -> FixedOffset {
        self.last(self.changes.partition_point(|change| change.at <= moment))
    }

    /// The distance to UTC when the clocks show this time.
    pub fn offset_at_local(&self, local: NaiveDateTime) -> FixedOffset {
        self.last(
            self.changes
                .partition_point(|change| change.from_local <= local),
        )
    }

    fn last(&self, passed: usize) -> FixedOffset {
        let change = passed
            .checked_sub(1)
            .and_then(|place| self.changes.get(place));
        change
            .and_then(|change| FixedOffset::east_opt(change.to))
            .unwrap_or(self.before)
    }
}

/// All changes of one part, and the distance before them.
fn read_part(
    part: &Component<'_>,
    until: NaiveDateTime,
    budget: &mut Budget,
) -> Option<(FixedOffset, Vec<Change>)> {
    let mut start = None;
    let mut rules = Vec::new();
    let mut times = Vec::new();
    let (mut from, mut to) = (None, None);
    for property in part.lines.iter().filter_map(|line| line.property()) {
        match property.name.as_str() {
            "DTSTART" => start = local(&property.value),
            "TZOFFSETFROM" => from = distance(&property.value),
            "TZOFFSETTO" => to = distance(&property.value),
            "RRULE" => rules.push(Rule::parse(&property.value).ok()?),
            "RDATE" => times.extend(property.value.split(',').filter_map(local)),
            _ => {}
        }
    }
    let (start, from, to) = (start?, from?, to?);
    times.push(start);
    for rule in rules {
        let last = match rule.until {
            Some(Until::Moment(moment)) => moment.naive_utc() + TimeDelta::seconds(from.into()),
            Some(Until::Local(time)) => time,
            Some(Until::Day(day)) => day.and_hms_opt(23, 59, 59)?,
            None => until,
        };
        let span = Span {
            start,
            from: start,
            until: last.min(until),
        };
        times.extend(rule.times(&span, budget).ok()?);
    }
    let change = |time: NaiveDateTime| Change {
        at: (time - TimeDelta::seconds(from.into())).and_utc(),
        from_local: time + TimeDelta::seconds((to - from).max(0).into()),
        to,
    };
    Some((
        FixedOffset::east_opt(from)?,
        times.into_iter().map(change).collect(),
    ))
}

fn local(text: &str) -> Option<NaiveDateTime> {
    Some(match values::written_time(text)? {
        Written::Local(time) => time,
        Written::Moment(moment) => moment.naive_utc(),
        Written::Day(day) => day.and_hms_opt(0, 0, 0)?,
    })
}

/// Seconds of `+0100`, `-033000`.
fn distance(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, text),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| {
        digits
            .get(at..at + 2)
            .map_or(Some(0), |part| part.parse::<i32>().ok())
    };
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    (seconds < 86_400).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::super::lines::components;
    use super::*;

    const AMSTERDAM: &str = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n\
        TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n\
        BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

    #[test]
    fn a_defined_zone_is_the_same_as_the_one_that_it_describes() {
        let parts = components(AMSTERDAM);
        let until = "2030-01-01T00:00:00".parse().expect("a time");
        let ours = Changes::read(&[&parts[1], &parts[2]], until).expect("a definition");
        let ours = super::super::zones::Zone::Defined(std::rc::Rc::new(ours));
        let named = super::super::zones::Zone::Named(chrono_tz::Europe::Amsterdam);
        let first: NaiveDateTime = "2026-01-01T00:15:00".parse().expect("a time");
        for half_hours in 0..2 * 24 * 365 {
            let local = first + TimeDelta::minutes(30 * half_hours);
            assert_eq!(ours.moment(local), named.moment(local), "{local}");
            assert_eq!(
                ours.local(local.and_utc()),
                named.local(local.and_utc()),
                "{local}"
            );
        }
    }

    #[test]
    fn distances_have_hours_minutes_and_perhaps_seconds() {
        assert_eq!(distance("+0100"), Some(3600));
        assert_eq!(distance("-033015"), Some(-12_615));
        assert_eq!(distance("0530"), Some(19_800));
        assert_eq!(distance("+01"), None);
        assert_eq!(distance("+9900"), None);
    }
}
