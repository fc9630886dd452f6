//! What became of a message of which nobody knows whether Slack took it.

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use super::arguments::METADATA_TYPE;
use super::{Courier, UNCERTAIN};
use crate::platform::config::UnclearPosts;
use crate::platform::outbox::fate::{self, SETTLE};
use crate::platform::outbox::store::{self, Job, Lane};
use crate::platform::outbox::{Operation, State};
use crate::platform::slack::{SlackError, channels};

impl Courier {
    /// Finds out what became of a message that was being sent when Slack or a worker went away.
    pub(super) async fn find_out(&self, lane: Lane, job: Job) -> anyhow::Result<()> {
        let wall = self.wall.now();
        let settled = job.sending_at.unwrap_or(DateTime::UNIX_EPOCH) + SETTLE;
        if job.operation != Operation::Post {
            return self.put_back(&lane, &job).await;
        }
        let thread = match &job.thread_of {
            Some(first) => self.found(first).await?.and_then(|(_, _, ts)| ts),
            None => None,
        };
        match self.unclear {
            UnclearPosts::Hold => {
                self.end(lane, job, State::Uncertain, Some(UNCERTAIN.to_owned()))
                    .await
            }
            UnclearPosts::SendAgain => self.put_back(&lane, &job).await,
            UnclearPosts::LookUp if wall < settled => {
                let mut tx = self.db.begin().await?;
                store::release_lane(&mut tx, &lane.lane, &self.owner, settled, None).await?;
                tx.commit().await
            }
            UnclearPosts::LookUp => match self.look_up(&lane, &job, thread).await {
                Ok(Some(found)) => self.sent(&lane, &job, &found).await,
                Ok(None) => self.put_back(&lane, &job).await,
                Err(SlackError::Permanent { code, .. }) if !fate::is_locked_out(&code) => {
                    tracing::warn!(
                        lane = lane.lane,
                        code,
                        "the channel's history can not be read; the post is held"
                    );
                    self.end(lane, job, State::Uncertain, Some(UNCERTAIN.to_owned()))
                        .await
                }
                Err(error) => {
                    let wait = match &error {
                        SlackError::RateLimited { retry_after, .. } => *retry_after,
                        _ => SETTLE,
                    };
                    tracing::warn!(lane = lane.lane, %error, "an unclear post could not be looked up yet");
                    let mut tx = self.db.begin().await?;
                    store::release_lane(&mut tx, &lane.lane, &self.owner, wall + wait, None)
                        .await?;
                    tx.commit().await
                }
            },
        }
    }

    /// Looks for a post in the history of its channel or thread by the id in its metadata.
    async fn look_up(
        &self,
        lane: &Lane,
        job: &Job,
        thread: Option<String>,
    ) -> Result<Option<Value>, SlackError> {
        let channel = match &lane.channel {
            Some(channel) => channel.clone(),
            None => {
                let channels = channels::list(&self.slack).await?;
                let called = channels
                    .into_iter()
                    .find(|channel| channel.is_called(&lane.lane));
                match called {
                    Some(channel) => channel.id,
                    // A person, or a channel of which Slack will say that it does not know it.
                    None => lane.lane.clone(),
                }
            }
        };
        let since = job.sending_at.unwrap_or(DateTime::UNIX_EPOCH) - TimeDelta::seconds(60);
        // The messages of a thread are not in the channel's history.
        let method = match thread {
            Some(_) => "conversations.replies",
            None => "conversations.history",
        };
        let mut arguments = json!({
            "channel": channel,
            "oldest": format!("{}.000000", since.timestamp()),
            "limit": 100,
            "include_all_metadata": true,
        });
        if let Some(first) = thread {
            arguments["ts"] = first.into();
        }
        loop {
            let page = self.slack.call(method, &arguments).await?;
            let messages = page["messages"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            let ours = messages.iter().find(|message| {
                message["metadata"]["event_type"] == METADATA_TYPE
                    && message["metadata"]["event_payload"]["outbox_id"] == job.id.as_str()
            });
            if let Some(message) = ours {
                return Ok(Some(json!({ "channel": channel, "ts": message["ts"] })));
            }
            match page["response_metadata"]["next_cursor"].as_str() {
                Some(cursor) if !cursor.is_empty() => arguments["cursor"] = cursor.into(),
                _ => return Ok(None),
            }
        }
    }
}
