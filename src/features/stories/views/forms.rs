//! The forms in which a story is written: what happened, who did what, and the preview.

use serde_json::Value;

use super::actions::{self, Carried, Input, StoryAction};
use super::post::{Place, ShownStory, story};
use super::{Moment, channels, one_of};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::features::stories::rules::form::{
    ALT, CONTRIBUTORS, Fault, HAPPENED, LEAST, NAME, OUTCOME, ROLE, Told,
};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::slack::fields::{Field, telling_when_closed};
use crate::platform::slack::kit::{self, Block, person};
use crate::platform::text;
use crate::platform::words::Words;

/// The kinds of pictures that Slack shows in a message.
const PICTURES: [&str; 4] = ["png", "jpg", "jpeg", "gif"];
/// What of the customer's words stands in the form.
const REMINDER: usize = 300;

/// What a consent is called as a value.
pub fn consent_value(consent: Consent) -> &'static str {
    match consent {
        Consent::Anonymous => "anonymous",
        Consent::Company => "company",
        Consent::Named => "named",
    }
}

/// The consent that a value stands for.
pub fn consent_called(value: &str) -> Consent {
    [Consent::Company, Consent::Named]
        .into_iter()
        .find(|consent| consent_value(*consent) == value)
        .unwrap_or_default()
}

/// What the first form begins with.
#[derive(Clone, Copy, Debug)]
pub struct Write<'a> {
    /// The ids that it carries along.
    pub carried: &'a Carried,
    /// What was told so far.
    pub told: &'a Told,
    /// Who was chosen so far.
    pub people: &'a [UserId],
    /// The departments in use.
    pub departments: &'a [ShownDepartment<'a>],
    /// The customer's words that the story will quote, and who said them.
    pub quote: Option<(&'a str, Speaker<'a>)>,
    /// When a draft was kept that is gone on with.
    pub kept: Option<Moment>,
}

/// The first form: the customer, what happened, who made it happen, who hears it.
pub fn write(words: Words, write: &Write) -> Value {
    let Write { told, carried, .. } = write;
    let owner = carried.story.as_str();
    let mut blocks = Vec::new();
    if let Some(kept) = &write.kept {
        let afresh = StoryAction::Afresh(owner.to_owned()).to_string();
        let button = kit::button(&words.story_form_afresh(), actions::AFRESH, &afresh);
        let said = words.story_form_kept(&kept.in_words(words));
        blocks.push(kit::section_with(&said, button));
    }
    if let Some((quote, speaker)) = &write.quote {
        let quote = text::one_line(quote, REMINDER);
        blocks.push(kit::context(&words.story_form_quotes()));
        blocks.push(kit::quote(&quote, Some(&speaker.in_words(words)), None));
    }
    let (company, customer) = (words.story_form_company(), words.story_form_customer());
    let field = |input: Input, block, label, optional| Field {
        block,
        action: input.action(),
        label,
        hint: None,
        optional,
    };
    let block = Input::Company.block(owner);
    let input = field(Input::Company, &block, &company, true);
    blocks.push(input.text(&told.company, NAME as u64, false));
    let block = Input::Customer.block(owner);
    let input = field(Input::Customer, &block, &customer, true);
    blocks.push(input.text(&told.customer, NAME as u64, false));
    blocks.extend(consent(words, owner, told.consent));
    blocks.extend(texts(words, owner, told));
    blocks.push(people(words, owner, write.people));
    blocks.extend(departments(words, owner, write));
    let title = match &carried.edits {
        Some(_) => words.story_form_edit_title(),
        None => words.story_form_title(),
    };
    telling_when_closed(kit::modal(
        actions::WRITE_FORM,
        &carried.to_string(),
        &title,
        Some(&words.story_form_next()),
        &words.close(),
        blocks,
    ))
}

fn consent(words: Words, owner: &str, chosen: Consent) -> Option<Block> {
    let choices = vec![
        kit::choice(
            &words.story_form_consent_anonymous(),
            consent_value(Consent::Anonymous),
        ),
        kit::choice(
            &words.story_form_consent_company(),
            consent_value(Consent::Company),
        ),
        kit::choice(
            &words.story_form_consent_named(),
            consent_value(Consent::Named),
        ),
    ];
    let label = words.story_form_consent();
    let field = Field {
        block: &Input::Consent.block(owner),
        action: Input::Consent.action(),
        label: &label,
        hint: Some(&words.story_form_consent_hint()),
        optional: false,
    };
    field.one(&label, choices, Some(consent_value(chosen)))
}

