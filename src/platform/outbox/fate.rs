//! What becomes of a message after Slack answered, or did not.

use std::time::Duration;

use crate::platform::outbox::Operation;
use crate::platform::slack::SlackError;

/// Slack allows about one message a second in a channel.
pub const PACE: Duration = Duration::from_secs(1);
/// An unclear message is not looked up before Slack had this time to show it.
pub const SETTLE: Duration = Duration::from_secs(5);
/// How long everything waits when Slack does not accept who we are.
const LOCKED_OUT: Duration = Duration::from_secs(60);
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// It will be tried again; its lane waits so long.
    Again {
        /// The wait.
        after: Duration,
        /// The whole method waits, in all lanes: Slack asked for it or does not know us.
        pause_method: bool,
        /// Whether this counts as an attempt.
        counts: bool,
    },
    /// Whether Slack has it must be found out, after this wait.
    FindOut(Duration),
    /// Slack refuses it for good, with this code.
    Refused(String),
    /// There is nothing left to do: what was to be deleted is gone already.
    Done,
}

/// Decides what becomes of a message to which Slack answered with `error`.
///
/// `attempts` counts this one; `jitter` is a random number from 0 to 1 that spreads the retries of
/// many lanes.
pub fn after_error(operation: Operation, error: &SlackError, attempts: i64, jitter: f64) -> Fate {
    match error {
        SlackError::RateLimited { retry_after, .. } => Fate::Again {
            after: *retry_after,
            pause_method: true,
            counts: false,
        },
        SlackError::Permanent { code, .. } if is_locked_out(code) => Fate::Again {
            after: LOCKED_OUT,
            pause_method: true,
            counts: false,
        },
        SlackError::Permanent { code, .. }
            if operation == Operation::Delete && code == "message_not_found" =>
        {
            Fate::Done
        }
        SlackError::Permanent { code, .. }
            if operation == Operation::DeleteFile
                && matches!(code.as_str(), "file_not_found" | "file_deleted") =>
        {
            Fate::Done
        }
        SlackError::Permanent { code, .. } => Fate::Refused(code.clone()),
        SlackError::Passing { .. } => again(attempts, jitter),
        // Updating or deleting twice comes to the same as once.
        SlackError::Unclear { .. } if operation != Operation::Post => again(attempts, jitter),
        SlackError::Unclear { .. } => Fate::FindOut(SETTLE),
    }
}

/// What becomes of a picture after Slack did not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFate {
    /// It will be tried again after this wait, with the other uploads waiting too where Slack asked.
    Again {
        /// The wait.
        after: Duration,
        /// No upload at all is tried until then.
        pause_method: bool,
    },
    /// Its message goes without it.
    GiveUp,
    /// Its message goes without it, and so do others for a while: Slack takes no files from us.
    NoFiles,
}

/// Decides what becomes of a picture whose upload Slack answered with `error`. It must not keep its
/// message for long.
pub fn after_upload_error(error: &SlackError, attempts: i64, jitter: f64) -> PictureFate {
    match error {
        SlackError::RateLimited { retry_after, .. } => PictureFate::Again {
            after: *retry_after,
            pause_method: true,
        },
        SlackError::Permanent { code, .. } if takes_no_files(code) => PictureFate::NoFiles,
        // The message itself will wait for the same reason; its picture is for afterwards.
        SlackError::Permanent { code, .. } if is_locked_out(code) => PictureFate::Again {
            after: LOCKED_OUT,
            pause_method: true,
        },
        SlackError::Permanent { .. } => PictureFate::GiveUp,
        SlackError::Passing { .. } | SlackError::Unclear { .. } => PictureFate::Again {
            after: wait(attempts, jitter),
            pause_method: false,
        },
    }
}

/// Whether the code says that this workspace gives us no room for files.
pub fn takes_no_files(code: &str) -> bool {
    matches!(
        code,
        "missing_scope"
            | "not_allowed_token_type"
            | "file_uploads_disabled"
            | "file_uploads_except_images_disabled"
            | "storage_limit_reached"
            | "restricted_action"
            | "unknown_method"
    )
}

/// Doubles from one second up to five minutes, then takes between half and all of it.
pub fn wait(attempts: i64, jitter: f64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    let wait = Duration::from_secs(1 << doublings).min(LONGEST_WAIT);
    wait.mul_f64(0.5 + jitter / 2.0)
}

fn again(attempts: i64, jitter: f64) -> Fate {
    Fate::Again {
        after: wait(attempts, jitter),
        pause_method: false,
        counts: true,
    }
}

/// Whether the code says that Slack does not accept our token: no fault of the message.
pub fn is_locked_out(code: &str) -> bool {
    matches!(
        code,
        "invalid_auth"
            | "not_authed"
            | "account_inactive"
            | "token_revoked"
            | "token_expired"
            | "ekm_access_denied"
            | "team_access_not_granted"
            | "accesslimited"
            | "message_limit_exceeded"
    )
}
