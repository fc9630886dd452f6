//! `klantstem route`: shows where words would go, and why.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;

use crate::app::output::say;
use crate::features::feedback::Rulebook;
use crate::features::feedback::rules::language::language_of;
use crate::features::feedback::rules::redaction::redact;
use crate::features::feedback::rules::routing::{
    Evidence, Facts, Field, Lack, List, Outcome, RuleTrace,
};
use crate::platform::config::Config;
use crate::platform::ids::{DepartmentId, SourceId};

/// Shows the departments of one text, or of each line of a file.
///
/// # Errors
/// Where the file can not be read.
pub fn run(
    config: &Config,
    text: Option<&str>,
    file: Option<&Path>,
    explain: bool,
) -> anyhow::Result<()> {
    let rulebook = Rulebook::new(config)?;
    if let Some(text) = text {
        show(&rulebook, text, explain);
    }
    if let Some(file) = file {
        let lines = std::fs::read_to_string(file)
            .with_context(|| format!("{} can not be read as UTF-8 text", file.display()))?;
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            show(&rulebook, line, explain);
        }
    }
    Ok(())
}

fn show(rulebook: &Rulebook, text: &str, explain: bool) {
    let masked = redact(text).text;
    let language = language_of(None, Some(&masked));
    let source = SourceId::from("route");
    let facts = Facts {
        source: &source,
        survey: None,
        touchpoint: None,
        tags: &[],
        segment: &BTreeMap::new(),
        score_class: None,
        language: language.as_deref(),
        comment: Some(&masked),
        department: None,
    };
    let decision = rulebook.router.decide(&facts);
    let departments: Vec<&str> = decision
        .departments
        .iter()
        .map(|routed| routed.department.as_str())
        .collect();
    let to = if departments.is_empty() {
        "triage".to_owned()
    } else {
        departments.join(", ")
    };
    say!("{to}: {masked}");
    if explain {
        for trace in rulebook.router.explain(&facts) {
            say!("  {}", in_words(&trace));
        }
    }
}

/// One rule's judgement on one or more lines.
fn in_words(trace: &RuleTrace) -> String {
    let departments: Vec<&str> = trace.departments.iter().map(DepartmentId::as_str).collect();
    let to = departments.join(", ");
    let verdict = match &trace.outcome {
        Outcome::Fits => "fits",
        Outcome::DoesNotFit => "does not fit",
        Outcome::NotAsked { stopped_by } => {
            return format!(
                "- {} -> {to}: not asked, as {stopped_by} says stop",
                trace.rule
            );
        }
    };
    let mut lines = format!("- {} -> {to}: {verdict}", trace.rule);
    for condition in &trace.conditions {
        let list = match condition.list {
            List::All => "all",
            List::Any => "any",
            List::None => "none",
        };
        let holds = if condition.holds {
            "holds"
        } else {
            "does not hold"
        };
        let met = condition.evidence.iter().map(in_evidence);
        let lacking = condition.lacks.iter().map(in_lack);
        let why: Vec<String> = met.chain(lacking).collect();
        lines.push_str(&format!(
            "\n    {list} {}: {holds}: {}",
            condition.number,
            why.join("; ")
        ));
    }
    lines
}

/// What met a key of a condition.
fn in_evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Word { pattern, found } => format!("\"{found}\" is found by {pattern}"),
        Evidence::Source { value } => format!("the source is {value}"),
        Evidence::Survey { value } => format!("the survey is {value}"),
        Evidence::Touchpoint { value } => format!("the touchpoint is {value}"),
        Evidence::Tag { value } => format!("it has the tag {value}"),
        Evidence::Segment { field, value } => format!("{field} is {value}"),
        Evidence::ScoreClass { value } => {
            format!("the score says {}", format!("{value:?}").to_lowercase())
        }
        Evidence::Language { value } => format!("the language is {value}"),
        Evidence::HasText { value: true } => "it has a comment".to_owned(),
        Evidence::HasText { value: false } => "it has no comment".to_owned(),
    }
}

/// What a key of a condition would have needed.
fn in_lack(lack: &Lack) -> String {
    let field = match &lack.field {
        Field::Words => return format!("none of its {} words is there", lack.wanted.len()),
        Field::Sources => "source",
        Field::Surveys => "survey",
        Field::Touchpoints => "touchpoint",
        Field::Tags => "tag",
        Field::Segment(field) => field,
        Field::ScoreClasses => "score class",
        Field::Languages => "language",
        Field::HasText => "comment",
    };
    let has = match lack.has.as_slice() {
        [] => "none".to_owned(),
        has => has.join(", "),
    };
    format!("{field} is {has}, wanted {}", lack.wanted.join(" or "))
}
