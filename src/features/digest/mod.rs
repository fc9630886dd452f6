//! The weekly digest of a department: what customers said, what colleagues were thanked for, one question.
//!
//! It is a feature of its own, right of feedback and kudos, because it reads both and neither knows the
//! other. The daily digest of feedback holds what was not posted one by one; this one looks back, and
//! pauses where nothing is new.

#[doc(hidden)]
pub mod gallery;
mod store;
pub mod views;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use self::store::{Kudos, Said};
use self::views::{Look, Quoted, Thanked};
use crate::features::feedback::tick::due_at;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::feedback::{self, rules::response::StoredResponse};
use crate::features::kudos::between;
use crate::platform::Context;
use crate::platform::config::{Department, ScoreClass};
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::{Occurrence, resolve};
use crate::platform::words::Words;

/// The name under which its occurrences are stored.
pub const NAME: &str = "weekly digest";
/// Where it looks back to the first time.
const FIRST: TimeDelta = TimeDelta::days(7);
/// Quotes of each kind.
const QUOTES: i64 = 2;
/// Kudos that are told; the rest is counted.
const KUDOS: usize = 5;
/// What could be better.
const BAD: [ScoreClass; 2] = [ScoreClass::Detractor, ScoreClass::Dissatisfied];
/// What went well.
const GOOD: [ScoreClass; 2] = [ScoreClass::Promoter, ScoreClass::Satisfied];

/// What is new in a department.
#[derive(Debug)]
pub struct New {
    said: Said,
    bad: Vec<StoredResponse>,
    good: Vec<StoredResponse>,
    kudos: Vec<Kudos>,
    /// A department of which nothing was heard for a while.
    ask_after: Option<DepartmentId>,
}

impl New {
    /// Whether there is anything to tell.
    fn is_something(&self) -> bool {
        self.said.count > 0 || !self.kudos.is_empty()
    }
}

/// What is new in a department since its last digest.
///
/// # Errors
/// Where the database does not answer.
pub async fn gather(
    ctx: &Context,
    id: &DepartmentId,
    occurrence: Occurrence,
) -> anyhow::Result<New> {
    let until = occurrence.at;
    let since = match store::last(&ctx.db, id, occurrence.local).await? {
        Some(local) => NaiveDateTime::parse_from_str(&local, "%Y-%m-%dT%H:%M:%S")
            .map(|local| resolve(ctx.config.workspace.time_zone, local))
            .unwrap_or(until - FIRST),
        None => until - FIRST,
    };
    Ok(New {
        said: store::said(&ctx.db, id, since, until).await?,
        bad: store::quotes(&ctx.db, id, &BAD, since, until, QUOTES).await?,
        good: store::quotes(&ctx.db, id, &GOOD, since, until, QUOTES).await?,
        kudos: store::kudos(&ctx.db, id, since, until).await?,
        ask_after: between::to_ask_after(ctx, id, until).await?,
    })
}

/// Posts what is new in a department; nothing where nothing is.
///
/// Part of the unit of work that claimed the occurrence.
///
/// # Errors
/// Where the database refused.
pub async fn post(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    department: &Department,
    new: &New,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if !new.is_something() {
        return Ok(());
    }
    let lane = department.channel.as_str();
    let language = feedback::language_of_lane(ctx, tx, lane, department.language).await?;
    let thanked: Vec<Thanked> = new
        .kudos
        .iter()
        .take(KUDOS)
        .map(|kudos| Thanked {
            giver: &kudos.giver,
            receivers: &kudos.receivers,
            message: &kudos.message,
        })
        .collect();
    let (bad, good) = (quoted(&new.bad), quoted(&new.good));
    let ask_after = new.ask_after.as_ref();
    let ask_after = ask_after.and_then(|other| ctx.config.departments.get(other));
    let message = views::weekly(
        Words::of(language),
        &Look {
            department: ShownDepartment {
                id,
                name: department.name.in_language(language),
            },
            question: department.question.in_language(language),
            responses: new.said.count,
            bad: &bad,
            good: &good,
            thanked: &thanked,
            kudos: i64::try_from(new.kudos.len()).unwrap_or(i64::MAX),
            ask_after: ask_after.map(|other| other.name.in_language(language)),
        },
    );
    let key = format!("weekly:{id}:{}", occurrence.local);
    let due_at = due_at(&ctx.config, department, occurrence, now)?;
    let message = NewMessage::post(lane, message.to_json(), key, due_at);
    outbox::enqueue(tx, &[message], now).await?;
    Ok(())
}

fn quoted(responses: &[StoredResponse]) -> Vec<Quoted<'_>> {
    responses
        .iter()
        .map(|response| Quoted {
            response: &response.id,
            words: response.comment.as_deref().unwrap_or_default(),
            speaker: Speaker {
                consent: response.consent,
                name: response.respondent_name.as_deref(),
                company: response.respondent_company.as_deref(),
            },
        })
        .collect()
}
