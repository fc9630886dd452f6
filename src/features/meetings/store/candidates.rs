//! What may stand on an agenda: customers' words of a department, and stories that it hears.

use chrono::{DateTime, Utc};

use crate::features::meetings::rules::choice::{Candidate, Tone};
use crate::features::stories::rules::week::{Kind, Subject};
use crate::in_tx;
use crate::platform::config::ScoreClass;
use crate::platform::db::Tx;
use crate::platform::ids::DepartmentId;

/// Responses that are looked at, the newest.
const MOST: i64 = 500;

const RESPONSES: &str = "SELECT responses.id, score_class, answered_at FROM responses
    JOIN assignments ON assignments.response_id = responses.id AND assignments.ended_at IS NULL
    WHERE assignments.department = $1 AND comment IS NOT NULL AND excluded IS NULL AND responses.state = 'complete'
    AND answered_at >= $2 AND answered_at <= $3 ORDER BY answered_at DESC, responses.id DESC LIMIT $4";
const STORIES: &str =
    "SELECT id, departments, published_at FROM stories WHERE state = 'published' AND published_at >= $1
    ORDER BY published_at DESC, id DESC LIMIT $2";

/// What may stand on the agenda of a department that was said since `since`.
///
/// # Errors
/// Where the database does not answer.
pub async fn of_department(
    tx: &mut Tx,
    department: &DepartmentId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Candidate>> {
    let responses: Vec<(String, Option<ScoreClass>, DateTime<Utc>)> =
        in_tx!(tx, |connection| sqlx::query_as(RESPONSES)
            .bind(department)
            .bind(since)
            .bind(now)
            .bind(MOST)
            .fetch_all(&mut *connection)
            .await?);
    let stories: Vec<(String, String, DateTime<Utc>)> =
        in_tx!(tx, |connection| sqlx::query_as(STORIES)
            .bind(since)
            .bind(MOST)
            .fetch_all(&mut *connection)
            .await?);
    let responses = responses.into_iter().map(|(id, class, said_at)| Candidate {
        subject: Subject {
            kind: Kind::Testimonial,
            id,
        },
        tone: Tone::of(class),
        said_at,
    });
    let hears = |departments: &str| {
        let departments: Vec<DepartmentId> = serde_json::from_str(departments).unwrap_or_default();
        departments.is_empty() || departments.contains(department)
    };
    let stories = stories
        .into_iter()
        .filter(|(_, departments, _)| hears(departments))
        .map(|(id, _, said_at)| Candidate {
            subject: Subject {
                kind: Kind::Story,
                id,
            },
            tone: Tone::Praise,
            said_at,
        });
    Ok(responses.chain(stories).collect())
}
