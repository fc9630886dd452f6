//! The agenda of one meeting: what is chosen for it, what else stands on it, and its card in the channel.

use chrono::{DateTime, TimeDelta, Utc};

use super::rule::Rule;
use super::rules::carry::{self, ItemKind, Next};
use super::rules::choice::{self, Choice};
use super::store::items::{self, Item, ItemState};
use super::store::occurrences::{Meeting, State};
use super::store::{candidates, history};
use super::views::after;
use super::views::card::{self, Card, Featured, Line};
use super::views::event;
use super::views::notices;
use super::write;
use crate::features::feedback::rules::response::StoredResponse;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::feedback::{self, language_of_lane};
use crate::features::scores::ask;
use crate::features::stories::rules::state;
use crate::features::stories::rules::week::Kind;
use crate::features::stories::store::{self as stories, Story};
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::{ResponseId, UserId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;
use crate::platform::{Context, preferences};

/// Words that are older are no news to a meeting.
pub const NEWS: TimeDelta = TimeDelta::weeks(26);

/// Chooses what the agenda of a meeting shows. What it shows now is left out only where it was swapped.
///
/// # Errors
/// Where the database does not answer.
pub async fn choose(
    tx: &mut Tx,
    rule: &Rule,
    meeting: &Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Choice>> {
    let candidates = candidates::of_department(tx, &meeting.department, now - NEWS, now).await?;
    let since = now - TimeDelta::weeks(i64::from(rule.weeks));
    let shown = history::shown(tx, &meeting.lane, since, &meeting.id).await?;
    Ok(choice::choose(
        &candidates,
        &shown,
        rule.ratio,
        rule.weeks,
        now,
    ))
}

/// Puts what is open in the channel on the agenda of a meeting; what came back too often is dropped, and
/// who added it is told. Returns whether anything stands on it.
///
/// # Errors
/// Where the database refused.
pub async fn gather(
    ctx: &Context,
    tx: &mut Tx,
    meeting: &Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let mut is_any = false;
    for mut item in items::open(tx, &meeting.lane).await? {
        match carry::next(item.kind, item.meeting_id.is_some(), item.carried) {
            Next::Stands(carried) => {
                item.carried = carried;
                item.meeting_id = Some(meeting.id.clone());
                is_any = true;
            }
            Next::Dropped => {
                item.state = ItemState::Dropped;
                item.closed_at = Some(now);
                tell_dropped(ctx, tx, &item, now).await?;
            }
            Next::Stays => continue,
        }
        items::put(tx, &item).await?;
    }
    Ok(is_any)
}

async fn tell_dropped(
    ctx: &Context,
    tx: &mut Tx,
    item: &Item,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let words = words_of(ctx, tx, &item.added_by).await?;
    let message = notices::dropped(words, &item.words);
    let key = format!("agenda:dropped:{}", item.id);
    let message = NewMessage::post(item.added_by.as_str(), message.to_json(), key, now);
    outbox::enqueue(tx, &[message], now).await?;
    Ok(())
}

/// The words in which a person is spoken to.
///
/// # Errors
/// Where the database does not answer.
pub async fn words_of(ctx: &Context, tx: &mut Tx, user: &UserId) -> anyhow::Result<Words> {
    let chosen = preferences::chosen_language_in(tx, user.as_str()).await?;
    Ok(Words::of(chosen.unwrap_or(ctx.config.workspace.language)))
}

/// Gives back what stood on an agenda that is not used: it did not come back by that.
///
/// # Errors
/// Where the database refused.
pub async fn release(tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<()> {
    for mut item in items::of_meeting(tx, &meeting.id).await? {
        if item.state != ItemState::Open || item.kind == ItemKind::Note {
            continue;
        }
        match item.carried {
            0 => item.meeting_id = None,
            _ => item.carried -= 1,
        }
        items::put(tx, &item).await?;
    }
    Ok(())
}

/// What the agenda shows of a customer.
pub enum Content {
    /// A customer's own words.
    Said(Box<StoredResponse>),
    /// A story that a colleague told.
    Told(Box<Story>),
}

impl Content {
    /// What is chosen for a meeting; `None` where nothing is, or where it may not be shown any more.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn of(tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<Option<Self>> {
        let Some(subject) = meeting.subject() else {
            return Ok(None);
        };
        Ok(match subject.kind {
            Kind::Testimonial => feedback::store::response_in(tx, &subject.id)
                .await?
                .filter(may_be_shown)
                .map(|response| Self::Said(Box::new(response))),
            Kind::Story => stories::lock(tx, &subject.id)
                .await?
                .filter(|story| story.state == state::State::Published)
                .map(|story| Self::Told(Box::new(story))),
        })
    }

    /// As the views want it.
    pub fn featured(&self, ctx: &Context) -> Featured<'_> {
        match self {
            Self::Said(response) => Featured::Said {
                response: &response.id,
                quote: response.comment.as_deref().unwrap_or_default(),
                speaker: speaker(response),
                answered_on: response
                    .answered_at
                    .with_timezone(&ctx.config.workspace.time_zone)
                    .date_naive(),
            },
            Self::Told(story) => {
                let filled = |text: &'_ str| !text.is_empty();
                Featured::Told {
                    customer: Speaker {
                        consent: story.consent,
                        name: Some(story.customer.as_str()).filter(|text| filled(text)),
                        company: Some(story.company.as_str()).filter(|text| filled(text)),
                    },
                    happened: &story.happened,
                    outcome: &story.outcome,
                }
            }
        }
    }
}

fn may_be_shown(response: &StoredResponse) -> bool {
    use crate::features::feedback::rules::response::ResponseState;
    response.excluded.is_none()
        && response.state != ResponseState::Deleted
        && response.comment.is_some()
}

fn speaker(response: &StoredResponse) -> Speaker<'_> {
    Speaker {
        consent: response.consent,
        name: response.respondent_name.as_deref(),
        company: response.respondent_company.as_deref(),
    }
}

