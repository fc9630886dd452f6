//! Where our sections stand in a text.

use std::ops::Range;

use super::html;

/// A section in a text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// With its markers.
    pub whole: Range<usize>,
    /// Between its markers.
    pub inner: Range<usize>,
}

/// What all markers begin and end with.
const RULE: &str = "===";

struct Marker {
    range: Range<usize>,
    ends: bool,
}

/// Returns all sections in their order. A marker without its fellow is somebody's text.
pub(super) fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut begin: Option<Range<usize>> = None;
    for marker in markers(text) {
        if !marker.ends {
            begin = Some(marker.range);
        } else if let Some(begin) = begin.take() {
            found.push(Found {
                whole: begin.start..marker.range.end,
                inner: begin.end..marker.range.start,
            });
        }
    }
    found
}

fn markers(text: &str) -> Vec<Marker> {
    let mut markers = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(RULE) {
        let start = at + next;
        if let Some(marker) = marker(text, start) {
            at = marker.range.end;
            markers.push(marker);
        } else {
            at = start + 1;
        }
    }
    markers
}

/// The marker that begins there. Its spaces may have become another kind of space.
fn marker(text: &str, start: usize) -> Option<Marker> {
    let rest = text[start..].strip_prefix(RULE)?;
    let rest = space(rest)?;
    let (rest, ends) = match rest.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let rest = space(rest.strip_prefix("Klantstem")?)?;
    let rest = rest.strip_prefix(RULE)?;
    Some(Marker {
        range: start..text.len() - rest.len(),
        ends,
    })
}

/// What follows white space: there must be some, and no blank line in it, or a line of somebody's could be taken
/// together with the marker below.
fn space(text: &str) -> Option<&str> {
    let mut rest = text;
    let mut line_ends = 0;
    loop {
        if let Some(after) = html::line_end_at_start(rest) {
            line_ends += 1;
            rest = after;
        } else if let Some(after) = html::space_at_start(rest) {
            rest = after;
        } else {
            break;
        }
    }
    (rest.len() < text.len() && line_ends < 2).then_some(rest)
}

/// The range of a section with what was added around it: the element that holds nothing else, or the line ends.
pub(super) fn with_traces(text: &str, whole: Range<usize>, may_lose_element: bool) -> Range<usize> {
    let range = whole;
    if may_lose_element && let Some(mut element) = html::element_around(text, &range) {
        while let Some(outer) = html::element_around(text, &element) {
            element = outer;
        }
        return element;
    }
    let mut before = &text[..range.start];
    for _ in 0..2 {
        before = html::without_break_at_end(before);
    }
    if before.is_empty() && range.start == 0 {
        // It was the first: the line end behind its last line is no longer needed.
        let after = &text[range.end..];
        let after = html::without_break_at_start(after);
        return 0..text.len() - after.len();
    }
    before.len()..range.end
}
