//! That only the body of an event in a Microsoft calendar is written, and neither an online meeting nor anybody's peace
//! is lost by it.

use axum::http::Method;
use klantstem::features::meetings::calendars::{CalendarError, Target, Written};
use serde_json::json;

use super::server::{TEAMS, document, when};
use super::{BLOCK, Desk, ITEM, identity, target};

#[tokio::test]
async fn only_the_body_of_the_series_changes() {
    let desk = Desk::open().await;
    let before = desk.server.state().event("weekly=");
    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let patches = desk.server.got_by(&Method::PATCH);
    assert_eq!(patches.len(), 1);
    assert_eq!(
        patches[0].header("if-match"),
        before["@odata.etag"].as_str()
    );
    assert_eq!(patches[0].json().as_object().unwrap().len(), 1);
    assert_eq!(
        desk.body("weekly="),
        document("<p>Agenda</p>").replace("<body>", &format!("<body>{BLOCK}"))
    );
    let mut after = desk.server.state().event("weekly=");
    for field in ["body", "@odata.etag"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before);

    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(desk.server.got_by(&Method::PATCH).len(), 0);
    assert_eq!(
        desk.describe(&target("weekly="), None).await,
        Ok(Written::Changed)
    );
    assert_eq!(desk.body("weekly="), document("<p>Agenda</p>"));
}

#[tokio::test]
async fn one_occurrence_is_written_to_alone_also_after_it_was_moved() {
    let desk = Desk::open().await;
    {
        let mut graph = desk.server.state();
        graph.change("weekly=#4", "start", when("2026-12-04T10:00:00"));
        graph.change("weekly=#4", "end", when("2026-12-04T10:30:00"));
    }
    for (start, id) in [
        ("2026-11-23T08:00:00Z", "weekly=#3"),
        ("2026-11-30T08:00:00Z", "weekly=#4"),
    ] {
        let occurrence = Target::Occurrence(identity(start));
        assert_eq!(
            desk.describe(&occurrence, Some(ITEM)).await,
            Ok(Written::Changed)
        );
        assert!(desk.body(id).contains(BLOCK));
    }
    assert!(!desk.body("weekly=").contains(BLOCK));
    let never = Target::Occurrence(identity("2026-11-24T08:00:00Z"));
    let gone = CalendarError::NotFound("the event".into());
    assert_eq!(desk.describe(&never, Some(ITEM)).await, Err(gone.clone()));
    desk.server
        .state()
        .change("weekly=", "isCancelled", json!(true));
    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Err(gone)
    );
}

