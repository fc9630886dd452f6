//! Stores what customers said and posts it, in one unit of work: webhooks and imports both end here.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::rules::counting::Cells;
use super::rules::forgetting::{Extent, digests, forgotten, is_forgotten, was_to_be_forgotten};
use super::rules::posting::{PostingDecision, local_day};
use super::rules::response::{IncomingResponse, ResponseState, StoredResponse};
use super::rules::routing::{Facts, Routed};
use super::rules::storable::{revise, storable};
use super::store::{self, Assignment, Post, PostState, TRIAGE};
use super::{Revised, Rulebook, cards, counts};
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, new_row_id};
use crate::platform::outbox::{self, NewMessage};
use crate::platform::preferences;

/// A response that is ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    response: StoredResponse,
    delivery_id: Option<String>,
    merge: bool,
    routed: Vec<Routed>,
}

/// What became of a delivered response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored for the first time.
    New,
    /// Changed one that was stored.
    Updated,
    /// Says nothing new: a repeat, or older than what is stored.
    Known,
}

/// Whether what is stored now is posted as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// As the departments want it.
    Wanted,
    /// Not: years of old responses are loaded.
    Silent,
}

/// Does everything that needs no database: masks, classifies and routes.
pub fn prepare(rulebook: &Rulebook, incoming: &IncomingResponse, now: DateTime<Utc>) -> Prepared {
    let response = storable(incoming, &rulebook.exclusions, now);
    let routed = route(rulebook, &response, &incoming.tags, &incoming.segment);
    Prepared {
        response,
        delivery_id: incoming.delivery_id.clone(),
        merge: incoming.merge,
        routed,
    }
}

fn route(
    rulebook: &Rulebook,
    response: &StoredResponse,
    tags: &[String],
    segment: &std::collections::BTreeMap<String, String>,
) -> Vec<Routed> {
    if response.excluded.is_some() || response.state != ResponseState::Complete {
        return Vec::new();
    }
    rulebook
        .router
        .decide(&facts(response, tags, segment))
        .departments
}

/// What rules may ask of a stored response.
pub(super) fn facts<'a>(
    response: &'a StoredResponse,
    tags: &'a [String],
    segment: &'a std::collections::BTreeMap<String, String>,
) -> Facts<'a> {
    Facts {
        source: &response.source,
        survey: response.survey.as_deref(),
        touchpoint: response.touchpoint.as_deref(),
        tags,
        segment,
        score_class: response.score_class,
        language: response.language.as_deref(),
        comment: response.comment.as_deref(),
        department: response.named_department.as_ref(),
    }
}

