//! `[calendars.<id>]`: the calendars in which meetings stand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A calendar in which meetings stand. Its secret is CALENDAR_SECRET_<ID> of the environment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// How it is spoken to.
    pub kind: CalendarKind,
    /// How many minutes lie between two readings.
    #[serde(default = "fifteen")]
    #[schemars(range(min = 1, max = 1440))]
    pub every_minutes: u32,
    /// `ics`: the address of the feed, unless it is the secret. `caldav`: the address of the calendar. `google`, `graph`:
    /// the address of the API, where it is not the vendor's own.
    pub url: Option<String>,
    /// `google`, `graph`: where tokens are given, where that is not the vendor's own.
    pub login_url: Option<String>,
    /// `caldav`: the user name. `google`: in whose name a service account acts. `graph`: the mailbox.
    pub account: Option<String>,
    /// `google`: the calendar's id. `graph`: which of the mailbox's calendars; without it, its own.
    pub calendar: Option<String>,
    /// `graph`: the organisation's id (directory, tenant).
    pub tenant: Option<String>,
    /// `graph`: the app's id (client).
    pub client: Option<String>,
    /// `caldav`, `graph`: whether meetings with others are written to where all who take part are mailed then.
    #[serde(default)]
    pub may_mail: bool,
    /// The zone of events that name none, where it is not the workspace's.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<chrono_tz::Tz>,
}

fn fifteen() -> u32 {
    15
}

/// How a calendar is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarKind {
    /// A published feed, which can only be read.
    Ics,
    /// A server that speaks CalDAV.
    Caldav,
    /// Google Calendar.
    Google,
    /// Microsoft 365.
    Graph,
}

/// What is written into the event of a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// Nothing.
    #[default]
    Off,
    /// The agenda, into each occurrence.
    Occurrence,
    /// A line with a link to the channel, into the series.
    Series,
}
