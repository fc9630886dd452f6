//! Whatever stands in a file or a variable, the loader answers and does not panic.

use proptest::prelude::*;

use super::load_text;

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "workspace", "slack", "server", "database", "privacy", "departments", "routes",
            "sources", "finance", "posting", "only", "hours", "mode", "digest_at", "from", "until",
            "days", "words", "any", "all", "none", "name", "en", "nl", "channel", "enabled",
            "holidays", "time_zone", "connections", "url", "listen", "segment", "preset", "question",
        ]).prop_map(str::to_owned),
        1 => "[a-z_é\"'. -]{0,8}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("\"#é\"".to_owned()),
        Just("\"xoxb-1\"".to_owned()),
        Just("2026-12-25".to_owned()),
        Just("25:00:00".to_owned()),
        Just("99999999999999999999999999999999999999999999".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        "\\PC{0,12}".prop_map(|text| format!("{text:?}")),
        "\\PC{0,12}",
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key(), inner), 0..3).prop_map(|entries| {
                let entries: Vec<_> = entries
                    .into_iter()
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }),
        ]
    })
}

fn line() -> impl Strategy<Value = String> {
    let path = prop::collection::vec(key(), 1..4)
        .prop_map(|keys| keys.join("."))
        .boxed();
    prop_oneof![
        2 => path.clone().prop_map(|path| format!("[{path}]")),
        1 => path.clone().prop_map(|path| format!("[[{path}]]")),
        5 => (path, value()).prop_map(|(path, value)| format!("{path} = {value}")),
        1 => "\\PC{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_lines_are_answered(lines in prop::collection::vec(line(), 0..12)) {
        if let Err(problems) = load_text(&lines.join("\n"), &[]) {
            prop_assert!(problems.count() > 0);
            prop_assert!(!problems.to_string().is_empty());
        }
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        let answer = load_text(&text, &[]);
        if let Err(problems) = answer {
            prop_assert!(!problems.to_string().is_empty());
        }
    }

    #[test]
    fn any_variable_is_answered(
        path in prop::collection::vec(key(), 1..4),
        value in value(),
    ) {
        let name = format!("KLANTSTEM__{}", path.join("__").to_uppercase());
        let answer = load_text("", &[(&name, &value)]);
        if let Err(problems) = answer {
            prop_assert!(!problems.to_string().is_empty());
        }
    }
}
