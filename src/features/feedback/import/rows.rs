//! Turns the records of a file into responses, one by one, along a plan.

use std::io;

use super::cells::Cells;
use super::errors::ImportError;
use super::feed::{Fed, Feed};
use super::input::{Input, Progress};
use super::mapper::Mapper;
use super::plan::{Counts, Plan};
use super::records::Record;
use super::rejects::{RejectReason, unguarded};
use crate::features::feedback::rules::response::IncomingResponse;

/// The longest cell in characters, which is Excel's own limit.
pub const MAX_CELL: usize = 32_767;
/// A row of the file.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is good, and a box each would cost more"
)]
pub enum Row {
    /// A response.
    Good {
        /// The line on which the row begins, from 1.
        line: u64,
        /// What it says.
        response: IncomingResponse,
    },
    /// A row that can not be imported.
    Rejected {
        /// The line on which the row begins, from 1.
        line: u64,
        /// Why.
        reason: RejectReason,
        /// Its cells as they were read.
        record: Vec<String>,
    },
}

impl Row {
    /// The line on which the row begins, from 1.
    pub fn line(&self) -> u64 {
        match self {
            Self::Good { line, .. } | Self::Rejected { line, .. } => *line,
        }
    }
}

/// The rows of a file: an iterator that also counts.
pub struct Rows<'a> {
    feed: Feed<'a>,
    record: Record,
    mapper: Mapper<'a>,
    counts: Counts,
    skip: usize,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn open(
        input: Input<'a>,
        plan: &'a Plan,
        progress: Option<Progress<'a>>,
    ) -> io::Result<Self> {
        let names: Vec<String> = plan
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let reader = input.open(plan.encoding, progress)?;
        Ok(Self {
            feed: Feed::open(reader, plan.format, &names),
            record: Record::default(),
            mapper: Mapper::new(plan),
            counts: Counts::default(),
            skip: plan.skip,
            ended: false,
        })
    }

    /// What was counted so far; empty rows are only counted, not given out.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn advance(&mut self) -> io::Result<Option<Row>> {
        loop {
            let fed = self.feed.next(&mut self.record)?;
            if self.skip > 0 && !matches!(fed, Fed::End) {
                // Only whole records stand above the first response.
                self.skip -= usize::from(matches!(fed, Fed::Record));
                continue;
            }
            let outcome = match fed {
                Fed::End => return Ok(None),
                Fed::Broken(reason) => Err(reason),
                Fed::Record => self.map_record(),
            };
            self.counts.records += 1;
            let line = self.record.line();
            match outcome {
                Ok(None) => self.counts.empty += 1,
                Ok(Some(response)) => {
                    self.counts.good += 1;
                    let off_scale = response.score.is_some_and(|score| !score.on_scale());
                    self.counts.off_scale += u64::from(off_scale);
                    return Ok(Some(Row::Good { line, response }));
                }
                Err(reason) => {
                    self.counts.rejected += 1;
                    let record = self.rejected_cells();
                    return Ok(Some(Row::Rejected {
                        line,
                        reason,
                        record,
                    }));
                }
            }
        }
    }

    fn map_record(&mut self) -> Result<Option<IncomingResponse>, RejectReason> {
        let bytes = std::mem::take(&mut self.record.bytes);
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                // Only where the file changed since it was looked at; each cell is mended by itself.
                self.record.bytes = error.into_bytes();
                let cells = self.record.to_strings();
                self.record.ends.clear();
                let mut text = String::new();
                for cell in cells {
                    text.push_str(&cell);
                    self.record.ends.push(text.len());
                }
                text
            }
        };
        let outcome = self.mapper.map(&Cells {
            text: &text,
            ends: &self.record.ends,
            guarded: self.mapper.plan().rejects,
        });
        self.record.bytes = text.into_bytes();
        outcome
    }

    fn rejected_cells(&self) -> Vec<String> {
        let cells = self.record.to_strings();
        if !self.mapper.plan().rejects || cells.len() < 2 {
            return cells;
        }
        cells[2..]
            .iter()
            .map(|cell| unguarded(cell).to_owned())
            .collect()
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.advance() {
            Ok(Some(row)) => Some(Ok(row)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(ImportError::Unreadable {
                    what: self.mapper.plan().shown_name(),
                    error,
                }))
            }
        }
    }
}
