//! The story of the week: chosen by how it was valued, previewed the day before, posted once.

mod following;
mod store;

pub use following::take_back;
pub(super) use following::{follow, response_changed};

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use self::store::{Week, WeekPost, WeekState};
use super::handlers::Actor;
use super::publish::{Telling, quote_of};
use super::rules::state::State;
use super::rules::week::{Candidate, Fan, Kind, Subject, Valued, ranked};
use super::store::{self as stories, PostState};
use super::views::Moment;
use super::views::post::Place;
use super::views::week::{self as views, Featured, Reason};
use crate::features::feedback::rules::response::StoredResponse;
use crate::features::feedback::{self, language_of_lane, tick::due_at};
use crate::platform::config::{Department, Language};
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, DepartmentId, UserId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::{Occurrence, Schedule, resolve};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;
use crate::platform::{Context, preferences};

/// How far back is looked for what was posted.
const DAYS: i64 = 28;

/// How a week is written: the local time of its post.
const WEEK: &str = "%Y%m%dT%H%M";

/// What may be chosen now, the most valued first. Slack is asked where people work, so this comes before
/// a unit of work.
///
/// # Errors
/// Where the database does not answer.
pub async fn gather(ctx: &Context) -> anyhow::Result<Vec<Valued>> {
    let since = ctx.clock.now() - TimeDelta::days(DAYS);
    let mut candidates: BTreeMap<Subject, Candidate> = BTreeMap::new();
    let mut works_at: HashMap<UserId, Vec<DepartmentId>> = HashMap::new();
    for kind in [Kind::Story, Kind::Testimonial] {
        for reacted in store::reactions(&ctx.db, kind, since).await? {
            let user = reacted.user_id;
            if !works_at.contains_key(&user) {
                let departments = ctx.people.departments(&user).await;
                works_at.insert(user.clone(), departments);
            }
            let subject = Subject {
                kind,
                id: reacted.subject,
            };
            if !candidates.contains_key(&subject) {
                let candidate = candidate(ctx, &subject, reacted.posted_at).await?;
                candidates.insert(subject.clone(), candidate);
            }
            if let Some(candidate) = candidates.get_mut(&subject) {
                candidate.posted_at = candidate.posted_at.min(reacted.posted_at);
                candidate.fans.push(Fan {
                    departments: works_at.get(&user).cloned().unwrap_or_default(),
                    user,
                });
            }
        }
    }
    Ok(ranked(&candidates.into_values().collect::<Vec<_>>()))
}

/// A candidate to which nobody reacted yet.
async fn candidate(
    ctx: &Context,
    subject: &Subject,
    posted_at: DateTime<Utc>,
) -> anyhow::Result<Candidate> {
    let (mut own, mut insiders) = (Vec::new(), Vec::new());
    match subject.kind {
        Kind::Testimonial => own = store::departments_of_response(&ctx.db, &subject.id).await?,
        Kind::Story => {
            for contributor in stories::contributors(&ctx.db, &subject.id).await? {
                own.extend(contributor.department);
                insiders.push(contributor.user_id);
            }
            let story = stories::story(&ctx.db, &subject.id).await?;
            insiders.extend(story.map(|story| story.author));
        }
    }
    Ok(Candidate {
        subject: subject.clone(),
        posted_at,
        own,
        insiders,
        fans: Vec::new(),
    })
}

/// Shows the day before what was chosen, and why; or that there is nothing to choose.
///
/// Part of the unit of work that claimed the occurrence; `valued` was gathered before it.
///
/// # Errors
/// Where the database refused, or a schedule can not be read.
pub async fn show_preview(
    ctx: &Context,
    tx: &mut Tx,
    valued: &[Valued],
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let zone = ctx.config.workspace.time_zone;
    let schedule = Schedule::parse(&ctx.config.stories.week_at, zone)?;
    let Some(next) = schedule.next_after(occurrence.at) else {
        return Ok(());
    };
    let week = first_choice(name_of(next.local), valued);
    if !store::begin(tx, &week, now).await? {
        return Ok(());
    }
    let to = &ctx.config.stories.preview_to;
    let lanes: Vec<&str> = match to.as_str() {
        "" => ctx
            .config
            .workspace
            .admins
            .iter()
            .map(UserId::as_str)
            .collect(),
        to => vec![to],
    };
    for lane in lanes {
        let message = preview(ctx, tx, &week, lane, now).await?;
        let key = format!("week:preview:{}:{lane}", week.week);
        let message = NewMessage::post(lane, message.to_json(), key, now);
        if let Some(message_id) = outbox::enqueue(tx, &[message], now).await?.pop().flatten() {
            let post = WeekPost {
                week: week.week.clone(),
                is_preview: true,
                place: lane.to_owned(),
                lane: lane.to_owned(),
                state: PostState::Standing,
                message_id,
            };
            store::put_post(tx, &post).await?;
        }
    }
    Ok(())
}

