//! Routes and conditions: known departments, something to fit, words that can be looked for.

use super::super::names::{did_you_mean, listing};
use super::super::tree::{Node, Reach, Table, Value};
use super::Checks;

impl Checks<'_, '_> {
    pub(super) fn route(&mut self, node: &Node, departments: Option<&Table>) {
        let Some(route) = node.as_table() else { return };
        if let Some((name, place)) = route.text("name")
            && name.trim().is_empty()
        {
            self.report.at(place, "the route's name is empty", None);
        }
        if let Some(list) = route.node("departments")
            && matches!(&list.value, Value::Array(items) if items.is_empty())
        {
            self.report.at(
                &list.place,
                "this route leads to no department",
                "Name one or more, or take the route out.".to_owned(),
            );
        }
        for department in route.items("departments") {
            let (Some(id), Some(known)) = (department.as_text(), departments) else {
                continue;
            };
            if known.contains_key(id) {
                continue;
            }
            let names = || known.keys().map(String::as_str);
            let hint = did_you_mean(id, names());
            let remedy = format!("Departments are {}.", listing(names()));
            self.report.at(
                &department.place,
                format!("there is no department `{id}`{hint}"),
                remedy,
            );
        }
        let conditions = ["all", "any", "none"].map(|key| route.items(key));
        if conditions.iter().all(|list| list.is_empty())
            && !["all", "any", "none"].iter().any(|key| {
                route
                    .node(key)
                    .is_some_and(|node| !matches!(node.value, Value::Array(_)))
            })
        {
            self.report.at(
                &node.place,
                "this route has no condition and would fit every response",
                "Add `all`, `any` or `none`. What fits no route goes to the triage channel."
                    .to_owned(),
            );
        }
        for condition in conditions.into_iter().flatten() {
            self.condition(condition);
        }
    }

    pub(super) fn condition(&mut self, node: &Node) {
        let Some(condition) = node.as_table() else {
            return;
        };
        let says_nothing = condition.values().all(|entry| match &entry.node.value {
            Value::Array(items) => items.is_empty(),
            Value::Table(table) => table.is_empty(),
            _ => false,
        });
        if says_nothing {
            self.report.at(
                &node.place,
                "this condition says nothing and would fit every response",
                "Give it `words`, `score_classes`, `sources` or another key.".to_owned(),
            );
        }
        for word in condition.items("words") {
            let Some(text) = word.as_text() else { continue };
            let inner = text.strip_prefix('*').unwrap_or(text);
            let inner = inner.strip_suffix('*').unwrap_or(inner);
            if inner.trim().is_empty() || inner.contains('*') {
                self.report.at(
                    &word.place,
                    format!("`{text}` is not a word that can be looked for"),
                    "Write `invoice` (whole word), `factu*` (beginning) or `*factuur*` (part)."
                        .to_owned(),
                );
            }
        }
        for language in condition.items("languages") {
            if let Some(text) = language.as_text()
                && !(text.len() == 2 && text.chars().all(|c| c.is_ascii_lowercase()))
            {
                self.report.at(
                    &language.place,
                    format!("`{text}` is not the code of a language"),
                    "Codes have two small letters, as in `nl` and `en`.".to_owned(),
                );
            }
        }
        for key in ["sources", "surveys", "touchpoints", "tags"] {
            self.no_empty_text(condition, key);
        }
    }
}
