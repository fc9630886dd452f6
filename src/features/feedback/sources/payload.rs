//! Turns a payload into responses by a source's mapping. Total: whatever the bytes are, it answers.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::condition::{Condition, Verdict};
use super::mapping::{ALL_FIELDS, CompiledMapping, ConsentFrom};
use super::path::{Path, scalar_text};
use super::text::{clean, two_letter_language, write_canonical};
use super::time::read_time;
use crate::features::feedback::rules::response::{
    Consent, IncomingResponse, Respondent, ResponseState, ScoreKind,
};
use crate::platform::ids::{DepartmentId, SourceId};

mod scores;

/// More responses in one payload than any tool sends are refused.
pub const MOST_ITEMS: usize = 1000;

const LONGEST_COMMENT: usize = 20_000;
const LONGEST_TEXT: usize = 500;
const LONGEST_URL: usize = 2_000;
const MOST_TAGS: usize = 50;
const MOST_SEGMENT_FIELDS: usize = 50;

/// 2 to the power of 53.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A time this far ahead of ours is a wrong clock: as `updated_at` it would outlast every edit.
const AHEAD: TimeDelta = TimeDelta::hours(24);

/// What became of one response in a payload.
#[derive(Clone, Debug, PartialEq)]
pub enum MappedItem {
    /// It was understood.
    Response {
        /// The response.
        response: Box<IncomingResponse>,
        /// What the administrator should know of it, without the customer's data.
        notes: Vec<String>,
    },
    /// It is none of ours: another event, or nothing was answered. Answer 2xx.
    Ignored {
        /// Why.
        reason: String,
    },
    /// It does not fit the mapping. Answer 422.
    Unmapped {
        /// The path that leads nowhere or to something unusable.
        path: String,
        /// What is wrong there, and what to do.
        problem: String,
    },
}

/// Why a payload can not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MappingError {
    /// It is not JSON. Answer 400.
    #[error(
        "the body is not JSON (line {line}, column {column}): choose JSON as the tool's format"
    )]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It carries too many responses. Answer 413.
    #[error("the body carries {count} responses; at most {MOST_ITEMS} are taken at once")]
    TooManyItems {
        /// How many.
        count: usize,
    },
}

