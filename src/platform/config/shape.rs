//! Whether a tree has the shape that the schema asks for: keys, types, allowed values.

use serde_json::Value as Json;

use super::hide::{holds_secret, sounds_secret};
use super::names::{did_you_mean, either_of, listing};
use super::problems::Report;
use super::schema::{branches, choices, properties, simplify, types};
use super::tree::{Entry, Node, Place, Table, Value};

const SECRETS_REMEDY: &str = "Secrets are read only from the environment: take it out of here \
     (and replace it, if others could read this), then set the variable or NAME_FILE: \
     SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>, \
     CALENDAR_SECRET_<ID>.";

/// Reports every unknown key, wrong type, value that is not allowed and secret in `table`.
pub(super) fn check_shape(table: &Table, root: &Json, report: &mut Report<'_>) {
    let mut found = Vec::new();
    Walk {
        root,
        found: &mut found,
    }
    .table(table, root, &mut Vec::new());
    for finding in found {
        report.at(&finding.place, finding.message, finding.remedy);
    }
}

struct Finding {
    place: Place,
    message: String,
    remedy: Option<String>,
}

struct Walk<'a> {
    root: &'a Json,
    found: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn report(&mut self, place: &Place, message: String, remedy: impl Into<Option<String>>) {
        self.found.push(Finding {
            place: place.clone(),
            message,
            remedy: remedy.into(),
        });
    }

    fn table(&mut self, table: &Table, schema: &Json, path: &mut Vec<String>) {
        let known = properties(schema);
        // A table with free keys has their schema here, a closed one has `false`.
        let others = schema
            .get("additionalProperties")
            .or_else(|| schema.get("unevaluatedProperties"));
        for (name, entry) in table {
            if let Some(property) = known.get(name) {
                path.push(name.clone());
                self.node(&entry.node, property, path);
                path.pop();
            } else {
                match others {
                    Some(Json::Bool(false)) => {
                        self.unknown_key(name, entry, known.keys().map(String::as_str), path);
                    }
                    Some(values) => {
                        path.push(name.clone());
                        self.node(&entry.node, values, path);
                        path.pop();
                    }
                    None => self.secrets_in(&entry.node),
                }
            }
        }
    }

    fn unknown_key<'k>(
        &mut self,
        name: &str,
        entry: &Entry,
        known: impl Iterator<Item = &'k str> + Clone,
        path: &[String],
    ) {
        let table = table_name(path);
        if sounds_secret(name) || entry.node.as_text().is_some_and(holds_secret) {
            let message = format!("`{name}` {table} looks like a secret, which has no place here");
            return self.report(&entry.key, message, SECRETS_REMEDY.to_owned());
        }
        let hint = did_you_mean(name, known.clone());
        let remedy = hint
            .is_empty()
            .then(|| format!("Known keys here: {}.", listing(known)));
        self.report(
            &entry.key,
            format!("unknown key `{name}` {table}{hint}"),
            remedy,
        );
        self.secrets_in(&entry.node);
    }

    fn node(&mut self, node: &Node, schema: &Json, path: &mut Vec<String>) {
        let schema = simplify(schema, self.root);
        if let Value::String(text) = &node.value
            && holds_secret(text)
        {
            let message = format!("{} holds a secret, which has no place here", subject(path));
            return self.report(&node.place, message, SECRETS_REMEDY.to_owned());
        }
        if let Some(choices) = choices(schema) {
            return self.choice(node, &choices, path);
        }
        let branches = branches(schema);
        if !branches.is_empty() {
            return self.alternatives(node, &branches, path);
        }
        let types = types(schema);
        if !types.is_empty() && !types.iter().any(|name| fits(&node.value, name)) {
            self.wrong_type(node, schema, path);
            return self.secrets_in(node);
        }
        match &node.value {
            Value::Table(table) => self.table(table, schema, path),
            Value::Array(items) => {
                for item in items {
                    match schema.get("items") {
                        Some(schema) => {
                            path.push(ITEM.to_owned());
                            self.node(item, schema, path);
                            path.pop();
                        }
                        None => self.secrets_in(item),
                    }
                }
            }
            Value::Integer(number) => self.range(node, *number, schema, path),
            _ => {}
        }
    }

    fn choice(&mut self, node: &Node, choices: &[&str], path: &[String]) {
        let Value::String(text) = &node.value else {
            let message = format!(
                "{} must be {}, not {}",
                subject(path),
                either_of(choices.iter().copied()),
                node.value.kind()
            );
            return self.report(&node.place, message, None);
        };
        if choices.contains(&text.as_str()) {
            return;
        }
        let message = format!(
            "`{text}` is not a value of {}{}",
            subject(path),
            did_you_mean(text, choices.iter().copied())
        );
        let remedy = format!("It can be {}.", either_of(choices.iter().copied()));
        self.report(&node.place, message, remedy);
    }

    /// Takes the alternative that the value was most probably meant for, and checks against it.
    fn alternatives(&mut self, node: &Node, branches: &[&Json], path: &mut Vec<String>) {
        let mut best: Option<(usize, Vec<Finding>)> = None;
        for branch in branches {
            let mut found = Vec::new();
            Walk {
                root: self.root,
                found: &mut found,
            }
            .node(node, branch, path);
            if let Some(table) = node.as_table() {
                self.require(table, node, branch, path, &mut found);
            }
            let score = found.len() + mismatch(node, branch, self.root);
            if best.as_ref().is_none_or(|(least, _)| score < *least) {
                best = Some((score, found));
            }
        }
        let Some((score, found)) = best else { return };
        if score >= WRONG_TYPE {
            let kinds = branches
                .iter()
                .map(|branch| wanted(simplify(branch, self.root)));
            let message = format!(
                "{} must be {}, not {}",
                subject(path),
                either(kinds),
                node.value.kind()
            );
            return self.report(&node.place, message, None);
        }
        // The tag decides what the rest is; if it is wrong, all tags are what can be chosen.
        if score >= WRONG_TAG
            && let Some((tag, tags)) = tags(branches, self.root)
        {
            return match node.as_table().and_then(|table| table.get(tag)) {
                Some(entry) => {
                    path.push(tag.to_owned());
                    self.choice(&entry.node, &tags, path);
                    path.pop();
                }
                None => {
                    let message = format!("{} lacks `{tag}`", subject(path));
                    let remedy = format!("It can be {}.", either_of(tags));
                    self.report(&node.place, message, remedy);
                }
            };
        }
        self.found.extend(found);
    }

    /// What a branch requires: only for telling branches apart.
    fn require(
        &self,
        table: &Table,
        node: &Node,
        branch: &Json,
        path: &[String],
        found: &mut Vec<Finding>,
    ) {
        let lacking = lacking(table, simplify(branch, self.root));
        if !lacking.is_empty() {
            found.push(Finding {
                place: node.place.clone(),
                message: format!("{} lacks {}", subject(path), listing(lacking)),
                remedy: None,
            });
        }
    }

    fn wrong_type(&mut self, node: &Node, schema: &Json, path: &[String]) {
        let wanted = wanted(schema);
        let message = format!(
            "{} must be {wanted}, not {}",
            subject(path),
            node.value.kind()
        );
        let types = types(schema);
        let remedy = match (&node.value, types.as_slice()) {
            (Value::String(text), ["boolean" | "integer" | "number"])
                if toml::de::DeValue::parse(text).is_ok_and(|value| !value.get_ref().is_str()) =>
            {
                Some(format!("Write {text} without quotation marks."))
            }
            (Value::Integer(_) | Value::Boolean(_) | Value::Float(_), ["string"]) => {
                Some("Write it between quotation marks.".to_owned())
            }
            (Value::String(text), ["array"]) => Some(format!("Write [{text:?}].")),
            _ => None,
        };
        self.report(&node.place, message, remedy);
    }

    fn range(&mut self, node: &Node, number: i128, schema: &Json, path: &[String]) {
        let of_format = match schema.get("format").and_then(Json::as_str) {
            Some("uint8") => Some(i128::from(u8::MAX)),
            Some("uint16") => Some(i128::from(u16::MAX)),
            Some("uint32") => Some(i128::from(u32::MAX)),
            Some("int32") => Some(i128::from(i32::MAX)),
            // Serde's own numbers end here.
            _ => Some(i128::from(i64::MAX)),
        };
        let bound = |name: &str| -> Option<i128> {
            let bound = schema.get(name)?;
            bound
                .as_i64()
                .map(i128::from)
                .or_else(|| bound.as_f64().map(|bound| bound as i128))
        };
        let least = bound("minimum").or(Some(i128::from(i64::MIN)));
        let most = bound("maximum").or(of_format);
        let fine =
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
        if !fine {
            let range = match (bound("minimum"), bound("maximum")) {
                (Some(least), Some(most)) => format!("from {least} to {most}"),
                (Some(least), None) if number < least => format!("{least} or more"),
                _ => format!("at most {}", most.unwrap_or_default()),
            };
            // A longer number was cut to these when it was read.
            let number = match number {
                i128::MAX | i128::MIN => "a number of this length".to_owned(),
                number => number.to_string(),
            };
            let message = format!("{} must be {range}, not {number}", subject(path));
            self.report(&node.place, message, None);
        }
    }

    /// Looks for secrets in what no schema describes.
    fn secrets_in(&mut self, node: &Node) {
        match &node.value {
            Value::String(text) if holds_secret(text) => {
                let message = "this holds a secret, which has no place here".to_owned();
                self.report(&node.place, message, SECRETS_REMEDY.to_owned());
            }
            Value::Array(items) => items.iter().for_each(|item| self.secrets_in(item)),
            Value::Table(table) => table
                .values()
                .for_each(|entry| self.secrets_in(&entry.node)),
            _ => {}
        }
    }
}

