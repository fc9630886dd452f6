//! A running Klantstem beside a sandbox of Slack, with one clock that stands still until it is moved.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use clap::Parser as _;
use klantstem::app::cli::{Cli, Command};
use klantstem::app::commands::{erase, export, import};
use klantstem::app::{App, serve};
use klantstem::platform::clock::Clock;
use klantstem::platform::config::{Loaded, SlackMode};
use klantstem::platform::outbox::deliver::Courier;
use klantstem::platform::outbox::{self, Entry, State};
use klantstem::sandbox::Sandbox;
use klantstem::{in_tx, on_pool};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

mod builder;
mod database;
mod people;
mod posts;
mod running;
mod webhooks;

pub use builder::*;
pub use database::TestDatabase;
pub use posts::{Post, choice, words};
pub use running::{Running, SOON};
pub use webhooks::{Request, SOURCES, fixture, response, with};

/// A running Klantstem beside a sandbox of Slack.
///
/// Nothing goes on by itself but taking in what Slack and survey tools send: a test calls
/// [`TestBot::tick`] and [`TestBot::deliver`]. When it is dropped, posts that nobody looked at fail
/// the test.
pub struct TestBot {
    pub sandbox: Sandbox,
    pub app: Arc<App>,
    /// Business time, also the sandbox's.
    pub clock: Clock,
    /// The time of pace and back-off, moved by [`TestBot::deliver`].
    pub wall: Clock,
    pub courier: Courier,
    pub database: TestDatabase,
    loaded: Loaded,
    url: String,
    http: reqwest::Client,
    folder: tempfile::TempDir,
    workings: Mutex<Workings>,
    looked: Mutex<HashSet<String>>,
    told: Mutex<HashMap<String, usize>>,
    deliveries: Arc<webhooks::Deliveries>,
}

/// What takes in, while it runs.
struct Workings {
    cancel: CancellationToken,
    serving: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Workings {
    fn start(app: &Arc<App>, loaded: &Loaded, listener: TcpListener) -> Self {
        let cancel = CancellationToken::new();
        let serving = tokio::spawn({
            let (app, secrets, cancel) = (app.clone(), loaded.secrets.clone(), cancel.clone());
            async move { serve::serve_by_hand(app, &secrets, listener, cancel).await }
        });
        Self {
            cancel,
            serving: Some(serving),
        }
    }
}

impl TestBot {
    /// The shipped configuration, on a Monday morning.
    pub async fn start() -> Self {
        Self::with().start().await
    }

    /// A bot that is set up before it starts.
    pub fn with() -> Builder {
        Builder::new()
    }

    async fn connected(&self) {
        if self.loaded.config.slack.mode == SlackMode::Socket {
            self.sandbox.wait_for_sockets(1).await;
        }
    }

    /// Moves the clock to a local time: `2026-03-02T09:00`.
    pub fn at(&self, local: &str) {
        let moment = moment(local);
        self.sandbox.move_clock(moment);
        self.wall.move_to(moment.max(self.wall.now()));
    }

    /// Moves the clock forward.
    pub fn later(&self, by: TimeDelta) {
        self.sandbox.advance_clock(by);
        self.wall.advance(by);
    }

    /// Moves the clock to a local time, carries out what is due then, and delivers it.
    pub async fn comes_to(&self, local: &str) {
        self.at(local);
        self.tick().await;
        self.deliver().await;
    }

    /// Carries out all timed work that is due.
    pub async fn tick(&self) {
        self.app.timetable.run_due(&self.app.ctx).await.unwrap();
    }

    /// Delivers everything that is due; fails where an hour does not suffice for it.
    pub async fn deliver(&self) {
        let all = self.deliver_within(TimeDelta::hours(1)).await;
        assert!(all, "still waiting: {:#?}", self.outbox().await);
    }

    /// Delivers what is due, for so long on the clock of pace and back-off, which is moved on to each
    /// moment at which something can be done. Returns whether nothing that is due was left.
    pub async fn deliver_within(&self, patience: TimeDelta) -> bool {
        let never = CancellationToken::new();
        let until = self.wall.now() + patience;
        loop {
            let next = self.courier.deliver_due(&never).await.unwrap();
            let waiting = self.outbox().await;
            let is_due = |entry: &Entry| {
                matches!(entry.state, State::Pending | State::Sending)
                    && entry.due_at <= self.clock.now()
            };
            if !waiting.iter().any(is_due) {
                return true;
            }
            match next {
                Some(next) if next <= until => {
                    let a_little = self.wall.now() + TimeDelta::milliseconds(1);
                    self.wall.move_to(next.max(a_little));
                }
                _ => return false,
            }
        }
    }

