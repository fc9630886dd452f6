//! Which departments a response concerns, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::matching::{Found, Matcher, Pattern, PatternError, fold};
use super::redaction::without_masks;
use super::response::IncomingResponse;
use crate::platform::config::{Condition, Department, Route, ScoreClass};
use crate::platform::ids::{DepartmentId, SourceId, UserId};

mod condition;

use condition::Prepared;
pub use condition::{Evidence, Field, Filter, Lack};

/// What the rules may know of a response.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Where it came from.
    pub source: &'a SourceId,
    /// The survey, as an id or a title.
    pub survey: Option<&'a str>,
    /// The touchpoint or journey stage.
    pub touchpoint: Option<&'a str>,
    /// The source's labels.
    pub tags: &'a [String],
    /// What is known of the customer.
    pub segment: &'a BTreeMap<String, String>,
    /// What the score says.
    pub score_class: Option<ScoreClass>,
    /// Two letters.
    pub language: Option<&'a str>,
    /// The customer's words.
    pub comment: Option<&'a str>,
    /// A department that the source itself names, by id or name.
    pub department: Option<&'a DepartmentId>,
}

impl<'a> Facts<'a> {
    /// The facts of a response as it comes in.
    pub fn of(response: &'a IncomingResponse) -> Self {
        Self {
            source: &response.source,
            survey: response.survey.as_deref(),
            touchpoint: response.touchpoint.as_deref(),
            tags: &response.tags,
            segment: &response.segment,
            score_class: response.score.and_then(|score| score.class(response.kind)),
            language: response.language.as_deref(),
            comment: response.comment.as_deref(),
            department: response.department.as_ref(),
        }
    }

    /// Whether the customer wrote anything.
    pub fn has_text(&self) -> bool {
        self.comment
            .is_some_and(|comment| !comment.trim().is_empty())
    }
}

/// The departments that a response concerns; none means triage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Each department once, in the order in which the source and the rules named them.
    pub departments: Vec<Routed>,
}

impl Decision {
    /// Whether people have to choose the department.
    pub fn needs_triage(&self) -> bool {
        self.departments.is_empty()
    }

    fn add(&mut self, department: &DepartmentId, reason: Reason) {
        match self
            .departments
            .iter_mut()
            .find(|routed| routed.department == *department)
        {
            Some(routed) => routed.reasons.push(reason),
            None => self.departments.push(Routed {
                department: department.clone(),
                reasons: vec![reason],
            }),
        }
    }
}

/// A department that a response concerns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Routed {
    /// The department.
    pub department: DepartmentId,
    /// Everything that sent the response there; stored, and shown on request.
    pub reasons: Vec<Reason>,
}

/// Why a response concerns a department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// Its source named the department.
    Source,
    /// A person sent it there.
    Person {
        /// Who.
        by: UserId,
        /// The department that had it; none for triage.
        from: Option<DepartmentId>,
    },
    /// A rule fitted.
    Rule {
        /// The rule's name.
        rule: String,
        /// The conditions that held; empty for a rule without conditions, which fits everything.
        because: Vec<Held>,
    },
}

/// A condition of a rule that held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The list that it stands in.
    pub list: List,
    /// Its place in that list, counted from 1.
    pub number: usize,
    /// What it was held by.
    pub evidence: Vec<Evidence>,
}

/// One of the three lists of conditions of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// All must hold.
    All,
    /// At least one must hold.
    Any,
    /// None may hold.
    None,
}

/// What one rule made of a response, for `klantstem route --explain`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleTrace {
    /// The rule's name.
    pub rule: String,
    /// Where it sends what fits.
    pub departments: Vec<DepartmentId>,
    /// What came of it.
    pub outcome: Outcome,
    /// Every condition of the rule; empty where the rule was not asked.
    pub conditions: Vec<ConditionTrace>,
}

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It sends the response to its departments.
    Fits,
    /// It does not concern the response.
    DoesNotFit,
    /// A rule before it said `stop`.
    NotAsked {
        /// That rule's name.
        stopped_by: String,
    },
}

/// What one condition of a rule made of a response.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionTrace {
    /// The list that it stands in.
    pub list: List,
    /// Its place in that list, counted from 1.
    pub number: usize,
    /// Whether it held. In the list `none` that is what keeps the rule from fitting.
    pub holds: bool,
    /// The keys that were met.
    pub evidence: Vec<Evidence>,
    /// The keys that were not.
    pub lacks: Vec<Lack>,
}

/// Why the rules can not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouterError {
    /// A word of a rule is not a pattern.
    #[error("the rule `{rule}`: {problem}")]
    Pattern {
        /// The rule.
        rule: String,
        /// What is wrong with the word.
        problem: PatternError,
    },
    /// All words together are more than can be prepared.
    #[error(transparent)]
    Words(PatternError),
}

/// All rules, ready to be asked about one response after the other.
#[derive(Clone, Debug)]
pub struct Router {
    rules: Vec<Rule>,
    matcher: Matcher,
    /// Ids and names of the departments in use, folded, with their ids.
    names: BTreeMap<String, DepartmentId>,
}

#[derive(Clone, Debug)]
struct Rule {
    name: String,
    departments: Vec<DepartmentId>,
    all: Vec<Prepared>,
    any: Vec<Prepared>,
    none: Vec<Prepared>,
    stop: bool,
}

