//! Clicks, modals and shortcuts, with every value that a person can have entered.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read::{self, Fields as _, channel, installation, person, response_url};
use super::{ChannelId, Installation, MessageTs, Person, ResponseUrl, UserId};

/// Elements that someone used in a message, a modal or App Home.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockActions {
    /// What was used; almost always one.
    pub actions: Vec<Action>,
    /// Who used it. Someone of another organisation may click in a shared channel.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// The conversation, unless it was in a modal or App Home.
    pub channel: Option<ChannelId>,
    /// The message that the element stands in.
    pub message: Option<Message>,
    /// The view that the element stands in.
    pub view: Option<View>,
    /// Where the element stands.
    pub container: Container,
    /// What the message's other inputs hold; a view's stand in `view.state`.
    pub state: ViewState,
    /// Opens a modal, once, within three seconds.
    pub trigger_id: Option<String>,
    /// Takes later answers; absent in views.
    pub response_url: Option<ResponseUrl>,
}

/// An element that was used.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The element, unique in its block.
    pub action_id: String,
    /// The block it stands in.
    pub block_id: Option<String>,
    /// When.
    pub action_ts: Option<String>,
    /// What was chosen or entered.
    pub input: InputValue,
}

/// What an element holds, in an action or in the state of a view.
///
/// What can be chosen singly and severally stands in one list: a single choice is a list of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InputValue {
    /// The element's type: `static_select`.
    pub kind: String,
    /// The text of an input, or the value of a button.
    pub value: Option<String>,
    /// The chosen options' values.
    pub options: Vec<String>,
    /// The chosen people.
    pub users: Vec<UserId>,
    /// The chosen public channels.
    pub channels: Vec<ChannelId>,
    /// The chosen conversations.
    pub conversations: Vec<ChannelId>,
    /// `2026-03-02`.
    pub date: Option<String>,
    /// `08:30`.
    pub time: Option<String>,
    /// The zone of `time`, where the element has one.
    pub time_zone: Option<String>,
    /// Seconds since 1970.
    pub date_time: Option<i64>,
    /// A formatted text, as a `rich_text` block.
    pub rich_text: Option<Value>,
    /// Uploaded files, as Slack describes them.
    pub files: Vec<Value>,
}

/// Where an element stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// `message`, `view` or something newer.
    pub kind: String,
    /// The message.
    pub message_ts: Option<MessageTs>,
    /// Its conversation.
    pub channel: Option<ChannelId>,
    /// The view.
    pub view_id: Option<String>,
    /// The message's thread.
    pub thread_ts: Option<MessageTs>,
    /// Whether only this person sees the message.
    pub is_ephemeral: bool,
}

/// A message that was clicked in or chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its identity in its conversation; absent for some that only one person sees.
    pub ts: Option<MessageTs>,
    /// Its thread.
    pub thread_ts: Option<MessageTs>,
    /// Who wrote it.
    pub user: Option<UserId>,
    /// The bot that wrote it.
    pub bot_id: Option<String>,
    /// The app that wrote it.
    pub app_id: Option<String>,
    /// Its text.
    pub text: String,
    /// Its blocks as they are.
    pub blocks: Vec<Value>,
    /// The type of its metadata.
    pub metadata_type: Option<String>,
    /// The content of its metadata, with numbers and objects as they are.
    pub metadata: Value,
}

/// A modal or App Home.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Its identity.
    pub id: String,
    /// `modal` or `home`.
    pub kind: String,
    /// Its state; an update with it fails when somebody updated in between.
    pub hash: Option<String>,
    /// Which of our modals it is.
    pub callback_id: Option<String>,
    /// What we put into it when it was opened.
    pub private_metadata: Option<String>,
    /// Our own name for it.
    pub external_id: Option<String>,
    /// The lowest of the stack.
    pub root_view_id: Option<String>,
    /// The one under it.
    pub previous_view_id: Option<String>,
    /// The workspace; absent where the app was installed for a whole organisation.
    pub team_id: Option<String>,
    /// What its inputs hold.
    pub state: ViewState,
    /// Its blocks as they are.
    pub blocks: Vec<Value>,
}

/// What the inputs of a view hold, by block and action.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewState {
    /// `values[block_id][action_id]`.
    pub values: BTreeMap<String, BTreeMap<String, InputValue>>,
}

impl ViewState {
    /// What this input holds.
    pub fn get(&self, block_id: &str, action_id: &str) -> Option<&InputValue> {
        self.values.get(block_id)?.get(action_id)
    }

