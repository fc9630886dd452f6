//! Answers a person who thanks somebody: by command, by form, by shortcut.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::desk::Customer;
use super::giving::{Asked, Came, give, what_goes_with_it, zone_of};
use super::messages::HEARS;
use super::record::{Link, LinkKind, Occasion, Visibility};
use super::rules::checks::{self, Refusal};
use super::rules::limits;
use super::rules::typed::{self, Typed};
use super::views::actions::{self, Filled};
use super::views::answer::{self, Refused};
use super::views::form::{self, Draft, ShownGroup};
use super::views::home::Hears;
use super::{Kudos, between};
use crate::features::feedback::store as feedback;
use crate::features::feedback::store::QuoteSearch;
use crate::platform::config::Language;
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::SlackError;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::inbound::{
    Installation, MessageShortcut, Person, SlashCommand, Suggestion, ViewSubmission,
};
use crate::platform::slack::people::Standing;
use crate::platform::words::Words;
use crate::platform::{Context, preferences, text};

/// How far back customers' words are searched.
const SEARCH_BACK: TimeDelta = TimeDelta::days(365);
/// Choices in a search.
const FOUND: i64 = 20;
/// How long the address of a message may take, out of the three seconds that a form has to open.
const ADDRESS_WITHIN: Duration = Duration::from_millis(1_200);

/// Somebody who acts, and how to speak to them.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Who.
    pub person: &'a Person,
    /// In which installation.
    pub installation: &'a Installation,
    /// In which language.
    pub language: Language,
}

impl Actor<'_> {
    /// The sentences that this person reads.
    pub fn words(&self) -> Words {
        Words::of(self.language)
    }
}

