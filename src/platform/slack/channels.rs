//! The workspace's channels: their ids, names, and whether we are in them.

use serde_json::json;

use crate::platform::slack::{SlackClient, SlackError};

/// A channel that our token can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Slack's id.
    pub id: String,
    /// Its name, without `#`.
    pub name: String,
    /// Whether it is private.
    pub is_private: bool,
    /// Whether we are in it.
    pub is_member: bool,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Whether people of other organisations read it too (Slack Connect).
    pub is_shared: bool,
}

impl Channel {
    /// Whether the configuration means this channel: `#finance`, `finance` or its id.
    pub fn is_called(&self, configured: &str) -> bool {
        self.id == configured || self.name == configured.trim_start_matches('#')
    }
}

/// All channels that our token can see.
///
/// # Errors
/// Where Slack does not answer, or the scopes for reading channel lists were not granted.
pub async fn list(slack: &SlackClient) -> Result<Vec<Channel>, SlackError> {
    let mut channels = Vec::new();
    let mut arguments = json!({ "types": "public_channel,private_channel", "limit": 200 });
    loop {
        let page = slack.call("conversations.list", &arguments).await?;
        let entries = page["channels"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        channels.extend(entries.iter().map(|entry| {
            let flag = |name: &str| entry[name].as_bool().unwrap_or(false);
            Channel {
                id: entry["id"].as_str().unwrap_or_default().to_owned(),
                name: entry["name"].as_str().unwrap_or_default().to_owned(),
                is_private: flag("is_private"),
                is_member: flag("is_member"),
                is_archived: flag("is_archived"),
                is_shared: flag("is_ext_shared"),
            }
        }));
        match page["response_metadata"]["next_cursor"].as_str() {
            Some(cursor) if !cursor.is_empty() => arguments["cursor"] = cursor.into(),
            _ => return Ok(channels),
        }
    }
}
