//! All timed work: what happens by the clock, each occurrence exactly once.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::features::feedback::tick;
use crate::features::kudos::together;
use crate::features::meetings::visits::{self, Visits};
use crate::features::meetings::{self, Rulebook};
use crate::features::{digest, privacy, scores, stories};
use crate::platform::config::{Config, Secrets};
use crate::platform::db::{Db, Tx};
use crate::platform::ids::DepartmentId;
use crate::platform::schedule::{Occurrence, Schedule};
use crate::platform::{Context, inbound, outbox};
use crate::{in_tx, on_pool};

/// When departments have a digest but no time for it.
const DIGEST_AT: &str = "weekdays at 16:00";
/// How long a key of Slack's deliveries is remembered: Slack repeats them for a day at most.
const REMEMBER_INBOUND: TimeDelta = TimeDelta::days(3);
/// How long a message's words are kept in the outbox after it arrived.
const KEEP_MESSAGES: TimeDelta = TimeDelta::days(7);
/// How long an occurrence is remembered that was carried out.
const REMEMBER_OCCURRENCES: TimeDelta = TimeDelta::days(90);

/// Something that happens by the clock.
#[derive(Clone, Debug)]
pub enum Work {
    /// What waits for a department's digest is posted.
    Digest(DepartmentId),
    /// Each department hears how its scores stand.
    Scores,
    /// The weeks that ended are taken in; what is not as usual is told in one thread.
    Watches,
    /// What was chosen as the story of the week is shown before.
    StoryPreview,
    /// The story of the week goes to all departments.
    StoryOfTheWeek,
    /// A department looks back at what customers said and what colleagues were thanked for.
    Weekly(DepartmentId),
    /// The kudos that wait for it are posted together.
    Kudos,
    /// Keys of deliveries and occurrences that nobody will ask for again are forgotten.
    Tidy,
}

/// A line of the timetable.
#[derive(Clone, Debug)]
pub struct Line {
    /// What happens.
    pub work: Work,
    /// When it happens.
    pub schedule: Schedule,
}

impl Line {
    /// The name under which its occurrences are stored, and under which a person knows it.
    pub fn name(&self) -> &'static str {
        match self.work {
            Work::Digest(_) => "digest",
            Work::Scores => "scores",
            Work::Watches => "watches",
            Work::Weekly(_) => digest::NAME,
            Work::StoryPreview => "story preview",
            Work::StoryOfTheWeek => "story of the week",
            Work::Kudos => together::NAME,
            Work::Tidy => "tidy",
        }
    }

    /// Where it happens: the department, or nowhere in particular.
    pub fn place(&self) -> &str {
        match &self.work {
            Work::Digest(department) | Work::Weekly(department) => department.as_str(),
            Work::Scores
            | Work::Watches
            | Work::StoryPreview
            | Work::StoryOfTheWeek
            | Work::Kudos
            | Work::Tidy => "",
        }
    }
}

/// All timed work of this organisation.
#[derive(Clone, Debug)]
pub struct Timetable {
    lines: Vec<Line>,
    meetings: Rulebook,
}

impl Timetable {
    /// The timed work that the configuration asks for.
    ///
    /// # Errors
    /// Where a schedule can not be read; `config check` says the same with its line.
    pub fn new(config: &Config, secrets: &Secrets) -> anyhow::Result<Self> {
        let zone = config.workspace.time_zone;
        let mut lines = vec![Line {
            work: Work::Tidy,
            schedule: Schedule::parse("daily at 03:00", zone)?,
        }];
        let scores = &config.scores;
        for (at, work) in [
            (&scores.posts_at, Work::Scores),
            (&scores.watches_at, Work::Watches),
        ] {
            if !at.is_empty() {
                let schedule = Schedule::parse(at, zone)?;
                lines.push(Line { work, schedule });
            }
        }
        let told = &config.stories;
        if !told.week_at.is_empty() {
            if !told.preview_at.is_empty() {
                lines.push(Line {
                    work: Work::StoryPreview,
                    schedule: Schedule::parse(&told.preview_at, zone)?,
                });
            }
            lines.push(Line {
                work: Work::StoryOfTheWeek,
                schedule: Schedule::parse(&told.week_at, zone)?,
            });
        }
        // Where each is posted at once, this posts those that were given before that was set.
        let at = Some(config.kudos.digest_at.as_str()).filter(|at| !at.is_empty());
        lines.push(Line {
            work: Work::Kudos,
            schedule: Schedule::parse(at.unwrap_or(DIGEST_AT), zone)?,
        });
        for (id, department) in config
            .departments
            .iter()
            .filter(|(_, department)| department.enabled)
        {
            let at = department.posting.digest_at.as_deref().unwrap_or(DIGEST_AT);
            lines.push(Line {
                work: Work::Digest(id.clone()),
                schedule: Schedule::parse(at, zone)?,
            });
            if !config.digest.weekly_at.is_empty() {
                lines.push(Line {
                    work: Work::Weekly(id.clone()),
                    schedule: Schedule::parse(&config.digest.weekly_at, zone)?,
                });
            }
        }
        let meetings = Rulebook::new(config, secrets)?;
        Ok(Self { lines, meetings })
    }

