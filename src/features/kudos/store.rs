//! What is asked of the record of kudos.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::record::{LinkKind, Visibility};
use super::rules::bridges::Crossing;
use super::rules::limits::Given;
use super::rules::patterns::Flow;
use crate::platform::batch::padded;
use crate::platform::db::{Db, Tx};
use crate::platform::ids::{DepartmentId, KudosId, UserId};
use crate::{in_tx, on_pool};

/// Leaves out what was withdrawn; `kudos` is the table.
const NOT_UNDONE: &str = " AND NOT EXISTS (SELECT 1 FROM kudos_events
    WHERE kudos_events.kudos_id = kudos.id AND kudos_events.kind = 'undo')";

/// Makes other units of work that lock one of these givers wait for this one. Each is named once.
///
/// # Errors
/// Where the database refused.
pub async fn lock_givers(tx: &mut Tx, givers: &[&UserId]) -> anyhow::Result<()> {
    if tx.has_one_writer() {
        return Ok(());
    }
    let mut givers = givers.to_vec();
    // In one order everywhere, so that no two wait for each other.
    givers.sort_unstable();
    givers.dedup();
    in_tx!(tx, |connection| {
        QueryBuilder::new("INSERT INTO kudos_givers (giver, turn) ")
            .push_values(&givers, |mut row, giver| {
                row.push_bind(*giver).push_bind(1_i64);
            })
            .push(" ON CONFLICT (giver) DO UPDATE SET turn = kudos_givers.turn + 1")
            .build()
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// What each of `givers` gave since `since` that counts and was not withdrawn.
///
/// # Errors
/// Where the database does not answer.
pub async fn given_since(
    tx: &mut Tx,
    givers: &[&UserId],
    since: DateTime<Utc>,
) -> anyhow::Result<HashMap<UserId, Vec<Given>>> {
    let rows: Vec<(UserId, DateTime<Utc>, String)> = in_tx!(tx, |connection| {
        let mut query = QueryBuilder::new(
            "SELECT giver, given_at, time_zone FROM kudos WHERE is_limited AND given_at >= ",
        );
        query.push_bind(since).push(" AND giver IN (");
        let mut listed = query.separated(", ");
        for giver in padded(givers) {
            listed.push_bind(*giver);
        }
        query.push(")").push(NOT_UNDONE);
        query.build_query_as().fetch_all(connection).await?
    });
    let mut given: HashMap<UserId, Vec<Given>> = HashMap::new();
    for (giver, at, time_zone) in rows {
        given
            .entry(giver)
            .or_default()
            .push(Given { at, time_zone });
    }
    Ok(given)
}

/// How often each of `givers` thanked whom since `since`, as far as it counts.
///
/// # Errors
/// Where the database does not answer.
pub async fn pairs_since(
    tx: &mut Tx,
    givers: &[&UserId],
    since: DateTime<Utc>,
) -> anyhow::Result<HashMap<(UserId, UserId), u32>> {
    let rows: Vec<(UserId, UserId, i64)> = in_tx!(tx, |connection| {
        let mut query = QueryBuilder::new(
            "SELECT kudos.giver, kudos_receivers.receiver, COUNT(*) FROM kudos
             JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
             WHERE kudos.is_limited AND kudos.given_at >= ",
        );
        query.push_bind(since).push(" AND kudos.giver IN (");
        let mut listed = query.separated(", ");
        for giver in padded(givers) {
            listed.push_bind(*giver);
        }
        query
            .push(")")
            .push(NOT_UNDONE)
            .push(" GROUP BY kudos.giver, kudos_receivers.receiver");
        query.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|(giver, receiver, count)| {
            ((giver, receiver), u32::try_from(count).unwrap_or(u32::MAX))
        })
        .collect())
}

const FLOWS: &str = "SELECT kudos.giver, kudos_receivers.receiver, COUNT(*) FROM kudos
    JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
    WHERE kudos.is_limited AND kudos.given_at >= $1 AND NOT EXISTS (SELECT 1 FROM kudos_events
        WHERE kudos_events.kudos_id = kudos.id AND kudos_events.kind = 'undo')
    GROUP BY kudos.giver, kudos_receivers.receiver ORDER BY 1, 2";

/// How often everybody thanked whom since `since`, as far as it counts, private kudos too.
///
/// # Errors
/// Where the database does not answer.
pub async fn flows(tx: &mut Tx, since: DateTime<Utc>) -> anyhow::Result<Vec<Flow>> {
    let rows: Vec<(UserId, UserId, i64)> = in_tx!(tx, |connection| sqlx::query_as(FLOWS)
        .bind(since)
        .fetch_all(connection)
        .await?);
    let flow = |(giver, receiver, count)| Flow {
        giver,
        receiver,
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(flow).collect())
}

/// How many kudos each of `people` has now.
///
/// # Errors
/// Where the database does not answer.
pub async fn balances(tx: &mut Tx, people: &[&UserId]) -> anyhow::Result<HashMap<UserId, i64>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(UserId, i64)> = in_tx!(tx, |connection| {
        let mut query =
            QueryBuilder::new("SELECT receiver, COUNT(*) FROM kudos_receivers WHERE receiver IN (");
        let mut listed = query.separated(", ");
        for person in padded(people) {
            listed.push_bind(*person);
        }
        query.push(
            ") AND NOT EXISTS (SELECT 1 FROM kudos_events
             WHERE kudos_events.kudos_id = kudos_receivers.kudos_id AND kudos_events.kind = 'undo')
             GROUP BY receiver",
        );
        query.build_query_as().fetch_all(connection).await?
    });
    Ok(rows.into_iter().collect())
}

/// A kudos as it was written down.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredKudos {
    /// Its id.
    pub id: KudosId,
    /// Who thanked.
    pub giver: UserId,
    /// The giver's department on that day.
    pub giver_department: Option<DepartmentId>,
    /// The value that was lived.
    pub value: Option<String>,
    /// What for.
    pub message: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// What it is tied to.
    pub link_kind: Option<LinkKind>,
    /// Which one.
    pub link_id: Option<String>,
    /// Where it was posted.
    pub lane: Option<String>,
    /// The row of the outbox that posted it.
    pub message_id: Option<String>,
    /// When.
    pub given_at: DateTime<Utc>,
    /// Whether it was withdrawn.
    pub is_undone: bool,
}

