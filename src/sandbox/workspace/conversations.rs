//! Channels and direct messages.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Workspace;
use crate::sandbox::options::ChannelSeed;

/// A channel, a direct message with the bot, or a group message.
#[derive(Clone)]
pub(crate) struct Conversation {
    pub id: String,
    pub name: String,
    pub topic: String,
    pub purpose: String,
    pub kind: Kind,
    pub is_archived: bool,
    pub is_ext_shared: bool,
    pub is_restricted: bool,
    pub members: Vec<String>,
    pub created: DateTime<Utc>,
}

/// What kind of conversation it is; each has its own scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Private,
    /// Between one person and the bot.
    Direct,
    /// Between several people and the bot.
    Group,
}

impl Kind {
    /// The first part of the scopes for this kind: `channels` in `channels:read`.
    pub fn scope_prefix(self) -> &'static str {
        match self {
            Self::Public => "channels",
            Self::Private => "groups",
            Self::Direct => "im",
            Self::Group => "mpim",
        }
    }

    /// The word of the `types` argument of `conversations.list`.
    pub fn list_type(self) -> &'static str {
        match self {
            Self::Public => "public_channel",
            Self::Private => "private_channel",
            Self::Direct => "im",
            Self::Group => "mpim",
        }
    }

    /// The `channel_type` of message events.
    pub fn event_type(self) -> &'static str {
        match self {
            Self::Public => "channel",
            Self::Private => "group",
            Self::Direct => "im",
            Self::Group => "mpim",
        }
    }
}

impl Conversation {
    pub fn from_seed(seed: ChannelSeed, created: DateTime<Utc>) -> Self {
        Self {
            id: seed.id,
            name: seed.name,
            topic: seed.topic,
            purpose: seed.purpose,
            kind: if seed.is_private {
                Kind::Private
            } else {
                Kind::Public
            },
            is_archived: seed.is_archived,
            is_ext_shared: seed.is_ext_shared,
            is_restricted: seed.is_restricted,
            members: seed.members,
            created,
        }
    }

    pub fn has_member(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }

    /// The other side of a direct message with `bot`.
    pub fn partner_of(&self, bot: &str) -> Option<&str> {
        match self.kind {
            Kind::Direct => self
                .members
                .iter()
                .map(String::as_str)
                .find(|member| *member != bot),
            _ => None,
        }
    }

    /// The name that interactions and commands carry.
    pub fn payload_name(&self) -> &str {
        match self.kind {
            Kind::Public => &self.name,
            Kind::Private => "privategroup",
            Kind::Direct => "directmessage",
            Kind::Group => &self.name,
        }
    }
}

impl Workspace {
    /// The conversation with this id, or with this name (`#finance`, `finance`).
    pub fn conversation(&self, id_or_name: &str) -> Option<&Conversation> {
        let name = id_or_name.trim_start_matches('#');
        self.conversations
            .iter()
            .find(|conversation| conversation.id == id_or_name)
            .or_else(|| {
                self.conversations.iter().find(|conversation| {
                    conversation.name == name
                        && matches!(conversation.kind, Kind::Public | Kind::Private)
                })
            })
    }

    /// The same, to be changed; by id alone.
    pub fn conversation_mut(&mut self, id: &str) -> Option<&mut Conversation> {
        self.conversations
            .iter_mut()
            .find(|conversation| conversation.id == id)
    }

    /// The direct message between the bot and `user`, opened if need be, and whether it was there.
    pub fn direct_with(&mut self, user: &str, now: DateTime<Utc>) -> (String, bool) {
        let bot = self.app.bot_user_id.clone();
        if let Some(found) = self
            .conversations
            .iter()
            .find(|conversation| conversation.partner_of(&bot) == Some(user))
        {
            return (found.id.clone(), true);
        }
        let id = format!("D{}", user.trim_start_matches(['U', 'W']));
        let id = if self.conversations.iter().any(|c| c.id == id) {
            self.next_id("D")
        } else {
            id
        };
        self.open(id, String::new(), Kind::Direct, vec![bot, user.into()], now)
    }

    /// The group message between the bot and `users`, opened if need be.
    pub fn group_with(&mut self, users: &[String], now: DateTime<Utc>) -> (String, bool) {
        let mut members: Vec<String> = users.to_vec();
        members.push(self.app.bot_user_id.clone());
        members.sort();
        members.dedup();
        if let Some(found) = self.conversations.iter().find(|conversation| {
            conversation.kind == Kind::Group && {
                let mut theirs = conversation.members.clone();
                theirs.sort();
                theirs == members
            }
        }) {
            return (found.id.clone(), true);
        }
        let id = self.next_id("G");
        let name = format!("mpdm-{}", id.to_lowercase());
        self.open(id, name, Kind::Group, members, now)
    }

    fn open(
        &mut self,
        id: String,
        name: String,
        kind: Kind,
        members: Vec<String>,
        created: DateTime<Utc>,
    ) -> (String, bool) {
        self.conversations.push(Conversation {
            id: id.clone(),
            name,
            topic: String::new(),
            purpose: String::new(),
            kind,
            is_archived: false,
            is_ext_shared: false,
            is_restricted: false,
            members,
            created,
        });
        (id, false)
    }

    /// Whether the bot is a member.
    pub fn bot_is_in(&self, conversation: &Conversation) -> bool {
        conversation.has_member(&self.app.bot_user_id)
    }

    /// A conversation object, as `conversations.info` and `conversations.list` give it.
    pub fn conversation_json(&self, conversation: &Conversation) -> Value {
        let created = conversation.created.timestamp();
        if conversation.kind == Kind::Direct {
            return json!({
                "id": conversation.id,
                "created": created,
                "is_archived": conversation.is_archived,
                "is_im": true,
                "is_org_shared": false,
                "context_team_id": self.team_id,
                "updated": created * 1000,
                "user": conversation.partner_of(&self.app.bot_user_id),
                "is_user_deleted": false,
                "priority": 0,
            });
        }
        let creator = conversation.members.first();
        json!({
            "id": conversation.id,
            "name": conversation.name,
            "name_normalized": conversation.name,
            "is_channel": conversation.kind == Kind::Public,
            "is_group": conversation.kind == Kind::Private,
            "is_im": false,
            "is_mpim": conversation.kind == Kind::Group,
            "is_private": conversation.kind != Kind::Public,
            "created": created,
            "creator": creator,
            "is_archived": conversation.is_archived,
            "is_general": conversation.name == "general",
            "unlinked": 0,
            "is_shared": conversation.is_ext_shared,
            "is_ext_shared": conversation.is_ext_shared,
            "is_org_shared": false,
            "is_pending_ext_shared": false,
            "pending_shared": [],
            "context_team_id": self.team_id,
            "shared_team_ids": [self.team_id],
            "updated": created * 1000,
            "is_member": self.bot_is_in(conversation),
            "topic": {"value": conversation.topic, "creator": creator, "last_set": created},
            "purpose": {"value": conversation.purpose, "creator": creator, "last_set": created},
            "previous_names": [],
            "num_members": conversation.members.len(),
        })
    }
}
