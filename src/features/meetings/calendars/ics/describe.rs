//! Writing into the description of an event, and leaving all other bytes of its calendar as they are.
//!
//! Nothing is remembered in the event. What we put in is folded with tabs, which nobody else does: so it is known
//! which folds to take out with it. An occurrence that had nothing of its own gets a copy of what its series says;
//! once that copy says no more than the series again, it is taken out whole.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::super::{CalendarError, Identity, Target, Window, section};
use super::copy;
use super::event::Event;
use super::lines::{Component, Line, components};
use super::raw::Raw;
use super::recurrence::Budget;
use super::series::{Copied, Series, Source};
use super::zones::Zones;
use super::{Expanded, read_events, values};

#[cfg(test)]
mod tests;

/// Returns the calendar with `section` between our markers in the description of the target, or without our
/// markers where there is none; nothing where that changes nothing.
///
/// The section goes into `DESCRIPTION`, and into the HTML form of it that Outlook shows instead (`X-ALT-DESC`) where
/// there is one. What goes into a series goes into its single occurrences too, and out of them again: they have
/// descriptions of their own, and calendars copy that of the series into them. `default_zone` is the one that [`occurrences`](super::occurrences) was asked with.
///
/// # Errors
/// `NotFound` if the event or occurrence is not there (any more), `Unreadable` if it can not be understood, or not so
/// well that anything else is sure to stay as it is.
pub fn describe(
    text: &str,
    target: &Target,
    section: Option<&str>,
    default_zone: Tz,
) -> Result<Option<String>, CalendarError> {
    let edits = edits(text, target, section, default_zone)?;
    if edits.is_empty() {
        return Ok(None);
    }
    let new = applied(text, edits);
    if section.is_some() && !is_safe(text, &new, target, section, default_zone) {
        return Err(CalendarError::Unreadable(
            "the event is written in a way in which nothing can be put in safely".to_owned(),
        ));
    }
    Ok(Some(new))
}

/// Whether all still takes place as before, and the same section is not put in a second time.
fn is_safe(old: &str, new: &str, target: &Target, section: Option<&str>, zone: Tz) -> bool {
    let takes_place = |text: &str| {
        let Target::Occurrence(Identity {
            original_start: Some(at),
            ..
        }) = target
        else {
            return Vec::new();
        };
        let days = TimeDelta::days(8);
        super::occurrences(
            text,
            &Window {
                from: *at - days,
                until: *at + days,
            },
            zone,
        )
        .occurrences
    };
    let again = edits(new, target, section, zone);
    again.is_ok_and(|edits| edits.is_empty()) && takes_place(old) == takes_place(new)
}

/// What is to be changed in the text.
fn edits(
    text: &str,
    target: &Target,
    section: Option<&str>,
    default_zone: Tz,
) -> Result<Vec<Edit>, CalendarError> {
    let components = components(text);
    let (uid, at) = match target {
        Target::Occurrence(identity) => (&identity.event, identity.original_start),
        Target::Series(uid) => (uid, None),
    };
    let until = at.unwrap_or_default() + TimeDelta::days(1);
    let mut zones = Zones::new(&components, default_zone, until);
    let mut expanded = Expanded::default();
    let series = read_events(&components, &mut zones, &mut expanded).remove(uid);
    let place = Place {
        text,
        components: &components,
        zones: &zones,
    };
    let series = series.ok_or_else(|| missing(uid, expanded.problems))?;
    if series.is_without_uid() {
        return Err(CalendarError::Unreadable(
            "the event has no UID to be known by".to_owned(),
        ));
    }
    match (target, at) {
        (Target::Series(_), _) => place.in_series(&series, section),
        (Target::Occurrence(_), None) => place.in_single(&series, section),
        (Target::Occurrence(_), Some(at)) => place.in_occurrence(&series, at, section),
    }
}

/// Why there is no such event.
fn missing(uid: &str, problems: Vec<String>) -> CalendarError {
    // Its own problem is why it is not there.
    let own = problems
        .into_iter()
        .find(|problem| problem.contains(&values::short(uid)));
    own.map_or_else(
        || CalendarError::NotFound(format!("the event {}", values::short(uid))),
        CalendarError::Unreadable,
    )
}

/// A part of the text, and what comes in its place.
pub(super) type Edit = (Range<usize>, String);

/// Where something is to be written.
struct Place<'a> {
    text: &'a str,
    components: &'a [Component<'a>],
    zones: &'a Zones<'a>,
}