const COLUMNS: &str = "SELECT kudos.id, kudos.giver, kudos.giver_department, kudos.value, kudos.message,
    kudos.visibility, kudos.link_kind, kudos.link_id, kudos.lane, kudos.message_id, kudos.given_at,
    EXISTS (SELECT 1 FROM kudos_events WHERE kudos_events.kudos_id = kudos.id AND kudos_events.kind = 'undo')
    AS is_undone FROM kudos";

/// A kudos; `None` where there is none with this id.
///
/// # Errors
/// Where the database does not answer.
pub async fn kudos(tx: &mut Tx, id: &KudosId) -> anyhow::Result<Option<StoredKudos>> {
    Ok(in_tx!(tx, |connection| {
        QueryBuilder::new(COLUMNS)
            .push(" WHERE kudos.id = ")
            .push_bind(id)
            .build_query_as()
            .fetch_optional(connection)
            .await?
    }))
}

/// The kudos that are tied to this, without those that were withdrawn.
///
/// # Errors
/// Where the database does not answer.
pub async fn tied_to(tx: &mut Tx, kind: LinkKind, id: &str) -> anyhow::Result<Vec<StoredKudos>> {
    Ok(in_tx!(tx, |connection| {
        QueryBuilder::new(COLUMNS)
            .push(" WHERE kudos.link_kind = ")
            .push_bind(kind)
            .push(" AND kudos.link_id = ")
            .push_bind(id)
            .push(NOT_UNDONE)
            .push(" ORDER BY kudos.id")
            .build_query_as()
            .fetch_all(connection)
            .await?
    }))
}

/// The kudos that this row of the outbox posted, one or those of a day, without those that were withdrawn.
///
/// # Errors
/// Where the database does not answer.
pub async fn posted_by(tx: &mut Tx, message_id: &str) -> anyhow::Result<Vec<StoredKudos>> {
    Ok(in_tx!(tx, |connection| {
        QueryBuilder::new(COLUMNS)
            .push(" WHERE kudos.message_id = ")
            .push_bind(message_id)
            .push(NOT_UNDONE)
            .push(" ORDER BY kudos.given_at, kudos.id")
            .build_query_as()
            .fetch_all(connection)
            .await?
    }))
}

/// The kudos that wait for the post of the day, in the order in which they were given.
///
/// # Errors
/// Where the database does not answer.
pub async fn waiting(tx: &mut Tx) -> anyhow::Result<Vec<StoredKudos>> {
    Ok(in_tx!(tx, |connection| {
        QueryBuilder::new(COLUMNS)
            .push(" WHERE kudos.lane IS NOT NULL AND kudos.message_id IS NULL")
            .push(NOT_UNDONE)
            .push(" ORDER BY kudos.given_at, kudos.id")
            .build_query_as()
            .fetch_all(connection)
            .await?
    }))
}