#[tokio::test]
async fn a_meeting_with_others_is_left_alone_unless_mailing_them_is_allowed() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.describe(&target("online"), Some(ITEM)).await,
        Err(CalendarError::WouldMail)
    );
    assert_eq!(desk.server.got_by(&Method::PATCH).len(), 0);
    assert_eq!(desk.server.state().mailed, Vec::<String>::new());
    // What stands in the calendar of somebody who was invited is theirs: nobody is told.
    desk.server
        .state()
        .change("online", "isOrganizer", json!(false));
    assert_eq!(
        desk.describe(&target("online"), Some(ITEM)).await,
        Ok(Written::Changed)
    );

    let desk = Desk::with(|settings| settings.may_mail = true).await;
    assert_eq!(
        desk.describe(&target("online"), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    assert_eq!(
        desk.describe(&target("online"), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(desk.server.state().mailed.len(), 2);
}

#[tokio::test]
async fn the_link_of_an_online_meeting_survives() {
    let desk = Desk::open().await;
    let before = desk.body("alone");
    assert_eq!(
        desk.describe(&target("alone"), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let with = desk.body("alone");
    assert!(with.contains(BLOCK) && with.contains(TEAMS), "{with}");
    assert_eq!(
        desk.describe(&target("alone"), None).await,
        Ok(Written::Changed)
    );
    assert_eq!(desk.body("alone"), before);
}

#[tokio::test]
async fn where_the_link_did_not_survive_the_old_body_is_put_back() {
    let desk = Desk::open().await;
    let before = desk.body("alone");
    desk.server.state().mangle = Some(|body| body.replace("meetup-join", "elsewhere"));
    let outcome = desk.describe(&target("alone"), Some(ITEM)).await;
    assert_eq!(outcome, Err(CalendarError::OnlineMeeting));
    assert_eq!(desk.body("alone"), before);
    assert_eq!(desk.server.got_by(&Method::PATCH).len(), 2);
}

#[tokio::test]
async fn where_other_words_did_not_survive_the_old_body_is_put_back() {
    let desk = Desk::open().await;
    let before = desk.body("weekly=");
    desk.server.state().mangle = Some(|body| body.replace("Agenda", "A"));
    let outcome = desk.describe(&target("weekly="), Some(ITEM)).await;
    assert!(
        matches!(outcome, Err(CalendarError::Unreadable(_))),
        "{outcome:?}"
    );
    assert_eq!(desk.body("weekly="), before);
    // What Exchange does to the form of a body is no loss.
    desk.server.state().mangle =
        Some(|body| body.replace("\r\n", "\n").replace("<p>", "<p class=\"x\">"));
    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Ok(Written::Changed)
    );
}

#[tokio::test]
async fn an_online_meeting_without_its_link_in_the_body_is_left_alone() {
    let desk = Desk::open().await;
    let body = json!({ "contentType": "html", "content": document("<p>Welcome</p>") });
    desk.server.state().change("alone", "body", body);
    let outcome = desk.describe(&target("alone"), Some(ITEM)).await;
    assert_eq!(outcome, Err(CalendarError::OnlineMeeting));
    // A link is known also where the event does not say that it is online.
    {
        let mut graph = desk.server.state();
        graph.change(
            "weekly=",
            "body",
            json!({ "contentType": "html", "content": document(TEAMS) }),
        );
        graph.mangle = Some(|body| body.replace("123 456", "654 321"));
    }
    let outcome = desk.describe(&target("weekly="), Some(ITEM)).await;
    assert_eq!(outcome, Err(CalendarError::OnlineMeeting));
    assert_eq!(desk.body("weekly="), document(TEAMS));
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_read_again_and_kept() {
    let desk = Desk::open().await;
    desk.server.state().rivals = 2;
    assert_eq!(
        desk.describe(&target("weekly="), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    assert_eq!(
        desk.server.state().event("weekly=")["subject"],
        "Changed before 0"
    );
    desk.server.state().rivals = 9;
    assert_eq!(
        desk.describe(&target("alone"), Some(ITEM)).await,
        Err(CalendarError::ChangedMeanwhile)
    );
    assert_eq!(desk.server.state().rivals, 6);
}

#[tokio::test]
async fn an_occurrence_to_come_that_was_changed_has_what_its_series_has() {
    let desk = Desk::open().await;
    let own = document("<p>Its own agenda</p>");
    let body = json!({ "contentType": "html", "content": own });
    for id in ["weekly=#2", "weekly=#4"] {
        desk.server.state().change(id, "body", body.clone());
    }
    let series = target("weekly=");
    assert_eq!(
        desk.describe(&series, Some(ITEM)).await,
        Ok(Written::Changed)
    );
    assert!(desk.body("weekly=").contains(BLOCK));
    assert!(desk.body("weekly=#4").contains(BLOCK));
    assert_eq!(desk.body("weekly=#2"), own);
    assert_eq!(desk.describe(&series, Some(ITEM)).await, Ok(Written::Same));
    // One that somebody moves takes along what the series says.
    desk.server
        .state()
        .change("weekly=#5", "start", when("2026-12-08T08:00:00"));
    assert!(desk.body("weekly=#5").contains(BLOCK));
    assert_eq!(desk.describe(&series, None).await, Ok(Written::Changed));
    assert_eq!(desk.body("weekly=#4"), own);
    for id in ["weekly=", "weekly=#5"] {
        assert_eq!(desk.body(id), document("<p>Agenda</p>"), "{id}");
    }
}

#[tokio::test]
async fn where_a_changed_occurrence_would_mail_the_series_has_the_line_alone() {
    let desk = Desk::open().await;
    let guest = json!([{ "type": "required", "emailAddress": { "address": "ann@example.com" } }]);
    desk.server.state().change("weekly=#4", "attendees", guest);
    let series = target("weekly=");
    assert_eq!(
        desk.describe(&series, Some(ITEM)).await,
        Ok(Written::Changed)
    );
    assert!(!desk.body("weekly=#4").contains(BLOCK));
    assert!(desk.server.state().mailed.is_empty());
}
