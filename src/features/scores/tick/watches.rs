//! Looks at each department's scores and comments between the posts, and tells in one thread what is
//! not as usual.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::features::feedback::language_of_lane;
use crate::features::feedback::tick::due_at;
use crate::features::scores::rules::alarm::OpenAlarm;
use crate::features::scores::rules::counts::{Scale, ScoreCounts};
use crate::features::scores::rules::metric::Metric;
use crate::features::scores::rules::sign::Sign;
use crate::features::scores::rules::standing::{DayCount, by_scale};
use crate::features::scores::rules::verdict::{Direction, VerdictPolicy};
use crate::features::scores::rules::watch::{Phase, Watch, WatchPolicy};
use crate::features::scores::rules::watch_counts::CountPolicy;
use crate::features::scores::rules::watching::{
    Kept, Looked, News, Subject, ToldAlarm, earliest_day, last_sunday, look_at_comments,
    look_at_score, news,
};
use crate::features::scores::rules::window::{Unit, Window, trend};
use crate::features::scores::store::alarms::{self, AlarmState, StoredAlarm, Told};
use crate::features::scores::store::{self, Selection};
use crate::features::scores::views::alarm::{self as views, Further, Stage};
use crate::features::scores::{ask, threads};
use crate::platform::Context;
use crate::platform::config::Department;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::Occurrence;
use crate::platform::words::Words;

/// Scales of a score that are watched, those with the most answers.
const SCALES: usize = 3;
/// When something is over, so many of the last weeks are told at most.
const RECENT_WEEKS: u32 = 4;

/// Takes in the weeks that ended since the last look, and tells each department what is not as usual.
///
/// Part of the unit of work that claimed the occurrence.
///
/// # Errors
/// Where the database refused.
pub async fn watch(
    ctx: &Context,
    tx: &mut Tx,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let languages = super::languages(ctx, tx).await?;
    let workspace = ctx.config.workspace.language;
    let language_of = |id: &DepartmentId| languages.get(id).copied().unwrap_or(workspace);
    super::revised::revise(ctx, tx, occurrence, language_of, now).await?;
    let Some(last) = last_sunday(occurrence.local.date()) else {
        return Ok(());
    };
    let departments = ctx.config.departments.iter();
    for (id, department) in departments.filter(|(_, department)| department.enabled) {
        // Locked before anything is read, so that nobody takes note of it half-way.
        let alarm = alarms::lock_open(tx, id.as_str()).await?;
        let found = look(ctx, tx, id, last).await?;
        let desk = Desk {
            ctx,
            id,
            department,
            occurrence,
            now,
            last,
        };
        match alarm {
            Some(alarm) => desk.go_on(tx, &alarm, &found).await?,
            None => desk.begin(tx, &found).await?,
        }
    }
    Ok(())
}

/// How a subject stands after a look.
struct Found {
    subject: Subject,
    open: Option<OpenAlarm>,
    /// The figures since the alarm began, or those of the last weeks where there is none.
    sign: Option<Sign>,
}

/// Takes in a department's weeks up to `last`, and keeps what is to be kept.
async fn look(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    last: NaiveDate,
) -> anyhow::Result<Vec<Found>> {
    let kept = alarms::watches(tx, id.as_str()).await?;
    let window = Window {
        first: earliest_day(last),
        last,
    };
    let mut found = Vec::new();
    for metric in ask::metrics(ctx) {
        let selection = Selection::of(metric.kind(), id.as_str());
        let days = store::days(&ctx.db, selection, window).await?;
        for scale in scales(&days, window) {
            let subject = Subject::Score(metric, scale);
            let looked = look_at_score(
                read(&kept, subject)?,
                last,
                |window| metric.tally(&counts(&days, scale, window)),
                metric.step(),
                &WatchPolicy::default(),
            );
            keep(tx, id, subject, &looked).await?;
            found.push(found_score(metric, scale, &days, &looked));
        }
    }
    found.push(look_at_words(ctx, tx, id, &kept, window).await?);
    Ok(found)
}

/// The scales with the most answers in a window.
fn scales(days: &[DayCount], window: Window) -> Vec<Scale> {
    let mut scales: Vec<(u64, Scale)> = by_scale(days, window)
        .into_iter()
        .map(|(scale, counts)| (counts.total(), scale))
        .collect();
    scales.sort_by(|one, other| other.cmp(one));
    scales
        .into_iter()
        .take(SCALES)
        .map(|(_, scale)| scale)
        .collect()
}

