//! Writing a story: three forms, of which each is stored before the next one opens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::publish::{Telling, quote_of};
use super::super::rules::form::{self, ALT, Fault, ROLE, Told, masked};
use super::super::rules::state::{Act, Refusal, State, next};
use super::super::store::{self, Contributor, Story};
use super::super::views::Moment;
use super::super::views::actions::{Carried, Input};
use super::super::views::forms::{self, Asked, Becomes, Details, Picture, Write};
use super::{Actor, Why, refused, told_why};
use crate::features::feedback;
use crate::features::feedback::rules::response::StoredResponse;
use crate::features::feedback::views::ShownDepartment;
use crate::platform::Context;
use crate::platform::db::Tx;
use crate::platform::ids::{DepartmentId, ResponseId, UserId, new_row_id};
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{View, ViewState};
use crate::platform::text;
use crate::platform::words::Words;

/// The pictures that Slack shows in a message.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/gif"];

/// Someone wants to tell a story: `/story`, with or without words, or the words of a response. A draft
/// that was kept is gone on with.
///
/// # Errors
/// Where the database does not answer.
pub async fn open(
    ctx: &Context,
    actor: &Actor<'_>,
    typed: &str,
    response: Option<&ResponseId>,
) -> anyhow::Result<Answer> {
    let typed = form::masked(&text::unescape(typed), form::HAPPENED);
    if typed.is_empty()
        && let Some(draft) = store::last_draft(&ctx.db, actor.user, response).await?
    {
        return go_on(ctx, actor, &draft).await;
    }
    let carried = Carried {
        story: new_row_id(),
        response: response.cloned(),
        edits: None,
    };
    let quoted = quoted(ctx, response).await?;
    let mut told = Told {
        happened: typed,
        ..Told::default()
    };
    if let Some(quoted) = &quoted {
        told.consent = quoted.consent;
        told.customer = quoted.respondent_name.clone().unwrap_or_default();
        told.company = quoted.respondent_company.clone().unwrap_or_default();
    }
    let quoted = quoted.as_ref();
    Ok(Answer::PushView(form(
        ctx,
        actor,
        &carried,
        &told,
        &[],
        quoted,
        None,
    )))
}

/// The first form with what a draft holds.
pub(super) async fn go_on(
    ctx: &Context,
    actor: &Actor<'_>,
    draft: &Story,
) -> anyhow::Result<Answer> {
    let carried = Carried {
        story: draft.id.clone(),
        response: draft.response_id.clone(),
        edits: draft
            .edit_of
            .clone()
            .map(|edited| (edited, draft.base_revision)),
    };
    let people = chosen_people(&store::contributors(&ctx.db, &draft.id).await?);
    let quoted = quoted(ctx, draft.response_id.as_ref()).await?;
    let kept = Moment {
        at: draft.updated_at,
        now: ctx.clock.now(),
        zone: actor.zone,
    };
    Ok(Answer::PushView(form(
        ctx,
        actor,
        &carried,
        &draft.told(),
        &people,
        quoted.as_ref(),
        draft.edit_of.is_none().then_some(kept),
    )))
}

/// The first form with what a submitted story holds, to be changed.
pub(super) async fn edit(
    ctx: &Context,
    actor: &Actor<'_>,
    story: &Story,
) -> anyhow::Result<Answer> {
    let open = store::open_edit(&ctx.db, actor.user, &story.id).await?;
    if let Some(open) = open.filter(|open| open.base_revision == story.revision) {
        return go_on(ctx, actor, &open).await;
    }
    let carried = Carried {
        story: new_row_id(),
        response: story.response_id.clone(),
        edits: Some((story.id.clone(), story.revision)),
    };
    let people = chosen_people(&store::contributors(&ctx.db, &story.id).await?);
    let quoted = quoted(ctx, story.response_id.as_ref()).await?;
    let quoted = quoted.as_ref();
    let told = story.told();
    Ok(Answer::PushView(form(
        ctx, actor, &carried, &told, &people, quoted, None,
    )))
}

/// An empty form.
pub(super) fn empty_form(ctx: &Context, actor: &Actor<'_>) -> serde_json::Value {
    let carried = Carried {
        story: new_row_id(),
        response: None,
        edits: None,
    };
    form(ctx, actor, &carried, &Told::default(), &[], None, None)
}

