//! `klantstem calendar doctor RULE`: whether the calendar of a rule can be read, and what the rule means in it.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use crate::app::App;
use crate::app::commands::agenda;
use crate::app::output::say;
use crate::features::meetings::{self, CalendarError, Checked, Failure, Looked};
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::text;

/// Meetings that are shown.
const MEANT: usize = 5;
/// Others that are shown, so that a pattern that misses them is noticed.
const OTHERS: usize = 5;

/// What helps where a calendar is empty all at once.
const EMPTIED: &str = "Look into the calendar: is it the right one, and may we see its events? \
     Where it is to be empty, take its meetings out of the configuration.";

/// What can be done with calendars.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read the calendar of a rule and show the next meetings that it means.
    Doctor {
        /// The name of the rule, as in [[meetings]].
        rule: String,
    },
}

/// Does what is asked for.
///
/// # Errors
/// Where the database can not be opened.
pub async fn run(command: &Command, loaded: Loaded) -> anyhow::Result<ExitCode> {
    let Command::Doctor { rule } = command;
    let app = App::open(loaded, Clock::system()).await?;
    let (told, is_well) = doctor(&app, rule).await?;
    say!("{}", told.trim_end());
    app.ctx.db.close().await;
    Ok(match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// What there is to say about the calendar of a rule, and whether all is well.
///
/// # Errors
/// Never in practice: a text takes what is written into it.
pub async fn doctor(app: &App, rule: &str) -> anyhow::Result<(String, bool)> {
    let rules = app.timetable.meetings().with_paused(&app.ctx).await?;
    if rules.called(rule).is_none() {
        let names: Vec<String> = rules
            .all()
            .iter()
            .map(|rule| format!("\"{}\"", rule.name))
            .collect();
        let told = format!(
            "There is no rule \"{rule}\". Rules are: {}.",
            names.join(", ")
        );
        return Ok((told, false));
    }
    let now = app.ctx.clock.now();
    match meetings::look(&rules, rule, now).await {
        Ok(Some(looked)) => said(app, rule, &looked),
        Ok(None) => Ok((
            format!(
                "\"{rule}\" has a schedule and no calendar: klantstem agenda preview shows its meetings."
            ),
            true,
        )),
        Err(error) => Ok((format!("FAILS  {error}\n       {}", remedy(&error)), false)),
    }
}

fn said(app: &App, rule: &str, looked: &Looked) -> anyhow::Result<(String, bool)> {
    let zone = app.ctx.config.workspace.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    let mut told = format!(
        "ok     the calendar {} can be read; it holds {} events\n",
        looked.calendar, looked.events
    );
    for problem in &looked.problems {
        writeln!(told, "warn   {problem}")?;
    }
    let meant = looked.occurrences.iter().filter(|(_, is_meant)| *is_meant);
    let count = meant.clone().count();
    match count {
        0 => writeln!(
            told,
            "FAILS  none of the {} meetings of the coming weeks is meant by \"{rule}\"; check title, organizer and min_attendees",
            looked.occurrences.len()
        )?,
        count => writeln!(
            told,
            "ok     \"{rule}\" means {count} meetings of the coming weeks; the next:"
        )?,
    }
    for (occurrence, _) in meant.take(MEANT) {
        writeln!(
            told,
            "       {}  {} ({} attendees)",
            local(occurrence.starts_at),
            text::one_line(&occurrence.title, 60),
            occurrence.attendees
        )?;
    }
    let others = looked.occurrences.iter().filter(|(_, is_meant)| !is_meant);
    for (number, (occurrence, _)) in others.take(OTHERS).enumerate() {
        if number == 0 {
            told.push_str("       not meant, for example:\n");
        }
        writeln!(
            told,
            "       {}  {} ({} attendees)",
            local(occurrence.starts_at),
            text::one_line(&occurrence.title, 60),
            occurrence.attendees
        )?;
    }
    Ok((told, count > 0))
}

/// What there is to say about a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It can be read.
    Well(String),
    /// What is worth knowing about it.
    Remark(String),
    /// It can not be used, and what helps.
    Fails(String, String),
}

/// What there is to say about each calendar, read now, and about rules that rest.
///
/// # Errors
/// Where the database does not answer.
pub async fn all(app: &App) -> anyhow::Result<Vec<Told>> {
    let book = app.timetable.meetings();
    let rules = book.rules(&app.ctx).await?;
    let checked = meetings::check(&app.ctx, &rules).await?;
    let mut said: Vec<Told> = checked
        .iter()
        .flat_map(|checked| told(app, checked))
        .collect();
    for entry in book.entries(&app.ctx).await? {
        let name = format!("meeting \"{}\"", entry.name);
        match (&entry.rule, agenda::resting(app, &entry)) {
            (Err(why), _) if entry.made.is_some() => {
                let helps = "Change or remove it in Slack with /voice meetings.".to_owned();
                said.push(Told::Fails(format!("{name} stands still: {why}"), helps));
            }
            (_, Some(why)) => said.push(Told::Remark(format!("{name} rests: {why}"))),
            (_, None) => {}
        }
    }
    Ok(said)
}

fn told(app: &App, checked: &Checked) -> Vec<Told> {
    let zone = app.ctx.config.workspace.time_zone;
    let read = match checked.read_at {
        Some(at) => format!(
            "last read {}",
            at.with_timezone(&zone).format("%a %d %b %H:%M")
        ),
        None => "never read by the timetable".to_owned(),
    };
    let name = format!("calendar {}", checked.id);
    let mut told = match &checked.events {
        Ok(events) => vec![Told::Well(format!("{name}: holds {events} events, {read}"))],
        Err(failure) => {
            let helps = match failure {
                Failure::Calendar(error) => remedy(error),
                Failure::Emptied(_) => EMPTIED.to_owned(),
            };
            vec![Told::Fails(format!("{name}: {failure}; {read}"), helps)]
        }
    };
    for problem in &checked.problems {
        told.push(Told::Remark(format!("{name}: {problem}")));
    }
    if !checked.is_used {
        told.push(Told::Remark(format!("{name}: no meeting stands in it")));
    }
    told
}

fn remedy(error: &CalendarError) -> String {
    match error {
        CalendarError::Forbidden { account, .. } => format!("Share the calendar with {account}."),
        CalendarError::Refused(_) => {
            "Renew the secret and set it as CALENDAR_SECRET_<ID>.".to_owned()
        }
        CalendarError::Unreachable(_) => {
            "Check the address, and whether this machine may reach it.".to_owned()
        }
        CalendarError::SlowDown(_) => "Wait; Klantstem asks again by itself.".to_owned(),
        _ => "Check [calendars] in the configuration.".to_owned(),
    }
}
