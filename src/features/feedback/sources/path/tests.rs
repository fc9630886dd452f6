//! The path language by its examples, its mistakes and its laws.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn find(path: &str, value: &Value) -> Option<Value> {
    Path::parse(path).unwrap().find(value, value).cloned()
}

#[test]
fn paths_lead_to_what_they_name() {
    let value = json!({
        "score": 9,
        "blank": " ",
        "nothing": null,
        "with.dot": {"a b": 1, "é": 2},
        "answers": [
            {"type": "text", "text": null, "field": {"ref": "why"}},
            {"type": "text", "text": "Snel", "field": {"ref": "why"}},
            {"type": "number", "number": 7, "field": {"ref": "nps"}},
            {"type": "choice", "n": 3, "yes": true, "field": {"ref": "a]b"}},
        ],
        "data": {"b": "kort", "a": "een langer antwoord", "n": 6, "list": [1]},
        "two": {"x": 3, "y": 4},
    });
    for (path, expected) in [
        ("score", json!(9)),
        (" score ", json!(9)),
        ("answers[2].number", json!(7)),
        ("answers[field.ref=nps].number", json!(7)),
        ("answers[ field.ref = nps ].number", json!(7)),
        ("answers[\"field\".\"ref\"=\"nps\"].number", json!(7)),
        ("answers[field.ref=\"a]b\"].n", json!(3)),
        ("answers[n=3].type", json!("choice")),
        ("answers[yes=true].type", json!("choice")),
        // The first that leads further, not the first that fits.
        ("answers[type=text].text", json!("Snel")),
        ("missing | score", json!(9)),
        ("blank|nothing|score", json!(9)),
        ("\"with.dot\".\"a b\"", json!(1)),
        ("\"with.dot\".é", json!(2)),
        ("$.score", json!(9)),
        ("data.only_number()", json!(6)),
        ("data.longest_text()", json!("een langer antwoord")),
        ("two.any_number()", json!(3)),
        ("data.list.only_number()", json!(1)),
        ("data.list", json!([1])),
    ] {
        assert_eq!(find(path, &value), Some(expected), "{path}");
    }
    for path in [
        "missing",
        "score.deeper",
        "answers[9]",
        "answers[99999999999999999]",
        "answers.type",
        "score[0]",
        "answers[type=none].text",
        "answers[field=nps]",
        "nothing",
        "blank",
        "two.only_number()",
        "score.only_number()",
        "answers.only_number()",
        "two.longest_text()",
    ] {
        assert_eq!(find(path, &value), None, "{path}");
    }
}

#[test]
fn a_path_from_the_root_leaves_the_item() {
    let root = json!({"survey": "Q3", "responses": [{"score": 1}]});
    let path = Path::parse("survey | $.survey").unwrap();
    assert_eq!(path.find(&root["responses"][0], &root), Some(&json!("Q3")));
}

#[test]
fn mistakes_are_named_with_their_place_and_remedy() {
    for (text, position, part) in [
        ("", 1, "a key is missing"),
        (".a", 1, "begins with a key"),
        ("a..b", 3, "a key is missing"),
        ("a.", 3, "a key is missing"),
        ("a b", 3, "not expected"),
        ("a@b", 2, "double quotes"),
        ("a | ", 5, "a key is missing"),
        ("a[", 3, "number of an element"),
        ("a[]", 3, "number of an element"),
        ("a[x]", 4, "`=` is missing"),
        ("a[x=y", 6, "`]` is missing"),
        ("a[99999999999999999999999]", 3, "too large"),
        ("a.\"b", 3, "never closed"),
        ("a.first()", 3, "only_number()"),
        ("a.only_number(", 15, "`)` is missing"),
        ("a[-1]", 5, "`=` is missing"),
    ] {
        let error = Path::parse(text).unwrap_err();
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.problem.contains(part), "{text}: {error}");
    }
}

