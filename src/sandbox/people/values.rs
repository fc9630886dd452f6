//! What people choose and type in elements: found, completed, checked as Slack's client does.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sandbox::engine::Engine;
use crate::sandbox::workspace::{StoredFile, random_key, value_field};

/// The element with this `action_id` (and `block_id`, where one is given), and its block.
pub(crate) fn find_element<'a>(
    blocks: &'a Value,
    block_id: Option<&str>,
    action_id: &str,
) -> Option<(&'a Value, &'a Value)> {
    blocks
        .as_array()?
        .iter()
        .filter(|block| block_id.is_none_or(|id| block["block_id"] == id))
        .find_map(|block| {
            [&block["accessory"], &block["element"]]
                .into_iter()
                .chain(block["elements"].as_array().into_iter().flatten())
                .find(|element| element["action_id"] == action_id)
                .map(|element| (block, element))
        })
}

/// The action of pressing or changing `element`, with what the person gave.
pub(crate) fn action_of(
    block: &Value,
    element: &Value,
    given: &Value,
    action_ts: &str,
) -> Result<Value, String> {
    let kind = element["type"].as_str().unwrap_or_default();
    let mut action = json!({
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    });
    match kind {
        "button" => {
            action["text"] = element["text"].clone();
            for field in ["value", "style"] {
                if !element[field].is_null() {
                    action[field] = element[field].clone();
                }
            }
        }
        "overflow" => {
            action["selected_option"] = offered(element, &given["selected_option"])?;
        }
        _ => {
            let value = completed(element, given)?;
            if let (Some(action), Some(value)) = (action.as_object_mut(), value.as_object()) {
                for (key, value) in value {
                    action.insert(key.clone(), value.clone());
                }
            }
            if kind.ends_with("_select") && !element["placeholder"].is_null() {
                action["placeholder"] = element["placeholder"].clone();
            }
        }
    }
    Ok(action)
}

/// The value of `element` as a view's state carries it. `given` may be the whole of it, or only the
/// text, the option's value, the id or the list of them.
pub(crate) fn completed(element: &Value, given: &Value) -> Result<Value, String> {
    let kind = element["type"].as_str().unwrap_or_default();
    let Some((field, _)) = value_field(kind) else {
        return Err(format!("a {kind} holds no value"));
    };
    let raw = match given {
        Value::Object(fields) if fields.contains_key(field) => &given[field],
        Value::Object(fields) if fields.contains_key("type") && fields.len() <= 3 => &Value::Null,
        other => other,
    };
    let value = match field {
        "selected_option" if !raw.is_null() => offered(element, raw)?,
        "selected_options" => Value::Array(
            raw.as_array()
                .into_iter()
                .flatten()
                .map(|item| offered(element, item))
                .collect::<Result<_, _>>()?,
        ),
        _ => raw.clone(),
    };
    Ok(json!({"type": kind, field: value}))
}

/// The option of `element` that `chosen` names, by its value or as a whole.
fn offered(element: &Value, chosen: &Value) -> Result<Value, String> {
    if element["type"]
        .as_str()
        .is_some_and(|kind| kind.ends_with("external_select"))
    {
        return Ok(chosen.clone());
    }
    let value = match chosen {
        Value::String(value) => value.as_str(),
        other => other["value"].as_str().unwrap_or_default(),
    };
    let in_groups = element["option_groups"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|group| group["options"].as_array().into_iter().flatten());
    element["options"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(in_groups)
        .find(|option| option["value"] == value)
        .cloned()
        .ok_or_else(|| {
            format!(
                "`{value}` is not among the options of {}",
                element["action_id"]
            )
        })
}

/// Keeps a file that `user` chose in a modal, and describes it as Slack does.
pub(crate) fn upload(engine: &Engine, user: &str, name: &str, bytes: &[u8]) -> Value {
    let mut workspace = engine.workspace();
    let id = workspace.next_id("F");
    let file = StoredFile {
        id: id.clone(),
        title: name.to_owned(),
        name: name.to_owned(),
        alt_text: String::new(),
        length: bytes.len(),
        upload_key: random_key(),
        bytes: Some(bytes.to_vec()),
        complete: true,
        channels: Vec::new(),
        created: engine.clock.now().timestamp(),
    };
    let mut described = workspace.file_json(&file);
    described["user"] = json!(user);
    workspace.files.insert(id, file);
    described
}

/// Completes what someone filled in for the blocks of a view: `{block: {action: value}}`.
pub(crate) fn completed_values(blocks: &Value, given: &Value) -> Result<Value, String> {
    let mut values = Map::new();
    for (block_id, actions) in given.as_object().into_iter().flatten() {
        let mut of_block = Map::new();
        for (action_id, value) in actions.as_object().into_iter().flatten() {
            let (_, element) =
                find_element(blocks, Some(block_id), action_id).ok_or_else(|| {
                    format!("the view has no element {action_id} in block {block_id}")
                })?;
            of_block.insert(action_id.clone(), completed(element, value)?);
        }
        values.insert(block_id.clone(), Value::Object(of_block));
    }
    Ok(Value::Object(values))
}

/// What Slack's client finds wrong before it sends a modal, by the block's id.
pub(crate) fn client_errors(blocks: &Value, values: &Value) -> BTreeMap<String, String> {
    let mut errors = BTreeMap::new();
    for block in blocks.as_array().into_iter().flatten() {
        if block["type"] != "input" {
            continue;
        }
        let element = &block["element"];
        let (Some(block_id), Some(action_id), Some(kind)) = (
            block["block_id"].as_str(),
            element["action_id"].as_str(),
            element["type"].as_str(),
        ) else {
            continue;
        };
        let Some((field, _)) = value_field(kind) else {
            continue;
        };
        let value = &values[block_id][action_id][field];
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        let error = if is_empty {
            (block["optional"] != true).then(|| "Please complete this required field.".to_owned())
        } else {
            format_error(element, kind, value)
        };
        if let Some(error) = error {
            errors.insert(block_id.to_owned(), error);
        }
    }
    errors
}

fn format_error(element: &Value, kind: &str, value: &Value) -> Option<String> {
    if let Some(items) = value.as_array() {
        let most = element["max_selected_items"].as_u64()?;
        return (items.len() as u64 > most).then(|| format!("Select at most {most}."));
    }
    let text = value.as_str()?;
    let length = text.encode_utf16().count() as u64;
    match kind {
        "plain_text_input" => {
            let least = element["min_length"].as_u64().unwrap_or(0);
            let most = element["max_length"].as_u64().unwrap_or(3000);
            if length < least {
                Some(format!("Write at least {least} characters."))
            } else if length > most {
                Some(format!("Write at most {most} characters."))
            } else {
                None
            }
        }
        "number_input" => {
            let Ok(number) = text.parse::<f64>() else {
                return Some("Enter a number.".into());
            };
            let bound = |name: &str| element[name].as_str()?.parse::<f64>().ok();
            if element["is_decimal_allowed"] != true && number.fract() != 0.0 {
                return Some("Enter a whole number.".into());
            }
            if bound("min_value").is_some_and(|least| number < least)
                || bound("max_value").is_some_and(|most| number > most)
            {
                return Some("This number is out of range.".into());
            }
            None
        }
        "email_text_input" if !text.contains('@') => Some("Enter an e-mail address.".into()),
        "url_text_input" if !text.starts_with("http://") && !text.starts_with("https://") => {
            Some("Enter a web address.".into())
        }
        _ => None,
    }
}
