//! All rules of an organisation: those of the configuration, and those that were made in Slack. They are few, and
//! read from the database whenever they are needed, so that all replicas use the same ones.

use std::collections::HashMap;
use std::sync::Arc;

use super::rule::{Rule, Rules};
use super::rules::standing::Unusable;
use super::source::Calendars;
use super::store::rules::{self as store, Made, Pause};
use crate::platform::Context;
use crate::platform::config::{Config, Meeting, Secrets};
use crate::platform::ids::DepartmentId;

/// Where rules are asked for.
#[derive(Clone, Debug)]
pub struct Rulebook {
    calendars: Arc<Calendars>,
}

/// A rule, and how it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// What it says; `None` where that can not be read any more.
    pub meeting: Option<Meeting>,
    /// The rule, or why it stands still.
    pub rule: Result<Rule, Unusable>,
    /// What is known of it where it was made in Slack; `None` for one of the configuration.
    pub made: Option<Made>,
    /// Since when it is paused, and by whom.
    pub pause: Option<Pause>,
}

impl Entry {
    /// The rule, where it is at work.
    pub fn working(&self) -> Option<&Rule> {
        self.rule.as_ref().ok().filter(|_| self.pause.is_none())
    }

    /// The department whose customers it speaks of.
    pub fn department(&self) -> Option<&DepartmentId> {
        Some(&self.meeting.as_ref()?.department)
    }
}

impl Rulebook {
    /// The rules of this configuration, and those of the database.
    ///
    /// # Errors
    /// Where a rule of the configuration can not be read; `config check` says the same with its line.
    pub fn new(config: &Config, secrets: &Secrets) -> anyhow::Result<Self> {
        for meeting in &config.meetings {
            Rule::of(config, meeting)?;
        }
        let calendars = Arc::new(Calendars::new(config, &secrets.calendars)?);
        Ok(Self { calendars })
    }

    /// The rules that are at work now.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn rules(&self, ctx: &Context) -> anyhow::Result<Rules> {
        let entries = self.entries(ctx).await?;
        Ok(self.of(entries.iter().filter_map(Entry::working)))
    }

    /// As [`Rulebook::rules`], with those that are paused: for looking at them, and for cards that they posted before.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn with_paused(&self, ctx: &Context) -> anyhow::Result<Rules> {
        let entries = self.entries(ctx).await?;
        Ok(self.of(entries.iter().filter_map(|entry| entry.rule.as_ref().ok())))
    }

    /// These rules, with the calendars.
    pub fn of<'a>(&self, rules: impl IntoIterator<Item = &'a Rule>) -> Rules {
        Rules::of(rules.into_iter().cloned().collect(), self.calendars.clone())
    }

    /// Every rule, those of the configuration first, also those that are paused or stand still.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn entries(&self, ctx: &Context) -> anyhow::Result<Vec<Entry>> {
        let made = store::made(&ctx.db).await?;
        let pauses = store::pauses(&ctx.db).await?;
        Ok(entries(&ctx.config, made, pauses))
    }
}

/// Every rule of the configuration and of those that were made.
fn entries(config: &Config, made: Vec<Made>, pauses: Vec<Pause>) -> Vec<Entry> {
    let pauses: HashMap<String, Pause> = pauses
        .into_iter()
        .map(|pause| (pause.rule.clone(), pause))
        .collect();
    let configured = config.meetings.iter().map(|meeting| Entry {
        name: meeting.name.clone(),
        rule: usable(config, meeting),
        meeting: Some(meeting.clone()),
        made: None,
        pause: pauses.get(&meeting.name).cloned(),
    });
    let is_taken = |name: &str| config.meetings.iter().any(|meeting| meeting.name == name);
    let made = made.into_iter().map(|made| {
        let meeting: Result<Meeting, _> = serde_json::from_str(&made.meeting);
        let is_taken = is_taken(&made.name);
        let rule = match &meeting {
            _ if is_taken => Err(Unusable::Taken),
            Ok(meeting) => usable(config, meeting),
            Err(error) => Err(Unusable::Unreadable(error.to_string())),
        };
        Entry {
            name: made.name.clone(),
            meeting: meeting.ok(),
            rule,
            // A pause is of the rule that the name means.
            pause: pauses.get(&made.name).filter(|_| !is_taken).cloned(),
            made: Some(made),
        }
    });
    configured.chain(made).collect()
}

