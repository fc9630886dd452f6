//! One line of text as it stands in a calendar, so that a part of it can be changed without the rest.

use std::ops::Range;

use super::lines::Line;
use super::values;

/// The longest line in bytes, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// The text value of a line, and where each of its characters stands.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    /// The text without folds and escapes.
    pub text: String,
    raw: &'a str,
    /// Where the value begins.
    value: usize,
    /// The bytes of each character.
    characters: Vec<(char, Range<usize>)>,
    /// Where the line's end begins.
    end: usize,
}

impl<'a> Raw<'a> {
    /// Reads a line that has a text value.
    pub fn read(line: &Line<'a>) -> Option<Self> {
        let raw = line.raw;
        let end = raw.trim_end_matches(['\r', '\n']).len();
        let unfolded = unfolded(&raw[..end]);
        let before = line.unfolded().len() - line.property()?.value.len();
        let mut passed = 0;
        let mut rest = unfolded.into_iter().peekable();
        let mut value = 0;
        while passed < before {
            let (character, range) = rest.next()?;
            passed += character.len_utf8();
            value = range.end;
        }
        let mut characters = Vec::new();
        while let Some((character, range)) = rest.next() {
            characters.push(match (character, rest.peek()) {
                ('\\', Some(_)) => {
                    let (escaped, last) = rest.next()?;
                    let escaped = if matches!(escaped, 'n' | 'N') {
                        '\n'
                    } else {
                        escaped
                    };
                    (escaped, range.start..last.end)
                }
                _ => (character, range),
            });
        }
        let text = characters.iter().map(|(character, _)| *character).collect();
        Some(Self {
            text,
            raw,
            value,
            characters,
            end,
        })
    }

    /// Returns the line with a new text; what is the same before and behind the change keeps its bytes. A line that
    /// only we can have added is nothing once it has no text.
    pub fn with(&self, new: &str) -> String {
        let fold = self.fold();
        let (old_part, new_part) = self.difference(new);
        let (before, mut is_ours) = without_our_fold(
            &self.raw[..self.start_of(old_part.start)],
            &fold,
            !old_part.is_empty(),
        );
        let mut after = &self.raw[self.end_before(&old_part)..self.end];
        if !old_part.is_empty()
            && let Some(rest) = after.strip_prefix(&fold)
        {
            after = rest;
            is_ours = true;
        }
        if new.is_empty() && !is_ours {
            return String::new();
        }
        let line_end = &self.raw[self.end..];
        if new_part.is_empty() {
            let joint = if is_ours { "" } else { joint(before, after) };
            let after = if joint.is_empty() && !is_ours {
                without_second_fold(before, after)
            } else {
                after
            };
            return format!("{before}{joint}{after}{line_end}");
        }
        let added = folded(&values::escaped(new_part), &fold);
        let last = if after.is_empty() { "" } else { fold.as_str() };
        format!("{before}{fold}{added}{last}{after}{line_end}")
    }

    /// A whole new line, and where it is put.
    pub fn new_line(
        name: &str,
        text: &str,
        (at, line_end): (usize, &str),
    ) -> (Range<usize>, String) {
        let fold = format!("{line_end}\t");
        let head = format!("{name}:");
        let value = folded_from(&values::escaped(text), &fold, head.len());
        (at..at, format!("{head}{value}{line_end}"))
    }

    /// Our way of folding: a tab is allowed, and what calendars write themselves is folded with a space.
    fn fold(&self) -> String {
        let is_crlf = self.raw[self.end..].contains('\r') || self.raw[..self.end].contains("\r\n");
        if is_crlf {
            "\r\n\t".to_owned()
        } else {
            "\n\t".to_owned()
        }
    }

    /// Where a character begins; behind the last one, the end of the value.
    fn start_of(&self, place: usize) -> usize {
        match place {
            // In front of everything, what follows the colon belongs to the value.
            0 if self.characters.is_empty() => self.end,
            place => self
                .characters
                .get(place)
                .map_or(self.end, |(_, range)| range.start),
        }
    }

    /// Where what follows a part begins, with the folds before it.
    fn end_before(&self, part: &Range<usize>) -> usize {
        match part
            .end
            .checked_sub(1)
            .and_then(|last| self.characters.get(last))
        {
            Some((_, range)) if !part.is_empty() => range.end,
            _ => self.start_of(part.start),
        }
    }