fn texts(words: Words, owner: &str, told: &Told) -> [Block; 2] {
    let happened = Field {
        block: &Input::Happened.block(owner),
        action: Input::Happened.action(),
        label: &words.story_form_happened(),
        hint: Some(&words.story_form_happened_hint()),
        optional: false,
    };
    let outcome = Field {
        block: &Input::Outcome.block(owner),
        action: Input::Outcome.action(),
        label: &words.story_form_outcome(),
        hint: None,
        optional: false,
    };
    [
        happened.text(&told.happened, HAPPENED as u64, true),
        outcome.text(&told.outcome, OUTCOME as u64, true),
    ]
}

fn people(words: Words, owner: &str, chosen: &[UserId]) -> Block {
    let most = CONTRIBUTORS as i64;
    let field = Field {
        block: &Input::People.block(owner),
        action: Input::People.action(),
        label: &words.story_form_people(),
        hint: Some(&words.story_form_people_hint(most)),
        optional: false,
    };
    field.people(
        &words.story_form_people_placeholder(),
        chosen,
        CONTRIBUTORS as u64,
    )
}

fn departments(words: Words, owner: &str, write: &Write) -> Option<Block> {
    let field = Field {
        block: &Input::Departments.block(owner),
        action: Input::Departments.action(),
        label: &words.story_form_departments(),
        hint: None,
        optional: true,
    };
    let chosen: Vec<&str> = write
        .told
        .departments
        .iter()
        .map(DepartmentId::as_str)
        .collect();
    field.several(
        &words.story_form_departments_placeholder(),
        choices(write.departments),
        &chosen,
    )
}

fn choices(departments: &[ShownDepartment]) -> Vec<kit::Choice> {
    departments
        .iter()
        .map(|department| {
            let name = text::one_line(department.name, NAME);
            kit::choice(&name, department.id.as_str())
        })
        .collect()
}

/// A sentence about what is wrong with an input.
pub fn fault(words: Words, fault: &Fault) -> String {
    match fault {
        Fault::NameMissing => words.story_fault_name(),
        Fault::CompanyMissing => words.story_fault_company(),
        Fault::SaysTheName(name) => words.story_fault_says_name(name),
        Fault::TooShort => words.story_fault_short(LEAST as i64),
        Fault::Empty => words.story_fault_empty(),
        Fault::Nobody => words.story_fault_nobody(),
        Fault::TooMany => words.story_fault_many(CONTRIBUTORS as i64),
        Fault::NoColleague(_) => words.story_fault_outsider(),
    }
}

/// A colleague in the second form.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The colleague.
    pub user: &'a UserId,
    /// The department that is known or was chosen.
    pub department: Option<&'a DepartmentId>,
    /// What was written about it before.
    pub role: &'a str,
}

/// What is known of a story's picture.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// What is on it.
    pub alt: &'a str,
    /// Whether there is one.
    pub is_there: bool,
}

/// What the second form asks.
#[derive(Clone, Copy, Debug)]
pub struct Details<'a> {
    /// The draft.
    pub story: &'a str,
    /// The colleagues.
    pub people: &'a [Asked<'a>],
    /// The departments in use.
    pub departments: &'a [ShownDepartment<'a>],
    /// The picture that is there; `None` where pictures can not be used here.
    pub picture: Option<Picture<'a>>,
    /// The moment that was chosen; outer `None` where the story was posted already.
    pub moment: Option<Option<chrono::DateTime<chrono::Utc>>>,
}

/// The second form: what each colleague did and where, a picture, and the moment.
pub fn details(words: Words, details: &Details) -> Value {
    let mut blocks = vec![kit::context(&words.story_details_intro())];
    if let Some(chosen) = details.moment {
        let field = Field {
            block: &Input::Moment.block(details.story),
            action: Input::Moment.action(),
            label: &words.story_details_moment(),
            hint: Some(&words.story_details_moment_hint()),
            optional: true,
        };
        blocks.push(field.moment(chosen));
    }
    for asked in details.people {
        blocks.push(kit::section(&format!("*{}*", person(asked.user))));
        blocks.extend(about_colleague(words, details, asked));
    }
    if let Some(picture) = details.picture {
        blocks.extend(about_picture(words, details.story, picture));
    }
    kit::modal(
        actions::DETAILS_FORM,
        details.story,
        &words.story_details_title(),
        Some(&words.story_details_preview()),
        &words.close(),
        blocks,
    )
}

