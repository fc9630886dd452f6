//! All reactions to what people do in Slack: the table of contents of Klantstem.

mod meetings;
mod stories;

use crate::app::App;
use crate::features::feedback::handlers::{self as feedback, Clicked};
use crate::features::feedback::store;
use crate::features::feedback::views::actions::{self, FeedbackAction, RerouteForm};
use crate::features::feedback::views::answers;
use crate::features::home::handlers as home;
use crate::features::home::store as home_store;
use crate::features::home::views::{self as home_views, HomeAction};
use crate::features::kudos::endorse::{self, Reacted};
use crate::features::kudos::handlers::{self as kudos, Actor};
use crate::features::kudos::undoing;
use crate::features::kudos::views::actions as kudos_actions;
use crate::features::meetings::handlers as meeting_handlers;
use crate::features::meetings::views::{actions as meeting_actions, rule_actions};
use crate::features::privacy::{kudos as asked, people, views as privacy_views};
use crate::features::scores::handlers as scores;
use crate::features::scores::views::{self as scores_views, alarm as alarm_views};
use crate::features::stories::views::actions as story_actions;
use crate::platform::config::Language;
use crate::platform::ids::UserId;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{
    BlockActions, Event, EventKind, Inbound, Installation, Person, Reaction, ViewSubmission,
};
use crate::platform::slack::kit::Message;
use crate::platform::slack::people::Standing;
use crate::platform::words::Words;

/// The slash commands that are answered; the manifest names the same.
pub const COMMANDS: [&str; 4] = ["/voice", "/story", "/kudos", "/agenda"];
/// The events that are answered; the manifest names the same.
pub const EVENTS: [&str; 3] = ["app_home_opened", "reaction_added", "reaction_removed"];
/// The shortcuts that are answered; the manifest names the same.
pub const SHORTCUTS: [&str; 4] = [
    story_actions::FROM_MESSAGE,
    kudos_actions::MESSAGE_SHORTCUT,
    kudos_actions::SHORTCUT,
    meeting_actions::FROM_MESSAGE,
];

/// How often App Home is made anew where others publish it at the same time.
const REFRESHES: usize = 3;

/// Answers what somebody did, or what happened.
///
/// # Errors
/// A fault of ours: the gateway turns it into an apology.
pub async fn handle(app: &App, inbound: Inbound) -> anyhow::Result<Answer> {
    match inbound {
        Inbound::Slash(command) => match command.command.as_str() {
            "/voice" if meeting_handlers::asks(&command.text) => {
                meetings::overview(app, &command).await
            }
            "/voice" => {
                let refusal = if home::asks_for_words(&app.ctx, &command.text) {
                    refusal(app, &command.user, &command.installation).await?
                } else {
                    None
                };
                let message = match refusal {
                    Some(refusal) => refusal,
                    None => home::voice(&app.ctx, &command).await?,
                };
                Ok(Answer::Reply(message.to_json()))
            }
            "/story" => stories::command(app, &command).await,
            "/kudos" => {
                let actor = actor(app, &command.user, &command.installation).await?;
                if let Some(answer) = asked::typed(&app.ctx, actor, &command.text).await? {
                    return Ok(answer);
                }
                kudos::typed(&app.ctx, &app.kudos, actor, &command).await
            }
            "/agenda" => meetings::command(app, &command).await,
            _ => Ok(Answer::Nothing),
        },
        Inbound::Shortcut(shortcut) if shortcut.callback_id == kudos_actions::SHORTCUT => {
            let actor = actor(app, &shortcut.user, &shortcut.installation).await?;
            kudos::opened(&app.ctx, actor, false).await
        }
        Inbound::MessageShortcut(shortcut)
            if shortcut.callback_id == kudos_actions::MESSAGE_SHORTCUT =>
        {
            let actor = actor(app, &shortcut.user, &shortcut.installation).await?;
            kudos::about_message(&app.ctx, actor, &shortcut).await
        }
        Inbound::Suggestion(suggestion) => {
            let actor = actor(app, &suggestion.user, &suggestion.installation).await?;
            kudos::suggested(&app.ctx, actor, &suggestion).await
        }
        Inbound::Action(clicked) => click(app, *clicked).await,
        Inbound::Submit(submission) => submit(app, *submission).await,
        Inbound::Event(event) => happen(app, event).await,
        Inbound::Closed(closed) => {
            stories::closed(app, &closed).await?;
            Ok(Answer::Nothing)
        }
        Inbound::MessageShortcut(chosen) if chosen.callback_id == story_actions::FROM_MESSAGE => {
            stories::from_message(app, &chosen).await
        }
        Inbound::MessageShortcut(chosen) if chosen.callback_id == meeting_actions::FROM_MESSAGE => {
            meetings::from_message(app, &chosen).await
        }
        Inbound::Shortcut(_)
        | Inbound::MessageShortcut(_)
        | Inbound::UrlVerification { .. }
        | Inbound::SslCheck
        | Inbound::Other { .. } => Ok(Answer::Nothing),
    }
}