fn name_of(local: NaiveDateTime) -> String {
    local.format(WEEK).to_string()
}

fn first_choice(week: String, valued: &[Valued]) -> Week {
    let mut week = Week {
        week,
        state: WeekState::Empty,
        kind: None,
        subject: None,
        people: 0,
        swapped: 0,
    };
    choose(&mut week, valued.first());
    week
}

fn choose(week: &mut Week, valued: Option<&Valued>) {
    week.state = match valued {
        Some(_) => WeekState::Chosen,
        None => WeekState::Empty,
    };
    week.kind = valued.map(|valued| valued.subject.kind);
    week.subject = valued.map(|valued| valued.subject.id.clone());
    week.people = valued.map_or(0, |valued| i64::try_from(valued.people).unwrap_or(i64::MAX));
}

/// Posts what was chosen in all departments, each with its own question. What was chosen but may not be
/// shown any more gives way to the next; where the preview found nothing, nothing is posted.
///
/// Part of the unit of work that claimed the occurrence; `valued` was gathered before it.
///
/// # Errors
/// Where the database refused.
pub async fn show(
    ctx: &Context,
    tx: &mut Tx,
    valued: &[Valued],
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let name = name_of(occurrence.local);
    // Without a preview it is chosen now.
    store::begin(tx, &first_choice(name.clone(), valued), now).await?;
    let Some(mut week) = store::lock(tx, &name).await? else {
        return Ok(());
    };
    if week.state != WeekState::Chosen {
        return Ok(());
    }
    let passed = store::passed(tx, &name).await?;
    let still = valued
        .iter()
        .find(|valued| Some(&valued.subject) == week.subject().as_ref());
    let chosen = still.or_else(|| next_of(valued, &passed));
    choose(&mut week, chosen);
    if week.state == WeekState::Chosen {
        post_everywhere(ctx, tx, &mut week, occurrence, now).await?;
    }
    store::change(tx, &week, None).await
}

fn next_of<'a>(valued: &'a [Valued], passed: &[Subject]) -> Option<&'a Valued> {
    valued
        .iter()
        .find(|valued| !passed.contains(&valued.subject))
}

async fn post_everywhere(
    ctx: &Context,
    tx: &mut Tx,
    week: &mut Week,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(subject) = Content::of(tx, week).await? else {
        week.state = WeekState::Empty;
        return Ok(());
    };
    for (id, department) in in_use(ctx) {
        let lane = department.channel.as_str();
        let language = language_of_lane(ctx, tx, lane, department.language).await?;
        let message = subject.message(ctx, id, department, language, week.people);
        let due_at = due_at(&ctx.config, department, occurrence, now)?;
        let key = format!("week:{}:{id}", week.week);
        let message = NewMessage::post(lane, message.to_json(), key, due_at);
        if let Some(message_id) = outbox::enqueue(tx, &[message], now).await?.pop().flatten() {
            let post = WeekPost {
                week: week.week.clone(),
                is_preview: false,
                place: id.as_str().to_owned(),
                lane: lane.to_owned(),
                state: PostState::Standing,
                message_id,
            };
            store::put_post(tx, &post).await?;
        }
    }
    week.state = WeekState::Shown;
    Ok(())
}

fn in_use(ctx: &Context) -> Vec<(&DepartmentId, &Department)> {
    ctx.config
        .departments
        .iter()
        .filter(|(_, department)| department.enabled)
        .collect()
}

/// What is shown as the story of a week.
enum Content {
    Story(Box<Telling>),
    Testimonial(Box<StoredResponse>),
}

impl Content {
    /// What is chosen for a week; `None` where it may not be shown any more.
    async fn of(tx: &mut Tx, week: &Week) -> anyhow::Result<Option<Self>> {
        let Some(subject) = week.subject() else {
            return Ok(None);
        };
        Ok(match subject.kind {
            Kind::Story => match stories::lock(tx, &subject.id).await? {
                Some(story) if story.state == State::Published => {
                    Some(Self::Story(Box::new(Telling::of(tx, story).await?)))
                }
                _ => None,
            },
            Kind::Testimonial => feedback::store::response_in(tx, &subject.id)
                .await?
                .filter(super::publish::may_be_quoted)
                .filter(|response| quote_of(response).is_some())
                .map(|response| Self::Testimonial(Box::new(response))),
        })
    }

    fn message(
        &self,
        ctx: &Context,
        id: &DepartmentId,
        department: &Department,
        language: Language,
        people: i64,
    ) -> Message {
        let place = Place {
            id,
            name: department.name.in_language(language),
            question: department.question.in_language(language),
        };
        let words = Words::of(language);
        self.with(ctx, language, |featured| {
            views::post(words, featured, people, place)
        })
    }

