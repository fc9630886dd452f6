//! What was found out about a file, and what the import will make of it, to be read by a person.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use super::Options;
use super::columns::{Column, Field, normalise};
use super::date_order::DateOrder;
use super::detect::{Encoding, Format};
use super::rows::Row;
use super::scores::Scale;
use crate::features::feedback::rules::response::ScoreKind;

/// How many rows a preview shows.
pub(super) const PREVIEW: usize = 20;

/// What was found out about a file. Nothing in it is a guess: what was not clear was asked.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file, where it is one.
    pub path: Option<PathBuf>,
    /// Its length in bytes.
    pub bytes: u64,
    /// CSV or JSON Lines.
    pub format: Format,
    /// How its characters are written.
    pub encoding: Encoding,
    /// The line of the row of names; 0 where there is none.
    pub header_line: u64,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The order of day, month and year, where a date needs one.
    pub dates: Option<DateOrder>,
    /// What was asked; `None` where a column says so row by row.
    pub kind: Option<ScoreKind>,
    /// The scale of each kind.
    pub scales: Scales,
    /// How many records it has below the row of names, empty ones included.
    pub records: u64,
    /// What will become of them, where they were counted.
    pub counts: Option<Counts>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// The first rows.
    pub preview: Vec<Row>,
    pub(super) options: Options,
    /// Records before the first response.
    pub(super) skip: usize,
    /// It is a file of rejected rows that an import wrote.
    pub(super) rejects: bool,
}

/// How many rows there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All records: the sum of the next three.
    pub records: u64,
    /// Responses.
    pub good: u64,
    /// Rejected rows.
    pub rejected: u64,
    /// Rows in which nothing stands.
    pub empty: u64,
    /// Responses whose score is not on its scale: kept, but left out of every figure.
    pub off_scale: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} good, {} rejected",
            grouped(self.good),
            grouped(self.rejected)
        )?;
        if self.empty > 0 {
            write!(f, ", {} empty", grouped(self.empty))?;
        }
        match self.off_scale {
            0 => Ok(()),
            1 => f.write_str("; 1 score is outside its scale and stays out of the figures"),
            count => write!(
                f,
                "; {} scores are outside their scale and stay out of the figures",
                grouped(count)
            ),
        }
    }
}

/// The scale of each kind of score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scales([Option<Scale>; 5]);

impl Scales {
    /// The scale of a kind, where it is known.
    pub fn of(&self, kind: ScoreKind) -> Option<Scale> {
        self.0[kind as usize]
    }

    pub(super) fn set(&mut self, kind: ScoreKind, scale: Scale) {
        self.0[kind as usize] = Some(scale);
    }
}

/// A kind as the command line writes it.
pub(super) fn kind_word(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::Nps => "nps",
        ScoreKind::Csat => "csat",
        ScoreKind::Ces => "ces",
        ScoreKind::Stars => "stars",
        ScoreKind::Text => "text",
    }
}

impl Plan {
    /// The columns that are not used.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let own = if self.rejects { 2 } else { 0 };
        self.columns
            .iter()
            .skip(own)
            .filter(|column| column.field.is_none() && !column.name.is_empty())
            .map(|column| column.name.as_str())
    }

    /// Whether the name of a column says that its times are in UTC.
    pub(super) fn in_utc(&self, place: usize) -> bool {
        self.columns.get(place).is_some_and(|column| {
            let name = normalise(&column.name);
            name.ends_with("utc") || name.ends_with("gmt")
        })
    }

    pub(super) fn shown_name(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => "the text".to_owned(),
        }
    }

    fn meaning(&self, place: usize, field: &Field) -> String {
        match field {
            Field::Score => match self.kind {
                None => "the kind is in a column of its own".to_owned(),
                Some(kind) => match self.scales.of(kind) {
                    Some(scale) if kind != ScoreKind::Text => {
                        let direction = if self.options.low_is_good && kind != ScoreKind::Nps {
                            ", low is good"
                        } else {
                            ""
                        };
                        format!("{}, {scale}{direction}", kind_word(kind))
                    }
                    _ => kind_word(kind).to_owned(),
                },
            },
            Field::AnsweredAt | Field::UpdatedAt => {
                let zone = if self.in_utc(place) {
                    "UTC"
                } else {
                    self.options.time_zone.name()
                };
                match self.dates {
                    Some(order) => format!("{order}; times without an offset are in {zone}"),
                    None => format!("times without an offset are in {zone}"),
                }
            }
            _ => String::new(),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = match self.records {
            1 => "1 row".to_owned(),
            count => format!("{} rows", grouped(count)),
        };
        writeln!(
            f,
            "{}: {}, {}, {rows}",
            harmless(&self.shown_name()),
            self.format,
            self.encoding
        )?;
        let used: Vec<_> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(place, column)| Some((place, column, column.field.as_ref()?)))
            .collect();
        let width = used
            .iter()
            .map(|(_, _, field)| field.to_string().len())
            .max()
            .unwrap_or(0);
        for (place, column, field) in &used {
            let meaning = self.meaning(*place, field);
            let name = shortened(&column.name, 60);
            write!(f, "  {:width$}  from \"{name}\"", field.to_string())?;
            if meaning.is_empty() {
                writeln!(f)?;
            } else {
                writeln!(f, " ({meaning})")?;
            }
        }
        let unused: Vec<String> = self.unused().map(|name| shortened(name, 40)).collect();
        if !unused.is_empty() {
            writeln!(f, "  not used: {}", unused.join(", "))?;
        }
        for note in &self.notes {
            writeln!(f, "  note: {}", harmless(note))?;
        }
        if let Some(counts) = &self.counts {
            writeln!(f, "Rows: {counts}")?;
        }
        if !self.preview.is_empty() {
            writeln!(f, "The first rows:")?;
        }
        for row in &self.preview {
            writeln!(f, "  {}", preview_line(row))?;
        }
        Ok(())
    }
}

/// A row on one line of a terminal.
fn preview_line(row: &Row) -> String {
    let (line, response) = match row {
        Row::Good { line, response } => (line, response),
        Row::Rejected { line, reason, .. } => {
            return format!("line {line}: REJECTED, {}", harmless(&reason.to_string()));
        }
    };
    let mut out = format!(
        "line {line}: {}",
        response.answered_at.format("%Y-%m-%d %H:%MZ")
    );
    // Writing to a String does not fail.
    let _ = match &response.score {
        Some(score) => write!(out, "  {} {}", kind_word(response.kind), score.value),
        None => write!(out, "  {}", kind_word(response.kind)),
    };
    if let Some(comment) = &response.comment {
        let _ = write!(out, "  \"{}\"", shortened(comment, 60));
    }
    let respondent = &response.respondent;
    let who: Vec<String> = [&respondent.name, &respondent.company, &respondent.email]
        .into_iter()
        .flatten()
        .map(|text| shortened(text, 30))
        .collect();
    if !who.is_empty() {
        let _ = write!(out, "  {}", who.join(", "));
    }
    if let Some(department) = &response.department {
        let _ = write!(out, "  for {department}");
    }
    out
}

/// Text without what could steer a terminal; line breaks become spaces.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            // Marks that turn the direction of writing.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn shortened(text: &str, most: usize) -> String {
    let text = harmless(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut out: String = text.chars().take(most - 1).collect();
    out.push('…');
    out
}

/// `1,204,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