#[test]
fn paths_are_bounded() {
    assert!(Path::parse(&"a".repeat(1000)).is_ok());
    assert!(Path::parse(&"a".repeat(1001)).is_err());
    assert!(Path::parse(&vec!["a"; 32].join(".")).is_ok());
    assert!(Path::parse(&vec!["a"; 33].join(".")).is_err());
    assert!(Path::parse(&vec!["a"; 16].join("|")).is_ok());
    assert!(Path::parse(&vec!["a"; 17].join("|")).is_err());
    assert!(Path::parse(&format!("a[{}=1]", vec!["k"; 33].join("."))).is_err());
}

/// Any JSON, with keys and texts that need quotes.
pub(in super::super) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "[a-z\"\\\\.\\[\\]=| ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        let key = prop_oneof!["[a-z_]{1,6}", "[a-z\"\\\\.\\[\\]=| $()]{0,6}", "\\PC{0,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    })
}

fn any_path() -> impl Strategy<Value = Path> {
    let word = || prop_oneof!["[a-z0-9_-]{1,6}", "\\PC{0,5}", "[\"\\\\\\]\\[=.| ]{0,4}"];
    let step = prop_oneof![
        word().prop_map(Step::Key),
        (0..100_usize).prop_map(Step::Index),
        (
            prop::collection::vec(
                word().prop_filter("keys are not empty", |key| !key.is_empty()),
                1..3
            ),
            word()
        )
            .prop_map(|(keys, value)| Step::Filter { keys, value }),
        prop::sample::select(Children::ALL.to_vec()).prop_map(Step::Children),
    ];
    let alternative = (any::<bool>(), prop::collection::vec(step, 1..5))
        .prop_map(|(from_root, steps)| Alternative { from_root, steps });
    prop::collection::vec(alternative, 1..4).prop_map(|alternatives| Path { alternatives })
}

/// The paths to all values that are something, by keys and numbers, and by a filter where an
/// element of a list has a text or number that no earlier element has.
fn paths_into(value: &Value, so_far: &[Step], found: &mut Vec<(Vec<Step>, Value)>) {
    if is_something(value) && !so_far.is_empty() {
        found.push((so_far.to_vec(), value.clone()));
    }
    let mut go = |step: Step, child: &Value| {
        let mut steps = so_far.to_vec();
        steps.push(step);
        paths_into(child, &steps, found);
    };
    match value {
        Value::Object(object) => {
            for (key, child) in object {
                go(Step::Key(key.clone()), child);
            }
        }
        Value::Array(list) => {
            for (index, child) in list.iter().enumerate() {
                go(Step::Index(index), child);
                for (key, inner) in child.as_object().into_iter().flatten() {
                    let text = |element: &Value| {
                        element
                            .get(key)
                            .and_then(scalar_text)
                            .map(|text| text.into_owned())
                    };
                    let Some(wanted) = scalar_text(inner) else {
                        continue;
                    };
                    let first = !list[..index]
                        .iter()
                        .any(|earlier| text(earlier).as_deref() == Some(&*wanted));
                    if first && !key.is_empty() {
                        let keys = vec![key.clone()];
                        go(
                            Step::Filter {
                                keys,
                                value: wanted.into_owned(),
                            },
                            child,
                        );
                    }
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn a_path_built_from_a_value_finds_that_value(value in any_json()) {
        let mut found = Vec::new();
        paths_into(&value, &[], &mut found);
        for (steps, expected) in found {
            let path = Path { alternatives: vec![Alternative { from_root: false, steps }] };
            prop_assert_eq!(path.find(&value, &value), Some(&expected), "{}", path);
        }
    }

    #[test]
    fn a_printed_path_is_read_as_the_same_path(path in any_path()) {
        let text = path.to_string();
        let read = Path::parse(&text);
        prop_assert_eq!(read, Ok(path), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_prints_and_reads_the_same(
        text in prop_oneof!["\\PC{0,40}", "[a-z0-9\"\\\\.\\[\\]=| $()!]{0,30}"],
        value in any_json(),
    ) {
        match Path::parse(&text) {
            Ok(path) => {
                path.find(&value, &value);
                prop_assert_eq!(Path::parse(&path.to_string()), Ok(path));
            }
            Err(error) => prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1),
        }
        let condition = super::super::Condition::parse(&text);
        if let Ok(condition) = condition {
            condition.test(&value, &value);
        }
    }
}
