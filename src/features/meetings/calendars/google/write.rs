//! Writing to an event at Google: its description and nothing else, under its ETag.

use chrono::{DateTime, Utc};
use reqwest::Client;
use serde_json::json;

use super::events::{Event, Page};
use super::{Calendar, PAGE};
use crate::features::meetings::calendars::http::{self, rfc3339};
use crate::features::meetings::calendars::{CalendarError, Identity, Target, Written, section};

impl Calendar {
    /// Puts the item into the description of the event, or takes it out. Nobody is mailed.
    ///
    /// What is put into a series goes into its changed occurrences after `now` too, which have descriptions of their own;
    /// what is taken out goes from all of them, as Google copies the description into one that somebody changes.
    ///
    /// # Errors
    /// See [`CalendarError`]; `ChangedMeanwhile` after three attempts.
    pub async fn describe(
        &self,
        http: &Client,
        target: &Target,
        item: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Written, CalendarError> {
        let mut written = self.put(http, target, item).await?;
        if let Target::Series(series) = target {
            for copy in self.copies(http, series).await? {
                if item.is_some() && !copy.is_after(now) {
                    continue;
                }
                match self.put(http, &Target::Series(copy.id), item).await {
                    Ok(Written::Same) | Err(CalendarError::NotFound(_)) => {}
                    Ok(Written::Changed) => written = Written::Changed,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(written)
    }

    async fn put(
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
        let event = self.event(http, target).await?;
        let old = event.description.as_deref().unwrap_or_default();
        let new = section::put_markup(old, item);
        if new == old {
            return Ok(Written::Same);
        }
        let etag = http::version(event.etag.as_deref())?;
        let mut url = self.address(&["events", &event.id])?;
        url.query_pairs_mut()
            .append_pair("sendUpdates", "none")
            .append_pair("fields", "id");
        let patch = || {
            http.patch(url.clone())
                .header("if-match", etag)
                .json(&json!({ "description": new }))
        };
        let answer = self.tokens.write(http, patch).await?;
        answer.checked("the event", self.account())?;
        Ok(Written::Changed)
    }

    /// The event that is written to.
    async fn event(&self, http: &Client, target: &Target) -> Result<Event, CalendarError> {
        let (id, start) = match target {
            Target::Series(id) => (id, None),
            Target::Occurrence(identity) => (&identity.event, identity.original_start),
        };
        let event = match start {
            Some(start) => self.instance(http, id, start).await?,
            None => {
                let mut url = self.address(&["events", id])?;
                url.query_pairs_mut()
                    .append_pair("fields", "id,etag,status,description");
                let answer = self.get(http, &url).await?;
                Some(answer.checked("the event", self.account())?.json()?)
            }
        };
        event
            .filter(|event: &Event| !event.is_cancelled())
            .ok_or_else(|| CalendarError::NotFound("the event".to_owned()))
    }

    /// The instance of a series that was first to start then: a time, or for one of whole days a date.
    async fn instance(
        &self,
        http: &Client,
        series: &str,
        start: DateTime<Utc>,
    ) -> Result<Option<Event>, CalendarError> {
        let mut original = rfc3339(start);
        for _ in 0..2 {
            let mut url = self.address(&["events", series, "instances"])?;
            url.query_pairs_mut()
                .append_pair("originalStart", &original)
                .append_pair(
                    "fields",
                    "timeZone,items(id,etag,status,description,recurringEventId,originalStartTime)",
                );
            let answer = self.get(http, &url).await?;
            let page: Page = answer.checked("the event", self.account())?.json()?;
            let zone = page.zone();
            let wanted = Identity {
                event: series.to_owned(),
                original_start: Some(start),
            };
            let is_wanted = |event: &Event| event.identity(zone).as_ref() == Some(&wanted);
            if let Some(event) = page.items.into_iter().find(is_wanted) {
                return Ok(Some(event));
            }
            original = start.with_timezone(&zone).date_naive().to_string();
        }
        Ok(None)
    }

    /// The occurrences of a series that somebody changed; they have its UID, and are events of their own.
    async fn copies(&self, http: &Client, series: &str) -> Result<Vec<Event>, CalendarError> {
        let mut url = self.address(&["events", series])?;
        url.query_pairs_mut().append_pair("fields", "id,iCalUID");
        let answer = self.get(http, &url).await?;
        let event: Event = answer.checked("the event", self.account())?.json()?;
        let Some(uid) = event.ical_uid else {
            return Ok(Vec::new());
        };
        let mut url = self.address(&["events"])?;
        url.query_pairs_mut()
            .append_pair("iCalUID", &uid)
            .append_pair("maxResults", PAGE)
            .append_pair("fields", "items(id,recurringEventId,end)");
        let answer = self.get(http, &url).await?;
        let page: Page = answer.checked("the event", self.account())?.json()?;
        let copies = page.items.into_iter().filter(|event| event.is_of(series));
        Ok(copies.collect())
    }
}
