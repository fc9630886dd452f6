//! Samples of feedback's modals.

use super::super::card::Testimonial;
use super::super::why::{Because, why};
use super::super::{ShownDepartment, modals};
use super::{HOSTILE, Samples, Views};
use crate::features::feedback::rules::routing::{Evidence, Held, List, Reason};
use crate::platform::config::ScoreClass;
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::kit::Surface;
use crate::platform::words::Words;

/// Everything that a condition can be held by.
fn evidence(samples: &Samples) -> Vec<Evidence> {
    let value = || samples.touchpoint.to_owned();
    let word = |found: &str| Evidence::Word {
        pattern: format!("*{}*", samples.word),
        found: found.to_owned(),
    };
    vec![
        word(samples.word),
        word("btw"),
        Evidence::Source {
            value: "typeform".into(),
        },
        Evidence::Survey { value: value() },
        Evidence::Touchpoint { value: value() },
        Evidence::Tag { value: value() },
        Evidence::Segment {
            field: "plan".to_owned(),
            value: "pro".to_owned(),
        },
        Evidence::ScoreClass {
            value: ScoreClass::Detractor,
        },
        Evidence::Language {
            value: "nl".to_owned(),
        },
        Evidence::HasText { value: true },
    ]
}

fn hostile_evidence() -> Vec<Evidence> {
    let segment = |number: usize| Evidence::Segment {
        field: format!("{number} {HOSTILE}"),
        value: HOSTILE.to_owned(),
    };
    let word = |number: usize| Evidence::Word {
        pattern: HOSTILE.to_owned(),
        found: format!("{number} {HOSTILE}"),
    };
    (0..50).map(segment).chain((0..50).map(word)).collect()
}

pub(super) fn modal_views(words: Words, samples: &Samples, normal: Testimonial) -> Views {
    let eva = UserId::from("U024BE7LH");
    let ids: Vec<DepartmentId> = (1..=120)
        .map(|number| DepartmentId::from(format!("department-{number}")))
        .collect();
    let departments: Vec<ShownDepartment> = ids
        .iter()
        .map(|id| ShownDepartment {
            id,
            name: samples.other,
        })
        .collect();
    let from = ShownDepartment {
        id: &ids[0],
        name: samples.department,
    };
    let hostile = ShownDepartment {
        id: &ids[0],
        name: HOSTILE,
    };
    let rule = |name: &str, evidence: Vec<Evidence>| Reason::Rule {
        rule: name.to_owned(),
        because: vec![Held {
            list: List::Any,
            number: 1,
            evidence,
        }],
    };
    let routed = [
        rule("invoices", evidence(samples)),
        rule("everything", Vec::new()),
        Reason::Source,
    ];
    let mut reasons: Vec<Because> = routed.iter().map(Because::Routed).collect();
    reasons.extend([
        Because::Person {
            by: &eva,
            from: Some(samples.other),
        },
        Because::Person {
            by: &eva,
            from: None,
        },
        Because::Unmatched,
    ]);
    let hostile_rule = rule(HOSTILE, hostile_evidence());
    let hostile_reasons = vec![Because::Routed(&hostile_rule); 120];
    let long = samples.quote.repeat(600);
    let quote = |name: &str, quote: &str| {
        let department = (name != "quote-hostile").then_some(&ids[0]);
        let view = modals::whole_quote(words, normal.response, quote, normal.speaker, department);
        (name.to_owned(), Surface::Modal, view)
    };
    let reroute = |name: &str, from, others: &[ShownDepartment]| {
        let view = modals::reroute(words, normal.response, from, others);
        (name.to_owned(), Surface::Modal, view)
    };
    vec![
        reroute("reroute", from, &departments[..4]),
        reroute("reroute-longest", hostile, &departments),
        (
            "why".to_owned(),
            Surface::Modal,
            why(words, samples.department, &reasons),
        ),
        (
            "why-hostile".to_owned(),
            Surface::Modal,
            why(words, HOSTILE, &hostile_reasons),
        ),
        quote("quote", samples.quote),
        quote("quote-hostile", HOSTILE),
        quote("quote-longest", &long),
    ]
}
