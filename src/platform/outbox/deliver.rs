//! Takes messages from the outbox to Slack: in order per channel, at Slack's pace, none lost, none twice.
//!
//! Two clocks are at work. When a message is *due* is business time, which the demo moves forward.
//! Pace, leases and back-off are physical: they keep to `wall`, which nobody moves but a test.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backon::{ConstantBuilder, Retryable as _};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::platform::clock::Clock;
use crate::platform::config::UnclearPosts;
use crate::platform::db::{Db, Tx};
use crate::platform::outbox::fate::{self, Fate, PACE};
use crate::platform::outbox::store::{self, Job, Lane, Wanted};
use crate::platform::outbox::{Operation, State};
use crate::platform::slack::{SlackClient, SlackError};

mod arguments;
mod pace;
mod pictures;
mod unclear;

use arguments::Arguments;
use pace::Paces;
use pictures::Before;

/// Longer than a call to Slack may take (5 s), so that nobody takes a lane over in mid-flight.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// A call to Slack, with a margin.
const CALL: TimeDelta = TimeDelta::seconds(7);
/// Messages that one process has in flight, each in another lane.
const IN_FLIGHT: usize = 32;
/// How often a replica looks for lanes whose holder died, when it has nothing else to do.
const LOOK_AROUND: Duration = Duration::from_secs(15);
/// Under steady writing the outbox is looked through so often, not after each commit.
const BREATH: Duration = Duration::from_millis(250);
/// The longest wait before Slack is asked again whether it is there.
const LONGEST_DOUBT: Duration = Duration::from_secs(60);
/// A message that will not arrive unless somebody does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The outbox row.
    pub id: String,
    /// The channel or person that it was for.
    pub lane: String,
    /// Slack's code, or `uncertain`.
    pub code: String,
    /// Business time.
    pub at: DateTime<Utc>,
}

/// The code of a [`Problem`] where it is unclear whether Slack took the message.
pub const UNCERTAIN: &str = "uncertain";

/// Tells the owner of a channel, in the same unit of work in which the message was set aside.
pub type Report =
    Arc<dyn for<'a> Fn(&'a mut Tx, &'a Problem) -> BoxFuture<'a, anyhow::Result<()>> + Send + Sync>;

/// Draws what a picture's row says: the bytes of a PNG file.
pub type Paint = Arc<dyn Fn(&str) -> anyhow::Result<Vec<u8>> + Send + Sync>;

/// What came of looking for a lane.
enum Taken {
    /// It is ours, with its first message.
    Ours(Lane, Job, Errand),
    /// One has to wait; another may not.
    Waits,
    /// There is none with something to send now; posts wait until then, if given.
    Nothing(Option<DateTime<Utc>>),
}

/// What a lane was taken for.
enum Errand {
    /// To send its first message, or to find out what became of it.
    Send,
    /// To upload the picture of its first message.
    Upload,
}

/// Takes messages from the outbox to Slack.
#[derive(Clone)]
pub struct Courier {
    db: Db,
    slack: SlackClient,
    clock: Clock,
    wall: Clock,
    unclear: UnclearPosts,
    report: Report,
    paint: Paint,
    owner: String,
    paces: Arc<Paces>,
    /// Slack does not accept our token; that was said once.
    is_locked_out: Arc<AtomicBool>,
    doubt: Arc<Mutex<Option<Doubt>>>,
    /// Slack takes no files from us; it is asked again then.
    no_files_until: Arc<Mutex<Option<DateTime<Utc>>>>,
}

/// Slack gave an unclear answer, and it was not heard of since.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    /// How often it was asked in vain whether it is there.
    asked: i64,
    /// When it is asked again.
    ask_at: DateTime<Utc>,
}

impl Courier {
    /// A courier with a name of its own: after a crash nobody mistakes it for the one before.
    pub fn new(
        db: Db,
        slack: SlackClient,
        clock: Clock,
        wall: Clock,
        unclear: UnclearPosts,
        report: Report,
        paint: Paint,
    ) -> Self {
        let owner = Uuid::new_v4().to_string();
        Self {
            db,
            slack,
            clock,
            wall,
            unclear,
            report,
            paint,
            owner,
            paces: Arc::default(),
            is_locked_out: Arc::default(),
            doubt: Arc::default(),
            no_files_until: Arc::default(),
        }
    }

