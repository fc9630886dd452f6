//! What is kept between two readings where the first of a day is whole.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::features::meetings::calendars::{Occurrence, Window};

/// For which window a calendar was read, and the token that tells what changed in it since.
pub(in crate::features::meetings::calendars) struct Kept<'k> {
    pub window: Window,
    pub token: &'k str,
}

impl<'k> Kept<'k> {
    /// What was kept, if it is of the same UTC day and reaches as far as the window.
    pub fn parse(kept: &'k str, window: &Window) -> Option<Self> {
        let mut parts = kept.splitn(3, ' ');
        let mut time = || parts.next()?.parse::<DateTime<Utc>>().ok();
        let whole = Window {
            from: time()?,
            until: time()?,
        };
        let token = parts.next()?;
        let is_enough = whole.from <= window.from
            && whole.from.date_naive() == window.from.date_naive()
            && whole.until >= window.until;
        is_enough.then_some(Self {
            window: whole,
            token,
        })
    }

    /// The window that a reading of this one is for: a day longer, so that it is enough until the day is over.
    pub fn window(window: &Window) -> Window {
        Window {
            from: window.from,
            until: window.until + TimeDelta::days(1),
        }
    }

    /// What is kept of it.
    pub fn text(window: &Window, token: &str) -> String {
        format!("{} {} {token}", rfc3339(window.from), rfc3339(window.until))
    }

    /// Whether the occurrence takes part in the window.
    pub fn holds(&self, occurrence: &Occurrence) -> bool {
        occurrence.starts_at < self.window.until && occurrence.ends_at >= self.window.from
    }
}

/// The time as calendars ask for it.
pub(in crate::features::meetings::calendars) fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
