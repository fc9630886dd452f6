//! Modals and App Home: opened, pushed, updated, published.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::reply::Refusal;
use crate::sandbox::engine::Engine;
use crate::sandbox::limits::validate_view;
use crate::sandbox::workspace::ViewError;

impl From<ViewError> for Refusal {
    fn from(error: ViewError) -> Self {
        error.code().into()
    }
}

/// The view of a call, checked by Block Kit's rules and to be of the given type.
fn checked_view(arguments: &Arguments, wanted: &str) -> Result<Value, Refusal> {
    let view = arguments
        .json("view")
        .map_err(|()| Refusal::invalid_argument("failed to parse the view [json-pointer:/view]"))?
        .ok_or_else(|| Refusal::invalid_argument("missing required field: view"))?;
    let problems = validate_view(&view);
    if !problems.is_empty() {
        return Err(Refusal::view(&problems));
    }
    if view["type"] != wanted {
        return Err(Refusal::invalid_argument(&format!(
            "must be a {wanted} view [json-pointer:/view/type]"
        )));
    }
    Ok(view)
}

fn trigger(arguments: &Arguments) -> Result<String, Refusal> {
    arguments
        .text("trigger_id")
        .or_else(|| arguments.text("interactivity_pointer"))
        .ok_or_else(|| Refusal::invalid_argument("missing required field: trigger_id"))
}

pub(super) fn open(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let trigger = trigger(arguments)?;
    let view = checked_view(arguments, "modal")?;
    let mut workspace = engine.workspace();
    let trigger = workspace.exchange_trigger(&trigger, engine.limits_now())?;
    let view = workspace.open_view(&trigger.user, view)?;
    engine.changed("views", None, Some(&trigger.user));
    Ok(json!({"view": workspace.view_json(&view)}))
}

pub(super) fn push(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let trigger = trigger(arguments)?;
    let view = checked_view(arguments, "modal")?;
    let mut workspace = engine.workspace();
    let trigger = workspace.exchange_trigger(&trigger, engine.limits_now())?;
    let still_open = trigger
        .view_id
        .as_deref()
        .is_some_and(|id| workspace.find_view(id).is_some());
    if !still_open {
        return Err("not_found".into());
    }
    let view = workspace.push_view(&trigger.user, view)?;
    engine.changed("views", None, Some(&trigger.user));
    Ok(json!({"view": workspace.view_json(&view)}))
}

pub(super) fn update(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let id = arguments
        .text("view_id")
        .or_else(|| arguments.text("external_id"))
        .ok_or_else(|| Refusal::invalid_argument("missing required field: view_id"))?;
    let mut workspace = engine.workspace();
    let (_, found) = workspace.find_view(&id).ok_or("not_found")?;
    let kind = found.body["type"].as_str().unwrap_or("modal").to_owned();
    let id = found.id.clone();
    let view = checked_view(arguments, &kind)?;
    let hash = arguments.text("hash");
    let (user, view) = workspace.update_view(&id, hash.as_deref(), view)?;
    let what = if kind == "home" { "home" } else { "views" };
    engine.changed(what, None, Some(&user));
    Ok(json!({"view": workspace.view_json(&view)}))
}

pub(super) fn publish(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let view = checked_view(arguments, "home")?;
    let user = arguments
        .text("user_id")
        .ok_or_else(|| Refusal::invalid_argument("missing required field: user_id"))?;
    let mut workspace = engine.workspace();
    if workspace
        .user(&user)
        .is_none_or(|user| user.deleted || user.is_bot || user.stranger)
    {
        return Err(Refusal::invalid_argument("invalid `user_id`"));
    }
    let hash = arguments.text("hash");
    let view = workspace.publish_home(&user, hash.as_deref(), view)?;
    engine.changed("home", None, Some(&user));
    Ok(json!({"view": workspace.view_json(&view)}))
}
