//! Gives the records of a file, whatever its format.

use std::io;

use super::detect::Format;
use super::input::Reader;
use super::jsonl::{Line, Lines};
use super::records::{Next, Record, Records};
use super::rejects::RejectReason;

/// Records, whatever the format of the file.
pub(super) enum Feed<'a> {
    Csv(Records<Reader<'a>>),
    Json(Lines<'a>),
}

/// What a [`Feed`] gives.
pub(super) enum Fed {
    Record,
    Broken(RejectReason),
    End,
}

impl<'a> Feed<'a> {
    pub(super) fn open(reader: Reader<'a>, format: Format, names: &[String]) -> Self {
        match format {
            Format::Csv { delimiter } => Self::Csv(Records::new(reader, delimiter)),
            Format::JsonLines => Self::Json(Lines::new(reader, names)),
        }
    }

    pub(super) fn next(&mut self, record: &mut Record) -> io::Result<Fed> {
        Ok(match self {
            Self::Csv(records) => match records.next(record)? {
                Next::Record => Fed::Record,
                Next::Unclosed => Fed::Broken(RejectReason::QuoteNotClosed),
                Next::End => Fed::End,
            },
            Self::Json(lines) => match lines.next(record)? {
                Line::Object(object) => {
                    lines.fill(object, record);
                    Fed::Record
                }
                Line::Broken(reason) => Fed::Broken(reason),
                Line::End => Fed::End,
            },
        })
    }
}
