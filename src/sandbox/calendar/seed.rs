//! What a calendar begins with.

use std::fmt::Write as _;

use chrono::{NaiveDateTime, TimeDelta, Weekday};
use chrono_tz::Tz;

use super::text::{escaped, fold};

/// How local times are written.
const LOCAL: &str = "%Y%m%dT%H%M%S";

/// A calendar beside the workspace.
#[derive(Clone, Debug)]
pub struct CalendarSeed {
    /// The name people see.
    pub name: String,
    /// Who may sign in.
    pub user: String,
    /// With what.
    pub password: String,
    /// The zone of its weeks.
    pub zone: Tz,
    /// Its events in iCalendar, each by the name of its file.
    pub events: Vec<(String, String)>,
}

impl CalendarSeed {
    /// An empty calendar.
    pub fn new(name: &str, user: &str, password: &str, zone: Tz) -> Self {
        Self {
            name: name.into(),
            user: user.into(),
            password: password.into(),
            zone,
            events: Vec::new(),
        }
    }

    /// The calendar with one more event, in the file `<uid>.ics`.
    #[must_use]
    pub fn with(mut self, event: &EventSeed) -> Self {
        let file = format!("{}.ics", event.uid);
        self.events.push((file, event.text(self.zone)));
        self
    }
}

/// An event, once or each week.
#[derive(Clone, Debug)]
pub struct EventSeed {
    /// Unique in its calendar, and the name of its file.
    pub uid: String,
    /// What people see.
    pub title: String,
    /// What is written in it.
    pub description: String,
    /// When it starts (first), on the clocks of its zone.
    pub starts: NaiveDateTime,
    /// How long it lasts.
    pub minutes: i64,
    /// On which days of each week; empty for once.
    pub weekly: Vec<Weekday>,
    /// One that was moved: when it was to start, and when it does.
    pub moved: Option<(NaiveDateTime, NaiveDateTime)>,
    /// The mail addresses of who takes part; the first called the meeting.
    pub attendees: Vec<String>,
}

impl EventSeed {
    /// An event of half an hour that happens once.
    pub fn new(uid: &str, title: &str, starts: NaiveDateTime) -> Self {
        Self {
            uid: uid.into(),
            title: title.into(),
            description: String::new(),
            starts,
            minutes: 30,
            weekly: Vec::new(),
            moved: None,
            attendees: Vec::new(),
        }
    }

    /// The event in iCalendar.
    pub fn text(&self, zone: Tz) -> String {
        let mut lines = String::from("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//sandbox//EN\n");
        let mut rule = String::new();
        if !self.weekly.is_empty() {
            let days: Vec<String> = self
                .weekly
                .iter()
                .map(|day| day.to_string()[..2].to_uppercase())
                .collect();
            rule = format!("RRULE:FREQ=WEEKLY;BYDAY={}\n", days.join(","));
        }
        lines.push_str(&self.event(zone, self.starts, &rule));
        if let Some((original, starts)) = self.moved {
            let original = original.format(LOCAL);
            let instead = format!("RECURRENCE-ID;TZID={zone}:{original}\n");
            lines.push_str(&self.event(zone, starts, &instead));
        }
        lines.push_str("END:VCALENDAR\n");
        lines.lines().map(fold).collect()
    }

    fn event(&self, zone: Tz, starts: NaiveDateTime, more: &str) -> String {
        let ends = starts + TimeDelta::minutes(self.minutes);
        let mut lines = format!(
            "BEGIN:VEVENT\nUID:{}\nDTSTAMP:{}Z\nDTSTART;TZID={zone}:{}\nDTEND;TZID={zone}:{}\n{more}SUMMARY:{}\n",
            self.uid,
            self.starts.format(LOCAL),
            starts.format(LOCAL),
            ends.format(LOCAL),
            escaped(&self.title),
        );
        if !self.description.is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "DESCRIPTION:{}", escaped(&self.description));
        }
        if let Some(organizer) = self.attendees.first() {
            let _ = writeln!(lines, "ORGANIZER:mailto:{organizer}");
        }
        for attendee in &self.attendees {
            let _ = writeln!(lines, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:{attendee}");
        }
        lines + "END:VEVENT\n"
    }
}
