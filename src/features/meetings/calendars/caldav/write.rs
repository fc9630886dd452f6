//! Writing to an event on a CalDAV server: its file is read, changed between our markers, and put back under its ETag.

use reqwest::header::{ETAG, HeaderName};
use reqwest::{Client, Method, Url};

use super::{Calendar, text, xml};
use crate::features::meetings::calendars::{CalendarError, Identity, Target, Written, http, ics};

const DAV: HeaderName = HeaderName::from_static("dav");

/// An event's file on the server.
struct Object {
    url: Url,
    etag: String,
    text: String,
}

impl Calendar {
    /// Puts the item into the description of the event, or takes it out.
    ///
    /// # Errors
    /// See [`CalendarError`]; `WouldMail` where the server tells others of it and that is not allowed,
    /// `ChangedMeanwhile` after three attempts.
    pub async fn describe(
        &self,
        http: &Client,
        target: &Target,
        item: Option<&str>,
    ) -> Result<Written, CalendarError> {
        http::written(|| self.write(http, target, item)).await
    }

    async fn write(
        &self,
        http: &Client,
        target: &Target,
        item: Option<&str>,
    ) -> Result<Written, CalendarError> {
        let (object, new) = match self.described(http, target, item).await? {
            Some(described) => described,
            None => return Ok(Written::Same),
        };
        if !self.settings.may_mail && has_company(&object.text) && self.mails(http).await? {
            return Err(CalendarError::WouldMail);
        }
        let put = self
            .signed(http.put(object.url))
            .header("if-match", object.etag)
            .header("content-type", "text/calendar; charset=utf-8")
            // Where we were only invited, the organiser is told nothing (RFC 6638, 8.1).
            .header("schedule-reply", "F")
            .body(new);
        http::send(put)
            .await?
            .checked("the event", self.account())?;
        Ok(Written::Changed)
    }

    /// The event as it stands and as it is to be; nothing where that is the same.
    async fn described(
        &self,
        http: &Client,
        target: &Target,
        item: Option<&str>,
    ) -> Result<Option<(Object, String)>, CalendarError> {
        let (Target::Series(uid) | Target::Occurrence(Identity { event: uid, .. })) = target;
        let missing = || CalendarError::NotFound("the event".to_owned());
        // A server looks for a part of the UID: the event itself is known by who can read it.
        let hrefs = self.report(http, &xml::by_uid(uid)).await?;
        let mut problem = missing();
        for resource in hrefs {
            let object = self.object(http, &resource.href).await?;
            match ics::describe(&object.text, target, item, self.settings.zone) {
                Ok(new) => return Ok(new.map(|new| (object, new))),
                Err(CalendarError::NotFound(_)) => {}
                Err(error) => problem = error,
            }
        }
        Err(problem)
    }

    async fn object(&self, http: &Client, href: &str) -> Result<Object, CalendarError> {
        let url = self.own(href)?;
        let answer = http::read(|| self.signed(http.get(url.clone()))).await?;
        let answer = answer.checked("the event", self.account())?;
        let etag = http::version(answer.header(&ETAG).as_deref())?.to_owned();
        Ok(Object {
            url,
            etag,
            text: text(answer)?,
        })
    }

    /// Whether the server tells who takes part of what the organiser changes (RFC 6638, 2).
    async fn mails(&self, http: &Client) -> Result<bool, CalendarError> {
        let request = || self.signed(http.request(Method::OPTIONS, self.url.clone()));
        let answer = http::read(request).await?;
        let answer = answer.checked("the calendar", self.account())?;
        let mut abilities = answer.headers.get_all(&DAV).iter();
        Ok(abilities.any(|all| {
            let all = all.to_str().unwrap_or_default();
            all.split(',')
                .any(|one| one.trim().eq_ignore_ascii_case("calendar-auto-schedule"))
        }))
    }
}

/// Whether anybody was invited.
fn has_company(text: &str) -> bool {
    text.lines().any(|line| {
        let name = line.get(..8).unwrap_or_default();
        name.eq_ignore_ascii_case("ATTENDEE")
    })
}
