//! Withdrawing a kudos: by its giver for ten minutes, by an administrator with a reason.

use chrono::{DateTime, TimeDelta, Utc};

use super::messages::{post_key, told_key};
use super::record::{EventKind, NewEvent, happened};
use super::store::{self, StoredKudos};
use super::together;
use super::views::post;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::{KudosId, UserId};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::preferences;
use crate::platform::words::Words;

/// For so long the giver can undo a kudos.
pub const UNDO_FOR: TimeDelta = TimeDelta::minutes(10);

/// What a person may do about a kudos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Withdraw it at once.
    Undo,
    /// Withdraw it with a reason.
    UndoWithReason,
    /// Nothing any more: it is too late.
    TooLate,
    /// Nothing: it is somebody else's.
    NotYours,
}

/// What `user` may do about a kudos of `giver`.
pub fn may(
    giver: &UserId,
    given_at: DateTime<Utc>,
    user: &UserId,
    admins: &[UserId],
    now: DateTime<Utc>,
) -> May {
    match () {
        () if giver == user && now <= given_at + UNDO_FOR => May::Undo,
        () if admins.contains(user) => May::UndoWithReason,
        () if giver == user => May::TooLate,
        () => May::NotYours,
    }
}

/// What came of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is withdrawn.
    Done,
    /// Somebody was first, or there is no such kudos.
    Already,
}

/// Withdraws a kudos: one more row in the record, and its messages say so. Of two people who press at
/// the same time one withdraws it.
///
/// # Errors
/// Where the database refused.
pub async fn withdraw(
    ctx: &Context,
    id: &KudosId,
    by: &UserId,
    reason: Option<&str>,
) -> anyhow::Result<Undone> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let found = store::kudos(&mut tx, id).await?;
    if let Some(kudos) = &found {
        // It is not put into the post of the day meanwhile.
        store::lock_givers(&mut tx, &[&kudos.giver]).await?;
    }
    let Some(kudos) = store::kudos(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(Undone::Already);
    };
    let key = format!("undo:{id}");
    let event = NewEvent {
        kudos: id,
        kind: EventKind::Undo,
        actor: by,
        reason,
        key: &key,
    };
    if !happened(&mut tx, &event, now).await? {
        tx.rollback().await?;
        return Ok(Undone::Already);
    }
    take_messages_back(ctx, &mut tx, &kudos, now).await?;
    tx.commit().await?;
    Ok(Undone::Done)
}

/// What was not sent is not sent; what was sent says that it was withdrawn.
async fn take_messages_back(
    ctx: &Context,
    tx: &mut Tx,
    kudos: &StoredKudos,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut keys = vec![post_key(&kudos.id)];
    for (receiver, _, _) in store::receivers(tx, &kudos.id).await? {
        keys.push(told_key(&kudos.id, &receiver));
    }
    let channels = preferences::channel_languages(tx).await?;
    let mut updates = Vec::new();
    for (key, row, lane) in outbox::with_keys(tx, &keys).await? {
        if outbox::drop_entry(tx, &row, now).await? {
            continue;
        }
        let is_person = lane.starts_with(['U', 'W']);
        let language = match is_person {
            true => preferences::chosen_language_in(tx, &lane).await?,
            false => channels.get(&lane).copied(),
        };
        let language = language.unwrap_or(ctx.config.workspace.language);
        let message = post::withdrawn(Words::of(language)).to_json();
        let update_key = format!("{key}:withdrawn");
        updates.push(NewMessage::update(lane, row, message, update_key, now));
    }
    outbox::enqueue(tx, &updates, now).await?;
    match &kudos.message_id {
        Some(post) if together::is_one(tx, post).await? => {
            together::refresh(ctx, tx, post, now).await
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_giver_can_undo_for_ten_minutes_and_an_administrator_always() {
        let (anna, ada, bob) = ("U0ANNA".into(), UserId::from("U0ADA"), "U0BOB".into());
        let admins = [ada.clone()];
        let given_at = DateTime::UNIX_EPOCH;
        let may = |user: &UserId, minutes: i64| {
            may(
                &anna,
                given_at,
                user,
                &admins,
                given_at + TimeDelta::minutes(minutes),
            )
        };
        assert_eq!(may(&anna, 10), May::Undo);
        assert_eq!(may(&anna, 11), May::TooLate);
        assert_eq!(may(&bob, 1), May::NotYours);
        assert_eq!(may(&ada, 9_999), May::UndoWithReason);
    }
}
