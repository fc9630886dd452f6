//! What meetings do by the clock: agendas appear, and afterwards is asked what came of them.

use chrono::{DateTime, TimeDelta, Utc};

use super::agenda::{self, Rendered};
use super::rule::{Rule, Rules};
use super::rules::frequency::{Without, has_agenda};
use super::rules::timing::{self, Asking, Due};
use super::store::occurrences::{self as store, Meeting, State};
use super::store::{calendars, history};
use super::views::after;
use super::{plan, sync, taking, telling, write};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::words::Words;

/// What was shown longer ago than this is not followed any more when it is withdrawn.
const FOLLOWED: TimeDelta = TimeDelta::weeks(52);

/// Plans, posts and asks what is due now, each meeting in a unit of work of its own, exactly once. Returns
/// whether none failed; one that failed is tried again the next time.
///
/// No calendar is asked here: what stands in one that is to be read waits for that, within reason.
///
/// # Errors
/// Where the database does not answer.
pub async fn run_due(ctx: &Context, rules: &Rules, now: DateTime<Utc>) -> anyhow::Result<bool> {
    plan::plan(ctx, rules, now).await?;
    let unread = sync::due(ctx, rules, now).await?;
    let unread: Vec<String> = unread.into_iter().map(|known| known.id).collect();
    for id in store::taken(&ctx.db, now).await? {
        taking::step_in(ctx, rules, &id).await?;
    }
    let mut is_all_done = true;
    for id in store::due(&ctx.db, now).await? {
        if let Err(error) = post(ctx, rules, &unread, &id, now).await {
            is_all_done = false;
            let error = format!("{error:#}");
            tracing::error!(
                id,
                error,
                "an agenda could not be posted; it is tried again"
            );
        }
    }
    for id in store::over(&ctx.db, now - timing::AFTERWARDS).await? {
        ask(ctx, rules, &unread, &id, now).await?;
    }
    for id in store::gone(&ctx.db, now - FOLLOWED).await? {
        take_back(ctx, &id, now).await?;
    }
    Ok(is_all_done)
}

/// Whether a meeting stands in a calendar that is about to be read, so that it may be moved or cancelled.
fn is_unread(unread: &[String], meeting: &Meeting) -> bool {
    let calendar = meeting.calendar.as_ref();
    calendar.is_some_and(|calendar| unread.contains(calendar))
}

async fn post(
    ctx: &Context,
    rules: &Rules,
    unread: &[String],
    id: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut tx = ctx.db.begin().await?;
    let meeting = store::lock(&mut tx, id).await?;
    // Another replica may have been quicker.
    let Some(mut meeting) = meeting.filter(|meeting| meeting.state == State::Planned) else {
        return tx.rollback().await;
    };
    let Some(rule) = rules.called(&meeting.rule) else {
        return tx.rollback().await;
    };
    let due = timing::due(meeting.post_at, meeting.starts_at, now);
    let waits = is_unread(unread, &meeting) && timing::may_wait(meeting.starts_at, now);
    if due == Due::Early || waits {
        return tx.rollback().await;
    }
    meeting.why = why_without(&mut tx, rules, rule, &meeting).await?;
    match due {
        _ if meeting.why.is_some() => meeting.state = State::Without,
        Due::Now => appear(ctx, &mut tx, rule, &mut meeting, now).await?,
        Due::Early | Due::Missed => {
            meeting.state = State::Missed;
            telling::missed(ctx, &mut tx, rule, &meeting, now).await?;
        }
    }
    store::save(&mut tx, &meeting).await?;
    tx.commit().await
}

/// Why a meeting has no agenda by its rule.
///
/// # Errors
/// Where the database does not answer.
pub async fn why_without(
    tx: &mut Tx,
    rules: &Rules,
    rule: &Rule,
    meeting: &Meeting,
) -> anyhow::Result<Option<Without>> {
    if taking::is_taken(tx, rules, meeting).await? {
        return Ok(Some(Without::Taken));
    }
    if rule.is_holiday(meeting.starts_at) {
        return Ok(Some(Without::Holiday));
    }
    let day = meeting.starts_at.with_timezone(&rule.zone).date_naive();
    let before = history::before(tx, meeting, rule.zone).await?;
    Ok(has_agenda(rule.frequency, &rule.weekdays, day, before).err())
}

/// Chooses what the agenda shows, and posts it; where there is nothing to show, it has none.
async fn appear(
    ctx: &Context,
    tx: &mut Tx,
    rule: &Rule,
    meeting: &mut Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let choice = agenda::choose(tx, rule, meeting, now).await?;
    let is_any = agenda::gather(ctx, tx, meeting, now).await?;
    if choice.is_none() && !is_any {
        meeting.state = State::Without;
        meeting.why = Some(Without::Nothing);
        return Ok(());
    }
    meeting.show(choice.as_ref())?;
    meeting.shown_at = Some(now);
    meeting.state = State::Posted;
    calendars::over(tx, &rule.name, telling::MISSED).await?;
    let Rendered { message, plain } = agenda::render(ctx, tx, meeting).await?;
    let key = format!("agenda:{}", meeting.id);
    let message = NewMessage::post(&meeting.lane, message.to_json(), key, now);
    meeting.message_id = outbox::enqueue(tx, &[message], now).await?.pop().flatten();
    write::wish(tx, rule, meeting, plain, now).await
}

async fn ask(
    ctx: &Context,
    rules: &Rules,
    unread: &[String],
    id: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut tx = ctx.db.begin().await?;
    let meeting = store::lock(&mut tx, id).await?;
    let Some(mut meeting) =
        meeting.filter(|meeting| meeting.state == State::Posted && !meeting.is_asked)
    else {
        return tx.rollback().await;
    };
    if is_unread(unread, &meeting) {
        return tx.rollback().await;
    }
    match timing::asking(meeting.ends_at, now) {
        // It was moved meanwhile.
        Asking::Early => return tx.rollback().await,
        Asking::Now if meeting.outcome.is_none() && rules.called(&meeting.rule).is_some() => {
            let language = agenda::language(ctx, &mut tx, &meeting).await?;
            let message = after::question(Words::of(language), &meeting.id, &meeting.title);
            let key = format!("agenda:after:{}", meeting.id);
            let message = NewMessage::post(&meeting.lane, message.to_json(), key, now);
            let ids = outbox::enqueue(&mut tx, &[message], now).await?;
            meeting.asked_id = ids.into_iter().next().flatten();
        }
        Asking::Now | Asking::Never => {}
    }
    meeting.is_asked = true;
    store::save(&mut tx, &meeting).await?;
    tx.commit().await
}

/// Takes a customer's words off an agenda that may not be shown any more.
async fn take_back(ctx: &Context, id: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = ctx.db.begin().await?;
    let Some(mut meeting) = store::lock(&mut tx, id).await? else {
        return tx.rollback().await;
    };
    meeting.is_withdrawn = true;
    store::save(&mut tx, &meeting).await?;
    agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    tx.commit().await
}
