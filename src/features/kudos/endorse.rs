//! Colleagues join in under a kudos with an emoji: one each, taken back with the emoji.

use super::record::{EventKind, NewEvent, happened};
use super::store::{self, StoredKudos};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::UserId;
use crate::platform::outbox;

/// A reaction that was given or taken back.
#[derive(Clone, Copy, Debug)]
pub struct Reacted<'a> {
    /// Slack's id of the channel.
    pub channel: &'a str,
    /// Slack's id of the message.
    pub message_ts: &'a str,
    /// Who.
    pub user: &'a UserId,
    /// The emoji, perhaps with a skin tone: `clap::skin-tone-3`.
    pub emoji: &'a str,
    /// Whether it was given.
    pub is_added: bool,
    /// Slack's id of the event.
    pub event_id: &'a str,
}

/// An emoji without its skin tone.
fn plain(emoji: &str) -> &str {
    emoji.split("::").next().unwrap_or(emoji)
}

/// Someone reacted to a message: where it is a kudos and the emoji is the one for it, it is an
/// endorsement; under the post of a day, one of each kudos in it. Feedback has noted the reaction itself before.
///
/// # Errors
/// Where the database does not answer.
pub async fn reacted(ctx: &Context, reacted: &Reacted<'_>) -> anyhow::Result<()> {
    let is_ours = |emoji: &str| plain(emoji) == ctx.config.kudos.endorse_emoji;
    if !is_ours(reacted.emoji) {
        return Ok(());
    }
    let Some(row) = outbox::find_sent(&ctx.db, reacted.channel, reacted.message_ts).await? else {
        return Ok(());
    };
    let mut tx = ctx.db.begin().await?;
    let posted = store::posted_by(&mut tx, &row).await?;
    if posted.is_empty() {
        return tx.rollback().await;
    }
    // One after the other for a giver's kudos, so that two emoji at once are one endorsement.
    let givers: Vec<&UserId> = posted.iter().map(|kudos| &kudos.giver).collect();
    store::lock_givers(&mut tx, &givers).await?;
    let reactions =
        store::reactions_of(&mut tx, reacted.channel, reacted.message_ts, reacted.user).await?;
    let reacts = reactions.iter().any(|emoji| is_ours(emoji));
    for kudos in &posted {
        join_in(ctx, &mut tx, kudos, reacted, reacts).await?;
    }
    tx.commit().await
}

/// Writes down that somebody joined in, or took that back. `reacts`: the emoji still stands there.
async fn join_in(
    ctx: &Context,
    tx: &mut Tx,
    kudos: &StoredKudos,
    reacted: &Reacted<'_>,
    reacts: bool,
) -> anyhow::Result<()> {
    let receivers = store::receivers(tx, &kudos.id).await?;
    let takes_part = kudos.giver == *reacted.user
        || receivers
            .iter()
            .any(|(receiver, _, _)| receiver == reacted.user);
    let joined_in = store::joined_in(tx, &kudos.id, reacted.user).await?;
    let kind = match (joined_in, reacted.is_added) {
        (false, true) if !takes_part => EventKind::Endorse,
        (true, false) if !reacts => EventKind::Unendorse,
        _ => return Ok(()),
    };
    // One emoji under the post of the day joins in with each kudos in it.
    let key = format!("reaction:{}:{}", reacted.event_id, kudos.id);
    let event = NewEvent {
        kudos: &kudos.id,
        kind,
        actor: reacted.user,
        reason: None,
        key: &key,
    };
    happened(tx, &event, ctx.clock.now()).await?;
    Ok(())
}
