//! An occurrence of a series, written out as an event of its own (`RECURRENCE-ID`).

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::describe::line_end;
use super::event::{Event, When};
use super::lines::{Component, Line, components};
use super::series::Copied;
use super::values::{self, Written};
use super::zones::Zone;

/// Lines that say how a series recurs, or that the copy has in other words.
const LEFT_OUT: [&str; 7] = [
    "RRULE",
    "RDATE",
    "EXDATE",
    "EXRULE",
    "RECURRENCE-ID",
    "DTEND",
    "DURATION",
];

/// Returns what an event says, for one occurrence: its lines as they stand, but for those that say when.
pub(super) fn of(text: &str, component: &Component<'_>, event: &Event, copied: &Copied) -> String {
    let whole = &text[component.range.clone()];
    let line_end = line_end(whole.split_inclusive('\n').next().unwrap_or_default());
    let start = component.lines.iter().find(|line| line.is("DTSTART"));
    let has_own_length = copied.planned.length != event.length;
    let mut copy = String::with_capacity(whole.len() + 64);
    let mut at = component.range.start;
    for line in &component.lines {
        copy.push_str(&text[at..line.at]);
        at = line.end();
        if line.is("DTSTART") {
            copy.push_str(&recurrence_id(line, event, copied));
            copy.push_str(line_end);
            copy.push_str(&with_time(
                "DTSTART",
                line,
                &event.start,
                copied.planned.local,
                copied.planned.starts_at(),
            ));
            copy.push_str(line_end);
        } else if line.is("DURATION") && !has_own_length {
            copy.push_str(line.raw);
        } else if line.is("DTEND") || line.is("DURATION") {
            copy.push_str(&end(line, start, event, copied));
            copy.push_str(line_end);
        } else if !LEFT_OUT.iter().any(|name| line.is(name)) {
            copy.push_str(line.raw);
        }
    }
    copy.push_str(&text[at..component.range.end]);
    copy
}

/// Whether two events say the same, in whatever order and folds.
pub(super) fn says_the_same(one: &str, other: &str) -> bool {
    let says = |text: &str| {
        let all = components(text);
        let properties = all
            .iter()
            .flat_map(|component| &component.lines)
            .filter_map(Line::property);
        let mut said: Vec<_> = properties
            .map(|mut property| {
                property.parameters.sort_unstable();
                (
                    property.name,
                    property.parameters,
                    property.value.trim().to_owned(),
                )
            })
            .collect();
        said.sort_unstable();
        said
    };
    says(one) == says(other)
}

/// The name of the occurrence, in the form in which the series writes its start.
fn recurrence_id(start: &Line<'_>, event: &Event, copied: &Copied) -> String {
    // The start of a change of later occurrences may stand in another zone than that of the series.
    if copied.is_of_main || event.start.is_day() {
        with_time(
            "RECURRENCE-ID",
            start,
            &event.start,
            copied.original_local,
            copied.original,
        )
    } else {
        moment("RECURRENCE-ID", copied.original)
    }
}

/// The end, in the zone of the start where the series does so too.
fn end(line: &Line<'_>, start: Option<&Line<'_>>, event: &Event, copied: &Copied) -> String {
    let ends_at = copied.planned.ends_at();
    let zone_of = |line: &Line<'_>| {
        line.property()
            .and_then(|it| it.parameter("TZID").map(str::to_owned))
    };
    let value = line
        .property()
        .and_then(|property| values::written_time(&property.value));
    match (value, start) {
        (Some(Written::Day(_) | Written::Local(_)), Some(start))
            if zone_of(line) == zone_of(start) =>
        {
            with_time(
                "DTEND",
                line,
                &event.start,
                copied.planned.zone.local(ends_at),
                ends_at,
            )
        }
        _ => moment("DTEND", ends_at),
    }
}

/// A line with the parameters of another, and a time in the form of a start.
fn with_time(
    name: &str,
    line: &Line<'_>,
    form: &When,
    local: NaiveDateTime,
    at: DateTime<Utc>,
) -> String {
    let parameters = parameters(line);
    match form {
        When::Day(_) => format!("{name}{parameters}:{}", local.format("%Y%m%d")),
        When::Zoned(_, Zone::Named(Tz::UTC)) if !parameters.contains("TZID") => moment(name, at),
        _ => format!("{name}{parameters}:{}", local.format("%Y%m%dT%H%M%S")),
    }
}

fn moment(name: &str, moment: DateTime<Utc>) -> String {
    format!("{name}:{}", moment.format("%Y%m%dT%H%M%SZ"))
}

/// `;TZID=Europe/Amsterdam`, as it stands but for folds.
fn parameters(line: &Line<'_>) -> String {
    let unfolded = line.unfolded();
    let value = line
        .property()
        .map_or(0, |property| property.value.len() + 1);
    let head = &unfolded[..unfolded.len() - value];
    head.find(';')
        .map_or_else(String::new, |at| head[at..].to_owned())
}
