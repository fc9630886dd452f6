//! Rules over whole responses: which departments, in which order, and the reasons that are stored.

use super::*;
use crate::platform::config::{Bilingual, Posting};
use crate::platform::ids::ChannelId;

fn departments() -> BTreeMap<DepartmentId, Department> {
    let department = |id: &str, en: &str, nl: &str, enabled| {
        let bilingual = |en: &str, nl: &str| Bilingual {
            en: en.into(),
            nl: nl.into(),
        };
        let department = Department {
            name: bilingual(en, nl),
            channel: ChannelId::from(format!("#{id}")),
            question: bilingual("?", "?"),
            language: None,
            owner: None,
            members: Vec::new(),
            groups: Vec::new(),
            posting: Posting::default(),
            enabled,
        };
        (DepartmentId::from(id), department)
    };
    BTreeMap::from([
        department("finance", "Finance", "Financiën", true),
        department("support", "Customer service", "Klantenservice", true),
        department("product", "Product", "Product", true),
        department("hr", "HR", "Personeelszaken", false),
    ])
}

fn router(toml: &str) -> Router {
    #[derive(Deserialize)]
    struct File {
        routes: Vec<Route>,
    }
    let file: File = toml::from_str(toml).unwrap();
    Router::new(&file.routes, &departments()).unwrap()
}

/// A response with everything; tests take away what they do not need.
struct Response {
    source: SourceId,
    tags: Vec<String>,
    segment: BTreeMap<String, String>,
    department: Option<DepartmentId>,
    comment: Option<&'static str>,
    class: Option<ScoreClass>,
}

impl Response {
    fn saying(comment: &'static str) -> Self {
        Self {
            source: "typeform".into(),
            tags: vec!["Billing".into(), "vip".into()],
            segment: BTreeMap::from([("Plan".to_owned(), "Pro".to_owned())]),
            department: None,
            comment: Some(comment),
            class: Some(ScoreClass::Detractor),
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            source: &self.source,
            survey: Some("NPS Q3"),
            touchpoint: Some("Onboarding"),
            tags: &self.tags,
            segment: &self.segment,
            score_class: self.class,
            language: Some("nl-BE"),
            comment: self.comment,
            department: self.department.as_ref(),
        }
    }
}

fn names(decision: &Decision) -> Vec<&str> {
    decision
        .departments
        .iter()
        .map(|routed| routed.department.as_str())
        .collect()
}

const RULES: &str = r#"
    [[routes]]
    name = "invoices"
    departments = ["finance"]
    any = [{ words = ["*factuur*", "invoice"] }, { tags = ["billing"], touchpoints = ["checkout"] }]

    [[routes]]
    name = "angry customers"
    departments = ["support", "finance"]
    all = [{ score_classes = ["detractor"], has_text = true }, { segment = { plan = ["pro", "enterprise"] } }]
    none = [{ words = ["sollicit*"] }]
    stop = true

    [[routes]]
    name = "everything else"
    departments = ["product"]
"#;

#[test]
fn a_response_can_concern_several_departments_and_stop_ends_the_asking() {
    let response = Response::saying("De creditfactuur klopt niet");
    let decision = router(RULES).decide(&response.facts());
    assert_eq!(names(&decision), ["finance", "support"]);
    let reasons = &decision.departments[0].reasons;
    assert_eq!(reasons.len(), 2, "both rules named finance: {reasons:?}");
    assert_eq!(
        reasons[0],
        Reason::Rule {
            rule: "invoices".into(),
            because: vec![Held {
                list: List::Any,
                number: 1,
                evidence: vec![Evidence::Word {
                    pattern: "*factuur*".into(),
                    found: "creditfactuur".into()
                }],
            }],
        }
    );
}

#[test]
fn what_none_names_keeps_a_rule_from_fitting() {
    let response = Response::saying("Mijn sollicitatie duurde lang");
    assert_eq!(names(&router(RULES).decide(&response.facts())), ["product"]);
}

#[test]
fn every_key_of_a_condition_must_hold() {
    let tag_without_touchpoint = Response {
        class: None,
        ..Response::saying("prima")
    };
    assert_eq!(
        names(&router(RULES).decide(&tag_without_touchpoint.facts())),
        ["product"]
    );
    let no_text = Response {
        comment: Some("  "),
        ..Response::saying("")
    };
    assert_eq!(names(&router(RULES).decide(&no_text.facts())), ["product"]);
}

#[test]
fn nothing_fits_means_triage() {
    let only_invoices = RULES.split("[[routes]]").nth(1).unwrap();
    let router = router(&format!("[[routes]]{only_invoices}"));
    assert!(
        router
            .decide(&Response::saying("prima").facts())
            .needs_triage()
    );
}

#[test]
fn values_are_compared_without_case_and_accents() {
    let router = router(
        r#"
        routes = [{ name = "all", departments = ["product"], all = [{
            sources = ["TypeForm"], surveys = ["nps q3"], touchpoints = ["ONBOARDING "], tags = ["VIP"],
            segment = { plan = ["prö"] }, languages = ["NL"] }] }]
        "#,
    );
    assert_eq!(
        names(&router.decide(&Response::saying("x").facts())),
        ["product"]
    );
}

