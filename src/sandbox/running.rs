//! A running sandbox: start it, look into it, act in it, stop it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::delivery::events;
use super::delivery::http::verify_url;
use super::delivery::socket::DisconnectReason;
use super::engine::{Call, Engine, lock};
use super::faults::{Fault, Outage};
use super::options::{Delivery, NextMoment, SandboxOptions};
use super::people::{self, Answer, Place, Submitted};
use super::server;
use crate::platform::clock::Clock;

/// A local Slack workspace that is listening. Dropping it stops it.
pub struct Sandbox {
    pub(super) engine: Arc<Engine>,
    address: SocketAddr,
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.engine.stop.cancel();
    }
}

impl Sandbox {
    /// Starts listening. Fails when the address can not be bound.
    pub async fn start(options: SandboxOptions) -> anyhow::Result<Self> {
        let listen = options.listen;
        let engine = Engine::new(options)?;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("the sandbox can not listen on {listen}"))?;
        let address = listener.local_addr()?;
        let _ = engine.address.set(address);
        let server = tokio::spawn(server::serve(Arc::clone(&engine), listener));
        Ok(Self {
            engine,
            address,
            server: Mutex::new(Some(server)),
        })
    }

    /// Stops: closes sockets and connections, and returns when the port is free again.
    pub async fn shutdown(&self) {
        self.engine.stop.cancel();
        let server = lock(&self.server).take();
        if let Some(mut server) = server
            && tokio::time::timeout(Duration::from_secs(2), &mut server)
                .await
                .is_err()
        {
            server.abort();
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the page, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.engine.base_url()
    }

    /// The address of the Web API, `http://127.0.0.1:PORT/api`, without a slash at its end.
    pub fn api_url(&self) -> String {
        format!("{}/api", self.engine.base_url())
    }

    /// The clock of the workspace.
    pub fn clock(&self) -> &Clock {
        &self.engine.clock
    }

    /// Sets what the page's button "next" asks; for an app that starts after the sandbox.
    pub fn set_next_moment(&self, next_moment: NextMoment) {
        *lock(&self.engine.next_moment) = Some(next_moment);
        self.engine.changed("clock", None, None);
    }

    // --- looking ---

    /// The messages of a conversation, by id or name, oldest first, answers in threads among them,
    /// with their whole metadata.
    pub fn messages(&self, channel: &str) -> Vec<Value> {
        let workspace = self.engine.workspace();
        let Some(conversation) = workspace.conversation(channel) else {
            return Vec::new();
        };
        workspace
            .messages_of(&conversation.id)
            .into_iter()
            .map(|message| workspace.message_json(&conversation.id, message, true))
            .collect()
    }

    /// The messages of all conversations by time, each with its `channel`.
    pub fn all_messages(&self) -> Vec<Value> {
        let channels: Vec<String> = {
            let workspace = self.engine.workspace();
            workspace.messages.keys().cloned().collect()
        };
        let mut all: Vec<Value> = channels
            .iter()
            .flat_map(|channel| {
                self.messages(channel).into_iter().map(move |mut message| {
                    message["channel"] = json!(channel);
                    message
                })
            })
            .collect();
        all.sort_by(|a, b| a["ts"].as_str().cmp(&b["ts"].as_str()));
        all
    }

    /// The messages that only `user` sees, oldest first, each with its `channel`.
    pub fn ephemerals(&self, user: &str) -> Vec<Value> {
        let workspace = self.engine.workspace();
        workspace
            .ephemerals
            .iter()
            .filter(|(owner, _, _)| owner == user)
            .map(|(_, channel, message)| {
                let mut body = workspace.message_json(channel, message, true);
                body["channel"] = json!(channel);
                body
            })
            .collect()
    }

    /// The messages between the bot and `user`, oldest first.
    pub fn direct_messages(&self, user: &str) -> Vec<Value> {
        let channel = {
            let now = self.engine.clock.now();
            self.engine.workspace().direct_with(user, now).0
        };
        self.messages(&channel)
    }

    /// The App Home of `user`, if the app published one.
    pub fn home(&self, user: &str) -> Option<Value> {
        let workspace = self.engine.workspace();
        let view = workspace.homes.get(user)?;
        Some(workspace.view_json(view))
    }

    /// The modals that `user` has open, the one on top last.
    pub fn views(&self, user: &str) -> Vec<Value> {
        let workspace = self.engine.workspace();
        workspace
            .open_views
            .get(user)
            .into_iter()
            .flatten()
            .map(|view| workspace.view_json(view))
            .collect()
    }

    /// The name, media type and bytes of a file that the app uploaded.
    pub fn file(&self, id: &str) -> Option<(String, &'static str, Vec<u8>)> {
        let workspace = self.engine.workspace();
        let file = workspace.files.get(id)?;
        Some((file.name.clone(), file.mimetype(), file.bytes.clone()?))
    }

    /// Every call of the Web API so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.engine.calls().clone()
    }

    /// How often `method` was called, successful or not.
    pub fn call_count(&self, method: &str) -> usize {
        self.engine
            .calls()
            .iter()
            .filter(|call| call.method == method)
            .count()
    }

    /// How many sockets are ready.
    pub fn sockets(&self) -> usize {
        self.engine.sockets.count()
    }

    /// Returns when at least `wanted` sockets are ready.
    pub async fn wait_for_sockets(&self, wanted: usize) {
        self.engine.sockets.wait_for(wanted).await;
    }

    /// Returns when at most `wanted` sockets are ready.
    pub async fn wait_for_at_most_sockets(&self, wanted: usize) {
        self.engine.sockets.wait_for_at_most(wanted).await;
    }

    /// Returns true as soon as `condition` holds, and false when it does not within `within` of real
    /// time. It is looked at whenever something happens in the workspace.
    pub async fn wait_until(&self, within: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        let mut activity = self.engine.activity();
        let waiting = async {
            loop {
                activity.borrow_and_update();
                if condition(self) {
                    return;
                }
                if activity.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(within, waiting).await.is_ok()
    }

    // --- acting as people ---

    /// Types a slash command; returns when the app acknowledged, or did not in time.
    pub async fn slash(&self, user: &str, channel: &str, command: &str, text: &str) -> Answer {
        people::commands::slash(&self.engine, user, channel, command, text)
            .await
            .0
    }

    /// Presses a button or chooses in an element. `action` names the element by `action_id` (and
    /// `block_id` where that is not clear) and gives what was chosen, whole or as the option's value.
    pub async fn click(&self, user: &str, place: &Place, action: Value) -> Answer {
        people::interactions::click(&self.engine, user, place, &action, &Value::Null).await
    }

    /// The same, in a view in which other fields were filled in before: `{block: {action: value}}`.
    pub async fn click_with_values(
        &self,
        user: &str,
        place: &Place,
        action: Value,
        values: Value,
    ) -> Answer {
        people::interactions::click(&self.engine, user, place, &action, &values).await
    }

    /// Types into an external select and asks the app for its choices.
    pub async fn suggest(&self, user: &str, place: &Place, action_id: &str, typed: &str) -> Answer {
        people::interactions::suggest(&self.engine, user, place, None, action_id, typed).await
    }

    /// Sends a modal with what was filled in: `{block: {action: value}}`, where a value is whole
    /// (`{"type": …}`) or only the text, the option's value, the id, or a list of them.
    pub async fn submit(&self, user: &str, view_id: &str, values: Value) -> Submitted {
        people::modals::submit(&self.engine, user, view_id, &values).await
    }

    /// Uploads a file as `user` does in a modal; returns Slack's description of it, which goes into
    /// the value of a `file_input`.
    pub fn upload(&self, user: &str, name: &str, bytes: &[u8]) -> Value {
        people::values::upload(&self.engine, user, name, bytes)
    }

    /// Closes the modal by its button "Cancel".
    pub async fn close_view(&self, user: &str, view_id: &str) -> Answer {
        people::modals::close(&self.engine, user, view_id, false).await
    }

    /// Closes the whole stack of modals by the cross.
    pub async fn close_all_views(&self, user: &str, view_id: &str) -> Answer {
        people::modals::close(&self.engine, user, view_id, true).await
    }

    /// Gives a reaction.
    pub async fn react(&self, user: &str, channel: &str, ts: &str, name: &str) -> Answer {
        people::talk::react(&self.engine, user, channel, ts, name, true).await
    }

    /// Takes a reaction back.
    pub async fn unreact(&self, user: &str, channel: &str, ts: &str, name: &str) -> Answer {
        people::talk::react(&self.engine, user, channel, ts, name, false).await
    }

    /// Writes a message as a person, and returns the answer with the message's timestamp.
    pub async fn post_as(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread_ts: Option<&str>,
    ) -> anyhow::Result<(Answer, String)> {
        people::talk::say(&self.engine, user, channel, text, thread_ts)
            .await
            .map_err(anyhow::Error::msg)
    }

    /// Uses a shortcut: a global one, or with `(channel, ts)` one on a message.
    pub async fn shortcut(
        &self,
        user: &str,
        callback_id: &str,
        message: Option<(&str, &str)>,
    ) -> Answer {
        people::interactions::shortcut(&self.engine, user, callback_id, message).await
    }

    /// Opens the Home tab of the app.
    pub async fn open_home(&self, user: &str) -> Answer {
        people::talk::open_home(&self.engine, user).await
    }

    /// Invites the bot to a channel.
    pub async fn invite_bot(&self, inviter: &str, channel: &str) -> Answer {
        people::talk::invite_bot(&self.engine, inviter, channel).await
    }

    /// Takes the bot out of a channel.
    pub async fn remove_bot(&self, channel: &str) -> Answer {
        people::talk::remove_bot(&self.engine, channel).await
    }

    /// Archives a channel, or with `archived` false opens it again.
    pub async fn archive(&self, user: &str, channel: &str, archived: bool) -> Answer {
        people::talk::archive(&self.engine, user, channel, archived).await
    }

    /// Delivers any event at all, if the app subscribed to `name`.
    pub async fn send_event(&self, name: &str, event: Value) -> Answer {
        match events::tell(&self.engine, name, event).await {
            Some(result) => result.into(),
            None => Answer::Refused(format!("the app did not subscribe to {name}")),
        }
    }

    /// Over HTTP delivery: sends `url_verification`; whether the app echoed the challenge.
    pub async fn verify_url(&self) -> anyhow::Result<bool> {
        match &self.engine.delivery {
            Delivery::Http { url } => Ok(verify_url(&self.engine, url).await?),
            Delivery::Socket => anyhow::bail!("the sandbox delivers over sockets"),
        }
    }

    // --- time and faults ---

    /// Sets the clock of the workspace.
    pub fn move_clock(&self, to: DateTime<Utc>) {
        self.engine.clock.move_to(to);
        self.engine.changed("clock", None, None);
    }

    /// Moves the clock of the workspace forward.
    pub fn advance_clock(&self, by: TimeDelta) {
        self.move_clock(self.engine.clock.now() + by);
    }

    /// Lets a fault happen.
    pub fn fault(&self, fault: Fault) {
        self.engine.faults().add(fault);
    }

    /// Takes back all faults, an outage among them.
    pub fn clear_faults(&self) {
        self.engine.faults().clear();
    }

    /// Slack is down: sockets are cut, calls fail. It lasts for `lasting` on the clock that counts for
    /// limits, or until [`Sandbox::end_outage`].
    pub fn begin_outage(&self, outage: Outage, lasting: Option<TimeDelta>) {
        let until = lasting.map(|lasting| self.engine.limits_now() + lasting);
        self.engine.faults().begin_outage(outage, until);
        self.engine.sockets.cut();
    }

    /// Slack is up again.
    pub fn end_outage(&self) {
        self.engine.faults().end_outage();
    }

    /// Sends `disconnect` to every socket; returns to how many.
    pub fn disconnect(&self, reason: DisconnectReason) -> usize {
        self.engine.sockets.disconnect(reason)
    }

    /// Cuts every socket without a word; returns how many.
    pub fn cut_sockets(&self) -> usize {
        self.engine.sockets.cut()
    }
}
