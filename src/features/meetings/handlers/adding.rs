//! Somebody puts something on the agenda of a channel's next meeting.

use chrono::{DateTime, Utc};

use super::Actor;
use crate::features::feedback;
use crate::features::meetings::rule::{Rule, Rules};
use crate::features::meetings::rules::carry::ItemKind;
use crate::features::meetings::rules::typed::{self, Typed};
use crate::features::meetings::store::items::{self, Item, ItemState};
use crate::features::meetings::store::occurrences::{self, Meeting, State};
use crate::features::meetings::views::actions::WORDS;
use crate::features::meetings::views::answers::{self, Coming};
use crate::platform::Context;
use crate::platform::ids::{ChannelId, ResponseId, new_row_id};
use crate::platform::outbox;
use crate::platform::slack::channels;
use crate::platform::slack::inbound::{MessageShortcut, SlashCommand};
use crate::platform::slack::kit::Message;
use crate::platform::text;

/// Somebody typed `/agenda`.
///
/// # Errors
/// Where the database refused.
pub async fn typed(
    ctx: &Context,
    rules: &Rules,
    actor: Actor<'_>,
    command: &SlashCommand,
) -> anyhow::Result<Message> {
    let words = actor.words();
    let asked = typed::read(&command.text);
    if asked == Typed::Help {
        return Ok(answers::help(words));
    }
    let here = rules.here(command.channel.as_ref(), command.channel_name.as_deref());
    let Some(rule) = here.first() else {
        return Ok(answers::no_meeting(words, &places(rules)));
    };
    match asked {
        Typed::Add(said) if said.is_empty() => Ok(answers::empty(words)),
        Typed::Add(said) => add(ctx, actor, rule, &said, None).await,
        Typed::List | Typed::Help => list(ctx, actor, rule).await,
    }
}

/// Somebody puts a message on the agenda: a customer's card, or what a colleague wrote. Nothing of the
/// channel is read; the message comes with the press.
///
/// # Errors
/// Where the database refused.
pub async fn added_from_message(
    ctx: &Context,
    rules: &Rules,
    actor: Actor<'_>,
    chosen: &MessageShortcut,
) -> anyhow::Result<Message> {
    let words = actor.words();
    let Some(channel) = &chosen.channel else {
        return Ok(answers::no_meeting(words, &places(rules)));
    };
    let name = name_of(ctx, rules, channel).await?;
    let here = rules.here(Some(channel), name.as_deref());
    let Some(rule) = here.first() else {
        return Ok(answers::no_meeting(words, &places(rules)));
    };
    let ours = match &chosen.message.ts {
        Some(ts) => outbox::find_sent(&ctx.db, channel.as_str(), ts.as_str()).await?,
        None => None,
    };
    let response = match &ours {
        Some(message) => feedback::store::response_in_message(&ctx.db, message).await?,
        None => None,
    };
    let said = typed::plain(&chosen.message.text);
    match response {
        Some(response) => add(ctx, actor, rule, "", Some(response)).await,
        None if !text::is_visible(&said) => Ok(answers::empty(words)),
        None => add(ctx, actor, rule, &said, None).await,
    }
}

/// The name of a channel that a rule may know by its name: from the messages that went there, else from
/// Slack.
async fn name_of(
    ctx: &Context,
    rules: &Rules,
    channel: &ChannelId,
) -> anyhow::Result<Option<String>> {
    if !rules.here(Some(channel), None).is_empty() {
        return Ok(None);
    }
    if let Some(lane) = outbox::lane_of_channel(&ctx.db, channel.as_str()).await? {
        return Ok(Some(lane.trim_start_matches('#').to_owned()));
    }
    let known = channels::list(&ctx.slack).await.unwrap_or_default();
    let found = known.into_iter().find(|known| known.id == channel.as_str());
    Ok(found.map(|found| found.name))
}

/// The channels in which agendas appear, each once.
fn places(rules: &Rules) -> Vec<ChannelId> {
    let mut places: Vec<ChannelId> = Vec::new();
    for rule in rules.all() {
        let lane = ChannelId::from(rule.lane.as_str());
        if !places.contains(&lane) {
            places.push(lane);
        }
    }
    places
}

async fn add(
    ctx: &Context,
    actor: Actor<'_>,
    rule: &Rule,
    said: &str,
    response: Option<ResponseId>,
) -> anyhow::Result<Message> {
    let now = ctx.clock.now();
    let item = Item {
        id: new_row_id(),
        kind: ItemKind::Item,
        lane: rule.lane.clone(),
        meeting_id: None,
        response_id: response,
        words: typed::kept(said, WORDS),
        added_by: actor.user.clone(),
        owner: None,
        due_on: None,
        state: ItemState::Open,
        carried: 0,
        closed_by: None,
        created_at: now,
        closed_at: None,
    };
    let next = next_here(ctx, rule, now).await?;
    let mut tx = ctx.db.begin().await?;
    items::put(&mut tx, &item).await?;
    tx.commit().await?;
    let next = next.as_ref().map(|next| coming(ctx, next));
    Ok(answers::added(actor.words(), &item.words, next))
}

async fn list(ctx: &Context, actor: Actor<'_>, rule: &Rule) -> anyhow::Result<Message> {
    let words = actor.words();
    let next = next_here(ctx, rule, ctx.clock.now()).await?;
    let mut tx = ctx.db.begin().await?;
    let open = items::open(&mut tx, &rule.lane).await?;
    tx.rollback().await?;
    let said: Vec<String> = open
        .into_iter()
        .map(|item| match item.words.is_empty() {
            true => words.agenda_the_quote(),
            false => item.words,
        })
        .collect();
    let next = next.as_ref().map(|next| coming(ctx, next));
    Ok(answers::list(words, next, &said))
}

/// The next meeting of a channel whose agenda is still to come.
async fn next_here(
    ctx: &Context,
    rule: &Rule,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Meeting>> {
    let coming = occurrences::to_come(&ctx.db, now).await?;
    let is_next = |meeting: &Meeting| meeting.lane == rule.lane && meeting.state == State::Planned;
    Ok(coming.into_iter().find(is_next))
}

fn coming<'a>(ctx: &Context, meeting: &'a Meeting) -> Coming<'a> {
    let zone = ctx.config.workspace.time_zone;
    Coming {
        title: &meeting.title,
        starts_at: meeting.starts_at,
        local: meeting.starts_at.with_timezone(&zone).naive_local(),
    }
}
