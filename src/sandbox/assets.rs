//! The files of the page, embedded in the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("page/", $name)))),*]
    };
}

/// The page's scripts and its style, by file name.
const FILES: &[(&str, &str)] = files![
    "api.js",
    "app.js",
    "blocks.js",
    "calendar.js",
    "choices.js",
    "clock.js",
    "composer.js",
    "confirm.js",
    "dom.js",
    "elements.js",
    "emoji.js",
    "form.js",
    "home.js",
    "markdown.js",
    "messages.js",
    "modal.js",
    "mrkdwn.js",
    "reactions.js",
    "richtext.js",
    "sidebar.js",
    "store.js",
    "style.css",
    "time.js",
    "unread.js",
];

/// The page itself.
pub async fn index() -> Response {
    asset("text/html; charset=utf-8", include_str!("page/index.html"))
}

/// A file of the page.
pub async fn file(Path(name): Path<String>) -> Response {
    let Some((_, text)) = FILES.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = if name.ends_with(".css") {
        "text/css; charset=utf-8"
    } else {
        "text/javascript; charset=utf-8"
    };
    asset(kind, text)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_page_asks_for_is_embedded() {
        let texts = FILES
            .iter()
            .map(|(_, text)| *text)
            .chain([include_str!("page/index.html")]);
        for text in texts {
            let imports = text.split(['"', '\'']).filter_map(|part| {
                part.strip_prefix("./")
                    .or_else(|| part.strip_prefix("/page/"))
            });
            for name in imports.filter(|name| name.ends_with(".js") || name.ends_with(".css")) {
                assert!(FILES.iter().any(|(known, _)| *known == name), "{name}");
            }
        }
    }
}
