//! Every form of what meetings show, with sample values.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;

use super::rules::carry::ItemKind;
use super::rules::choice::{Reason, Tone};
use super::store::occurrences::Outcome;
use super::views::answers::{self, Coming};
use super::views::card::{self, Card, Featured, Line};
use super::views::problems::{self, CalendarProblem};
use super::views::{after, forms, notices};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::platform::config::Language;
use crate::platform::ids::{ChannelId, DepartmentId, ResponseId, UserId};
use crate::platform::slack::kit::{Message, Surface};
use crate::platform::words::Words;

mod rules;

type View = (String, Surface, Value);

/// What of the sample is in another language.
struct Sample {
    name: &'static str,
    question: &'static str,
    quote: &'static str,
    item: &'static str,
    number: &'static str,
}

fn sample(words: Words) -> Sample {
    match words.language() {
        Language::En => Sample {
            name: "Finance",
            question: "How fast and kindly do we solve invoice problems?",
            quote: "The invoice was wrong for the third time. Nobody called back.",
            item: "The invoices of May",
            number: "*NPS* *31* (between 18 and 44, 52 answers)\nNo clear change: +4.",
        },
        Language::Nl => Sample {
            name: "Financiën",
            question: "Hoe snel en vriendelijk lossen we factuurproblemen op?",
            quote: "De factuur klopte voor de derde keer niet. Niemand belde terug.",
            item: "De facturen van mei",
            number: "*NPS* *31* (tussen 18 en 44, 52 antwoorden)\nGeen duidelijke verandering: +4.",
        },
    }
}

fn starts_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

fn local() -> NaiveDateTime {
    starts_at()
        .with_timezone(&chrono_tz::Europe::Amsterdam)
        .naive_local()
}

fn day() -> NaiveDate {
    local().date()
}

/// Every view in the language of `words`.
pub fn views(words: Words) -> Vec<View> {
    let mut views = cards(words);
    views.extend(modals(words));
    views.extend(answered(words));
    views.extend(rules::views(words));
    views
}

fn message(name: &str, message: &Message) -> View {
    (name.to_owned(), Surface::Message, message.to_json())
}

fn cards(words: Words) -> Vec<View> {
    let sample = sample(words);
    let long = "<!channel> *vet* `x` & <@U1> @here \u{202e}é ".repeat(60);
    let (finance, response) = (
        DepartmentId::from("finance"),
        ResponseId::from("response-1"),
    );
    let other = ResponseId::from("response-2");
    let (anna, bob) = (UserId::from("UANNA"), UserId::from("UBOB"));
    let speaker = Speaker {
        consent: Consent::Company,
        name: None,
        company: Some("Bakkerij De Vries"),
    };
    let line = |kind, words| Line {
        id: "item-1",
        kind,
        words,
        quoted: None,
        added_by: &anna,
        owner: Some(&bob),
        due_on: Some(day()),
        is_open: true,
        closed_by: None,
        carried: 2,
    };
    let quoted = Line {
        quoted: Some((&other, sample.quote, speaker)),
        carried: 0,
        ..line(ItemKind::Item, "")
    };
    let closed = Line {
        is_open: false,
        closed_by: Some(&bob),
        ..line(ItemKind::Action, sample.item)
    };
    let lines = [
        line(ItemKind::Action, sample.item),
        line(ItemKind::Item, sample.item),
        quoted,
        closed,
        line(ItemKind::Note, sample.item),
    ];
    let said = Featured::Said {
        response: &response,
        quote: sample.quote,
        speaker,
        answered_on: day(),
    };
    let plain = Card {
        id: "meeting-1",
        title: "Finance, Monday",
        starts_at: starts_at(),
        local: local(),
        department: ShownDepartment {
            id: &finance,
            name: sample.name,
        },
        question: sample.question,
        subject: Some("response-1"),
        featured: Some(said),
        is_withdrawn: false,
        number: Some(sample.number),
        lines: &[],
        outcome: None,
    };
    let told = Featured::Told {
        customer: speaker,
        happened: sample.quote,
        outcome: sample.item,
    };
    let outcome = |outcome| Card {
        outcome: Some((outcome, &anna)),
        ..plain
    };
    let many = [line(ItemKind::Action, &long), line(ItemKind::Item, &long)].repeat(8);
    let hostile = Card {
        title: &long,
        department: ShownDepartment {
            id: &finance,
            name: &long,
        },
        question: &long,
        featured: Some(Featured::Said {
            response: &response,
            quote: &long,
            speaker: Speaker {
                consent: Consent::Named,
                name: Some(&long),
                company: Some(&long),
            },
            answered_on: day(),
        }),
        lines: &many,
        ..plain
    };
    let bare = Card {
        subject: None,
        featured: None,
        is_withdrawn: true,
        number: None,
        ..plain
    };
    let story = Card {
        featured: Some(told),
        number: None,
        ..plain
    };
    let full = Card {
        lines: &lines,
        ..plain
    };
    [
        ("agenda-card", plain),
        ("agenda-card-lines", full),
        ("agenda-card-story", story),
        ("agenda-card-withdrawn", bare),
        ("agenda-card-discussed", outcome(Outcome::Discussed)),
        ("agenda-card-action", outcome(Outcome::Action)),
        ("agenda-card-not-today", outcome(Outcome::NotToday)),
        ("agenda-card-longest", hostile),
    ]
    .into_iter()
    .map(|(name, shown)| message(name, &card::card(words, &shown)))
    .chain([
        message(
            "agenda-cancelled",
            &card::cancelled(words, "Finance & <co>"),
        ),
        message(
            "agenda-skipped",
            &card::skipped(words, "Finance & <co>", &anna),
        ),
        message(
            "agenda-after",
            &after::question(words, "meeting-1", "Finance & <co>"),
        ),
    ])
    .chain(
        [Outcome::Discussed, Outcome::Action, Outcome::NotToday]
            .into_iter()
            .zip(["discussed", "action", "not-today"])
            .map(|(outcome, name)| {
                let said = after::answered(words, "Finance & <co>", outcome, &anna);
                message(&format!("agenda-after-{name}"), &said)
            }),
    )
    .collect()
}

