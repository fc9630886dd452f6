//! Slash commands: escaped as Slack escapes them, sent, and the answer shown.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, check_person, response_url, show_answer, typed};
use crate::sandbox::delivery::{Kind, deliver};
use crate::sandbox::engine::Engine;

/// Sends a slash command, and shows what comes back in the acknowledgement.
/// Beside the answer: the timestamp of the ephemeral message that was shown.
pub(crate) async fn slash(
    engine: &Arc<Engine>,
    user: &str,
    channel: &str,
    command: &str,
    text: &str,
) -> (Answer, Option<String>) {
    let payload = match command_payload(engine, user, channel, command, text) {
        Ok(payload) => payload,
        Err(why) => return (Answer::Refused(why), None),
    };
    let answer = match deliver(engine, Kind::Command, &payload, None).await {
        Ok(answer) => answer,
        Err(why) => return (Answer::Unanswered(why.to_string()), None),
    };
    match show_answer(engine, user, channel, &answer) {
        Ok(ts) => (Answer::Acknowledged(answer), ts),
        Err(why) => (Answer::Unanswered(why), None),
    }
}

fn command_payload(
    engine: &Engine,
    user: &str,
    channel: &str,
    command: &str,
    text: &str,
) -> Result<Value, String> {
    let mut workspace = engine.workspace();
    check_person(&workspace, user)?;
    let known = workspace
        .app
        .commands
        .iter()
        .find(|known| known.command == command);
    let should_escape = match known {
        Some(known) => known.should_escape,
        // A sandbox that was told of no commands sends them all.
        None if workspace.app.commands.is_empty() => true,
        None => return Err(format!("{command} is not a valid command")),
    };
    if !workspace.app.scopes.iter().any(|scope| scope == "commands") {
        return Err("the app has no scope `commands`".into());
    }
    let conversation = workspace
        .conversation(channel)
        .filter(|conversation| conversation.has_member(user))
        .cloned()
        .ok_or_else(|| format!("{user} is not in {channel}"))?;
    if workspace.user(user).is_some_and(|user| user.stranger) {
        return Err("people of other companies can not use this app's commands".into());
    }
    let text = if should_escape {
        typed::with_labels(&typed::read(&workspace, text.trim()))
    } else {
        typed::escape(text.trim())
    };
    let limits_now = engine.limits_now();
    let trigger_id = workspace.new_trigger(user, None, limits_now);
    let key = workspace.new_response_address(user, &conversation.id, None, limits_now);
    let name = workspace.user(user).map_or("", |user| user.name.as_str());
    Ok(json!({
        "token": "sandbox-verification-token",
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": conversation.id,
        "channel_name": conversation.payload_name(),
        "user_id": user,
        "user_name": name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(engine, "commands", &key),
        "trigger_id": trigger_id,
    }))
}
