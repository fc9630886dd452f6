//! The form in which somebody is thanked, and the one in which an administrator withdraws a kudos.

use serde_json::Value;

use super::actions;
use super::post::Quoted;
use crate::features::kudos::record::{Link, Visibility};
use crate::features::kudos::rules::checks::MOST_RECEIVERS;
use crate::features::kudos::rules::typed::LONGEST;
use crate::platform::config::KudosValue;
use crate::platform::ids::{KudosId, UserId};
use crate::platform::slack::fields::Field;
use crate::platform::slack::kit::{self, Choice, person};
use crate::platform::text;
use crate::platform::words::Words;

/// User groups in one kudos.
const MOST_GROUPS: u64 = 5;
/// Letters of a customer's words before they are looked for.
const SEARCH_FROM: u64 = 3;
/// What of a customer's words is shown in the form.
const QUOTE: usize = 300;
/// The longest label of a choice.
const CHOICE: usize = 75;
/// People named in a sentence.
const NAMED: usize = 10;

/// A user group as it is offered.
#[derive(Clone, Copy, Debug)]
pub struct ShownGroup<'a> {
    /// Slack's id.
    pub id: &'a str,
    /// What follows the `@`.
    pub handle: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl ShownGroup<'_> {
    fn choice(&self) -> Choice {
        let label = format!(
            "@{} ({})",
            text::one_line(self.handle, 30),
            text::one_line(self.name, 40)
        );
        kit::choice(&label, self.id)
    }
}

/// What a form begins with.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Who was mentioned.
    pub people: &'a [UserId],
    /// The groups that were mentioned; `None` where groups can not be asked for.
    pub groups: Option<&'a [ShownGroup<'a>]>,
    /// What was typed.
    pub message: &'a str,
    /// The value that was typed.
    pub value: Option<&'a str>,
    /// Who is to see it.
    pub visibility: Visibility,
    /// What it is tied to.
    pub link: Option<&'a Link>,
    /// The customer's words that it is tied to.
    pub quoted: Option<Quoted<'a>>,
    /// Whether it was opened on App Home, which then shows what changed.
    pub from_home: bool,
}

/// The form, with what was typed already. `values` are those of the organisation, and a reason needs
/// `least` letters.
pub fn form(words: Words, draft: &Draft, values: &[KudosValue], least: u32) -> Value {
    let mut blocks = Vec::new();
    if let Some(quoted) = &draft.quoted {
        let said = text::clean(quoted.words);
        let said = text::cut_lines(&said, QUOTE, 4).unwrap_or(said);
        blocks.push(kit::quote(
            &said,
            Some(&quoted.speaker.in_words(words)),
            None,
        ));
    }
    blocks.push(
        field(
            actions::PEOPLE,
            &words.kudos_form_people(),
            None,
            draft.groups.is_some(),
        )
        .people(
            &words.kudos_form_people_placeholder(),
            draft.people.get(..MOST_RECEIVERS).unwrap_or(draft.people),
            MOST_RECEIVERS as u64,
        ),
    );
    if let Some(groups) = draft.groups {
        let hint = words.kudos_form_groups_hint();
        blocks.push(
            field(
                actions::GROUPS,
                &words.kudos_form_groups(),
                Some(&hint),
                true,
            )
            .several_found(
                &words.kudos_form_groups_placeholder(),
                groups.iter().map(ShownGroup::choice).collect(),
                MOST_GROUPS,
            ),
        );
    }
    let hint = words.kudos_form_message_hint(i64::from(least));
    blocks.push(
        field(
            actions::MESSAGE,
            &words.kudos_form_message(),
            Some(&hint),
            false,
        )
        .text(draft.message, LONGEST as u64, true),
    );
    blocks.extend(value_field(words, draft, values));
    blocks.push(visibility_field(words, draft.visibility));
    if draft.link.is_none() {
        blocks.push(
            field(actions::CUSTOMER, &words.kudos_form_customer(), None, true)
                .one_found(&words.kudos_form_customer_placeholder(), SEARCH_FROM),
        );
    }
    kit::modal(
        actions::FORM,
        &match draft.from_home {
            true => actions::FROM_HOME.to_owned(),
            false => actions::metadata(draft.link),
        },
        &words.kudos_form_title(),
        Some(&words.kudos_form_submit()),
        &words.kudos_cancel(),
        blocks,
    )
}

fn field<'a>(id: &'a str, label: &'a str, hint: Option<&'a str>, optional: bool) -> Field<'a> {
    Field {
        block: id,
        action: id,
        label,
        hint,
        optional,
    }
}

fn value_field(words: Words, draft: &Draft, values: &[KudosValue]) -> Option<kit::Block> {
    let choice = |value: &KudosValue| {
        let name = value.name.in_language(words.language());
        kit::choice(&text::one_line(name, CHOICE), &value.id)
    };
    field(actions::VALUE, &words.kudos_form_value(), None, true).one(
        &words.kudos_form_value_placeholder(),
        values.iter().map(choice).collect(),
        draft.value,
    )
}

fn visibility_field(words: Words, visibility: Visibility) -> kit::Block {
    let public = kit::choice(&words.kudos_form_public(), actions::PUBLIC);
    let private = kit::choice(&words.kudos_form_private(), actions::PRIVATE);
    let chosen = match visibility {
        Visibility::Public => actions::PUBLIC,
        Visibility::Private => actions::PRIVATE,
    };
    field(
        actions::VISIBILITY,
        &words.kudos_form_visibility(),
        None,
        false,
    )
    .one_of_few(vec![public, private], chosen)
}

/// The choices of the field for user groups.
pub fn group_choices(groups: &[ShownGroup]) -> Value {
    serde_json::json!(groups.iter().map(ShownGroup::choice).collect::<Vec<_>>())
}

/// The choices of the field for a customer's words: id of the response, and the words.
pub fn customer_choices(found: &[(&str, &str)]) -> Value {
    let choice = |(id, said): &(&str, &str)| kit::choice(&text::one_line(said, CHOICE), id);
    serde_json::json!(found.iter().map(choice).collect::<Vec<_>>())
}

/// The form in which an administrator says why a kudos is withdrawn.
pub fn undo(words: Words, id: &KudosId, giver: &UserId, receivers: &[UserId]) -> Value {
    let names: Vec<String> = receivers.iter().take(NAMED).map(person).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let intro = words.kudos_undo_intro(&person(giver), &words.list(&names));
    kit::modal(
        actions::UNDO_FORM,
        id.as_str(),
        &words.kudos_undo_title(),
        Some(&words.kudos_undo_submit()),
        &words.kudos_cancel(),
        vec![
            kit::section(&intro),
            field(actions::REASON, &words.kudos_undo_reason(), None, false).text(
                "",
                actions::REASON_LENGTH as u64,
                true,
            ),
        ],
    )
}
