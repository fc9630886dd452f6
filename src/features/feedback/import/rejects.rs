//! Why a row was rejected, and the file in which rejected rows are given back to be mended.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::detect::Format;
use super::errors::ImportError;
use super::plan::Plan;

/// The first column of a file of rejected rows. A file that begins so was written here.
pub(super) const LINE: &str = "klantstem_line";
/// Its second column.
pub(super) const REASON: &str = "klantstem_reason";
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// The most of a value that is repeated in a reason.
const MAX_QUOTED: usize = 60;

/// Why a row is not imported.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RejectReason {
    /// Neither a score nor a comment.
    #[error("neither a score nor a comment")]
    NothingSaid,
    /// The score is no number and no known word.
    #[error("`{}` is not a score", shown(.text))]
    ScoreUnreadable {
        /// As written.
        text: String,
    },
    /// The kind is not known.
    #[error("`{}` is not a kind of score: nps, csat, ces, stars or text", shown(.text))]
    KindUnknown {
        /// As written.
        text: String,
    },
    /// The scale of the row is not readable.
    #[error("`{}` is not a scale such as 1-5", shown(.text))]
    ScaleUnreadable {
        /// As written.
        text: String,
    },
    /// The kind of this row has no scale.
    #[error("the scale of a {kind} score is not known: say it with --scale")]
    ScaleUnknown {
        /// The kind.
        kind: &'static str,
    },
    /// No date of the answer.
    #[error("no date in column `{column}`")]
    DateMissing {
        /// The column.
        column: String,
    },
    /// A date that can not be read.
    #[error("`{}` in column `{column}` is not a date that can be read", shown(.text))]
    DateUnreadable {
        /// The column.
        column: String,
        /// As written.
        text: String,
    },
    /// A date that lies in the future, or before surveys were sent.
    #[error("`{}` in column `{column}` is {when}", shown(.text))]
    DateImplausible {
        /// The column.
        column: String,
        /// As written.
        text: String,
        /// What is wrong with it.
        when: &'static str,
    },
    /// More cells than names.
    #[error(
        "{found} cells where {expected} are expected: is a delimiter or a quote inside a cell unquoted?"
    )]
    TooManyCells {
        /// In this row.
        found: usize,
        /// In the row of names.
        expected: usize,
    },
    /// The needed cells are missing.
    #[error("only {found} of {expected} cells: is a line break inside a cell unquoted?")]
    TooFewCells {
        /// In this row.
        found: usize,
        /// In the row of names.
        expected: usize,
    },
    /// A cell beyond all measure.
    #[error(
        "the cell in column `{column}` has more than {} characters",
        super::rows::MAX_CELL
    )]
    CellTooLong {
        /// The column.
        column: String,
    },
    /// A quote that is opened and never closed.
    #[error("a quote (\") is opened on this line and not closed before the next one opens")]
    QuoteNotClosed,
    /// A line beyond all measure.
    #[error("the line is longer than 1 MiB")]
    RecordTooLong,
    /// Not JSON.
    #[error("not JSON: something is wrong at character {column}")]
    NotJson {
        /// Where, from 1.
        column: usize,
    },
    /// JSON, but no object.
    #[error("JSON, but not an object such as {{\"score\": 9}}")]
    NotAnObject,
}

/// The beginning of a value.
fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(MAX_QUOTED).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// A cell that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-`, `@`, a tab or
/// a carriage return gets an apostrophe before it. [`unguarded`] takes exactly that away again.
fn guarded(cell: &str) -> String {
    if is_dangerous(cell.trim_start_matches('\'')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn is_dangerous(cell: &str) -> bool {
    // Spreadsheets look behind spaces, and take the wide forms for the same signs.
    cell.starts_with(['\t', '\r'])
        || cell
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// The cell as it was before it was written into a file of rejected rows.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Where the rejected rows of a file go: `klanten.csv.rejected.csv` beside it.
pub fn rejects_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".rejected.csv");
    PathBuf::from(name)
}

/// Where a file of rejected rows goes that differs from the one that takes its place.
fn old_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".old");
    PathBuf::from(name)
}

/// Writes rejected rows. The file appears, replaced as a whole, when [`Rejects::finish`] is called;
/// where no row was rejected, the file of an earlier run is removed.
pub struct Rejects {
    path: PathBuf,
    header: Vec<String>,
    delimiter: u8,
    part: Option<Part>,
    count: u64,
}

