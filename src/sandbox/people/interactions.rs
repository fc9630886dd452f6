//! Clicks on messages, in modals and on App Home; suggestions of external selects; shortcuts.

use std::sync::Arc;

use serde_json::{Value, json};

use super::values::{action_of, completed_values, find_element};
use super::{Answer, Place, base_payload, check_person, response_url};
use crate::sandbox::delivery::{Kind, deliver};
use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{Message, OpenView, Workspace};

/// Where an element was found: the blocks around it and what the payload says of the place.
struct Found {
    blocks: Value,
    context: Value,
    /// Channel, message and whether it is ephemeral, for the response address.
    message: Option<(String, String, bool)>,
    view_id: Option<String>,
    is_modal: bool,
}

/// Presses a button or changes an element outside an ordinary input.
pub(crate) async fn click(
    engine: &Arc<Engine>,
    user: &str,
    place: &Place,
    action: &Value,
    values: &Value,
) -> Answer {
    match click_payload(engine, user, place, action, values) {
        Ok(payload) => deliver(engine, Kind::Interaction, &payload, None)
            .await
            .into(),
        Err(why) => Answer::Refused(why),
    }
}

fn click_payload(
    engine: &Engine,
    user: &str,
    place: &Place,
    given: &Value,
    values: &Value,
) -> Result<Value, String> {
    let mut workspace = engine.workspace();
    check_person(&workspace, user)?;
    let mut found = look(&workspace, user, place)?;
    let action_id = given["action_id"].as_str().unwrap_or_default();
    let block_id = given["block_id"].as_str();
    let (block, element) = find_element(&found.blocks, block_id, action_id)
        .ok_or_else(|| format!("there is no element {action_id} here"))?;
    if block["type"] == "input" && block["dispatch_action"] != true {
        return Err(format!(
            "{action_id} is an input: the app hears of it when the modal is sent"
        ));
    }
    let action_ts = workspace.next_ts(engine.clock.now());
    let action = action_of(block, element, given, &action_ts)?;
    if let Some(id) = found.view_id.clone() {
        let mut filled = completed_values(&found.blocks, values)?;
        if element["type"] != "button" && element["type"] != "overflow" {
            let block_id = block["block_id"].as_str().unwrap_or_default();
            filled[block_id][action_id] = action.clone();
        }
        workspace.fill_in(&id, &filled);
        if let Some((_, view)) = workspace.find_view(&id) {
            found.context["view"] = workspace.view_json(view);
        }
    }
    let limits_now = engine.limits_now();
    let in_modal = found.view_id.as_deref().filter(|_| found.is_modal);
    let mut payload = base_payload(&workspace, "block_actions", user);
    payload["trigger_id"] = json!(workspace.new_trigger(user, in_modal, limits_now));
    payload["actions"] = json!([action]);
    if let Some((channel, ts, ephemeral)) = &found.message {
        let key = workspace.new_response_address(user, channel, Some((ts, *ephemeral)), limits_now);
        payload["response_url"] = json!(response_url(engine, "actions", &key));
        let state = completed_values(&found.blocks, values).unwrap_or_else(|_| json!({}));
        payload["state"] = json!({"values": state});
    }
    extend(&mut payload, found.context);
    Ok(payload)
}

fn extend(payload: &mut Value, fields: Value) {
    if let (Some(payload), Value::Object(fields)) = (payload.as_object_mut(), fields) {
        payload.extend(fields);
    }
}

fn look(workspace: &Workspace, user: &str, place: &Place) -> Result<Found, String> {
    match place {
        Place::Message { channel, ts } => {
            let (message, ephemeral) = visible_message(workspace, user, channel, ts)?;
            let name = workspace
                .conversation(channel)
                .map_or("", |conversation| conversation.payload_name());
            let mut context = json!({
                "container": {
                    "type": "message",
                    "message_ts": ts,
                    "channel_id": channel,
                    "is_ephemeral": ephemeral,
                },
                "channel": {"id": channel, "name": name},
            });
            // Slack does not repeat the content of a message that only one person sees.
            if !ephemeral {
                context["message"] = workspace.message_json(channel, message, true);
            }
            Ok(Found {
                blocks: message.blocks.clone().unwrap_or_default(),
                context,
                message: Some((channel.clone(), ts.clone(), ephemeral)),
                view_id: None,
                is_modal: false,
            })
        }
        Place::View { view_id } => {
            let view = own_view(workspace, user, view_id)?;
            Ok(Found {
                blocks: view.body["blocks"].clone(),
                context: json!({
                    "container": {"type": "view", "view_id": view.id},
                    "view": workspace.view_json(view),
                }),
                message: None,
                view_id: Some(view.id.clone()),
                is_modal: view.body["type"] == "modal",
            })
        }
    }
}

