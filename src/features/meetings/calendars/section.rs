//! The agenda item in the description of an event: between two markers, and nothing else is touched.
//!
//! The markers are words that people see. Calendars take comments, classes, ids and unknown attributes out of HTML
//! (Exchange and Outlook do), and turn plain text into HTML and back (Google does once somebody edits it); words stay.

mod find;
mod html;
#[cfg(test)]
mod tests;

use find::Found;

/// The line above the agenda item.
pub const BEGIN: &str = "=== Klantstem ===";
/// The line below it.
pub const END: &str = "=== /Klantstem ===";

/// Returns the plain text with the agenda item between our markers: where it stands already, else at the end behind
/// a blank line. Without an item all that [`put`] ever added is taken out.
///
/// What is outside stays byte for byte. A text that says the same already is returned as it is, also where the
/// calendar changed its line ends or made HTML of it. Of several items one is left.
pub fn put(text: &str, section: Option<&str>) -> String {
    let line_end = line_end(text);
    put_as(text, Text::Plain, section, &|section| {
        block(lines(section), line_end)
    })
    .unwrap_or_else(|block| append(text, &block, line_end))
}

/// The same in a text in which HTML counts and line ends do as well, as in Google's descriptions.
pub fn put_markup(text: &str, section: Option<&str>) -> String {
    let line_end = if html::has_breaks(text) {
        "<br>"
    } else {
        line_end(text)
    };
    put_as(text, Text::Markup, section, &|section| {
        block(lines(section).map(escaped), line_end)
    })
    .unwrap_or_else(|block| append(text, &block, line_end))
}

/// The same in an HTML document, as in Exchange: a new item comes first in its body, which is the one place that is
/// never inside of something. The link of an online meeting stands at the end.
pub fn put_html(document: &str, section: Option<&str>) -> String {
    put_as(document, Text::Markup, section, &|section| {
        block(lines(section).map(escaped), "<br>")
    })
    .unwrap_or_else(|block| {
        let (before, after) = document.split_at(html::start_of_body(document));
        format!("{before}<div>{block}</div>{after}")
    })
}

/// The HTML outside of our sections, with one space where there is any white space: what a calendar may not change.
pub fn markup_outside(document: &str) -> String {
    html::collapsed(&put_html(document, None))
}

/// The words outside of our sections, a line each.
pub fn words_outside(document: &str) -> String {
    let visible = html::visible(&put_html(document, None));
    let lines: Vec<&str> = visible.lines().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Renews or takes out what is there; the error is the block to be added to a text that has none.
fn put_as(
    text: &str,
    kind: Text,
    section: Option<&str>,
    block: &dyn Fn(&str) -> String,
) -> Result<String, String> {
    // An item without words is none.
    let section = section.filter(|section| lines(section).next().is_some());
    let mut found = find::all(text);
    let Some(section) = section else {
        return Ok(without(text, kind, &found));
    };
    if found.is_empty() {
        return Err(block(section));
    }
    let first = found.remove(0);
    let inner = &text[first.inner.clone()];
    let kept = without(
        &text[first.whole.end..],
        kind,
        &shifted(&found, first.whole.end),
    );
    let before = &text[..first.whole.start];
    if says(inner, section) {
        return Ok(format!("{before}{}{kept}", &text[first.whole.clone()]));
    }
    let tags = tags_to_keep(inner, kind);
    Ok(format!("{before}{}{tags}{kept}", block(section)))
}

/// What kind of text a section stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    /// Nothing is escaped, unless the calendar made HTML of it.
    Plain,
    /// Everything that we wrote is escaped.
    Markup,
}

/// The tags of a section that belong to what is around it. Where lines end in a plain text as we ended them, nobody
/// made HTML of it: what looks like a tag there is a customer's text.
fn tags_to_keep(inner: &str, text: Text) -> String {
    if text == Text::Plain && html::line_end_at_start(inner).is_some() {
        String::new()
    } else {
        html::unmatched(inner)
    }
}

fn shifted(found: &[Found], by: usize) -> Vec<Found> {
    let shift = |range: &std::ops::Range<usize>| range.start - by..range.end - by;
    let shifted = |one: &Found| Found {
        whole: shift(&one.whole),
        inner: shift(&one.inner),
    };
    found.iter().map(shifted).collect()
}

/// Takes the sections out, from the last to the first, so that the places of the others stay right.
fn without(text: &str, kind: Text, found: &[Found]) -> String {
    let mut text = text.to_owned();
    for one in found.iter().rev() {
        let tags = tags_to_keep(&text[one.inner.clone()], kind);
        let range = find::with_traces(&text, one.whole.clone(), tags.is_empty());
        text.replace_range(range, &tags);
    }
    text
}

/// Whether this is the section already, whatever a calendar made of its line ends, spaces and characters.
fn says(inner: &str, section: &str) -> bool {
    let wanted: Vec<String> = lines(section).map(|line| html::collapsed(&line)).collect();
    let plain = lines(inner).map(|line| html::collapsed(&line));
    let visible = html::visible(inner);
    plain.eq(wanted.iter().cloned()) || lines(&visible).eq(wanted.iter().cloned())
}

/// The lines with words, none of which can be taken for a marker.
fn lines(section: &str) -> impl Iterator<Item = String> {
    section
        .split(['\n', '\r'])
        .map(without_markers)
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.trim_end().to_owned())
}

/// A customer's words could hold a marker: three signs in a row are made two.
fn without_markers(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    for character in line.chars() {
        if character != '=' || !kept.ends_with("==") {
            kept.push(character);
        }
    }
    kept
}

fn escaped(line: String) -> String {
    html_escape::encode_text(&line).into_owned()
}

fn block(lines: impl Iterator<Item = String>, line_end: &str) -> String {
    let mut block = BEGIN.to_owned();
    for line in lines {
        block.push_str(line_end);
        block.push_str(&line);
    }
    format!("{block}{line_end}{END}")
}

fn append(text: &str, block: &str, line_end: &str) -> String {
    if text.is_empty() {
        block.to_owned()
    } else {
        format!("{text}{line_end}{line_end}{block}")
    }
}

/// The kind of line end that the text has.
fn line_end(text: &str) -> &'static str {
    // A text that ends in half of a line end would make a whole one of it with our first.
    if text.contains("\r\n") || text.ends_with('\r') {
        "\r\n"
    } else {
        "\n"
    }
}
