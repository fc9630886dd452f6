//! Modals in their stack and App Homes, with what people have filled in.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Workspace, random_key};

/// Most views in one stack.
pub(crate) const STACK: usize = 3;

/// A modal that someone has open, or their App Home.
#[derive(Clone)]
pub(crate) struct OpenView {
    pub id: String,
    /// The view as the app gave it, with ids for its blocks.
    pub body: Value,
    /// What was filled in: `{block_id: {action_id: {type, …}}}`.
    pub values: Value,
    pub hash: String,
    pub root_id: String,
    pub previous_id: Option<String>,
}

/// Why a view cannot be opened or changed, in Slack's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewError {
    DuplicateExternalId,
    HashConflict,
    NotFound,
    PushLimitReached,
}

impl ViewError {
    pub fn code(self) -> &'static str {
        match self {
            Self::DuplicateExternalId => "duplicate_external_id",
            Self::HashConflict => "hash_conflict",
            Self::NotFound => "not_found",
            Self::PushLimitReached => "push_limit_reached",
        }
    }
}

impl Workspace {
    fn new_view(&mut self, body: Value) -> OpenView {
        let mut body = body;
        if let Some(blocks) = body.get_mut("blocks") {
            *blocks = self.with_block_ids(blocks.take());
        }
        let id = self.next_id("V");
        OpenView {
            values: state_of(&body, &json!({})),
            hash: new_hash(),
            root_id: id.clone(),
            previous_id: None,
            id,
            body,
        }
    }

    fn check_external_id(&self, body: &Value, except: Option<&str>) -> Result<(), ViewError> {
        let Some(external) = body["external_id"].as_str() else {
            return Ok(());
        };
        let taken = self
            .open_views
            .values()
            .flatten()
            .chain(self.homes.values())
            .any(|view| view.body["external_id"] == external && Some(view.id.as_str()) != except);
        if taken {
            Err(ViewError::DuplicateExternalId)
        } else {
            Ok(())
        }
    }

    /// Opens a modal for `user` in place of any that was open.
    pub fn open_view(&mut self, user: &str, body: Value) -> Result<OpenView, ViewError> {
        self.check_external_id(&body, None)?;
        let view = self.new_view(body);
        self.open_views.insert(user.to_owned(), vec![view.clone()]);
        Ok(view)
    }

    /// Puts a modal on top of the one that `user` has open.
    pub fn push_view(&mut self, user: &str, body: Value) -> Result<OpenView, ViewError> {
        self.check_external_id(&body, None)?;
        let mut view = self.new_view(body);
        let stack = self.open_views.entry(user.to_owned()).or_default();
        if stack.len() >= STACK {
            return Err(ViewError::PushLimitReached);
        }
        if let (Some(root), Some(top)) = (stack.first(), stack.last()) {
            view.root_id = root.id.clone();
            view.previous_id = Some(top.id.clone());
        }
        stack.push(view.clone());
        Ok(view)
    }

    /// Changes an open modal or Home; a stale `hash` is refused. What was filled in stays where
    /// block and element keep their ids. Returns whose view it is.
    pub fn update_view(
        &mut self,
        id: &str,
        hash: Option<&str>,
        body: Value,
    ) -> Result<(String, OpenView), ViewError> {
        self.check_external_id(&body, Some(id))?;
        let mut body = body;
        if let Some(blocks) = body.get_mut("blocks") {
            *blocks = self.with_block_ids(blocks.take());
        }
        let found = self
            .open_views
            .iter_mut()
            .flat_map(|(user, stack)| stack.iter_mut().map(move |view| (user, view)))
            .chain(self.homes.iter_mut())
            .find(|(_, view)| view.id == id);
        let (user, view) = found.ok_or(ViewError::NotFound)?;
        if hash.is_some_and(|hash| hash != view.hash) {
            return Err(ViewError::HashConflict);
        }
        view.values = state_of(&body, &view.values);
        view.body = body;
        view.hash = new_hash();
        Ok((user.clone(), view.clone()))
    }

    /// Publishes the Home of `user`; a stale `hash` is refused.
    pub fn publish_home(
        &mut self,
        user: &str,
        hash: Option<&str>,
        body: Value,
    ) -> Result<OpenView, ViewError> {
        if let Some(existing) = self.homes.get(user) {
            let id = existing.id.clone();
            return self.update_view(&id, hash, body).map(|(_, view)| view);
        }
        if hash.is_some() {
            return Err(ViewError::HashConflict);
        }
        self.check_external_id(&body, None)?;
        let view = self.new_view(body);
        self.homes.insert(user.to_owned(), view.clone());
        Ok(view)
    }

    /// The open view with this id or external id, and whose it is.
    pub fn find_view(&self, id: &str) -> Option<(&str, &OpenView)> {
        self.open_views
            .iter()
            .flat_map(|(user, stack)| stack.iter().map(move |view| (user, view)))
            .chain(self.homes.iter())
            .find(|(_, view)| view.id == id || view.body["external_id"] == id)
            .map(|(user, view)| (user.as_str(), view))
    }

