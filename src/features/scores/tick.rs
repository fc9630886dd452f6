//! What scores do by the clock: each department hears how it stands.

mod revised;
mod watches;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::ask;
use super::store::said::{self, SaidPost};
use crate::features::feedback::{language_of_lane, tick::due_at};
use crate::platform::Context;
use crate::platform::config::{Department, Language};
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::Occurrence;

pub use watches::watch;

/// Tells each department how its scores stand; one in which nobody answered hears nothing.
///
/// Part of the unit of work that claimed the occurrence.
///
/// # Errors
/// Where the database refused.
pub async fn post(
    ctx: &Context,
    tx: &mut Tx,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let languages = languages(ctx, tx).await?;
    let workspace = ctx.config.workspace.language;
    let language_of = |id: &DepartmentId| languages.get(id).copied().unwrap_or(workspace);
    revised::revise(ctx, tx, occurrence, language_of, now).await?;
    let told = ask::posts(ctx, occurrence.local.date(), language_of, &HashMap::new()).await?;
    let told: Vec<(&ask::Post, &Department)> = told
        .iter()
        .filter_map(|post| Some((post, ctx.config.departments.get(&post.department)?)))
        .collect();
    let messages: Vec<NewMessage> = told
        .iter()
        .map(|(post, department)| {
            let key = format!("scores:{}:{}", post.department, occurrence.local);
            let due_at = due_at(&ctx.config, department, occurrence, now).unwrap_or(now);
            let lane = department.channel.as_str();
            let message = NewMessage::post(lane, post.told.message.to_json(), key, due_at);
            message.with_picture(post.told.picture.clone())
        })
        .collect();
    let ids = outbox::enqueue(tx, &messages, now).await?;
    for ((post, department), id) in told.into_iter().zip(ids) {
        let Some(message_id) = id else { continue };
        let said = SaidPost {
            message_id,
            department: post.department.clone(),
            lane: department.channel.as_str().to_owned(),
            local_day: occurrence.local.date().to_string(),
            figures: serde_json::to_string(&post.said)?,
        };
        said::remember(tx, &said, now).await?;
    }
    Ok(())
}

/// The language of each department's channel.
async fn languages(ctx: &Context, tx: &mut Tx) -> anyhow::Result<HashMap<DepartmentId, Language>> {
    let mut languages = HashMap::new();
    for (id, department) in &ctx.config.departments {
        let lane = department.channel.as_str();
        let language = language_of_lane(ctx, tx, lane, department.language).await?;
        languages.insert(id.clone(), language);
    }
    Ok(languages)
}