fn counts(days: &[DayCount], scale: Scale, window: Window) -> ScoreCounts {
    by_scale(days, window)
        .remove(&scale)
        .unwrap_or_else(|| ScoreCounts::empty(scale))
}

fn found_score(metric: Metric, scale: Scale, days: &[DayCount], looked: &Looked<Watch>) -> Found {
    let policy = VerdictPolicy::default();
    let (open, last) = (looked.now.alarm.open, looked.last);
    let enough = |window: Window| counts(days, scale, window).total() >= policy.shown_answers;
    let window = match open {
        Some(open) => Some(Window {
            first: open.began,
            last,
        }),
        None => {
            let recent = recent(last);
            let found = recent.iter().copied().find(|window| enough(*window));
            found.or(recent.last().copied())
        }
    };
    let direction = open.map_or(Direction::Up, |open| open.direction);
    let sign = match (looked.now.phase, window) {
        (Phase::Frozen(usual), Some(window)) => {
            let counts = counts(days, scale, window);
            Some(Sign::of_score(
                metric, &counts, &usual, direction, window, &policy,
            ))
        }
        _ => None,
    };
    Found {
        subject: Subject::Score(metric, scale),
        open,
        sign,
    }
}

async fn look_at_words(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    kept: &HashMap<String, String>,
    window: Window,
) -> anyhow::Result<Found> {
    let subject = Subject::Comments;
    let last = window.last;
    let days = alarms::comments(&ctx.db, id.as_str(), window).await?;
    let sum = |window: Window, of: fn(&alarms::DayOfComments) -> u64| {
        let days = days.iter().filter(|day| window.holds(day.day));
        days.map(of).sum::<u64>()
    };
    let looked = look_at_comments(
        read(kept, subject)?,
        last,
        |window| sum(window, |day| day.written),
        days.first().map(|day| day.day),
        &CountPolicy::default(),
    );
    keep(tx, id, subject, &looked).await?;
    let open = looked.now.alarm.open;
    let window = match open {
        Some(open) => Some(Window {
            first: open.began,
            last,
        }),
        None => recent(last).pop(),
    };
    let sign = window.zip(looked.now.usual).map(|(window, usual)| {
        let (written, answers) = (
            sum(window, |day| day.written),
            sum(window, |day| day.answers),
        );
        Sign::of_comments(written, answers, usual, window)
    });
    Ok(Found {
        subject,
        open,
        sign,
    })
}

/// The last week, the last two, and so on.
fn recent(last: NaiveDate) -> Vec<Window> {
    let weeks = trend(last, RECENT_WEEKS, Unit::Week).unwrap_or_default();
    let firsts = weeks.iter().rev().map(|week| week.first);
    firsts.map(|first| Window { first, last }).collect()
}

fn read<W: DeserializeOwned>(
    kept: &HashMap<String, String>,
    subject: Subject,
) -> anyhow::Result<Option<Kept<W>>> {
    let stored = kept.get(&subject.key());
    Ok(stored
        .map(|state| serde_json::from_str(state))
        .transpose()?)
}

async fn keep<W: Serialize>(
    tx: &mut Tx,
    id: &DepartmentId,
    subject: Subject,
    looked: &Looked<W>,
) -> anyhow::Result<()> {
    let state = serde_json::to_string(&looked.kept)?;
    alarms::keep(tx, id.as_str(), &subject.key(), &state).await
}

/// Writes what there is to tell a department.
struct Desk<'a> {
    ctx: &'a Context,
    id: &'a DepartmentId,
    department: &'a Department,
    occurrence: Occurrence,
    now: DateTime<Utc>,
    last: NaiveDate,
}

