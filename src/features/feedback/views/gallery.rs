//! Every message and modal that feedback can produce, with sample values: normal, longest, hostile.

use chrono::NaiveDate;
use serde_json::Value;

use super::card::{Forwarded, Moved, Testimonial};
use super::{ShownDepartment, ShownScore, Speaker, card, triage};
use crate::features::feedback::rules::response::{Consent, Score, ScoreKind};
use crate::platform::config::Language;
use crate::platform::ids::{ChannelId, DepartmentId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Message, Surface};
use crate::platform::words::Words;

mod digests;
mod modals;
mod notices;

type Views = Vec<(String, Surface, Value)>;

const HOSTILE: &str = "<!channel> @here *bold* _it_ ~no~ `code` ```block``` <https://evil.example|bank> \
    <@U1> &amp; \u{202e}right to left\u{202c} \u{200b}:tada: > quote\r\n\r\n\r\n\r\n\u{7}";

fn score(kind: ScoreKind, value: f64, min: f64, max: f64) -> Option<ShownScore> {
    Some(ShownScore {
        kind,
        score: Score {
            value,
            min,
            max,
            low_is_good: false,
        },
    })
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// The texts of a language that stand for what customers and organisations write.
struct Samples {
    quote: &'static str,
    department: &'static str,
    other: &'static str,
    question: &'static str,
    note: &'static str,
    touchpoint: &'static str,
    word: &'static str,
}

const ENGLISH: Samples = Samples {
    quote: "The invoice was wrong twice, but Mark called me back within an hour and fixed it.",
    department: "Finance",
    other: "Customer service",
    question: "How fast and kindly do we solve invoice problems?",
    note: "Mark is on your team, isn’t he?",
    touchpoint: "Invoicing",
    word: "invoice",
};

const DUTCH: Samples = Samples {
    quote: "De factuur klopte twee keer niet, maar Mark belde binnen een uur terug en loste het op.",
    department: "Financiën",
    other: "Klantenservice",
    question: "Hoe snel en vriendelijk lossen we factuurproblemen op?",
    note: "Mark zit toch bij jullie?",
    touchpoint: "Facturatie",
    word: "factuur",
};

/// Every message and modal in the language of `words`.
pub fn views(words: Words) -> Views {
    let samples = match words.language() {
        Language::En => &ENGLISH,
        Language::Nl => &DUTCH,
    };
    let response = ResponseId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let normal = Testimonial {
        response: &response,
        quote: Some(samples.quote),
        speaker: Speaker {
            consent: Consent::Named,
            name: Some("Sanne de Vries"),
            company: Some("Bakkerij De Vries"),
        },
        score: score(ScoreKind::Nps, 9.0, 0.0, 10.0),
        source: "Typeform",
        survey: Some("NPS Q3"),
        touchpoint: Some(samples.touchpoint),
        answered_on: day(9, 14),
        revised: false,
        forwarded: None,
    };
    let mut views = cards(words, samples, normal);
    views.extend(triage_cards(words, samples, normal));
    views.extend(modals::modal_views(words, samples, normal));
    views.extend(digests::digests(words, samples, normal));
    views.extend(notices::problem_messages(words, samples));
    views.extend(notices::answer_messages(words));
    views
}

fn message(name: &str, message: &Message) -> (String, Surface, Value) {
    (name.to_owned(), Surface::Message, message.to_json())
}

fn cards(words: Words, samples: &Samples, normal: Testimonial) -> Views {
    let (eva, id) = (UserId::from("U024BE7LH"), DepartmentId::from("finance"));
    let finance = ShownDepartment {
        id: &id,
        name: samples.department,
    };
    let longest = format!("“{}” \\ \"", samples.quote).repeat(200);
    let flood = "a\n\n".repeat(500);
    let hostile_name = ShownDepartment {
        id: &id,
        name: HOSTILE,
    };
    let thanks = kit::button("🙏", "sample:thank", "sample:thank:1");
    let show = |name: &str, testimonial: Testimonial| {
        let card = card::testimonial(words, &testimonial, finance, samples.question, &[]);
        message(name, &card)
    };
    let hostile = Testimonial {
        quote: Some(HOSTILE),
        speaker: Speaker {
            consent: Consent::Named,
            name: Some(HOSTILE),
            company: Some(HOSTILE),
        },
        source: HOSTILE,
        survey: Some(HOSTILE),
        touchpoint: Some(HOSTILE),
        forwarded: Some(Forwarded {
            by: &eva,
            from: HOSTILE,
            note: Some(HOSTILE),
        }),
        ..normal
    };
    let of = |consent: Consent| Speaker {
        consent,
        ..normal.speaker
    };
    let longest = Testimonial {
        quote: Some(&longest),
        survey: Some(&longest),
        touchpoint: Some(&longest),
        speaker: Speaker {
            consent: Consent::Named,
            name: Some(&longest),
            company: Some(&longest),
        },
        revised: true,
        forwarded: Some(Forwarded {
            by: &eva,
            from: &longest,
            note: Some(&longest),
        }),
        ..normal
    };
    let buttons = [thanks];
    let channel = ChannelId::from("C024BE91L");
    let to = Moved::To {
        department: samples.other,
        channel: &channel,
    };
    vec![
        show("card", normal),
        show(
            "card-anonymous",
            Testimonial {
                speaker: of(Consent::Anonymous),
                score: score(ScoreKind::Nps, 3.0, 0.0, 10.0),
                ..normal
            },
        ),
        show(
            "card-company",
            Testimonial {
                speaker: of(Consent::Company),
                score: score(ScoreKind::Stars, 4.0, 1.0, 5.0),
                survey: None,
                touchpoint: None,
                revised: true,
                ..normal
            },
        ),
        show(
            "card-no-comment",
            Testimonial {
                quote: Some(" \u{200b}\n"),
                score: score(ScoreKind::Ces, 2.0, 1.0, 7.0),
                ..normal
            },
        ),
        show(
            "card-no-score",
            Testimonial {
                score: None,
                forwarded: Some(Forwarded {
                    by: &eva,
                    from: samples.other,
                    note: Some(samples.note),
                }),
                ..normal
            },
        ),
        show(
            "card-flood",
            Testimonial {
                quote: Some(&flood),
                ..normal
            },
        ),
        message(
            "card-longest",
            &card::testimonial(
                words,
                &longest,
                finance,
                &samples.question.repeat(50),
                &buttons,
            ),
        ),
        message(
            "card-hostile",
            &card::testimonial(words, &hostile, hostile_name, HOSTILE, &buttons),
        ),
        message("moved", &card::moved(words, &normal, to, &eva, None)),
        message(
            "moved-note",
            &card::moved(words, &longest, to, &eva, Some(samples.note)),
        ),
        message(
            "moved-hostile",
            &card::moved(words, &hostile, Moved::Nowhere, &eva, Some(HOSTILE)),
        ),
        message(
            "routed",
            &card::routed(
                words,
                &normal,
                &[(samples.other, &channel), (HOSTILE, &channel)],
            ),
        ),
        message("withdrawn", &card::withdrawn(words)),
        message("erased", &card::erased(words)),
    ]
}

fn triage_cards(words: Words, samples: &Samples, normal: Testimonial) -> Views {
    let ids: Vec<DepartmentId> = (1..=120)
        .map(|number| DepartmentId::from(format!("department-{number}")))
        .collect();
    let named = |name| {
        ids.iter()
            .map(move |id| ShownDepartment { id, name })
            .collect::<Vec<_>>()
    };
    let (few, many) = (
        named(samples.other),
        named("R&D <!here>, longest name of all "),
    );
    let long = samples.quote.repeat(40);
    let longest = Testimonial {
        quote: Some(&long),
        ..normal
    };
    vec![
        message("triage", &triage::triage(words, &normal, &few[..2])),
        message("triage-longest", &triage::triage(words, &longest, &many)),
    ]
}
