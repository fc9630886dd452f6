//! The daily and monthly counts: how often each score was given, kept in the transaction of its response.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use super::rules::counting::{Cell, Cells, kind_name};
use super::rules::response::StoredResponse;
use super::store::{self, Assignment};
use crate::in_tx;
use crate::platform::Context;
use crate::platform::config::ScoreKind;
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;

/// Counts in a statement.
const ROWS_PER_STATEMENT: usize = 1_000;
/// Responses that are read at a time when the counts are rebuilt.
const RESPONSES_AT_A_TIME: i64 = 2_000;

/// A table of counts.
struct Table {
    /// How many characters of a day, `2026-03-02`, name the span that is counted.
    span: usize,
    insert: &'static str,
    add: &'static str,
    forget_empty: &'static str,
    stored: &'static str,
}

const DAILY: Table = Table {
    span: "2026-03-02".len(),
    insert: "INSERT INTO daily_counts (kind, department, dimension, member, local_day, scale, value, answers) ",
    add: " ON CONFLICT (kind, department, dimension, member, local_day, scale, value)
        DO UPDATE SET answers = daily_counts.answers + excluded.answers",
    forget_empty: "DELETE FROM daily_counts WHERE kind = $1 AND department = $2 AND dimension = $3
        AND member = $4 AND local_day = $5 AND scale = $6 AND value = $7 AND answers = 0",
    stored: "SELECT kind, department, dimension, member, local_day, scale, value, answers
        FROM daily_counts WHERE answers <> 0",
};

const MONTHLY: Table = Table {
    span: "2026-03".len(),
    insert: "INSERT INTO monthly_counts (kind, department, dimension, member, local_month, scale, value, answers) ",
    add: " ON CONFLICT (kind, department, dimension, member, local_month, scale, value)
        DO UPDATE SET answers = monthly_counts.answers + excluded.answers",
    forget_empty:
        "DELETE FROM monthly_counts WHERE kind = $1 AND department = $2 AND dimension = $3
        AND member = $4 AND local_month = $5 AND scale = $6 AND value = $7 AND answers = 0",
    stored: "SELECT kind, department, dimension, member, local_month, scale, value, answers
        FROM monthly_counts WHERE answers <> 0",
};

/// Lays what changed on days over the stored counts, and over those of their months.
pub async fn apply(tx: &mut Tx, cells: &Cells) -> anyhow::Result<()> {
    add(tx, &DAILY, cells).await?;
    add(tx, &MONTHLY, &cells.by_month()).await
}

impl Table {
    /// What is counted, as it is stored: a day or a month.
    fn span(&self, day: NaiveDate) -> String {
        let mut text = day.to_string();
        text.truncate(self.span);
        text
    }
}

async fn add(tx: &mut Tx, table: &Table, cells: &Cells) -> anyhow::Result<()> {
    // In one order, so that two replicas never wait for each other crosswise.
    let mut cells = cells.in_order();
    in_tx!(tx, |connection| {
        loop {
            let part: Vec<(Cell<'_>, i64)> = cells.by_ref().take(ROWS_PER_STATEMENT).collect();
            if part.is_empty() {
                break;
            }
            QueryBuilder::new(table.insert)
                .push_values(&part, |mut row, (cell, times)| {
                    row.push_bind(cell.kind)
                        .push_bind(cell.department)
                        .push_bind(cell.dimension)
                        .push_bind(cell.member)
                        .push_bind(table.span(cell.day))
                        .push_bind(cell.scale)
                        .push_bind(cell.value)
                        .push_bind(*times);
                })
                .push(table.add)
                .build()
                .execute(&mut *connection)
                .await?;
            // What an empty count is named after may be a customer.
            for (cell, _) in part.iter().filter(|(_, times)| *times < 0) {
                sqlx::query(table.forget_empty)
                    .bind(cell.kind)
                    .bind(cell.department)
                    .bind(cell.dimension)
                    .bind(cell.member)
                    .bind(table.span(cell.day))
                    .bind(cell.scale)
                    .bind(cell.value)
                    .execute(&mut *connection)
                    .await?;
            }
        }
    });
    Ok(())
}

/// The departments in which a response counts.
pub fn departments(assignments: &[Assignment]) -> impl Iterator<Item = &DepartmentId> {
    assignments
        .iter()
        .filter(|assignment| assignment.ended_at.is_none())
        .map(|assignment| &assignment.department)
}

/// What a response counts for as it stands in the database now, taken away or added.
pub async fn count_stored(
    ctx: &Context,
    tx: &mut Tx,
    cells: &mut Cells,
    response: &StoredResponse,
    times: i64,
) -> anyhow::Result<()> {
    let assignments = store::assignments_in(tx, response.id.as_str()).await?;
    let zone = ctx.config.workspace.time_zone;
    cells.count(response, departments(&assignments), zone, times);
    Ok(())
}

/// A cell whose stored count is not what the responses say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is counted there: `nps finance touchpoint=checkout`.
    pub place: String,
    /// The day or the month.
    pub span: String,
    /// What is stored.
    pub stored: i64,
    /// What the responses say.
    pub counted: i64,
}