/// Notes which row of the outbox posts these kudos.
///
/// # Errors
/// Where the database refused.
pub async fn put_into(tx: &mut Tx, message_id: &str, kudos: &[StoredKudos]) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        let mut query = QueryBuilder::new("UPDATE kudos SET message_id = ");
        query.push_bind(message_id).push(" WHERE id IN (");
        let mut listed = query.separated(", ");
        for kudos in kudos {
            listed.push_bind(&kudos.id);
        }
        query.push(")").build().execute(connection).await?;
    });
    Ok(())
}

const SEEN: &str = "SELECT giver_department FROM kudos
    WHERE given_at >= $1 AND giver_department IS NOT NULL
    UNION SELECT kudos_receivers.department FROM kudos_receivers
    JOIN kudos ON kudos.id = kudos_receivers.kudos_id
    WHERE kudos.given_at >= $1 AND kudos_receivers.department IS NOT NULL ORDER BY 1";

/// The departments of which somebody gave or got kudos since `since`.
///
/// # Errors
/// Where the database does not answer.
pub async fn departments_seen(db: &Db, since: DateTime<Utc>) -> anyhow::Result<Vec<DepartmentId>> {
    let rows: Vec<(DepartmentId,)> = on_pool!(db, |pool| sqlx::query_as(SEEN)
        .bind(since)
        .fetch_all(pool)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const SPEAKING_OF: &str =
    "WITH theirs AS (SELECT kudos.id, kudos.message_id FROM kudos WHERE kudos.giver = $1
        OR EXISTS (SELECT 1 FROM kudos_receivers WHERE kudos_id = kudos.id AND receiver = $1))
    SELECT message_id FROM theirs WHERE message_id IS NOT NULL
    UNION SELECT outbox.id FROM theirs JOIN kudos_receivers ON kudos_receivers.kudos_id = theirs.id
    JOIN outbox ON outbox.dedup_key = 'kudos:' || theirs.id || ':to:' || kudos_receivers.receiver
    WHERE kudos_receivers.receiver <> $1 ORDER BY 1";

/// The rows of the outbox that posted the kudos which somebody gave or got, and that told others of them.
///
/// # Errors
/// Where the database does not answer.
pub async fn messages_about(tx: &mut Tx, user: &UserId) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = in_tx!(tx, |connection| sqlx::query_as(SPEAKING_OF)
        .bind(user)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const RECEIVERS: &str = "SELECT receiver, department, is_across FROM kudos_receivers
    WHERE kudos_id = $1 ORDER BY receiver";

/// Somebody who was thanked, with the department on that day and whether it was another one.
pub type StoredReceiver = (UserId, Option<DepartmentId>, bool);

/// Who was thanked.
///
/// # Errors
/// Where the database does not answer.
pub async fn receivers(tx: &mut Tx, id: &KudosId) -> anyhow::Result<Vec<StoredReceiver>> {
    Ok(in_tx!(tx, |connection| sqlx::query_as(RECEIVERS)
        .bind(id)
        .fetch_all(connection)
        .await?))
}

const JOINED_IN: &str = "SELECT COALESCE(SUM(CASE kind WHEN 'endorse' THEN 1 ELSE -1 END), 0)
    FROM kudos_events WHERE kudos_id = $1 AND actor = $2 AND kind IN ('endorse', 'unendorse')";

/// Whether a colleague joined in, and did not take it back.
///
/// # Errors
/// Where the database does not answer.
pub async fn joined_in(tx: &mut Tx, id: &KudosId, actor: &UserId) -> anyhow::Result<bool> {
    let (count,): (i64,) = in_tx!(tx, |connection| sqlx::query_as(JOINED_IN)
        .bind(id)
        .bind(actor)
        .fetch_one(connection)
        .await?);
    Ok(count > 0)
}

const REACTIONS: &str =
    "SELECT emoji FROM reactions WHERE channel = $1 AND message_ts = $2 AND user_id = $3";

/// The emoji with which somebody reacts to a message now, with their skin tones.
///
/// # Errors
/// Where the database does not answer.
pub async fn reactions_of(
    tx: &mut Tx,
    channel: &str,
    message_ts: &str,
    user: &UserId,
) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = in_tx!(tx, |connection| sqlx::query_as(REACTIONS)
        .bind(channel)
        .bind(message_ts)
        .bind(user)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().map(|(emoji,)| emoji).collect())
}

/// The newest kudos that somebody gave.
///
/// # Errors
/// Where the database does not answer.
pub async fn last_given(db: &Db, giver: &UserId, most: i64) -> anyhow::Result<Vec<StoredKudos>> {
    Ok(on_pool!(db, |pool| {
        QueryBuilder::new(COLUMNS)
            .push(" WHERE kudos.giver = ")
            .push_bind(giver)
            .push(NOT_UNDONE)
            .push(" ORDER BY kudos.given_at DESC, kudos.id DESC LIMIT ")
            .push_bind(most)
            .build_query_as()
            .fetch_all(pool)
            .await?
    }))
}

/// The newest kudos that somebody got.
///
/// # Errors
/// Where the database does not answer.
pub async fn last_received(
    db: &Db,
    receiver: &UserId,
    most: i64,
) -> anyhow::Result<Vec<StoredKudos>> {
    Ok(on_pool!(db, |pool| {
        QueryBuilder::new(COLUMNS)
            .push(" JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id WHERE kudos_receivers.receiver = ")
            .push_bind(receiver)
            .push(NOT_UNDONE)
            .push(" ORDER BY kudos.id DESC LIMIT ")
            .push_bind(most)
            .build_query_as()
            .fetch_all(pool)
            .await?
    }))
}

/// How many kudos somebody gave and got in all.
///
/// # Errors
/// Where the database does not answer.
pub async fn totals(db: &Db, user: &UserId) -> anyhow::Result<(i64, i64)> {
    let count = |sql: &str| format!("{sql}{NOT_UNDONE}");
    let given = count("SELECT COUNT(*) FROM kudos WHERE kudos.giver = $1");
    let received = count(
        "SELECT COUNT(*) FROM kudos_receivers JOIN kudos ON kudos.id = kudos_receivers.kudos_id
         WHERE kudos_receivers.receiver = $1",
    );
    let (given, received) = (sqlx::AssertSqlSafe(given), sqlx::AssertSqlSafe(received));
    let ((given,), (received,)): ((i64,), (i64,)) = on_pool!(db, |pool| {
        (
            sqlx::query_as(given).bind(user).fetch_one(pool).await?,
            sqlx::query_as(received).bind(user).fetch_one(pool).await?,
        )
    });
    Ok((given, received))
}

/// All kudos from one department to another since `since`, private ones too.
///
/// # Errors
/// Where the database does not answer.
pub async fn crossings(db: &Db, since: DateTime<Utc>) -> anyhow::Result<Vec<Crossing>> {
    let rows: Vec<(UserId, DepartmentId, UserId, DepartmentId)> = on_pool!(db, |pool| {
        QueryBuilder::new(
            "SELECT kudos.giver, kudos.giver_department, kudos_receivers.receiver, kudos_receivers.department
             FROM kudos JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
             WHERE kudos_receivers.is_across AND kudos.given_at >= ",
        )
        .push_bind(since)
        .push(NOT_UNDONE)
        .build_query_as()
        .fetch_all(pool)
        .await?
    });
    Ok(rows
        .into_iter()
        .map(|(giver, from, receiver, to)| Crossing {
            giver,
            from,
            receiver,
            to,
        })
        .collect())
}

/// From how many different givers and departments people were thanked since `since`: the first `most`
/// of those with at least `least` givers.
///
/// # Errors
/// Where the database does not answer.
pub async fn most_thanked(
    db: &Db,
    since: DateTime<Utc>,
    least: i64,
    most: i64,
) -> anyhow::Result<Vec<(UserId, i64, i64)>> {
    Ok(on_pool!(db, |pool| {
        QueryBuilder::new(
            "SELECT kudos_receivers.receiver, COUNT(DISTINCT kudos.giver), COUNT(DISTINCT kudos.giver_department)
             FROM kudos JOIN kudos_receivers ON kudos_receivers.kudos_id = kudos.id
             WHERE kudos.visibility = 'public' AND kudos.given_at >= ",
        )
        .push_bind(since)
        .push(NOT_UNDONE)
        .push(
            " AND NOT EXISTS (SELECT 1 FROM preferences WHERE owner = kudos_receivers.receiver
                AND name = 'kudos_ranking' AND value = 'hide')
             GROUP BY kudos_receivers.receiver HAVING COUNT(DISTINCT kudos.giver) >= ",
        )
        .push_bind(least)
        .push(" ORDER BY 2 DESC, 3 DESC, 1 LIMIT ")
        .push_bind(most)
        .build_query_as()
        .fetch_all(pool)
        .await?
    }))
}
