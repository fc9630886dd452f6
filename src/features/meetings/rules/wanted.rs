//! What somebody filled in for a meeting: what a rule says, or what is wrong with which field.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::platform::config::{Meeting, Write, zone_called};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::schedule::{Schedule, ScheduleError};
use crate::platform::text;

/// Among so many meetings two that overlap are looked for.
const COMPARED: usize = 50;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// What it is called.
    Name,
    /// The department.
    Department,
    /// The channel of the agenda.
    Channel,
    /// When it begins.
    Schedule,
    /// In which time zone.
    Zone,
    /// How long it lasts.
    Minutes,
    /// How long before it the agenda appears.
    Lead,
    /// Which meetings have an agenda.
    Frequency,
    /// Words of the title.
    Title,
    /// Who calls it.
    Organizer,
    /// How many take part at least.
    Attendees,
    /// What is written into the event.
    Write,
    /// Who is told of problems.
    Owner,
}

impl Input {
    /// Its `block_id` and `action_id`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Department => "department",
            Self::Channel => "channel",
            Self::Schedule => "schedule",
            Self::Zone => "zone",
            Self::Minutes => "minutes",
            Self::Lead => "lead",
            Self::Frequency => "frequency",
            Self::Title => "title",
            Self::Organizer => "organizer",
            Self::Attendees => "attendees",
            Self::Write => "write",
            Self::Owner => "owner",
        }
    }
}

/// What was filled in; a field that the form does not have is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// What it is called; a rule that is changed keeps its name.
    pub name: String,
    /// The department.
    pub department: Option<DepartmentId>,
    /// The channel of the agenda; without one, the department's.
    pub channel: Option<ChannelId>,
    /// When it begins.
    pub schedule: String,
    /// In which time zone.
    pub zone: String,
    /// How long it lasts.
    pub minutes: String,
    /// How long before it the agenda appears.
    pub lead: String,
    /// Which meetings have an agenda.
    pub frequency: String,
    /// Words of the title.
    pub title: String,
    /// Who calls it.
    pub organizer: String,
    /// How many take part at least.
    pub attendees: String,
    /// What is written into the event.
    pub write: String,
    /// Who is told of problems.
    pub owner: Option<UserId>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no name.
    Name,
    /// There is a rule of this name.
    NameTaken,
    /// No department was chosen whose rules this person may manage.
    Department,
    /// It is no schedule.
    Schedule(ScheduleError),
    /// A meeting begins before the one before it is over.
    TooOften,
    /// It is no time zone; perhaps this one was meant.
    Zone(String, Option<&'static str>),
    /// It is no number within these.
    Number(RangeInclusive<u32>),
    /// It names no words of a title.
    Title(String),
    /// It is no mail address.
    Organizer(String),
}

/// What is known around the form.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The names of the other rules.
    pub names: &'a [&'a str],
    /// The departments whose rules this person may manage.
    pub departments: &'a [DepartmentId],
    /// The zone of the workspace.
    pub zone: Tz,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What the rule says after `meeting` was filled in anew. What is not in the form stays.
///
/// # Errors
/// What is wrong, each with its field.
pub fn read(
    mut meeting: Meeting,
    filled: &Filled,
    known: Known,
) -> Result<Meeting, Vec<(Input, Fault)>> {
    let mut faults = Vec::new();
    if meeting.name.is_empty() {
        match name(filled, known) {
            Ok(name) => meeting.name = name,
            Err(fault) => faults.push((Input::Name, fault)),
        }
    }
    match &filled.department {
        Some(department) if known.departments.contains(department) => {
            meeting.department = department.clone();
        }
        _ => faults.push((Input::Department, Fault::Department)),
    }
    meeting.channel.clone_from(&filled.channel);
    meeting.owner.clone_from(&filled.owner);
    if let Ok(frequency) = filled.frequency.parse() {
        meeting.frequency = frequency;
    }
    match number(&filled.lead, &Meeting::LEAD_MINUTES) {
        Ok(lead) => meeting.lead_minutes = lead,
        Err(fault) => faults.push((Input::Lead, fault)),
    }
    match meeting.calendar {
        Some(_) => in_calendar(&mut meeting, filled, &mut faults),
        None => by_schedule(&mut meeting, filled, known, &mut faults),
    }
    match faults.is_empty() {
        true => Ok(meeting),
        false => Err(faults),
    }
}

