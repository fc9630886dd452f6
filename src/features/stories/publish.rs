//! Brings what stands in Slack about a story in line with the story: posts, questions, answers.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::rules::state::State;
use super::store::{self, Contributor, Post, PostKind, PostState, Story};
use super::views::asks::{self, Decision};
use super::views::post::{self, ShownContributor, ShownStory};
use super::views::{Moment, forms};
use super::week;
use crate::features::feedback::rules::response::{ResponseState, StoredResponse};
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::feedback::{self, language_of_lane};
use crate::features::kudos::linked;
use crate::features::kudos::record::{Gift, Link, LinkKind, Occasion, Receiver, Visibility};
use crate::platform::config::{Department, Language};
use crate::platform::db::Tx;
use crate::platform::ids::{ChannelId, DepartmentId, UserId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::slack::inbound::Installation;
use crate::platform::slack::kit::Message;
use crate::platform::text;
use crate::platform::words::Words;
use crate::platform::{Context, preferences};

/// What of a story stands in a kudos whose role was not written.
const THANKS: usize = 300;

/// A story with everything that is shown of it.
pub(super) struct Telling {
    pub story: Story,
    pub contributors: Vec<Contributor>,
    response: Option<StoredResponse>,
}

impl Telling {
    /// Gathers what belongs to a story.
    pub async fn of(tx: &mut Tx, story: Story) -> anyhow::Result<Self> {
        let contributors = store::contributors_in(tx, &story.id).await?;
        let response = match &story.response_id {
            Some(id) => feedback::store::response_in(tx, id.as_str()).await?,
            None => None,
        };
        Ok(Self {
            story,
            contributors,
            response: response.filter(may_be_quoted),
        })
    }

    /// The colleagues, their departments in `language`.
    pub fn people<'a>(&'a self, ctx: &'a Context, language: Language) -> Vec<ShownContributor<'a>> {
        let name = |id: &DepartmentId| -> Option<&'a str> {
            Some(ctx.config.departments.get(id)?.name.in_language(language))
        };
        self.contributors
            .iter()
            .map(|contributor| ShownContributor {
                user: &contributor.user_id,
                department: contributor.department.as_ref().and_then(name),
                role: &contributor.role,
            })
            .collect()
    }

    /// The story as the views want it.
    pub fn shown<'a>(&'a self, people: &'a [ShownContributor<'a>]) -> ShownStory<'a> {
        let story = &self.story;
        let filled = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        ShownStory {
            id: &story.id,
            customer: Speaker {
                consent: story.consent,
                name: filled(&story.customer),
                company: filled(&story.company),
            },
            happened: &story.happened,
            outcome: &story.outcome,
            quote: self.response.as_ref().and_then(quote_of),
            picture: story
                .image_file
                .as_deref()
                .map(|file| (file, story.image_alt.as_str())),
            contributors: people,
            author: &story.author,
            approved_by: story
                .decided_by
                .as_ref()
                .filter(|leader| **leader != story.author),
        }
    }

    /// The departments that hear it, as far as they are in use.
    pub fn departments<'a>(&self, ctx: &'a Context) -> Vec<(&'a DepartmentId, &'a Department)> {
        let wanted = self.story.departments();
        ctx.config
            .departments
            .iter()
            .filter(|(id, department)| {
                department.enabled && (wanted.is_empty() || wanted.contains(id))
            })
            .collect()
    }

    /// The channels of these departments.
    pub fn channels(&self, ctx: &Context) -> Vec<ChannelId> {
        self.departments(ctx)
            .into_iter()
            .map(|(_, department)| department.channel.clone())
            .collect()
    }

    /// The moment for which it is scheduled, for a reader in `zone`; none where that is past.
    pub fn moment(&self, zone: Tz, now: DateTime<Utc>) -> Option<Moment> {
        let at = self.story.publish_at.filter(|at| *at > now)?;
        Some(Moment { at, now, zone })
    }

    /// The message in the channel of a department.
    fn message(
        &self,
        ctx: &Context,
        id: &DepartmentId,
        department: &Department,
        language: Language,
    ) -> Message {
        let people = self.people(ctx, language);
        let shown = ShownDepartment {
            id,
            name: department.name.in_language(language),
        };
        let question = department.question.in_language(language);
        let words = Words::of(language);
        post::story(words, &self.shown(&people), shown, question, true)
    }

    /// The preview in `language`, as the first of its departments will see it.
    pub async fn preview(
        &self,
        ctx: &Context,
        tx: &mut Tx,
        language: Language,
        becomes: forms::Becomes<'_>,
    ) -> anyhow::Result<Option<serde_json::Value>> {
        let departments = self.departments(ctx);
        let Some((id, department)) = departments.first() else {
            return Ok(None);
        };
        let lane = department.channel.as_str();
        let spoken = language_of_lane(ctx, tx, lane, department.language).await?;
        let people = self.people(ctx, spoken);
        let place = post::Place {
            id,
            name: department.name.in_language(spoken),
            question: department.question.in_language(spoken),
        };
        Ok(Some(forms::preview(
            Words::of(language),
            Words::of(spoken),
            &self.story.id,
            &self.shown(&people),
            place,
            &self.channels(ctx),
            becomes,
        )))
    }
}

