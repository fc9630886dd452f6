//! The story of the week: chosen by how it was valued, previewed the day before, posted once.

mod store;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use self::store::{Week, WeekPost, WeekState};
use super::handlers::Actor;
use super::publish::{Telling, quote_of};
use super::rules::state::State;
use super::rules::week::{Candidate, Fan, Kind, Subject, Valued, ranked};
use super::store::{self as stories, PostState};
use super::views::Moment;
use super::views::post::{self, Place};
use super::views::week::{self as views, Featured, Reason};
use crate::features::feedback::rules::response::{Consent, StoredResponse};
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

/// Brings the posts that show a story as that of a week in line with it.
pub(super) async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    telling: &Telling,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let subject = Subject {
        kind: Kind::Story,
        id: telling.story.id.clone(),
    };
    let posts = store::posts_of(tx, &subject).await?;
    if telling.story.state != State::Published {
        return withdraw(ctx, tx, posts, now).await;
    }
    for post in posts {
        let id = DepartmentId::from(post.place.as_str());
        let Some(department) = ctx.config.departments.get(&id) else {
            continue;
        };
        let Some(week) = store::lock(tx, &post.week).await? else {
            continue;
        };
        let language = language_of_lane(ctx, tx, &post.lane, department.language).await?;
        let people = telling.people(ctx, language);
        let shown = telling.shown(&people);
        let place = Place {
            id: &id,
            name: department.name.in_language(language),
            question: department.question.in_language(language),
        };
        let featured = Featured::Story(&shown);
        let message = views::post(Words::of(language), featured, week.people, place);
        replace(tx, &post, &message, now).await?;
    }
    Ok(())
}

/// Brings the posts in line that show a response as the story of a week; they go where it may not be shown any
/// more.
pub(super) async fn response_changed(
    ctx: &Context,
    tx: &mut Tx,
    response: &StoredResponse,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let subject = Subject {
        kind: Kind::Testimonial,
        id: response.id.as_str().to_owned(),
    };
    let posts = store::posts_of(tx, &subject).await?;
    let is_shown = super::publish::may_be_quoted(response)
        && response.consent >= Consent::Company
        && quote_of(response).is_some();
    if !is_shown {
        return withdraw(ctx, tx, posts, now).await;
    }
    let content = Content::Testimonial(Box::new(response.clone()));
    for post in posts {
        let id = DepartmentId::from(post.place.as_str());
        let Some(department) = ctx.config.departments.get(&id) else {
            continue;
        };
        let Some(week) = store::lock(tx, &post.week).await? else {
            continue;
        };
        let language = language_of_lane(ctx, tx, &post.lane, department.language).await?;
        let message = content.message(ctx, &id, department, language, week.people);
        replace(tx, &post, &message, now).await?;
    }
    Ok(())
}

async fn withdraw(
    ctx: &Context,
    tx: &mut Tx,
    posts: Vec<WeekPost>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for mut post in posts {
        let id = DepartmentId::from(post.place.as_str());
        let configured = ctx.config.departments.get(&id);
        let configured = configured.and_then(|department| department.language);
        let language = language_of_lane(ctx, tx, &post.lane, configured).await?;
        if !outbox::drop_entry(tx, &post.message_id, now).await? {
            replace(tx, &post, &post::withdrawn(Words::of(language)), now).await?;
        }
        post.state = PostState::Ended;
        store::put_post(tx, &post).await?;
    }
    Ok(())
}

/// Takes back what customers withdrew after it was shown or quoted.
///
/// # Errors
/// Where the database refused.
pub async fn take_back(ctx: &Context, now: DateTime<Utc>) -> anyhow::Result<()> {
    for id in store::gone(&ctx.db).await? {
        let mut tx = ctx.db.begin().await?;
        let kind = Kind::Testimonial;
        let posts = store::posts_of(&mut tx, &Subject { kind, id }).await?;
        withdraw(ctx, &mut tx, posts, now).await?;
        tx.commit().await?;
    }
    for id in store::quotes_gone(&ctx.db).await? {
        let mut tx = ctx.db.begin().await?;
        let Some(mut story) = stories::lock(&mut tx, &id).await? else {
            tx.rollback().await?;
            continue;
        };
        // Without the words; so that it is not looked at again.
        story.response_id = None;
        stories::save(&mut tx, &story).await?;
        let author = story.author.clone();
        let telling = Telling::of(&mut tx, story).await?;
        super::publish::follow(ctx, &mut tx, &telling, &author, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