fn modals(words: Words) -> Vec<View> {
    let reason = Reason {
        wanted: Tone::Pain,
        got: Tone::Neutral,
        praise: 3,
        pain: 1,
        fresh: 14,
        weeks: 12,
    };
    let plain = Reason {
        got: Tone::Pain,
        ..reason
    };
    let anna = UserId::from("UANNA");
    [
        ("agenda-note-form", forms::note(words, "meeting-1")),
        (
            "agenda-action-form",
            forms::action(words, "meeting-1", &anna, day()),
        ),
        ("agenda-why", forms::why(words, Some(&plain))),
        ("agenda-why-other", forms::why(words, Some(&reason))),
        ("agenda-why-none", forms::why(words, None)),
    ]
    .into_iter()
    .map(|(name, view)| (name.to_owned(), Surface::Modal, view))
    .collect()
}

fn answered(words: Words) -> Vec<View> {
    let sample = sample(words);
    let long = "<!channel> *vet* `x` & <@U1> @here \u{202e}é ".repeat(60);
    let coming = Coming {
        title: "Finance & <co>",
        starts_at: starts_at(),
        local: local(),
    };
    let places = ["#voice-finance", "C024BE91L"].map(ChannelId::from);
    let bob = UserId::from("UBOB");
    let (at, when) = (starts_at(), local());
    let problem = |kind| problems::calendar_fails(words, "team", &["Finance & <co>", "HR"], kind);
    let items = [sample.item.to_owned(), long.clone()];
    [
        (
            "agenda-added",
            answers::added(words, sample.item, Some(coming)),
        ),
        (
            "agenda-added-quote",
            answers::added(words, "", Some(coming)),
        ),
        ("agenda-added-some-day", answers::added(words, &long, None)),
        ("agenda-list", answers::list(words, Some(coming), &items)),
        ("agenda-list-empty", answers::list(words, None, &[])),
        (
            "agenda-no-meeting-here",
            answers::no_meeting(words, &places),
        ),
        ("agenda-no-meetings", answers::no_meeting(words, &[])),
        ("agenda-add-empty", answers::empty(words)),
        ("agenda-help", answers::help(words)),
        ("agenda-dropped", notices::dropped(words, &long)),
        ("agenda-dropped-quote", notices::dropped(words, "")),
        (
            "agenda-agreed",
            notices::agreed(words, sample.item, &bob, None),
        ),
        (
            "agenda-agreed-until",
            notices::agreed(words, &long, &bob, Some(day())),
        ),
        ("agenda-done", notices::done(words, sample.item, &bob)),
        (
            "calendar-unreachable",
            problem(CalendarProblem::Unreachable("502 <b>")),
        ),
        ("calendar-refused", problem(CalendarProblem::Refused("401"))),
        (
            "calendar-forbidden",
            problem(CalendarProblem::Forbidden("bot@example.org")),
        ),
        (
            "calendar-not-found",
            problem(CalendarProblem::NotFound(&long)),
        ),
        (
            "calendar-unreadable",
            problem(CalendarProblem::Unreadable("HTML")),
        ),
        ("calendar-emptied", problem(CalendarProblem::Emptied)),
        (
            "calendar-well",
            problems::calendar_is_well(words, "team", &["Finance"]),
        ),
        (
            "calendar-writing-fails",
            problems::writing_fails(words, "team", "Finance", CalendarProblem::ReadOnly),
        ),
        (
            "calendar-writing-online",
            problems::writing_fails(words, "team", "Finance", CalendarProblem::OnlineMeeting),
        ),
        (
            "calendar-writing-mails",
            problems::writing_fails(words, "team", "Finance", CalendarProblem::WouldMail),
        ),
        (
            "agenda-missed",
            problems::missed(words, "Finance & <co>", at, when),
        ),
        ("agenda-too-late", notices::too_late(words)),
        ("agenda-nothing-else", notices::nothing_else(words)),
    ]
    .into_iter()
    .map(|(name, shown)| message(name, &shown))
    .collect()
}