    /// What the first input with this action holds, whatever its block is called: a block gets a
    /// new id when its input is to be emptied.
    pub fn find(&self, action_id: &str) -> Option<&InputValue> {
        self.values.values().find_map(|block| block.get(action_id))
    }
}

/// A modal that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewSubmission {
    /// Who sent it.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// The modal and what its inputs hold.
    pub view: View,
    /// Opens a modal, once, within three seconds.
    pub trigger_id: Option<String>,
    /// The conversations chosen in inputs that ask for this, and where to answer there.
    pub response_urls: Vec<ResponseTarget>,
}

/// A conversation that was chosen in a modal, in which may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseTarget {
    /// The input's block.
    pub block_id: Option<String>,
    /// The input.
    pub action_id: Option<String>,
    /// The conversation.
    pub channel: Option<ChannelId>,
    /// Takes answers.
    pub response_url: ResponseUrl,
}

/// A modal that was closed without being sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewClosed {
    /// Who closed it.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// The modal.
    pub view: View,
    /// Whether the whole stack was closed.
    pub is_cleared: bool,
}

/// A global shortcut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcut {
    /// Which of our shortcuts it is.
    pub callback_id: String,
    /// Who chose it.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// Opens a modal, once, within three seconds.
    pub trigger_id: Option<String>,
}

/// A shortcut in the menu of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageShortcut {
    /// Which of our shortcuts it is.
    pub callback_id: String,
    /// Who chose it.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// The conversation.
    pub channel: Option<ChannelId>,
    /// The message.
    pub message: Message,
    /// Opens a modal, once, within three seconds.
    pub trigger_id: Option<String>,
    /// Takes later answers.
    pub response_url: Option<ResponseUrl>,
}

/// What someone typed so far in a select whose options we give.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The select.
    pub action_id: String,
    /// Its block.
    pub block_id: Option<String>,
    /// What was typed.
    pub typed: String,
    /// Who types.
    pub user: Person,
    /// The installation that was meant.
    pub installation: Installation,
    /// Where the select stands.
    pub container: Container,
    /// The conversation, unless it is in a modal or App Home.
    pub channel: Option<ChannelId>,
    /// The view that the select stands in.
    pub view: Option<View>,
}

pub(super) fn block_actions(mut payload: Value) -> Option<BlockActions> {
    let actions: Vec<Action> = payload
        .take_list("actions")
        .into_iter()
        .filter_map(action)
        .collect();
    if actions.is_empty() {
        return None;
    }
    let container = container(&mut payload);
    Some(BlockActions {
        actions,
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        channel: channel(&mut payload).or_else(|| container.channel.clone()),
        message: payload.take_value("message").map(message),
        view: payload.take_value("view").and_then(view),
        container,
        state: payload.take_value("state").map(state).unwrap_or_default(),
        trigger_id: payload.take_text("trigger_id"),
        response_url: response_url(&mut payload),
    })
}

pub(super) fn view_submission(mut payload: Value) -> Option<ViewSubmission> {
    let mut view = payload.take_value("view").and_then(view)?;
    // Slack's documentation shows the hash beside the view, its payloads have it inside.
    view.hash = view.hash.or_else(|| payload.take_text("hash"));
    let mut urls = payload.take_list("response_urls");
    Some(ViewSubmission {
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        view,
        trigger_id: payload.take_text("trigger_id"),
        response_urls: urls
            .iter_mut()
            .filter_map(|target| {
                Some(ResponseTarget {
                    block_id: target.take_text("block_id"),
                    action_id: target.take_text("action_id"),
                    channel: channel(target),
                    response_url: response_url(target)?,
                })
            })
            .collect(),
    })
}

pub(super) fn view_closed(mut payload: Value) -> Option<ViewClosed> {
    Some(ViewClosed {
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        view: payload.take_value("view").and_then(view)?,
        is_cleared: payload.is_true("is_cleared"),
    })
}

pub(super) fn shortcut(mut payload: Value) -> Option<Shortcut> {
    Some(Shortcut {
        callback_id: payload.take_text("callback_id")?,
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        trigger_id: payload.take_text("trigger_id"),
    })
}

