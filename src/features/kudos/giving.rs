//! From what somebody asks to a kudos that is given: who these people are, what goes with it, where it goes.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::desk::{Customer, Done, Outcome, Wish};
use super::handlers::Actor;
use super::record::{Gift, Link, LinkKind, Occasion, Visibility};
use super::rules::checks::{self, Refusal};
use super::undo::UNDO_FOR;
use super::views::answer::GivenKudos;
use super::{Kudos, together};
use crate::features::feedback::rules::response::{ResponseState, StoredResponse};
use crate::features::feedback::store as feedback;
use crate::platform::config::Language;
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::slack::SlackError;
use crate::platform::{Context, text};

/// What somebody asks to be given.
pub(super) struct Asked {
    pub people: Vec<UserId>,
    pub groups: Vec<String>,
    pub message: String,
    pub value: Option<String>,
    pub visibility: Visibility,
    pub link: Option<Link>,
    pub occasion: Occasion,
    pub event_key: String,
}

/// What came of it.
pub(super) enum Came {
    Given(Done, ShownDone),
    Refused(Refusal),
    Known,
    /// Slack does not say who these people are.
    SlackSilent,
}

/// What of a kudos its giver hears besides the numbers.
pub(super) struct ShownDone {
    visibility: Visibility,
    posted_in: Option<ChannelId>,
    undo_until: NaiveDateTime,
    now: NaiveDateTime,
    posted_at: Option<NaiveDateTime>,
}

impl ShownDone {
    /// All that the giver hears.
    pub(super) fn given<'a>(&'a self, done: &'a Done) -> GivenKudos<'a> {
        GivenKudos {
            id: &done.id,
            visibility: self.visibility,
            posted_in: self.posted_in.as_ref(),
            balances: &done.balances,
            left_today: done.left_today,
            undo_until: self.undo_until.time(),
            waits_until: self.posted_at.map(|at| (at, self.now.date())),
        }
    }
}

/// Checks what is asked for and has it given.
pub(super) async fn give(
    ctx: &Context,
    kudos: &Kudos,
    actor: Actor<'_>,
    asked: Asked,
) -> anyhow::Result<Came> {
    let wish = match wish(ctx, actor, asked).await? {
        Wished::Ready(wish) => *wish,
        Wished::Refused(refusal) => return Ok(Came::Refused(refusal)),
        Wished::SlackSilent => return Ok(Came::SlackSilent),
    };
    let now = ctx.clock.now();
    let local = |at: DateTime<Utc>| at.with_timezone(&wish.gift.time_zone).naive_local();
    let shown = ShownDone {
        visibility: wish.gift.visibility,
        posted_in: wish.place.clone(),
        undo_until: local(now + UNDO_FOR),
        now: local(now),
        posted_at: match wish.waits {
            true => together::next_after(ctx, now).map(local),
            false => None,
        },
    };
    Ok(match kudos.desk.store(wish).await? {
        Outcome::Given(done) => Came::Given(done, shown),
        Outcome::Refused(refusal) => Came::Refused(refusal),
        Outcome::Known => Came::Known,
    })
}

enum Wished {
    Ready(Box<Wish>),
    Refused(Refusal),
    SlackSilent,
}

