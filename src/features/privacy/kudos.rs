//! What administrators ask of the record of kudos. That they asked is recorded, and never about whom.

use chrono::TimeDelta;

use super::store::{self, Act};
use crate::features::feedback::views::answers;
use crate::features::kudos::export::{Kept, Range, kept};
use crate::features::kudos::handlers::Actor;
use crate::features::kudos::rules::patterns::{self, Pattern};
use crate::features::kudos::store::flows;
use crate::features::kudos::views;
use crate::platform::Context;
use crate::platform::config::PatternsMode;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::kit::Message;

/// The kudos of these days; that they were handed out is recorded, with their number and who ordered it.
///
/// # Errors
/// Where the database does not answer; then nothing is handed out.
pub async fn export(ctx: &Context, range: Range, ordered_by: &str) -> anyhow::Result<Vec<Kept>> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let found = kept(&mut tx, range).await?;
    let count = i64::try_from(found.len())?;
    store::record(&mut tx, Act::ExportKudos, ordered_by, count, 0, now).await?;
    tx.commit().await?;
    Ok(found)
}

/// Who thanks mostly whom; `None` where nobody may look for that. That it was asked is recorded.
///
/// # Errors
/// Where the database does not answer.
pub async fn patterns(ctx: &Context, ordered_by: &str) -> anyhow::Result<Option<Vec<Pattern>>> {
    let limits = &ctx.config.kudos.patterns;
    if limits.mode == PatternsMode::Off {
        return Ok(None);
    }
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let flows = flows(&mut tx, now - TimeDelta::days(i64::from(limits.days))).await?;
    let found = patterns::patterns(&flows, limits);
    let count = i64::try_from(found.len())?;
    store::record(&mut tx, Act::ReportPatterns, ordered_by, count, 0, now).await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// Answers `/kudos patterns`; `None` for anything else that was typed.
///
/// # Errors
/// Where the database refused.
pub async fn typed(ctx: &Context, actor: Actor<'_>, text: &str) -> anyhow::Result<Option<Answer>> {
    let asked = text.trim().to_lowercase();
    if !matches!(asked.as_str(), "patterns" | "patronen") {
        return Ok(None);
    }
    let words = actor.words();
    let admins = &ctx.config.workspace.admins;
    if !admins.contains(&actor.person.id) {
        let refused = answers::no_permission(words, admins);
        return Ok(Some(Answer::Reply(refused.to_json())));
    }
    let message = match patterns(ctx, actor.person.id.as_str()).await? {
        Some(found) => views::patterns::report(words, &found, &ctx.config.kudos.patterns),
        None => Message::paragraph(words.kudos_patterns_off()),
    };
    Ok(Some(Answer::Reply(message.to_json())))
}
