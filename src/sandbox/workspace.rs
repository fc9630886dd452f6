//! The state of the workspace, in memory: people, conversations, messages, views, files, tickets.

mod conversations;
mod files;
mod messages;
mod people;
mod tickets;
mod views;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::options::{AppSeed, UserGroupSeed, UserSeed, WorkspaceSeed};

pub(super) use conversations::{Conversation, Kind};
pub(super) use files::StoredFile;
pub(super) use messages::{Message, reactions_json};
pub(super) use tickets::ResponseAddress;
pub(super) use views::{OpenView, ViewError, value_field};

/// Everything that Slack would remember about this workspace.
pub(super) struct Workspace {
    pub team_id: String,
    pub team_name: String,
    pub team_domain: String,
    pub app: AppSeed,
    pub users: Vec<UserSeed>,
    pub user_groups: Vec<UserGroupSeed>,
    pub conversations: Vec<Conversation>,
    pub messages: HashMap<String, BTreeMap<String, Message>>,
    /// For each answered message, by channel and timestamp, the timestamps of its answers.
    threads: HashMap<(String, String), BTreeSet<String>>,
    /// Messages that one person alone sees: (user, channel, message).
    pub ephemerals: Vec<(String, String, Message)>,
    pub homes: HashMap<String, OpenView>,
    pub open_views: HashMap<String, Vec<OpenView>>,
    pub files: BTreeMap<String, StoredFile>,
    pub triggers: HashMap<String, tickets::Trigger>,
    pub response_addresses: HashMap<String, ResponseAddress>,
    pub socket_tickets: Vec<String>,
    last_ts_micros: i64,
    last_number: u64,
}

impl Workspace {
    pub fn new(seed: WorkspaceSeed, app: AppSeed, now: DateTime<Utc>) -> Self {
        let mut users = seed.users;
        if !users.iter().any(|user| user.id == app.bot_user_id) {
            users.push(UserSeed {
                is_bot: true,
                ..UserSeed::new(&app.bot_user_id, &app.bot_name, &app.bot_real_name)
            });
        }
        Self {
            team_id: seed.team_id,
            team_name: seed.team_name,
            team_domain: seed.team_domain,
            users,
            user_groups: seed.user_groups,
            conversations: seed
                .channels
                .into_iter()
                .map(|channel| Conversation::from_seed(channel, now))
                .collect(),
            app,
            messages: HashMap::new(),
            threads: HashMap::new(),
            ephemerals: Vec::new(),
            homes: HashMap::new(),
            open_views: HashMap::new(),
            files: BTreeMap::new(),
            triggers: HashMap::new(),
            response_addresses: HashMap::new(),
            socket_tickets: Vec::new(),
            last_ts_micros: 0,
            last_number: 0,
        }
    }

    /// The next message timestamp: unique in the workspace, never going back.
    pub fn next_ts(&mut self, now: DateTime<Utc>) -> String {
        self.last_ts_micros = now.timestamp_micros().max(self.last_ts_micros + 1);
        format!(
            "{}.{:06}",
            self.last_ts_micros.div_euclid(1_000_000),
            self.last_ts_micros.rem_euclid(1_000_000)
        )
    }

    /// A new identifier with this prefix, unique in this sandbox.
    pub fn next_id(&mut self, prefix: &str) -> String {
        self.last_number += 1;
        format!("{prefix}{:08}", self.last_number)
    }
}

/// A secret part of an address or ticket that nobody can guess.
pub(super) fn random_key() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