/// The rule, or why it can not be used.
pub fn usable(config: &Config, meeting: &Meeting) -> Result<Rule, Unusable> {
    if let Some(calendar) = &meeting.calendar
        && !config.calendars.contains_key(calendar)
    {
        return Err(Unusable::Calendar(calendar.clone()));
    }
    match Rule::of(config, meeting) {
        Ok(Some(rule)) => Ok(rule),
        Ok(None) => Err(Unusable::Department),
        Err(error) => Err(Unusable::Unreadable(format!("{error:#}"))),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::platform::config::{self, Environment};
    use crate::platform::ids::UserId;

    fn config() -> Config {
        let text = "[[meetings]]\nname = \"Finance\"\ndepartment = \"finance\"\nschedule = \"daily at 10:00\"\n\
            [calendars.team]\nkind = \"ics\"\n[departments.hr]\nenabled = false\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klantstem.toml");
        std::fs::write(&file, text).unwrap();
        let loaded = config::load(Some(&file), &Environment::default(), &|_, _, _| Vec::new());
        loaded
            .unwrap_or_else(|problems| panic!("{problems}"))
            .config
    }

    /// A rule that was made in Slack: what differs from one of the configuration.
    fn made(config: &Config, name: &str, change: impl Fn(&mut Meeting)) -> Made {
        let mut meeting = config.meetings[0].clone();
        meeting.name = name.to_owned();
        change(&mut meeting);
        Made {
            id: format!("id-{name}"),
            name: name.to_owned(),
            meeting: serde_json::to_string(&meeting).unwrap(),
            made_by: UserId::from("UANNA"),
            made_at: DateTime::UNIX_EPOCH,
            changed_by: None,
            changed_at: None,
            revision: 1,
        }
    }

    fn pause(rule: &str) -> Pause {
        Pause {
            rule: rule.to_owned(),
            paused_by: UserId::from("UBOB"),
            paused_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn rules_of_both_origins_work_unless_they_are_paused_or_can_not() {
        let config = config();
        let mut broken = made(&config, "Broken", |_| ());
        broken.meeting = "{}".to_owned();
        let entries = entries(
            &config,
            vec![
                made(&config, "Finance", |_| ()),
                made(&config, "Product", |meeting| {
                    meeting.department = DepartmentId::from("product");
                }),
                made(&config, "HR", |meeting| {
                    meeting.department = DepartmentId::from("hr");
                }),
                made(&config, "Elsewhere", |meeting| {
                    meeting.schedule = None;
                    meeting.calendar = Some("gone".to_owned());
                }),
                broken,
                made(&config, "Resting", |_| ()),
            ],
            vec![pause("Resting")],
        );
        let working: Vec<&str> = entries
            .iter()
            .filter_map(|entry| Some(entry.working()?.name.as_str()))
            .collect();
        assert_eq!(working, ["Finance", "Product"]);
        let why: Vec<String> = entries
            .iter()
            .filter_map(|entry| Some(entry.rule.as_ref().err()?.to_string()))
            .collect();
        assert_eq!(
            why[..3],
            [
                "[[meetings]] has one of its name, which takes its place",
                "its department is not in use",
                "there is no [calendars.gone] in the configuration",
            ]
        );
        assert!(why[3].starts_with("it can not be read"), "{why:?}");
    }

    #[test]
    fn a_pause_is_of_the_rule_that_the_name_means() {
        let config = config();
        let entries = entries(
            &config,
            vec![made(&config, "Finance", |_| ())],
            vec![pause("Finance")],
        );
        let paused: Vec<bool> = entries.iter().map(|entry| entry.pause.is_some()).collect();
        assert_eq!(paused, [true, false]);
    }
}
