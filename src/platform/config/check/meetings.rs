//! Meetings: names of their own, departments that exist, times that come.

use std::str::FromStr as _;

use chrono_tz::Tz;

use super::super::meetings::{Frequency, Meeting, Ratio};
use super::super::names::{did_you_mean, listing};
use super::super::tree::{Node, Reach as _, Table};
use super::{Checks, check_zone};
use crate::platform::schedule::Schedule;

impl Checks<'_, '_> {
    pub(super) fn meetings(&mut self, config: &Table) {
        let mut seen: Vec<&str> = Vec::new();
        for node in config.items("meetings") {
            let Some(meeting) = node.as_table() else {
                continue;
            };
            if let Some((name, place)) = meeting.text("name") {
                if !Meeting::is_name(name) {
                    let most = Meeting::LONGEST_NAME;
                    self.report.at(
                        place,
                        format!("a meeting's name has 1 to {most} characters on one line"),
                        None,
                    );
                } else if seen.contains(&name) {
                    self.report.at(
                        place,
                        format!("there are two meetings `{name}`"),
                        "Give each a name of its own, as in \"Finance, Monday\".".to_owned(),
                    );
                }
                seen.push(name);
            }
            self.meeting(node, meeting, config);
        }
    }

    fn meeting(&mut self, node: &Node, meeting: &Table, config: &Table) {
        self.known_department(meeting, config.table("departments"));
        if let Some((channel, place)) = meeting.text("channel") {
            self.channel(channel, place);
        }
        if let Some(owner) = meeting.node("owner") {
            self.user(owner);
        }
        let own_zone = meeting
            .node("time_zone")
            .and_then(|_| check_zone(meeting, self.report));
        self.when(node, meeting, own_zone.unwrap_or(self.zone));
        self.in_calendar(meeting, config);
        if let Some((text, place)) = meeting.text("frequency")
            && let Err(problem) = Frequency::from_str(text)
        {
            let remedy =
                "Write \"every\", \"every 2\" for each second one, or \"weekly\" for at most \
                one a week."
                    .to_owned();
            self.report.at(place, problem.to_string(), remedy);
        }
        if let Some((text, place)) = meeting.text("praise_to_pain")
            && let Err(problem) = Ratio::from_str(text)
        {
            let remedy = "Write it as in \"2:1\", each at most 20.".to_owned();
            self.report.at(place, problem.to_string(), remedy);
        }
    }

    fn when(&mut self, node: &Node, meeting: &Table, zone: Tz) {
        let Some((text, place)) = meeting.text("schedule") else {
            if meeting.node("schedule").is_none() && meeting.node("calendar").is_none() {
                self.report.at(
                    &node.place,
                    "this meeting does not say when it is",
                    "Add for example schedule = \"weekly on mon at 09:30\", or calendar = \"team\"."
                        .to_owned(),
                );
            }
            return;
        };
        if let Err(problem) = Schedule::parse(text, zone) {
            self.report.at(place, problem.to_string(), None);
        }
    }

    /// A calendar that exists, and conditions that only an event of a calendar can fulfil.
    fn in_calendar(&mut self, meeting: &Table, config: &Table) {
        if let Some((title, place)) = meeting.text("title")
            && !Meeting::is_title(title)
        {
            self.report.at(
                place,
                format!("`{title}` names no words of a title"),
                "Write for example \"finance\", or \"finance*\" for what begins so.".to_owned(),
            );
        }
        let Some((id, place)) = meeting.text("calendar") else {
            for key in ["title", "organizer", "min_attendees", "write"] {
                if let Some(node) = meeting.node(key) {
                    self.report.at(
                        &node.place,
                        format!("`{key}` has no effect without `calendar`"),
                        "Name the calendar, or take it out.".to_owned(),
                    );
                }
            }
            return;
        };
        if let Some(schedule) = meeting.node("schedule") {
            self.report.at(
                &schedule.place,
                "this meeting has a schedule and a calendar",
                "Keep one of them: a calendar says itself when it is.".to_owned(),
            );
        }
        let known = config.table("calendars");
        if known.is_some_and(|known| known.contains_key(id)) {
            return;
        }
        let names: Vec<&str> = known
            .into_iter()
            .flat_map(|known| known.keys().map(String::as_str))
            .collect();
        let hint = did_you_mean(id, names.iter().copied());
        let remedy = match names.is_empty() {
            true => format!("Add it as [calendars.{id}]."),
            false => format!("Calendars are {}.", listing(names)),
        };
        self.report
            .at(place, format!("there is no calendar `{id}`{hint}"), remedy);
    }

    fn known_department(&mut self, meeting: &Table, departments: Option<&Table>) {
        let (Some((id, place)), Some(known)) = (meeting.text("department"), departments) else {
            return;
        };
        if known.contains_key(id) {
            return;
        }
        let names = || known.keys().map(String::as_str);
        let hint = did_you_mean(id, names());
        self.report.at(
            place,
            format!("there is no department `{id}`{hint}"),
            format!("Departments are {}.", listing(names())),
        );
    }
}
