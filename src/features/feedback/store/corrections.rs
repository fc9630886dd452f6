//! Where people sent a response that the rules had sent elsewhere.

use chrono::{DateTime, Utc};

use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, UserId};

const INSERT_CORRECTION: &str = "INSERT INTO corrections
    (id, response_id, from_department, to_department, corrected_by, note, corrected_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// A person's correction of the routing.
#[derive(Debug)]
pub struct Correction<'a> {
    /// Our id of the response.
    pub response_id: &'a str,
    /// Where it was; none where it was in triage.
    pub from_department: Option<&'a str>,
    /// Where it went; none where it concerns no department.
    pub to_department: Option<&'a str>,
    /// Who corrected.
    pub corrected_by: &'a str,
    /// What the person wrote about it.
    pub note: Option<&'a str>,
}

/// Stores a correction.
pub async fn insert_correction(
    tx: &mut Tx,
    correction: &Correction<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(INSERT_CORRECTION)
            .bind(crate::platform::ids::new_row_id())
            .bind(correction.response_id)
            .bind(correction.from_department)
            .bind(correction.to_department)
            .bind(correction.corrected_by)
            .bind(correction.note)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const IS_CORRECTED: &str = "SELECT COUNT(*) FROM corrections WHERE response_id = $1";

/// Whether a person decided where a response belongs.
pub async fn is_corrected(tx: &mut Tx, response_id: &str) -> anyhow::Result<bool> {
    let (count,): (i64,) = in_tx!(tx, |connection| {
        sqlx::query_as(IS_CORRECTED)
            .bind(response_id)
            .fetch_one(connection)
            .await?
    });
    Ok(count > 0)
}

/// How a response was sent to a department by a person.
#[derive(Debug, sqlx::FromRow)]
pub struct SentOn {
    /// Where it was; none where it was in triage.
    pub from_department: Option<DepartmentId>,
    /// Who sent it.
    pub corrected_by: UserId,
    /// What the person wrote about it.
    pub note: Option<String>,
}

const SENT_TO: &str = "SELECT from_department, corrected_by, note FROM corrections
    WHERE response_id = $1 AND to_department = $2 ORDER BY corrected_at DESC, id DESC LIMIT 1";

/// How a person sent a response to a department; none where a rule did.
pub async fn sent_to(
    tx: &mut Tx,
    response_id: &str,
    department: &str,
) -> anyhow::Result<Option<SentOn>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(SENT_TO)
        .bind(response_id)
        .bind(department)
        .fetch_optional(connection)
        .await?))
}
