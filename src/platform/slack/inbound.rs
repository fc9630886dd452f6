//! What Slack tells us, as our own types: tolerant of everything that is missing, null, new or odd.
//!
//! Only what makes an event senseless when it is missing (who, which command) is required; without
//! it the event becomes [`Inbound::Other`], which is acknowledged like any other.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::platform::ids::{ChannelId, MessageTs, UserId};

mod event;
mod interaction;
mod read;

pub use event::{Event, EventKind, Reaction};
pub use interaction::{
    Action, BlockActions, Container, InputValue, Message, MessageShortcut, ResponseTarget,
    Shortcut, Suggestion, View, ViewClosed, ViewState, ViewSubmission,
};

use read::{Fields as _, sha256_hex};

/// Something that Slack told us.
#[derive(Debug, Clone, PartialEq)]
pub enum Inbound {
    /// Someone typed a slash command.
    Slash(SlashCommand),
    /// Someone used a button, a select or another element of a message, a modal or App Home.
    Action(Box<BlockActions>),
    /// Someone sent a modal.
    Submit(Box<ViewSubmission>),
    /// Someone closed a modal that asked to be told.
    Closed(Box<ViewClosed>),
    /// Someone chose a global shortcut.
    Shortcut(Shortcut),
    /// Someone chose a shortcut in the menu of a message.
    MessageShortcut(Box<MessageShortcut>),
    /// Someone types in a select whose options we give.
    Suggestion(Box<Suggestion>),
    /// Something happened in the workspace.
    Event(Event),
    /// Slack asks whether this address is ours (HTTP only).
    UrlVerification {
        /// What has to be sent back.
        challenge: String,
    },
    /// Slack looks at our certificate (HTTP only).
    SslCheck,
    /// Something that is not known here, or lacks what makes it usable.
    Other {
        /// What Slack calls it, for the log.
        kind: String,
    },
}

/// Someone who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The handle, where Slack gives one.
    pub name: Option<String>,
    /// Their own workspace: differs from ours for guests from a shared channel.
    pub team_id: Option<String>,
}

/// The installation that was meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installation {
    /// The workspace; absent where the app was installed for a whole organisation.
    pub team_id: Option<String>,
    /// The Enterprise organisation.
    pub enterprise_id: Option<String>,
    /// Whether the app was installed for a whole organisation.
    pub is_enterprise_install: bool,
    /// The app.
    pub app_id: Option<String>,
}

/// An address at which an answer may be left. Whoever knows it may write there, so it is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(String);

impl ResponseUrl {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ResponseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseUrl(…)")
    }
}

/// A slash command as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlashCommand {
    /// With its slash: `/kudos`.
    pub command: String,
    /// What was typed behind it, with `<@U…>` and `<#C…|name>` where the manifest asks for it.
    pub text: String,
    /// Who typed it.
    pub user: Person,
    /// Where it was typed.
    pub channel: Option<ChannelId>,
    /// The name of that place: `directmessage`, `privategroup` or the channel's name.
    pub channel_name: Option<String>,
    /// The installation that was meant.
    pub installation: Installation,
    /// Opens a modal, once, within three seconds.
    pub trigger_id: Option<String>,
    /// Takes later answers.
    pub response_url: Option<ResponseUrl>,
}

impl Inbound {
    /// What arrived as the body of a signed HTTP request: JSON, or a form.
    pub fn from_http_body(body: &str) -> Self {
        let body = body.trim_ascii_start();
        if body.starts_with('{') {
            Self::from_json_text(body)
        } else {
            Self::from_form(body)
        }
    }

    /// What arrived as the payload of a Socket Mode envelope of the type `kind`.
    pub fn from_socket(kind: &str, payload: &str) -> Self {
        match kind {
            "slash_commands" => match serde_json::from_str(payload) {
                Ok(payload) => Self::slash_from_json(payload),
                Err(_) => Self::other("slash_commands, unreadable"),
            },
            "interactive" | "events_api" => Self::from_json_text(payload),
            kind => Self::other(kind),
        }
    }

    fn from_json_text(text: &str) -> Self {
        match serde_json::from_str::<Value>(text) {
            Ok(payload) => Self::from_json(payload),
            Err(_) => Self::other("unreadable JSON"),
        }
    }

