//! One condition against one response: which of its keys are met, by what, and which are not.

use serde::{Deserialize, Serialize};

use super::{Condition, Facts, Found, Matcher, Pattern, PatternError, ScoreClass, fold};
use crate::features::feedback::rules::language::normalise;
use crate::features::feedback::rules::redaction::without_masks;
use crate::platform::ids::SourceId;

/// Something in a response that met a key of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Evidence {
    /// A word of the comment.
    Word {
        /// The pattern of the rule: `*factuur*`.
        pattern: String,
        /// The word of the customer: `creditfactuur`.
        found: String,
    },
    /// The source.
    Source {
        /// Its id.
        value: SourceId,
    },
    /// The survey.
    Survey {
        /// As the response has it.
        value: String,
    },
    /// The touchpoint.
    Touchpoint {
        /// As the response has it.
        value: String,
    },
    /// A label.
    Tag {
        /// As the response has it.
        value: String,
    },
    /// A segment field.
    Segment {
        /// The field.
        field: String,
        /// As the response has it.
        value: String,
    },
    /// The score.
    ScoreClass {
        /// What it says.
        value: ScoreClass,
    },
    /// The language of the comment.
    Language {
        /// Two letters.
        value: String,
    },
    /// That there is a comment, or that there is none.
    HasText {
        /// Which of the two.
        value: bool,
    },
}

/// A key of a condition that a response did not meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lack {
    /// The key.
    pub field: Field,
    /// What would have met it; one is enough.
    pub wanted: Vec<String>,
    /// What the response has instead; empty where it has nothing.
    pub has: Vec<String>,
}

/// A key of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `words`
    Words,
    /// `sources`
    Sources,
    /// `surveys`
    Surveys,
    /// `touchpoints`
    Touchpoints,
    /// `tags`
    Tags,
    /// `segment`, with the name of the field
    Segment(String),
    /// `score_classes`
    ScoreClasses,
    /// `languages`
    Languages,
    /// `has_text`
    HasText,
}

/// The facts of a response in the form in which conditions compare them.
pub(super) struct Asked<'a> {
    facts: &'a Facts<'a>,
    /// Sorted by pattern.
    found: Vec<Found>,
    source: String,
    survey: Option<String>,
    touchpoint: Option<String>,
    tags: Vec<String>,
    segment: Vec<(String, String)>,
    language: Option<String>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, found: Vec<Found>) -> Self {
        Self {
            facts,
            found,
            source: comparable(facts.source.as_str()),
            survey: facts.survey.map(comparable),
            touchpoint: facts.touchpoint.map(comparable),
            tags: facts.tags.iter().map(|tag| comparable(tag)).collect(),
            segment: facts
                .segment
                .iter()
                .map(|(field, value)| (comparable(field), comparable(value)))
                .collect(),
            language: facts.language.and_then(normalise),
        }
    }

    fn word(&self, pattern: usize) -> Option<&Found> {
        let index = self
            .found
            .binary_search_by_key(&pattern, |found| found.pattern);
        index.ok().map(|index| &self.found[index])
    }
}

/// Without case, accents and outer spaces.
fn comparable(text: &str) -> String {
    fold(text).trim().to_owned()
}

/// A value of a condition: as written, and as compared.
#[derive(Clone, Debug)]
struct Value {
    written: String,
    compared: String,
}

impl Value {
    fn all<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let value = |text: &str| Self {
            written: text.to_owned(),
            compared: comparable(text),
        };
        texts.into_iter().map(value).collect()
    }
}

fn contains(values: &[Value], compared: &str) -> bool {
    values.iter().any(|value| value.compared == compared)
}

fn written(values: &[Value]) -> Vec<String> {
    values.iter().map(|value| value.written.clone()).collect()
}

/// A condition, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    /// Each word as written, with its number in the matcher.
    words: Vec<(String, usize)>,
    sources: Vec<Value>,
    surveys: Vec<Value>,
    touchpoints: Vec<Value>,
    tags: Vec<Value>,
    segment: Vec<(Value, Vec<Value>)>,
    score_classes: Vec<ScoreClass>,
    languages: Vec<Value>,
    has_text: Option<bool>,
}

