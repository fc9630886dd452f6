//! The configuration as a tree in which every key and value knows the place where it was written.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// Where a key or a value was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In the default that is embedded in the binary, at these bytes.
    Default(usize, usize),
    /// In the organisation's file, at these bytes.
    File(usize, usize),
    /// In this environment variable.
    Environment(String),
}

/// A text with spans: the embedded default or the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Default,
    File,
}

impl Layer {
    pub(super) fn place(self, span: Range<usize>) -> Place {
        match self {
            Layer::Default => Place::Default(span.start, span.end),
            Layer::File => Place::File(span.start, span.end),
        }
    }
}

/// A value and its place. For a table with a header, the place is the header.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// A key's place and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Place,
    pub(super) node: Node,
}

pub(super) type Table = BTreeMap<String, Entry>;

#[derive(Clone, Debug)]
pub(super) enum Value {
    String(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    /// A TOML date or time, as text.
    Moment(String),
    Array(Vec<Node>),
    Table(Table),
}

impl Value {
    /// How an article and a noun call a value of this kind.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::String(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Moment(_) => "a date or time",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Reads a parsed document; `layer` says whose spans they are.
pub(super) fn from_document(table: &DeTable<'_>, layer: Layer) -> Table {
    from_table(table, &|span| layer.place(span))
}

/// Reads a parsed value; `place` turns its spans into places.
pub(super) fn from_value(value: &DeValue<'_>, place: &dyn Fn(Range<usize>) -> Place) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let saturated = if number.as_str().starts_with('-') {
                i128::MIN
            } else {
                i128::MAX
            };
            Value::Integer(
                i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(saturated),
            )
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(moment) => {
            let text = moment.to_string();
            // `08:00:00` is what strict TOML 1.0 wants for `08:00`.
            let short = match (moment.date, moment.time) {
                (None, Some(time))
                    if time.second.unwrap_or(0) == 0 && time.nanosecond.unwrap_or(0) == 0 =>
                {
                    text.get(..5).map(str::to_owned)
                }
                _ => None,
            };
            Value::Moment(short.unwrap_or(text))
        }
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| Node {
                    place: place(item.span()),
                    value: from_value(item.get_ref(), place),
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(from_table(table, place)),
    }
}

fn from_table(table: &DeTable<'_>, place: &dyn Fn(Range<usize>) -> Place) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let node = Node {
                place: place(value.span()),
                value: from_value(value.get_ref(), place),
            };
            let entry = Entry {
                key: place(key.span()),
                node,
            };
            (key.get_ref().to_string(), entry)
        })
        .collect()
}

/// Lays `upper` over `lower`: tables merge, everything else replaces.
///
/// A table is never replaced by something else, nor the other way round: the check of each layer
/// has reported that, and what was there lets the other checks go on.
pub(super) fn merge(lower: &mut Table, upper: Table) {
    for (name, new) in upper {
        let Some(old) = lower.get_mut(&name) else {
            lower.insert(name, new);
            continue;
        };
        match (&mut old.node.value, new.node.value) {
            (Value::Table(old_table), Value::Table(new_table)) => {
                merge(old_table, new_table);
                // A variable sets one value; the tables on the way to it stand where they stood.
                if !matches!(new.node.place, Place::Environment(_)) {
                    old.node.place = new.node.place;
                    old.key = new.key;
                }
            }
            (Value::Table(_), _) | (_, Value::Table(_)) => {}
            (_, value) => {
                *old = Entry {
                    key: new.key,
                    node: Node {
                        place: new.node.place,
                        value,
                    },
                };
            }
        }
    }
}

/// Removes every entry and item whose key or value stands at one of `places`.
pub(super) fn prune(table: &mut Table, places: &[Place]) {
    table.retain(|_, entry| !places.contains(&entry.key) && !places.contains(&entry.node.place));
    for entry in table.values_mut() {
        prune_value(&mut entry.node.value, places);
    }
}

fn prune_value(value: &mut Value, places: &[Place]) {
    match value {
        Value::Table(table) => prune(table, places),
        Value::Array(items) => {
            items.retain(|item| !places.contains(&item.place));
            for item in items {
                prune_value(&mut item.value, places);
            }
        }
        _ => {}
    }
}

/// The tree without its places, for serde.
pub(super) fn to_json(table: &Table) -> serde_json::Value {
    table
        .iter()
        .map(|(name, entry)| (name.clone(), value_to_json(&entry.node.value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn value_to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) | Value::Moment(text) => text.clone().into(),
        Value::Integer(number) => match i64::try_from(*number) {
            Ok(number) => number.into(),
            Err(_) => (*number as f64).into(),
        },
        Value::Float(number) => (*number).into(),
        Value::Boolean(truth) => (*truth).into(),
        Value::Array(items) => items
            .iter()
            .map(|item| value_to_json(&item.value))
            .collect::<Vec<_>>()
            .into(),
        Value::Table(table) => to_json(table),
    }
}

/// Ways to reach into a table that answer `None` where something else stands.
pub(super) trait Reach {
    /// The node under `key`.
    fn node(&self, key: &str) -> Option<&Node>;

    /// The table under `key`.
    fn table(&self, key: &str) -> Option<&Table> {
        match &self.node(key)?.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text under `key`, with its place.
    fn text(&self, key: &str) -> Option<(&str, &Place)> {
        let node = self.node(key)?;
        Some((node.as_text()?, &node.place))
    }

    /// The items under `key`; none where there is no list.
    fn items(&self, key: &str) -> &[Node] {
        match self.node(key).map(|node| &node.value) {
            Some(Value::Array(items)) => items,
            _ => &[],
        }
    }
}

impl Reach for Table {
    fn node(&self, key: &str) -> Option<&Node> {
        self.get(key).map(|entry| &entry.node)
    }
}

impl Node {
    /// The text, where this is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Moment(text) => Some(text),
            _ => None,
        }
    }

    /// The table, where this is one.
    pub(super) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}
