//! From Slack's words, HTTP's statuses and the transport's troubles to a [`SlackError`].

use std::error::Error as _;
use std::io;
use std::time::Duration;

use slack_morphism::errors::SlackClientError;

use super::{Remedy, SlackError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Limited,
    Never(Remedy),
    Passing,
    Unclear,
}

/// Slack's words for a refusal. A word that is missing here is a refusal all the same: `ok: false`
/// says that nothing was done, except for the few whose documentation says otherwise.
const CODES: &[(&str, Class)] = &[
    ("ratelimited", Class::Limited),
    ("rate_limited", Class::Limited),
    ("message_rate_limited", Class::Limited),
    // "Some aspect of the operation may have succeeded": these must not be repeated blindly.
    ("internal_error", Class::Unclear),
    ("fatal_error", Class::Unclear),
    ("service_unavailable", Class::Unclear),
    ("request_timeout", Class::Unclear),
    ("rollup_error", Class::Unclear),
    // The workspace is being moved into an Enterprise organisation.
    ("team_added_to_org", Class::Passing),
    ("team_migrating", Class::Passing),
    ("not_in_channel", Class::Never(Remedy::InviteBot)),
    ("channel_not_found", Class::Never(Remedy::CheckChannel)),
    (
        "channel_type_not_supported",
        Class::Never(Remedy::CheckChannel),
    ),
    ("is_inactive", Class::Never(Remedy::Unarchive)),
    ("is_archived", Class::Never(Remedy::Unarchive)),
    ("access_denied", Class::Never(Remedy::AskWorkspaceAdmin)),
    ("ekm_access_denied", Class::Never(Remedy::AskWorkspaceAdmin)),
    (
        "org_login_required",
        Class::Never(Remedy::AskWorkspaceAdmin),
    ),
    (
        "posting_to_general_channel_denied",
        Class::Never(Remedy::AskWorkspaceAdmin),
    ),
    ("restricted_action", Class::Never(Remedy::AskWorkspaceAdmin)),
    (
        "team_access_not_granted",
        Class::Never(Remedy::AskWorkspaceAdmin),
    ),
    ("team_not_found", Class::Never(Remedy::AskWorkspaceAdmin)),
    (
        "two_factor_setup_required",
        Class::Never(Remedy::AskWorkspaceAdmin),
    ),
    (
        "enterprise_is_restricted",
        Class::Never(Remedy::AskWorkspaceAdmin),
    ),
    ("metadata_too_large", Class::Never(Remedy::ShortenMessage)),
    ("msg_blocks_too_long", Class::Never(Remedy::ShortenMessage)),
    ("msg_too_long", Class::Never(Remedy::ShortenMessage)),
    ("too_many_attachments", Class::Never(Remedy::ShortenMessage)),
    ("view_too_large", Class::Never(Remedy::ShortenMessage)),
    ("deprecated_endpoint", Class::Never(Remedy::ReportDefect)),
    ("duplicate_external_id", Class::Never(Remedy::ReportDefect)),
    ("invalid_arg_name", Class::Never(Remedy::ReportDefect)),
    ("invalid_arguments", Class::Never(Remedy::ReportDefect)),
    ("invalid_array_arg", Class::Never(Remedy::ReportDefect)),
    ("invalid_blocks", Class::Never(Remedy::ReportDefect)),
    ("invalid_blocks_format", Class::Never(Remedy::ReportDefect)),
    ("invalid_charset", Class::Never(Remedy::ReportDefect)),
    ("invalid_form_data", Class::Never(Remedy::ReportDefect)),
    ("invalid_json", Class::Never(Remedy::ReportDefect)),
    (
        "invalid_metadata_format",
        Class::Never(Remedy::ReportDefect),
    ),
    (
        "invalid_metadata_schema",
        Class::Never(Remedy::ReportDefect),
    ),
    ("invalid_post_type", Class::Never(Remedy::ReportDefect)),
    ("json_not_object", Class::Never(Remedy::ReportDefect)),
    ("method_deprecated", Class::Never(Remedy::ReportDefect)),
    ("missing_post_type", Class::Never(Remedy::ReportDefect)),
    ("no_text", Class::Never(Remedy::ReportDefect)),
    ("push_limit_reached", Class::Never(Remedy::ReportDefect)),
    ("unknown_method", Class::Never(Remedy::ReportDefect)),
    ("missing_scope", Class::Never(Remedy::AddScope)),
    ("no_permission", Class::Never(Remedy::AddScope)),
    ("app_missing_action_url", Class::Never(Remedy::AddScope)),
    ("not_enabled", Class::Never(Remedy::AddScope)),
    ("account_inactive", Class::Never(Remedy::ReplaceToken)),
    ("invalid_auth", Class::Never(Remedy::ReplaceToken)),
    ("not_allowed_token_type", Class::Never(Remedy::ReplaceToken)),
    ("not_authed", Class::Never(Remedy::ReplaceToken)),
    ("token_expired", Class::Never(Remedy::ReplaceToken)),
    ("token_revoked", Class::Never(Remedy::ReplaceToken)),
    ("forbidden_team", Class::Never(Remedy::EnableSocketMode)),
    ("link_disabled", Class::Never(Remedy::EnableSocketMode)),
    (
        "socket_mode_not_enabled",
        Class::Never(Remedy::EnableSocketMode),
    ),
    ("message_limit_exceeded", Class::Never(Remedy::UpgradePlan)),
    ("exchanged_trigger_id", Class::Never(Remedy::ClickAgain)),
    ("expired_trigger_id", Class::Never(Remedy::ClickAgain)),
    ("expired_url", Class::Never(Remedy::ClickAgain)),
    ("invalid_trigger_id", Class::Never(Remedy::ClickAgain)),
    ("used_url", Class::Never(Remedy::ClickAgain)),
    ("already_reacted", Class::Never(Remedy::NothingToDo)),
    ("cant_delete_message", Class::Never(Remedy::NothingToDo)),
    ("cant_update_message", Class::Never(Remedy::NothingToDo)),
    ("edit_window_closed", Class::Never(Remedy::NothingToDo)),
    ("hash_conflict", Class::Never(Remedy::NothingToDo)),
    ("message_not_found", Class::Never(Remedy::NothingToDo)),
    ("no_reaction", Class::Never(Remedy::NothingToDo)),
    ("not_found", Class::Never(Remedy::NothingToDo)),
    ("thread_not_found", Class::Never(Remedy::NothingToDo)),
    (
        "duplicate_message_not_found",
        Class::Never(Remedy::NothingToDo),
    ),
    ("cannot_dm_bot", Class::Never(Remedy::CheckUser)),
    ("messages_tab_disabled", Class::Never(Remedy::CheckUser)),
    ("user_disabled", Class::Never(Remedy::CheckUser)),
    ("user_is_bot", Class::Never(Remedy::CheckUser)),
    ("user_not_found", Class::Never(Remedy::CheckUser)),
    ("user_not_visible", Class::Never(Remedy::CheckUser)),
    ("users_not_found", Class::Never(Remedy::CheckUser)),
];

