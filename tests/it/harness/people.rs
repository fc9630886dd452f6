//! What people do in Slack, and what they get to see alone.

use std::time::Duration;

use klantstem::sandbox::{Answer, Place, Submitted};
use serde_json::{Value, json};

use super::posts::{Post, choice, words};
use super::{GENERAL, TestBot};

/// How long something may take that follows an acknowledgement, in real time; it takes milliseconds.
const SOON: Duration = Duration::from_secs(10);

impl TestBot {
    /// Types a command in #general; returns what is answered.
    pub async fn slash(&self, user: &str, command: &str, text: &str) -> String {
        self.slash_in(GENERAL, user, command, text).await
    }

    /// Types a command in a channel; returns what is answered.
    pub async fn slash_in(&self, channel: &str, user: &str, command: &str, text: &str) -> String {
        let answer = self.sandbox.slash(user, channel, command, text).await;
        assert!(answer.is_acknowledged(), "{command} {text}: {answer:?}");
        self.told(user).await
    }

    /// Uses an element of a message: a button, or a menu or select with the value that is chosen.
    pub async fn click(&self, user: &str, post: &Post, action_id: &str, value: Option<&str>) {
        let place = Place::message(&post.channel, &post.ts);
        self.click_at(user, &place, action_id, value).await;
    }

    /// Presses a button of the last private answer to somebody.
    pub async fn click_in_answer(&self, user: &str, action_id: &str) {
        let answer = self.sandbox.ephemerals(user).pop().unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        let place = Place::message(&text("channel"), &text("ts"));
        self.click_at(user, &place, action_id, None).await;
    }

