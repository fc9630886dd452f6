//! The preview was sent: the story is posted, scheduled, proposed, or an edit of it saved.

use super::super::publish::{self, Telling};
use super::super::rules::form::Told;
use super::super::rules::state::{Act, State, next};
use super::super::store::{self, Story};
use super::super::views::notices::Done;
use super::writing::may_write;
use super::{Actor, Why, done, published_at, refused};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::View;

/// Someone sent the preview: the story is posted, scheduled, proposed, or an edit of it saved.
///
/// # Errors
/// Where the database refused.
pub async fn confirmed(ctx: &Context, actor: &Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let id = view.private_metadata.as_deref().unwrap_or_default();
    let mut tx = ctx.db.begin().await?;
    let Some(draft) = store::lock(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(refused(actor, Why::Gone));
    };
    let outcome = match may_write(&draft, actor) {
        Err(why) => Err(why),
        Ok(()) if draft.edit_of.is_some() => save(ctx, &mut tx, actor, draft).await?,
        Ok(()) => submit(ctx, &mut tx, actor, draft).await?,
    };
    match outcome {
        Ok(view) => {
            tx.commit().await?;
            Ok(Answer::UpdateView(view))
        }
        Err(why) => {
            tx.rollback().await?;
            Ok(refused(actor, why))
        }
    }
}

async fn submit(
    ctx: &Context,
    tx: &mut Tx,
    actor: &Actor<'_>,
    mut draft: Story,
) -> anyhow::Result<Result<serde_json::Value, Why>> {
    let now = ctx.clock.now();
    let leaders = &actor.leaders;
    let role = actor.role(&draft);
    let state = match next(draft.state, Act::Submit, role, draft.publish_at, now) {
        Ok(State::Proposed) if leaders.is_empty() => return Ok(Err(Why::NoLeader)),
        Ok(state) => state,
        Err(refusal) => return Ok(Err(Why::Rules(refusal))),
    };
    draft.state = state;
    draft.published_at = published_at(&draft, now);
    draft.decided_by = None;
    draft.note = None;
    draft.updated_at = now;
    store::save(tx, &draft).await?;
    store::record(tx, &draft.id, actor.user.as_str(), Act::Submit, None, now).await?;
    let telling = Telling::of(tx, draft).await?;
    let channels = telling.channels(ctx);
    if channels.is_empty() {
        return Ok(Err(Why::Nowhere));
    }
    if state == State::Proposed {
        publish::ask(ctx, tx, &telling, leaders, now).await?;
    } else {
        publish::follow(ctx, tx, &telling, actor.user, now).await?;
    }
    let what = match (state, telling.moment(actor.zone, now)) {
        (State::Proposed, _) => Done::Proposed(leaders),
        (_, Some(moment)) => Done::Scheduled(&channels, moment),
        _ => Done::Published(&channels),
    };
    Ok(Ok(done(actor, what)))
}

/// Puts the words of an edit into the story that it edits; what stands in Slack follows.
async fn save(
    ctx: &Context,
    tx: &mut Tx,
    actor: &Actor<'_>,
    mut draft: Story,
) -> anyhow::Result<Result<serde_json::Value, Why>> {
    let now = ctx.clock.now();
    let edited = draft.edit_of.clone().unwrap_or_default();
    let Some(mut story) = store::lock(tx, &edited).await? else {
        return Ok(Err(Why::Gone));
    };
    let role = actor.role(&story);
    let state = match next(story.state, Act::Save, role, draft.publish_at, now) {
        Ok(state) => state,
        Err(refusal) => return Ok(Err(Why::Rules(refusal))),
    };
    if story.revision != draft.base_revision {
        return Ok(Err(Why::Changed));
    }
    story.take_over(&draft);
    story.state = state;
    story.published_at = published_at(&story, now);
    story.updated_at = now;
    let contributors = store::contributors_in(tx, &draft.id).await?;
    store::save(tx, &story).await?;
    store::set_contributors(tx, &story.id, &contributors).await?;
    store::record(tx, &story.id, actor.user.as_str(), Act::Save, None, now).await?;
    draft.state = State::Merged;
    draft.tell(Told::default())?;
    draft.image_file = None;
    draft.image_alt.clear();
    store::save(tx, &draft).await?;
    store::set_contributors(tx, &draft.id, &[]).await?;
    let telling = Telling::of(tx, story).await?;
    if telling.channels(ctx).is_empty() {
        return Ok(Err(Why::Nowhere));
    }
    if state == State::Proposed {
        publish::ask_again(ctx, tx, &telling, now).await?;
    } else {
        publish::follow(ctx, tx, &telling, actor.user, now).await?;
    }
    Ok(Ok(done(actor, Done::Saved)))
}