fn name(filled: &Filled, known: Known) -> Result<String, Fault> {
    let name = text::clean(&filled.name).trim().to_owned();
    if !Meeting::is_name(&name) || !text::is_visible(&name) {
        return Err(Fault::Name);
    }
    let lower = name.to_lowercase();
    let is_it = |other: &&str| other.to_lowercase() == lower;
    match known.names.iter().any(is_it) {
        true => Err(Fault::NameTaken),
        false => Ok(name),
    }
}

fn number(text: &str, range: &RangeInclusive<u32>) -> Result<u32, Fault> {
    let number = text.trim().parse().ok();
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| Fault::Number(range.clone()))
}

fn by_schedule(
    meeting: &mut Meeting,
    filled: &Filled,
    known: Known,
    faults: &mut Vec<(Input, Fault)>,
) {
    match number(&filled.minutes, &Meeting::MINUTES) {
        Ok(minutes) => meeting.minutes = minutes,
        Err(fault) => faults.push((Input::Minutes, fault)),
    }
    let zone = match filled.zone.trim() {
        "" => known.zone,
        zone => zone_called(zone).unwrap_or_else(|nearest| {
            faults.push((Input::Zone, Fault::Zone(zone.to_owned(), nearest)));
            known.zone
        }),
    };
    meeting.time_zone = (zone != known.zone).then_some(zone);
    match Schedule::parse(&filled.schedule, zone) {
        Ok(schedule) if overlaps(&schedule, meeting.minutes, known.now) => {
            faults.push((Input::Schedule, Fault::TooOften));
        }
        Ok(schedule) => meeting.schedule = Some(schedule.to_string()),
        Err(error) => faults.push((Input::Schedule, Fault::Schedule(error))),
    }
}

/// Whether a meeting would begin before the one before it is over.
fn overlaps(schedule: &Schedule, minutes: u32, now: DateTime<Utc>) -> bool {
    let lasting = TimeDelta::minutes(i64::from(minutes));
    let starts: Vec<DateTime<Utc>> = schedule
        .after(now)
        .take(COMPARED)
        .map(|occurrence| occurrence.at)
        .collect();
    starts.windows(2).any(|pair| pair[1] - pair[0] < lasting)
}

fn in_calendar(meeting: &mut Meeting, filled: &Filled, faults: &mut Vec<(Input, Fault)>) {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    meeting.title = given(&filled.title);
    if let Some(title) = &meeting.title
        && !Meeting::is_title(title)
    {
        faults.push((Input::Title, Fault::Title(title.clone())));
    }
    meeting.organizer = given(&filled.organizer);
    if let Some(organizer) = &meeting.organizer
        && !is_address(organizer)
    {
        faults.push((Input::Organizer, Fault::Organizer(organizer.clone())));
    }
    match number(&filled.attendees, &Meeting::MIN_ATTENDEES) {
        Ok(attendees) => meeting.min_attendees = attendees,
        Err(fault) => faults.push((Input::Attendees, fault)),
    }
    meeting.write = write_called(&filled.write);
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    !text.contains(char::is_whitespace)
        && parts.is_some_and(|(before, after)| !before.is_empty() && after.contains('.'))
}

/// What is written into the event, as a value of the form.
pub fn write_value(write: Write) -> &'static str {
    match write {
        Write::Off => "off",
        Write::Occurrence => "occurrence",
        Write::Series => "series",
    }
}

