//! Puts the features and the platform together: one running Klantstem.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use secrecy::SecretString;

use crate::features::feedback::Feedback;
use crate::features::feedback::sources::{self, CompiledSource};
use crate::features::kudos::{Kudos, follow};
use crate::features::scores;
use crate::features::stories::follow as stories;
use crate::platform::Context;
use crate::platform::clock::Clock;
use crate::platform::config::{Loaded, Secrets};
use crate::platform::db::Db;
use crate::platform::ids::SourceId;
use crate::platform::outbox::deliver::Courier;
use crate::platform::preferences::Choices;
use crate::platform::slack::SlackClient;
use crate::platform::slack::people::People;

pub mod cli;
pub mod commands;
mod output;
mod problems;
pub mod routes;
pub mod serve;
mod telemetry;
pub mod timetable;
mod web;

use timetable::Timetable;

/// One running Klantstem.
pub struct App {
    /// The world.
    pub ctx: Context,
    /// What feedback keeps while the program runs.
    pub feedback: Feedback,
    /// What kudos keep while the program runs.
    pub kudos: Kudos,
    /// All timed work.
    pub timetable: Timetable,
}

impl App {
    /// Opens the database and prepares everything that the configuration asks for; nothing runs yet.
    ///
    /// # Errors
    /// Where the database can not be opened, or a setting that passed the check still can not be used.
    pub async fn open(loaded: Loaded, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let Loaded {
            config, secrets, ..
        } = loaded;
        let db = Db::open(&secrets.database_url, config.database.synchronous).await?;
        let nobody = SecretString::from("");
        let slack = SlackClient::new(
            &config.slack,
            secrets.slack_bot_token.as_ref().unwrap_or(&nobody),
            secrets.slack_app_token.as_ref(),
        )?;
        let sources = sources_in_use(&config.sources, &secrets)?;
        let config = Arc::new(config);
        let ctx = Context {
            people: People::new(slack.clone(), config.clone()),
            choices: Choices::of(db.clone()),
            config,
            db,
            slack,
            clock,
        };
        Ok(Arc::new(Self {
            feedback: Feedback::new(
                &ctx,
                sources,
                vec![follow::response_changed, stories::response_changed],
            )?,
            kudos: Kudos::new(&ctx),
            timetable: Timetable::new(&ctx.config, &secrets)?,
            ctx,
        }))
    }

    /// Takes messages to Slack; `wall` is the clock of its pace.
    pub fn courier(&self, wall: Clock) -> Courier {
        Courier::new(
            self.ctx.db.clone(),
            self.ctx.slack.clone(),
            self.ctx.clock.clone(),
            wall,
            self.ctx.config.slack.unclear_posts,
            problems::report(self.ctx.clone()),
            Arc::new(scores::picture::paint),
        )
    }
}

/// The sources whose address is open: those that are enabled and have a secret.
fn sources_in_use(
    configured: &BTreeMap<SourceId, crate::platform::config::Source>,
    secrets: &Secrets,
) -> anyhow::Result<BTreeMap<SourceId, CompiledSource>> {
    let mut open = BTreeMap::new();
    for (id, source) in configured.iter().filter(|(_, source)| source.enabled) {
        let Some(own) = secrets.webhooks.get(id) else {
            continue;
        };
        let compiled = sources::compile(id, source, std::slice::from_ref(own))
            .map_err(|problems| anyhow::anyhow!(problems.join("\n")))
            .with_context(|| format!("the source {id} can not be used"))?;
        open.insert(id.clone(), compiled);
    }
    Ok(open)
}
