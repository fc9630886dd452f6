//! What people do with the agendas of meetings.

use super::{App, refusal};
use crate::features::home::handlers as home;
use crate::features::meetings::handlers::{self as meetings, Actor};
use crate::features::meetings::views::actions::AgendaAction;
use crate::platform::ids::UserId;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{
    BlockActions, MessageShortcut, SlashCommand, ViewSubmission,
};

/// Someone typed `/agenda`.
pub(super) async fn command(app: &App, command: &SlashCommand) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &command.user, &command.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &command.user.id).await?;
    let answer = meetings::typed(&app.ctx, app.timetable.meetings(), actor, command).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone asks which meetings have the customer on their agenda.
pub(super) async fn overview(app: &App, command: &SlashCommand) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &command.user, &command.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &command.user.id).await?;
    let answer = meetings::overview(&app.ctx, app.timetable.meetings(), actor).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone puts a message on the agenda.
pub(super) async fn from_message(app: &App, chosen: &MessageShortcut) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &chosen.user, &chosen.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &chosen.user.id).await?;
    let rules = app.timetable.meetings();
    let answer = meetings::added_from_message(&app.ctx, rules, actor, chosen).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone used an element whose value is `value`.
pub(super) async fn click(
    app: &App,
    clicked: &BlockActions,
    value: &str,
) -> anyhow::Result<Answer> {
    let Some(action) = AgendaAction::parse(value) else {
        return Ok(Answer::Nothing);
    };
    if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &clicked.user.id).await?;
    meetings::clicked(&app.ctx, app.timetable.meetings(), actor, &action).await
}

/// Someone sent one of the forms.
pub(super) async fn submit(app: &App, submission: &ViewSubmission) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &submission.user, &submission.installation).await? {
        // Forms open for members alone: this person became a guest while writing.
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &submission.user.id).await?;
    meetings::sent(&app.ctx, actor, &submission.view).await
}

async fn actor<'a>(app: &App, user: &'a UserId) -> anyhow::Result<Actor<'a>> {
    let language = home::language_of(&app.ctx, user).await?;
    Ok(Actor { user, language })
}
