//! Scores read days, not responses: the daily counts that feedback keeps.

pub mod alarms;
pub mod said;

use chrono::NaiveDate;

use super::rules::counts::{Hundredths, Scale, ScoreCounts};
use super::rules::mix::Member;
use super::rules::standing::DayCount;
use super::rules::window::{Window, Windows};
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

const BY_MEMBER: &str = "SELECT dimension, member, scale, value,
        CAST(SUM(CASE WHEN local_day >= $5 THEN 0 ELSE answers END) AS BIGINT),
        CAST(SUM(CASE WHEN local_day >= $5 THEN answers ELSE 0 END) AS BIGINT)
    FROM daily_counts
    WHERE kind = $1 AND department = $2 AND dimension NOT IN ('', 'comment')
      AND local_day >= $3 AND local_day <= $4
    GROUP BY dimension, member, scale, value
    ORDER BY dimension, member, scale, value";

type MemberRow = (String, String, String, i64, i64, i64);

/// The answers in two adjacent windows by each member of each dimension, on one scale.
///
/// # Errors
/// Where the database does not answer.
pub async fn by_member(
    db: &Db,
    kind: ScoreKind,
    department: &str,
    windows: Windows,
    scale: Scale,
) -> anyhow::Result<Vec<Member>> {
    let rows: Vec<MemberRow> = on_pool!(db, |pool| {
        sqlx::query_as(BY_MEMBER)
            .bind(kind_name(kind))
            .bind(department)
            .bind(windows.before.first.to_string())
            .bind(windows.current.last.to_string())
            .bind(windows.current.first.to_string())
            .fetch_all(pool)
            .await?
    });
    let mut members: Vec<Member> = Vec::new();
    for (dimension, name, on, value, before, after) in rows {
        if Scale::parse(&on) != Some(scale) {
            continue;
        }
        let is_known = members
            .last()
            .is_some_and(|last| last.dimension == dimension && last.name == name);
        if !is_known {
            members.push(Member {
                dimension,
                name,
                before: ScoreCounts::empty(scale),
                after: ScoreCounts::empty(scale),
            });
        }
        if let Some(member) = members.last_mut() {
            member.before.add(value, u64::try_from(before).unwrap_or(0));
            member.after.add(value, u64::try_from(after).unwrap_or(0));
        }
    }
    Ok(members)
}

const MEMBERS: &str = "SELECT DISTINCT member FROM daily_counts
    WHERE kind = $1 AND department = $2 AND dimension = $3 AND local_day >= $4 AND local_day <= $5
    ORDER BY member LIMIT 50";

/// The members of a dimension that had answers in a window.
///
/// # Errors
/// Where the database does not answer.
pub async fn members(
    db: &Db,
    kind: ScoreKind,
    department: &str,
    dimension: &str,
    window: Window,
) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = on_pool!(db, |pool| {
        sqlx::query_as(MEMBERS)
            .bind(kind_name(kind))
            .bind(department)
            .bind(dimension)
            .bind(window.first.to_string())
            .bind(window.last.to_string())
            .fetch_all(pool)
            .await?
    });
    Ok(rows.into_iter().map(|(member,)| member).collect())
}
