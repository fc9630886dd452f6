//! Calendars are visited beside all other timed work, each by itself: one that does not answer delays nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::rule::Rules;
use super::{sync, write};
use crate::platform::Context;

/// The calendars that are being visited.
#[derive(Debug)]
pub struct Visits {
    stop: CancellationToken,
    visits: JoinSet<bool>,
    under_way: BTreeMap<String, AbortHandle>,
}

impl Visits {
    /// None yet. When `stop` is cancelled, readings are broken off and what is being written is brought to its end.
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            stop,
            visits: JoinSet::new(),
            under_way: BTreeMap::new(),
        }
    }

    /// Sets out to each calendar for which there is something to do, unless somebody is there already.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn begin(&mut self, ctx: &Context, rules: Rules) -> anyhow::Result<()> {
        let rules = Arc::new(rules);
        for id in waiting(ctx, &rules).await? {
            let known = self.under_way.get(&id);
            if known.is_some_and(|visit| !visit.is_finished()) {
                continue;
            }
            let (ctx, rules, stop) = (ctx.clone(), rules.clone(), self.stop.clone());
            let calendar = id.clone();
            let visit = self.visits.spawn(async move {
                let outcome = visit(&ctx, &rules, &calendar, &stop).await;
                if let Err(error) = &outcome {
                    let error = format!("{error:#}");
                    tracing::error!(
                        calendar,
                        error,
                        "a calendar could not be visited; it is tried again"
                    );
                }
                outcome.is_ok()
            });
            self.under_way.insert(id, visit);
        }
        Ok(())
    }

    /// Returns when one came back, so that there may be something to post or to write: never, where none did. Who
    /// failed does not count, and sets out again when the timetable looks the next time.
    pub async fn ended(&mut self) {
        loop {
            match self.visits.join_next().await {
                Some(Ok(true)) => return,
                Some(_) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Returns when all came back.
    pub async fn all_ended(mut self) {
        while self.visits.join_next().await.is_some() {}
    }
}

/// Visits all calendars for which there is something to do, and returns when all of that is done: whether there was
/// anything.
///
/// # Errors
/// Where the database refused.
pub async fn all(ctx: &Context, rules: &Rules) -> anyhow::Result<bool> {
    let never = CancellationToken::new();
    let waiting = waiting(ctx, rules).await?;
    let visits = waiting.iter().map(|id| visit(ctx, rules, id, &never));
    join_all(visits)
        .await
        .into_iter()
        .collect::<anyhow::Result<()>>()?;
    Ok(!waiting.is_empty())
}

/// The calendars that are to be read, or in which something is to be written.
async fn waiting(ctx: &Context, rules: &Rules) -> anyhow::Result<BTreeSet<String>> {
    let now = ctx.clock.now();
    let read = sync::due(ctx, rules, now).await?;
    let written = write::due(ctx, rules, now).await?;
    let read = read.into_iter().map(|known| known.id);
    Ok(read
        .chain(written.into_iter().map(|writing| writing.calendar))
        .collect())
}

async fn visit(
    ctx: &Context,
    rules: &Rules,
    id: &str,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    sync::read(ctx, rules, id, stop).await?;
    write::carry_out(ctx, rules, id, stop).await
}