    /// What arrived as JSON, however it arrived.
    pub fn from_json(mut payload: Value) -> Self {
        let kind = payload.take_text("type").unwrap_or_default();
        match kind.as_str() {
            "event_callback" => event::read(payload).map(Self::Event),
            "block_actions" => {
                interaction::block_actions(payload).map(|it| Self::Action(Box::new(it)))
            }
            "view_submission" => {
                interaction::view_submission(payload).map(|it| Self::Submit(Box::new(it)))
            }
            "view_closed" => interaction::view_closed(payload).map(|it| Self::Closed(Box::new(it))),
            "shortcut" => interaction::shortcut(payload).map(Self::Shortcut),
            "message_action" => {
                interaction::message_shortcut(payload).map(|it| Self::MessageShortcut(Box::new(it)))
            }
            "block_suggestion" => {
                interaction::suggestion(payload).map(|it| Self::Suggestion(Box::new(it)))
            }
            "url_verification" => payload
                .take_text("challenge")
                .map(|challenge| Self::UrlVerification { challenge }),
            _ => None,
        }
        .unwrap_or_else(|| Self::other(&kind))
    }

    fn from_form(body: &str) -> Self {
        let mut form = Form::default();
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            match name.as_ref() {
                "payload" => return Self::from_json_text(&value),
                "ssl_check" if value == "1" => return Self::SslCheck,
                "command" => form.command = Some(value),
                "text" => form.text = Some(value),
                "user_id" => form.user_id = Some(value),
                "user_name" => form.user_name = Some(value),
                "channel_id" => form.channel_id = Some(value),
                "channel_name" => form.channel_name = Some(value),
                "team_id" => form.team_id = Some(value),
                "enterprise_id" => form.enterprise_id = Some(value),
                "is_enterprise_install" => form.is_enterprise_install = value == "true",
                "api_app_id" => form.api_app_id = Some(value),
                "trigger_id" => form.trigger_id = Some(value),
                "response_url" => form.response_url = Some(value),
                _ => {}
            }
        }
        Self::slash(form)
    }

    fn slash_from_json(mut payload: Value) -> Self {
        if payload.text_of("ssl_check").as_deref() == Some("1") {
            return Self::SslCheck;
        }
        let mut take = |name| payload.take_text(name).map(Cow::Owned);
        let form = Form {
            command: take("command"),
            text: take("text"),
            user_id: take("user_id"),
            user_name: take("user_name"),
            channel_id: take("channel_id"),
            channel_name: take("channel_name"),
            team_id: take("team_id"),
            enterprise_id: take("enterprise_id"),
            is_enterprise_install: take("is_enterprise_install").is_some_and(|v| v == "true"),
            api_app_id: take("api_app_id"),
            trigger_id: take("trigger_id"),
            response_url: take("response_url"),
        };
        Self::slash(form)
    }

    fn slash(form: Form<'_>) -> Self {
        let (Some(command), Some(user_id)) = (filled(form.command), filled(form.user_id)) else {
            return Self::other("slash command without command or user");
        };
        let team_id = filled(form.team_id);
        Self::Slash(SlashCommand {
            command,
            text: form.text.map(Cow::into_owned).unwrap_or_default(),
            user: Person {
                id: user_id.into(),
                name: filled(form.user_name),
                team_id: team_id.clone(),
            },
            channel: filled(form.channel_id).map(ChannelId),
            channel_name: filled(form.channel_name),
            installation: Installation {
                team_id,
                enterprise_id: filled(form.enterprise_id),
                is_enterprise_install: form.is_enterprise_install,
                app_id: filled(form.api_app_id),
            },
            trigger_id: filled(form.trigger_id),
            response_url: filled(form.response_url).map(ResponseUrl),
        })
    }

    fn other(kind: &str) -> Self {
        // It goes into the log: keep it short and on one line.
        let kind = kind
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(60)
            .collect();
        Self::Other { kind }
    }

    /// What makes a repetition known as such, whichever replica or connection it arrives at.
    ///
    /// A modal that was answered with errors keeps its id and hash, and the corrected one must not
    /// be taken for a repetition: so the trigger belongs to the key, and where Slack gave none, the
    /// values. `None` for what is harmless to answer twice.
    pub fn dedup_key(&self) -> Option<String> {
        fn by_trigger(kind: &str, trigger_id: Option<&String>) -> Option<String> {
            trigger_id.map(|trigger| format!("{kind}:{trigger}"))
        }
        match self {
            Self::Slash(command) => by_trigger("command", command.trigger_id.as_ref()),
            Self::Action(actions) => {
                by_trigger("action", actions.trigger_id.as_ref()).or_else(|| {
                    let action = actions.actions.first()?;
                    let action_ts = action.action_ts.as_deref()?;
                    Some(format!(
                        "action:{}:{}:{action_ts}",
                        actions.user.id, action.action_id
                    ))
                })
            }
            Self::Submit(submission) => {
                let view = &submission.view;
                let act = submission
                    .trigger_id
                    .clone()
                    .unwrap_or_else(|| sha256_hex(&format!("{:?}", view.state)));
                let hash = view.hash.as_deref().unwrap_or_default();
                Some(format!("submit:{}:{hash}:{act}", view.id))
            }
            Self::Closed(closed) => {
                let hash = closed.view.hash.as_deref().unwrap_or_default();
                Some(format!("closed:{}:{hash}", closed.view.id))
            }
            Self::Shortcut(shortcut) => by_trigger("shortcut", shortcut.trigger_id.as_ref()),
            Self::MessageShortcut(shortcut) => by_trigger("shortcut", shortcut.trigger_id.as_ref()),
            Self::Event(event) => event.event_id.as_ref().map(|id| format!("event:{id}")),
            Self::Suggestion(_)
            | Self::UrlVerification { .. }
            | Self::SslCheck
            | Self::Other { .. } => None,
        }
    }

    /// What kind it is, in a word for the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Slash(_) => "slash command",
            Self::Action(_) => "action",
            Self::Submit(_) => "submission",
            Self::Closed(_) => "closed view",
            Self::Shortcut(_) => "shortcut",
            Self::MessageShortcut(_) => "message shortcut",
            Self::Suggestion(_) => "suggestion",
            Self::Event(_) => "event",
            Self::UrlVerification { .. } => "address check",
            Self::SslCheck => "certificate check",
            Self::Other { .. } => "something unknown",
        }
    }

    /// Who did it, where someone did.
    pub fn user(&self) -> Option<&UserId> {
        match self {
            Self::Slash(command) => Some(&command.user.id),
            Self::Action(actions) => Some(&actions.user.id),
            Self::Submit(submission) => Some(&submission.user.id),
            Self::Closed(closed) => Some(&closed.user.id),
            Self::Shortcut(shortcut) => Some(&shortcut.user.id),
            Self::MessageShortcut(shortcut) => Some(&shortcut.user.id),
            Self::Suggestion(suggestion) => Some(&suggestion.user.id),
            Self::Event(event) => event.kind.user(),
            Self::UrlVerification { .. } | Self::SslCheck | Self::Other { .. } => None,
        }
    }

    /// Where it was done, where that is a conversation.
    pub fn channel(&self) -> Option<&ChannelId> {
        match self {
            Self::Slash(command) => command.channel.as_ref(),
            Self::Action(actions) => actions.channel.as_ref(),
            Self::MessageShortcut(shortcut) => shortcut.channel.as_ref(),
            Self::Suggestion(suggestion) => suggestion.channel.as_ref(),
            _ => None,
        }
    }

    /// Where a later answer may be left.
    pub fn response_url(&self) -> Option<&ResponseUrl> {
        match self {
            Self::Slash(command) => command.response_url.as_ref(),
            Self::Action(actions) => actions.response_url.as_ref(),
            Self::MessageShortcut(shortcut) => shortcut.response_url.as_ref(),
            Self::Submit(submission) => submission.response_urls.first().map(|to| &to.response_url),
            _ => None,
        }
    }
}

/// The fields of a slash command before it is known whether it is one.
#[derive(Default)]
struct Form<'a> {
    command: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    user_id: Option<Cow<'a, str>>,
    user_name: Option<Cow<'a, str>>,
    channel_id: Option<Cow<'a, str>>,
    channel_name: Option<Cow<'a, str>>,
    team_id: Option<Cow<'a, str>>,
    enterprise_id: Option<Cow<'a, str>>,
    is_enterprise_install: bool,
    api_app_id: Option<Cow<'a, str>>,
    trigger_id: Option<Cow<'a, str>>,
    response_url: Option<Cow<'a, str>>,
}

fn filled(text: Option<Cow<'_, str>>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
