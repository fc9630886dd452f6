//! Microsoft Graph as its reference describes `calendarView`, its delta, `instances`, `event` and the token service.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::calendars::server::{Got, Reply, reply};

pub const MAILBOX: &str = "team@example.com";
pub const SECRET: &str = "s3cret";

/// A mailbox at Microsoft.
#[derive(Default)]
pub struct Graph {
    /// Where it is; Graph gives whole addresses.
    pub url: String,
    events: BTreeMap<String, Value>,
    changes: BTreeMap<String, u64>,
    version: u64,
    /// Delta links before this one are forgotten.
    pub oldest: u64,
    given: u64,
    /// Tokens up to this one have ended.
    ended: u64,
    /// The most that a page holds.
    pub page: usize,
    pub is_forbidden: bool,
    /// Whether we may only read.
    pub is_read_only: bool,
    /// How often somebody else changes an event just after it was read.
    pub rivals: u32,
    /// What Graph does to a body that it is given.
    pub mangle: Option<fn(&str) -> String>,
    /// Who was mailed; one entry for each mail.
    pub mailed: Vec<String>,
}

/// What Teams puts at the end of a body.
pub const TEAMS: &str = "<div style=\"font-size:12px\">\r\n<span>________________________________________________________________________________</span>\r\n\
    <div><a href=\"https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc?context=%7b%22Tid%22%7d&amp;x=1\" id=\"meet_invite_block.action.join_link\">Join the meeting now</a></div>\r\n\
    <div>Meeting ID: 123 456</div>\r\n</div>";
pub const JOIN_URL: &str =
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc?context=%7b%22Tid%22%7d&x=1";

pub fn document(body: &str) -> String {
    format!(
        "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>\r\n{body}\r\n</body></html>\r\n"
    )
}

impl Graph {
    pub fn empty() -> Self {
        Self {
            page: 100,
            ..Self::default()
        }
    }

    /// A weekly meeting on Mondays at nine in Amsterdam without others, and two that happen once: online with others,
    /// and online without.
    pub fn with_a_team() -> Self {
        let mut graph = Self::empty();
        let organizer =
            json!({ "emailAddress": { "name": "Chair", "address": "Team@Example.com" } });
        let body = |content: String| json!({ "contentType": "html", "content": content });
        graph.put(json!({
            "id": "weekly=", "type": "seriesMaster", "subject": "Team weekly", "organizer": organizer, "isOrganizer": true,
            "attendees": [], "body": body(document("<p>Agenda</p>")), "location": { "displayName": "Room 1" },
            "start": when("2026-11-02T08:00:00"), "end": when("2026-11-02T08:30:00"),
        }));
        let attendees = json!([
            { "type": "required", "emailAddress": { "name": "Ann", "address": "ann@example.com" } },
            { "type": "resource", "emailAddress": { "name": "Room", "address": "room@example.com" } },
        ]);
        for (id, attendees) in [("online", attendees), ("alone", json!([]))] {
            graph.put(json!({
                "id": id, "type": "singleInstance", "subject": "Kick-off", "organizer": organizer, "isOrganizer": true,
                "attendees": attendees, "body": body(document(&format!("<p>Welcome</p>\r\n{TEAMS}"))),
                "isOnlineMeeting": true, "onlineMeetingProvider": "teamsForBusiness",
                "onlineMeeting": { "joinUrl": JOIN_URL },
                "start": when("2026-11-25T13:00:00"), "end": when("2026-11-25T14:00:00"),
            }));
        }
        graph
    }

    pub fn put(&mut self, mut event: Value) {
        self.version += 1;
        let id = event["id"].as_str().unwrap().to_owned();
        event["@odata.etag"] = json!(format!("W/\"{}\"", self.version));
        self.changes.insert(id.clone(), self.version);
        self.events.insert(id, event);
    }

    pub fn change(&mut self, id: &str, field: &str, value: Value) {
        let mut event = self.find(id).unwrap();
        if event["type"] == "occurrence" {
            event["type"] = json!("exception");
        }
        event[field] = value;
        self.put(event);
    }

    pub fn remove(&mut self, id: &str) {
        self.events.remove(id).unwrap();
        self.version += 1;
        self.changes.insert(id.to_owned(), self.version);
    }

