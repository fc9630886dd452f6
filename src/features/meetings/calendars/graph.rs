//! Microsoft 365 by Graph: read whole when its delta query says that something changed, written with care.
//!
//! Graph has no way to change a meeting without mailing all who take part, and a body without the link of its online
//! meeting ends that meeting. So neither is done by default, nor unproven.

mod body;
mod events;
mod token;
mod write;

use reqwest::{Client, Url};
use secrecy::SecretString;

use self::events::{Event, Page};
use self::token::Credentials;
use super::http::{self, Answer, Kept, Tokens, rfc3339};
use super::{CalendarError, Reading, Whole, Window};

/// Where Graph is.
pub const API_URL: &str = "https://graph.microsoft.com/v1.0";
/// Where Microsoft gives tokens.
pub const LOGIN_URL: &str = "https://login.microsoftonline.com";

/// What is asked for: neither bodies nor names of people leave Microsoft.
const FIELDS: &str = "id,iCalUId,type,subject,start,end,isAllDay,isCancelled,seriesMasterId,originalStart,organizer,attendees";
const UTC_TIMES: &str = "outlook.timezone=\"UTC\"";
const HTML_BODY: &str = "outlook.body-content-type=\"html\"";
/// A calendar of a hundred thousand occurrences in a window is none.
const MOST_PAGES: usize = 200;

/// How a calendar is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory: its id, or a domain of it.
    pub tenant: String,
    /// The id of the registered application, with the application permission `Calendars.ReadWrite`.
    pub client: String,
    /// Its secret.
    pub secret: SecretString,
    /// Whose calendar it is: a mail address.
    pub mailbox: String,
    /// Which of their calendars, by its id; else the one that everybody has.
    pub calendar: Option<String>,
    /// Whether meetings with others are written to, although Microsoft mails all who take part each time.
    pub may_mail: bool,
    /// [`API_URL`], unless in tests or another cloud.
    pub api_url: String,
    /// [`LOGIN_URL`], unless in tests or another cloud.
    pub login_url: String,
}

/// A calendar at Microsoft.
#[derive(Debug)]
pub struct Calendar {
    mailbox: String,
    calendar: Option<String>,
    may_mail: bool,
    api_url: String,
    tokens: Tokens<Credentials>,
}

impl Calendar {
    /// Returns the calendar; nothing is sent yet.
    ///
    /// # Errors
    /// Unreadable, where an address is none.
    pub fn new(settings: &Settings) -> Result<Self, CalendarError> {
        Ok(Self {
            mailbox: settings.mailbox.clone(),
            calendar: settings.calendar.clone(),
            may_mail: settings.may_mail,
            api_url: settings.api_url.clone(),
            tokens: Tokens::new(Credentials::new(settings)?),
        })
    }

    /// Who has to be given access to the mailbox.
    pub fn account(&self) -> &str {
        self.tokens.account()
    }