/// Whether what was typed behind `/kudos` shows something, and changes nothing.
pub fn only_shows(text: &str) -> bool {
    const SHOWS: [&str; 9] = [
        "help",
        "hulp",
        "?",
        "bridges",
        "bruggen",
        "patterns",
        "patronen",
        "export",
        "exporteer",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    SHOWS.contains(&first.to_lowercase().as_str())
}

/// Someone typed `/kudos`.
///
/// # Errors
/// Where the database refused.
pub async fn typed(
    ctx: &Context,
    kudos: &Kudos,
    actor: Actor<'_>,
    command: &SlashCommand,
) -> anyhow::Result<Answer> {
    let settings = &ctx.config.kudos;
    match command.text.trim().to_lowercase().as_str() {
        "help" | "hulp" | "?" => {
            let is_admin = ctx.config.workspace.admins.contains(&actor.person.id);
            let help = answer::help(actor.words(), &command.command, settings, is_admin);
            return Ok(Answer::Reply(help.to_json()));
        }
        "bridges" | "bruggen" => {
            if standing(ctx, actor).await? != Standing::Member {
                return Ok(refused(ctx, actor, &Refusal::GiverMayNot).await);
            }
            let message = between::bridges(ctx, &actor.person.id, actor.language).await?;
            return Ok(Answer::Reply(message.to_json()));
        }
        _ => {}
    }
    let typed = typed::read(&command.text, |word| value_called(ctx, word));
    if let Err(refusal) = may_give(ctx, actor).await? {
        return Ok(refused(ctx, actor, &refusal).await);
    }
    let is_complete = !(typed.people.is_empty() && typed.groups.is_empty())
        && checks::message(settings, &typed.message).is_ok();
    if !is_complete {
        return open_form(ctx, actor, &typed, None, false).await;
    }
    let asked = Asked {
        people: typed.people,
        groups: typed.groups,
        message: typed.message,
        value: typed.value,
        visibility: Visibility::Public,
        link: None,
        occasion: Occasion::Command,
        event_key: event_key("command", command.trigger_id.as_deref()),
    };
    Ok(match give(ctx, kudos, actor, asked).await? {
        Came::Given(done, shown) => {
            let given = shown.given(&done);
            Answer::Reply(answer::given(actor.words(), &given).to_json())
        }
        Came::Refused(refusal) => refused(ctx, actor, &refusal).await,
        Came::Known => said(&actor.words().kudos_answer_known()),
        Came::SlackSilent => said(&actor.words().kudos_refused_slack()),
    })
}

/// Someone chose the global shortcut, or pressed the button on App Home.
///
/// # Errors
/// Where Slack does not answer.
pub async fn opened(ctx: &Context, actor: Actor<'_>, from_home: bool) -> anyhow::Result<Answer> {
    if let Err(refusal) = may_give(ctx, actor).await? {
        return Ok(refused(ctx, actor, &refusal).await);
    }
    let draft = Typed::default();
    open_form(ctx, actor, &draft, None, from_home).await
}

/// Someone chose "Give kudos" in the menu of a message: its author is thanked, and it goes with it.
///
/// # Errors
/// Where Slack does not answer.
pub async fn about_message(
    ctx: &Context,
    actor: Actor<'_>,
    shortcut: &MessageShortcut,
) -> anyhow::Result<Answer> {
    if let Err(refusal) = may_give(ctx, actor).await? {
        return Ok(refused(ctx, actor, &refusal).await);
    }
    let message = &shortcut.message;
    let author = message
        .user
        .clone()
        .filter(|user| message.bot_id.is_none() && *user != actor.person.id);
    let typed = Typed {
        people: author.into_iter().collect(),
        ..Typed::default()
    };
    let address = match (&shortcut.channel, &message.ts) {
        (Some(channel), Some(ts)) => address_of(ctx, channel, ts.as_str()).await,
        _ => None,
    };
    let link = address.map(|id| Link {
        kind: LinkKind::Message,
        id,
    });
    open_form(ctx, actor, &typed, link, false).await
}

/// The address of a message, if Slack tells it in time.
async fn address_of(ctx: &Context, channel: &ChannelId, ts: &str) -> Option<String> {
    let asked = json!({ "channel": channel, "message_ts": ts });
    let answer = ctx.slack.call("chat.getPermalink", &asked);
    let answer = tokio::time::timeout(ADDRESS_WITHIN, answer)
        .await
        .ok()?
        .ok()?;
    answer["permalink"].as_str().map(str::to_owned)
}

/// Someone pressed "Thank a colleague" under a customer's words.
///
/// # Errors
/// Where the database does not answer.
pub async fn about_response(
    ctx: &Context,
    actor: Actor<'_>,
    response: &str,
) -> anyhow::Result<Answer> {
    if let Err(refusal) = may_give(ctx, actor).await? {
        return Ok(refused(ctx, actor, &refusal).await);
    }
    let link = Link {
        kind: LinkKind::Response,
        id: response.to_owned(),
    };
    open_form(ctx, actor, &Typed::default(), Some(link), false).await
}

/// Someone types in a field of the form whose choices we give.
///
/// # Errors
/// Where the database does not answer.
pub async fn suggested(
    ctx: &Context,
    actor: Actor<'_>,
    suggestion: &Suggestion,
) -> anyhow::Result<Answer> {
    let nothing = Answer::Options(json!([]));
    if may_give(ctx, actor).await?.is_err() {
        return Ok(nothing);
    }
    match suggestion.action_id.as_str() {
        actions::GROUPS => {
            let typed = suggestion
                .typed
                .trim()
                .trim_start_matches('@')
                .to_lowercase();
            let groups = ctx.people.groups().await.unwrap_or_default();
            let found: Vec<ShownGroup> = groups
                .iter()
                .filter(|group| {
                    group.handle.to_lowercase().contains(&typed)
                        || group.name.to_lowercase().contains(&typed)
                })
                .take(usize::try_from(FOUND).unwrap_or(usize::MAX))
                .map(shown_group)
                .collect();
            Ok(Answer::Options(form::group_choices(&found)))
        }
        actions::CUSTOMER => {
            let now = ctx.clock.now();
            let search = QuoteSearch {
                department: "",
                classes: &[],
                part: suggestion.typed.trim(),
                from: now - SEARCH_BACK,
                until: now,
                most: FOUND,
            };
            let found = feedback::quotes(&ctx.db, search).await?;
            let choices: Vec<(&str, &str)> = found
                .iter()
                .filter_map(|response| Some((response.id.as_str(), response.comment.as_deref()?)))
                .collect();
            Ok(Answer::Options(form::customer_choices(&choices)))
        }
        _ => Ok(nothing),
    }
}

/// Someone sent the form.
///
/// # Errors
/// Where the database refused.
pub async fn sent(
    ctx: &Context,
    kudos: &Kudos,
    actor: Actor<'_>,
    submission: &ViewSubmission,
) -> anyhow::Result<Answer> {
    let view = &submission.view;
    let metadata = view.private_metadata.as_deref().unwrap_or_default();
    let filled = Filled::read(metadata, &view.state);
    if let Err(refusal) = may_give(ctx, actor).await? {
        return Ok(wrong_field(ctx, actor, &refusal).await);
    }
    let asked = Asked {
        people: filled.people,
        groups: filled.groups,
        message: text::cut(&filled.message, typed::LONGEST),
        value: filled.value,
        visibility: filled.visibility,
        link: filled.link,
        occasion: Occasion::Form,
        // A form is sent once: the second press of its button is the same kudos.
        event_key: format!("form:{}", view.id),
    };
    let words = actor.words();
    Ok(match give(ctx, kudos, actor, asked).await? {
        Came::Given(done, shown) => {
            Answer::UpdateView(answer::given_view(words, &shown.given(&done)))
        }
        Came::Refused(refusal) => wrong_field(ctx, actor, &refusal).await,
        Came::Known => Answer::UpdateView(answer::said_view(words, &words.kudos_answer_known())),
        Came::SlackSilent => error_at(actions::PEOPLE, words.kudos_refused_slack()),
    })
}

/// Someone chose how to hear of kudos, or whether to stand on the leaderboard.
///
/// # Errors
/// Where the database refused.
pub async fn chosen(ctx: &Context, user: &UserId, action: &str, value: &str) -> anyhow::Result<()> {
    let name = match action {
        actions::MESSAGES if Hears::of(value).is_some() => HEARS,
        actions::RANKING if matches!(value, "show" | "hide") => super::home::RANKING,
        _ => return Ok(()),
    };
    let mut tx = ctx.db.begin().await?;
    preferences::choose(&mut tx, user.as_str(), name, value).await?;
    tx.commit().await
}

/// Whether this person may give kudos at all.
async fn may_give(ctx: &Context, actor: Actor<'_>) -> anyhow::Result<Result<(), Refusal>> {
    let standing = standing(ctx, actor).await?;
    Ok(checks::giver(&ctx.config.kudos, standing))
}

async fn standing(ctx: &Context, actor: Actor<'_>) -> Result<Standing, SlackError> {
    ctx.people.standing(actor.person, actor.installation).await
}

async fn open_form(
    ctx: &Context,
    actor: Actor<'_>,
    typed: &Typed,
    link: Option<Link>,
    from_home: bool,
) -> anyhow::Result<Answer> {
    let settings = &ctx.config.kudos;
    let groups = ctx.people.groups().await.unwrap_or_default();
    let chosen: Vec<ShownGroup> = groups
        .iter()
        .filter(|group| typed.groups.contains(&group.id))
        .map(shown_group)
        .collect();
    let (customer, _) = what_goes_with_it(ctx, link.as_ref()).await?;
    let draft = Draft {
        people: &typed.people,
        groups: (!groups.is_empty()).then_some(chosen.as_slice()),
        message: &typed.message,
        value: typed.value.as_deref(),
        visibility: Visibility::Public,
        link: link.as_ref(),
        quoted: customer.as_ref().map(Customer::quoted),
        from_home,
    };
    let view = form::form(actor.words(), &draft, &settings.values, settings.min_chars);
    Ok(Answer::PushView(view))
}

fn shown_group(group: &crate::platform::slack::people::Group) -> ShownGroup<'_> {
    ShownGroup {
        id: &group.id,
        handle: &group.handle,
        name: &group.name,
    }
}

