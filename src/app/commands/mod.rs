//! What the command line can do, one file for each command that needs more than a few lines.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;

use crate::app::cli::{Cli, Command, ConfigCommand};
use crate::app::output::say;
use crate::app::serve::{serve, stop_signal};
use crate::app::{App, telemetry};
use crate::features::feedback::sources;
use crate::platform::clock::Clock;
use crate::platform::config::{self, Environment, Loaded};
use crate::platform::outbox::counts as outbox_counts;
use crate::platform::slack_manifest;

pub mod agenda;
pub mod calendar;
pub mod demo;
pub mod doctor;
pub mod erase;
pub mod export;
pub mod import;
pub mod outbox;
pub mod preview;
pub mod report;
pub mod route;

/// Exit code where the configuration is wrong.
const WRONG_CONFIGURATION: u8 = 2;
/// Does what the command line asks for.
///
/// # Errors
/// A fault: what happened, and where.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let file = cli.config.as_deref();
    match cli.command {
        Command::Manifest { mode, url, history } => {
            say!(
                "{}",
                slack_manifest::manifest(mode.into(), url.as_deref(), history)
            );
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(ConfigCommand::Schema) => {
            say!("{:#}", config::schema());
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { listen } => demo::run(&listen).await,
        Command::Sandbox { listen } => demo::sandbox_alone(&listen).await,
        Command::Gallery => {
            demo::print_gallery();
            Ok(ExitCode::SUCCESS)
        }
        command => match load(file) {
            Ok(loaded) => with_configuration(command, loaded).await,
            Err(problems) => {
                eprintln!("{problems}");
                Ok(ExitCode::from(WRONG_CONFIGURATION))
            }
        },
    }
}

/// Reads the configuration as it stands for this process.
fn load(file: Option<&Path>) -> Result<Loaded, config::Problems> {
    config::load(file, &Environment::of_process(), &sources::check)
}

async fn with_configuration(command: Command, loaded: Loaded) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => return run_server(loaded).await,
        Command::Import(arguments) => return import::run(&arguments, loaded).await,
        Command::Once { now, wait } => return once(loaded, now, wait).await,
        Command::Preview { days, now } => preview::run(loaded, days, now).await?,
        Command::Route {
            text,
            file,
            explain,
        } => {
            route::run(&loaded.config, text.as_deref(), file.as_deref(), explain)?;
        }
        Command::Report(arguments) => report::run(&arguments, loaded).await?,
        Command::Export(arguments) => return export::run(&arguments, loaded).await,
        Command::Erase(arguments) => return erase::run(&arguments, loaded).await,
        Command::Agenda(command) => return agenda::run(&command, loaded).await,
        Command::Calendar(command) => return calendar::run(&command, loaded).await,
        Command::Outbox(command) => return outbox::run(&command, loaded).await,
        Command::Doctor => return doctor::run(loaded).await,
        Command::Healthcheck => return healthcheck(&loaded).await,
        Command::Config(_) => say!("The configuration is right."),
        Command::Demo { .. }
        | Command::Manifest { .. }
        | Command::Sandbox { .. }
        | Command::Gallery => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_server(loaded: Loaded) -> anyhow::Result<ExitCode> {
    telemetry::start();
    if let Err(missing) = loaded.secrets.require(loaded.config.slack.mode) {
        eprintln!("{missing}");
        return Ok(ExitCode::from(WRONG_CONFIGURATION));
    }
    let secrets = loaded.secrets.clone();
    let address = loaded.config.server.listen.clone();
    let cancel = stop_signal()?;
    let app = App::open(loaded, Clock::system()).await?;
    let listener = TcpListener::bind(&address).await.with_context(|| {
        format!(
            "{address} can not be listened on; is something else running there? (server.listen)"
        )
    })?;
    tracing::info!(address = %listener.local_addr()?, "Klantstem is running");
    serve(app, &secrets, listener, cancel).await?;
    tracing::info!("Klantstem has stopped");
    Ok(ExitCode::SUCCESS)
}

async fn once(loaded: Loaded, now: Option<DateTime<Utc>>, wait: u32) -> anyhow::Result<ExitCode> {
    telemetry::start();
    if loaded.secrets.slack_bot_token.is_none() {
        eprintln!("klantstem: SLACK_BOT_TOKEN is not set; nothing could be delivered");
        return Ok(ExitCode::from(WRONG_CONFIGURATION));
    }
    let clock = now.map_or_else(Clock::system, Clock::stopped_at);
    let app = App::open(loaded, clock).await?;
    let before = outbox_counts(&app.ctx.db).await?;
    app.timetable.run_due(&app.ctx).await?;
    let wall = Clock::system();
    let is_done = app
        .courier(wall.clone())
        .deliver_all(wall.now() + TimeDelta::seconds(i64::from(wait)))
        .await?;
    let after = outbox_counts(&app.ctx.db).await?;
    app.ctx.db.close().await;
    let set_aside = after.failed + after.uncertain - before.failed - before.uncertain;
    if set_aside > 0 {
        eprintln!("klantstem: set aside: {set_aside}; what, and why: klantstem outbox list");
        return Ok(ExitCode::FAILURE);
    }
    if is_done {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "klantstem: some messages wait for Slack; the next `once` sends them (klantstem outbox list)"
    );
    Ok(ExitCode::FAILURE)
}

async fn healthcheck(loaded: &Loaded) -> anyhow::Result<ExitCode> {
    let port = loaded
        .config
        .server
        .listen
        .rsplit_once(':')
        .map_or("3000", |(_, port)| port);
    let url = format!("http://127.0.0.1:{port}/health");
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()?;
    match client.get(&url).send().await {
        Ok(answer) if answer.status().is_success() => Ok(ExitCode::SUCCESS),
        Ok(answer) => {
            eprintln!(
                "klantstem: not well: {}",
                answer.text().await.unwrap_or_default()
            );
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            let error = anyhow::Error::new(error.without_url());
            eprintln!("klantstem: nothing answers at {url}: {error:#}");
            Ok(ExitCode::FAILURE)
        }
    }
}
