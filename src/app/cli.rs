//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

use crate::app::commands;
use crate::platform::config::SlackMode;

/// Where a newcomer goes from `--help`.
const FIRST_STEPS: &str = "\
To look around:        klantstem demo
To install it:         klantstem manifest   gives Slack the app; set the tokens that Slack shows,
                       klantstem doctor     says what is still missing,
                       klantstem serve      runs it.";

/// Puts the voice of the customer into everybody's daily work, in Slack.
#[derive(Debug, Parser)]
#[command(name = "klantstem", version, about, long_about = None, propagate_version = true, arg_required_else_help = true, after_help = FIRST_STEPS)]
pub struct Cli {
    /// The configuration file; what it does not say keeps its default.
    #[arg(
        long,
        short,
        global = true,
        env = "KLANTSTEM_CONFIG",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub config: Option<PathBuf>,
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run: take in responses, post them, answer people in Slack.
    Serve,
    /// Try everything in a browser, with sample customers and a Slack of its own. Needs nothing.
    Demo {
        /// Where the page is shown.
        #[arg(long, default_value = "127.0.0.1:4040", value_name = "ADDRESS")]
        listen: String,
    },
    /// Load responses from CSV or JSONL files.
    Import(commands::import::Arguments),
    /// Do everything that is due, deliver it, and exit: for cron, and for tests.
    Once {
        /// Act as if it were this moment: `2026-03-02T09:00:00Z`.
        #[arg(long, value_name = "TIME")]
        now: Option<DateTime<Utc>>,
        /// How long to wait for Slack's pace, or for Slack to come back, before the rest is left
        /// for the next time.
        #[arg(long, default_value_t = 600, value_name = "SECONDS")]
        wait: u32,
    },
    /// Show what would be posted in the coming days, where and why, without posting.
    Preview {
        /// How many days to look ahead.
        #[arg(long, default_value_t = 7, value_name = "N")]
        days: u16,
        /// Act as if it were this moment.
        #[arg(long, value_name = "TIME")]
        now: Option<DateTime<Utc>>,
    },
    /// Show to which departments a text, or each line of a file, would go.
    Route {
        /// The customer's words.
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        text: Option<String>,
        /// A file with one text on each line.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Say for each rule why it fits or not.
        #[arg(long)]
        explain: bool,
    },
    /// Show how scores stand, with how sure that is.
    Report(commands::report::Arguments),
    /// Hand out what is kept about a customer or a colleague who asks for it.
    Export(commands::export::Arguments),
    /// Forget a customer or a colleague who asks for it; without --yes, show what would change.
    Erase(commands::erase::Arguments),
    /// Look at the agendas of the coming meetings.
    #[command(subcommand)]
    Agenda(commands::agenda::Command),
    /// Look into the calendars in which meetings stand.
    #[command(subcommand)]
    Calendar(commands::calendar::Command),
    /// Look after messages that have not arrived.
    #[command(subcommand)]
    Outbox(commands::outbox::Command),
    /// Check token, scopes, channels, database and schedule; each problem comes with its remedy.
    Doctor,
    /// Print the app manifest for Slack.
    Manifest {
        /// How Slack is to reach Klantstem.
        #[arg(long, value_enum, default_value = "socket")]
        mode: Mode,
        /// Your address as Slack sees it, with --mode http: `https://klantstem.example.com`.
        #[arg(long, value_name = "URL", required_if_eq("mode", "http"))]
        url: Option<String>,
        /// Also ask for the history scopes, with which an unclear post is looked up.
        #[arg(long)]
        history: bool,
    },
    /// Check or describe the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Exit with 0 where a running Klantstem is well: for containers and monitoring.
    Healthcheck,
    /// Run the local Slack workspace alone.
    #[command(hide = true)]
    Sandbox {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:4040", value_name = "ADDRESS")]
        listen: String,
    },
    /// Print every message, modal and Home view as JSON lines: for checks.
    #[command(hide = true)]
    Gallery,
}

/// What can be done with the configuration.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Report every problem at once, with its line; exit with 2 where there are any.
    Check,
    /// Print the JSON Schema, for editors.
    Schema,
}

/// How Slack reaches Klantstem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// Over Klantstem's own outgoing connection.
    Socket,
    /// By requests to your address.
    Http,
}

impl From<Mode> for SlackMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Socket => Self::Socket,
            Mode::Http => Self::Http,
        }
    }
}

/// Does what the command line asks for.
pub async fn run(cli: Cli) -> ExitCode {
    match commands::run(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("klantstem: {error:#}");
            ExitCode::FAILURE
        }
    }
}
