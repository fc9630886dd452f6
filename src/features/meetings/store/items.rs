//! What people put on the agenda of a channel: items, actions, notes.

use chrono::{DateTime, NaiveDate, Utc};

use crate::features::meetings::rules::carry::ItemKind;
use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::{ResponseId, UserId};

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// To be spoken of, or to be done.
    Open,
    /// Spoken of, or done.
    Done,
    /// It came back too often.
    Dropped,
}

crate::stored_as_text!(ItemState {
    Open = "open",
    Done = "done",
    Dropped = "dropped",
});

/// Something on the agenda of a channel.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Item {
    /// Our id.
    pub id: String,
    /// What it is.
    pub kind: ItemKind,
    /// The channel as the configuration names it.
    pub lane: String,
    /// The last meeting on whose agenda it stood.
    pub meeting_id: Option<String>,
    /// The customer's response that it came from.
    pub response_id: Option<ResponseId>,
    /// What it says.
    pub words: String,
    /// Who added it.
    pub added_by: UserId,
    /// Who does it.
    pub owner: Option<UserId>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: ItemState,
    /// How often it came back.
    pub carried: i64,
    /// Who closed it.
    pub closed_by: Option<UserId>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

const PUT: &str = "INSERT INTO agenda_items (id, kind, lane, meeting_id, response_id, words, added_by, owner, due_on, state, carried,
    closed_by, created_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (id) DO UPDATE SET meeting_id = excluded.meeting_id, state = excluded.state, carried = excluded.carried,
    closed_by = excluded.closed_by, closed_at = excluded.closed_at";

/// Stores an item as it is now.
///
/// # Errors
/// Where the database refused.
pub async fn put(tx: &mut Tx, item: &Item) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(PUT)
            .bind(&item.id)
            .bind(item.kind)
            .bind(&item.lane)
            .bind(&item.meeting_id)
            .bind(&item.response_id)
            .bind(&item.words)
            .bind(&item.added_by)
            .bind(&item.owner)
            .bind(item.due_on)
            .bind(item.state)
            .bind(item.carried)
            .bind(&item.closed_by)
            .bind(item.created_at)
            .bind(item.closed_at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const LOCK: &str = "UPDATE agenda_items SET carried = carried WHERE id = $1 RETURNING *";

/// An item, locked for this unit of work.
///
/// # Errors
/// Where the database refused.
pub async fn lock(tx: &mut Tx, id: &str) -> anyhow::Result<Option<Item>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(LOCK)
        .bind(id)
        .fetch_optional(connection)
        .await?))
}

const OPEN: &str =
    "SELECT * FROM agenda_items WHERE lane = $1 AND state = 'open' AND kind <> 'note' ORDER BY id";

/// What is open in a channel, oldest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn open(tx: &mut Tx, lane: &str) -> anyhow::Result<Vec<Item>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(OPEN)
        .bind(lane)
        .fetch_all(connection)
        .await?))
}

const OF_MEETING: &str = "SELECT * FROM agenda_items WHERE meeting_id = $1 ORDER BY id";

/// What stands on the agenda of a meeting, in the order in which it was added.
///
/// # Errors
/// Where the database does not answer.
pub async fn of_meeting(tx: &mut Tx, meeting: &str) -> anyhow::Result<Vec<Item>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(OF_MEETING)
        .bind(meeting)
        .fetch_all(connection)
        .await?))
}
