//! Looking at what Klantstem posted, as people see it.

use serde_json::Value;

use super::TestBot;

/// A message of Klantstem's.
#[derive(Clone, Debug)]
pub struct Post {
    /// `C…`, or `D…` for a direct message.
    pub channel: String,
    /// Slack's id of the message.
    pub ts: String,
    /// The whole message.
    pub json: Value,
}

impl Post {
    /// The fallback text.
    pub fn text(&self) -> &str {
        self.json["text"].as_str().unwrap_or_default()
    }

    /// Everything that can be read in its blocks.
    pub fn words(&self) -> String {
        words(&self.json["blocks"])
    }

    /// Fails unless this can be read in the blocks.
    #[track_caller]
    pub fn assert_shows(&self, text: &str) {
        let words = self.words();
        assert!(words.contains(text), "“{text}” is not in:\n{words}");
    }

    /// Fails if this can be read anywhere in the message.
    #[track_caller]
    pub fn assert_hides(&self, text: &str) {
        let all = self.json.to_string();
        assert!(!all.contains(text), "“{text}” is in:\n{all}");
    }

    /// Whether it was changed after it was posted.
    pub fn is_edited(&self) -> bool {
        !self.json["edited"].is_null()
    }

    /// Whether it is a customer's card, and not what became of one.
    pub fn is_card(&self) -> bool {
        self.json.to_string().contains("feedback:menu")
    }

    /// The value of the choice of the element `action_id` that satisfies `fits`.
    #[track_caller]
    pub fn choice(&self, action_id: &str, fits: impl Fn(&str) -> bool) -> String {
        choice(&self.json["blocks"], action_id, fits)
    }

    /// Our id of the response, from the card's menu or select.
    #[track_caller]
    pub fn response_id(&self) -> String {
        let json = self.json.to_string();
        let rest = json
            .split("feedback:why:")
            .nth(1)
            .or_else(|| json.split("feedback:nobody:").nth(1))
            .or_else(|| json.split("feedback:read-all:").nth(1))
            .unwrap_or_else(|| panic!("no response in {json}"));
        rest.split([':', '"']).next().unwrap().to_owned()
    }
}

/// All texts in a piece of JSON, in the order in which they stand, each on a line.
pub fn words(json: &Value) -> String {
    fn collect(json: &Value, found: &mut Vec<String>) {
        match json {
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("text", Value::String(text)) => found.push(text.clone()),
                        (_, value) => collect(value, found),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(json, &mut found);
    found.join("\n")
}

/// The value of the choice of the element `action_id` in `blocks` that satisfies `fits`.
#[track_caller]
pub fn choice(blocks: &Value, action_id: &str, fits: impl Fn(&str) -> bool) -> String {
    let element = element(blocks, action_id)
        .unwrap_or_else(|| panic!("there is no {action_id} in {blocks:#}"));
    let options = element["options"].as_array().unwrap();
    options
        .iter()
        .filter_map(|option| option["value"].as_str())
        .find(|value| fits(value))
        .unwrap_or_else(|| panic!("no such choice in {element:#}"))
        .to_owned()
}

fn element<'a>(json: &'a Value, action_id: &str) -> Option<&'a Value> {
    match json {
        Value::Array(items) => items.iter().find_map(|item| element(item, action_id)),
        Value::Object(fields) if fields.get("action_id").is_some_and(|id| id == action_id) => {
            Some(json)
        }
        Value::Object(fields) => fields.values().find_map(|value| element(value, action_id)),
        _ => None,
    }
}

impl TestBot {
    /// What Klantstem posted in a channel, oldest first. What was looked at is not missed at the end.
    pub fn posts(&self, channel: &str) -> Vec<Post> {
        self.look(channel, self.sandbox.messages(channel))
    }

    /// The only post of a channel.
    #[track_caller]
    pub fn post(&self, channel: &str) -> Post {
        let mut posts = self.posts(channel);
        assert_eq!(posts.len(), 1, "posts in {channel}: {posts:#?}");
        posts.remove(0)
    }

    /// What Klantstem told a person in a direct message, oldest first.
    pub fn direct_messages(&self, user: &str) -> Vec<Post> {
        let messages = self.sandbox.direct_messages(user);
        let channel = self.direct_channel(&messages);
        self.look(&channel, messages)
    }

    /// Slack's id of the conversation in which these direct messages stand.
    fn direct_channel(&self, messages: &[Value]) -> String {
        let ts = messages.first().map(|message| &message["ts"]);
        let all = self.sandbox.all_messages();
        let is_it = |message: &&Value| {
            let channel = message["channel"].as_str().unwrap_or_default();
            Some(&message["ts"]) == ts && channel.starts_with('D')
        };
        let channel = all.iter().find(is_it).map(|message| &message["channel"]);
        channel.and_then(Value::as_str).unwrap_or("D").to_owned()
    }

    /// The only direct message to a person.
    #[track_caller]
    pub fn direct_message(&self, user: &str) -> Post {
        let mut messages = self.direct_messages(user);
        assert_eq!(messages.len(), 1, "told {user}: {messages:#?}");
        messages.remove(0)
    }

    fn look(&self, channel: &str, messages: Vec<Value>) -> Vec<Post> {
        let mut looked = self.looked.lock().unwrap();
        messages
            .into_iter()
            .filter(|message| !message["bot_id"].is_null())
            .map(|json| {
                let ts = json["ts"].as_str().unwrap().to_owned();
                looked.insert(ts.clone());
                Post {
                    channel: channel.to_owned(),
                    ts,
                    json,
                }
            })
            .collect()
    }

    /// The posts that no test looked at.
    pub(super) fn overlooked(&self) -> Vec<String> {
        let Ok(looked) = self.looked.lock() else {
            return Vec::new();
        };
        self.sandbox
            .all_messages()
            .into_iter()
            .filter(|message| !message["bot_id"].is_null())
            .filter(|message| !looked.contains(message["ts"].as_str().unwrap_or_default()))
            .map(|message| format!("{}: {}", message["channel"], message["text"]))
            .collect()
    }
}
