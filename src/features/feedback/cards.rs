//! Makes the messages about a stored response, and keeps those that were posted up to date.

use chrono::{DateTime, Utc};

use super::rules::response::{ResponseState, Score, StoredResponse};
use super::store::{self, Post, PostState, TRIAGE};
use super::views::actions::{self, FeedbackAction};
use super::views::card::{self, Forwarded, Testimonial};
use super::views::{ShownDepartment, ShownScore, Speaker, triage};
use crate::platform::Context;
use crate::platform::config::{Department, Language, ScoreClass};
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, DepartmentId};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::preferences;
use crate::platform::slack::kit::{self, Button, Message};
use crate::platform::words::Words;

/// A stored response as the views want it.
pub fn shown<'a>(ctx: &Context, response: &'a StoredResponse) -> Testimonial<'a> {
    let score = match (response.score, response.scale_min, response.scale_max) {
        (Some(value), Some(min), Some(max)) => Some(ShownScore {
            kind: response.kind,
            score: Score {
                value,
                min,
                max,
                low_is_good: response.low_is_good,
            },
        }),
        _ => None,
    };
    Testimonial {
        response: &response.id,
        quote: response.comment.as_deref(),
        speaker: speaker(response),
        score,
        source: response.source.as_str(),
        survey: response.survey.as_deref(),
        touchpoint: response.touchpoint.as_deref(),
        answered_on: response
            .answered_at
            .with_timezone(&ctx.config.workspace.time_zone)
            .date_naive(),
        revised: response.revision > 1,
        forwarded: None,
    }
}

/// Who said it.
pub fn speaker(response: &StoredResponse) -> Speaker<'_> {
    Speaker {
        consent: response.consent,
        name: response.respondent_name.as_deref(),
        company: response.respondent_company.as_deref(),
    }
}

/// The card of a response in a department's channel.
pub fn testimonial(
    ctx: &Context,
    response: &StoredResponse,
    id: &DepartmentId,
    department: &Department,
    language: Language,
) -> Message {
    let shown = ShownDepartment {
        id,
        name: department.name.in_language(language),
    };
    let question = department.question.in_language(language);
    card::testimonial(
        Words::of(language),
        &self::shown(ctx, response),
        shown,
        question,
        &thank(ctx, response, language),
    )
}

/// The button that thanks a colleague, under what is not a complaint.
fn thank(ctx: &Context, response: &StoredResponse, language: Language) -> Vec<Button> {
    let is_complaint = matches!(
        response.score_class,
        Some(ScoreClass::Detractor | ScoreClass::Dissatisfied)
    );
    if !ctx.config.kudos.enabled || is_complaint || response.comment.is_none() {
        return Vec::new();
    }
    let action = FeedbackAction::Thank {
        response: response.id.clone(),
    };
    let words = Words::of(language);
    vec![kit::button(
        &words.card_thank(),
        actions::THANK,
        &action.to_string(),
    )]
}

/// The card of a response in the channel of a department to which a person sent it.
pub fn forwarded(
    ctx: &Context,
    response: &StoredResponse,
    id: &DepartmentId,
    department: &Department,
    language: Language,
    forwarded: Forwarded<'_>,
) -> Message {
    let shown = ShownDepartment {
        id,
        name: department.name.in_language(language),
    };
    let question = department.question.in_language(language);
    let testimonial = Testimonial {
        forwarded: Some(forwarded),
        ..self::shown(ctx, response)
    };
    card::testimonial(
        Words::of(language),
        &testimonial,
        shown,
        question,
        &thank(ctx, response, language),
    )
}

/// The card of a response that no rule sent anywhere.
pub fn triage(ctx: &Context, response: &StoredResponse, language: Language) -> Message {
    let departments = shown_departments(ctx, language);
    triage::triage(Words::of(language), &shown(ctx, response), &departments)
}

/// The departments in use, by name.
pub fn shown_departments(ctx: &Context, language: Language) -> Vec<ShownDepartment<'_>> {
    let mut departments: Vec<ShownDepartment> = ctx
        .config
        .departments
        .iter()
        .filter(|(_, department)| department.enabled)
        .map(|(id, department)| ShownDepartment {
            id,
            name: department.name.in_language(language),
        })
        .collect();
    departments.sort_by_key(|department| department.name.to_lowercase());
    departments
}