    /// The messages that did not arrive yet.
    pub async fn outbox(&self) -> Vec<Entry> {
        outbox::list(&self.app.ctx.db, 10_000).await.unwrap()
    }

    /// Imports a file with this text and these flags; returns what could not be read, in words.
    pub async fn import(&self, name: &str, text: impl AsRef<[u8]>, flags: &[&str]) -> Vec<String> {
        let file = self.path(name);
        std::fs::write(&file, text).unwrap();
        self.import_file(&file, flags).await
    }

    /// Imports a file with these flags; returns what could not be read, in words.
    pub async fn import_file(&self, file: &Path, flags: &[&str]) -> Vec<String> {
        let mut line: Vec<OsString> = vec!["klantstem".into(), "import".into(), file.into()];
        line.extend(flags.iter().map(OsString::from));
        let Command::Import(arguments) = Cli::parse_from(line).command else {
            panic!("not an import");
        };
        let failed = import::import_files(&arguments, &self.loaded, Some(&self.app)).await;
        failed
            .into_iter()
            .map(|(_, error)| format!("{error:#}"))
            .collect()
    }

    /// Runs `klantstem erase` with these flags; returns what it says.
    pub async fn erase(&self, flags: &[&str]) -> String {
        let line = ["klantstem", "erase"].iter().chain(flags);
        let Command::Erase(arguments) = Cli::parse_from(line).command else {
            panic!("not an erasure");
        };
        erase::erase(&self.app, &arguments).await.unwrap()
    }

    /// Runs `klantstem export` with these flags; returns what it prints.
    pub async fn export(&self, flags: &[&str]) -> String {
        let line = ["klantstem", "export"].iter().chain(flags);
        let Command::Export(arguments) = Cli::parse_from(line).command else {
            panic!("not an export");
        };
        export::export(&self.app, &arguments).await.unwrap()
    }

    /// A file of this test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A second process on the same database, with the same clock. It takes nothing in.
    pub async fn replica(&self) -> Arc<App> {
        App::open(self.loaded.clone(), self.clock.clone())
            .await
            .unwrap()
    }

    /// Ends and starts again, as a new process would.
    pub async fn restart(&mut self) {
        let (cancel, serving) = {
            let mut workings = self.workings.lock().unwrap();
            (workings.cancel.clone(), workings.serving.take())
        };
        cancel.cancel();
        serving.unwrap().await.unwrap().unwrap();
        let address = self.url.trim_start_matches("http://");
        let listener = TcpListener::bind(address).await.unwrap();
        self.app = App::open(self.loaded.clone(), self.clock.clone())
            .await
            .unwrap();
        self.courier = self.app.courier(self.wall.clone());
        *self.workings.lock().unwrap() = Workings::start(&self.app, &self.loaded, listener);
        self.connected().await;
        self.tick().await;
    }

    /// The only column of a query, as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        on_pool!(&self.app.ctx.db, |pool| {
            sqlx::query_scalar::<_, String>(sql)
                .fetch_all(pool)
                .await
                .unwrap()
        })
    }

    /// The number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        on_pool!(&self.app.ctx.db, |pool| {
            sqlx::query_scalar::<_, i64>(sql)
                .fetch_one(pool)
                .await
                .unwrap()
        })
    }

    /// Changes the database behind the bot's back.
    pub async fn execute(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let mut tx = self.app.ctx.db.begin().await.unwrap();
        in_tx!(&mut tx, |connection| {
            sqlx::query(sql).execute(connection).await.unwrap();
        });
        tx.commit().await.unwrap();
    }

    /// A path on the bot's own server, with its address.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// A client for requests that the other methods do not make.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

impl Drop for TestBot {
    fn drop(&mut self) {
        if let Ok(workings) = self.workings.lock() {
            workings.cancel.cancel();
            if let Some(serving) = &workings.serving {
                serving.abort();
            }
        }
        if std::thread::panicking() {
            return;
        }
        let overlooked = self.overlooked();
        assert!(
            overlooked.is_empty(),
            "posts that this test did not look at:\n{}",
            overlooked.join("\n")
        );
    }
}