/// Finds out everything that can be known without the record of kudos.
async fn wish(ctx: &Context, actor: Actor<'_>, asked: Asked) -> anyhow::Result<Wished> {
    let settings = &ctx.config.kudos;
    let giver = &actor.person.id;
    let Ok(receivers) = expanded(ctx, giver, &asked).await else {
        return Ok(Wished::SlackSilent);
    };
    let checked = checks::receivers(giver, &receivers)
        .and_then(|()| checks::message(settings, &asked.message))
        .and_then(|()| checks::value(settings, asked.value.as_deref()));
    if let Err(refusal) = checked {
        return Ok(Wished::Refused(refusal));
    }
    let mut names = Vec::with_capacity(receivers.len());
    let mut languages = Vec::new();
    let profiles = receivers.iter().map(|user| ctx.people.profile(user));
    let Ok(profiles) = futures_util::future::try_join_all(profiles).await else {
        return Ok(Wished::SlackSilent);
    };
    for (user, profile) in receivers.iter().zip(profiles) {
        if let Err(refusal) = checks::receiver(settings, user, &profile) {
            return Ok(Wished::Refused(refusal));
        }
        names.push(profile.name.clone());
        let locale = profile
            .locale
            .as_deref()
            .filter(|_| ctx.config.people.language_of_slack);
        let language = locale.and_then(Language::of_locale);
        if let Some(language) = language.filter(|it| *it != ctx.config.workspace.language) {
            languages.push((user.clone(), language));
        }
    }
    let givers = ctx.people.departments(giver).await;
    let theirs =
        futures_util::future::join_all(receivers.iter().map(|user| ctx.people.departments(user)))
            .await;
    let receivers: Vec<_> = receivers
        .into_iter()
        .zip(&theirs)
        .map(|(user, theirs)| checks::receiver_of(user, &givers, theirs))
        .collect();
    if let Err(refusal) = checks::across(settings, givers.first(), &receivers) {
        return Ok(Wished::Refused(refusal));
    }
    let departments = receivers
        .iter()
        .filter_map(|receiver| receiver.department.as_ref());
    let place = place(ctx, departments.chain(givers.first()));
    let (customer, about) = what_goes_with_it(ctx, asked.link.as_ref()).await?;
    let time_zone = zone_of(ctx, giver).await;
    Ok(Wished::Ready(Box::new(Wish {
        gift: Gift {
            giver: giver.clone(),
            giver_department: givers.first().cloned(),
            receivers,
            value: asked.value,
            message: asked.message,
            visibility: asked.visibility,
            occasion: asked.occasion,
            is_limited: true,
            link: asked.link,
            post: None,
            time_zone,
            installation: actor.installation.clone(),
            event_key: asked.event_key,
        },
        place,
        waits: settings.is_together(),
        names,
        languages,
        customer,
        about,
    })))
}

/// Everybody who is thanked, each once: those who are named, and those in the groups but the giver.
async fn expanded(ctx: &Context, giver: &UserId, asked: &Asked) -> Result<Vec<UserId>, SlackError> {
    let mut all: Vec<UserId> = Vec::new();
    let mut add = |user: &UserId| {
        if !all.contains(user) {
            all.push(user.clone());
        }
    };
    asked.people.iter().for_each(&mut add);
    if !asked.groups.is_empty() {
        let groups = ctx.people.groups().await?;
        groups
            .iter()
            .filter(|group| asked.groups.contains(&group.id))
            .flat_map(|group| &group.members)
            .filter(|member| *member != giver)
            .for_each(&mut add);
    }
    Ok(all)
}

/// Where a kudos is posted: the channel for kudos, else that of the first department in use.
fn place<'a>(
    ctx: &Context,
    mut departments: impl Iterator<Item = &'a DepartmentId>,
) -> Option<ChannelId> {
    ctx.config.kudos.channel.clone().or_else(|| {
        departments.find_map(|id| Some(ctx.config.departments.get(id)?.channel.clone()))
    })
}

/// The customer's words and the message that go with a kudos.
pub(super) async fn what_goes_with_it(
    ctx: &Context,
    link: Option<&Link>,
) -> anyhow::Result<(Option<Customer>, Option<String>)> {
    match link {
        Some(Link {
            kind: LinkKind::Response,
            id,
        }) => {
            let response = feedback::response(&ctx.db, id).await?;
            Ok((response.and_then(customer), None))
        }
        Some(link) => Ok((None, about_message(link))),
        None => Ok((None, None)),
    }
}

/// The address of the message that a kudos is about.
pub(super) fn about_message(link: &Link) -> Option<String> {
    let is_address = link.kind == LinkKind::Message && link.id.starts_with("https://");
    is_address.then(|| link.id.clone())
}

/// What of a response may be shown, if anything.
pub(super) fn customer(response: StoredResponse) -> Option<Customer> {
    if response.state == ResponseState::Deleted || response.excluded.is_some() {
        return None;
    }
    Some(Customer {
        response: response.id,
        words: response
            .comment
            .filter(|comment| text::is_visible(comment))?,
        consent: response.consent,
        name: response.respondent_name,
        company: response.respondent_company,
    })
}

/// The time zone of a person's Slack, else the organisation's.
pub(super) async fn zone_of(ctx: &Context, user: &UserId) -> Tz {
    let profile = ctx.people.profile(user).await.ok();
    profile
        .and_then(|profile| profile.time_zone)
        .unwrap_or(ctx.config.workspace.time_zone)
}
