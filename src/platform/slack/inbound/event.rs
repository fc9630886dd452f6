//! Events of the workspace: reactions, App Home, memberships, and what befalls channels and tokens.

use serde_json::Value;

use super::read::{self, Fields as _};
use super::{ChannelId, Installation, MessageTs, UserId, View, interaction};

/// Something that happened in the workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Globally unique; the same in every repetition.
    pub event_id: Option<String>,
    /// When it happened, in seconds since 1970.
    pub event_time: Option<i64>,
    /// The installation that was meant.
    pub installation: Installation,
    /// Whether the channel is shared with another organisation.
    pub is_ext_shared_channel: bool,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// Someone opened the app's page.
    AppHomeOpened {
        /// Who.
        user: UserId,
        /// The direct-message conversation with that person.
        channel: Option<ChannelId>,
        /// `home` or `messages`: only the first shows a view.
        tab: String,
        /// What is published there now; absent the first time.
        view: Option<Box<View>>,
    },
    /// Someone reacted to a message.
    ReactionAdded(Reaction),
    /// Someone took a reaction back.
    ReactionRemoved(Reaction),
    /// Someone (perhaps the bot itself) joined a channel.
    MemberJoined {
        /// Who.
        user: UserId,
        /// Which channel.
        channel: ChannelId,
        /// Who invited.
        inviter: Option<UserId>,
        /// The joiner's workspace.
        team_id: Option<String>,
    },
    /// The bot was removed from a channel.
    ChannelLeft {
        /// Which channel.
        channel: ChannelId,
    },
    /// A channel was archived.
    ChannelArchived {
        /// Which channel.
        channel: ChannelId,
    },
    /// A channel was taken out of the archive.
    ChannelUnarchived {
        /// Which channel.
        channel: ChannelId,
    },
    /// A channel was deleted.
    ChannelDeleted {
        /// Which channel.
        channel: ChannelId,
    },
    /// A channel has a new name.
    ChannelRenamed {
        /// Which channel.
        channel: ChannelId,
        /// Its new name.
        name: Option<String>,
    },
    /// A channel has a new id, for example because it became shared.
    ChannelIdChanged {
        /// The id that no longer works.
        old: ChannelId,
        /// The id from now on.
        new: ChannelId,
    },
    /// Someone mentioned the bot.
    AppMention(SpokenTo),
    /// Someone wrote to the bot in a direct message; not what the bot itself wrote, nor an edit.
    DirectMessage(SpokenTo),
    /// The app was removed from the workspace.
    AppUninstalled,
    /// Tokens do not work any more.
    TokensRevoked,
    /// Something else.
    Other {
        /// What Slack calls it.
        name: String,
        /// The event as it came.
        event: Value,
    },
}

/// A reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Who reacted.
    pub user: UserId,
    /// The emoji's name with its skin tone, without colons: `+1::skin-tone-2`.
    pub name: String,
    /// Where the message stands.
    pub channel: ChannelId,
    /// The message.
    pub message: MessageTs,
    /// Who wrote the message.
    pub author: Option<UserId>,
    /// When.
    pub event_ts: Option<String>,
}

/// Words that were addressed to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenTo {
    /// Who spoke.
    pub user: UserId,
    /// Where.
    pub channel: ChannelId,
    /// What was said.
    pub text: String,
    /// The message.
    pub ts: Option<MessageTs>,
    /// The thread it stands in.
    pub thread_ts: Option<MessageTs>,
}

impl EventKind {
    /// Who did it, where someone did.
    pub fn user(&self) -> Option<&UserId> {
        match self {
            Self::AppHomeOpened { user, .. } | Self::MemberJoined { user, .. } => Some(user),
            Self::ReactionAdded(reaction) | Self::ReactionRemoved(reaction) => Some(&reaction.user),
            Self::AppMention(spoken) | Self::DirectMessage(spoken) => Some(&spoken.user),
            _ => None,
        }
    }
}