/// The responses in `body`, as `mapping` says where things are.
///
/// # Errors
/// Where the body is not JSON or carries too many responses.
pub fn map_payload(
    mapping: &CompiledMapping,
    source: &SourceId,
    body: &[u8],
    received_at: DateTime<Utc>,
    keep_raw: bool,
) -> Result<Vec<MappedItem>, MappingError> {
    let root: Value = serde_json::from_slice(body).map_err(|error| MappingError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let items: Vec<&Value> = match &mapping.items {
        None => vec![&root],
        Some(path) => {
            match path.find(&root, &root) {
                Some(Value::Array(list)) => list.iter().collect(),
                _ => {
                    return Ok(vec![MappedItem::Unmapped {
                    path: path.to_string(),
                    problem: "there is no list of responses here: does the source's preset fit the tool?".to_owned(),
                }]);
                }
            }
        }
    };
    if items.len() > MOST_ITEMS {
        return Err(MappingError::TooManyItems { count: items.len() });
    }
    Ok(items
        .into_iter()
        .map(|item| {
            let mut reader = Reader {
                mapping,
                item,
                root: &root,
                received_at,
                notes: Vec::new(),
            };
            match reader.response(source) {
                Ok(mut response) => {
                    if keep_raw {
                        response.raw = Some(raw_text(mapping, item, body));
                    }
                    MappedItem::Response {
                        response: Box::new(response),
                        notes: reader.notes,
                    }
                }
                Err(other) => other,
            }
        })
        .collect())
}

/// The bytes as received where they are one response, else that response alone.
fn raw_text(mapping: &CompiledMapping, item: &Value, body: &[u8]) -> String {
    match mapping.items {
        None => String::from_utf8_lossy(body).into_owned(),
        Some(_) => item.to_string(),
    }
}

struct Reader<'a> {
    mapping: &'a CompiledMapping,
    item: &'a Value,
    root: &'a Value,
    received_at: DateTime<Utc>,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn response(&mut self, source: &SourceId) -> Result<IncomingResponse, MappedItem> {
        let mapping = self.mapping;
        self.check_conditions()?;
        for path in &mapping.required {
            if self.find(Some(path)).is_none() {
                return Err(MappedItem::Unmapped {
                    path: path.to_string(),
                    problem: "nothing is there, and this source requires it".to_owned(),
                });
            }
        }
        let state = if self.any(&mapping.deleted_if) {
            ResponseState::Deleted
        } else if self.any(&mapping.partial_if) {
            ResponseState::Partial
        } else {
            ResponseState::Complete
        };
        let (kind, score) = match self.score()? {
            Some((kind, score)) => (kind, Some(score)),
            None => (ScoreKind::Text, None),
        };
        let comment = self.text(mapping.comment.as_ref(), LONGEST_COMMENT);
        if score.is_none()
            && comment.is_none()
            && state != ResponseState::Deleted
            && self.notes.is_empty()
        {
            return Err(self.nothing_found());
        }
        let answered_at = self.time("answered_at", mapping.answered_at.as_ref());
        let updated_at = self.time("updated_at", mapping.updated_at.as_ref());
        Ok(IncomingResponse {
            source: source.clone(),
            external_id: self.external_id(),
            delivery_id: self.id(mapping.delivery_id.as_ref()),
            kind,
            score,
            comment,
            language: self
                .find(mapping.language.as_ref())
                .and_then(two_letter_language),
            respondent: Respondent {
                external_id: self.text(mapping.respondent_id.as_ref(), LONGEST_TEXT),
                email: self.text(mapping.email.as_ref(), LONGEST_TEXT),
                name: self.text(mapping.name.as_ref(), LONGEST_TEXT),
                company: self.text(mapping.company.as_ref(), LONGEST_TEXT),
            },
            consent: self.consent(),
            answered_at: answered_at.unwrap_or(self.received_at),
            updated_at: updated_at.unwrap_or(self.received_at),
            state,
            url: self
                .text(mapping.url.as_ref(), LONGEST_URL)
                .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            survey: self.text(mapping.survey.as_ref(), LONGEST_TEXT),
            touchpoint: self.text(mapping.touchpoint.as_ref(), LONGEST_TEXT),
            tags: self.tags(),
            segment: self.segment(),
            department: self
                .text(mapping.department.as_ref(), LONGEST_TEXT)
                .map(DepartmentId),
            merge: mapping.merge,
            is_test: self.any(&mapping.test_if),
            raw: None,
        })
    }

    /// Another event of the tool is ignored; a payload without what names the event is not this tool's.
    fn check_conditions(&self) -> Result<(), MappedItem> {
        for condition in &self.mapping.when {
            match condition.test(self.item, self.root) {
                Verdict::Holds => {}
                Verdict::Fails => {
                    return Err(MappedItem::Ignored {
                        reason: format!("not so: {}", condition.text()),
                    });
                }
                Verdict::Missing => {
                    return Err(MappedItem::Unmapped {
                        path: condition.path().to_string(),
                        problem: "nothing is there, and this source's `when` looks at it: does its preset fit the tool?".to_owned(),
                    });
                }
            }
        }
        let ignored = self
            .mapping
            .ignore_if
            .iter()
            .find(|condition| condition.holds(self.item, self.root));
        match ignored {
            None => Ok(()),
            Some(condition) => Err(MappedItem::Ignored {
                reason: condition.text().to_owned(),
            }),
        }
    }

    /// Neither score nor words. Where the payload has what the source requires, nothing was
    /// answered; where nothing is required, the paths may be wrong.
    fn nothing_found(&self) -> MappedItem {
        if !self.mapping.required.is_empty() || self.mapping.merge {
            return MappedItem::Ignored {
                reason: "it has neither a score nor words".to_owned(),
            };
        }
        let paths: Vec<String> = self
            .mapping
            .scores
            .iter()
            .map(|rule| &rule.path)
            .chain(&self.mapping.comment)
            .map(Path::to_string)
            .collect();
        MappedItem::Unmapped {
            path: paths.join(" | "),
            problem: "there is neither a score nor a comment at these paths".to_owned(),
        }
    }

    fn find(&self, path: Option<&Path>) -> Option<&'a Value> {
        path?.find(self.item, self.root)
    }

    fn any(&self, conditions: &[Condition]) -> bool {
        conditions
            .iter()
            .any(|condition| condition.holds(self.item, self.root))
    }

    fn all(&self, conditions: &[Condition]) -> bool {
        conditions
            .iter()
            .all(|condition| condition.holds(self.item, self.root))
    }

    fn text(&mut self, path: Option<&Path>, longest: usize) -> Option<String> {
        let value = scalar_text(self.find(path)?)?;
        let (text, cut) = clean(&value, longest);
        if cut && let Some(path) = path {
            self.notes
                .push(format!("`{path}` was cut after {longest} characters"));
        }
        (!text.is_empty()).then_some(text)
    }

    fn external_id(&self) -> String {
        self.id(self.mapping.external_id.as_ref())
            .unwrap_or_else(|| {
                let mut text = String::new();
                write_canonical(self.item, &mut text);
                format!("sha256:{}", hex::encode(Sha256::digest(text)))
            })
    }

    /// An identity is never cut: a long one becomes its hash, so that two of them stay two.
    fn id(&self, path: Option<&Path>) -> Option<String> {
        let value = self.find(path)?;
        let identifies = match value {
            Value::String(_) => true,
            // Beyond this, JSON numbers of different digits are read as the same number.
            Value::Number(number) => {
                number.is_i64()
                    || number.is_u64()
                    || number
                        .as_f64()
                        .is_some_and(|number| number.abs() < MOST_EXACT)
            }
            _ => false,
        };
        let value = scalar_text(value).filter(|_| identifies)?;
        let (text, cut) = clean(&value, LONGEST_TEXT);
        if text.is_empty() {
            return None;
        }
        // Cleaning must not make one of two either.
        if cut || text != value.trim() {
            return Some(format!("sha256:{}", hex::encode(Sha256::digest(&*value))));
        }
        Some(text)
    }

    /// `None` where nothing usable is there; then the time of arrival is taken.
    fn time(&mut self, key: &str, path: Option<&Path>) -> Option<DateTime<Utc>> {
        let value = self.find(path)?;
        let time = read_time(value, self.mapping.time_format, self.mapping.time_zone);
        match time {
            None => self.notes.push(format!(
                "{key} is not a time in the format that the source says; the time of arrival is taken"
            )),
            Some(time) if time - self.received_at > AHEAD => {
                self.notes.push(format!(
                    "{key} lies more than a day ahead; the time of arrival is taken"
                ));
                return None;
            }
            Some(_) => {}
        }
        time
    }

    /// What is not clearly a yes is a no.
    fn consent(&self) -> Consent {
        let path = match &self.mapping.consent {
            ConsentFrom::Fixed(consent) => return *consent,
            ConsentFrom::Payload(path) => path,
        };
        let text = self.find(Some(path)).and_then(scalar_text);
        match text.map(|text| text.trim().to_lowercase()).as_deref() {
            Some("named" | "true" | "yes" | "ja" | "1") => Consent::Named,
            Some("company") => Consent::Company,
            _ => Consent::Anonymous,
        }
    }

    /// A list of texts or of objects with a `value`, `name`, `label` or `title`, or a text with commas.
    fn tags(&self) -> Vec<String> {
        let texts: Vec<String> = match self.find(self.mapping.tags.as_ref()) {
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(|tag| {
                    let named = ["value", "name", "label", "title"]
                        .iter()
                        .find_map(|key| tag.get(key).and_then(scalar_text));
                    scalar_text(tag).or(named).map(|text| text.into_owned())
                })
                .collect(),
            Some(Value::String(text)) => text.split(',').map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let mut seen = HashSet::new();
        texts
            .iter()
            .map(|text| clean(text, LONGEST_TEXT).0)
            .filter(|text| !text.is_empty() && seen.insert(text.clone()))
            .take(MOST_TAGS)
            .collect()
    }

    fn segment(&self) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        for (name, path) in &self.mapping.segment {
            let Some(value) = self.find(Some(path)) else {
                continue;
            };
            let found: Vec<(&str, &Value)> = match value {
                Value::Object(object) if name == ALL_FIELDS => object
                    .iter()
                    .map(|(key, value)| (key.as_str(), value))
                    .collect(),
                _ if name == ALL_FIELDS => continue,
                value => vec![(name.as_str(), value)],
            };
            for (key, value) in found {
                let (key, _) = clean(key, LONGEST_TEXT);
                let text = scalar_text(value).map(|text| clean(&text, LONGEST_TEXT).0);
                if let Some(text) = text.filter(|text| !text.is_empty())
                    && !key.is_empty()
                    && fields.len() < MOST_SEGMENT_FIELDS
                {
                    fields.insert(key, text);
                }
            }
        }
        fields
    }
}

#[cfg(test)]
mod tests;
