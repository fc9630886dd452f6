//! Makes the messages of an alarm, and keeps the first one of its thread up to date.

use chrono::{DateTime, Utc};

use super::ask;
use super::rules::window::Window;
use super::store::alarms::{StoredAlarm, Told};
use super::views::alarm::{self as views, Opening, Stage};
use crate::features::feedback::language_of_lane;
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// The first message of an alarm's thread, as it stands now; the customers' words are looked up anew.
/// `None` where there is no such department any more.
///
/// # Errors
/// Where the database does not answer.
pub async fn opening(
    ctx: &Context,
    id: &str,
    department_id: &DepartmentId,
    told: &[Told],
    stage: Stage<'_>,
    language: Language,
) -> anyhow::Result<Option<Message>> {
    let Some(department) = ctx.config.departments.get(department_id) else {
        return Ok(None);
    };
    let first = told.iter().map(|told| told.sign.first).min();
    let last = told.iter().map(|told| told.sign.last).max();
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(None);
    };
    let classes = match told.iter().any(|told| told.sign.is_worse()) {
        true => &ask::BAD,
        false => &ask::GOOD,
    };
    let window = Window { first, last };
    let quotes = ask::leading(ctx, Some(department_id.as_str()), classes, window).await?;
    let signs: Vec<_> = told
        .iter()
        .map(|told| (&told.sign, told.alarm.is_over))
        .collect();
    let opening = Opening {
        id,
        department: department.name.in_language(language),
        question: department.question.in_language(language),
        signs: &signs,
        quotes: &quotes,
        stage,
    };
    Ok(Some(views::opening(Words::of(language), &opening)))
}

/// Brings the first message of an alarm's thread up to date: changed where it still waits, else
/// updated. `what` makes the update unique for this alarm.
///
/// # Errors
/// Where the database refused.
pub async fn rewrite(
    ctx: &Context,
    tx: &mut Tx,
    alarm: &StoredAlarm,
    told: &[Told],
    stage: Stage<'_>,
    what: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let language = language_here(ctx, tx, alarm).await?;
    let message = opening(ctx, &alarm.id, &alarm.department, told, stage, language).await?;
    let Some(message) = message.map(|message| message.to_json()) else {
        return Ok(());
    };
    let key = format!("alarm:{}:{what}", alarm.id);
    let update = NewMessage::update(&alarm.lane, &alarm.message_id, message, key, now);
    outbox::replace(tx, update, now).await
}

/// The language of an alarm's channel.
///
/// # Errors
/// Where the database does not answer.
pub async fn language_here(
    ctx: &Context,
    tx: &mut Tx,
    alarm: &StoredAlarm,
) -> anyhow::Result<Language> {
    let department = ctx.config.departments.get(&alarm.department);
    let configured = department.and_then(|department| department.language);
    language_of_lane(ctx, tx, &alarm.lane, configured).await
}
