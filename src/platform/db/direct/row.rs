//! A row that SQLite returned.

use std::sync::Arc;

use rusqlite::types::Value as Stored;
use sqlx::{Column as _, ColumnIndex, Error, Row};

use super::{DirectColumn, DirectSqlite, DirectValueRef};

/// A row that SQLite returned.
#[derive(Debug)]
pub struct DirectRow {
    pub(super) columns: Arc<[DirectColumn]>,
    pub(super) values: Vec<Stored>,
}

impl Row for DirectRow {
    type Database = DirectSqlite;

    fn columns(&self) -> &[DirectColumn] {
        &self.columns
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, index: I) -> Result<DirectValueRef<'_>, Error> {
        let index = index.index(self)?;
        Ok(DirectValueRef(&self.values[index]))
    }
}

impl ColumnIndex<DirectRow> for usize {
    fn index(&self, row: &DirectRow) -> Result<usize, Error> {
        let (index, len) = (*self, row.values.len());
        match index < len {
            true => Ok(index),
            false => Err(Error::ColumnIndexOutOfBounds { index, len }),
        }
    }
}

impl ColumnIndex<DirectRow> for str {
    fn index(&self, row: &DirectRow) -> Result<usize, Error> {
        let found = row.columns.iter().position(|column| column.name() == self);
        found.ok_or_else(|| Error::ColumnNotFound(self.to_owned()))
    }
}
