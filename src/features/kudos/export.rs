//! Everything that the record of kudos holds between two days, to be handed out.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::record::{EventKind, LinkKind, Occasion, Visibility};
use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, KudosId, UserId};
use crate::platform::spreadsheet;

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// From this day of the giver's on.
    pub from: Option<NaiveDate>,
    /// Up to and including this day of the giver's.
    pub to: Option<NaiveDate>,
    /// Whether to say what private kudos say; without it, only that they were given.
    pub with_private_words: bool,
}

/// A kudos with everything that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Our id.
    pub id: KudosId,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The giver's date.
    pub local_day: String,
    /// The giver's time zone.
    pub time_zone: String,
    /// The organisation in Slack.
    pub enterprise_id: Option<String>,
    /// The workspace in Slack.
    pub team_id: Option<String>,
    /// Who thanked.
    pub giver: UserId,
    /// The giver's department on that day.
    pub giver_department: Option<DepartmentId>,
    /// Who was thanked.
    pub receivers: Vec<KeptReceiver>,
    /// The value that was lived.
    pub value: Option<String>,
    /// What for; `None` where that is private and was not asked for.
    pub message: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// By what it came about.
    pub occasion: Occasion,
    /// Whether it counts towards the giver's limits.
    pub is_limited: bool,
    /// What it is tied to.
    pub link: Option<KeptLink>,
    /// Where it was posted.
    pub post: Option<KeptPost>,
    /// Who joined in, and did not take that back.
    pub endorsed_by: Vec<UserId>,
    /// Whether and how it was withdrawn.
    pub withdrawn: Option<Withdrawn>,
    /// What happened to it, in order.
    pub events: Vec<KeptEvent>,
}

/// Somebody who was thanked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptReceiver {
    /// Who.
    pub user: UserId,
    /// The department on that day.
    pub department: Option<DepartmentId>,
    /// Whether the giver worked in another one.
    pub is_across: bool,
}

/// What a kudos is tied to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptLink {
    /// A response, a story, a message.
    pub kind: LinkKind,
    /// Our id, or the address of the message.
    pub id: String,
}

/// Where a kudos was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptPost {
    /// The channel as the configuration names it.
    pub lane: String,
    /// Slack's id of the channel, once it was sent.
    pub channel: Option<String>,
    /// Slack's id of the message, once it was sent.
    pub message_ts: Option<String>,
}

/// How a kudos was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: UserId,
    /// Why, where an administrator did it.
    pub reason: Option<String>,
}

/// Something that happened to a kudos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptEvent {
    /// What.
    pub kind: EventKind,
    /// Who did it.
    pub actor: UserId,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// Slack's name of the event, or what can happen but once.
    pub key: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: KudosId,
    given_at: DateTime<Utc>,
    local_day: String,
    time_zone: String,
    enterprise_id: Option<String>,
    team_id: Option<String>,
    giver: UserId,
    giver_department: Option<DepartmentId>,
    value: Option<String>,
    message: String,
    visibility: Visibility,
    occasion: Occasion,
    is_limited: bool,
    link_kind: Option<LinkKind>,
    link_id: Option<String>,
    lane: Option<String>,
    channel: Option<String>,
    message_ts: Option<String>,
}

const KUDOS: &str =
    "SELECT kudos.id, kudos.given_at, kudos.local_day, kudos.time_zone, kudos.enterprise_id, kudos.team_id,
    kudos.giver, kudos.giver_department, kudos.value, kudos.message, kudos.visibility, kudos.occasion,
    kudos.is_limited, kudos.link_kind, kudos.link_id, kudos.lane, outbox.channel, outbox.message_ts
    FROM kudos LEFT JOIN outbox ON outbox.id = kudos.message_id
    WHERE kudos.local_day >= $1 AND kudos.local_day <= $2 ORDER BY kudos.given_at, kudos.id";
const RECEIVERS: &str =
    "SELECT kudos_id, receiver, kudos_receivers.department, is_across FROM kudos_receivers
    JOIN kudos ON kudos.id = kudos_id WHERE local_day >= $1 AND local_day <= $2 ORDER BY kudos_id, receiver";
