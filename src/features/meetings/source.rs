//! The calendars of the configuration, ready to be read and written: one closed set.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use reqwest::Client;
use secrecy::SecretString;

use super::calendars::{
    CalendarError, Reading, Target, Window, Written, caldav, feed, google, graph, http,
};
use crate::platform::config::{self, CalendarKind, Config, calendar_secret_variable};

/// A calendar of the configuration.
#[derive(Debug)]
pub struct Calendar {
    /// Its id.
    pub id: String,
    /// How long it is left alone between two readings.
    pub every: TimeDelta,
    source: Source,
}

/// How a calendar is spoken to.
#[derive(Debug)]
enum Source {
    Ics(feed::Feed),
    Caldav(caldav::Calendar),
    Google(google::Calendar),
    Graph(graph::Calendar),
    /// It can not be used, for this reason.
    Unusable(CalendarError),
}

/// All calendars, by id, and how they are reached.
#[derive(Debug, Default)]
pub struct Calendars {
    http: Option<Client>,
    calendars: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// The calendars of the configuration with their secrets. One that can not be used says so when it is
    /// read, so that its owner is told and everything else goes on.
    ///
    /// # Errors
    /// Where no connection can be made at all.
    pub fn new(config: &Config, secrets: &BTreeMap<String, SecretString>) -> anyhow::Result<Self> {
        let zone = config.workspace.time_zone;
        let calendars: BTreeMap<String, Calendar> = config
            .calendars
            .iter()
            .map(|(id, calendar)| {
                let source = source(id, calendar, secrets.get(id), zone);
                let calendar = Calendar {
                    id: id.clone(),
                    every: TimeDelta::minutes(i64::from(calendar.every_minutes)),
                    source: source.unwrap_or_else(Source::Unusable),
                };
                (id.clone(), calendar)
            })
            .collect();
        let http = match calendars.is_empty() {
            true => None,
            false => Some(http::client()?),
        };
        Ok(Self { http, calendars })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.values()
    }

    /// The calendar of this id.
    pub fn called(&self, id: &str) -> Option<&Calendar> {
        self.calendars.get(id)
    }

    /// Reads one.
    ///
    /// # Errors
    /// Why it can not be read.
    pub async fn read(
        &self,
        id: &str,
        window: &Window,
        kept: Option<&str>,
    ) -> Result<Reading, CalendarError> {
        let (http, source) = self.reach(id)?;
        match source {
            Source::Ics(calendar) => calendar.read(http, window, kept).await,
            Source::Caldav(calendar) => calendar.read(http, window, kept).await,
            Source::Google(calendar) => calendar.read(http, window, kept).await,
            Source::Graph(calendar) => calendar.read(http, window, kept).await,
            Source::Unusable(error) => Err(error.clone()),
        }
    }

    /// Puts an item into an event, or takes ours out. With a series go its occurrences that have a description of their
    /// own: those after `now`, or where it is taken out, all that can be found.
    ///
    /// # Errors
    /// Why it can not be written.
    pub async fn describe(
        &self,
        id: &str,
        target: &Target,
        item: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Written, CalendarError> {
        let (http, source) = self.reach(id)?;
        match source {
            Source::Ics(_) => Err(CalendarError::ReadOnly),
            Source::Caldav(calendar) => calendar.describe(http, target, item).await,
            Source::Google(calendar) => calendar.describe(http, target, item, now).await,
            Source::Graph(calendar) => calendar.describe(http, target, item, now).await,
            Source::Unusable(error) => Err(error.clone()),
        }
    }

    fn reach(&self, id: &str) -> Result<(&Client, &Source), CalendarError> {
        let calendar = self.calendars.get(id);
        let calendar =
            calendar.ok_or_else(|| CalendarError::NotFound(format!("[calendars.{id}]")))?;
        let http = self.http.as_ref();
        let http = http.ok_or_else(|| CalendarError::Unreachable("no connection".to_owned()))?;
        Ok((http, &calendar.source))
    }
}

fn source(
    id: &str,
    calendar: &config::Calendar,
    secret: Option<&SecretString>,
    zone: Tz,
) -> Result<Source, CalendarError> {
    let zone = calendar.time_zone.unwrap_or(zone);
    let needed = || {
        let variable = calendar_secret_variable(id);
        CalendarError::Refused(format!("{variable} is not set"))
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let address =
        |own: &Option<String>, vendors: &str| own.as_deref().unwrap_or(vendors).to_owned();
    Ok(match calendar.kind {
        CalendarKind::Ics => {
            let url = match (secret, &calendar.url) {
                (Some(secret), _) => secret.clone(),
                (None, Some(url)) => SecretString::from(url.as_str()),
                (None, None) => return Err(needed()),
            };
            Source::Ics(feed::Feed {
                address: url,
                default_zone: zone,
            })
        }
        CalendarKind::Caldav => Source::Caldav(caldav::Calendar::new(&caldav::Settings {
            url: text(&calendar.url),
            user: text(&calendar.account),
            password: secret.ok_or_else(needed)?.clone(),
            zone,
            may_mail: calendar.may_mail,
        })?),
        CalendarKind::Google => Source::Google(google::Calendar::new(&google::Settings {
            calendar: text(&calendar.calendar),
            credentials: secret.ok_or_else(needed)?.clone(),
            subject: calendar.account.clone(),
            api_url: address(&calendar.url, google::API_URL),
            token_url: address(&calendar.login_url, google::TOKEN_URL),
        })?),
        CalendarKind::Graph => Source::Graph(graph::Calendar::new(&graph::Settings {
            tenant: text(&calendar.tenant),
            client: text(&calendar.client),
            secret: secret.ok_or_else(needed)?.clone(),
            mailbox: text(&calendar.account),
            calendar: calendar.calendar.clone(),
            may_mail: calendar.may_mail,
            api_url: address(&calendar.url, graph::API_URL),
            login_url: address(&calendar.login_url, graph::LOGIN_URL),
        })?),
    })
}
