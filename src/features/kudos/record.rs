//! Writing a kudos down: the append-only record from which every balance is counted.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use sqlx::QueryBuilder;

use crate::in_tx;
use crate::platform::batch::padded;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, KudosId, UserId, new_row_id};
use crate::platform::slack::inbound::Installation;

/// Who sees a kudos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody: it is posted in a channel.
    Public,
    /// Those who are thanked, and the giver.
    Private,
}

crate::stored_as_text!(Visibility {
    Public = "public",
    Private = "private",
});

/// By what a kudos came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A complete `/kudos`.
    Command,
    /// The form: of an incomplete `/kudos`, a shortcut, or a testimonial's button.
    Form,
    /// A story that names those who made it happen.
    Story,
}

crate::stored_as_text!(Occasion {
    Command = "command",
    Form = "form",
    Story = "story",
});

/// What a kudos is tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// A customer's response; the id is ours.
    Response,
    /// A story; the id is ours.
    Story,
    /// A message in Slack; the id is its address.
    Message,
}

crate::stored_as_text!(LinkKind {
    Response = "response",
    Story = "story",
    Message = "message",
});

/// What happened to a kudos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was given.
    Give,
    /// A colleague joined in, by a reaction.
    Endorse,
    /// That colleague took the reaction back.
    Unendorse,
    /// It was withdrawn.
    Undo,
}

crate::stored_as_text!(EventKind {
    Give = "give",
    Endorse = "endorse",
    Unendorse = "unendorse",
    Undo = "undo",
});

/// What a kudos is tied to, and which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub kind: LinkKind,
    /// Which one.
    pub id: String,
}

/// Somebody who is thanked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Who.
    pub user: UserId,
    /// The department on that day, where one is known.
    pub department: Option<DepartmentId>,
    /// Whether the giver works in another department. Where one of the two is unknown: `false`.
    pub is_across: bool,
}

/// A kudos that is to be written down.
#[derive(Clone, Debug)]
pub struct Gift {
    /// Who thanks.
    pub giver: UserId,
    /// The giver's department on that day, where one is known.
    pub giver_department: Option<DepartmentId>,
    /// Who is thanked: at least one, each once, never the giver.
    pub receivers: Vec<Receiver>,
    /// The value of the organisation that was lived, by its id in the configuration.
    pub value: Option<String>,
    /// What for, as it was written.
    pub message: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// By what it came about.
    pub occasion: Occasion,
    /// Whether it counts towards the giver's limits.
    pub is_limited: bool,
    /// What it is tied to.
    pub link: Option<Link>,
    /// Where it is posted, and the row of the outbox that posts it; without a row it waits for the post of the
    /// day.
    pub post: Option<(String, Option<String>)>,
    /// The giver's time zone, which decides on which day it was given.
    pub time_zone: Tz,
    /// The workspace and organisation, as Slack names them.
    pub installation: Installation,
    /// Slack's name of the act (`command:…`, `submit:…`), or what can happen but once
    /// (`story:ID:contributor:USER`).
    pub event_key: String,
}

impl Gift {
    /// The giver's date at `now`.
    pub fn local_day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.time_zone).date_naive()
    }
}

/// Writes a kudos down as part of the unit of work that is its cause.
///
/// Returns its id; `None` where one with the same `event_key` was written down before, and then nothing
/// is changed. It posts nothing and checks no limit: that is for the caller.
///
/// # Errors
/// Where the database refused, also because one with the same key is written down at the same moment;
/// then the whole unit of work is lost.
pub async fn record(
    tx: &mut Tx,
    gift: &Gift,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<KudosId>> {
    if !known(tx, &[&gift.event_key]).await?.is_empty() {
        return Ok(None);
    }
    let id = KudosId(new_row_id());
    record_all(tx, &[(id.clone(), gift)], now).await?;
    Ok(Some(id))
}

/// Writes several down, of which none is [`known`].
pub(super) async fn record_all(
    tx: &mut Tx,
    gifts: &[(KudosId, &Gift)],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if gifts.is_empty() {
        return Ok(());
    }
    in_tx!(tx, |connection| {
        QueryBuilder::new(
            "INSERT INTO kudos (id, enterprise_id, team_id, giver, giver_department, value, message, visibility,
             occasion, is_limited, link_kind, link_id, lane, message_id, local_day, time_zone, given_at) ",
        )
        .push_values(gifts, |mut row, (id, gift)| {
            let link = gift.link.as_ref();
            row.push_bind(id)
                .push_bind(&gift.installation.enterprise_id)
                .push_bind(&gift.installation.team_id)
                .push_bind(&gift.giver)
                .push_bind(&gift.giver_department)
                .push_bind(&gift.value)
                .push_bind(&gift.message)
                .push_bind(gift.visibility)
                .push_bind(gift.occasion)
                .push_bind(gift.is_limited)
                .push_bind(link.map(|link| link.kind))
                .push_bind(link.map(|link| &link.id))
                .push_bind(gift.post.as_ref().map(|(lane, _)| lane))
                .push_bind(gift.post.as_ref().and_then(|(_, message)| message.as_ref()))
                .push_bind(gift.local_day(now).to_string())
                .push_bind(gift.time_zone.name())
                .push_bind(now);
        })
        .build()
        .execute(&mut *connection)
        .await?;
        let receivers = gifts
            .iter()
            .flat_map(|(id, gift)| gift.receivers.iter().map(move |receiver| (id, receiver)));
        QueryBuilder::new(
            "INSERT INTO kudos_receivers (kudos_id, receiver, department, is_across) ",
        )
        .push_values(receivers, |mut row, (id, receiver)| {
            row.push_bind(id)
                .push_bind(&receiver.user)
                .push_bind(&receiver.department)
                .push_bind(receiver.is_across);
        })
        .build()
        .execute(&mut *connection)
        .await?;
        QueryBuilder::new(
            "INSERT INTO kudos_events (id, kudos_id, kind, actor, event_key, happened_at) ",
        )
        .push_values(gifts, |mut row, (id, gift)| {
            row.push_bind(new_row_id())
                .push_bind(id)
                .push_bind(EventKind::Give)
                .push_bind(&gift.giver)
                .push_bind(&gift.event_key)
                .push_bind(now);
        })
        .build()
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Those of `keys` under which something was written down.
pub(super) async fn known(tx: &mut Tx, keys: &[&str]) -> anyhow::Result<HashSet<String>> {
    let rows: Vec<(String,)> = in_tx!(tx, |connection| {
        let mut query =
            QueryBuilder::new("SELECT event_key FROM kudos_events WHERE event_key IN (");
        let mut listed = query.separated(", ");
        for key in padded(keys) {
            listed.push_bind(*key);
        }
        query.push(")");
        query.build_query_as().fetch_all(connection).await?
    });
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// What happened to a kudos, to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// The kudos.
    pub kudos: &'a KudosId,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor: &'a UserId,
    /// Why, where a reason was asked for.
    pub reason: Option<&'a str>,
    /// Slack's name of the event, or what can happen but once.
    pub key: &'a str,
}

const HAPPENED: &str =
    "INSERT INTO kudos_events (id, kudos_id, kind, actor, reason, event_key, happened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_key) DO NOTHING";

/// Writes down what happened to a kudos; `false` where it is written down already.
///
/// # Errors
/// Where the database refused.
pub async fn happened(
    tx: &mut Tx,
    event: &NewEvent<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    Ok(in_tx!(tx, |connection| {
        sqlx::query(HAPPENED)
            .bind(new_row_id())
            .bind(event.kudos)
            .bind(event.kind)
            .bind(event.actor)
            .bind(event.reason)
            .bind(event.key)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}
