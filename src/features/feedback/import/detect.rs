//! Finds out how a file is written: encoding, delimiter, and where its row of names is.

use std::fmt;
use std::str::FromStr;

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::columns::{self, normalise};
use super::errors::ImportError;
use super::records::{Next, Record, Records};
use super::rejects;

/// How many bytes are looked at to find delimiter and names.
pub(super) const SAMPLE: usize = 1 << 16;
/// A row of names is looked for in so many first records: some exports begin with a title.
const HEADER_WITHIN: usize = 10;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 in which some characters are broken; they are replaced.
    Utf8Damaged,
    /// UTF-16, low byte first: what Excel calls Unicode text.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, also called ANSI or (nearly) Latin-1.
    Windows1252,
}

impl Encoding {
    /// What the byte order mark says.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some(Self::Utf8),
            [0xFF, 0xFE, ..] => Some(Self::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// How many of the first bytes are the mark of this encoding.
    pub(super) fn mark_length(self, bytes: &[u8]) -> usize {
        match (self, Self::of_mark(bytes)) {
            (Self::Utf8 | Self::Utf8Damaged, Some(Self::Utf8)) => 3,
            (Self::Utf16Le, Some(Self::Utf16Le)) | (Self::Utf16Be, Some(Self::Utf16Be)) => 2,
            _ => 0,
        }
    }

    /// What turns it into UTF-8; none for UTF-8, which is read as it lies there.
    pub(super) fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf8Damaged => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 | Self::Utf8Damaged => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match normalise(text).as_str() {
            "utf8" => Ok(Self::Utf8),
            "utf16" | "utf16le" | "unicode" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            "windows1252" | "cp1252" | "ansi" | "latin1" | "iso88591" | "iso885915" => {
                Ok(Self::Windows1252)
            }
            _ => Err(format!(
                "`{text}` is not an encoding that is read here: use utf-8, utf-16le, utf-16be or windows-1252"
            )),
        }
    }
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Csv {
        /// The byte between cells.
        delimiter: u8,
    },
    /// One JSON object a line.
    JsonLines,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JsonLines => f.write_str("JSON Lines"),
            Self::Csv { delimiter: b',' } => f.write_str("CSV with commas"),
            Self::Csv { delimiter: b';' } => f.write_str("CSV with semicolons"),
            Self::Csv { delimiter: b'\t' } => f.write_str("CSV with tabs"),
            Self::Csv { delimiter } => write!(f, "CSV with `{}`", delimiter.escape_ascii()),
        }
    }
}

/// Refuses what is plainly no text.
pub(super) fn refuse_binary(sample: &[u8]) -> Result<(), ImportError> {
    let found = match sample {
        [] => return Err(ImportError::Empty),
        [b'P', b'K', 3, 4, ..] => Some((
            "an Excel workbook or a zip archive",
            "open it and save it as \"CSV UTF-8\", or unpack it",
        )),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some((
            "an old Excel workbook",
            "open it and save it as \"CSV UTF-8\"",
        )),
        [0x1F, 0x8B, ..] => Some(("compressed by gzip", "unpack it with gunzip")),
        [b'%', b'P', b'D', b'F', ..] => Some((
            "a PDF",
            "ask the survey tool for an export of the responses as CSV",
        )),
        _ if Encoding::of_mark(sample).is_none() => {
            let zeros = sample.iter().filter(|&&byte| byte == 0).count();
            (zeros * 20 > sample.len()).then_some((
                "binary, or UTF-16 without a mark",
                "if it is text, say which with --encoding utf-16le or --encoding utf-16be; else save it as \"CSV UTF-8\"",
            ))
        }
        _ => None,
    };
    match found {
        Some((what, advice)) => Err(ImportError::NotText { what, advice }),
        None => Ok(()),
    }
}

/// Whether text is JSON Lines; one JSON document over several lines is refused.
pub(super) fn is_json_lines(sample: &[u8]) -> Result<bool, ImportError> {
    let text = String::from_utf8_lossy(sample);
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('[') {
        let next = rest.trim_start().chars().next();
        if matches!(next, Some('{' | ']')) {
            return Err(ImportError::OneJsonDocument);
        }
    }
    if !text.starts_with('{') {
        return Ok(false);
    }
    // A single broken line is rejected later; if no line stands alone, it is no JSON Lines file.
    // A sample that ends inside its only line says nothing.
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20);
    let whole = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).is_ok_and(|value| value.is_object())
    };
    let one_long_line = sample.len() >= SAMPLE && text.lines().count() == 1;
    if one_long_line || lines.any(whole) {
        Ok(true)
    } else {
        Err(ImportError::OneJsonDocument)
    }
}

/// How a delimited file is laid out.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// How many records stand before the first response.
    pub(super) skip: usize,
    /// The line of the names; 0 where there are none.
    pub(super) header_line: u64,
    /// It is a file of rejected rows that an import wrote.
    pub(super) rejects: bool,
    pub(super) notes: Vec<String>,
}

/// What the operator said of the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) delimiter: Option<u8>,
    pub(super) no_header: bool,
    /// Names of columns that `--map` and `--segment` mention.
    pub(super) names: &'a [String],
}

