//! `klantstem agenda`: what is on the agendas of the coming meetings, without posting.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;

use crate::app::App;
use crate::app::output::say;
use crate::features::feedback;
use crate::features::meetings::{self, Coming, Entry, Reason, Tone, Without};
use crate::features::stories;
use crate::features::stories::rules::week::{Kind, Subject};
use crate::platform::clock::Clock;
use crate::platform::config::{Loaded, Write};
use crate::platform::text;

/// Characters that are shown of a customer's words.
const WORDS: usize = 100;

/// What can be done with agendas.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what each coming agenda would show, where, when and why, without posting.
    Preview {
        /// How many days to look ahead.
        #[arg(long, default_value_t = 14, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=35))]
        days: u16,
        /// Act as if it were this moment.
        #[arg(long, value_name = "TIME")]
        now: Option<DateTime<Utc>>,
    },
    /// Take out of all calendars what Klantstem wrote into their events; the rest of each event stays.
    Unlink,
}

/// Does what is asked for.
///
/// # Errors
/// Where the database does not answer.
pub async fn run(command: &Command, loaded: Loaded) -> anyhow::Result<ExitCode> {
    let clock = match command {
        Command::Preview { now: Some(now), .. } => Clock::stopped_at(*now),
        Command::Preview { now: None, .. } | Command::Unlink => Clock::system(),
    };
    let app = App::open(loaded, clock).await?;
    let (told, is_well) = match command {
        Command::Preview { days, .. } => (preview(&app, *days).await?, true),
        Command::Unlink => unlink(&app).await?,
    };
    say!("{}", told.trim_end());
    app.ctx.db.close().await;
    Ok(match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Takes out of all calendars what was written there; returns what there is to say, and whether nothing is left.
///
/// # Errors
/// Where the database refused.
pub async fn unlink(app: &App) -> anyhow::Result<(String, bool)> {
    let rules = app.timetable.meetings().rules(&app.ctx).await?;
    let (taken, left) = meetings::unlink(&app.ctx, &rules).await?;
    let mut told = format!("Taken out of {taken} events.\n");
    for sentence in &left {
        writeln!(told, "LEFT  {sentence}")?;
    }
    if rules.all().iter().any(|rule| rule.write != Write::Off) {
        told.push_str(
            "The next agendas are written again, unless `write` is \"off\" in [[meetings]] and in /voice meetings.\n",
        );
    }
    Ok((told, left.is_empty()))
}

/// What the coming agendas would show, for a person at a terminal.
///
/// # Errors
/// Where the database does not answer.
pub async fn preview(app: &App, days: u16) -> anyhow::Result<String> {
    let now = app.ctx.clock.now();
    let until = now + TimeDelta::days(i64::from(days));
    let book = app.timetable.meetings();
    let rules = book.rules(&app.ctx).await?;
    let coming = meetings::coming(&app.ctx, &rules, now, until).await?;
    let entries = book.entries(&app.ctx).await?;
    let mut told = String::new();
    for meeting in &coming {
        told.push_str(&line(app, meeting).await?);
    }
    if entries.is_empty() {
        told.push_str(
            "There are no meetings; add [[meetings]] to the configuration, or make one in Slack with /voice meetings.\n",
        );
    } else if coming.is_empty() {
        writeln!(told, "No meeting is known in the coming {days} days.")?;
    }
    for entry in &entries {
        if let Some(why) = resting(app, entry) {
            writeln!(told, "\"{}\" rests: {why}", entry.name)?;
        }
    }
    Ok(told)
}

/// Why a rule has no meetings now, where it has none.
pub fn resting(app: &App, entry: &Entry) -> Option<String> {
    if let Err(why) = &entry.rule {
        return Some(why.to_string());
    }
    let pause = entry.pause.as_ref()?;
    let zone = app.ctx.config.workspace.time_zone;
    let since = pause
        .paused_at
        .with_timezone(&zone)
        .format("%a %d %b %H:%M");
    Some(format!("paused by {} on {since}", pause.paused_by))
}

async fn line(app: &App, coming: &Coming) -> anyhow::Result<String> {
    let zone = app.ctx.config.workspace.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    let meeting = &coming.meeting;
    let mut told = format!(
        "{}  {:<24} {} (begins {})\n",
        local(meeting.post_at),
        meeting.lane,
        text::one_line(&meeting.title, WORDS),
        local(meeting.starts_at)
    );
    match &coming.shows {
        Err(why) => writeln!(told, "    no agenda: {}", without(*why))?,
        Ok(None) => told.push_str("    no customer’s words that the channel has not seen lately\n"),
        Ok(Some(choice)) => {
            let (kind, said) = words(app, &choice.subject).await?;
            writeln!(told, "    {kind} {}: {said}", choice.subject.id)?;
            writeln!(told, "    because {}", because(&choice.reason))?;
        }
    }
    Ok(told)
}

async fn words(app: &App, subject: &Subject) -> anyhow::Result<(&'static str, String)> {
    Ok(match subject.kind {
        Kind::Testimonial => {
            let response = feedback::store::response(&app.ctx.db, &subject.id).await?;
            let said = response.and_then(|response| response.comment);
            ("response", text::one_line(&said.unwrap_or_default(), WORDS))
        }
        Kind::Story => {
            let story = stories::store::story(&app.ctx.db, &subject.id).await?;
            let happened = story.map(|story| story.happened).unwrap_or_default();
            ("story", text::one_line(&happened, WORDS))
        }
    })
}

fn without(why: Without) -> &'static str {
    match why {
        Without::Weekday => "not on this day of the week",
        Without::Holiday => "a holiday",
        Without::Frequency => "one of the last meetings has one (frequency)",
        Without::Taken => "another rule takes this meeting in the same channel",
        Without::Nothing => "nothing to show",
    }
}

fn because(reason: &Reason) -> String {
    let tone = |tone: Tone| match tone {
        Tone::Praise => "praise",
        Tone::Pain => "pain",
        Tone::Neutral => "neither praise nor pain",
    };
    let mut told = format!(
        "{} is wanted (praise {}, pain {} within {} weeks), and it is the newest of {} not seen there",
        tone(reason.wanted),
        reason.praise,
        reason.pain,
        reason.weeks,
        reason.fresh
    );
    if reason.got != reason.wanted {
        told.push_str(&format!(
            "; there is none of that, this is {}",
            tone(reason.got)
        ));
    }
    told
}
