//! Answers people: webhooks of survey tools, clicks on cards, reactions on our posts.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Utc};

use super::rules::counting::Cells;
use super::rules::response::{ResponseState, StoredResponse};
use super::rules::routing::{Facts, Reason};
use super::sources::{MappedItem, MappingError};
use super::store::{self, Assignment, Correction, Post, PostState, Reaction, TRIAGE};
use super::views::actions::{FeedbackAction, RerouteForm};
use super::views::card::{self, Forwarded, Moved};
use super::views::why::{self, Because};
use super::views::{ShownDepartment, modals};
use super::{Feedback, cards, counts, intake};
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, ResponseId, SourceId, UserId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::text;
use crate::platform::words::Words;

/// What a survey tool is answered.
#[derive(Debug, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// The HTTP status.
    pub status: StatusCode,
    /// One line for whoever looks into the tool's delivery log.
    pub text: String,
}

impl WebhookAnswer {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
        }
    }
}

/// A delivery to `/webhooks/{source}`: verified, read, stored, and only then acknowledged.
///
/// # Errors
/// Where the database refused: the sender is to try again.
pub async fn webhook(
    ctx: &Context,
    feedback: &Feedback,
    source: &SourceId,
    token: Option<&str>,
    headers: &HeaderMap,
    body: &Bytes,
) -> anyhow::Result<WebhookAnswer> {
    let now = ctx.clock.now();
    let Some(source) = feedback.sources.get(source) else {
        return Ok(WebhookAnswer::new(
            StatusCode::NOT_FOUND,
            "no source of this name takes webhooks; it needs a [sources] entry and its secret",
        ));
    };
    let verified = match source.verifier.verify(headers, body, token, now) {
        Ok(verified) => verified,
        Err(refusal) => {
            tracing::warn!(source = source.id.as_str(), %refusal, "a webhook was refused");
            return Ok(WebhookAnswer::new(
                StatusCode::UNAUTHORIZED,
                "the signature is missing or wrong",
            ));
        }
    };
    let items = match source.map(body, &verified, now, ctx.config.privacy.keep_raw) {
        Ok(items) => items,
        Err(refusal) => {
            tracing::warn!(source = source.id.as_str(), %refusal, "a webhook could not be read");
            let status = match refusal {
                MappingError::NotJson { .. } => StatusCode::BAD_REQUEST,
                MappingError::TooManyItems { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            };
            return Ok(WebhookAnswer::new(status, refusal.to_string()));
        }
    };
    let mut waiting = Vec::with_capacity(items.len());
    let mut unmapped = None;
    for item in items {
        match item {
            MappedItem::Response { response, notes } => {
                for note in notes {
                    tracing::info!(
                        source = source.id.as_str(),
                        note,
                        "a response was read with a remark"
                    );
                }
                if let Some(named) = &response.department
                    && feedback
                        .rulebook
                        .router
                        .named_by_source(&Facts::of(&response))
                        .is_none()
                {
                    let named = text::one_line(named.as_str(), 40);
                    tracing::warn!(
                        source = source.id.as_str(),
                        named,
                        "a response names a department that is not in use; rules send it on"
                    );
                }
                waiting.push(feedback.intake.store(intake::prepare(
                    &feedback.rulebook,
                    &response,
                    now,
                )));
            }
            MappedItem::Ignored { reason } => {
                tracing::debug!(
                    source = source.id.as_str(),
                    reason,
                    "a delivery was ignored"
                );
            }
            MappedItem::Unmapped { path, problem } => unmapped = Some(format!("{path}: {problem}")),
        }
    }
    let outcomes = futures_util::future::try_join_all(waiting).await?;
    if let Some(problem) = unmapped {
        tracing::warn!(
            source = source.id.as_str(),
            problem,
            "a response does not fit the mapping"
        );
        return Ok(WebhookAnswer::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            problem,
        ));
    }
    let new = outcomes
        .iter()
        .filter(|outcome| **outcome != intake::Outcome::Known)
        .count();
    Ok(match (new, outcomes.len()) {
        (_, 0) => WebhookAnswer::new(StatusCode::OK, "ignored, as the mapping says"),
        (0, _) => WebhookAnswer::new(StatusCode::OK, "known already"),
        _ => WebhookAnswer::new(StatusCode::ACCEPTED, "stored"),
    })
}

/// What a click on a card comes to.
#[derive(Debug)]
pub enum Clicked {
    /// A modal is to be opened.
    Open(serde_json::Value),
    /// It is done; the cards follow by the outbox.
    Done,
    /// It is too late: somebody else was first, or the response is gone.
    TooLate,
}