/// Someone used an element of a message, a modal or App Home.
async fn click(app: &App, clicked: BlockActions) -> anyhow::Result<Answer> {
    let Some(action) = clicked.actions.first() else {
        return Ok(Answer::Nothing);
    };
    let value = action
        .input
        .options
        .first()
        .or(action.input.value.as_ref())
        .map_or("", String::as_str);
    match action.action_id.as_str() {
        home_views::LANGUAGE => {
            if let Some(choice) = HomeAction::parse(value) {
                home::chosen(&app.ctx, &clicked.user.id, choice).await?;
                let hash = clicked.view.as_ref().and_then(|view| view.hash.as_deref());
                show_home(app, &clicked.user.id, hash).await?;
            }
            Ok(Answer::Nothing)
        }
        privacy_views::EXPORT | privacy_views::ERASE => {
            if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
                return Ok(Answer::Reply(refusal.to_json()));
            }
            let user = &clicked.user.id;
            if action.action_id.as_str() == privacy_views::EXPORT {
                let words = Words::of(home::language_of(&app.ctx, user).await?);
                people::hand_out(&app.ctx, user, words).await?;
            } else {
                people::erase(&app.ctx, user, people::THEMSELVES).await?;
                app.ctx.db.empty_log().await?;
                let hash = clicked.view.as_ref().and_then(|view| view.hash.as_deref());
                // Not remembered: nothing is kept of this person now.
                publish_home(app, user, hash).await?;
            }
            Ok(Answer::Nothing)
        }
        scores_views::SHARE => {
            if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
                return Ok(Answer::Reply(refusal.to_json()));
            }
            let message_ts = clicked.container.message_ts.as_ref();
            if let (Some(channel), Some(message_ts)) = (&clicked.channel, message_ts) {
                let by = &clicked.user.id;
                home::share(&app.ctx, value, by, channel, message_ts.as_str()).await?;
            }
            Ok(Answer::Nothing)
        }
        actions::THANK => {
            let Some(FeedbackAction::Thank { response }) = FeedbackAction::parse(value) else {
                return Ok(Answer::Nothing);
            };
            let actor = actor(app, &clicked.user, &clicked.installation).await?;
            kudos::about_response(&app.ctx, actor, response.as_str()).await
        }
        kudos_actions::OPEN => {
            let actor = actor(app, &clicked.user, &clicked.installation).await?;
            kudos::opened(&app.ctx, actor, true).await
        }
        kudos_actions::UNDO | kudos_actions::MENU => {
            let actor = actor(app, &clicked.user, &clicked.installation).await?;
            undoing::undone(&app.ctx, actor, &clicked, &value.into()).await
        }
        kudos_actions::MESSAGES | kudos_actions::RANKING => {
            kudos::chosen(&app.ctx, &clicked.user.id, &action.action_id, value).await?;
            let hash = clicked.view.as_ref().and_then(|view| view.hash.as_deref());
            show_home(app, &clicked.user.id, hash).await?;
            Ok(Answer::Nothing)
        }
        alarm_views::SEEN => {
            let Some(alarm) = alarm_views::seen_alarm(value) else {
                return Ok(Answer::Nothing);
            };
            if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
                return Ok(Answer::Reply(refusal.to_json()));
            }
            let by = &clicked.user.id;
            let language = home::language_of(&app.ctx, by).await?;
            let now = app.ctx.clock.now();
            let answer = scores::seen(&app.ctx, alarm, by, language, now).await?;
            Ok(answer.map_or(Answer::Nothing, |answer| Answer::Reply(answer.to_json())))
        }
        actions::MENU
        | actions::TRIAGE
        | actions::READ_ALL
        | actions::REROUTE
        | actions::WHY
        | actions::CHOOSE => {
            let Some(wanted) = FeedbackAction::parse(value) else {
                return Ok(Answer::Nothing);
            };
            if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
                return Ok(Answer::Reply(refusal.to_json()));
            }
            if let FeedbackAction::Story { response } = &wanted {
                return stories::of_response(app, &clicked, response).await;
            }
            let by = &clicked.user.id;
            let language = home::language_of(&app.ctx, by).await?;
            let outcome = feedback::clicked(&app.ctx, &wanted, by, language).await?;
            Ok(shown(outcome, language))
        }
        kind if meeting_actions::CLICKS.contains(&kind) || rule_actions::CLICKS.contains(&kind) => {
            meetings::click(app, &clicked, value).await
        }
        kind if story_actions::CLICKS.contains(&kind) => stories::click(app, &clicked, value).await,
        _ => Ok(Answer::Nothing),
    }
}

