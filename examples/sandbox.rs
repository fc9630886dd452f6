//! A small Slack workspace to try a client against: `cargo run --example sandbox`.
//!
//! It prints one line of JSON with its addresses and tokens, and runs until it is killed. The app
//! there has every scope; Slack's own clients judge it in `tests/referee`.

use klantstem::platform::clock::Clock;
use klantstem::sandbox::{ChannelSeed, SandboxOptions, UserSeed, WorkspaceSeed, run_alone};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = SandboxOptions {
        workspace: WorkspaceSeed {
            users: vec![
                UserSeed::new("U1", "sanne", "Sanne de Boer"),
                UserSeed::new("U2", "bob", "Bob Jansen"),
            ],
            channels: vec![ChannelSeed::public("C1", "general", &["U1", "U2", "U0BOT"])],
            ..WorkspaceSeed::default()
        },
        ..SandboxOptions::new(Clock::system())
    };
    run_alone(options, std::future::pending()).await
}
