//! The modal that says why a response is at a department.

use serde_json::Value;

use super::{NAME, actions, class_in_words, person};
use crate::features::feedback::rules::routing::{Evidence, Reason};
use crate::platform::ids::UserId;
use crate::platform::slack::kit;
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// Reasons that are shown; nobody reads more.
const REASONS: usize = 20;
/// Facts that are shown of each reason.
const FACTS: usize = 10;

/// Why a response is at a department.
#[derive(Clone, Copy, Debug)]
pub enum Because<'a> {
    /// Routing sent it there.
    Routed(&'a Reason),
    /// A person sent it there.
    Person {
        /// Who.
        by: &'a UserId,
        /// The name of the department that had it, in the reader's language; `None` for triage.
        from: Option<&'a str>,
    },
    /// No rule fits: it is in triage.
    Unmatched,
}

/// Why a response is at `department`, in words. The last correction by a person comes first.
pub fn why(words: Words, department: &str, reasons: &[Because]) -> Value {
    let mut blocks = vec![kit::section(&words.why_intro(&escaped(department)))];
    blocks.extend(
        reasons
            .iter()
            .take(REASONS)
            .map(|reason| kit::section(&format!("• {}", reason.in_words(words)))),
    );
    blocks.push(kit::context(&words.why_wrong()));
    kit::modal(
        actions::READ_ONLY,
        "",
        &words.why_title(),
        None,
        &words.close(),
        blocks,
    )
}

impl Because<'_> {
    /// One line of our own words in Slack's markup.
    fn in_words(&self, words: Words) -> String {
        match self {
            Self::Routed(Reason::Source) => words.why_source(),
            Self::Routed(Reason::Person { by, from }) => match from {
                Some(from) => words.why_person_from(&person(by), &escaped(from.as_str())),
                None => words.why_person(&person(by)),
            },
            Self::Routed(Reason::Rule { rule, because }) => {
                let evidence = because.iter().flat_map(|held| &held.evidence);
                let facts = facts(words, evidence);
                if facts.is_empty() {
                    words.why_rule(&escaped(rule))
                } else {
                    words.why_rule_facts(&escaped(rule), &facts.join("; "))
                }
            }
            Self::Person { by, from: None } => words.why_person(&person(by)),
            Self::Person {
                by,
                from: Some(from),
            } => words.why_person_from(&person(by), &escaped(from)),
            Self::Unmatched => words.why_unmatched(),
        }
    }
}

/// What a rule found: its words in one go, then everything else.
fn facts<'a>(words: Words, evidence: impl Iterator<Item = &'a Evidence>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for fact in evidence {
        let said = match fact {
            Evidence::Word { found: word, .. } => {
                let word = format!("“{}”", escaped(word));
                if !found.contains(&word) && found.len() < FACTS {
                    found.push(word);
                }
                continue;
            }
            Evidence::Source { value } => words.why_fact_source(&escaped(value.as_str())),
            Evidence::Survey { value } => words.why_fact_survey(&escaped(value)),
            Evidence::Touchpoint { value } => words.why_fact_touchpoint(&escaped(value)),
            Evidence::Tag { value } => words.why_fact_tag(&escaped(value)),
            Evidence::Segment { field, value } => {
                words.why_fact_segment(&escaped(field), &escaped(value))
            }
            Evidence::ScoreClass { value } => words.why_fact_class(&class_in_words(*value, words)),
            Evidence::Language { value } => words.why_fact_language(&language(words, value)),
            Evidence::HasText { value: true } => words.why_fact_comment(),
            Evidence::HasText { value: false } => words.why_fact_no_comment(),
        };
        if !others.contains(&said) && others.len() < FACTS {
            others.push(said);
        }
    }
    if !found.is_empty() {
        let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let listed: Vec<&str> = found.iter().map(String::as_str).collect();
        others.insert(0, words.why_fact_words(&words.list(&listed), count));
    }
    others
}

/// A language in words, where it is one that we recognise.
fn language(words: Words, code: &str) -> String {
    match code {
        "nl" => words.language_nl(),
        "en" => words.language_en(),
        "de" => words.language_de(),
        "fr" => words.language_fr(),
        other => escaped(other),
    }
}

fn escaped(name: &str) -> String {
    escape(&text::one_line(name, NAME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::feedback::rules::routing::{Held, List};
    use crate::platform::config::{Language, ScoreClass};

    #[test]
    fn a_rule_says_the_words_that_it_found_once_each_and_then_the_rest() {
        let word = |found: &str| Evidence::Word {
            pattern: "*factuur*".to_owned(),
            found: found.to_owned(),
        };
        let held = |evidence| Held {
            list: List::All,
            number: 1,
            evidence,
        };
        let reason = Reason::Rule {
            rule: "facturen".to_owned(),
            because: vec![
                held(vec![
                    Evidence::ScoreClass {
                        value: ScoreClass::Detractor,
                    },
                    word("creditfactuur"),
                ]),
                held(vec![word("creditfactuur"), word("<!here>")]),
            ],
        };
        assert_eq!(
            Because::Routed(&reason).in_words(Words::of(Language::Nl)),
            "De regel “facturen” past bij deze reactie: de woorden “creditfactuur” en \
             “&lt;!\u{2060}here&gt;” komen erin voor; de score zegt “Criticaster”."
        );
    }
}
