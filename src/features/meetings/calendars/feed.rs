//! A calendar behind a secret address (ICS): it can be read by who knows the address, and not be written to.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use reqwest::header::{
    ACCEPT, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::http::{self, Answer};
use super::{CalendarError, Reading, Whole, Window, ics};

#[cfg(test)]
mod tests;
mod text;

/// How often one may be sent on to another address.
const MOST_REDIRECTS: usize = 5;
/// How far the window may move before occurrences that came into it are looked for in what did not change.
const WINDOW_MAY_MOVE: TimeDelta = TimeDelta::days(1);

/// A calendar behind a secret address.
#[derive(Clone, Debug)]
pub struct Feed {
    /// `https://…/basic.ics` or `webcal://…`. Who knows it reads the calendar, so it stands in no error and no log.
    pub address: SecretString,
    /// Where times without a zone are meant, unless the calendar says so.
    pub default_zone: Tz,
}

/// What is remembered from one reading to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    etag: Option<String>,
    modified: Option<String>,
    /// The window that was read.
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    /// Of the address and the zone: with others, what is kept says nothing.
    of: String,
}

impl Feed {
    /// Whether the address can be one.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence without the address.
    pub fn check(&self) -> Result<(), CalendarError> {
        self.url().map(|_| ())
    }

    /// Reads the calendar; what `kept` says is not sent again by servers that can tell.
    ///
    /// # Errors
    /// [`CalendarError`], in words that say what to do where it is not for us to do it.
    pub async fn read(
        &self,
        client: &Client,
        window: &Window,
        kept: Option<&str>,
    ) -> Result<Reading, CalendarError> {
        let kept = kept.and_then(|kept| self.still_good(kept, window));
        let Some((text, answer)) = self.fetch(client, kept.as_ref()).await? else {
            return Ok(Reading::Unchanged);
        };
        let (window, zone) = (*window, self.default_zone);
        // Large calendars take longer than others should wait.
        let expanded =
            tokio::task::spawn_blocking(move || ics::occurrences(&text, &window, zone)).await;
        let expanded =
            expanded.map_err(|_| CalendarError::Unreadable("reading it broke off".to_owned()))?;
        Ok(Reading::Whole(Whole {
            occurrences: expanded.occurrences,
            events: expanded.events,
            problems: expanded.problems,
            kept: self.keep(&answer, &window),
        }))
    }

    /// Reads the calendar anew and says how it is understood, with what takes place in the window.
    ///
    /// # Errors
    /// As [`Feed::read`].
    pub async fn inspect(
        &self,
        client: &Client,
        window: &Window,
    ) -> Result<ics::Findings, CalendarError> {
        let fetched = self.fetch(client, None).await?;
        let (text, _) = fetched
            .ok_or_else(|| CalendarError::Unreadable("it answers 304 unasked".to_owned()))?;
        Ok(ics::inspect(&text, window, self.default_zone))
    }

    fn url(&self) -> Result<Url, CalendarError> {
        let address = self.address.expose_secret().trim();
        let address = match address.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") => {
                format!("https://{rest}")
            }
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcals") => {
                format!("https://{rest}")
            }
            _ => address.to_owned(),
        };
        // The error of the parser is left out, as it may hold a part of the address.
        let url = Url::parse(&address)
            .ok()
            .filter(|url| matches!(url.scheme(), "https" | "http"));
        url.ok_or_else(|| {
            CalendarError::Unreadable(
                "its address does not begin with https:// or webcal://; copy it anew".to_owned(),
            )
        })
    }

    fn fingerprint(&self) -> String {
        let of = format!("{} {}", self.default_zone, self.address.expose_secret());
        hex::encode(&Sha256::digest(of)[..8])
    }

    fn still_good(&self, kept: &str, window: &Window) -> Option<Kept> {
        let kept: Kept = serde_json::from_str(kept).ok()?;
        let covers = kept.from <= window.from && window.until - kept.until <= WINDOW_MAY_MOVE;
        (covers && kept.of == self.fingerprint()).then_some(kept)
    }

    fn keep(&self, answer: &Answer, window: &Window) -> Option<String> {
        let (etag, modified) = (answer.header(&ETAG), answer.header(&LAST_MODIFIED));
        if etag.is_none() && modified.is_none() {
            return None;
        }
        let kept = Kept {
            etag,
            modified,
            from: window.from,
            until: window.until,
            of: self.fingerprint(),
        };
        serde_json::to_string(&kept).ok()
    }

    /// The text of the calendar, or none if it is as it was.
    async fn fetch(
        &self,
        client: &Client,
        kept: Option<&Kept>,
    ) -> Result<Option<(String, Answer)>, CalendarError> {
        let mut url = self.url()?;
        for _ in 0..=MOST_REDIRECTS {
            let answer = http::read(|| request(client, &url, kept)).await?;
            if let Some(next) = next_address(&url, &answer)? {
                url = next;
                continue;
            }
            if kept.is_some() && answer.status == StatusCode::NOT_MODIFIED {
                return Ok(None);
            }
            let answer = checked(answer)?;
            return Ok(Some((text::calendar(&answer.body)?, answer)));
        }
        Err(CalendarError::Unreadable(
            "it sends from one address to the next without end".to_owned(),
        ))
    }
}

fn request(client: &Client, url: &Url, kept: Option<&Kept>) -> RequestBuilder {
    let request = client
        .get(url.clone())
        .header(ACCEPT, "text/calendar, */*;q=0.5");
    let with = |request: RequestBuilder, name: HeaderName, value: Option<&String>| match value {
        Some(value) => request.header(name, value),
        None => request,
    };
    let request = with(
        request,
        IF_NONE_MATCH,
        kept.and_then(|kept| kept.etag.as_ref()),
    );
    with(
        request,
        IF_MODIFIED_SINCE,
        kept.and_then(|kept| kept.modified.as_ref()),
    )
}

/// Where an answer sends to; never from an encrypted address to an open one.
fn next_address(url: &Url, answer: &Answer) -> Result<Option<Url>, CalendarError> {
    if !answer.status.is_redirection() || answer.status == StatusCode::NOT_MODIFIED {
        return Ok(None);
    }
    let next = answer
        .header(&LOCATION)
        .and_then(|location| url.join(&location).ok());
    let is_safe = |next: &Url| next.scheme() == "https" || next.scheme() == url.scheme();
    let next = next.filter(|next| matches!(next.scheme(), "https" | "http") && is_safe(next));
    next.map(Some).ok_or_else(|| {
        CalendarError::Unreadable(
            "it sends on to an address that is not safe to follow; copy it anew".to_owned(),
        )
    })
}

/// The answer if it is a success. The address is the key here, so that one which leads nowhere is refused.
fn checked(answer: Answer) -> Result<Answer, CalendarError> {
    match answer.status {
        StatusCode::UNAUTHORIZED => Err(CalendarError::Refused(
            "it asks for a password (401); take the secret address of the calendar, or read it over CalDAV".to_owned(),
        )),
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => Err(CalendarError::Refused(format!(
            "its address is not good any more ({}); share the calendar again and copy its secret address anew",
            answer.status.as_u16()
        ))),
        _ => answer.checked("the calendar", "whoever has its address"),
    }
}
