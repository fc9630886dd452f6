//! Every view of stories that the code can produce, with sample values.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::rules::form::Told;
use super::rules::state::{Refusal, State};
use super::views::Moment;
use super::views::actions::Carried;
use super::views::asks::{self, Decision, NoteFor};
use super::views::forms::{self, Asked, Becomes, Details, Picture, Write};
use super::views::home::{self, Awaiting, Mine, Own};
use super::views::notices::{self, Done, Refused};
use super::views::post::{self, Place, ShownContributor, ShownStory};
use super::views::week::{self, Featured, Reason};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::platform::config::Language;
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::slack::kit::{self, Message, Surface};
use crate::platform::words::Words;

/// The longest and most hostile text that a person can send.
const HOSTILE: &str = "<!channel> <https://evil.example|click> *bold* `code` & <@U123> @here \u{202e}\u{200b}é👩\u{200d}🔧 ";

/// What the samples are made of.
struct Samples {
    finance: DepartmentId,
    service: DepartmentId,
    ids: Vec<DepartmentId>,
    bob: UserId,
    eva: UserId,
    ada: UserId,
    channels: Vec<ChannelId>,
    many_channels: Vec<ChannelId>,
    many_people: Vec<UserId>,
    long: String,
}

impl Samples {
    fn new() -> Self {
        Self {
            finance: "finance".into(),
            service: "customer-service".into(),
            ids: (0..8)
                .map(|number| format!("department-{number}").into())
                .collect(),
            bob: "U024BOB01".into(),
            eva: "U024EVA01".into(),
            ada: "U024ADA01".into(),
            channels: vec!["C024BE91L".into(), "#voice-customer-service".into()],
            many_channels: vec!["#voice-with-a-very-long-name-indeed".into(); 40],
            many_people: (0..20)
                .map(|number| format!("U024MANY{number:02}").into())
                .collect(),
            long: HOSTILE.repeat(60),
        }
    }
}

/// The sample texts in one language.
struct Said {
    happened: &'static str,
    outcome: &'static str,
    quote: &'static str,
    role: &'static str,
    alt: &'static str,
    note: &'static str,
    finance: &'static str,
    service: &'static str,
    question: &'static str,
}

fn said(language: Language) -> Said {
    match language {
        Language::En => Said {
            happened: "The invoice charged VAT twice.\n\nBob called back himself and Eva had the credit note ready within the hour.",
            outcome: "The bakery stays a customer and recommends us.",
            quote: "Bob called me himself. Never happened to me anywhere else.",
            role: "called back within the hour",
            alt: "The card that the bakery sent",
            note: "Please ask whether we may name the bakery.",
            finance: "Finance",
            service: "Customer service",
            question: "How fast and kindly do we solve invoice problems?",
        },
        Language::Nl => Said {
            happened: "Op de factuur stond twee keer btw.\n\nBob belde zelf terug en Eva had de creditnota binnen een uur klaar.",
            outcome: "De bakkerij blijft klant en beveelt ons aan.",
            quote: "Bob belde zelf. Dat heb ik nog nergens meegemaakt.",
            role: "belde binnen een uur terug",
            alt: "Het kaartje dat de bakkerij stuurde",
            note: "Vraag nog even of we de bakkerij mogen noemen.",
            finance: "Financiën",
            service: "Klantenservice",
            question: "Hoe snel en vriendelijk lossen we factuurproblemen op?",
        },
    }
}

/// Every view in the language of `words`.
pub fn views(words: Words) -> Vec<(String, Surface, Value)> {
    let samples = Samples::new();
    let said = said(words.language());
    let mut views = Vec::new();
    posts(words, &samples, &said, &mut views);
    write_forms(words, &samples, &said, &mut views);
    details_forms(words, &samples, &said, &mut views);
    notes(words, &samples, &said, &mut views);
    ends(words, &samples, &mut views);
    homes(words, &samples, &said, &mut views);
    weeks(words, &samples, &said, &mut views);
    views
}

type Views = Vec<(String, Surface, Value)>;

fn message(name: &str, message: &Message) -> (String, Surface, Value) {
    (name.to_owned(), Surface::Message, message.to_json())
}

fn modal(name: &str, view: Value) -> (String, Surface, Value) {
    (name.to_owned(), Surface::Modal, view)
}

fn moment(hours: i64) -> Moment {
    let now = DateTime::from_timestamp(1_789_000_000, 0).unwrap_or(DateTime::UNIX_EPOCH);
    Moment {
        at: now + TimeDelta::hours(hours),
        now,
        zone: chrono_tz::Europe::Amsterdam,
    }
}

