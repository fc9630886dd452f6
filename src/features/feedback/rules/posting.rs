//! Whether a response becomes a post of its own in a channel, and when that may appear.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::matching::PatternError;
use super::routing::{Facts, Filter};
use crate::platform::config::{Posting, PostingHours, PostingMode};
use crate::platform::schedule::resolve;

/// How a response reaches a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostingDecision {
    /// As a post of its own, not before this moment.
    At(DateTime<Utc>),
    /// With others, in the channel's next digest.
    Digest,
}

/// How one department's channel is posted to, ready to be asked about responses.
#[derive(Clone, Debug)]
pub struct ChannelPosting {
    mode: PostingMode,
    only: Option<Filter>,
    at_most_a_day: u32,
    hours: PostingHours,
    holidays: Vec<NaiveDate>,
    zone: Tz,
}

impl ChannelPosting {
    /// Prepares a department's settings, on top of the workspace's posting hours.
    pub fn new(
        posting: &Posting,
        workspace_hours: &PostingHours,
        holidays: &[NaiveDate],
        zone: Tz,
    ) -> Result<Self, PatternError> {
        Ok(Self {
            mode: posting.mode,
            only: posting.only.as_ref().map(Filter::new).transpose()?,
            at_most_a_day: posting.at_most_a_day,
            hours: posting.hours.as_ref().unwrap_or(workspace_hours).clone(),
            holidays: holidays.to_vec(),
            zone,
        })
    }

    /// The moment at which a post that is ready at `now` may appear, and its local day there: the
    /// day whose single posts [`ChannelPosting::decide`] must know. `None`: posting hours never come.
    pub fn earliest(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, NaiveDate)> {
        let at = next_allowed(now, &self.hours, &self.holidays, self.zone)?;
        Some((at, local_day(at, self.zone)))
    }

    /// How a response with these facts reaches the channel.
    ///
    /// `planned` counts the single posts of this channel that were sent or are waiting for the
    /// local day that [`ChannelPosting::earliest`] gives for `now`.
    pub fn decide(&self, facts: &Facts<'_>, planned: u32, now: DateTime<Utc>) -> PostingDecision {
        let alone = match self.mode {
            PostingMode::Each => true,
            // Without a filter, `only` lets nothing through that was not asked for.
            PostingMode::Only => self
                .only
                .as_ref()
                .is_some_and(|only| only.lets_through(facts)),
            PostingMode::Digest => false,
        };
        if !alone || (self.at_most_a_day > 0 && planned >= self.at_most_a_day) {
            return PostingDecision::Digest;
        }
        match self.earliest(now) {
            Some((at, _)) => PostingDecision::At(at),
            None => PostingDecision::Digest,
        }
    }

    /// When a digest that is due at `now` may appear. `None`: posting hours never come.
    pub fn digest_time(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        next_allowed(now, &self.hours, &self.holidays, self.zone)
    }
}

/// The local date at `at`.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// From when, inclusive, until when, exclusive, the local `day` lasts.
pub fn day_bounds(day: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let start = |day: NaiveDate| resolve(zone, day.and_time(NaiveTime::MIN));
    (start(day), start(day.succ_opt().unwrap_or(day)))
}

/// `now`, or the next moment at which posting hours begin; `None` where they never do.
///
/// Hours that end before they begin last into the next morning and belong to the day on which they
/// begin; hours that end when they begin last the whole day. On a holiday none begin, and none go
/// on past its midnight.
pub fn next_allowed(
    now: DateTime<Utc>,
    hours: &PostingHours,
    holidays: &[NaiveDate],
    zone: Tz,
) -> Option<DateTime<Utc>> {
    let today = local_day(now, zone);
    // Some day of the week is allowed, so only holidays, and hours that a change of the clock
    // swallows whole, can push further than a week.
    let horizon = 16 + 7 * holidays.len() as u64;
    let mut day = today.pred_opt()?;
    for _ in 0..=horizon {
        if let Some((from, until)) = window(day, hours, holidays, zone)
            && now < until
        {
            return Some(now.max(from));
        }
        day = day.checked_add_days(Days::new(1))?;
    }
    None
}

/// The posting hours that begin on `day`.
fn window(
    day: NaiveDate,
    hours: &PostingHours,
    holidays: &[NaiveDate],
    zone: Tz,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let allowed = hours
        .days
        .iter()
        .any(|&allowed| chrono::Weekday::from(allowed) == chrono::Datelike::weekday(&day));
    if !allowed || holidays.contains(&day) {
        return None;
    }
    let (from, until) = (hours.from.0, hours.until.0);
    let tomorrow = day.succ_opt()?;
    let last = match from.cmp(&until) {
        std::cmp::Ordering::Less => day.and_time(until),
        std::cmp::Ordering::Equal => tomorrow.and_time(NaiveTime::MIN),
        std::cmp::Ordering::Greater if holidays.contains(&tomorrow) => {
            tomorrow.and_time(NaiveTime::MIN)
        }
        std::cmp::Ordering::Greater => tomorrow.and_time(until),
    };
    let first = if from == until { NaiveTime::MIN } else { from };
    let (start, end) = (resolve(zone, day.and_time(first)), resolve(zone, last));
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests;
