//! Somebody pauses, resumes or removes a rule, or asks for the form of one.

use serde_json::Value;

use super::Actor;
use super::looking;
use super::making;
use crate::features::meetings::rulebook::{Entry, Rulebook};
use crate::features::meetings::rules::permission::{manageable, managers, may_manage};
use crate::features::meetings::store::rules::{self as store, Pause};
use crate::features::meetings::views::rule_actions::RuleAction;
use crate::features::meetings::views::rule_notices::{self, Said};
use crate::features::meetings::withdraw::withdraw;
use crate::platform::Context;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::View;

/// Somebody used a button or the menu of a rule.
///
/// # Errors
/// Where the database refused.
pub async fn managed(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    action: &RuleAction,
) -> anyhow::Result<Answer> {
    if *action == RuleAction::New {
        return Ok(match manageable(&ctx.config, actor.user).is_empty() {
            true => told(actor, Said::Forbidden(&managers(&ctx.config, None))),
            false => Answer::PushView(making::begin(ctx, actor).await),
        });
    }
    let entries = book.entries(ctx).await?;
    let Some(entry) = entries.iter().find(|entry| is_meant(entry, action)) else {
        return Ok(told(actor, Said::Gone));
    };
    if let Some(forbidden) = forbidden(ctx, actor, entry) {
        return Ok(forbidden);
    }
    match action {
        RuleAction::Pause(_) => pause(ctx, book, actor, entry).await,
        RuleAction::Resume(_) => resume(ctx, book, actor, entry).await,
        RuleAction::Change(_) => making::change(ctx, actor, entry).await,
        RuleAction::Remove(id) => {
            let form = rule_notices::remove(actor.words(), id, &entry.name);
            Ok(Answer::PushView(form))
        }
        RuleAction::New => Ok(Answer::Nothing),
    }
}

/// Whether an action means this rule. Of two of one name the one of the configuration is meant, which comes first.
fn is_meant(entry: &Entry, action: &RuleAction) -> bool {
    match action {
        RuleAction::New => false,
        RuleAction::Pause(name) | RuleAction::Resume(name) => entry.name == *name,
        RuleAction::Change(id) | RuleAction::Remove(id) => {
            entry.made.as_ref().is_some_and(|made| made.id == *id)
        }
    }
}

/// The answer to somebody who may not manage a rule; `None` for who may.
fn forbidden(ctx: &Context, actor: Actor<'_>, entry: &Entry) -> Option<Answer> {
    let department = entry.department();
    let may = may_manage(&ctx.config, actor.user, department);
    (!may).then(|| told(actor, Said::Forbidden(&managers(&ctx.config, department))))
}

fn told(actor: Actor<'_>, said: Said) -> Answer {
    Answer::Reply(rule_notices::message(actor.words(), said).to_json())
}

async fn pause(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    entry: &Entry,
) -> anyhow::Result<Answer> {
    let now = ctx.clock.now();
    let pause = Pause {
        rule: entry.name.clone(),
        paused_by: actor.user.clone(),
        paused_at: now,
    };
    let mut tx = ctx.db.begin().await?;
    if !store::pause(&mut tx, &pause).await? {
        tx.rollback().await?;
        return overview(ctx, book, actor, Said::PausedAlready(&entry.name)).await;
    }
    withdraw(&mut tx, &entry.name, now).await?;
    tx.commit().await?;
    overview(ctx, book, actor, Said::Paused(&entry.name)).await
}

async fn resume(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    entry: &Entry,
) -> anyhow::Result<Answer> {
    let mut tx = ctx.db.begin().await?;
    let said = match store::resume(&mut tx, &entry.name).await? {
        true => Said::Resumed(&entry.name),
        false => Said::RunsAlready(&entry.name),
    };
    tx.commit().await?;
    overview(ctx, book, actor, said).await
}

/// The overview as it is now, in the place of the one that was clicked in.
async fn overview(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    said: Said<'_>,
) -> anyhow::Result<Answer> {
    let notice = rule_notices::in_words(actor.words(), said);
    let message = looking::shown(ctx, book, actor, "", Some(&notice)).await?;
    let mut message = message.to_json();
    message["replace_original"] = Value::Bool(true);
    Ok(Answer::Reply(message))
}

/// Somebody is sure that a rule is to be removed.
///
/// # Errors
/// Where the database refused.
pub async fn removed(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    view: &View,
) -> anyhow::Result<Answer> {
    let id = view.private_metadata.clone().unwrap_or_default();
    let entries = book.entries(ctx).await?;
    let action = RuleAction::Remove(id.clone());
    let said = |said: Said| Answer::UpdateView(rule_notices::modal(actor.words(), said));
    let Some(entry) = entries.iter().find(|entry| is_meant(entry, &action)) else {
        return Ok(said(Said::Gone));
    };
    let department = entry.department();
    if !may_manage(&ctx.config, actor.user, department) {
        return Ok(said(Said::Forbidden(&managers(&ctx.config, department))));
    }
    let mut tx = ctx.db.begin().await?;
    if !store::remove(&mut tx, &id).await? {
        tx.rollback().await?;
        return Ok(said(Said::Gone));
    }
    // The name may mean a rule of the configuration, which goes on.
    let is_configured = |entry: &Entry| entry.made.is_none();
    let mut namesakes = entries.iter().filter(|other| other.name == entry.name);
    if !namesakes.any(is_configured) {
        store::resume(&mut tx, &entry.name).await?;
        withdraw(&mut tx, &entry.name, ctx.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(said(Said::Removed(&entry.name)))
}