    pub fn event(&self, id: &str) -> Value {
        self.find(id).unwrap_or(Value::Null)
    }

    /// All tokens end.
    pub fn expire(&mut self) {
        self.ended = self.given;
    }

    fn find(&self, id: &str) -> Option<Value> {
        if let Some(event) = self.events.get(id) {
            return Some(event.clone());
        }
        let (series, _) = id.split_once('#')?;
        self.instances(series)
            .into_iter()
            .find(|event| event["id"] == id)
    }

    /// A series happens eight times, a week apart.
    fn instances(&self, series: &str) -> Vec<Value> {
        let Some(master) = self.events.get(series) else {
            return Vec::new();
        };
        (0..8)
            .map(|week| {
                let id = format!("{series}#{week}");
                if let Some(exception) = self.events.get(&id) {
                    return exception.clone();
                }
                let mut instance = master.clone();
                let moved = |field: &str| {
                    let time = time(&master[field]) + TimeDelta::weeks(week);
                    when(&time.format("%Y-%m-%dT%H:%M:%S").to_string())
                };
                instance["id"] = json!(id);
                instance["type"] = json!("occurrence");
                instance["seriesMasterId"] = json!(series);
                instance["originalStart"] = json!(time(&master["start"]) + TimeDelta::weeks(week));
                (instance["start"], instance["end"]) = (moved("start"), moved("end"));
                instance
            })
            .collect()
    }

    fn view(&self, got: &Got) -> Vec<Value> {
        let limit = |name| {
            got.parameter(name)
                .unwrap()
                .parse::<DateTime<Utc>>()
                .unwrap()
        };
        let (from, until) = (limit("startDateTime"), limit("endDateTime"));
        let mut view = Vec::new();
        for (id, event) in &self.events {
            if event["type"] == "seriesMaster" {
                view.extend(self.instances(id));
            } else if event["seriesMasterId"].is_null() {
                view.push(event.clone());
            }
        }
        view.retain(|event| time(&event["start"]) < until && time(&event["end"]) > from);
        view
    }
}

pub fn when(time: &str) -> Value {
    json!({ "dateTime": format!("{time}.0000000"), "timeZone": "UTC" })
}

fn time(when: &Value) -> DateTime<Utc> {
    let time: NaiveDateTime = when["dateTime"].as_str().unwrap().parse().unwrap();
    time.and_utc()
}

pub fn error(status: u16, code: &str) -> Reply {
    reply(
        status,
        &json!({ "error": { "code": code, "message": "Ann may not see Layoffs" } }),
    )
}

/// Answers as Graph does.
pub fn answer(graph: &mut Graph, got: &Got) -> Reply {
    if got.path == "/contoso.example/oauth2/v2.0/token" {
        return graph.token(got);
    }
    let token = got
        .header("authorization")
        .and_then(|value| value.strip_prefix("Bearer token-"));
    if token.is_none_or(|token| token.parse::<u64>().unwrap() <= graph.ended) {
        return error(401, "InvalidAuthenticationToken");
    }
    if graph.is_forbidden {
        return error(403, "ErrorAccessDenied");
    }
    let path = got
        .path
        .replace("%40", "@")
        .replace("%3D", "=")
        .replace("%23", "#");
    let Some(rest) = path.strip_prefix(&format!("/v1.0/users/{MAILBOX}/")) else {
        return error(404, "ErrorInvalidUser");
    };
    // All times are asked for in UTC, or they would be in the mailbox's zone.
    assert!(
        got.header("prefer")
            .unwrap()
            .contains("outlook.timezone=\"UTC\"")
    );
    let rest: Vec<&str> = rest
        .trim_start_matches("calendars/second/")
        .split('/')
        .collect();
    match (&got.method, rest.as_slice()) {
        (&Method::GET, ["calendarView"]) => graph.paged(graph.view(got), got, None),
        (&Method::GET, ["calendarView", "delta"]) => graph.delta(got),
        (&Method::GET, ["events"]) => {
            graph.paged(graph.events.values().cloned().collect(), got, None)
        }
        (&Method::GET, ["events", id, "instances"]) => graph.list_instances(id, got),
        (&Method::GET, ["events", id]) => graph.get(id),
        (&Method::PATCH, ["events", id]) => graph.patch(id, got),
        _ => error(400, "BadRequest"),
    }
}

