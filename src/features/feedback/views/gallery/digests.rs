//! Samples of digests.

use super::super::ShownDepartment;
use super::super::card::Testimonial;
use super::super::digest::{Digest, digest};
use super::{HOSTILE, Samples, Views, day, message, score};
use crate::features::feedback::rules::response::ScoreKind;
use crate::platform::ids::{DepartmentId, ResponseId};
use crate::platform::words::Words;

pub(super) fn digests(words: Words, samples: &Samples, normal: Testimonial) -> Views {
    let id = DepartmentId::from("finance");
    let of = |testimonials: &[Testimonial], department: &str| {
        // Each is a response of its own, as Slack takes no choice twice.
        let responses: Vec<ResponseId> = (1..=testimonials.len())
            .map(|number| format!("01995a3e-7c1b-7d2a-9b54-{number:012x}").into())
            .collect();
        let testimonials: Vec<Testimonial> = testimonials
            .iter()
            .zip(&responses)
            .map(|(testimonial, response)| Testimonial {
                response,
                ..*testimonial
            })
            .collect();
        digest(
            words,
            &Digest {
                department: ShownDepartment {
                    id: &id,
                    name: department,
                },
                question: samples.question,
                from: day(9, 14),
                until: day(9, 18),
                testimonials: &testimonials,
            },
        )
    };
    let scored = |kind, value, min, max| Testimonial {
        score: score(kind, value, min, max),
        ..normal
    };
    let mut week = vec![
        scored(ScoreKind::Nps, 9.0, 0.0, 10.0),
        scored(ScoreKind::Nps, 7.0, 0.0, 10.0),
        scored(ScoreKind::Csat, 1.0, 1.0, 5.0),
        Testimonial {
            quote: None,
            ..scored(ScoreKind::Csat, 3.0, 1.0, 5.0)
        },
        Testimonial {
            score: None,
            ..normal
        },
    ];
    week.extend(vec![scored(ScoreKind::Nps, 2.0, 0.0, 10.0); 17]);
    let long = HOSTILE.repeat(30);
    let mut longest = Vec::new();
    for value in 0..=10 {
        let hostile = Testimonial {
            quote: Some(&long),
            survey: Some(&long),
            touchpoint: Some(&long),
            source: &long,
            ..scored(ScoreKind::Nps, f64::from(value), 0.0, 10.0)
        };
        longest.extend(vec![hostile; 120]);
    }
    let mut views = Vec::new();
    for (name, messages) in [
        ("digest", of(&week, samples.department)),
        ("digest-empty", of(&[], samples.department)),
        ("digest-longest", of(&longest, HOSTILE)),
    ] {
        for (number, part) in messages.iter().enumerate() {
            views.push(message(&format!("{name}-{}", number + 1), part));
        }
    }
    views
}
