//! Stories that quote a customer follow the customer's response: edited words are edited here too, withdrawn ones
//! go, and a customer who takes a consent back is not named any more.

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::publish::{self, Telling};
use super::rules::state::State;
use super::{store, week};
use crate::features::feedback::Revised;
use crate::platform::Context;
use crate::platform::db::Tx;

/// Brings the stories in line that quote this response, and its posts as the story of the week, within the unit
/// of work that changed it.
pub fn response_changed<'a>(
    ctx: &'a Context,
    tx: &'a mut Tx,
    change: &'a Revised<'a>,
    now: DateTime<Utc>,
) -> BoxFuture<'a, anyhow::Result<()>> {
    follow(ctx, tx, change, now).boxed()
}

async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    change: &Revised<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let response = change.after;
    for id in store::quoting(tx, response.id.as_str()).await? {
        let Some(mut story) = store::lock(tx, &id).await? else {
            continue;
        };
        // Only then: a leader may have asked the customer since.
        if response.consent < change.before.consent && story.consent > response.consent {
            let mut told = story.told();
            told.consent = response.consent;
            story.tell(told.as_agreed())?;
            story.updated_at = now;
            store::save(tx, &story).await?;
        }
        let telling = Telling::of(tx, story).await?;
        match telling.story.state {
            State::Proposed => publish::ask_again(ctx, tx, &telling, now).await?,
            State::Published => {
                let author = telling.story.author.clone();
                publish::follow(ctx, tx, &telling, &author, now).await?;
            }
            // Not seen yet, or not any more.
            State::Draft
            | State::Scheduled
            | State::Withdrawn
            | State::Declined
            | State::Merged => {}
        }
    }
    week::response_changed(ctx, tx, response, now).await
}
