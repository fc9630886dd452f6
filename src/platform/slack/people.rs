//! Who somebody is in our workspace, and where they work: checked at every click, remembered for a
//! few minutes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::platform::config::Config;
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::inbound::{Installation, Person};
use crate::platform::slack::{SlackClient, SlackError};

pub mod membership;

/// How long Slack's word about a person holds: a guest who becomes a member waits so long.
const HOLDS: Duration = Duration::from_secs(300);
/// How long it is still taken where Slack does not answer when it is asked again.
const HOLDS_IN_NEED: Duration = Duration::from_secs(3600);
/// People remembered at a time.
const MOST: usize = 20_000;
/// The field of a profile that every workspace has.
const TITLE: &str = "title";

/// What somebody is in our workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A colleague.
    Member,
    /// A guest of the workspace.
    Guest,
    /// Somebody of another organisation, in a shared channel.
    Outsider,
    /// A bot, or an account that was closed.
    NoPerson,
}

/// What Slack says about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the person is in our workspace.
    pub standing: Standing,
    /// Whether it is an account that was closed.
    pub is_deactivated: bool,
    /// The name that is shown; `None` where Slack does not let us ask.
    pub name: Option<String>,
    /// The person's time zone, where Slack tells it.
    pub time_zone: Option<Tz>,
    /// Language and country of the person's Slack, as in `nl-NL`.
    pub locale: Option<String>,
    /// The department that the profile names, as it is written there.
    pub department: Option<String>,
}

impl Profile {
    /// Of whom nothing is known but this.
    fn only(standing: Standing) -> Self {
        Self {
            standing,
            is_deactivated: false,
            name: None,
            time_zone: None,
            locale: None,
            department: None,
        }
    }

    fn read(user: &Value) -> Self {
        let text = |value: &Value| {
            let text = value
                .as_str()
                .map(str::trim)
                .filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let profile = &user["profile"];
        Self {
            standing: standing_of(user),
            is_deactivated: user["deleted"].as_bool().unwrap_or(false),
            name: text(&profile["display_name"])
                .or_else(|| text(&profile["real_name"]))
                .or_else(|| text(&user["real_name"]))
                .or_else(|| text(&user["name"])),
            time_zone: user["tz"].as_str().and_then(|zone| zone.parse().ok()),
            locale: text(&user["locale"]),
            department: None,
        }
    }
}

/// A group of people that can be mentioned together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `S…`.
    pub id: String,
    /// What follows the `@`.
    pub handle: String,
    /// The name that is shown.
    pub name: String,
    /// Who is in it.
    pub members: Vec<UserId>,
}

impl Group {
    /// Whether the configuration means this group: `@finance-team`, or its id.
    pub fn is_called(&self, configured: &str) -> bool {
        self.id == configured
            || configured
                .strip_prefix('@')
                .is_some_and(|handle| handle.eq_ignore_ascii_case(&self.handle))
    }
}

/// What Slack said about people and groups lately. Clones share it.
#[derive(Clone)]
pub struct People {
    shared: Arc<Shared>,
}

struct Shared {
    slack: SlackClient,
    config: Arc<Config>,
    profiles: Mutex<HashMap<UserId, Known<Profile>>>,
    groups: Mutex<Option<Known<Vec<Group>>>>,
    scopes: Mutex<Option<Known<Vec<String>>>>,
}

/// What was said, and when.
#[derive(Clone)]
struct Known<T> {
    said: Arc<T>,
    since: Instant,
}

impl<T> Known<T> {
    fn new(said: T) -> Self {
        Self {
            said: Arc::new(said),
            since: Instant::now(),
        }
    }

    fn within(&self, holds: Duration) -> Option<Arc<T>> {
        (self.since.elapsed() < holds).then(|| self.said.clone())
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People").finish_non_exhaustive()
    }
}

impl People {
    /// The people of the workspace that `slack` reaches.
    pub fn new(slack: SlackClient, config: Arc<Config>) -> Self {
        Self {
            shared: Arc::new(Shared {
                slack,
                config,
                profiles: Mutex::default(),
                groups: Mutex::default(),
                scopes: Mutex::default(),
            }),
        }
    }