impl Prepared {
    /// Prepares `condition`; its words are added to `patterns`.
    pub(super) fn new(
        condition: &Condition,
        patterns: &mut Vec<Pattern>,
    ) -> Result<Self, PatternError> {
        let texts = |texts: &[String]| Value::all(texts.iter().map(String::as_str));
        let mut words = Vec::with_capacity(condition.words.len());
        for word in &condition.words {
            patterns.push(Pattern::parse(word)?);
            words.push((word.clone(), patterns.len() - 1));
        }
        let languages = condition.languages.iter().map(|language| Value {
            written: language.clone(),
            compared: normalise(language).unwrap_or_else(|| comparable(language)),
        });
        let segment = condition.segment.iter().map(|(field, values)| {
            let name = Value {
                written: field.clone(),
                compared: comparable(field),
            };
            (name, texts(values))
        });
        Ok(Self {
            words,
            sources: Value::all(condition.sources.iter().map(SourceId::as_str)),
            surveys: texts(&condition.surveys),
            touchpoints: texts(&condition.touchpoints),
            tags: texts(&condition.tags),
            segment: segment.collect(),
            score_classes: condition.score_classes.clone(),
            languages: languages.collect(),
            has_text: condition.has_text,
        })
    }

    /// Whether every key that is given is met.
    pub(super) fn holds(&self, asked: &Asked<'_>) -> bool {
        let among = |values: &[Value], has: Option<&String>| {
            values.is_empty() || has.is_some_and(|has| contains(values, has))
        };
        among(&self.sources, Some(&asked.source))
            && (self.score_classes.is_empty()
                || asked
                    .facts
                    .score_class
                    .is_some_and(|class| self.score_classes.contains(&class)))
            && self
                .has_text
                .is_none_or(|wanted| wanted == asked.facts.has_text())
            && among(&self.languages, asked.language.as_ref())
            && among(&self.surveys, asked.survey.as_ref())
            && among(&self.touchpoints, asked.touchpoint.as_ref())
            && (self.tags.is_empty() || asked.tags.iter().any(|tag| contains(&self.tags, tag)))
            && self.segment.iter().all(|(field, values)| {
                let mut fields = asked.segment.iter();
                fields.any(|(name, value)| *name == field.compared && contains(values, value))
            })
            && (self.words.is_empty()
                || self
                    .words
                    .iter()
                    .any(|(_, pattern)| asked.word(*pattern).is_some()))
    }

    /// What met the keys, and which keys were not met. It holds where nothing is lacking.
    pub(super) fn examine(&self, asked: &Asked<'_>) -> (Vec<Evidence>, Vec<Lack>) {
        let facts = asked.facts;
        let mut report = Report::default();

        if !self.words.is_empty() {
            let hits = self.words.iter().filter_map(|(written, pattern)| {
                asked.word(*pattern).map(|found| Evidence::Word {
                    pattern: written.clone(),
                    found: found.word.clone(),
                })
            });
            let wanted = || {
                self.words
                    .iter()
                    .map(|(written, _)| written.clone())
                    .collect()
            };
            report.add(Field::Words, hits.collect(), wanted, Vec::new);
        }
        report.one(
            Field::Sources,
            &self.sources,
            Some((facts.source.as_str(), &asked.source)),
            |value| Evidence::Source {
                value: SourceId(value),
            },
        );
        let pair =
            |original: Option<&'_ str>, compared: &'_ Option<String>| -> Option<(String, String)> {
                Some((original?.to_owned(), compared.clone()?))
            };
        let survey = pair(facts.survey, &asked.survey);
        report.one(
            Field::Surveys,
            &self.surveys,
            survey.as_ref().map(|(a, b)| (a.as_str(), b)),
            |value| Evidence::Survey { value },
        );
        let touchpoint = pair(facts.touchpoint, &asked.touchpoint);
        report.one(
            Field::Touchpoints,
            &self.touchpoints,
            touchpoint.as_ref().map(|(a, b)| (a.as_str(), b)),
            |value| Evidence::Touchpoint { value },
        );
        if !self.tags.is_empty() {
            let both = facts.tags.iter().zip(&asked.tags);
            let hits = both.filter(|(_, compared)| contains(&self.tags, compared));
            let hits = hits.map(|(tag, _)| Evidence::Tag { value: tag.clone() });
            report.add(
                Field::Tags,
                hits.collect(),
                || written(&self.tags),
                || facts.tags.to_vec(),
            );
        }
        for (field, values) in &self.segment {
            let mut hits = Vec::new();
            let mut has = Vec::new();
            for ((name, value), (compared_name, compared)) in
                facts.segment.iter().zip(&asked.segment)
            {
                if *compared_name != field.compared {
                    continue;
                }
                if contains(values, compared) {
                    hits.push(Evidence::Segment {
                        field: name.clone(),
                        value: value.clone(),
                    });
                } else {
                    has.push(value.clone());
                }
            }
            report.add(
                Field::Segment(field.written.clone()),
                hits,
                || written(values),
                || has,
            );
        }
        if !self.score_classes.is_empty() {
            let class = facts.score_class;
            let hit = class.filter(|class| self.score_classes.contains(class));
            report.add(
                Field::ScoreClasses,
                hit.map(|value| Evidence::ScoreClass { value })
                    .into_iter()
                    .collect(),
                || self.score_classes.iter().copied().map(class_name).collect(),
                || class.map(class_name).into_iter().collect(),
            );
        }
        let language = asked
            .language
            .as_ref()
            .map(|language| (language.as_str(), language));
        report.one(Field::Languages, &self.languages, language, |value| {
            Evidence::Language { value }
        });
        if let Some(wanted) = self.has_text {
            let has = facts.has_text();
            let hit = (wanted == has).then_some(Evidence::HasText { value: has });
            report.add(
                Field::HasText,
                hit.into_iter().collect(),
                || vec![wanted.to_string()],
                || vec![has.to_string()],
            );
        }
        (report.evidence, report.lacks)
    }
}

