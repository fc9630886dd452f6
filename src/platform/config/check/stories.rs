//! Whether `[stories]` makes sense.

use super::Checks;
use crate::platform::config::tree::{Reach as _, Table};
use crate::platform::schedule::Schedule;

impl Checks<'_, '_> {
    pub(super) fn stories(&mut self, stories: &Table) {
        for leader in stories.items("leaders") {
            self.user(leader);
        }
        for group in stories.items("leader_groups") {
            self.group(group);
        }
        if let Some((channel, place)) = stories.text("approve_in")
            && !channel.is_empty()
        {
            self.channel(channel, place);
        }
        for key in ["week_at", "preview_at"] {
            if let Some((text, place)) = stories.text(key)
                && !text.is_empty()
                && let Err(problem) = Schedule::parse(text, self.zone)
            {
                self.report.at(place, problem.to_string(), None);
            }
        }
        if let Some(node) = stories.node("preview_to")
            && let Some(to) = node.as_text()
            && !to.is_empty()
        {
            match to.starts_with(['U', 'W']) {
                true => self.user(node),
                false => self.channel(to, &node.place),
            }
        }
    }
}
