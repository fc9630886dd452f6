//! Who acts on a story, with everything about that person that Slack has to be asked for.
//!
//! It is gathered before a unit of work begins: nobody waits for the database while Slack is asked.

use chrono_tz::Tz;

use super::super::rules::state::Role;
use super::super::store::Story;
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::inbound::Installation;
use crate::platform::words::Words;

/// Who acts, and what is known of that person.
#[derive(Clone, Debug)]
pub struct Actor<'a> {
    /// The person.
    pub user: &'a UserId,
    /// The workspace in which the person acts.
    pub installation: &'a Installation,
    /// The person's language.
    pub language: Language,
    /// The person's time zone.
    pub zone: Tz,
    /// The person's department.
    pub department: Option<DepartmentId>,
    /// All those who may post and approve.
    pub leaders: Vec<UserId>,
    /// Whether Slack lets us see pictures.
    pub has_files: bool,
    /// Whether the person acts in a modal or on App Home, where no message can answer.
    pub is_in_view: bool,
}

impl<'a> Actor<'a> {
    /// What is known of `user`, who acts in `installation` and speaks `language`.
    pub async fn of(
        ctx: &Context,
        user: &'a UserId,
        installation: &'a Installation,
        language: Language,
    ) -> Self {
        let profile = ctx.people.profile(user).await.ok();
        let zone = profile.and_then(|profile| profile.time_zone);
        Self {
            user,
            installation,
            language,
            zone: zone.unwrap_or(ctx.config.workspace.time_zone),
            department: ctx.people.departments(user).await.into_iter().next(),
            leaders: leaders(ctx).await,
            has_files: ctx.people.may("files:read").await,
            is_in_view: false,
        }
    }

    pub(super) fn words(&self) -> Words {
        Words::of(self.language)
    }

    pub(super) fn is_leader(&self) -> bool {
        self.leaders.contains(self.user)
    }

    /// What the person is to a story.
    pub(super) fn role(&self, story: &Story) -> Role {
        Role {
            is_author: story.author == *self.user,
            is_leader: self.is_leader(),
        }
    }
}

/// Those who may post stories and approve those of others, each once. Where Slack does not tell who is
/// in a group, the others.
pub(super) async fn leaders(ctx: &Context) -> Vec<UserId> {
    let config = &ctx.config;
    let groups = &config.stories.leader_groups;
    let known = match groups.is_empty() {
        true => Default::default(),
        false => ctx.people.groups().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the user groups of the leaders can not be read");
            Default::default()
        }),
    };
    let in_groups = known
        .iter()
        .filter(|group| groups.iter().any(|name| group.is_called(name)))
        .flat_map(|group| &group.members);
    let named = config.stories.leaders.iter();
    let mut leaders: Vec<UserId> = Vec::new();
    for leader in named.chain(&config.workspace.admins).chain(in_groups) {
        if !leaders.contains(leader) {
            leaders.push(leader.clone());
        }
    }
    leaders
}
