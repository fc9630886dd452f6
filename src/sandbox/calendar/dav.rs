//! CalDAV (RFC 4791), as far as a client goes that reads a calendar and changes its events.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};
use roxmltree::Document;

use super::week::occurrences;
use super::{Calendar, File, PATH};
use crate::sandbox::engine::{Engine, lock};

const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
const DAV: HeaderName = HeaderName::from_static("dav");
const XML: &str = "application/xml; charset=utf-8";
const ICALENDAR: &str = "text/calendar; charset=utf-8";
/// What is done to the calendar, and to an event.
const ALLOWED: &str = "OPTIONS, PROPFIND, REPORT, GET, PUT";

/// The calendar itself: what it is, what is in it, and what of it a client looks for.
pub(super) async fn collection(
    State(engine): State<Arc<Engine>>,
    method: Method,
    headers: HeaderMap,
    body: String,
) -> Response {
    let calendar = lock(&engine.calendar);
    let calendar = match calendar.as_ref() {
        Some(calendar) if calendar.knows(&headers) => calendar,
        other => return refused(other),
    };
    match method.as_str() {
        "OPTIONS" => options(),
        "PROPFIND" => {
            let mut answer = calendar.itself();
            if headers.get("depth").is_some_and(|depth| depth == "1") {
                for (name, file) in &calendar.files {
                    answer.push_str(&file.entry(name, false));
                }
            }
            multistatus(&answer)
        }
        "REPORT" => match calendar.found(&body) {
            Some(answer) => multistatus(&answer),
            None => StatusCode::BAD_REQUEST.into_response(),
        },
        _ => not_allowed(),
    }
}

/// An event, read or put back under its `ETag`.
pub(super) async fn event(
    State(engine): State<Arc<Engine>>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut calendar = lock(&engine.calendar);
    let calendar = match calendar.as_mut() {
        Some(calendar) if calendar.knows(&headers) => calendar,
        other => return refused(other.as_deref()),
    };
    match (method.as_str(), calendar.files.get(&name)) {
        ("OPTIONS", _) => options(),
        ("GET", Some(file)) => (
            [
                (header::CONTENT_TYPE, ICALENDAR.to_owned()),
                (header::ETAG, file.etag()),
            ],
            file.text.clone(),
        )
            .into_response(),
        ("GET", None) => StatusCode::NOT_FOUND.into_response(),
        ("PUT", file) => {
            if !may_put(file, &headers) {
                return StatusCode::PRECONDITION_FAILED.into_response();
            }
            let status = match file {
                Some(_) => StatusCode::NO_CONTENT,
                None => StatusCode::CREATED,
            };
            let answer = calendar.take(&name, &body, status);
            engine.changed("calendar", None, None);
            answer
        }
        _ => not_allowed(),
    }
}

/// What who is not let in hears.
fn refused(calendar: Option<&Calendar>) -> Response {
    if calendar.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let how = "Basic realm=\"the sandbox's calendar\"";
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, how)]).into_response()
}

/// Whether what the client believes to be there is there.
fn may_put(file: Option<&File>, headers: &HeaderMap) -> bool {
    let is_known = |tags: &header::HeaderValue| {
        file.is_some_and(|file| tags == "*" || *tags == file.etag().as_str())
    };
    headers.get(header::IF_MATCH).is_none_or(is_known)
        && !headers.get(header::IF_NONE_MATCH).is_some_and(is_known)
}

fn options() -> Response {
    // Without `calendar-auto-schedule`: it mails nobody.
    [(DAV, "1, calendar-access"), (header::ALLOW, ALLOWED)].into_response()
}

fn not_allowed() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, ALLOWED)]).into_response()
}

fn multistatus(responses: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"{CALDAV}\" \
         xmlns:s=\"http://calendarserver.org/ns/\">{responses}</d:multistatus>"
    );
    (
        StatusCode::MULTI_STATUS,
        [(header::CONTENT_TYPE, XML)],
        body,
    )
        .into_response()
}

fn response(href: &str, properties: &str) -> String {
    let href = html_escape::encode_text(href);
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>\
         <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
}

impl File {
    fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }

    fn entry(&self, name: &str, with_data: bool) -> String {
        let mut properties = format!("<d:getetag>{}</d:getetag><d:resourcetype/>", self.etag());
        if with_data {
            // Readers of XML make one character of the two that end a line.
            let data = html_escape::encode_text(&self.text).replace('\r', "&#13;");
            // Writing to a string does not fail.
            let _ = write!(properties, "<c:calendar-data>{data}</c:calendar-data>");
        }
        response(&format!("{PATH}{name}"), &properties)
    }
}

impl Calendar {
    /// Whether it is told the name and the password.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION);
        let given = given
            .and_then(|given| given.to_str().ok()?.strip_prefix("Basic "))
            .and_then(|given| BASE64_STANDARD.decode(given).ok());
        let wanted = format!("{}:{}", self.seed.user, self.seed.password);
        given.is_some_and(|given| given == wanted.as_bytes())
    }

    fn itself(&self) -> String {
        let name = html_escape::encode_text(&self.seed.name);
        let properties = format!(
            "<d:displayname>{name}</d:displayname>\
             <d:resourcetype><d:collection/><c:calendar/></d:resourcetype>\
             <s:getctag>{}</s:getctag>",
            self.version
        );
        response(PATH, &properties)
    }

    /// The events that a query asks for: by time, by a part of their text, or all. Nothing where it is no query.
    fn found(&self, query: &str) -> Option<String> {
        let query = Document::parse(query).ok()?;
        let root = query.root_element();
        if !root.has_tag_name((CALDAV, "calendar-query")) {
            return None;
        }
        let first = |name: &str| {
            root.descendants()
                .find(|node| node.has_tag_name((CALDAV, name)))
        };
        let with_data = first("calendar-data").is_some();
        let words = first("text-match").and_then(|node| node.text());
        let time = first("time-range").and_then(|node| {
            let bound = |name: &str| node.attribute(name).and_then(stamp);
            Some((bound("start")?, bound("end")?))
        });
        let files = self.files.iter().filter(|(_, file)| {
            let is_then = time.is_none_or(|(from, until)| {
                !occurrences(&file.text, from, until, self.seed.zone).is_empty()
            });
            is_then && words.is_none_or(|words| file.text.contains(words))
        });
        Some(
            files
                .map(|(name, file)| file.entry(name, with_data))
                .collect(),
        )
    }

    fn take(&mut self, name: &str, body: &[u8], status: StatusCode) -> Response {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
        match std::str::from_utf8(body) {
            Ok(text) if text.starts_with("BEGIN:VCALENDAR") && name.bytes().all(is_plain) => {
                self.put(name, text.to_owned());
                let etag = self.files.get(name).map(File::etag).unwrap_or_default();
                (status, [(header::ETAG, etag)]).into_response()
            }
            _ => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

/// A moment as CalDAV writes it.
fn stamp(text: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok()?;
    Some(local.and_utc())
}
