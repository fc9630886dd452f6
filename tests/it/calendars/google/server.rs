//! Google Calendar as its reference describes `events.list`, `instances`, `get` and `patch`, and its token service.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::calendars::server::{Got, Reply, reply};

/// The secret half of a key that was made for these tests.
pub const KEY: &str = include_str!("../../../fixtures/calendars/google-test-key.pkcs8.base64");
pub const ACCOUNT: &str = "klantstem@project.iam.gserviceaccount.com";
pub const CALENDAR: &str = "team@example.com";

/// A calendar at Google.
#[derive(Default)]
pub struct Google {
    /// Single events, masters of series, and instances that were changed.
    events: BTreeMap<String, Value>,
    /// When each was last changed.
    changes: BTreeMap<String, u64>,
    version: u64,
    /// Sync tokens before this one are too old.
    pub oldest: u64,
    tokens: BTreeSet<String>,
    given: u64,
    /// The most that a page holds.
    pub page: usize,
    /// Whether we may only read.
    pub is_read_only: bool,
    /// How often somebody else changes an event just after it was read.
    pub rivals: u32,
    /// Who was mailed.
    pub mailed: Vec<String>,
    /// What the last token was asked with.
    pub claims: Value,
}

impl Google {
    pub fn empty() -> Self {
        Self {
            page: 250,
            ..Self::default()
        }
    }

    /// A calendar with a weekly meeting on Mondays at nine in Amsterdam and one that happens once.
    pub fn with_a_team() -> Self {
        let mut google = Self::empty();
        let people = json!([
            { "email": "chair@example.com", "organizer": true, "responseStatus": "accepted" },
            { "email": "ann@example.com", "responseStatus": "needsAction" },
            { "email": "room@resource.calendar.google.com", "resource": true },
        ]);
        google.put(json!({
            "id": "weekly", "iCalUID": "weekly@google.com", "summary": "Team weekly", "description": "Agenda\n1. Figures",
            "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO"],
            "start": { "dateTime": "2026-11-02T09:00:00+01:00", "timeZone": "Europe/Amsterdam" },
            "end": { "dateTime": "2026-11-02T09:30:00+01:00", "timeZone": "Europe/Amsterdam" },
            "organizer": { "email": "Chair@Example.com" }, "attendees": people,
            "conferenceData": { "conferenceId": "abc-defg-hij" }, "location": "Room 1",
        }));
        google.put(json!({
            "id": "once", "summary": "Kick-off",
            "start": { "dateTime": "2026-11-25T13:00:00Z" }, "end": { "dateTime": "2026-11-25T14:00:00Z" },
            "organizer": { "email": "chair@example.com" },
        }));
        google
    }

    /// Adds or changes an event.
    pub fn put(&mut self, mut event: Value) {
        self.version += 1;
        let id = event["id"].as_str().unwrap().to_owned();
        event["etag"] = json!(format!("\"{}\"", self.version));
        if event["status"].is_null() {
            event["status"] = json!("confirmed");
        }
        self.changes.insert(id.clone(), self.version);
        self.events.insert(id, event);
    }

    pub fn event(&self, id: &str) -> Value {
        self.find(id).unwrap_or(Value::Null)
    }

    pub fn change(&mut self, id: &str, field: &str, value: Value) {
        let mut event = self.find(id).unwrap();
        event[field] = value;
        self.put(event);
    }

    /// All tokens end.
    pub fn expire(&mut self) {
        self.tokens.clear();
    }

    /// An event by its id, which may be that of an instance.
    fn find(&self, id: &str) -> Option<Value> {
        if let Some(event) = self.events.get(id) {
            return Some(event.clone());
        }
        let (series, _) = id.rsplit_once('_')?;
        self.instances(series)
            .into_iter()
            .find(|event| event["id"] == id)
    }

    /// A series happens eight times, a week apart.
    fn instances(&self, series: &str) -> Vec<Value> {
        let Some(master) = self.events.get(series) else {
            return Vec::new();
        };
        (0..8).map(|week| self.instance(master, week)).collect()
    }

    fn instance(&self, master: &Value, week: i64) -> Value {
        let start: DateTime<Utc> = time(&master["start"]).unwrap();
        let end = time(&master["end"]).unwrap();
        let by = chrono::TimeDelta::weeks(week);
        let series = master["id"].as_str().unwrap();
        let id = format!("{series}_{}", (start + by).format("%Y%m%dT%H%M%SZ"));
        if let Some(changed) = self.events.get(&id) {
            return changed.clone();
        }
        let mut instance = master.clone();
        instance.as_object_mut().unwrap().remove("recurrence");
        instance["id"] = json!(id);
        instance["recurringEventId"] = json!(series);
        instance["start"] = json!({ "dateTime": start + by });
        instance["end"] = json!({ "dateTime": end + by });
        instance["originalStartTime"] = json!({ "dateTime": start + by });
        instance
    }

    /// All single events and instances, with when each was last changed.
    fn singles(&self) -> Vec<(u64, Value)> {
        let mut singles = Vec::new();
        for (id, event) in &self.events {
            if !event["recurrence"].is_null() {
                for instance in self.instances(id) {
                    let own = self.changes.get(instance["id"].as_str().unwrap()).copied();
                    singles.push((own.unwrap_or(0).max(self.changes[id]), instance));
                }
            } else if event["recurringEventId"].is_null() {
                singles.push((self.changes[id], event.clone()));
            }
        }
        singles
    }
}

