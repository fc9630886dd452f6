//! Who somebody is in our workspace: checked at every click, remembered for a few minutes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::platform::ids::UserId;
use crate::platform::slack::inbound::{Installation, Person};
use crate::platform::slack::{SlackClient, SlackError};

/// How long Slack's word about a person holds: a guest who becomes a member waits so long.
const HOLDS: Duration = Duration::from_secs(300);
/// People remembered at a time.
const MOST: usize = 10_000;

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

/// What Slack said about people lately.
#[derive(Clone, Debug, Default)]
pub struct People {
    known: Arc<Mutex<HashMap<UserId, (Standing, Instant)>>>,
}

impl People {
    /// What `person`, who acted in `installation`, is in our workspace.
    ///
    /// # Errors
    /// Where Slack does not answer. Where it does not let us ask, people of our own workspace are
    /// taken for members.
    pub async fn standing(
        &self,
        slack: &SlackClient,
        person: &Person,
        installation: &Installation,
    ) -> Result<Standing, SlackError> {
        if let (Some(theirs), Some(ours)) = (&person.team_id, &installation.team_id)
            && theirs != ours
            && installation.enterprise_id.is_none()
        {
            return Ok(Standing::Outsider);
        }
        if let Some(standing) = self.remembered(&person.id) {
            return Ok(standing);
        }
        let standing = match slack
            .call("users.info", &json!({ "user": person.id }))
            .await
        {
            Ok(answer) => standing_of(&answer["user"]),
            Err(SlackError::Permanent { code, .. }) if code == "missing_scope" => Standing::Member,
            Err(SlackError::Permanent { code, .. }) if code == "user_not_found" => {
                Standing::Outsider
            }
            Err(error) => return Err(error),
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(person.id.clone(), (standing, Instant::now()));
        Ok(standing)
    }

    fn remembered(&self, user: &UserId) -> Option<Standing> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(user)
            .filter(|(_, since)| since.elapsed() < HOLDS)
            .map(|(standing, _)| *standing)
    }
}

fn standing_of(user: &Value) -> Standing {
    let is = |flag: &str| user[flag].as_bool().unwrap_or(false);
    if is("is_stranger") {
        Standing::Outsider
    } else if is("is_bot") || is("deleted") {
        Standing::NoPerson
    } else if is("is_restricted") || is("is_ultra_restricted") {
        Standing::Guest
    } else {
        Standing::Member
    }
}