/// The language in which a meeting's channel is spoken to.
///
/// # Errors
/// Where the database does not answer.
pub async fn language(ctx: &Context, tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<Language> {
    let department = ctx.config.departments.get(&meeting.department);
    let configured = department.and_then(|department| department.language);
    language_of_lane(ctx, tx, &meeting.lane, configured).await
}

/// The agenda of a meeting in its channel, and as plain text for its event.
pub struct Rendered {
    /// The card.
    pub message: Message,
    /// The text; empty where the card says that there is none.
    pub plain: String,
}

impl From<Message> for Rendered {
    fn from(message: Message) -> Self {
        Self {
            message,
            plain: String::new(),
        }
    }
}

/// The card of a meeting as it is now.
///
/// # Errors
/// Where the database does not answer.
pub async fn render(ctx: &Context, tx: &mut Tx, meeting: &Meeting) -> anyhow::Result<Rendered> {
    let language = language(ctx, tx, meeting).await?;
    let words = Words::of(language);
    match (meeting.state, &meeting.decided_by) {
        (State::Cancelled, _) => return Ok(card::cancelled(words, &meeting.title).into()),
        (State::Skipped, Some(by)) => return Ok(card::skipped(words, &meeting.title, by).into()),
        _ => {}
    }
    let content = Content::of(tx, meeting).await?;
    let zone = ctx.config.workspace.time_zone;
    let local = meeting.starts_at.with_timezone(&zone).naive_local();
    let department = ctx.config.departments.get(&meeting.department);
    let number = ask::one_number(ctx, &meeting.department, language, local.date()).await?;
    let listed = items::of_meeting(tx, &meeting.id).await?;
    let mut quoted = Vec::with_capacity(listed.len());
    // Slack wants each block's name once: the same words are not quoted twice.
    let mut seen: Vec<&str> = meeting.subject.as_deref().into_iter().collect();
    for item in &listed {
        let id = item.response_id.as_ref().map(ResponseId::as_str);
        let own = id.filter(|id| item.words.is_empty() && !seen.contains(id));
        seen.extend(own);
        quoted.push(match own {
            Some(id) => feedback::store::response_in(tx, id)
                .await?
                .filter(may_be_shown),
            None => None,
        });
    }
    let lines: Vec<Line> = listed
        .iter()
        .zip(&quoted)
        .map(|(item, response)| line(item, response.as_ref()))
        .collect();
    let shown = Card {
        id: &meeting.id,
        title: &meeting.title,
        starts_at: meeting.starts_at,
        local,
        department: ShownDepartment {
            id: &meeting.department,
            name: department.map_or("", |department| department.name.in_language(language)),
        },
        question: department.map_or("", |department| department.question.in_language(language)),
        subject: meeting.subject.as_deref(),
        featured: content.as_ref().map(|content| content.featured(ctx)),
        is_withdrawn: meeting.is_withdrawn,
        number: number.as_deref(),
        lines: &lines,
        outcome: meeting.outcome.zip(meeting.decided_by.as_ref()),
    };
    Ok(Rendered {
        message: card::card(words, &shown),
        plain: event::agenda(words, &shown),
    })
}

fn line<'a>(item: &'a Item, response: Option<&'a StoredResponse>) -> Line<'a> {
    Line {
        id: &item.id,
        kind: item.kind,
        words: &item.words,
        quoted: response.and_then(|response| {
            Some((
                &response.id,
                response.comment.as_deref()?,
                speaker(response),
            ))
        }),
        added_by: &item.added_by,
        owner: item.owner.as_ref(),
        due_on: item.due_on,
        is_open: item.state == ItemState::Open,
        closed_by: item.closed_by.as_ref(),
        carried: item.carried,
    }
}

/// Brings the card of a meeting in line with it, if it has one.
///
/// # Errors
/// Where the database refused.
pub async fn refresh(
    ctx: &Context,
    tx: &mut Tx,
    meeting: &Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(message_id) = &meeting.message_id else {
        return Ok(());
    };
    let Rendered { message, plain } = render(ctx, tx, meeting).await?;
    let key = format!("agenda:{message_id}:{}", new_row_id());
    let update = NewMessage::update(&meeting.lane, message_id, message.to_json(), key, now);
    outbox::replace(tx, update, now).await?;
    write::follow(tx, meeting, plain, now).await
}

/// Brings the question afterwards in line with what came of a meeting.
///
/// # Errors
/// Where the database refused.
pub async fn answered(
    ctx: &Context,
    tx: &mut Tx,
    meeting: &Meeting,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (Some(asked), Some(outcome), Some(by)) =
        (&meeting.asked_id, meeting.outcome, &meeting.decided_by)
    else {
        return Ok(());
    };
    let words = Words::of(language(ctx, tx, meeting).await?);
    let message = after::answered(words, &meeting.title, outcome, by);
    let key = format!("agenda:after:{asked}:{}", new_row_id());
    let update = NewMessage::update(&meeting.lane, asked, message.to_json(), key, now);
    outbox::replace(tx, update, now).await
}
