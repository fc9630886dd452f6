//! Colleagues join in under a kudos with an emoji: one each, taken back with the emoji.

use super::record::{EventKind, NewEvent, happened};
use super::store;
use crate::platform::Context;
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
/// endorsement. Feedback has noted the reaction itself before.
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
    let Some(kudos) = store::posted_by(&ctx.db, &row).await? else {
        return Ok(());
    };
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    // One after the other for a giver's kudos, so that two emoji at once are one endorsement.
    store::lock_givers(&mut tx, &[&kudos.giver]).await?;
    let receivers = store::receivers(&mut tx, &kudos.id).await?;
    let takes_part = kudos.giver == *reacted.user
        || receivers
            .iter()
            .any(|(receiver, _, _)| receiver == reacted.user);
    let reactions =
        store::reactions_of(&mut tx, reacted.channel, reacted.message_ts, reacted.user).await?;
    let reacts = reactions.iter().any(|emoji| is_ours(emoji));
    let joined_in = store::joined_in(&mut tx, &kudos.id, reacted.user).await?;
    let kind = match (joined_in, reacted.is_added) {
        (false, true) if !takes_part => EventKind::Endorse,
        (true, false) if !reacts => EventKind::Unendorse,
        _ => return tx.rollback().await,
    };
    let key = format!("reaction:{}", reacted.event_id);
    let event = NewEvent {
        kudos: &kudos.id,
        kind,
        actor: reacted.user,
        reason: None,
        key: &key,
    };
    happened(&mut tx, &event, now).await?;
    tx.commit().await
}
