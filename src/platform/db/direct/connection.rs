//! A connection, and what is asked of it.

use std::fmt::{self, Debug, Formatter};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use log::LevelFilter;
use rusqlite::OpenFlags;
use rusqlite::types::Value as Stored;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{
    ConnectOptions, Connection, Describe, Either, Error, Execute, Executor, SqlStr, Transaction,
};
use sqlx_core::transaction::{
    TransactionManager, begin_ansi_transaction_sql, commit_ansi_transaction_sql,
    rollback_ansi_transaction_sql,
};
use tokio::time::Instant;
use url::Url;

use super::{
    DirectArguments, DirectColumn, DirectError, DirectResult, DirectRow, DirectSqlite,
    DirectStatement, StorageClass,
};

/// Statements that are kept prepared. Those with many rows have a text for each number of rows.
const STATEMENTS: usize = 256;
/// Memory for pages, in KiB: what a burst writes to is kept.
const CACHE: u32 = 8_192;
/// The first and the longest pause before another process is asked again whether it has written.
const PAUSES: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(20)];

/// Which file is opened, and how.
#[derive(Clone, Debug)]
pub struct DirectOptions {
    /// The file.
    pub file: PathBuf,
    /// Whether nothing is to be written.
    pub read_only: bool,
    /// When SQLite waits until the disk has what was written.
    pub synchronous: SqliteSynchronous,
    /// How long is waited for another process that writes.
    pub busy_timeout: Duration,
}

impl FromStr for DirectOptions {
    type Err = Error;

    fn from_str(address: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(address)?;
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let mut settings = form_urlencoded::parse(query.as_bytes());
        Ok(Self {
            file: options.get_filename().to_path_buf(),
            read_only: settings.any(|(name, value)| name == "mode" && value == "ro"),
            synchronous: SqliteSynchronous::Full,
            busy_timeout: Duration::from_secs(5),
        })
    }
}

impl ConnectOptions for DirectOptions {
    type Connection = DirectConnection;

    fn from_url(url: &Url) -> Result<Self, Error> {
        url.as_str().parse()
    }

    async fn connect(&self) -> Result<DirectConnection, Error> {
        Ok(DirectConnection::open(self).map_err(DirectError)?)
    }

    fn log_statements(self, _level: LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _level: LevelFilter, _duration: Duration) -> Self {
        self
    }
}

/// A connection to a SQLite file.
pub struct DirectConnection {
    sqlite: rusqlite::Connection,
    busy_timeout: Duration,
    /// Transactions that are open, one in the other.
    depth: usize,
}

impl Debug for DirectConnection {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DirectConnection")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

/// What came of a statement.
struct Ran {
    rows: Vec<DirectRow>,
    result: DirectResult,
}

impl DirectConnection {
    fn open(options: &DirectOptions) -> rusqlite::Result<Self> {
        let flags = match options.read_only {
            true => OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
            false => OpenFlags::default(),
        };
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sqlite = rusqlite::Connection::open_with_flags(&options.file, flags)?;
        sqlite.set_prepared_statement_cache_capacity(STATEMENTS);
        sqlite.busy_timeout(options.busy_timeout)?;
        let synchronous = match options.synchronous {
            SqliteSynchronous::Normal => "NORMAL",
            _ => "FULL",
        };
        sqlite.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -{CACHE};"
        ))?;
        // From here on it would be waited for on a thread that others need.
        sqlite.busy_timeout(Duration::ZERO)?;
        Ok(Self {
            sqlite,
            busy_timeout: options.busy_timeout,
            depth: 0,
        })
    }

    /// Runs a statement, and reads at most `most` rows of what it returns.
    fn run(&self, sql: &str, arguments: &[Stored], most: usize) -> Result<Ran, DirectError> {
        self.try_to_run(sql, arguments, most).map_err(DirectError)
    }

    fn try_to_run(&self, sql: &str, arguments: &[Stored], most: usize) -> rusqlite::Result<Ran> {
        let mut statement = self.sqlite.prepare_cached(sql)?;
        let mut next = 0;
        for place in 1..=statement.parameter_count() {
            // `$3` is the third argument, wherever it stands; `?` is the next one.
            let numbered = statement
                .parameter_name(place)
                .and_then(|name| name.get(1..)?.parse::<usize>().ok());
            let index = numbered.map_or(next, |number| number - 1);
            next = index + 1;
            if let Some(argument) = arguments.get(index) {
                statement.raw_bind_parameter(place, argument)?;
            }
        }
        let is_reading = statement.readonly();
        let count = statement.column_count();
        let mut columns: Option<Arc<[DirectColumn]>> = None;
        let mut found = Vec::new();
        if count == 0 {
            let changes = statement.raw_execute()?;
            return Ok(Ran {
                rows: found,
                result: DirectResult {
                    changes: changes as u64,
                },
            });
        }
        let mut rows = statement.raw_query();
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            let columns = columns.get_or_insert_with(|| columns_of(row.as_ref()));
            let values = (0..count).map(|index| row.get(index));
            found.push(DirectRow {
                columns: columns.clone(),
                values: values.collect::<rusqlite::Result<_>>()?,
            });
        }
        drop(rows);
        let changes = if is_reading { 0 } else { self.sqlite.changes() };
        Ok(Ran {
            rows: found,
            result: DirectResult { changes },
        })
    }

    /// Runs what takes no arguments; where another process writes, it is tried until that has written.
    async fn run_patiently(&mut self, sql: &str) -> Result<(), Error> {
        let deadline = Instant::now() + self.busy_timeout;
        let [mut pause, longest] = PAUSES;
        loop {
            match self.run(sql, &[], usize::MAX) {
                Err(error) if error.is_busy() && Instant::now() < deadline => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(longest);
                }
                ran => return Ok(ran.map(|_| ())?),
            }
        }
    }
}

