//! Answers a person who opens App Home, types `/voice`, or chooses a language.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::rules::{self, Command};
use super::views::{Home, HomeAction, Listener, Status, home};
use crate::features::feedback::{store, views::answers};
use crate::features::kudos;
use crate::features::scores::rules::question::{self, Misunderstood, Question};
use crate::features::scores::{self, ask};
use crate::features::stories;
use crate::platform::config::{Config, Language};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::outbox::NewMessage;
use crate::platform::slack::inbound::SlashCommand;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;
use crate::platform::{Context, outbox, preferences};

/// The language in which a person is spoken to: as chosen, else that of the person's Slack, else the
/// workspace's. What Slack says is remembered, for messages that are written when nobody can be asked.
///
/// # Errors
/// Where the database does not answer.
pub async fn language_of(ctx: &Context, user: &UserId) -> anyhow::Result<Language> {
    let chosen = ctx.choices.by(user.as_str()).await?;
    if let Some(language) = chosen.language() {
        return Ok(language);
    }
    let spoken = language_without_choice(ctx, user).await;
    if chosen
        .slack_language()
        .unwrap_or(ctx.config.workspace.language)
        != spoken
    {
        let mut tx = ctx.db.begin().await?;
        preferences::remember_slack_language(&mut tx, user.as_str(), spoken).await?;
        tx.commit().await?;
    }
    Ok(spoken)
}

/// The language in which a person is spoken to who chose none.
async fn language_without_choice(ctx: &Context, user: &UserId) -> Language {
    let profile = match ctx.config.people.language_of_slack {
        true => ctx.people.profile(user).await.ok(),
        false => None,
    };
    let locale = profile
        .as_ref()
        .and_then(|profile| profile.locale.as_deref());
    let language = locale.and_then(Language::of_locale);
    language.unwrap_or(ctx.config.workspace.language)
}

/// Someone typed `/voice`; the answer is for that person alone.
///
/// # Errors
/// Where the database refused.
pub async fn voice(ctx: &Context, command: &SlashCommand) -> anyhow::Result<Message> {
    let language = language_of(ctx, &command.user.id).await?;
    let words = Words::of(language);
    let name = command.channel_name.as_deref();
    if let Some((asked, query)) = question(ctx, &command.text) {
        let now = ctx.clock.now();
        let here = match department_here(&ctx.config, command.channel.as_ref(), name) {
            Some(here) => Some(here.clone()),
            // Where nobody in particular is spoken to, the person's own department is meant.
            None => {
                let own = ctx.people.departments(&command.user.id).await;
                own.into_iter().next()
            }
        };
        let here = here.as_ref();
        let told = ask::answer(ctx, asked, here, language, now).await?;
        return Ok(match told.has_content {
            true => scores::views::shareable(words, told.message, here, query),
            false => told.message,
        });
    }
    Ok(match rules::parse(&command.text) {
        Command::Help => answers::help(words, &command.command),
        Command::Unknown { given, nearest } => {
            answers::unknown_subcommand(words, &command.command, &given, nearest)
        }
        Command::LanguageForMe(language) => speak_to_me(ctx, &command.user.id, language).await?,
        Command::LanguageHere(language) => speak_here(ctx, command, words, language).await?,
    })
}

/// A question about scores or quotes, with its text; nothing typed asks for the overview. `None` for
/// another command.
fn question<'a>(
    ctx: &Context,
    text: &'a str,
) -> Option<(Result<Question, Misunderstood>, &'a str)> {
    let query = match text.trim() {
        "" => "overview",
        text => text,
    };
    Some((
        question::read(query, &ask::called(ctx), ask::ces(ctx))?,
        query,
    ))
}

/// Whether what was typed asks what customers say, which is for members alone.
pub fn asks_for_words(ctx: &Context, text: &str) -> bool {
    question(ctx, text).is_some()
}

/// Someone shares what was answered privately: it is asked again, in the channel's language. A second
/// press of the same button shares nothing. `message_ts` is the private answer.
///
/// # Errors
/// Where the database does not answer.
pub async fn share(
    ctx: &Context,
    value: &str,
    user: &UserId,
    channel: &ChannelId,
    message_ts: &str,
) -> anyhow::Result<()> {
    let Some((here, query)) = scores::views::shared_query(value) else {
        return Ok(());
    };
    let Some(asked) = question::read(query, &ask::called(ctx), ask::ces(ctx)) else {
        return Ok(());
    };
    let now = ctx.clock.now();
    let lane = outbox::lane_of_channel(&ctx.db, channel.as_str()).await?;
    let lane = lane.map_or_else(|| channel.clone(), ChannelId::from);
    let language = match place_called(&ctx.config, &lane, None) {
        Some(place) => {
            let chosen = ctx.choices.by(place.lane.as_str()).await?;
            chosen
                .language()
                .or(place.language)
                .unwrap_or(ctx.config.workspace.language)
        }
        None => ctx.config.workspace.language,
    };
    let told = ask::answer(ctx, asked, here.as_ref(), language, now).await?;
    let message = scores::views::shared(Words::of(language), told.message, user);
    let key = format!("share:{channel}:{user}:{message_ts}");
    let mut tx = ctx.db.begin().await?;
    let post =
        NewMessage::post(lane.as_str(), message.to_json(), key, now).with_picture(told.picture);
    outbox::enqueue(&mut tx, &[post], now).await?;
    tx.commit().await
}

