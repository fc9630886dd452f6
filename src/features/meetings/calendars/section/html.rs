//! As much of HTML as is needed to find a place in it and to know what people see of it.

use std::ops::Range;

/// Elements around which a line ends.
const BLOCKS: [&str; 8] = ["p", "div", "li", "ul", "ol", "tr", "table", "blockquote"];
/// Elements that may be taken out with the section that alone is in them.
const WRAPPERS: [&str; 3] = ["div", "p", "span"];
/// Elements that are never closed.
const VOID: [&str; 6] = ["br", "hr", "img", "wbr", "input", "meta"];
/// Elements whose content is no markup.
const RAW: [&str; 4] = ["style", "script", "title", "textarea"];

/// A piece of a document.
enum Piece<'t> {
    Text(&'t str),
    Tag(Tag<'t>),
    /// A comment, a declaration, a style sheet.
    Other,
}

struct Tag<'t> {
    name: String,
    closes: bool,
    range: Range<usize>,
    source: &'t str,
}

/// Walks through the pieces. A `<` that begins no tag is text.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0 }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with("<!") {
            let end = if rest.starts_with("<!--") { "-->" } else { ">" };
            self.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
            return Some(Piece::Other);
        }
        if let Some(tag) = tag(self.text, self.at) {
            self.at = tag.range.end;
            if !tag.closes && RAW.contains(&tag.name.as_str()) {
                self.skip_raw(&tag.name);
            }
            return Some(Piece::Tag(tag));
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find('<').map_or(rest.len(), |at| at + first);
        self.at += end;
        Some(Piece::Text(&rest[..end]))
    }
}

impl Pieces<'_> {
    fn skip_raw(&mut self, name: &str) {
        let rest = &self.text[self.at..];
        let closes = |at: &usize| {
            let after = rest[*at..].strip_prefix("</").unwrap_or_default();
            after
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        let mut candidates = rest.match_indices("</").map(|(at, _)| at);
        self.at += candidates.find(closes).unwrap_or(rest.len());
    }
}

/// The tag that begins there, if one does.
fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    let rest = text[start..].strip_prefix('<')?;
    let (rest, closes) = match rest.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let name: String = rest
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || ":-".contains(*character))
        .collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, character) in rest.char_indices().skip(name.len()) {
        match (quote, character) {
            (None, '>') => {
                let end = text.len() - rest.len() + at + 1;
                return Some(Tag {
                    name: name.to_ascii_lowercase(),
                    closes,
                    range: start..end,
                    source: &text[start..end],
                });
            }
            // Two tags that are not closed are not one.
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether lines end by tags here.
pub(super) fn has_breaks(text: &str) -> bool {
    pieces(text).any(|piece| matches!(piece, Piece::Tag(tag) if ends_line(&tag.name)))
}

fn ends_line(name: &str) -> bool {
    name == "br" || BLOCKS.contains(&name)
}

/// Where the body's content begins; the start of a document without one.
pub(super) fn start_of_body(document: &str) -> usize {
    let mut start = 0;
    for piece in pieces(document) {
        if let Piece::Tag(tag) = piece {
            match (tag.name.as_str(), tag.closes) {
                ("body", false) => return tag.range.end,
                ("head", true) | ("html", false) => start = tag.range.end,
                _ => {}
            }
        }
    }
    start
}

/// What people see, a line each, with one space where there is any.
pub(super) fn visible(markup: &str) -> String {
    let mut seen = String::new();
    for piece in pieces(markup) {
        match piece {
            Piece::Text(text) => seen.push_str(&html_escape::decode_html_entities(text)),
            Piece::Tag(tag) if ends_line(&tag.name) => seen.push('\n'),
            Piece::Tag(_) | Piece::Other => {}
        }
    }
    let lines: Vec<String> = seen.split(['\n', '\r']).map(collapsed).collect();
    lines.join("\n")
}

/// The text with one plain space where there is white space of any kind.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tags of this part that are opened or closed in another part: they must stay, or what is around falls apart.
/// Where what is closed is what is opened again (`</p><p>`), none has to.
pub(super) fn unmatched(part: &str) -> String {
    let mut closed: Vec<Tag<'_>> = Vec::new();
    let mut opened: Vec<Tag<'_>> = Vec::new();
    for piece in pieces(part) {
        let Piece::Tag(tag) = piece else { continue };
        if VOID.contains(&tag.name.as_str()) || tag.source.ends_with("/>") {
            continue;
        }
        if !tag.closes {
            opened.push(tag);
        } else if opened.last().is_some_and(|last| last.name == tag.name) {
            opened.pop();
        } else {
            closed.push(tag);
        }
    }
    let closes = closed.iter().map(|tag| &tag.name);
    if closes.eq(opened.iter().rev().map(|tag| &tag.name)) {
        return String::new();
    }
    closed.iter().chain(&opened).map(|tag| tag.source).collect()
}

/// The range of the element that holds this range and nothing else, if it is one that says nothing itself.
pub(super) fn element_around(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..range.start].trim_end();
    let open = tag(text, before.rfind('<')?)?;
    let after = &text[range.end..];
    let close = tag(text, range.end + (after.len() - after.trim_start().len()))?;
    let fits = !open.closes
        && close.closes
        && open.range.end == before.len()
        && open.name == close.name
        && WRAPPERS.contains(&open.name.as_str());
    fits.then_some(open.range.start..close.range.end)
}

/// What follows a line end, where there is one.
pub(super) fn line_end_at_start(text: &str) -> Option<&str> {
    ["\r\n", "\n", "\r"]
        .into_iter()
        .find_map(|line_end| text.strip_prefix(line_end))
}

/// What follows a space of any kind, where there is one.
pub(super) fn space_at_start(text: &str) -> Option<&str> {
    let named = ["&nbsp;", "&#160;", "&#xA0;"];
    let named = named.into_iter().find_map(|space| text.strip_prefix(space));
    named.or_else(|| text.strip_prefix(|character: char| character.is_whitespace()))
}

/// The text without the line end at its start, which may be a tag.
pub(super) fn without_break_at_start(text: &str) -> &str {
    match tag(text, 0) {
        Some(tag) if tag.name == "br" => &text[tag.range.end..],
        _ => line_end_at_start(text).unwrap_or(text),
    }
}

/// The text without the line end at its end, which may be a tag.
pub(super) fn without_break_at_end(text: &str) -> &str {
    let plain = ["\r\n", "\n", "\r"];
    if let Some(text) = plain.into_iter().find_map(|end| text.strip_suffix(end)) {
        return text;
    }
    match text.rfind('<').and_then(|start| tag(text, start)) {
        Some(tag) if tag.name == "br" && tag.range.end == text.len() => &text[..tag.range.start],
        _ => text,
    }
}
