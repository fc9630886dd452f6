//! Signed HTTP delivery to one address: events as JSON, commands and interactions as forms.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Kind, Retry, Undelivered};
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::random_key;

/// Delivers one request and reads the app's answer to it.
pub(super) async fn deliver(
    engine: &Engine,
    url: &str,
    kind: Kind,
    payload: &Value,
    retry: Option<Retry>,
) -> Result<Value, Undelivered> {
    let (content_type, body) = match kind {
        Kind::Event => ("application/json", payload.to_string()),
        Kind::Interaction => (
            "application/x-www-form-urlencoded",
            form([("payload", payload.to_string())]),
        ),
        Kind::Command => (
            "application/x-www-form-urlencoded",
            form(payload.as_object().into_iter().flatten().map(|(k, v)| {
                let text = v.as_str().map_or_else(|| v.to_string(), str::to_owned);
                (k.as_str(), text)
            })),
        ),
    };
    let timestamp = engine.clock.now().timestamp();
    let secret = engine.workspace().app.signing_secret.clone();
    let Some(http) = &engine.http else {
        return Err(Undelivered::ConnectionFailed);
    };
    let mut request = http
        .post(url)
        .timeout(engine.acknowledge_within)
        .header("content-type", content_type)
        .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
        .header("x-slack-request-timestamp", timestamp.to_string())
        .header("x-slack-signature", sign(&secret, timestamp, &body));
    if let Some(retry) = retry {
        request = request
            .header("x-slack-retry-num", retry.attempt.to_string())
            .header("x-slack-retry-reason", retry.reason);
    }
    let failed = |error: reqwest::Error| {
        if error.is_timeout() {
            Undelivered::Timeout
        } else {
            Undelivered::ConnectionFailed
        }
    };
    let response = request.body(body).send().await.map_err(failed)?;
    let status = response.status();
    if !status.is_success() {
        return Err(Undelivered::Status {
            status: status.as_u16(),
            retry_refused: response
                .headers()
                .get("x-slack-no-retry")
                .is_some_and(|value| value == "1"),
        });
    }
    let text = response.text().await.map_err(failed)?;
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Sends `url_verification` and returns whether the app echoed the challenge.
pub(crate) async fn verify_url(engine: &Engine, url: &str) -> Result<bool, Undelivered> {
    let challenge = random_key();
    let payload = json!({
        "token": "sandbox-verification-token",
        "challenge": challenge,
        "type": "url_verification",
    });
    let answer = deliver(engine, url, Kind::Event, &payload, None).await?;
    Ok(answer == challenge.as_str() || answer["challenge"] == challenge)
}

/// Slack's signature: `v0=` and the hexadecimal HMAC-SHA256 of `v0:{timestamp}:{body}`.
fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    // HMAC takes a key of any length, so this can not fail; an empty signature would be refused.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

fn form<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, &value);
    }
    form.finish()
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn the_signature_is_the_one_that_slacks_own_tests_expect() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        assert_eq!(
            sign("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, body),
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        );
    }
}