const EVENTS: &str =
    "SELECT kudos_id, kind, actor, reason, event_key, happened_at FROM kudos_events
    JOIN kudos ON kudos.id = kudos_id WHERE local_day >= $1 AND local_day <= $2 ORDER BY happened_at, kudos_events.id";

type ReceiverRow = (KudosId, UserId, Option<DepartmentId>, bool);
type EventRow = (
    KudosId,
    EventKind,
    UserId,
    Option<String>,
    String,
    DateTime<Utc>,
);

/// The kudos of these days in the order in which they were given, withdrawn ones too.
///
/// # Errors
/// Where the database does not answer.
pub async fn kept(tx: &mut Tx, range: Range) -> anyhow::Result<Vec<Kept>> {
    let day = |day: Option<NaiveDate>, without: &str| {
        day.map_or_else(|| without.to_owned(), |day| day.to_string())
    };
    let (from, to) = (day(range.from, ""), day(range.to, "9999-12-31"));
    let (rows, receivers, events): (Vec<Row>, Vec<ReceiverRow>, Vec<EventRow>) =
        in_tx!(tx, |connection| {
            let rows = sqlx::query_as(KUDOS).bind(&from).bind(&to);
            let rows = rows.fetch_all(&mut *connection).await?;
            let receivers = sqlx::query_as(RECEIVERS).bind(&from).bind(&to);
            let receivers = receivers.fetch_all(&mut *connection).await?;
            let events = sqlx::query_as(EVENTS).bind(&from).bind(&to);
            (rows, receivers, events.fetch_all(connection).await?)
        });
    let mut thanked: HashMap<KudosId, Vec<KeptReceiver>> = HashMap::new();
    for (id, user, department, is_across) in receivers {
        thanked.entry(id).or_default().push(KeptReceiver {
            user,
            department,
            is_across,
        });
    }
    let mut happened: HashMap<KudosId, Vec<KeptEvent>> = HashMap::new();
    for (id, kind, actor, reason, key, at) in events {
        happened.entry(id).or_default().push(KeptEvent {
            kind,
            actor,
            reason,
            key,
            at,
        });
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let receivers = thanked.remove(&row.id).unwrap_or_default();
            let events = happened.remove(&row.id).unwrap_or_default();
            row.with(receivers, events, range.with_private_words)
        })
        .collect())
}

impl Row {
    fn with(
        self,
        receivers: Vec<KeptReceiver>,
        events: Vec<KeptEvent>,
        with_private_words: bool,
    ) -> Kept {
        let is_shown = with_private_words || self.visibility == Visibility::Public;
        let (channel, message_ts) = (self.channel, self.message_ts);
        Kept {
            id: self.id,
            given_at: self.given_at,
            local_day: self.local_day,
            time_zone: self.time_zone,
            enterprise_id: self.enterprise_id,
            team_id: self.team_id,
            giver: self.giver,
            giver_department: self.giver_department,
            receivers,
            value: self.value,
            message: is_shown.then_some(self.message),
            visibility: self.visibility,
            occasion: self.occasion,
            is_limited: self.is_limited,
            link: self
                .link_kind
                .zip(self.link_id)
                .map(|(kind, id)| KeptLink { kind, id }),
            post: self.lane.map(|lane| KeptPost {
                lane,
                channel,
                message_ts,
            }),
            endorsed_by: endorsed_by(&events),
            withdrawn: events
                .iter()
                .find(|event| event.kind == EventKind::Undo)
                .map(|event| Withdrawn {
                    at: event.at,
                    by: event.actor.clone(),
                    reason: event.reason.clone(),
                }),
            events,
        }
    }
}

/// Who joined in and did not take that back, in the order in which they did.
fn endorsed_by(events: &[KeptEvent]) -> Vec<UserId> {
    let mut joined: Vec<UserId> = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Endorse if !joined.contains(&event.actor) => {
                joined.push(event.actor.clone());
            }
            EventKind::Unendorse => joined.retain(|actor| *actor != event.actor),
            _ => {}
        }
    }
    joined
}

/// The columns of [`csv`].
const COLUMNS: [&str; 23] = [
    "kudos",
    "given_at",
    "local_day",
    "time_zone",
    "enterprise_id",
    "team_id",
    "giver",
    "giver_department",
    "receiver",
    "receiver_department",
    "is_across",
    "value",
    "message",
    "visibility",
    "occasion",
    "is_limited",
    "link_kind",
    "link",
    "channel",
    "endorsements",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_because",
];

