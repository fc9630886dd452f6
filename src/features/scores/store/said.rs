//! What scheduled posts said.

use chrono::{DateTime, NaiveDate, Utc};

use crate::features::scores::rules::revised::Said;
use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;

/// A post that said something.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SaidPost {
    /// The outbox row of the post.
    pub message_id: String,
    /// The department.
    pub department: DepartmentId,
    /// The channel as the configuration named it.
    pub lane: String,
    /// The local day of the post.
    pub local_day: String,
    /// What it said, as JSON: [`Said`].
    pub figures: String,
}

const REMEMBER: &str = "INSERT INTO told_scores
    (message_id, department, lane, local_day, figures, told_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (message_id) DO UPDATE SET figures = excluded.figures";

/// Remembers what a post says.
///
/// # Errors
/// Where the database refused.
pub async fn remember(tx: &mut Tx, post: &SaidPost, now: DateTime<Utc>) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(REMEMBER)
            .bind(&post.message_id)
            .bind(&post.department)
            .bind(&post.lane)
            .bind(&post.local_day)
            .bind(&post.figures)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const SINCE: &str = "SELECT message_id, department, lane, local_day, figures FROM told_scores
    WHERE local_day >= $1 ORDER BY local_day, message_id";
const FORGET: &str = "DELETE FROM told_scores WHERE local_day < $1";

/// The posts of a local day and later; what was said before is forgotten.
///
/// # Errors
/// Where the database refused.
pub async fn since(tx: &mut Tx, day: NaiveDate) -> anyhow::Result<Vec<SaidPost>> {
    let day = day.to_string();
    Ok(in_tx!(tx, |connection| {
        sqlx::query(FORGET)
            .bind(&day)
            .execute(&mut *connection)
            .await?;
        sqlx::query_as(SINCE)
            .bind(&day)
            .fetch_all(&mut *connection)
            .await?
    }))
}

impl SaidPost {
    /// What it said.
    ///
    /// # Errors
    /// Where what is stored can not be read.
    pub fn said(&self) -> anyhow::Result<Said> {
        Ok(serde_json::from_str(&self.figures)?)
    }
}
