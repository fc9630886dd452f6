//! Modals: filled in, sent, closed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::interactions::own_view;
use super::values::{client_errors, completed_values};
use super::{Answer, Submitted, base_payload, check_person, response_url};
use crate::sandbox::delivery::{Kind, deliver};
use crate::sandbox::engine::Engine;
use crate::sandbox::limits::validate_view;
use crate::sandbox::workspace::Workspace;

/// Sends the modal on top of someone's stack.
pub(crate) async fn submit(
    engine: &Arc<Engine>,
    user: &str,
    view_id: &str,
    values: &Value,
) -> Submitted {
    let payload = match submission(engine, user, view_id, values) {
        Ok(payload) => payload,
        Err(outcome) => return outcome,
    };
    match deliver(engine, Kind::Interaction, &payload, None).await {
        Ok(answer) => apply(engine, user, view_id, &answer),
        Err(why) => Submitted::Unanswered(why.to_string()),
    }
}

fn submission(
    engine: &Engine,
    user: &str,
    view_id: &str,
    values: &Value,
) -> Result<Value, Submitted> {
    let mut workspace = engine.workspace();
    check_person(&workspace, user).map_err(Submitted::Refused)?;
    let view = own_view(&workspace, user, view_id).map_err(Submitted::Refused)?;
    let on_top = workspace
        .open_views
        .get(user)
        .and_then(|stack| stack.last())
        .is_some_and(|top| top.id == view_id);
    if !on_top {
        let why = format!("{view_id} is not the modal on top");
        return Err(Submitted::Refused(why));
    }
    if view.body["submit"].is_null() {
        return Err(Submitted::Refused("the modal can not be sent".into()));
    }
    let blocks = view.body["blocks"].clone();
    let completed = completed_values(&blocks, values).map_err(Submitted::Refused)?;
    workspace.fill_in(view_id, &completed);
    let view = own_view(&workspace, user, view_id).map_err(Submitted::Refused)?;
    let errors = client_errors(&blocks, &view.values);
    if !errors.is_empty() {
        return Err(Submitted::Incomplete(errors));
    }
    let body = workspace.view_json(view);
    let mut payload = base_payload(&workspace, "view_submission", user);
    payload["trigger_id"] = json!(workspace.new_trigger(user, Some(view_id), engine.limits_now()));
    payload["response_urls"] = response_urls(engine, &mut workspace, user, &body);
    payload["view"] = body;
    Ok(payload)
}

/// Addresses for the conversations that were chosen in selects with `response_url_enabled`.
fn response_urls(engine: &Engine, workspace: &mut Workspace, user: &str, view: &Value) -> Value {
    let mut urls = Vec::new();
    for block in view["blocks"].as_array().into_iter().flatten() {
        let element = &block["element"];
        let (Some(block_id), Some(action_id)) =
            (block["block_id"].as_str(), element["action_id"].as_str())
        else {
            continue;
        };
        let value = &view["state"]["values"][block_id][action_id];
        let chosen = value["selected_conversation"]
            .as_str()
            .or_else(|| value["selected_channel"].as_str());
        if let Some(channel) = chosen
            && element["response_url_enabled"] == true
        {
            let key = workspace.new_response_address(user, channel, None, engine.limits_now());
            urls.push(json!({
                "block_id": block_id,
                "action_id": action_id,
                "channel_id": channel,
                "response_url": response_url(engine, "app", &key),
            }));
        }
    }
    Value::Array(urls)
}

