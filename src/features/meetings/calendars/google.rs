//! Google Calendar: read by sync tokens, written by patching a description and nothing else.

mod events;
mod token;
mod write;

use reqwest::{Client, StatusCode, Url};
use secrecy::SecretString;

use self::events::{Event, Page};
use self::token::Credentials;
use super::http::{self, Answer, Kept, Tokens, rfc3339};
use super::{CalendarError, Reading, Whole, Window};

/// Where Google's API is.
pub const API_URL: &str = "https://www.googleapis.com/calendar/v3";
/// Where Google gives tokens.
pub const TOKEN_URL: &str = "https://oauth2.googleapis.com/token";

/// What is asked for: neither descriptions nor names of people leave Google.
const FIELDS: &str = "timeZone,nextPageToken,nextSyncToken,items(id,iCalUID,status,eventType,summary,start,end,\
    recurringEventId,originalStartTime,organizer/email,attendees(email,organizer,resource),attendeesOmitted)";
/// The most that Google gives at once.
const PAGE: &str = "2500";
/// A calendar of half a million occurrences in a window is none.
const MOST_PAGES: usize = 200;

/// How a calendar is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its id: mostly a mail address; `primary` is the account's own.
    pub calendar: String,
    /// The JSON file of a service account's key, or of a consent (`authorized_user` with a refresh token).
    pub credentials: SecretString,
    /// In whose name a service account with domain-wide delegation acts: a mail address.
    pub subject: Option<String>,
    /// [`API_URL`], unless behind a proxy or in tests.
    pub api_url: String,
    /// [`TOKEN_URL`], unless behind a proxy or in tests.
    pub token_url: String,
}

/// A calendar at Google.
#[derive(Debug)]
pub struct Calendar {
    calendar: String,
    api_url: String,
    tokens: Tokens<Credentials>,
}

impl Calendar {
    /// Returns the calendar; nothing is sent yet.
    ///
    /// # Errors
    /// Refused, with what is wrong with the credentials.
    pub fn new(settings: &Settings) -> Result<Self, CalendarError> {
        Ok(Self {
            calendar: settings.calendar.clone(),
            api_url: settings.api_url.clone(),
            tokens: Tokens::new(Credentials::new(settings)?),
        })
    }

    /// Whom the calendar is to be shared with, so that we may read or write it.
    pub fn account(&self) -> &str {
        self.tokens.account()
    }

    /// Reads the occurrences of the window, or what changed of them since `kept`.
    ///
    /// A sync token's window does not move. So the first reading of a UTC day is whole and reaches a day further than
    /// the window; so are its occurrences.
    ///
    /// # Errors
    /// See [`CalendarError`].
    pub async fn read(
        &self,
        http: &Client,
        window: &Window,
        kept: Option<&str>,
    ) -> Result<Reading, CalendarError> {
        if let Some(kept) = kept.and_then(|kept| Kept::parse(kept, window))
            && let Some(changes) = self.changes(http, &kept).await?
        {
            return Ok(changes);
        }
        self.whole(http, window).await.map(Reading::Whole)
    }

    /// What changed since, or nothing where Google does not know the token any more.
    async fn changes(
        &self,
        http: &Client,
        kept: &Kept<'_>,
    ) -> Result<Option<Reading>, CalendarError> {
        let mut url = self.events()?;
        url.query_pairs_mut().append_pair("syncToken", kept.token);
        let Some(pages) = self.pages(http, url).await? else {
            return Ok(None);
        };
        let mut changed = Vec::new();
        let mut gone = Vec::new();
        for event in pages.events {
            match event.occurrence(pages.zone) {
                // What was moved away is found again once a window reaches it.
                Some(occurrence) if kept.holds(&occurrence) => changed.push(occurrence),
                Some(occurrence) => gone.push(occurrence.identity),
                None => gone.extend(event.identity(pages.zone)),
            }
        }
        if changed.is_empty() && gone.is_empty() && pages.token == kept.token {
            return Ok(Some(Reading::Unchanged));
        }
        changed.sort_by_key(|occurrence| occurrence.starts_at);
        Ok(Some(Reading::Changes {
            changed,
            gone,
            kept: Kept::text(&kept.window, &pages.token),
        }))
    }