fn write_called(value: &str) -> Write {
    [Write::Occurrence, Write::Series]
        .into_iter()
        .find(|write| write_value(*write) == value)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Frequency;

    fn filled() -> Filled {
        Filled {
            name: "  Finance, Monday ".to_owned(),
            department: Some(DepartmentId::from("finance")),
            schedule: "weekly on mon at 10:00".to_owned(),
            zone: "Europe/Amsterdam".to_owned(),
            minutes: "30".to_owned(),
            lead: "60".to_owned(),
            frequency: "every 2".to_owned(),
            attendees: "0".to_owned(),
            ..Filled::default()
        }
    }

    fn read_new(filled: &Filled, calendar: Option<&str>) -> Result<Meeting, Vec<(Input, Fault)>> {
        let mut meeting = Meeting::of(String::new(), DepartmentId::from(""));
        meeting.calendar = calendar.map(str::to_owned);
        let known = Known {
            names: &["Stand-up"],
            departments: &[DepartmentId::from("finance")],
            zone: chrono_tz::Europe::Amsterdam,
            now: DateTime::UNIX_EPOCH,
        };
        read(meeting, filled, known)
    }

    fn faults(change: impl Fn(&mut Filled)) -> Vec<(Input, Fault)> {
        let mut filled = filled();
        change(&mut filled);
        read_new(&filled, None).unwrap_err()
    }

    #[test]
    fn a_meeting_by_a_schedule_is_what_the_configuration_would_say() {
        let meeting = read_new(&filled(), None).unwrap();
        assert_eq!(meeting.name, "Finance, Monday");
        assert_eq!(meeting.schedule.as_deref(), Some("weekly on mon at 10:00"));
        assert_eq!(meeting.time_zone, None);
        assert_eq!(meeting.frequency, Frequency::EveryNth(2));
        let elsewhere = Filled {
            zone: "Europe/London".to_owned(),
            ..filled()
        };
        let meeting = read_new(&elsewhere, None).unwrap();
        assert_eq!(meeting.time_zone, Some(chrono_tz::Europe::London));
    }

    #[test]
    fn a_meeting_in_a_calendar_takes_its_conditions_and_no_schedule() {
        let conditions = Filled {
            title: "finance*".to_owned(),
            organizer: "anna@bedrijf.nl".to_owned(),
            attendees: "3".to_owned(),
            write: "series".to_owned(),
            ..filled()
        };
        let meeting = read_new(&conditions, Some("team")).unwrap();
        assert_eq!(meeting.calendar.as_deref(), Some("team"));
        assert_eq!(meeting.schedule, None);
        assert_eq!(meeting.title.as_deref(), Some("finance*"));
        assert_eq!((meeting.min_attendees, meeting.write), (3, Write::Series));
        let wrong = Filled {
            title: "*".to_owned(),
            organizer: "anna".to_owned(),
            attendees: "many".to_owned(),
            ..filled()
        };
        let wrong = read_new(&wrong, Some("team")).unwrap_err();
        let fields: Vec<Input> = wrong.iter().map(|(input, _)| *input).collect();
        assert_eq!(fields, [Input::Title, Input::Organizer, Input::Attendees]);
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        let twosday = "every twosday".to_owned();
        let not_understood = Fault::Schedule(ScheduleError::NotUnderstood(twosday.clone()));
        assert_eq!(
            faults(|filled| filled.schedule.clone_from(&twosday)),
            [(Input::Schedule, not_understood)]
        );
        let zone = Fault::Zone("amsterdam".to_owned(), Some("Europe/Amsterdam"));
        assert_eq!(
            faults(|filled| filled.zone = " amsterdam ".to_owned()),
            [(Input::Zone, zone)]
        );
        for (name, fault) in [
            ("", Fault::Name),
            ("\u{200b}", Fault::Name),
            ("stand-up", Fault::NameTaken),
        ] {
            assert_eq!(
                faults(|filled| filled.name = name.to_owned()),
                [(Input::Name, fault)],
                "{name:?}"
            );
        }
        assert_eq!(
            faults(|filled| filled.department = Some(DepartmentId::from("hr"))),
            [(Input::Department, Fault::Department)]
        );
        assert_eq!(
            faults(|filled| filled.minutes = "4".to_owned()),
            [(Input::Minutes, Fault::Number(Meeting::MINUTES))]
        );
    }

    #[test]
    fn a_meeting_that_begins_before_the_last_one_ends_is_none() {
        let every_quarter = |minutes: &str| Filled {
            schedule: "every 15 minutes".to_owned(),
            minutes: minutes.to_owned(),
            ..filled()
        };
        let refused = read_new(&every_quarter("30"), None).unwrap_err();
        assert_eq!(refused, [(Input::Schedule, Fault::TooOften)]);
        assert!(read_new(&every_quarter("15"), None).is_ok());
    }

    #[test]
    fn a_change_keeps_the_name_and_what_is_not_in_the_form() {
        let mut meeting = read_new(&filled(), None).unwrap();
        meeting.repeat_after_weeks = 4;
        let other = Filled {
            name: String::new(),
            lead: "1440".to_owned(),
            ..filled()
        };
        let known = Known {
            names: &[],
            departments: &[DepartmentId::from("finance")],
            zone: chrono_tz::Europe::Amsterdam,
            now: DateTime::UNIX_EPOCH,
        };
        let changed = read(meeting, &other, known).unwrap();
        assert_eq!(changed.name, "Finance, Monday");
        assert_eq!(
            (changed.lead_minutes, changed.repeat_after_weeks),
            (1440, 4)
        );
    }
}
