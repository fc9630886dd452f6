//! Reading the configuration: defaults, then a file, then the environment; every problem at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use secrecy::SecretString;
use serde_json::Value as Json;
use serde_path_to_error::Segment;
use toml::de::DeTable;

use super::check;
use super::environment::{self, Environment};
use super::problems::{Location, Problem, Problems, Report};
use super::secrets::{self, Secrets};
use super::tree::{self, Layer, Node, Place, Reach, Table, Value};
use super::{Config, Source, missing, schema, shape};
use crate::platform::ids::SourceId;

/// The embedded configuration: every key with its default and a sentence about it.
pub const DEFAULTS: &str = include_str!("../../../config/klantstem.toml");

/// Says what is wrong with a source that only the part that reads its payloads can know: an unknown
/// preset, a path that can not be parsed, a secret of the wrong form (where one is set).
///
/// Each sentence begins with the key that it is about: `sources.shop.mapping.comment: …`.
pub type CheckSource<'a> = &'a dyn Fn(&SourceId, &Source, Option<&SecretString>) -> Vec<String>;

/// A configuration that was read and found right.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The secrets. [`Secrets::require`] says whether they suffice to serve.
    pub secrets: Secrets,
    /// Where each setting that is not a default comes from, by its path: `slack.mode`.
    pub origins: BTreeMap<String, Origin>,
}

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From a file, as `klantstem.toml:12`.
    File(String),
    /// From an environment variable.
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(place) => f.write_str(place),
            Origin::Environment(name) => f.write_str(name),
        }
    }
}

/// Reads the defaults, lays `file` over them and `environment` over both.
///
/// Tables merge by key, so a file names only what differs; lists and single values replace.
/// `check_source` is asked about each source.
///
/// # Errors
/// Everything that is wrong, at once; nothing of the configuration is used then.
pub fn load(
    file: Option<&Path>,
    environment: &Environment,
    check_source: CheckSource<'_>,
) -> Result<Loaded, Problems> {
    let mut report = Report::new(DEFAULTS);
    if let Some(path) = file {
        match read_file(path) {
            Ok(text) => report.add_file(path.to_owned(), text),
            Err(reason) => report.elsewhere(
                Location::File(path.display().to_string()),
                reason,
                "Name the right file with --config, or leave it out to use the defaults."
                    .to_owned(),
            ),
        }
    }
    load_texts(report, environment, check_source)
}

/// The embedded configuration as it is, for tests and the demo.
///
/// # Errors
/// Never in a binary that passed its tests: one of them loads the defaults.
pub fn defaults() -> Result<Config, Problems> {
    let loaded = load(None, &Environment::default(), &|_, _, _| Vec::new())?;
    Ok(loaded.config)
}

fn read_file(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("can not be read: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        format!("is not UTF-8 text: see line {line}")
    })
}

pub(super) fn load_texts(
    mut report: Report<'_>,
    environment: &Environment,
    check_source: CheckSource<'_>,
) -> Result<Loaded, Problems> {
    let schema = schema::full_schema();
    let mut tree = parse(Layer::Default, &mut report);
    let before = report.count();
    let from_file = parse(Layer::File, &mut report);
    // What could be rescued from a broken text would only bring up problems that are not there.
    if report.count() == before {
        shape::check_shape(&from_file, schema, &mut report);
        tree::merge(&mut tree, from_file);
    }
    let from_environment = environment::overrides(environment, &tree, schema, &mut report);
    shape::check_shape(&from_environment, schema, &mut report);
    tree::merge(&mut tree, from_environment);
    missing::check_missing(&tree, schema, &mut report);
    check::check(&tree, &mut report);
    let sources: BTreeSet<SourceId> = tree
        .table("sources")
        .into_iter()
        .flat_map(|sources| sources.keys())
        .map(|id| SourceId::from(id.as_str()))
        .collect();
    let calendars: BTreeSet<String> = tree
        .table("calendars")
        .into_iter()
        .flat_map(|calendars| calendars.keys().cloned())
        .collect();
    let secrets = secrets::read(environment, &sources, &calendars, &mut report);

    check_sources(&tree, &secrets, check_source, &mut report);

    let origins = origins(&tree, &report);
    let config = deserialize(tree, &mut report);
    match (config, report.finish()) {
        (Some(config), Ok(())) => Ok(Loaded {
            secrets: secrets.complete(&config),
            config,
            origins,
        }),
        (_, Err(problems)) => Err(problems),
        (None, Ok(())) => Err(Problems::from(Problem::elsewhere(
            Location::File("the configuration".to_owned()),
            "can not be read, for a reason that was not found",
            "Please report this, with the file.".to_owned(),
        ))),
    }
}

