//! Kudos that quote a customer follow the customer's response: edited words are edited here too, and
//! withdrawn ones go.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::desk::Wish;
use super::giving::{about_message, customer};
use super::messages::{Readers, post_key, told_key};
use super::record::{Gift, Link, LinkKind, Occasion, Receiver};
use super::store::{self, StoredKudos};
use super::together;
use crate::features::feedback::Revised;
use crate::features::feedback::rules::response::StoredResponse;
use crate::features::feedback::store as feedback;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::inbound::Installation;

/// Brings the messages of kudos up to date that quote this response, within the unit of work that
/// changed it.
pub fn response_changed<'a>(
    ctx: &'a Context,
    tx: &'a mut Tx,
    change: &'a Revised<'a>,
    now: DateTime<Utc>,
) -> BoxFuture<'a, anyhow::Result<()>> {
    follow(ctx, tx, change.after, now).boxed()
}

async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for kudos in store::tied_to(tx, LinkKind::Response, response.id.as_str()).await? {
        let mut keys = vec![post_key(&kudos.id)];
        for (receiver, _, _) in store::receivers(tx, &kudos.id).await? {
            keys.push(told_key(&kudos.id, &receiver));
        }
        let mut rows: Vec<String> = Vec::new();
        for (_, row, _) in outbox::with_keys(tx, &keys).await? {
            rows.push(row);
        }
        // The post of the day is no message of its own.
        rows.extend(kudos.message_id.filter(|post| !rows.contains(post)));
        for row in rows {
            let Some(anew) = anew(ctx, tx, &row).await? else {
                continue;
            };
            let key = format!("{}:r{}", anew.key, response.revision);
            let update = NewMessage::update(anew.lane, row, anew.message, key, now);
            outbox::replace(tx, update, now).await?;
        }
    }
    Ok(())
}

/// A message about kudos, as it would be made now.
#[derive(Clone, Debug)]
pub struct Anew {
    key: String,
    lane: String,
    /// What it says.
    pub message: Value,
}

/// A message about kudos as it would be made now: a kudos' own post, the post of a day, or what somebody was
/// told. `None` for any other row of the outbox, and where the kudos was withdrawn.
///
/// # Errors
/// Where the database does not answer.
pub async fn anew(ctx: &Context, tx: &mut Tx, row: &str) -> anyhow::Result<Option<Anew>> {
    let Some((key, lane)) = outbox::key_and_lane(tx, row).await? else {
        return Ok(None);
    };
    let Some(rest) = key.strip_prefix("kudos:") else {
        return Ok(None);
    };
    if together::is_key(&key) {
        let message = together::message(ctx, tx, row).await?;
        return Ok(message.map(|message| Anew { key, lane, message }));
    }
    let (id, to) = match rest.split_once(":to:") {
        Some((id, to)) => (id, Some(UserId::from(to))),
        None => (rest, None),
    };
    let standing = store::kudos(tx, &id.into()).await?;
    let Some(kudos) = standing.filter(|kudos| !kudos.is_undone) else {
        return Ok(None);
    };
    // A name is written where a mention would notify; an update notifies nobody.
    let wish = as_wish(ctx, tx, &kudos, &HashMap::new()).await?;
    let readers = Readers::of(tx, std::iter::once(&wish)).await?;
    let message = match (&to, &wish.place) {
        (Some(to), _) => Some(readers.told(ctx, &wish, &kudos.id, to, kudos.given_at)),
        (None, Some(place)) => Some(readers.post(ctx, &wish, &kudos.id, place, kudos.given_at)),
        (None, None) => None,
    };
    Ok(message.map(|message| Anew {
        key,
        lane,
        message: message.payload,
    }))
}

/// A stored kudos as the views want it, with what of the customer's words may be shown now. `names` are those
/// of people who are not to be mentioned.
pub(super) async fn as_wish(
    ctx: &Context,
    tx: &mut Tx,
    kudos: &StoredKudos,
    names: &HashMap<UserId, String>,
) -> anyhow::Result<Wish> {
    let receivers: Vec<Receiver> = store::receivers(tx, &kudos.id)
        .await?
        .into_iter()
        .map(|(user, department, is_across)| Receiver {
            user,
            department,
            is_across,
        })
        .collect();
    let link = kudos
        .link_kind
        .zip(kudos.link_id.clone())
        .map(|(kind, id)| Link { kind, id });
    let response = match &link {
        Some(link) if link.kind == LinkKind::Response => {
            feedback::response_in(tx, &link.id).await?
        }
        _ => None,
    };
    Ok(Wish {
        names: receivers
            .iter()
            .map(|receiver| names.get(&receiver.user).cloned())
            .collect(),
        languages: Vec::new(),
        place: kudos.lane.clone().map(ChannelId),
        waits: kudos.message_id.is_none(),
        customer: response.and_then(customer),
        about: link.as_ref().and_then(about_message),
        gift: Gift {
            giver: kudos.giver.clone(),
            giver_department: kudos.giver_department.clone(),
            receivers,
            value: kudos.value.clone(),
            message: kudos.message.clone(),
            visibility: kudos.visibility,
            occasion: Occasion::Form,
            is_limited: true,
            link,
            post: None,
            time_zone: ctx.config.workspace.time_zone,
            installation: Installation::default(),
            event_key: String::new(),
        },
    })
}
