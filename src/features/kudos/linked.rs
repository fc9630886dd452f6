//! The kudos that a story gives: one for each colleague in it, following the story's changes.

use chrono::{DateTime, Utc};

use super::record::{EventKind, Gift, LinkKind, NewEvent, Occasion, happened, record};
use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::{KudosId, UserId, new_row_id};

const STANDING: &str = "SELECT kudos.id, kudos_receivers.receiver FROM kudos
    JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
    WHERE kudos.link_kind = $1 AND kudos.link_id = $2 AND kudos.occasion = $3
    AND NOT EXISTS (SELECT 1 FROM kudos_events
        WHERE kudos_events.kudos_id = kudos.id AND kudos_events.kind = 'undo')
    ORDER BY kudos.id, kudos_receivers.receiver";

/// The kudos that stand because of this story, with who received them.
async fn standing(tx: &mut Tx, story: &str) -> anyhow::Result<Vec<(KudosId, UserId)>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(STANDING)
        .bind(LinkKind::Story)
        .bind(story)
        .bind(Occasion::Story)
        .fetch_all(connection)
        .await?))
}

/// Makes the kudos of a story those of `gifts`, each with one receiver: what is missing is written down,
/// what is too much is withdrawn by `actor`. Without gifts, all of them are.
///
/// The caller has locked the story in this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn follow(
    tx: &mut Tx,
    story: &str,
    gifts: Vec<Gift>,
    actor: &UserId,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let standing = standing(tx, story).await?;
    let receives =
        |gift: &Gift, user: &UserId| gift.receivers.iter().any(|receiver| receiver.user == *user);
    for (kudos, receiver) in &standing {
        if !gifts.iter().any(|gift| receives(gift, receiver)) {
            let undone = NewEvent {
                kudos,
                kind: EventKind::Undo,
                actor,
                reason: None,
                key: &format!("story:{story}:undo:{kudos}"),
            };
            happened(tx, &undone, now).await?;
        }
    }
    for mut gift in gifts {
        if !standing.iter().any(|(_, user)| receives(&gift, user)) {
            // A colleague who was taken out may be put in again.
            gift.event_key = format!("story:{story}:give:{}", new_row_id());
            record(tx, &gift, now).await?;
        }
    }
    Ok(())
}