/// The body of an `event_callback`.
pub(super) fn read(mut payload: Value) -> Option<Event> {
    let event = payload.take_value("event")?;
    // An organisation-wide installation has no team at the top; the authorization may name it.
    let mut authorization = payload.take_list("authorizations").into_iter().next();
    let from_authorization = |name: &str| authorization.as_ref().and_then(|a| a.text_of(name));
    let (team_id, enterprise_id) = (
        from_authorization("team_id"),
        from_authorization("enterprise_id"),
    );
    let mut installation = read::installation(&mut payload);
    installation.team_id = installation.team_id.or(team_id);
    installation.enterprise_id = installation.enterprise_id.or(enterprise_id);
    installation.is_enterprise_install |= authorization
        .as_mut()
        .is_some_and(|a| a.is_true("is_enterprise_install"));
    Some(Event {
        event_id: payload.take_text("event_id"),
        event_time: payload.integer("event_time"),
        installation,
        is_ext_shared_channel: payload.is_true("is_ext_shared_channel"),
        kind: kind(event),
    })
}

fn kind(mut event: Value) -> EventKind {
    let name = event.text_of("type").unwrap_or_default();
    let known = match name.as_str() {
        "reaction_added" => reaction(&event).map(EventKind::ReactionAdded),
        "reaction_removed" => reaction(&event).map(EventKind::ReactionRemoved),
        "app_home_opened" => event.text_of("user").map(|user| EventKind::AppHomeOpened {
            user: user.into(),
            channel: read::channel(&mut event),
            // Slack left it out before the Messages tab existed.
            tab: event.take_text("tab").unwrap_or_else(|| "home".to_owned()),
            view: event
                .take_value("view")
                .and_then(interaction::view)
                .map(Box::new),
        }),
        "member_joined_channel" => member_joined(&event),
        "channel_left" | "group_left" => {
            channel_id(&event).map(|channel| EventKind::ChannelLeft { channel })
        }
        "channel_archive" | "group_archive" => {
            channel_id(&event).map(|channel| EventKind::ChannelArchived { channel })
        }
        "channel_unarchive" | "group_unarchive" => {
            channel_id(&event).map(|channel| EventKind::ChannelUnarchived { channel })
        }
        "channel_deleted" | "group_deleted" => {
            channel_id(&event).map(|channel| EventKind::ChannelDeleted { channel })
        }
        "channel_rename" | "group_rename" => {
            channel_id(&event).map(|channel| EventKind::ChannelRenamed {
                channel,
                name: event.get("channel").and_then(|c| c.text_of("name")),
            })
        }
        "channel_id_changed" => {
            let old = event.text_of("old_channel_id").map(ChannelId);
            let new = event.text_of("new_channel_id").map(ChannelId);
            old.zip(new)
                .map(|(old, new)| EventKind::ChannelIdChanged { old, new })
        }
        "app_mention" => spoken(&event).map(EventKind::AppMention),
        "message" if event.text_of("channel_type").as_deref() == Some("im") => {
            spoken(&event).map(EventKind::DirectMessage)
        }
        "app_uninstalled" => Some(EventKind::AppUninstalled),
        "tokens_revoked" => Some(EventKind::TokensRevoked),
        _ => None,
    };
    known.unwrap_or(EventKind::Other { name, event })
}

/// The conversation of an event: as an id or inside an object.
fn channel_id(event: &Value) -> Option<ChannelId> {
    event
        .text_of("channel")
        .or_else(|| event.get("channel")?.text_of("id"))
        .map(ChannelId)
}

fn reaction(event: &Value) -> Option<Reaction> {
    // Reactions to files have no channel and no ts: they are not ours.
    let item = event.get("item")?;
    Some(Reaction {
        user: event.text_of("user")?.into(),
        name: event.text_of("reaction")?,
        channel: item.text_of("channel")?.into(),
        message: item.text_of("ts")?.into(),
        author: event.text_of("item_user").map(UserId),
        event_ts: event.text_of("event_ts"),
    })
}

fn member_joined(event: &Value) -> Option<EventKind> {
    Some(EventKind::MemberJoined {
        user: event.text_of("user")?.into(),
        channel: channel_id(event)?,
        inviter: event.text_of("inviter").map(UserId),
        team_id: event.text_of("team"),
    })
}

fn spoken(event: &Value) -> Option<SpokenTo> {
    // A subtype is an edit, a deletion or a notice; a bot_id is a bot, perhaps this one.
    if event.get("subtype").is_some_and(|s| !s.is_null()) || event.text_of("bot_id").is_some() {
        return None;
    }
    Some(SpokenTo {
        user: event.text_of("user")?.into(),
        channel: channel_id(event)?,
        text: event.text_of("text").unwrap_or_default(),
        ts: event.text_of("ts").map(MessageTs),
        thread_ts: event.text_of("thread_ts").map(MessageTs),
    })
}