/// What Slack usually means where it names no time.
const RETRY_AFTER_UNNAMED: Duration = Duration::from_secs(30);

fn class_of(code: &str) -> Class {
    if let Some((_, class)) = CODES.iter().find(|(known, _)| *known == code) {
        return *class;
    }
    // restricted_action_read_only_channel, restricted_action_thread_only_channel, …
    if code.starts_with("restricted_action") {
        return Class::Never(Remedy::AskWorkspaceAdmin);
    }
    Class::Never(Remedy::SeeSlackDocs)
}

/// An answer `ok: false` as an error. `body` is what Slack answered, as far as it was JSON.
pub(crate) fn from_code(
    method: &str,
    code: &str,
    retry_after: Option<Duration>,
    body: Option<&serde_json::Value>,
) -> SlackError {
    let method = method.to_owned();
    let code = presentable(code);
    match class_of(&code) {
        Class::Limited => SlackError::RateLimited {
            method,
            retry_after: retry_after.unwrap_or(RETRY_AFTER_UNNAMED),
        },
        Class::Passing => SlackError::Passing {
            method,
            reason: code,
        },
        Class::Unclear => SlackError::Unclear {
            method,
            reason: code,
        },
        Class::Never(remedy) => SlackError::Permanent {
            method,
            code,
            remedy,
            detail: body.and_then(detail_of),
        },
    }
}

