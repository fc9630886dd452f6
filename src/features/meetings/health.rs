//! How the meetings are, for whoever watches over Klantstem.

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::calendars::{CalendarError, Occurrence, Reading};
use super::rule::{Rules, When};
use super::store::{calendars as store, occurrences};
use super::sync::{self, Failure};
use super::telling;
use crate::platform::Context;

/// How the meetings are.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Health {
    /// The calendars that can not be read, each with why.
    pub failing_calendars: Vec<String>,
    /// Rules of which a meeting was missed, and no agenda appeared since.
    pub rules_that_missed: i64,
    /// When the next agenda is expected.
    pub next_agenda: Option<DateTime<Utc>>,
}

/// How the meetings are.
///
/// # Errors
/// Where the database does not answer.
pub async fn health(ctx: &Context, rules: &Rules) -> anyhow::Result<Health> {
    let known = store::all(&ctx.db).await?;
    let failing = known
        .into_iter()
        .filter(|known| !rules.of_calendar(&known.id).is_empty() && known.error.is_some());
    let next = occurrences::next_after(&ctx.db, ctx.clock.now()).await?;
    Ok(Health {
        failing_calendars: failing
            .map(|known| format!("{}: {}", known.id, known.error.unwrap_or_default()))
            .collect(),
        rules_that_missed: store::count_told(&ctx.db, telling::MISSED).await?,
        next_agenda: next.map(|(at, _)| at),
    })
}

/// How a calendar is when it is read now.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The calendar.
    pub id: String,
    /// When the timetable read it the last time.
    pub read_at: Option<DateTime<Utc>>,
    /// Whether a meeting stands in it.
    pub is_used: bool,
    /// How many events it holds, or why it can not be used.
    pub events: Result<usize, Failure>,
    /// What could not be read.
    pub problems: Vec<String>,
}

/// Reads all calendars afresh, together. Nothing is stored.
///
/// # Errors
/// Where the database does not answer; a calendar that fails says so itself.
pub async fn check(ctx: &Context, rules: &Rules) -> anyhow::Result<Vec<Checked>> {
    let known = store::all(&ctx.db).await?;
    let window = sync::window(ctx.clock.now());
    let checks = rules.calendars().all().map(|calendar| async {
        let id = calendar.id.as_str();
        let known = known.iter().find(|known| known.id == id);
        let (events, problems) = match rules.calendars().read(id, &window, None).await {
            Ok(Reading::Whole(whole)) => match known.map_or(0, |known| known.events) {
                before if before > 0 && whole.events == 0 => {
                    (Err(Failure::Emptied(before)), Vec::new())
                }
                _ => (Ok(whole.events), whole.problems),
            },
            Ok(_) => (Err(Failure::Calendar(not_whole())), Vec::new()),
            Err(error) => (Err(Failure::Calendar(error)), Vec::new()),
        };
        Checked {
            id: id.to_owned(),
            read_at: known.and_then(|known| known.read_at),
            is_used: !rules.of_calendar(id).is_empty(),
            events,
            problems,
        }
    });
    Ok(join_all(checks).await)
}

fn not_whole() -> CalendarError {
    CalendarError::Unreadable("it did not send the whole calendar when it was asked to".to_owned())
}

/// What a look into the calendar of a rule brought.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The calendar.
    pub calendar: String,
    /// How many events it holds.
    pub events: usize,
    /// What could not be read.
    pub problems: Vec<String>,
    /// All occurrences of the coming weeks, with whether the rule means each.
    pub occurrences: Vec<(Occurrence, bool)>,
}

/// Reads the calendar of a rule afresh and looks at what the rule means in it. Nothing is stored. `None` where
/// the rule has a schedule.
///
/// # Errors
/// Why the calendar can not be read.
pub async fn look(
    rules: &Rules,
    rule: &str,
    now: DateTime<Utc>,
) -> Result<Option<Looked>, CalendarError> {
    let rule = rules.called(rule);
    let rule = rule.ok_or_else(|| CalendarError::NotFound("the rule".to_owned()))?;
    let When::Calendar(matches) = &rule.when else {
        return Ok(None);
    };
    let window = sync::window(now);
    let reading = rules
        .calendars()
        .read(&matches.calendar, &window, None)
        .await?;
    let Reading::Whole(whole) = reading else {
        return Err(not_whole());
    };
    Ok(Some(Looked {
        calendar: matches.calendar.clone(),
        events: whole.events,
        problems: whole.problems,
        occurrences: whole
            .occurrences
            .into_iter()
            .map(|occurrence| {
                let is_meant = matches.fits(&occurrence);
                (occurrence, is_meant)
            })
            .collect(),
    }))
}
