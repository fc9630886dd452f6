//! The forms of single values: ids, channels, people, domains.

use super::super::keep::Period;
use super::super::tree::{Node, Place, Reach as _, Table};
use super::Checks;

impl Checks<'_, '_> {
    pub(super) fn id(&mut self, id: &str, place: &Place, what: &str) {
        let fine = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && id.len() <= 40
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
        if !fine {
            self.report.at(
                place,
                format!("`{id}` can not be the id of {what}"),
                "An id has at most 40 small letters, digits and hyphens, as in customer-service."
                    .to_owned(),
            );
        }
    }

    pub(super) fn channel(&mut self, channel: &str, place: &Place) {
        let is_id = channel.len() >= 8
            && channel.starts_with(['C', 'G'])
            && channel
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let is_name = |name: &str| {
            (1..=80).contains(&name.chars().count())
                && name == name.to_lowercase()
                && !name.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "#.,;:@/\\<>\"'".contains(c)
                })
        };
        if is_id || channel.strip_prefix('#').is_some_and(is_name) {
            return;
        }
        let plain = channel.trim_start_matches('#').to_lowercase();
        let remedy = if is_name(&plain) {
            format!("Write `#{plain}`, or the channel's id, as in C024BE91L.")
        } else {
            "Write #, then small letters, digits, hyphens and underscores, or the channel's id, \
             as in C024BE91L."
                .to_owned()
        };
        self.report
            .at(place, format!("`{channel}` is not a channel"), remedy);
    }

    pub(super) fn user(&mut self, node: &Node) {
        if let Some(user) = node.as_text()
            && !(user.len() >= 8
                && user.starts_with(['U', 'W'])
                && user
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
        {
            self.report.at(
                &node.place,
                format!("`{user}` is not a Slack user id"),
                "In Slack: the person's profile, the three dots, Copy member ID. It looks like \
                 U024BE7LH."
                    .to_owned(),
            );
        }
    }

    pub(super) fn group(&mut self, node: &Node) {
        let Some(group) = node.as_text() else { return };
        let is_id = group.len() >= 8
            && group.starts_with('S')
            && group
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let is_handle = group
            .strip_prefix('@')
            .is_some_and(|handle| !handle.is_empty() && !handle.contains(char::is_whitespace));
        if !is_id && !is_handle {
            self.report.at(
                &node.place,
                format!("`{group}` is not a Slack user group"),
                "Write @ and its handle, as in @finance-team, or its id, as in S024BE7LH."
                    .to_owned(),
            );
        }
    }

    /// Each time in `[privacy.keep]`.
    pub(super) fn periods(&mut self, privacy: &Table) {
        let Some(keep) = privacy.table("keep") else {
            return;
        };
        for name in keep.keys() {
            if let Some((text, place)) = keep.text(name)
                && let Err(problem) = text.parse::<Period>()
            {
                self.report.at(
                    place,
                    problem.to_string(),
                    "Write it in months or days, as in \"24 months\", or \"\" for ever.".to_owned(),
                );
            }
        }
    }

    pub(super) fn domains(&mut self, domains: &[Node]) {
        for domain in domains {
            if let Some(text) = domain.as_text()
                && !is_host(text)
            {
                let plain = text.rsplit('@').next().unwrap_or(text);
                let remedy = if plain != text && is_host(plain) {
                    format!("Write `{plain}`.")
                } else {
                    "Write what follows the @ in an e-mail address, as in example.org.".to_owned()
                };
                self.report
                    .at(&domain.place, format!("`{text}` is not a domain"), remedy);
            }
        }
    }
}

/// Whether `text` can be the name of a host or a domain.
pub(super) fn is_host(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(['.', '-'])
        && !text.ends_with(['.', '-'])
        && !text.contains("..")
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '.')
}