    fn with<T>(&self, ctx: &Context, language: Language, show: impl FnOnce(Featured) -> T) -> T {
        match self {
            Self::Story(telling) => {
                let people = telling.people(ctx, language);
                show(Featured::Story(&telling.shown(&people)))
            }
            Self::Testimonial(response) => {
                let (quote, speaker) = quote_of(response).unwrap_or_default();
                let zone = ctx.config.workspace.time_zone;
                show(Featured::Testimonial {
                    response: &response.id,
                    quote,
                    speaker,
                    answered_on: response.answered_at.with_timezone(&zone).date_naive(),
                })
            }
        }
    }
}

/// The preview as it is for whoever reads it in `lane`.
async fn preview(
    ctx: &Context,
    tx: &mut Tx,
    week: &Week,
    lane: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Message> {
    let language = preferences::chosen_language_in(tx, lane).await?;
    let language = language.unwrap_or(ctx.config.workspace.language);
    let words = Words::of(language);
    let departments = in_use(ctx);
    let (Some(content), Some((id, department)), Some(subject)) = (
        Content::of(tx, week).await?,
        departments.first(),
        week.subject(),
    ) else {
        return Ok(views::nothing(words, DAYS));
    };
    let spoken =
        language_of_lane(ctx, tx, department.channel.as_str(), department.language).await?;
    let zone = ctx.config.workspace.time_zone;
    let local = NaiveDateTime::parse_from_str(&week.week, WEEK)?;
    let moment = Moment {
        at: resolve(zone, local),
        now,
        zone,
    };
    let channels: Vec<ChannelId> = departments
        .iter()
        .map(|(_, department)| department.channel.clone())
        .collect();
    let place = Place {
        id,
        name: department.name.in_language(spoken),
        question: department.question.in_language(spoken),
    };
    let reason = Reason {
        people: week.people,
        days: DAYS,
        is_swapped: week.swapped > 0,
    };
    let choice = format!("{}~{}~{}", week.week, subject.kind.name(), subject.id);
    let spoken_words = Words::of(spoken);
    Ok(content.with(ctx, spoken, |featured| {
        let when = (channels.as_slice(), moment);
        views::preview(words, spoken_words, featured, reason, place, when, &choice)
    }))
}

/// What a preview's button means: the week, and what was chosen when it was drawn.
fn read_choice(choice: &str) -> Option<(&str, Subject)> {
    let (week, subject) = choice.split_once('~')?;
    let (kind, id) = subject.split_once('~')?;
    let kind = [Kind::Story, Kind::Testimonial]
        .into_iter()
        .find(|known| known.name() == kind)?;
    let id = id.to_owned();
    Some((week, Subject { kind, id }))
}

/// What a press on a preview asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The next best instead.
    Swap,
    /// None this week.
    Skip,
}

/// Someone presses Swap or Skip. Two who press Swap at the same time swap once.
///
/// # Errors
/// Where the database refused.
pub async fn pressed(
    ctx: &Context,
    actor: &Actor<'_>,
    choice: &str,
    press: Press,
) -> anyhow::Result<Answer> {
    let Some((name, seen)) = read_choice(choice) else {
        return Ok(Answer::Nothing);
    };
    let words = Words::of(actor.language);
    let previewer = &ctx.config.stories.preview_to;
    if !actor.leaders.contains(actor.user) && previewer.as_str() != actor.user.as_str() {
        let refusal = views::not_yours(words, &actor.leaders);
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let valued = gather(ctx).await?;
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let week = store::lock(&mut tx, name).await?;
    let Some(mut week) = week.filter(|week| week.state == WeekState::Chosen) else {
        tx.rollback().await?;
        return Ok(Answer::Reply(views::too_late(words).to_json()));
    };
    if week.subject().as_ref() != Some(&seen) {
        // Somebody swapped it a moment ago; the preview shows it.
        tx.rollback().await?;
        return Ok(Answer::Nothing);
    }
    match press {
        Press::Skip => week.state = WeekState::Skipped,
        Press::Swap => {
            store::pass(&mut tx, name, &seen).await?;
            let passed = store::passed(&mut tx, name).await?;
            choose(&mut week, next_of(&valued, &passed));
            week.swapped += 1;
        }
    }
    store::change(&mut tx, &week, Some(actor.user)).await?;
    for post in store::previews(&mut tx, name).await? {
        let message = match week.state {
            WeekState::Skipped => {
                let language = preferences::chosen_language_in(&mut tx, &post.lane).await?;
                let language = language.unwrap_or(ctx.config.workspace.language);
                views::skipped(Words::of(language), actor.user)
            }
            _ => preview(ctx, &mut tx, &week, &post.lane, now).await?,
        };
        replace(&mut tx, &post, &message, now).await?;
    }
    tx.commit().await?;
    Ok(Answer::Nothing)
}

async fn replace(
    tx: &mut Tx,
    post: &WeekPost,
    message: &Message,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let json = message.to_json();
    let key = format!("week:{}:{}", post.message_id, new_row_id());
    let update = NewMessage::update(&post.lane, &post.message_id, json, key, now);
    outbox::replace(tx, update, now).await
}
