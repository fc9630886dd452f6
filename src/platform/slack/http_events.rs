//! Slack over HTTP: signed requests to `/slack/events`, for events, interactions and commands alike.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use slack_morphism::signature_verifier::{
    SlackEventSignatureVerifier, SlackEventSignatureVerifierError,
};
use tracing::warn;

use crate::platform::clock::Clock;
use crate::platform::slack::gateway::{Acknowledgement, Dispatcher};
use crate::platform::slack::inbound::Inbound;

/// The largest body that is read.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How long a body may take to arrive. Slack itself gives up after three seconds.
const BODY_PATIENCE: Duration = Duration::from_secs(5);

const SIGNATURE: HeaderName = HeaderName::from_static("x-slack-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-slack-request-timestamp");
const NO_RETRY: HeaderName = HeaderName::from_static("x-slack-no-retry");

/// What the route needs: who verifies, who knows the time, who handles.
#[derive(Clone)]
pub struct HttpEvents {
    verifiers: std::sync::Arc<[SlackEventSignatureVerifier]>,
    clock: Clock,
    dispatcher: Dispatcher,
}

impl HttpEvents {
    /// Accepts what was signed with any of `secrets`: two while a secret is being changed.
    ///
    /// # Errors
    /// When there is no secret or an empty one.
    pub fn new(
        secrets: &[SecretString],
        clock: Clock,
        dispatcher: Dispatcher,
    ) -> anyhow::Result<Self> {
        anyhow::ensure!(
            !secrets.is_empty() && secrets.iter().all(|s| !s.expose_secret().is_empty()),
            "Slack over HTTP needs the app's signing secret: set SLACK_SIGNING_SECRET"
        );
        let verifiers = secrets
            .iter()
            .map(|secret| SlackEventSignatureVerifier::new(&secret.expose_secret().into()))
            .collect();
        Ok(Self {
            verifiers,
            clock,
            dispatcher,
        })
    }

    /// Whether the moment of signing is close enough to now.
    fn is_recent(&self, timestamp: &str) -> bool {
        let now = self.clock.now().timestamp();
        timestamp.parse::<i64>().is_ok_and(|signed| {
            now.abs_diff(signed)
                <= SlackEventSignatureVerifier::MAX_TIMESTAMP_AGE_SECONDS.unsigned_abs()
        })
    }

    fn is_signed(&self, signature: &str, timestamp: &str, body: &str) -> bool {
        self.verifiers.iter().any(|verifier| {
            match verifier.verify(signature, body, timestamp) {
                // The verifier looks at the signature first and at the system's clock after it. The
                // time was judged by our own clock, which the demo and the tests move.
                Ok(())
                | Err(SlackEventSignatureVerifierError::IncorrectOrExpiredTimestampError(_)) => {
                    true
                }
                Err(_) => false,
            }
        })
    }
}

/// The route `/slack/events`.
pub fn router(state: HttpEvents) -> Router {
    Router::new()
        .route("/slack/events", post(receive))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(state)
}

async fn receive(State(state): State<HttpEvents>, request: Request) -> Response {
    match accept(&state, request).await {
        Ok(inbound) => respond(&state, inbound).await,
        Err(refusal) => refusal,
    }
}

/// Verifies before it parses, and refuses before it reads where it can.
async fn accept(state: &HttpEvents, request: Request) -> Result<Inbound, Response> {
    // Says nothing of what was wrong: whoever forges a request learns nothing.
    let forged = || StatusCode::UNAUTHORIZED.into_response();
    let (Some(signature), Some(timestamp)) = (
        request.headers().get(SIGNATURE).cloned(),
        request.headers().get(TIMESTAMP).cloned(),
    ) else {
        return Err(forged());
    };
    let (Ok(signature), Ok(timestamp)) = (signature.to_str(), timestamp.to_str()) else {
        return Err(forged());
    };
    if !state.is_recent(timestamp) {
        return Err(forged());
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_LIMIT) {
        return Err(too_large());
    }
    let body = tokio::time::timeout(BODY_PATIENCE, Bytes::from_request(request, &()))
        .await
        .map_err(|_| StatusCode::REQUEST_TIMEOUT.into_response())?
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            status => status.into_response(),
        })?;
    match std::str::from_utf8(&body) {
        Ok(text) if state.is_signed(signature, timestamp, text) => {
            Ok(Inbound::from_http_body(text))
        }
        // Slack sends UTF-8 and nothing else.
        _ => Err(forged()),
    }
}

async fn respond(state: &HttpEvents, inbound: Inbound) -> Response {
    match inbound {
        Inbound::UrlVerification { challenge } => {
            return Json(json!({ "challenge": challenge })).into_response();
        }
        Inbound::SslCheck => return StatusCode::OK.into_response(),
        // Slack signed it, so sending it again would bring the same: take it and say so in the log.
        Inbound::Other { kind } => {
            warn!(kind, "Slack sent something that is not known here");
            return StatusCode::OK.into_response();
        }
        _ => {}
    }
    match state.dispatcher.dispatch(inbound, true).await {
        Acknowledgement::Bare => StatusCode::OK.into_response(),
        Acknowledgement::With(answer) => Json(answer).into_response(),
        // Slack comes back with events; there is nothing in the store that would make it a repetition.
        Acknowledgement::Withheld => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Another attempt would be as large.
fn too_large() -> Response {
    let no_retry = [(NO_RETRY, HeaderValue::from_static("1"))];
    (StatusCode::PAYLOAD_TOO_LARGE, no_retry).into_response()
}

#[cfg(test)]
#[path = "http_events_tests.rs"]
mod tests;