/// The language of what stands in a channel: as chosen there, as configured, or the workspace's.
pub async fn language_of_lane(
    ctx: &Context,
    tx: &mut Tx,
    lane: &str,
    configured: Option<Language>,
) -> anyhow::Result<Language> {
    let chosen = preferences::channel_languages(tx).await?.remove(lane);
    Ok(chosen
        .or(configured)
        .unwrap_or(ctx.config.workspace.language))
}

/// Brings the messages about a response up to date after an edit of it.
pub async fn refresh(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let is_gone = response.state == ResponseState::Deleted || response.excluded.is_some();
    for post in store::posts_of(tx, response.id.as_str()).await? {
        match post.state {
            PostState::Digest if is_gone => {
                store::set_post_state(tx, &post.id, PostState::Withdrawn).await?;
            }
            PostState::Single | PostState::Moved if is_gone || post.state == PostState::Single => {
                let department = ctx.config.departments.get(&post.department);
                let language = language_of_lane(
                    ctx,
                    tx,
                    &post.lane,
                    department.and_then(|department| department.language),
                )
                .await?;
                let message = if is_gone {
                    card::withdrawn(Words::of(language))
                } else {
                    match as_posted(ctx, tx, response, &post).await? {
                        Some(message) => message,
                        None => continue,
                    }
                };
                if is_gone {
                    store::set_post_state(tx, &post.id, PostState::Withdrawn).await?;
                }
                replace(
                    tx,
                    &post,
                    &message,
                    &format!("r{}", response.revision),
                    is_gone,
                    now,
                )
                .await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The card of a response in the channel of a post, as it is now; `None` where there is no such
/// department any more.
pub async fn as_posted(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    post: &Post,
) -> anyhow::Result<Option<Message>> {
    let id = &post.department;
    let department = ctx.config.departments.get(id);
    let configured = department.and_then(|department| department.language);
    let language = language_of_lane(ctx, tx, &post.lane, configured).await?;
    Ok(match department {
        None if id.as_str() == TRIAGE => Some(triage(ctx, response, language)),
        Some(department) => {
            let sent = store::sent_to(tx, response.id.as_str(), id.as_str()).await?;
            Some(match &sent {
                Some(sent) => {
                    let sent = as_forwarded(ctx, sent, language);
                    forwarded(ctx, response, id, department, language, sent)
                }
                None => testimonial(ctx, response, id, department, language),
            })
        }
        None => None,
    })
}

/// How a person sent a response on, as the card says it.
fn as_forwarded<'a>(
    ctx: &'a Context,
    sent: &'a store::SentOn,
    language: Language,
) -> Forwarded<'a> {
    let from = sent.from_department.as_ref();
    let from = from.and_then(|from| ctx.config.departments.get(from));
    Forwarded {
        by: &sent.corrected_by,
        from: from.map_or(TRIAGE, |department| department.name.in_language(language)),
        note: sent.note.as_deref(),
    }
}

/// Says in triage where a response went that waited there, when an edit of it fits a rule.
pub async fn leave_triage(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    to: impl Iterator<Item = &DepartmentId>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let posts = store::posts_of(tx, response.id.as_str()).await?;
    let waiting = posts
        .iter()
        .find(|post| post.department.as_str() == TRIAGE && post.state == PostState::Single);
    let Some(waiting) = waiting else {
        return Ok(());
    };
    let language = language_of_lane(ctx, tx, &waiting.lane, None).await?;
    let places: Vec<(&str, &ChannelId)> = to
        .filter_map(|id| ctx.config.departments.get(id))
        .map(|department| (department.name.in_language(language), &department.channel))
        .collect();
    let message = card::routed(Words::of(language), &shown(ctx, response), &places);
    store::set_post_state(tx, &waiting.id, PostState::Moved).await?;
    let what = format!("routed:{}", response.revision);
    replace(tx, waiting, &message, &what, true, now).await
}

/// Puts another message in the place of a post: changed before it is sent, or updated after.
///
/// `what` makes the update unique for this post. With `drop_unsent`, a post that was not sent yet is
/// not sent at all.
pub async fn replace(
    tx: &mut Tx,
    post: &Post,
    message: &Message,
    what: &str,
    drop_unsent: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(message_id) = &post.message_id else {
        return Ok(());
    };
    if drop_unsent && outbox::drop_entry(tx, message_id, now).await? {
        return Ok(());
    }
    let key = format!("card:{}:{what}", post.id);
    let update = NewMessage::update(&post.lane, message_id, message.to_json(), key, now);
    outbox::replace(tx, update, now).await
}