/// The view with this id, if `user` has it before them.
pub(super) fn own_view<'a>(
    workspace: &'a Workspace,
    user: &str,
    view_id: &str,
) -> Result<&'a OpenView, String> {
    match workspace.find_view(view_id) {
        Some((owner, view)) if owner == user => Ok(view),
        _ => Err(format!("{user} has no view {view_id} open")),
    }
}

/// The message, if `user` sees it, and whether they alone do.
fn visible_message<'a>(
    workspace: &'a Workspace,
    user: &str,
    channel: &str,
    ts: &str,
) -> Result<(&'a Message, bool), String> {
    let nothing = || format!("{user} sees no message {ts} in {channel}");
    let mine = workspace
        .ephemerals
        .iter()
        .any(|(owner, place, message)| owner == user && place == channel && message.ts == ts);
    if mine && let Some(message) = workspace.ephemeral(channel, ts) {
        return Ok((message, true));
    }
    let conversation = workspace.conversation(channel).ok_or_else(nothing)?;
    let may_see = conversation.has_member(user)
        || (conversation.kind == crate::sandbox::workspace::Kind::Public
            && workspace
                .user(user)
                .is_some_and(|user| !user.guest && !user.stranger));
    if !may_see {
        return Err(nothing());
    }
    let message = workspace.message(channel, ts).ok_or_else(nothing)?;
    Ok((message, false))
}

/// Asks the app for the choices of an external select.
pub(crate) async fn suggest(
    engine: &Arc<Engine>,
    user: &str,
    place: &Place,
    block_id: Option<&str>,
    action_id: &str,
    value: &str,
) -> Answer {
    let payload = {
        let workspace = engine.workspace();
        let found = match look(&workspace, user, place) {
            Ok(found) => found,
            Err(why) => return Answer::Refused(why),
        };
        let Some((block, element)) = find_element(&found.blocks, block_id, action_id) else {
            return Answer::Refused(format!("there is no element {action_id} here"));
        };
        let is_external = element["type"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("external_select"));
        if !is_external {
            return Answer::Refused(format!("{action_id} is not an external select"));
        }
        let mut payload = base_payload(&workspace, "block_suggestion", user);
        payload["action_id"] = json!(action_id);
        payload["block_id"] = block["block_id"].clone();
        payload["value"] = json!(value);
        extend(&mut payload, found.context);
        payload
    };
    deliver(engine, Kind::Interaction, &payload, None)
        .await
        .into()
}

/// Uses a shortcut: a global one, or one on a message.
pub(crate) async fn shortcut(
    engine: &Arc<Engine>,
    user: &str,
    callback_id: &str,
    message: Option<(&str, &str)>,
) -> Answer {
    match shortcut_payload(engine, user, callback_id, message) {
        Ok(payload) => deliver(engine, Kind::Interaction, &payload, None)
            .await
            .into(),
        Err(why) => Answer::Refused(why),
    }
}

fn shortcut_payload(
    engine: &Engine,
    user: &str,
    callback_id: &str,
    message: Option<(&str, &str)>,
) -> Result<Value, String> {
    let mut workspace = engine.workspace();
    check_person(&workspace, user)?;
    let kind = if message.is_some() {
        "message"
    } else {
        "global"
    };
    let known = &workspace.app.shortcuts;
    if !known.is_empty()
        && !known
            .iter()
            .any(|shortcut| shortcut.callback_id == callback_id && shortcut.kind == kind)
    {
        return Err(format!("the app has no {kind} shortcut {callback_id}"));
    }
    let limits_now = engine.limits_now();
    let action_ts = workspace.next_ts(engine.clock.now());
    let trigger_id = workspace.new_trigger(user, None, limits_now);
    let Some((channel, ts)) = message else {
        let mut payload = base_payload(&workspace, "shortcut", user);
        payload["callback_id"] = json!(callback_id);
        payload["trigger_id"] = json!(trigger_id);
        payload["action_ts"] = json!(action_ts);
        return Ok(payload);
    };
    let (found, ephemeral) = visible_message(&workspace, user, channel, ts)?;
    if ephemeral {
        return Err("a message that one person sees has no shortcuts".into());
    }
    let body = workspace.message_json(channel, found, true);
    let name = workspace
        .conversation(channel)
        .map_or_else(String::new, |c| c.payload_name().to_owned());
    let key = workspace.new_response_address(user, channel, None, limits_now);
    let mut payload = base_payload(&workspace, "message_action", user);
    payload["callback_id"] = json!(callback_id);
    payload["trigger_id"] = json!(trigger_id);
    payload["action_ts"] = json!(action_ts);
    payload["message_ts"] = json!(ts);
    payload["channel"] = json!({"id": channel, "name": name});
    payload["message"] = body;
    payload["response_url"] = json!(response_url(engine, "actions", &key));
    Ok(payload)
}
