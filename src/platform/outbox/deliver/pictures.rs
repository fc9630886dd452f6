//! Brings the picture of a message to Slack before the message goes there.
//!
//! That is a step of its own, in the lane's turn: when it is done, or after a crash, the message is as
//! pending as before, and is posted once. A picture never keeps a message for long: after a few
//! attempts, or where Slack refuses files, the message goes out without it.

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Courier, Lane};
use crate::platform::db::Tx;
use crate::platform::outbox::Operation;
use crate::platform::outbox::fate::{self, PictureFate};
use crate::platform::outbox::pictures::{self, Picture, PictureState};
use crate::platform::outbox::store::{self, Job};
use crate::platform::slack::SlackError;
use crate::platform::slack::files::{BEGIN_UPLOAD, NewFile};

/// Longer than an upload may take: three calls and the drawing.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// How often a picture is uploaded at most.
const UPLOADS: i64 = 3;
/// How often Slack may refuse a message because it did not look at its picture yet.
const REFUSALS: i64 = 4;
/// Slack looks at a file before a message may show it.
const LOOKED_AT: Duration = Duration::from_secs(1);
/// How long no picture is tried where Slack takes no files from us.
const NO_FILES: TimeDelta = TimeDelta::hours(1);
/// For longer no message waits for its turn to upload.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// What is done for a message before it is sent.
pub(super) enum Before {
    /// Nothing more.
    Nothing,
    /// Its picture is uploaded.
    Upload,
    /// It waits until then for its turn to upload.
    Wait(DateTime<Utc>),
}

impl Courier {
    /// What is to be done before a message that waits is sent, noted in the unit of work that took it.
    pub(super) async fn before_sending(
        &self,
        tx: &mut Tx,
        lane: &Lane,
        job: &Job,
        wall: DateTime<Utc>,
    ) -> anyhow::Result<Before> {
        if !job.has_picture || job.operation != Operation::Post {
            return Ok(Before::Nothing);
        }
        let waiting = pictures::of_message(tx, &job.id)
            .await?
            .filter(|picture| picture.state == PictureState::Waiting);
        let Some(picture) = waiting else {
            return Ok(Before::Nothing);
        };
        if picture.attempts >= UPLOADS || self.takes_no_files(wall) {
            give_up(tx, &picture).await?;
            return Ok(Before::Nothing);
        }
        let turn = store::paused_until(tx, BEGIN_UPLOAD, wall)
            .await?
            .or_else(|| self.paces.take(BEGIN_UPLOAD, wall));
        if turn.is_some_and(|turn| turn > wall + PATIENCE) {
            give_up(tx, &picture).await?;
            return Ok(Before::Nothing);
        }
        if let Some(turn) = turn {
            return Ok(Before::Wait(turn));
        }
        // Counted before it begins: one that kills the process is not tried for ever.
        let (state, attempts) = (PictureState::Waiting, picture.attempts + 1);
        pictures::set(tx, &job.id, state, attempts, None).await?;
        store::extend_lease(tx, &lane.lane, &self.owner, wall + LEASE).await?;
        Ok(Before::Upload)
    }

    fn takes_no_files(&self, wall: DateTime<Utc>) -> bool {
        self.no_files_until().is_some_and(|until| wall < until)
    }

