//! When the agenda of a meeting appears, and what becomes of one whose moment passed.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::features::feedback::rules::posting::next_allowed;
use crate::platform::config::PostingHours;

/// An agenda outside posting hours, because its meeting is, appears at most so long before it.
const SHORTLY: TimeDelta = TimeDelta::hours(1);
/// So long before a meeting its agenda waits for nothing any more.
const LAST_CALL: TimeDelta = TimeDelta::minutes(2);
/// What came of a meeting is asked so long after its end.
pub const AFTERWARDS: TimeDelta = TimeDelta::minutes(10);
/// Later than this after its end nobody is asked any more.
const TOO_LATE_TO_ASK: TimeDelta = TimeDelta::hours(4);

/// When a department is posted to.
#[derive(Clone, Debug)]
pub struct Hours {
    /// Its posting hours.
    pub hours: PostingHours,
    /// Days on which nobody works.
    pub holidays: Vec<NaiveDate>,
    /// The zone of both.
    pub zone: Tz,
}

/// When the agenda of a meeting appears that begins at `starts_at`.
///
/// It is `lead` before, or the next moment at which may be posted, if the meeting has not begun by then.
/// Where there is none, the meeting itself is outside posting hours, and its agenda is too: as wanted, but
/// never more than an hour before.
pub fn post_at(starts_at: DateTime<Utc>, lead: TimeDelta, hours: &Hours) -> DateTime<Utc> {
    let wanted = starts_at - lead;
    match next_allowed(wanted, &hours.hours, &hours.holidays, hours.zone) {
        Some(allowed) if allowed < starts_at || allowed == wanted => allowed,
        _ => wanted.max(starts_at - SHORTLY),
    }
}

/// What becomes of an agenda whose moment came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is not time yet.
    Early,
    /// It is posted, also a little late.
    Now,
    /// The meeting began without it.
    Missed,
}

/// What becomes of an agenda now. A meeting that has begun is not interrupted by it.
pub fn due(post_at: DateTime<Utc>, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Due {
    if now < post_at {
        Due::Early
    } else if now < starts_at || post_at == starts_at && now - starts_at < TimeDelta::minutes(5) {
        Due::Now
    } else {
        Due::Missed
    }
}

/// Whether an agenda may wait until the calendar of its meeting was read: not when the meeting is about to begin, as
/// a calendar may fail to answer. Of one that has begun it is only to be known whether it was missed.
pub fn may_wait(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= starts_at || starts_at - now > LAST_CALL
}

/// What is to be done about asking what came of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// It is not over yet.
    Early,
    /// Ask.
    Now,
    /// Nobody remembers; it is left.
    Never,
}

/// Whether to ask now what came of a meeting that ended at `ends_at`.
pub fn asking(ends_at: DateTime<Utc>, now: DateTime<Utc>) -> Asking {
    match now - ends_at {
        since if since < AFTERWARDS => Asking::Early,
        since if since <= TOO_LATE_TO_ASK => Asking::Now,
        _ => Asking::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::{self, Weekday};
    use crate::platform::schedule::resolve;

    const ZONE: Tz = chrono_tz::Europe::Amsterdam;

    fn at(local: &str) -> DateTime<Utc> {
        resolve(ZONE, format!("{local}:00").parse().unwrap())
    }

    fn hours() -> Hours {
        Hours {
            hours: config::defaults().unwrap().workspace.posting_hours,
            holidays: vec!["2026-12-25".parse().unwrap()],
            zone: ZONE,
        }
    }

    fn appears(starts: &str, lead: i64) -> DateTime<Utc> {
        post_at(at(starts), TimeDelta::minutes(lead), &hours())
    }

    #[test]
    fn it_appears_the_lead_time_before() {
        assert_eq!(appears("2026-09-21T10:00", 60), at("2026-09-21T09:00"));
        assert_eq!(appears("2026-09-22T10:00", 1440), at("2026-09-21T10:00"));
    }

    #[test]
    fn what_would_appear_at_night_or_at_the_weekend_waits_for_posting_hours() {
        assert_eq!(appears("2026-09-21T08:30", 60), at("2026-09-21T08:00"));
        assert_eq!(appears("2026-09-21T10:00", 1440), at("2026-09-21T08:00"));
        // On Friday, for a meeting on Saturday.
        assert_eq!(appears("2026-09-19T10:00", 1440), at("2026-09-18T10:00"));
    }

    #[test]
    fn a_meeting_outside_posting_hours_has_its_agenda_shortly_before() {
        assert_eq!(appears("2026-09-20T10:00", 1440), at("2026-09-20T09:00"));
        assert_eq!(appears("2026-09-21T07:30", 30), at("2026-09-21T07:00"));
        assert_eq!(appears("2026-12-25T10:00", 60), at("2026-12-25T09:00"));
    }

    #[test]
    fn the_lead_time_is_kept_when_the_clock_changes() {
        // In the night to 25 October the clock goes back.
        let mut hours = hours();
        hours.hours.days.extend([Weekday::Sat, Weekday::Sun]);
        let appears = post_at(at("2026-10-25T09:00"), TimeDelta::hours(17), &hours);
        assert_eq!(appears, at("2026-10-24T17:00"));
    }

    #[test]
    fn what_is_late_is_posted_until_the_meeting_begins() {
        let (post, start) = (at("2026-09-21T09:00"), at("2026-09-21T10:00"));
        assert_eq!(due(post, start, at("2026-09-21T08:59")), Due::Early);
        assert_eq!(due(post, start, post), Due::Now);
        assert_eq!(due(post, start, at("2026-09-21T09:59")), Due::Now);
        assert_eq!(due(post, start, start), Due::Missed);
        // Without a lead time it appears as the meeting begins.
        assert_eq!(due(start, start, start), Due::Now);
        assert_eq!(due(start, start, at("2026-09-21T10:05")), Due::Missed);
    }

    #[test]
    fn an_agenda_waits_for_a_calendar_until_the_meeting_is_about_to_begin() {
        let start = at("2026-09-21T10:00");
        assert!(may_wait(start, at("2026-09-21T09:57")));
        assert!(!may_wait(start, at("2026-09-21T09:58")));
        assert!(!may_wait(start, at("2026-09-21T09:59")));
        assert!(may_wait(start, at("2026-09-21T10:30")));
    }

    #[test]
    fn it_is_asked_ten_minutes_after_the_end_and_not_the_next_day() {
        let end = at("2026-09-21T10:30");
        assert_eq!(asking(end, at("2026-09-21T10:39")), Asking::Early);
        assert_eq!(asking(end, at("2026-09-21T10:40")), Asking::Now);
        assert_eq!(asking(end, at("2026-09-22T10:40")), Asking::Never);
    }
}
