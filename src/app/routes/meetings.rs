//! What people do with the agendas of meetings, and with the rules of which meetings have one.

use super::{App, refusal};
use crate::features::home::handlers as home;
use crate::features::meetings::handlers::{self as meetings, Actor};
use crate::features::meetings::views::actions::AgendaAction;
use crate::features::meetings::views::rule_actions::{self, RuleAction};
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
    let rules = app.timetable.meetings().rules(&app.ctx).await?;
    let answer = meetings::typed(&app.ctx, &rules, actor, command).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone asks which meetings have the customer on their agenda.
pub(super) async fn overview(app: &App, command: &SlashCommand) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &command.user, &command.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &command.user.id).await?;
    let book = app.timetable.meetings();
    let answer = meetings::overview(&app.ctx, book, actor, &command.text).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone puts a message on the agenda.
pub(super) async fn from_message(app: &App, chosen: &MessageShortcut) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &chosen.user, &chosen.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &chosen.user.id).await?;
    let rules = app.timetable.meetings().rules(&app.ctx).await?;
    let answer = meetings::added_from_message(&app.ctx, &rules, actor, chosen).await?;
    Ok(Answer::Reply(answer.to_json()))
}

/// Someone used an element whose value is `value`.
pub(super) async fn click(
    app: &App,
    clicked: &BlockActions,
    value: &str,
) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &clicked.user, &clicked.installation).await? {
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &clicked.user.id).await?;
    let book = app.timetable.meetings();
    if let Some(action) = RuleAction::parse(value) {
        return meetings::managed(&app.ctx, book, actor, &action).await;
    }
    let Some(action) = AgendaAction::parse(value) else {
        return Ok(Answer::Nothing);
    };
    let rules = book.with_paused(&app.ctx).await?;
    meetings::clicked(&app.ctx, &rules, actor, &action).await
}

/// Someone sent one of the forms.
pub(super) async fn submit(app: &App, submission: &ViewSubmission) -> anyhow::Result<Answer> {
    if let Some(refusal) = refusal(app, &submission.user, &submission.installation).await? {
        // Forms open for members alone: this person became a guest while writing.
        return Ok(Answer::Reply(refusal.to_json()));
    }
    let actor = actor(app, &submission.user.id).await?;
    let (ctx, book, view) = (&app.ctx, app.timetable.meetings(), &submission.view);
    match view.callback_id.as_deref() {
        Some(rule_actions::KIND_FORM) => meetings::chosen(ctx, actor, view).await,
        Some(rule_actions::FORM) => meetings::made(ctx, book, actor, view).await,
        Some(rule_actions::REMOVE_FORM) => meetings::removed(ctx, book, actor, view).await,
        _ => meetings::sent(ctx, actor, view).await,
    }
}

async fn actor<'a>(app: &App, user: &'a UserId) -> anyhow::Result<Actor<'a>> {
    let language = home::language_of(&app.ctx, user).await?;
    Ok(Actor { user, language })
}
