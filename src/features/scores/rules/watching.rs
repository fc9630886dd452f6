//! What is watched from week to week, and what there is to tell of it.
//!
//! Nothing is remembered of a week but what it did to the evidence, and that only once the week is
//! settled: the last [`OPEN_WEEKS`] are taken in anew at each look, from the daily counts as they stand
//! then. So answers that came late, edits and withdrawals count where they belong, a look that was
//! missed is made up for, and looking twice changes nothing. What is told is the difference between
//! what was told before and how it stands now: of an alarm that opened and closed in weeks that nobody
//! looked at, nothing.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::alarm::{Alarm, OpenAlarm};
use super::counts::{Scale, Tally};
use super::metric::{CesDefinition, Metric};
use super::verdict::Direction;
use super::watch::{Phase, Watch, WatchPolicy};
use super::watch_counts::{CountPolicy, CountWatch, UsualRate};
use super::window::Window;
use crate::features::feedback::rules::counting::scale_name;

/// So many of the last weeks are taken in anew at each look.
const OPEN_WEEKS: u64 = 4;
/// What is usual is learned from at most so many days.
const LEARNING_DAYS: u64 = 364;

/// What is watched in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A score, on one scale: scales are never pooled.
    Score(Metric, Scale),
    /// How many dissatisfied customers wrote a comment.
    Comments,
}

impl Subject {
    /// The subject as it is stored: `nps 0:10`, `comments`.
    pub fn key(&self) -> String {
        let Self::Score(metric, scale) = self else {
            return "comments".to_owned();
        };
        let (min, max) = (scale.min as f64 / 100.0, scale.max as f64 / 100.0);
        let scale = scale_name(min, max, scale.low_is_good);
        format!("{} {scale}", metric_key(*metric))
    }

    /// The subject that was stored; `None` for anything that we did not store.
    pub fn parse(key: &str) -> Option<Self> {
        if key == "comments" {
            return Some(Self::Comments);
        }
        let (name, scale) = key.split_once(' ')?;
        let metric = METRICS
            .into_iter()
            .find(|metric| metric_key(*metric) == name)?;
        Some(Self::Score(metric, Scale::parse(scale)?))
    }
}

const METRICS: [Metric; 6] = [
    Metric::Nps,
    Metric::Csat,
    Metric::Ces(CesDefinition::Mean),
    Metric::Ces(CesDefinition::Positive),
    Metric::Ces(CesDefinition::Index),
    Metric::Stars,
];

fn metric_key(metric: Metric) -> &'static str {
    match metric {
        Metric::Nps => "nps",
        Metric::Csat => "csat",
        Metric::Ces(CesDefinition::Mean) => "ces_mean",
        Metric::Ces(CesDefinition::Positive) => "ces_positive",
        Metric::Ces(CesDefinition::Index) => "ces_index",
        Metric::Stars => "stars",
    }
}

/// What is kept of a watch between the looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept<W> {
    /// How it stood after the last settled week.
    pub settled: W,
    /// The last day of that week, a Sunday.
    pub until: NaiveDate,
    /// What is usual is learned from this day on; none for the last twelve months.
    pub since: Option<NaiveDate>,
}

/// A watch after a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looked<W> {
    /// What is to be kept.
    pub kept: Kept<W>,
    /// How it stands after the last whole week.
    pub now: W,
    /// The last day of that week.
    pub last: NaiveDate,
}

impl<W: Copy + Default> Kept<W> {
    fn beginning(last: NaiveDate) -> Self {
        Self {
            settled: W::default(),
            until: weeks_before(last, OPEN_WEEKS),
            since: None,
        }
    }

    /// The first day from which is learned, up to a day.
    fn learns_from(&self, until: NaiveDate) -> NaiveDate {
        let earliest = days_before(until, LEARNING_DAYS - 1);
        self.since.map_or(earliest, |since| since.max(earliest))
    }

    /// Goes from the settled state through the whole weeks up to `last`.
    fn look(self, last: NaiveDate, mut week: impl FnMut(&W, Window) -> W) -> Looked<W> {
        let settles = weeks_before(last, OPEN_WEEKS);
        let (mut kept, mut now) = (self, self.settled);
        let mut first = next_day(self.until);
        while let Some(sunday) = first
            .checked_add_days(Days::new(6))
            .filter(|day| *day <= last)
        {
            now = week(
                &now,
                Window {
                    first,
                    last: sunday,
                },
            );
            if sunday <= settles {
                kept.settled = now;
                kept.until = sunday;
            }
            first = next_day(sunday);
        }
        Looked { kept, now, last }
    }
}

