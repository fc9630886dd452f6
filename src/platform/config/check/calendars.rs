//! Calendars: what each kind needs, and that no address holds a password.

use super::super::tree::{Node, Reach as _, Table};
use super::{Checks, check_zone};

const GOOGLE: [(&str, &str); 2] = [
    ("url", "https://www.googleapis.com/calendar/v3"),
    ("login_url", "https://oauth2.googleapis.com/token"),
];
const GRAPH: [(&str, &str); 2] = [
    ("url", "https://graph.microsoft.com/v1.0"),
    ("login_url", "https://login.microsoftonline.com"),
];

impl Checks<'_, '_> {
    pub(super) fn calendar(&mut self, node: &Node) {
        let Some(calendar) = node.as_table() else {
            return;
        };
        if calendar.node("time_zone").is_some() {
            check_zone(calendar, self.report);
        }
        let Some((kind, place)) = calendar.text("kind") else {
            return;
        };
        match kind {
            "google" => self.vendor_addresses(calendar, &GOOGLE),
            "graph" => self.vendor_addresses(calendar, &GRAPH),
            _ => self.calendar_address(calendar),
        }
        let needed: &[(&str, &str)] = match kind {
            "caldav" => &[
                ("url", "the address of the calendar"),
                ("account", "the user name"),
            ],
            "google" => &[("calendar", "the calendar's id, as in team@example.org")],
            "graph" => &[
                ("tenant", "the organisation's id"),
                ("client", "the app's id"),
                ("account", "the mailbox, as in team@example.org"),
            ],
            _ => &[],
        };
        for (key, what) in needed {
            if calendar.node(key).is_none() {
                self.report.at(
                    place,
                    format!("a calendar of the kind `{kind}` needs `{key}`"),
                    format!("It is {what}."),
                );
            }
        }
    }

    fn vendor_addresses(&mut self, calendar: &Table, own: &[(&str, &str); 2]) {
        for (key, own) in own {
            if let Some((url, place)) = calendar.text(key) {
                let remedy = format!("The vendor's own is {own}.");
                self.safe_address(url, place, "the secret", remedy);
            }
        }
    }

    fn calendar_address(&mut self, calendar: &Table) {
        let Some((text, place)) = calendar.text("url") else {
            return;
        };
        let plain = text.replacen("webcal://", "https://", 1);
        match reqwest::Url::parse(&plain) {
            Ok(url) if !url.username().is_empty() || url.password().is_some() => self.report.at(
                place,
                "the address holds a name or a password",
                "Put the name into `account` and the password into the environment, as \
                 CALENDAR_SECRET_<ID>."
                    .to_owned(),
            ),
            Ok(url) if matches!(url.scheme(), "http" | "https") => {}
            Ok(_) | Err(_) => self.report.at(
                place,
                format!("`{text}` is not the address of a calendar"),
                "It begins with https:// or webcal://.".to_owned(),
            ),
        }
    }
}
