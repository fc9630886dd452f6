//! Every message about scores that the code can produce, with sample values.

mod alarms;

use chrono::NaiveDate;
use serde_json::Value;

use super::rules::counts::{Scale, ScoreCounts};
use super::rules::estimate::Estimate;
use super::rules::metric::{CesDefinition, Metric};
use super::rules::mix::{Contribution, ShownMix};
use super::rules::standing::{Standing, TrendPoint};
use super::rules::verdict::{Showing, VerdictPolicy};
use super::rules::window::{Unit, Window, Windows, trend as weeks};
use super::views::{self, Overview, Quoted, ShownStanding, Unanswered};
use crate::platform::outbox::pictures;
use crate::platform::slack::kit::{Message, Surface};
use crate::platform::text;
use crate::platform::words::Words;

/// Text that must never be read as markup.
const HOSTILE: &str = "<!channel> *bold* `code` & <https://evil.test|click> \u{202e}live";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Customers' words, each with an id of its own.
fn quoted(kind: &str, said: &[String]) -> Vec<Quoted> {
    let quoted = said.iter().enumerate().map(|(number, words)| Quoted {
        response: format!("{kind}-{number}").into(),
        words: words.clone(),
    });
    quoted.collect()
}

fn windows() -> Windows {
    Windows {
        current: Window {
            first: day(2026, 11, 16),
            last: day(2026, 11, 22),
        },
        before: Window {
            first: day(2026, 11, 9),
            last: day(2026, 11, 15),
        },
    }
}

fn standing(metric: Metric, scale: Scale, before: &[u64], after: &[u64], others: u64) -> Standing {
    let (before, counts) = (
        ScoreCounts::of_whole_points(scale, before),
        ScoreCounts::of_whole_points(scale, after),
    );
    let policy = VerdictPolicy::default();
    let change = metric.change(&before, &counts);
    Standing {
        metric,
        windows: windows(),
        other_scales: others,
        estimate: metric.estimate(&counts),
        showing: policy.showing(counts.total()),
        verdict: policy.verdict(change.as_ref()),
        change,
        counts,
        before,
        mix: None,
        revised_from: None,
    }
}

/// Seven weeks, two of them with too few answers for a number.
fn trend() -> Vec<TrendPoint> {
    let values = [
        None,
        Some(20.0),
        Some(24.0),
        Some(31.0),
        None,
        Some(28.0),
        Some(-22.0),
    ];
    let weeks = weeks(windows().current.last, 7, Unit::Week).unwrap_or_default();
    weeks
        .into_iter()
        .zip(values)
        .map(|(window, value)| TrendPoint {
            window,
            answers: if value.is_some() { 120 } else { 4 },
            showing: value.map_or(Showing::CountsOnly, |_| Showing::Normal),
            estimate: value.map(|value| Estimate {
                value,
                answers: 120,
                interval: None,
            }),
        })
        .collect()
}

/// A group of customers: its shares of the answers and its scores, before and after.
fn part(
    name: &str,
    (weight_before, weight_after): (f64, f64),
    (score_before, score_after): (Option<f64>, Option<f64>),
) -> Contribution<String> {
    Contribution {
        name: name.to_owned(),
        score_before,
        score_after,
        weight_before,
        weight_after,
        within: 0.0,
        composition: 0.0,
    }
}

