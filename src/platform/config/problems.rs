//! What is wrong with a configuration, told to the person who can put it right.

use std::fmt;
use std::path::PathBuf;

use super::hide::{redact, redact_line};
use super::tree::{Layer, Place};

/// Everything that is wrong with a configuration, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<Problem>);

/// One thing that is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub location: Location,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it, where that is not plain from the message.
    pub remedy: Option<String>,
    excerpt: Option<Excerpt>,
}

/// Where a problem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In a file; line and column count from 1, the column in characters.
    Text {
        /// The file as it was named, or `defaults` for the embedded configuration.
        file: String,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// In a file as a whole: it can not be read.
    File(String),
    /// In an environment variable.
    Environment(String),
}

/// A line of the file and the part of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    /// Characters before the meant part.
    before: usize,
    /// Characters of the meant part.
    width: usize,
}

impl Problems {
    /// The problems one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// These problems, or success when there are none.
    pub(super) fn none_of(problems: Vec<Problem>) -> Result<(), Problems> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl Problem {
    /// A problem that has no place in a text.
    pub(super) fn elsewhere(
        location: Location,
        message: impl Into<String>,
        remedy: impl Into<Option<String>>,
    ) -> Self {
        Self {
            location,
            message: redact(&message.into()),
            remedy: remedy.into(),
            excerpt: None,
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last_remedy = None;
        for problem in &self.0 {
            // What the problem above it advised is not said again.
            let remedy = problem
                .remedy
                .as_deref()
                .filter(|remedy| last_remedy != Some(*remedy));
            problem.write(f, remedy)?;
            writeln!(f)?;
            last_remedy = problem.remedy.as_deref();
        }
        match self.0.len() {
            1 => write!(f, "The configuration has 1 problem."),
            count => write!(f, "The configuration has {count} problems."),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, self.remedy.as_deref())
    }
}

impl Problem {
    fn write(&self, f: &mut fmt::Formatter<'_>, remedy: Option<&str>) -> fmt::Result {
        writeln!(f, "{}: {}", self.location, self.message)?;
        let mut indent = 2;
        if let (Some(excerpt), Location::Text { line, .. }) = (&self.excerpt, &self.location) {
            let number = line.to_string();
            let gutter = number.len() + 1;
            indent = gutter;
            writeln!(f, "{:gutter$}|", "")?;
            writeln!(f, "{number} | {}", excerpt.line)?;
            writeln!(
                f,
                "{:gutter$}| {:before$}{}",
                "",
                "",
                "^".repeat(excerpt.width.max(1)),
                before = excerpt.before
            )?;
        }
        if let Some(remedy) = remedy {
            writeln!(f, "{:indent$}= {remedy}", "")?;
        }
        Ok(())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Text { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Location::File(file) => f.write_str(file),
            Location::Environment(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// The texts that were loaded, and the problems found in them so far.
pub(super) struct Report<'a> {
    default: &'a str,
    file: Option<(PathBuf, String)>,
    found: Vec<Found>,
}

struct Found {
    place: Option<Place>,
    problem: Problem,
}

impl<'a> Report<'a> {
    pub(super) fn new(default: &'a str) -> Self {
        Self {
            default,
            file: None,
            found: Vec::new(),
        }
    }

    /// Takes the organisation's file in, so that its lines can be shown.
    pub(super) fn add_file(&mut self, path: PathBuf, text: String) {
        self.file = Some((path, text));
    }

    pub(super) fn text(&self, layer: Layer) -> &str {
        match layer {
            Layer::Default => self.default,
            Layer::File => self.file.as_ref().map_or("", |(_, text)| text),
        }
    }

    /// Reports `message` at `place`, unless that very place has a problem already.
    pub(super) fn at(
        &mut self,
        place: &Place,
        message: impl Into<String>,
        remedy: impl Into<Option<String>>,
    ) {
        if self.has(place) {
            return;
        }
        let (location, excerpt) = self.locate(place);
        self.found.push(Found {
            place: Some(place.clone()),
            problem: Problem {
                location,
                message: redact(&message.into()),
                remedy: remedy.into().map(|remedy| redact(&remedy)),
                excerpt,
            },
        });
    }

    /// Reports a problem that has no place in a text.
    pub(super) fn elsewhere(
        &mut self,
        location: Location,
        message: impl Into<String>,
        remedy: impl Into<Option<String>>,
    ) {
        self.found.push(Found {
            place: None,
            problem: Problem::elsewhere(location, message, remedy),
        });
    }

    pub(super) fn has(&self, place: &Place) -> bool {
        self.found
            .iter()
            .any(|found| found.place.as_ref() == Some(place))
    }

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Every place that has a problem.
    pub(super) fn places(&self) -> Vec<Place> {
        self.found
            .iter()
            .filter_map(|found| found.place.clone())
            .collect()
    }

    pub(super) fn finish(mut self) -> Result<(), Problems> {
        // Whole files first, then lines in their order, then environment variables by name.
        self.found
            .sort_by_cached_key(|found| match &found.problem.location {
                Location::File(_) => (0, None, String::new()),
                Location::Text { .. } => (1, found.place.clone(), String::new()),
                Location::Environment(name) => (2, None, name.clone()),
            });
        Problems::none_of(self.found.into_iter().map(|found| found.problem).collect())
    }

    /// How a message refers to another place: `klantstem.toml:12`.
    pub(super) fn reference(&self, place: &Place) -> String {
        match self.locate(place).0 {
            Location::Text { file, line, .. } => format!("{file}:{line}"),
            other => other.to_string(),
        }
    }

    fn locate(&self, place: &Place) -> (Location, Option<Excerpt>) {
        let (text, file, start, end) = match place {
            Place::Default(start, end) => (self.default, "defaults".to_owned(), *start, *end),
            Place::File(start, end) => {
                let name = match &self.file {
                    Some((path, _)) => path.display().to_string(),
                    None => String::new(),
                };
                (self.text(Layer::File), name, *start, *end)
            }
            Place::Environment(name) => return (Location::Environment(name.clone()), None),
        };
        let (line, column, excerpt) = excerpt(text, start, end);
        (Location::Text { file, line, column }, Some(excerpt))
    }
}

/// Wider lines are cut to a window around the meant part.
const WINDOW: usize = 100;

fn excerpt(text: &str, start: usize, end: usize) -> (usize, usize, Excerpt) {
    let start = floor_char_boundary(text, start);
    let end = floor_char_boundary(text, end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line_number = text[..line_start].matches('\n').count() + 1;
    let before = text[line_start..start].chars().count();
    let width = text[start..end.min(line_end)].trim_end().chars().count();
    let column = before + 1;

    let characters: Vec<char> = redact_line(text[line_start..line_end].trim_end())
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let cut = if characters.len() > WINDOW {
        before.saturating_sub(WINDOW / 3)
    } else {
        0
    };
    let last = characters.len().min(cut + WINDOW);
    let mut line = String::new();
    if cut > 0 {
        line.push('…');
    }
    line.extend(&characters[cut.min(last)..last]);
    if last < characters.len() {
        line.push('…');
    }
    let before = before - cut + usize::from(cut > 0);
    let excerpt = Excerpt {
        width: width.min(WINDOW.saturating_sub(before)),
        line,
        before,
    };
    (line_number, column, excerpt)
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_meant_part() {
        let text = format!("words = [{}\"bad\"]", "\"w\", ".repeat(60));
        let start = text.find("\"bad\"").unwrap();
        let (line, column, excerpt) = excerpt(&text, start, start + 5);
        assert_eq!((line, column), (1, start + 1));
        let shown: String = excerpt
            .line
            .chars()
            .skip(excerpt.before)
            .take(excerpt.width)
            .collect();
        assert_eq!(shown, "\"bad\"");
    }
}
