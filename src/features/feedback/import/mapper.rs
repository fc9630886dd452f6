//! Makes a response of a record's cells, or says why it can not.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::cells::{Cells, consent, language, tags};
use super::columns::Field;
use super::identity::{Content, Identities};
use super::plan::Plan;
use super::rejects::RejectReason;
use super::rows::MAX_CELL;
use super::scores::{self, Given, Scale};
use super::{dates, jsonl};
use crate::features::feedback::rules::response::{
    IncomingResponse, Respondent, ResponseState, Score, ScoreKind,
};
use crate::platform::ids::DepartmentId;

/// Answers before this are slips: the first survey tools on the web are younger.
const FIRST_YEAR: DateTime<Utc> = match DateTime::from_timestamp(631_152_000, 0) {
    Some(time) => time,
    None => DateTime::UNIX_EPOCH,
};

/// Where each field is.
#[derive(Clone, Debug, Default)]
struct Places {
    external_id: Option<usize>,
    score: Option<usize>,
    kind: Option<usize>,
    scale: Option<usize>,
    scale_min: Option<usize>,
    scale_max: Option<usize>,
    title: Option<usize>,
    comment: Option<usize>,
    answered_at: Option<usize>,
    updated_at: Option<usize>,
    respondent_id: Option<usize>,
    name: Option<usize>,
    first_name: Option<usize>,
    last_name: Option<usize>,
    email: Option<usize>,
    company: Option<usize>,
    consent: Option<usize>,
    language: Option<usize>,
    url: Option<usize>,
    survey: Option<usize>,
    touchpoint: Option<usize>,
    tags: Option<usize>,
    department: Option<usize>,
    segments: Vec<(String, usize)>,
}

impl Places {
    fn of(plan: &Plan) -> Self {
        let mut places = Self::default();
        for (index, column) in plan.columns.iter().enumerate() {
            let Some(field) = &column.field else {
                continue;
            };
            let place = match field {
                Field::ExternalId => &mut places.external_id,
                Field::Score => &mut places.score,
                Field::Kind => &mut places.kind,
                Field::Scale => &mut places.scale,
                Field::ScaleMin => &mut places.scale_min,
                Field::ScaleMax => &mut places.scale_max,
                Field::Title => &mut places.title,
                Field::Comment => &mut places.comment,
                Field::AnsweredAt => &mut places.answered_at,
                Field::UpdatedAt => &mut places.updated_at,
                Field::RespondentId => &mut places.respondent_id,
                Field::Name => &mut places.name,
                Field::FirstName => &mut places.first_name,
                Field::LastName => &mut places.last_name,
                Field::Email => &mut places.email,
                Field::Company => &mut places.company,
                Field::Consent => &mut places.consent,
                Field::Language => &mut places.language,
                Field::Url => &mut places.url,
                Field::Survey => &mut places.survey,
                Field::Touchpoint => &mut places.touchpoint,
                Field::Tags => &mut places.tags,
                Field::Department => &mut places.department,
                Field::Segment(key) => {
                    places.segments.push((key.clone(), index));
                    continue;
                }
            };
            *place = Some(index);
        }
        places
    }
}