fn form(
    ctx: &Context,
    actor: &Actor<'_>,
    carried: &Carried,
    told: &Told,
    people: &[UserId],
    quoted: Option<&StoredResponse>,
    kept: Option<Moment>,
) -> serde_json::Value {
    let departments = departments(ctx, actor);
    let write = Write {
        carried,
        told,
        people,
        departments: &departments,
        quote: quoted.and_then(quote_of),
        kept,
    };
    forms::write(actor.words(), &write)
}

fn departments<'a>(ctx: &'a Context, actor: &Actor<'_>) -> Vec<ShownDepartment<'a>> {
    feedback::shown_departments(ctx, actor.language)
}

async fn quoted(
    ctx: &Context,
    response: Option<&ResponseId>,
) -> anyhow::Result<Option<StoredResponse>> {
    match response {
        Some(id) => feedback::store::response(&ctx.db, id.as_str()).await,
        None => Ok(None),
    }
}

fn chosen_people(contributors: &[Contributor]) -> Vec<UserId> {
    contributors
        .iter()
        .map(|contributor| contributor.user_id.clone())
        .collect()
}

/// What the inputs of the first form hold.
fn read(state: &ViewState, owner: &str) -> (Told, Vec<UserId>) {
    let consent = Input::Consent.chosen(state, owner);
    let told = Told {
        customer: Input::Customer.text(state, owner),
        company: Input::Company.text(state, owner),
        consent: forms::consent_called(consent.first().map_or("", String::as_str)),
        happened: Input::Happened.text(state, owner),
        outcome: Input::Outcome.text(state, owner),
        departments: Input::Departments
            .chosen(state, owner)
            .into_iter()
            .map(DepartmentId::from)
            .collect(),
    };
    (told.tidied(), Input::People.people(state, owner))
}

/// Somebody who was chosen in the first form, and what Slack says of that person.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The person.
    pub user: UserId,
    /// Whether it is a colleague: no app, no closed account, nobody of another organisation.
    pub is_colleague: bool,
    /// Where the person works.
    pub department: Option<DepartmentId>,
}

/// Who was chosen in the first form; the routes find out what Slack says of them.
pub fn people_in(view: &View) -> Vec<UserId> {
    let carried = Carried::parse(view.private_metadata.as_deref().unwrap_or_default());
    carried.map_or_else(Vec::new, |carried| {
        Input::People.people(&view.state, &carried.story)
    })
}

/// Someone sent the first form, in which these people were chosen.
///
/// # Errors
/// Where the database refused.
pub async fn wrote(
    ctx: &Context,
    actor: &Actor<'_>,
    view: &View,
    people: &[Chosen],
) -> anyhow::Result<Answer> {
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let Some(carried) = Carried::parse(metadata) else {
        return Ok(Answer::Nothing);
    };
    let (told, chosen) = read(&view.state, &carried.story);
    let mut faults = told.faults(&chosen);
    if let Some(stranger) = people.iter().find(|chosen| !chosen.is_colleague) {
        let fault = Fault::NoColleague(stranger.user.clone());
        faults.push((form::Input::People, fault));
    }
    if !faults.is_empty() {
        return Ok(Answer::Errors(errors(actor, &carried.story, &faults)));
    }
    let mut tx = ctx.db.begin().await?;
    let draft = match store_draft(ctx, &mut tx, actor, &carried, told, people).await? {
        Ok(draft) => draft,
        Err(why) => {
            tx.rollback().await?;
            return Ok(refused(actor, why));
        }
    };
    let contributors = store::contributors_in(&mut tx, &draft.id).await?;
    tx.commit().await?;
    let is_posted = match &draft.edit_of {
        Some(edited) => {
            let edited = store::story(&ctx.db, edited).await?;
            edited.is_some_and(|edited| edited.state == State::Published)
        }
        None => false,
    };
    let asked: Vec<Asked> = contributors
        .iter()
        .map(|contributor| Asked {
            user: &contributor.user_id,
            department: contributor.department.as_ref(),
            role: &contributor.role,
        })
        .collect();
    let details = Details {
        story: &draft.id,
        people: &asked,
        departments: &departments(ctx, actor),
        picture: actor.has_files.then_some(Picture {
            alt: &draft.image_alt,
            is_there: draft.image_file.is_some(),
        }),
        moment: (!is_posted).then_some(draft.publish_at),
    };
    Ok(Answer::PushView(forms::details(actor.words(), &details)))
}