/// Whether the words of a response may stand in a story.
pub(super) fn may_be_quoted(response: &StoredResponse) -> bool {
    response.excluded.is_none() && response.state != ResponseState::Deleted
}

/// What a response says, and who said it.
pub(super) fn quote_of(response: &StoredResponse) -> Option<(&str, Speaker<'_>)> {
    let quote = response.comment.as_deref()?;
    let speaker = Speaker {
        consent: response.consent,
        name: response.respondent_name.as_deref(),
        company: response.respondent_company.as_deref(),
    };
    text::is_visible(quote).then_some((quote, speaker))
}

/// Brings what came of a story in line with it: a published one stands in the channels of its
/// departments and thanks its contributors, any other does neither. `actor` is who changed it.
pub(super) async fn follow(
    ctx: &Context,
    tx: &mut Tx,
    telling: &Telling,
    actor: &UserId,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let story = &telling.story;
    let gifts = match story.state {
        State::Published => thanks(ctx, telling),
        _ => Vec::new(),
    };
    linked::follow(tx, &story.id, gifts, actor, now).await?;
    let wanted = match story.state {
        State::Published => telling.departments(ctx),
        _ => Vec::new(),
    };
    let posts = store::posts(tx, &story.id, PostKind::Post).await?;
    let standing = |place: &str| {
        posts
            .iter()
            .find(|post| post.place == place && post.state == PostState::Standing)
    };
    for (id, department) in &wanted {
        let lane = department.channel.as_str();
        let language = language_of_lane(ctx, tx, lane, department.language).await?;
        let message = telling.message(ctx, id, department, language);
        match standing(id.as_str()) {
            Some(post) => replace(tx, post, &message, now).await?,
            None => send(tx, story, PostKind::Post, id.as_str(), lane, &message, now).await?,
        }
    }
    for post in &posts {
        let is_wanted = wanted.iter().any(|(id, _)| id.as_str() == post.place);
        if post.state == PostState::Standing && !is_wanted {
            let id = DepartmentId::from(post.place.as_str());
            let department = ctx.config.departments.get(&id);
            let configured = department.and_then(|department| department.language);
            let language = language_of_lane(ctx, tx, &post.lane, configured).await?;
            if !outbox::drop_entry(tx, &post.message_id, now).await? {
                replace(tx, post, &post::withdrawn(Words::of(language)), now).await?;
            }
            store::set_post_state(tx, &story.id, post, PostState::Ended).await?;
        }
    }
    week::follow(ctx, tx, telling, now).await
}

/// The kudos of a story: one from its author for each contributor.
fn thanks(ctx: &Context, telling: &Telling) -> Vec<Gift> {
    let story = &telling.story;
    let thanked = telling
        .contributors
        .iter()
        .filter(|contributor| contributor.user_id != story.author);
    thanked
        .map(|contributor| {
            let known = story.department.is_some() && contributor.department.is_some();
            let what = match contributor.role.as_str() {
                "" => text::one_line(&story.happened, THANKS),
                role => role.to_owned(),
            };
            Gift {
                giver: story.author.clone(),
                giver_department: story.department.clone(),
                receivers: vec![Receiver {
                    user: contributor.user_id.clone(),
                    department: contributor.department.clone(),
                    is_across: known && story.department != contributor.department,
                }],
                value: None,
                message: what,
                visibility: Visibility::Public,
                occasion: Occasion::Story,
                is_limited: false,
                link: Some(Link {
                    kind: LinkKind::Story,
                    id: story.id.clone(),
                }),
                post: None,
                time_zone: ctx.config.workspace.time_zone,
                installation: Installation {
                    team_id: story.team_id.clone(),
                    enterprise_id: story.enterprise_id.clone(),
                    ..Installation::default()
                },
                event_key: String::new(),
            }
        })
        .collect()
}