/// Finds delimiter and names. `sample` is UTF-8 or something that shares its ASCII.
pub(super) fn layout(sample: &[u8], told: Told<'_>) -> Result<Layout, ImportError> {
    let whole = sample.len() < SAMPLE;
    let announced = announced_delimiter(sample);
    let candidates = match told.delimiter.or(announced) {
        Some(delimiter) => vec![delimiter],
        None => DELIMITERS.to_vec(),
    };
    let skip_announcement = usize::from(announced.is_some());
    let best = candidates
        .into_iter()
        .map(|delimiter| Reading::of(sample, delimiter, whole, skip_announcement, told))
        // The first of equals wins, and the comma stands first.
        .reduce(|best, next| {
            if next.worth() > best.worth() {
                next
            } else {
                best
            }
        });
    let Some(best) = best.filter(|best| !best.rows.is_empty()) else {
        return Err(ImportError::Empty);
    };
    let mut notes = Vec::new();
    if told.no_header {
        let width = best
            .rows
            .iter()
            .map(|(_, row)| row.len())
            .max()
            .unwrap_or(0);
        return Ok(Layout {
            delimiter: best.delimiter,
            names: (1..=width)
                .map(|number| format!("column {number}"))
                .collect(),
            skip: skip_announcement,
            header_line: 0,
            rejects: false,
            notes,
        });
    }
    if best.recognised == 0 {
        return Err(ImportError::NothingRecognised {
            columns: best.rows[0].1.join(", "),
        });
    }
    let (header_line, names) = best.rows[best.header].clone();
    if best.header > 0 {
        notes.push(format!(
            "the row of names is on line {header_line}; what stands above it is not read"
        ));
    }
    let mut skip = skip_announcement + best.header + 1;
    if let Some((line, row)) = best.rows.get(best.header + 1)
        && is_second_header(row)
    {
        notes.push(format!(
            "line {line} is a second row of names and is not read"
        ));
        skip += 1;
    }
    let rejects = names.len() > 2 && names[0] == rejects::LINE && names[1] == rejects::REASON;
    let mut names = names;
    if rejects {
        for name in &mut names {
            *name = rejects::unguarded(name).to_owned();
        }
        notes.push("this is a file of rejected rows that an earlier import wrote".to_owned());
    }
    Ok(Layout {
        delimiter: best.delimiter,
        names,
        skip,
        header_line,
        rejects,
        notes,
    })
}

/// Excel's own first line, `sep=;`.
fn announced_delimiter(sample: &[u8]) -> Option<u8> {
    let line = sample.split(|&byte| byte == b'\n').next()?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = match line {
        [b'"', inner @ .., b'"'] => inner,
        line => line,
    };
    match line {
        [s, e, p, b'=', delimiter]
            if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep"
                && (delimiter.is_ascii_punctuation() || *delimiter == b'\t')
                && *delimiter != b'"' =>
        {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// The first records under one delimiter, and how sensible they look.
struct Reading {
    delimiter: u8,
    rows: Vec<(u64, Vec<String>)>,
    header: usize,
    recognised: usize,
    alike: usize,
}

impl Reading {
    fn of(sample: &[u8], delimiter: u8, whole: bool, skip: usize, told: Told<'_>) -> Self {
        let mut records = Records::new(sample, delimiter);
        let mut record = Record::default();
        let mut rows = Vec::new();
        while rows.len() < 60 {
            match records.next(&mut record) {
                Ok(Next::Record) => {
                    let cells = (0..record.len()).map(|index| cell_text(record.cell(index)));
                    rows.push((record.line(), cells.collect::<Vec<_>>()));
                }
                Ok(Next::Unclosed) => {}
                Ok(Next::End) | Err(_) => {
                    // The last record of a sample may be cut off.
                    if !whole && rows.len() > 1 {
                        rows.pop();
                    }
                    break;
                }
            }
        }
        rows.drain(..skip.min(rows.len()));
        let told: Vec<String> = told.names.iter().map(|name| normalise(name)).collect();
        let known = |row: &Vec<String>| {
            row.iter()
                .filter(|name| {
                    columns::field_of_name(name).is_some()
                        || told
                            .iter()
                            .any(|told| !told.is_empty() && *told == normalise(name))
                })
                .count()
        };
        let mut header = 0;
        let mut recognised = 0;
        for (index, (_, row)) in rows.iter().enumerate().take(HEADER_WITHIN) {
            let count = known(row);
            if count > recognised {
                (header, recognised) = (index, count);
            }
        }
        let width = rows.get(header).map_or(0, |(_, row)| row.len());
        let below = rows.iter().skip(header + 1);
        let alike = below.filter(|(_, row)| row.len() == width).count();
        Self {
            delimiter,
            rows,
            header,
            recognised,
            alike: if width > 1 { alike } else { 0 },
        }
    }

    fn worth(&self) -> (usize, usize) {
        (self.recognised, self.alike)
    }
}

/// A cell of a header, of which the encoding may not be known yet.
pub(super) fn cell_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .trim()
            .to_owned(),
    }
}

/// SurveyMonkey puts the answers' names on a row of their own.
fn is_second_header(row: &[String]) -> bool {
    let mut named = row.iter().filter(|cell| !cell.is_empty()).peekable();
    named.peek().is_some()
        && named.all(|cell| {
            matches!(
                normalise(cell).as_str(),
                "response" | "openendedresponse" | "antwoord" | "openantwoord"
            )
        })
}
