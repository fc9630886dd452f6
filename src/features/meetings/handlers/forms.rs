//! Somebody sends the form of a note or an action.

use chrono::{DateTime, Utc};

use super::Actor;
use super::clicking::decide;
use crate::features::feedback::store::{PostState, posts_of};
use crate::features::meetings::agenda;
use crate::features::meetings::rules::carry::ItemKind;
use crate::features::meetings::rules::typed;
use crate::features::meetings::store::items::{self, Item, ItemState};
use crate::features::meetings::store::occurrences::{self as store, Meeting, Outcome};
use crate::features::meetings::views::actions::{ACTION_FORM, Filled, OWNER, TEXT, WORDS};
use crate::features::meetings::views::notices;
use crate::features::stories::rules::week::Kind;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::{ResponseId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::View;
use crate::platform::text;
use crate::platform::words::Words;

/// Somebody sent one of the forms.
///
/// # Errors
/// Where the database refused.
pub async fn sent(ctx: &Context, actor: Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let is_action = view.callback_id.as_deref() == Some(ACTION_FORM);
    let filled = Filled::of(&view.state);
    let words = actor.words();
    if !text::is_visible(&filled.words) {
        return Ok(wrong(TEXT, words.agenda_fault_empty()));
    }
    if is_action && filled.owner.is_none() {
        return Ok(wrong(OWNER, words.agenda_fault_owner()));
    }
    let now = ctx.clock.now();
    let id = view.private_metadata.as_deref().unwrap_or_default();
    let mut tx = ctx.db.begin().await?;
    let meeting = store::lock(&mut tx, id).await?;
    let Some(mut meeting) = meeting.filter(Meeting::is_standing) else {
        tx.rollback().await?;
        return Ok(wrong(TEXT, words.agenda_too_late()));
    };
    let item = Item {
        id: new_row_id(),
        kind: match is_action {
            true => ItemKind::Action,
            false => ItemKind::Note,
        },
        lane: meeting.lane.clone(),
        meeting_id: Some(meeting.id.clone()),
        response_id: response_of(&meeting).filter(|_| is_action),
        words: typed::kept(&filled.words, WORDS),
        added_by: actor.user.clone(),
        owner: filled.owner,
        due_on: filled.due_on,
        state: ItemState::Open,
        carried: 0,
        closed_by: None,
        created_at: now,
        closed_at: None,
    };
    items::put(&mut tx, &item).await?;
    if is_action {
        under_the_words(ctx, &mut tx, &item, now).await?;
        if meeting.outcome != Some(Outcome::Action) {
            decide(&mut tx, actor, &mut meeting, Outcome::Action, now).await?;
            agenda::answered(ctx, &mut tx, &meeting, now).await?;
        }
    }
    agenda::refresh(ctx, &mut tx, &meeting, now).await?;
    tx.commit().await?;
    Ok(Answer::Nothing)
}

fn wrong(field: &str, why: String) -> Answer {
    Answer::Errors([(field.to_owned(), why)].into())
}

fn response_of(meeting: &Meeting) -> Option<ResponseId> {
    let subject = meeting.subject()?;
    (subject.kind == Kind::Testimonial).then(|| ResponseId::from(subject.id))
}

/// Says in the thread under the customer's words, wherever they stand as a message of their own, that
/// somebody does something about them, or did.
pub(super) async fn under_the_words(
    ctx: &Context,
    tx: &mut Tx,
    item: &Item,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(response) = &item.response_id else {
        return Ok(());
    };
    let mut replies = Vec::new();
    for post in posts_of(tx, response.as_str()).await? {
        let (PostState::Single, Some(message)) = (post.state, &post.message_id) else {
            continue;
        };
        let department = ctx.config.departments.get(&post.department);
        let configured = department.and_then(|department| department.language);
        let language =
            crate::features::feedback::language_of_lane(ctx, tx, &post.lane, configured).await?;
        let words = Words::of(language);
        let owner = item.owner.as_ref().unwrap_or(&item.added_by);
        let reply = match &item.closed_by {
            Some(by) => notices::done(words, &item.words, by),
            None => notices::agreed(words, &item.words, owner, item.due_on),
        };
        let what = item.closed_by.as_ref().map_or("agreed", |_| "done");
        let key = format!("agenda:{what}:{}:{}", item.id, post.id);
        let reply = NewMessage::post(&post.lane, reply.to_json(), key, now);
        replies.push(reply.in_thread_of(message));
    }
    outbox::enqueue(tx, &replies, now).await?;
    Ok(())
}