fn customer(consent: Consent) -> Speaker<'static> {
    Speaker {
        consent,
        name: Some("Sanne de Vries"),
        company: Some("Bakkerij De Vries"),
    }
}

fn normal<'a>(
    samples: &'a Samples,
    said: &'a Said,
    people: &'a [ShownContributor<'a>],
) -> ShownStory<'a> {
    ShownStory {
        id: "s1",
        customer: customer(Consent::Company),
        happened: said.happened,
        outcome: said.outcome,
        quote: Some((said.quote, customer(Consent::Company))),
        picture: Some(("F024PIC01", said.alt)),
        contributors: people,
        author: &samples.ada,
        approved_by: None,
    }
}

fn two<'a>(samples: &'a Samples, said: &'a Said) -> [ShownContributor<'a>; 2] {
    [
        ShownContributor {
            user: &samples.bob,
            department: Some(said.finance),
            role: said.role,
        },
        ShownContributor {
            user: &samples.eva,
            department: Some(said.service),
            role: "",
        },
    ]
}

fn eight(samples: &Samples) -> Vec<ShownContributor<'_>> {
    samples.many_people[..8]
        .iter()
        .map(|user| ShownContributor {
            user,
            department: Some(&samples.long),
            role: &samples.long,
        })
        .collect()
}

fn longest<'a>(samples: &'a Samples, people: &'a [ShownContributor<'a>]) -> ShownStory<'a> {
    let customer = Speaker {
        consent: Consent::Named,
        name: Some(&samples.long),
        company: Some(&samples.long),
    };
    ShownStory {
        id: "s1",
        customer,
        happened: &samples.long,
        outcome: &samples.long,
        quote: Some((&samples.long, customer)),
        picture: Some(("F024PIC01", &samples.long)),
        contributors: people,
        author: &samples.ada,
        approved_by: Some(&samples.eva),
    }
}

fn posts(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let (few, many) = (two(samples, said), eight(samples));
    let (story, long) = (normal(samples, said, &few), longest(samples, &many));
    let short = ShownStory {
        customer: customer(Consent::Anonymous),
        quote: None,
        picture: None,
        contributors: &few[..1],
        approved_by: Some(&samples.eva),
        ..story
    };
    let finance = ShownDepartment {
        id: &samples.finance,
        name: said.finance,
    };
    let hostile = ShownDepartment {
        id: &samples.finance,
        name: &samples.long,
    };
    let show = |story: &ShownStory, department, question: &str| {
        post::story(words, story, department, question, true)
    };
    views.push(message("story", &show(&story, finance, said.question)));
    views.push(message(
        "story-short",
        &show(&short, finance, said.question),
    ));
    views.push(message(
        "story-longest",
        &show(&long, hostile, &samples.long),
    ));
    views.push(message("story-withdrawn", &post::withdrawn(words)));
    let ask = asks::ask(words, &story, &samples.channels, None);
    views.push(message("story-ask", &ask));
    let ask = asks::ask(words, &long, &samples.many_channels, Some(moment(30)));
    views.push(message("story-ask-longest", &ask));
    let place = Place {
        id: &samples.finance,
        name: said.finance,
        question: said.question,
    };
    let leaders = std::slice::from_ref(&samples.eva);
    for (name, becomes) in [
        ("story-preview", Becomes::Posted),
        ("story-preview-later", Becomes::Scheduled(moment(30))),
        ("story-preview-propose", Becomes::Proposed(leaders, None)),
        ("story-preview-save", Becomes::Saved),
    ] {
        let preview = forms::preview(
            words,
            words,
            "s1",
            &story,
            place,
            &samples.channels,
            becomes,
        );
        views.push(modal(name, preview));
    }
    let place = Place {
        id: &samples.finance,
        name: &samples.long,
        question: &samples.long,
    };
    let becomes = Becomes::Proposed(&samples.many_people, Some(moment(30)));
    let channels = &samples.many_channels;
    let preview = forms::preview(words, words, "s1", &long, place, channels, becomes);
    views.push(modal("story-preview-longest", preview));
}

