//! Keeps what was posted right: answers that come late, edits and withdrawals move figures that people
//! have read.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::features::scores::ask;
use crate::features::scores::rules::revised::Said;
use crate::features::scores::store::said::{self, SaidPost};
use crate::platform::Context;
use crate::platform::config::{Language, ScorePeriod};
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::{self, NewMessage};
use crate::platform::schedule::Occurrence;

/// Changes the posts of the last two periods whose figures are other ones now, and marks what was told.
///
/// # Errors
/// Where the database refused.
pub async fn revise(
    ctx: &Context,
    tx: &mut Tx,
    occurrence: Occurrence,
    language_of: impl Fn(&DepartmentId) -> Language,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let days = match ctx.config.scores.period {
        ScorePeriod::Week => 14,
        ScorePeriod::Month => 62,
        ScorePeriod::Quarter => 184,
    };
    let today = occurrence.local.date();
    let since = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let mut by_day: BTreeMap<String, Vec<SaidPost>> = BTreeMap::new();
    for post in said::since(tx, since).await? {
        by_day.entry(post.local_day.clone()).or_default().push(post);
    }
    for (day, posts) in by_day {
        let Ok(day) = day.parse::<NaiveDate>() else {
            continue;
        };
        let mut before: HashMap<DepartmentId, Said> = HashMap::new();
        for post in &posts {
            before.insert(post.department.clone(), post.said()?);
        }
        let told = ask::posts(ctx, day, &language_of, &before).await?;
        for post in posts {
            let told = told.iter().find(|told| told.department == post.department);
            if let (Some(told), Some(said)) = (told, before.get(&post.department)) {
                rewrite(tx, &post, said, told, occurrence, now).await?;
            }
        }
    }
    Ok(())
}

/// Changes a post, where one of its figures is another one now.
async fn rewrite(
    tx: &mut Tx,
    post: &SaidPost,
    said: &Said,
    told: &ask::Post,
    occurrence: Occurrence,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    // Of other days, where the period was set differently meanwhile.
    let is_same_window = (said.first, said.last) == (told.said.first, told.said.last);
    let Some(revised) = told.revised.as_ref().filter(|_| is_same_window) else {
        return Ok(());
    };
    let message = told.told.message.to_json();
    let key = format!("revised:{}:{}", post.message_id, occurrence.local);
    let update = NewMessage::update(&post.lane, &post.message_id, message, key, now);
    outbox::replace(tx, update, now).await?;
    let post = SaidPost {
        figures: serde_json::to_string(revised)?,
        ..post.clone()
    };
    said::remember(tx, &post, now).await
}
