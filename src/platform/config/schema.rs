//! The JSON Schema of the configuration: for editors, and for our own checks.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

use super::Config;

/// The JSON Schema of a configuration file, for editors.
///
/// Nothing is required of a file that the embedded defaults already give.
pub fn schema() -> Json {
    let mut schema = full_schema().clone();
    let mut open = BTreeSet::new();
    collect_tables(&schema, &schema, &mut open);
    if let Some(root) = schema.as_object_mut() {
        root.remove("required");
        root.insert("title".to_owned(), "Klantstem's configuration".into());
        root.insert(
            "description".to_owned(),
            "A file with what differs from the defaults; `klantstem config check` checks it."
                .into(),
        );
        if let Some(Json::Object(definitions)) = root.get_mut("$defs") {
            for name in open {
                if let Some(Json::Object(definition)) = definitions.get_mut(&name) {
                    definition.remove("required");
                }
            }
        }
    }
    schema
}

/// The schema with everything that the configuration needs once all layers are together.
pub(super) fn full_schema() -> &'static Json {
    static SCHEMA: LazyLock<Json> = LazyLock::new(|| schemars::schema_for!(Config).to_value());
    &SCHEMA
}

/// Names of the definitions that are reached through tables alone: these merge with the defaults,
/// while an item of a list is always whole.
fn collect_tables(schema: &Json, root: &Json, found: &mut BTreeSet<String>) {
    if let Some(name) = definition_name(schema) {
        if found.insert(name.to_owned()) {
            collect_tables(resolve(schema, root), root, found);
        }
        return;
    }
    for property in properties(schema).values() {
        collect_tables(property, root, found);
    }
    if let Some(values) = schema.get("additionalProperties") {
        collect_tables(values, root, found);
    }
    for branch in branches(schema) {
        collect_tables(branch, root, found);
    }
}

fn definition_name(schema: &Json) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// What `schema` refers to, or itself.
pub(super) fn resolve<'a>(schema: &'a Json, root: &'a Json) -> &'a Json {
    let mut schema = schema;
    // Bounded, so that a definition that refers to itself ends too.
    for _ in 0..16 {
        let target = definition_name(schema).and_then(|name| root.get("$defs")?.get(name));
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// The properties of an object's schema.
pub(super) fn properties(schema: &Json) -> &Map<String, Json> {
    static NONE: LazyLock<Map<String, Json>> = LazyLock::new(Map::new);
    schema
        .get("properties")
        .and_then(Json::as_object)
        .unwrap_or(&NONE)
}

/// The alternatives of `anyOf` and `oneOf`, without null: TOML has none.
pub(super) fn branches(schema: &Json) -> Vec<&Json> {
    ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten()
        .filter(|branch| branch.get("type").and_then(Json::as_str) != Some("null"))
        .collect()
}

/// `schema` as one schema: references followed, an optional value's `anyOf` unwrapped.
pub(super) fn simplify<'a>(schema: &'a Json, root: &'a Json) -> &'a Json {
    let mut schema = resolve(schema, root);
    for _ in 0..16 {
        match branches(schema).as_slice() {
            [only] => schema = resolve(only, root),
            _ => break,
        }
    }
    schema
}

/// The texts that `schema` allows, where it is an enumeration.
pub(super) fn choices(schema: &Json) -> Option<Vec<&str>> {
    if let Some(text) = schema.get("const").and_then(Json::as_str) {
        return Some(vec![text]);
    }
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return values
            .iter()
            .filter(|value| !value.is_null())
            .map(Json::as_str)
            .collect();
    }
    let branches = branches(schema);
    if branches.is_empty() {
        return None;
    }
    let nested: Option<Vec<_>> = branches.into_iter().map(choices).collect();
    Some(nested?.concat())
}

/// The types that `schema` names, without null; empty where it names none.
pub(super) fn types(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names
            .iter()
            .filter_map(Json::as_str)
            .filter(|name| *name != "null")
            .collect(),
        _ => Vec::new(),
    }
}
