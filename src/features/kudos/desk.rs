//! Where kudos are given: limits checked, written down and put into the outbox, several in one unit of work.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::messages::Readers;
use super::record::{self, Gift, Visibility, record_all};
use super::rules::checks::{self, Refusal};
use super::rules::limits::{self, Given};
use super::store;
use super::views::post::Quoted;
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::Speaker;
use crate::platform::Context;
use crate::platform::batch::Batcher;
use crate::platform::config::{Language, PatternsMode};
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, KudosId, ResponseId, UserId, new_row_id};
use crate::platform::{outbox, preferences};

/// A customer's words that go with a kudos.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The response that they are from.
    pub response: ResponseId,
    /// The words, masked.
    pub words: String,
    /// How far the customer agreed to be named.
    pub consent: Consent,
    /// The customer's name.
    pub name: Option<String>,
    /// The customer's company.
    pub company: Option<String>,
}

impl Customer {
    /// As it is shown.
    pub fn quoted(&self) -> Quoted<'_> {
        Quoted {
            response: &self.response,
            words: &self.words,
            speaker: Speaker {
                consent: self.consent,
                name: self.name.as_deref(),
                company: self.company.as_deref(),
            },
        }
    }
}

/// A kudos that may be given as far as that can be known without the record.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What is written down; its `post` is filled in here.
    pub gift: Gift,
    /// Where it is to be posted.
    pub place: Option<ChannelId>,
    /// Whether it waits there for the post of the day.
    pub waits: bool,
    /// The names of those who are thanked, in their order, where known.
    pub names: Vec<Option<String>>,
    /// The languages of their Slack, where that is not the workspace's.
    pub languages: Vec<(UserId, Language)>,
    /// The customer's words.
    pub customer: Option<Customer>,
    /// The address of the message that it is about.
    pub about: Option<String>,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is given.
    Given(Done),
    /// It is not given.
    Refused(Refusal),
    /// It was given before: a repetition by Slack, or a second press.
    Known,
}

/// A kudos that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The kudos.
    pub id: KudosId,
    /// How many each of those who are thanked has now, in their order.
    pub balances: Vec<(UserId, i64)>,
    /// How many the giver can give today still.
    pub left_today: u32,
}

/// Starts the worker that gives kudos: those that wait together share one unit of work.
pub fn open(ctx: &Context) -> Batcher<Wish, Outcome> {
    let ctx = ctx.clone();
    Batcher::start(move |wishes| {
        let ctx = ctx.clone();
        async move { give(&ctx, wishes).await }
    })
}

async fn give(ctx: &Context, wishes: Vec<Wish>) -> anyhow::Result<Vec<Outcome>> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let decided = decide(ctx, &mut tx, &wishes, now).await?;
    let wishes = write(ctx, &mut tx, wishes, &decided, now).await?;
    let receivers: HashSet<&UserId> = wishes
        .iter()
        .flat_map(|wish| wish.gift.receivers.iter().map(|receiver| &receiver.user))
        .collect();
    let receivers: Vec<&UserId> = receivers.into_iter().collect();
    let balances = store::balances(&mut tx, &receivers).await?;
    tx.commit().await?;
    Ok(wishes
        .iter()
        .zip(decided)
        .map(|(wish, decision)| match decision {
            Decision::Give { id, left_today } => Outcome::Given(Done {
                id,
                left_today,
                balances: wish
                    .gift
                    .receivers
                    .iter()
                    .map(|receiver| {
                        let count = balances.get(&receiver.user).copied().unwrap_or(0);
                        (receiver.user.clone(), count)
                    })
                    .collect(),
            }),
            Decision::Refuse(refusal) => Outcome::Refused(refusal),
            Decision::Known => Outcome::Known,
        })
        .collect())
}

enum Decision {
    Give { id: KudosId, left_today: u32 },
    Refuse(Refusal),
    Known,
}