#[test]
fn a_department_that_the_source_names_comes_first_by_id_or_name() {
    for name in ["support", "SUPPORT", "Klantenservice", "customer service"] {
        let response = Response {
            department: Some(name.into()),
            ..Response::saying("factuur")
        };
        let decision = router(RULES).decide(&response.facts());
        assert_eq!(names(&decision), ["support", "finance"], "{name}");
        assert_eq!(decision.departments[0].reasons[0], Reason::Source);
        assert_eq!(decision.departments[0].reasons.len(), 2);
    }
    // Unknown, or not in use.
    for name in ["sales", "hr", "Personeelszaken", ""] {
        let response = Response {
            department: Some(name.into()),
            ..Response::saying("factuur")
        };
        assert_eq!(
            names(&router(RULES).decide(&response.facts())),
            ["finance", "support"]
        );
    }
}

#[test]
fn a_rule_without_conditions_fits_and_says_so() {
    let response = Response {
        class: None,
        ..Response::saying("prima")
    };
    let decision = router(RULES).decide(&response.facts());
    assert_eq!(
        decision.departments[0].reasons,
        [Reason::Rule {
            rule: "everything else".into(),
            because: vec![]
        }]
    );
}

#[test]
fn reasons_are_stored_as_json_and_read_back() {
    let response = Response {
        department: Some("finance".into()),
        ..Response::saying("factuur")
    };
    let decision = router(RULES).decide(&response.facts());
    let json = serde_json::to_value(&decision).unwrap();
    assert_eq!(
        json["departments"][0]["reasons"][0],
        serde_json::json!({ "kind": "source" })
    );
    assert_eq!(
        json["departments"][0]["reasons"][1],
        serde_json::json!({
            "kind": "rule", "rule": "invoices",
            "because": [{ "list": "any", "number": 1, "evidence": [
                { "fact": "word", "pattern": "*factuur*", "found": "factuur" },
            ] }],
        })
    );
    assert_eq!(serde_json::from_value::<Decision>(json).unwrap(), decision);
}

#[test]
fn an_explanation_tells_for_each_rule_why() {
    let response = Response::saying("De levering was laat");
    let traces = router(RULES).explain(&response.facts());
    assert_eq!(traces[0].outcome, Outcome::DoesNotFit);
    assert_eq!(
        traces[0].conditions[0].lacks,
        [Lack {
            field: Field::Words,
            wanted: vec!["*factuur*".into(), "invoice".into()],
            has: vec![],
        }]
    );
    let second = &traces[0].conditions[1];
    assert_eq!(
        second.evidence,
        [Evidence::Tag {
            value: "Billing".into()
        }]
    );
    assert_eq!(
        second.lacks,
        [Lack {
            field: Field::Touchpoints,
            wanted: vec!["checkout".into()],
            has: vec!["Onboarding".into()]
        }]
    );
    assert_eq!(traces[1].outcome, Outcome::Fits);
    assert_eq!(
        traces[1]
            .conditions
            .iter()
            .map(|one| (one.list, one.number, one.holds))
            .collect::<Vec<_>>(),
        [
            (List::All, 1, true),
            (List::All, 2, true),
            (List::None, 1, false)
        ]
    );
    assert_eq!(
        traces[2].outcome,
        Outcome::NotAsked {
            stopped_by: "angry customers".into()
        }
    );
    assert!(
        serde_json::to_string(&traces)
            .unwrap()
            .contains("\"stopped_by\"")
    );
}

#[test]
fn explaining_and_deciding_agree_on_every_combination() {
    let router = router(RULES);
    for comment in [
        None,
        Some(""),
        Some("factuur"),
        Some("sollicitatie"),
        Some("invoice sollicitant"),
    ] {
        for class in [
            None,
            Some(ScoreClass::Promoter),
            Some(ScoreClass::Detractor),
        ] {
            for plan in ["free", "pro"] {
                let mut response = Response {
                    comment,
                    class,
                    ..Response::saying("")
                };
                response.segment.insert("Plan".into(), plan.into());
                let facts = response.facts();
                let decision = router.decide(&facts);
                let fitting: Vec<_> = router
                    .explain(&facts)
                    .into_iter()
                    .filter(|one| one.outcome == Outcome::Fits)
                    .collect();
                for trace in &fitting {
                    let lists = |list| trace.conditions.iter().filter(move |one| one.list == list);
                    assert!(lists(List::All).all(|one| one.holds));
                    assert!(lists(List::None).all(|one| !one.holds));
                    assert!(lists(List::Any).count() == 0 || lists(List::Any).any(|one| one.holds));
                }
                let mut expected: Vec<_> =
                    fitting.iter().flat_map(|one| &one.departments).collect();
                let mut decided: Vec<_> = decision
                    .departments
                    .iter()
                    .map(|one| &one.department)
                    .collect();
                expected.sort();
                expected.dedup();
                decided.sort();
                assert_eq!(decided, expected);
            }
        }
    }
}

#[test]
fn a_wrong_word_names_its_rule() {
    let route = Route {
        name: "invoices".into(),
        departments: vec![],
        all: vec![Condition {
            words: vec!["fac*tuur".into()],
            ..Condition::default()
        }],
        any: vec![],
        none: vec![],
        stop: false,
    };
    let error = Router::new(&[route], &departments())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("invoices") && error.contains("fac*tuur"),
        "{error}"
    );
}

#[test]
fn a_filter_lets_through_what_its_condition_describes() {
    let filter = |toml: &str| Filter::new(&toml::from_str::<Condition>(toml).unwrap()).unwrap();
    let response = Response::saying("De factuur klopt niet");
    assert!(filter("").lets_through(&response.facts()));
    assert!(
        filter("words = ['factuur']\nscore_classes = ['detractor']")
            .lets_through(&response.facts())
    );
    assert!(
        !filter("words = ['factuur']\nscore_classes = ['promoter']")
            .lets_through(&response.facts())
    );
    assert!(!filter("has_text = false").lets_through(&response.facts()));
}