/// Maps records along a plan, and knows which rows came by.
pub(super) struct Mapper<'a> {
    plan: &'a Plan,
    places: Places,
    identities: Identities,
    /// Departments by what stands in their cells, so that a name is made plain once.
    departments: HashMap<String, Option<DepartmentId>>,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            places: Places::of(plan),
            identities: Identities::for_rows(plan.records),
            departments: HashMap::new(),
        }
    }

    pub(super) fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// A response; `None` for a row in which nothing stands.
    pub(super) fn map(
        &mut self,
        cells: &Cells<'_>,
    ) -> Result<Option<IncomingResponse>, RejectReason> {
        let plan = self.plan;
        let own = if plan.rejects { 2 } else { 0 };
        if (own..cells.ends.len()).all(|index| cells.get(Some(index)).is_empty()) {
            return Ok(None);
        }
        self.check_shape(cells)?;
        let places = &self.places;
        let (kind, score) = self.score(cells)?;
        let comment = match (cells.words(places.title), cells.words(places.comment)) {
            (Some(title), Some(comment)) => Some(format!("{title}\n{comment}")),
            (title, comment) => comment.or(title),
        };
        if score.is_none() && comment.is_none() {
            return Err(RejectReason::NothingSaid);
        }
        let answered_at = match (
            self.date(cells, places.answered_at)?,
            plan.options.answered_on,
        ) {
            (Some(date), _) => date,
            (None, Some(day)) => dates::in_zone(
                day.and_time(NaiveTime::MIN) + TimeDelta::hours(12),
                plan.options.time_zone,
            )
            .unwrap_or_default(),
            (None, None) => {
                return Err(RejectReason::DateMissing {
                    column: self.name_of(places.answered_at),
                });
            }
        };
        let updated_at = self
            .date(cells, places.updated_at)?
            .map_or(answered_at, |date| date.max(answered_at));
        let name = cells.words(places.name).or_else(|| {
            match (
                cells.words(places.first_name),
                cells.words(places.last_name),
            ) {
                (Some(first), Some(last)) => Some(format!("{first} {last}")),
                (first, last) => first.or(last),
            }
        });
        let department = self.department(cells);
        let places = &self.places;
        let mut response = IncomingResponse {
            source: plan.options.source.clone(),
            external_id: String::new(),
            delivery_id: None,
            kind,
            score,
            comment,
            language: language(cells.get(places.language)),
            respondent: Respondent {
                external_id: cells.plain(places.respondent_id),
                email: cells.plain(places.email),
                name,
                company: cells.words(places.company),
            },
            consent: consent(cells.get(places.consent)).unwrap_or(plan.options.consent),
            answered_at,
            updated_at,
            state: ResponseState::Complete,
            url: cells.plain(places.url),
            survey: cells.words(places.survey),
            touchpoint: cells.words(places.touchpoint),
            tags: tags(cells, places.tags),
            segment: self.segment(cells),
            department,
            merge: false,
            is_test: false,
            raw: plan.options.keep_raw.then(|| self.raw(cells)),
        };
        response.external_id = match cells.plain(places.external_id) {
            Some(id) => id,
            None => self.identities.id(content(&response)),
        };
        Ok(Some(response))
    }

    fn check_shape(&self, cells: &Cells<'_>) -> Result<(), RejectReason> {
        let (found, expected) = (cells.ends.len(), self.plan.columns.len());
        if found > expected && (expected..found).any(|index| !cells.get(Some(index)).is_empty()) {
            return Err(RejectReason::TooManyCells { found, expected });
        }
        if found < expected {
            // Excel leaves out empty cells at the end of a row; what makes a response must be there.
            let needed = [
                self.places.score,
                self.places.comment,
                self.places.answered_at,
            ];
            if needed.into_iter().flatten().any(|place| place >= found) {
                return Err(RejectReason::TooFewCells { found, expected });
            }
        }
        if cells.text.len() > MAX_CELL {
            for (index, column) in self.plan.columns.iter().enumerate() {
                let cell = cells.get(Some(index));
                if cell.len() > MAX_CELL && cell.chars().count() > MAX_CELL {
                    return Err(RejectReason::CellTooLong {
                        column: column.name.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    fn score(&self, cells: &Cells<'_>) -> Result<(ScoreKind, Option<Score>), RejectReason> {
        let text = cells.get(self.places.score);
        let unreadable = || RejectReason::ScoreUnreadable {
            text: text.to_owned(),
        };
        let given = match scores::read(text) {
            Given::Nothing => return Ok((ScoreKind::Text, None)),
            Given::Unreadable => return Err(unreadable()),
            given => given,
        };
        let kind = self.kind(cells)?;
        if kind == ScoreKind::Text {
            return Ok((kind, None));
        }
        let (value, scale) = match given {
            // A word has no place on the scale of the NPS.
            Given::Word(..) if kind == ScoreKind::Nps => return Err(unreadable()),
            Given::Word(value, scale) => (value, scale),
            Given::Number(value, out_of) => {
                let scale = self.scale(cells, kind)?;
                if out_of.is_some_and(|most| most != scale.max) {
                    return Err(unreadable());
                }
                (value, scale)
            }
            Given::Nothing | Given::Unreadable => return Err(unreadable()),
        };
        let low_is_good = self.plan.options.low_is_good && kind != ScoreKind::Nps;
        let score = Score {
            value,
            min: scale.min,
            max: scale.max,
            low_is_good,
        };
        Ok((kind, Some(score)))
    }

    fn kind(&self, cells: &Cells<'_>) -> Result<ScoreKind, RejectReason> {
        if let Some(kind) = self.plan.kind {
            return Ok(kind);
        }
        let text = cells.get(self.places.kind);
        scores::kind_named(text).ok_or_else(|| RejectReason::KindUnknown {
            text: text.to_owned(),
        })
    }

    fn scale(&self, cells: &Cells<'_>, kind: ScoreKind) -> Result<Scale, RejectReason> {
        let places = &self.places;
        let unreadable = |text: String| RejectReason::ScaleUnreadable { text };
        let whole = cells.get(places.scale);
        if !whole.is_empty() {
            return whole.parse().map_err(|_| unreadable(whole.to_owned()));
        }
        let (min, max) = (cells.get(places.scale_min), cells.get(places.scale_max));
        if !min.is_empty() && !max.is_empty() {
            let ends = format!("{min}..{max}");
            return ends.parse().map_err(|_| unreadable(ends));
        }
        self.plan.scales.of(kind).ok_or(RejectReason::ScaleUnknown {
            kind: super::plan::kind_word(kind),
        })
    }

    fn date(
        &self,
        cells: &Cells<'_>,
        place: Option<usize>,
    ) -> Result<Option<DateTime<Utc>>, RejectReason> {
        let text = cells.get(place);
        if text.is_empty() {
            return Ok(None);
        }
        let options = &self.plan.options;
        let zone = match place {
            Some(place) if self.plan.in_utc(place) => chrono_tz::UTC,
            _ => options.time_zone,
        };
        let moment = dates::read(text)
            .and_then(|written| written.moment(self.plan.dates, zone))
            .ok_or_else(|| RejectReason::DateUnreadable {
                column: self.name_of(place),
                text: text.to_owned(),
            })?;
        let when = if moment < FIRST_YEAR {
            "before 1990"
        } else if options
            .now
            .is_some_and(|now| moment > now + TimeDelta::days(1))
        {
            "in the future"
        } else {
            return Ok(Some(moment));
        };
        Err(RejectReason::DateImplausible {
            column: self.name_of(place),
            text: text.to_owned(),
            when,
        })
    }

    fn department(&mut self, cells: &Cells<'_>) -> Option<DepartmentId> {
        let name = cells.get(self.places.department);
        if name.is_empty() {
            return None;
        }
        if let Some(known) = self.departments.get(name) {
            return known.clone();
        }
        let found = self.plan.options.departments.find(name);
        if self.departments.len() < 1_000 {
            self.departments.insert(name.to_owned(), found.clone());
        }
        found
    }

    fn name_of(&self, place: Option<usize>) -> String {
        place
            .and_then(|place| self.plan.columns.get(place))
            .map_or_else(String::new, |column| column.name.clone())
    }

    fn segment(&self, cells: &Cells<'_>) -> BTreeMap<String, String> {
        self.places
            .segments
            .iter()
            .filter_map(|(key, place)| Some((key.clone(), cells.words(Some(*place))?)))
            .collect()
    }

    /// All cells as a JSON object.
    fn raw(&self, cells: &Cells<'_>) -> String {
        let object: serde_json::Map<String, serde_json::Value> = self
            .plan
            .columns
            .iter()
            .enumerate()
            .filter_map(|(place, column)| {
                let cell = cells.plain(Some(place))?;
                Some((column.name.clone(), cell.replace(jsonl::LIST, ", ").into()))
            })
            .collect();
        serde_json::Value::Object(object).to_string()
    }
}

/// What makes a row itself, however it is written: not its encoding, delimiter, order of columns or
/// style of dates, and not what is only said about it, such as tags.
fn content(response: &IncomingResponse) -> u128 {
    let mut content = Content::default();
    content.add(super::plan::kind_word(response.kind).as_bytes());
    match &response.score {
        Some(score) => {
            for number in [score.value, score.min, score.max] {
                content.add(&number.to_le_bytes());
            }
        }
        None => content.add(b""),
    }
    content.add(&response.answered_at.timestamp_millis().to_le_bytes());
    let respondent = &response.respondent;
    for text in [
        &response.comment,
        &respondent.external_id,
        &respondent.email,
        &respondent.name,
        &respondent.company,
        &response.survey,
        &response.touchpoint,
    ] {
        content.add(text.as_deref().unwrap_or_default().as_bytes());
    }
    content.digest()
}