    /// The characters that go, and the text that comes.
    ///
    /// Several parts may have gone, where what goes begins as what follows it. The one that we put in is known by
    /// our fold before it.
    fn difference<'n>(&self, new: &'n str) -> (Range<usize>, &'n str) {
        let old: Vec<char> = self
            .characters
            .iter()
            .map(|(character, _)| *character)
            .collect();
        let new_characters: Vec<char> = new.chars().collect();
        let most = old.len().min(new_characters.len());
        let same = old
            .iter()
            .zip(&new_characters)
            .take_while(|(one, other)| one == other)
            .count();
        let same_behind = old
            .iter()
            .rev()
            .zip(new_characters.iter().rev())
            .take_while(|(one, other)| one == other)
            .count();
        let latest = same.min(most);
        let earliest = most.saturating_sub(same_behind).min(latest);
        let fold = self.fold();
        let has_fold = |place: &usize| self.raw[self.value..self.start_of(*place)].ends_with(&fold);
        // A part that only comes or only goes may lie anywhere in between; a part that is replaced is where it is.
        let start = if latest + same_behind >= most {
            (earliest..=latest).rev().find(has_fold).unwrap_or(latest)
        } else {
            latest
        };
        let behind = same_behind.min(most - start);
        let from = |characters: &[char]| {
            characters
                .iter()
                .map(|character| character.len_utf8())
                .sum::<usize>()
        };
        let new_from = from(&new_characters[..start]);
        let new_until = new.len() - from(&new_characters[new_characters.len() - behind..]);
        (start..old.len() - behind, &new[new_from..new_until])
    }
}

/// All characters of a line that are not folds, with their bytes.
fn unfolded(raw: &str) -> Vec<(char, Range<usize>)> {
    let mut characters = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(character) = raw[at..].chars().next() {
        let line_end = raw[at..].trim_start_matches('\r');
        if character == '\n' || character == '\r' && line_end.starts_with('\n') {
            // With the white space that begins the next line.
            at = raw.len() - line_end.len() + 2;
            continue;
        }
        characters.push((character, at..at + character.len_utf8()));
        at += character.len_utf8();
    }
    characters
}

/// Takes one fold of ours from the end, where something goes; says whether there was one.
fn without_our_fold<'r>(before: &'r str, fold: &str, goes: bool) -> (&'r str, bool) {
    match before.strip_suffix(fold) {
        Some(rest) if goes => (rest, true),
        _ => (before, false),
    }
}

/// A fold where two parts would make too long a line, once somebody else folded them anew.
fn joint(before: &str, after: &str) -> &'static str {
    let first = after.split('\n').next().unwrap_or_default();
    if column(before) + first.trim_end_matches('\r').len() <= LONGEST {
        ""
    } else if before.contains("\r\n") || after.contains("\r\n") {
        "\r\n "
    } else {
        "\n "
    }
}

/// Two folds with nothing between them would be an empty line.
fn without_second_fold<'r>(before: &str, after: &'r str) -> &'r str {
    if column(before) != 1 || !before.ends_with([' ', '\t']) {
        return after;
    }
    let rest = after.trim_start_matches('\r');
    rest.strip_prefix("\n ")
        .or_else(|| rest.strip_prefix("\n\t"))
        .unwrap_or(after)
}

/// How many bytes the last line has.
fn column(text: &str) -> usize {
    text.len() - text.rfind('\n').map_or(0, |at| at + 1)
}

fn folded(escaped: &str, fold: &str) -> String {
    folded_from(escaped, fold, 1)
}

/// Folds a value that begins in some column; an escape is never parted.
fn folded_from(escaped: &str, fold: &str, mut column: usize) -> String {
    let mut folded = String::with_capacity(escaped.len() + escaped.len() / 20);
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        let mut unit = String::from(character);
        if character == '\\' {
            unit.extend(characters.next());
        }
        if column + unit.len() > LONGEST {
            folded.push_str(fold);
            column = 1;
        }
        column += unit.len();
        folded.push_str(&unit);
    }
    folded
}