fn write_forms(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let departments = [
        ShownDepartment {
            id: &samples.service,
            name: said.service,
        },
        ShownDepartment {
            id: &samples.finance,
            name: said.finance,
        },
    ];
    let carried = Carried {
        story: "s1".into(),
        response: None,
        edits: None,
    };
    let empty = Told::default();
    let fresh = Write {
        carried: &carried,
        told: &empty,
        people: &[],
        departments: &departments,
        quote: None,
        kept: None,
    };
    let told = Told {
        customer: String::new(),
        company: "Bakkerij De Vries".into(),
        consent: Consent::Company,
        happened: said.happened.into(),
        outcome: said.outcome.into(),
        departments: vec![samples.finance.clone()],
    };
    let people = [samples.bob.clone(), samples.eva.clone()];
    let draft = Write {
        told: &told,
        people: &people,
        quote: Some((said.quote, customer(Consent::Company))),
        kept: Some(moment(-20)),
        ..fresh
    };
    let long = Told {
        customer: samples.long.clone(),
        company: samples.long.clone(),
        consent: Consent::Named,
        happened: samples.long.clone(),
        outcome: samples.long.clone(),
        departments: samples.ids.clone(),
    };
    let many: Vec<ShownDepartment> = samples
        .ids
        .iter()
        .map(|id| ShownDepartment {
            id,
            name: &samples.long,
        })
        .collect();
    let editing = Carried {
        story: "s2".into(),
        response: Some("r1".into()),
        edits: Some(("s1".into(), 3)),
    };
    let longest = Write {
        carried: &editing,
        told: &long,
        people: &samples.many_people[..8],
        departments: &many,
        quote: Some((&samples.long, customer(Consent::Named))),
        kept: None,
    };
    views.push(modal("story-write", forms::write(words, &fresh)));
    views.push(modal("story-write-draft", forms::write(words, &draft)));
    views.push(modal("story-write-longest", forms::write(words, &longest)));
}

fn details_forms(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let departments = [ShownDepartment {
        id: &samples.finance,
        name: said.finance,
    }];
    let asked = [
        Asked {
            user: &samples.bob,
            department: Some(&samples.finance),
            role: said.role,
        },
        Asked {
            user: &samples.eva,
            department: None,
            role: "",
        },
    ];
    let details = Details {
        story: "s1",
        people: &asked,
        departments: &departments,
        picture: None,
        moment: Some(None),
    };
    let many: Vec<Asked> = samples.many_people[..8]
        .iter()
        .map(|user| Asked {
            user,
            department: None,
            role: &samples.long,
        })
        .collect();
    let longest = Details {
        people: &many,
        picture: Some(Picture {
            alt: &samples.long,
            is_there: true,
        }),
        moment: Some(Some(moment(30).at)),
        ..details
    };
    let posted = Details {
        picture: Some(Picture {
            alt: "",
            is_there: false,
        }),
        moment: None::<Option<DateTime<Utc>>>,
        ..details
    };
    views.push(modal("story-details", forms::details(words, &details)));
    views.push(modal(
        "story-details-posted",
        forms::details(words, &posted),
    ));
    views.push(modal(
        "story-details-longest",
        forms::details(words, &longest),
    ));
}

fn notes(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let few = two(samples, said);
    let story = normal(samples, said, &few);
    let channels = samples.channels.as_slice();
    let decisions = [
        ("approved", Decision::Approved(channels, None)),
        (
            "approved-later",
            Decision::Approved(channels, Some(moment(30))),
        ),
        ("returned", Decision::Returned(said.note)),
        ("declined", Decision::Declined(&samples.long)),
        ("taken-back", Decision::TakenBack),
    ];
    for (name, decision) in decisions {
        let decided = asks::decided(words, &story, &samples.eva, decision);
        views.push(message(&format!("story-decided-{name}"), &decided));
        if let Some(told) = asks::told(words, &story, &samples.eva, decision) {
            views.push(message(&format!("story-told-{name}"), &told));
        }
    }
    let note = |kind| asks::note(words, "s1", kind);
    views.push(modal("story-note-return", note(NoteFor::Return)));
    views.push(modal("story-note-decline", note(NoteFor::Decline)));
    let withdraw = asks::withdraw(words, &story, Some(channels));
    views.push(modal("story-withdraw", withdraw));
    let withdraw = asks::withdraw(words, &story, None);
    views.push(modal("story-withdraw-proposal", withdraw));
}

