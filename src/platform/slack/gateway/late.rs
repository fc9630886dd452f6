//! The other ways of an answer: `response_url`, a change of the view, a direct message.

use std::time::Duration;

use serde_json::{Value, json};
use tracing::warn;

use super::shape::Delivery;
use crate::platform::slack::client::SlackClient;
use crate::platform::slack::errors::SlackError;
use crate::platform::slack::inbound::Inbound;

/// The longest wait before another attempt; a person has turned to something else by then.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 3;

/// Delivers what did not travel in the acknowledgement; says in the log when it can not be done.
pub(super) async fn deliver(client: &SlackClient, asker: &Inbound, delivery: Delivery) {
    let (what, result) = match delivery {
        Delivery::Nothing => return,
        Delivery::Message(message) => ("a message", tell(client, asker, message).await),
        Delivery::Errors(texts) => {
            // Our own words, but they may quote what was typed.
            let text = escape(&texts.join("\n"));
            let message = json!({"text": text, "response_type": "ephemeral"});
            (
                "what was wrong in a form",
                tell(client, asker, message).await,
            )
        }
        Delivery::Update(view) => ("an updated view", update(client, asker, &view).await),
        Delivery::Push(view) => ("a view", push(client, asker, &view).await),
    };
    if let Err(problem) = result {
        warn!(kind = asker.kind(), what, %problem, "an answer could not be delivered");
    }
}

async fn tell(client: &SlackClient, asker: &Inbound, message: Value) -> Result<(), SlackError> {
    if let Some(url) = asker.response_url() {
        let mut message = message.clone();
        // Without this, an answer to a click would take the place of the message that was clicked.
        if let Value::Object(fields) = &mut message
            && !fields.contains_key("delete_original")
        {
            fields
                .entry("replace_original")
                .or_insert_with(|| false.into());
        }
        match persist(|| client.respond(url.as_str(), &message)).await {
            // Used up or too old: a direct message still arrives.
            Err(SlackError::Permanent { .. }) => {}
            result => return result,
        }
    }
    let Some(user) = asker.user() else {
        return Ok(());
    };
    let mut message = message;
    if let Value::Object(fields) = &mut message {
        for hook_only in ["response_type", "replace_original", "delete_original"] {
            fields.remove(hook_only);
        }
        fields.insert("channel".to_owned(), user.as_str().into());
    }
    persist(|| async { client.post_message(&message).await.map(|_| ()) }).await
}

async fn update(client: &SlackClient, asker: &Inbound, view: &Value) -> Result<(), SlackError> {
    let shown = match asker {
        Inbound::Action(actions) => actions.view.as_ref(),
        Inbound::Submit(submission) => Some(&submission.view),
        _ => None,
    };
    let Some(shown) = shown else { return Ok(()) };
    let done = match asker.user() {
        Some(user) if shown.kind == "home" => client.publish_home(user, view, None).await,
        // With the hash, so that nothing newer is overwritten.
        _ => {
            client
                .update_view(&shown.id, shown.hash.as_deref(), view)
                .await
        }
    };
    done.map(|_| ())
}

async fn push(client: &SlackClient, asker: &Inbound, view: &Value) -> Result<(), SlackError> {
    let (trigger, in_modal) = match asker {
        Inbound::Slash(command) => (&command.trigger_id, false),
        Inbound::Action(actions) => {
            let in_modal = actions.view.as_ref().is_some_and(|v| v.kind == "modal");
            (&actions.trigger_id, in_modal)
        }
        Inbound::Shortcut(shortcut) => (&shortcut.trigger_id, false),
        Inbound::MessageShortcut(shortcut) => (&shortcut.trigger_id, false),
        // The modal that was sent is closed by now.
        Inbound::Submit(submission) => (&submission.trigger_id, false),
        _ => (&None, false),
    };
    let trigger = trigger.as_deref().unwrap_or_default();
    let done = if in_modal {
        client.push_view(trigger, view).await
    } else {
        client.open_view(trigger, view).await
    };
    done.map(|_| ())
}

/// Tries again what surely did not arrive, a few times; never what may have arrived.
async fn persist<F>(mut attempt: impl FnMut() -> F) -> Result<(), SlackError>
where
    F: Future<Output = Result<(), SlackError>>,
{
    for count in 1.. {
        let wait = match attempt().await {
            Err(SlackError::RateLimited { retry_after, .. }) if count < ATTEMPTS => retry_after,
            Err(SlackError::Passing { .. }) if count < ATTEMPTS => Duration::from_secs(2),
            result => return result,
        };
        tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
