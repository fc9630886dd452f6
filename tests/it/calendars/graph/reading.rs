//! What is read of a Microsoft calendar, and what is kept between readings.

use axum::http::Method;
use klantstem::features::meetings::calendars::graph::Calendar;
use klantstem::features::meetings::calendars::{CalendarError, Identity, Reading};
use secrecy::SecretString;
use serde_json::json;

use super::server::{Graph, error, when};
use super::{Desk, ITEM, fortnight, identity, target};
use crate::calendars::server::{reply, window};

#[tokio::test]
async fn the_occurrences_of_a_window_are_read_page_by_page() {
    let desk = Desk::open().await;
    desk.server.state().page = 2;
    let whole = desk.whole(&fortnight(), None).await;
    let titles: Vec<_> = whole
        .occurrences
        .iter()
        .map(|one| (one.title.as_str(), one.starts_at.to_string(), one.attendees))
        .collect();
    assert_eq!(
        titles,
        [
            ("Team weekly", "2026-11-23 08:00:00 UTC".to_owned(), 0),
            ("Kick-off", "2026-11-25 13:00:00 UTC".to_owned(), 0),
            ("Kick-off", "2026-11-25 13:00:00 UTC".to_owned(), 2),
            ("Team weekly", "2026-11-30 08:00:00 UTC".to_owned(), 0),
            // The window of a delta link reaches a day further.
            ("Team weekly", "2026-12-07 08:00:00 UTC".to_owned(), 0),
        ]
    );
    assert_eq!(whole.events, 3);
    assert_eq!(
        whole.occurrences[0].identity,
        identity("2026-11-23T08:00:00Z")
    );
    assert_eq!(
        whole.occurrences[0].organizer.as_deref(),
        Some("team@example.com")
    );
    let views = desk.server.got_by(&Method::GET);
    assert_eq!(views.len(), 6);
    let selected = views.iter().filter_map(|got| got.parameter("$select"));
    assert!(
        selected.clone().count() == 3 && selected.clone().all(|fields| !fields.contains("body"))
    );
}

#[tokio::test]
async fn another_calendar_of_the_mailbox_is_read_from_its_own_place() {
    let desk = Desk::with(|settings| settings.calendar = Some("second".into())).await;
    assert_eq!(desk.whole(&fortnight(), None).await.events, 3);
    let views = desk.server.got_by(&Method::GET);
    assert!(
        views
            .iter()
            .all(|got| got.path.contains("/calendars/second/calendarView"))
    );
}

#[tokio::test]
async fn it_is_read_again_only_when_the_delta_link_tells_of_something() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight(), None).await.kept.unwrap();
    assert_eq!(
        desk.read(&fortnight(), Some(&kept)).await,
        Ok(Reading::Unchanged)
    );
    {
        let mut graph = desk.server.state();
        graph.change("weekly=#3", "start", when("2026-11-24T10:00:00"));
        graph.change("weekly=#3", "end", when("2026-11-24T10:30:00"));
        graph.change("weekly=#4", "isCancelled", json!(true));
        graph.remove("alone");
    }
    let later = window("2026-11-23T18:00:00Z", "2026-12-07T18:00:00Z");
    let whole = desk.whole(&later, Some(&kept)).await;
    let times: Vec<_> = whole
        .occurrences
        .iter()
        .map(|one| (one.identity.clone(), one.starts_at.to_string()))
        .collect();
    let once = Identity {
        event: "online".into(),
        original_start: None,
    };
    assert_eq!(
        times,
        [
            (
                identity("2026-11-23T08:00:00Z"),
                "2026-11-24 10:00:00 UTC".to_owned()
            ),
            (once, "2026-11-25 13:00:00 UTC".to_owned()),
            (
                identity("2026-12-07T08:00:00Z"),
                "2026-12-07 08:00:00 UTC".to_owned()
            ),
        ]
    );
    let kept = whole.kept.unwrap();
    assert_eq!(desk.read(&later, Some(&kept)).await, Ok(Reading::Unchanged));
    let tomorrow = window("2026-11-24T06:00:00Z", "2026-12-08T06:00:00Z");
    desk.whole(&tomorrow, Some(&kept)).await;
}

#[tokio::test]
async fn a_delta_link_that_was_forgotten_brings_the_whole_in_the_same_call() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight(), None).await.kept.unwrap();
    desk.server.state().oldest = 99;
    let whole = desk.whole(&fortnight(), Some(&kept)).await;
    assert_eq!(whole.events, 3);
}

#[tokio::test]
async fn our_token_goes_to_no_address_that_is_not_graphs() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight(), None).await.kept.unwrap();
    let elsewhere = kept.replace("http://127.0.0.1", "http://localhost");
    desk.whole(&fortnight(), Some(&elsewhere)).await;
    let next = json!({ "value": [], "@odata.nextLink": "http://elsewhere.example/" });
    desk.server.fail(reply(200, &next));
    assert_eq!(
        desk.read(&fortnight(), None).await,
        Err(CalendarError::Unreadable(
            "its next page is somewhere else".into()
        ))
    );
}

#[tokio::test]
async fn an_empty_window_is_not_an_empty_calendar() {
    let desk = Desk::open().await;
    let spring = window("2027-05-01T00:00:00Z", "2027-05-10T00:00:00Z");
    let whole = desk.whole(&spring, None).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 1));
    let url = desk.server.url.clone();
    let mut empty = Graph::empty();
    empty.url = url;
    *desk.server.state() = empty;
    let desk = Desk {
        calendar: Calendar::new(&desk.settings).unwrap(),
        ..desk
    };
    let whole = desk.whole(&spring, None).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 0));
}

#[tokio::test]
async fn a_token_that_ended_is_renewed_once() {
    let desk = Desk::open().await;
    desk.whole(&fortnight(), None).await;
    let tokens = |desk: &Desk| {
        desk.server
            .got()
            .iter()
            .filter(|got| got.path.ends_with("/token"))
            .count()
    };
    assert_eq!(tokens(&desk), 1);
    desk.server.state().expire();
    desk.whole(&fortnight(), None).await;
    assert_eq!(tokens(&desk), 1);
    for _ in 0..2 {
        desk.server.fail(error(401, "InvalidAuthenticationToken"));
    }
    assert_eq!(
        desk.read(&fortnight(), None).await,
        Err(CalendarError::Refused(
            "401 (InvalidAuthenticationToken)".into()
        ))
    );
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_not_shown() {
    let desk = Desk::with(|settings| settings.secret = SecretString::from("wr0ng")).await;
    let refused = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(
        refused,
        CalendarError::Refused("401 (invalid_client)".into())
    );
    assert!(!format!("{:?} {:?}", desk.settings, desk.calendar).contains("wr0ng"));
}

#[tokio::test]
async fn graph_may_ask_for_patience_or_refuse() {
    let desk = Desk::open().await;
    desk.server
        .fail(error(429, "ApplicationThrottled").with("retry-after", "10"));
    let slow = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(
        slow,
        CalendarError::SlowDown(std::time::Duration::from_secs(10))
    );
    desk.server.fail(error(504, "UnknownError"));
    desk.whole(&fortnight(), None).await;
    desk.server.state().is_forbidden = true;
    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Err(CalendarError::Forbidden {
            account: "the application app".into(),
            reason: "403 (ErrorAccessDenied)".into(),
        })
    );
}