    fn no_files_until(&self) -> std::sync::MutexGuard<'_, Option<DateTime<Utc>>> {
        self.no_files_until
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Draws the picture of a message and uploads it.
    pub(super) async fn bring_picture(&self, lane: Lane, job: Job) -> anyhow::Result<()> {
        let mut tx = self.db.begin().await?;
        let picture = pictures::of_message(&mut tx, &job.id).await?;
        let drawing = pictures::drawing(&mut tx, &job.id).await?;
        tx.rollback().await?;
        let picture = picture.context("the picture is gone")?;
        let paint = self.paint.clone();
        // Some milliseconds of one core: not on a thread that others wait for.
        let drawn = tokio::task::spawn_blocking(move || paint(&drawing)).await?;
        let outcome = match drawn {
            Ok(bytes) => {
                let file = NewFile {
                    name: "trend.png".to_owned(),
                    alt_text: picture.alt_text.clone(),
                    bytes,
                };
                let uploaded = self.slack.upload_file(file).await;
                uploaded.map_err(|error| self.after_refusal(&job, &picture, &error))
            }
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(
                    id = job.id,
                    error,
                    "a picture can not be drawn; its message goes without it"
                );
                Err(PictureFate::GiveUp)
            }
        };
        self.note_picture(&lane, &picture, outcome).await
    }

    fn after_refusal(&self, job: &Job, picture: &Picture, error: &SlackError) -> PictureFate {
        let fate = fate::after_upload_error(error, picture.attempts, fastrand::f64());
        match fate {
            PictureFate::NoFiles => {
                *self.no_files_until() = Some(self.wall.now() + NO_FILES);
                tracing::warn!(%error, "Slack takes no pictures; posts go out with a line of text instead");
            }
            PictureFate::GiveUp | PictureFate::Again { .. } => {
                tracing::warn!(id = job.id, %error, ?fate, "Slack did not take a picture");
            }
        }
        fate
    }

    async fn note_picture(
        &self,
        lane: &Lane,
        picture: &Picture,
        outcome: Result<String, PictureFate>,
    ) -> anyhow::Result<()> {
        let wall = self.wall.now();
        let rest = match outcome {
            Ok(_) => LOOKED_AT,
            Err(PictureFate::Again { after, .. }) => after,
            Err(PictureFate::GiveUp | PictureFate::NoFiles) => Duration::ZERO,
        };
        let mut tx = self.db.begin().await?;
        store::release_lane(&mut tx, &lane.lane, &self.owner, wall + rest, None).await?;
        match outcome {
            Ok(file) => {
                let id = &picture.message_id;
                pictures::set(&mut tx, id, PictureState::Uploaded, 0, Some(&file)).await?;
            }
            Err(PictureFate::Again {
                after,
                pause_method: true,
            }) => store::pause_method(&mut tx, BEGIN_UPLOAD, wall + after).await?,
            Err(PictureFate::Again { .. }) => {}
            Err(PictureFate::GiveUp | PictureFate::NoFiles) => give_up(&mut tx, picture).await?,
        }
        tx.commit().await
    }

    /// Slack refused a message with a picture: it may not have looked at the file yet. The message waits
    /// a little, and at last goes without it. Returns `false` where there is no picture in it.
    pub(super) async fn try_without_picture(
        &self,
        lane: &Lane,
        job: &Job,
        error: &SlackError,
    ) -> anyhow::Result<bool> {
        if !job.has_picture || error.code() != Some("invalid_blocks") {
            return Ok(false);
        }
        let wall = self.wall.now();
        let mut tx = self.db.begin().await?;
        let shown = job.target.as_deref().unwrap_or(&job.id);
        let picture = pictures::of_message(&mut tx, shown).await?;
        let Some(picture) = picture.filter(|found| found.state == PictureState::Uploaded) else {
            tx.rollback().await?;
            return Ok(false);
        };
        let refusals = picture.attempts + 1;
        let rest = if refusals >= REFUSALS {
            tracing::warn!(
                id = job.id,
                "Slack does not show a picture; its message goes without it"
            );
            Duration::ZERO
        } else {
            fate::wait(refusals, fastrand::f64())
        };
        store::release_lane(&mut tx, &lane.lane, &self.owner, wall + rest, None).await?;
        store::mark_pending(&mut tx, &job.id, true, Some(&error.to_string())).await?;
        if refusals >= REFUSALS {
            give_up(&mut tx, &picture).await?;
        } else {
            let state = PictureState::Uploaded;
            pictures::set(&mut tx, &picture.message_id, state, refusals, None).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

async fn give_up(tx: &mut Tx, picture: &Picture) -> anyhow::Result<()> {
    let (id, state) = (&picture.message_id, PictureState::GivenUp);
    pictures::set(tx, id, state, picture.attempts, None).await
}
