//! That only the description of an event in a Google calendar is written, and nobody is mailed.

use axum::http::Method;
use klantstem::features::meetings::calendars::{CalendarError, Target, Written};
use serde_json::json;

use super::server::ACCOUNT;
use super::{Desk, ITEM, identity, monday, series};

#[tokio::test]
async fn only_the_description_of_the_series_changes_and_nobody_is_mailed() {
    let desk = Desk::open().await;
    let before = desk.server.state().event("weekly");
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let patches = desk.server.got_by(&Method::PATCH);
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0].parameter("sendUpdates"), Some("none"));
    assert_eq!(patches[0].header("if-match"), before["etag"].as_str());
    assert_eq!(patches[0].json().as_object().unwrap().len(), 1);
    let mut after = desk.server.state().event("weekly");
    assert_eq!(
        after["description"],
        "Agenda\n1. Figures\n\n=== Klantstem ===\nA customer says: quick &amp; kind\n\
         https://klantstem.example.com/i/1\n=== /Klantstem ==="
    );
    for field in ["description", "etag"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before);
    assert_eq!(desk.server.state().mailed, Vec::<String>::new());

    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(desk.server.got_by(&Method::PATCH).len(), 0);
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Changed));
    assert_eq!(
        desk.server.state().event("weekly")["description"],
        "Agenda\n1. Figures"
    );
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Same));
}

#[tokio::test]
async fn one_occurrence_is_written_to_alone_also_after_it_was_moved() {
    let desk = Desk::open().await;
    desk.server.state().change(
        "weekly_20261130T080000Z",
        "start",
        json!({ "dateTime": "2026-12-01T10:00:00Z" }),
    );
    assert_eq!(
        desk.describe(&monday(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let google = desk.server.state();
    let description = |id| google.event(id)["description"].clone();
    assert!(
        description("weekly_20261130T080000Z")
            .as_str()
            .unwrap()
            .contains("quick &amp; kind")
    );
    assert_eq!(description("weekly"), "Agenda\n1. Figures");
}

#[tokio::test]
async fn what_was_copied_into_an_occurrence_goes_with_that_of_the_series() {
    let desk = Desk::open().await;
    desk.describe(&series(), Some(ITEM)).await.unwrap();
    let moved = "weekly_20261130T080000Z";
    let start = json!({ "dateTime": "2026-12-01T10:00:00Z" });
    desk.server.state().change(moved, "start", start);
    let description = |desk: &Desk| desk.server.state().event(moved)["description"].clone();
    assert!(description(&desk).as_str().unwrap().contains("Klantstem"));
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Changed));
    assert_eq!(description(&desk), "Agenda\n1. Figures");
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Same));
}

#[tokio::test]
async fn an_occurrence_to_come_that_was_changed_before_gets_what_its_series_gets() {
    let desk = Desk::open().await;
    let changed = ["weekly_20261116T080000Z", "weekly_20261130T080000Z"];
    for id in changed {
        let own = json!("Its own agenda");
        desk.server.state().change(id, "description", own);
    }
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let holds = |id: &str| {
        let description = desk.server.state().event(id)["description"].clone();
        description.as_str().unwrap().contains("quick &amp; kind")
    };
    assert!(holds("weekly"));
    assert_eq!(changed.map(holds), [false, true]);
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Changed));
    for id in changed {
        let description = desk.server.state().event(id)["description"].clone();
        assert_eq!(description, "Its own agenda");
    }
    assert!(desk.server.state().mailed.is_empty());
}

#[tokio::test]
async fn an_occurrence_of_whole_days_is_found_by_its_date() {
    let desk = Desk::open().await;
    desk.server.state().put(json!({
        "id": "weekly_20261123T080000Z", "recurringEventId": "weekly",
        "originalStartTime": { "date": "2026-11-30" },
        "start": { "date": "2026-11-30" }, "end": { "date": "2026-12-01" },
    }));
    let day = Target::Occurrence(identity("2026-11-29T23:00:00Z"));
    assert_eq!(desk.describe(&day, Some(ITEM)).await, Ok(Written::Changed));
}

#[tokio::test]
async fn an_event_that_is_gone_is_not_written_to() {
    let desk = Desk::open().await;
    let gone = CalendarError::NotFound("the event".into());
    desk.server
        .state()
        .change("weekly_20261130T080000Z", "status", json!("cancelled"));
    assert_eq!(
        desk.describe(&monday(), Some(ITEM)).await,
        Err(gone.clone())
    );
    let never = Target::Occurrence(identity("2026-11-29T08:00:00Z"));
    assert_eq!(desk.describe(&never, Some(ITEM)).await, Err(gone.clone()));
    let unknown = Target::Series("unknown".into());
    assert_eq!(desk.describe(&unknown, Some(ITEM)).await, Err(gone));
    assert_eq!(desk.server.got_by(&Method::PATCH).len(), 0);
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_read_again_and_kept() {
    let desk = Desk::open().await;
    desk.server.state().rivals = 2;
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    assert_eq!(
        desk.server.state().event("weekly")["summary"],
        "Changed before 0"
    );
    desk.server.state().rivals = 9;
    assert_eq!(
        desk.describe(&monday(), Some("Another")).await,
        Err(CalendarError::ChangedMeanwhile)
    );
    assert_eq!(desk.server.state().rivals, 6);
}

#[tokio::test]
async fn who_may_not_write_is_told_with_whom_to_share_the_calendar() {
    let desk = Desk::open().await;
    desk.server.state().is_read_only = true;
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Err(CalendarError::Forbidden {
            account: ACCOUNT.into(),
            reason: "403 (forbiddenForNonOrganizer)".into(),
        })
    );
}

#[tokio::test]
async fn a_description_that_google_made_html_of_is_known_again() {
    let desk = Desk::open().await;
    desk.describe(&series(), Some(ITEM)).await.unwrap();
    desk.server.state().change(
        "weekly",
        "description",
        json!(
            "<b>Agenda</b><br>1. Figures<br><br>=== Klantstem ===<br>A customer says: quick &amp; kind<br>\
             <a href=\"https://klantstem.example.com/i/1\">https://klantstem.example.com/i/1</a><br>=== /Klantstem ==="
        ),
    );
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Changed));
    assert_eq!(
        desk.server.state().event("weekly")["description"],
        "<b>Agenda</b><br>1. Figures"
    );
}
