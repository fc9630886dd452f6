//! `[[meetings]]`: the meetings that teams already have, with the customer on their agenda.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Weekday, Write};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};

/// A meeting that comes back, by a schedule or in a calendar.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// What it is called, and what the rule is known by.
    pub name: String,
    /// The department whose customers are spoken of.
    pub department: DepartmentId,
    /// The channel in which the agenda appears; without it, the department's.
    pub channel: Option<ChannelId>,
    /// When it begins: `weekly on mon at 09:30`.
    pub schedule: Option<String>,
    /// The time zone of the schedule, where it is not the workspace's.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<chrono_tz::Tz>,
    /// The calendar in which it stands, in the place of a schedule.
    pub calendar: Option<String>,
    /// In the calendar: words of its title, as in `finance*`.
    pub title: Option<String>,
    /// In the calendar: the mail address of who calls it.
    pub organizer: Option<String>,
    /// In the calendar: so many people take part at least.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10000))]
    pub min_attendees: u32,
    /// What is written into the event: nothing, the agenda, or a line with a link into the series.
    #[serde(default)]
    pub write: Write,
    /// How long it lasts.
    #[serde(default = "thirty")]
    #[schemars(range(min = 5, max = 1440))]
    pub minutes: u32,
    /// How long before its beginning the agenda appears.
    #[serde(default = "sixty")]
    #[schemars(range(min = 0, max = 10080))]
    pub lead_minutes: u32,
    /// Which of the meetings have an agenda: `every`, `every 2`, or `weekly` for one a week.
    #[serde(default)]
    pub frequency: Frequency,
    /// Only meetings on these days of the week have one; empty for all days.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// For so many weeks a channel does not see the same customer's words again.
    #[serde(default = "twelve")]
    #[schemars(range(min = 1, max = 520))]
    pub repeat_after_weeks: u32,
    /// How much praise there is to how much pain: `1:1`.
    #[serde(default)]
    pub praise_to_pain: Ratio,
    /// Slack user id of the person who is told when something does not work; without one, the department's.
    pub owner: Option<UserId>,
}

impl Meeting {
    /// A meeting of a department of which nothing else is said.
    pub fn of(name: String, department: DepartmentId) -> Self {
        Self {
            name,
            department,
            channel: None,
            schedule: None,
            time_zone: None,
            calendar: None,
            title: None,
            organizer: None,
            min_attendees: 0,
            write: Write::default(),
            minutes: thirty(),
            lead_minutes: sixty(),
            frequency: Frequency::default(),
            weekdays: Vec::new(),
            repeat_after_weeks: twelve(),
            praise_to_pain: Ratio::default(),
            owner: None,
        }
    }

    /// The longest name.
    pub const LONGEST_NAME: usize = 60;
    /// How many minutes it may last.
    pub const MINUTES: RangeInclusive<u32> = 5..=1_440;
    /// How many minutes before it its agenda may appear.
    pub const LEAD_MINUTES: RangeInclusive<u32> = 0..=10_080;
    /// How many people can be asked for.
    pub const MIN_ATTENDEES: RangeInclusive<u32> = 0..=10_000;

    /// Whether a meeting can be called so.
    pub fn is_name(name: &str) -> bool {
        let length = name.trim().chars().count();
        (1..=Self::LONGEST_NAME).contains(&length) && !name.contains(char::is_control)
    }

    /// Whether this names words of a title: `finance`, `finance*`, `*finance*`.
    pub fn is_title(title: &str) -> bool {
        let inner = title.trim();
        let inner = inner.strip_prefix('*').unwrap_or(inner);
        let inner = inner.strip_suffix('*').unwrap_or(inner);
        !inner.trim().is_empty() && !inner.contains('*')
    }
}

fn thirty() -> u32 {
    30
}

fn sixty() -> u32 {
    60
}

fn twelve() -> u32 {
    12
}

/// Which of the meetings of a rule have an agenda.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Frequency {
    /// Each.
    #[default]
    Every,
    /// Each second, third and so on.
    EveryNth(u32),
    /// At most one in a week.
    Weekly,
}

/// What can not be read as a frequency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not say which of the meetings have an agenda")]
pub struct NoFrequency(String);

impl FromStr for Frequency {
    type Err = NoFrequency;

    fn from_str(text: &str) -> Result<Self, NoFrequency> {
        let refusal = || NoFrequency(text.to_owned());
        let parts: Vec<&str> = text.split_whitespace().collect();
        match parts.as_slice() {
            ["every"] => Ok(Self::Every),
            ["weekly"] => Ok(Self::Weekly),
            ["every", number] => match number.parse() {
                Ok(1) => Ok(Self::Every),
                Ok(number @ 2..=52) => Ok(Self::EveryNth(number)),
                _ => Err(refusal()),
            },
            _ => Err(refusal()),
        }
    }
}

impl TryFrom<String> for Frequency {
    type Error = NoFrequency;

    fn try_from(text: String) -> Result<Self, NoFrequency> {
        text.parse()
    }
}

impl From<Frequency> for String {
    fn from(frequency: Frequency) -> Self {
        frequency.to_string()
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("every"),
            Self::EveryNth(number) => write!(f, "every {number}"),
            Self::Weekly => f.write_str("weekly"),
        }
    }
}

impl JsonSchema for Frequency {
    fn schema_name() -> Cow<'static, str> {
        "Frequency".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(every( [0-9]+)?|weekly)$" })
    }
}

/// How much praise there is to how much pain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    /// So many times praise.
    pub praise: u32,
    /// To so many times pain.
    pub pain: u32,
}

impl Default for Ratio {
    fn default() -> Self {
        Self { praise: 1, pain: 1 }
    }
}

/// What can not be read as a ratio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a ratio of praise to pain")]
pub struct NoRatio(String);

impl FromStr for Ratio {
    type Err = NoRatio;

    fn from_str(text: &str) -> Result<Self, NoRatio> {
        let refusal = || NoRatio(text.to_owned());
        let (praise, pain) = text.split_once(':').ok_or_else(refusal)?;
        let read = |part: &str| part.trim().parse::<u32>().ok().filter(|part| *part <= 20);
        match (read(praise), read(pain)) {
            (Some(praise), Some(pain)) if praise + pain > 0 => Ok(Self { praise, pain }),
            _ => Err(refusal()),
        }
    }
}

impl TryFrom<String> for Ratio {
    type Error = NoRatio;

    fn try_from(text: String) -> Result<Self, NoRatio> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        format!("{}:{}", ratio.praise, ratio.pain)
    }
}

impl JsonSchema for Ratio {
    fn schema_name() -> Cow<'static, str> {
        "Ratio".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+:[0-9]+$" })
    }
}