    /// What `person`, who acted in `installation`, is in our workspace.
    ///
    /// # Errors
    /// Where Slack does not answer. Where it does not let us ask, people of our own workspace are
    /// taken for members.
    pub async fn standing(
        &self,
        person: &Person,
        installation: &Installation,
    ) -> Result<Standing, SlackError> {
        if let (Some(theirs), Some(ours)) = (&person.team_id, &installation.team_id)
            && theirs != ours
            && installation.enterprise_id.is_none()
        {
            return Ok(Standing::Outsider);
        }
        Ok(self.profile(&person.id).await?.standing)
    }

    /// What Slack says about `user`. Where it does not let us ask, a member of whom nothing is known.
    ///
    /// # Errors
    /// Where Slack does not answer, and said nothing about this person within the last hour.
    pub async fn profile(&self, user: &UserId) -> Result<Arc<Profile>, SlackError> {
        if let Some(profile) = self.remembered(user, HOLDS) {
            return Ok(profile);
        }
        if !self.may("users:read").await {
            return Ok(Arc::new(Profile::only(Standing::Member)));
        }
        match self.ask(user).await {
            Ok(profile) => Ok(self.remember(user, profile)),
            Err(error) => self.remembered(user, HOLDS_IN_NEED).ok_or(error),
        }
    }

