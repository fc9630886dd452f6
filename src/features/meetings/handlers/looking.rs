//! Somebody asks which meetings have the customer on their agenda.

use chrono::{DateTime, Utc};

use super::Actor;
use crate::features::meetings::rule::Rules;
use crate::features::meetings::store::occurrences::{self, State};
use crate::features::meetings::views::answers::{self, Coming, ShownRule};
use crate::platform::Context;
use crate::platform::ids::ChannelId;
use crate::platform::slack::kit::Message;

/// Meetings that are named of each rule.
const NEXT: usize = 3;

/// Whether this is what was typed behind `/voice`.
pub fn asks(typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    ["meetings", "overleggen", "vergaderingen"].contains(&typed.as_str())
}

/// The rules with their next meetings.
///
/// # Errors
/// Where the database does not answer.
pub async fn overview(ctx: &Context, rules: &Rules, actor: Actor<'_>) -> anyhow::Result<Message> {
    let to_come = occurrences::to_come(&ctx.db, ctx.clock.now()).await?;
    let zone = ctx.config.workspace.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let next: Vec<Vec<Coming>> = rules
        .all()
        .iter()
        .map(|rule| {
            let own = to_come
                .iter()
                .filter(|meeting| meeting.rule == rule.name && meeting.state == State::Planned);
            own.take(NEXT)
                .map(|meeting| Coming {
                    title: &meeting.title,
                    starts_at: meeting.starts_at,
                    local: local(meeting.starts_at),
                })
                .collect()
        })
        .collect();
    let places: Vec<ChannelId> = rules
        .all()
        .iter()
        .map(|rule| ChannelId::from(rule.lane.as_str()))
        .collect();
    let shown: Vec<ShownRule> = rules
        .all()
        .iter()
        .zip(&next)
        .zip(&places)
        .map(|((rule, next), place)| ShownRule {
            name: &rule.name,
            department: ctx
                .config
                .departments
                .get(&rule.department)
                .map_or("", |department| department.name.in_language(actor.language)),
            place,
            lead_minutes: rule.lead.num_minutes(),
            next,
        })
        .collect();
    Ok(answers::overview(actor.words(), &shown))
}