/// The department whose channel this is.
fn department_here<'a>(
    config: &'a Config,
    channel: Option<&ChannelId>,
    name: Option<&str>,
) -> Option<&'a DepartmentId> {
    let is_it = |lane: &ChannelId| {
        Some(lane) == channel
            || (name.is_some() && Some(lane.as_str().trim_start_matches('#')) == name)
    };
    config
        .departments
        .iter()
        .find(|(_, department)| department.enabled && is_it(&department.channel))
        .map(|(id, _)| id)
}

async fn speak_to_me(
    ctx: &Context,
    user: &UserId,
    language: Option<Language>,
) -> anyhow::Result<Message> {
    let mut tx = ctx.db.begin().await?;
    preferences::choose_language(&mut tx, user.as_str(), language).await?;
    tx.commit().await?;
    Ok(match language {
        Some(language) => answers::language_changed_for_me(Words::of(language)),
        None => {
            let language = language_without_choice(ctx, user).await;
            answers::language_follows_workspace(Words::of(language))
        }
    })
}

async fn speak_here(
    ctx: &Context,
    command: &SlashCommand,
    words: Words,
    language: Option<Language>,
) -> anyhow::Result<Message> {
    let here = command
        .channel
        .clone()
        .unwrap_or_else(|| ChannelId::from(""));
    let Some(place) = place_called(&ctx.config, &here, command.channel_name.as_deref()) else {
        return Ok(answers::not_our_channel(words, &here));
    };
    let admins = &ctx.config.workspace.admins;
    let may = admins.is_empty()
        || admins.contains(&command.user.id)
        || place.owner == Some(&command.user.id);
    if !may {
        return Ok(answers::no_permission(words, admins));
    }
    let mut tx = ctx.db.begin().await?;
    preferences::choose_language(&mut tx, place.lane.as_str(), language).await?;
    tx.commit().await?;
    let spoken = language
        .or(place.language)
        .unwrap_or(ctx.config.workspace.language);
    Ok(answers::language_changed_here(Words::of(spoken), &here))
}

/// A channel in which we post.
struct Place<'a> {
    lane: &'a ChannelId,
    owner: Option<&'a UserId>,
    language: Option<Language>,
}

/// The configured channel that Slack knows by this id or name.
fn place_called<'a>(config: &'a Config, id: &ChannelId, name: Option<&str>) -> Option<Place<'a>> {
    let is_it =
        |lane: &ChannelId| lane == id || Some(lane.as_str().trim_start_matches('#')) == name;
    let department = config
        .departments
        .values()
        .find(|department| department.enabled && is_it(&department.channel));
    if let Some(department) = department {
        return Some(Place {
            lane: &department.channel,
            owner: department.owner.as_ref(),
            language: department.language,
        });
    }
    let triage = &config.workspace.triage_channel;
    is_it(triage).then_some(Place {
        lane: triage,
        owner: None,
        language: None,
    })
}

/// Someone used an element of App Home.
///
/// # Errors
/// Where the database refused.
pub async fn chosen(ctx: &Context, user: &UserId, action: HomeAction) -> anyhow::Result<()> {
    let HomeAction::Language(language) = action;
    speak_to_me(ctx, user, language).await?;
    Ok(())
}

/// The App Home of a person. `next_post` is the next moment of the timetable.
///
/// # Errors
/// Where the database does not answer.
pub async fn home_of(
    ctx: &Context,
    user: &UserId,
    next_post: Option<DateTime<Utc>>,
) -> anyhow::Result<Value> {
    let config = &ctx.config;
    let chosen = ctx.choices.by(user.as_str()).await?.language();
    let without = language_without_choice(ctx, user).await;
    let language = chosen.unwrap_or(without);
    let mut departments: Vec<Listener> = config
        .departments
        .values()
        .filter(|department| department.enabled)
        .map(|department| Listener {
            name: department.name.in_language(language),
            channel: &department.channel,
            question: department.question.in_language(language),
        })
        .collect();
    departments.sort_by_key(|department| department.name.to_lowercase());
    let status = if config.workspace.admins.contains(user) {
        Some(status(ctx, next_post).await?)
    } else {
        None
    };
    let words = Words::of(language);
    let stories = stories::handlers::home_of(ctx, user, words).await?;
    let kudos = kudos::home::of(ctx, user).await?;
    let shown = Home {
        stories: &stories,
        kudos: kudos.as_ref(),
        chosen,
        without_choice: without,
        departments: &departments,
        keep: config.privacy.keep,
        status,
    };
    Ok(home(words, &shown))
}

async fn status(ctx: &Context, next_post: Option<DateTime<Utc>>) -> anyhow::Result<Status> {
    let counts = outbox::counts(&ctx.db).await?;
    let zone = ctx.config.workspace.time_zone;
    let local = |at: DateTime<Utc>| -> NaiveDateTime { at.with_timezone(&zone).naive_local() };
    Ok(Status {
        now: local(ctx.clock.now()),
        waiting: counts.open,
        uncertain: counts.uncertain,
        failed: counts.failed,
        last_received: store::last_received(&ctx.db).await?.map(local),
        next_post: next_post.map(local),
    })
}
