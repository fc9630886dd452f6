//! What a sandbox is started with: the people, channels and app of the workspace, and how it delivers.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::calendar::CalendarSeed;
use crate::platform::clock::Clock;

/// Tells the page when something is next due and what it is; `None` when nothing is.
pub type NextMoment =
    Arc<dyn Fn() -> BoxFuture<'static, Option<(DateTime<Utc>, String)>> + Send + Sync>;

/// Everything a sandbox is started with.
#[derive(Clone)]
pub struct SandboxOptions {
    /// Where to listen. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The time of the workspace: timestamps of messages, retries of events.
    pub clock: Clock,
    /// The people and the channels.
    pub workspace: WorkspaceSeed,
    /// The app that is installed, with its bot.
    pub app: AppSeed,
    /// How events, commands and interactions reach the app.
    pub delivery: Delivery,
    /// Whether the Web API refuses calls that come too fast.
    pub rate_limits: RateLimits,
    /// Which clock counts for rate limits, trigger ids and response addresses.
    pub limits_follow: LimitsFollow,
    /// How long the app may take to acknowledge: three seconds, as at Slack.
    pub acknowledge_within: Duration,
    /// A calendar beside the workspace.
    pub calendar: Option<CalendarSeed>,
    /// For the page's button "forward to the next scheduled moment".
    pub next_moment: Option<NextMoment>,
}

impl SandboxOptions {
    /// A sandbox on a free local port with an empty workspace, delivery over sockets, limits off.
    pub fn new(clock: Clock) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock,
            workspace: WorkspaceSeed::default(),
            app: AppSeed::default(),
            delivery: Delivery::Socket,
            rate_limits: RateLimits::Off,
            limits_follow: LimitsFollow::SystemTime,
            acknowledge_within: Duration::from_secs(3),
            calendar: None,
            next_moment: None,
        }
    }
}

/// How events, commands and interactions reach the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Over the sockets that the app opened.
    Socket,
    /// As signed HTTP requests to one address.
    Http {
        /// The request URL of the app.
        url: String,
    },
}

/// Whether the Web API refuses calls that come too fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimits {
    /// Slack's limits, answered by 429 and `Retry-After`.
    On,
    /// No limits, for tests about something else.
    Off,
}

/// Which clock counts for rate limits, trigger ids and response addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitsFollow {
    /// The system's time, whatever the workspace's clock says.
    SystemTime,
    /// The clock of the workspace: nothing expires until that is moved.
    WorkspaceClock,
}

/// The team, its people and its channels.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceSeed {
    /// `T…`.
    pub team_id: String,
    /// The name people see.
    pub team_name: String,
    /// The first part of `….slack.com`.
    pub team_domain: String,
    /// The people and other bots; the bot of the app is added by itself.
    pub users: Vec<UserSeed>,
    /// Groups such as `@finance-team`.
    pub user_groups: Vec<UserGroupSeed>,
    /// The channels.
    pub channels: Vec<ChannelSeed>,
}

impl Default for WorkspaceSeed {
    fn default() -> Self {
        Self {
            team_id: "T0SANDBOX".into(),
            team_name: "Sandbox".into(),
            team_domain: "sandbox".into(),
            users: Vec::new(),
            user_groups: Vec::new(),
            channels: Vec::new(),
        }
    }
}

/// A person or another bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct UserSeed {
    /// `U…`.
    pub id: String,
    /// The name after the `@`.
    pub name: String,
    /// First and last name.
    pub real_name: String,
    /// What they do.
    pub title: String,
    /// Fields of the organisation's own in the profile, by their label.
    pub fields: BTreeMap<String, String>,
    /// E-mail address, shown to apps with `users:read.email`.
    pub email: Option<String>,
    /// Language and country: `en-US`, `nl-NL`.
    pub locale: String,
    /// Time zone: `Europe/Amsterdam`.
    pub tz: String,
    /// Another bot.
    pub is_bot: bool,
    /// Someone who has left.
    pub deleted: bool,
    /// A guest.
    pub guest: bool,
    /// Someone of another company, in a shared channel.
    pub stranger: bool,
    /// May manage the workspace.
    pub is_admin: bool,
}

impl Default for UserSeed {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            real_name: String::new(),
            title: String::new(),
            fields: BTreeMap::new(),
            email: None,
            locale: "en-US".into(),
            tz: "Europe/Amsterdam".into(),
            is_bot: false,
            deleted: false,
            guest: false,
            stranger: false,
            is_admin: false,
        }
    }
}

impl UserSeed {
    /// A person with a name; the rest as for everyone.
    pub fn new(id: &str, name: &str, real_name: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            real_name: real_name.into(),
            ..Self::default()
        }
    }
}