/// Puts a proposal before the leaders, each in a direct message, or in the channel for that.
pub(super) async fn ask(
    ctx: &Context,
    tx: &mut Tx,
    telling: &Telling,
    leaders: &[UserId],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let channel = ctx.config.stories.approve_in.as_str();
    let lanes: Vec<&str> = match channel {
        "" => leaders.iter().map(UserId::as_str).collect(),
        channel => vec![channel],
    };
    for lane in lanes {
        let language = spoken_in(ctx, tx, lane).await?;
        let message = question(ctx, telling, language, now);
        send(tx, &telling.story, PostKind::Ask, lane, lane, &message, now).await?;
    }
    Ok(())
}

fn question(ctx: &Context, telling: &Telling, language: Language, now: DateTime<Utc>) -> Message {
    let people = telling.people(ctx, language);
    let moment = telling.moment(ctx.config.workspace.time_zone, now);
    asks::ask(
        Words::of(language),
        &telling.shown(&people),
        &telling.channels(ctx),
        moment,
    )
}

/// Shows the words of a changed proposal to the leaders who were asked.
pub(super) async fn ask_again(
    ctx: &Context,
    tx: &mut Tx,
    telling: &Telling,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    for post in store::posts(tx, &telling.story.id, PostKind::Ask).await? {
        if post.state == PostState::Standing {
            let language = spoken_in(ctx, tx, &post.lane).await?;
            replace(tx, &post, &question(ctx, telling, language, now), now).await?;
        }
    }
    Ok(())
}

/// Says in place of each question what was decided, and tells the author.
pub(super) async fn answer(
    ctx: &Context,
    tx: &mut Tx,
    telling: &Telling,
    by: &UserId,
    decision: Decision<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let story = &telling.story;
    for post in store::posts(tx, &story.id, PostKind::Ask).await? {
        if post.state == PostState::Standing {
            let language = spoken_in(ctx, tx, &post.lane).await?;
            let people = telling.people(ctx, language);
            let shown = telling.shown(&people);
            let message = asks::decided(Words::of(language), &shown, by, decision);
            replace(tx, &post, &message, now).await?;
            store::set_post_state(tx, &story.id, &post, PostState::Ended).await?;
        }
    }
    let language = spoken_in(ctx, tx, story.author.as_str()).await?;
    let people = telling.people(ctx, language);
    let told = asks::told(Words::of(language), &telling.shown(&people), by, decision);
    if let Some(message) = told.filter(|_| *by != story.author) {
        let key = format!("story:told:{}", new_row_id());
        let lane = story.author.as_str();
        let message = NewMessage::post(lane, message.to_json(), key, now);
        outbox::enqueue(tx, &[message], now).await?;
    }
    Ok(())
}

/// The language of a person or of a channel without a department.
async fn spoken_in(ctx: &Context, tx: &mut Tx, lane: &str) -> anyhow::Result<Language> {
    let chosen = preferences::chosen_language_in(tx, lane).await?;
    Ok(chosen.unwrap_or(ctx.config.workspace.language))
}

async fn send(
    tx: &mut Tx,
    story: &Story,
    kind: PostKind,
    place: &str,
    lane: &str,
    message: &Message,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let id = new_row_id();
    let new = NewMessage::post(lane, message.to_json(), format!("story:{id}"), now);
    let sent = outbox::enqueue(tx, &[new], now).await?.pop().flatten();
    let Some(message_id) = sent else {
        return Ok(());
    };
    let post = Post {
        id,
        kind,
        place: place.to_owned(),
        lane: lane.to_owned(),
        state: PostState::Standing,
        message_id,
    };
    store::put_post(tx, &story.id, &post, now).await
}

/// Puts another message in the place of one: changed before it is sent, or updated after.
async fn replace(
    tx: &mut Tx,
    post: &Post,
    message: &Message,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let json = message.to_json();
    let key = format!("story:{}:{}", post.id, new_row_id());
    let update = NewMessage::update(&post.lane, &post.message_id, json, key, now);
    outbox::replace(tx, update, now).await
}