fn about_colleague(words: Words, details: &Details, asked: &Asked) -> Vec<Block> {
    let owner = asked.user.as_str();
    let role = Field {
        block: &Input::Role.block(owner),
        action: Input::Role.action(),
        label: &words.story_details_role(),
        hint: None,
        optional: true,
    };
    let mut blocks = vec![role.text(asked.role, ROLE as u64, false)];
    let department = Field {
        block: &Input::Department.block(owner),
        action: Input::Department.action(),
        label: &words.story_details_department(),
        hint: None,
        optional: true,
    };
    blocks.extend(department.one(
        &words.story_details_department_placeholder(),
        choices(details.departments),
        asked.department.map(DepartmentId::as_str),
    ));
    blocks
}

fn about_picture(words: Words, story: &str, picture: Picture) -> Vec<Block> {
    let file = Field {
        block: &Input::Picture.block(story),
        action: Input::Picture.action(),
        label: &words.story_details_picture(),
        hint: Some(&words.story_details_picture_hint()),
        optional: true,
    };
    let described = Field {
        block: &Input::Alt.block(story),
        action: Input::Alt.action(),
        label: &words.story_details_alt(),
        hint: Some(&words.story_details_alt_hint()),
        optional: true,
    };
    let mut blocks = vec![
        file.file(&PICTURES),
        described.text(picture.alt, ALT as u64, false),
    ];
    if picture.is_there {
        let removed = Field {
            block: &Input::NoPicture.block(story),
            action: Input::NoPicture.action(),
            label: &words.story_details_picture_there(),
            hint: None,
            optional: true,
        };
        let take_off = words.story_details_picture_off();
        blocks.push(removed.tick(kit::choice(&take_off, "off")));
    }
    blocks
}

/// What becomes of a story when its preview is sent.
#[derive(Clone, Copy, Debug)]
pub enum Becomes<'a> {
    /// It is posted at once.
    Posted,
    /// It is posted at a moment.
    Scheduled(Moment),
    /// It is put before these leaders, and posted at once or at a moment when they approve.
    Proposed(&'a [UserId], Option<Moment>),
    /// What was posted or submitted before is changed.
    Saved,
}

/// The preview: the very blocks of the post in one department's channel, and what comes of sending it.
///
/// `words` speak with the person, `spoken` in that department's channel.
pub fn preview(
    words: Words,
    spoken: Words,
    id: &str,
    shown: &ShownStory,
    place: Place,
    places: &[ChannelId],
    becomes: Becomes,
) -> Value {
    let submit = match becomes {
        Becomes::Posted => words.story_preview_post(),
        Becomes::Scheduled(_) => words.story_preview_schedule(),
        Becomes::Proposed(..) => words.story_preview_propose(),
        Becomes::Saved => words.story_preview_save(),
    };
    let later =
        |moment: Moment| words.story_preview_later(&moment.in_words(words), moment.zone_name());
    let when = match becomes {
        Becomes::Posted => Some(words.story_preview_now()),
        Becomes::Scheduled(moment) => Some(later(moment)),
        Becomes::Proposed(leaders, moment) => {
            let first = words.story_preview_first(&one_of(words, leaders));
            Some(match moment {
                Some(moment) => format!("{first} {}", later(moment)),
                None => first,
            })
        }
        Becomes::Saved => None,
    };
    let name = text::escape(&text::one_line(place.name, NAME));
    let whereto = words.story_preview_where(&channels(words, places), &name);
    let mut blocks = vec![kit::context(&whereto)];
    blocks.extend(when.as_deref().map(kit::context));
    blocks.push(kit::divider());
    let department = ShownDepartment {
        id: place.id,
        name: place.name,
    };
    blocks.extend(story(spoken, shown, department, place.question, false).blocks);
    kit::modal(
        actions::PREVIEW_FORM,
        id,
        &words.story_details_preview(),
        Some(&submit),
        &words.close(),
        blocks,
    )
}
