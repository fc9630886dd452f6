//! What stories do by the clock: those whose moment came are posted.

use chrono::{DateTime, Utc};

use super::publish::{self, Telling};
use super::rules::state::{Act, Role, next};
use super::{store, week};
use crate::platform::Context;

/// Takes back what customers withdrew, and posts the stories whose moment came; each in a unit of work of its own, exactly once. Returns
/// whether none failed; one that failed is tried again the next time.
///
/// # Errors
/// Where the database does not answer.
pub async fn publish_due(ctx: &Context, now: DateTime<Utc>) -> anyhow::Result<bool> {
    week::take_back(ctx, now).await?;
    let mut is_all_done = true;
    for id in store::due(&ctx.db, now).await? {
        if let Err(error) = come(ctx, &id, now).await {
            is_all_done = false;
            let error = format!("{error:#}");
            tracing::error!(id, error, "a story could not be posted; it is tried again");
        }
    }
    Ok(is_all_done)
}

async fn come(ctx: &Context, id: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = ctx.db.begin().await?;
    let Some(mut story) = store::lock(&mut tx, id).await? else {
        return tx.rollback().await;
    };
    let nobody = Role::default();
    // Another replica may have been quicker, or somebody chose another moment.
    let Ok(state) = next(story.state, Act::Come, nobody, story.publish_at, now) else {
        return tx.rollback().await;
    };
    story.state = state;
    story.published_at = Some(now);
    store::save(&mut tx, &story).await?;
    store::record(&mut tx, id, "", Act::Come, None, now).await?;
    let telling = Telling::of(&mut tx, story).await?;
    let author = telling.story.author.clone();
    publish::follow(ctx, &mut tx, &telling, &author, now).await?;
    tx.commit().await
}
