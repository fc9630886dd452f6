//! What is read of a CalDAV calendar, and what is kept between readings.

use klantstem::features::meetings::calendars::caldav::{Calendar, Found};
use klantstem::features::meetings::calendars::{CalendarError, Reading};
use serde_json::Value;

use super::radicale::{PASSWORD, Radicale};
use super::{Desk, ONCE, fortnight, identity, settings};
use crate::calendars::server::{Got, Reply, Server, client, window};

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn the_occurrences_of_a_window_are_read() {
    let desk = Desk::open().await;
    let whole = desk.whole(&fortnight(), None).await;
    let titles: Vec<_> = whole
        .occurrences
        .iter()
        .map(|one| (one.title.as_str(), one.starts_at.to_string()))
        .collect();
    assert_eq!(
        titles,
        [
            ("Team weekly", "2026-11-23 08:00:00 UTC".to_owned()),
            ("Kick-off", "2026-11-25 13:00:00 UTC".to_owned()),
            ("Team weekly, moved", "2026-12-01 10:00:00 UTC".to_owned()),
            // What was kept is enough until the day is over.
            ("Team weekly", "2026-12-07 08:00:00 UTC".to_owned()),
        ]
    );
    assert_eq!((whole.events, whole.problems.len()), (3, 0));
    let first = &whole.occurrences[0];
    assert_eq!(first.identity, identity("2026-11-23T08:00:00Z"));
    assert_eq!(first.organizer.as_deref(), Some("chair@example.com"));
    assert_eq!(first.attendees, 2);
    assert_eq!(
        whole.occurrences[2].identity,
        identity("2026-11-30T08:00:00Z")
    );
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn it_is_read_again_only_when_something_changed() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight(), None).await.kept.unwrap();
    assert_eq!(
        desk.read(&fortnight(), Some(&kept)).await,
        Ok(Reading::Unchanged)
    );
    desk.radicale
        .put("once", &ONCE.replace("Kick-off", "Kick-off 2"))
        .await;
    let whole = desk.whole(&fortnight(), Some(&kept)).await;
    assert_eq!(whole.occurrences[1].title, "Kick-off 2");
    let kept = whole.kept.unwrap();
    desk.radicale.delete("once").await;
    let later = window("2026-11-23T18:00:00Z", "2026-12-07T18:00:00Z");
    let whole = desk.whole(&later, Some(&kept)).await;
    assert_eq!(whole.occurrences.len(), 3);
    let kept = whole.kept.unwrap();
    assert_eq!(desk.read(&later, Some(&kept)).await, Ok(Reading::Unchanged));
    let tomorrow = window("2026-11-24T06:00:00Z", "2026-12-08T06:00:00Z");
    desk.whole(&tomorrow, Some(&kept)).await;
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn an_empty_window_is_not_an_empty_calendar() {
    let desk = Desk::open().await;
    desk.radicale.delete("weekly").await;
    let spring = window("2027-05-01T00:00:00Z", "2027-05-10T00:00:00Z");
    let whole = desk.whole(&spring, None).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 1));
    desk.radicale.delete("once").await;
    let whole = desk.whole(&spring, None).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 0));
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn a_wrong_password_a_wrong_address_and_a_calendar_of_others_are_told_apart() {
    let desk = Desk::of("ann", "wr0ng").await;
    let refused = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(refused, CalendarError::Refused("401".into()));
    assert!(!format!("{:?}", desk.calendar).contains("wr0ng"));

    let read = async |path: &str| {
        let settings = settings(format!("{}{path}", desk.radicale.url), "ann", PASSWORD);
        let calendar = Calendar::new(&settings).unwrap();
        calendar
            .read(&desk.http, &fortnight(), None)
            .await
            .unwrap_err()
    };
    assert_eq!(
        read("/ann/none/").await,
        CalendarError::NotFound("the calendar".into())
    );
    let forbidden = CalendarError::Forbidden {
        account: "ann".into(),
        reason: "403".into(),
    };
    assert_eq!(read("/bob/team/").await, forbidden);
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn calendars_are_found_from_any_address_of_the_server() {
    let radicale = Radicale::start().await;
    let settings = settings(format!("{}/", radicale.url), "ann", PASSWORD);
    let found = Calendar::new(&settings)
        .unwrap()
        .found(&client())
        .await
        .unwrap();
    let team = Found {
        url: format!("{}/ann/team/", radicale.url),
        name: "ann/team".into(),
    };
    assert_eq!(found, [team]);
}

/// A server without sync tokens and tags of collections, and its one event's ETag.
fn plain(etag: &mut u32, got: &Got) -> Reply {
    let body = String::from_utf8(got.body.clone()).unwrap();
    let response = |properties: &str| {
        format!(
            "<multistatus xmlns=\"DAV:\"><response><href>/c/e.ics</href><propstat><prop>{properties}</prop>\
             <status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
        )
    };
    let properties = match (got.method.as_str(), got.header("depth")) {
        ("PROPFIND", Some("0")) => String::new(),
        ("PROPFIND", _) => format!("<getetag>\"{etag}\"</getetag>"),
        _ => {
            assert!(
                body.contains("start=\"20261122T150000Z\" end=\"20261208T210000Z\""),
                "{body}"
            );
            let event = format!("BEGIN:VCALENDAR\n{ONCE}\nEND:VCALENDAR\n");
            format!(
                "<data xmlns=\"urn:ietf:params:xml:ns:caldav\"/><calendar-data xmlns=\"urn:ietf:params:xml:ns:caldav\">{event}</calendar-data>"
            )
        }
    };
    Reply {
        status: 207,
        headers: vec![("content-type", "application/xml".to_owned())],
        body: response(&properties),
    }
}

#[tokio::test]
async fn a_server_without_sync_tokens_is_asked_for_the_tags_of_its_events() {
    let server = Server::start(1, plain).await;
    let settings = settings(format!("{}/c/", server.url), "ann", PASSWORD);
    let calendar = Calendar::new(&settings).unwrap();
    let http = client();
    let Ok(Reading::Whole(whole)) = calendar.read(&http, &fortnight(), None).await else {
        panic!("not the whole");
    };
    let kept = whole.kept.unwrap();
    let again = calendar.read(&http, &fortnight(), Some(&kept)).await;
    assert_eq!(again, Ok(Reading::Unchanged));
    *server.state() = 2;
    let again = calendar.read(&http, &fortnight(), Some(&kept)).await;
    assert!(matches!(again, Ok(Reading::Whole(_))), "{again:?}");
}

#[tokio::test]
async fn what_is_no_caldav_server_is_told() {
    let answer = |_: &mut (), _: &Got| crate::calendars::server::reply(200, &Value::Null);
    let server = Server::start((), answer).await;
    let settings = settings(server.url.clone(), "ann", PASSWORD);
    let error = Calendar::new(&settings)
        .unwrap()
        .read(&client(), &fortnight(), None)
        .await;
    let unreadable = CalendarError::Unreadable("the address is not one of a CalDAV server".into());
    assert_eq!(error, Err(unreadable));
}