/// A group of people that can be mentioned.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UserGroupSeed {
    /// `S…`.
    pub id: String,
    /// The name after the `@`.
    pub handle: String,
    /// The name people see.
    pub name: String,
    /// The members' user ids.
    pub members: Vec<String>,
}

/// A channel.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelSeed {
    /// `C…` or `G…`.
    pub id: String,
    /// The name after the `#`.
    pub name: String,
    /// What is written at its head.
    pub topic: String,
    /// What it is for.
    pub purpose: String,
    /// Only members see it.
    pub is_private: bool,
    /// Nobody can write in it any more.
    pub is_archived: bool,
    /// Shared with another company (Slack Connect).
    pub is_ext_shared: bool,
    /// Only some may post: the app is answered `restricted_action`.
    pub is_restricted: bool,
    /// The members' user ids, the bot's among them if it was invited.
    pub members: Vec<String>,
}

impl ChannelSeed {
    /// A public channel with these members.
    pub fn public(id: &str, name: &str, members: &[&str]) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            members: members.iter().map(|&member| member.into()).collect(),
            ..Self::default()
        }
    }

    /// A private channel with these members.
    pub fn private(id: &str, name: &str, members: &[&str]) -> Self {
        Self {
            is_private: true,
            ..Self::public(id, name, members)
        }
    }
}

/// The app that is installed in the workspace.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSeed {
    /// `A…`.
    pub app_id: String,
    /// `B…`.
    pub bot_id: String,
    /// The user id of the bot.
    pub bot_user_id: String,
    /// The name of the bot after the `@`.
    pub bot_name: String,
    /// The name of the bot that people see.
    pub bot_real_name: String,
    /// `xoxb-…`.
    pub bot_token: String,
    /// `xapp-…`.
    pub app_token: String,
    /// Signs what is delivered over HTTP.
    pub signing_secret: String,
    /// Scopes of the bot token.
    pub scopes: Vec<String>,
    /// The events that the app subscribed to; `None` for all.
    pub bot_events: Option<Vec<String>>,
    /// Slash commands of the app.
    pub commands: Vec<CommandSeed>,
    /// Shortcuts of the app.
    pub shortcuts: Vec<ShortcutSeed>,
}

/// The scopes of slack.com's that an app such as ours may ask for.
const ALL_SCOPES: [&str; 24] = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
];

impl Default for AppSeed {
    fn default() -> Self {
        Self {
            app_id: "A0SANDBOX".into(),
            bot_id: "B0SANDBOX".into(),
            bot_user_id: "U0BOT".into(),
            bot_name: "bot".into(),
            bot_real_name: "Bot".into(),
            bot_token: "xoxb-sandbox".into(),
            app_token: "xapp-sandbox".into(),
            signing_secret: "sandbox-signing-secret".into(),
            scopes: ALL_SCOPES.iter().map(|&scope| scope.into()).collect(),
            bot_events: None,
            commands: Vec::new(),
            shortcuts: Vec::new(),
        }
    }
}

impl AppSeed {
    /// Takes scopes, events, commands, shortcuts and the bot's name from an app manifest (JSON).
    pub fn with_manifest(mut self, manifest: &Value) -> Self {
        let texts = |pointer: &str| -> Option<Vec<String>> {
            let list = manifest.pointer(pointer)?.as_array()?;
            Some(
                list.iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect(),
            )
        };
        if let Some(scopes) = texts("/oauth_config/scopes/bot") {
            self.scopes = scopes;
        }
        self.bot_events =
            Some(texts("/settings/event_subscriptions/bot_events").unwrap_or_default());
        if let Some(name) = manifest
            .pointer("/features/bot_user/display_name")
            .and_then(Value::as_str)
        {
            self.bot_real_name = name.to_owned();
            self.bot_name = name.to_lowercase().replace(' ', "");
        }
        let read = |pointer: &str| manifest.pointer(pointer).cloned().unwrap_or_default();
        self.commands =
            serde_json::from_value(read("/features/slash_commands")).unwrap_or_default();
        self.shortcuts = serde_json::from_value(read("/features/shortcuts")).unwrap_or_default();
        self
    }
}

/// A slash command, as in the app manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CommandSeed {
    /// With its slash: `/kudos`.
    pub command: String,
    /// One line about it.
    pub description: String,
    /// What may follow it.
    pub usage_hint: String,
    /// Whether `@name` and `#channel` arrive as `<@U…|name>` and `<#C…|name>`.
    pub should_escape: bool,
}

/// A shortcut, as in the app manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ShortcutSeed {
    /// What people see.
    pub name: String,
    /// `global` or `message`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How the app knows it.
    pub callback_id: String,
    /// One line about it.
    pub description: String,
}
