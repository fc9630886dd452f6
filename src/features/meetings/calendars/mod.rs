//! Calendars: where meetings stand, in the words that all kinds of calendars share.

pub mod caldav;
pub mod feed;
pub mod google;
pub mod graph;
pub mod http;
pub mod ics;
pub mod section;

use std::time::Duration;

use chrono::{DateTime, Utc};

/// From when until when occurrences are asked for; one takes part if it overlaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub until: DateTime<Utc>,
}

/// What an occurrence is known by, also after it was moved or renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The event or series: its UID (ICS, CalDAV) or the vendor's id of the series or the single event.
    pub event: String,
    /// When this occurrence of a series was first to start; absent for an event that happens once.
    pub original_start: Option<DateTime<Utc>>,
}

/// One meeting at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// What it is known by.
    pub identity: Identity,
    /// The UID of its event, which is the same in all calendars in which it stands.
    pub uid: Option<String>,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends; for one without an end, when it starts.
    pub ends_at: DateTime<Utc>,
    /// Whether it takes whole days.
    pub is_all_day: bool,
    /// What it is called.
    pub title: String,
    /// The mail address of who called it, in lower case.
    pub organizer: Option<String>,
    /// How many people take part or were asked to, with the organiser; 0 where nobody was invited.
    pub attendees: u32,
}

/// What reading a calendar brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing changed since `kept`.
    Unchanged,
    /// All occurrences of the window; one that was known and is not among them is gone.
    Whole(Whole),
    /// What changed since `kept`; everything else is as it was.
    Changes {
        /// New and changed occurrences.
        changed: Vec<Occurrence>,
        /// Occurrences that are cancelled or deleted; one without `original_start` of a series means all of it.
        gone: Vec<Identity>,
        /// What the next reading begins from: a sync token.
        kept: String,
    },
}

/// A calendar as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The occurrences of the window, by time.
    pub occurrences: Vec<Occurrence>,
    /// How many events the calendar holds in all, at any time: none after some is an error, not a cancellation.
    pub events: usize,
    /// Events that could not be read, each in a sentence; the others were.
    pub problems: Vec<String>,
    /// What the next reading begins from: a sync token, an ETag.
    pub kept: Option<String>,
}

/// Where an agenda item is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Into this occurrence alone.
    Occurrence(Identity),
    /// Into all of a series, by its id; also into an event that happens once.
    Series(String),
}

/// What became of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The event was changed.
    Changed,
    /// It stood there already; nothing was sent.
    Same,
}

/// Why a calendar could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It did not answer, or with a fault of its own; it is asked again later.
    #[error("the calendar can not be reached: {0}")]
    Unreachable(String),
    /// It asks us to be slower; nothing is wrong.
    #[error("the calendar asks to wait {} seconds", .0.as_secs())]
    SlowDown(Duration),
    /// The password, key or consent does not hold (401, refused token).
    #[error("the calendar refuses who we are: {0}")]
    Refused(String),
    /// We may not do this (403): not shared with us, or not the organiser.
    #[error("{account} may not do this in the calendar: {reason}")]
    Forbidden {
        /// The account to share the calendar with.
        account: String,
        /// What the calendar said.
        reason: String,
    },
    /// This kind of calendar can not be written to.
    #[error("this calendar can only be read")]
    ReadOnly,
    /// The calendar or the event is not there.
    #[error("{0} is not in the calendar")]
    NotFound(String),
    /// Somebody else changed the event each time that we were about to.
    #[error("the event was changed by somebody else meanwhile")]
    ChangedMeanwhile,
    /// The link of an online meeting could not be proven to survive, so nothing was written.
    #[error("the event has an online meeting whose link might be lost")]
    OnlineMeeting,
    /// The calendar can not be written to without mailing all who take part, which was not allowed.
    #[error("the calendar would mail all who take part")]
    WouldMail,
    /// What it sent is no calendar.
    #[error("what the calendar sent can not be read: {0}")]
    Unreadable(String),
}
