//! CalDAV (RFC 4791): calendars on one's own server, such as Nextcloud, Radicale, Zimbra or iCloud.
//!
//! The few requests and answers that this needs are written and read here. libdav has types for them, but brings a DNS
//! library and a second one for time with it.

mod write;
mod xml;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use self::xml::Resource;
use super::http::{self, Answer, Kept};
use super::{CalendarError, Reading, Whole, Window, ics};

/// Events without a zone may lie this far from where UTC would have them.
const ZONES: TimeDelta = TimeDelta::hours(15);

/// How a calendar is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address of the calendar itself; see [`Calendar::found`] for how to get to know it.
    pub url: String,
    /// Who signs in.
    pub user: String,
    /// With what: best a password that is for this alone.
    pub password: SecretString,
    /// The zone of times that name none.
    pub zone: Tz,
    /// Whether meetings with others are written to where the server mails all who take part each time.
    pub may_mail: bool,
}

/// A calendar on a CalDAV server.
#[derive(Debug)]
pub struct Calendar {
    url: Url,
    settings: Settings,
}

/// A calendar that there is for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its address, for [`Settings::url`].
    pub url: String,
    /// What it is called.
    pub name: String,
}

impl Calendar {
    /// Returns the calendar; nothing is sent yet.
    ///
    /// # Errors
    /// Unreadable, where its address is none.
    pub fn new(settings: &Settings) -> Result<Self, CalendarError> {
        Ok(Self {
            url: http::address(&settings.url, &[])?,
            settings: settings.clone(),
        })
    }

    /// With whom the calendar is to be shared, so that we may read or write it.
    pub fn account(&self) -> &str {
        &self.settings.user
    }

    /// Reads the occurrences of the window, or learns that nothing changed since `kept`.
    ///
    /// The first reading of a UTC day is whole and reaches a day further than the window.
    ///
    /// # Errors
    /// See [`CalendarError`].
    pub async fn read(
        &self,
        http: &Client,
        window: &Window,
        kept: Option<&str>,
    ) -> Result<Reading, CalendarError> {
        // Before the events: what changes between the two is only read twice.
        let state = self.state(http).await?;
        let kept = kept.and_then(|kept| Kept::parse(kept, window));
        let window = match kept {
            Some(kept) if kept.token == state => return Ok(Reading::Unchanged),
            Some(kept) => kept.window,
            None => Kept::window(window),
        };
        self.whole(http, &window, &state).await.map(Reading::Whole)
    }

    /// The calendars of who signs in, found from any address of the server.
    ///
    /// # Errors
    /// See [`CalendarError`]; `NotFound` where the server does not say where they are.
    pub async fn found(&self, http: &Client) -> Result<Vec<Found>, CalendarError> {
        let next = |resources: Vec<Resource>, what: &str| {
            let link = resources.into_iter().find_map(|resource| resource.link);
            link.ok_or_else(|| CalendarError::NotFound(what.to_owned()))
        };
        let principal = self.list(http, &self.url, "0", xml::PRINCIPAL).await?;
        let principal = self.own(&next(principal, "who signs in")?)?;
        let home = self.list(http, &principal, "0", xml::HOME).await?;
        let home = self.own(&next(home, "the place of the calendars")?)?;
        let all = self.list(http, &home, "1", xml::KINDS).await?;
        let mut found = Vec::new();
        for calendar in all.into_iter().filter(|one| one.is_calendar) {
            found.push(Found {
                url: self.own(&calendar.href)?.into(),
                name: calendar.name.unwrap_or_default(),
            });
        }
        Ok(found)
    }

    async fn whole(
        &self,
        http: &Client,
        window: &Window,
        state: &str,
    ) -> Result<Whole, CalendarError> {
        let (from, until) = (window.from - ZONES, window.until + ZONES);
        let resources = self.report(http, &xml::by_time(from, until)).await?;
        let mut whole = Whole {
            occurrences: Vec::new(),
            events: 0,
            problems: Vec::new(),
            kept: Some(Kept::text(window, state)),
        };
        for resource in resources {
            let Some(data) = resource.data else { continue };
            let expanded = ics::occurrences(&data, window, self.settings.zone);
            whole.occurrences.extend(expanded.occurrences);
            whole.events += expanded.events;
            whole.problems.extend(expanded.problems);
        }
        whole
            .occurrences
            .sort_by_key(|occurrence| occurrence.starts_at);
        if whole.events == 0 {
            let all = self.list(http, &self.url, "1", xml::ETAGS).await?;
            whole.events = all
                .iter()
                .filter(|one| one.etag.is_some() && !one.is_calendar)
                .count();
        }
        Ok(whole)
    }

    /// What is another as soon as anything in the calendar changed.
    async fn state(&self, http: &Client) -> Result<String, CalendarError> {
        let own = self.list(http, &self.url, "0", xml::STATE).await?;
        if let Some(state) = own.into_iter().find_map(|resource| resource.state) {
            return Ok(state);
        }
        // Servers that have neither a sync token nor a tag of the collection have one of each event.
        let mut tags: Vec<_> = self.list(http, &self.url, "1", xml::ETAGS).await?;
        tags.sort_by(|one, other| one.href.cmp(&other.href));
        let mut hash = Sha256::new();
        for tag in tags {
            hash.update(format!("{} {}\n", tag.href, tag.etag.unwrap_or_default()));
        }
        Ok(hex::encode(hash.finalize()))
    }

    async fn report(&self, http: &Client, body: &str) -> Result<Vec<Resource>, CalendarError> {
        self.ask(http, "REPORT", &self.url, "1", body).await
    }

    async fn list(
        &self,
        http: &Client,
        url: &Url,
        depth: &str,
        body: &str,
    ) -> Result<Vec<Resource>, CalendarError> {
        self.ask(http, "PROPFIND", url, depth, body).await
    }

    async fn ask(
        &self,
        http: &Client,
        method: &str,
        url: &Url,
        depth: &str,
        body: &str,
    ) -> Result<Vec<Resource>, CalendarError> {
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| CalendarError::Unreadable("no method".to_owned()))?;
        let request = || {
            self.signed(http.request(method.clone(), url.clone()))
                .header("depth", depth)
                .header("content-type", "application/xml; charset=utf-8")
                .body(body.to_owned())
        };
        let answer = http::read(request).await?;
        let answer = answer.checked("the calendar", self.account())?;
        if answer.status != StatusCode::MULTI_STATUS {
            return Err(CalendarError::Unreadable(
                "the address is not one of a CalDAV server".to_owned(),
            ));
        }
        xml::resources(&text(answer)?)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        let password = self.settings.password.expose_secret();
        request.basic_auth(&self.settings.user, Some(password))
    }

    /// An address that the server gave, if it is its own: our password goes nowhere else.
    fn own(&self, href: &str) -> Result<Url, CalendarError> {
        let url = self.url.join(href).ok();
        url.filter(|url| url.origin() == self.url.origin())
            .ok_or_else(|| CalendarError::Unreadable("it names an address elsewhere".to_owned()))
    }
}

fn text(answer: Answer) -> Result<String, CalendarError> {
    String::from_utf8(answer.body)
        .map_err(|_| CalendarError::Unreadable("it is not in UTF-8".to_owned()))
}

/// The time as CalDAV asks for it.
fn stamp(time: DateTime<Utc>) -> String {
    time.format("%Y%m%dT%H%M%SZ").to_string()
}
