//! Reads files of customer responses, CSV and JSON Lines, and turns them into canonical responses.
//!
//! [`inspect`] looks through a file once and gives a [`Plan`], or asks what only the operator can
//! know. [`read`] goes through it again and gives one [`Row`] after the other, in memory that does
//! not grow with the file. Rows that are no good go into [`Rejects`].

mod cells;
mod columns;
mod date_order;
mod dates;
mod detect;
mod errors;
mod feed;
mod identity;
mod input;
mod inspect;
mod jsonl;
mod mapper;
mod plan;
mod records;
mod rejects;
mod rows;
mod scores;
mod synonyms;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

pub use columns::{Column, Field, parse_pair};
pub use date_order::DateOrder;
pub use detect::{Encoding, Format};
pub use errors::{ImportError, Question};
pub use input::Progress;
pub use plan::{Counts, Plan, Scales};
pub use rejects::{RejectReason, Rejects, rejects_path};
pub use rows::{MAX_CELL, Row, Rows};
pub use scores::Scale;

use crate::features::feedback::rules::response::{Consent, ScoreKind};
use crate::platform::config::Department;
use crate::platform::ids::{DepartmentId, SourceId};
use input::Input;

/// What the operator says about a file. What is left open is found out, or asked.
#[derive(Clone, Debug)]
pub struct Options {
    /// The source under which the responses are stored; ids are unique within it.
    pub source: SourceId,
    /// Fields and the columns that hold them: (`score`, `cijfer`) or (`score`, `#3`).
    pub map: Vec<(String, String)>,
    /// Columns that become segment fields.
    pub segments: Vec<String>,
    /// The order of day, month and year.
    pub dates: Option<DateOrder>,
    /// The zone of times that name no offset.
    pub time_zone: Tz,
    /// One date for rows that have none.
    pub answered_on: Option<NaiveDate>,
    /// What was asked.
    pub kind: Option<ScoreKind>,
    /// The scale of CSAT, CES and star scores.
    pub scale: Option<Scale>,
    /// A low score is the good end; never for NPS.
    pub low_is_good: bool,
    /// How characters are written.
    pub encoding: Option<Encoding>,
    /// The byte between cells.
    pub delimiter: Option<u8>,
    /// The file has no row of names.
    pub no_header: bool,
    /// How departments may be called.
    pub departments: DepartmentNames,
    /// What holds where no column tells how far the respondent agreed to be named.
    pub consent: Consent,
    /// Keep each row's cells beside the response.
    pub keep_raw: bool,
    /// Map every row once more to count good and rejected ones before the import.
    pub count_rows: bool,
    /// The present time: answers more than a day later are rejected.
    pub now: Option<DateTime<Utc>>,
}

impl Options {
    /// Everything left open.
    pub fn new(source: SourceId, time_zone: Tz) -> Self {
        Self {
            source,
            map: Vec::new(),
            segments: Vec::new(),
            dates: None,
            time_zone,
            answered_on: None,
            kind: None,
            scale: None,
            low_is_good: false,
            encoding: None,
            delimiter: None,
            no_header: false,
            departments: DepartmentNames::default(),
            consent: Consent::Anonymous,
            keep_raw: false,
            count_rows: true,
            now: None,
        }
    }
}

/// Finds departments by id or by name in either language, whatever the case and accents.
#[derive(Clone, Debug, Default)]
pub struct DepartmentNames(HashMap<String, DepartmentId>);

impl DepartmentNames {
    /// The names of the departments in use. An id wins over another department's name.
    pub fn new(departments: &BTreeMap<DepartmentId, Department>) -> Self {
        let mut names = HashMap::new();
        let used = || {
            departments
                .iter()
                .filter(|(_, department)| department.enabled)
        };
        for (id, _) in used() {
            names.insert(columns::normalise(id.as_str()), id.clone());
        }
        for (id, department) in used() {
            for name in [&department.name.en, &department.name.nl] {
                names
                    .entry(columns::normalise(name))
                    .or_insert_with(|| id.clone());
            }
        }
        Self(names)
    }

    /// The department that is called so.
    pub fn find(&self, name: &str) -> Option<DepartmentId> {
        if let Some(id) = self.0.get(name) {
            return Some(id.clone());
        }
        self.0.get(&columns::normalise(name)).cloned()
    }
}

/// Looks through a file and says how it is to be read, or what must be said first.
pub fn inspect(path: &Path, options: &Options) -> Result<Plan, ImportError> {
    inspect::inspect(Input::File(path), options)
}

/// As [`inspect`], for bytes in memory.
pub fn inspect_bytes(bytes: &[u8], options: &Options) -> Result<Plan, ImportError> {
    inspect::inspect(Input::Bytes(bytes), options)
}

/// Reads the rows of a file along its plan. `progress` is told how many bytes have been read.
pub fn read<'a>(
    path: &'a Path,
    plan: &'a Plan,
    progress: Option<Progress<'a>>,
) -> Result<Rows<'a>, ImportError> {
    open(Input::File(path), plan, progress)
}

/// As [`read`], for bytes in memory.
pub fn read_bytes<'a>(bytes: &'a [u8], plan: &'a Plan) -> Result<Rows<'a>, ImportError> {
    open(Input::Bytes(bytes), plan, None)
}

fn open<'a>(
    input: Input<'a>,
    plan: &'a Plan,
    progress: Option<Progress<'a>>,
) -> Result<Rows<'a>, ImportError> {
    let unreadable = |error| ImportError::Unreadable {
        what: plan.shown_name(),
        error,
    };
    if input.length().map_err(unreadable)? != plan.bytes {
        return Err(ImportError::Changed);
    }
    Rows::open(input, plan, progress).map_err(unreadable)
}
