//! A sandbox by itself, for clients of another language and for looking around.

use std::future::Future;

use serde_json::json;

use super::options::SandboxOptions;
use super::running::Sandbox;

/// Runs a sandbox by itself until `until` is ready. Prints one line of JSON with its addresses and the
/// app's tokens when it listens, for clients of another language.
pub async fn run_alone(
    options: SandboxOptions,
    until: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let app = options.app.clone();
    let sandbox = Sandbox::start(options).await?;
    println!(
        "{}",
        json!({
            "url": sandbox.url(),
            "api_url": sandbox.api_url(),
            "bot_token": app.bot_token,
            "app_token": app.app_token,
            "signing_secret": app.signing_secret,
        })
    );
    until.await;
    sandbox.shutdown().await;
    Ok(())
}