fn parse(layer: Layer, report: &mut Report<'_>) -> Table {
    let text = report.text(layer).to_owned();
    let (document, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        report.at(
            &layer.place(span),
            format!("this is not TOML: {}", error.message()),
            None,
        );
    }
    tree::from_document(document.get_ref(), layer)
}

fn check_sources(
    tree: &Table,
    secrets: &Secrets,
    check_source: CheckSource<'_>,
    report: &mut Report<'_>,
) {
    for (name, entry) in tree.table("sources").into_iter().flatten() {
        let Some(table) = entry.node.as_table() else {
            continue;
        };
        // One that can not be read has been reported, or will be when the whole is read.
        let Ok(source) = serde_json::from_value::<Source>(tree::to_json(table)) else {
            continue;
        };
        let id = SourceId::from(name.as_str());
        for sentence in check_source(&id, &source, secrets.webhooks.get(&id)) {
            let source = format!("sources.{name}");
            let inside = sentence.strip_prefix(&source).unwrap_or_default();
            let inside = &inside[..inside.find([':', ' ']).unwrap_or(inside.len())];
            let place = meant_by(&entry.node, inside).unwrap_or(&entry.key);
            // Where the sentence goes on after the key, the place has said the key already.
            let message = sentence
                .strip_prefix(&format!("{source}{inside}: "))
                .unwrap_or(&sentence);
            if matches!(place, Place::Default(..)) {
                // The defaults are right, so it is the secret that does not fit.
                let variable = secrets::webhook_secret_variable(&id);
                report.elsewhere(Location::Environment(variable), message, None);
                continue;
            }
            report.at(place, message, None);
        }
    }
}

/// The place of `.mapping.score[1]` in a source, or of as much of it as is there.
fn meant_by<'t>(source: &'t Node, key: &str) -> Option<&'t Place> {
    let mut path = Vec::new();
    for part in key.split('.').skip(1) {
        let (name, index) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
            Some((name, index)) => (name, index.parse().ok()),
            None => (part, None),
        };
        path.push(Segment::Map {
            key: name.to_owned(),
        });
        path.extend(index.map(|index| Segment::Seq { index }));
    }
    find(source.as_table()?, &path).map(|node| &node.place)
}

/// Reads the tree into types; whatever serde refuses is reported at its place and taken out, until
/// nothing more can be learned.
fn deserialize(mut tree: Table, report: &mut Report<'_>) -> Option<Config> {
    tree::prune(&mut tree, &report.places());
    loop {
        let json: Json = tree::to_json(&tree);
        let error = match serde_path_to_error::deserialize::<_, Config>(json) {
            Ok(config) => return Some(config),
            Err(error) => error,
        };
        let path: Vec<Segment> = error.path().iter().cloned().collect();
        let Some(place) = find(&tree, &path).map(|node| node.place.clone()) else {
            // The root itself lacks something.
            if report.count() == 0 {
                report.elsewhere(
                    Location::File("the configuration".to_owned()),
                    error.inner().to_string(),
                    None,
                );
            }
            return None;
        };
        let message = error.inner().to_string();
        // A lack is the consequence of what was reported and taken out before.
        if !(message.starts_with("missing field") && report.count() > 0) {
            report.at(&place, message, None);
        }
        tree::prune(&mut tree, &[place]);
    }
}

/// The node at `path`, or the last one on the way to it.
fn find<'t>(tree: &'t Table, path: &[Segment]) -> Option<&'t Node> {
    let mut node: Option<&Node> = None;
    for segment in path {
        let next = match (segment, node.map(|node| &node.value)) {
            (Segment::Map { key }, None) => tree.node(key),
            (Segment::Map { key }, Some(Value::Table(table))) => table.node(key),
            (Segment::Seq { index }, Some(Value::Array(items))) => items.get(*index),
            _ => None,
        };
        match next {
            Some(next) => node = Some(next),
            None => break,
        }
    }
    node
}

fn origins(tree: &Table, report: &Report<'_>) -> BTreeMap<String, Origin> {
    let mut origins = BTreeMap::new();
    collect_origins(tree, "", report, &mut origins);
    origins
}

fn collect_origins(
    table: &Table,
    prefix: &str,
    report: &Report<'_>,
    origins: &mut BTreeMap<String, Origin>,
) {
    for (name, entry) in table {
        let path = format!("{prefix}{name}");
        if let Value::Table(inner) = &entry.node.value {
            collect_origins(inner, &format!("{path}."), report, origins);
            continue;
        }
        let origin = match &entry.node.place {
            Place::Default(..) => continue,
            Place::File(..) => Origin::File(report.reference(&entry.node.place)),
            Place::Environment(name) => Origin::Environment(name.clone()),
        };
        origins.insert(path, origin);
    }
}
