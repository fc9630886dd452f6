//! Where kudos are given: limits checked, written down and put into the outbox, several in one unit of work.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::record::{self, Gift, Visibility, record_all};
use super::rules::checks::{self, Refusal};
use super::rules::limits::{self, Given};
use super::store;
use super::views::home::Hears;
use super::views::post::{self, Quoted, ShownKudos, Thanked};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::Speaker;
use crate::platform::Context;
use crate::platform::batch::Batcher;
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, DepartmentId, KudosId, ResponseId, UserId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::preferences;
use crate::platform::words::Words;

/// Under which name a person's choice of hearing of kudos is kept.
pub const HEARS: &str = "kudos_messages";
const LANGUAGE: &str = "language";

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
    /// The names of those who are thanked, in their order, where known.
    pub names: Vec<Option<String>>,
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
        if let Err(refusal) = checks::limits(settings, today, again_at, to_each) {
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
        }
        decided.push(Decision::Give {
            id: KudosId(new_row_id()),
            left_today: settings.daily_limit.saturating_sub(today + 1),
        });
    }
    Ok(decided)
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
    let readers = Readers::of(tx, given.iter().map(|(number, _)| &wishes[*number])).await?;
    let mut messages = Vec::new();
    let mut posts = Vec::new();
    for (number, id) in &given {
        let wish = &wishes[*number];
        if let Some(place) = wish.place_of_post() {
            posts.push((*number, messages.len()));
            messages.push(readers.post(ctx, wish, id, place, now));
        }
        readers.tell(ctx, wish, id, now, &mut messages);
    }
    let mut rows = outbox::enqueue(tx, &messages, now).await?;
    for (number, message) in posts {
        let wish = &mut wishes[number];
        if let (Some(place), Some(row)) = (wish.place.clone(), rows[message].take()) {
            wish.gift.post = Some((place.0, row));
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
    fn place_of_post(&self) -> Option<&ChannelId> {
        match self.gift.visibility {
            Visibility::Public => self.place.as_ref(),
            Visibility::Private => None,
        }
    }
}

/// The key of a kudos' post in the outbox.
pub(super) fn post_key(id: &KudosId) -> String {
    format!("kudos:{id}")
}

/// The key of the direct message to one of those who are thanked.
pub(super) fn told_key(id: &KudosId, to: &UserId) -> String {
    format!("kudos:{id}:to:{to}")
}

/// How those who read want to be spoken to.
pub(super) struct Readers {
    channels: HashMap<String, Language>,
    people: HashMap<(String, String), String>,
}

impl Readers {
    pub(super) async fn of(
        tx: &mut Tx,
        wishes: impl Iterator<Item = &Wish>,
    ) -> anyhow::Result<Self> {
        let people: HashSet<&str> = wishes
            .flat_map(|wish| {
                wish.gift
                    .receivers
                    .iter()
                    .map(|receiver| receiver.user.as_str())
            })
            .collect();
        let people: Vec<&str> = people.into_iter().collect();
        Ok(Self {
            channels: preferences::channel_languages(tx).await?,
            people: preferences::of_all(tx, &people).await?,
        })
    }

    fn chosen(&self, user: &UserId, name: &str) -> Option<&str> {
        let key = (user.as_str().to_owned(), name.to_owned());
        self.people.get(&key).map(String::as_str)
    }

    fn hears(&self, user: &UserId) -> Hears {
        let chosen = self.chosen(user, HEARS).and_then(Hears::of);
        chosen.unwrap_or_default()
    }

    fn language_of(&self, ctx: &Context, user: &UserId) -> Language {
        match self.chosen(user, LANGUAGE) {
            Some("en") => Language::En,
            Some("nl") => Language::Nl,
            _ => ctx.config.workspace.language,
        }
    }

    /// The post in a channel.
    pub(super) fn post(
        &self,
        ctx: &Context,
        wish: &Wish,
        id: &KudosId,
        place: &ChannelId,
        now: DateTime<Utc>,
    ) -> NewMessage {
        let lane = place.as_str();
        let configured = ctx
            .config
            .departments
            .values()
            .find(|department| department.channel == *place)
            .and_then(|department| department.language);
        let language = self
            .channels
            .get(lane)
            .copied()
            .or(configured)
            .unwrap_or(ctx.config.workspace.language);
        let emoji = &ctx.config.kudos.endorse_emoji;
        let message = self.shown(ctx, wish, id, language, |kudos| {
            post::post(Words::of(language), kudos, emoji)
        });
        NewMessage::post(lane, message.to_json(), post_key(id), now)
    }

    /// The direct messages to those who want one.
    fn tell(
        &self,
        ctx: &Context,
        wish: &Wish,
        id: &KudosId,
        now: DateTime<Utc>,
        messages: &mut Vec<NewMessage>,
    ) {
        // What is private would otherwise be seen by nobody.
        if !ctx.config.kudos.direct_messages && wish.place_of_post().is_some() {
            return;
        }
        for receiver in &wish.gift.receivers {
            if self.hears(&receiver.user) != Hears::Told {
                continue;
            }
            messages.push(self.told(ctx, wish, id, &receiver.user, now));
        }
    }

    /// The direct message to one of those who are thanked.
    pub(super) fn told(
        &self,
        ctx: &Context,
        wish: &Wish,
        id: &KudosId,
        to: &UserId,
        now: DateTime<Utc>,
    ) -> NewMessage {
        let language = self.language_of(ctx, to);
        let message = self.shown(ctx, wish, id, language, |kudos| {
            post::told(Words::of(language), kudos, to, wish.place_of_post())
        });
        NewMessage::post(to.as_str(), message.to_json(), told_key(id, to), now)
    }

    fn shown<T>(
        &self,
        ctx: &Context,
        wish: &Wish,
        id: &KudosId,
        language: Language,
        view: impl FnOnce(&ShownKudos) -> T,
    ) -> T {
        let gift = &wish.gift;
        let receivers: Vec<Thanked> = gift
            .receivers
            .iter()
            .zip(&wish.names)
            .map(|(receiver, name)| Thanked {
                user: &receiver.user,
                muted_as: match self.hears(&receiver.user) {
                    Hears::Muted => name.as_deref(),
                    Hears::Told | Hears::Mentioned => None,
                },
            })
            .collect();
        let across = across(ctx, gift, language);
        let kudos = ShownKudos {
            id,
            giver: &gift.giver,
            receivers: &receivers,
            message: &gift.message,
            value: value_name(ctx, gift.value.as_deref(), language),
            across: across.as_ref().map(|(from, to)| (*from, to.as_slice())),
            quoted: wish.customer.as_ref().map(Customer::quoted),
            about: wish.about.as_deref(),
            visibility: gift.visibility,
        };
        view(&kudos)
    }
}

fn value_name<'a>(ctx: &'a Context, id: Option<&str>, language: Language) -> Option<&'a str> {
    let values = &ctx.config.kudos.values;
    let value = values.iter().find(|value| Some(value.id.as_str()) == id)?;
    Some(value.name.in_language(language))
}

/// The name of a department in a language.
pub(super) fn department_name<'a>(
    ctx: &'a Context,
    id: &DepartmentId,
    language: Language,
) -> Option<&'a str> {
    Some(ctx.config.departments.get(id)?.name.in_language(language))
}

/// The giver's department and the other departments that are thanked, by name.
fn across<'a>(
    ctx: &'a Context,
    gift: &Gift,
    language: Language,
) -> Option<(&'a str, Vec<&'a str>)> {
    let from = department_name(ctx, gift.giver_department.as_ref()?, language)?;
    let mut to: Vec<&str> = gift
        .receivers
        .iter()
        .filter(|receiver| receiver.is_across)
        .filter_map(|receiver| department_name(ctx, receiver.department.as_ref()?, language))
        .collect();
    to.sort_unstable();
    to.dedup();
    (!to.is_empty()).then_some((from, to))
}
