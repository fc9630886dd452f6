//! Scores read days and months, not responses: the counts that feedback keeps.

pub mod alarms;
pub mod pieces;
pub mod said;

use chrono::NaiveDate;

use super::rules::counts::{Hundredths, Scale};
use super::rules::standing::DayCount;
use super::rules::window::Window;
use crate::features::feedback::rules::counting::kind_name;
use crate::on_pool;
use crate::platform::config::ScoreKind;
use crate::platform::db::Db;

/// Whose answers are read.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// What was asked.
    pub kind: ScoreKind,
    /// The department; empty for the whole organisation.
    pub department: &'a str,
    /// Empty for all of it, else `touchpoint`, `source` or `segment.<field>`.
    pub dimension: &'a str,
    /// What the dimension names.
    pub member: &'a str,
}

impl<'a> Selection<'a> {
    /// All answers of a kind in a department; an empty one is the whole organisation.
    pub fn of(kind: ScoreKind, department: &'a str) -> Self {
        Self {
            kind,
            department,
            dimension: "",
            member: "",
        }
    }
}

const DAYS: &str = "SELECT local_day, scale, value, answers FROM daily_counts
    WHERE kind = $1 AND department = $2 AND dimension = $3 AND member = $4
      AND local_day >= $5 AND local_day <= $6 AND answers > 0
    ORDER BY local_day, scale, value";

/// How often each score was given on each day of a window.
///
/// # Errors
/// Where the database does not answer.
pub async fn days(
    db: &Db,
    selection: Selection<'_>,
    window: Window,
) -> anyhow::Result<Vec<DayCount>> {
    let rows: Vec<(String, String, i64, i64)> = on_pool!(db, |pool| {
        sqlx::query_as(DAYS)
            .bind(kind_name(selection.kind))
            .bind(selection.department)
            .bind(selection.dimension)
            .bind(selection.member)
            .bind(window.first.to_string())
            .bind(window.last.to_string())
            .fetch_all(pool)
            .await?
    });
    Ok(rows
        .into_iter()
        .filter_map(|(day, scale, value, answers)| day_count(&day, &scale, value, answers))
        .collect())
}

/// A row as rules want it; `None` for one that we did not write.
fn day_count(day: &str, scale: &str, value: Hundredths, answers: i64) -> Option<DayCount> {
    Some(DayCount {
        day: day.parse::<NaiveDate>().ok()?,
        scale: Scale::parse(scale)?,
        value,
        answers: u64::try_from(answers).ok()?,
    })
}
