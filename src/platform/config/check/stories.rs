//! Whether `[stories]` makes sense.

use super::Checks;
use crate::platform::config::tree::{Reach as _, Table};

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
    }
}