    /// The rules of meetings with the customer on their agenda: each meeting is known and posted by itself.
    pub fn meetings(&self) -> &Rulebook {
        &self.meetings
    }

    /// The lines, in the order in which they are carried out when several are due together.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The first moment after `after` at which something happens, with its line.
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<(Occurrence, &Line)> {
        self.lines
            .iter()
            .filter_map(|line| Some((line.schedule.next_after(after)?, line)))
            .min_by_key(|(occurrence, _)| *occurrence)
    }

    /// As [`Timetable::next_after`], leaving out what nobody sees.
    pub fn next_shown_after(&self, after: DateTime<Utc>) -> Option<(Occurrence, &Line)> {
        let shown = self
            .lines
            .iter()
            .filter(|line| !matches!(line.work, Work::Kudos | Work::Tidy));
        shown
            .filter_map(|line| Some((line.schedule.next_after(after)?, line)))
            .min_by_key(|(occurrence, _)| *occurrence)
    }

    /// Carries out what became due since it was last looked at, and visits the calendars for which there is something
    /// to do: what is due does not wait for them, but for what stands in them.
    ///
    /// Returns whether nothing failed; what failed is tried again the next time.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn run_due(&self, ctx: &Context) -> anyhow::Result<bool> {
        let is_done = self.run_known(ctx).await?;
        let rules = self.meetings.rules(ctx).await?;
        if !visits::all(ctx, &rules).await? {
            return Ok(is_done);
        }
        let now = ctx.clock.now();
        let meetings_done = meetings::tick::run_due(ctx, &rules, now).await?;
        visits::all(ctx, &rules).await?;
        Ok(is_done && meetings_done)
    }

    /// Carries out what is due by what is known, without asking any calendar. Of several missed occurrences of a
    /// line only the latest is carried out: nothing is posted late in bulk. One line that fails does not keep the
    /// others.
    async fn run_known(&self, ctx: &Context) -> anyhow::Result<bool> {
        let now = ctx.clock.now();
        let mut is_all_done = true;
        for line in &self.lines {
            let key = format!("{}:{}", line.name(), line.place());
            let Some(since) = looked_at(&ctx.db, &key).await? else {
                // The first start: what happened before it was installed is not made up for.
                let mut tx = ctx.db.begin().await?;
                look(&mut tx, &key, now).await?;
                tx.commit().await?;
                continue;
            };
            // A clock that was ahead (`once --now`) must not stop the timetable.
            let since = since.min(now);
            let Some(occurrence) = line.schedule.due(since, now).pop() else {
                continue;
            };
            if let Err(error) = carry_out(ctx, line, &key, occurrence, now).await {
                is_all_done = false;
                tracing::error!(
                    line = key,
                    error = format!("{error:#}"),
                    "timed work failed; it is tried again"
                );
            }
        }
        let stories_done = stories::tick::publish_due(ctx, now).await?;
        let rules = self.meetings.rules(ctx).await?;
        let meetings_done = meetings::tick::run_due(ctx, &rules, now).await?;
        Ok(is_all_done && stories_done && meetings_done)
    }

    /// Carries out what is due by what is known, and sets out to the calendars.
    async fn run_beside(&self, ctx: &Context, visits: &mut Visits) -> anyhow::Result<bool> {
        let is_all_done = self.run_known(ctx).await?;
        let rules = self.meetings.rules(ctx).await?;
        visits.begin(ctx, rules).await?;
        Ok(is_all_done)
    }

    /// Carries out timed work until it is cancelled, with visits to calendars beside it.
    pub async fn run(self, ctx: Context, cancel: CancellationToken) {
        let mut visits = Visits::new(cancel.clone());
        loop {
            let now = ctx.clock.now();
            let failed = match self.run_beside(&ctx, &mut visits).await {
                Ok(is_all_done) => !is_all_done,
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the timetable can not be read; trying again"
                    );
                    true
                }
            };
            let soon = now + TimeDelta::minutes(1);
            let next = self
                .next_after(now)
                .map_or(soon, |(occurrence, _)| occurrence.at);
            // Never later than soon: another replica may schedule a story in the meantime.
            let next = match stories::store::next_due_after(&ctx.db, now).await {
                Ok(Some(story)) if !failed => next.min(soon).min(story),
                _ => next.min(soon),
            };
            let next = match meetings::store::occurrences::next_after(&ctx.db, now).await {
                Ok(Some((agenda, _))) if !failed => next.min(agenda),
                _ => next,
            };
            tokio::select! {
                () = cancel.cancelled() => break,
                () = ctx.clock.sleep_until(next) => {}
                () = visits.ended() => {}
            }
        }
        visits.all_ended().await;
    }
}

