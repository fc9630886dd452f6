//! Departments: names, channels of their own, and posting that can work.

use std::collections::BTreeMap;

use super::super::tree::{Entry, Node, Place, Reach, Table, Value};
use super::Checks;
use crate::platform::schedule::Schedule;

impl Checks<'_, '_> {
    pub(super) fn department(&mut self, department: &Table) {
        for key in ["name", "question"] {
            let Some(texts) = department.table(key) else {
                continue;
            };
            for language in ["en", "nl"] {
                if let Some((text, place)) = texts.text(language)
                    && text.trim().is_empty()
                {
                    self.report.at(
                        place,
                        format!("the department's {key} is empty in `{language}`"),
                        None,
                    );
                }
            }
        }
        if let Some((channel, place)) = department.text("channel") {
            self.channel(channel, place);
        }
        if let Some(owner) = department.node("owner") {
            self.user(owner);
        }
        for member in department.items("members") {
            self.user(member);
        }
        for group in department.items("groups") {
            self.group(group);
        }
        if let Some(entry) = department.get("posting") {
            self.posting(entry);
        }
    }

    pub(super) fn posting(&mut self, entry: &Entry) {
        let Some(posting) = entry.node.as_table() else {
            return;
        };
        let (mode, place) = posting.text("mode").unwrap_or(("each", &entry.node.place));
        let only = posting.node("only");
        let digest_at = posting.node("digest_at");
        if mode == "only" && only.is_none() {
            self.report.at(
                place,
                "`mode` is \"only\", but `only` does not say what is posted",
                "Add for example only = { score_classes = [\"detractor\"] }.".to_owned(),
            );
        }
        if let Some(only) = only {
            if matches!(mode, "each" | "digest") {
                self.report.at(
                    &only.place,
                    format!("`only` has no effect, because `mode` is \"{mode}\""),
                    "Set mode = \"only\", or take `only` out.".to_owned(),
                );
            }
            self.condition(only);
        }
        if mode == "digest" && digest_at.is_none() {
            self.report.at(
                place,
                "`mode` is \"digest\", but `digest_at` does not say when",
                "Add for example digest_at = \"weekdays at 16:00\".".to_owned(),
            );
        }
        if let Some(limit) = posting.node("at_most_a_day")
            && matches!(limit.value, Value::Integer(1..))
            && digest_at.is_none()
        {
            self.report.at(
                &limit.place,
                "what is over `at_most_a_day` goes into the digest, but `digest_at` does not \
                 say when",
                "Add for example digest_at = \"weekdays at 16:00\".".to_owned(),
            );
        }
        if let Some((text, place)) = posting.text("digest_at")
            && let Err(problem) = Schedule::parse(text, self.zone)
        {
            self.report.at(place, problem.to_string(), None);
        }
        if let Some(hours) = posting.node("hours") {
            self.hours(hours);
        }
    }

    pub(super) fn hours(&mut self, node: &Node) {
        let Some(hours) = node.as_table() else { return };
        let mut time = |key: &str| {
            let (text, place) = hours.text(key)?;
            let time = chrono::NaiveTime::parse_from_str(text, "%H:%M");
            if time.is_err() {
                self.report.at(
                    place,
                    format!("`{text}` is not a time of day"),
                    "Write hours and minutes, as in 08:30.".to_owned(),
                );
            }
            Some((time.ok()?, place))
        };
        let from = time("from");
        let until = time("until");
        if let (Some((from, _)), Some((until, place))) = (from, until)
            && from >= until
        {
            self.report.at(
                place,
                format!(
                    "posting hours end at {}, which is not after their beginning at {}",
                    until.format("%H:%M"),
                    from.format("%H:%M")
                ),
                "They lie within one day; the last possible end is 23:59.".to_owned(),
            );
        }
        if let Some(days) = hours.node("days")
            && matches!(&days.value, Value::Array(items) if items.is_empty())
        {
            self.report.at(
                &days.place,
                "without days nothing would ever be posted",
                "Name at least one, as in [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]."
                    .to_owned(),
            );
        }
    }

    /// Two departments in one channel, or one in the triage channel.
    pub(super) fn channels(&mut self, config: &Table) {
        let mut used: BTreeMap<String, Vec<(String, &Place)>> = BTreeMap::new();
        let triage = config
            .table("workspace")
            .and_then(|workspace| workspace.text("triage_channel"));
        if let Some((channel, place)) = triage {
            used.entry(channel.to_lowercase())
                .or_default()
                .push(("the triage channel".to_owned(), place));
        }
        for (id, entry) in config.table("departments").into_iter().flatten() {
            let Some(department) = entry.node.as_table() else {
                continue;
            };
            let enabled = department.node("enabled").map(|node| &node.value);
            if matches!(enabled, Some(Value::Boolean(false))) {
                continue;
            }
            if let Some((channel, place)) = department.text("channel") {
                used.entry(channel.to_lowercase())
                    .or_default()
                    .push((format!("the channel of [departments.{id}]"), place));
            }
        }
        for (channel, mut users) in used {
            // Defaults come first: what the organisation wrote is what it can change.
            users.sort_by_key(|(_, place)| (*place).clone());
            let Some(((first, first_place), rest)) = users.split_first() else {
                continue;
            };
            for (_, place) in rest {
                let reference = self.report.reference(first_place);
                self.report.at(
                    place,
                    format!("`{channel}` is already {first} ({reference})"),
                    "Each department needs a channel of its own.".to_owned(),
                );
            }
        }
    }
}
