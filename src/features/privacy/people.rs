//! A colleague asks what is kept about them, or to be forgotten.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::customers::spoken_in;
use super::handing_out::{self, HANDED_OUT_FOR, HandedOut};
use super::rules::places::{PLACES, Stands};
use super::rules::surgery::{renamed, under_pseudonym};
use super::store::{self, Act};
use super::views;
use crate::features::feedback::forgetting::{self, Forgotten};
use crate::features::kudos::{follow, store as kudos};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::UserId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::kit::PSEUDONYM;
use crate::platform::words::Words;

/// Messages in which somebody stands that are edited at most; more than anybody is thanked in years.
const MESSAGES: i64 = 10_000;
/// Who ordered what people order for themselves: naming them would keep what is to be forgotten.
pub const THEMSELVES: &str = "the person";

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    /// Rows of the database.
    pub rows: i64,
    /// Messages.
    pub messages: Forgotten,
}

/// How many rows speak of a colleague, and how many messages.
///
/// # Errors
/// Where the database does not answer.
pub async fn plan(ctx: &Context, user: &UserId) -> anyhow::Result<(i64, i64)> {
    let mut tx = ctx.db.begin().await?;
    let mut rows = 0;
    for place in PLACES {
        rows += i64::try_from(store::rows_of(&mut tx, place, user.as_str()).await?.len())?;
    }
    let messages = speaking_of(&mut tx, user).await?;
    tx.rollback().await?;
    Ok((rows, i64::try_from(messages.len())?))
}

/// Forgets a colleague: a pseudonym that leads nowhere takes the place of the Slack id everywhere, so
/// that counts stay right; what the person chose goes, and the messages in Slack are edited. All in one
/// unit of work. `ordered_by` is recorded with the numbers.
///
/// # Errors
/// Where the database refused; then nothing is changed.
pub async fn erase(ctx: &Context, user: &UserId, ordered_by: &str) -> anyhow::Result<Erased> {
    let now = ctx.clock.now();
    let random = Uuid::new_v4().simple().to_string();
    let pseudonym = format!("{PSEUDONYM}{}", &random[..8]);
    let mut erased = Erased::default();
    let mut tx = ctx.db.begin().await?;
    let messages = speaking_of(&mut tx, user).await?;
    erased.rows += store::forget_messages_to(&mut tx, user.as_str(), now).await?;
    for place in PLACES {
        erased.rows += rename_in(&mut tx, place, user.as_str(), &pseudonym).await?;
    }
    // What is to be taken back from the person goes out under the pseudonym.
    outbox::lock_lane(&mut tx, &pseudonym).await?;
    for message in messages {
        rename_in_message(ctx, &mut tx, &message, user, &pseudonym, &mut erased, now).await?;
    }
    let (rows, edited) = (erased.rows, erased.messages.edited);
    store::record(&mut tx, Act::ErasePerson, ordered_by, rows, edited, now).await?;
    tx.commit().await?;
    Ok(erased)
}

/// The messages in which somebody stands: those that mention them, and those about kudos that they gave or got,
/// in which who is muted stands by name.
async fn speaking_of(tx: &mut Tx, user: &UserId) -> anyhow::Result<BTreeSet<String>> {
    let mut messages: BTreeSet<String> = outbox::mentioning(tx, user.as_str(), MESSAGES)
        .await?
        .into_iter()
        .collect();
    messages.extend(kudos::messages_about(tx, user).await?);
    Ok(messages)
}

async fn rename_in(
    tx: &mut Tx,
    place: &super::rules::places::Place,
    user: &str,
    pseudonym: &str,
) -> anyhow::Result<i64> {
    match place.stands {
        Stands::Alone => store::replace(tx, place, user, pseudonym).await,
        Stands::Row => store::delete(tx, place, user).await,
        Stands::Among => {
            let mut changed = 0;
            for text in store::texts_with(tx, place, user).await? {
                let plain = text.replace(&format!("<@{user}>"), pseudonym);
                let new = renamed(&plain, user, pseudonym);
                if new != text {
                    changed += store::replace(tx, place, &text, &new).await?;
                }
            }
            Ok(changed)
        }
        Stands::Customer | Stands::Nobody(_) => Ok(0),
    }
}

/// Puts the pseudonym into a message in Slack. A kudos, and a card whose text is not kept any more, are made
/// anew.
async fn rename_in_message(
    ctx: &Context,
    tx: &mut Tx,
    message: &str,
    user: &UserId,
    pseudonym: &str,
    erased: &mut Erased,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(lane) = store::lane_of(tx, message).await? else {
        return Ok(());
    };
    let words = Words::of(spoken_in(ctx, tx, &lane).await?);
    let kudos = follow::anew(ctx, tx, message).await?;
    let anew = kudos.map(|anew| anew.message);
    let card = forgetting::card_anew(ctx, tx, message).await?;
    let change = |said: Option<Value>| {
        anew.or_else(|| said.map(|said| under_pseudonym(&said, user.as_str(), pseudonym)))
            .or(card)
    };
    let notice = views::message_erased(words);
    let rewritten = outbox::rewrite(tx, message, change, &notice, now).await?;
    erased.messages.add(rewritten, &lane);
    Ok(())
}

/// Everything that is kept about a colleague, by table.
///
/// # Errors
/// Where the database does not answer.
pub async fn export(ctx: &Context, user: &UserId, ordered_by: &str) -> anyhow::Result<Value> {
    let mut tx = ctx.db.begin().await?;
    let mut tables = serde_json::Map::new();
    let mut count = 0;
    for place in PLACES {
        let rows = store::rows_of(&mut tx, place, user.as_str()).await?;
        let table = tables
            .entry(place.table)
            .or_insert_with(|| Value::Array(Vec::new()));
        for row in rows {
            if let Value::Array(known) = &mut *table
                && !known.contains(&row)
            {
                known.push(row);
                count += 1;
            }
        }
    }
    tables.retain(|_, rows| rows.as_array().is_some_and(|rows| !rows.is_empty()));
    let now = ctx.clock.now();
    store::record(&mut tx, Act::ExportPerson, ordered_by, count, 0, now).await?;
    tx.commit().await?;
    Ok(Value::Object(tables))
}

/// Hands a colleague what is kept about them, in a direct message that goes after an hour: as a file, or where
/// Slack takes none from us, as text.
///
/// # Errors
/// Where the database refused.
pub async fn hand_out(ctx: &Context, user: &UserId, words: Words) -> anyhow::Result<()> {
    let now = ctx.clock.now();
    let kept = export(ctx, user, THEMSELVES).await?;
    let file = HandedOut {
        name: "klantstem.json",
        text: format!("{kept:#}"),
        comment: words.privacy_handed_out(),
    };
    if handing_out::hand_out(ctx, user, file).await? {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    for (number, message) in views::handed_out(words, &format!("{kept:#}"))
        .iter()
        .enumerate()
    {
        let key = format!("export:{user}:{}:{number}", now.timestamp_millis());
        let post = NewMessage::post(user.as_str(), message.to_json(), key.as_str(), now);
        let id = outbox::enqueue(&mut tx, &[post], now)
            .await?
            .pop()
            .flatten();
        if let Some(id) = id {
            let gone = now + HANDED_OUT_FOR;
            let delete = NewMessage::delete(user.as_str(), id, format!("{key}:gone"), gone);
            outbox::enqueue(&mut tx, &[delete], now).await?;
        }
    }
    tx.commit().await
}
