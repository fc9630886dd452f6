//! What a call to Slack needs, and what becomes of a message that leans on another: an update on what it
//! changes, a reply on what begins its thread.

use anyhow::Context as _;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Courier;
use crate::platform::outbox::pictures;
use crate::platform::outbox::store::{self, Job, Lane};
use crate::platform::outbox::{Operation, State};

/// The type of the metadata by which a post is found again.
pub(super) const METADATA_TYPE: &str = "klantstem_post";
/// The name space of the deterministic `client_msg_id`.
const CLIENT_MSG_ID: Uuid = Uuid::from_u128(0x6b6c_616e_7473_7465_6d00_0000_0000_0001);

/// What the outbox says of a message whose thread was not begun.
const NO_THREAD: &str = "the first message of its thread was not sent";

/// What is needed for a call to Slack.
pub(super) enum Arguments {
    /// All of it.
    Ready(Value),
    /// The message that is to be changed was never posted.
    NoTarget,
    /// The message that begins the thread was not posted; where its row is.
    NoThread(Option<State>),
}

impl Courier {
    pub(super) async fn arguments(&self, lane: &Lane, job: &Job) -> anyhow::Result<Arguments> {
        let mut arguments: Value =
            serde_json::from_str(&job.payload).context("the message is not JSON")?;
        if job.operation == Operation::DeleteFile {
            return Ok(Arguments::Ready(arguments));
        }
        let channel = lane.channel.clone().unwrap_or_else(|| lane.lane.clone());
        match &job.target {
            None => {
                arguments["channel"] = channel.into();
                arguments["metadata"] = json!({ "event_type": METADATA_TYPE, "event_payload": { "outbox_id": job.id } });
                arguments["client_msg_id"] = Uuid::new_v5(&CLIENT_MSG_ID, job.id.as_bytes())
                    .to_string()
                    .into();
                arguments["unfurl_links"] = false.into();
                arguments["unfurl_media"] = false.into();
                if let Some(first) = &job.thread_of {
                    match self.found(first).await? {
                        Some((State::Sent, Some(channel), Some(message_ts))) => {
                            arguments["channel"] = channel.into();
                            arguments["thread_ts"] = message_ts.into();
                        }
                        found => return Ok(Arguments::NoThread(found.map(|(state, _, _)| state))),
                    }
                }
            }
            Some(target) => {
                let found = self.found(target).await?;
                let Some((State::Sent, Some(channel), Some(message_ts))) = found else {
                    return Ok(Arguments::NoTarget);
                };
                arguments["channel"] = channel.into();
                arguments["ts"] = message_ts.into();
                if job.operation == Operation::Update {
                    // Slack replaces the metadata by what an update brings.
                    arguments["metadata"] = json!({ "event_type": METADATA_TYPE, "event_payload": { "outbox_id": target } });
                }
            }
        }
        if job.has_picture {
            let shown = job.target.as_deref().unwrap_or(&job.id);
            let mut tx = self.db.begin().await?;
            let picture = pictures::of_message(&mut tx, shown).await?;
            tx.rollback().await?;
            if let Some(picture) = picture {
                picture.put_into(&mut arguments);
            }
        }
        Ok(Arguments::Ready(arguments))
    }

    /// Where the message of another row is: its state, channel and `ts`.
    pub(super) async fn found(
        &self,
        row: &str,
    ) -> anyhow::Result<Option<(State, Option<String>, Option<String>)>> {
        let mut tx = self.db.begin().await?;
        let found = store::target(&mut tx, row).await?;
        tx.rollback().await?;
        Ok(found)
    }

    /// A message is to change one that is not at Slack: the change is written into that one where it
    /// may still be sent, and is done with.
    pub(super) async fn set_target(&self, lane: Lane, job: Job) -> anyhow::Result<()> {
        if let (Operation::Update, Some(target)) = (job.operation, &job.target) {
            let payload: Value =
                serde_json::from_str(&job.payload).context("the message is not JSON")?;
            let mut tx = self.db.begin().await?;
            store::revise_pending(&mut tx, target, &payload).await?;
            tx.commit().await?;
        }
        self.end(lane, job, State::Dropped, None).await
    }

    /// A message belongs into a thread whose first message is not at Slack: it goes behind that one, or
    /// where that one went. The owner was told of that one already.
    pub(super) async fn wait_for_thread(
        &self,
        lane: Lane,
        job: Job,
        first: Option<State>,
    ) -> anyhow::Result<()> {
        let (now, wall) = (self.clock.now(), self.wall.now());
        let mut tx = self.db.begin().await?;
        store::release_lane(&mut tx, &lane.lane, &self.owner, wall, None).await?;
        match first {
            Some(State::Pending | State::Sending) => store::put_behind(&mut tx, &job.id).await?,
            Some(State::Failed | State::Uncertain) => {
                tracing::warn!(
                    id = job.id,
                    lane = lane.lane,
                    "a message waits for the first one of its thread: klantstem outbox list"
                );
                store::mark_ended(&mut tx, &job.id, State::Failed, Some(NO_THREAD), now).await?;
            }
            Some(State::Sent | State::Dropped) | None => {
                store::mark_ended(&mut tx, &job.id, State::Dropped, None, now).await?;
            }
        }
        tx.commit().await
    }
}
