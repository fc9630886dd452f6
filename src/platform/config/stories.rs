//! `[stories]`: who tells customer stories, and who lets them through.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::platform::ids::{ChannelId, UserId};

/// Who tells customer stories, and who lets them through.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stories {
    /// Slack user ids of those who post stories themselves and approve those of others.
    #[serde(default)]
    pub leaders: Vec<UserId>,
    /// Slack user groups whose members are leaders too, as `@handle` or `S024BE7LH`.
    #[serde(default)]
    pub leader_groups: Vec<String>,
    /// The channel in which proposals wait for a leader. Empty: each leader gets them as a direct message.
    pub approve_in: ChannelId,
    /// When the story of the week is posted: `weekly on fri at 10:00`. Empty for never.
    pub week_at: String,
    /// When its preview is shown: `weekly on thu at 10:00`. Empty for no preview.
    pub preview_at: String,
    /// The channel or person to whom the preview goes. Empty: the administrators.
    pub preview_to: String,
}
