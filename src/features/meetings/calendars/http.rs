//! What talking to a calendar over HTTP has in common: limits, retries, and what an answer means.

mod kept;
mod tokens;

use std::future::Future;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(super) use self::kept::{Kept, rfc3339};
pub(super) use self::tokens::{Grant, Tokens};
use super::{CalendarError, Written};

/// A host that does not answer at all is known as such before the rest of the time is over.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For one request with its answer; large calendars take some seconds.
const TIMEOUT: Duration = Duration::from_secs(20);
/// A feed of some ten thousand events is smaller.
const LARGEST_ANSWER: usize = 32 << 20;
/// What is asked again, it is asked twice more.
const MOST_RETRIES: usize = 2;
/// How often an event is read again because somebody changed it.
const MOST_ATTEMPTS: usize = 3;
/// How long to wait where a calendar asks to and does not say how long.
const SLOW_DOWN: Duration = Duration::from_secs(60);
/// Longer than this no calendar makes us wait: tomorrow's meetings are near.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Returns a client for all calendars. It follows no redirection, so that no key goes where it was not meant to.
///
/// # Errors
/// The system's certificates can not be read.
pub fn client() -> Result<Client, CalendarError> {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| CalendarError::Unreachable(kind(&error)))
}

/// Writes by reading what is there, and does so again where somebody changed it between our reading and writing.
///
/// # Errors
/// What the attempt says; ChangedMeanwhile after three.
pub(super) async fn written<F, Attempt>(mut attempt: F) -> Result<Written, CalendarError>
where
    F: FnMut() -> Attempt,
    Attempt: Future<Output = Result<Written, CalendarError>>,
{
    for _ in 1..MOST_ATTEMPTS {
        match attempt().await {
            Err(CalendarError::ChangedMeanwhile) => {}
            outcome => return outcome,
        }
    }
    attempt().await
}

/// The version of an event that is about to be written, without which another's change could be lost.
///
/// # Errors
/// Unreadable, where there is none.
pub(super) fn version(etag: Option<&str>) -> Result<&str, CalendarError> {
    let missing = || "the event has no ETag to write it safely by".to_owned();
    etag.ok_or_else(|| CalendarError::Unreadable(missing()))
}

/// What came back, whatever its status.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &HeaderName) -> Option<String> {
        let value = self.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    }

    /// Returns the answer if it is a success, else what its status means for `what`, asked for by `account`.
    ///
    /// # Errors
    /// Refused (401), Forbidden (403), NotFound (404, 410), ChangedMeanwhile (409, 412), SlowDown (429 and a 503 that
    /// says for how long), Unreachable (5xx), Unreadable (anything else).
    pub fn checked(self, what: &str, account: &str) -> Result<Self, CalendarError> {
        let status = self.status;
        if status.is_success() {
            return Ok(self);
        }
        let code = self.code();
        let said = || {
            let code = code.as_deref().map(|code| format!(" ({code})"));
            format!("{}{}", status.as_u16(), code.unwrap_or_default())
        };
        Err(match status {
            StatusCode::UNAUTHORIZED => CalendarError::Refused(said()),
            StatusCode::FORBIDDEN if is_limit(code.as_deref()) => self.slow_down(),
            StatusCode::FORBIDDEN => CalendarError::Forbidden {
                account: account.to_owned(),
                reason: said(),
            },
            StatusCode::NOT_FOUND | StatusCode::GONE => CalendarError::NotFound(what.to_owned()),
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
                CalendarError::ChangedMeanwhile
            }
            StatusCode::TOO_MANY_REQUESTS => self.slow_down(),
            StatusCode::SERVICE_UNAVAILABLE if self.retry_after().is_some() => self.slow_down(),
            _ if status.is_server_error() => {
                CalendarError::Unreachable(format!("it answers {}", said()))
            }
            _ => CalendarError::Unreadable(format!("it answers {}", said())),
        })
    }

    /// The body as JSON of this form.
    ///
    /// # Errors
    /// Unreadable; the sentence says where, and nothing of what stands there.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CalendarError> {
        let reader = &mut serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(reader).map_err(|error| {
            let place = error.path().to_string();
            let line = error.inner().line();
            CalendarError::Unreadable(format!("not the expected JSON at {place}, line {line}"))
        })
    }

    fn slow_down(&self) -> CalendarError {
        CalendarError::SlowDown(self.retry_after().unwrap_or(SLOW_DOWN))
    }

    /// For how long it asks to wait, in seconds or until a time by its own clock.
    fn retry_after(&self) -> Option<Duration> {
        let asked = self.header(&RETRY_AFTER)?;
        let seconds = match asked.trim().parse::<u64>() {
            Ok(seconds) => seconds,
            Err(_) => {
                let until = DateTime::parse_from_rfc2822(&asked).ok()?;
                let now = DateTime::parse_from_rfc2822(&self.header(&DATE)?).ok()?;
                (until - now).num_seconds().try_into().unwrap_or(0)
            }
        };
        Some(Duration::from_secs(seconds).clamp(Duration::from_secs(1), LONGEST_WAIT))
    }

    /// The vendor's word for what is wrong. Its sentence is not shown: it may name people and meetings.
    pub fn code(&self) -> Option<String> {
        let problem: Problem = serde_json::from_slice(&self.body).ok()?;
        let code = match problem.error {
            Said::Word(word) => word,
            Said::Whole(whole) => {
                let reason = whole.errors.into_iter().find_map(|error| error.reason);
                reason.or_else(|| whole.code.as_str().map(str::to_owned))?
            }
        };
        let is_word =
            |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
        (code.len() <= 60 && code.chars().all(is_word)).then_some(code)
    }
}

