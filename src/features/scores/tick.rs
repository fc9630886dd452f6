//! What scores do by the clock: each department hears how it stands.

mod watches;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::ask;
use crate::features::feedback::{language_of_lane, tick::due_at};
use crate::platform::Context;
use crate::platform::config::Language;
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
    let mut languages: HashMap<DepartmentId, Language> = HashMap::new();
    for (id, department) in &ctx.config.departments {
        let lane = department.channel.as_str();
        languages.insert(
            id.clone(),
            language_of_lane(ctx, tx, lane, department.language).await?,
        );
    }
    let workspace = ctx.config.workspace.language;
    let language_of = |id: &DepartmentId| languages.get(id).copied().unwrap_or(workspace);
    let told = ask::posts(ctx, occurrence.local.date(), language_of).await?;
    let messages: Vec<NewMessage> = told
        .iter()
        .filter_map(|(id, told)| {
            let department = ctx.config.departments.get(id)?;
            let key = format!("scores:{id}:{}", occurrence.local);
            let due_at = due_at(&ctx.config, department, occurrence, now).unwrap_or(now);
            let lane = department.channel.as_str();
            let post = NewMessage::post(lane, told.message.to_json(), key, due_at);
            Some(post.with_picture(told.picture.clone()))
        })
        .collect();
    outbox::enqueue(tx, &messages, now).await?;
    Ok(())
}