fn time(when: &Value) -> Option<DateTime<Utc>> {
    if let Some(date) = when["date"].as_str() {
        return format!("{date}T00:00:00Z").parse().ok();
    }
    when["dateTime"].as_str()?.parse().ok()
}

pub fn error(status: u16, reason: &str) -> Reply {
    let body = json!({ "error": {
        "code": status, "message": "Ann may not see Layoffs",
        "errors": [{ "domain": "calendar", "reason": reason, "message": "Ann may not see Layoffs" }],
    }});
    reply(status, &body)
}

/// Answers as Google does.
pub fn answer(google: &mut Google, got: &Got) -> Reply {
    if got.path == "/token" {
        return google.token(got);
    }
    let token = got
        .header("authorization")
        .and_then(|value| value.strip_prefix("Bearer "));
    if !token.is_some_and(|token| google.tokens.contains(token)) {
        return error(401, "authError");
    }
    let path = got.path.replace("%40", "@");
    let Some(rest) = path.strip_prefix(&format!("/calendars/{CALENDAR}/events")) else {
        return error(404, "notFound");
    };
    let rest: Vec<&str> = rest.split('/').skip(1).collect();
    match (&got.method, rest.as_slice()) {
        (&Method::GET, []) => google.list(got),
        (&Method::GET, [id, "instances"]) => google.list_instances(id, got),
        (&Method::GET, [id]) => google.get(id),
        (&Method::PATCH, [id]) => google.patch(id, got),
        _ => error(405, "httpMethodNotAllowed"),
    }
}

impl Google {
    fn token(&mut self, got: &Got) -> Reply {
        let refused = |word: &str| {
            reply(
                400,
                &json!({ "error": word, "error_description": "Ann may not see Layoffs" }),
            )
        };
        match got.form("grant_type").as_deref() {
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => {
                match claims(&got.form("assertion").unwrap()) {
                    Some(claims) if claims["iss"] == ACCOUNT => self.claims = claims,
                    _ => return refused("invalid_grant"),
                }
            }
            Some("refresh_token") if got.form("refresh_token").as_deref() == Some("refresh") => {}
            _ => return refused("invalid_grant"),
        }
        self.given += 1;
        let token = format!("token-{}", self.given);
        self.tokens.insert(token.clone());
        reply(
            200,
            &json!({ "access_token": token, "expires_in": 3599, "token_type": "Bearer" }),
        )
    }

    fn list(&self, got: &Got) -> Reply {
        let since = match got.parameter("syncToken") {
            None => None,
            Some(_) if got.parameter("timeMin").is_some() => return error(400, "badRequest"),
            Some(token) => match token
                .strip_prefix("sync-")
                .and_then(|token| token.parse().ok())
            {
                Some(version) if version >= self.oldest => Some(version),
                Some(_) => return error(410, "fullSyncRequired"),
                None => return error(400, "invalid"),
            },
        };
        let is_in_window = |event: &Value| {
            let limit = |name| {
                got.parameter(name)
                    .map(|time| time.parse::<DateTime<Utc>>().unwrap())
            };
            let (from, until) = (limit("timeMin"), limit("timeMax"));
            from.is_none_or(|from| time(&event["end"]).is_some_and(|end| end > from))
                && until
                    .is_none_or(|until| time(&event["start"]).is_some_and(|start| start < until))
        };
        let is_asked = |(changed, event): &(u64, Value)| match since {
            Some(since) => *changed > since,
            None => event["status"] != "cancelled" && is_in_window(event),
        };
        let items: Vec<Value> = match got.parameter("singleEvents") {
            Some("true") => self
                .singles()
                .into_iter()
                .filter(is_asked)
                .map(|(_, event)| told(event))
                .collect(),
            _ => self
                .events
                .values()
                .filter(|event| {
                    got.parameter("iCalUID")
                        .is_none_or(|uid| event["iCalUID"] == uid)
                })
                .cloned()
                .collect(),
        };
        self.paged(items, got)
    }

