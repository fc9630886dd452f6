//! The database: SQLite to start with, PostgreSQL for many replicas, one SQL text for both.
//!
//! A function that takes `&Db` reads; one that takes `&mut Tx` takes part in a write. Each query is
//! a `const` text beside the function that runs it, inside [`on_pool!`] or [`in_tx!`], which expand
//! one body for both databases.

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use backon::{ConstantBuilder, Retryable as _};
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Notify;

use crate::platform::config::Synchronous;

mod direct;
mod serving;
mod sqlite;
mod stored_text;

use direct::DirectSqlite;
pub use sqlite::SqliteDb;

/// The schema, embedded; the same files serve both databases.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// How long a statement waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The writer's memory for pages while very many rows are loaded, in KiB.
const BULK_CACHE: &str = "PRAGMA cache_size = -24576";
/// Connections kept for reading SQLite, and for everything on PostgreSQL.
const CONNECTIONS: u32 = 8;

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// A SQLite file.
    Sqlite(SqliteDb),
    /// A PostgreSQL database.
    Postgres(PostgresDb),
}

/// Who is told when a transaction was committed.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    written: Arc<Notify>,
    enqueued: Arc<Notify>,
    refusal: Arc<Mutex<Option<String>>>,
}

impl Signals {
    /// Remembers what came of the last commit.
    fn remember(&self, refusal: Option<String>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = refusal;
    }

    fn refusal(&self) -> Option<String> {
        self.refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// What a database said, once: sqlx repeats it in each layer.
fn in_plain_words(error: sqlx::Error) -> anyhow::Error {
    match error {
        sqlx::Error::Database(said) => anyhow::anyhow!("{}", said.message()),
        other => other.into(),
    }
}

/// A PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresDb {
    /// Its connections.
    pub pool: PgPool,
    signals: Signals,
}

/// A unit of work: all of it is stored, or nothing.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, DirectSqlite>, AfterCommit),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>, AfterCommit),
}

/// What a commit sets going.
#[derive(Debug)]
pub struct AfterCommit {
    signals: Signals,
    enqueued: bool,
}

/// Runs a body that reads, with `$pool` bound to the pool of whichever database is open.
#[macro_export]
macro_rules! on_pool {
    ($db:expr, |$pool:ident| $body:expr) => {
        match $db {
            $crate::platform::db::Db::Sqlite(sqlite) => {
                let $pool = &sqlite.reads;
                $body
            }
            $crate::platform::db::Db::Postgres(postgres) => {
                let $pool = &postgres.pool;
                $body
            }
        }
    };
}

/// Runs a body that writes, with `$connection` bound to the connection of the transaction.
#[macro_export]
macro_rules! in_tx {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            $crate::platform::db::Tx::Sqlite(transaction, _) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::platform::db::Tx::Postgres(transaction, _) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}

impl Db {
    /// Opens the database at `url` (`sqlite:file.db` or `postgres://…`) and brings its schema up to date.
    ///
    /// # Errors
    /// Where the address is of neither kind, the database can not be reached or written, or its
    /// schema is newer than this program.
    pub async fn open(url: &SecretString, synchronous: Synchronous) -> anyhow::Result<Self> {
        let db = Self::connect(url, synchronous).await?;
        db.migrate().await?;
        db.try_to_write().await?;
        Ok(db)
    }

