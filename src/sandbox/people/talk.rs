//! Messages and reactions of people, their look at App Home, and changes of channels.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, check_person, typed};
use crate::sandbox::delivery::events;
use crate::sandbox::engine::Engine;
use crate::sandbox::web_api;
use crate::sandbox::workspace::{Kind, Message};

/// Tells the app of an event; one that it did not subscribe to counts as acknowledged.
async fn tell(engine: &Arc<Engine>, name: &str, event: Value) -> Answer {
    match events::tell(engine, name, event).await {
        Some(result) => result.into(),
        None => Answer::Acknowledged(Value::Null),
    }
}

/// Writes a message as a person. Returns the answer and the message's timestamp.
pub(crate) async fn say(
    engine: &Arc<Engine>,
    user: &str,
    channel: &str,
    text: &str,
    thread_ts: Option<&str>,
) -> Result<(Answer, String), String> {
    let (ts, told) = {
        let mut workspace = engine.workspace();
        check_person(&workspace, user)?;
        let conversation = workspace
            .conversation(channel)
            .filter(|conversation| conversation.has_member(user))
            .cloned()
            .ok_or_else(|| format!("{user} is not in {channel}"))?;
        if conversation.is_archived {
            return Err(format!("{channel} is archived"));
        }
        if text.trim().is_empty() {
            return Err("there is nothing to say".into());
        }
        if thread_ts.is_some_and(|ts| workspace.message(&conversation.id, ts).is_none()) {
            return Err("there is no such thread".into());
        }
        let pieces = typed::read(&workspace, text.trim());
        let message = Message {
            ts: workspace.next_ts(engine.clock.now()),
            user: user.to_owned(),
            blocks: Some(workspace.with_block_ids(typed::rich_text(&pieces))),
            text: typed::without_labels(&pieces),
            thread_ts: thread_ts.map(str::to_owned),
            client_msg_id: Some(uuid::Uuid::new_v4().to_string()),
            ..Message::default()
        };
        workspace.store(&conversation.id, message.clone());
        let event = events::message_event(&workspace, &conversation, &message);
        let mut told = Vec::new();
        let bot = &workspace.app.bot_user_id;
        let mentions_bot = message.text.contains(&format!("<@{bot}"));
        if mentions_bot && conversation.kind != Kind::Direct {
            let mut mention = event.clone();
            mention["type"] = json!("app_mention");
            if let Some(mention) = mention.as_object_mut() {
                mention.remove("channel_type");
            }
            told.push(("app_mention", mention));
        }
        if let Some(name) = events::message_subscription(&workspace, &conversation) {
            told.push((name, event));
        }
        (message.ts, told)
    };
    engine.changed("messages", Some(channel), None);
    let mut answer = Answer::Acknowledged(Value::Null);
    for (name, event) in told {
        let next = tell(engine, name, event).await;
        if answer.is_acknowledged() {
            answer = next;
        }
    }
    Ok((answer, ts))
}

/// Gives or takes back a reaction as a person.
pub(crate) async fn react(
    engine: &Arc<Engine>,
    user: &str,
    channel: &str,
    ts: &str,
    name: &str,
    add: bool,
) -> Answer {
    let kind = if add {
        "reaction_added"
    } else {
        "reaction_removed"
    };
    let event = {
        let mut workspace = engine.workspace();
        if let Err(why) = check_person(&workspace, user) {
            return Answer::Refused(why);
        }
        let name = name.trim_matches(':');
        if let Err(code) = web_api::react(&mut workspace, user, channel, ts, name, add) {
            return Answer::Refused(code.into());
        }
        let event_ts = workspace.next_ts(engine.clock.now());
        let seen = workspace
            .conversation(channel)
            .is_some_and(|c| c.kind == Kind::Public || workspace.bot_is_in(c));
        workspace
            .message(channel, ts)
            .filter(|_| seen)
            .map(|message| events::reaction_event(kind, user, name, channel, message, &event_ts))
    };
    engine.changed("messages", Some(channel), None);
    match event {
        Some(event) => tell(engine, kind, event).await,
        None => Answer::Acknowledged(Value::Null),
    }
}

/// Opens the Home tab of the app.
pub(crate) async fn open_home(engine: &Arc<Engine>, user: &str) -> Answer {
    let event = {
        let mut workspace = engine.workspace();
        if let Err(why) = check_person(&workspace, user) {
            return Answer::Refused(why);
        }
        let now = engine.clock.now();
        let (channel, _) = workspace.direct_with(user, now);
        let event_ts = workspace.next_ts(now);
        let mut event = json!({
            "type": "app_home_opened",
            "user": user,
            "channel": channel,
            "tab": "home",
            "event_ts": event_ts,
        });
        if let Some(view) = workspace.homes.get(user) {
            event["view"] = workspace.view_json(view);
        }
        event
    };
    tell(engine, "app_home_opened", event).await
}

/// Invites the bot to a channel.
pub(crate) async fn invite_bot(engine: &Arc<Engine>, inviter: &str, channel: &str) -> Answer {
    let event = {
        let mut workspace = engine.workspace();
        let bot = workspace.app.bot_user_id.clone();
        let Some(conversation) = workspace.conversation_mut(channel) else {
            return Answer::Refused(format!("there is no channel {channel}"));
        };
        if conversation.has_member(&bot) {
            return Answer::Refused("the bot is in the channel".into());
        }
        conversation.members.push(bot.clone());
        let conversation = conversation.clone();
        let event_ts = workspace.next_ts(engine.clock.now());
        web_api::member_joined_event(&workspace, &conversation, &bot, Some(inviter), &event_ts)
    };
    engine.changed("state", None, None);
    tell(engine, "member_joined_channel", event).await
}

/// Takes the bot out of a channel.
pub(crate) async fn remove_bot(engine: &Arc<Engine>, channel: &str) -> Answer {
    let (name, event) = {
        let mut workspace = engine.workspace();
        let bot = workspace.app.bot_user_id.clone();
        let Some(conversation) = workspace.conversation_mut(channel) else {
            return Answer::Refused(format!("there is no channel {channel}"));
        };
        conversation.members.retain(|member| *member != bot);
        let name = match conversation.kind {
            Kind::Private => "group_left",
            _ => "channel_left",
        };
        let event_ts = workspace.next_ts(engine.clock.now());
        (
            name,
            json!({"type": name, "channel": channel, "event_ts": event_ts}),
        )
    };
    engine.changed("state", None, None);
    tell(engine, name, event).await
}

/// Archives a channel, or opens it again.
pub(crate) async fn archive(
    engine: &Arc<Engine>,
    user: &str,
    channel: &str,
    archived: bool,
) -> Answer {
    let (name, event) = {
        let mut workspace = engine.workspace();
        let Some(conversation) = workspace.conversation_mut(channel) else {
            return Answer::Refused(format!("there is no channel {channel}"));
        };
        conversation.is_archived = archived;
        let name = match (conversation.kind, archived) {
            (Kind::Private, true) => "group_archive",
            (Kind::Private, false) => "group_unarchive",
            (_, true) => "channel_archive",
            (_, false) => "channel_unarchive",
        };
        let event_ts = workspace.next_ts(engine.clock.now());
        (
            name,
            json!({"type": name, "channel": channel, "user": user, "event_ts": event_ts}),
        )
    };
    engine.changed("state", None, None);
    tell(engine, name, event).await
}
