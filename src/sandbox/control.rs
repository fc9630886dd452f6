//! The control API of the sandbox's page: look at the workspace, act as its people, move the clock.

mod acts;
mod looks;
mod watch;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::calendar;
use super::engine::Engine;

/// The addresses under `/sandbox/`.
pub(super) fn router() -> Router<Arc<Engine>> {
    Router::new()
        .route("/sandbox/state", get(looks::state))
        .route("/sandbox/messages", get(looks::messages))
        .route("/sandbox/calls", get(looks::calls))
        .route("/sandbox/calendar", get(calendar::look))
        .route("/sandbox/events", get(watch::events))
        .route("/sandbox/slash", post(acts::slash))
        .route("/sandbox/click", post(acts::click))
        .route("/sandbox/suggest", post(acts::suggest))
        .route("/sandbox/submit", post(acts::submit))
        .route("/sandbox/upload", post(acts::upload))
        .route("/sandbox/close", post(acts::close))
        .route("/sandbox/react", post(acts::react))
        .route("/sandbox/say", post(acts::say))
        .route("/sandbox/shortcut", post(acts::shortcut))
        .route("/sandbox/home", post(acts::home))
        .route("/sandbox/clock", post(acts::clock))
        .route("/sandbox/fault", post(acts::fault))
}
