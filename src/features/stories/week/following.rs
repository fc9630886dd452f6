//! The posts of a week follow what they show: an edit of the story, what its customer changes or takes back.

use chrono::{DateTime, Utc};

use super::store::{self, WeekPost};
use super::{Content, replace};
use crate::features::feedback::language_of_lane;
use crate::features::feedback::rules::response::{Consent, StoredResponse};
use crate::features::stories::publish::{self, Telling, quote_of};
use crate::features::stories::rules::state::State;
use crate::features::stories::rules::week::{Kind, Subject};
use crate::features::stories::store::{self as stories, PostState};
use crate::features::stories::views::post::{self, Place};
use crate::features::stories::views::week::{self as views, Featured};
use crate::platform::Context;
use crate::platform::config::{Department, Language};
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox;
use crate::platform::words::Words;

/// Where a post stands: in which department, how many people hear its week's story, in which language.
struct Standing<'a> {
    id: DepartmentId,
    department: &'a Department,
    people: i64,
    language: Language,
}

/// Where a post stands; `None` where its department or its week is there no more. The week is locked.
async fn standing<'a>(
    ctx: &'a Context,
    tx: &mut Tx,
    post: &WeekPost,
) -> anyhow::Result<Option<Standing<'a>>> {
    let id = DepartmentId::from(post.place.as_str());
    let Some(department) = ctx.config.departments.get(&id) else {
        return Ok(None);
    };
    let Some(week) = store::lock(tx, &post.week).await? else {
        return Ok(None);
    };
    let language = language_of_lane(ctx, tx, &post.lane, department.language).await?;
    Ok(Some(Standing {
        id,
        department,
        people: week.people,
        language,
    }))
}

/// Brings the posts that show a story as that of a week in line with it.
pub async fn follow(
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
        let Some(standing) = standing(ctx, tx, &post).await? else {
            continue;
        };
        let Standing {
            id,
            department,
            people,
            language,
        } = standing;
        let contributors = telling.people(ctx, language);
        let shown = telling.shown(&contributors);
        let place = Place {
            id: &id,
            name: department.name.in_language(language),
            question: department.question.in_language(language),
        };
        let featured = Featured::Story(&shown);
        let message = views::post(Words::of(language), featured, people, place);
        replace(tx, &post, &message, now).await?;
    }
    Ok(())
}

/// Brings the posts in line that show a response as the story of a week; they go where it may not be shown any
/// more.
pub async fn response_changed(
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
    let is_shown = publish::may_be_quoted(response)
        && response.consent >= Consent::Company
        && quote_of(response).is_some();
    if !is_shown {
        return withdraw(ctx, tx, posts, now).await;
    }
    let content = Content::Testimonial(Box::new(response.clone()));
    for post in posts {
        let Some(standing) = standing(ctx, tx, &post).await? else {
            continue;
        };
        let Standing {
            id,
            department,
            people,
            language,
        } = standing;
        let message = content.message(ctx, &id, department, language, people);
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
        publish::follow(ctx, &mut tx, &telling, &author, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