#[derive(Default)]
struct Report {
    evidence: Vec<Evidence>,
    lacks: Vec<Lack>,
}

impl Report {
    fn add(
        &mut self,
        field: Field,
        hits: Vec<Evidence>,
        wanted: impl FnOnce() -> Vec<String>,
        has: impl FnOnce() -> Vec<String>,
    ) {
        if hits.is_empty() {
            self.lacks.push(Lack {
                field,
                wanted: wanted(),
                has: has(),
            });
        } else {
            self.evidence.extend(hits);
        }
    }

    /// A key whose fact has at most one value, given as it is and as compared.
    fn one(
        &mut self,
        field: Field,
        values: &[Value],
        fact: Option<(&str, &String)>,
        evidence: impl FnOnce(String) -> Evidence,
    ) {
        if values.is_empty() {
            return;
        }
        let hit = fact.filter(|(_, compared)| contains(values, compared));
        let hit = hit.map(|(original, _)| evidence(original.to_owned()));
        self.add(
            field,
            hit.into_iter().collect(),
            || written(values),
            || {
                fact.map(|(original, _)| original.to_owned())
                    .into_iter()
                    .collect()
            },
        );
    }
}

/// As the configuration spells it.
fn class_name(class: ScoreClass) -> String {
    match class {
        ScoreClass::Promoter => "promoter",
        ScoreClass::Passive => "passive",
        ScoreClass::Detractor => "detractor",
        ScoreClass::Satisfied => "satisfied",
        ScoreClass::Neutral => "neutral",
        ScoreClass::Dissatisfied => "dissatisfied",
    }
    .to_owned()
}

/// A single condition by itself: what a channel lets through.
#[derive(Clone, Debug)]
pub struct Filter {
    condition: Prepared,
    matcher: Matcher,
}

impl Filter {
    /// Prepares a condition. One without keys lets everything through.
    pub fn new(condition: &Condition) -> Result<Self, PatternError> {
        let mut patterns = Vec::new();
        Ok(Self {
            condition: Prepared::new(condition, &mut patterns)?,
            matcher: Matcher::new(patterns)?,
        })
    }

    /// Whether a response with these facts is let through.
    pub fn lets_through(&self, facts: &Facts<'_>) -> bool {
        let found = facts.comment.map_or_else(Vec::new, |comment| {
            self.matcher.find(&without_masks(comment))
        });
        self.condition.holds(&Asked::new(facts, found))
    }
}
