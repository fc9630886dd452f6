//! The server: which address leads where, and who may use it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use tokio::net::TcpListener;

use super::assets;
use super::calendar;
use super::control;
use super::delivery::socket;
use super::engine::Engine;
use super::web_api;
use super::wire::{CuttableListener, Scissors};

/// Most bytes of a file that is uploaded.
const UPLOAD: usize = 100 * 1024 * 1024;

/// Serves until the engine is told to stop.
pub(super) async fn serve(engine: Arc<Engine>, listener: TcpListener) {
    let stop = engine.stop.clone();
    let app = router(engine).into_make_service_with_connect_info::<Scissors>();
    let served = axum::serve(CuttableListener(listener), app)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the sandbox stopped serving");
    }
}

fn router(engine: Arc<Engine>) -> Router {
    let page = control::router()
        .route("/", get(assets::index))
        .route("/page/{file}", get(assets::file))
        .route("/files/{id}/{name}", get(web_api::download))
        .layer(middleware::from_fn(only_from_here));
    let uploads = Router::new()
        .route("/upload/v1/{key}", post(web_api::upload))
        .layer(DefaultBodyLimit::max(UPLOAD));
    Router::new()
        .route("/api/{method}", any(web_api::call))
        .route("/actions/{key}", post(web_api::respond))
        .route("/commands/{key}", post(web_api::respond))
        .route("/app/{key}", post(web_api::respond))
        .route("/link/", get(socket::link))
        .merge(uploads)
        .merge(calendar::router())
        .merge(page)
        .fallback(web_api::not_found)
        .with_state(engine)
}

/// Lets only the page itself, and clients that are no browser, look into and drive the sandbox: a page
/// elsewhere could else press buttons, by a form, a script or a name that leads to this machine.
async fn only_from_here(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    if !host_is_an_address(headers) || !(is_look || comes_from_the_page(headers)) {
        return (
            StatusCode::FORBIDDEN,
            "The sandbox is driven from its own page only.",
        )
            .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
             img-src 'self' data: https:; font-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A host that is a number or `localhost` can not be a foreign name that was pointed at this machine.
fn host_is_an_address(headers: &HeaderMap) -> bool {
    let host = text_of(headers, header::HOST).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<IpAddr>().is_ok()
}

/// A browser says where a request comes from; other clients say nothing.
fn comes_from_the_page(headers: &HeaderMap) -> bool {
    let host = text_of(headers, header::HOST).unwrap_or_default();
    match headers.get(header::ORIGIN) {
        Some(origin) => origin
            .to_str()
            .is_ok_and(|origin| origin == format!("http://{host}")),
        None => headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || site == "none"),
    }
}