/// The key that tells the alternatives apart, and its value in each.
fn tags<'j>(branches: &[&'j Json], root: &'j Json) -> Option<(&'j str, Vec<&'j str>)> {
    let first = simplify(branches.first()?, root);
    let (tag, _) = properties(first)
        .iter()
        .find(|(_, property)| property.get("const").is_some())?;
    let tags = branches
        .iter()
        .filter_map(|branch| {
            properties(simplify(branch, root))
                .get(tag)?
                .get("const")?
                .as_str()
        })
        .collect();
    Some((tag, tags))
}

/// Added to the score of an alternative whose tag is another one.
const WRONG_TAG: usize = 1_000;
/// Added to the score of an alternative of another type.
const WRONG_TYPE: usize = 1_000_000;

/// How little `node` resembles what `branch` describes; 0 where it has its type and tag.
pub(super) fn mismatch(node: &Node, branch: &Json, root: &Json) -> usize {
    let branch = simplify(branch, root);
    let types = types(branch);
    if !types.is_empty() && !types.iter().any(|name| fits(&node.value, name)) {
        return WRONG_TYPE;
    }
    if choices(branch).is_some() && !matches!(node.value, Value::String(_)) {
        return WRONG_TYPE;
    }
    let Some(table) = node.as_table() else {
        return 0;
    };
    let wrong_tag = properties(branch).iter().any(|(name, property)| {
        property.get("const").is_some_and(|tag| {
            table.get(name).and_then(|entry| entry.node.as_text()) != tag.as_str()
        })
    });
    if wrong_tag { WRONG_TAG } else { 0 }
}

