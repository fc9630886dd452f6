//! Inner loops: a response on its way in, verified, masked, routed and shown, and a year of a calendar. See
//! README.md here.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that can not go on has failed"
)]

use std::collections::BTreeMap;
use std::hint::black_box;

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, NaiveDate, Utc};
use criterion::{Criterion, Throughput};
use hmac::{Hmac, KeyInit, Mac};
use klantstem::features::feedback::rules::redaction::redact;
use klantstem::features::feedback::rules::response::{Consent, Score, ScoreKind};
use klantstem::features::feedback::rules::routing::{Facts, Router};
use klantstem::features::feedback::views::card::{self, Testimonial};
use klantstem::features::feedback::views::{ShownDepartment, ShownScore, Speaker};
use klantstem::features::meetings::calendars::{Window, ics};
use klantstem::platform::config::{self, Condition, Language, Route, ScoreClass, Verify};
use klantstem::platform::signature::Verifier;
use klantstem::platform::words::Words;
use sha2::Sha256;

const COMMENT: &str = "De factuur van maart klopte twee keer niet. Ik heb gebeld naar 06 12 34 56 78 en gemaild naar \
    jan.jansen@bakkerij-de-vries.nl, en na een uur belde Mark terug en was het opgelost. Heel vriendelijk geholpen!";

/// The shipped routes, and as many of an organisation's own as make 500: each with words and a touchpoint.
fn five_hundred_routes() -> Vec<Route> {
    let mut routes = config::defaults().unwrap().routes;
    let departments: Vec<_> = routes[0].departments.clone();
    let condition = |words: Vec<String>, touchpoints: Vec<String>| -> Condition {
        toml::from_str(&format!("words = {words:?}\ntouchpoints = {touchpoints:?}")).unwrap()
    };
    for number in routes.len()..500 {
        let words = [
            format!("product{number}"),
            format!("*dienst{number}"),
            format!("regio{number}*"),
            format!("filiaal{number}"),
        ];
        let own = condition(words.to_vec(), vec![format!("winkel {number}")]);
        routes.push(Route {
            name: format!("Own rule {number}"),
            departments: departments.clone(),
            any: vec![own],
            ..routes[0].clone()
        });
    }
    routes
}

fn routing(criterion: &mut Criterion) {
    let defaults = config::defaults().unwrap();
    let router = Router::new(&five_hundred_routes(), &defaults.departments).unwrap();
    let (source, tags, segment) = ("typeform".into(), ["vip".to_owned()], BTreeMap::new());
    let facts = Facts {
        source: &source,
        survey: Some("Relatie 2026"),
        touchpoint: Some("facturatie"),
        tags: &tags,
        segment: &segment,
        score_class: Some(ScoreClass::Detractor),
        language: Some("nl"),
        comment: Some(COMMENT),
        department: None,
    };
    assert!(!router.decide(&facts).needs_triage());
    criterion.bench_function("route a comment through 500 rules", |bencher| {
        bencher.iter(|| router.decide(black_box(&facts)));
    });
}

fn masking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mask");
    let plain = COMMENT
        .replace("06 12 34 56 78", "jullie")
        .replace('@', " ");
    assert_eq!(redact(&plain).found.total(), 0);
    assert_eq!(redact(COMMENT).found.total(), 2);
    for (name, text) in [
        ("nothing to mask", plain.as_str()),
        ("two things to mask", COMMENT),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| redact(black_box(text)).found)
        });
    }
    group.finish();
}

fn rendering(criterion: &mut Criterion) {
    let (response, department) = (
        "01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11".into(),
        "finance".into(),
    );
    let testimonial = Testimonial {
        response: &response,
        quote: Some(COMMENT),
        speaker: Speaker {
            consent: Consent::Company,
            name: None,
            company: Some("Bakkerij De Vries"),
        },
        score: Some(ShownScore {
            kind: ScoreKind::Nps,
            score: Score {
                value: 9.0,
                min: 0.0,
                max: 10.0,
                low_is_good: false,
            },
        }),
        source: "Typeform",
        survey: Some("Relatie 2026"),
        touchpoint: Some("Facturatie"),
        answered_on: NaiveDate::default(),
        revised: false,
        forwarded: None,
    };
    let shown = ShownDepartment {
        id: &department,
        name: "Financiën",
    };
    let words = Words::of(Language::Nl);
    criterion.bench_function("render a card", |bencher| {
        bencher.iter(|| {
            let question = "Hoe snel en vriendelijk lossen we factuurproblemen op?";
            card::testimonial(words, black_box(&testimonial), shown, question, &[]).to_json()
        });
    });
}

fn verifying(criterion: &mut Criterion) {
    let settings: Verify = toml::from_str(
        "proof = 'signature'\nheader = 'X-Survey-Signature'\nprefix = 'sha256='\nalgorithm = 'sha256'\n\
         encoding = 'hex'\nsigned = 'body'\nkey = 'text'",
    )
    .unwrap();
    let verifier = Verifier::new(&settings, &["a secret of the tool".to_owned().into()]).unwrap();
    let body = vec![b'x'; 1_024];
    let mut mac = Hmac::<Sha256>::new_from_slice(b"a secret of the tool").unwrap();
    mac.update(&body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert(
        "x-survey-signature",
        HeaderValue::from_str(&signature).unwrap(),
    );
    let now = DateTime::<Utc>::UNIX_EPOCH;
    assert!(verifier.verify(&headers, &body, None, now).is_ok());
    criterion.bench_function("verify the signature of a kibibyte", |bencher| {
        bencher.iter(|| verifier.verify(black_box(&headers), black_box(&body), None, now));
    });
}

fn expanding(criterion: &mut Criterion) {
    let events: String = (0..50)
        .map(|number| {
            format!(
                "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;TZID=W. Europe Standard Time:20250106T{:02}0000\r\n\
                 DURATION:PT30M\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,TH\r\nSUMMARY:Meeting {number}\r\nEND:VEVENT\r\n",
                8 + number % 9
            )
        })
        .collect();
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    let window = Window {
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        until: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let zone = chrono_tz::Europe::Amsterdam;
    let found = ics::occurrences(&text, &window, zone).occurrences.len();
    criterion.bench_function(
        &format!("expand a year of a calendar: {found} occurrences of 50 series"),
        |bencher| bencher.iter(|| ics::occurrences(black_box(&text), &window, zone)),
    );
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    routing(&mut criterion);
    masking(&mut criterion);
    rendering(&mut criterion);
    verifying(&mut criterion);
    expanding(&mut criterion);
    criterion.final_summary();
}
