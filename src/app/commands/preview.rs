//! `klantstem preview`: what would be posted in the coming days, where and why, without posting.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::output::say;
use crate::app::timetable::Work;
use crate::features::feedback::rules::routing::{Evidence, Reason};
use crate::features::feedback::{store, tick};
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::outbox::{self, Operation, State};
use crate::platform::text;

/// Messages of the outbox that are shown at most.
const MOST: i64 = 10_000;
/// Characters that are shown of each.
const TEXT: usize = 160;

/// Prints what is planned until `days` from now.
///
/// # Errors
/// Where the database does not answer.
pub async fn run(loaded: Loaded, days: u16, now: Option<DateTime<Utc>>) -> anyhow::Result<()> {
    let app = App::open(loaded, now.map_or_else(Clock::system, Clock::stopped_at)).await?;
    let now = app.ctx.clock.now();
    let until = now + TimeDelta::days(i64::from(days));
    let zone = app.ctx.config.workspace.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    let mut planned: Vec<(DateTime<Utc>, String)> = Vec::new();
    let texts = outbox::waiting_texts(&app.ctx.db, MOST).await?;
    let reasons = store::reasons_of_open_posts(&app.ctx.db).await?;
    for entry in outbox::list(&app.ctx.db, MOST).await? {
        if entry.state == State::Pending && entry.due_at >= until {
            continue;
        }
        let why = match (entry.state, entry.error) {
            (State::Failed, error) => format!(
                "FAILED ({}), waits for `klantstem outbox retry`",
                error.unwrap_or_default()
            ),
            (State::Uncertain, _) => "UNCERTAIN, waits for `klantstem outbox retry`".to_owned(),
            (_, Some(error)) => format!("tried already: {error}"),
            (_, None) if entry.due_at > now => "waits for posting hours".to_owned(),
            (_, None) => "waits for its turn".to_owned(),
        };
        let text = texts.get(&entry.id).map_or("", String::as_str);
        let because = match reasons.get(&entry.id) {
            Some(reasons) => format!(
                "  [because {}]",
                in_words(&serde_json::from_str::<Vec<Reason>>(reasons)?)
            ),
            None => String::new(),
        };
        let what = match entry.operation {
            Operation::Post => "post",
            Operation::Update => "update",
            Operation::Delete => "delete",
            Operation::DeleteFile => "delete a file",
        };
        planned.push((
            entry.due_at.max(now),
            format!(
                "{:<24} {what}, {why}: {}{because}",
                entry.lane,
                text::one_line(text, TEXT)
            ),
        ));
    }
    for line in app.timetable.lines() {
        let id = match &line.work {
            Work::Digest(id) => id,
            Work::Scores => {
                for occurrence in line.schedule.due(now, until) {
                    let what = "each department hears how its scores stand";
                    planned.push((occurrence.at, format!("{:<24} {what}", "all departments")));
                }
                continue;
            }
            Work::Watches => {
                for occurrence in line.schedule.due(now, until) {
                    let what = "what is not as usual is told, if anything is not";
                    planned.push((occurrence.at, format!("{:<24} {what}", "all departments")));
                }
                continue;
            }
            Work::StoryOfTheWeek => {
                for occurrence in line.schedule.due(now, until) {
                    let what = "the story of the week, if somebody reacted to one";
                    planned.push((occurrence.at, format!("{:<24} {what}", "all departments")));
                }
                continue;
            }
            Work::Weekly(id) => {
                let lane = app.ctx.config.departments.get(id);
                let lane = lane.map_or("", |department| department.channel.as_str());
                for occurrence in line.schedule.due(now, until) {
                    let what = "weekly digest, if anything is new";
                    planned.push((occurrence.at, format!("{lane:<24} {what}")));
                }
                continue;
            }
            Work::Kudos if app.ctx.config.kudos.is_together() => {
                for occurrence in line.schedule.due(now, until) {
                    let what = "the kudos of the day, if any were given";
                    planned.push((occurrence.at, format!("{:<24} {what}", "their channels")));
                }
                continue;
            }
            Work::Kudos | Work::StoryPreview | Work::Tidy => continue,
        };
        let Some(department) = app.ctx.config.departments.get(id) else {
            continue;
        };
        let mut is_told = false;
        let mut is_quiet = false;
        for occurrence in line.schedule.due(now, until) {
            let lane = department.channel.as_str();
            if !tick::is_working_day(&app.ctx.config, department, occurrence) {
                if !is_quiet {
                    planned.push((
                        occurrence.at,
                        format!("{lane:<24} no digest: not a working day"),
                    ));
                }
                continue;
            }
            let mut tx = app.ctx.db.begin().await?;
            let messages = if is_told || is_quiet {
                Vec::new()
            } else {
                tick::render_digest(&app.ctx, &mut tx, id, department, occurrence).await?
            };
            tx.rollback().await?;
            let what = match messages.first() {
                Some(message) => format!("digest: {}", text::one_line(&message.text, TEXT)),
                None if is_told => "digest of what comes in until then".to_owned(),
                // What nobody waits for is not said of every day.
                None if is_quiet => continue,
                None => "digest if something comes in for it; nothing waits yet".to_owned(),
            };
            is_told |= !messages.is_empty();
            is_quiet |= messages.is_empty() && !is_told;
            planned.push((occurrence.at, format!("{lane:<24} {what}")));
        }
    }
    planned.sort();
    for (at, what) in &planned {
        say!("{}  {what}", local(*at));
    }
    if planned.is_empty() {
        say!("Nothing is planned in the coming {days} days.");
    }
    app.ctx.db.close().await;
    Ok(())
}

/// Why a response concerns a department, for a person at a terminal.
fn in_words(reasons: &[Reason]) -> String {
    let said: Vec<String> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::Source => "its source names the department".to_owned(),
            Reason::Person { by, .. } => format!("{by} sent it there"),
            Reason::Rule { rule, because } => {
                let evidence = because.iter().flat_map(|held| &held.evidence);
                let words: Vec<String> = evidence
                    .filter_map(|evidence| match evidence {
                        Evidence::Word { found, .. } => Some(format!("\"{found}\"")),
                        _ => None,
                    })
                    .collect();
                match words.is_empty() {
                    true => format!("rule {rule} fits"),
                    false => format!("rule {rule} finds {}", words.join(", ")),
                }
            }
        })
        .collect();
    said.join("; ")
}