/// Holds each wish against what its giver gave, one after the other, with the givers locked.
async fn decide(
    ctx: &Context,
    tx: &mut Tx,
    wishes: &[Wish],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Decision>> {
    let settings = &ctx.config.kudos;
    let mut givers: Vec<&UserId> = wishes.iter().map(|wish| &wish.gift.giver).collect();
    givers.sort_unstable();
    givers.dedup();
    store::lock_givers(tx, &givers).await?;
    let mut given = store::given_since(tx, &givers, now - limits::LONGEST_DAY).await?;
    let pair_days = TimeDelta::days(i64::from(settings.pair_days));
    let mut pairs = store::pairs_since(tx, &givers, now - pair_days).await?;
    let mut shares = shares(ctx, tx, &givers, now).await?;
    let keys: Vec<&str> = wishes
        .iter()
        .map(|wish| wish.gift.event_key.as_str())
        .collect();
    let mut known = record::known(tx, &keys).await?;
    let mut decided = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let gift = &wish.gift;
        if !known.insert(gift.event_key.clone()) {
            decided.push(Decision::Known);
            continue;
        }
        let mine = given.entry(gift.giver.clone()).or_default();
        let today = limits::given_today(mine, gift.time_zone, now);
        let (_, again_at) = limits::day_of(now, gift.time_zone);
        let pair = |receiver: &UserId| (gift.giver.clone(), receiver.clone());
        let to_each = gift.receivers.iter().map(|receiver| {
            let count = pairs.get(&pair(&receiver.user)).copied().unwrap_or(0);
            (receiver.user.clone(), count)
        });
        let given_to = shares.entry(gift.giver.clone()).or_default();
        let receivers: Vec<&UserId> = gift.receivers.iter().map(|to| &to.user).collect();
        let checked = checks::limits(settings, today, again_at, to_each)
            .and_then(|()| checks::shares(settings, given_to, &receivers));
        if let Err(refusal) = checked {
            known.remove(&gift.event_key);
            decided.push(Decision::Refuse(refusal));
            continue;
        }
        mine.push(Given {
            at: now,
            time_zone: gift.time_zone.name().to_owned(),
        });
        for receiver in &gift.receivers {
            *pairs.entry(pair(&receiver.user)).or_default() += 1;
            *given_to.entry(receiver.user.clone()).or_default() += 1;
        }
        decided.push(Decision::Give {
            id: KudosId(new_row_id()),
            left_today: settings.daily_limit.saturating_sub(today + 1),
        });
    }
    Ok(decided)
}

/// How often each giver thanked whom, where a kudos may be refused for its share.
async fn shares(
    ctx: &Context,
    tx: &mut Tx,
    givers: &[&UserId],
    now: DateTime<Utc>,
) -> anyhow::Result<HashMap<UserId, BTreeMap<UserId, u32>>> {
    let mut shares: HashMap<UserId, BTreeMap<UserId, u32>> = HashMap::new();
    let limits = &ctx.config.kudos.patterns;
    if limits.mode == PatternsMode::Block {
        let since = now - TimeDelta::days(i64::from(limits.days));
        for ((giver, receiver), count) in store::pairs_since(tx, givers, since).await? {
            shares.entry(giver).or_default().insert(receiver, count);
        }
    }
    Ok(shares)
}

/// Puts the messages of what is given into the outbox and writes it down; returns the wishes with
/// their posts.
async fn write(
    ctx: &Context,
    tx: &mut Tx,
    mut wishes: Vec<Wish>,
    decided: &[Decision],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Wish>> {
    let given: Vec<(usize, KudosId)> = decided
        .iter()
        .enumerate()
        .filter_map(|(number, decision)| match decision {
            Decision::Give { id, .. } => Some((number, id.clone())),
            _ => None,
        })
        .collect();
    if given.is_empty() {
        return Ok(wishes);
    }
    for (number, _) in &given {
        for (user, language) in &wishes[*number].languages {
            preferences::remember_slack_language(tx, user.as_str(), *language).await?;
        }
    }
    let readers = Readers::of(tx, given.iter().map(|(number, _)| &wishes[*number])).await?;
    let mut messages = Vec::new();
    let mut posts = Vec::new();
    for (number, id) in &given {
        let wish = &wishes[*number];
        if let Some(place) = wish.place_of_post().filter(|_| !wish.waits) {
            posts.push((*number, messages.len()));
            messages.push(readers.post(ctx, wish, id, place, now));
        }
        readers.tell(ctx, wish, id, now, &mut messages);
    }
    let mut rows = outbox::enqueue(tx, &messages, now).await?;
    for (number, message) in posts {
        let wish = &mut wishes[number];
        if let (Some(place), Some(row)) = (wish.place.clone(), rows[message].take()) {
            wish.gift.post = Some((place.0, Some(row)));
        }
    }
    for (number, _) in &given {
        let wish = &mut wishes[*number];
        let waits_in = wish.place_of_post().filter(|_| wish.waits).cloned();
        if let Some(place) = waits_in {
            wish.gift.post = Some((place.0, None));
        }
    }
    let gifts: Vec<(KudosId, &Gift)> = given
        .into_iter()
        .map(|(number, id)| (id, &wishes[number].gift))
        .collect();
    record_all(tx, &gifts, now).await?;
    Ok(wishes)
}

impl Wish {
    /// Where everybody sees it.
    pub(super) fn place_of_post(&self) -> Option<&ChannelId> {
        match self.gift.visibility {
            Visibility::Public => self.place.as_ref(),
            Visibility::Private => None,
        }
    }
}
