//! The channel of a rule: as Slack's form knows it, and as the configuration names it.

use crate::features::meetings::views::rule_form::ChannelFault;
use crate::platform::Context;
use crate::platform::ids::{ChannelId, DepartmentId};
use crate::platform::slack::channels::{self, Channel};

/// Slack's id of a channel that a rule may know by its name.
pub(super) async fn id_of(ctx: &Context, channel: &ChannelId) -> Option<ChannelId> {
    if !channel.as_str().starts_with('#') {
        return Some(channel.clone());
    }
    let known = channels::list(&ctx.slack).await.unwrap_or_default();
    let found = known
        .into_iter()
        .find(|known| known.is_called(channel.as_str()));
    found.map(|found| ChannelId::from(found.id))
}

/// The channel as the configuration names it, so that its agendas know of each other; `None` for that of the
/// department. Where Slack does not answer, what was chosen is taken.
pub(super) async fn place(
    ctx: &Context,
    chosen: &ChannelId,
    department: &DepartmentId,
) -> Result<Option<ChannelId>, ChannelFault> {
    let channel = match channels::of_id(&ctx.slack, chosen.as_str()).await {
        Ok(Some(channel)) => channel,
        Ok(None) => return Err(ChannelFault::NotFound),
        Err(error) => {
            tracing::warn!(%error, "Slack does not say what a channel is like; it is taken as it is");
            return Ok(Some(chosen.clone()));
        }
    };
    let may_post_anywhere = ctx.people.may("chat:write.public").await;
    if let Some(fault) = channel_fault(&channel, may_post_anywhere) {
        return Err(fault);
    }
    let config = &ctx.config;
    let own = config.departments.get(department);
    if own.is_some_and(|own| channel.is_called(own.channel.as_str())) {
        return Ok(None);
    }
    let departments = config.departments.values().filter(|other| other.enabled);
    let mut lanes = departments
        .map(|other| &other.channel)
        .chain(std::iter::once(&config.workspace.triage_channel))
        .chain(
            config
                .meetings
                .iter()
                .filter_map(|meeting| meeting.channel.as_ref()),
        );
    let named = lanes.find(|lane| channel.is_called(lane.as_str()));
    Ok(Some(named.unwrap_or(chosen).clone()))
}

fn channel_fault(channel: &Channel, may_post_anywhere: bool) -> Option<ChannelFault> {
    if channel.is_archived {
        Some(ChannelFault::Archived)
    } else if channel.is_shared {
        Some(ChannelFault::Shared)
    } else if !channel.is_member && (channel.is_private || !may_post_anywhere) {
        Some(ChannelFault::NotAMember)
    } else {
        None
    }
}
