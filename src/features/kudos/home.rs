//! Gathers the part of App Home about kudos.

use chrono::TimeDelta;

use super::giving::zone_of;
use super::messages::HEARS;
use super::rules::checks;
use super::rules::limits::{LONGEST_DAY, given_today};
use super::store::{self, StoredKudos};
use super::views::home::{Hears, KudosHome, Line, Ranked};
use crate::platform::Context;
use crate::platform::config::Leaderboard;
use crate::platform::db::Tx;
use crate::platform::ids::UserId;

use crate::platform::slack::people::Standing;

/// Under which name it is kept whether somebody stands on the leaderboard.
pub const RANKING: &str = "kudos_ranking";
/// Kudos in a list.
const LINES: i64 = 3;
/// People on the leaderboard.
const RANKED: i64 = 10;
/// How far back the leaderboard looks.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

/// The part of App Home about kudos; `None` where they are out of use.
///
/// # Errors
/// Where the database does not answer.
pub async fn of(ctx: &Context, user: &UserId) -> anyhow::Result<Option<KudosHome>> {
    let settings = &ctx.config.kudos;
    let profile = ctx.people.profile(user).await.ok();
    let standing = profile
        .as_ref()
        .map_or(Standing::Member, |profile| profile.standing);
    if !settings.enabled {
        return Ok(None);
    }
    let zone = zone_of(ctx, user).await;
    let now = ctx.clock.now();
    let today = now.with_timezone(&zone).date_naive();
    let may_give = checks::giver(settings, standing).is_ok();
    let (given, received) = store::totals(&ctx.db, user).await?;
    let last_received = store::last_received(&ctx.db, user, LINES).await?;
    let last_given = store::last_given(&ctx.db, user, LINES).await?;
    let mut tx = ctx.db.begin().await?;
    let recent = store::given_since(&mut tx, &[user], now - LONGEST_DAY).await?;
    let mut given_lines = Vec::with_capacity(last_given.len());
    for kudos in &last_given {
        let people = receivers(&mut tx, kudos).await?;
        given_lines.push(line(kudos, people, zone));
    }
    tx.rollback().await?;
    let today_given = recent
        .get(user)
        .map_or(0, |given| given_today(given, zone, now));
    let chosen = ctx.choices.by(user.as_str()).await?;
    Ok(Some(KudosHome {
        today,
        left_today: may_give.then(|| settings.daily_limit.saturating_sub(today_given)),
        received,
        given,
        last_received: last_received
            .iter()
            .map(|kudos| line(kudos, vec![kudos.giver.clone()], zone))
            .collect(),
        last_given: given_lines,
        hears: chosen.get(HEARS).and_then(Hears::of).unwrap_or_default(),
        leaderboard: leaderboard(ctx, user).await?,
    }))
}

async fn leaderboard(ctx: &Context, user: &UserId) -> anyhow::Result<Option<(Vec<Ranked>, bool)>> {
    let settings = &ctx.config.kudos;
    if settings.leaderboard == Leaderboard::Off {
        return Ok(None);
    }
    let since = ctx.clock.now() - LOOK_BACK;
    let least = i64::from(settings.leaderboard_min_givers);
    let ranked = store::most_thanked(&ctx.db, since, least, RANKED).await?;
    let chosen = ctx.choices.by(user.as_str()).await?;
    let ranked = ranked
        .into_iter()
        .map(|(user, givers, departments)| Ranked {
            user,
            givers,
            departments,
        })
        .collect();
    Ok(Some((ranked, chosen.get(RANKING) != Some("hide"))))
}

async fn receivers(tx: &mut Tx, kudos: &StoredKudos) -> anyhow::Result<Vec<UserId>> {
    let receivers = store::receivers(tx, &kudos.id).await?;
    Ok(receivers.into_iter().map(|(user, _, _)| user).collect())
}

fn line(kudos: &StoredKudos, people: Vec<UserId>, zone: chrono_tz::Tz) -> Line {
    Line {
        people,
        message: kudos.message.clone(),
        day: kudos.given_at.with_timezone(&zone).date_naive(),
    }
}