/// An answer with another status than 200 as an error.
pub(crate) fn from_status(
    method: &str,
    status: u16,
    retry_after: Option<Duration>,
    body: Option<&str>,
) -> SlackError {
    let json = body.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    // Slack's `response_url` answers with the bare word, its methods with `{"error": word}`.
    let code = json
        .as_ref()
        .and_then(|json| json.get("error")?.as_str())
        .or_else(|| {
            body.map(str::trim)
                .filter(|text| CODES.iter().any(|(known, _)| known == text))
        });
    match (status, code) {
        (429, _) => SlackError::RateLimited {
            method: method.to_owned(),
            retry_after: retry_after.unwrap_or(RETRY_AFTER_UNNAMED),
        },
        (408 | 500.., _) => SlackError::Unclear {
            method: method.to_owned(),
            reason: format!("HTTP {status}"),
        },
        (_, Some(code)) => from_code(method, code, retry_after, json.as_ref()),
        (_, None) => SlackError::Permanent {
            method: method.to_owned(),
            code: format!("http_{status}"),
            remedy: match status {
                401 | 403 => Remedy::ReplaceToken,
                413 => Remedy::ShortenMessage,
                400 => Remedy::ReportDefect,
                _ => Remedy::CheckAddress,
            },
            detail: None,
        },
    }
}

/// What slack-morphism reports as an error of ours.
pub(crate) fn from_library(method: &str, error: &SlackClientError) -> SlackError {
    match error {
        SlackClientError::ApiError(api) => {
            let body = api
                .http_response_body
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok());
            from_code(method, &api.code, None, body.as_ref())
        }
        SlackClientError::RateLimitError(limit) => {
            from_status(method, 429, limit.retry_after, None)
        }
        SlackClientError::HttpError(http) => from_status(
            method,
            http.status_code.as_u16(),
            None,
            http.http_response_body.as_deref(),
        ),
        SlackClientError::ProtocolError(_) => SlackError::Unclear {
            method: method.to_owned(),
            reason: "the answer could not be read".to_owned(),
        },
        SlackClientError::HttpProtocolError(protocol) => {
            let cause = protocol
                .cause
                .as_deref()
                .map(|cause| cause as &(dyn std::error::Error + 'static));
            let Some(cause) = cause else {
                return unclear_transport(method, None);
            };
            match cause.downcast_ref::<hyper_util::client::legacy::Error>() {
                Some(client) if client.is_connect() => SlackError::Passing {
                    method: method.to_owned(),
                    reason: describe_chain(client.source()),
                },
                Some(client) => unclear_transport(method, client.source()),
                // The request could not even be built: an address or a token with odd characters.
                None => SlackError::Permanent {
                    method: method.to_owned(),
                    code: "request_not_sent".to_owned(),
                    remedy: Remedy::CheckAddress,
                    detail: None,
                },
            }
        }
        SlackClientError::SystemError(_)
        | SlackClientError::EndOfStream(_)
        | SlackClientError::SocketModeProtocolError(_) => unclear_transport(method, error.source()),
    }
}

/// What reqwest reports as an error of ours.
pub(crate) fn from_reqwest(method: &str, error: &reqwest::Error) -> SlackError {
    let method = method.to_owned();
    let reason = describe_chain(error.source());
    if error.is_connect() {
        SlackError::Passing { method, reason }
    } else {
        SlackError::Unclear { method, reason }
    }
}

fn unclear_transport(
    method: &str,
    cause: Option<&(dyn std::error::Error + 'static)>,
) -> SlackError {
    SlackError::Unclear {
        method: method.to_owned(),
        reason: describe_chain(cause),
    }
}

/// Names the input or output error in a chain of causes in our own words: the texts of the
/// libraries can carry addresses.
pub(crate) fn describe_chain(mut cause: Option<&(dyn std::error::Error + 'static)>) -> String {
    let mut text = "the connection broke";
    while let Some(error) = cause {
        if error.is::<rustls::Error>() {
            return "no trusted TLS connection; for a private certificate authority set SSL_CERT_FILE"
                .to_owned();
        }
        cause = match error.downcast_ref::<io::Error>() {
            // Its `source` is that of the error inside it, which would be passed over.
            Some(io) => {
                text = describe_io(io);
                io.get_ref().map(|inner| inner as _)
            }
            None => error.source(),
        };
    }
    text.to_owned()
}

/// An input or output error in a few words without addresses.
fn describe_io(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "the connection was reset",
        io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
            "the connection was cut off"
        }
        io::ErrorKind::TimedOut => "the connection took too long",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "there is no route to the host"
        }
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::NotFound => "the host is unknown",
        io::ErrorKind::InvalidData => "the other side does not speak the expected protocol",
        // The resolver reports an unknown host as "other" or "uncategorized".
        _ if error.to_string().contains("lookup") => "the host name could not be looked up",
        _ => "the connection broke",
    }
}