fn homes(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let awaiting = |happened| Awaiting {
        id: "s1",
        author: &samples.bob,
        happened,
    };
    let own = |state, happened, note| Own {
        id: "s2",
        state,
        happened,
        moment: (state == State::Scheduled).then_some(moment(30)),
        note,
    };
    let few = Mine {
        awaiting: &[awaiting(said.happened)],
        more: 0,
        own: &[
            own(State::Draft, "", None),
            own(State::Draft, said.happened, Some(said.note)),
            own(State::Proposed, said.happened, None),
            own(State::Scheduled, said.happened, None),
            own(State::Published, said.happened, None),
            own(State::Declined, said.happened, Some(said.note)),
        ],
    };
    let longest = Mine {
        awaiting: &[awaiting(&samples.long); 5],
        more: 12,
        own: &[own(State::Draft, &samples.long, Some(&samples.long)); 5],
    };
    for (name, mine) in [("story-home", few), ("story-home-longest", longest)] {
        let view = kit::home(home::section(words, &mine));
        views.push((name.to_owned(), Surface::Home, view));
    }
    let people = two(samples, said);
    let story = normal(samples, said, &people);
    let review = home::review(words, &story, &samples.channels, Some(moment(30)));
    views.push(modal("story-review", review));
}

fn weeks(words: Words, samples: &Samples, said: &Said, views: &mut Views) {
    let (few, many) = (two(samples, said), eight(samples));
    let (story, long) = (normal(samples, said, &few), longest(samples, &many));
    let story = Featured::Story(&story);
    let response = "01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11".into();
    let testimonial = Featured::Testimonial {
        response: &response,
        quote: said.quote,
        speaker: customer(Consent::Named),
        answered_on: moment(0).now.date_naive(),
    };
    let place = Place {
        id: &samples.finance,
        name: said.finance,
        question: said.question,
    };
    let wide = Place {
        id: &samples.finance,
        name: &samples.long,
        question: &samples.long,
    };
    let reason = |people, is_swapped| Reason {
        people,
        days: 28,
        is_swapped,
    };
    views.push(message("week", &week::post(words, story, 7, place)));
    views.push(message(
        "week-words",
        &week::post(words, testimonial, 1, place),
    ));
    let when = (samples.channels.as_slice(), moment(30));
    let choice = "20260918T1000~story~s1";
    let preview = |featured, reason, place, when| {
        week::preview(words, words, featured, reason, place, when, choice)
    };
    let shown = preview(story, reason(7, false), place, when);
    views.push(message("week-preview", &shown));
    let shown = preview(testimonial, reason(1, true), place, when);
    views.push(message("week-preview-swapped", &shown));
    let when = (samples.many_channels.as_slice(), moment(30));
    let shown = preview(Featured::Story(&long), reason(1_234, true), wide, when);
    views.push(message("week-preview-longest", &shown));
    views.push(message("week-nothing", &week::nothing(words, 28)));
    views.push(message("week-skipped", &week::skipped(words, &samples.eva)));
    views.push(message("week-too-late", &week::too_late(words)));
    let not_yours = week::not_yours(words, &samples.many_people);
    views.push(message("week-not-yours", &not_yours));
}

fn ends(words: Words, samples: &Samples, views: &mut Views) {
    let leaders = samples.many_people.as_slice();
    let channels = samples.channels.as_slice();
    for (name, done) in [
        ("published", Done::Published(channels)),
        (
            "scheduled",
            Done::Scheduled(&samples.many_channels, moment(30)),
        ),
        ("proposed", Done::Proposed(leaders)),
        ("saved", Done::Saved),
        ("withdrawn", Done::Withdrawn),
        ("taken-back", Done::TakenBack),
        ("told", Done::Told),
    ] {
        let view = notices::done(words, done);
        views.push(modal(&format!("story-done-{name}"), view));
    }
    let rules = |refusal| Refused::Rules(refusal, leaders);
    let late = |state| rules(Refusal::TooLate(state));
    for (name, refused) in [
        ("author", rules(Refusal::NotTheAuthor)),
        ("leader", rules(Refusal::NotALeader)),
        ("neither", rules(Refusal::NeitherAuthorNorLeader)),
        ("draft", late(State::Draft)),
        ("proposed", late(State::Proposed)),
        ("scheduled", late(State::Scheduled)),
        ("published", late(State::Published)),
        ("withdrawn", late(State::Withdrawn)),
        ("declined", late(State::Declined)),
        ("merged", late(State::Merged)),
        ("changed", Refused::Changed),
        ("gone", Refused::Gone),
        ("nowhere", Refused::Nowhere),
        ("no-leader", Refused::NoLeader),
    ] {
        let view = notices::refused(words, refused);
        views.push(modal(&format!("story-refused-{name}"), view));
    }
}
