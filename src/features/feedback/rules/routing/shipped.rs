//! The routes that are shipped as defaults, tried with what customers typically write.

use super::*;

/// Each comment, and every department that it concerns, in the order of the routes.
const COMMENTS: &[(&str, &[&str])] = &[
    // Invoices and payments
    ("De factuur klopt niet, ik betaal dubbel.", &["finance"]),
    ("Nog steeds geen creditnota ontvangen", &["finance"]),
    ("Termijnfactuur was onleesbaar", &["finance"]),
    ("Jullie facturatie is een puinhoop", &["finance"]),
    ("Incassokosten zonder herinnering, schandalig", &["finance"]),
    ("De rekening was hoger dan afgesproken", &["finance"]),
    ("Prijzen zijn flink gestegen", &["finance"]),
    (
        "I was charged twice and still wait for my refund.",
        &["finance"],
    ),
    ("The invoice had the wrong VAT number", &["finance"]),
    ("Paying by direct debit is easy", &["finance"]),
    // The product
    ("Inloggen lukt niet sinds gisteren", &["product"]),
    (
        "Het dashboard is traag en het beginscherm verwarrend",
        &["product"],
    ),
    ("De app loopt vast bij het opslaan", &["product"]),
    ("Heel gebruiksvriendelijk!", &["product"]),
    ("Weer een storing in het klantportaal", &["product"]),
    ("Not very intuitive, too many buttons", &["product"]),
    (
        "App crashes on my phone after the update",
        &["product", "customer-service"],
    ),
    ("Usability could be better", &["product"]),
    ("Found a bug in the export", &["product"]),
    // Support
    ("Snel geholpen door de helpdesk", &["customer-service"]),
    (
        "Nooit antwoord gekregen op mijn mailtje",
        &["customer-service"],
    ),
    (
        "Vriendelijke medewerker aan de telefoon",
        &["customer-service"],
    ),
    (
        "Drie keer gebeld en een uur in de wacht",
        &["customer-service"],
    ),
    ("Prima service", &["customer-service"]),
    ("Support answered within minutes", &["customer-service"]),
    ("Nobody called me back", &["customer-service"]),
    ("The agent was rude", &["customer-service"]),
    // Delivery and onboarding
    ("Levering was een dag te laat", &["operations"]),
    (
        "De monteur kwam niet op de afgesproken dag",
        &["operations"],
    ),
    ("Onboarding liep soepel", &["operations"]),
    ("De implementatie had veel vertraging", &["operations"]),
    ("Planning werd steeds gewijzigd", &["operations"]),
    ("Delivery took three weeks", &["operations"]),
    ("It took long to get us set up", &["operations"]),
    ("The implementation was well planned", &["operations"]),
    // Hiring
    ("Nooit iets gehoord op mijn sollicitatie", &["hr"]),
    ("De vacaturetekst klopte niet", &["hr"]),
    ("Prettig gesprek met de recruiter", &["hr"]),
    ("The interview felt respectful", &["hr"]),
    // More than one
    (
        "Factuur klopte niet, twee keer gebeld.",
        &["finance", "customer-service"],
    ),
    (
        "Great app, but the delivery was late and support did not answer",
        &["product", "customer-service", "operations"],
    ),
    // None: people decide
    ("Ik hoop dat jullie daar rekening mee houden", &[]),
    ("Jullie moeten meer rekening houden met ouderen", &[]),
    ("Ga zo door!", &[]),
    ("Good job", &[]),
    ("Top", &[]),
    ("Very happy with you", &[]),
    ("Het duurde lang", &[]),
];

fn decide(router: &Router, comment: &str, touchpoint: Option<&str>) -> Vec<String> {
    let facts = Facts {
        source: &SourceId::from("typeform"),
        survey: None,
        touchpoint,
        tags: &[],
        segment: &BTreeMap::new(),
        score_class: None,
        language: None,
        comment: Some(comment),
        department: None,
    };
    let decision = router.decide(&facts);
    decision
        .departments
        .into_iter()
        .map(|routed| routed.department.0)
        .collect()
}

fn shipped() -> Router {
    let config = crate::platform::config::defaults().unwrap();
    Router::new(&config.routes, &config.departments).unwrap()
}

#[test]
fn typical_comments_reach_the_departments_that_can_act_on_them() {
    let router = shipped();
    let wrong: Vec<String> = COMMENTS
        .iter()
        .filter_map(|(comment, expected)| {
            let found = decide(&router, comment, None);
            (found != *expected).then(|| format!("{comment}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_touchpoint_routes_a_comment_whose_words_say_nothing() {
    let router = shipped();
    assert_eq!(decide(&router, "Top", Some("Onboarding")), ["operations"]);
    assert_eq!(decide(&router, "Top", Some("facturatie")), ["finance"]);
    assert_eq!(decide(&router, "Top", Some("sollicitatie")), ["hr"]);
}
