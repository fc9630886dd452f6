//! `klantstem outbox`: looks after messages that have not arrived.

use std::process::ExitCode;

use clap::Subcommand;

use crate::app::App;
use crate::app::output::say;
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::outbox::{self, Entry, Operation, State};

/// Messages that are listed at most.
const MOST: i64 = 1_000;

/// What can be done with messages that have not arrived.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List them: where they go, how often they were tried, what Slack said.
    List,
    /// Send a failed or uncertain message again; `all` means each of them.
    Retry {
        /// Its id, or `all`.
        id: String,
    },
    /// Give a message up.
    Drop {
        /// Its id.
        id: String,
    },
}

/// Lists, retries or drops messages.
///
/// # Errors
/// Where the database does not answer.
pub async fn run(command: &Command, loaded: Loaded) -> anyhow::Result<ExitCode> {
    let app = App::open(loaded, Clock::system()).await?;
    let (db, now) = (&app.ctx.db, app.ctx.clock.now());
    let mut code = ExitCode::SUCCESS;
    match command {
        Command::List => {
            let entries = outbox::list(db, MOST).await?;
            if entries.is_empty() {
                say!("Everything has arrived.");
            }
            for entry in &entries {
                say!("{}", line(entry));
            }
            if entries
                .iter()
                .any(|entry| matches!(entry.state, State::Failed | State::Uncertain))
            {
                say!(
                    "Mend the cause, then: klantstem outbox retry ID (or all), or: klantstem outbox drop ID"
                );
            }
        }
        Command::Retry { id } => {
            let mut tx = db.begin().await?;
            let count = outbox::retry(&mut tx, id, now).await?;
            tx.commit().await?;
            match count {
                0 if id == "all" => say!("No message failed or is uncertain."),
                0 => {
                    say!("There is no failed or uncertain message {id}.");
                    code = ExitCode::FAILURE;
                }
                1 => say!("1 message will be sent again, by `serve` or by the next `once`."),
                _ => say!("{count} messages will be sent again, by `serve` or by the next `once`."),
            }
        }
        Command::Drop { id } => {
            let mut tx = db.begin().await?;
            let is_dropped = outbox::drop_entry(&mut tx, id, now).await?;
            tx.commit().await?;
            if is_dropped {
                say!("It is given up.");
            } else {
                say!("There is no waiting, failed or uncertain message {id}.");
                code = ExitCode::FAILURE;
            }
        }
    }
    db.close().await;
    Ok(code)
}

fn line(entry: &Entry) -> String {
    let state = match entry.state {
        State::Pending => "waiting",
        State::Sending => "being sent",
        State::Sent => "sent",
        State::Failed => "FAILED",
        State::Uncertain => "UNCERTAIN",
        State::Dropped => "dropped",
    };
    let operation = match entry.operation {
        Operation::Post => "post",
        Operation::Update => "update",
        Operation::Delete => "delete",
        Operation::DeleteFile => "delete",
    };
    let error = entry.error.as_deref().unwrap_or("");
    let due = entry.due_at.format("%Y-%m-%d %H:%M UTC");
    let line = format!(
        "{}  {state:<10} {operation:<6} {:<24} due {due}  tried {}x  {error}",
        entry.id, entry.lane, entry.attempts
    );
    line.trim_end().to_owned()
}
