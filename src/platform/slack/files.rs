//! Uploading a file: Slack names an address, gets the bytes there, and is told that they are complete.

use serde_json::json;

use super::client::{SlackClient, unreadable};
use super::errors::SlackError;
use crate::platform::ids::UserId;
use crate::platform::text;

/// The method with which an upload begins, and whose limit is met first.
pub const BEGIN_UPLOAD: &str = "files.getUploadURLExternal";
const FINISH_UPLOAD: &str = "files.completeUploadExternal";
/// Characters of a description that fit into the address of a request.
const DESCRIPTION: usize = 500;

/// A file to be uploaded.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its name, whose end tells what it is: `trend.png`.
    pub name: String,
    /// What it shows, for who does not see it.
    pub alt_text: String,
    /// The file itself.
    pub bytes: Vec<u8>,
}

/// A file that was announced.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Slack's id of it.
    pub id: String,
    url: String,
}

impl SlackClient {
    /// Uploads a file and returns its id. It is in no channel: a message shows it by its id.
    ///
    /// Uploaded twice it is there twice, of which one is in use: an unclear upload may be repeated.
    ///
    /// # Errors
    /// See [`SlackError`]; `missing_scope` without the scope `files:write`.
    pub async fn upload_file(&self, file: NewFile) -> Result<String, SlackError> {
        let upload = self.begin_upload(&file).await?;
        self.finish_upload(&upload, file, None).await?;
        Ok(upload.id)
    }

    /// Announces a file, so that its id is known before it is there.
    ///
    /// # Errors
    /// As [`SlackClient::upload_file`].
    pub async fn begin_upload(&self, file: &NewFile) -> Result<Upload, SlackError> {
        let announced = json!({
            "filename": file.name,
            "length": file.bytes.len(),
            "alt_txt": text::cut(&file.alt_text, DESCRIPTION),
        });
        let place = self.call(BEGIN_UPLOAD, &announced).await?;
        match (place["upload_url"].as_str(), place["file_id"].as_str()) {
            (Some(url), Some(id)) => Ok(Upload {
                id: id.to_owned(),
                url: url.to_owned(),
            }),
            _ => Err(unreadable(BEGIN_UPLOAD)),
        }
    }

    /// Uploads a file that was announced; with a conversation and a comment it is posted there.
    ///
    /// # Errors
    /// As [`SlackClient::upload_file`].
    pub async fn finish_upload(
        &self,
        upload: &Upload,
        file: NewFile,
        shared: Option<(&str, &str)>,
    ) -> Result<(), SlackError> {
        self.send_bytes(&upload.url, file.bytes).await?;
        let mut done = json!({ "files": [{ "id": upload.id, "title": file.name }] });
        if let Some((channel, comment)) = shared {
            done["channel_id"] = channel.into();
            done["initial_comment"] = comment.into();
        }
        self.call(FINISH_UPLOAD, &done).await?;
        Ok(())
    }

    /// Slack's id of the direct conversation with somebody.
    ///
    /// # Errors
    /// See [`SlackError`]; `missing_scope` without the scope `im:write`.
    pub async fn direct_with(&self, user: &UserId) -> Result<String, SlackError> {
        const METHOD: &str = "conversations.open";
        let opened = self.call(METHOD, &json!({ "users": user })).await?;
        let channel = opened["channel"]["id"].as_str().map(str::to_owned);
        channel.ok_or_else(|| unreadable(METHOD))
    }
}
