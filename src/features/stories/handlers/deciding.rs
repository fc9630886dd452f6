//! Deciding about a story that was submitted: approve, return, decline, change, withdraw.

use super::super::publish::{self, Telling};
use super::super::rules::form::Told;
use super::super::rules::state::{Act, State, next};
use super::super::store::{self, Story};
use super::super::views::actions::{Input, NOTE, StoryAction};
use super::super::views::asks::{self, Decision, NoteFor};
use super::super::views::home::review as review_modal;
use super::super::views::notices::{self, Done};
use super::super::week::{self, Press};
use super::{Actor, Why, done, published_at, refused, told_why, writing};
use crate::platform::Context;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::View;
use crate::platform::text;

/// Someone used a button or menu of a story.
///
/// # Errors
/// Where the database refused.
pub async fn clicked(
    ctx: &Context,
    actor: &Actor<'_>,
    action: &StoryAction,
) -> anyhow::Result<Answer> {
    match action {
        StoryAction::Approve(id) => match decide(ctx, actor, id, Act::Approve, None).await? {
            Ok(()) if actor.is_in_view => Ok(Answer::UpdateView(done(actor, Done::Told))),
            Ok(()) => Ok(Answer::Nothing),
            Err(why) => Ok(told_why(actor, why)),
        },
        StoryAction::Return(id) => note_form(ctx, actor, id, Act::Return, NoteFor::Return).await,
        StoryAction::Decline(id) => note_form(ctx, actor, id, Act::Decline, NoteFor::Decline).await,
        StoryAction::Edit(id) => match may(ctx, actor, id, Act::Save).await? {
            Ok(story) => writing::edit(ctx, actor, &story).await,
            Err(why) => Ok(why),
        },
        StoryAction::Withdraw(id) => withdraw_form(ctx, actor, id).await,
        StoryAction::Continue(id) => writing::resume(ctx, actor, id).await,
        StoryAction::Discard(id) => {
            discard(ctx, actor, id).await?;
            Ok(Answer::Nothing)
        }
        StoryAction::Swap(choice) => week::pressed(ctx, actor, choice, Press::Swap).await,
        StoryAction::Skip(choice) => week::pressed(ctx, actor, choice, Press::Skip).await,
        StoryAction::Read(id) => review(ctx, actor, id).await,
        StoryAction::Afresh(id) => {
            discard(ctx, actor, id).await?;
            Ok(Answer::UpdateView(writing::empty_form(ctx, actor)))
        }
    }
}

/// The story, if this person may do this to it now; else the answer that says why not.
async fn may(
    ctx: &Context,
    actor: &Actor<'_>,
    id: &str,
    act: Act,
) -> anyhow::Result<Result<Story, Answer>> {
    let Some(story) = store::story(&ctx.db, id).await? else {
        return Ok(Err(told_why(actor, Why::Gone)));
    };
    let role = actor.role(&story);
    Ok(
        match next(story.state, act, role, story.publish_at, ctx.clock.now()) {
            Ok(_) => Ok(story),
            Err(refusal) => Err(told_why(actor, Why::Rules(refusal))),
        },
    )
}

async fn note_form(
    ctx: &Context,
    actor: &Actor<'_>,
    id: &str,
    act: Act,
    kind: NoteFor,
) -> anyhow::Result<Answer> {
    Ok(match may(ctx, actor, id, act).await? {
        Ok(_) => Answer::PushView(asks::note(actor.words(), id, kind)),
        Err(why) => why,
    })
}

async fn withdraw_form(ctx: &Context, actor: &Actor<'_>, id: &str) -> anyhow::Result<Answer> {
    let story = match may(ctx, actor, id, Act::Withdraw).await? {
        Ok(story) => story,
        Err(why) => return Ok(why),
    };
    let mut tx = ctx.db.begin().await?;
    let telling = Telling::of(&mut tx, story).await?;
    tx.rollback().await?;
    let (people, channels) = (Vec::new(), telling.channels(ctx));
    let shown = telling.shown(&people);
    Ok(Answer::PushView(asks::withdraw(
        actor.words(),
        &shown,
        (telling.story.state != State::Proposed).then_some(channels.as_slice()),
    )))
}

/// A proposal, with what can be decided.
async fn review(ctx: &Context, actor: &Actor<'_>, id: &str) -> anyhow::Result<Answer> {
    let story = match may(ctx, actor, id, Act::Approve).await? {
        Ok(story) => story,
        Err(why) => return Ok(why),
    };
    let mut tx = ctx.db.begin().await?;
    let telling = Telling::of(&mut tx, story).await?;
    tx.rollback().await?;
    let people = telling.people(ctx, actor.language);
    let moment = telling.moment(actor.zone, ctx.clock.now());
    Ok(Answer::PushView(review_modal(
        actor.words(),
        &telling.shown(&people),
        &telling.channels(ctx),
        moment,
    )))
}