    /// The departments in use in which `user` works; see [`membership::departments`]. Empty where
    /// nobody knows, also because Slack does not answer.
    pub async fn departments(&self, user: &UserId) -> Vec<DepartmentId> {
        let config = &self.shared.config;
        let asks_groups = config
            .departments
            .values()
            .any(|department| department.enabled && !department.groups.is_empty());
        let is_listed = config
            .departments
            .values()
            .any(|department| department.enabled && department.members.contains(user));
        let groups = match asks_groups && !is_listed {
            true => self.groups().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the user groups of Slack can not be read");
                Arc::default()
            }),
            false => Arc::default(),
        };
        let profile = match self.department_field() {
            Some(_) if !is_listed => self.profile(user).await.ok(),
            _ => None,
        };
        let named = profile
            .as_ref()
            .and_then(|profile| profile.department.as_deref());
        membership::departments(config, user, &groups, named)
    }

    /// The user groups of the workspace with their members. None where we may not ask.
    ///
    /// # Errors
    /// Where Slack does not answer, and said nothing about groups within the last hour.
    pub async fn groups(&self) -> Result<Arc<Vec<Group>>, SlackError> {
        let remembered = |holds| locked(&self.shared.groups).as_ref()?.within(holds);
        if let Some(groups) = remembered(HOLDS) {
            return Ok(groups);
        }
        if !self.may("usergroups:read").await {
            return Ok(Arc::default());
        }
        match self.ask_groups().await {
            Ok(groups) => {
                let known = Known::new(groups);
                let groups = known.said.clone();
                *locked(&self.shared.groups) = Some(known);
                Ok(groups)
            }
            Err(error) => remembered(HOLDS_IN_NEED).ok_or(error),
        }
    }

    /// Whether `user` is one of those whom `listed` names: user ids, or groups as `@handle` or `S…`.
    ///
    /// # Errors
    /// As [`People::groups`], where groups are named.
    pub async fn is_among(&self, user: &UserId, listed: &[String]) -> Result<bool, SlackError> {
        if listed.iter().any(|name| name == user.as_str()) {
            return Ok(true);
        }
        if !listed.iter().any(|name| name.starts_with(['@', 'S'])) {
            return Ok(false);
        }
        let groups = self.groups().await?;
        Ok(groups
            .iter()
            .filter(|group| listed.iter().any(|name| group.is_called(name)))
            .any(|group| group.members.contains(user)))
    }

    fn department_field(&self) -> Option<&str> {
        let field = self.shared.config.people.department_field.as_deref();
        field.map(str::trim).filter(|field| !field.is_empty())
    }

    fn remembered(&self, user: &UserId, holds: Duration) -> Option<Arc<Profile>> {
        locked(&self.shared.profiles).get(user)?.within(holds)
    }

    fn remember(&self, user: &UserId, profile: Profile) -> Arc<Profile> {
        let mut profiles = locked(&self.shared.profiles);
        if profiles.len() >= MOST {
            profiles.retain(|_, known| known.within(HOLDS).is_some());
        }
        if profiles.len() >= MOST {
            profiles.clear();
        }
        let known = Known::new(profile);
        let profile = known.said.clone();
        profiles.insert(user.clone(), known);
        profile
    }

    /// Whether our token has this scope; where Slack does not say, it is tried.
    pub async fn may(&self, scope: &str) -> bool {
        let has = |scopes: &Vec<String>| scopes.iter().any(|granted| granted == scope);
        let remembered = locked(&self.shared.scopes)
            .as_ref()
            .and_then(|known| known.within(HOLDS));
        if let Some(scopes) = remembered {
            return has(&scopes);
        }
        let Ok(auth) = self.shared.slack.auth_test().await else {
            return true;
        };
        let Some(scopes) = auth.scopes else {
            return true;
        };
        let may = has(&scopes);
        *locked(&self.shared.scopes) = Some(Known::new(scopes));
        may
    }

    async fn ask(&self, user: &UserId) -> Result<Profile, SlackError> {
        let asked = json!({ "user": user, "include_locale": true });
        let answer = match self.shared.slack.call("users.info", &asked).await {
            Ok(answer) => answer,
            Err(SlackError::Permanent { code, .. }) if code == "missing_scope" => {
                return Ok(Profile::only(Standing::Member));
            }
            Err(SlackError::Permanent { code, .. }) if code == "user_not_found" => {
                return Ok(Profile::only(Standing::Outsider));
            }
            Err(error) => return Err(error),
        };
        let mut profile = Profile::read(&answer["user"]);
        profile.department = match self.department_field() {
            None => None,
            Some(field) if field.eq_ignore_ascii_case(TITLE) => {
                answer["user"]["profile"][TITLE].as_str().map(str::to_owned)
            }
            Some(field) => self.own_field(user, field).await,
        };
        Ok(profile)
    }

    /// What stands in a field of the organisation's own; `None` where it can not be read.
    async fn own_field(&self, user: &UserId, field: &str) -> Option<String> {
        if !self.may("users.profile:read").await {
            return None;
        }
        let asked = json!({ "user": user, "include_labels": true });
        let answer = self.shared.slack.call("users.profile.get", &asked).await;
        let answer = answer
            .inspect_err(|error| tracing::warn!(%error, "a profile can not be read"))
            .ok()?;
        let fields = answer["profile"]["fields"].as_object()?;
        let is_it = |id: &String, label: &Value| {
            id == field
                || label
                    .as_str()
                    .is_some_and(|label| label.trim().to_lowercase() == field.to_lowercase())
        };
        fields
            .iter()
            .find(|(id, found)| is_it(id, &found["label"]))
            .and_then(|(_, found)| found["value"].as_str())
            .map(str::to_owned)
    }

    async fn ask_groups(&self) -> Result<Vec<Group>, SlackError> {
        let asked = json!({ "include_users": true });
        let answer = match self.shared.slack.call("usergroups.list", &asked).await {
            Ok(answer) => answer,
            Err(SlackError::Permanent { code, .. }) if code == "missing_scope" => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let listed = answer["usergroups"].as_array();
        let mut groups = Vec::new();
        for entry in listed.into_iter().flatten() {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            let id = text("id");
            if id.is_empty() || entry["date_delete"].as_i64().unwrap_or(0) > 0 {
                continue;
            }
            let members = match entry["users"].as_array() {
                Some(users) => users.clone(),
                None => self.members_of(&id).await?,
            };
            groups.push(Group {
                id,
                handle: text("handle"),
                name: text("name"),
                members: members
                    .iter()
                    .filter_map(|user| user.as_str().map(UserId::from))
                    .collect(),
            });
        }
        Ok(groups)
    }

    async fn members_of(&self, group: &str) -> Result<Vec<Value>, SlackError> {
        let asked = json!({ "usergroup": group });
        let answer = self
            .shared
            .slack
            .call("usergroups.users.list", &asked)
            .await?;
        Ok(answer["users"].as_array().cloned().unwrap_or_default())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn standing_of(user: &Value) -> Standing {
    let is = |flag: &str| user[flag].as_bool().unwrap_or(false);
    if is("is_stranger") {
        Standing::Outsider
    // Slack does not call its own bot one.
    } else if is("is_bot") || is("deleted") || user["id"] == "USLACKBOT" {
        Standing::NoPerson
    } else if is("is_restricted") || is("is_ultra_restricted") {
        Standing::Guest
    } else {
        Standing::Member
    }
}