pub(super) fn lacking<'j>(table: &Table, schema: &'j Json) -> Vec<&'j str> {
    let required = schema.get("required").and_then(Json::as_array);
    required
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .filter(|name| !table.contains_key(*name))
        .collect()
}

fn fits(value: &Value, name: &str) -> bool {
    match name {
        "string" => matches!(value, Value::String(_) | Value::Moment(_)),
        "integer" => matches!(value, Value::Integer(_)),
        "number" => matches!(value, Value::Integer(_) | Value::Float(_)),
        "boolean" => matches!(value, Value::Boolean(_)),
        "array" => matches!(value, Value::Array(_)),
        "object" => matches!(value, Value::Table(_)),
        _ => false,
    }
}

fn wanted(schema: &Json) -> String {
    if let Some(choices) = choices(schema) {
        return either_of(choices);
    }
    either(types(schema).into_iter().map(|name| {
        match name {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "array" => "a list",
            _ => "a table",
        }
        .to_owned()
    }))
}

fn either(kinds: impl Iterator<Item = String>) -> String {
    let mut kinds: Vec<String> = kinds.collect();
    kinds.dedup();
    kinds.join(" or ")
}

/// Stands in a path for an item of the list before it.
pub(super) const ITEM: &str = "[]";

/// `` `mode` in [slack] ``, or `[slack]` where the thing itself is a table at the top.
fn subject(path: &[String]) -> String {
    match path {
        [] => "the configuration".to_owned(),
        [only] => format!("[{only}]"),
        [list @ .., item] if item == ITEM => match list {
            [_] => header(path),
            _ => subject(list),
        },
        [tables @ .., key] => format!("`{key}` {}", table_name(tables)),
    }
}

fn table_name(path: &[String]) -> String {
    if path.is_empty() {
        "at the top level".to_owned()
    } else {
        format!("in {}", header(path))
    }
}

/// `[slack]`, or `[[routes]]` for an item of a list.
pub(super) fn header(path: &[String]) -> String {
    let names: Vec<&str> = path
        .iter()
        .map(String::as_str)
        .filter(|name| *name != ITEM)
        .collect();
    let names = names.join(".");
    if path.last().is_some_and(|last| last == ITEM) {
        format!("[[{names}]]")
    } else {
        format!("[{names}]")
    }
}