/// Kudos as CSV, with a header and one line for each colleague who was thanked.
pub fn csv(kudos: &[Kept]) -> String {
    let mut written = spreadsheet::line(COLUMNS);
    for kept in kudos {
        for receiver in &kept.receivers {
            let cells = cells(kept, receiver);
            written.push_str(&spreadsheet::line(cells.iter().map(String::as_str)));
        }
    }
    written
}

fn cells(kept: &Kept, receiver: &KeptReceiver) -> [String; COLUMNS.len()] {
    let or_nothing = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let withdrawn = kept.withdrawn.as_ref();
    let posted = kept.post.as_ref();
    [
        kept.id.to_string(),
        kept.given_at.to_rfc3339(),
        kept.local_day.clone(),
        kept.time_zone.clone(),
        or_nothing(kept.enterprise_id.as_deref()),
        or_nothing(kept.team_id.as_deref()),
        kept.giver.to_string(),
        or_nothing(kept.giver_department.as_ref().map(DepartmentId::as_str)),
        receiver.user.to_string(),
        or_nothing(receiver.department.as_ref().map(DepartmentId::as_str)),
        receiver.is_across.to_string(),
        or_nothing(kept.value.as_deref()),
        or_nothing(kept.message.as_deref()),
        named(kept.visibility),
        named(kept.occasion),
        kept.is_limited.to_string(),
        kept.link
            .as_ref()
            .map(|link| named(link.kind))
            .unwrap_or_default(),
        or_nothing(kept.link.as_ref().map(|link| link.id.as_str())),
        or_nothing(posted.map(|post| post.channel.as_deref().unwrap_or(&post.lane))),
        kept.endorsed_by.len().to_string(),
        withdrawn
            .map(|withdrawn| withdrawn.at.to_rfc3339())
            .unwrap_or_default(),
        or_nothing(withdrawn.map(|withdrawn| withdrawn.by.as_str())),
        or_nothing(withdrawn.and_then(|withdrawn| withdrawn.reason.as_deref())),
    ]
}

/// The name of a word of ours, as JSON has it.
fn named(word: impl Serialize) -> String {
    let word = serde_json::to_value(word).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, actor: &str) -> KeptEvent {
        KeptEvent {
            kind,
            actor: actor.into(),
            reason: None,
            key: String::new(),
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn who_took_it_back_did_not_join_in() {
        let events = [
            event(EventKind::Give, "U1"),
            event(EventKind::Endorse, "U2"),
            event(EventKind::Endorse, "U3"),
            event(EventKind::Unendorse, "U2"),
        ];
        assert_eq!(endorsed_by(&events), [UserId::from("U3")]);
    }

    #[test]
    fn each_colleague_who_was_thanked_has_a_line_in_which_no_formula_runs() {
        let receiver = |user: &str| KeptReceiver {
            user: user.into(),
            department: Some("product".into()),
            is_across: true,
        };
        let kept = Kept {
            id: KudosId::from("k1"),
            given_at: DateTime::UNIX_EPOCH,
            local_day: "1970-01-01".to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
            enterprise_id: None,
            team_id: Some("T1".to_owned()),
            giver: "U1".into(),
            giver_department: None,
            receivers: vec![receiver("U2"), receiver("U3")],
            value: None,
            message: Some("=cmd|' /C calc'!A0".to_owned()),
            visibility: Visibility::Public,
            occasion: Occasion::Form,
            is_limited: true,
            link: Some(KeptLink {
                kind: LinkKind::Response,
                id: "r1".to_owned(),
            }),
            post: None,
            endorsed_by: vec!["U4".into()],
            withdrawn: None,
            events: Vec::new(),
        };
        let written = csv(&[kept]);
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].split(',').count(), COLUMNS.len());
        let expected = "k1,1970-01-01T00:00:00+00:00,1970-01-01,Europe/Amsterdam,,T1,U1,,U3,product,true,,\
            '=cmd|' /C calc'!A0,public,form,true,response,r1,,1,,,";
        assert_eq!(lines[2], expected);
    }
}