    fn paged(&self, items: Vec<Value>, got: &Got) -> Reply {
        let most = got
            .parameter("maxResults")
            .map_or(250, |most| most.parse().unwrap());
        let start: usize = got.parameter("pageToken").map_or(0, |token| {
            token.strip_prefix("page-").unwrap().parse().unwrap()
        });
        let end = items.len().min(start + self.page.min(most));
        let mut page = json!({ "kind": "calendar#events", "timeZone": "Europe/Amsterdam", "items": items[start..end] });
        if end < items.len() {
            page["nextPageToken"] = json!(format!("page-{end}"));
        } else {
            page["nextSyncToken"] = json!(format!("sync-{}", self.version));
        }
        reply(200, &page)
    }

    fn list_instances(&mut self, series: &str, got: &Got) -> Reply {
        if !self.events.contains_key(series) {
            return error(404, "notFound");
        }
        let wanted = got.parameter("originalStart").unwrap().to_owned();
        let is_wanted = |event: &Value| {
            let original = &event["originalStartTime"];
            original["date"].as_str() == Some(&wanted)
                || original["date"].is_null() && time(original) == wanted.parse().ok()
        };
        let items: Vec<Value> = self
            .instances(series)
            .into_iter()
            .filter(is_wanted)
            .collect();
        let page = self.paged(items.clone(), got);
        for event in items {
            self.let_somebody_change(event);
        }
        page
    }

    fn get(&mut self, id: &str) -> Reply {
        let Some(event) = self.find(id) else {
            return error(404, "notFound");
        };
        self.let_somebody_change(event.clone());
        reply(200, &event)
    }

    fn let_somebody_change(&mut self, mut event: Value) {
        if self.rivals > 0 {
            self.rivals -= 1;
            event["summary"] = json!(format!("Changed before {}", self.rivals));
            self.put(event);
        }
    }

    fn patch(&mut self, id: &str, got: &Got) -> Reply {
        let Some(mut event) = self.find(id) else {
            return error(404, "notFound");
        };
        if self.is_read_only {
            return error(403, "forbiddenForNonOrganizer");
        }
        let is_current = got
            .header("if-match")
            .is_none_or(|etag| event["etag"] == etag);
        if !is_current {
            return error(412, "conditionNotMet");
        }
        if got.parameter("sendUpdates") != Some("none") {
            let people = event["attendees"].as_array().into_iter().flatten();
            self.mailed
                .extend(people.map(|person| person["email"].to_string()));
        }
        for (field, value) in got.json().as_object().unwrap() {
            event[field] = value.clone();
        }
        self.put(event.clone());
        reply(200, &event)
    }
}

/// Of a deleted event hardly anything is told.
fn told(event: Value) -> Value {
    if event["status"] != "cancelled" {
        return event;
    }
    let mut told = json!({ "id": event["id"], "status": "cancelled" });
    for field in ["recurringEventId", "originalStartTime"] {
        if !event[field].is_null() {
            told[field] = event[field].clone();
        }
    }
    told
}

/// What a signed statement says, if it is signed with our key and for now.
fn claims(assertion: &str) -> Option<Value> {
    let (text, signature) = assertion.rsplit_once('.')?;
    let key = BASE64_STANDARD.decode(KEY.replace('\n', "")).unwrap();
    let key = RsaKeyPair::from_pkcs8(&key).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref())
        .verify(
            text.as_bytes(),
            &BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?,
        )
        .ok()?;
    let (_, claims) = text.split_once('.')?;
    let claims: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let (from, until) = (claims["iat"].as_i64()?, claims["exp"].as_i64()?);
    let is_now = (from - Utc::now().timestamp()).abs() < 60 && until - from <= 3600;
    (is_now && claims["aud"].as_str()?.ends_with("/token")).then_some(claims)
}