impl Connection for DirectConnection {
    type Database = DirectSqlite;
    type Options = DirectOptions;

    async fn close(self) -> Result<(), Error> {
        Ok(self
            .sqlite
            .close()
            .map_err(|(_, error)| DirectError(error))?)
    }

    async fn close_hard(self) -> Result<(), Error> {
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn begin(
        &mut self,
    ) -> impl Future<Output = Result<Transaction<'_, DirectSqlite>, Error>> + Send + '_ {
        Transaction::begin(self, None)
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}

/// Begins and ends transactions.
#[derive(Debug)]
pub struct Transactions;

impl TransactionManager for Transactions {
    type Database = DirectSqlite;

    async fn begin(connection: &mut DirectConnection, begin: Option<SqlStr>) -> Result<(), Error> {
        let sql = begin.unwrap_or_else(|| begin_ansi_transaction_sql(connection.depth));
        connection.run_patiently(sql.as_str()).await?;
        connection.depth += 1;
        Ok(())
    }

    async fn commit(connection: &mut DirectConnection) -> Result<(), Error> {
        if connection.depth > 0 {
            let sql = commit_ansi_transaction_sql(connection.depth);
            connection.run_patiently(sql.as_str()).await?;
            connection.depth -= 1;
        }
        Ok(())
    }

    async fn rollback(connection: &mut DirectConnection) -> Result<(), Error> {
        Self::start_rollback(connection);
        Ok(())
    }

    fn start_rollback(connection: &mut DirectConnection) {
        if connection.depth > 0 {
            let sql = rollback_ansi_transaction_sql(connection.depth);
            // Where it fails, SQLite has ended the transaction already, as after a commit on a full disk.
            let _ = connection.run(sql.as_str(), &[], usize::MAX);
            connection.depth -= 1;
        }
    }

    fn get_transaction_depth(connection: &DirectConnection) -> usize {
        connection.depth
    }
}

impl<'c> Executor<'c> for &'c mut DirectConnection {
    type Database = DirectSqlite;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DirectResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DirectSqlite>,
    {
        async move { Ok(asked(self, query, usize::MAX).await?.result) }.boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<DirectRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DirectSqlite>,
    {
        async move { Ok(asked(self, query, usize::MAX).await?.rows) }.boxed()
    }

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<DirectResult, DirectRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DirectSqlite>,
    {
        let ran = async move {
            match asked(self, query, usize::MAX).await {
                Ok(Ran { rows, result }) => {
                    let rows = rows.into_iter().map(|row| Ok(Either::Right(row)));
                    let result = std::iter::once(Ok(Either::Left(result)));
                    stream::iter(rows.chain(result)).left_stream()
                }
                Err(error) => stream::once(ready(Err(error))).right_stream(),
            }
        };
        ran.into_stream().flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DirectRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DirectSqlite>,
    {
        async move { Ok(asked(self, query, 1).await?.rows.pop()) }.boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        _parameters: &'e [StorageClass],
    ) -> BoxFuture<'e, Result<DirectStatement, Error>>
    where
        'c: 'e,
    {
        async move {
            let statement = self.sqlite.prepare_cached(sql.as_str());
            let (columns, parameters) = {
                let statement = statement.map_err(DirectError)?;
                (columns_of(&statement), statement.parameter_count())
            };
            Ok(DirectStatement {
                sql,
                columns,
                parameters,
            })
        }
        .boxed()
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DirectSqlite>, Error>>
    where
        'c: 'e,
    {
        async move {
            let statement = self.prepare(sql).await?;
            Ok(Describe {
                columns: statement.columns.to_vec(),
                parameters: Some(Either::Right(statement.parameters)),
                nullable: vec![None; statement.columns.len()],
            })
        }
        .boxed()
    }
}

fn columns_of(statement: &rusqlite::Statement<'_>) -> Arc<[DirectColumn]> {
    let names = statement.column_names().into_iter().enumerate();
    let column = |(ordinal, name): (usize, &str)| DirectColumn {
        name: name.to_owned(),
        ordinal,
    };
    names.map(column).collect()
}

async fn asked<'q>(
    connection: &mut DirectConnection,
    mut query: impl Execute<'q, DirectSqlite>,
    most: usize,
) -> Result<Ran, Error> {
    // A unit of work of many statements lets others have their turn.
    tokio::task::coop::consume_budget().await;
    let arguments = query.take_arguments().map_err(Error::Encode)?;
    let DirectArguments(arguments) = arguments.unwrap_or_default();
    let sql = query.sql();
    Ok(connection.run(sql.as_str(), &arguments, most)?)
}
