//! Kudos: a channel, an emoji and values that can be used.

use std::collections::BTreeSet;

use super::super::tree::{Reach as _, Table};
use super::Checks;
use crate::platform::schedule::Schedule;

impl Checks<'_, '_> {
    pub(super) fn kudos(&mut self, kudos: &Table) {
        if let Some((channel, place)) = kudos.text("channel") {
            self.channel(channel, place);
        }
        if let Some((emoji, place)) = kudos.text("endorse_emoji")
            && (emoji.is_empty()
                || !emoji
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-'".contains(c)))
        {
            let plain = emoji.trim_matches(':').to_lowercase();
            self.report.at(
                place,
                format!("`{emoji}` is not the name of an emoji"),
                format!(
                    "Write its name without colons, as in `{}`.",
                    if plain.is_ascii() && !plain.is_empty() {
                        plain
                    } else {
                        "clap".to_owned()
                    }
                ),
            );
        }
        if let Some((text, place)) = kudos.text("digest_at")
            && !text.is_empty()
            && let Err(problem) = Schedule::parse(text, self.zone)
        {
            self.report.at(place, problem.to_string(), None);
        }
        let mut seen = BTreeSet::new();
        for value in kudos.items("values") {
            let Some(table) = value.as_table() else {
                continue;
            };
            if let Some((id, place)) = table.text("id") {
                self.id(id, place, "a value");
                if !seen.insert(id.to_owned()) {
                    self.report
                        .at(place, format!("two values have the id `{id}`"), None);
                }
            }
            for language in ["en", "nl"] {
                if let Some((text, place)) =
                    table.table("name").and_then(|name| name.text(language))
                    && text.trim().is_empty()
                {
                    self.report.at(
                        place,
                        format!("the value's name is empty in `{language}`"),
                        None,
                    );
                }
            }
        }
    }
}
