//! Events of scores: a day of the calendar, a name, a department that exists.

use super::super::names::{did_you_mean, listing};
use super::super::tree::{Node, Reach, Table, Value};
use super::Checks;

impl Checks<'_, '_> {
    pub(super) fn event(&mut self, node: &Node, departments: Option<&Table>) {
        let Some(event) = node.as_table() else { return };
        if let Some((text, place)) = event.text("on") {
            self.date(text, place);
        }
        let name = event.node("name");
        let texts = match name.map(|name| &name.value) {
            Some(Value::Table(texts)) => vec![texts.text("en"), texts.text("nl")],
            _ => vec![event.text("name")],
        };
        for (text, place) in texts.into_iter().flatten() {
            if text.trim().is_empty() {
                self.report.at(place, "the event has no name", None);
            }
        }
        if let (Some((id, place)), Some(known)) = (event.text("department"), departments)
            && !known.contains_key(id)
        {
            let names = || known.keys().map(String::as_str);
            let hint = did_you_mean(id, names());
            let remedy = format!("Departments are {}.", listing(names()));
            self.report.at(
                place,
                format!("there is no department `{id}`{hint}"),
                remedy,
            );
        }
    }
}