impl Place<'_> {
    fn in_series(
        &self,
        series: &Series,
        section: Option<&str>,
    ) -> Result<Vec<Edit>, CalendarError> {
        let main = series
            .main
            .as_ref()
            .ok_or_else(|| CalendarError::NotFound("the series of this event".to_owned()))?;
        let mut edits = self.in_event(main, section);
        for changed in series.changed.values() {
            if section.is_none() {
                edits.extend(self.out_of_changed(series, changed));
            } else if !changed.is_cancelled {
                edits.extend(self.in_event(changed, section));
            }
        }
        Ok(edits)
    }

    fn in_single(
        &self,
        series: &Series,
        section: Option<&str>,
    ) -> Result<Vec<Edit>, CalendarError> {
        match &series.main {
            Some(main) if !main.is_series() => Ok(self.in_event(main, section)),
            _ => Err(CalendarError::NotFound("the event as it was".to_owned())),
        }
    }

    fn in_occurrence(
        &self,
        series: &Series,
        at: DateTime<Utc>,
        section: Option<&str>,
    ) -> Result<Vec<Edit>, CalendarError> {
        let source = series
            .source(at, &self.zones.floating, &mut Budget::new())
            .map_err(|_| CalendarError::Unreadable("the event recurs too often".to_owned()))?;
        match (source, section) {
            (Some(Source::Own(changed)), Some(_)) => Ok(self.in_event(changed, section)),
            (Some(Source::Own(changed)), None) => Ok(self.out_of_changed(series, changed)),
            (Some(Source::Inherited { .. }), None) => Ok(Vec::new()),
            (Some(Source::Inherited { event, copied }), Some(_)) => {
                let copy = self.copy(event, &copied, section);
                Ok(vec![(
                    after(self.text, &self.components[event.place]),
                    copy,
                )])
            }
            (None, _) => Err(CalendarError::NotFound(format!(
                "the occurrence of {}",
                at.format("%Y-%m-%d %H:%M UTC")
            ))),
        }
    }

    fn in_event(&self, event: &Event, section: Option<&str>) -> Vec<Edit> {
        describe_component(self.text, &self.components[event.place], section)
    }

    /// Takes the section out of an occurrence, and the whole occurrence where it then says no more than its series.
    fn out_of_changed(&self, series: &Series, changed: &Event) -> Vec<Edit> {
        let component = &self.components[changed.place];
        let edits = describe_component(self.text, component, None);
        if edits.is_empty() {
            return edits;
        }
        let without = applied_to(self.text, component.range.clone(), &edits);
        match self.copy_without_section(series, changed) {
            Some(copy) if copy::says_the_same(&copy, &without) => {
                vec![(component.range.clone(), String::new())]
            }
            _ => edits,
        }
    }

    /// What [`Place::copy`] makes for the occurrence, if it had nothing of its own, without any section.
    fn copy_without_section(&self, series: &Series, changed: &Event) -> Option<String> {
        match series.unchanged(changed, &self.zones.floating, &mut Budget::new()) {
            Ok(Some(Source::Inherited { event, copied })) => Some(self.copy(event, &copied, None)),
            _ => None,
        }
    }

    /// An event of its own for an occurrence, with a section in its description.
    fn copy(&self, event: &Event, copied: &Copied, section: Option<&str>) -> String {
        let copy = copy::of(self.text, &self.components[event.place], event, copied);
        let all = components(&copy);
        let edits = all
            .first()
            .map(|component| describe_component(&copy, component, section));
        applied(&copy, edits.unwrap_or_default())
    }
}

/// The place behind a component; before it where its last line has no end.
fn after(text: &str, component: &Component<'_>) -> Range<usize> {
    let range = &component.range;
    let at = if text[range.clone()].ends_with('\n') {
        range.end
    } else {
        range.start
    };
    at..at
}

/// Puts the section into the description of one component, or takes it out.
fn describe_component(text: &str, component: &Component<'_>, section: Option<&str>) -> Vec<Edit> {
    let mut edits = Vec::new();
    match component.lines.iter().find(|line| line.is("DESCRIPTION")) {
        Some(line) => edits.extend(changed(line, &|text| section::put(text, section))),
        None => {
            let value = section::put("", section);
            if !value.is_empty() {
                edits.push(Raw::new_line(
                    "DESCRIPTION",
                    &value,
                    new_line(text, component),
                ));
            }
        }
    }
    let is_html = |line: &&Line<'_>| {
        line.is("X-ALT-DESC")
            && line.property().is_some_and(|it| {
                it.parameter("FMTTYPE")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"))
            })
    };
    if let Some(line) = component.lines.iter().find(is_html) {
        edits.extend(changed(line, &|text| section::put_html(text, section)));
    }
    edits
}

fn changed(line: &Line<'_>, put: &dyn Fn(&str) -> String) -> Option<Edit> {
    let raw = Raw::read(line)?;
    let new = put(&raw.text);
    if new == raw.text {
        return None;
    }
    Some((line.at..line.end(), raw.with(&new)))
}

/// Where a line may be added, and how lines end there.
fn new_line<'t>(text: &'t str, component: &Component<'_>) -> (usize, &'t str) {
    let begin = component.range.start;
    let first = text[begin..]
        .find('\n')
        .map_or(text.len(), |at| begin + at + 1);
    let known = |name| {
        component
            .lines
            .iter()
            .find(|line| line.is(name))
            .map(Line::end)
    };
    let at = known("SUMMARY").or_else(|| known("UID")).unwrap_or(first);
    (at, line_end(&text[begin..first]))
}

/// The kind of line end of a line.
pub(super) fn line_end(line: &str) -> &'static str {
    if line.ends_with("\r\n") { "\r\n" } else { "\n" }
}

fn applied(text: &str, edits: Vec<Edit>) -> String {
    applied_to(text, 0..text.len(), &edits)
}

/// A part of the text with its edits, none of which reaches into another.
fn applied_to(text: &str, part: Range<usize>, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut whole = String::with_capacity(part.len() + 512);
    let mut at = part.start;
    for (range, new) in edits {
        whole.push_str(&text[at..range.start]);
        whole.push_str(new);
        at = range.end;
    }
    whole.push_str(&text[at..part.end]);
    whole
}
