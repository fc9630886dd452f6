//! Whether every table has the keys that it needs, once all layers are together.

use serde_json::Value as Json;

use super::names::{listing, nearest};
use super::problems::Report;
use super::schema::{branches, properties, simplify};
use super::shape::{ITEM, header, lacking, mismatch};
use super::tree::{Node, Place, Table, Value};

/// Reports every table that lacks a key which it needs.
pub(super) fn check_missing(table: &Table, root: &Json, report: &mut Report<'_>) {
    missing_in_table(table, root, root, None, &mut Vec::new(), report);
}

fn missing_in_table(
    table: &Table,
    schema: &Json,
    root: &Json,
    place: Option<&Place>,
    path: &mut Vec<String>,
    report: &mut Report<'_>,
) {
    let lacking = lacking(table, schema);
    if let (false, Some(place)) = (lacking.is_empty(), place) {
        // What a misspelt key was meant to be is not missing as well.
        let lacking: Vec<&str> = lacking
            .into_iter()
            .filter(|name| {
                !table.iter().any(|(other, entry)| {
                    report.has(&entry.key) && nearest(other, [*name]).is_some()
                })
            })
            .collect();
        if !lacking.is_empty() {
            let explained: Vec<String> = lacking
                .iter()
                .filter_map(|name| {
                    let text = properties(schema)
                        .get(*name)?
                        .get("description")?
                        .as_str()?;
                    Some(format!("`{name}`: {text}"))
                })
                .collect();
            let message = format!("{} lacks {}", header(path), listing(lacking));
            report.at(
                place,
                message,
                (!explained.is_empty()).then(|| explained.join(" ")),
            );
        }
    }
    for (name, entry) in table {
        let property = properties(schema)
            .get(name)
            .or_else(|| schema.get("additionalProperties"));
        if let Some(property) = property {
            path.push(name.clone());
            missing_in_node(&entry.node, property, root, path, report);
            path.pop();
        }
    }
}

fn missing_in_node(
    node: &Node,
    schema: &Json,
    root: &Json,
    path: &mut Vec<String>,
    report: &mut Report<'_>,
) {
    let mut schema = simplify(schema, root);
    if let [first, rest @ ..] = branches(schema)
        .into_iter()
        .filter(|branch| mismatch(node, branch, root) == 0)
        .collect::<Vec<_>>()
        .as_slice()
    {
        // Alternatives that the value does not tell apart were checked with their shape.
        if !rest.is_empty() {
            return;
        }
        schema = simplify(first, root);
    }
    match &node.value {
        Value::Table(table) => {
            missing_in_table(table, schema, root, Some(&node.place), path, report);
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                path.push(ITEM.to_owned());
                for item in items {
                    missing_in_node(item, schema, root, path, report);
                }
                path.pop();
            }
        }
        _ => {}
    }
}