impl Router {
    /// Prepares `routes`, to be asked in this order.
    ///
    /// Departments that are not in use (`enabled = false`) or unknown receive nothing; the
    /// configuration check has named the unknown ones before.
    pub fn new(
        routes: &[Route],
        departments: &BTreeMap<DepartmentId, Department>,
    ) -> Result<Self, RouterError> {
        let in_use = |id: &DepartmentId| departments.get(id).is_some_and(|found| found.enabled);
        let mut patterns = Vec::new();
        let mut rules = Vec::with_capacity(routes.len());
        for route in routes {
            let mut prepare = |conditions: &[Condition]| {
                conditions
                    .iter()
                    .map(|condition| Prepared::new(condition, &mut patterns))
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|problem| RouterError::Pattern {
                        rule: route.name.clone(),
                        problem,
                    })
            };
            rules.push(Rule {
                name: route.name.clone(),
                departments: route
                    .departments
                    .iter()
                    .filter(|id| in_use(id))
                    .cloned()
                    .collect(),
                all: prepare(&route.all)?,
                any: prepare(&route.any)?,
                none: prepare(&route.none)?,
                stop: route.stop,
            });
        }
        let mut names = BTreeMap::new();
        for (id, department) in departments.iter().filter(|(_, found)| found.enabled) {
            for name in [&department.name.en, &department.name.nl] {
                names.entry(fold(name.trim())).or_insert_with(|| id.clone());
            }
        }
        // An id wins over another department's name.
        for id in departments.keys().filter(|id| in_use(id)) {
            names.insert(fold(id.as_str()), id.clone());
        }
        Ok(Self {
            rules,
            matcher: Matcher::new(patterns).map_err(RouterError::Words)?,
            names,
        })
    }

    /// The departments that a response with these facts concerns, and why.
    pub fn decide(&self, facts: &Facts<'_>) -> Decision {
        let mut decision = Decision::default();
        if let Some(department) = self.named_by_source(facts) {
            decision.add(department, Reason::Source);
        }
        let asked = condition::Asked::new(facts, self.found(facts));
        for rule in &self.rules {
            let Some(because) = rule.fits(&asked) else {
                continue;
            };
            for department in &rule.departments {
                let reason = Reason::Rule {
                    rule: rule.name.clone(),
                    because: because.clone(),
                };
                decision.add(department, reason);
            }
            if rule.stop {
                break;
            }
        }
        decision
    }

    /// What each rule makes of a response with these facts, in the order of the rules.
    pub fn explain(&self, facts: &Facts<'_>) -> Vec<RuleTrace> {
        let asked = condition::Asked::new(facts, self.found(facts));
        let mut stopped_by: Option<&str> = None;
        let mut traces = Vec::with_capacity(self.rules.len());
        for rule in &self.rules {
            let (outcome, conditions) = match stopped_by {
                Some(name) => (
                    Outcome::NotAsked {
                        stopped_by: name.to_owned(),
                    },
                    Vec::new(),
                ),
                None if rule.fits(&asked).is_some() => (Outcome::Fits, rule.trace(&asked)),
                None => (Outcome::DoesNotFit, rule.trace(&asked)),
            };
            if outcome == Outcome::Fits && rule.stop {
                stopped_by = Some(&rule.name);
            }
            traces.push(RuleTrace {
                rule: rule.name.clone(),
                departments: rule.departments.clone(),
                outcome,
                conditions,
            });
        }
        traces
    }

    /// The department in use that the source names, by id or by its name in either language.
    pub fn named_by_source(&self, facts: &Facts<'_>) -> Option<&DepartmentId> {
        self.names.get(fold(facts.department?.as_str()).trim())
    }

    fn found(&self, facts: &Facts<'_>) -> Vec<Found> {
        facts.comment.map_or_else(Vec::new, |comment| {
            self.matcher.find(&without_masks(comment))
        })
    }
}

impl Rule {
    /// What the rule is held by, or `None` where it does not fit.
    fn fits(&self, asked: &condition::Asked<'_>) -> Option<Vec<Held>> {
        if self.none.iter().any(|condition| condition.holds(asked))
            || !self.all.iter().all(|condition| condition.holds(asked))
            || !(self.any.is_empty() || self.any.iter().any(|condition| condition.holds(asked)))
        {
            return None;
        }
        let held = |list: List, conditions: &[Prepared]| {
            let holding = conditions
                .iter()
                .enumerate()
                .filter(|(_, condition)| condition.holds(asked));
            holding
                .map(|(index, condition)| Held {
                    list,
                    number: index + 1,
                    evidence: condition.examine(asked).0,
                })
                .collect::<Vec<_>>()
        };
        let mut because = held(List::All, &self.all);
        because.extend(held(List::Any, &self.any));
        Some(because)
    }

    fn trace(&self, asked: &condition::Asked<'_>) -> Vec<ConditionTrace> {
        let lists = [
            (List::All, &self.all),
            (List::Any, &self.any),
            (List::None, &self.none),
        ];
        let conditions = lists.into_iter().flat_map(|(list, conditions)| {
            conditions
                .iter()
                .enumerate()
                .map(move |(index, condition)| (list, index + 1, condition))
        });
        conditions
            .map(|(list, number, condition)| {
                let (evidence, lacks) = condition.examine(asked);
                ConditionTrace {
                    list,
                    number,
                    holds: lacks.is_empty(),
                    evidence,
                    lacks,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod shipped;
#[cfg(test)]
mod tests;
