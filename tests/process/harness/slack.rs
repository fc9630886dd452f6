//! The sandbox of Slack in which the processes work.

use klantstem::platform::clock::Clock;
use klantstem::sandbox::{ChannelSeed, Sandbox, SandboxOptions, UserSeed};
use serde_json::Value;

use super::hidden;

/// A workspace with these channels, the bot in all of them, at the system's time.
pub async fn workspace<'a>(channels: impl IntoIterator<Item = &'a str>) -> Sandbox {
    let mut options = SandboxOptions::new(Clock::system());
    options.app = hidden::app();
    options.workspace.users = vec![UserSeed::new("U024SANNE", "sanne", "Sanne de Vries")];
    let members = [options.app.bot_user_id.as_str(), "U024SANNE"];
    options.workspace.channels = channels
        .into_iter()
        .enumerate()
        .map(|(index, name)| ChannelSeed::public(&format!("C{index:04}"), name, &members))
        .collect();
    Sandbox::start(options).await.unwrap()
}

/// The channels of the departments that are configured by default, and triage.
pub const DEFAULT_CHANNELS: [&str; 6] = [
    "voice-triage",
    "voice-product",
    "voice-finance",
    "voice-customer-service",
    "voice-operations",
    "voice-hr",
];

/// All that a message says, as one text.
pub fn text_of(message: &Value) -> String {
    format!("{} {}", message["text"], message["blocks"])
}