/// The value that is typed after a `#`: by its id, or its name in either language without spaces.
fn value_called(ctx: &Context, word: &str) -> Option<String> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let word = plain(word);
    let values = &ctx.config.kudos.values;
    let value = values.iter().find(|value| {
        [value.id.as_str(), &value.name.en, &value.name.nl]
            .into_iter()
            .any(|name| plain(name) == word)
    })?;
    Some(value.id.clone())
}

pub(super) fn said(sentence: &str) -> Answer {
    Answer::Reply(answer::said(sentence).to_json())
}

fn event_key(kind: &str, trigger: Option<&str>) -> String {
    match trigger {
        Some(trigger) => format!("{kind}:{trigger}"),
        // Nothing tells a repetition apart then; Slack always sends one.
        None => format!("{kind}:{}", crate::platform::ids::new_row_id()),
    }
}

async fn refused(ctx: &Context, actor: Actor<'_>, refusal: &Refusal) -> Answer {
    let said = in_words(ctx, actor, refusal, false).await;
    Answer::Reply(answer::said(&said).to_json())
}

async fn wrong_field(ctx: &Context, actor: Actor<'_>, refusal: &Refusal) -> Answer {
    let said = in_words(ctx, actor, refusal, true).await;
    error_at(actions::block_of(refusal.field()), said)
}

async fn in_words(ctx: &Context, actor: Actor<'_>, refusal: &Refusal, is_field: bool) -> String {
    let zone = zone_of(ctx, &actor.person.id).await;
    let now = ctx.clock.now();
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let about = match refusal {
        Refusal::Bot(user)
        | Refusal::Left(user)
        | Refusal::Guest(user)
        | Refusal::Outsider(user)
        | Refusal::PairLimit { receiver: user, .. }
        | Refusal::Pattern { receiver: user, .. } => ctx.people.profile(user).await.ok(),
        _ => None,
    };
    let (_, tomorrow) = limits::day_of(now, zone);
    let again_at = match refusal {
        Refusal::DailyLimit { again_at, .. } => *again_at,
        _ => tomorrow,
    };
    let shown = Refused {
        refusal,
        name: about.as_ref().and_then(|profile| profile.name.as_deref()),
        now: local(now),
        again_at: local(again_at),
    };
    answer::refusal(actor.words(), &shown, is_field)
}

pub(super) fn error_at(block: &str, said: String) -> Answer {
    Answer::Errors([(block.to_owned(), said)].into())
}
