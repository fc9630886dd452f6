//! The Web API at `/api/{method}`: one way in for every method, as Slack has it.

mod arguments;
mod chat;
mod conversations;
mod files;
mod history;
mod methods;
mod misc;
mod reactions;
mod reply;
mod response_url;
mod users;
mod views;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::engine::{Call, Engine};
use super::faults::{FaultKind, Outage, pause};
use super::options::RateLimits;
use super::rates::{POSTS_IN_A_CHANNEL, Tier};
use super::wire::Scissors;

use arguments::Arguments;
use methods::{Method, Token};
use reply::{Refusal, Reply};

pub(super) use conversations::member_joined_event;
pub(super) use files::{download, upload};
pub(super) use reactions::react;
pub(super) use response_url::{respond, show_in_channel};

/// Answers one call.
pub(super) async fn call(
    State(engine): State<Arc<Engine>>,
    Path(method): Path<String>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let read = Arguments::read(query.as_deref(), &headers, &body);
    let logged = read.as_ref().map_or(Value::Null, Arguments::without_token);
    let work = || match &read {
        Ok(arguments) => answer(&engine, &method, arguments),
        Err(code) => Reply::refused(Refusal::from(*code)),
    };
    let reply = with_faults(&engine, &method, &scissors, logged, work).await;
    let mut response = reply.into_response();
    let granted = engine.workspace().app.scopes.join(",");
    let accepted = methods::find(&method).map_or_else(String::new, |found| found.scopes.join(","));
    let response_headers = response.headers_mut();
    for (name, text) in [
        ("x-oauth-scopes", granted),
        ("x-accepted-oauth-scopes", accepted),
        ("x-slack-req-id", super::workspace::random_key()),
    ] {
        if let Ok(value) = text.parse() {
            response_headers.insert(name, value);
        }
    }
    response
}

/// Does `work` as the waiting faults allow, and logs the call.
async fn with_faults(
    engine: &Engine,
    method: &str,
    scissors: &Scissors,
    arguments: Value,
    work: impl FnOnce() -> Reply,
) -> Reply {
    let now = engine.limits_now();
    let (outage, fault) = {
        let mut faults = engine.faults();
        match faults.outage(now) {
            Some(outage) => (Some(outage), None),
            None => (None, faults.take(method)),
        }
    };
    let mut dropped = false;
    let reply = match (outage, fault) {
        (Some(Outage::Unavailable), _) => Reply::status(503),
        (Some(Outage::Unreachable), _) | (None, Some(FaultKind::DropBefore)) => {
            dropped = true;
            Reply::status(503)
        }
        (None, Some(FaultKind::DropAfter)) => {
            dropped = true;
            work()
        }
        (None, Some(FaultKind::RateLimited { retry_after })) => Reply::rate_limited(retry_after),
        (None, Some(FaultKind::Status { status })) => Reply::status(status),
        (None, Some(FaultKind::StatusAfter { status })) => {
            work();
            Reply::status(status)
        }
        (None, Some(FaultKind::Delay { milliseconds })) => {
            pause(milliseconds).await;
            work()
        }
        (None, Some(FaultKind::DelayAfter { milliseconds })) => {
            let reply = work();
            pause(milliseconds).await;
            reply
        }
        (None, Some(FaultKind::Error { error })) => Reply::refused(Refusal::owned(error)),
        (None, None) => work(),
    };
    engine.log(Call {
        at: engine.clock.now(),
        method: method.to_owned(),
        arguments,
        status: if dropped { 0 } else { reply.status },
        error: reply.error(),
    });
    if dropped {
        scissors.cut();
    }
    reply
}

/// The answer without faults: who asks, may they, not too fast, and then the method itself.
fn answer(engine: &Arc<Engine>, method: &str, arguments: &Arguments) -> Reply {
    let Some(found) = methods::find(method) else {
        let mut refusal = Refusal::from("unknown_method");
        refusal.extra.insert("req_method".into(), json!(method));
        return Reply::refused(refusal);
    };
    if let Err(refusal) = authorize(engine, found, arguments) {
        return Reply::refused(refusal);
    }
    if let Err(retry_after) = take_allowance(engine, found, arguments) {
        return Reply::rate_limited(retry_after);
    }
    match (found.run)(engine, arguments) {
        Ok(mut body) => {
            if let Some(object) = body.as_object_mut() {
                object.insert("ok".into(), json!(true));
                if arguments.lacks_charset {
                    object.insert("warning".into(), json!("missing_charset"));
                    let metadata = object
                        .entry("response_metadata")
                        .or_insert_with(|| json!({}));
                    metadata["warnings"] = json!(["missing_charset"]);
                }
            }
            Reply::ok(body)
        }
        Err(refusal) => Reply::refused(refusal),
    }
}

fn authorize(engine: &Engine, method: &Method, arguments: &Arguments) -> Result<(), Refusal> {
    if method.token == Token::None {
        return Ok(());
    }
    let app = &engine.workspace().app;
    let Some(token) = &arguments.token else {
        return Err("not_authed".into());
    };
    let (wanted, other) = match method.token {
        Token::App => (&app.app_token, &app.bot_token),
        _ => (&app.bot_token, &app.app_token),
    };
    if token == other {
        return Err("not_allowed_token_type".into());
    }
    if token != wanted {
        return Err("invalid_auth".into());
    }
    if method.token == Token::Bot
        && !method.scopes.is_empty()
        && !method
            .scopes
            .iter()
            .any(|scope| app.scopes.iter().any(|granted| granted == scope))
    {
        return Err(Refusal::missing_scope(
            &method.scopes.join(","),
            &app.scopes,
        ));
    }
    Ok(())
}

fn take_allowance(engine: &Engine, method: &Method, arguments: &Arguments) -> Result<(), u64> {
    if engine.rate_limits == RateLimits::Off {
        return Ok(());
    }
    let now = engine.limits_now();
    let mut rates = engine.rates();
    if method.tier == Tier::Posts {
        let channel = arguments.text("channel").unwrap_or_default();
        let key = format!("{} in {channel}", method.name);
        rates.take(&key, POSTS_IN_A_CHANNEL, now)?;
    }
    rates.take(method.name, method.tier.allowance(), now)
}

/// The answer to a request for something that is not there.
pub(super) async fn not_found() -> Response {
    (
        StatusCode::NOT_FOUND,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "There is nothing here.",
    )
        .into_response()
}