impl Desk<'_> {
    fn due_at(&self) -> DateTime<Utc> {
        due_at(&self.ctx.config, self.department, self.occurrence, self.now).unwrap_or(self.now)
    }

    /// Opens a thread, where something begins.
    async fn begin(&self, tx: &mut Tx, found: &[Found]) -> anyhow::Result<()> {
        let told: Vec<Told> = found
            .iter()
            .filter_map(|found| {
                Some(Told {
                    alarm: ToldAlarm::of(found.open.as_ref()?),
                    sign: found.sign.clone()?,
                })
            })
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        let lane = self.department.channel.as_str();
        let language = language_of_lane(self.ctx, tx, lane, self.department.language).await?;
        let id = new_row_id();
        let opening =
            threads::opening(self.ctx, &id, self.id, &told, Stage::Open, language).await?;
        let Some(opening) = opening else {
            return Ok(());
        };
        let key = format!("alarm:{id}");
        let post = NewMessage::post(lane, opening.to_json(), key, self.due_at());
        let message_id = outbox::enqueue(tx, &[post], self.now)
            .await?
            .pop()
            .flatten();
        let Some(message_id) = message_id else {
            anyhow::bail!("the outbox has a message of the new alarm {id} already");
        };
        let alarm = StoredAlarm {
            id,
            department: self.id.clone(),
            lane: lane.to_owned(),
            message_id,
            state: AlarmState::Open,
            told: serde_json::to_string(&told)?,
            seen_by: None,
        };
        alarms::open(tx, &alarm, self.now).await
    }

    /// Goes on with a thread where there is news, and closes it when all is as usual again.
    async fn go_on(&self, tx: &mut Tx, alarm: &StoredAlarm, found: &[Found]) -> anyhow::Result<()> {
        let mut told = alarm.told()?;
        let mut further = Vec::new();
        for found in found {
            let Some(sign) = &found.sign else { continue };
            let key = found.subject.key();
            let known = told.iter().position(|told| told.sign.subject == key);
            let before = known.map(|known| told[known].alarm);
            let Some(news) = news(before.as_ref(), found.open.as_ref()) else {
                continue;
            };
            let begun = |open: &OpenAlarm| Told {
                alarm: ToldAlarm::of(open),
                sign: sign.clone(),
            };
            match (known, news) {
                (Some(known), News::Lasts(open)) => {
                    told[known].alarm.level = open.level;
                    further.push(Further::Lasts(sign));
                }
                (Some(known), News::Over) => {
                    told[known].alarm.is_over = true;
                    further.push(Further::Over(sign));
                }
                (Some(known), News::Turned(open)) => {
                    told[known] = begun(&open);
                    further.push(Further::Turned(sign));
                }
                (Some(known), News::Begins(open)) => {
                    told[known] = begun(&open);
                    further.push(Further::Begins(sign));
                }
                (None, News::Begins(open)) => {
                    told.push(begun(&open));
                    further.push(Further::Begins(sign));
                }
                (None, _) => {}
            }
        }
        let is_watched = |told: &Told| {
            let mut found = found.iter();
            found.any(|found| found.subject.key() == told.sign.subject)
        };
        // What is not watched any more is over without a word.
        for told in told.iter_mut().filter(|told| !is_watched(told)) {
            told.alarm.is_over = true;
        }
        self.write(tx, alarm, &told, &further).await
    }

    async fn write(
        &self,
        tx: &mut Tx,
        alarm: &StoredAlarm,
        told: &[Told],
        further: &[Further<'_>],
    ) -> anyhow::Result<()> {
        let closes = told.iter().all(|told| told.alarm.is_over);
        if further.is_empty() && !closes {
            return Ok(());
        }
        let what = self.occurrence.local.to_string();
        if !further.is_empty() {
            let words = Words::of(threads::language_here(self.ctx, tx, alarm).await?);
            let message = views::further(words, further, closes);
            let key = format!("alarm:{}:further:{what}", alarm.id);
            let post = NewMessage::post(&alarm.lane, message.to_json(), key, self.due_at());
            let post = post.in_thread_of(&alarm.message_id);
            outbox::enqueue(tx, &[post], self.now).await?;
        }
        alarms::set_told(tx, &alarm.id, told).await?;
        let only_lasts = further
            .iter()
            .all(|further| matches!(further, Further::Lasts(_)));
        let stage = match closes {
            true => Stage::Over(self.last),
            false => Stage::Open,
        };
        if closes {
            alarms::end(tx, &alarm.id, AlarmState::Over, None, self.now).await?;
        }
        if closes || !only_lasts {
            threads::rewrite(self.ctx, tx, alarm, told, stage, &what, self.now).await?;
        }
        Ok(())
    }
}
