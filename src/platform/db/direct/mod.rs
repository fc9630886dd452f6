//! SQLite on the thread that asks: what sqlx calls a driver, on top of rusqlite.
//!
//! sqlx's own driver gives each connection a thread, and each statement goes there and back: two changes of
//! thread, which cost more than most statements. A unit of work has a dozen of them. Here they are done where
//! they are asked for; what must not be waited for there, another process that writes, is waited for by the
//! runtime's clock.
//!
//! Only the writer is of this kind. Reports read for seconds, and stay with sqlx's threads. Values are stored
//! and read exactly as sqlx's driver does it, so that both see the same file.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Display, Formatter};

use rusqlite::ffi::ErrorCode;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::{Column, Database, TypeInfo};

mod connection;
mod row;
mod statement;
mod types;
mod values;

pub use connection::{DirectConnection, DirectOptions};
pub use row::DirectRow;
pub use statement::DirectStatement;
pub use values::{DirectArguments, DirectValue, DirectValueRef};

/// SQLite as sqlx knows a database.
#[derive(Debug)]
pub struct DirectSqlite;

impl Database for DirectSqlite {
    type Connection = DirectConnection;
    type TransactionManager = connection::Transactions;
    type Row = DirectRow;
    type QueryResult = DirectResult;
    type Column = DirectColumn;
    type TypeInfo = StorageClass;
    type Value = DirectValue;
    type ValueRef<'r> = DirectValueRef<'r>;
    type Arguments = DirectArguments;
    type ArgumentBuffer = Vec<rusqlite::types::Value>;
    type Statement = DirectStatement;

    const NAME: &'static str = "SQLite";
    const URL_SCHEMES: &'static [&'static str] = &["sqlite"];
}

/// What a statement changed.
#[derive(Debug, Default)]
pub struct DirectResult {
    changes: u64,
}

impl DirectResult {
    /// How many rows.
    pub fn rows_affected(&self) -> u64 {
        self.changes
    }
}

impl Extend<DirectResult> for DirectResult {
    fn extend<T: IntoIterator<Item = DirectResult>>(&mut self, results: T) {
        self.changes += results
            .into_iter()
            .map(|result| result.changes)
            .sum::<u64>();
    }
}

/// How SQLite stores a value. See <https://sqlite.org/datatype3.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageClass {
    /// No value.
    Null,
    /// A whole number; `BOOLEAN` too.
    Integer,
    /// A number with a fraction.
    Real,
    /// Text; days and moments too.
    Text,
    /// Bytes.
    Blob,
}

impl TypeInfo for StorageClass {
    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn name(&self) -> &str {
        match self {
            Self::Null => "NULL",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
        }
    }
}

impl Display for StorageClass {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A column of a result.
#[derive(Clone, Debug)]
pub struct DirectColumn {
    name: String,
    ordinal: usize,
}

impl Column for DirectColumn {
    type Database = DirectSqlite;

    fn ordinal(&self) -> usize {
        self.ordinal
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn type_info(&self) -> &StorageClass {
        // SQLite knows it of values, not of columns.
        &StorageClass::Null
    }
}

/// What SQLite said.
#[derive(Debug)]
pub struct DirectError(rusqlite::Error);

impl DirectError {
    /// Whether another process holds the file just now.
    fn is_busy(&self) -> bool {
        self.0.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
    }
}

impl Display for DirectError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl StdError for DirectError {}

impl DatabaseError for DirectError {
    fn message(&self) -> &str {
        match &self.0 {
            rusqlite::Error::SqliteFailure(_, Some(message)) => message,
            _ => "SQLite refused",
        }
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        let code = self.0.sqlite_error()?.extended_code;
        Some(code.to_string().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        use rusqlite::ffi::{
            SQLITE_CONSTRAINT_CHECK, SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_NOTNULL,
            SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE,
        };
        match self.0.sqlite_error().map(|error| error.extended_code) {
            Some(SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY) => {
                ErrorKind::UniqueViolation
            }
            Some(SQLITE_CONSTRAINT_FOREIGNKEY) => ErrorKind::ForeignKeyViolation,
            Some(SQLITE_CONSTRAINT_NOTNULL) => ErrorKind::NotNullViolation,
            Some(SQLITE_CONSTRAINT_CHECK) => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}

#[cfg(test)]
mod tests;
