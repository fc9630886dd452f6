//! Files in two steps: an address to upload to, and the word that it is done.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::chat::{Content, store_bot_message};
use super::reply::{Refusal, Reply};
use super::with_faults;
use crate::sandbox::engine::Engine;
use crate::sandbox::wire::Scissors;
use crate::sandbox::workspace::{StoredFile, random_key};

pub(super) fn get_upload_url(
    engine: &Arc<Engine>,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let name = arguments
        .text("filename")
        .ok_or_else(|| Refusal::invalid_argument("missing required field: filename"))?;
    let length = arguments
        .text("length")
        .and_then(|text| text.parse::<usize>().ok())
        .filter(|length| *length > 0)
        .ok_or_else(|| Refusal::invalid_argument("missing required field: length"))?;
    let mut workspace = engine.workspace();
    let id = workspace.next_id("F");
    let key = random_key();
    workspace.files.insert(
        id.clone(),
        StoredFile {
            id: id.clone(),
            title: name.clone(),
            name,
            alt_text: arguments.text("alt_txt").unwrap_or_default(),
            length,
            upload_key: key.clone(),
            bytes: None,
            complete: false,
            channels: Vec::new(),
            created: engine.clock.now().timestamp(),
        },
    );
    let url = format!("{}/upload/v1/{key}", engine.base_url());
    Ok(json!({"upload_url": url, "file_id": id}))
}

/// Takes the bytes of a file.
pub(crate) async fn upload(
    State(engine): State<Arc<Engine>>,
    Path(key): Path<String>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let body = match content_type.and_then(|kind| kind.split_once("boundary=")) {
        Some((_, boundary)) => first_part(&body, boundary.trim_matches('"')).unwrap_or_default(),
        None => &body,
    };
    let length = body.len();
    let work = || {
        let mut workspace = engine.workspace();
        let found = workspace.files.values_mut().find(|f| f.upload_key == key);
        match found {
            Some(file) if file.length == length && !file.complete => {
                file.bytes = Some(body.to_vec());
                Reply::ok(json!({}))
            }
            Some(_) => Reply::refused_with_status(400, "length_mismatch".into()),
            None => Reply::refused_with_status(404, "file_not_found".into()),
        }
    };
    let arguments = json!({"length": length});
    let reply = with_faults(&engine, "upload", &scissors, arguments, work).await;
    if reply.status == 200 {
        return (StatusCode::OK, format!("OK - {length}")).into_response();
    }
    reply.into_response()
}

/// The bytes of the first part of a multipart body; Slack's Node client uploads so.
fn first_part<'a>(body: &'a [u8], boundary: &str) -> Option<&'a [u8]> {
    let find = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|w| w == wanted);
    let opening = format!("--{boundary}\r\n");
    let closing = format!("\r\n--{boundary}");
    let part = &body[find(body, opening.as_bytes())? + opening.len()..];
    let content = &part[find(part, b"\r\n\r\n")? + 4..];
    Some(&content[..find(content, closing.as_bytes())?])
}

pub(super) fn complete_upload(
    engine: &Arc<Engine>,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let files = arguments
        .json("files")
        .ok()
        .flatten()
        .and_then(|files| files.as_array().cloned())
        .filter(|files| !files.is_empty())
        .ok_or_else(|| Refusal::invalid_argument("missing required field: files"))?;
    let mut workspace = engine.workspace();
    let mut channels = arguments.list("channels");
    channels.extend(arguments.text("channel_id"));
    let mut places = Vec::new();
    for channel in &channels {
        let conversation = workspace.conversation(channel).cloned();
        let conversation = conversation.ok_or("channel_not_found")?;
        if !workspace.bot_is_in(&conversation) {
            return Err("not_in_channel".into());
        }
        if conversation.is_archived {
            return Err("is_archived".into());
        }
        places.push(conversation);
    }
    let mut ids = Vec::new();
    for file in &files {
        let id = file["id"].as_str().unwrap_or_default();
        let stored = workspace.files.get(id).ok_or("file_not_found")?;
        if stored.bytes.is_none() {
            return Err("file_not_found".into());
        }
        ids.push(id.to_owned());
    }
    for file in &files {
        let id = file["id"].as_str().unwrap_or_default();
        if let Some(stored) = workspace.files.get_mut(id) {
            stored.complete = true;
            stored.channels.clone_from(&channels);
            if let Some(title) = file["title"].as_str() {
                stored.title = title.to_owned();
            }
        }
    }
    for conversation in &places {
        let content = Content {
            text: arguments.text("initial_comment"),
            ..Content::read(&workspace, arguments)?
        };
        let thread = arguments.text("thread_ts");
        store_bot_message(
            engine,
            &mut workspace,
            conversation,
            content,
            thread,
            ids.clone(),
        );
    }
    let files: Vec<Value> = ids
        .iter()
        .filter_map(|id| workspace.files.get(id))
        .map(|file| workspace.file_json(file))
        .collect();
    Ok(json!({"files": files}))
}

pub(super) fn info(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let workspace = engine.workspace();
    let file = arguments
        .text("file")
        .and_then(|id| workspace.files.get(&id))
        .ok_or("file_not_found")?;
    Ok(json!({"file": workspace.file_json(file), "comments": []}))
}

/// Deletes a file: the messages that showed it stay, without it.
pub(super) fn delete(engine: &Arc<Engine>, arguments: &Arguments) -> Result<Value, Refusal> {
    let mut workspace = engine.workspace();
    let id = arguments.text("file").ok_or("file_not_found")?;
    workspace.files.remove(&id).ok_or("file_not_found")?;
    Ok(json!({}))
}

/// Gives the bytes of a file to the page.
pub(crate) async fn download(
    State(engine): State<Arc<Engine>>,
    Path((id, _name)): Path<(String, String)>,
) -> Response {
    let workspace = engine.workspace();
    match workspace.files.get(&id) {
        Some(StoredFile {
            bytes: Some(bytes), ..
        }) => {
            let kind = workspace.files[&id].mimetype();
            let shown = if kind.starts_with("image/") {
                "inline"
            } else {
                "attachment"
            };
            (
                [
                    (header::CONTENT_TYPE, kind),
                    (header::CONTENT_DISPOSITION, shown),
                    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                ],
                bytes.clone(),
            )
                .into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
