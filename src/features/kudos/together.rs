//! The kudos of a day in one post for each channel, which follows what becomes of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::desk::Wish;
use super::follow::as_wish;
use super::messages::Readers;
use super::store::{self, StoredKudos};
use super::views::post::{self, Part};
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, KudosId, UserId};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::{Occurrence, Schedule};
use crate::platform::words::Words;
use crate::platform::{Context, preferences};

/// The name under which its occurrences are stored.
pub const NAME: &str = "kudos of the day";
/// What the key of such a post begins with.
const KEY: &str = "kudos:day:";

/// Whether a message with this key holds the kudos of a day.
pub(super) fn is_key(key: &str) -> bool {
    key.starts_with(KEY)
}

/// Whether this row of the outbox posted the kudos of a day.
pub(super) async fn is_one(tx: &mut Tx, row: &str) -> anyhow::Result<bool> {
    let found = outbox::key_and_lane(tx, row).await?;
    Ok(found.is_some_and(|(key, _)| is_key(&key)))
}

/// When the kudos that are given now are posted; `None` where each is posted at once.
pub(super) fn next_after(ctx: &Context, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let zone = ctx.config.workspace.time_zone;
    let schedule = Schedule::parse(&ctx.config.kudos.digest_at, zone).ok()?;
    let holidays = &ctx.config.workspace.holidays;
    let mut next = schedule.next_after(now)?;
    while holidays.contains(&next.local.date()) {
        next = schedule.next_after(next.at)?;
    }
    Some(next.at)
}

/// The names of those who are thanked by kudos that wait: who is muted is named by it. Asked of Slack before
/// the unit of work.
///
/// # Errors
/// Where the database does not answer.
pub async fn names(ctx: &Context) -> anyhow::Result<HashMap<UserId, String>> {
    let mut tx = ctx.db.begin().await?;
    let mut people = Vec::new();
    for kudos in store::waiting(&mut tx).await? {
        let receivers = store::receivers(&mut tx, &kudos.id).await?;
        people.extend(receivers.into_iter().map(|(user, _, _)| user));
    }
    tx.rollback().await?;
    let mut names = HashMap::new();
    for user in people {
        let profile = ctx.people.profile(&user).await.ok();
        if let Some(name) = profile.and_then(|profile| profile.name.clone()) {
            names.insert(user, name);
        }
    }
    Ok(names)
}

/// Posts the kudos that wait, one post in each channel; what does not fit follows in its thread. On a holiday
/// they wait for the next day.
///
/// Part of the unit of work that claimed the occurrence.
///
/// # Errors
/// Where the database refused.
pub async fn post(
    ctx: &Context,
    tx: &mut Tx,
    names: &HashMap<UserId, String>,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let holidays = &ctx.config.workspace.holidays;
    if holidays.contains(&occurrence.local.date()) {
        return Ok(());
    }
    let waiting = store::waiting(tx).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let givers: Vec<&UserId> = waiting.iter().map(|kudos| &kudos.giver).collect();
    store::lock_givers(tx, &givers).await?;
    let mut places: BTreeMap<String, Vec<StoredKudos>> = BTreeMap::new();
    // Again: what was withdrawn meanwhile waits no more.
    for kudos in store::waiting(tx).await? {
        if let Some(lane) = &kudos.lane {
            places.entry(lane.clone()).or_default().push(kudos);
        }
    }
    for (lane, kudos) in places {
        post_in(ctx, tx, &lane, &kudos, names, occurrence, now).await?;
    }
    Ok(())
}

/// Posts the kudos of a channel; what does not fit into the post follows in its thread.
async fn post_in(
    ctx: &Context,
    tx: &mut Tx,
    lane: &str,
    mut kudos: &[StoredKudos],
    names: &HashMap<UserId, String>,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let place = ChannelId::from(lane);
    let mut first: Option<String> = None;
    for number in 0.. {
        if kudos.is_empty() {
            break;
        }
        let (readers, parts) = parts(ctx, tx, kudos, &place, names).await?;
        let fitting = Part::fitting(&parts);
        let (these, rest) = kudos.split_at(fitting);
        let message = readers.together(ctx, parts[..fitting].to_vec(), &place);
        let key = format!("{KEY}{lane}:{}:{number}", occurrence.local);
        let mut new = NewMessage::post(lane, message.to_json(), key, now);
        if let Some(first) = &first {
            new = new.in_thread_of(first);
        }
        let row = outbox::enqueue(tx, &[new], now).await?.pop().flatten();
        if let Some(row) = row {
            store::put_into(tx, &row, these).await?;
            first.get_or_insert(row);
        }
        kudos = rest;
    }
    Ok(())
}

/// Brings the post of a day in line with what became of its kudos.
///
/// # Errors
/// Where the database refused.
pub(super) async fn refresh(
    ctx: &Context,
    tx: &mut Tx,
    row: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some((key, lane)) = outbox::key_and_lane(tx, row).await? else {
        return Ok(());
    };
    let said = match message(ctx, tx, row).await? {
        Some(message) => message,
        None if outbox::drop_entry(tx, row, now).await? => return Ok(()),
        None => {
            let language = preferences::channel_languages(tx)
                .await?
                .get(&lane)
                .copied();
            let language = language.unwrap_or(ctx.config.workspace.language);
            post::withdrawn(Words::of(language)).to_json()
        }
    };
    let key = format!("{key}:{}", crate::platform::ids::new_row_id());
    let update = NewMessage::update(lane, row, said, key, now);
    outbox::replace(tx, update, now).await
}

/// The post of a day as it would be made now; `None` where all of its kudos were withdrawn.
pub(super) async fn message(
    ctx: &Context,
    tx: &mut Tx,
    row: &str,
) -> anyhow::Result<Option<Value>> {
    let kudos = store::posted_by(tx, row).await?;
    let Some(place) = kudos.first().and_then(|kudos| kudos.lane.clone()) else {
        return Ok(None);
    };
    // An update notifies nobody: who is muted may be mentioned.
    let place = ChannelId(place);
    let (readers, parts) = parts(ctx, tx, &kudos, &place, &HashMap::new()).await?;
    Ok(Some(readers.together(ctx, parts, &place).to_json()))
}

/// These kudos as they stand in one post, and how those who read want to be spoken to.
async fn parts(
    ctx: &Context,
    tx: &mut Tx,
    kudos: &[StoredKudos],
    place: &ChannelId,
    names: &HashMap<UserId, String>,
) -> anyhow::Result<(Readers, Vec<Part>)> {
    let mut wishes: Vec<(KudosId, Wish)> = Vec::with_capacity(kudos.len());
    for kudos in kudos {
        let wish = as_wish(ctx, tx, kudos, names).await?;
        wishes.push((kudos.id.clone(), wish));
    }
    let readers = Readers::of(tx, wishes.iter().map(|(_, wish)| wish)).await?;
    let parts = readers.parts(ctx, &wishes, place);
    Ok((readers, parts))
}
