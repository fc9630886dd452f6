//! The messages of a kudos, each in the language and the way in which its reader wants it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::desk::{Customer, Wish};
use super::record::Gift;
use super::views::home::Hears;
use super::views::post::{self, Part, ShownKudos, Thanked};
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, DepartmentId, KudosId, ResponseId, UserId};
use crate::platform::outbox::NewMessage;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;
use crate::platform::{Context, preferences};

/// Under which name a person's choice of hearing of kudos is kept.
pub const HEARS: &str = "kudos_messages";
const LANGUAGE: &str = "language";

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
        let chosen = self.chosen(user, LANGUAGE);
        match chosen.or_else(|| self.chosen(user, "slack_language")) {
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
        let language = self.language_in(ctx, place);
        let emoji = &ctx.config.kudos.endorse_emoji;
        let message = self.shown(ctx, wish, id, language, |kudos| {
            post::post(Words::of(language), kudos, emoji)
        });
        NewMessage::post(lane, message.to_json(), post_key(id), now)
    }

    fn language_in(&self, ctx: &Context, place: &ChannelId) -> Language {
        let configured = ctx
            .config
            .departments
            .values()
            .find(|department| department.channel == *place)
            .and_then(|department| department.language);
        self.channels
            .get(place.as_str())
            .copied()
            .or(configured)
            .unwrap_or(ctx.config.workspace.language)
    }

    /// Several kudos as they stand in one post in a channel.
    pub(super) fn parts(
        &self,
        ctx: &Context,
        wishes: &[(KudosId, Wish)],
        place: &ChannelId,
    ) -> Vec<Part> {
        let language = self.language_in(ctx, place);
        let mut quoted: HashSet<&ResponseId> = HashSet::new();
        let part = |(id, wish): &'_ (KudosId, Wish), is_first: bool| {
            self.shown(ctx, wish, id, language, |kudos| {
                let quoted = kudos.quoted.filter(|_| is_first);
                post::part(Words::of(language), &ShownKudos { quoted, ..*kudos })
            })
        };
        let mut parts = Vec::with_capacity(wishes.len());
        for wish in wishes {
            // The same words of a customer stand in a post once.
            let customer = wish.1.customer.as_ref();
            let is_first = customer.is_none_or(|customer| quoted.insert(&customer.response));
            parts.push(part(wish, is_first));
        }
        parts
    }

    /// The post of these parts in a channel.
    pub(super) fn together(&self, ctx: &Context, parts: Vec<Part>, place: &ChannelId) -> Message {
        let words = Words::of(self.language_in(ctx, place));
        post::together(words, parts, &ctx.config.kudos.endorse_emoji)
    }

    /// The direct messages to those who want one.
    pub(super) fn tell(
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
            let place = wish.place_of_post();
            post::told(Words::of(language), kudos, to, place, wish.waits)
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