/// Someone sent a note to an author.
///
/// # Errors
/// Where the database refused.
pub async fn noted(ctx: &Context, actor: &Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let (id, act) = match StoryAction::parse(metadata) {
        Some(StoryAction::Return(id)) => (id, Act::Return),
        Some(StoryAction::Decline(id)) => (id, Act::Decline),
        _ => return Ok(Answer::Nothing),
    };
    let note = Input::Note.text(&view.state, &id);
    let note = text::cut(&text::clean(&note), NOTE);
    if note.is_empty() {
        let missing = actor.words().story_fault_empty();
        return Ok(Answer::Errors([(Input::Note.block(&id), missing)].into()));
    }
    Ok(match decide(ctx, actor, &id, act, Some(&note)).await? {
        Ok(()) => Answer::UpdateView(done(actor, Done::Told)),
        Err(why) => {
            let said = notices::reason(actor.words(), why.as_shown(actor));
            Answer::Errors([(Input::Note.block(&id), said)].into())
        }
    })
}

/// A leader's decision about a proposal. Of two leaders who decide at once, the second is too late.
async fn decide(
    ctx: &Context,
    actor: &Actor<'_>,
    id: &str,
    act: Act,
    note: Option<&str>,
) -> anyhow::Result<Result<(), Why>> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut story) = store::lock(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(Err(Why::Gone));
    };
    let role = actor.role(&story);
    match next(story.state, act, role, story.publish_at, now) {
        Ok(state) => story.state = state,
        Err(refusal) => {
            tx.rollback().await?;
            return Ok(Err(Why::Rules(refusal)));
        }
    }
    story.published_at = published_at(&story, now);
    story.decided_by = Some(actor.user.clone());
    story.note = note.map(str::to_owned);
    store::save(&mut tx, &story).await?;
    store::record(&mut tx, id, actor.user.as_str(), act, note, now).await?;
    let telling = Telling::of(&mut tx, story).await?;
    let channels = telling.channels(ctx);
    publish::follow(ctx, &mut tx, &telling, actor.user, now).await?;
    let decision = match (act, note) {
        (Act::Return, Some(note)) => Decision::Returned(note),
        (Act::Decline, Some(note)) => Decision::Declined(note),
        _ => Decision::Approved(&channels, telling.moment(actor.zone, now)),
    };
    publish::answer(ctx, &mut tx, &telling, actor.user, decision, now).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Someone said yes to the question whether a story is to be withdrawn.
///
/// # Errors
/// Where the database refused.
pub async fn withdrawn(ctx: &Context, actor: &Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let Some(StoryAction::Withdraw(id)) = StoryAction::parse(metadata) else {
        return Ok(Answer::Nothing);
    };
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut story) = store::lock(&mut tx, &id).await? else {
        tx.rollback().await?;
        return Ok(refused(actor, Why::Gone));
    };
    let role = actor.role(&story);
    match next(story.state, Act::Withdraw, role, story.publish_at, now) {
        Ok(state) => story.state = state,
        Err(refusal) => {
            tx.rollback().await?;
            return Ok(refused(actor, Why::Rules(refusal)));
        }
    }
    story.updated_at = now;
    store::save(&mut tx, &story).await?;
    store::record(&mut tx, &id, actor.user.as_str(), Act::Withdraw, None, now).await?;
    let telling = Telling::of(&mut tx, story).await?;
    publish::follow(ctx, &mut tx, &telling, actor.user, now).await?;
    let taken_back = Decision::TakenBack;
    publish::answer(ctx, &mut tx, &telling, actor.user, taken_back, now).await?;
    tx.commit().await?;
    let what = match telling.story.state {
        State::Draft => Done::TakenBack,
        _ => Done::Withdrawn,
    };
    Ok(Answer::UpdateView(done(actor, what)))
}

/// Throws a draft away: its words are not kept.
async fn discard(ctx: &Context, actor: &Actor<'_>, id: &str) -> anyhow::Result<()> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut draft) = store::lock(&mut tx, id).await? else {
        return tx.rollback().await;
    };
    let role = actor.role(&draft);
    let Ok(State::Withdrawn) = next(draft.state, Act::Discard, role, None, now) else {
        return tx.rollback().await;
    };
    draft.state = State::Withdrawn;
    draft.tell(Told::default())?;
    draft.image_file = None;
    draft.image_alt.clear();
    draft.updated_at = now;
    store::save(&mut tx, &draft).await?;
    store::set_contributors(&mut tx, id, &[]).await?;
    store::record(&mut tx, id, actor.user.as_str(), Act::Discard, None, now).await?;
    tx.commit().await
}