/// An error as Google (`errors[].reason`), Microsoft (`code`) and OAuth (a word) send it.
#[derive(Deserialize)]
struct Problem {
    error: Said,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Word(String),
    Whole(Whole),
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    code: serde_json::Value,
    #[serde(default)]
    errors: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    reason: Option<String>,
}

/// Whether a 403 of Google's speaks of pace, not of permission.
fn is_limit(code: Option<&str>) -> bool {
    matches!(
        code,
        Some(
            "rateLimitExceeded" | "userRateLimitExceeded" | "quotaExceeded" | "dailyLimitExceeded"
        )
    )
}

/// Sends a request once and returns the answer, whatever its status.
///
/// # Errors
/// Unreachable; Unreadable where the answer is too large.
pub(super) async fn send(request: RequestBuilder) -> Result<Answer, CalendarError> {
    let unreachable = |error: reqwest::Error| CalendarError::Unreachable(kind(&error));
    let mut response = request.send().await.map_err(unreachable)?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(CalendarError::Unreadable(format!(
                "the answer is larger than {} MiB",
                LARGEST_ANSWER >> 20
            )));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body,
    })
}

/// The same for what only reads: where the calendar does not answer, or with a fault of its own, it is asked again.
///
/// # Errors
/// See [`send`].
pub(super) async fn read(request: impl Fn() -> RequestBuilder) -> Result<Answer, CalendarError> {
    let pace = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(2))
        .with_factor(4.0)
        .with_max_times(MOST_RETRIES)
        .with_jitter();
    let once = || async {
        let answer = send(request()).await?;
        let is_fault = answer.status.is_server_error() && answer.retry_after().is_none();
        if is_fault {
            Err(Tried::Fault(answer))
        } else {
            Ok(answer)
        }
    };
    let outcome = once.retry(pace).when(Tried::is_worth_another).await;
    match outcome {
        Ok(answer) | Err(Tried::Fault(answer)) => Ok(answer),
        Err(Tried::Failed(error)) => Err(error),
    }
}

/// Why a reading is tried again.
enum Tried {
    Fault(Answer),
    Failed(CalendarError),
}

impl From<CalendarError> for Tried {
    fn from(error: CalendarError) -> Self {
        Self::Failed(error)
    }
}

impl Tried {
    fn is_worth_another(&self) -> bool {
        match self {
            Self::Fault(_) => true,
            Self::Failed(error) => matches!(error, CalendarError::Unreachable(_)),
        }
    }
}

