//! Kudos that quote a customer follow the customer's response: edited words are edited here too, and
//! withdrawn ones go.

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::desk::Wish;
use super::giving::customer;
use super::messages::Readers;
use super::record::{Gift, Link, LinkKind, Occasion, Receiver};
use super::store::{self, StoredKudos};
use crate::features::feedback::rules::response::StoredResponse;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::ChannelId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::inbound::Installation;

/// Brings the messages of kudos up to date that quote this response, within the unit of work that
/// changed it.
pub fn response_changed<'a>(
    ctx: &'a Context,
    tx: &'a mut Tx,
    response: &'a StoredResponse,
    now: DateTime<Utc>,
) -> BoxFuture<'a, anyhow::Result<()>> {
    follow(ctx, tx, response, now).boxed()
}

async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for kudos in store::tied_to(tx, LinkKind::Response, response.id.as_str()).await? {
        let wish = as_wish(ctx, tx, &kudos, response).await?;
        let readers = Readers::of(tx, std::iter::once(&wish)).await?;
        let mut messages: Vec<NewMessage> = wish
            .gift
            .receivers
            .iter()
            .map(|receiver| readers.told(ctx, &wish, &kudos.id, &receiver.user, now))
            .collect();
        if let Some(place) = &wish.place {
            messages.push(readers.post(ctx, &wish, &kudos.id, place, now));
        }
        let keys: Vec<String> = messages
            .iter()
            .map(|message| message.dedup_key.clone())
            .collect();
        for (key, row, lane) in outbox::with_keys(tx, &keys).await? {
            let Some(message) = messages.iter().find(|message| message.dedup_key == key) else {
                continue;
            };
            let key = format!("{key}:r{}", response.revision);
            let payload = message.payload.clone();
            let update = NewMessage::update(lane, row, payload, key, now);
            outbox::replace(tx, update, now).await?;
        }
    }
    Ok(())
}

/// A stored kudos as the views want it, with what of the response may be shown now.
async fn as_wish(
    ctx: &Context,
    tx: &mut Tx,
    kudos: &StoredKudos,
    response: &StoredResponse,
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
    Ok(Wish {
        // A name is written where a mention would notify; an update notifies nobody.
        names: vec![None; receivers.len()],
        place: kudos.lane.clone().map(ChannelId),
        customer: customer(response.clone()),
        about: None,
        gift: Gift {
            giver: kudos.giver.clone(),
            giver_department: kudos.giver_department.clone(),
            receivers,
            value: kudos.value.clone(),
            message: kudos.message.clone(),
            visibility: kudos.visibility,
            occasion: Occasion::Form,
            is_limited: true,
            link: Some(Link {
                kind: LinkKind::Response,
                id: response.id.0.clone(),
            }),
            post: None,
            time_zone: ctx.config.workspace.time_zone,
            installation: Installation::default(),
            event_key: String::new(),
        },
    })
}
