//! The calendar beside the workspace: over CalDAV, and as its page shows it.

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use reqwest::{Method, Response};
use serde_json::Value;

use super::app::client;
use super::*;

/// Who signs in to the calendar of these tests.
const ACCOUNT: (&str, &str) = ("ann", "secret");

fn march(day: u32, hour: u32) -> NaiveDateTime {
    let date = NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    date.and_hms_opt(hour, 0, 0).unwrap()
}

/// A weekly meeting, that of this Wednesday moved to Thursday, and one that happens once.
fn with_calendar() -> SandboxOptions {
    let weekly = EventSeed {
        description: "One, two; three\nand a line that is so long that it has to be folded, as calendars do – é".into(),
        weekly: vec![Weekday::Mon, Weekday::Wed],
        moved: Some((march(4, 10), march(5, 15))),
        attendees: vec!["ann@example.com".into(), "bob@example.com".into()],
        ..EventSeed::new("weekly", "Team weekly", march(2, 10))
    };
    let zone = chrono_tz::Europe::Amsterdam;
    let calendar = CalendarSeed::new("Team", ACCOUNT.0, ACCOUNT.1, zone)
        .with(&weekly)
        .with(&EventSeed::new("once", "Kick-off", march(6, 9)));
    SandboxOptions {
        calendar: Some(calendar),
        ..options()
    }
}