/// Does what the app answered to a submission.
fn apply(engine: &Engine, user: &str, view_id: &str, answer: &Value) -> Submitted {
    let action = answer["response_action"].as_str();
    let outcome = match action {
        None if answer.as_object().is_none_or(|fields| fields.is_empty()) => {
            pop(engine, user, view_id);
            Submitted::Closed
        }
        Some("clear") => {
            engine.workspace().open_views.remove(user);
            Submitted::Cleared
        }
        Some("errors") => errors(engine, user, view_id, &answer["errors"]),
        Some("update" | "push") => {
            let view = &answer["view"];
            let problems = validate_view(view);
            if !problems.is_empty() {
                let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
                return Submitted::Unanswered(list.join(" "));
            }
            let mut workspace = engine.workspace();
            let changed = if action == Some("push") {
                workspace.push_view(user, view.clone())
            } else {
                workspace
                    .update_view(view_id, None, view.clone())
                    .map(|(_, view)| view)
            };
            match changed {
                Ok(view) if action == Some("push") => Submitted::Pushed(workspace.view_json(&view)),
                Ok(view) => Submitted::Updated(workspace.view_json(&view)),
                Err(error) => Submitted::Unanswered(error.code().into()),
            }
        }
        _ => Submitted::Unanswered(format!("the app answered a submission with {answer}")),
    };
    engine.changed("views", None, Some(user));
    outcome
}

/// Errors must name input blocks of the view; Slack shows the person that something went wrong else.
fn errors(engine: &Engine, user: &str, view_id: &str, errors: &Value) -> Submitted {
    let workspace = engine.workspace();
    let Ok(view) = own_view(&workspace, user, view_id) else {
        return Submitted::Unanswered("the modal is gone".into());
    };
    let mut found = BTreeMap::new();
    for (block_id, text) in errors.as_object().into_iter().flatten() {
        let is_input = view.body["blocks"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|block| block["type"] == "input" && block["block_id"] == block_id.as_str());
        match text.as_str() {
            Some(text) if is_input && !text.is_empty() => {
                found.insert(block_id.clone(), text.to_owned());
            }
            _ => {
                return Submitted::Unanswered(format!(
                    "the error for {block_id} does not belong to an input block of the modal"
                ));
            }
        }
    }
    if found.is_empty() {
        return Submitted::Unanswered("the app answered with errors and named none".into());
    }
    Submitted::Errors(found)
}

fn pop(engine: &Engine, user: &str, view_id: &str) {
    let mut workspace = engine.workspace();
    let Some(stack) = workspace.open_views.get_mut(user) else {
        return;
    };
    let Some(index) = stack.iter().position(|view| view.id == view_id) else {
        return;
    };
    if stack[index].body["clear_on_close"] == true {
        stack.clear();
    } else {
        stack.truncate(index);
    }
}

/// Closes a modal: the one on top by its own button, or with `all` the whole stack by the cross.
pub(crate) async fn close(engine: &Arc<Engine>, user: &str, view_id: &str, all: bool) -> Answer {
    let payload = {
        let mut workspace = engine.workspace();
        let view = match own_view(&workspace, user, view_id) {
            Ok(view) if view.body["type"] == "modal" => view.clone(),
            Ok(_) => return Answer::Refused("App Home can not be closed".into()),
            Err(why) => return Answer::Refused(why),
        };
        let clears = all || view.body["clear_on_close"] == true;
        // The cross closes everything; Slack then tells of the view at the bottom of the stack.
        let told_of = if clears {
            workspace
                .open_views
                .get(user)
                .and_then(|stack| stack.first())
                .cloned()
                .unwrap_or(view)
        } else {
            view
        };
        let body = workspace.view_json(&told_of);
        if clears {
            workspace.open_views.remove(user);
        } else if let Some(stack) = workspace.open_views.get_mut(user) {
            stack.retain(|view| view.id != view_id);
        }
        if told_of.body["notify_on_close"] != true {
            None
        } else {
            let mut payload = base_payload(&workspace, "view_closed", user);
            payload["view"] = body;
            payload["is_cleared"] = json!(clears);
            Some(payload)
        }
    };
    engine.changed("views", None, Some(user));
    match payload {
        Some(payload) => deliver(engine, Kind::Interaction, &payload, None)
            .await
            .into(),
        None => Answer::Acknowledged(Value::Null),
    }
}