/// Someone used a button, menu or select on a card.
///
/// # Errors
/// Where the database does not answer.
pub async fn clicked(
    ctx: &Context,
    action: &FeedbackAction,
    by: &UserId,
    language: Language,
) -> anyhow::Result<Clicked> {
    let words = Words::of(language);
    match action {
        FeedbackAction::Reroute { response, from } => {
            let Some(name) = department_name(ctx, from, language) else {
                return Ok(Clicked::TooLate);
            };
            let from = ShownDepartment { id: from, name };
            let others = cards::shown_departments(ctx, language);
            Ok(Clicked::Open(modals::reroute(
                words, response, from, &others,
            )))
        }
        FeedbackAction::Why {
            response,
            department,
        } => explain(ctx, response, department, language).await,
        FeedbackAction::ReadAll {
            response,
            department,
        } => {
            let Some(response) = store::response(&ctx.db, response.as_str()).await? else {
                return Ok(Clicked::TooLate);
            };
            if response.state == ResponseState::Deleted || response.excluded.is_some() {
                return Ok(Clicked::TooLate);
            }
            let quote = response.comment.as_deref().unwrap_or_default();
            let speaker = cards::speaker(&response);
            let view =
                modals::whole_quote(words, &response.id, quote, speaker, department.as_ref());
            Ok(Clicked::Open(view))
        }
        // Kudos answer this one.
        // Other features answer these.
        FeedbackAction::Thank { .. } | FeedbackAction::Story { .. } => Ok(Clicked::Done),
        FeedbackAction::Triage {
            response,
            department,
        } => {
            let triage = TRIAGE.into();
            let form = Move {
                response,
                from: &triage,
                to: Some(department),
                note: None,
                by,
            };
            send_elsewhere(ctx, &form).await
        }
        FeedbackAction::Nobody { response } => {
            let triage = TRIAGE.into();
            send_elsewhere(
                ctx,
                &Move {
                    response,
                    from: &triage,
                    to: None,
                    note: None,
                    by,
                },
            )
            .await
        }
    }
}

/// Someone sent the form that sends a response to another department.
///
/// # Errors
/// Where the database refused.
pub async fn rerouted(ctx: &Context, form: &RerouteForm, by: &UserId) -> anyhow::Result<Clicked> {
    let moved = Move {
        response: &form.response,
        from: &form.from,
        to: Some(&form.to),
        note: form.note.as_deref(),
        by,
    };
    send_elsewhere(ctx, &moved).await
}

async fn explain(
    ctx: &Context,
    response: &ResponseId,
    department: &DepartmentId,
    language: Language,
) -> anyhow::Result<Clicked> {
    let words = Words::of(language);
    let Some(name) = department_name(ctx, department, language) else {
        return Ok(Clicked::TooLate);
    };
    let assignments = store::assignments(&ctx.db, response.as_str()).await?;
    let Some(assignment) = assignments
        .into_iter()
        .find(|assignment| assignment.department == *department)
    else {
        return Ok(Clicked::TooLate);
    };
    let reasons: Vec<Reason> = serde_json::from_str(&assignment.reasons)?;
    let shown: Vec<Because> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::Person { by, from } => Because::Person {
                by,
                from: from
                    .as_ref()
                    .and_then(|from| department_name(ctx, from, language)),
            },
            routed => Because::Routed(routed),
        })
        .collect();
    Ok(Clicked::Open(why::why(words, name, &shown)))
}

fn department_name<'a>(ctx: &'a Context, id: &DepartmentId, language: Language) -> Option<&'a str> {
    Some(ctx.config.departments.get(id)?.name.in_language(language))
}

/// A response that a person sends from one department to another, or to none.
struct Move<'a> {
    response: &'a ResponseId,
    from: &'a DepartmentId,
    to: Option<&'a DepartmentId>,
    note: Option<&'a str>,
    by: &'a UserId,
}

