//! Somebody presses a button of an agenda.

use chrono::{DateTime, Days, Utc};

use super::Actor;
use crate::features::meetings::agenda;
use crate::features::meetings::rule::Rules;
use crate::features::meetings::rules::carry::ItemKind;
use crate::features::meetings::store::history;
use crate::features::meetings::store::items::{self, Item, ItemState};
use crate::features::meetings::store::occurrences::{self as store, Meeting, Outcome, State};
use crate::features::meetings::views::actions::AgendaAction;
use crate::features::meetings::views::{forms, notices};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::slack::gateway::Answer;

use super::forms::under_the_words;

/// An action is due so many days later, unless another day is chosen.
const DUE: Days = Days::new(7);

/// Somebody pressed something.
///
/// # Errors
/// Where the database refused.
pub async fn clicked(
    ctx: &Context,
    rules: &Rules,
    actor: Actor<'_>,
    action: &AgendaAction,
) -> anyhow::Result<Answer> {
    match action {
        AgendaAction::Discussed(id) => say(ctx, actor, id, Outcome::Discussed).await,
        AgendaAction::NotToday(id) => say(ctx, actor, id, Outcome::NotToday).await,
        AgendaAction::Skip(id) => skip(ctx, actor, id).await,
        AgendaAction::Swap(id, seen) => swap(ctx, rules, actor, id, seen).await,
        AgendaAction::Close(id) => close(ctx, actor, id).await,
        AgendaAction::Note(id) => Ok(Answer::PushView(forms::note(actor.words(), id))),
        AgendaAction::Act(id) => {
            let zone = ctx.config.workspace.time_zone;
            let today = ctx.clock.now().with_timezone(&zone).date_naive();
            let due_on = today.checked_add_days(DUE).unwrap_or(today);
            let form = forms::action(actor.words(), id, actor.user, due_on);
            Ok(Answer::PushView(form))
        }
        AgendaAction::Why(id) => {
            let meeting = store::meeting(&ctx.db, id).await?;
            let reason = meeting.and_then(|meeting| meeting.reason);
            let reason = reason.and_then(|reason| serde_json::from_str(&reason).ok());
            let view = forms::why(actor.words(), reason.as_ref());
            Ok(Answer::PushView(view))
        }
    }
}

fn too_late(actor: Actor<'_>) -> Answer {
    Answer::Reply(notices::too_late(actor.words()).to_json())
}

/// The meeting, locked, if its card is in the channel and nobody said yet what came of it.
async fn undecided(tx: &mut Tx, id: &str) -> anyhow::Result<Option<Meeting>> {
    let meeting = store::lock(tx, id).await?;
    Ok(meeting.filter(|meeting| meeting.is_standing() && meeting.outcome.is_none()))
}

/// Says what came of a meeting. What was discussed was not only the customer: what else stood there and
/// was not closed by itself is closed with it.
async fn say(
    ctx: &Context,
    actor: Actor<'_>,
    id: &str,
    outcome: Outcome,
) -> anyhow::Result<Answer> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut meeting) = undecided(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(too_late(actor));
    };
    decide(&mut tx, actor, &mut meeting, outcome, now).await?;
    agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    agenda::answered(ctx, &mut tx, &meeting, now).await?;
    tx.commit().await?;
    Ok(Answer::Nothing)
}

/// Writes down what came of a locked meeting.
pub(super) async fn decide(
    tx: &mut Tx,
    actor: Actor<'_>,
    meeting: &mut Meeting,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    meeting.outcome = Some(outcome);
    meeting.decided_by = Some(actor.user.clone());
    store::save(tx, meeting).await?;
    if outcome == Outcome::NotToday {
        return Ok(());
    }
    for mut item in items::of_meeting(tx, &meeting.id).await? {
        if item.kind == ItemKind::Item && item.state == ItemState::Open {
            closed(&mut item, actor, now);
            items::put(tx, &item).await?;
        }
    }
    Ok(())
}

fn closed(item: &mut Item, actor: Actor<'_>, now: DateTime<Utc>) {
    item.state = ItemState::Done;
    item.closed_by = Some(actor.user.clone());
    item.closed_at = Some(now);
}

async fn skip(ctx: &Context, actor: Actor<'_>, id: &str) -> anyhow::Result<Answer> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut meeting) = undecided(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(too_late(actor));
    };
    meeting.state = State::Skipped;
    meeting.decided_by = Some(actor.user.clone());
    agenda::release(&mut tx, &meeting).await?;
    store::save(&mut tx, &meeting).await?;
    agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    tx.commit().await?;
    Ok(Answer::Nothing)
}

/// Another customer. Two who press at the same time swap once: `seen` is what the button was drawn for.
async fn swap(
    ctx: &Context,
    rules: &Rules,
    actor: Actor<'_>,
    id: &str,
    seen: &str,
) -> anyhow::Result<Answer> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut meeting) = undecided(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(too_late(actor));
    };
    let (Some(rule), Some(subject)) = (rules.called(&meeting.rule), meeting.subject()) else {
        tx.rollback().await?;
        return Ok(too_late(actor));
    };
    if subject.id != seen {
        // Somebody swapped it a moment ago; the card shows it.
        tx.rollback().await?;
        return Ok(Answer::Nothing);
    }
    history::pass(&mut tx, id, &subject).await?;
    let Some(choice) = agenda::choose(&mut tx, rule, &meeting, now).await? else {
        tx.rollback().await?;
        return Ok(Answer::Reply(
            notices::nothing_else(actor.words()).to_json(),
        ));
    };
    meeting.show(Some(&choice))?;
    store::save(&mut tx, &meeting).await?;
    agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    tx.commit().await?;
    Ok(Answer::Nothing)
}

/// An item was spoken of, or an action is done; where it came from a customer's words, that is said there.
async fn close(ctx: &Context, actor: Actor<'_>, id: &str) -> anyhow::Result<Answer> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let item = items::lock(&mut tx, id).await?;
    let Some(mut item) = item.filter(|item| item.state == ItemState::Open) else {
        tx.rollback().await?;
        return Ok(too_late(actor));
    };
    closed(&mut item, actor, now);
    items::put(&mut tx, &item).await?;
    if item.kind == ItemKind::Action {
        under_the_words(ctx, &mut tx, &item, now).await?;
    }
    if let Some(id) = &item.meeting_id
        && let Some(meeting) = store::lock(&mut tx, id).await?
    {
        agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    }
    tx.commit().await?;
    Ok(Answer::Nothing)
}