    /// Delivers until it is cancelled, then finishes what is in flight.
    pub async fn run(self, cancel: CancellationToken) {
        while !cancel.is_cancelled() {
            let moved = self.clock.moved();
            let breath = tokio::time::sleep(BREATH);
            let next = match self.deliver_due(&cancel).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the outbox can not be served; trying again"
                    );
                    Some(self.wall.now() + TimeDelta::seconds(5))
                }
            };
            let look_around = self.wall.now() + LOOK_AROUND;
            let next = next.unwrap_or(look_around).min(look_around);
            tokio::select! {
                () = cancel.cancelled() => {}
                () = async { self.db.enqueued().await; breath.await } => {}
                () = self.wall.sleep_until(next) => {}
                () = moved => {}
            }
        }
    }

    /// Delivers what is due now, at the pace that is allowed, and returns when there may be more to
    /// do (wall time); `None` where the outbox is empty.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn deliver_due(
        &self,
        cancel: &CancellationToken,
    ) -> anyhow::Result<Option<DateTime<Utc>>> {
        if let Some(ask_at) = self.still_in_doubt().await {
            return Ok(Some(ask_at));
        }
        let mut flights = JoinSet::new();
        // A fault ends the taking, never a flight: its message may be at Slack already.
        let mut fault = None;
        let mut posts_from = None;
        loop {
            while flights.len() < IN_FLIGHT
                && !cancel.is_cancelled()
                && fault.is_none()
                && self.doubt().is_none()
            {
                let (lane, job, errand) = match self.take().await {
                    Ok(Taken::Ours(lane, job, errand)) => (lane, job, errand),
                    Ok(Taken::Waits) => continue,
                    Ok(Taken::Nothing(from)) => {
                        posts_from = from;
                        break;
                    }
                    Err(error) => {
                        fault = Some(error);
                        break;
                    }
                };
                let courier = self.clone();
                flights.spawn(async move {
                    let id = job.id.clone();
                    let done = match errand {
                        Errand::Send => courier.carry(lane, job).await,
                        Errand::Upload => courier.bring_picture(lane, job).await,
                    };
                    if let Err(error) = done {
                        // The row stays `sending` and the lease runs out: it is found again.
                        tracing::error!(
                            id,
                            error = format!("{error:#}"),
                            "a message was left half-way"
                        );
                    }
                });
            }
            if flights.join_next().await.is_none() {
                break;
            }
        }
        match fault {
            Some(error) => Err(error),
            None => self.next_look(posts_from).await,
        }
    }

    /// Delivers everything that is due now, waiting as long as pace and back-off ask, at most until
    /// `deadline` (wall time). Returns whether nothing that is due was left.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn deliver_all(&self, deadline: DateTime<Utc>) -> anyhow::Result<bool> {
        let never = CancellationToken::new();
        loop {
            let next = self.deliver_due(&never).await?;
            let due = store::first_due(&self.db).await?;
            if due.is_none_or(|due| due > self.clock.now()) {
                return Ok(true);
            }
            if self.is_locked_out.load(Ordering::SeqCst) {
                // Waiting does not help: a person has to look at the token.
                return Ok(false);
            }
            match next {
                Some(next) if next <= deadline => self.wall.sleep_until(next).await,
                _ => return Ok(false),
            }
        }
    }

    /// While Slack is down, each post that is tried anyway may become unclear. So after one that did,
    /// Slack is first asked something harmless; until it answers, everything else waits. Returns when
    /// to look again.
    async fn still_in_doubt(&self) -> Option<DateTime<Utc>> {
        let doubt = (*self.doubt())?;
        if self.wall.now() < doubt.ask_at {
            return Some(doubt.ask_at);
        }
        let answers = !matches!(
            self.slack.auth_test().await,
            Err(SlackError::Unclear { .. } | SlackError::Passing { .. })
        );
        if answers {
            *self.doubt() = None;
            return None;
        }
        let asked = doubt.asked + 1;
        let ask_at = self.wall.now() + fate::wait(asked, fastrand::f64()).min(LONGEST_DOUBT);
        *self.doubt() = Some(Doubt { asked, ask_at });
        tracing::warn!(asked, "Slack does not answer; all messages wait");
        Some(ask_at)
    }

    fn doubt(&self) -> std::sync::MutexGuard<'_, Option<Doubt>> {
        self.doubt
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The next moment (wall time) at which it pays to look for a lane with something to send; posts wait
    /// until `posts_from`, if given.
    async fn next_look(
        &self,
        posts_from: Option<DateTime<Utc>>,
    ) -> anyhow::Result<Option<DateTime<Utc>>> {
        let (now, wall) = (self.clock.now(), self.wall.now());
        // Something may have come due, or another replica been quicker, since it was looked for last.
        if store::has_lane(&self.db, Wanted::while_posts_wait(posts_from), wall, now).await? {
            return Ok(Some(wall));
        }
        let rested = store::first_rested(&self.db, wall).await?;
        let soon = rested.into_iter().chain(posts_from).min();
        if soon.is_some_and(|soon| soon <= wall + PACE) {
            // What is asked below takes longer the more messages wait, and that is when this is so.
            return Ok(soon);
        }
        let (due, lease) = store::first_later(&self.db, now, wall).await?;
        let due = due.map(|due| wall + (due - now));
        Ok(soon.into_iter().chain(due).chain(lease).min())
    }

    /// Leases a lane and takes its first message, in one unit of work.
    async fn take(&self) -> anyhow::Result<Taken> {
        let mut tx = self.db.begin().await?;
        // Read after the wait for the database, so that none of the lease is spent on it.
        let (wall, due) = (self.wall.now(), self.clock.now());
        let posts = Operation::Post.method();
        let posts_from = match self.paces.waits(posts, wall) {
            Some(until) => Some(until),
            None => store::paused_until(&mut tx, posts, wall).await?,
        };
        let wanted = Wanted::while_posts_wait(posts_from);
        let lease = wall + LEASE;
        let Some(lane) = store::claim_lane(&mut tx, wanted, &self.owner, lease, wall, due).await?
        else {
            tx.rollback().await?;
            return Ok(Taken::Nothing(posts_from));
        };
        let Some(mut job) = store::next_job(&mut tx, &lane.lane, due).await? else {
            // Another replica was quicker; the lane is free again at once.
            return self.pass_over(tx, &lane, wall).await;
        };
        if job.state == State::Pending {
            let method = job.operation.method();
            let pause = match job.operation {
                Operation::Post => posts_from,
                _ => store::paused_until(&mut tx, method, wall).await?,
            };
            let pause = pause.or_else(|| self.paces.take(method, wall));
            let before = match pause {
                Some(until) => Before::Wait(until),
                None => self.before_sending(&mut tx, &lane, &job, wall).await?,
            };
            match before {
                Before::Wait(until) => {
                    return self.pass_over(tx, &lane, until).await;
                }
                Before::Upload => {
                    tx.commit().await?;
                    return Ok(Taken::Ours(lane, job, Errand::Upload));
                }
                Before::Nothing => {
                    let Some(payload) = store::mark_sending(&mut tx, &job.id, wall).await? else {
                        return self.pass_over(tx, &lane, wall).await;
                    };
                    job.payload = payload;
                }
            }
        }
        tx.commit().await?;
        Ok(Taken::Ours(lane, job, Errand::Send))
    }

    /// Gives a lane back that was just leased; it rests until `until`.
    async fn pass_over(
        &self,
        mut tx: Tx,
        lane: &Lane,
        until: DateTime<Utc>,
    ) -> anyhow::Result<Taken> {
        store::release_lane(&mut tx, &lane.lane, &self.owner, until, None).await?;
        tx.commit().await?;
        Ok(Taken::Waits)
    }

    async fn carry(&self, lane: Lane, job: Job) -> anyhow::Result<()> {
        if job.state == State::Sending {
            return self.find_out(lane, job).await;
        }
        let arguments = match self.arguments(&lane, &job).await {
            Ok(Arguments::Ready(arguments)) => arguments,
            Ok(Arguments::NoTarget) => return self.set_target(lane, job).await,
            Ok(Arguments::NoThread(first)) => return self.wait_for_thread(lane, job, first).await,
            Err(error) => {
                self.put_back(&lane, &job).await?;
                return Err(error);
            }
        };
        if self.wall.now() + CALL > lane.lease_until {
            // Somebody else may take the lane before Slack answers.
            return self.put_back(&lane, &job).await;
        }
        match self.slack.call(job.operation.method(), &arguments).await {
            Ok(answer) => self.sent(&lane, &job, &answer).await,
            Err(error) => self.failed(lane, job, error).await,
        }
    }

    /// Says once, not for every message, that Slack does not accept who we are.
    fn tell_locked_out(&self, code: &str) {
        if !self.is_locked_out.swap(true, Ordering::SeqCst) {
            tracing::error!(
                code,
                "Slack does not accept the bot token; all messages wait until it does: klantstem doctor"
            );
        }
    }

    /// Slack took it. That must not be forgotten because the database is busy.
    async fn sent(&self, lane: &Lane, job: &Job, answer: &Value) -> anyhow::Result<()> {
        if self.is_locked_out.swap(false, Ordering::SeqCst) {
            tracing::info!("Slack accepts the bot token again");
        }
        let patience = ConstantBuilder::new()
            .with_delay(Duration::from_millis(500))
            .with_max_times(10);
        (|| self.note_sent(lane, job, answer)).retry(patience).await
    }

    async fn note_sent(&self, lane: &Lane, job: &Job, answer: &Value) -> anyhow::Result<()> {
        let channel = answer["channel"].as_str();
        let mut tx = self.db.begin().await?;
        let rest = if job.operation == Operation::Post {
            PACE
        } else {
            Duration::ZERO
        };
        // The lane before its message, everywhere: so no two wait for each other crosswise.
        let next = self.wall.now() + rest;
        store::release_lane(&mut tx, &lane.lane, &self.owner, next, channel).await?;
        let message_ts = answer["ts"].as_str();
        store::mark_sent(&mut tx, &job.id, channel, message_ts, self.clock.now()).await?;
        tx.commit().await
    }

    async fn failed(&self, lane: Lane, job: Job, error: SlackError) -> anyhow::Result<()> {
        if self.try_without_picture(&lane, &job, &error).await? {
            return Ok(());
        }
        let (method, wall) = (job.operation.method(), self.wall.now());
        match fate::after_error(job.operation, &error, job.attempts + 1, fastrand::f64()) {
            Fate::Again {
                after,
                pause_method,
                counts,
            } => {
                if let Some(code) = error.code().filter(|code| fate::is_locked_out(code)) {
                    self.tell_locked_out(code);
                } else {
                    tracing::warn!(id = job.id, lane = lane.lane, method, %error, wait = ?after, "Slack did not take a message; it stays");
                }
                let mut tx = self.db.begin().await?;
                store::release_lane(&mut tx, &lane.lane, &self.owner, wall + after, None).await?;
                store::mark_pending(&mut tx, &job.id, !counts, Some(&error.to_string())).await?;
                if pause_method {
                    store::pause_method(&mut tx, method, wall + after).await?;
                }
                tx.commit().await
            }
            Fate::FindOut(after) => {
                tracing::warn!(id = job.id, lane = lane.lane, %error, "it is unclear whether Slack took a message");
                self.doubt().get_or_insert(Doubt {
                    asked: 0,
                    ask_at: wall,
                });
                let mut tx = self.db.begin().await?;
                store::release_lane(&mut tx, &lane.lane, &self.owner, wall + after, None).await?;
                tx.commit().await
            }
            Fate::Refused(code) => self.end(lane, job, State::Failed, Some(code)).await,
            Fate::Done => self.end(lane, job, State::Dropped, None).await,
        }
    }

    /// A message is done with without having been sent; with a code its owner is told.
    async fn end(
        &self,
        lane: Lane,
        job: Job,
        state: State,
        code: Option<String>,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        store::release_lane(&mut tx, &lane.lane, &self.owner, self.wall.now(), None).await?;
        store::mark_ended(&mut tx, &job.id, state, code.as_deref(), now).await?;
        if let Some(code) = code {
            // A channel of the same name may be another one next time.
            store::forget_channel(&mut tx, &lane.lane).await?;
            tracing::error!(
                id = job.id,
                lane = lane.lane,
                code,
                "a message was set aside: klantstem outbox list"
            );
            let problem = Problem {
                id: job.id,
                lane: lane.lane,
                code,
                at: now,
            };
            (self.report)(&mut tx, &problem).await?;
        }
        tx.commit().await
    }

    async fn put_back(&self, lane: &Lane, job: &Job) -> anyhow::Result<()> {
        let mut tx = self.db.begin().await?;
        store::release_lane(&mut tx, &lane.lane, &self.owner, self.wall.now(), None).await?;
        store::mark_pending(&mut tx, &job.id, false, None).await?;
        tx.commit().await
    }
}
