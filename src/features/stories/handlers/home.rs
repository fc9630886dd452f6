//! What App Home shows of stories.

use chrono_tz::Tz;

use super::super::store::{self, Story};
use super::super::views::Moment;
use super::super::views::home::{self, Awaiting, Mine, Own};
use super::actor::leaders;
use crate::platform::Context;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::Block;
use crate::platform::words::Words;

/// Stories of each kind; the rest is counted.
const SHOWN: usize = 5;

/// The part of a person's App Home about stories.
///
/// # Errors
/// Where the database does not answer.
pub async fn home_of(ctx: &Context, user: &UserId, words: Words) -> anyhow::Result<Vec<Block>> {
    let awaiting = match leaders(ctx).await.contains(user) {
        true => store::awaiting(&ctx.db).await?,
        false => Vec::new(),
    };
    let own = store::own(&ctx.db, user, i64::try_from(SHOWN).unwrap_or(i64::MAX)).await?;
    let zone = match own.is_empty() {
        true => None,
        false => ctx.people.profile(user).await.ok(),
    };
    let zone = zone.and_then(|profile| profile.time_zone);
    let zone = zone.unwrap_or(ctx.config.workspace.time_zone);
    let shown_awaiting: Vec<Awaiting> = awaiting
        .iter()
        .take(SHOWN)
        .map(|story| Awaiting {
            id: &story.id,
            author: &story.author,
            happened: &story.happened,
        })
        .collect();
    let shown_own: Vec<Own> = own.iter().map(|story| shown(ctx, story, zone)).collect();
    let more = awaiting.len().saturating_sub(shown_awaiting.len());
    let mine = Mine {
        awaiting: &shown_awaiting,
        more: i64::try_from(more).unwrap_or(i64::MAX),
        own: &shown_own,
    };
    Ok(home::section(words, &mine))
}

fn shown<'a>(ctx: &Context, story: &'a Story, zone: Tz) -> Own<'a> {
    let now = ctx.clock.now();
    let at = story.publish_at.filter(|at| *at > now);
    Own {
        id: &story.id,
        state: story.state,
        happened: &story.happened,
        moment: at.map(|at| Moment { at, now, zone }),
        note: story.note.as_deref(),
    }
}
