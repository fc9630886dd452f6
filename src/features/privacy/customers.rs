//! A customer asks what is kept about them, or to be forgotten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::rules::surgery::without_words;
use super::store::{self, Act};
use super::views;
use crate::features::feedback::forgetting::{self, Forgotten};
use crate::features::feedback::language_of_lane;
use crate::features::feedback::rules::forgetting::respondent_keys;
use crate::features::feedback::rules::response::StoredResponse;
use crate::features::feedback::store::{
    Assignment, Selection, assignments_in, called, left_behind, posts_of, remember_forgotten,
    selected,
};
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::outbox;
use crate::platform::words::Words;

/// Responses that share a unit of work: others wait for it no longer than a moment.
const RESPONSES_TOGETHER: i64 = 50;
/// Messages besides its cards in which a response is looked for.
const MESSAGES: i64 = 1_000;
/// Responses that are listed for a name.
const CANDIDATES: i64 = 20;

/// Who is meant: what customers say of themselves, and responses that were picked by hand.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// E-mail addresses, ids in the source, keys from an export.
    pub customers: Vec<String>,
    /// Our ids of responses.
    pub responses: Vec<String>,
}

impl Asked {
    fn selection(&self) -> Selection {
        let mut keys: Vec<String> = self
            .customers
            .iter()
            .flat_map(|given| respondent_keys(given))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        Selection {
            keys,
            responses: self.responses.clone(),
        }
    }
}

/// What would be erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Responses.
    pub responses: i64,
    /// Cards of them, in Slack or on their way.
    pub cards: i64,
    /// Other messages that show their words: digests, overviews, shared answers.
    pub messages: i64,
    /// The first and the last day on which they were answered.
    pub days: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Counts what an erasure would change; changes nothing.
///
/// # Errors
/// Where the database does not answer.
pub async fn plan(ctx: &Context, asked: &Asked) -> anyhow::Result<Plan> {
    let selection = asked.selection();
    let mut plan = Plan::default();
    let mut messages = BTreeSet::new();
    let mut after = String::new();
    loop {
        let mut tx = ctx.db.begin().await?;
        let found = selected(&mut tx, &selection, &after, RESPONSES_TOGETHER).await?;
        for response in &found {
            let id = response.id.as_str();
            plan.responses += 1;
            let posts = posts_of(&mut tx, id).await?;
            let posted = posts.iter().filter(|post| post.message_id.is_some());
            plan.cards += i64::try_from(posted.count())?;
            messages.extend(outbox::mentioning(&mut tx, id, MESSAGES).await?);
            let at = response.answered_at;
            let (first, last) = plan.days.unwrap_or((at, at));
            plan.days = Some((first.min(at), last.max(at)));
        }
        tx.rollback().await?;
        match found.last() {
            Some(last) => after = last.id.to_string(),
            None => break,
        }
    }
    plan.messages = i64::try_from(messages.len())?;
    Ok(plan)
}

/// What was erased.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    /// Responses.
    pub responses: i64,
    /// Messages that are edited in Slack next, and those of which a person has to look.
    pub messages: Forgotten,
}

/// Forgets a customer: the words and everything that names the customer go, the scores stay counted,
/// the messages in Slack are edited, and no later delivery brings them back. `ordered_by` is recorded
/// with the numbers, the customer is not.
///
/// In units of work of a few responses each: what was cut off is finished by doing it again, or by the
/// timetable.
///
/// # Errors
/// Where the database refused; what was erased before stays erased.
pub async fn erase(ctx: &Context, asked: &Asked, ordered_by: &str) -> anyhow::Result<Erased> {
    let selection = asked.selection();
    let mut tx = ctx.db.begin().await?;
    // First of all, so that nothing comes in behind our back.
    remember_forgotten(&mut tx, &selection.keys, ctx.clock.now()).await?;
    tx.commit().await?;
    let mut erased = Erased::default();
    loop {
        let now = ctx.clock.now();
        let mut tx = ctx.db.begin().await?;
        let found = selected(&mut tx, &selection, "", RESPONSES_TOGETHER).await?;
        if found.is_empty() {
            let (items, messages) = (erased.responses, erased.messages.edited);
            store::record(
                &mut tx,
                Act::EraseCustomer,
                ordered_by,
                items,
                messages,
                now,
            )
            .await?;
            tx.commit().await?;
            return Ok(erased);
        }
        erase_some(ctx, &mut tx, &found, &mut erased, now).await?;
        tx.commit().await?;
    }
}

