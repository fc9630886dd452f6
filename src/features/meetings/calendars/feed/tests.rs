//! Feeds, read from a real server.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono_tz::Europe::Amsterdam;

use super::*;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:once\r\nDTSTART:20260302T090000Z\r\n\
    DTEND:20260302T100000Z\r\nSUMMARY:Once\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// What the server answers, and what it was asked.
#[derive(Default)]
struct Served {
    answers: Vec<Answer>,
    asked: Vec<(String, HeaderMap)>,
}

/// Answered in turn; the last one again and again.
#[derive(Clone, Default)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

#[derive(Clone, Default)]
struct Server(Arc<Mutex<Served>>);

impl Server {
    async fn start(answers: Vec<Answer>) -> (Self, String) {
        let server = Self::default();
        server.0.lock().unwrap().answers = answers;
        let app = Router::new().fallback(answer).with_state(server.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (server, address)
    }

    fn asked(&self, place: usize, name: &str) -> Option<String> {
        let served = self.0.lock().unwrap();
        let (_, headers) = served.asked.get(place).expect("it was asked so often");
        headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    }
}

/// As servers do: 304 where the tag is the one that was asked with.
async fn answer(State(server): State<Server>, uri: Uri, headers: HeaderMap) -> Response {
    let mut served = server.0.lock().unwrap();
    served.asked.push((uri.to_string(), headers.clone()));
    let answer = served.answers.first().cloned().unwrap();
    if served.answers.len() > 1 {
        served.answers.remove(0);
    }
    let mut response = (StatusCode::from_u16(answer.status).unwrap(), answer.body).into_response();
    for (name, value) in answer.headers {
        let value = HeaderValue::from_str(&value).unwrap();
        if name == "etag" && headers.get(header::IF_NONE_MATCH) == Some(&value) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        response.headers_mut().insert(name, value);
    }
    response
}

fn calendar(headers: &[(&'static str, &str)]) -> Answer {
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    Answer {
        status: 200,
        headers,
        body: Bytes::from_static(CALENDAR.as_bytes()),
    }
}

fn failing(status: u16, headers: &[(&'static str, &str)]) -> Answer {
    Answer {
        status,
        body: Bytes::from_static(b"no"),
        ..calendar(headers)
    }
}

fn client() -> Client {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let client = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}

fn feed(address: &str) -> Feed {
    Feed {
        address: SecretString::from(address),
        default_zone: Amsterdam,
    }
}

fn window(from: &str, days: i64) -> Window {
    let from: DateTime<Utc> = format!("{from}T00:00:00Z").parse().unwrap();
    Window {
        from,
        until: from + TimeDelta::days(days),
    }
}

async fn whole(feed: &Feed, window: &Window, kept: Option<&str>) -> Whole {
    match feed.read(&client(), window, kept).await {
        Ok(Reading::Whole(whole)) => whole,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_calendar_that_did_not_change_is_not_sent_again_unless_the_window_moved() {
    let (server, address) = Server::start(vec![calendar(&[
        ("etag", "\"1\""),
        ("last-modified", "Sun, 01 Mar 2026 10:00:00 GMT"),
    ])])
    .await;
    let feed = feed(&address);
    let first = window("2026-03-01", 14);
    let read = whole(&feed, &first, None).await;
    assert_eq!(read.occurrences.len(), 1);
    assert_eq!((read.events, read.problems), (1, Vec::new()));
    assert_eq!(server.asked(0, "if-none-match"), None);

    let kept = read.kept.unwrap();
    assert!(!kept.contains(&address));
    let next_day = window("2026-03-02", 14);
    assert_eq!(
        feed.read(&client(), &next_day, Some(&kept)).await,
        Ok(Reading::Unchanged)
    );
    assert_eq!(server.asked(1, "if-none-match").as_deref(), Some("\"1\""));
    assert_eq!(
        server.asked(1, "if-modified-since").as_deref(),
        Some("Sun, 01 Mar 2026 10:00:00 GMT")
    );

    // Later, occurrences may have come into the window; earlier, they were never looked for.
    for moved in [
        window("2026-03-03", 14),
        window("2026-02-28", 14),
        window("2026-03-01", 16),
    ] {
        whole(&feed, &moved, Some(&kept)).await;
    }
    // What another address or zone kept says nothing.
    whole(
        &Feed {
            default_zone: chrono_tz::UTC,
            ..feed.clone()
        },
        &first,
        Some(&kept),
    )
    .await;
    whole(
        &self::feed(&format!("{address}/other")),
        &first,
        Some(&kept),
    )
    .await;
    whole(&feed, &first, Some("broken")).await;
    assert!((2..8).all(|place| server.asked(place, "if-none-match").is_none()));
}

#[tokio::test]
async fn a_server_that_can_not_tell_is_read_whole_each_time() {
    let (_, address) = Server::start(vec![calendar(&[])]).await;
    assert_eq!(
        whole(&feed(&address), &window("2026-03-01", 14), None)
            .await
            .kept,
        None
    );
}

#[tokio::test]
async fn one_is_sent_on_to_another_address_but_not_without_end_nor_elsewhere() {
    let moved = |to: &str| failing(302, &[("location", to)]);
    let (server, address) = Server::start(vec![moved("/secret/there.ics"), calendar(&[])]).await;
    assert_eq!(
        whole(&feed(&address), &window("2026-03-01", 14), None)
            .await
            .events,
        1
    );
    assert_eq!(server.0.lock().unwrap().asked[1].0, "/secret/there.ics");
    for (to, reason) in [
        ("/again", "without end"),
        ("ftp://example.com/a", "not safe"),
        ("http://[", "not safe"),
    ] {
        let (_, address) = Server::start(vec![moved(to)]).await;
        let error = feed(&address)
            .read(&client(), &window("2026-03-01", 14), None)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn each_refusal_says_what_to_do_and_none_tells_the_address() {
    let page = Answer {
        body: Bytes::from_static(b"<html>Sign in</html>"),
        ..calendar(&[])
    };
    let large = Answer {
        body: Bytes::from(vec![b' '; (32 << 20) + 1]),
        ..calendar(&[])
    };
    let cases = [
        (
            failing(401, &[]),
            "the calendar refuses who we are: it asks for a password",
        ),
        (
            failing(403, &[]),
            "the calendar refuses who we are: its address is not good any more (403)",
        ),
        (
            failing(404, &[]),
            "the calendar refuses who we are: its address is not good any more (404)",
        ),
        (
            failing(429, &[("retry-after", "120")]),
            "the calendar asks to wait 120 seconds",
        ),
        (failing(429, &[]), "the calendar asks to wait 60 seconds"),
        (
            failing(503, &[("retry-after", "9")]),
            "the calendar asks to wait 9 seconds",
        ),
        (
            failing(503, &[]),
            "the calendar can not be reached: it answers 503",
        ),
        (
            failing(304, &[]),
            "what the calendar sent can not be read: it answers 304",
        ),
        (
            page,
            "what the calendar sent can not be read: it sends a web page",
        ),
        (
            large,
            "what the calendar sent can not be read: the answer is larger than 32 MiB",
        ),
    ];
    for (answer, sentence) in cases {
        let (_, address) = Server::start(vec![answer]).await;
        let feed = feed(&format!("{address}/private-7c3f/basic.ics?key=9e1"));
        let error = feed
            .read(&client(), &window("2026-03-01", 14), None)
            .await
            .unwrap_err();
        assert!(error.to_string().starts_with(sentence), "{error}");
        assert!(!format!("{error:?} {error} {feed:?}").contains("7c3f"));
    }
}

#[tokio::test]
async fn who_does_not_answer_is_not_reached_and_the_address_is_not_told() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let feed = feed(&format!("http://127.0.0.1:{port}/private-7c3f/basic.ics"));
    let error = feed
        .read(&client(), &window("2026-03-01", 14), None)
        .await
        .unwrap_err();
    assert!(matches!(error, CalendarError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("7c3f"));
}

#[test]
fn addresses_of_calendars_are_those_of_the_web() {
    let url = |address: &str| feed(address).url().map(|url| url.to_string());
    assert_eq!(
        url("webcal://example.com/a.ics").as_deref(),
        Ok("https://example.com/a.ics")
    );
    assert_eq!(
        url(" https://example.com/a.ics ").as_deref(),
        Ok("https://example.com/a.ics")
    );
    for wrong in ["", "example.com/a.ics", "file:///etc/passwd", "webcal://"] {
        let error = feed(wrong).check().unwrap_err().to_string();
        assert!(
            error.contains("its address does not begin with https:// or webcal://"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_inspection_reads_anew() {
    let (_, address) = Server::start(vec![calendar(&[("etag", "\"1\"")])]).await;
    let findings = feed(&address)
        .inspect(&client(), &window("2026-03-01", 14))
        .await
        .unwrap();
    assert_eq!((findings.events, findings.next.len()), (1, 1));
}
