//! What the environment says: settings as `KLANTSTEM__SLACK__MODE=http`, and the names of secrets.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use toml::de::DeValue;

use super::names::{did_you_mean, listing};
use super::problems::{Location, Report};
use super::schema::{choices, properties, simplify, types};
use super::tree::{self, Entry, Node, Place, Reach, Table, Value};

/// Environment variables, of this process or made for a test.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

/// How the name of a variable that is a setting begins.
const PREFIX: &str = "KLANTSTEM__";

impl Environment {
    /// The environment of this process. What is not UTF-8 is read with replacement characters.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            })
            .collect()
    }

    /// The value of `name`, without white space around it; `None` where it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The names of all variables that begin with `prefix`.
    pub(super) fn names_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(move |name| name.starts_with(prefix))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// The settings among the variables, as a tree to lay over `below`.
pub(super) fn overrides(
    environment: &Environment,
    below: &Table,
    root: &Json,
    report: &mut Report<'_>,
) -> Table {
    let mut table = Table::new();
    for name in environment.names_with(PREFIX) {
        let Some(raw) = environment.get(name) else {
            continue;
        };
        match locate(name, below, root) {
            Ok((path, schema)) => {
                let place = Place::Environment(name.to_owned());
                match read(raw, schema, &place) {
                    Some(value) => insert(&mut table, &path, value, &place),
                    None => report.at(
                        &place,
                        format!("`{raw}` can not be read as a value of `{}`", path.join(".")),
                        "Write it as it would stand in the file, after the equals sign.".to_owned(),
                    ),
                }
            }
            Err(Unknown { message, remedy }) => {
                report.elsewhere(Location::Environment(name.to_owned()), message, remedy);
            }
        }
    }
    table
}

struct Unknown {
    message: String,
    remedy: Option<String>,
}

/// The path in the configuration that a variable's name means, and its schema.
fn locate<'a>(
    name: &str,
    below: &Table,
    root: &'a Json,
) -> Result<(Vec<String>, &'a Json), Unknown> {
    let segments: Vec<String> = name[PREFIX.len()..]
        .split("__")
        .map(str::to_lowercase)
        .collect();
    let mut schema = root;
    let mut table = Some(below);
    let mut path = Vec::new();
    for segment in segments {
        let known = properties(schema);
        let free = schema
            .get("additionalProperties")
            .filter(|schema| schema.is_object());
        let (key, next) = if let Some((key, next)) = known.get_key_value(&segment) {
            (key.clone(), next)
        } else if let Some(free) = free.filter(|_| !segment.is_empty()) {
            // Shells have no hyphens in names: CUSTOMER_SERVICE means customer-service.
            let present = table.and_then(|table| {
                let plain = segment.replace('_', "-");
                table
                    .keys()
                    .find(|key| key.to_lowercase().replace('_', "-") == plain)
            });
            let key = present
                .cloned()
                .unwrap_or_else(|| segment.replace('_', "-"));
            (key, free)
        } else {
            let here = path.join(".");
            let place = if path.is_empty() {
                "the top level".to_owned()
            } else {
                format!("[{here}]")
            };
            let is_list = types(schema).contains(&"array");
            let hint = did_you_mean(&segment, known.keys().map(String::as_str));
            return Err(Unknown {
                remedy: if is_list {
                    Some(format!(
                        "`{here}` is a list: it is set as a whole, as it would stand in the file."
                    ))
                } else if hint.is_empty() && !known.is_empty() {
                    let names = listing(known.keys().map(String::as_str));
                    Some(format!("Known keys there: {names}."))
                } else {
                    None
                },
                message: format!("{place} has no key `{segment}`{hint}"),
            });
        };
        table = table.and_then(|table| table.table(&key));
        path.push(key);
        schema = simplify(next, root);
    }
    Ok((path, schema))
}

/// A variable's text as a value of the type that `schema` asks for.
fn read(raw: &str, schema: &Json, place: &Place) -> Option<Value> {
    let types = types(schema);
    if types.contains(&"string") || choices(schema).is_some() {
        return Some(Value::String(raw.to_owned()));
    }
    let same_place = |_| place.clone();
    if let Ok(value) = DeValue::parse(raw) {
        let value = tree::from_value(value.get_ref(), &same_place);
        if types != ["array"] || matches!(value, Value::Array(_)) {
            return Some(value);
        }
    }
    // `A,B` is friendlier than `["A", "B"]` on a command line.
    (types == ["array"] && !raw.starts_with('[')).then(|| {
        Value::Array(
            raw.split(',')
                .map(|item| Node {
                    place: place.clone(),
                    value: Value::String(item.trim().to_owned()),
                })
                .collect(),
        )
    })
}

fn insert(table: &mut Table, path: &[String], value: Value, place: &Place) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let entry = table.entry(key.clone()).or_insert_with(|| Entry {
        key: place.clone(),
        node: Node {
            place: place.clone(),
            value: Value::Table(Table::new()),
        },
    });
    if rest.is_empty() {
        entry.node.value = value;
    } else if let Value::Table(inner) = &mut entry.node.value {
        insert(inner, rest, value, place);
    }
}
