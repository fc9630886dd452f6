//! Tokens, signing secrets and the database's address: from the environment alone.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::{ExposeSecret, SecretString};

use super::environment::Environment;
use super::names::did_you_mean;
use super::problems::{Location, Problem, Problems, Report};
use super::tree::Place;
use super::{Config, SlackMode};
use crate::platform::ids::SourceId;

/// What must never be shown, logged or written to a file.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `SLACK_BOT_TOKEN`: `xoxb-…`.
    pub slack_bot_token: Option<SecretString>,
    /// `SLACK_APP_TOKEN`: `xapp-…`, for Socket Mode.
    pub slack_app_token: Option<SecretString>,
    /// `SLACK_SIGNING_SECRET`: all that are accepted, so that one can be replaced without a gap.
    pub slack_signing_secrets: Vec<SecretString>,
    /// `DATABASE_URL`, or else `database.url` of the configuration.
    pub database_url: SecretString,
    /// `WEBHOOK_SECRET_<SOURCE>`, by source.
    pub webhooks: BTreeMap<SourceId, SecretString>,
    /// `CALENDAR_SECRET_<ID>`, by calendar.
    pub calendars: BTreeMap<String, SecretString>,
}

impl Secrets {
    /// Whether everything is there that `serve` needs in `mode`; if not, what is missing and
    /// where it is found.
    ///
    /// # Errors
    /// One problem for each missing secret.
    pub fn require(&self, mode: SlackMode) -> Result<(), Problems> {
        let mut missing = Vec::new();
        let mut need = |name: &str, there: bool, found_at: &str| {
            if !there {
                missing.push(Problem::elsewhere(
                    Location::Environment(name.to_owned()),
                    format!("is not set, and Slack can not be reached without it in {mode} mode"),
                    format!(
                        "{found_at} Set {name}, or {name}_FILE to the path of a file that holds it."
                    ),
                ));
            }
        };
        need(
            "SLACK_BOT_TOKEN",
            self.slack_bot_token.is_some(),
            "On your app's page at api.slack.com/apps: OAuth & Permissions, Bot User OAuth Token \
             (xoxb-).",
        );
        match mode {
            SlackMode::Socket => need(
                "SLACK_APP_TOKEN",
                self.slack_app_token.is_some(),
                "On your app's page at api.slack.com/apps: Basic Information, App-Level Tokens, \
                 with the scope connections:write (xapp-).",
            ),
            SlackMode::Http => need(
                "SLACK_SIGNING_SECRET",
                !self.slack_signing_secrets.is_empty(),
                "On your app's page at api.slack.com/apps: Basic Information, App Credentials.",
            ),
        }
        Problems::none_of(missing)
    }
}

/// The variable in which the webhook secret of `source` is expected.
pub fn webhook_secret_variable(source: &SourceId) -> String {
    variable(WEBHOOK_PREFIX, source.as_str())
}

/// The variable in which the secret of the calendar `id` is expected.
pub fn calendar_secret_variable(id: &str) -> String {
    variable(CALENDAR_PREFIX, id)
}

fn variable(prefix: &str, id: &str) -> String {
    let name: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("{prefix}{name}")
}

const WEBHOOK_PREFIX: &str = "WEBHOOK_SECRET_";
const CALENDAR_PREFIX: &str = "CALENDAR_SECRET_";

