//! What is added up over windows: whole months by their sums, single days at the edges.
//!
//! So it reads as many rows whether there was an answer a day or a thousand, and the database adds up.

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use super::{Selection, day_count};
use crate::features::feedback::rules::counting::kind_name;
use crate::features::scores::rules::counts::{Scale, ScoreCounts};
use crate::features::scores::rules::mix::Member;
use crate::features::scores::rules::pieces::{Piece, pieces as pieces_of};
use crate::features::scores::rules::standing::DayCount;
use crate::features::scores::rules::window::{Window, Windows};
use crate::on_pool;
use crate::platform::config::ScoreKind;
use crate::platform::db::Db;

/// A sum that the database makes.
struct Span {
    /// The first day of the piece to which it belongs.
    piece: NaiveDate,
    table: &'static str,
    column: &'static str,
    first: String,
    last: String,
}

fn spans(pieces: &[Piece]) -> Vec<Span> {
    let mut spans = Vec::new();
    for piece in pieces {
        spans.extend(piece.months.map(|months| Span {
            piece: piece.window.first,
            table: "monthly_counts",
            column: "local_month",
            first: month(months.first),
            last: month(months.last),
        }));
        spans.extend(piece.days.iter().map(|days| Span {
            piece: piece.window.first,
            table: "daily_counts",
            column: "local_day",
            first: days.first.to_string(),
            last: days.last.to_string(),
        }));
    }
    spans
}

/// A month as it is stored.
fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// How often each score was given in these windows. What is added up lies as a whole within or outside of
/// each of them, and stands under its first day.
///
/// # Errors
/// Where the database does not answer.
pub async fn pieces(
    db: &Db,
    selection: Selection<'_>,
    windows: &[Window],
) -> anyhow::Result<Vec<DayCount>> {
    let spans = spans(&pieces_of(windows));
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String, i64, i64)> = on_pool!(db, |pool| {
        let mut query = QueryBuilder::new("");
        for (number, span) in spans.iter().enumerate() {
            if number > 0 {
                query.push(" UNION ALL ");
            }
            query
                .push("SELECT '")
                .push(span.piece)
                .push("', scale, value, CAST(SUM(answers) AS BIGINT) FROM ")
                .push(span.table)
                .push(" WHERE kind = ")
                .push_bind(kind_name(selection.kind))
                .push(" AND department = ")
                .push_bind(selection.department)
                .push(" AND dimension = ")
                .push_bind(selection.dimension)
                .push(" AND member = ")
                .push_bind(selection.member)
                .push(" AND ")
                .push(span.column)
                .push(" BETWEEN ")
                .push_bind(&span.first)
                .push(" AND ")
                .push_bind(&span.last)
                .push(" GROUP BY scale, value");
        }
        query.build_query_as().fetch_all(pool).await?
    });
    Ok(rows
        .into_iter()
        .filter_map(|(day, scale, value, answers)| day_count(&day, &scale, value, answers))
        .filter(|count| count.answers > 0)
        .collect())
}

/// What has answers in the months that two windows touch: the first step of [`by_member`], so that the
/// days of each member are found without reading those of other years.
const NAMED: &str = "WITH named AS (SELECT DISTINCT dimension, member FROM monthly_counts
    WHERE kind = ";

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
    let spans = spans(&pieces_of(&[windows.before, windows.current]));
    let rows: Vec<(String, String, String, String, i64, i64)> = on_pool!(db, |pool| {
        let mut query = QueryBuilder::new(NAMED);
        query
            .push_bind(kind_name(kind))
            .push(" AND department = ")
            .push_bind(department)
            .push(" AND dimension NOT IN ('', 'comment') AND local_month BETWEEN ")
            .push_bind(month(windows.before.first))
            .push(" AND ")
            .push_bind(month(windows.current.last))
            .push(") ");
        for (number, span) in spans.iter().enumerate() {
            if number > 0 {
                query.push(" UNION ALL ");
            }
            query
                .push("SELECT '")
                .push(span.piece)
                .push("', named.dimension, named.member, scale, value, CAST(SUM(answers) AS BIGINT) FROM named CROSS JOIN ")
                .push(span.table)
                .push(" AS counts WHERE counts.dimension = named.dimension AND counts.member = named.member AND kind = ")
                .push_bind(kind_name(kind))
                .push(" AND department = ")
                .push_bind(department)
                .push(" AND ")
                .push(span.column)
                .push(" BETWEEN ")
                .push_bind(&span.first)
                .push(" AND ")
                .push_bind(&span.last)
                .push(" GROUP BY named.dimension, named.member, scale, value");
        }
        query
            .push(" ORDER BY 2, 3, 1, 4, 5")
            .build_query_as()
            .fetch_all(pool)
            .await?
    });
    let mut members: Vec<Member> = Vec::new();
    for (piece, dimension, name, on, value, answers) in rows {
        let Some(count) = day_count(&piece, &on, value, answers) else {
            continue;
        };
        if count.scale != scale {
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
            let counts = match windows.before.holds(count.day) {
                true => &mut member.before,
                false => &mut member.after,
            };
            counts.add(value, count.answers);
        }
    }
    Ok(members)
}
