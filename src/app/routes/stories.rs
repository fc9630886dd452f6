//! What people do with customer stories.

use super::{App, refusal, show_home};
use crate::features::feedback;
use crate::features::home::handlers as home;
use crate::features::stories::handlers::{self as stories, Actor, Chosen};
use crate::features::stories::views::actions::{self, StoryAction};
use crate::platform::ids::{ResponseId, UserId};
use crate::platform::outbox;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{
    BlockActions, Installation, MessageShortcut, Person, SlashCommand, ViewClosed, ViewSubmission,
};
use crate::platform::slack::people::Standing;

/// Someone typed `/story`.
pub(super) async fn command(app: &App, command: &SlashCommand) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &command.user, &command.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &command.user.id, &command.installation).await?;
    stories::open(&app.ctx, &actor, &command.text, None).await
}

/// Someone wants to make a story of a message: of a customer's card, or of what a colleague wrote.
pub(super) async fn from_message(app: &App, chosen: &MessageShortcut) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &chosen.user, &chosen.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &chosen.user.id, &chosen.installation).await?;
    let ours = match (&chosen.channel, &chosen.message.ts) {
        (Some(channel), Some(ts)) => {
            outbox::find_sent(&app.ctx.db, channel.as_str(), ts.as_str()).await?
        }
        _ => None,
    };
    let response = match &ours {
        Some(message) => feedback::store::response_in_message(&app.ctx.db, message).await?,
        None => None,
    };
    let typed = match ours {
        // Our own words are no story.
        Some(_) => "",
        None => &chosen.message.text,
    };
    stories::open(&app.ctx, &actor, typed, response.as_ref()).await
}

/// Someone chose to make a story of a customer's words in the menu of their card.
pub(super) async fn of_response(
    app: &App,
    clicked: &BlockActions,
    response: &ResponseId,
) -> anyhow::Result<Answer> {
    let actor = actor(app, &clicked.user.id, &clicked.installation).await?;
    stories::open(&app.ctx, &actor, "", Some(response)).await
}

/// Someone used an element whose value is `value`.
pub(super) async fn click(
    app: &App,
    clicked: &BlockActions,
    value: &str,
) -> anyhow::Result<Answer> {
    let (user, installation) = (&clicked.user, &clicked.installation);
    let Some(action) = StoryAction::parse(value) else {
        return Ok(Answer::Nothing);
    };
    if let Some(refusal) = refusal(app, user, installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = Actor {
        is_in_view: clicked.view.is_some(),
        ..actor(app, &user.id, installation).await?
    };
    let answer = stories::clicked(&app.ctx, &actor, &action).await?;
    if let Some(view) = clicked.view.as_ref().filter(|view| view.kind == "home") {
        show_home(app, &user.id, view.hash.as_deref()).await?;
    }
    Ok(answer)
}

/// Someone sent one of the forms; `None` where it is none of ours.
pub(super) async fn submit(
    app: &App,
    submission: &ViewSubmission,
) -> anyhow::Result<Option<Answer>> {
    let view = &submission.view;
    let form = view.callback_id.as_deref().unwrap_or_default();
    if !actions::FORMS.contains(&form) {
        return Ok(None);
    }
    if let Some(refusal) = refusal(app, &submission.user, &submission.installation).await? {
        // Forms open for members alone: this person became a guest while writing.
        return Ok(Some(Answer::Reply(refusal.to_json())));
    }
    let actor = actor(app, &submission.user.id, &submission.installation).await?;
    let answer = match form {
        actions::WRITE_FORM => {
            let people = stories::people_in(view);
            let people = chosen(app, people, &submission.installation).await?;
            stories::wrote(&app.ctx, &actor, view, &people).await?
        }
        actions::DETAILS_FORM => stories::detailed(&app.ctx, &actor, view).await?,
        actions::PREVIEW_FORM => stories::confirmed(&app.ctx, &actor, view).await?,
        actions::NOTE_FORM => stories::noted(&app.ctx, &actor, view).await?,
        _ => stories::withdrawn(&app.ctx, &actor, view).await?,
    };
    Ok(Some(answer))
}

/// Someone closed one of the forms: what was typed is kept.
pub(super) async fn closed(app: &App, closed: &ViewClosed) -> anyhow::Result<()> {
    let view = &closed.view;
    let is_ours = view.callback_id.as_deref() == Some(actions::WRITE_FORM);
    if is_ours
        && refusal(app, &closed.user, &closed.installation)
            .await?
            .is_none()
    {
        let actor = actor(app, &closed.user.id, &closed.installation).await?;
        stories::kept(&app.ctx, &actor, view).await?;
    }
    Ok(())
}

async fn actor<'a>(
    app: &App,
    user: &'a UserId,
    installation: &'a Installation,
) -> anyhow::Result<Actor<'a>> {
    let language = home::language_of(&app.ctx, user).await?;
    Ok(Actor::of(&app.ctx, user, installation, language).await)
}

/// What Slack says of the people who were chosen in the first form.
async fn chosen(
    app: &App,
    people: Vec<UserId>,
    installation: &Installation,
) -> anyhow::Result<Vec<Chosen>> {
    let people = people.into_iter().map(|user| async move {
        let person = Person {
            id: user.clone(),
            name: None,
            team_id: None,
        };
        let standing = app.ctx.people.standing(&person, installation).await?;
        let department = app.ctx.people.departments(&user).await.into_iter().next();
        anyhow::Ok(Chosen {
            user,
            is_colleague: matches!(standing, Standing::Member | Standing::Guest),
            department,
        })
    });
    futures_util::future::try_join_all(people).await
}