/// Forgets responses of customers who asked for it before, that an erasure left behind because it was
/// cut off, or that came in at the same moment. Returns how many.
///
/// # Errors
/// Where the database refused.
pub async fn erase_left_behind(ctx: &Context) -> anyhow::Result<i64> {
    let mut erased = Erased::default();
    loop {
        let now = ctx.clock.now();
        let mut tx = ctx.db.begin().await?;
        let found = left_behind(&mut tx, RESPONSES_TOGETHER).await?;
        if found.is_empty() {
            tx.rollback().await?;
            return Ok(erased.responses);
        }
        erase_some(ctx, &mut tx, &found, &mut erased, now).await?;
        tx.commit().await?;
    }
}

async fn erase_some(
    ctx: &Context,
    tx: &mut Tx,
    found: &[StoredResponse],
    erased: &mut Erased,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    // A message may show several of them: it is changed once.
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for response in found {
        let id = response.id.as_str();
        for message in outbox::mentioning(tx, id, MESSAGES).await? {
            messages.entry(message).or_default().insert(id.to_owned());
        }
        for message in store::forget_stories_of(tx, id).await? {
            take_back(ctx, tx, &message, &mut erased.messages, now).await?;
        }
        let done = forgetting::erase(ctx, tx, id, now).await?;
        erased.responses += 1;
        erased.messages.edited += done.edited;
        erased.messages.unclear.extend(done.unclear);
    }
    for (message, responses) in messages {
        take_out(ctx, tx, &message, &responses, &mut erased.messages, now).await?;
    }
    for response in found {
        outbox::forget_mentions(tx, response.id.as_str()).await?;
    }
    Ok(())
}

/// Takes the words of responses out of a message that shows them among others.
async fn take_out(
    ctx: &Context,
    tx: &mut Tx,
    message: &str,
    responses: &BTreeSet<String>,
    done: &mut Forgotten,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let Some(lane) = store::lane_of(tx, message).await? else {
        return Ok(());
    };
    let words = Words::of(spoken_in(ctx, tx, &lane).await?);
    let change = |said: Option<serde_json::Value>| {
        without_words(&said?, responses, &views::words_erased(words))
    };
    let notice = views::message_erased(words);
    let rewritten = outbox::rewrite(tx, message, change, &notice, now).await?;
    done.add(rewritten, &lane);
    Ok(())
}

/// Takes a message back as a whole.
async fn take_back(
    ctx: &Context,
    tx: &mut Tx,
    message: &str,
    done: &mut Forgotten,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if let Some(lane) = store::lane_of(tx, message).await? {
        let notice = views::message_erased(Words::of(spoken_in(ctx, tx, &lane).await?));
        done.add(
            outbox::rewrite(tx, message, |_| None, &notice, now).await?,
            &lane,
        );
    }
    Ok(())
}

/// The language that is spoken in a lane.
pub(super) async fn spoken_in(
    ctx: &Context,
    tx: &mut Tx,
    lane: &str,
) -> anyhow::Result<crate::platform::config::Language> {
    let department = ctx
        .config
        .departments
        .values()
        .find(|department| department.channel.as_str() == lane);
    let configured = department.and_then(|department| department.language);
    language_of_lane(ctx, tx, lane, configured).await
}

/// A response as it is handed out, with everything that is kept of it.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// The stored response, column by column.
    #[serde(flatten)]
    pub response: ExportedResponse,
    /// Where it went, and why.
    pub departments: Vec<ExportedDepartment>,
    /// Where it was posted: the channel, and where it stands there.
    pub posts: Vec<ExportedPost>,
}

