//! What is read of a Google calendar, and what is kept between readings.

use axum::http::Method;
use klantstem::features::meetings::calendars::google::{Calendar, Settings};
use klantstem::features::meetings::calendars::{CalendarError, Identity, Reading, Written};
use secrecy::SecretString;
use serde_json::json;

use super::server::{ACCOUNT, CALENDAR, Google, error};
use super::{Desk, ITEM, fortnight, identity, series, service_account};
use crate::calendars::server::{reply, window};

#[tokio::test]
async fn the_occurrences_of_a_window_are_read_page_by_page() {
    let desk = Desk::open().await;
    desk.server.state().page = 1;
    let whole = desk.whole(&fortnight()).await;
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
            ("Team weekly", "2026-11-30 08:00:00 UTC".to_owned()),
            // The window of a sync token reaches a day further.
            ("Team weekly", "2026-12-07 08:00:00 UTC".to_owned()),
        ]
    );
    assert_eq!(whole.events, 2);
    let first = &whole.occurrences[0];
    assert_eq!(first.identity, identity("2026-11-23T08:00:00Z"));
    assert_eq!(first.organizer.as_deref(), Some("chair@example.com"));
    assert_eq!(first.attendees, 2);
    let lists = desk.server.got_by(&Method::GET);
    assert_eq!(lists.len(), 4);
    for list in lists {
        let fields = list.parameter("fields").unwrap();
        assert!(
            !fields.contains("description") && !fields.contains("displayName"),
            "{fields}"
        );
    }
}

#[tokio::test]
async fn whole_days_and_absences_are_told_apart() {
    let desk = Desk::open().await;
    {
        let mut google = desk.server.state();
        google.put(json!({ "id": "day", "summary": "Fair", "start": { "date": "2026-11-24" }, "end": { "date": "2026-11-25" } }));
        google.put(json!({
            "id": "away", "summary": "Ann is away", "eventType": "outOfOffice",
            "start": { "date": "2026-11-24" }, "end": { "date": "2026-11-25" },
        }));
    }
    let whole = desk.whole(&fortnight()).await;
    let day = &whole.occurrences[1];
    assert!(day.is_all_day);
    assert_eq!((day.title.as_str(), day.attendees), ("Fair", 0));
    assert_eq!(day.starts_at.to_string(), "2026-11-23 23:00:00 UTC");
    assert!(
        whole
            .occurrences
            .iter()
            .all(|one| one.title != "Ann is away")
    );
    assert_eq!(whole.problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_changed_moved_and_was_cancelled_comes_by_the_sync_token() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight()).await.kept.unwrap();
    assert_eq!(
        desk.read(&fortnight(), Some(&kept)).await,
        Ok(Reading::Unchanged)
    );
    {
        let mut google = desk.server.state();
        google.change(
            "weekly_20261123T080000Z",
            "start",
            json!({ "dateTime": "2026-11-24T10:00:00Z" }),
        );
        google.change(
            "weekly_20261123T080000Z",
            "end",
            json!({ "dateTime": "2026-11-24T10:30:00Z" }),
        );
        google.change("weekly_20261130T080000Z", "status", json!("cancelled"));
        google.change(
            "once",
            "start",
            json!({ "dateTime": "2027-03-01T10:00:00Z" }),
        );
        google.change("once", "end", json!({ "dateTime": "2027-03-01T11:00:00Z" }));
    }
    let later = window("2026-11-23T18:00:00Z", "2026-12-07T18:00:00Z");
    let Reading::Changes {
        changed,
        mut gone,
        kept,
    } = desk.read(&later, Some(&kept)).await.unwrap()
    else {
        panic!("not the changes");
    };
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].identity, identity("2026-11-23T08:00:00Z"));
    assert_eq!(changed[0].starts_at.to_string(), "2026-11-24 10:00:00 UTC");
    gone.sort();
    let once = Identity {
        event: "once".into(),
        original_start: None,
    };
    assert_eq!(gone, [once, identity("2026-11-30T08:00:00Z")]);
    assert_eq!(desk.read(&later, Some(&kept)).await, Ok(Reading::Unchanged));
}

#[tokio::test]
async fn each_day_is_read_whole_because_the_window_moved_on() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight()).await.kept.unwrap();
    let tomorrow = window("2026-11-24T06:00:00Z", "2026-12-08T06:00:00Z");
    let reading = desk.read(&tomorrow, Some(&kept)).await.unwrap();
    assert!(matches!(reading, Reading::Whole(_)), "{reading:?}");
    let reading = desk
        .read(&fortnight(), Some("something else"))
        .await
        .unwrap();
    assert!(matches!(reading, Reading::Whole(_)), "{reading:?}");
}

