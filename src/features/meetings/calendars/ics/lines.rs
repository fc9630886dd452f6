//! The lines and components of an iCalendar text (RFC 5545, 3.1), as slices of it, so that a text can be
//! changed in one place and stay as it is everywhere else.

use std::borrow::Cow;
use std::ops::Range;

/// One line with its continuations, as it stands in the text, up to and with its line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its bytes.
    pub raw: &'a str,
    /// Where it begins in the text.
    pub at: usize,
}

/// A line taken apart: `NAME;PARAMETER=value:value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property<'a> {
    /// In upper case.
    pub name: String,
    /// Names in upper case, values without quotes.
    pub parameters: Vec<(String, String)>,
    /// As it stands, without folds; texts still have their escapes.
    pub value: Cow<'a, str>,
}

/// What stands between a `BEGIN` and its `END`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Component<'a> {
    /// `VEVENT`, in upper case.
    pub name: String,
    /// Its own lines, without those of components in it, and without `BEGIN` and `END`.
    pub lines: Vec<Line<'a>>,
    /// From its `BEGIN` up to and with the line end of its `END`.
    pub range: Range<usize>,
    /// The component that it is in, by its place in the list.
    pub parent: Option<usize>,
    /// Whether its `END` was found.
    pub is_whole: bool,
}

/// The most components in one another; what is deeper is read as if it were flat.
const DEEPEST: usize = 16;

/// The lines of a text, each with those that continue it.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let mut length = physical(rest);
        while rest[length..].starts_with([' ', '\t']) {
            length += physical(&rest[length..]);
        }
        let line = Line {
            raw: &rest[..length],
            at,
        };
        at += length;
        Some(line)
    })
}

/// How long the first line is, with its line end.
fn physical(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

impl<'a> Line<'a> {
    /// Returns the line without folds and without its line end.
    pub fn unfolded(&self) -> Cow<'a, str> {
        let line = self.raw.trim_end_matches(['\r', '\n']);
        if !line.contains('\n') {
            return Cow::Borrowed(line);
        }
        let mut whole = String::with_capacity(line.len());
        for (place, part) in line.split('\n').enumerate() {
            let part = if place == 0 { part } else { &part[1..] };
            whole.push_str(part.trim_end_matches('\r'));
        }
        Cow::Owned(whole)
    }

    /// Whether the line has this name (in upper case).
    pub fn is(&self, name: &str) -> bool {
        let head = self.raw.split([':', ';']).next().unwrap_or_default();
        if head.contains('\n') {
            return name_of(&self.unfolded()).eq_ignore_ascii_case(name);
        }
        head.trim().eq_ignore_ascii_case(name)
    }

    /// Takes the line apart; none for one that has no value.
    pub fn property(&self) -> Option<Property<'a>> {
        let line = self.unfolded();
        let colon = colon(&line)?;
        let mut pieces = split_outside_quotes(&line[..colon], ';').into_iter();
        let name = pieces.next()?.trim().to_ascii_uppercase();
        let parameters = pieces
            .filter_map(|piece| piece.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.replace('"', "")))
            .collect();
        let value = match line {
            Cow::Borrowed(line) => Cow::Borrowed(&line[colon + 1..]),
            Cow::Owned(mut line) => Cow::Owned(line.split_off(colon + 1)),
        };
        Some(Property {
            name,
            parameters,
            value,
        })
    }

    /// Where the line ends in the text.
    pub fn end(&self) -> usize {
        self.at + self.raw.len()
    }
}

impl Property<'_> {
    /// The value of a parameter (its name in upper case).
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

fn name_of(line: &str) -> &str {
    line.split([':', ';']).next().unwrap_or_default().trim()
}

/// Where the value begins: the first colon that does not stand between quotes.
///
/// A quote that is never closed opens nothing, as some calendars write names with one.
fn colon(line: &str) -> Option<usize> {
    let mut is_quoted = false;
    let found = line
        .char_indices()
        .find_map(|(at, character)| match character {
            '"' => {
                is_quoted = !is_quoted;
                None
            }
            ':' if !is_quoted => Some(at),
            _ => None,
        });
    found.or_else(|| line.find(':'))
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character| {
        is_quoted ^= character == '"';
        character == separator && !is_quoted
    })
    .collect()
}