    async fn whole(&self, http: &Client, window: &Window) -> Result<Whole, CalendarError> {
        let window = Kept::window(window);
        let mut url = self.events()?;
        url.query_pairs_mut()
            .append_pair("timeMin", &rfc3339(window.from))
            .append_pair("timeMax", &rfc3339(window.until));
        let pages = self.pages(http, url).await?.ok_or_else(|| {
            CalendarError::NotFound(format!("the calendar of {}", self.account()))
        })?;
        let mut occurrences = Vec::new();
        let mut problems = Vec::new();
        for event in &pages.events {
            match event.occurrence(pages.zone) {
                Some(occurrence) => occurrences.push(occurrence),
                None if event.is_meeting() => {
                    problems.push("an event has no time that can be read".to_owned());
                }
                None => {}
            }
        }
        occurrences.sort_by_key(|occurrence| occurrence.starts_at);
        let events = events::count(&pages.events);
        Ok(Whole {
            occurrences,
            events: match events {
                0 => self.any(http).await?,
                events => events,
            },
            problems,
            kept: Some(Kept::text(&window, &pages.token)),
        })
    }

    /// 1 if the calendar holds any event at any time, else 0.
    async fn any(&self, http: &Client) -> Result<usize, CalendarError> {
        let mut url = self.address(&["events"])?;
        url.query_pairs_mut()
            .append_pair("maxResults", "1")
            .append_pair("fields", "items(id),nextPageToken");
        let answer = self.get(http, &url).await?;
        let page: Page = answer.checked("the calendar", self.account())?.json()?;
        Ok(usize::from(
            !page.items.is_empty() || page.next_page_token.is_some(),
        ))
    }

    /// All pages from there on; nothing where the sync token is too old.
    async fn pages(&self, http: &Client, url: Url) -> Result<Option<Pages>, CalendarError> {
        let is_sync = url.query_pairs().any(|(name, _)| name == "syncToken");
        let mut events = Vec::new();
        let mut page_token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut url = url.clone();
            if let Some(token) = &page_token {
                url.query_pairs_mut().append_pair("pageToken", token);
            }
            let answer = self.get(http, &url).await?;
            if is_sync && matches!(answer.status, StatusCode::GONE | StatusCode::BAD_REQUEST) {
                return Ok(None);
            }
            let page: Page = answer.checked("the calendar", self.account())?.json()?;
            let zone = page.zone();
            events.extend(page.items);
            match (page.next_page_token, page.next_sync_token) {
                (Some(next), _) => page_token = Some(next),
                (None, Some(token)) => {
                    return Ok(Some(Pages {
                        events,
                        zone,
                        token,
                    }));
                }
                (None, None) => break,
            }
        }
        Err(CalendarError::Unreadable(
            "the pages do not end with a sync token".to_owned(),
        ))
    }

    async fn get(&self, http: &Client, url: &Url) -> Result<Answer, CalendarError> {
        self.tokens.read(http, || http.get(url.clone())).await
    }

    /// The list of occurrences, by parameters that have to be the same in each reading by a sync token.
    fn events(&self) -> Result<Url, CalendarError> {
        let mut url = self.address(&["events"])?;
        url.query_pairs_mut()
            .append_pair("singleEvents", "true")
            .append_pair("maxResults", PAGE)
            .append_pair("fields", FIELDS);
        Ok(url)
    }

    fn address(&self, path: &[&str]) -> Result<Url, CalendarError> {
        let whole = [&["calendars", self.calendar.as_str()], path].concat();
        http::address(&self.api_url, &whole)
    }
}

struct Pages {
    events: Vec<Event>,
    zone: chrono_tz::Tz,
    token: String,
}
