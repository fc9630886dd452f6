//! What feedback does by the clock: the digest of each department.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use super::rules::response::StoredResponse;
use super::views::digest::{Digest, digest};
use super::views::{ShownDepartment, card::Testimonial};
use super::{cards, store};
use crate::platform::Context;
use crate::platform::config::{Config, Department};
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::Occurrence;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// A scheduled post that is later than this keeps to posting hours: nobody waits for it now.
const LATE: TimeDelta = TimeDelta::hours(1);

/// Posts what waits for a department's digest; nothing where nothing waits.
///
/// Part of the unit of work that claimed the occurrence.
///
/// # Errors
/// Where the database refused.
pub async fn post_digest(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    department: &Department,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    // Claimed first: what comes in while this is rendered waits for the next digest.
    let waiting = store::claim_for_digest(tx, id.as_str()).await?;
    let messages = render(ctx, tx, id, department, occurrence, &waiting).await?;
    let due_at = due_at(&ctx.config, department, occurrence, now)?;
    let lane = department.channel.as_str();
    let messages: Vec<NewMessage> = messages
        .iter()
        .enumerate()
        .map(|(page, message)| {
            let key = format!("digest:{id}:{}:{page}", occurrence.local);
            NewMessage::post(lane, message.to_json(), key, due_at)
        })
        .collect();
    outbox::enqueue(tx, &messages, now).await?;
    Ok(())
}

/// When a scheduled post of a department may appear: now, unless it is late or no working day.
///
/// # Errors
/// Where the department's filter can not be read.
pub fn due_at(
    config: &Config,
    department: &Department,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<DateTime<Utc>> {
    if now - occurrence.at <= LATE && is_working_day(config, department, occurrence) {
        return Ok(now);
    }
    let channel = super::channel_posting(config, &department.posting)?;
    Ok(channel.digest_time(now).unwrap_or(now))
}

/// Whether a department posts on the day of this occurrence.
pub fn is_working_day(config: &Config, department: &Department, occurrence: Occurrence) -> bool {
    let date = occurrence.local.date();
    let own = department.posting.hours.as_ref();
    let hours = own.unwrap_or(&config.workspace.posting_hours);
    let is_posting_day = hours
        .days
        .iter()
        .any(|day| chrono::Weekday::from(*day) == date.weekday());
    is_posting_day && !config.workspace.holidays.contains(&date)
}

/// The digest that would be posted at `occurrence`; empty where nothing waits.
///
/// # Errors
/// Where the database does not answer.
pub async fn render_digest(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    department: &Department,
    occurrence: Occurrence,
) -> anyhow::Result<Vec<Message>> {
    let waiting = store::waiting_for_digest(tx, id.as_str()).await?;
    render(ctx, tx, id, department, occurrence, &waiting).await
}

async fn render(
    ctx: &Context,
    tx: &mut Tx,
    id: &DepartmentId,
    department: &Department,
    occurrence: Occurrence,
    waiting: &[StoredResponse],
) -> anyhow::Result<Vec<Message>> {
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let language =
        cards::language_of_lane(ctx, tx, department.channel.as_str(), department.language).await?;
    let testimonials: Vec<Testimonial> = waiting
        .iter()
        .map(|response| cards::shown(ctx, response))
        .collect();
    let until = occurrence.local.date();
    let from = testimonials
        .iter()
        .map(|testimonial| testimonial.answered_on)
        .min()
        .unwrap_or(until);
    Ok(digest(
        Words::of(language),
        &Digest {
            department: ShownDepartment {
                id,
                name: department.name.in_language(language),
            },
            question: department.question.in_language(language),
            from: from.min(until),
            until,
            testimonials: &testimonials,
        },
    ))
}