impl Graph {
    fn token(&mut self, got: &Got) -> Reply {
        let is_known = got.form("grant_type").as_deref() == Some("client_credentials")
            && got.form("client_id").as_deref() == Some("app")
            && got.form("client_secret").as_deref() == Some(SECRET)
            && got.form("scope") == Some(format!("{}/.default", self.url));
        if !is_known {
            let body =
                json!({ "error": "invalid_client", "error_description": "AADSTS7000215: Ann" });
            return reply(401, &body);
        }
        self.given += 1;
        reply(
            200,
            &json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": format!("token-{}", self.given) }),
        )
    }

    fn paged(&self, items: Vec<Value>, got: &Got, delta: Option<String>) -> Reply {
        let most = got
            .parameter("$top")
            .map_or(1000, |top| top.parse().unwrap());
        let start: usize = got
            .parameter("$skiptoken")
            .map_or(0, |token| token.parse().unwrap());
        let end = items.len().min(start + self.page.min(most));
        let mut page = json!({ "value": items[start..end] });
        if end < items.len() {
            let query: Vec<_> = got
                .query
                .iter()
                .filter(|(name, _)| name != "$skiptoken")
                .collect();
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(query)
                .append_pair("$skiptoken", &end.to_string())
                .finish();
            page["@odata.nextLink"] = json!(format!("{}{}?{query}", self.url, got.path));
        } else if let Some(delta) = delta {
            page["@odata.deltaLink"] = json!(delta);
        }
        reply(200, &page)
    }

    fn delta(&self, got: &Got) -> Reply {
        if got.parameter("$select").is_some() {
            return error(400, "ErrorInvalidUrlQuery");
        }
        let items = match got.parameter("$deltatoken") {
            None => self.view(got),
            Some(token) => {
                let since: u64 = token.parse().unwrap();
                if since < self.oldest {
                    return error(410, "SyncStateNotFound");
                }
                let changed = self.changes.iter().filter(|(_, changed)| **changed > since);
                let told = |id: &String| match self.find(id) {
                    Some(event) => event,
                    None => json!({ "id": id, "@removed": { "reason": "deleted" } }),
                };
                changed.map(|(id, _)| told(id)).collect()
            }
        };
        let link = format!("{}{}?$deltatoken={}", self.url, got.path, self.version);
        self.paged(items, got, Some(link))
    }

    fn list_instances(&self, series: &str, got: &Got) -> Reply {
        if !self.events.contains_key(series) {
            return error(404, "ErrorItemNotFound");
        }
        let limit = |name| {
            got.parameter(name)
                .unwrap()
                .parse::<DateTime<Utc>>()
                .unwrap()
        };
        let (from, until) = (limit("startDateTime"), limit("endDateTime"));
        let mut instances = self.instances(series);
        instances.retain(|event| time(&event["start"]) < until && time(&event["end"]) > from);
        self.paged(instances, got, None)
    }

    fn get(&mut self, id: &str) -> Reply {
        let Some(event) = self.find(id) else {
            return error(404, "ErrorItemNotFound");
        };
        if self.rivals > 0 {
            self.rivals -= 1;
            self.change(
                id,
                "subject",
                json!(format!("Changed before {}", self.rivals)),
            );
        }
        reply(200, &event)
    }

    fn patch(&mut self, id: &str, got: &Got) -> Reply {
        let Some(mut event) = self.find(id) else {
            return error(404, "ErrorItemNotFound");
        };
        if self.is_read_only {
            return error(403, "ErrorAccessDenied");
        }
        if got
            .header("if-match")
            .is_none_or(|etag| event["@odata.etag"] != etag)
        {
            return error(412, "ErrorIrresolvableConflict");
        }
        for (field, value) in got.json().as_object().unwrap() {
            event[field] = value.clone();
        }
        if let Some(mangle) = self.mangle.take() {
            let body = event["body"]["content"].as_str().unwrap();
            event["body"]["content"] = json!(mangle(body));
        }
        let people = event["attendees"].as_array().into_iter().flatten();
        self.mailed
            .extend(people.map(|person| person["emailAddress"]["address"].to_string()));
        if event["type"] == "occurrence" {
            event["type"] = json!("exception");
        }
        self.put(event);
        reply(200, &self.events[id])
    }
}
