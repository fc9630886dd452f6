//! What goes between departments: bridges, and the quiet ones as a prompt.

use chrono::{DateTime, TimeDelta, Utc};

use super::messages::department_name;
use super::rules::bridges::{self, Pair};
use super::store;
use super::views::answer::{self, ShownBridge};
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// How far back bridges are counted.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);
/// Over so long nothing goes over a quiet bridge.
const QUIET: TimeDelta = TimeDelta::days(60);
/// A department of which nobody gave or got kudos for so long is not asked after.
const SEEN: TimeDelta = TimeDelta::days(365);
/// Quiet bridges that are told: a prompt, no list.
const PROMPTS: usize = 3;

/// Which departments thank each other, for somebody who asks for it.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn bridges(
    ctx: &Context,
    user: &UserId,
    language: Language,
) -> anyhow::Result<Message> {
    let now = ctx.clock.now();
    let least = ctx.config.kudos.bridges_min_people;
    let crossings = store::crossings(&ctx.db, now - LOOK_BACK).await?;
    let found = bridges::bridges(&crossings, least);
    let own = ctx.people.departments(user).await;
    let quiet = bridges::nearest(quiet(ctx, now).await?, &own, PROMPTS);
    let name = |id: &DepartmentId| department_name(ctx, id, language);
    let shown: Vec<ShownBridge> = found
        .iter()
        .filter_map(|bridge| {
            Some(ShownBridge {
                one: name(&bridge.one)?,
                other: name(&bridge.other)?,
                kudos: bridge.kudos,
            })
        })
        .collect();
    let quiet: Vec<(&str, &str)> = quiet
        .iter()
        .filter_map(|(one, other)| Some((name(one)?, name(other)?)))
        .collect();
    Ok(answer::bridges(Words::of(language), &shown, &quiet, least))
}

/// The pairs of departments over which nothing went for a while, of those in use of which anybody gives or gets
/// kudos at all.
async fn quiet(ctx: &Context, now: DateTime<Utc>) -> anyhow::Result<Vec<Pair>> {
    let seen = store::departments_seen(&ctx.db, now - SEEN).await?;
    let in_use = |id: &&DepartmentId| {
        let department = ctx.config.departments.get(*id);
        department.is_some_and(|department| department.enabled)
    };
    let seen: Vec<DepartmentId> = seen.iter().filter(in_use).cloned().collect();
    let crossings = store::crossings(&ctx.db, now - QUIET).await?;
    Ok(bridges::quiet(&seen, &bridges::bridges(&crossings, 2)))
}

/// The department after which another one is asked at `now`, the next one each week; `None` where it is not
/// quiet between any.
///
/// # Errors
/// Where the database does not answer.
pub async fn to_ask_after(
    ctx: &Context,
    department: &DepartmentId,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<DepartmentId>> {
    if !ctx.config.kudos.enabled {
        return Ok(None);
    }
    let week = now.timestamp().div_euclid(7 * 24 * 60 * 60);
    let turn = usize::try_from(week).unwrap_or(0);
    Ok(bridges::to_ask_after(
        department,
        &quiet(ctx, now).await?,
        turn,
    ))
}
