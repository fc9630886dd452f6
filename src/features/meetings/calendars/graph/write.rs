//! Writing to an event by Graph: what is there is read before and after.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Client;
use serde_json::json;

use super::events::Event;
use super::{Calendar, HTML_BODY, UTC_TIMES, body};
use crate::features::meetings::calendars::http::{self, rfc3339};
use crate::features::meetings::calendars::{CalendarError, Target, Written};

/// What is asked for before writing.
const FIELDS: &str = "id,body,isCancelled,isOrganizer,isOnlineMeeting,onlineMeeting,attendees";

/// How far from now changed occurrences are looked for.
const AROUND: TimeDelta = TimeDelta::days(366);

impl Calendar {
    /// Puts the item into the body of the event, or takes it out.
    ///
    /// What is put into a series goes into its changed occurrences of the year after `now` too, which have bodies of their
    /// own, unless they may not be written to: the series leads to the channel as well. What is taken out goes from those
    /// of the year before, too.
    ///
    /// # Errors
    /// See [`CalendarError`]; `WouldMail` where others take part and it is not allowed to mail them, `OnlineMeeting`
    /// where its link can not be proven to survive, `ChangedMeanwhile` after three attempts.
    pub async fn describe(
        &self,
        http: &Client,
        target: &Target,
        item: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Written, CalendarError> {
        let id = self.id(http, target).await?;
        let mut written = http::written(|| self.write(http, &id, item)).await?;
        if let Target::Series(series) = target {
            for changed in self.changed(http, series, item, now).await? {
                match http::written(|| self.write(http, &changed, item)).await {
                    Ok(Written::Same) | Err(CalendarError::NotFound(_)) => {}
                    Ok(Written::Changed) => written = Written::Changed,
                    Err(CalendarError::WouldMail | CalendarError::OnlineMeeting)
                        if item.is_some() => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(written)
    }

    /// The ids of the occurrences of a series that somebody changed: none of an event that happens once.
    async fn changed(
        &self,
        http: &Client,
        series: &str,
        item: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, CalendarError> {
        let from = if item.is_some() { now } else { now - AROUND };
        let mut url = self.address(&["events", series])?;
        url.query_pairs_mut().append_pair("$select", "id,type");
        let answer = self.get(http, &url).await?;
        let event: Event = answer.checked("the event", self.account())?.json()?;
        if !event.is_series() {
            return Ok(Vec::new());
        }
        let mut url = self.address(&["events", series, "instances"])?;
        url.query_pairs_mut()
            .append_pair("startDateTime", &rfc3339(from))
            .append_pair("endDateTime", &rfc3339(now + AROUND))
            .append_pair("$top", "500")
            .append_pair("$select", "id,type");
        let instances = self.pages(http, url).await?.events;
        let changed = instances.into_iter().filter(Event::is_exception);
        Ok(changed.map(|event| event.id).collect())
    }

    async fn write(
        &self,
        http: &Client,
        id: &str,
        item: Option<&str>,
    ) -> Result<Written, CalendarError> {
        let before = self.event(http, id).await?;
        let Some(new) = body::with(&before, item)? else {
            return Ok(Written::Same);
        };
        if before.has_company() && !self.may_mail {
            return Err(CalendarError::WouldMail);
        }
        let patched = self.patch(http, &before, &new).await?;
        let after = self.event(http, id).await?;
        if body::is_kept(&before, &after) {
            return Ok(Written::Changed);
        }
        if !body::is_same_version(&patched, &after) {
            // Somebody wrote after us, and it is not for us to undo that.
            return body::has_link(&before, &after)
                .then_some(Written::Changed)
                .ok_or(CalendarError::OnlineMeeting);
        }
        self.patch(http, &after, before.content()).await?;
        Err(if before.is_online() {
            CalendarError::OnlineMeeting
        } else {
            CalendarError::Unreadable(
                "it changed more of the text than was written, so the old text was put back"
                    .to_owned(),
            )
        })
    }

    /// Writes a body and nothing else. Returns the event as Graph says that it is now.
    async fn patch(
        &self,
        http: &Client,
        event: &Event,
        body: &str,
    ) -> Result<Event, CalendarError> {
        let etag = http::version(event.etag.as_deref())?;
        let url = self.address(&["events", &event.id])?;
        let request = || {
            http.patch(url.clone())
                .header("if-match", etag)
                .header("prefer", format!("{HTML_BODY}, {UTC_TIMES}"))
                .json(&json!({ "body": { "contentType": "html", "content": body } }))
        };
        let answer = self.tokens.write(http, request).await?;
        answer.checked("the event", self.account())?.json()
    }

    async fn event(&self, http: &Client, id: &str) -> Result<Event, CalendarError> {
        let mut url = self.address(&["events", id])?;
        url.query_pairs_mut().append_pair("$select", FIELDS);
        let answer = self.get(http, &url).await?;
        let event: Event = answer.checked("the event", self.account())?.json()?;
        if event.is_cancelled {
            return Err(CalendarError::NotFound("the event".to_owned()));
        }
        Ok(event)
    }

    /// Graph's id of the event: for one occurrence of a series, that of its instance.
    async fn id(&self, http: &Client, target: &Target) -> Result<String, CalendarError> {
        let identity = match target {
            Target::Series(id) => return Ok(id.clone()),
            Target::Occurrence(identity) => identity,
        };
        let Some(start) = identity.original_start else {
            return Ok(identity.event.clone());
        };
        // One that was moved stands elsewhere: a month around is looked through, nearest first.
        for days in [1, 31] {
            let around = TimeDelta::days(days);
            let mut url = self.address(&["events", &identity.event, "instances"])?;
            url.query_pairs_mut()
                .append_pair("startDateTime", &rfc3339(start - around))
                .append_pair("endDateTime", &rfc3339(start + around))
                .append_pair(
                    "$select",
                    "id,type,start,originalStart,isCancelled,seriesMasterId",
                );
            let instances = self.pages(http, url).await?.events;
            let is_wanted = |event: &&Event| event.identity().as_ref() == Some(identity);
            if let Some(event) = instances.iter().find(is_wanted) {
                return Ok(event.id.clone());
            }
        }
        Err(CalendarError::NotFound("the event".to_owned()))
    }
}
