//! Tells the owner of a channel, in Slack, when a message to it will not arrive.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::features::feedback::views::problems::{self, Problem, ProblemAt};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::outbox::deliver::{self, Report, UNCERTAIN};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::words::Words;

/// The courier's way to tell people, once a day for each channel and reason.
pub fn report(ctx: Context) -> Report {
    Arc::new(move |tx, problem| {
        let ctx = ctx.clone();
        Box::pin(async move { tell_owners(&ctx, tx, problem).await })
    })
}

async fn tell_owners(ctx: &Context, tx: &mut Tx, problem: &deliver::Problem) -> anyhow::Result<()> {
    let config = &ctx.config;
    let people = owners(ctx, &problem.lane);
    if people.iter().any(|person| person.as_str() == problem.lane) {
        // A person who can not be reached can not be told so.
        return Ok(());
    }
    let department = config
        .departments
        .values()
        .find(|department| department.channel.as_str() == problem.lane);
    let channel = ChannelId::from(problem.lane.as_str());
    let mut messages = Vec::with_capacity(people.len());
    for person in people {
        let chosen = outbox_language(ctx, tx, person).await?;
        let message = problems::problem(
            Words::of(chosen),
            &ProblemAt {
                problem: named(problem),
                channel: &channel,
                department: department.map(|department| department.name.in_language(chosen)),
                waiting: outbox::open_in_lane(tx, &problem.lane).await?,
            },
        );
        messages.push(NewMessage::post(
            person.as_str(),
            message.to_json(),
            dedup_key(ctx, problem, person, problem.at),
            problem.at,
        ));
    }
    outbox::enqueue(tx, &messages, problem.at).await?;
    Ok(())
}

/// Each unclear message is told of, as it asks for a decision; the same refusal once a day.
fn dedup_key(
    ctx: &Context,
    problem: &deliver::Problem,
    person: &UserId,
    at: DateTime<Utc>,
) -> String {
    let deliver::Problem { id, lane, code, .. } = problem;
    if code == UNCERTAIN {
        return format!("problem:{person}:{id}:{code}");
    }
    let day = at
        .with_timezone(&ctx.config.workspace.time_zone)
        .date_naive();
    format!("problem:{person}:{lane}:{code}:{day}")
}

/// The owner of a channel's department, else the administrators.
fn owners<'a>(ctx: &'a Context, lane: &str) -> Vec<&'a UserId> {
    let config = &ctx.config;
    let departments = config
        .departments
        .values()
        .filter(|department| department.channel.as_str() == lane);
    let owners: Vec<&UserId> = departments
        .filter_map(|department| department.owner.as_ref())
        .collect();
    if owners.is_empty() {
        config.workspace.admins.iter().collect()
    } else {
        owners
    }
}

async fn outbox_language(
    ctx: &Context,
    tx: &mut Tx,
    person: &UserId,
) -> anyhow::Result<crate::platform::config::Language> {
    let chosen = crate::platform::preferences::chosen_language_in(tx, person.as_str()).await?;
    Ok(chosen.unwrap_or(ctx.config.workspace.language))
}

fn named(problem: &deliver::Problem) -> Problem<'_> {
    match problem.code.as_str() {
        UNCERTAIN => Problem::Unclear { post: &problem.id },
        "channel_not_found" => Problem::ChannelNotFound,
        "not_in_channel" => Problem::NotInChannel,
        "is_archived" => Problem::Archived,
        "missing_scope" => Problem::MissingScope {
            scope: "chat:write",
        },
        code => Problem::Other { code },
    }
}
