//! Whether the settings make sense together: what a schema can not say.

use crate::platform::schedule::Schedule;
use std::str::FromStr;

use chrono_tz::Tz;

use super::names::{did_you_mean, nearest};
use super::problems::Report;
use super::tree::{Place, Reach, Table, Value};

mod calendars;
mod departments;
mod events;
mod forms;
mod kudos;
mod meetings;
mod routes;
mod stories;

use forms::is_host;

/// Reports everything in `config` that can be read but can not be meant.
pub(super) fn check(config: &Table, report: &mut Report<'_>) {
    let zone = config
        .table("workspace")
        .and_then(|workspace| check_zone(workspace, report));
    let mut checks = Checks {
        zone: zone.unwrap_or(Tz::Europe__Amsterdam),
        report,
    };
    if let Some(workspace) = config.table("workspace") {
        checks.workspace(workspace);
    }
    if let Some(slack) = config.table("slack") {
        checks.slack(slack);
    }
    checks.server_and_database(config);
    if let Some(privacy) = config.table("privacy") {
        checks.domains(privacy.items("internal_domains"));
        checks.no_empty_text(privacy, "test_respondents");
        checks.periods(privacy);
    }
    if let Some(scores) = config.table("scores") {
        for key in ["posts_at", "watches_at"] {
            if let Some((text, place)) = scores.text(key)
                && !text.is_empty()
                && let Err(problem) = Schedule::parse(text, checks.zone)
            {
                checks.report.at(place, problem.to_string(), None);
            }
        }
    }
    if let Some((text, place)) = config
        .table("digest")
        .and_then(|digest| digest.text("weekly_at"))
        && !text.is_empty()
        && let Err(problem) = Schedule::parse(text, checks.zone)
    {
        checks.report.at(place, problem.to_string(), None);
    }
    if let Some(stories) = config.table("stories") {
        checks.stories(stories);
    }
    for event in config
        .table("scores")
        .map(|scores| scores.items("events"))
        .unwrap_or_default()
    {
        checks.event(event, config.table("departments"));
    }
    if let Some(kudos) = config.table("kudos") {
        checks.kudos(kudos);
    }
    if let Some(departments) = config.table("departments") {
        for (id, entry) in departments {
            checks.id(id, &entry.key, "a department");
            if let Some(department) = entry.node.as_table() {
                checks.department(department);
            }
        }
    }
    if let Some(calendars) = config.table("calendars") {
        for (id, entry) in calendars {
            checks.id(id, &entry.key, "a calendar");
            checks.calendar(&entry.node);
        }
    }
    checks.meetings(config);
    checks.channels(config);
    for route in config.items("routes") {
        checks.route(route, config.table("departments"));
    }
    if let Some(sources) = config.table("sources") {
        for (id, entry) in sources {
            checks.id(id, &entry.key, "a source");
            if let Some(mapping) = entry
                .node
                .as_table()
                .and_then(|source| source.table("mapping"))
            {
                check_zone(mapping, checks.report);
            }
        }
    }
}

/// The zone under `time_zone`; reported where there is no such zone.
fn check_zone(table: &Table, report: &mut Report<'_>) -> Option<Tz> {
    let (text, place) = table.text("time_zone")?;
    match zone_called(text) {
        Ok(zone) => Some(zone),
        Err(nearest) => {
            let hint = nearest.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            report.at(
                place,
                format!("`{text}` is not a time zone{hint}"),
                hint.is_empty()
                    .then(|| "Write it as in Europe/Amsterdam.".to_owned()),
            );
            None
        }
    }
}

/// The time zone of this name.
///
/// # Errors
/// The name that was probably meant, where there is one like it.
pub fn zone_called(name: &str) -> Result<Tz, Option<&'static str>> {
    Tz::from_str(name).map_err(|_| {
        let mut known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        // `Amsterdam` alone means the zone that ends in it.
        let is_its_city = |zone: &&str| {
            let city = zone.rsplit('/').next();
            city.is_some_and(|city| city.eq_ignore_ascii_case(name))
        };
        let by_city = known.clone().find(is_its_city);
        by_city.or_else(|| nearest(name, &mut known))
    })
}

struct Checks<'r, 't> {
    zone: Tz,
    report: &'r mut Report<'t>,
}

impl Checks<'_, '_> {
    fn workspace(&mut self, workspace: &Table) {
        if let Some((channel, place)) = workspace.text("triage_channel") {
            self.channel(channel, place);
        }
        for admin in workspace.items("admins") {
            self.user(admin);
        }
        if let Some(hours) = workspace.node("posting_hours") {
            self.hours(hours);
        }
        for day in workspace.items("holidays") {
            if let Some(text) = day.as_text() {
                self.date(text, &day.place);
            }
        }
    }

