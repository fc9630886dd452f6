//! The cells of one record, and the values that stand in them.

use super::jsonl;
use super::rejects::unguarded;
use crate::features::feedback::rules::response::Consent;

/// The cells of a record as text.
pub(super) struct Cells<'a> {
    pub(super) text: &'a str,
    pub(super) ends: &'a [usize],
    /// Cells carry the apostrophes of a file of rejected rows.
    pub(super) guarded: bool,
}

impl<'a> Cells<'a> {
    /// The cell without surrounding space; empty where there is none.
    pub(super) fn get(&self, place: Option<usize>) -> &'a str {
        let Some(&end) = place.and_then(|index| self.ends.get(index)) else {
            return "";
        };
        let start = match place {
            Some(index) if index > 0 => self.ends[index - 1],
            _ => 0,
        };
        let cell = self.text.get(start..end).unwrap_or_default();
        let cell = if self.guarded { unguarded(cell) } else { cell };
        cell.trim()
    }

    /// A cell that holds a plain value.
    pub(super) fn plain(&self, place: Option<usize>) -> Option<String> {
        let cell = self.get(place);
        // Excel's way to keep leading zeros: ="00123".
        let cell = cell
            .strip_prefix("=\"")
            .and_then(|cell| cell.strip_suffix('"'))
            .unwrap_or(cell);
        (!cell.is_empty()).then(|| without_nul(cell))
    }

    /// A cell that holds words, in which some tools leave HTML entities.
    pub(super) fn words(&self, place: Option<usize>) -> Option<String> {
        let cell = self.get(place);
        if cell.is_empty() {
            return None;
        }
        if !cell.contains('&') {
            return Some(without_nul(cell));
        }
        let decoded = html_escape::decode_html_entities(cell);
        let decoded = decoded.trim();
        (!decoded.is_empty()).then(|| without_nul(decoded))
    }
}

/// PostgreSQL stores no NUL in text.
fn without_nul(text: &str) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text.to_owned()
    }
}

pub(super) fn tags(cells: &Cells<'_>, place: Option<usize>) -> Vec<String> {
    let cell = cells.get(place);
    if cell.is_empty() {
        return Vec::new();
    }
    let Some(cell) = cells.words(place) else {
        return Vec::new();
    };
    let is_mark = |c: char| {
        if cell.contains(jsonl::LIST) {
            c == jsonl::LIST
        } else {
            c == ',' || c == ';'
        }
    };
    cell.split(is_mark)
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Two letters of `nl`, `nl-NL`, `Dutch` or `Nederlands`; none of anything else.
pub(super) fn language(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let first = text.split(['-', '_']).next().unwrap_or_default().trim();
    if first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Some(first.to_ascii_lowercase());
    }
    let code = match super::columns::normalise(text).as_str() {
        "dutch" | "nederlands" | "nld" | "dut" | "vlaams" | "flemish" => "nl",
        "english" | "engels" | "eng" => "en",
        "german" | "deutsch" | "duits" | "deu" | "ger" => "de",
        "french" | "francais" | "frans" | "fra" | "fre" => "fr",
        _ => return None,
    };
    Some(code.to_owned())
}

/// What the customer agreed to. Whatever is not understood is no agreement.
pub(super) fn consent(text: &str) -> Option<Consent> {
    if text.is_empty() {
        return None;
    }
    Some(match super::columns::normalise(text).as_str() {
        "named" | "name" | "naam" | "metnaam" | "yes" | "ja" | "y" | "j" | "true" | "waar"
        | "1" | "full" | "volledig" => Consent::Named,
        "company" | "bedrijf" | "bedrijfsnaam" | "alleenbedrijf" | "companyonly"
        | "organisatie" => Consent::Company,
        _ => Consent::Anonymous,
    })
}