/// Stores responses and puts their posts into the outbox; returns what became of each.
///
/// A delivery that was seen, an edit that is older than what is stored, and a repeat change nothing.
///
/// # Errors
/// Where the database refused; then nothing of the unit of work is stored.
pub async fn take_in(
    ctx: &Context,
    rulebook: &Rulebook,
    tx: &mut Tx,
    prepared: Vec<Prepared>,
    posting: Posting,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Outcome>> {
    let mut cells = Cells::default();
    let outcomes = take_in_uncounted(ctx, rulebook, tx, prepared, posting, now, &mut cells).await?;
    counts::apply(tx, &cells).await?;
    Ok(outcomes)
}

/// As [`take_in`], leaving to the caller to lay `cells` over the stored counts before it commits: an
/// import does that once for many parts of its unit of work.
///
/// # Errors
/// Where the database refused; then nothing of the unit of work is stored.
pub async fn take_in_uncounted(
    ctx: &Context,
    rulebook: &Rulebook,
    tx: &mut Tx,
    mut prepared: Vec<Prepared>,
    posting: Posting,
    now: DateTime<Utc>,
    cells: &mut Cells,
) -> anyhow::Result<Vec<Outcome>> {
    leave_forgotten(ctx, tx, &mut prepared, now).await?;
    let mut outcomes = vec![Outcome::Known; prepared.len()];
    let fresh = without_seen_deliveries(tx, &prepared, now).await?;
    let mut first: HashSet<(&str, &str)> = HashSet::with_capacity(fresh.len());
    let (once, again): (Vec<usize>, Vec<usize>) = fresh.into_iter().partition(|index| {
        let response = &prepared[*index].response;
        first.insert((response.source.as_str(), response.external_id.as_str()))
    });
    let rows: Vec<&StoredResponse> = once
        .iter()
        .map(|index| &prepared[*index].response)
        .collect();
    let inserted = store::insert_responses(tx, &rows).await?;
    let mut desk = Desk::new(ctx, rulebook, posting, now);
    let mut edits = Vec::new();
    let zone = ctx.config.workspace.time_zone;
    for index in once {
        let item = &prepared[index];
        if inserted.contains(item.response.id.as_str()) {
            outcomes[index] = Outcome::New;
            let departments = item.routed.iter().map(|routed| &routed.department);
            cells.count(&item.response, departments, zone, 1);
            desk.assign(tx, &item.response, &item.routed).await?;
        } else {
            edits.push(index);
        }
    }
    desk.file(tx).await?;
    for index in edits.into_iter().chain(again) {
        let item = &prepared[index];
        outcomes[index] = edit(ctx, rulebook, tx, item, cells, posting, now).await?;
    }
    Ok(outcomes)
}

/// Of what was to be forgotten, and of what is older than responses are kept, only the score comes in.
async fn leave_forgotten(
    ctx: &Context,
    tx: &mut Tx,
    prepared: &mut [Prepared],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (zone, keep) = (ctx.config.workspace.time_zone, ctx.config.privacy.keep);
    let is_anybody_forgotten = store::is_anybody_forgotten(tx).await?;
    if !is_anybody_forgotten && keep.responses.kept_since(now).is_none() {
        return Ok(());
    }
    let known: Vec<(String, Option<String>)> = prepared
        .iter()
        .map(|item| {
            let (own, respondent) = digests(&item.response);
            (own, respondent.map(str::to_owned))
        })
        .collect();
    let listed: Vec<&str> = known
        .iter()
        .flat_map(|(own, respondent)| std::iter::once(own.as_str()).chain(respondent.as_deref()))
        .collect();
    let wishes = store::forgotten_among(tx, &listed).await?;
    for item in prepared {
        let extent = if was_to_be_forgotten(&item.response, &wishes) {
            Extent::Everything
        } else if keep.responses.is_over(item.response.answered_at, now) {
            Extent::Words
        } else {
            continue;
        };
        item.response = forgotten(&item.response, extent, zone);
        if extent == Extent::Everything {
            item.routed.clear();
        }
    }
    Ok(())
}

/// The positions of those whose delivery was not seen before.
async fn without_seen_deliveries(
    tx: &mut Tx,
    prepared: &[Prepared],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<usize>> {
    let mut deliveries: Vec<(&str, &str)> = prepared
        .iter()
        .filter_map(|item| Some((item.response.source.as_str(), item.delivery_id.as_deref()?)))
        .collect();
    if deliveries.is_empty() {
        return Ok((0..prepared.len()).collect());
    }
    deliveries.sort_unstable();
    deliveries.dedup();
    let new = store::first_deliveries(tx, &deliveries, now).await?;
    Ok(prepared
        .iter()
        .enumerate()
        .filter(|(_, item)| match &item.delivery_id {
            Some(delivery) => {
                new.contains(&(item.response.source.as_str().to_owned(), delivery.clone()))
            }
            None => true,
        })
        .map(|(index, _)| index)
        .collect())
}

/// A later delivery of a response that is stored: the same row, and the same message in Slack.
async fn edit(
    ctx: &Context,
    rulebook: &Rulebook,
    tx: &mut Tx,
    item: &Prepared,
    cells: &mut Cells,
    posting: Posting,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    let delivered = &item.response;
    let Some(stored) =
        store::lock_response(tx, delivered.source.as_str(), &delivered.external_id).await?
    else {
        anyhow::bail!(
            "a response of {} vanished while it was stored",
            delivered.source
        );
    };
    if is_forgotten(&stored.external_id) {
        return Ok(Outcome::Known);
    }
    let Some(revised) = revise(&stored, delivered.clone(), item.merge) else {
        return Ok(Outcome::Known);
    };
    counts::count_stored(ctx, tx, cells, &stored, -1).await?;
    store::update_response(tx, &revised).await?;
    // What a person decided stays; else the new words may concern departments that did not hear of it.
    if !store::is_corrected(tx, revised.id.as_str()).await? {
        route_again(ctx, rulebook, tx, &revised, posting, now).await?;
    }
    cards::refresh(ctx, tx, &revised, now).await?;
    let change = Revised {
        before: &stored,
        after: &revised,
    };
    for follower in &rulebook.followers {
        follower(ctx, tx, &change, now).await?;
    }
    counts::count_stored(ctx, tx, cells, &revised, 1).await?;
    Ok(Outcome::Updated)
}

/// Sends an edited response to those departments that it concerns only now.
async fn route_again(
    ctx: &Context,
    rulebook: &Rulebook,
    tx: &mut Tx,
    revised: &StoredResponse,
    posting: Posting,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let known = store::assignments_in(tx, revised.id.as_str()).await?;
    let tags: Vec<String> = serde_json::from_str(&revised.tags)?;
    let segment = serde_json::from_str(&revised.segment)?;
    let mut routed = route(rulebook, revised, &tags, &segment);
    routed.retain(|routed| {
        known
            .iter()
            .all(|known| known.department != routed.department)
    });
    if routed.is_empty() {
        let posts = store::posts_of(tx, revised.id.as_str()).await?;
        if !(known.is_empty() && posts.is_empty()) {
            return Ok(());
        }
    } else {
        let to = routed.iter().map(|routed| &routed.department);
        cards::leave_triage(ctx, tx, revised, to, now).await?;
    }
    let mut desk = Desk::new(ctx, rulebook, posting, now);
    desk.assign(tx, revised, &routed).await?;
    desk.file(tx).await
}

/// Collects what a unit of work assigns and posts, so that it is written in few statements.
struct Desk<'a> {
    ctx: &'a Context,
    rulebook: &'a Rulebook,
    posting: Posting,
    now: DateTime<Utc>,
    languages: Option<HashMap<String, Language>>,
    planned: HashMap<DepartmentId, u32>,
    assignments: Vec<Assignment>,
    posts: Vec<Post>,
    messages: Vec<NewMessage>,
}

impl<'a> Desk<'a> {
    fn new(ctx: &'a Context, rulebook: &'a Rulebook, posting: Posting, now: DateTime<Utc>) -> Self {
        Self {
            ctx,
            rulebook,
            posting,
            now,
            languages: None,
            planned: HashMap::new(),
            assignments: Vec::new(),
            posts: Vec::new(),
            messages: Vec::new(),
        }
    }

    /// Notes to which departments a response goes, and what is posted there.
    async fn assign(
        &mut self,
        tx: &mut Tx,
        response: &StoredResponse,
        routed: &[Routed],
    ) -> anyhow::Result<()> {
        for routed in routed {
            self.assignments.push(Assignment {
                response_id: response.id.clone(),
                department: routed.department.clone(),
                reasons: serde_json::to_string(&routed.reasons)?,
                assigned_by: None,
                ended_at: None,
            });
        }
        let is_shown = response.excluded.is_none() && response.state == ResponseState::Complete;
        if self.posting == Posting::Silent || !is_shown || is_forgotten(&response.external_id) {
            return Ok(());
        }
        if self.languages.is_none() {
            self.languages = Some(preferences::channel_languages(tx).await?);
        }
        for routed in routed {
            self.post_to_department(tx, response, &routed.department)
                .await?;
        }
        let has_words = response
            .comment
            .as_deref()
            .is_some_and(|comment| !comment.trim().is_empty());
        if routed.is_empty() && (has_words || self.ctx.config.workspace.triage_without_words) {
            self.post_to_triage(response)?;
        }
        Ok(())
    }

    async fn post_to_department(
        &mut self,
        tx: &mut Tx,
        response: &StoredResponse,
        id: &DepartmentId,
    ) -> anyhow::Result<()> {
        let config = &self.ctx.config;
        let (Some(department), Some(channel)) =
            (config.departments.get(id), self.rulebook.channels.get(id))
        else {
            return Ok(());
        };
        let zone = config.workspace.time_zone;
        let today = local_day(self.now, zone);
        let first_day = channel
            .earliest(self.now)
            .map_or(today, |(_, day)| day)
            .to_string();
        if department.posting.at_most_a_day > 0 && !self.planned.contains_key(id) {
            // The lane's row is written first, so that two replicas do not count at the same time.
            outbox::lock_lane(tx, department.channel.as_str()).await?;
            let planned = store::single_posts_on(tx, id.as_str(), &first_day).await?;
            self.planned.insert(id.clone(), u32::try_from(planned)?);
        }
        let tags: Vec<String> = serde_json::from_str(&response.tags)?;
        let segment = serde_json::from_str(&response.segment)?;
        let planned = self.planned.entry(id.clone()).or_default();
        let decision = channel.decide(&facts(response, &tags, &segment), *planned, self.now);
        let lane = department.channel.as_str().to_owned();
        let mut post = Post {
            id: new_row_id(),
            response_id: response.id.clone(),
            department: id.clone(),
            lane: lane.clone(),
            state: PostState::Digest,
            message_id: None,
            local_day: today.to_string(),
        };
        if let PostingDecision::At(due_at) = decision {
            post.state = PostState::Single;
            post.local_day = first_day;
            *planned += 1;
            let language = self.language_of(&lane, department.language);
            let card = cards::testimonial(self.ctx, response, id, department, language);
            self.messages.push(NewMessage::post(
                lane,
                card.to_json(),
                format!("card:{}", post.id),
                due_at,
            ));
        }
        self.posts.push(post);
        Ok(())
    }

    fn post_to_triage(&mut self, response: &StoredResponse) -> anyhow::Result<()> {
        let config = &self.ctx.config;
        let lane = config.workspace.triage_channel.as_str().to_owned();
        let zone = config.workspace.time_zone;
        let language = self.language_of(&lane, None);
        let card = cards::triage(self.ctx, response, language);
        let (due_at, day) = self
            .rulebook
            .triage
            .earliest(self.now)
            .unwrap_or((self.now, local_day(self.now, zone)));
        let post = Post {
            id: new_row_id(),
            response_id: response.id.clone(),
            department: TRIAGE.into(),
            lane: lane.clone(),
            state: PostState::Single,
            message_id: None,
            local_day: day.to_string(),
        };
        self.messages.push(NewMessage::post(
            lane,
            card.to_json(),
            format!("card:{}", post.id),
            due_at,
        ));
        self.posts.push(post);
        Ok(())
    }

    fn language_of(&self, lane: &str, configured: Option<Language>) -> Language {
        let chosen = self
            .languages
            .as_ref()
            .and_then(|languages| languages.get(lane).copied());
        chosen
            .or(configured)
            .unwrap_or(self.ctx.config.workspace.language)
    }

    /// Writes everything that was noted.
    async fn file(&mut self, tx: &mut Tx) -> anyhow::Result<()> {
        store::assign(tx, &self.assignments, self.now).await?;
        let ids = outbox::enqueue(tx, &self.messages, self.now).await?;
        let singles = self
            .posts
            .iter_mut()
            .filter(|post| post.state == PostState::Single);
        for (post, id) in singles.zip(ids) {
            post.message_id = id;
        }
        store::insert_posts(tx, &self.posts, self.now).await?;
        Ok(())
    }
}