#[tokio::test]
async fn a_sync_token_that_is_too_old_brings_the_whole_in_the_same_call() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight()).await.kept.unwrap();
    {
        let mut google = desk.server.state();
        google.change("once", "summary", json!("Kick-off, new"));
        google.oldest = 3;
    }
    let Reading::Whole(whole) = desk.read(&fortnight(), Some(&kept)).await.unwrap() else {
        panic!("not the whole");
    };
    assert_eq!(whole.occurrences[1].title, "Kick-off, new");
    let kept = whole.kept.unwrap();
    assert_eq!(
        desk.read(&fortnight(), Some(&kept)).await,
        Ok(Reading::Unchanged)
    );
}

#[tokio::test]
async fn an_empty_window_is_not_an_empty_calendar() {
    let desk = Desk::open().await;
    let spring = window("2027-05-01T00:00:00Z", "2027-05-10T00:00:00Z");
    let whole = desk.whole(&spring).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 1));
    *desk.server.state() = Google::empty();
    let whole = desk.whole(&spring).await;
    assert_eq!((whole.occurrences.len(), whole.events), (0, 0));
}

#[tokio::test]
async fn a_token_that_ended_is_renewed_once() {
    let desk = Desk::open().await;
    desk.whole(&fortnight()).await;
    desk.whole(&fortnight()).await;
    let tokens = |desk: &Desk| {
        desk.server
            .got()
            .iter()
            .filter(|got| got.path == "/token")
            .count()
    };
    assert_eq!(tokens(&desk), 1);
    desk.server.state().expire();
    desk.whole(&fortnight()).await;
    assert_eq!(tokens(&desk), 1);
    desk.server.state().expire();
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    for _ in 0..2 {
        desk.server.fail(error(401, "authError"));
    }
    let refused = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(refused, CalendarError::Refused("401 (authError)".into()));
}

#[tokio::test]
async fn a_service_account_may_act_for_somebody() {
    let desk = Desk::with(service_account(), Some("chair@example.com")).await;
    desk.whole(&fortnight()).await;
    let claims = desk.server.state().claims.clone();
    assert_eq!(claims["sub"], "chair@example.com");
    assert_eq!(claims["iss"], ACCOUNT);
    assert_eq!(
        claims["scope"],
        "https://www.googleapis.com/auth/calendar.events"
    );
    assert_eq!(desk.calendar.account(), "chair@example.com");
}

#[tokio::test]
async fn a_consent_is_as_good_as_a_key_while_it_holds() {
    let consent = |refresh: &str| json!({ "type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": refresh });
    let desk = Desk::with(consent("refresh"), None).await;
    assert_eq!(desk.whole(&fortnight()).await.events, 2);
    let desk = Desk::with(consent("withdrawn"), None).await;
    let refused = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(refused, CalendarError::Refused("invalid_grant".into()));
}

#[tokio::test]
async fn credentials_that_are_none_are_refused_without_being_shown() {
    for credentials in [
        json!("s3cret"),
        json!({ "type": "service_account", "client_email": "a", "private_key": "s3cret" }),
    ] {
        let settings = Settings {
            calendar: CALENDAR.into(),
            credentials: SecretString::from(credentials.to_string()),
            subject: None,
            api_url: String::new(),
            token_url: String::new(),
        };
        let error = Calendar::new(&settings).unwrap_err();
        assert!(matches!(error, CalendarError::Refused(_)));
        assert!(!format!("{error} {error:?} {settings:?}").contains("s3cret"));
    }
}

#[tokio::test]
async fn google_may_ask_for_patience_in_two_ways() {
    let desk = Desk::open().await;
    desk.server
        .fail(error(429, "rateLimitExceeded").with("retry-after", "30"));
    let slow = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(
        slow,
        CalendarError::SlowDown(std::time::Duration::from_secs(30))
    );
    desk.server.fail(error(403, "userRateLimitExceeded"));
    let slow = desk.describe(&series(), Some(ITEM)).await.unwrap_err();
    assert_eq!(
        slow,
        CalendarError::SlowDown(std::time::Duration::from_secs(60))
    );
}

#[tokio::test]
async fn a_fault_of_googles_is_passed_over_when_reading() {
    let desk = Desk::open().await;
    desk.server.fail(reply(502, &json!({})));
    assert_eq!(desk.whole(&fortnight()).await.events, 2);
    for _ in 0..3 {
        desk.server.fail(reply(503, &json!({})));
    }
    let error = desk.read(&fortnight(), None).await.unwrap_err();
    assert_eq!(error, CalendarError::Unreachable("it answers 503".into()));
}