/// Looks at a score. `last` is the last day of the last whole week, `tally` gives the answers of a
/// window, `step` is [`Metric::step`].
pub fn look_at_score(
    kept: Option<Kept<Watch>>,
    last: NaiveDate,
    tally: impl Fn(Window) -> Tally,
    step: f64,
    policy: &WatchPolicy,
) -> Looked<Watch> {
    let mut kept = kept.unwrap_or_else(|| Kept::beginning(last));
    if matches!(kept.settled.phase, Phase::Learning(_)) {
        // Learned anew from the counts, so that years that were loaded meanwhile are in it.
        let first = kept.learns_from(kept.until);
        let gathered = if first <= kept.until {
            tally(Window {
                first,
                last: kept.until,
            })
        } else {
            Tally::default()
        };
        kept.settled.phase = Watch::beginning_with(&gathered, step, policy).phase;
    }
    kept.look(last, |watch, week| {
        watch.week(&tally(week), week.last, step, policy).0
    })
}

/// Makes what a score is now the usual, as [`Watch::acknowledged`]. `last` is the last day that was
/// taken in.
pub fn score_seen(last: NaiveDate, today: NaiveDate, policy: &WatchPolicy) -> Kept<Watch> {
    Kept {
        settled: Watch::default().acknowledged(today, policy),
        until: last,
        since: Some(next_day(last)),
    }
}

/// Comments that are watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CommentWatch {
    /// What is usual; none while it is learned.
    pub usual: Option<UsualRate>,
    /// The evidence.
    pub alarm: Alarm,
}

/// Looks at the comments of dissatisfied customers. `comments` gives their number in a window,
/// `answered_since` is the first day on which anybody answered: before it nothing could be usual.
pub fn look_at_comments(
    kept: Option<Kept<CommentWatch>>,
    last: NaiveDate,
    comments: impl Fn(Window) -> u64,
    answered_since: Option<NaiveDate>,
    policy: &CountPolicy,
) -> Looked<CommentWatch> {
    let kept = kept.unwrap_or_else(|| Kept::beginning(last));
    let learned = |until: NaiveDate| {
        let first = kept.learns_from(until).max(answered_since?);
        let days = u32::try_from((until - first).num_days() + 1).ok()?;
        let window = Window { first, last: until };
        UsualRate::of(comments(window), days, policy)
    };
    let mut begun = kept;
    begun.settled.usual = begun.settled.usual.or_else(|| learned(kept.until));
    begun.look(last, |watch, week| {
        let Some(usual) = watch.usual else {
            return CommentWatch {
                usual: learned(week.last),
                ..*watch
            };
        };
        let counted = CountWatch {
            usual,
            alarm: watch.alarm,
        };
        let days = u32::try_from(week.days()).unwrap_or(7);
        let (next, _) = counted.period(comments(week), days, week.last, policy);
        CommentWatch {
            usual: Some(usual),
            alarm: next.alarm,
        }
    })
}

/// Makes the present number of comments the usual one. `last` is the last day that was taken in.
pub fn comments_seen(
    last: NaiveDate,
    today: NaiveDate,
    policy: &CountPolicy,
) -> Kept<CommentWatch> {
    Kept {
        settled: CommentWatch {
            usual: None,
            alarm: Alarm::cooling(today, &policy.alarm),
        },
        until: last,
        since: Some(next_day(last)),
    }
}

/// How an alarm was told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToldAlarm {
    /// Which way it went.
    pub direction: Direction,
    /// The multiple of the threshold that was told last.
    pub level: u32,
    /// Whether it was told that it is over.
    pub is_over: bool,
}

impl ToldAlarm {
    /// An alarm that is told for the first time.
    pub fn of(open: &OpenAlarm) -> Self {
        Self {
            direction: open.direction,
            level: open.level,
            is_over: false,
        }
    }
}

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum News {
    /// Something begins.
    Begins(OpenAlarm),
    /// It lasts, and there is more evidence of it.
    Lasts(OpenAlarm),
    /// It is over.
    Over,
    /// It is over, and the opposite begins.
    Turned(OpenAlarm),
}

/// What there is to tell of a watch that stands like this, after what was told of it.
pub fn news(told: Option<&ToldAlarm>, open: Option<&OpenAlarm>) -> Option<News> {
    match (told.filter(|told| !told.is_over), open) {
        (None, None) => None,
        (None, Some(open)) => Some(News::Begins(*open)),
        (Some(_), None) => Some(News::Over),
        (Some(told), Some(open)) if told.direction != open.direction => Some(News::Turned(*open)),
        (Some(told), Some(open)) => (open.level > told.level).then_some(News::Lasts(*open)),
    }
}

/// The last day of the last whole week before `today`.
pub fn last_sunday(today: NaiveDate) -> Option<NaiveDate> {
    use chrono::Datelike as _;
    let into_week = u64::from(today.weekday().num_days_from_monday());
    today.checked_sub_days(Days::new(into_week + 1))
}

/// The earliest day that a look may ask for.
pub fn earliest_day(last: NaiveDate) -> NaiveDate {
    days_before(weeks_before(last, OPEN_WEEKS), LEARNING_DAYS)
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn weeks_before(day: NaiveDate, weeks: u64) -> NaiveDate {
    days_before(day, 7 * weeks)
}

#[cfg(test)]
mod tests;