/// Returns all components of a text, each after the one that it is in.
///
/// A component without an end goes up to the next of its kind, or to the end of the text.
pub(super) fn components(text: &str) -> Vec<Component<'_>> {
    let mut all: Vec<Component<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for line in lines(text.trim_start_matches('\u{feff}')) {
        let line = Line {
            at: line.at + (text.len() - text.trim_start_matches('\u{feff}').len()),
            ..line
        };
        if line.is("BEGIN") {
            let name = value_of(&line);
            if name == "VEVENT" {
                close_events(&mut all, &mut open, line.at);
            }
            if open.len() < DEEPEST {
                all.push(Component {
                    name,
                    lines: Vec::new(),
                    range: line.at..text.len(),
                    parent: open.last().copied(),
                    is_whole: false,
                });
                open.push(all.len() - 1);
            }
        } else if line.is("END") {
            let name = value_of(&line);
            if let Some(depth) = open.iter().rposition(|place| all[*place].name == name) {
                for (above, place) in open.drain(depth..).enumerate() {
                    all[place].range.end = line.end();
                    all[place].is_whole = above == 0;
                }
            }
        } else if let Some(place) = open.last() {
            all[*place].lines.push(line);
        }
    }
    all
}

/// An event can not be in another: one that is open still was cut off.
fn close_events(all: &mut [Component<'_>], open: &mut Vec<usize>, at: usize) {
    if let Some(depth) = open.iter().position(|place| all[*place].name == "VEVENT") {
        for place in open.drain(depth..) {
            all[place].range.end = at;
        }
    }
}

fn value_of(line: &Line<'_>) -> String {
    line.property()
        .map(|property| property.value.trim().to_ascii_uppercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_taken_out_and_the_raw_line_stays() {
        let text = "SUMMARY:Week\r\n ly\r\n  meeting\r\nUID:1\n";
        let all: Vec<Line<'_>> = lines(text).collect();
        assert_eq!(all[0].unfolded(), "SUMMARY:Weekly meeting");
        assert_eq!(all[1].unfolded(), "UID:1");
        assert_eq!(all.iter().map(|line| line.raw).collect::<String>(), text);
    }

    #[test]
    fn a_colon_and_a_semicolon_between_quotes_belong_to_the_parameter() {
        let line = Line {
            raw: "dtstart;TzId=\"(UTC+01:00) A;B\";VALUE=DATE-TIME:20260101T090000\r\n",
            at: 0,
        };
        let property = line.property().expect("a property");
        assert_eq!(property.name, "DTSTART");
        assert_eq!(property.parameter("TZID"), Some("(UTC+01:00) A;B"));
        assert_eq!(property.value, "20260101T090000");
        let broken = Line {
            raw: "ORGANIZER;CN=\"Ann:mailto:ann@example.com",
            at: 0,
        };
        assert_eq!(
            broken.property().expect("a property").value,
            "mailto:ann@example.com"
        );
    }

    #[test]
    fn components_know_their_own_lines_and_their_range() {
        let text = "BEGIN:VCALENDAR\nX:1\nBEGIN:VEVENT\nUID:a\nBEGIN:VALARM\nUID:no\nEND:VALARM\nSUMMARY:b\nEND:VEVENT\nEND:VCALENDAR\n";
        let all = components(text);
        assert_eq!(all.len(), 3);
        assert_eq!(
            all[1].lines.iter().map(|line| line.raw).collect::<String>(),
            "UID:a\nSUMMARY:b\n"
        );
        assert!(text[all[1].range.clone()].starts_with("BEGIN:VEVENT\nUID:a"));
        assert!(text[all[1].range.clone()].ends_with("END:VEVENT\n"));
        assert_eq!(all[2].parent, Some(1));
        assert!(all.iter().all(|component| component.is_whole));
    }

    #[test]
    fn an_event_without_an_end_does_not_swallow_the_next() {
        let text = "\u{feff}BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\nEND:VCALENDAR\n";
        let all = components(text);
        assert_eq!(
            all.iter().map(|one| one.is_whole).collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(&text[all[1].range.clone()], "BEGIN:VEVENT\nUID:a\n");
        assert_eq!(all[2].parent, Some(0));
    }
}
