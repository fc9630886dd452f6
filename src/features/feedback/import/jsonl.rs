//! Reads JSON Lines: each object becomes a record with the same columns, `respondent.email` for what is nested.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::input::Reader;
use super::records::{MAX_RECORD, Record};
use super::rejects::RejectReason;

/// Stands between the values of a list in one cell; no tag holds it.
pub(super) const LIST: char = '\u{1f}';
/// More names than this are not columns but data.
const MAX_COLUMNS: usize = 300;
const MAX_SHOWN: usize = 2_000;

/// Reads lines one by one.
pub(super) struct Lines<'a> {
    reader: BufReader<Reader<'a>>,
    line: u64,
    buffer: Vec<u8>,
    columns: HashMap<String, usize>,
    cells: Vec<String>,
}

/// What came out of the file.
pub(super) enum Line {
    /// An object.
    Object(Map<String, Value>),
    /// Something that is not an object; the text is in the record.
    Broken(RejectReason),
    /// The file is over.
    End,
}

impl<'a> Lines<'a> {
    pub(super) fn new(reader: Reader<'a>, names: &[String]) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 17, reader),
            line: 0,
            buffer: Vec::new(),
            columns: names.iter().cloned().zip(0..).collect(),
            cells: vec![String::new(); names.len()],
        }
    }

    fn next_line(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        let limit = MAX_RECORD as u64;
        if (&mut self.reader)
            .take(limit)
            .read_until(b'\n', &mut self.buffer)?
            == 0
        {
            return Ok(None);
        }
        self.line += 1;
        if self.buffer.last() == Some(&b'\n') || self.buffer.len() < MAX_RECORD {
            return Ok(Some(true));
        }
        self.reader.skip_until(b'\n')?;
        Ok(Some(false))
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self, record: &mut Record) -> io::Result<Line> {
        loop {
            let Some(whole) = self.next_line()? else {
                return Ok(Line::End);
            };
            let text = self.buffer.trim_ascii();
            if text.is_empty() {
                continue;
            }
            record.clear(self.line);
            let reason = if whole {
                match serde_json::from_slice(text) {
                    Ok(Value::Object(object)) => return Ok(Line::Object(object)),
                    Ok(_) => RejectReason::NotAnObject,
                    Err(error) => RejectReason::NotJson {
                        column: error.column(),
                    },
                }
            } else {
                RejectReason::RecordTooLong
            };
            record
                .bytes
                .extend_from_slice(&text[..text.len().min(MAX_SHOWN)]);
            record.end_cell();
            return Ok(Line::Broken(reason));
        }
    }

    /// Lays the object's values into the record, a cell for each column.
    pub(super) fn fill(&mut self, object: Map<String, Value>, record: &mut Record) {
        for cell in &mut self.cells {
            cell.clear();
        }
        let (columns, cells) = (&self.columns, &mut self.cells);
        flatten("", Value::Object(object), &mut |name, value| {
            if let Some(&index) = columns.get(name) {
                cells[index] = value;
            }
        });
        for cell in &self.cells {
            record.bytes.extend_from_slice(cell.as_bytes());
            record.end_cell();
        }
    }
}

/// The names of all values in the file, in the order in which they first occur.
pub(super) fn names(reader: Reader<'_>) -> io::Result<Vec<String>> {
    let mut lines = Lines::new(reader, &[]);
    let mut record = Record::default();
    let mut known: HashMap<String, ()> = HashMap::new();
    let mut names = Vec::new();
    loop {
        match lines.next(&mut record)? {
            Line::End => return Ok(names),
            Line::Broken(_) => {}
            Line::Object(object) => flatten("", Value::Object(object), &mut |name, _| {
                if names.len() < MAX_COLUMNS && !known.contains_key(name) {
                    known.insert(name.to_owned(), ());
                    names.push(name.to_owned());
                }
            }),
        }
    }
}

fn flatten(prefix: &str, value: Value, found: &mut impl FnMut(&str, String)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                if prefix.is_empty() {
                    flatten(&key, value, found);
                } else {
                    flatten(&format!("{prefix}.{key}"), value, found);
                }
            }
        }
        Value::Array(values) => {
            let list: Vec<String> = values.into_iter().map(scalar).collect();
            found(prefix, list.join(LIST.encode_utf8(&mut [0; 4])));
        }
        value => found(prefix, scalar(value)),
    }
}

fn scalar(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}
