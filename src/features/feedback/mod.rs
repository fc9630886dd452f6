//! What customers say: taking it in, keeping personal data out, sending it to departments, posting it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use crate::platform::Context;
use crate::platform::batch::Batcher;
use crate::platform::config::{self, Config};
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, SourceId};

mod cards;
pub mod counts;
pub mod forgetting;
pub mod handlers;
pub mod import;
pub mod intake;
pub mod rules;
pub mod sources;
pub mod store;
pub mod tick;
pub mod views;

pub use cards::{language_of_lane, shown_departments};
use intake::{Outcome, Posting, Prepared};
use rules::exclusion::Exclusions;
use rules::matching::PatternError;
use rules::posting::ChannelPosting;
use rules::response::StoredResponse;
use rules::routing::Router;
use sources::CompiledSource;

/// A response that was edited or withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Revised<'a> {
    /// As it was.
    pub before: &'a StoredResponse,
    /// As it is now.
    pub after: &'a StoredResponse,
}

/// Another feature that shows customers' words: it is told of an edit or a withdrawal within the same
/// unit of work.
pub type Follower = for<'a> fn(
    &'a Context,
    &'a mut Tx,
    &'a Revised<'a>,
    DateTime<Utc>,
) -> BoxFuture<'a, anyhow::Result<()>>;

/// The organisation's rules about responses, ready to be asked.
#[derive(Debug)]
pub struct Rulebook {
    /// Sends a response to departments.
    pub router: Router,
    /// Says whose responses do not count.
    pub exclusions: Exclusions,
    /// Say when and how a channel is posted to.
    pub channels: BTreeMap<DepartmentId, ChannelPosting>,
    /// Says when triage is posted to.
    pub triage: ChannelPosting,
    /// Are told of edits and withdrawals.
    pub followers: Vec<Follower>,
}

impl Rulebook {
    /// The rules that the configuration gives.
    ///
    /// # Errors
    /// Where a rule can not be read; `config check` says the same with its line.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let channel = |posting: &config::Posting| channel_posting(config, posting);
        let in_use = config
            .departments
            .iter()
            .filter(|(_, department)| department.enabled);
        Ok(Self {
            router: Router::new(&config.routes, &config.departments)?,
            exclusions: Exclusions::new(&config.privacy),
            channels: in_use
                .map(|(id, department)| Ok((id.clone(), channel(&department.posting)?)))
                .collect::<Result<_, PatternError>>()?,
            triage: channel(&config::Posting::default())?,
            followers: Vec::new(),
        })
    }
}

/// When and how a channel with these settings is posted to.
///
/// # Errors
/// Where its filter can not be read.
fn channel_posting(
    config: &Config,
    posting: &config::Posting,
) -> Result<ChannelPosting, PatternError> {
    let workspace = &config.workspace;
    let (hours, holidays) = (&workspace.posting_hours, &workspace.holidays);
    ChannelPosting::new(posting, hours, holidays, workspace.time_zone)
}

/// What feedback keeps while the program runs.
#[derive(Debug)]
pub struct Feedback {
    /// The organisation's rules.
    pub rulebook: Arc<Rulebook>,
    sources: BTreeMap<SourceId, CompiledSource>,
    intake: Batcher<Prepared, Outcome>,
}

impl Feedback {
    /// Prepares the rules and the sources, and starts the worker that stores what comes in;
    /// `followers` are told of what changes.
    ///
    /// # Errors
    /// Where a rule can not be read.
    pub fn new(
        ctx: &Context,
        sources: BTreeMap<SourceId, CompiledSource>,
        followers: Vec<Follower>,
    ) -> anyhow::Result<Self> {
        let rulebook = Arc::new(Rulebook {
            followers,
            ..Rulebook::new(&ctx.config)?
        });
        let intake = Batcher::start({
            let (ctx, rulebook) = (ctx.clone(), rulebook.clone());
            move |prepared| {
                let (ctx, rulebook) = (ctx.clone(), rulebook.clone());
                async move { store_together(&ctx, &rulebook, prepared).await }
            }
        });
        Ok(Self {
            rulebook,
            sources,
            intake,
        })
    }
}

async fn store_together(
    ctx: &Context,
    rulebook: &Rulebook,
    prepared: Vec<Prepared>,
) -> anyhow::Result<Vec<Outcome>> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let outcomes = intake::take_in(ctx, rulebook, &mut tx, prepared, Posting::Wanted, now).await?;
    tx.commit().await?;
    Ok(outcomes)
}
