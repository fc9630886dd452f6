//! That only the description of an event on a CalDAV server is written.

use std::sync::{Arc, Mutex};

use axum::http::Method;
use klantstem::features::meetings::calendars::caldav::Calendar;
use klantstem::features::meetings::calendars::{CalendarError, Reading, Target, Written};

use super::radicale::PASSWORD;
use super::{Desk, WEEKLY, fortnight, identity, settings};
use crate::calendars::server::{Got, Reply, Server, client};

const ITEM: &str = "A customer says: quick, & kind; \"really\"\nhttps://klantstem.example.com/i/1";
const WRITTEN: &str = "DESCRIPTION:Agenda\\n1. Figures\\n\\n=== Klantstem ===\\nA customer says: quick\\, & kind\\; \
    \"really\"\\nhttps://klantstem.example.com/i/1\\n=== /Klantstem ===";

fn series() -> Target {
    Target::Series("weekly@example.com".into())
}

/// Without the folds of long lines.
fn unfolded(event: &str) -> String {
    event.replace("\r\n ", "").replace("\r\n\t", "")
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn only_the_descriptions_of_the_series_and_of_its_changed_occurrence_change() {
    let desk = Desk::open().await;
    let before = unfolded(&desk.radicale.get("weekly").await);
    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let after = unfolded(&desk.radicale.get("weekly").await);
    assert_eq!(
        after,
        before.replace("DESCRIPTION:Agenda\\n1. Figures", WRITTEN)
    );
    assert_eq!(after.matches("=== Klantstem ===").count(), 2);
    assert!(
        after.contains("X-SOMETHING;X-P=1:kept")
            && after.contains("ATTENDEE;PARTSTAT=NEEDS-ACTION")
    );

    assert_eq!(
        desk.describe(&series(), Some(ITEM)).await,
        Ok(Written::Same)
    );
    assert_eq!(unfolded(&desk.radicale.get("weekly").await), after);
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Changed));
    assert_eq!(unfolded(&desk.radicale.get("weekly").await), before);
    assert_eq!(desk.describe(&series(), None).await, Ok(Written::Same));
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn one_occurrence_is_written_to_alone_and_keeps_its_time() {
    let desk = Desk::open().await;
    let before = desk.whole(&fortnight(), None).await.occurrences;
    for start in ["2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z"] {
        let occurrence = Target::Occurrence(identity(start));
        assert_eq!(
            desk.describe(&occurrence, Some(ITEM)).await,
            Ok(Written::Changed)
        );
        assert_eq!(
            desk.describe(&occurrence, Some(ITEM)).await,
            Ok(Written::Same)
        );
    }
    let with = desk.radicale.get("weekly").await;
    assert_eq!(with.matches("=== Klantstem ===").count(), 2);
    let main = with
        .split("BEGIN:VEVENT")
        .find(|event| event.contains("RRULE"))
        .unwrap();
    assert!(!main.contains("Klantstem"), "{main}");
    assert_eq!(desk.whole(&fortnight(), None).await.occurrences, before);
    for start in ["2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z"] {
        let occurrence = Target::Occurrence(identity(start));
        assert_eq!(desk.describe(&occurrence, None).await, Ok(Written::Changed));
    }
    assert!(!desk.radicale.get("weekly").await.contains("Klantstem"));
    assert_eq!(desk.whole(&fortnight(), None).await.occurrences, before);
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn what_was_written_is_not_read_as_another_meeting() {
    let desk = Desk::open().await;
    let kept = desk.whole(&fortnight(), None).await.kept.unwrap();
    desk.describe(&series(), Some(ITEM)).await.unwrap();
    let Ok(Reading::Whole(whole)) = desk.read(&fortnight(), Some(&kept)).await else {
        panic!("not the whole");
    };
    assert_eq!(whole.occurrences.len(), 4);
    assert_eq!(whole.problems, Vec::<String>::new());
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn an_event_that_is_gone_is_not_written_to() {
    let desk = Desk::open().await;
    // A server looks for parts of UIDs; the event itself is known by the whole.
    for target in [
        Target::Series("weekly".into()),
        Target::Series("a<b>&\"'".into()),
        Target::Occurrence(identity("2026-11-24T08:00:00Z")),
    ] {
        let outcome = desk.describe(&target, Some(ITEM)).await;
        assert_eq!(outcome, Err(CalendarError::NotFound("the event".into())));
    }
}

#[tokio::test]
#[ignore = "wants Radicale: tests/radicale/run"]
async fn who_may_only_read_is_told_with_whom_to_share_the_calendar() {
    let desk = Desk::of("bob", PASSWORD).await;
    desk.whole(&fortnight(), None).await;
    let forbidden = CalendarError::Forbidden {
        account: "bob".into(),
        reason: "403".into(),
    };
    assert_eq!(desk.describe(&series(), Some(ITEM)).await, Err(forbidden));
}

/// A server that mails by itself, as its abilities say, and on which somebody else is quicker a few times.
#[derive(Clone)]
struct Busy {
    event: Arc<Mutex<String>>,
    version: u32,
    rivals: u32,
    mails: bool,
}

fn busy(busy: &mut Busy, got: &Got) -> Reply {
    let mut event = busy.event.lock().unwrap();
    let etag = format!("\"{}\"", busy.version);
    let reply = |status, body: String| Reply {
        status,
        headers: vec![("etag", etag.clone())],
        body,
    };
    match got.method.as_str() {
        "REPORT" => reply(
            207,
            "<multistatus xmlns=\"DAV:\"><response><href>/c/e.ics</href></response></multistatus>"
                .into(),
        ),
        "OPTIONS" if busy.mails => {
            reply(200, String::new()).with("dav", "1, 3, calendar-access, calendar-auto-schedule")
        }
        "OPTIONS" => reply(200, String::new()).with("dav", "1, 3, calendar-access"),
        "GET" => {
            let reply = reply(200, event.clone());
            if busy.rivals > 0 {
                busy.rivals -= 1;
                busy.version += 1;
            }
            reply
        }
        "PUT" if got.header("if-match") != Some(&etag) => reply(412, String::new()),
        "PUT" => {
            busy.version += 1;
            *event = String::from_utf8(got.body.clone()).unwrap();
            reply(204, String::new())
        }
        other => panic!("{other}"),
    }
}

async fn at_busy(rivals: u32, mails: bool, may_mail: bool) -> (Server<Busy>, Calendar) {
    let event = format!("BEGIN:VCALENDAR\n{WEEKLY}\nEND:VCALENDAR\n").replace('\n', "\r\n");
    let state = Busy {
        event: Arc::new(Mutex::new(event)),
        version: 1,
        rivals,
        mails,
    };
    let server = Server::start(state, busy).await;
    let mut settings = settings(format!("{}/c/", server.url), "ann", PASSWORD);
    settings.may_mail = may_mail;
    let calendar = Calendar::new(&settings).unwrap();
    (server, calendar)
}

#[tokio::test]
async fn every_byte_outside_of_the_item_comes_back_as_it_was() {
    let (server, calendar) = at_busy(0, false, false).await;
    let event = || server.state().event.lock().unwrap().clone();
    let before = event();
    let http = client();
    assert_eq!(
        calendar.describe(&http, &series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    let puts = server.got_by(&Method::PUT);
    assert_eq!(puts[0].header("if-match"), Some("\"1\""));
    assert_eq!(puts[0].header("schedule-reply"), Some("F"));
    assert_ne!(event(), before);
    assert_eq!(
        calendar.describe(&http, &series(), None).await,
        Ok(Written::Changed)
    );
    assert_eq!(event(), before);
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_read_again() {
    let (server, calendar) = at_busy(2, false, false).await;
    let http = client();
    assert_eq!(
        calendar.describe(&http, &series(), Some(ITEM)).await,
        Ok(Written::Changed)
    );
    server.state().rivals = 9;
    let outcome = calendar.describe(&http, &series(), None).await;
    assert_eq!(outcome, Err(CalendarError::ChangedMeanwhile));
    assert_eq!(server.state().rivals, 6);
}

#[tokio::test]
async fn where_a_server_mails_by_itself_meetings_with_others_are_left_alone() {
    let http = client();
    let (server, calendar) = at_busy(0, true, false).await;
    let outcome = calendar.describe(&http, &series(), Some(ITEM)).await;
    assert_eq!(outcome, Err(CalendarError::WouldMail));
    assert_eq!(server.got_by(&Method::PUT).len(), 0);
    let (_server, calendar) = at_busy(0, true, true).await;
    let outcome = calendar.describe(&http, &series(), Some(ITEM)).await;
    assert_eq!(outcome, Ok(Written::Changed));
}