struct Part {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl Rejects {
    /// Begins. Refuses at once where a file of another origin stands at `path`.
    pub fn new(path: PathBuf, plan: &Plan) -> Result<Self, ImportError> {
        refuse_foreign(&path)?;
        let own = [LINE.to_owned(), REASON.to_owned()];
        let columns = plan.columns.iter().map(|column| guarded(&column.name));
        Ok(Self {
            path,
            // A file of rejected rows already begins with the two columns.
            header: own
                .into_iter()
                .chain(columns.skip(if plan.rejects { 2 } else { 0 }))
                .collect(),
            delimiter: match plan.format {
                Format::Csv { delimiter } => delimiter,
                Format::JsonLines => b',',
            },
            part: None,
            count: 0,
        })
    }

    /// Adds a row, with its cells as they were read.
    pub fn add(
        &mut self,
        line: u64,
        reason: &RejectReason,
        cells: &[String],
    ) -> Result<(), ImportError> {
        self.try_add(line, reason, cells)
            .map_err(|error| self.unwritable(error))
    }

    fn try_add(&mut self, line: u64, reason: &RejectReason, cells: &[String]) -> io::Result<()> {
        if self.part.is_none() {
            let mut path = self.path.as_os_str().to_owned();
            path.push(format!(".{}.part", std::process::id()));
            let path = PathBuf::from(path);
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path)?;
            // With the mark, Excel takes it for UTF-8.
            file.write_all(MARK)?;
            let mut writer = csv::WriterBuilder::new()
                .flexible(true)
                .delimiter(self.delimiter)
                .from_writer(file);
            writer.write_record(&self.header)?;
            self.part = Some(Part { path, writer });
        }
        if let Some(part) = &mut self.part {
            let own = [line.to_string(), guarded(&reason.to_string())];
            let cells = cells.iter().map(|cell| guarded(cell));
            part.writer.write_record(own.into_iter().chain(cells))?;
            self.count += 1;
        }
        Ok(())
    }

    /// Puts the file in its place. Returns how many rows are in it, and where it is.
    pub fn finish(mut self) -> Result<Option<(u64, PathBuf)>, ImportError> {
        self.try_finish().map_err(|error| self.unwritable(error))?;
        Ok((self.count > 0).then(|| (self.count, self.path.clone())))
    }

    fn try_finish(&mut self) -> io::Result<()> {
        match &mut self.part {
            None => match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
            Some(part) => {
                part.writer.flush()?;
                part.writer.get_ref().sync_all()?;
                let is_same = std::fs::read(&self.path)
                    .is_ok_and(|old| std::fs::read(&part.path).is_ok_and(|new| new == old));
                if !is_same && self.path.exists() {
                    // Somebody may have begun to mend it.
                    std::fs::rename(&self.path, old_path(&self.path))?;
                }
                std::fs::rename(&part.path, &self.path)
            }
        }
    }

    fn unwritable(&self, error: io::Error) -> ImportError {
        ImportError::Unwritable {
            path: self.path.clone(),
            error,
        }
    }
}

impl Drop for Rejects {
    fn drop(&mut self) {
        // After a finish nothing is there any more; after a fault half a file helps nobody.
        if let Some(part) = &self.part {
            let _ = std::fs::remove_file(&part.path);
        }
    }
}

fn refuse_foreign(path: &Path) -> Result<(), ImportError> {
    let not_ours = || ImportError::NotOurs {
        path: path.to_owned(),
    };
    let unwritable = |error| ImportError::Unwritable {
        path: path.to_owned(),
        error,
    };
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(error)),
        Ok(metadata) if !metadata.is_file() => return Err(not_ours()),
        Ok(metadata) if metadata.len() == 0 => return Ok(()),
        Ok(_) => {}
    }
    let mut start = Vec::new();
    let length = (MARK.len() + LINE.len()) as u64;
    File::open(path)
        .and_then(|file| file.take(length).read_to_end(&mut start))
        .map_err(unwritable)?;
    let start = start.strip_prefix(MARK).unwrap_or(&start);
    if start.starts_with(LINE.as_bytes()) {
        Ok(())
    } else {
        Err(not_ours())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_guarded_cell_is_no_formula_and_comes_back_as_it_was(cell in "['=+@a\\t\\r -]{0,6}") {
            let guarded = guarded(&cell);
            prop_assert!(!is_dangerous(&guarded));
            prop_assert_eq!(unguarded(&guarded), cell);
        }
    }
}
