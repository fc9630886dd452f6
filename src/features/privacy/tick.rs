//! What privacy does by the clock: what is older than it is kept goes, in small units of work.

use super::customers;
use super::store::{self, Old};
use crate::features::feedback::forgetting;
use crate::features::feedback::store::older;
use crate::platform::Context;

/// Responses that share a unit of work.
const RESPONSES_TOGETHER: i64 = 200;

/// Forgets what is older than the configuration keeps it, and finishes erasures that were cut off.
/// Done twice, it changes nothing more.
///
/// # Errors
/// Where the database refused; what was forgotten before stays so.
pub async fn forget_old(ctx: &Context) -> anyhow::Result<()> {
    customers::erase_left_behind(ctx).await?;
    let (keep, now) = (ctx.config.privacy.keep, ctx.clock.now());
    for (old, period) in [
        (Old::Reactions, keep.reactions),
        (Old::Deliveries, keep.deliveries),
        (Old::Corrections, keep.corrections),
        (Old::Kudos, keep.kudos),
        (Old::Meetings, keep.meetings),
    ] {
        if let Some(before) = period.kept_since(now) {
            let mut tx = ctx.db.begin().await?;
            store::forget_before(&mut tx, old, before).await?;
            tx.commit().await?;
        }
    }
    let Some(before) = keep.responses.kept_since(now) else {
        return Ok(());
    };
    loop {
        let mut tx = ctx.db.begin().await?;
        let found = older(&mut tx, before, RESPONSES_TOGETHER).await?;
        for response in &found {
            forgetting::expire(ctx, &mut tx, response.id.as_str(), now).await?;
        }
        tx.commit().await?;
        if found.is_empty() {
            return Ok(());
        }
    }
}
