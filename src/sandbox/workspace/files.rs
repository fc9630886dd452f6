//! Files: announced, uploaded, completed.

use serde_json::{Value, json};

use super::Workspace;

/// A file that the app announced or uploaded.
#[derive(Clone)]
pub(crate) struct StoredFile {
    pub id: String,
    pub name: String,
    pub title: String,
    pub alt_text: String,
    pub length: usize,
    pub upload_key: String,
    pub bytes: Option<Vec<u8>>,
    pub complete: bool,
    pub channels: Vec<String>,
    pub created: i64,
}

impl StoredFile {
    /// The media type, from the end of the name.
    pub fn mimetype(&self) -> &'static str {
        match self.extension().as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "csv" => "text/csv",
            "json" => "application/json",
            "txt" => "text/plain",
            "pdf" => "application/pdf",
            _ => "application/octet-stream",
        }
    }

    fn extension(&self) -> String {
        self.name
            .rsplit_once('.')
            .map(|(_, end)| end.to_lowercase())
            .unwrap_or_default()
    }
}

impl Workspace {
    /// A file object, as `files.info` gives it.
    pub fn file_json(&self, file: &StoredFile) -> Value {
        let url = format!(
            "https://files.slack.com/files-pri/{}-{}/{}",
            self.team_id, file.id, file.name
        );
        json!({
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.title,
            "mimetype": if file.complete { file.mimetype() } else { "" },
            "filetype": file.extension(),
            "pretty_type": file.extension().to_uppercase(),
            "user": self.app.bot_user_id,
            "size": file.length,
            "mode": "hosted",
            "is_external": false,
            "is_public": !file.channels.is_empty(),
            "url_private": url,
            "url_private_download": url,
            "permalink": url,
            "channels": file.channels,
            "groups": [],
            "ims": [],
            "alt_txt": file.alt_text,
        })
    }

    /// Whether an image block may show this file: it is complete and an image.
    pub fn can_show_file(&self, id: &str) -> bool {
        self.files
            .get(id)
            .is_some_and(|file| file.complete && file.mimetype().starts_with("image/"))
    }
}