/// A word of Slack's as it may be shown: nothing but the characters that its codes are made of.
fn presentable(code: &str) -> String {
    let clean: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .take(64)
        .collect();
    if clean.is_empty() {
        "unknown_error".to_owned()
    } else {
        clean
    }
}

/// The scope that is missing, or the places in the blocks that Slack did not like. Slack's
/// sentences themselves are left out: they may repeat what a customer wrote.
fn detail_of(body: &serde_json::Value) -> Option<String> {
    if let Some(needed) = body.get("needed").and_then(|needed| needed.as_str()) {
        let scopes: Vec<String> = needed
            .split(',')
            .map(|scope| {
                scope
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '.'))
                    .take(64)
                    .collect()
            })
            .collect();
        return Some(format!("needs {}", scopes.join(", ")));
    }
    let top = body.get("errors").and_then(|list| list.as_array());
    let nested = body
        .pointer("/response_metadata/messages")
        .and_then(|list| list.as_array());
    let pointers: Vec<&str> = top
        .into_iter()
        .chain(nested)
        .flatten()
        .filter_map(|message| {
            let text = message.as_str()?;
            let start = text.find("json-pointer:")? + "json-pointer:".len();
            let pointer = text.get(start..)?.split(']').next()?;
            let clean = pointer.len() <= 128
                && pointer
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-'));
            clean.then_some(pointer)
        })
        .take(5)
        .collect();
    let mut unique = pointers;
    unique.dedup();
    (!unique.is_empty()).then(|| format!("at {}", unique.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(error: &SlackError) -> &'static str {
        match error {
            SlackError::RateLimited { .. } => "limited",
            SlackError::Permanent { .. } => "permanent",
            SlackError::Passing { .. } => "passing",
            SlackError::Unclear { .. } => "unclear",
        }
    }

    #[test]
    fn every_code_of_the_reference_has_its_class_and_a_remedy_of_its_own() {
        for code in [
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_locked",
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
            "missing_scope",
            "invalid_auth",
            "account_inactive",
            "token_revoked",
            "ekm_access_denied",
            "team_access_not_granted",
            "metadata_too_large",
            "message_limit_exceeded",
            "expired_trigger_id",
            "exchanged_trigger_id",
            "push_limit_reached",
            "already_reacted",
            "no_reaction",
        ] {
            let error = from_code("chat.postMessage", code, None, None);
            assert_eq!(kind(&error), "permanent", "{code}");
            let SlackError::Permanent { remedy, .. } = error else {
                unreachable!()
            };
            assert_ne!(remedy, Remedy::SeeSlackDocs, "{code}");
        }
        for code in ["ratelimited", "rate_limited"] {
            assert_eq!(kind(&from_code("m", code, None, None)), "limited", "{code}");
        }
        for code in [
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
        ] {
            assert_eq!(kind(&from_code("m", code, None, None)), "unclear", "{code}");
        }
    }

    #[test]
    fn a_code_that_nobody_knows_yet_is_a_refusal_and_is_shown_cleaned() {
        let error = from_code("m", "brand_new<@U1>\n", None, None);
        assert_eq!(error.code(), Some("brand_newU1"));
        assert_eq!(
            from_code("m", "<>", None, None).code(),
            Some("unknown_error")
        );
    }

    #[test]
    fn no_code_stands_in_the_table_twice() {
        let mut codes: Vec<_> = CODES.iter().map(|(code, _)| code).collect();
        codes.sort();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn statuses_say_whether_a_post_may_have_arrived() {
        for (status, expected) in [
            (429, "limited"),
            (500, "unclear"),
            (502, "unclear"),
            (503, "unclear"),
            (504, "unclear"),
            (408, "unclear"),
            (301, "permanent"),
            (400, "permanent"),
            (401, "permanent"),
            (404, "permanent"),
            (413, "permanent"),
        ] {
            let error = from_status("m", status, None, None);
            assert_eq!(kind(&error), expected, "{status}");
        }
        // A 500 whose body names a refusal stays unclear: the status is the stronger word.
        let error = from_status("m", 500, None, Some(r#"{"ok":false,"error":"no_text"}"#));
        assert_eq!(kind(&error), "unclear");
        let error = from_status("respond", 404, None, Some("expired_url"));
        assert_eq!(error.code(), Some("expired_url"));
        assert_eq!(
            from_status("m", 429, Some(Duration::from_secs(7)), None),
            SlackError::RateLimited {
                method: "m".into(),
                retry_after: Duration::from_secs(7)
            }
        );
    }

    #[test]
    fn what_is_shown_names_the_place_or_scope_but_never_repeats_the_answer() {
        let body = json!({
            "ok": false, "error": "invalid_blocks", "token": "xoxb-secret",
            "errors": ["must be shorter: 'the customer said xyzzy' [json-pointer:/blocks/0/text/text]"],
            "response_metadata": {"messages": ["[ERROR] xyzzy [json-pointer:/blocks/1]"]}
        });
        let shown = from_code("chat.postMessage", "invalid_blocks", None, Some(&body));
        for text in [shown.to_string(), format!("{shown:?}")] {
            assert!(text.contains("/blocks/0/text/text, /blocks/1"), "{text}");
            assert!(!text.contains("xyzzy") && !text.contains("xoxb"), "{text}");
        }
        let body = json!({"needed": "chat:write,files:write", "provided": "commands"});
        let shown = from_code("chat.postMessage", "missing_scope", None, Some(&body)).to_string();
        assert!(shown.contains("needs chat:write, files:write"), "{shown}");
    }

    #[test]
    fn remedies_have_distinct_keys_and_sentences() {
        let keys: std::collections::BTreeSet<_> = Remedy::ALL.iter().map(|r| r.key()).collect();
        let sentences: std::collections::BTreeSet<_> =
            Remedy::ALL.iter().map(|r| r.english()).collect();
        assert_eq!((keys.len(), sentences.len()), (15, 15));
    }
}