/// Sends a response elsewhere: the old card says where it went, the new channel gets it, the
/// correction is stored. Of two people who press at the same time, the second is too late.
async fn send_elsewhere(ctx: &Context, moved: &Move<'_>) -> anyhow::Result<Clicked> {
    let now = ctx.clock.now();
    if let Some(to) = moved.to
        && !ctx
            .config
            .departments
            .get(to)
            .is_some_and(|department| department.enabled)
    {
        return Ok(Clicked::TooLate);
    }
    let mut tx = ctx.db.begin().await?;
    let Some(response) = store::lock_response_by_id(&mut tx, moved.response.as_str()).await? else {
        tx.rollback().await?;
        return Ok(Clicked::TooLate);
    };
    let posts = store::posts_of(&mut tx, response.id.as_str()).await?;
    let old = posts.iter().find(|post| post.department == *moved.from);
    let Some(old) = old.filter(|post| is_there(post)) else {
        // At once, so that nobody waits for the row of a response that stays as it is.
        tx.rollback().await?;
        return Ok(Clicked::TooLate);
    };
    if moved.to == Some(moved.from) {
        tx.rollback().await?;
        return Ok(Clicked::Done);
    }
    let mut cells = Cells::default();
    counts::count_stored(ctx, &mut tx, &mut cells, &response, -1).await?;
    store::set_post_state(&mut tx, &old.id, PostState::Moved).await?;
    store::end_assignment(&mut tx, response.id.as_str(), moved.from.as_str(), now).await?;
    let from = (moved.from.as_str() != TRIAGE).then(|| moved.from.as_str());
    let correction = Correction {
        response_id: response.id.as_str(),
        from_department: from,
        to_department: moved.to.map(DepartmentId::as_str),
        corrected_by: moved.by.as_str(),
        note: moved.note,
    };
    store::insert_correction(&mut tx, &correction, now).await?;
    if old.state == PostState::Single {
        say_where_it_went(ctx, &mut tx, old, &response, moved, now).await?;
    }
    let is_there_already = |to: &DepartmentId| {
        posts
            .iter()
            .any(|post| post.department == *to && is_there(post))
    };
    if let Some(to) = moved.to
        && !is_there_already(to)
    {
        give(ctx, &mut tx, &response, to, moved, now).await?;
    }
    counts::count_stored(ctx, &mut tx, &mut cells, &response, 1).await?;
    counts::apply(&mut tx, &cells).await?;
    tx.commit().await?;
    Ok(Clicked::Done)
}

/// Whether a response stands in the channel of this post.
fn is_there(post: &Post) -> bool {
    matches!(
        post.state,
        PostState::Single | PostState::Digest | PostState::Digested
    )
}

async fn say_where_it_went(
    ctx: &Context,
    tx: &mut Tx,
    old: &Post,
    response: &StoredResponse,
    moved: &Move<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let from = ctx.config.departments.get(moved.from);
    let language = cards::language_of_lane(
        ctx,
        tx,
        &old.lane,
        from.and_then(|department| department.language),
    )
    .await?;
    let to = moved
        .to
        .and_then(|to| ctx.config.departments.get(to))
        .map_or(Moved::Nowhere, |department| Moved::To {
            department: department.name.in_language(language),
            channel: &department.channel,
        });
    let message = card::moved(
        Words::of(language),
        &cards::shown(ctx, response),
        to,
        moved.by,
        moved.note,
    );
    // An old card that a person can press was sent; one that was not is dropped.
    cards::replace(
        tx,
        old,
        &message,
        &format!("moved:{}", new_row_id()),
        true,
        now,
    )
    .await
}

/// A department gets a response from a person: at once, whatever it wants posted otherwise.
async fn give(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    to: &DepartmentId,
    moved: &Move<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(department) = ctx.config.departments.get(to) else {
        return Ok(());
    };
    let lane = department.channel.as_str();
    let language = cards::language_of_lane(ctx, tx, lane, department.language).await?;
    let reason = Reason::Person {
        by: moved.by.clone(),
        from: (moved.from.as_str() != TRIAGE).then(|| moved.from.clone()),
    };
    let assignment = Assignment {
        response_id: response.id.clone(),
        department: to.clone(),
        reasons: serde_json::to_string(&[reason])?,
        assigned_by: Some(moved.by.as_str().to_owned()),
        ended_at: None,
    };
    store::assign(tx, &[assignment], now).await?;
    let forwarded = Forwarded {
        by: moved.by,
        from: department_name(ctx, moved.from, language).unwrap_or(TRIAGE),
        note: moved.note,
    };
    let message = cards::forwarded(ctx, response, to, department, language, forwarded);
    let id = new_row_id();
    let post = NewMessage::post(lane, message.to_json(), format!("card:{id}"), now);
    let message_id = outbox::enqueue(tx, &[post], now).await?.pop().flatten();
    let zone = ctx.config.workspace.time_zone;
    let post = Post {
        id,
        response_id: response.id.clone(),
        department: to.clone(),
        lane: lane.to_owned(),
        state: PostState::Single,
        message_id,
        local_day: now.with_timezone(&zone).date_naive().to_string(),
    };
    store::insert_posts(tx, &[post], now).await
}

/// Someone reacted on a message, or took a reaction back. Only our own posts count.
///
/// # Errors
/// Where the database refused.
pub async fn reacted(
    ctx: &Context,
    reaction: &Reaction<'_>,
    is_added: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if outbox::find_sent(&ctx.db, reaction.channel, reaction.message_ts)
        .await?
        .is_none()
    {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    if is_added {
        store::add_reaction(&mut tx, reaction, now).await?;
    } else {
        store::remove_reaction(&mut tx, reaction).await?;
    }
    tx.commit().await
}
