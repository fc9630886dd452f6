//! Why a file can not be imported yet, and what the operator can say to go on.

use std::fmt;
use std::path::PathBuf;

use super::columns::Field;

/// Why a file is not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It can not be opened or read.
    #[error("{what} can not be read: {error}")]
    Unreadable {
        /// The file.
        what: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Nothing is in it.
    #[error("the file is empty: export it again, with the row of column names")]
    Empty,
    /// It is no text.
    #[error("the file is {what}, not CSV or JSON Lines: {advice}")]
    NotText {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// One JSON array, or one large object.
    #[error(
        "the file is one JSON document, and it is read line by line: write one object a line first, for example with `jq -c '.[]' FILE > FILE.jsonl`"
    )]
    OneJsonDocument,
    /// No column is known by its name.
    #[error(
        "no column could be recognised. The first row is: {columns}. Say which column is which, for example `--map score=COLUMN --map comment=COLUMN --map answered_at=COLUMN`; where the file has no row of names, add `--no-header` and count the columns: `--map score=#1`"
    )]
    NothingRecognised {
        /// What stands in the first row.
        columns: String,
    },
    /// Neither a score nor a comment.
    #[error(
        "there is no column for a score and none for a comment among: {columns}. Name one, for example `--map comment=COLUMN`"
    )]
    NothingSaid {
        /// The columns of the file.
        columns: String,
    },
    /// `--map` names a field that is not known.
    #[error(
        "`--map {word}=…`: an import fills {known} and segment.NAME, but nothing called `{word}`"
    )]
    UnknownField {
        /// As written.
        word: String,
        /// What there is.
        known: String,
    },
    /// `--map` names a column that the file does not have.
    #[error("the file has no column `{wanted}`; it has: {columns}")]
    NoSuchColumn {
        /// As written.
        wanted: String,
        /// What there is.
        columns: String,
    },
    /// A field or a column was given twice.
    #[error("`--map {pair}` gives a field or a column that another `--map` gave already")]
    MappedTwice {
        /// The second pair.
        pair: String,
    },
    /// It changed between the two readings.
    #[error(
        "the file changed while it was being imported: run the import again, nothing is stored twice"
    )]
    Changed,
    /// Something must be said, because guessing would be wrong silently.
    #[error("{}", Listed(.0))]
    Questions(Vec<Question>),
    /// Rejected rows can not be written.
    #[error("{} can not be written: {error}", path.display())]
    Unwritable {
        /// The file for the rejected rows.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file of another origin stands where the rejected rows would go.
    #[error(
        "{} was not written by an import, so it is left alone: move it away, or name another file for the rejected rows",
        path.display()
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
}

struct Listed<'a>(&'a [Question]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [one] => write!(f, "{one}"),
            several => {
                write!(f, "{} things must be said first:", several.len())?;
                for question in several {
                    write!(f, "\n  - {question}")?;
                }
                Ok(())
            }
        }
    }
}

/// What only the operator can know. Each names the flag that answers it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Question {
    /// Dates that read well in several orders.
    #[error(
        "dates are ambiguous: every date in the file can be read as {}, for example `{example}` on line {line}. Say which with {}",
        orders.join(" or as "),
        flags.join(" or ")
    )]
    DateOrder {
        /// The possible orders in words.
        orders: Vec<String>,
        /// The flags that decide.
        flags: Vec<String>,
        /// A line that shows it.
        line: u64,
        /// Its value.
        example: String,
    },
    /// Dates that contradict each other.
    #[error(
        "dates contradict each other: `{}` on line {} and `{}` on line {} fit no common order of day, month and year. Say which holds with --dates dmy, --dates mdy or --dates ymd; dates that do not fit it are rejected",
        first.1, first.0, second.1, second.0
    )]
    DateConflict {
        /// A line and its value.
        first: (u64, String),
        /// Another.
        second: (u64, String),
    },
    /// No column says when.
    #[error(
        "no column says when the customer answered. Name it with --map answered_at=COLUMN, or give one date for all rows with --answered-on 2026-12-31"
    )]
    NoDate,
    /// What was asked is not clear.
    #[error(
        "column `{column}` holds scores {range}, and its name does not tell what was asked. Say it with --kind nps, csat, ces or stars, and for csat and ces the scale, such as --scale 1-5"
    )]
    Kind {
        /// The column.
        column: String,
        /// What is in it.
        range: String,
    },
    /// The scale is not clear.
    #[error(
        "column `{column}` holds {kind} scores {range}, which does not tell their scale. Say it with {example}"
    )]
    Scale {
        /// The column.
        column: String,
        /// The kind.
        kind: &'static str,
        /// What is in it.
        range: String,
        /// The flags that answer it.
        example: &'static str,
    },
    /// Several columns could hold the same.
    #[error("{} could be any of the columns {}. Say which with --map {field}={example}", field, columns.join(", "))]
    SeveralColumns {
        /// What is looked for.
        field: Field,
        /// The columns.
        columns: Vec<String>,
        /// One of them, as it is written on the command line.
        example: String,
    },
}