/// Someone sent a modal.
async fn submit(app: &App, submission: ViewSubmission) -> anyhow::Result<Answer> {
    let view = &submission.view;
    match view.callback_id.as_deref() {
        Some(actions::REROUTE_FORM) => {
            let Some(form) = RerouteForm::parse(
                view.private_metadata.as_deref().unwrap_or_default(),
                &view.state,
            ) else {
                return Ok(Answer::Nothing);
            };
            if let Some(refusal) = refusal(app, &submission.user, &submission.installation).await? {
                return Ok(field_error(RerouteForm::department_field(), &refusal));
            }
            let by = &submission.user.id;
            match feedback::rerouted(&app.ctx, &form, by).await? {
                Clicked::TooLate => {
                    let words = Words::of(home::language_of(&app.ctx, by).await?);
                    Ok(field_error(
                        RerouteForm::department_field(),
                        &answers::too_late(words),
                    ))
                }
                Clicked::Open(_) | Clicked::Done => Ok(Answer::Nothing),
            }
        }
        Some(kudos_actions::FORM) => {
            let actor = actor(app, &submission.user, &submission.installation).await?;
            let answer = kudos::sent(&app.ctx, &app.kudos, actor, &submission).await?;
            let is_from_home = view.private_metadata.as_deref() == Some(kudos_actions::FROM_HOME);
            if is_from_home && matches!(answer, Answer::UpdateView(_)) {
                show_home(app, &submission.user.id, None).await?;
            }
            Ok(answer)
        }
        Some(kudos_actions::UNDO_FORM) => {
            let actor = actor(app, &submission.user, &submission.installation).await?;
            undoing::withdrawn(&app.ctx, actor, &submission).await
        }
        Some(form)
            if meeting_actions::FORMS.contains(&form) || rule_actions::FORMS.contains(&form) =>
        {
            meetings::submit(app, &submission).await
        }
        _ => Ok(stories::submit(app, &submission)
            .await?
            .unwrap_or(Answer::Nothing)),
    }
}

/// Who acts, and in which language they are spoken to.
async fn actor<'a>(
    app: &App,
    person: &'a Person,
    installation: &'a Installation,
) -> anyhow::Result<Actor<'a>> {
    Ok(Actor {
        person,
        installation,
        language: home::language_of(&app.ctx, &person.id).await?,
    })
}

/// Something happened in the workspace.
async fn happen(app: &App, event: Event) -> anyhow::Result<Answer> {
    match event.kind {
        EventKind::AppHomeOpened {
            user, tab, view, ..
        } if tab == "home" => {
            show_home(
                app,
                &user,
                view.as_ref().and_then(|view| view.hash.as_deref()),
            )
            .await?;
        }
        EventKind::ReactionAdded(reaction) => {
            let event_id = event.event_id.as_deref();
            react(app, &event.installation, &reaction, event_id, true).await?;
        }
        EventKind::ReactionRemoved(reaction) => {
            let event_id = event.event_id.as_deref();
            react(app, &event.installation, &reaction, event_id, false).await?;
        }
        _ => {}
    }
    Ok(Answer::Nothing)
}

async fn react(
    app: &App,
    installation: &Installation,
    reaction: &Reaction,
    event_id: Option<&str>,
    is_added: bool,
) -> anyhow::Result<()> {
    if is_added && !is_colleague(app, &reaction.user, installation).await? {
        return Ok(());
    }
    let noted = store::Reaction {
        channel: reaction.channel.as_str(),
        message_ts: reaction.message.as_str(),
        user: reaction.user.as_str(),
        emoji: &reaction.name,
    };
    feedback::reacted(&app.ctx, &noted, is_added, app.ctx.clock.now()).await?;
    let Some(event_id) = event_id else {
        return Ok(());
    };
    let reacted = Reacted {
        channel: noted.channel,
        message_ts: noted.message_ts,
        user: &reaction.user,
        emoji: noted.emoji,
        is_added,
        event_id,
    };
    endorse::reacted(&app.ctx, &reacted).await
}