async fn ask(
    sandbox: &Sandbox,
    method: &str,
    file: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = client()
        .request(method, format!("{}{file}", sandbox.calendar_url()))
        .basic_auth(ACCOUNT.0, Some(ACCOUNT.1))
        .body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn week(sandbox: &Sandbox, day: &str) -> Vec<Value> {
    let address = format!("{}/sandbox/calendar{day}", sandbox.url());
    let answer: Value = client()
        .get(address)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    answer["events"].as_array().unwrap().clone()
}

fn etag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_event_is_put_back_under_its_etag_alone() {
    let sandbox = start(with_calendar()).await;
    let response = ask(&sandbox, "GET", "once.ics", &[], "").await;
    let first = etag(&response);
    let text = response.text().await.unwrap();
    let changed = text.replace("Kick-off", "Start");
    let stale = ask(
        &sandbox,
        "PUT",
        "once.ics",
        &[("if-match", "\"99\"")],
        &changed,
    )
    .await;
    assert_eq!(stale.status(), 412);
    assert_eq!(sandbox.event("once.ics").unwrap(), text);
    let written = ask(
        &sandbox,
        "PUT",
        "once.ics",
        &[("if-match", &first)],
        &changed,
    )
    .await;
    assert_eq!(written.status(), 204);
    assert_ne!(etag(&written), first);
    assert_eq!(sandbox.event("once.ics").unwrap(), changed);
    let late = ask(&sandbox, "PUT", "once.ics", &[("if-match", &first)], &text).await;
    assert_eq!(late.status(), 412);
    let there = ask(
        &sandbox,
        "PUT",
        "once.ics",
        &[("if-none-match", "*")],
        &text,
    )
    .await;
    assert_eq!(there.status(), 412);
    assert_eq!(
        ask(&sandbox, "PUT", "new.ics", &[("if-none-match", "*")], &text)
            .await
            .status(),
        201
    );
    assert_eq!(
        ask(&sandbox, "PUT", "new.ics", &[], "no calendar")
            .await
            .status(),
        400
    );
    assert_eq!(
        ask(&sandbox, "GET", "none.ics", &[], "").await.status(),
        404
    );
    assert_eq!(
        ask(&sandbox, "DELETE", "once.ics", &[], "").await.status(),
        405
    );
}

#[tokio::test]
async fn who_does_not_sign_in_sees_nothing_and_without_a_calendar_there_is_none() {
    let sandbox = start(with_calendar()).await;
    for file in ["", "once.ics"] {
        let address = format!("{}{file}", sandbox.calendar_url());
        let refused = client().get(&address).send().await.unwrap();
        assert_eq!(refused.status(), 401);
        let refused = client().put(&address).basic_auth("ann", Some("wrong"));
        assert_eq!(refused.send().await.unwrap().status(), 401);
    }
    let without = start(options()).await;
    assert_eq!(ask(&without, "PROPFIND", "", &[], "").await.status(), 404);
    assert!(week(&without, "").await.is_empty());
}

#[tokio::test]
async fn a_client_finds_events_by_time_and_by_uid_and_notices_a_change() {
    let sandbox = start(with_calendar()).await;
    let state = async || {
        let answer = ask(&sandbox, "PROPFIND", "", &[("depth", "0")], "").await;
        assert_eq!(answer.status(), 207);
        answer.text().await.unwrap()
    };
    let before = state().await;
    assert!(
        !before.contains(".ics") && before.contains("<s:getctag>0</s:getctag>"),
        "{before}"
    );
    let all = ask(&sandbox, "PROPFIND", "", &[("depth", "1")], "")
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(all.matches("<d:getetag>").count(), 2);
    let query = async |filter: &str| {
        let query = format!(
            "<c:calendar-query xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><d:prop><c:calendar-data/></d:prop>\
             <c:filter>{filter}</c:filter></c:calendar-query>"
        );
        ask(&sandbox, "REPORT", "", &[], &query)
            .await
            .text()
            .await
            .unwrap()
    };
    let found = query("<c:time-range start=\"20260309T000000Z\" end=\"20260310T000000Z\"/>").await;
    assert!(
        found.contains("weekly.ics") && !found.contains("once.ics"),
        "{found}"
    );
    assert!(found.contains("BEGIN:VCALENDAR&#13;\n"), "{found}");
    let found = query("<c:text-match>once</c:text-match>").await;
    assert!(
        found.contains("once.ics") && !found.contains("weekly.ics"),
        "{found}"
    );
    assert_eq!(
        ask(&sandbox, "REPORT", "", &[], "<other/>").await.status(),
        400
    );
    sandbox.set_event("once.ics", &sandbox.event("once.ics").unwrap());
    assert_ne!(state().await, before);
}

#[tokio::test]
async fn the_page_shows_a_week_with_what_moved_and_what_came_into_an_event() {
    let sandbox = start(with_calendar()).await;
    let events = week(&sandbox, "").await;
    let facts: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            (
                event["starts_at"].as_str().unwrap(),
                event["title"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            ("2026-03-02T09:00:00Z", "Team weekly"),
            ("2026-03-05T14:00:00Z", "Team weekly"),
            ("2026-03-06T08:00:00Z", "Kick-off"),
        ]
    );
    assert_eq!(events[1]["was_at"], "2026-03-04T09:00:00Z");
    assert_eq!(events[0]["attendees"], 2);
    let words =
        "One, two; three\nand a line that is so long that it has to be folded, as calendars do – é";
    assert_eq!(events[0]["description"], words);
    assert_eq!(events[0]["before"], Value::Null);
    // One occurrence gets words of its own; the series stays, also over the change of the clocks.
    let text = sandbox.event("weekly.ics").unwrap();
    let own = "BEGIN:VEVENT\r\nUID:weekly\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:20260330T100000\r\n\
               DTSTART;TZID=Europe/Amsterdam:20260330T100000\r\nSUMMARY:Team weekly\r\nDESCRIPTION:New\r\nEND:VEVENT\r\n\
               END:VCALENDAR";
    sandbox.set_event("weekly.ics", &text.replace("END:VCALENDAR", own));
    let events = week(&sandbox, "?day=2026-04-01").await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["starts_at"], "2026-03-30T08:00:00Z");
    assert_eq!(events[0]["description"], "New");
    assert_eq!(events[0]["before"], words);
    assert_eq!(events[1]["before"], Value::Null);
}
