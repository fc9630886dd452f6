//! What can go wrong when Slack is asked something, and what that means for a second attempt.

use std::time::Duration;

mod classify;

pub(crate) use classify::{describe_chain, from_code, from_library, from_reqwest, from_status};

/// Why Slack did not do what it was asked.
///
/// The variants answer the one question that matters for a post: may it be sent again? Neither
/// `Display` nor `Debug` contains tokens or what Slack answered, so both are safe in a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    /// Not accepted; this method is closed for this workspace until `retry_after` has passed.
    #[error("Slack asks to wait {} s before the next {method}", retry_after.as_secs())]
    RateLimited {
        /// The Web API method.
        method: String,
        /// How long Slack wants to be left alone.
        retry_after: Duration,
    },
    /// Not accepted, and it will not be accepted later unless someone changes something.
    #[error("Slack refused {method}: {code}{}. {}", in_brackets(detail.as_deref()), remedy.english())]
    Permanent {
        /// The Web API method.
        method: String,
        /// Slack's word for the reason: `not_in_channel`.
        code: String,
        /// What a person can do about it.
        remedy: Remedy,
        /// The missing scope, or where in the blocks the mistake is.
        detail: Option<String>,
    },
    /// Surely not accepted, and worth another attempt later: the request never reached Slack.
    #[error("Slack could not be reached for {method}: {reason}")]
    Passing {
        /// The Web API method.
        method: String,
        /// What stood in the way.
        reason: String,
    },
    /// It may have been accepted: look before sending it again.
    #[error("it is unclear whether Slack carried out {method}: {reason}")]
    Unclear {
        /// The Web API method.
        method: String,
        /// What was seen.
        reason: String,
    },
}

fn in_brackets(detail: Option<&str>) -> String {
    detail.map(|text| format!(" ({text})")).unwrap_or_default()
}

impl SlackError {
    /// Slack's word for the reason, where it gave one that will not change by itself.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Permanent { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// What a person can do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Invite the bot to the channel.
    InviteBot,
    /// Check the channel's id; a private channel is invisible until the bot is invited.
    CheckChannel,
    /// Unarchive the channel or choose another.
    Unarchive,
    /// Someone who manages the workspace has to allow it.
    AskWorkspaceAdmin,
    /// The message is longer than Slack takes.
    ShortenMessage,
    /// Klantstem asked wrongly: a defect to report.
    ReportDefect,
    /// A permission is missing: add it and install the app again.
    AddScope,
    /// The token does not work (any more).
    ReplaceToken,
    /// Socket Mode is switched off, or the token may not open connections.
    EnableSocketMode,
    /// The free plan's limit of messages is reached.
    UpgradePlan,
    /// The click is too old or was used: do it again.
    ClickAgain,
    /// The message, view or reaction is not there (any more), or is already as wanted.
    NothingToDo,
    /// The person can not be written to.
    CheckUser,
    /// Something else than Slack answers at this address.
    CheckAddress,
    /// A reason that is not known here.
    SeeSlackDocs,
}

impl Remedy {
    /// Every remedy, so that a test can ask for the words of each.
    pub const ALL: [Self; 15] = [
        Self::InviteBot,
        Self::CheckChannel,
        Self::Unarchive,
        Self::AskWorkspaceAdmin,
        Self::ShortenMessage,
        Self::ReportDefect,
        Self::AddScope,
        Self::ReplaceToken,
        Self::EnableSocketMode,
        Self::UpgradePlan,
        Self::ClickAgain,
        Self::NothingToDo,
        Self::CheckUser,
        Self::CheckAddress,
        Self::SeeSlackDocs,
    ];

    /// The id of its sentence in `config/languages`.
    pub fn key(self) -> &'static str {
        match self {
            Self::InviteBot => "slack-remedy-invite-bot",
            Self::CheckChannel => "slack-remedy-check-channel",
            Self::Unarchive => "slack-remedy-unarchive",
            Self::AskWorkspaceAdmin => "slack-remedy-ask-workspace-admin",
            Self::ShortenMessage => "slack-remedy-shorten-message",
            Self::ReportDefect => "slack-remedy-report-defect",
            Self::AddScope => "slack-remedy-add-scope",
            Self::ReplaceToken => "slack-remedy-replace-token",
            Self::EnableSocketMode => "slack-remedy-enable-socket-mode",
            Self::UpgradePlan => "slack-remedy-upgrade-plan",
            Self::ClickAgain => "slack-remedy-click-again",
            Self::NothingToDo => "slack-remedy-nothing-to-do",
            Self::CheckUser => "slack-remedy-check-user",
            Self::CheckAddress => "slack-remedy-check-address",
            Self::SeeSlackDocs => "slack-remedy-see-slack-docs",
        }
    }

    /// The same in English, for the command line and logs.
    pub fn english(self) -> &'static str {
        match self {
            Self::InviteBot => "Invite Klantstem to the channel: /invite @Klantstem",
            Self::CheckChannel => {
                "Check the channel's id; if the channel is private, invite Klantstem to it"
            }
            Self::Unarchive => "Unarchive the channel, or set another one",
            Self::AskWorkspaceAdmin => "Ask someone who manages the workspace to allow it",
            Self::ShortenMessage => "The message is longer than Slack takes; shorten it",
            Self::ReportDefect => "This is a defect in Klantstem; please report it",
            Self::AddScope => "Add this permission to the app and install it again",
            Self::ReplaceToken => {
                "The token does not work (any more); set a new one and restart Klantstem"
            }
            Self::EnableSocketMode => {
                "Switch Socket Mode on in the app's settings and give the app token `connections:write`"
            }
            Self::UpgradePlan => "The workspace's free plan takes no more messages",
            Self::ClickAgain => "This click is too old or was already used; do it again",
            Self::NothingToDo => "What it is about is gone, or already as wanted",
            Self::CheckUser => "This person can not be written to; check the user id",
            Self::CheckAddress => "Something else than Slack answers there; check `slack.api_url`",
            Self::SeeSlackDocs => "Slack's documentation of the method tells what it means",
        }
    }
}
