//! The workspace's channels: their ids, names, and whether we are in them.

use serde_json::{Value, json};

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
        channels.extend(entries.iter().map(read));
        match page["response_metadata"]["next_cursor"].as_str() {
            Some(cursor) if !cursor.is_empty() => arguments["cursor"] = cursor.into(),
            _ => return Ok(channels),
        }
    }
}

/// The channel of this id; `None` where there is none that our token can see, or it is no channel.
///
/// # Errors
/// Where Slack does not answer, or the scopes for reading channels were not granted.
pub async fn of_id(slack: &SlackClient, id: &str) -> Result<Option<Channel>, SlackError> {
    let arguments = json!({ "channel": id });
    match slack.call("conversations.info", &arguments).await {
        Ok(answer) => {
            let is_none = |kind: &str| answer["channel"][kind] == true;
            let is_channel = !is_none("is_im") && !is_none("is_mpim");
            Ok(is_channel.then(|| read(&answer["channel"])))
        }
        Err(error) if error.code() == Some("channel_not_found") => Ok(None),
        Err(error) => Err(error),
    }
}

fn read(channel: &Value) -> Channel {
    let flag = |name: &str| channel[name].as_bool().unwrap_or(false);
    let text = |name: &str| channel[name].as_str().unwrap_or_default().to_owned();
    Channel {
        id: text("id"),
        name: text("name"),
        is_private: flag("is_private"),
        is_member: flag("is_member"),
        is_archived: flag("is_archived"),
        is_shared: flag("is_ext_shared"),
    }
}