async fn carry_out(
    ctx: &Context,
    line: &Line,
    key: &str,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    // Before the unit of work, because Slack is asked where people work.
    let valued = match &line.work {
        Work::StoryPreview | Work::StoryOfTheWeek => stories::week::gather(ctx).await?,
        _ => Vec::new(),
    };
    let new = match &line.work {
        Work::Weekly(id) => Some(digest::gather(ctx, id, occurrence).await?),
        _ => None,
    };
    let names = match &line.work {
        Work::Kudos => together::names(ctx).await?,
        _ => HashMap::new(),
    };
    let mut tx = ctx.db.begin().await?;
    look(&mut tx, key, now).await?;
    if claim(&mut tx, line, occurrence, now).await? {
        match &line.work {
            Work::Digest(id) => {
                if let Some(department) = ctx.config.departments.get(id)
                    && tick::is_working_day(&ctx.config, department, occurrence)
                {
                    tick::post_digest(ctx, &mut tx, id, department, occurrence, now).await?;
                }
            }
            Work::Scores => scores::tick::post(ctx, &mut tx, occurrence, now).await?,
            Work::Watches => scores::tick::watch(ctx, &mut tx, occurrence, now).await?,
            Work::Weekly(id) => {
                if let (Some(department), Some(new)) = (ctx.config.departments.get(id), &new) {
                    digest::post(ctx, &mut tx, id, department, new, occurrence, now).await?;
                }
            }
            Work::StoryPreview => {
                stories::week::show_preview(ctx, &mut tx, &valued, occurrence, now).await?;
            }
            Work::StoryOfTheWeek => {
                stories::week::show(ctx, &mut tx, &valued, occurrence, now).await?;
            }
            Work::Kudos => together::post(ctx, &mut tx, &names, occurrence, now).await?,
            Work::Tidy => {
                forget(&mut tx, now).await?;
                outbox::empty_old(&mut tx, now - KEEP_MESSAGES).await?;
            }
        }
    }
    tx.commit().await?;
    if matches!(line.work, Work::Tidy) {
        // In units of work of its own, and done again the next night where it is cut off.
        privacy::tick::forget_old(ctx).await?;
    }
    Ok(())
}

const CLAIM: &str =
    "INSERT INTO occurrences (schedule, place, local_time, claimed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";

/// Whether this occurrence is ours: another replica, or we before a crash, may have carried it out.
async fn claim(
    tx: &mut Tx,
    line: &Line,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let local = occurrence.local.format("%Y-%m-%dT%H:%M:%S").to_string();
    Ok(in_tx!(tx, |connection| {
        sqlx::query(CLAIM)
            .bind(line.name())
            .bind(line.place())
            .bind(&local)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}

const LOOKED_AT: &str = "SELECT looked_at FROM timetable WHERE name = $1";

async fn looked_at(db: &Db, key: &str) -> anyhow::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = on_pool!(db, |pool| sqlx::query_as(LOOKED_AT)
        .bind(key)
        .fetch_optional(pool)
        .await?);
    Ok(row.map(|(at,)| at))
}

const LOOK: &str = "INSERT INTO timetable (name, looked_at) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET looked_at = excluded.looked_at";

async fn look(tx: &mut Tx, key: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(LOOK)
            .bind(key)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET: &str = "DELETE FROM occurrences WHERE claimed_at < $1";

async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> anyhow::Result<()> {
    inbound::forget(tx, now - REMEMBER_INBOUND).await?;
    in_tx!(tx, |connection| {
        sqlx::query(FORGET)
            .bind(now - REMEMBER_OCCURRENCES)
            .execute(connection)
            .await?;
    });
    Ok(())
}
