//! The embedded configuration: it is right, whole, and explained.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::super::schema::{branches, full_schema, properties, resolve, simplify};
use super::*;

#[test]
fn the_defaults_are_a_right_configuration() {
    let config = defaults().unwrap_or_else(|problems| panic!("{problems}"));
    let departments: Vec<_> = config.departments.keys().map(|id| id.as_str()).collect();
    assert_eq!(
        departments,
        ["customer-service", "finance", "hr", "operations", "product"]
    );
    let presets: Vec<_> = config.sources.keys().map(|id| id.as_str()).collect();
    assert_eq!(
        presets,
        [
            "formbricks",
            "survicate",
            "tally",
            "trustpilot",
            "typeform",
            "zendesk"
        ]
    );
    for (id, source) in &config.sources {
        assert_eq!(source.preset.as_deref(), Some(id.as_str()));
    }
}

#[test]
fn every_key_that_is_off_is_shown_with_an_example_that_would_be_accepted() {
    let text: String = DEFAULTS
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(off) if !off.is_empty() && !off.starts_with(' ') => off.to_owned() + "\n",
            _ => line.to_owned() + "\n",
        })
        // `only` asks for its mode.
        .collect::<String>()
        .replace("mode = \"each\"", "mode = \"only\"");
    load_text(&text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn every_key_of_the_schema_stands_in_the_defaults_with_a_sentence_above_it() {
    let schema = full_schema();
    let mut wanted = BTreeSet::new();
    collect(schema, "the top level", schema, &mut wanted);
    let explained = explained(schema);
    let lacking: Vec<_> = wanted.difference(&explained).collect();
    assert!(
        lacking.is_empty(),
        "config/klantstem.toml lacks, or does not explain: {lacking:?}"
    );
}

/// Every key of every table of the schema; a table is called by its definition.
fn collect(schema: &Json, name: &str, root: &Json, found: &mut BTreeSet<(String, String)>) {
    for (key, property) in properties(schema) {
        let is_new = found.insert((name.to_owned(), key.clone()));
        if is_new {
            collect_inside(property, root, found);
        }
    }
}

fn collect_inside(schema: &Json, root: &Json, found: &mut BTreeSet<(String, String)>) {
    if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        collect(resolve(schema, root), reference, root, found);
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(keyword) {
            collect_inside(inner, root, found);
        }
    }
    for branch in branches(schema) {
        collect_inside(branch, root, found);
    }
}

/// Every key of the defaults, on or off, that has a comment above it.
fn explained(root: &Json) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut header: Vec<String> = Vec::new();
    let mut comment_above = false;
    for line in DEFAULTS.lines() {
        let is_comment = line.starts_with("# ");
        let text = match line.strip_prefix('#') {
            Some(off) if !off.starts_with(' ') => off,
            _ => line,
        };
        if text.starts_with('[') {
            header = text
                .trim_matches(['[', ']'])
                .split('.')
                .map(str::to_owned)
                .collect();
            // A header is the key of its own table.
            note(&header, comment_above, root, &mut found);
        } else if let Some((key, value)) = text.split_once(" = ")
            && !is_comment
        {
            let mut path = header.clone();
            path.push(key.to_owned());
            note(&path, comment_above, root, &mut found);
            // The keys of an inline table are explained by the sentence above it.
            for part in value.trim_matches(['{', '}', ' ']).split(", ") {
                if value.starts_with('{')
                    && let Some((inner, _)) = part.split_once(" = ")
                {
                    let mut path = path.clone();
                    path.push(inner.to_owned());
                    note(&path, comment_above, root, &mut found);
                }
            }
        }
        comment_above = is_comment;
    }
    // The tables at the top are explained by what is in them.
    for (name, _) in properties(root) {
        found.insert(("the top level".to_owned(), name.clone()));
    }
    found
}

fn note(path: &[String], comment_above: bool, root: &Json, found: &mut BTreeSet<(String, String)>) {
    let mut schema = root;
    let mut name = "the top level".to_owned();
    for (depth, key) in path.iter().enumerate() {
        let last = depth + 1 == path.len();
        let next = match properties(schema).get(key) {
            Some(next) => {
                if last && comment_above {
                    found.insert((name.clone(), key.clone()));
                }
                next
            }
            None => schema
                .get("additionalProperties")
                .unwrap_or_else(|| panic!("the schema has no {}", path.join("."))),
        };
        (schema, name) = table_of(next, root);
    }
}

/// The table's schema behind `schema`, through optional values, lists and alternatives.
fn table_of<'a>(schema: &'a Json, root: &'a Json) -> (&'a Json, String) {
    let mut candidates = vec![schema];
    while let Some(candidate) = candidates.pop() {
        candidates.extend(branches(candidate));
        candidates.extend(candidate.get("items"));
        let resolved = resolve(candidate, root);
        if !properties(resolved).is_empty() {
            let name = candidate.get("$ref").and_then(Json::as_str).unwrap_or("");
            return (resolved, name.to_owned());
        }
        if resolved.get("additionalProperties").is_some() {
            return (resolved, String::new());
        }
        if !std::ptr::eq(resolved, candidate) {
            candidates.push(resolved);
        }
    }
    (simplify(schema, root), String::new())
}

#[test]
fn the_published_schema_asks_a_file_for_nothing_that_the_defaults_give() {
    let schema = schema();
    assert!(schema.get("required").is_none());
    for name in [
        "Workspace",
        "PostingHours",
        "Slack",
        "Department",
        "Bilingual",
    ] {
        assert!(schema["$defs"][name].get("required").is_none(), "{name}");
    }
    // An item of a list is whole.
    assert_eq!(
        schema["$defs"]["Route"]["required"],
        serde_json::json!(["name", "departments"])
    );
    assert_eq!(schema["title"], "Klantstem's configuration");
}

#[test]
fn every_key_of_the_schema_has_a_description() {
    let schema = schema();
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions.iter().chain([(&"root".to_owned(), &schema)]) {
        for (key, property) in properties(definition) {
            assert!(property.get("description").is_some(), "{name}.{key}");
        }
    }
}