/// Every message about scores in the language of `words`.
pub fn views(words: Words) -> Vec<(String, Surface, Value)> {
    const FELL: [u64; 11] = [10, 10, 10, 20, 20, 20, 30, 30, 20, 20, 10];
    const GOOD: [u64; 11] = [0, 2, 2, 3, 5, 8, 20, 40, 60, 70, 50];
    let effort = Metric::Ces(CesDefinition::Mean);
    let normal = [
        standing(Metric::Nps, Scale::NPS, &GOOD, &FELL, 0),
        standing(
            Metric::Csat,
            Scale::FIVE,
            &[2, 3, 5, 20, 30],
            &[1, 2, 6, 22, 31],
            4,
        ),
        standing(
            effort,
            Scale::SEVEN,
            &[0, 1, 2, 2, 3, 4, 3],
            &[0, 0, 1, 2, 4, 4, 5],
            0,
        ),
        standing(Metric::Stars, Scale::FIVE, &[], &[1, 0, 2, 1, 3], 0),
    ];
    let rose = [standing(Metric::Nps, Scale::NPS, &FELL, &GOOD, 0)];
    let mixed = Standing {
        mix: Some(ShownMix {
            dimension: "source".to_owned(),
            composition: -31.4,
            members: vec![
                part("klantpanel", (0.8, 0.5), (Some(50.0), Some(48.0))),
                part(HOSTILE, (0.19, 0.48), (Some(-10.0), Some(-12.0))),
                part("", (0.01, 0.02), (Some(100.0), None)),
            ],
        }),
        ..standing(Metric::Nps, Scale::NPS, &GOOD, &FELL, 0)
    };
    let by_field = Standing {
        mix: mixed.mix.clone().map(|mix| ShownMix {
            dimension: format!("segment.{HOSTILE}"),
            ..mix
        }),
        ..mixed.clone()
    };
    let mixed = [mixed, by_field];
    let revised = [Standing {
        revised_from: Some(34.0),
        ..standing(Metric::Nps, Scale::NPS, &FELL, &GOOD, 0)
    }];
    let trend = trend();
    let scores = |standings: &[Standing],
                  department: Option<&str>,
                  question: Option<&str>,
                  quotes: &[String]| {
        let scores: Vec<ShownStanding> = standings
            .iter()
            .enumerate()
            .map(|(number, standing)| ShownStanding {
                standing,
                trend: &trend,
                is_pictured: number == 0,
            })
            .collect();
        let overview = Overview {
            department,
            question,
            window: windows().current,
            before: windows().before,
            scores: &scores,
            praise: &quoted("good", quotes),
            pain: &quoted("bad", quotes),
        };
        views::overview(words, &overview)
    };
    let quote = ["De factuur klopte weer niet: twee keer btw.".to_owned()];
    let hostile = vec![HOSTILE.repeat(40), HOSTILE.repeat(40)];
    let long =
        "Afdeling voor het zorgvuldig afhandelen van alles wat nergens anders past ".repeat(5);
    let window = windows().current;
    let found = [
        ("Snel geholpen.".to_owned(), "Hotel Zeezicht".to_owned()),
        (HOSTILE.to_owned(), HOSTILE.to_owned()),
    ];
    let words_found = quoted("found", &found.clone().map(|(said, _)| said));
    let found: Vec<(Quoted, String)> = words_found
        .into_iter()
        .zip(found.map(|(_, speaker)| speaker))
        .collect();
    let refusals = [
        Unanswered::Department {
            given: "finanse".to_owned(),
            nearest: Some("finance".to_owned()),
        },
        Unanswered::Department {
            given: HOSTILE.to_owned(),
            nearest: None,
        },
        Unanswered::Period {
            given: "last quartre".to_owned(),
            nearest: Some("last quarter".to_owned()),
        },
        Unanswered::Period {
            given: HOSTILE.to_owned(),
            nearest: None,
        },
    ];
    let mut all: Vec<(String, Message)> = vec![
        (
            "scores-normal".to_owned(),
            scores(
                &normal,
                Some("Finance"),
                Some("How fast and kindly?"),
                &quote,
            ),
        ),
        ("scores-company".to_owned(), scores(&rose, None, None, &[])),
        (
            "scores-revised".to_owned(),
            scores(&revised, Some("Finance"), Some("How fast and kindly?"), &[]),
        ),
        (
            "scores-mix".to_owned(),
            scores(&mixed, Some("Finance"), Some("How fast and kindly?"), &[]),
        ),
        (
            "scores-longest".to_owned(),
            scores(&normal, Some(&long), Some(&long), &hostile),
        ),
        (
            "scores-shareable".to_owned(),
            views::shareable(
                words,
                scores(&rose, None, None, &quote),
                None,
                "nps last week",
            ),
        ),
        (
            "scores-shared".to_owned(),
            views::shared(
                words,
                scores(&rose, None, None, &quote),
                &"U024BE7LH".into(),
            ),
        ),
        (
            "scores-nothing".to_owned(),
            views::nothing(words, Some("Finance"), window),
        ),
        (
            "scores-withdrawn".to_owned(),
            views::withdrawn(words, Some("Finance"), window),
        ),
        (
            "scores-quotes".to_owned(),
            views::quotes(words, Some("Finance"), "factuur", window, &found),
        ),
        (
            "scores-quotes-none".to_owned(),
            views::quotes(words, None, "", window, &[]),
        ),
    ];
    all.extend(alarms::messages(words));
    all.extend(refusals.iter().enumerate().map(|(number, refusal)| {
        (
            format!("scores-unanswered-{number}"),
            views::unanswered(words, refusal),
        )
    }));
    let mut views: Vec<(String, Surface, Value)> = all
        .into_iter()
        .map(|(name, message)| (name, Surface::Message, message.to_json()))
        .collect();
    // The largest message with the longest words for its picture.
    let mut pictured = scores(&normal, Some(&long), Some(&long), &hostile).to_json();
    let shown = text::one_line(&HOSTILE.repeat(60), 2_000);
    pictures::show(&mut pictured, views::TREND, "F024BE7LH", &shown);
    views.push(("scores-pictured".to_owned(), Surface::Message, pictured));
    views
}