    /// Puts what someone filled in into their view.
    pub fn fill_in(&mut self, id: &str, values: &Value) {
        let view = self
            .open_views
            .values_mut()
            .flatten()
            .chain(self.homes.values_mut())
            .find(|view| view.id == id);
        if let Some(view) = view {
            let merged = merge(&view.values, values);
            view.values = state_of(&view.body, &merged);
        }
    }

    /// A view object as responses and payloads carry it.
    pub fn view_json(&self, view: &OpenView) -> Value {
        let mut body = json!({
            "id": view.id,
            "team_id": self.team_id,
            "type": "modal",
            "blocks": [],
            "private_metadata": "",
            "callback_id": "",
            "state": {"values": view.values},
            "hash": view.hash,
            "title": null,
            "clear_on_close": false,
            "notify_on_close": false,
            "close": null,
            "submit": null,
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": self.app.app_id,
            "external_id": "",
            "app_installed_team_id": self.team_id,
            "bot_id": self.app.bot_id,
        });
        if let (Some(body), Some(given)) = (body.as_object_mut(), view.body.as_object()) {
            for (key, value) in given {
                body.insert(key.clone(), value.clone());
            }
        }
        body
    }
}

fn new_hash() -> String {
    format!("1700000000.{}", &random_key()[..8])
}

/// The state of a view: each input with what was filled in, else what it began with, else nothing.
pub(crate) fn state_of(body: &Value, filled: &Value) -> Value {
    let mut values = Map::new();
    let mut seen = HashSet::new();
    for block in body["blocks"].as_array().into_iter().flatten() {
        let Some(block_id) = block["block_id"].as_str() else {
            continue;
        };
        let elements = [&block["element"], &block["accessory"]]
            .into_iter()
            .chain(block["elements"].as_array().into_iter().flatten());
        for element in elements {
            let (Some(action_id), Some(kind)) =
                (element["action_id"].as_str(), element["type"].as_str())
            else {
                continue;
            };
            let Some(empty) = beginning(kind, element) else {
                continue;
            };
            if !seen.insert((block_id, action_id)) {
                continue;
            }
            let value = match &filled[block_id][action_id] {
                Value::Object(given) if given.get("type").is_none_or(|t| t == kind) => {
                    let mut given = given.clone();
                    given.insert("type".into(), json!(kind));
                    Value::Object(given)
                }
                _ => empty,
            };
            if let Value::Object(of_block) = values
                .entry(block_id.to_owned())
                .or_insert_with(|| json!({}))
            {
                of_block.insert(action_id.to_owned(), value);
            }
        }
    }
    Value::Object(values)
}

/// What an element holds before anyone touches it; `None` for elements that hold nothing.
fn beginning(kind: &str, element: &Value) -> Option<Value> {
    let (field, initial) = value_field(kind)?;
    let several = matches!(
        field,
        "selected_options"
            | "selected_users"
            | "selected_conversations"
            | "selected_channels"
            | "files"
    );
    let value = match &element[initial] {
        Value::Null if several => json!([]),
        other => other.clone(),
    };
    Some(json!({"type": kind, field: value}))
}

/// The field in which an element carries its value, and the one with which it begins.
pub(crate) fn value_field(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => {
            ("value", "initial_value")
        }
        "rich_text_input" => ("rich_text_value", "initial_value"),
        "file_input" => ("files", ""),
        "static_select" | "external_select" | "radio_buttons" => {
            ("selected_option", "initial_option")
        }
        "multi_static_select" | "multi_external_select" | "checkboxes" => {
            ("selected_options", "initial_options")
        }
        "users_select" => ("selected_user", "initial_user"),
        "multi_users_select" => ("selected_users", "initial_users"),
        "conversations_select" => ("selected_conversation", "initial_conversation"),
        "multi_conversations_select" => ("selected_conversations", "initial_conversations"),
        "channels_select" => ("selected_channel", "initial_channel"),
        "multi_channels_select" => ("selected_channels", "initial_channels"),
        "datepicker" => ("selected_date", "initial_date"),
        "timepicker" => ("selected_time", "initial_time"),
        "datetimepicker" => ("selected_date_time", "initial_date_time"),
        _ => return None,
    })
}

/// `over` laid upon `under`, block by block and element by element.
fn merge(under: &Value, over: &Value) -> Value {
    let mut merged = under.as_object().cloned().unwrap_or_default();
    for (block_id, actions) in over.as_object().into_iter().flatten() {
        let block = merged.entry(block_id.clone()).or_insert_with(|| json!({}));
        if let (Some(block), Some(actions)) = (block.as_object_mut(), actions.as_object()) {
            for (action_id, value) in actions {
                block.insert(action_id.clone(), value.clone());
            }
        }
    }
    Value::Object(merged)
}
