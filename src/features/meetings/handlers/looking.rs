//! Somebody asks which meetings have the customer on their agenda.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::Actor;
use crate::features::meetings::rulebook::{Entry, Rulebook};
use crate::features::meetings::rules::permission::{manageable, may_manage};
use crate::features::meetings::store::occurrences::{self, Meeting, State};
use crate::features::meetings::taking;
use crate::features::meetings::views::answers::Coming;
use crate::features::meetings::views::overview::{self as view, By, Overview, ShownRule};
use crate::platform::Context;
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::Message;

/// Meetings that are named of each rule.
pub(super) const NEXT: usize = 3;
/// What is typed behind `/voice`.
const ASKED: [&str; 3] = ["meetings", "overleggen", "vergaderingen"];

/// Whether this is what was typed behind `/voice`.
pub fn asks(typed: &str) -> bool {
    let first = typed.split_whitespace().next().unwrap_or_default();
    ASKED.contains(&first.to_lowercase().as_str())
}

/// The rules with their next meetings: all of them, or those in whose name or department stands what was
/// `typed` behind the word.
///
/// # Errors
/// Where the database does not answer.
pub async fn overview(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    typed: &str,
) -> anyhow::Result<Message> {
    let looked_for = typed.trim().split_once(char::is_whitespace);
    let looked_for = looked_for.map_or("", |(_, rest)| rest.trim());
    shown(ctx, book, actor, looked_for, None).await
}

/// The rules as they are, with what was done just now.
pub(super) async fn shown(
    ctx: &Context,
    book: &Rulebook,
    actor: Actor<'_>,
    looked_for: &str,
    notice: Option<&str>,
) -> anyhow::Result<Message> {
    let mut entries = book.entries(ctx).await?;
    let working = book.of(entries.iter().filter_map(Entry::working));
    entries.retain(|entry| is_meant(ctx, entry, &looked_for.to_lowercase()));
    let to_come = occurrences::to_come(&ctx.db, ctx.clock.now()).await?;
    let to_come = taking::each_once(&working, to_come);
    let next: Vec<Vec<Coming>> = entries
        .iter()
        .map(|entry| next(ctx, entry, &to_come))
        .collect();
    let places: Vec<Option<ChannelId>> = entries
        .iter()
        .map(|entry| Some(ChannelId::from(entry.rule.as_ref().ok()?.lane.as_str())))
        .collect();
    let rules: Vec<ShownRule> = entries
        .iter()
        .zip(&next)
        .zip(&places)
        .map(|((entry, next), place)| rule(ctx, actor, entry, next, place.as_ref()))
        .collect();
    let overview = Overview {
        rules: &rules,
        may_make: !manageable(&ctx.config, actor.user).is_empty(),
        typed: looked_for,
        notice,
    };
    Ok(view::overview(actor.words(), &overview))
}

/// Whether the name of a rule or of its department holds these words, in small letters.
fn is_meant(ctx: &Context, entry: &Entry, looked_for: &str) -> bool {
    let department = entry.department();
    let named = department.and_then(|id| ctx.config.departments.get(id));
    let names = named.map(|department| [&department.name.en, &department.name.nl]);
    let holds = |text: &str| text.to_lowercase().contains(looked_for);
    holds(&entry.name) || names.is_some_and(|names| names.iter().any(|name| holds(name)))
}

/// The meetings of a rule that are planned.
fn next<'a>(ctx: &Context, entry: &Entry, to_come: &'a [Meeting]) -> Vec<Coming<'a>> {
    let of_rule = to_come.iter().filter(|meeting| {
        entry.working().is_some() && meeting.rule == entry.name && meeting.state == State::Planned
    });
    let coming = of_rule.take(NEXT).map(|meeting| Coming {
        title: &meeting.title,
        starts_at: meeting.starts_at,
        local: local(ctx, meeting.starts_at),
    });
    coming.collect()
}

/// A moment on the organisation's clock.
pub(super) fn local(ctx: &Context, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&ctx.config.workspace.time_zone)
        .naive_local()
}

fn rule<'a>(
    ctx: &'a Context,
    actor: Actor<'_>,
    entry: &'a Entry,
    next: &'a [Coming<'a>],
    place: Option<&'a ChannelId>,
) -> ShownRule<'a> {
    let by = |user: &'a UserId, at: DateTime<Utc>| -> By<'a> { (user, local(ctx, at).date()) };
    let department = entry.department();
    let name = department.map_or("", |id| match ctx.config.departments.get(id) {
        Some(department) => department.name.in_language(actor.language),
        None => id.as_str(),
    });
    let meeting = entry.meeting.as_ref();
    let made = entry.made.as_ref();
    ShownRule {
        name: &entry.name,
        department: name,
        place,
        meeting,
        zone: meeting
            .and_then(|meeting| meeting.time_zone)
            .unwrap_or(ctx.config.workspace.time_zone),
        next,
        unusable: entry.rule.as_ref().err(),
        paused: entry
            .pause
            .as_ref()
            .map(|pause| by(&pause.paused_by, pause.paused_at)),
        made: made.map(|made| (made.id.as_str(), by(&made.made_by, made.made_at))),
        changed: made.and_then(|made| Some(by(made.changed_by.as_ref()?, made.changed_at?))),
        is_managed: may_manage(&ctx.config, actor.user, department),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_alone_or_with_what_is_looked_for() {
        for typed in ["meetings", " Overleggen ", "vergaderingen finance"] {
            assert!(asks(typed), "{typed}");
        }
        for typed in ["", "meeting", "nps meetings"] {
            assert!(!asks(typed), "{typed}");
        }
    }
}
