//! The canonical response: what every source, webhook or file, is turned into.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::features::feedback::rules::exclusion::ExclusionReason;
use crate::platform::config::ScoreClass;
pub use crate::platform::config::ScoreKind;
use crate::platform::ids::{DepartmentId, ResponseId, SourceId};

/// One customer's answer as a source delivered it, before personal data is masked.
///
/// Never stored or shown as it is: `feedback::rules::redaction` makes the storable form of it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncomingResponse {
    /// Which configured source it came from.
    pub source: SourceId,
    /// The source's own identity of the response; the same for every edit of it.
    pub external_id: String,
    /// The source's identity of this delivery; the same for every retry of it.
    pub delivery_id: Option<String>,
    /// What was asked.
    pub kind: ScoreKind,
    /// The score, where one was given.
    pub score: Option<Score>,
    /// The customer's words.
    pub comment: Option<String>,
    /// Two letters, as the source says or as was detected: `nl`.
    pub language: Option<String>,
    /// Who answered.
    pub respondent: Respondent,
    /// How far the respondent agreed to be named.
    pub consent: Consent,
    /// When the customer answered.
    pub answered_at: DateTime<Utc>,
    /// When the source last changed it; the newer one wins.
    pub updated_at: DateTime<Utc>,
    /// Whether it is whole.
    pub state: ResponseState,
    /// Where it can be read in the source.
    pub url: Option<String>,
    /// The survey, as an id or a title.
    pub survey: Option<String>,
    /// The touchpoint or stage of the customer journey that it is about.
    pub touchpoint: Option<String>,
    /// Labels that the source gave.
    pub tags: Vec<String>,
    /// What is known of the customer: plan, country, industry.
    pub segment: BTreeMap<String, String>,
    /// A department that the source itself names.
    pub department: Option<DepartmentId>,
    /// Keep stored values where this delivery has none: for sources that send one answer a time.
    pub merge: bool,
    /// The source itself says that this is a test.
    pub is_test: bool,
    /// The payload as received, where the configuration wants it kept.
    pub raw: Option<String>,
}

/// Who answered. Shown only as far as [`Consent`] goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Respondent {
    /// The source's or the company's id of the customer.
    pub external_id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Company.
    pub company: Option<String>,
}

/// How far a respondent agreed to be named.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Not at all.
    #[default]
    Anonymous,
    /// By company only.
    Company,
    /// By name and company.
    Named,
}

crate::stored_as_text!(Consent {
    Anonymous = "anonymous",
    Company = "company",
    Named = "named",
});

/// A score on its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The value as given, in units of its scale.
    pub value: f64,
    /// Lowest possible value.
    pub min: f64,
    /// Highest possible value.
    pub max: f64,
    /// A low value is the good end (the old CES).
    pub low_is_good: bool,
}

impl Score {
    /// Whether the value lies on its scale.
    pub fn on_scale(&self) -> bool {
        self.value >= self.min && self.value <= self.max
    }

    /// What the score says about the customer; `None` where it is not on its scale.
    ///
    /// NPS: promoter 9-10, passive 7-8, detractor 0-6 (Reichheld 2003). Other scales are laid on
    /// 0 to 1: from 0.75 on satisfied (4 and 5 of 5, 6 and 7 of 7), up to 0.4 dissatisfied.
    pub fn class(&self, kind: ScoreKind) -> Option<ScoreClass> {
        if !self.on_scale() {
            return None;
        }
        if kind == ScoreKind::Nps {
            return Some(match self.value {
                value if value >= 9.0 => ScoreClass::Promoter,
                value if value >= 7.0 => ScoreClass::Passive,
                _ => ScoreClass::Detractor,
            });
        }
        let mut share = if self.max > self.min {
            (self.value - self.min) / (self.max - self.min)
        } else {
            1.0
        };
        if self.low_is_good {
            share = 1.0 - share;
        }
        Some(match share {
            share if share >= 0.75 => ScoreClass::Satisfied,
            share if share > 0.4 => ScoreClass::Neutral,
            _ => ScoreClass::Dissatisfied,
        })
    }
}

/// Whether a response is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseState {
    /// The customer may still be answering.
    Partial,
    /// Finished.
    Complete,
    /// Withdrawn in the source.
    Deleted,
}

