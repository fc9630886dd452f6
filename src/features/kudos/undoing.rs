//! Answers a person who wants a kudos withdrawn.

use super::handlers::{Actor, error_at, said};
use super::store;
use super::undo::{self, May, Undone};
use super::views::{actions, answer, form};
use crate::platform::Context;
use crate::platform::ids::{KudosId, UserId};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{BlockActions, ViewSubmission};
use crate::platform::words::Words;

/// Someone pressed "Undo", or chose to withdraw a kudos in the menu of its post.
///
/// # Errors
/// Where the database refused.
pub async fn undone(
    ctx: &Context,
    actor: Actor<'_>,
    clicked: &BlockActions,
    id: &KudosId,
) -> anyhow::Result<Answer> {
    let words = actor.words();
    let by = &actor.person.id;
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let kudos = store::kudos(&mut tx, id).await?;
    let receivers = store::receivers(&mut tx, id).await?;
    tx.rollback().await?;
    let Some(kudos) = kudos else {
        return Ok(replace(clicked, words, &words.kudos_undone_already()));
    };
    let admins = &ctx.config.workspace.admins;
    match undo::may(&kudos.giver, kudos.given_at, by, admins, now) {
        May::Undo => {
            let said = match undo::withdraw(ctx, id, by, None).await? {
                Undone::Done => words.kudos_undone(),
                Undone::Already => words.kudos_undone_already(),
            };
            Ok(replace(clicked, words, &said))
        }
        May::UndoWithReason => {
            let receivers: Vec<UserId> = receivers.into_iter().map(|(user, _, _)| user).collect();
            Ok(Answer::PushView(form::undo(
                words,
                id,
                &kudos.giver,
                &receivers,
            )))
        }
        May::TooLate => Ok(said(&words.kudos_undo_too_late())),
        May::NotYours => Ok(said(&words.kudos_undo_not_yours())),
    }
}

/// What was pressed is replaced by one sentence: the private answer, or the form; a post stays, as its
/// own update follows, and the sentence comes beside it.
fn replace(clicked: &BlockActions, words: Words, sentence: &str) -> Answer {
    if clicked
        .view
        .as_ref()
        .is_some_and(|view| view.kind == "modal")
    {
        return Answer::UpdateView(answer::said_view(words, sentence));
    }
    let mut message = answer::said(sentence).to_json();
    if clicked.container.is_ephemeral {
        message["replace_original"] = true.into();
    }
    Answer::Reply(message)
}

/// An administrator sent the form that withdraws a kudos.
///
/// # Errors
/// Where the database refused.
pub async fn withdrawn(
    ctx: &Context,
    actor: Actor<'_>,
    submission: &ViewSubmission,
) -> anyhow::Result<Answer> {
    let view = &submission.view;
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let (id, reason) = actions::undo_form(metadata, &view.state);
    let words = actor.words();
    if !ctx.config.workspace.admins.contains(&actor.person.id) {
        return Ok(error_at(actions::REASON, words.kudos_undo_not_yours()));
    }
    let reason = Some(reason.as_str()).filter(|reason| !reason.is_empty());
    match undo::withdraw(ctx, &id, &actor.person.id, reason).await? {
        Undone::Done => Ok(Answer::Nothing),
        Undone::Already => Ok(error_at(actions::REASON, words.kudos_undone_already())),
    }
}