const PAGE: &str = "SELECT * FROM responses WHERE id > $1 ORDER BY id LIMIT $2";
const ASSIGNED: &str =
    "SELECT response_id, department, reasons, assigned_by, ended_at FROM assignments
    WHERE response_id > $1 AND response_id <= $2 AND ended_at IS NULL";

/// Counts all responses anew, within one unit of work; nothing is changed.
async fn count_anew(ctx: &Context, tx: &mut Tx) -> anyhow::Result<Cells> {
    let mut cells = Cells::default();
    let mut after = String::new();
    loop {
        let page: Vec<StoredResponse> = in_tx!(tx, |connection| {
            sqlx::query_as(PAGE)
                .bind(&after)
                .bind(RESPONSES_AT_A_TIME)
                .fetch_all(connection)
                .await?
        });
        let Some(last) = page.last() else { break };
        let assigned: Vec<Assignment> = in_tx!(tx, |connection| {
            sqlx::query_as(ASSIGNED)
                .bind(&after)
                .bind(&last.id)
                .fetch_all(connection)
                .await?
        });
        let mut by_response = HashMap::<&str, Vec<&DepartmentId>>::new();
        for assignment in &assigned {
            by_response
                .entry(assignment.response_id.as_str())
                .or_default()
                .push(&assignment.department);
        }
        for response in &page {
            let departments = by_response.remove(response.id.as_str()).unwrap_or_default();
            let zone = ctx.config.workspace.time_zone;
            cells.count(response, departments.into_iter(), zone, 1);
        }
        after = last.id.as_str().to_owned();
    }
    Ok(cells)
}

type Row = (ScoreKind, String, String, String, String, String, i64, i64);

/// What a table of counts holds.
async fn stored(tx: &mut Tx, table: &Table) -> anyhow::Result<Vec<Row>> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query_as(table.stored).fetch_all(connection).await?
    }))
}

/// The first day of what a span names, as [`Table::span`] writes it.
fn first_day(span: &str) -> Option<NaiveDate> {
    let is_month = span.len() == MONTHLY.span;
    let day = if is_month {
        format!("{span}-01")
    } else {
        span.to_owned()
    };
    day.parse().ok()
}

/// Compares the stored counts with the responses, and with `mend` sets right what differs. Returns the
/// differences, those of days before those of months; empty where all agree.
///
/// On PostgreSQL responses that come in meanwhile may show as differences of the comparison; mending
/// adds what is missing to what stands there, so that none of them is lost.
///
/// # Errors
/// Where the database does not answer; then nothing is changed.
pub async fn recount(ctx: &Context, mend: bool) -> anyhow::Result<Vec<Difference>> {
    let mut tx = ctx.db.begin_snapshot().await?;
    let days = count_anew(ctx, &mut tx).await?;
    let months = days.by_month();
    let mut differences = Vec::new();
    for (table, counted) in [(DAILY, days), (MONTHLY, months)] {
        let mut missing = counted.clone();
        for row in &stored(&mut tx, &table).await? {
            let (kind, department, dimension, member, span, scale, value, answers) = row;
            let Some(day) = first_day(span) else { continue };
            let cell = Cell {
                kind: *kind,
                department,
                dimension,
                member,
                day,
                scale,
                value: *value,
            };
            missing.add(cell, -answers);
        }
        if mend {
            add(&mut tx, &table, &missing).await?;
        }
        differences.extend(missing.in_order().map(|(cell, answers)| {
            let counted = counted.times(cell);
            Difference {
                place: format!(
                    "{} {} {}={}",
                    kind_name(cell.kind),
                    cell.department,
                    cell.dimension,
                    cell.member
                ),
                span: table.span(cell.day),
                stored: counted - answers,
                counted,
            }
        }));
    }
    tx.commit().await?;
    Ok(differences)
}