    /// Chooses the item of a menu in the last private answer to somebody whose value begins so.
    pub async fn choose_in_answer(&self, user: &str, action_id: &str, beginning: &str) {
        let answer = self.sandbox.ephemerals(user).pop().unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        let place = Place::message(&text("channel"), &text("ts"));
        let chosen = answer["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|block| {
                let mut options = block["accessory"]["options"].as_array()?.iter();
                let is_it = |option: &&Value| {
                    let value = option["value"].as_str();
                    value.is_some_and(|value| value.starts_with(beginning))
                };
                Some((
                    block["block_id"].clone(),
                    options.find(is_it)?["value"].clone(),
                ))
            });
        let (block, value) = chosen.unwrap_or_else(|| panic!("no {beginning} in {answer:#}"));
        let action = json!({ "action_id": action_id, "block_id": block, "selected_option": value });
        let answer = self.sandbox.click(user, &place, action).await;
        assert!(answer.is_acknowledged(), "{beginning}: {answer:?}");
    }

    /// The same, in a view.
    pub async fn click_in(&self, user: &str, view: &Value, action_id: &str, value: Option<&str>) {
        let place = Place::view(view["id"].as_str().unwrap());
        self.click_at(user, &place, action_id, value).await;
    }

    async fn click_at(&self, user: &str, place: &Place, action_id: &str, value: Option<&str>) {
        let mut action = json!({ "action_id": action_id });
        if let Some(value) = value {
            action["selected_option"] = value.into();
        }
        let answer = self.sandbox.click(user, place, action).await;
        assert!(answer.is_acknowledged(), "{action_id}: {answer:?}");
    }

    /// Chooses an item of a card's menu: `reroute` or `why`.
    pub async fn menu(&self, user: &str, post: &Post, item: &str) {
        let beginning = format!("feedback:{item}:");
        let value = post.choice("feedback:menu", |value| value.starts_with(&beginning));
        self.click(user, post, "feedback:menu", Some(&value)).await;
    }

    /// Chooses a department on a triage card; `nobody` for none.
    pub async fn triage(&self, user: &str, post: &Post, department: &str) {
        let value = post.choice("feedback:triage", |value| match department {
            "nobody" => value.starts_with("feedback:nobody:"),
            _ => value.ends_with(&format!(":{department}")),
        });
        self.click(user, post, "feedback:triage", Some(&value))
            .await;
    }

    /// The modal that opened for this person, the one on top.
    pub async fn modal(&self, user: &str) -> Value {
        self.modals(user, 1).await
    }

    /// The modal on top of a stack of so many.
    pub async fn modals(&self, user: &str, depth: usize) -> Value {
        let opened = self
            .sandbox
            .wait_until(SOON, |sandbox| sandbox.views(user).len() >= depth)
            .await;
        assert!(opened, "no modal opened for {user}");
        self.sandbox.views(user).pop().unwrap()
    }

    /// Closes all modals of a person.
    pub async fn close(&self, user: &str) {
        let view = self.modal(user).await;
        let id = view["id"].as_str().unwrap();
        self.sandbox.close_all_views(user, id).await;
    }

    /// Sends a modal with `{block: {action: value}}` filled in.
    pub async fn submit(&self, user: &str, view: &Value, values: Value) -> Submitted {
        let id = view["id"].as_str().unwrap();
        self.sandbox.submit(user, id, values).await
    }

    /// Sends a card to another department, by its menu and the form.
    pub async fn reroute(&self, user: &str, post: &Post, to: &str, note: Option<&str>) {
        self.menu(user, post, "reroute").await;
        let form = self.modal(user).await;
        let mut values = json!({ "department": { "department": to } });
        if let Some(note) = note {
            values["note"] = json!({ "note": note });
        }
        let submitted = self.submit(user, &form, values).await;
        assert_eq!(submitted, Submitted::Closed);
    }

    /// Gives a reaction.
    pub async fn react(&self, user: &str, post: &Post, emoji: &str) {
        let answer = self
            .sandbox
            .react(user, &post.channel, &post.ts, emoji)
            .await;
        assert!(answer.is_acknowledged(), "{answer:?}");
    }

    /// Takes a reaction back.
    pub async fn unreact(&self, user: &str, post: &Post, emoji: &str) {
        let answer = self
            .sandbox
            .unreact(user, &post.channel, &post.ts, emoji)
            .await;
        assert!(answer.is_acknowledged(), "{answer:?}");
    }

    /// Opens App Home; returns what is shown there.
    pub async fn home(&self, user: &str) -> Value {
        let answer = self.sandbox.open_home(user).await;
        assert_eq!(answer, Answer::Acknowledged(Value::Null));
        self.sandbox.home(user).expect("App Home was published")
    }

    /// Chooses a language on App Home; returns what is shown there then.
    pub async fn choose_language(&self, user: &str, home: &Value, language: &str) -> Value {
        let value = choice(&home["blocks"], "home:language", |value| {
            value.ends_with(language)
        });
        self.click_in(user, home, "home:language", Some(&value))
            .await;
        self.sandbox.home(user).unwrap()
    }

    /// The messages that only this person sees, oldest first, as texts.
    pub fn ephemerals(&self, user: &str) -> Vec<String> {
        let messages = self.sandbox.ephemerals(user);
        let read = |message: &Value| match words(&message["blocks"]) {
            words if words.is_empty() => message["text"].as_str().unwrap_or_default().to_owned(),
            words => words,
        };
        messages.iter().map(read).collect()
    }

    /// The last message that only this person sees, once these words stand in it: it may be one that was replaced.
    pub async fn sees(&self, user: &str, said: &str) -> String {
        let last = || self.ephemerals(user).pop().unwrap_or_default();
        let came = self
            .sandbox
            .wait_until(SOON, |_| last().contains(said))
            .await;
        assert!(came, "{user} does not see {said}, but {}", last());
        last()
    }

    /// The next message that only this person sees; waits for it.
    pub async fn told(&self, user: &str) -> String {
        let index = {
            let mut told = self.told.lock().unwrap();
            let count = told.entry(user.to_owned()).or_default();
            *count += 1;
            *count - 1
        };
        let came = self
            .sandbox
            .wait_until(SOON, |sandbox| sandbox.ephemerals(user).len() > index)
            .await;
        assert!(came, "{user} was told nothing");
        self.ephemerals(user).remove(index)
    }
}