fn errors(
    actor: &Actor<'_>,
    owner: &str,
    faults: &[(form::Input, Fault)],
) -> BTreeMap<String, String> {
    faults
        .iter()
        .map(|(input, fault)| {
            let input = match input {
                form::Input::Customer => Input::Customer,
                form::Input::Company => Input::Company,
                form::Input::Happened => Input::Happened,
                form::Input::Outcome => Input::Outcome,
                form::Input::People => Input::People,
            };
            (input.block(owner), forms::fault(actor.words(), fault))
        })
        .collect()
}

/// Stores what the first form holds, whether it is whole or not.
async fn store_draft(
    ctx: &Context,
    tx: &mut Tx,
    actor: &Actor<'_>,
    carried: &Carried,
    told: Told,
    people: &[Chosen],
) -> anyhow::Result<Result<Story, Why>> {
    let now = ctx.clock.now();
    let (mut draft, known) = match store::lock(tx, &carried.story).await? {
        Some(draft) => {
            if let Err(why) = may_write(&draft, actor) {
                return Ok(Err(why));
            }
            let known = store::contributors_in(tx, &draft.id).await?;
            (draft, known)
        }
        None => match begin(tx, actor, carried, now).await? {
            Ok(begun) => begun,
            Err(why) => return Ok(Err(why)),
        },
    };
    draft.tell(told.as_agreed())?;
    draft.department.clone_from(&actor.department);
    draft.updated_at = now;
    let contributors: Vec<Contributor> = people
        .iter()
        .map(|chosen| {
            let known = known.iter().find(|known| known.user_id == chosen.user);
            known.cloned().unwrap_or_else(|| Contributor {
                user_id: chosen.user.clone(),
                department: chosen.department.clone(),
                role: String::new(),
            })
        })
        .collect();
    store::save(tx, &draft).await?;
    store::set_contributors(tx, &draft.id, &contributors).await?;
    Ok(Ok(draft))
}

/// A draft is written by its author alone.
pub(super) fn may_write(draft: &Story, actor: &Actor<'_>) -> Result<(), Why> {
    if draft.author != *actor.user {
        return Err(Why::Rules(Refusal::NotTheAuthor));
    }
    match draft.state {
        State::Draft => Ok(()),
        state => Err(Why::Rules(Refusal::TooLate(state))),
    }
}

/// A new draft: empty, or a copy of the story that is edited.
async fn begin(
    tx: &mut Tx,
    actor: &Actor<'_>,
    carried: &Carried,
    now: DateTime<Utc>,
) -> anyhow::Result<Result<(Story, Vec<Contributor>), Why>> {
    let mut draft = Story::empty(&carried.story, actor.user, now);
    draft.team_id.clone_from(&actor.installation.team_id);
    draft
        .enterprise_id
        .clone_from(&actor.installation.enterprise_id);
    draft.response_id.clone_from(&carried.response);
    let Some((edited, revision)) = &carried.edits else {
        return Ok(Ok((draft, Vec::new())));
    };
    let Some(original) = store::lock(tx, edited).await? else {
        return Ok(Err(Why::Gone));
    };
    let role = actor.role(&original);
    if let Err(refusal) = next(original.state, Act::Save, role, original.publish_at, now) {
        return Ok(Err(Why::Rules(refusal)));
    }
    draft.take_over(&original);
    draft.edit_of = Some(edited.clone());
    draft.base_revision = *revision;
    let known = store::contributors_in(tx, edited).await?;
    Ok(Ok((draft, known)))
}

