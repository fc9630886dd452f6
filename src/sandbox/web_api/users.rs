//! People and groups of people.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::conversations::page;
use super::reply::Refusal;
use crate::sandbox::engine::Engine;

pub(super) fn info(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let id = arguments.text("user").ok_or("user_not_found")?;
    let user = workspace.user(&id).ok_or("user_not_found")?;
    Ok(json!({"user": workspace.user_json(user, arguments.flag("include_locale"))}))
}

pub(super) fn list(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let with_locale = arguments.flag("include_locale");
    let everyone: Vec<Value> = workspace
        .users
        .iter()
        .filter(|user| !user.stranger)
        .map(|user| workspace.user_json(user, with_locale))
        .collect();
    let limit = arguments.limit(usize::MAX, 1000)?;
    let (members, next) = page(&everyone, arguments, limit)?;
    Ok(json!({
        "members": members,
        "cache_ts": engine.clock.now().timestamp(),
        "response_metadata": {"next_cursor": next},
    }))
}

pub(super) fn profile_get(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let id = arguments
        .text("user")
        .unwrap_or_else(|| workspace.app.bot_user_id.clone());
    let user = workspace.user(&id).ok_or("user_not_found")?;
    let mut profile = workspace.profile_json(user);
    for (number, (label, value)) in user.fields.iter().enumerate() {
        let mut field = json!({"value": value, "alt": ""});
        if arguments.flag("include_labels") {
            field["label"] = json!(label);
        }
        profile["fields"][format!("Xf0FIELD{number}")] = field;
    }
    Ok(json!({"profile": profile}))
}

pub(super) fn groups_list(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let groups: Vec<Value> = workspace
        .user_groups
        .iter()
        .map(|group| {
            let mut body = json!({
                "id": group.id,
                "team_id": workspace.team_id,
                "is_usergroup": true,
                "is_subteam": true,
                "name": group.name,
                "description": "",
                "handle": group.handle,
                "is_external": false,
                "date_create": 1_700_000_000,
                "date_update": 1_700_000_000,
                "date_delete": 0,
                "auto_type": null,
                "created_by": null,
                "updated_by": null,
                "deleted_by": null,
                "prefs": {"channels": [], "groups": []},
            });
            if arguments.flag("include_users") {
                body["users"] = json!(group.members);
            }
            if arguments.flag("include_count") {
                body["user_count"] = json!(group.members.len());
            }
            body
        })
        .collect();
    Ok(json!({"usergroups": groups}))
}

pub(super) fn groups_users_list(
    engine: &Arc<Engine>,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let id = arguments.text("usergroup").ok_or("no_such_subteam")?;
    let group = workspace
        .user_groups
        .iter()
        .find(|group| group.id == id)
        .ok_or("no_such_subteam")?;
    Ok(json!({"users": group.members}))
}
