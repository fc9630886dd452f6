//! A quarter of answers before the demo begins, so that scores have something to say.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use crate::app::App;
use crate::features::feedback::intake::{self, Posting, Prepared};
use crate::features::feedback::rules::response::{
    Consent, IncomingResponse, Respondent, ResponseState, Score, ScoreKind,
};
use crate::platform::ids::DepartmentId;

/// Days before the demo's morning.
const DAYS: i64 = 91;

/// A department's usual customers: in a hundred, so many promoters, so many detractors.
struct Usual {
    department: &'static str,
    a_day: u64,
    promoters: u64,
    detractors: u64,
}

const USUAL: [Usual; 4] = [
    Usual {
        department: "finance",
        a_day: 8,
        promoters: 48,
        detractors: 20,
    },
    Usual {
        department: "customer-service",
        a_day: 9,
        promoters: 55,
        detractors: 15,
    },
    Usual {
        department: "product",
        a_day: 6,
        promoters: 50,
        detractors: 22,
    },
    Usual {
        department: "operations",
        a_day: 4,
        promoters: 45,
        detractors: 25,
    },
];

/// Of a day's answers about the trouble, those of which some say why.
const COMPLAINTS: u64 = 3;
/// What customers say about the trouble, the latest first.
const TROUBLE: [&str; 12] = [
    "Op de nieuwe factuur staat de btw twee keer. Onze boekhouder keurt hem af.",
    "Sinds de nieuwe lay-out kan ik niet meer zien over welke maand de factuur gaat.",
    "Drie keer gebeld over dezelfde factuur, drie keer een ander antwoord.",
    "Het bedrag op de factuur klopt niet met de offerte.",
    "Factuur onleesbaar op mijn telefoon, en het bedrag klopte ook al niet.",
    "The new invoice shows VAT twice. Please fix it before month end.",
    "Ik kreeg een aanmaning voor een factuur die ik al betaald had.",
    "De regels op de factuur zijn niet meer uitgesplitst per locatie.",
    "Waarom staat mijn inkoopnummer niet meer op de factuur?",
    "Factuur twee keer ontvangen, met verschillende bedragen.",
    "De nieuwe factuur is een zoekplaatje geworden.",
    "Creditnota beloofd, nooit gekregen.",
];

/// How many days ago finance's trouble began, on the Monday of last week: a new invoice layout, the
/// story's cause.
fn trouble(now: DateTime<Utc>) -> i64 {
    i64::from(now.weekday().num_days_from_monday()) + 7
}

/// The same as an event in the configuration, for the pictures to mark.
pub fn event(now: DateTime<Utc>) -> String {
    let on = (now - TimeDelta::days(trouble(now))).date_naive();
    format!(
        r#"
[[scores.events]]
on = {on}
name = {{ en = "New layout of invoices", nl = "Nieuwe opmaak van facturen" }}
department = "finance"
"#
    )
}

/// Stores the answers silently; the same ones each time.
///
/// # Errors
/// Where the database refused.
pub async fn remember(app: &App) -> anyhow::Result<()> {
    let now = app.ctx.clock.now();
    let trouble = trouble(now);
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut roll = move |sides: u64| {
        // xorshift64: the demo needs no better luck than that.
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 16) % sides
    };
    let mut said = TROUBLE.iter();
    let mut batch: Vec<Prepared> = Vec::new();
    for days_ago in 1..=DAYS {
        for usual in &USUAL {
            let has_trouble = usual.department == "finance" && days_ago <= trouble;
            let (promoters, detractors) = if has_trouble {
                (16, 62)
            } else {
                (usual.promoters, usual.detractors)
            };
            for number in 0..usual.a_day {
                let score = match roll(100) {
                    luck if luck < promoters => 9 + roll(2),
                    luck if luck < promoters + detractors => roll(7),
                    _ => 7 + roll(2),
                };
                let minutes = i64::try_from(roll(600)).unwrap_or_default();
                let at = now - TimeDelta::days(days_ago) + TimeDelta::minutes(minutes);
                let id = format!("{}-{days_ago}-{number}", usual.department);
                let mut response = answer(usual.department, &id, at, score);
                if has_trouble && score <= 6 && number < COMPLAINTS {
                    response.comment = said.next().map(|comment| (*comment).to_owned());
                }
                batch.push(intake::prepare(&app.feedback.rulebook, &response, at));
            }
        }
    }
    let mut tx = app.ctx.db.begin().await?;
    intake::take_in(
        &app.ctx,
        &app.feedback.rulebook,
        &mut tx,
        batch,
        Posting::Silent,
        now,
    )
    .await?;
    tx.commit().await
}

fn answer(department: &str, id: &str, at: DateTime<Utc>, score: u64) -> IncomingResponse {
    #[expect(clippy::cast_precision_loss, reason = "scores are at most ten")]
    let value = score as f64;
    IncomingResponse {
        source: "klantpanel-archief".into(),
        external_id: id.to_owned(),
        delivery_id: None,
        kind: ScoreKind::Nps,
        score: Some(Score {
            value,
            min: 0.0,
            max: 10.0,
            low_is_good: false,
        }),
        comment: None,
        language: None,
        respondent: Respondent {
            external_id: Some(id.to_owned()),
            ..Respondent::default()
        },
        consent: Consent::Anonymous,
        answered_at: at,
        updated_at: at,
        state: ResponseState::Complete,
        url: None,
        survey: None,
        touchpoint: None,
        tags: Vec::new(),
        segment: std::collections::BTreeMap::new(),
        department: Some(DepartmentId::from(department)),
        merge: false,
        is_test: false,
        raw: None,
    }
}