    async fn connect(url: &SecretString, synchronous: Synchronous) -> anyhow::Result<Self> {
        let text = url.expose_secret();
        if text.starts_with("sqlite:") {
            return Ok(Self::Sqlite(SqliteDb::open(text, synchronous).await?));
        }
        if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
            anyhow::bail!(
                "the database address begins with neither `sqlite:` nor `postgres://`; \
                 set database.url or DATABASE_URL, for example to sqlite:klantstem.db"
            );
        }
        let options = PgConnectOptions::from_str(text).context(
            "DATABASE_URL is not a PostgreSQL address: postgres://user:password@host/database",
        )?;
        let place = format!("{}:{}", options.get_host(), options.get_port());
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_with(options)
            .await
            .map_err(in_plain_words)
            .with_context(|| format!("PostgreSQL at {place} can not be reached; is it running, and is DATABASE_URL right?"))?;
        Ok(Self::Postgres(PostgresDb {
            pool,
            signals: Signals::default(),
        }))
    }

    async fn migrate(&self) -> anyhow::Result<()> {
        let migrated = match self {
            Self::Sqlite(sqlite) => sqlite.migrate().await,
            Self::Postgres(postgres) => MIGRATIONS.run(&postgres.pool).await,
        };
        migrated.context(
            "the database's schema could not be brought up to date; is it from a newer Klantstem?",
        )
    }

    /// Begins a unit of work. On SQLite the right to write is taken at once, so that no two wait
    /// for each other half-way.
    ///
    /// # Errors
    /// Where the database is gone, full, read-only, or locked by another for five seconds.
    pub async fn begin(&self) -> anyhow::Result<Tx> {
        let after = AfterCommit {
            signals: self.signals().clone(),
            enqueued: false,
        };
        Ok(match self {
            Self::Sqlite(sqlite) => {
                let begun = sqlite.writer.begin_with("BEGIN IMMEDIATE").await;
                let begun = begun.map_err(in_plain_words);
                Tx::Sqlite(begun.context("the SQLite file can not be written")?, after)
            }
            Self::Postgres(postgres) => {
                let begun = postgres.pool.begin().await;
                let begun = begun.map_err(in_plain_words);
                Tx::Postgres(begun.context("PostgreSQL does not answer")?, after)
            }
        })
    }

    /// Begins a unit of work that sees the database as it is now, whatever others commit meanwhile.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn begin_snapshot(&self) -> anyhow::Result<Tx> {
        let mut tx = self.begin().await?;
        // SQLite lets nobody else write meanwhile.
        if let Tx::Postgres(transaction, _) = &mut tx {
            sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute(&mut **transaction)
                .await?;
        }
        Ok(tx)
    }

    /// Gives SQLite's writer more memory for pages, where very many rows are about to be loaded: keys come
    /// in no order, and each would push another page out. PostgreSQL keeps pages by itself.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn prepare_for_bulk(&self) -> anyhow::Result<()> {
        if let Self::Sqlite(sqlite) = self {
            sqlx::query(BULK_CACHE).execute(&sqlite.writer).await?;
        }
        Ok(())
    }

    fn signals(&self) -> &Signals {
        match self {
            Self::Sqlite(sqlite) => &sqlite.signals,
            Self::Postgres(postgres) => &postgres.signals,
        }
    }

    /// Returns when a message was put into the outbox by this process since the last call.
    pub async fn enqueued(&self) {
        self.signals().enqueued.notified().await;
    }

    /// Whether the database answers, and whether it took what was last written: a database that is
    /// full answers well.
    ///
    /// # Errors
    /// What the database said.
    pub async fn ping(&self) -> anyhow::Result<()> {
        on_pool!(self, |pool| sqlx::query("SELECT 1")
            .execute(pool)
            .await
            .map(|_| ()))
        .map_err(in_plain_words)?;
        match self.signals().refusal() {
            Some(refusal) => Err(anyhow::anyhow!("the last write failed: {refusal}")),
            None => Ok(()),
        }
    }

    /// Leaves nothing in SQLite's write-ahead log of what was overwritten. Returns `false` where somebody
    /// reads from it just now; then it is overwritten by later writes.
    ///
    /// # Errors
    /// Where the file can not be written.
    pub async fn empty_log(&self) -> anyhow::Result<bool> {
        let Self::Sqlite(sqlite) = self else {
            return Ok(true);
        };
        let empty = || async {
            let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_one(&sqlite.reads)
                .await?;
            if busy == 0 { Ok(()) } else { Err(None) }
        };
        // Somebody else may be folding the log at this moment; SQLite does not wait for that.
        let patience = ConstantBuilder::new()
            .with_delay(Duration::from_millis(100))
            .with_max_times(30);
        let emptied: Result<(), Option<sqlx::Error>> =
            empty.retry(patience).when(Option::is_none).await;
        match emptied {
            Ok(()) => Ok(true),
            Err(None) => Ok(false),
            Err(Some(error)) => Err(error.into()),
        }
    }

    /// Finds out early that the database can be read but not written.
    async fn try_to_write(&self) -> anyhow::Result<()> {
        // It changes nothing, but SQLite refuses it where it would refuse a change.
        const WRITE_NOTHING: &str = "UPDATE lanes SET next_at = next_at WHERE lane = ''";
        let mut tx = self.begin().await?;
        let written = in_tx!(&mut tx, |connection| sqlx::query(WRITE_NOTHING)
            .execute(connection)
            .await
            .map(|_| ()));
        written
            .map_err(in_plain_words)
            .context("the database can be read, but not written")?;
        tx.rollback().await
    }

    /// Closes all connections; on SQLite the log is folded into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => {
                sqlite.reads.close().await;
                sqlite.folder.close().await;
                // Whoever closes last folds the log: it must not be one that the process does not wait for.
                sqlite.writer.close().await;
            }
            Self::Postgres(postgres) => postgres.pool.close().await,
        }
    }
}

impl Tx {
    /// Whether nobody else writes meanwhile, so that no row has to be locked.
    pub fn has_one_writer(&self) -> bool {
        matches!(self, Self::Sqlite(..))
    }

    /// Says that this unit of work put a message into the outbox: its commit wakes the delivery.
    pub fn mark_enqueued(&mut self) {
        match self {
            Self::Sqlite(_, after) | Self::Postgres(_, after) => after.enqueued = true,
        }
    }

    /// Stores the unit of work.
    ///
    /// # Errors
    /// Where the database refused or is gone; then nothing of it is stored.
    pub async fn commit(self) -> anyhow::Result<()> {
        let (committed, after, fault) = match self {
            Self::Sqlite(transaction, after) => (
                transaction.commit().await,
                after,
                "the SQLite file can not be written",
            ),
            Self::Postgres(transaction, after) => (
                transaction.commit().await,
                after,
                "PostgreSQL did not commit",
            ),
        };
        let committed = committed.map_err(in_plain_words);
        after
            .signals
            .remember(committed.as_ref().err().map(ToString::to_string));
        // After a failure too: folding the log may make room for the next one.
        after.signals.written.notify_one();
        committed.context(fault)?;
        if after.enqueued {
            after.signals.enqueued.notify_one();
        }
        Ok(())
    }

    /// Gives the unit of work up.
    ///
    /// # Errors
    /// Where the connection broke; then nothing of it is stored either.
    pub async fn rollback(self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(transaction, _) => transaction.rollback().await?,
            Self::Postgres(transaction, _) => transaction.rollback().await?,
        }
        Ok(())
    }
}
