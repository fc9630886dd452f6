//! The calendar of the demo: a week as the teams of Het Bedrijf have it.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};

use super::ZONE;
use crate::sandbox::{CalendarSeed, EventSeed};

/// Who signs in, as the demo's configuration says.
const ACCOUNT: &str = "klantstem";
/// The password of the calendar; nobody outside this machine can reach it.
pub(super) const SECRET: &str = "demo-calendar";
/// For so many weeks the series have been going on.
const WEEKS: u64 = 5;

/// The calendar around the demo's morning. What the newcomer is to see takes place on that day: the weekly of
/// finance, and the stand-up. The review is on the next working day; what was moved lies in the same week.
pub(super) fn calendar(now: DateTime<Utc>) -> CalendarSeed {
    let today = now.with_timezone(&ZONE).date_naive();
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let review = match today.weekday() {
        Weekday::Fri => today + Days::new(3),
        _ => today + Days::new(1),
    };
    let tuesday = monday + Days::new(1);
    let started = Days::new(7 * WEEKS);
    let people = |names: &[&str]| {
        names
            .iter()
            .map(|name| format!("{name}@bedrijf.test"))
            .collect()
    };
    let standup = EventSeed {
        minutes: 15,
        weekly: vec![
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ],
        attendees: people(&["eva", "sanne"]),
        ..EventSeed::new(
            "support-stand-up",
            "Support stand-up",
            at(monday - started, 11, 30),
        )
    };
    let weekly = EventSeed {
        description: "1. Cijfers van de week\n2. Openstaande posten\n3. Rondvraag".to_owned(),
        weekly: vec![today.weekday()],
        attendees: people(&["bob", "sanne", "noor"]),
        ..EventSeed::new(
            "finance-weekly",
            "Finance weekly",
            at(today - started, 10, 0),
        )
    };
    let sprint = EventSeed {
        description: "Each team shows what it finished. Bring your laptop.".to_owned(),
        minutes: 60,
        weekly: vec![review.weekday()],
        attendees: people(&["liam", "eva", "sanne", "noor"]),
        ..EventSeed::new(
            "product-sprint-review",
            "Product sprint review",
            at(review - started, 14, 0),
        )
    };
    let talk = EventSeed {
        weekly: vec![Weekday::Tue],
        moved: Some((at(tuesday, 16, 0), at(monday + Days::new(3), 15, 0))),
        attendees: people(&["sanne", "tim"]),
        ..EventSeed::new(
            "sanne-tim",
            "1:1 Sanne en Tim",
            at(tuesday - started, 16, 0),
        )
    };
    let lunch = EventSeed {
        minutes: 45,
        ..EventSeed::new(
            "lunch",
            "Lunch met het belteam",
            at(monday + Days::new(2), 12, 15),
        )
    };
    let closing = EventSeed {
        description: "Taart staat klaar in de kantine.".to_owned(),
        ..EventSeed::new(
            "weekend",
            "Week uit, weekend in",
            at(monday + Days::new(4), 16, 30),
        )
    };
    [standup, weekly, sprint, talk, lunch, closing].iter().fold(
        CalendarSeed::new("Calendar", ACCOUNT, SECRET, ZONE),
        CalendarSeed::with,
    )
}

fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_newcomer_is_to_see_lies_ahead_on_each_day() {
        for day in 23..=27 {
            let now = format!("2026-11-{day}T08:12:00Z").parse().unwrap();
            let calendar = calendar(now);
            let text = |name: &str| {
                let mut events = calendar.events.iter();
                &events.find(|(file, _)| file == name).unwrap().1
            };
            assert_eq!(calendar.events.len(), 6);
            let review = ["TU", "WE", "TH", "FR", "MO"][day - 23];
            let rule = format!("RRULE:FREQ=WEEKLY;BYDAY={review}\r\n");
            assert!(text("product-sprint-review.ics").contains(&rule));
            assert!(
                text("sanne-tim.ics")
                    .contains("RECURRENCE-ID;TZID=Europe/Amsterdam:20261124T160000\r\n")
            );
            assert!(text("finance-weekly.ics").contains("T100000\r\n"));
        }
    }
}
