//! Takes the words and the customer out of a response, its cards and the outbox; its score stays.

use chrono::{DateTime, Utc};

use super::rules::counting::Cells;
use super::rules::forgetting::{Extent, digests, forgotten, is_forgotten};
use super::store::{self, PostState};
use super::views::card;
use super::{cards, counts};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::outbox::{self, Rewritten};
use crate::platform::words::Words;

/// What was done for a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Messages in Slack that are edited next.
    pub edited: i64,
    /// Channels with a message of which nobody knows whether it is in Slack: a person has to look.
    pub unclear: Vec<String>,
}

impl Forgotten {
    /// Adds what was done with one message in a channel.
    pub fn add(&mut self, rewritten: Rewritten, lane: &str) {
        match rewritten {
            Rewritten::Edited => self.edited += 1,
            Rewritten::Unclear => self.unclear.push(lane.to_owned()),
            Rewritten::NotThere => {}
        }
    }
}

/// Forgets a response as a customer asked for it: its words go everywhere, its cards in Slack say so,
/// and a later delivery does not bring it back. Nothing is done for one that was forgotten already.
///
/// # Errors
/// Where the database refused.
pub async fn erase(
    ctx: &Context,
    tx: &mut Tx,
    id: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Forgotten> {
    let mut done = Forgotten::default();
    if !keep_score(ctx, tx, id, Extent::Everything, now).await? {
        return Ok(done);
    }
    for post in store::posts_of(tx, id).await? {
        store::set_post_state(tx, &post.id, PostState::Withdrawn).await?;
        let Some(message_id) = &post.message_id else {
            continue;
        };
        let department = ctx.config.departments.get(&post.department);
        let configured = department.and_then(|department| department.language);
        let language = cards::language_of_lane(ctx, tx, &post.lane, configured).await?;
        let notice = card::erased(Words::of(language)).to_json();
        let rewritten = outbox::rewrite(tx, message_id, |_| None, &notice, now).await?;
        done.add(rewritten, &post.lane);
    }
    Ok(done)
}

/// Forgets the words and the respondent of a response that is older than such are kept. What stands
/// in Slack stays there.
///
/// # Errors
/// Where the database refused.
pub async fn expire(
    ctx: &Context,
    tx: &mut Tx,
    id: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    keep_score(ctx, tx, id, Extent::Words, now).await?;
    for post in store::posts_of(tx, id).await? {
        if post.state == PostState::Digest {
            store::set_post_state(tx, &post.id, PostState::Withdrawn).await?;
        }
    }
    Ok(())
}

/// Keeps only the score of a response, and the daily counts with it. Returns `false` where there is no
/// such response, or only its score was kept before.
async fn keep_score(
    ctx: &Context,
    tx: &mut Tx,
    id: &str,
    extent: Extent,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let Some(response) = store::lock_response_by_id(tx, id).await? else {
        return Ok(false);
    };
    if is_forgotten(&response.external_id) {
        return Ok(false);
    }
    let left = forgotten(&response, extent, ctx.config.workspace.time_zone);
    let mut cells = Cells::default();
    // It may have been delivered once more after its customer's wish was stored: then it counts once.
    if let Some(twin) = store::twin(tx, &left).await? {
        counts::count_stored(ctx, tx, &mut cells, &twin, -1).await?;
        store::delete_response(tx, twin.id.as_str()).await?;
    }
    counts::count_stored(ctx, tx, &mut cells, &response, -1).await?;
    if extent == Extent::Everything {
        let (own, _) = digests(&response);
        store::remember_forgotten(tx, &[own], now).await?;
    }
    store::keep_score(tx, &left).await?;
    counts::count_stored(ctx, tx, &mut cells, &left, 1).await?;
    counts::apply(tx, &cells).await?;
    Ok(true)
}

/// The card that an outbox row posted, as it would be made now; `None` where that row posted no card, or
/// one whose response stands elsewhere by now.
///
/// # Errors
/// Where the database does not answer.
pub async fn card_anew(
    ctx: &Context,
    tx: &mut Tx,
    message_id: &str,
) -> anyhow::Result<Option<serde_json::Value>> {
    let Some(post) = store::post_by_message(tx, message_id).await? else {
        return Ok(None);
    };
    let Some(response) = store::lock_response_by_id(tx, post.response_id.as_str()).await? else {
        return Ok(None);
    };
    if post.state != PostState::Single {
        return Ok(None);
    }
    let made = cards::as_posted(ctx, tx, &response, &post).await?;
    Ok(made.map(|message| message.to_json()))
}