/// Someone closed the first form: what was typed is kept.
///
/// # Errors
/// Where the database refused.
pub async fn kept(ctx: &Context, actor: &Actor<'_>, view: &View) -> anyhow::Result<()> {
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let Some(carried) = Carried::parse(metadata) else {
        return Ok(());
    };
    let (told, chosen) = read(&view.state, &carried.story);
    let people: Vec<Chosen> = chosen
        .into_iter()
        .map(|user| Chosen {
            user,
            is_colleague: true,
            department: None,
        })
        .collect();
    if told.happened.is_empty() && told.outcome.is_empty() {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    match store_draft(ctx, &mut tx, actor, &carried, told, &people).await? {
        Ok(_) => tx.commit().await,
        Err(_) => tx.rollback().await,
    }
}

/// Someone sent the second form: it is stored, and the preview opens.
///
/// # Errors
/// Where the database refused.
pub async fn detailed(ctx: &Context, actor: &Actor<'_>, view: &View) -> anyhow::Result<Answer> {
    let id = view.private_metadata.as_deref().unwrap_or_default();
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let Some(mut draft) = store::lock(&mut tx, id).await? else {
        tx.rollback().await?;
        return Ok(refused(actor, Why::Gone));
    };
    if let Err(why) = may_write(&draft, actor) {
        tx.rollback().await?;
        return Ok(refused(actor, why));
    }
    let mut contributors = store::contributors_in(&mut tx, id).await?;
    for contributor in &mut contributors {
        let owner = contributor.user_id.as_str().to_owned();
        contributor.role = masked(&Input::Role.text(&view.state, &owner), ROLE);
        let chosen = Input::Department.chosen(&view.state, &owner);
        contributor.department = chosen.into_iter().next().map(DepartmentId::from);
    }
    if let Err(fault) = read_details(&mut draft, &view.state, actor.words()) {
        tx.rollback().await?;
        return Ok(Answer::Errors([(Input::Picture.block(id), fault)].into()));
    }
    draft.updated_at = now;
    store::save(&mut tx, &draft).await?;
    store::set_contributors(&mut tx, id, &contributors).await?;
    let telling = Telling::of(&mut tx, draft).await?;
    let moment = telling.moment(actor.zone, now);
    let becomes = match (&telling.story.edit_of, moment) {
        (Some(_), _) => Becomes::Saved,
        (None, moment) if !actor.is_leader() => Becomes::Proposed(&actor.leaders, moment),
        (None, Some(moment)) => Becomes::Scheduled(moment),
        (None, None) => Becomes::Posted,
    };
    let preview = telling
        .preview(ctx, &mut tx, actor.language, becomes)
        .await?;
    tx.commit().await?;
    Ok(match preview {
        Some(preview) => Answer::PushView(preview),
        None => refused(actor, Why::Nowhere),
    })
}

/// Puts the moment and the picture of the second form into the draft.
///
/// # Errors
/// In words, where the picture is none.
fn read_details(draft: &mut Story, state: &ViewState, words: Words) -> Result<(), String> {
    let owner = draft.id.clone();
    if let Some(input) = state.get(&Input::Moment.block(&owner), Input::Moment.action()) {
        draft.publish_at = input
            .date_time
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    }
    if let Some(input) = state.get(&Input::Picture.block(&owner), Input::Picture.action())
        && let Some(file) = input.files.first()
    {
        let kind = file["mimetype"].as_str().unwrap_or_default();
        match file["id"].as_str() {
            Some(id) if PICTURES.contains(&kind) => draft.image_file = Some(id.to_owned()),
            _ => return Err(words.story_fault_picture()),
        }
    }
    let removed = Input::NoPicture.chosen(state, &owner);
    if !removed.is_empty() {
        draft.image_file = None;
        draft.image_alt.clear();
        return Ok(());
    }
    if let Some(input) = state.get(&Input::Alt.block(&owner), Input::Alt.action()) {
        let alt = input.value.as_deref().unwrap_or_default();
        draft.image_alt = text::one_line(&masked(alt, ALT), ALT);
    }
    Ok(())
}

/// A draft that its author goes on with.
pub(super) async fn resume(ctx: &Context, actor: &Actor<'_>, id: &str) -> anyhow::Result<Answer> {
    let Some(draft) = store::story(&ctx.db, id).await? else {
        return Ok(told_why(actor, Why::Gone));
    };
    match may_write(&draft, actor) {
        Ok(()) => go_on(ctx, actor, &draft).await,
        Err(why) => Ok(told_why(actor, why)),
    }
}
