//! The program under test: how it is set up, started, asked, stopped and killed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chrono::{Timelike as _, Utc};
use klantstem::sandbox::Sandbox;
use tempfile::TempDir;

use super::hidden::{self, APP_TOKEN, BOT_TOKEN, WEBHOOK_SECRET};
use super::log::Log;

/// Longer than anything takes on a busy machine that works at all.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a configuration, and an environment: everything a process starts from.
pub struct Setup {
    /// Its working directory.
    pub folder: TempDir,
    environment: BTreeMap<String, String>,
    /// Run in a shell before the program: limits of the process.
    limits: Option<String>,
}

impl Setup {
    /// A SQLite file in a folder of its own, the tokens of `sandbox`, posting at any hour.
    pub fn new(sandbox: &Sandbox) -> Self {
        let mut setup = Self {
            folder: TempDir::new().unwrap(),
            environment: BTreeMap::new(),
            limits: None,
        };
        setup
            .set("PATH", &std::env::var("PATH").unwrap_or_default())
            .set("DATABASE_URL", "sqlite:klantstem.db")
            .set("SLACK_BOT_TOKEN", BOT_TOKEN)
            .set("SLACK_APP_TOKEN", APP_TOKEN)
            .set("WEBHOOK_SECRET_GENERIC", WEBHOOK_SECRET)
            .set("KLANTSTEM__SLACK__API_URL", &sandbox.api_url())
            .set("KLANTSTEM__SERVER__LISTEN", "127.0.0.1:0")
            .set("KLANTSTEM__WORKSPACE__POSTING_HOURS__FROM", "00:00")
            .set("KLANTSTEM__WORKSPACE__POSTING_HOURS__UNTIL", "23:59")
            .set("KLANTSTEM__WORKSPACE__TIME_ZONE", zone_without_midnight())
            .set(
                "KLANTSTEM__WORKSPACE__POSTING_HOURS__DAYS",
                r#"["mon", "tue", "wed", "thu", "fri", "sat", "sun"]"#,
            )
            .configure("[sources.generic]\npreset = \"generic\"\n");
        setup
    }

    /// Sets an environment variable.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Takes an environment variable away.
    pub fn unset(&mut self, name: &str) -> &mut Self {
        self.environment.remove(name);
        self
    }

    /// Writes the configuration file.
    pub fn configure(&mut self, toml: &str) -> &mut Self {
        let path = self.write("klantstem.toml", toml);
        self.set("KLANTSTEM_CONFIG", path.to_str().unwrap())
    }

    /// Runs `shell` before the program takes the shell's place, such as `ulimit -S -f 800`.
    pub fn limit(&mut self, shell: &str) -> &mut Self {
        self.limits = Some(shell.to_owned());
        self
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_klantstem");
        let mut command = match &self.limits {
            None => Command::new(program),
            Some(limits) => {
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!("{limits}; exec \"$0\" \"$@\""), program]);
                shell
            }
        };
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end, as a user would.
    pub async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = tokio::time::timeout(PATIENCE, output)
            .await
            .unwrap_or_else(|_| panic!("klantstem {arguments:?} does not end"))
            .unwrap();
        let ran = Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            log: String::from_utf8(output.stderr).unwrap(),
        };
        hidden::assert_no_secrets(&ran.out, &format!("{arguments:?}"));
        hidden::assert_discreet(&ran.log, &format!("{arguments:?}"));
        ran
    }

    /// Runs the program while nobody reads its standard output, as before `| head -1` it may be.
    /// Returns its exit code and standard error.
    pub async fn run_unread(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = self.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
        let output = output.await.unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    /// Runs the program for a while and kills it where it did not end.
    pub async fn run_for(&self, arguments: &[&str], time: Duration) {
        let mut command = self.command(arguments);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(time).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Starts `klantstem serve`; it may not be ready yet.
    pub fn start(&self) -> Bot {
        let mut command = self.command(&["serve"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Bot {
            out: Log::follow(child.stdout.take().unwrap()),
            log: Log::follow(child.stderr.take().unwrap()),
            child: Some(child),
        }
    }

    /// Starts `klantstem serve`; it is ready.
    pub async fn serve(&self) -> (Bot, SocketAddr) {
        let bot = self.start();
        let address = bot.ready().await.unwrap_or_else(|| {
            panic!("klantstem serve ended before it ran:\n{}", bot.log.text());
        });
        (bot, address)
    }
}

/// A time zone in which it does not become midnight soon, as posting hours end a minute before.
fn zone_without_midnight() -> &'static str {
    match Utc::now().hour() {
        6..=17 => "Etc/UTC",
        _ => "Etc/GMT-12",
    }
}

/// What a command left.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub log: String,
}

impl Ran {
    /// The output of a command that must have succeeded.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.log);
        self.out
    }

    /// Fails unless the command ended with `code` and said all `words`, on either stream.
    #[track_caller]
    pub fn failed_with(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.log);
        let said = format!("{}\n{}", self.out, self.log);
        for word in words {
            assert!(said.contains(word), "{word:?} is missing in:\n{said}");
        }
    }
}

/// A running `klantstem serve`. Dropping it kills it.
pub struct Bot {
    child: Option<Child>,
    /// Standard output.
    pub out: Arc<Log>,
    /// Standard error.
    pub log: Arc<Log>,
}

impl Bot {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    /// Where it listens, once it does; `None` where it ended before.
    pub async fn ready(&self) -> Option<SocketAddr> {
        let line = tokio::time::timeout(PATIENCE, self.log.wait_for("Klantstem is running"))
            .await
            .unwrap_or_else(|_| panic!("klantstem serve is not ready:\n{}", self.log.text()))?;
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        Some(line["fields"]["address"].as_str()?.parse().unwrap())
    }

    /// SIGKILL, and nothing else. Returns what it had said.
    pub async fn kill(mut self) -> String {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        self.end(child).await.1
    }

    /// Asks it to stop, as a container does.
    pub fn ask_to_stop(&self) {
        signal("TERM", self.id());
    }

    /// Waits until it ended; returns how, and what it had said.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let child = self.child.take().expect("it runs");
        self.end(child).await
    }

    async fn end(&self, mut child: Child) -> (ExitStatus, String) {
        let waiting = tokio::task::spawn_blocking(move || child.wait().unwrap());
        let status = tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("it does not end:\n{}", self.log.text()))
            .unwrap();
        self.log.ended().await;
        self.out.ended().await;
        let log = self.log.text();
        hidden::assert_discreet(&log, "klantstem serve");
        hidden::assert_discreet(&self.out.text(), "klantstem serve");
        (status, log)
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends a signal to a process that a test started.
pub fn signal(name: &str, id: u32) {
    let sent = Command::new("kill")
        .args([format!("-{name}"), id.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}