pub(super) fn message_shortcut(mut payload: Value) -> Option<MessageShortcut> {
    let mut chosen = message(payload.take_value("message").unwrap_or_default());
    chosen.ts = chosen
        .ts
        .or_else(|| payload.take_text("message_ts").map(MessageTs));
    Some(MessageShortcut {
        callback_id: payload.take_text("callback_id")?,
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        channel: channel(&mut payload),
        message: chosen,
        trigger_id: payload.take_text("trigger_id"),
        response_url: response_url(&mut payload),
    })
}

pub(super) fn suggestion(mut payload: Value) -> Option<Suggestion> {
    let container = container(&mut payload);
    Some(Suggestion {
        action_id: payload.take_text("action_id")?,
        block_id: payload.take_text("block_id"),
        typed: payload.take_text("value").unwrap_or_default(),
        user: person(&mut payload)?,
        installation: installation(&mut payload),
        channel: channel(&mut payload).or_else(|| container.channel.clone()),
        view: payload.take_value("view").and_then(view),
        container,
    })
}

fn action(mut action: Value) -> Option<Action> {
    Some(Action {
        action_id: action.take_text("action_id")?,
        block_id: action.take_text("block_id"),
        action_ts: action.take_text("action_ts"),
        input: input_value(action),
    })
}

fn container(payload: &mut Value) -> Container {
    let mut container = payload.take_value("container").unwrap_or_default();
    Container {
        kind: container.take_text("type").unwrap_or_default(),
        message_ts: container.take_text("message_ts").map(MessageTs),
        channel: channel(&mut container),
        view_id: container.take_text("view_id"),
        thread_ts: container.take_text("thread_ts").map(MessageTs),
        is_ephemeral: container.is_true("is_ephemeral"),
    }
}

fn message(mut message: Value) -> Message {
    let mut metadata = message.take_value("metadata").unwrap_or_default();
    Message {
        ts: message.take_text("ts").map(MessageTs),
        thread_ts: message.take_text("thread_ts").map(MessageTs),
        user: message.take_text("user").map(UserId),
        bot_id: message.take_text("bot_id"),
        app_id: message.take_text("app_id"),
        text: message.take_text("text").unwrap_or_default(),
        blocks: message.take_list("blocks"),
        metadata_type: metadata.take_text("event_type"),
        metadata: metadata.take_value("event_payload").unwrap_or_default(),
    }
}

pub(super) fn view(mut view: Value) -> Option<View> {
    Some(View {
        id: view.take_text("id")?,
        kind: view.take_text("type").unwrap_or_default(),
        hash: view.take_text("hash"),
        callback_id: view.take_text("callback_id"),
        private_metadata: view.take_text("private_metadata"),
        external_id: view.take_text("external_id"),
        root_view_id: view.take_text("root_view_id"),
        previous_view_id: view.take_text("previous_view_id"),
        team_id: view.take_text("team_id"),
        state: view.take_value("state").map(state).unwrap_or_default(),
        blocks: view.take_list("blocks"),
    })
}

fn state(mut state: Value) -> ViewState {
    let Some(Value::Object(blocks)) = state.take_value("values") else {
        return ViewState::default();
    };
    let values = blocks
        .into_iter()
        .filter_map(|(block_id, actions)| {
            let Value::Object(actions) = actions else {
                return None;
            };
            let actions = actions
                .into_iter()
                .map(|(action_id, input)| (action_id, input_value(input)))
                .collect();
            Some((block_id, actions))
        })
        .collect();
    ViewState { values }
}

fn input_value(mut input: Value) -> InputValue {
    /// The single choice and the several ones of a pair of fields, in one list.
    fn both(input: &mut Value, one: &str, several: &str) -> Vec<Value> {
        let mut chosen = input.take_list(several);
        chosen.extend(input.take_value(one));
        chosen
    }
    let options = both(&mut input, "selected_option", "selected_options")
        .into_iter()
        .filter_map(|mut option| option.take_text("value"))
        .collect();
    let users = both(&mut input, "selected_user", "selected_users");
    let channels = both(&mut input, "selected_channel", "selected_channels");
    let conversations = both(
        &mut input,
        "selected_conversation",
        "selected_conversations",
    );
    InputValue {
        kind: input.take_text("type").unwrap_or_default(),
        value: input.take_text("value"),
        options,
        users: read::users(users),
        channels: read::channels(channels),
        conversations: read::channels(conversations),
        date: input.take_text("selected_date"),
        time: input.take_text("selected_time"),
        time_zone: input.take_text("timezone"),
        date_time: input.integer("selected_date_time"),
        rich_text: input.take_value("rich_text_value"),
        files: input.take_list("files"),
    }
}
