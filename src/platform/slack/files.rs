//! Uploading a file: Slack names an address, gets the bytes there, and is told that they are complete.

use serde_json::json;

use super::client::{SlackClient, unreadable};
use super::errors::SlackError;
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

impl SlackClient {
    /// Uploads a file and returns its id. It is in no channel: a message shows it by its id.
    ///
    /// Uploaded twice it is there twice, of which one is in use: an unclear upload may be repeated.
    ///
    /// # Errors
    /// See [`SlackError`]; `missing_scope` without the scope `files:write`.
    pub async fn upload_file(&self, file: NewFile) -> Result<String, SlackError> {
        let announced = json!({
            "filename": file.name,
            "length": file.bytes.len(),
            "alt_txt": text::cut(&file.alt_text, DESCRIPTION),
        });
        let place = self.call(BEGIN_UPLOAD, &announced).await?;
        let (Some(url), Some(id)) = (place["upload_url"].as_str(), place["file_id"].as_str())
        else {
            return Err(unreadable(BEGIN_UPLOAD));
        };
        self.send_bytes(url, file.bytes).await?;
        let files = json!({ "files": [{ "id": id, "title": file.name }] });
        self.call(FINISH_UPLOAD, &files).await?;
        Ok(id.to_owned())
    }
}
