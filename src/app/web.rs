//! What Klantstem answers over HTTP besides Slack: webhooks of survey tools, and how it is.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::features::feedback::handlers as feedback;
use crate::features::meetings;
use crate::platform::ids::SourceId;
use crate::platform::outbox;
use crate::platform::slack::socket::Health;

/// The strictest sender (Formbricks) waits five seconds for an answer.
const ANSWER_WITHIN: Duration = Duration::from_millis(4_500);

#[derive(Clone)]
struct Web {
    app: Arc<App>,
    slack: Option<watch::Receiver<Health>>,
}

/// The routes of the web server, without Slack's.
pub fn router(app: Arc<App>, slack: Option<watch::Receiver<Health>>) -> Router {
    let limit = app.ctx.config.server.max_body_kib as usize * 1024;
    Router::new()
        .route("/webhooks/{source}", post(webhook).head(exists))
        .route(
            "/webhooks/{source}/{token}",
            post(webhook_with_token).head(exists),
        )
        .layer(DefaultBodyLimit::max(limit))
        .route("/health", get(health))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ))
        .layer(CatchPanicLayer::new())
        .with_state(Web { app, slack })
}

/// Some tools ask whether the address is there before they use it.
async fn exists() -> StatusCode {
    StatusCode::OK
}

async fn webhook(
    State(web): State<Web>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    receive(&web, source, None, &headers, &body).await
}

async fn webhook_with_token(
    State(web): State<Web>,
    Path((source, token)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    receive(&web, source, Some(&token), &headers, &body).await
}

async fn receive(
    web: &Web,
    source: String,
    token: Option<&str>,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let source = SourceId::from(source);
    let app = &web.app;
    match feedback::webhook(&app.ctx, &app.feedback, &source, token, headers, body).await {
        Ok(answer) => (answer.status, answer.text + "\n").into_response(),
        Err(error) => {
            tracing::error!(
                source = source.as_str(),
                error = format!("{error:#}"),
                "a response could not be stored"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "not stored; please send it again later\n",
            )
                .into_response()
        }
    }
}

/// How Klantstem is: 200 where it can do its work, else 503 with what is wrong.
async fn health(State(web): State<Web>) -> Response {
    let database = web.app.ctx.db.ping().await;
    let counts = outbox::counts(&web.app.ctx.db).await.unwrap_or_default();
    let meetings = health_of_meetings(&web.app).await.ok();
    let slack = web.slack.as_ref().map(|health| health.borrow().clone());
    let is_well = database.is_ok() && slack.as_ref().is_none_or(Health::is_ready);
    let report = json!({
        "ok": is_well,
        "database": database.as_ref().err().map_or_else(|| "ok".to_owned(), |error| format!("{error:#}")),
        "slack": slack.map_or_else(|| json!("http"), |health| json!(health)),
        "meetings": meetings,
        "outbox": { "open": counts.open, "failed": counts.failed, "uncertain": counts.uncertain },
    });
    let status = if is_well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report)).into_response()
}

async fn health_of_meetings(app: &App) -> anyhow::Result<meetings::Health> {
    let rules = app.timetable.meetings().rules(&app.ctx).await?;
    meetings::health(&app.ctx, &rules).await
}