/// Whether a reaction counts: guests, bots and people of other organisations are no staff.
async fn is_colleague(
    app: &App,
    user: &UserId,
    installation: &Installation,
) -> anyhow::Result<bool> {
    let person = Person {
        id: user.clone(),
        name: None,
        team_id: None,
    };
    let standing = app.ctx.people.standing(&person, installation).await?;
    Ok(standing == Standing::Member)
}

/// Publishes a person's App Home, unless somebody published a newer one in the meantime, and remembers which one
/// it is.
async fn show_home(app: &App, user: &UserId, hash: Option<&str>) -> anyhow::Result<()> {
    if let Some(hash) = publish_home(app, user, hash).await? {
        home_store::remember(&app.ctx.db, user, &hash).await?;
    }
    Ok(())
}

/// Publishes a person's App Home; returns its hash, `None` where a newer one is there.
async fn publish_home(
    app: &App,
    user: &UserId,
    hash: Option<&str>,
) -> anyhow::Result<Option<String>> {
    let next = app
        .timetable
        .next_after(app.ctx.clock.now())
        .map(|(occurrence, _)| occurrence.at);
    let view = home::home_of(&app.ctx, user, next).await?;
    match app.ctx.slack.publish_home(user, &view, hash).await {
        Ok(shown) => Ok(shown.hash),
        Err(error) if error.code() == Some("hash_conflict") => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whose App Home shows what this changes, where it is done outside of App Home.
pub fn acts_elsewhere(inbound: &Inbound) -> Option<UserId> {
    match inbound {
        Inbound::Slash(command) => {
            let changes = match command.command.as_str() {
                "/kudos" => !kudos::only_shows(&command.text),
                "/voice" => ["language", "taal"]
                    .iter()
                    .any(|word| command.text.trim_start().starts_with(word)),
                _ => false,
            };
            changes.then(|| command.user.id.clone())
        }
        Inbound::Submit(submission) => {
            let form = submission.view.callback_id.as_deref().unwrap_or_default();
            let metadata = submission.view.private_metadata.as_deref();
            let is_ours = (form == kudos_actions::FORM
                && metadata != Some(kudos_actions::FROM_HOME))
                || form == kudos_actions::UNDO_FORM
                || story_actions::FORMS.contains(&form);
            is_ours.then(|| submission.user.id.clone())
        }
        Inbound::Action(clicked) => {
            let is_home = clicked
                .view
                .as_ref()
                .is_some_and(|view| view.kind == "home");
            let action = clicked.actions.first()?.action_id.as_str();
            let is_ours = matches!(action, kudos_actions::UNDO | kudos_actions::MENU)
                || story_actions::CLICKS.contains(&action);
            (is_ours && !is_home).then(|| clicked.user.id.clone())
        }
        _ => None,
    }
}

/// Publishes a person's App Home anew after an act of their own, if they ever opened it. Of two that are
/// published at once the one that comes too late is made again, so that the last one shows both acts.
///
/// # Errors
/// Where Slack or the database does not answer.
pub async fn refresh_home(app: &App, user: &UserId) -> anyhow::Result<()> {
    for _ in 0..REFRESHES {
        let Some(known) = home_store::hash(&app.ctx.choices, user).await? else {
            return Ok(());
        };
        if let Some(hash) = publish_home(app, user, Some(&known)).await? {
            return home_store::remember(&app.ctx.db, user, &hash).await;
        }
    }
    Ok(())
}

/// Why this person may not act: only members of the workspace may.
async fn refusal(
    app: &App,
    person: &Person,
    installation: &Installation,
) -> anyhow::Result<Option<Message>> {
    let standing = app.ctx.people.standing(person, installation).await?;
    if standing == Standing::Member {
        return Ok(None);
    }
    let language = home::language_of(&app.ctx, &person.id).await?;
    Ok(Some(answers::not_for_guests(Words::of(language))))
}

fn shown(outcome: Clicked, language: Language) -> Answer {
    match outcome {
        Clicked::Open(view) => Answer::PushView(view),
        Clicked::Done => Answer::Nothing,
        Clicked::TooLate => Answer::Reply(answers::too_late(Words::of(language)).to_json()),
    }
}

fn field_error(field: &str, message: &Message) -> Answer {
    Answer::Errors([(field.to_owned(), message.text.clone())].into())
}