/// Reads every secret, reports what is wrong with them.
pub(super) fn read(
    environment: &Environment,
    sources: &BTreeSet<SourceId>,
    calendars: &BTreeSet<String>,
    report: &mut Report<'_>,
) -> Secrets {
    let bot = one(environment, "SLACK_BOT_TOKEN", report);
    check_token(bot.as_ref(), "SLACK_BOT_TOKEN", "xoxb-", "xapp-", report);
    let app = one(environment, "SLACK_APP_TOKEN", report);
    check_token(app.as_ref(), "SLACK_APP_TOKEN", "xapp-", "xoxb-", report);
    let signing = one(environment, "SLACK_SIGNING_SECRET", report)
        .map(|both| {
            both.expose_secret()
                .split(',')
                .map(str::trim)
                .filter(|secret| !secret.is_empty())
                .map(SecretString::from)
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    if signing.len() > 2 {
        report.elsewhere(
            Location::Environment("SLACK_SIGNING_SECRET".to_owned()),
            format!("holds {} secrets", signing.len()),
            "Two, separated by a comma, are accepted while one replaces the other.".to_owned(),
        );
    }
    let database_url = one(environment, "DATABASE_URL", report);
    if let Some(url) = &database_url
        && let Err(reason) = super::check::database_url(url.expose_secret())
    {
        report.elsewhere(
            Location::Environment("DATABASE_URL".to_owned()),
            reason,
            super::check::DATABASE_URL_REMEDY.to_owned(),
        );
    }
    Secrets {
        slack_bot_token: bot,
        slack_app_token: app,
        slack_signing_secrets: signing,
        // Without DATABASE_URL the loader fills in the configuration's address.
        database_url: database_url.unwrap_or_default(),
        webhooks: named(
            environment,
            WEBHOOK_PREFIX,
            "source",
            sources,
            webhook_secret_variable,
            report,
        ),
        calendars: named(
            environment,
            CALENDAR_PREFIX,
            "calendar",
            calendars,
            |id| calendar_secret_variable(id),
            report,
        ),
    }
}

impl Secrets {
    /// Takes the configuration's database address where `DATABASE_URL` gave none.
    pub(super) fn complete(mut self, config: &Config) -> Self {
        if self.database_url.expose_secret().is_empty() {
            self.database_url = SecretString::from(config.database.url.as_str());
        }
        self
    }
}

/// The secrets of all things of a kind, by what they are known by.
fn named<Id: Ord + Clone>(
    environment: &Environment,
    prefix: &str,
    what: &str,
    ids: &BTreeSet<Id>,
    variable_of: impl Fn(&Id) -> String,
    report: &mut Report<'_>,
) -> BTreeMap<Id, SecretString> {
    let variables: BTreeMap<String, &Id> = ids.iter().map(|id| (variable_of(id), id)).collect();
    for name in environment.names_with(prefix) {
        let plain = name.strip_suffix("_FILE").unwrap_or(name);
        if !variables.contains_key(name) && !variables.contains_key(plain) {
            let hint = did_you_mean(plain, variables.keys().map(String::as_str));
            report.elsewhere(
                Location::Environment(name.to_owned()),
                format!("belongs to no {what} of the configuration{hint}"),
                None,
            );
        }
    }
    variables
        .into_iter()
        .filter_map(|(name, id)| {
            let secret = one(environment, &name, report)?;
            Some((id.clone(), secret))
        })
        .collect()
}

/// The secret in `name`, or in the file that `name_FILE` points to.
fn one(environment: &Environment, name: &str, report: &mut Report<'_>) -> Option<SecretString> {
    let file_variable = format!("{name}_FILE");
    match (environment.get(name), environment.get(&file_variable)) {
        (Some(_), Some(_)) => {
            report.elsewhere(
                Location::Environment(name.to_owned()),
                format!("is set, and {file_variable} too"),
                "Keep one of them.".to_owned(),
            );
            None
        }
        (Some(value), None) => Some(SecretString::from(value)),
        (None, Some(path)) => match std::fs::read_to_string(path) {
            Ok(text) if text.trim().is_empty() => {
                report.elsewhere(
                    Location::Environment(file_variable),
                    format!("the file {path} is empty"),
                    None,
                );
                None
            }
            Ok(text) => Some(SecretString::from(text.trim())),
            Err(error) => {
                report.elsewhere(
                    Location::Environment(file_variable),
                    format!("the file {path} can not be read: {error}"),
                    None,
                );
                None
            }
        },
        (None, None) => None,
    }
}

fn check_token(
    token: Option<&SecretString>,
    name: &str,
    beginning: &str,
    other: &str,
    report: &mut Report<'_>,
) {
    let Some(token) = token else { return };
    let token = token.expose_secret();
    let rest = token.strip_prefix(beginning);
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        return;
    }
    let remedy = if token.starts_with(other) {
        "SLACK_BOT_TOKEN and SLACK_APP_TOKEN seem to be exchanged.".to_owned()
    } else if token.starts_with("xoxe") {
        "Token rotation is on for this app. Klantstem does not support it: create the app from \
         `klantstem manifest`, which leaves it off."
            .to_owned()
    } else if rest.is_some() {
        "Copy the whole token, without spaces.".to_owned()
    } else {
        match beginning {
            "xoxb-" => "Take the Bot User OAuth Token of OAuth & Permissions.",
            _ => "Take an App-Level Token of Basic Information.",
        }
        .to_owned()
    };
    report.at(
        &Place::Environment(name.to_owned()),
        format!("is not a token of the form {beginning}…"),
        remedy,
    );
}