    fn date(&mut self, text: &str, place: &Place) {
        if chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_err() {
            self.report.at(
                place,
                format!("`{text}` is not a date"),
                "Write year, month and day, as in 2026-12-25.".to_owned(),
            );
        }
    }

    fn slack(&mut self, slack: &Table) {
        if let Some((url, place)) = slack.text("api_url") {
            let remedy = "Slack's own is https://slack.com/api.".to_owned();
            self.safe_address(url, place, "the token", remedy);
        }
        if let Some(node) = slack.node("response_hosts")
            && matches!(&node.value, Value::Array(items) if items.is_empty())
        {
            self.report.at(
                &node.place,
                "without a response host no late answer can be sent",
                "Slack's own are hooks.slack.com and hooks.slack-gov.com.".to_owned(),
            );
        }
        for host in slack.items("response_hosts") {
            let Some(text) = host.as_text() else { continue };
            // A port is allowed, for a sandbox on this machine.
            let fine = reqwest::Url::parse(&format!("https://{text}/"))
                .is_ok_and(|url| url.path() == "/" && url.username().is_empty());
            if !fine || text.is_empty() || text.contains('/') {
                self.report.at(
                    &host.place,
                    format!("`{text}` is not the name of a host"),
                    "Write it without https://, as in hooks.slack.com.".to_owned(),
                );
            }
        }
    }

    /// An address to which a secret travels.
    fn safe_address(&mut self, url: &str, place: &Place, secret: &str, remedy: String) {
        let parsed = match reqwest::Url::parse(url) {
            Ok(parsed) => parsed,
            Err(error) => {
                let problem = format!("`{url}` is not an address: {error}");
                return self.report.at(place, problem, remedy);
            }
        };
        match parsed.scheme() {
            "https" => {}
            "http" if is_local(&parsed) => {}
            "http" => self.report.at(
                place,
                format!("{secret} would travel over plain http to another machine"),
                "Use https; http is accepted for this machine only.".to_owned(),
            ),
            _ => self
                .report
                .at(place, format!("`{url}` is not an https address"), remedy),
        }
    }

    fn server_and_database(&mut self, config: &Table) {
        let listen = config
            .table("server")
            .and_then(|server| server.text("listen"));
        if let Some((listen, place)) = listen {
            let fine = listen.parse::<std::net::SocketAddr>().is_ok()
                || listen.rsplit_once(':').is_some_and(|(host, port)| {
                    host.parse::<std::net::IpAddr>().is_err()
                        && is_host(host)
                        && port.parse::<u16>().is_ok()
                });
            if !fine {
                self.report.at(
                    place,
                    format!("`{listen}` is not an address and port to listen on"),
                    "Write 127.0.0.1:3000 for this machine only, 0.0.0.0:3000 for everyone."
                        .to_owned(),
                );
            }
        }
        let url = config
            .table("database")
            .and_then(|database| database.text("url"));
        if let Some((url, place)) = url
            && let Err(reason) = database_url(url)
        {
            self.report
                .at(place, reason, DATABASE_URL_REMEDY.to_owned());
        }
    }

    fn no_empty_text(&mut self, table: &Table, key: &str) {
        for item in table.items(key) {
            if item.as_text().is_some_and(|text| text.trim().is_empty()) {
                self.report
                    .at(&item.place, format!("`{key}` holds an empty text"), None);
            }
        }
    }
}

fn is_local(url: &reqwest::Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

pub(super) const DATABASE_URL_REMEDY: &str =
    "Write sqlite:klantstem.db or postgres://user@host/database.";

/// Whether `url` names a database that Klantstem can use. The reason never repeats the address.
pub(super) fn database_url(url: &str) -> Result<(), String> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err("this is not the address of a database".to_owned());
    };
    match scheme {
        "sqlite" if rest.trim_start_matches('/').is_empty() => {
            Err("the address names no database file".to_owned())
        }
        "sqlite" => Ok(()),
        "postgres" | "postgresql" => match reqwest::Url::parse(url) {
            Ok(_) if rest.starts_with("//") => Ok(()),
            Ok(_) => Err("the address lacks // after the scheme".to_owned()),
            Err(error) => Err(format!("the address can not be read: {error}")),
        },
        other if other.chars().all(|c| c.is_ascii_alphanumeric()) => {
            let hint = did_you_mean(other, ["sqlite", "postgres"]);
            Err(format!(
                "Klantstem has no database of the kind `{other}`{hint}"
            ))
        }
        _ => Err("this is not the address of a database".to_owned()),
    }
}
