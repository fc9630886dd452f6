//! A mapping as it is used: paths and conditions parsed once, every mistake in it found at once.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::condition::Condition;
use super::path::Path;
use super::score::{scale_problem, usual_scale};
use crate::features::feedback::rules::response::{Consent, ScoreKind};
use crate::platform::config::{Mapping, OneOrMany, OutOfScale, ScaleRange, ScoreRule, TimeFormat};

/// The name in `segment` whose path leads to an object of which every field is taken.
pub(super) const ALL_FIELDS: &str = "*";

/// A mapping, parsed.
#[derive(Clone, Debug)]
pub struct CompiledMapping {
    pub(super) items: Option<Path>,
    pub(super) when: Vec<Condition>,
    pub(super) ignore_if: Vec<Condition>,
    pub(super) test_if: Vec<Condition>,
    pub(super) deleted_if: Vec<Condition>,
    pub(super) partial_if: Vec<Condition>,
    pub(super) required: Vec<Path>,
    pub(super) external_id: Option<Path>,
    pub(super) delivery_id: Option<Path>,
    pub(super) scores: Vec<CompiledScore>,
    pub(super) out_of_scale: OutOfScale,
    pub(super) comment: Option<Path>,
    pub(super) answered_at: Option<Path>,
    pub(super) updated_at: Option<Path>,
    pub(super) time_format: TimeFormat,
    pub(super) time_zone: Tz,
    pub(super) respondent_id: Option<Path>,
    pub(super) email: Option<Path>,
    pub(super) name: Option<Path>,
    pub(super) company: Option<Path>,
    pub(super) consent: ConsentFrom,
    pub(super) language: Option<Path>,
    pub(super) url: Option<Path>,
    pub(super) survey: Option<Path>,
    pub(super) touchpoint: Option<Path>,
    pub(super) tags: Option<Path>,
    pub(super) segment: Vec<(String, Path)>,
    pub(super) department: Option<Path>,
    pub(super) merge: bool,
}

/// Where the consent is known from.
#[derive(Clone, Debug)]
pub(super) enum ConsentFrom {
    Fixed(Consent),
    Payload(Path),
}

/// A score rule, parsed.
#[derive(Clone, Debug)]
pub(super) struct CompiledScore {
    pub(super) path: Path,
    pub(super) meaning: Meaning,
    pub(super) words: BTreeMap<String, f64>,
    pub(super) when: Vec<Condition>,
}

/// What a score means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// Only the form knows.
    Unknown,
    /// As the configuration says, unless the payload says otherwise.
    Known {
        kind: ScoreKind,
        kind_path: Option<Path>,
        scale: Option<ScaleRange>,
        scale_path: Option<Path>,
    },
}

impl CompiledMapping {
    /// Parses every path and condition of `mapping`.
    ///
    /// # Errors
    /// All mistakes at once, each as a sentence that begins with the key: `comment: at character …`.
    pub fn new(mapping: &Mapping) -> Result<Self, Vec<String>> {
        let mut compiler = Compiler::default();
        let compiled = compiler.mapping(mapping);
        if compiler.problems.is_empty() {
            Ok(compiled)
        } else {
            Err(compiler.problems)
        }
    }
}

#[derive(Default)]
struct Compiler {
    problems: Vec<String>,
}

impl Compiler {
    fn mapping(&mut self, mapping: &Mapping) -> CompiledMapping {
        let empty = OneOrMany::Many(Vec::new());
        let scores = mapping.score.as_ref().unwrap_or(&empty).as_slice();
        let required = mapping.required.iter().flatten();
        let compiled = CompiledMapping {
            items: self.path("items", mapping.items.as_ref()),
            when: self.conditions("when", mapping.when.as_ref()),
            ignore_if: self.conditions("ignore_if", mapping.ignore_if.as_ref()),
            test_if: self.conditions("test_if", mapping.test_if.as_ref()),
            deleted_if: self.conditions("deleted_if", mapping.deleted_if.as_ref()),
            partial_if: self.conditions("partial_if", mapping.partial_if.as_ref()),
            required: required
                .filter_map(|path| self.path("required", Some(path)))
                .collect(),
            external_id: self.path("external_id", mapping.external_id.as_ref()),
            delivery_id: self.path("delivery_id", mapping.delivery_id.as_ref()),
            scores: scores
                .iter()
                .enumerate()
                .filter_map(|(number, rule)| {
                    let key = match scores.len() {
                        1 => "score".to_owned(),
                        _ => format!("score[{number}]"),
                    };
                    self.score(&key, rule)
                })
                .collect(),
            out_of_scale: mapping.out_of_scale.unwrap_or_default(),
            comment: self.path("comment", mapping.comment.as_ref()),
            answered_at: self.path("answered_at", mapping.answered_at.as_ref()),
            updated_at: self.path("updated_at", mapping.updated_at.as_ref()),
            time_format: mapping.time_format.unwrap_or_default(),
            time_zone: mapping.time_zone.unwrap_or(Tz::UTC),
            respondent_id: self.path(
                "respondent.external_id",
                mapping.respondent.external_id.as_ref(),
            ),
            email: self.path("respondent.email", mapping.respondent.email.as_ref()),
            name: self.path("respondent.name", mapping.respondent.name.as_ref()),
            company: self.path("respondent.company", mapping.respondent.company.as_ref()),
            consent: self.consent(mapping.consent.as_deref()),
            language: self.path("language", mapping.language.as_ref()),
            url: self.path("url", mapping.url.as_ref()),
            survey: self.path("survey", mapping.survey.as_ref()),
            touchpoint: self.path("touchpoint", mapping.touchpoint.as_ref()),
            tags: self.path("tags", mapping.tags.as_ref()),
            segment: mapping
                .segment
                .iter()
                .filter_map(|(name, path)| {
                    let path = self.path(&format!("segment.{name}"), Some(path))?;
                    Some((name.clone(), path))
                })
                .collect(),
            department: self.path("department", mapping.department.as_ref()),
            merge: mapping.merge.unwrap_or(false),
        };
        if compiled.scores.is_empty() && compiled.comment.is_none() && self.problems.is_empty() {
            self.problems.push(
                "neither `score` nor `comment` is given: say where one of them is, or choose a preset"
                    .to_owned(),
            );
        }
        compiled
    }

