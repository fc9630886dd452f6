//! Which departments a response concerns, and why.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::ROWS_PER_STATEMENT;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, ResponseId};
use crate::{in_tx, on_pool};

/// A response concerns a department.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Assignment {
    /// Our id of the response.
    pub response_id: ResponseId,
    /// The department.
    pub department: DepartmentId,
    /// JSON list of reasons.
    pub reasons: String,
    /// The person who sent it there; none where a rule did.
    pub assigned_by: Option<String>,
    /// When it was sent elsewhere; none while it is there.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Assigns responses to departments; an assignment that was ended is taken up again.
pub async fn assign(
    tx: &mut Tx,
    assignments: &[Assignment],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        for part in assignments.chunks(ROWS_PER_STATEMENT) {
            QueryBuilder::new(
                "INSERT INTO assignments (assigned_at, response_id, department, reasons, assigned_by) SELECT ",
            )
            .push_bind(now)
            .push(", column1, column2, column3, column4 FROM (")
            .push_values(part, |mut row, assignment| {
                row.push_bind(&assignment.response_id)
                    .push_bind(&assignment.department)
                    .push_bind(&assignment.reasons)
                    .push_bind(&assignment.assigned_by);
            })
            .push(
                ") AS rows WHERE true ON CONFLICT (response_id, department) DO UPDATE SET reasons = excluded.reasons,
                  assigned_at = excluded.assigned_at, assigned_by = excluded.assigned_by, ended_at = NULL",
            )
            .build()
            .execute(&mut *connection)
            .await?;
        }
    });
    Ok(())
}

const END_ASSIGNMENT: &str = "UPDATE assignments SET ended_at = $3
    WHERE response_id = $1 AND department = $2 AND ended_at IS NULL";

/// Takes a response away from a department.
pub async fn end_assignment(
    tx: &mut Tx,
    response_id: &str,
    department: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(END_ASSIGNMENT)
            .bind(response_id)
            .bind(department)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const ASSIGNMENTS: &str =
    "SELECT response_id, department, reasons, assigned_by, ended_at FROM assignments
    WHERE response_id = $1 ORDER BY department";

/// The departments that a response concerns or concerned.
pub async fn assignments(db: &Db, response_id: &str) -> anyhow::Result<Vec<Assignment>> {
    Ok(on_pool!(db, |pool| sqlx::query_as(ASSIGNMENTS)
        .bind(response_id)
        .fetch_all(pool)
        .await?))
}

/// As [`assignments`], within a unit of work.
pub async fn assignments_in(tx: &mut Tx, response_id: &str) -> anyhow::Result<Vec<Assignment>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(ASSIGNMENTS)
        .bind(response_id)
        .fetch_all(connection)
        .await?))
}
