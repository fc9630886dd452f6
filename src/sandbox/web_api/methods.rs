//! Every method that the sandbox knows: its token, its scopes, its tier, its work.

use std::sync::Arc;

use serde_json::Value;

use super::arguments::Arguments;
use super::reply::Refusal;
use super::{chat, conversations, files, history, misc, reactions, users, views};
use crate::sandbox::engine::Engine;
use crate::sandbox::rates::Tier;

/// What does the work of a method.
type Run = fn(&Arc<Engine>, &Arguments) -> Result<Value, Refusal>;

/// Which token a method takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    None,
    Bot,
    App,
}

/// A method of the Web API.
pub(super) struct Method {
    pub name: &'static str,
    pub token: Token,
    /// Any one of these scopes is needed; methods look further into it themselves.
    pub scopes: &'static [&'static str],
    pub tier: Tier,
    pub run: Run,
}

/// The method with this name.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

const fn bot(name: &'static str, scopes: &'static [&'static str], tier: Tier, run: Run) -> Method {
    Method {
        name,
        token: Token::Bot,
        scopes,
        tier,
        run,
    }
}

const READ: &[&str] = &["channels:read", "groups:read", "im:read", "mpim:read"];
const HISTORY: &[&str] = &[
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
];

static METHODS: &[Method] = &[
    Method {
        name: "api.test",
        token: Token::None,
        scopes: &[],
        tier: Tier::Four,
        run: misc::api_test,
    },
    Method {
        name: "apps.connections.open",
        token: Token::App,
        scopes: &["connections:write"],
        tier: Tier::One,
        run: misc::connections_open,
    },
    bot("auth.test", &[], Tier::Hundreds, misc::auth_test),
    bot("team.info", &["team:read"], Tier::Three, misc::team_info),
    bot("bots.info", &["users:read"], Tier::Three, misc::bots_info),
    bot(
        "chat.postMessage",
        &["chat:write"],
        Tier::Posts,
        chat::post_message,
    ),
    bot(
        "chat.postEphemeral",
        &["chat:write"],
        Tier::Four,
        chat::post_ephemeral,
    ),
    bot("chat.update", &["chat:write"], Tier::Three, chat::update),
    bot("chat.delete", &["chat:write"], Tier::Three, chat::delete),
    bot(
        "chat.getPermalink",
        &[],
        Tier::Hundreds,
        chat::get_permalink,
    ),
    bot("conversations.list", READ, Tier::Two, conversations::list),
    bot("conversations.info", READ, Tier::Three, conversations::info),
    bot(
        "conversations.members",
        READ,
        Tier::Four,
        conversations::members,
    ),
    bot(
        "conversations.open",
        &["im:write", "mpim:write"],
        Tier::Three,
        conversations::open,
    ),
    bot(
        "conversations.join",
        &["channels:join"],
        Tier::Three,
        conversations::join,
    ),
    bot(
        "conversations.history",
        HISTORY,
        Tier::Three,
        history::history,
    ),
    bot(
        "conversations.replies",
        HISTORY,
        Tier::Three,
        history::replies,
    ),
    bot("users.info", &["users:read"], Tier::Four, users::info),
    bot("users.list", &["users:read"], Tier::Two, users::list),
    bot(
        "users.conversations",
        READ,
        Tier::Two,
        conversations::of_user,
    ),
    bot(
        "users.profile.get",
        &["users.profile:read"],
        Tier::Four,
        users::profile_get,
    ),
    bot(
        "usergroups.list",
        &["usergroups:read"],
        Tier::Two,
        users::groups_list,
    ),
    bot(
        "usergroups.users.list",
        &["usergroups:read"],
        Tier::Two,
        users::groups_users_list,
    ),
    bot("views.open", &[], Tier::Four, views::open),
    bot("views.push", &[], Tier::Four, views::push),
    bot("views.update", &[], Tier::Four, views::update),
    bot("views.publish", &[], Tier::Four, views::publish),
    bot(
        "reactions.add",
        &["reactions:write"],
        Tier::Three,
        reactions::add,
    ),
    bot(
        "reactions.remove",
        &["reactions:write"],
        Tier::Two,
        reactions::remove,
    ),
    bot(
        "reactions.get",
        &["reactions:read"],
        Tier::Three,
        reactions::get,
    ),
    bot(
        "files.getUploadURLExternal",
        &["files:write"],
        Tier::Four,
        files::get_upload_url,
    ),
    bot(
        "files.completeUploadExternal",
        &["files:write"],
        Tier::Four,
        files::complete_upload,
    ),
    bot("files.delete", &["files:write"], Tier::Three, files::delete),
    bot("files.info", &["files:read"], Tier::Four, files::info),
];
