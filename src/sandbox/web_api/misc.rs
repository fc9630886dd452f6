//! Who am I, where am I, and a new socket.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::reply::Refusal;
use crate::sandbox::delivery::socket;
use crate::sandbox::engine::Engine;

pub(super) fn api_test(_: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    if let Some(error) = arguments.text("error") {
        return Err(Refusal::owned(error));
    }
    Ok(json!({"args": arguments.without_token()}))
}

pub(super) fn auth_test(engine: &Arc<Engine>, _: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    Ok(json!({
        "url": format!("https://{}.slack.com/", workspace.team_domain),
        "team": workspace.team_name,
        "user": workspace.app.bot_name,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": false,
    }))
}

pub(super) fn connections_open(engine: &Arc<Engine>, _: &Arguments) -> Result<Value, Refusal> {
    Ok(json!({"url": socket::new_link(engine)}))
}

pub(super) fn team_info(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    if arguments
        .text("team")
        .is_some_and(|team| team != workspace.team_id)
    {
        return Err("team_not_found".into());
    }
    Ok(json!({"team": {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "url": format!("https://{}.slack.com/", workspace.team_domain),
        "domain": workspace.team_domain,
        "email_domain": "",
        "icon": {"image_default": true},
        "is_verified": false,
    }}))
}

pub(super) fn bots_info(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    if arguments
        .text("bot")
        .is_some_and(|bot| bot != workspace.app.bot_id)
    {
        return Err("bot_not_found".into());
    }
    Ok(json!({"bot": workspace.bot_profile_json()}))
}
