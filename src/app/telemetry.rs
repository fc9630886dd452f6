//! Logs: text for people on a terminal, JSON for machines.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error: `RUST_LOG` chooses what, `info` without it.
///
/// Libraries that may log addresses with tickets in them are kept to warnings.
pub fn start() {
    start_with("info,slack_morphism=off,hyper=warn,sqlx=warn,tungstenite=warn,rustls=warn");
}

/// Starts logging of what goes wrong only: for the demo, which speaks on the terminal itself.
pub fn start_quietly() {
    start_with("warn,slack_morphism=off,sqlx=error");
}

fn start_with(otherwise: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(otherwise));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start, in a test, changes nothing.
    let _ = if std::io::stderr().is_terminal() {
        logs.try_init()
    } else {
        logs.json().try_init()
    };
}