/// What kind of fault it is. The address is left out: some hold a secret.
fn kind(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection: is the address right, and its certificate?"
    } else if error.is_body() || error.is_decode() {
        "the connection broke while it answered"
    } else if error.is_builder() {
        "the address is not one"
    } else {
        "the connection broke"
    };
    kind.to_owned()
}

/// An address below `base`, each part of the path escaped.
///
/// # Errors
/// Unreadable where `base` is no address.
pub(super) fn address(base: &str, path: &[&str]) -> Result<Url, CalendarError> {
    let no_address = || CalendarError::Unreadable(format!("`{base}` is not a web address"));
    let mut url = Url::parse(base).map_err(|_| no_address())?;
    url.path_segments_mut()
        .map_err(|()| no_address())?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// The body of a form.
pub(super) fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        };
        for (name, value) in headers {
            answer.headers.insert(*name, value.parse().unwrap());
        }
        answer
    }

    fn meaning(answer: Answer) -> CalendarError {
        answer
            .checked("the event", "bot@example.com")
            .err()
            .unwrap()
    }

    #[test]
    fn a_status_is_put_in_words_without_the_vendors_sentence() {
        let google = r#"{"error":{"code":403,"message":"Ann may not see Layoffs",
            "errors":[{"domain":"calendar","reason":"forbiddenForNonOrganizer","message":"Ann"}]}}"#;
        assert_eq!(
            meaning(answer(403, &[], google)).to_string(),
            "bot@example.com may not do this in the calendar: 403 (forbiddenForNonOrganizer)"
        );
        let graph = r#"{"error":{"code":"ErrorAccessDenied","message":"Ann"}}"#;
        assert_eq!(
            meaning(answer(403, &[], graph)).to_string(),
            "bot@example.com may not do this in the calendar: 403 (ErrorAccessDenied)"
        );
        assert_eq!(
            meaning(answer(
                401,
                &[],
                r#"{"error":"invalid_client","error_description":"Ann"}"#
            )),
            CalendarError::Refused("401 (invalid_client)".into())
        );
        assert_eq!(
            meaning(answer(500, &[], "<html>Ann</html>")),
            CalendarError::Unreachable("it answers 500".into())
        );
        assert_eq!(
            meaning(answer(410, &[], "")),
            CalendarError::NotFound("the event".into())
        );
        assert_eq!(
            meaning(answer(412, &[], "")),
            CalendarError::ChangedMeanwhile
        );
        assert_eq!(
            meaning(answer(302, &[], "")),
            CalendarError::Unreadable("it answers 302".into())
        );
    }

    #[test]
    fn a_calendar_that_asks_to_wait_is_given_what_it_asks_for_within_reason() {
        let wait = |status, headers: &[(&'static str, &str)], body: &str| match meaning(answer(
            status, headers, body,
        )) {
            CalendarError::SlowDown(wait) => wait.as_secs(),
            other => panic!("{other}"),
        };
        assert_eq!(wait(429, &[], ""), 60);
        assert_eq!(wait(429, &[("retry-after", "7")], ""), 7);
        assert_eq!(wait(503, &[("retry-after", "0")], ""), 1);
        assert_eq!(wait(429, &[("retry-after", "999999")], ""), 3600);
        let until = [
            ("date", "Tue, 24 Nov 2026 10:00:00 GMT"),
            ("retry-after", "Tue, 24 Nov 2026 10:02:00 GMT"),
        ];
        assert_eq!(wait(429, &until, ""), 120);
        let limit = r#"{"error":{"code":403,"errors":[{"reason":"userRateLimitExceeded"}]}}"#;
        assert_eq!(wait(403, &[], limit), 60);
    }

    #[test]
    fn parts_of_an_address_are_escaped() {
        let url = address("https://example.com/v3/", &["a/b?c", "events"]).unwrap();
        assert_eq!(url.as_str(), "https://example.com/v3/a%2Fb%3Fc/events");
        assert!(address("nowhere", &[]).is_err());
    }

    #[test]
    fn a_fault_names_no_value() {
        let secret = answer(200, &[], r#"{"code": "s3cret"}"#);
        let error = secret
            .json::<std::collections::HashMap<String, u32>>()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "what the calendar sent can not be read: not the expected JSON at code, line 1"
        );
    }
}