/// The columns of a response.
#[derive(Clone, Debug, Serialize)]
#[expect(
    missing_docs,
    reason = "named as the columns are, for whoever receives them"
)]
pub struct ExportedResponse {
    pub id: String,
    pub source: String,
    pub external_id: String,
    pub kind: String,
    pub score: Option<f64>,
    pub scale_min: Option<f64>,
    pub scale_max: Option<f64>,
    pub comment: Option<String>,
    pub language: Option<String>,
    pub respondent_key: Option<String>,
    pub respondent_name: Option<String>,
    pub respondent_company: Option<String>,
    pub consent: String,
    pub answered_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub url: Option<String>,
    pub survey: Option<String>,
    pub touchpoint: Option<String>,
    pub tags: serde_json::Value,
    pub segment: serde_json::Value,
    pub raw: Option<String>,
}

/// A department that a response concerned.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedDepartment {
    /// Its id.
    pub department: String,
    /// Why.
    pub reasons: serde_json::Value,
}

/// A response in a channel.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedPost {
    /// The channel as the configuration names it.
    pub channel: String,
    /// The local day.
    pub day: String,
}

/// Everything that is kept about a customer, and the record that it was handed out on whose order.
///
/// # Errors
/// Where the database does not answer.
pub async fn export(
    ctx: &Context,
    asked: &Asked,
    ordered_by: &str,
) -> anyhow::Result<Vec<Exported>> {
    let selection = asked.selection();
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let mut tx = ctx.db.begin().await?;
        let found = selected(&mut tx, &selection, &after, RESPONSES_TOGETHER).await?;
        let Some(last) = found.last() else {
            let count = i64::try_from(all.len())?;
            let now = ctx.clock.now();
            store::record(&mut tx, Act::ExportCustomer, ordered_by, count, 0, now).await?;
            tx.commit().await?;
            return Ok(all);
        };
        after = last.id.to_string();
        for response in found {
            let assignments = assignments_in(&mut tx, response.id.as_str()).await?;
            let posts = posts_of(&mut tx, response.id.as_str()).await?;
            all.push(exported(response, &assignments, &posts));
        }
        tx.rollback().await?;
    }
}

fn exported(
    response: StoredResponse,
    assignments: &[Assignment],
    posts: &[crate::features::feedback::store::Post],
) -> Exported {
    let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
    Exported {
        departments: assignments
            .iter()
            .map(|assignment| ExportedDepartment {
                department: assignment.department.to_string(),
                reasons: json(&assignment.reasons),
            })
            .collect(),
        posts: posts
            .iter()
            .map(|post| ExportedPost {
                channel: post.lane.clone(),
                day: post.local_day.clone(),
            })
            .collect(),
        response: ExportedResponse {
            id: response.id.to_string(),
            source: response.source.to_string(),
            external_id: response.external_id,
            kind: crate::features::feedback::rules::counting::kind_name(response.kind).to_owned(),
            score: response.score,
            scale_min: response.scale_min,
            scale_max: response.scale_max,
            comment: response.comment,
            language: response.language,
            respondent_key: response.respondent_key,
            respondent_name: response.respondent_name,
            respondent_company: response.respondent_company,
            consent: format!("{:?}", response.consent).to_lowercase(),
            answered_at: response.answered_at,
            received_at: response.received_at,
            url: response.url,
            survey: response.survey,
            touchpoint: response.touchpoint,
            tags: json(&response.tags),
            segment: json(&response.segment),
            raw: response.raw,
        },
    }
}

/// Responses in which a name stands, newest first, at most twenty: a help to find out who is meant.
/// Nothing is ever erased by a name.
///
/// # Errors
/// Where the database does not answer.
pub async fn candidates(ctx: &Context, name: &str) -> anyhow::Result<Vec<StoredResponse>> {
    let mut tx = ctx.db.begin().await?;
    let found = called(&mut tx, name, CANDIDATES).await?;
    tx.rollback().await?;
    Ok(found)
}