    /// An empty path means none, so that a preset's can be taken away.
    fn path(&mut self, key: &str, text: Option<&String>) -> Option<Path> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Path::parse(text)
            .map_err(|error| self.problems.push(format!("{key} = `{text}`: {error}")))
            .ok()
    }

    fn conditions(&mut self, key: &str, texts: Option<&OneOrMany<String>>) -> Vec<Condition> {
        let texts = texts.map(OneOrMany::as_slice).unwrap_or_default();
        texts
            .iter()
            .filter(|text| !text.trim().is_empty())
            .filter_map(|text| {
                Condition::parse(text)
                    .map_err(|error| self.problems.push(format!("{key} = `{text}`: {error}")))
                    .ok()
            })
            .collect()
    }

    fn consent(&mut self, text: Option<&str>) -> ConsentFrom {
        match text.map(str::trim) {
            None | Some("" | "anonymous") => ConsentFrom::Fixed(Consent::Anonymous),
            Some("company") => ConsentFrom::Fixed(Consent::Company),
            Some("named") => ConsentFrom::Fixed(Consent::Named),
            Some(path) => self
                .path("consent", Some(&path.to_owned()))
                .map_or(ConsentFrom::Fixed(Consent::Anonymous), ConsentFrom::Payload),
        }
    }

    fn score(&mut self, key: &str, rule: &ScoreRule) -> Option<CompiledScore> {
        let path = self.path(&format!("{key}.path"), Some(&rule.path));
        if path.is_none() && rule.path.trim().is_empty() {
            self.problems.push(format!("{key}.path is empty"));
        }
        for (word, number) in &rule.words {
            if !number.is_finite() {
                self.problems
                    .push(format!("{key}.words.{word} is not a number on a scale"));
            }
        }
        let meaning = self.meaning(key, rule);
        let when = self.conditions(&format!("{key}.when"), rule.when.as_ref());
        Some(CompiledScore {
            path: path?,
            meaning: meaning?,
            words: rule.words.clone(),
            when,
        })
    }

    fn meaning(&mut self, key: &str, rule: &ScoreRule) -> Option<Meaning> {
        if rule.unknown {
            return Some(Meaning::Unknown);
        }
        let kind_path = self.path(&format!("{key}.kind_path"), rule.kind_path.as_ref());
        let scale_path = self.path(&format!("{key}.scale_path"), rule.scale_path.as_ref());
        let kind = match (rule.kind, &kind_path) {
            (Some(ScoreKind::Text), None) => {
                self.problems.push(format!(
                    "{key}.kind = \"text\" has no score: leave this rule out"
                ));
                return None;
            }
            (Some(kind), _) => kind,
            // A payload that does not name its kind then has words only.
            (None, Some(_)) => ScoreKind::Text,
            (None, None) => {
                self.problems.push(format!(
                    "{key}.kind is missing: write \"nps\", \"csat\", \"ces\" or \"stars\""
                ));
                return None;
            }
        };
        let by_custom = matches!(kind, ScoreKind::Csat | ScoreKind::Ces | ScoreKind::Stars);
        if by_custom && rule.scale.is_none() && scale_path.is_none() {
            self.problems.push(format!(
                "{key}.scale is missing: the tool's payload does not say it; write for example `scale = {{ min = 1, max = 5 }}`"
            ));
        }
        if let Some(scale) = rule.scale
            && let Some(problem) = scale_problem(kind, scale)
        {
            self.problems.push(format!("{key}.scale: {problem}"));
        }
        Some(Meaning::Known {
            kind,
            kind_path,
            scale: rule.scale.or_else(|| usual_scale(kind)),
            scale_path,
        })
    }
}
