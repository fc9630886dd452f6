//! People as the Web API shows them.

use chrono::{Offset, TimeZone, Utc};
use serde_json::{Value, json};

use super::Workspace;
use crate::sandbox::options::UserSeed;

impl Workspace {
    /// The person with this id.
    pub fn user(&self, id: &str) -> Option<&UserSeed> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The person with this name after the `@`.
    pub fn user_named(&self, name: &str) -> Option<&UserSeed> {
        self.users
            .iter()
            .find(|user| user.name.eq_ignore_ascii_case(name))
    }

    /// A user object, as `users.info` and `users.list` give it.
    pub fn user_json(&self, user: &UserSeed, with_locale: bool) -> Value {
        let zone = user
            .tz
            .parse::<chrono_tz::Tz>()
            .unwrap_or(chrono_tz::Tz::UTC);
        let offset = zone
            .offset_from_utc_datetime(&Utc::now().naive_utc())
            .fix()
            .local_minus_utc();
        let team_id = if user.stranger {
            "T0STRANGER"
        } else {
            &self.team_id
        };
        let mut body = json!({
            "id": user.id,
            "team_id": team_id,
            "name": user.name,
            "deleted": user.deleted,
            "color": "4bbe2e",
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": offset,
            "profile": self.profile_json(user),
            "is_admin": user.is_admin,
            "is_owner": false,
            "is_primary_owner": false,
            "is_restricted": user.guest,
            "is_ultra_restricted": false,
            "is_bot": user.is_bot,
            "is_app_user": false,
            "updated": 1_700_000_000,
            "is_email_confirmed": true,
            "who_can_share_contact_card": "EVERYONE",
        });
        if user.stranger {
            body["is_stranger"] = json!(true);
        } else if with_locale {
            body["locale"] = json!(user.locale);
        }
        body
    }

    /// A profile object; the e-mail address only where the app may see it.
    pub fn profile_json(&self, user: &UserSeed) -> Value {
        let (first, last) = user
            .real_name
            .split_once(' ')
            .unwrap_or((user.real_name.as_str(), ""));
        let mut profile = json!({
            "title": user.title,
            "phone": "",
            "skype": "",
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "first_name": first,
            "last_name": last,
            "fields": {},
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "000000000000",
            "team": self.team_id,
        });
        if user.id == self.app.bot_user_id {
            profile["bot_id"] = json!(self.app.bot_id);
            profile["api_app_id"] = json!(self.app.app_id);
        }
        if let Some(email) = &user.email
            && !user.stranger
            && self.app.scopes.iter().any(|s| s == "users:read.email")
        {
            profile["email"] = json!(email);
        }
        profile
    }
}