    /// Reads the occurrences of the window, or learns that nothing changed since `kept`.
    ///
    /// What the delta query tells of instances and deleted events is not enough to know them by, so it is only asked
    /// whether anything changed. Its window does not move: the first reading of a UTC day is whole and reaches a day
    /// further than the window.
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
            && let Some(since) = self.since(http, kept.token).await?
        {
            return if since.changes > 0 {
                let whole = self.whole(http, &kept.window, &since.delta).await?;
                Ok(Reading::Whole(whole))
            } else if since.delta == kept.token {
                Ok(Reading::Unchanged)
            } else {
                Ok(Reading::Changes {
                    changed: Vec::new(),
                    gone: Vec::new(),
                    kept: Kept::text(&kept.window, &since.delta),
                })
            };
        }
        let window = Kept::window(window);
        // The delta's beginning comes before the reading: what changes between the two is only read twice.
        let delta = self.begin(http, &window).await?;
        self.whole(http, &window, &delta).await.map(Reading::Whole)
    }

    async fn whole(
        &self,
        http: &Client,
        window: &Window,
        delta: &str,
    ) -> Result<Whole, CalendarError> {
        let mut url = self.view(&[], window)?;
        url.query_pairs_mut()
            .append_pair("$select", FIELDS)
            .append_pair("$top", "500");
        let events = self.pages(http, url).await?.events;
        let mut occurrences = Vec::new();
        let mut problems = Vec::new();
        for event in events.iter().filter(|event| !event.is_cancelled) {
            match event.occurrence() {
                Some(occurrence) => occurrences.push(occurrence),
                None => problems.push("an event has no time that can be read".to_owned()),
            }
        }
        occurrences.sort_by_key(|occurrence| occurrence.starts_at);
        Ok(Whole {
            occurrences,
            events: match events::count(&events) {
                0 => self.any(http).await?,
                count => count,
            },
            problems,
            kept: Some(Kept::text(window, delta)),
        })
    }

    /// 1 if the calendar holds any event at any time, else 0.
    async fn any(&self, http: &Client) -> Result<usize, CalendarError> {
        let mut url = self.in_calendar(&["events"])?;
        url.query_pairs_mut()
            .append_pair("$top", "1")
            .append_pair("$select", "id");
        let answer = self.get(http, &url).await?;
        let page: Page = answer.checked("the calendar", self.account())?.json()?;
        Ok(usize::from(!page.value.is_empty()))
    }

    /// The address that will tell what changed from now on. All events come with it, and are let go: there is no way
    /// to ask for fewer.
    async fn begin(&self, http: &Client, window: &Window) -> Result<String, CalendarError> {
        let url = self.view(&["delta"], window)?;
        let pages = self.pages(http, url).await?;
        pages.delta.ok_or_else(|| {
            CalendarError::Unreadable("the pages do not end with a delta link".to_owned())
        })
    }

    /// What happened since; nothing where Graph does not know the link any more.
    async fn since(&self, http: &Client, delta: &str) -> Result<Option<Since>, CalendarError> {
        let Some(url) = self.own(delta) else {
            return Ok(None);
        };
        match self.pages(http, url).await {
            Ok(Pages {
                events,
                delta: Some(delta),
            }) => Ok(Some(Since {
                changes: events.len(),
                delta,
            })),
            // 410 syncStateNotFound or resyncRequired; a link that can not be read is a 400.
            Ok(_) | Err(CalendarError::NotFound(_) | CalendarError::Unreadable(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn pages(&self, http: &Client, url: Url) -> Result<Pages, CalendarError> {
        let mut events = Vec::new();
        let mut url = url;
        for _ in 0..MOST_PAGES {
            let answer = self.get(http, &url).await?;
            let page: Page = answer.checked("the calendar", self.account())?.json()?;
            events.extend(page.value);
            match page.next_link {
                Some(next) => {
                    url = self.own(&next).ok_or_else(|| {
                        CalendarError::Unreadable("its next page is somewhere else".to_owned())
                    })?;
                }
                None => {
                    return Ok(Pages {
                        events,
                        delta: page.delta_link,
                    });
                }
            }
        }
        Err(CalendarError::Unreadable("the pages do not end".to_owned()))
    }

    async fn get(&self, http: &Client, url: &Url) -> Result<Answer, CalendarError> {
        let request = || {
            http.get(url.clone())
                .header("prefer", format!("{UTC_TIMES}, {HTML_BODY}"))
        };
        self.tokens.read(http, request).await
    }

    /// An address that was given to us, if it is Graph's own: our token goes nowhere else.
    fn own(&self, given: &str) -> Option<Url> {
        let given = Url::parse(given).ok()?;
        let ours = Url::parse(&self.api_url).ok()?;
        (given.origin() == ours.origin()).then_some(given)
    }

    fn view(&self, path: &[&str], window: &Window) -> Result<Url, CalendarError> {
        let mut url = self.in_calendar(&[&["calendarView"], path].concat())?;
        url.query_pairs_mut()
            .append_pair("startDateTime", &rfc3339(window.from))
            .append_pair("endDateTime", &rfc3339(window.until));
        Ok(url)
    }

    fn in_calendar(&self, path: &[&str]) -> Result<Url, CalendarError> {
        match &self.calendar {
            Some(calendar) => self.address(&[&["calendars", calendar.as_str()], path].concat()),
            None => self.address(path),
        }
    }

    fn address(&self, path: &[&str]) -> Result<Url, CalendarError> {
        let whole = [&["users", self.mailbox.as_str()], path].concat();
        http::address(&self.api_url, &whole)
    }
}

/// What the delta query told.
struct Since {
    changes: usize,
    delta: String,
}

struct Pages {
    events: Vec<Event>,
    delta: Option<String>,
}
