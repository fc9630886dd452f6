//! A statement that SQLite understood.

use std::sync::Arc;

use sqlx::{Either, SqlStr, Statement};

use super::{DirectArguments, DirectColumn, DirectSqlite, StorageClass};

/// A statement that SQLite understood. The connection keeps it prepared by its text.
#[derive(Clone, Debug)]
pub struct DirectStatement {
    pub(super) sql: SqlStr,
    pub(super) columns: Arc<[DirectColumn]>,
    pub(super) parameters: usize,
}

impl Statement for DirectStatement {
    type Database = DirectSqlite;

    fn into_sql(self) -> SqlStr {
        self.sql
    }

    fn sql(&self) -> &SqlStr {
        &self.sql
    }

    fn parameters(&self) -> Option<Either<&[StorageClass], usize>> {
        Some(Either::Right(self.parameters))
    }

    fn columns(&self) -> &[DirectColumn] {
        &self.columns
    }

    sqlx_core::impl_statement_query!(DirectArguments);
}
