//! A SQLite file: who reads, who writes, and who folds its log.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use backon::{ConstantBuilder, Retryable as _};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, Database, Pool, SqlitePool};
use tokio::sync::Notify;

use super::direct::{DirectOptions, DirectSqlite};
use super::{BUSY_TIMEOUT, CONNECTIONS, MIGRATIONS, Signals, in_plain_words};
use crate::platform::config::Synchronous;

/// How long the checkpoint waits after a commit, so that many commits share one.
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(250);
/// From this many pages on (64 MiB) the log is not left to grow: writers wait until it is folded.
const LONGEST_LOG_IN_PAGES: i64 = 16_384;

/// A SQLite file: many readers, and one writer because SQLite has only one.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    pub(super) file: PathBuf,
    /// Connections for reading, each with a thread of its own.
    pub reads: SqlitePool,
    pub(super) writer: Pool<DirectSqlite>,
    /// The connection that folds the log into the file.
    pub(super) folder: SqlitePool,
    pub(super) signals: Signals,
}

impl SqliteDb {
    /// In one unit of work: of two processes that start at once, one waits for the other. On
    /// PostgreSQL the migrator itself takes a lock.
    pub(super) async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        let mut transaction = self.reads.begin_with("BEGIN IMMEDIATE").await?;
        MIGRATIONS.run(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn open(url: &str, synchronous: Synchronous) -> anyhow::Result<Self> {
        let synchronous = match synchronous {
            Synchronous::Full => SqliteSynchronous::Full,
            Synchronous::Normal => SqliteSynchronous::Normal,
        };
        let options = SqliteConnectOptions::from_str(url)
            .with_context(|| format!("`{url}` is not an address such as sqlite:klantstem.db"))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            // What is deleted or changed is overwritten, so that who asked to be forgotten is not in the file.
            .pragma("secure_delete", "ON")
            // The writer never stops to fold the log into the file: a connection of its own does.
            .pragma("wal_autocheckpoint", "0");
        anyhow::ensure!(
            !(url.contains(":memory:") || url.contains("mode=memory")),
            "a database in memory is gone when the process ends; name a file, as in sqlite:klantstem.db"
        );
        let explain = || {
            format!(
                "the SQLite file {} can not be opened; does its folder exist, and may this user write there?",
                options.get_filename().display()
            )
        };
        let direct = DirectOptions {
            synchronous,
            busy_timeout: BUSY_TIMEOUT,
            ..DirectOptions::from_str(url)?
        };
        // Another process may be turning the file to WAL at this moment; SQLite does not wait for that.
        let connect = || pool(1).min_connections(1).connect_with(direct.clone());
        let patience = ConstantBuilder::new()
            .with_delay(Duration::from_millis(50))
            .with_max_times(100);
        let writer = connect
            .retry(patience)
            .when(is_locked)
            .await
            .map_err(in_plain_words)
            .with_context(explain)?;
        let reads = pool(CONNECTIONS).connect_lazy_with(options.clone());
        let file = options.get_filename().to_path_buf();
        let signals = Signals::default();
        let folder = pool(1).connect_lazy_with(options);
        tokio::spawn(fold_log(
            folder.clone(),
            writer.clone(),
            signals.written.clone(),
        ));
        Ok(Self {
            file,
            reads,
            writer,
            folder,
            signals,
        })
    }
}

/// Where a commit fails, as on a full disk, SQLite ends the transaction by itself but sqlx goes on counting it, and
/// would refuse every later one: such a connection is replaced.
fn pool<Kind: Database>(connections: u32) -> PoolOptions<Kind> {
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT * 2)
        // Nobody hangs up on us: the file is in this process.
        .test_before_acquire(false)
        // While an import is stored, the fold of the log waits for its unit of work.
        .acquire_slow_threshold(BUSY_TIMEOUT)
        .before_acquire(|connection: &mut Kind::Connection, _| {
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        })
}

/// Whether another process holds the file just now.
fn is_locked(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok())
        // The rest of the number says why.
        .is_some_and(|code| code & 0xff == 5)
}

/// Folds SQLite's write-ahead log into the file after writes, until the database is closed.
async fn fold_log(pool: SqlitePool, writer: Pool<DirectSqlite>, written: Arc<Notify>) {
    loop {
        tokio::select! {
            () = written.notified() => {}
            () = pool.close_event() => break,
        }
        tokio::time::sleep(CHECKPOINT_PAUSE).await;
        match fold_once(&pool, &writer).await {
            Ok(()) => {}
            Err(error) if !pool.is_closed() => {
                tracing::warn!(%error, "the write-ahead log could not be folded")
            }
            Err(_) => break,
        }
    }
}

/// Under steady writing the log is never folded to its last page, and so would never begin anew. Where it has
/// become long, the writer is held while the little that was added meanwhile is folded as well.
async fn fold_once(pool: &SqlitePool, writer: &Pool<DirectSqlite>) -> Result<(), sqlx::Error> {
    const FOLD: &str = "PRAGMA wal_checkpoint(PASSIVE)";
    let (_, log, _): (i64, i64, i64) = sqlx::query_as(FOLD).fetch_one(pool).await?;
    if log > LONGEST_LOG_IN_PAGES {
        sqlx::query(FOLD).execute(pool).await?;
        let _held = writer.acquire().await?;
        sqlx::query(FOLD).execute(pool).await?;
    }
    Ok(())
}