crate::stored_as_text!(ResponseState {
    Partial = "partial",
    Complete = "complete",
    Deleted = "deleted",
});

/// A response as it is stored: personal data masked, respondent only as far as consent goes.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct StoredResponse {
    /// Our id.
    pub id: ResponseId,
    /// The configured source.
    pub source: SourceId,
    /// The source's id.
    pub external_id: String,
    /// What was asked.
    pub kind: ScoreKind,
    /// The score in units of its scale.
    pub score: Option<f64>,
    /// Lowest value of the scale.
    pub scale_min: Option<f64>,
    /// Highest value of the scale.
    pub scale_max: Option<f64>,
    /// A low value is the good end.
    pub low_is_good: bool,
    /// What the score says; none without a score on its scale.
    pub score_class: Option<ScoreClass>,
    /// The customer's words, masked.
    pub comment: Option<String>,
    /// Two letters.
    pub language: Option<String>,
    /// A digest of the respondent's address or id: tells whether two answers are of one person.
    pub respondent_key: Option<String>,
    /// Only with consent.
    pub respondent_name: Option<String>,
    /// Only with consent.
    pub respondent_company: Option<String>,
    /// How far the respondent agreed to be named.
    pub consent: Consent,
    /// When the customer answered.
    pub answered_at: DateTime<Utc>,
    /// When the source last changed it.
    pub updated_at: DateTime<Utc>,
    /// When we got it first.
    pub received_at: DateTime<Utc>,
    /// Whether it is whole.
    pub state: ResponseState,
    /// Why it is not counted and not posted, if so.
    pub excluded: Option<ExclusionReason>,
    /// Where it can be read in the source.
    pub url: Option<String>,
    /// The survey.
    pub survey: Option<String>,
    /// The touchpoint or stage of the journey.
    pub touchpoint: Option<String>,
    /// JSON list of labels.
    pub tags: String,
    /// JSON object of segment fields.
    pub segment: String,
    /// The department that the source itself named.
    pub named_department: Option<DepartmentId>,
    /// The payload, where the configuration keeps it.
    pub raw: Option<String>,
    /// A digest of all of the above that came from the source.
    pub fingerprint: String,
    /// 1 when new; one more for each edit.
    pub revision: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ScoreClass::{Detractor, Dissatisfied, Neutral, Passive, Promoter, Satisfied};

    fn classes(kind: ScoreKind, min: u8, max: u8, low_is_good: bool) -> Vec<ScoreClass> {
        let (min, max) = (f64::from(min), f64::from(max));
        let steps = (0..).map(|step| min + f64::from(step));
        steps
            .take_while(|value| *value <= max)
            .filter_map(|value| {
                Score {
                    value,
                    min,
                    max,
                    low_is_good,
                }
                .class(kind)
            })
            .collect()
    }

    #[test]
    fn nps_has_seven_detractors_two_passives_and_two_promoters() {
        let expected = [vec![Detractor; 7], vec![Passive; 2], vec![Promoter; 2]].concat();
        assert_eq!(classes(ScoreKind::Nps, 0, 10, false), expected);
    }

    #[test]
    fn other_scales_have_their_published_classes() {
        // CSAT counts 4 and 5 of 5, CES counts 6 and 7 as easy and 1 to 3 as difficult.
        assert_eq!(
            classes(ScoreKind::Csat, 1, 5, false),
            [Dissatisfied, Dissatisfied, Neutral, Satisfied, Satisfied]
        );
        assert_eq!(
            classes(ScoreKind::Ces, 1, 7, false),
            [
                Dissatisfied,
                Dissatisfied,
                Dissatisfied,
                Neutral,
                Neutral,
                Satisfied,
                Satisfied
            ]
        );
        assert_eq!(
            classes(ScoreKind::Csat, 0, 1, false),
            [Dissatisfied, Satisfied]
        );
        assert_eq!(
            classes(ScoreKind::Ces, 1, 5, true),
            [Satisfied, Satisfied, Neutral, Dissatisfied, Dissatisfied]
        );
    }

    #[test]
    fn a_value_outside_its_scale_has_no_class() {
        for value in [-1.0, 11.0, f64::NAN, f64::INFINITY] {
            let score = Score {
                value,
                min: 0.0,
                max: 10.0,
                low_is_good: false,
            };
            assert_eq!(score.class(ScoreKind::Nps), None);
        }
    }
}
