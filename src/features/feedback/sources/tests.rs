//! Each preset with its tool's payload: as sent, edited, without words, and hostile.

use serde_json::{Value, json};

use super::*;
use crate::features::feedback::rules::response::{IncomingResponse, ResponseState, ScoreKind};
use crate::platform::config::ScoreClass;

/// The presets with a payload, the place of the score and of the comment in it, and another score.
fn fixtures() -> Vec<(&'static str, Value, &'static str, &'static str, Value)> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    macro_rules! fixture {
        ($name:literal) => {
            read(include_str!(concat!(
                "../../../../tests/fixtures/sources/",
                $name
            )))
        };
    }
    vec![
        (
            "asknicely",
            fixture!("asknicely.json"),
            "/question/score",
            "/question/comment",
            json!("2"),
        ),
        (
            "formbricks",
            fixture!("formbricks.json"),
            "/data/data/nps_q",
            "/data/data/why_q",
            json!(9),
        ),
        (
            "generic",
            fixture!("generic.json"),
            "/score",
            "/comment",
            json!("2,0"),
        ),
        (
            "satismeter",
            fixture!("satismeter.json"),
            "/response/rating",
            "/response/feedback",
            json!(3),
        ),
        (
            "survicate",
            fixture!("survicate.json"),
            "/event/questionAnswered/choice/id",
            "/event/questionAnswered/choice/comment",
            json!(10),
        ),
        (
            "tally",
            fixture!("tally.json"),
            "/data/fields/0/value",
            "/data/fields/1/value",
            json!(5),
        ),
        (
            "trustpilot",
            fixture!("trustpilot.json"),
            "/events/0/eventData/stars",
            "/events/0/eventData/text",
            json!(1),
        ),
        (
            "typeform",
            fixture!("typeform.json"),
            "/form_response/answers/0/number",
            "/form_response/answers/1/text",
            json!(1),
        ),
        (
            "zendesk",
            fixture!("zendesk_event.json"),
            "/event/satisfaction_score/score",
            "/event/satisfaction_score/comment",
            json!("GOOD"),
        ),
    ]
}

fn secret(preset: &str) -> &'static str {
    match preset {
        "formbricks" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        _ => "a long secret",
    }
}

fn source(text: &str) -> Source {
    toml::from_str(text).unwrap()
}

fn compiled(preset: &str, own: &str) -> CompiledSource {
    let source = source(&format!("preset = \"{preset}\"\n{own}"));
    compile(
        &preset.into(),
        &source,
        &[SecretString::from(secret(preset))],
    )
    .unwrap()
}

fn received_at() -> DateTime<Utc> {
    "2026-09-14T08:15:00Z".parse().unwrap()
}

fn map(source: &CompiledSource, payload: &Value) -> Vec<MappedItem> {
    let body = serde_json::to_vec(payload).unwrap();
    source
        .map(&body, &Verified::default(), received_at(), false)
        .unwrap()
}

fn one(source: &CompiledSource, payload: &Value) -> (IncomingResponse, Vec<String>) {
    match map(source, payload).remove(0) {
        MappedItem::Response { response, notes } => (*response, notes),
        other => panic!("{}: {other:?}", source.id),
    }
}

#[test]
fn every_preset_has_a_fixture_and_needs_no_more_than_a_secret() {
    let tested: Vec<&str> = fixtures().iter().map(|fixture| fixture.0).collect();
    let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.0).collect();
    assert_eq!(tested, presets);
    for name in presets {
        let problems = compile(&name.into(), &source(&format!("preset = \"{name}\"")), &[]);
        let problems = problems.unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("has no secret"), "{problems:?}");
        compiled(name, "");
    }
}

#[test]
fn each_tools_payload_becomes_a_response() {
    for (name, payload, ..) in fixtures() {
        let (response, notes) = one(&compiled(name, ""), &payload);
        assert!(notes.is_empty(), "{name}: {notes:?}");
        insta::assert_debug_snapshot!(name, response);
    }
}

#[test]
fn a_changed_score_is_the_same_response() {
    for (name, payload, score, _, other) in fixtures() {
        let source = compiled(name, "");
        let mut changed = payload.clone();
        *changed.pointer_mut(score).unwrap() = other;
        let (before, _) = one(&source, &payload);
        let (after, _) = one(&source, &changed);
        assert_eq!(before.external_id, after.external_id, "{name}");
        assert_ne!(before.score, after.score, "{name}");
        assert_eq!(before.answered_at, after.answered_at, "{name}");
    }
}

#[test]
fn an_edit_is_newer_than_what_it_edits() {
    for (name, place) in [
        ("formbricks", "/data/updatedAt"),
        ("tally", "/createdAt"),
        ("zendesk", "/time"),
        ("typeform", "/form_response/submitted_at"),
        ("survicate", "/event/questionAnswered/timestamp"),
        ("generic", "/updated_at"),
    ] {
        let (_, payload, ..) = fixtures()
            .into_iter()
            .find(|fixture| fixture.0 == name)
            .unwrap();
        let source = compiled(name, "");
        let mut edited = payload.clone();
        *edited.pointer_mut(place).unwrap() = json!("2026-09-14T08:14:30Z");
        let (before, _) = one(&source, &payload);
        let (after, _) = one(&source, &edited);
        assert_eq!(before.external_id, after.external_id, "{name}");
        assert!(after.updated_at > before.updated_at, "{name}");
    }
    // Those that do not say when it changed are as new as their arrival.
    for name in ["asknicely", "satismeter", "trustpilot"] {
        let (_, payload, ..) = fixtures()
            .into_iter()
            .find(|fixture| fixture.0 == name)
            .unwrap();
        assert_eq!(
            one(&compiled(name, ""), &payload).0.updated_at,
            received_at(),
            "{name}"
        );
    }
}

#[test]
fn an_empty_comment_is_no_comment_and_the_score_stays() {
    for (name, payload, _, comment, _) in fixtures() {
        for empty in [json!(""), json!("  "), json!(null)] {
            let mut changed = payload.clone();
            *changed.pointer_mut(comment).unwrap() = empty;
            if name == "trustpilot" {
                changed["events"][0]["eventData"]["title"] = json!(null);
            }
            let (response, _) = one(&compiled(name, ""), &changed);
            assert_eq!(response.comment, None, "{name}");
            assert!(response.score.is_some(), "{name}");
        }
    }
}

#[test]
fn hostile_json_is_answered_and_never_stored_as_it_is() {
    for (name, payload, score, comment, _) in fixtures() {
        let source = compiled(name, "");
        for hostile in [
            json!(null),
            json!(true),
            json!(-1e308),
            json!("NaN"),
            json!({"$ne": null}),
            json!([[[[]]]]),
            json!("<!channel> </script>\u{0}\u{202e}"),
            json!("x".repeat(100_000)),
        ] {
            for place in [score, comment] {
                let mut changed = payload.clone();
                *changed.pointer_mut(place).unwrap() = hostile.clone();
                for item in map(&source, &changed) {
                    if let MappedItem::Response { response, .. } = item {
                        let comment = response.comment.unwrap_or_default();
                        assert!(comment.chars().count() <= 20_000 && !comment.contains('\0'));
                        assert!(response.score.is_none_or(|score| score.value.is_finite()));
                    }
                }
            }
        }
        // Every part of the payload replaced by something of another type.
        for (pointer, _) in pointers(&payload) {
            for hostile in [json!(null), json!([]), json!({}), json!("x"), json!(0)] {
                let mut changed = payload.clone();
                *changed.pointer_mut(&pointer).unwrap() = hostile;
                map(&source, &changed);
            }
        }
    }
}

/// Where every value of a payload is.
fn pointers(value: &Value) -> Vec<(String, &Value)> {
    let mut found = vec![(String::new(), value)];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, child)| (key.clone(), child))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, child)| (index.to_string(), child))
            .collect(),
        _ => vec![],
    };
    for (key, child) in children {
        let below = pointers(child).into_iter();
        found.extend(below.map(|(pointer, value)| (format!("/{key}{pointer}"), value)));
    }
    found
}

#[test]
fn the_payload_of_another_tool_is_refused_or_ignored() {
    let all = fixtures();
    for (name, ..) in &all {
        for (other, payload, ..) in &all {
            if name != other {
                for item in map(&compiled(name, ""), payload) {
                    assert!(
                        !matches!(item, MappedItem::Response { .. }),
                        "{other} was taken for {name}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_deleted_review_is_deleted() {
    let (_, mut payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "trustpilot")
        .unwrap();
    payload["events"][0] =
        json!({"eventName": "service-review-deleted", "eventData": {"id": "66e5a0c2f1"}});
    let (response, _) = one(&compiled("trustpilot", ""), &payload);
    assert_eq!(response.state, ResponseState::Deleted);
    assert_eq!(response.external_id, "66e5a0c2f1");
}

#[test]
fn each_review_of_one_delivery_has_a_delivery_of_its_own() {
    let (_, mut payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "trustpilot")
        .unwrap();
    let mut second = payload["events"][0].clone();
    second["eventData"]["id"] = json!("66e5a0c2f2");
    payload["events"].as_array_mut().unwrap().push(second);
    let verified = Verified {
        delivery_id: Some("d".to_owned()),
    };
    let body = serde_json::to_vec(&payload).unwrap();
    let items = compiled("trustpilot", "")
        .map(&body, &verified, received_at(), false)
        .unwrap();
    let ids: Vec<String> = items
        .into_iter()
        .map(|item| match item {
            MappedItem::Response { response, .. } => response.delivery_id.unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, ["d#1", "d#2"]);
}

#[test]
fn the_answers_of_one_survicate_respondent_are_one_response() {
    let (_, payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "survicate")
        .unwrap();
    let source = compiled("survicate", "");
    let (score, _) = one(&source, &payload);
    let mut text = payload.clone();
    text["messageId"] = json!("second");
    let answer = text["event"]["questionAnswered"].as_object_mut().unwrap();
    answer.remove("choice");
    answer.insert("text".to_owned(), json!("Snelle hulp"));
    let (words, _) = one(&source, &text);
    assert_eq!(score.external_id, words.external_id);
    assert_ne!(score.delivery_id, words.delivery_id);
    assert!(score.merge && words.merge);
    assert_eq!((words.kind, words.score), (ScoreKind::Text, None));
    assert_eq!(words.comment.as_deref(), Some("Snelle hulp"));

    // The number of an answer to another closed question is not a score.
    let mut closed = payload.clone();
    closed["event"]["questionAnswered"]["choice"] =
        json!({"id": 8, "body": "Great", "comment": null});
    assert!(matches!(
        map(&source, &closed)[0],
        MappedItem::Ignored { .. }
    ));
    // No attributes are an empty list.
    let mut anonymous = payload;
    anonymous["event"]["questionAnswered"]["respondent"]["attributes"] = json!([]);
    assert_eq!(one(&source, &anonymous).0.respondent.email, None);
}

#[test]
fn other_events_of_a_tool_are_ignored() {
    for (name, place, other) in [
        ("formbricks", "/event", json!("responseUpdated")),
        (
            "zendesk",
            "/type",
            json!("zen:event-type:ticket.csat_requested"),
        ),
        ("satismeter", "/event", json!("dismissed")),
        ("tally", "/eventType", json!("OTHER")),
        (
            "trustpilot",
            "/events/0/eventName",
            json!("product-review-created"),
        ),
    ] {
        let (_, mut payload, ..) = fixtures()
            .into_iter()
            .find(|fixture| fixture.0 == name)
            .unwrap();
        *payload.pointer_mut(place).unwrap() = other;
        let found = map(&compiled(name, ""), &payload);
        assert!(
            matches!(found[0], MappedItem::Ignored { .. }),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn a_score_whose_scale_only_the_form_knows_is_not_guessed() {
    let (_, mut payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "tally")
        .unwrap();
    payload["data"]["fields"][0]["type"] = json!("LINEAR_SCALE");
    let (response, notes) = one(&compiled("tally", ""), &payload);
    assert_eq!((response.kind, response.score), (ScoreKind::Text, None));
    assert!(notes[0].contains("only the form knows"), "{notes:?}");

    let own = "mapping.score = { path = \"data.fields[key=question_rate].value\", kind = \"nps\" }";
    let (response, notes) = one(&compiled("tally", own), &payload);
    assert_eq!(response.kind, ScoreKind::Nps);
    assert_eq!(
        response.score.unwrap().class(ScoreKind::Nps),
        Some(ScoreClass::Detractor)
    );
    assert!(notes.is_empty());
}

#[test]
fn a_formbricks_survey_that_names_no_kind_or_has_two_numbers_is_not_guessed() {
    let (_, payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "formbricks")
        .unwrap();
    let source = compiled("formbricks", "");
    let mut unnamed = payload.clone();
    unnamed["data"]["survey"]["title"] = json!("Onderzoek");
    let mut two = payload.clone();
    two["data"]["data"]["another"] = json!(3);
    for changed in [unnamed, two] {
        let (response, notes) = one(&source, &changed);
        assert_eq!(response.score, None);
        assert_eq!(notes.len(), 1);
        assert!(response.comment.is_some());
    }
    let mut satisfaction = payload;
    satisfaction["data"]["survey"]["title"] = json!("Klanttevredenheid");
    satisfaction["data"]["data"]["nps_q"] = json!(5);
    let (response, _) = one(&source, &satisfaction);
    assert_eq!(
        response.score.unwrap().class(response.kind),
        Some(ScoreClass::Satisfied)
    );
}

#[test]
fn zendesks_words_are_satisfied_and_dissatisfied() {
    let (_, mut payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "zendesk")
        .unwrap();
    let source = compiled("zendesk", "");
    for (word, class) in [
        ("BAD", ScoreClass::Dissatisfied),
        ("good", ScoreClass::Satisfied),
    ] {
        payload["event"]["satisfaction_score"]["score"] = json!(word);
        let (response, _) = one(&source, &payload);
        assert_eq!(response.score.unwrap().class(response.kind), Some(class));
    }
}

#[test]
fn generic_json_is_small_or_full() {
    let source = compiled("generic", "");
    let (response, notes) = one(&source, &json!({"score": "8,5"}));
    assert_eq!(response.score.map(|score| score.value), Some(8.5));
    assert_eq!(response.kind, ScoreKind::Nps);
    assert!(response.external_id.starts_with("sha256:") && notes.is_empty());

    let (response, _) = one(&source, &json!({"score": 6, "kind": "CES"}));
    assert_eq!(
        response.score.map(|score| (score.min, score.max)),
        Some((1.0, 7.0))
    );
    let scale = json!({"min": 1, "max": 3, "low_is_good": true});
    let (response, _) = one(
        &source,
        &json!({"score": 1, "kind": "csat", "scale": scale}),
    );
    assert_eq!(
        response.score.unwrap().class(ScoreKind::Csat),
        Some(ScoreClass::Satisfied)
    );
    let (response, _) = one(
        &source,
        &json!({"comment": "x", "kind": "text", "score": 3}),
    );
    assert_eq!((response.kind, response.score), (ScoreKind::Text, None));
    assert!(
        one(&source, &json!({"comment": "x", "test": true}))
            .0
            .is_test
    );

    for (payload, wrong) in [
        (json!({}), "score | comment"),
        (json!({"score": 9, "kind": "happiness"}), "kind"),
        (json!({"score": 9, "scale": "1-5"}), "scale"),
        (
            json!({"score": 9, "kind": "csat", "scale": {"min": 5, "max": 1}}),
            "scale",
        ),
        (
            json!({"score": 9, "kind": "nps", "scale": {"min": 1, "max": 5}}),
            "scale",
        ),
    ] {
        let found = map(&source, &payload);
        assert!(
            matches!(&found[0], MappedItem::Unmapped { path, .. } if path == wrong),
            "{payload}: {found:?}"
        );
    }
}

#[test]
fn a_sources_own_keys_lie_over_the_presets_one_by_one() {
    let own = "verify.header = \"X-Mine\"\nmapping.comment = \"question.theme\"\nmapping.segment = { segment = \"\", plan = \"person.plan\" }\nmapping.respondent.email = \"\"";
    let source = compiled("asknicely", own);
    let (_, mut payload, ..) = fixtures()
        .into_iter()
        .find(|fixture| fixture.0 == "asknicely")
        .unwrap();
    payload["question"]["theme"] = json!("Thema");
    payload["person"]["plan"] = json!("pro");
    let (response, _) = one(&source, &payload);
    assert_eq!(response.comment.as_deref(), Some("Thema"));
    assert_eq!(
        response.segment,
        [("plan".to_owned(), "pro".to_owned())].into()
    );
    assert_eq!(response.respondent.email, None);
    assert_eq!(response.respondent.name.as_deref(), Some("Sanne V"));
    let mut headers = axum::http::HeaderMap::new();
    headers.insert(
        "x-mine",
        axum::http::HeaderValue::from_static("a long secret"),
    );
    source
        .verifier
        .verify(&headers, b"", None, received_at())
        .unwrap();
}

#[test]
fn problems_name_the_source_and_the_key() {
    let problems = |text: &str| {
        compile(&"shop".into(), &source(text), &[SecretString::from("s")]).unwrap_err()
    };
    let found = problems("preset = \"typform\"");
    assert_eq!(
        found,
        ["sources.shop.preset: there is no preset `typform`; did you mean `typeform`?"]
    );
    let found = problems("preset = \"delighted\"");
    assert!(
        found[0].contains("there are asknicely, formbricks"),
        "{found:?}"
    );
    let found = problems("preset = \"surveymonkey\"");
    assert!(found[0].contains("klantstem import"), "{found:?}");
    let found = problems("mapping.comment = \"a..b\"\nmapping.url = \"[\"");
    assert!(
        found[0].starts_with("sources.shop: `proof` is missing"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("sources.shop.mapping.comment = `a..b`: at character 3"),
        "{found:?}"
    );
    assert!(
        found[2].starts_with("sources.shop.mapping.url"),
        "{found:?}"
    );
}

#[test]
fn unknown_keys_are_refused() {
    for text in [
        "presett = \"tally\"",
        "verify.heder = \"x\"",
        "mapping.coment = \"x\"",
        "mapping.score = { path = \"x\", kind = \"nps\", scael = 1 }",
        "mapping.score = [{ path = \"x\", kind = \"nsp\" }]",
        "mapping.respondent.mail = \"x\"",
        "mapping.when = 3",
    ] {
        assert!(toml::from_str::<Source>(text).is_err(), "{text}");
    }
}

#[test]
fn presets_are_read_by_people_too() {
    for (name, text) in PRESETS {
        let preset = preset(name).unwrap();
        assert!(
            preset.about.len() > 80,
            "{name} says what to set in the tool"
        );
        assert!(
            text.starts_with("about = "),
            "{name} begins with what it is about"
        );
    }
}

#[test]
fn the_lines_that_presets_propose_are_right() {
    for (name, _) in PRESETS {
        let about = preset(name).unwrap().about;
        let table = format!("[[sources.{name}.mapping.score]]");
        let Some((_, after)) = about.split_once(&table) else {
            continue;
        };
        let lines: Vec<&str> = after
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with("  "))
            .map(str::trim)
            .collect();
        let text = format!(
            "preset = \"{name}\"\n[[mapping.score]]\n{}",
            lines.join("\n")
        );
        compile(
            &name.into(),
            &source(&text),
            &[SecretString::from(secret(name))],
        )
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    }
}

#[test]
fn each_presets_signature_fits_what_its_tool_sends() {
    macro_rules! body {
        ($name:literal) => {
            &include_bytes!(concat!("../../../../tests/fixtures/sources/", $name))[..]
        };
    }
    type Vector<'a> = (&'a str, &'a str, &'a [u8], &'a [(&'a str, &'a str)]);
    let vectors: [Vector; 6] = [
        (
            "formbricks",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            body!("formbricks.json"),
            &[
                ("webhook-id", "msg_klantstem_1"),
                ("webhook-timestamp", "1789373561"),
                (
                    "webhook-signature",
                    "v1,DK58HKTWvfv+DmgwE0Mp8WwOtqVzUGbqF1aqOClfveg=",
                ),
            ],
        ),
        (
            "typeform",
            "tf-secret",
            body!("typeform.json"),
            &[(
                "typeform-signature",
                "sha256=lq3+p73gKvcnHvTKutHSySS6UhmvxSS5oFBowYnKbwc=",
            )],
        ),
        (
            "tally",
            "tally-secret",
            body!("tally.json"),
            &[(
                "tally-signature",
                "r8OML5ErFQN45DcWmBmpoWZc6WwaGEsS1WwEE6xC2i8=",
            )],
        ),
        (
            "survicate",
            "sv-secret",
            body!("survicate.json"),
            &[(
                "hmac",
                "970c7dd3b2aae358b5d5c13a3ec8d8c66daf3967874ed61dc0aff9f1cc069887",
            )],
        ),
        (
            "zendesk",
            "zd-secret",
            body!("zendesk_event.json"),
            &[
                (
                    "x-zendesk-webhook-signature",
                    "G1A49nHs7bkOTlRRjeeDGD+VoSq2EL2mu+7lHJHt6bI=",
                ),
                (
                    "x-zendesk-webhook-signature-timestamp",
                    "2026-09-14T08:12:42Z",
                ),
                ("x-zendesk-webhook-invocation-id", "01J7ZD"),
            ],
        ),
        (
            // openssl dgst -sha256 -hmac generic-secret < generic.json
            "generic",
            "generic-secret",
            body!("generic.json"),
            &[
                (
                    "x-survey-signature",
                    "sha256=722c56d0e5286221b6abe119e717b6252ece75bb16b8a50910829971abfb05fd",
                ),
                ("x-survey-delivery", "d-1"),
            ],
        ),
    ];
    for (name, secret, body, pairs) in vectors {
        let source = source(&format!("preset = \"{name}\""));
        let compiled = compile(&name.into(), &source, &[SecretString::from(secret)]).unwrap();
        let mut headers = axum::http::HeaderMap::new();
        for (header, value) in pairs {
            let header: axum::http::HeaderName = header.parse().unwrap();
            headers.insert(header, value.parse().unwrap());
        }
        let sent_at: DateTime<Utc> = "2026-09-14T08:12:42Z".parse().unwrap();
        let verified = compiled.verifier.verify(&headers, body, None, sent_at);
        let verified = verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        let item = compiled
            .map(body, &verified, received_at(), false)
            .unwrap()
            .remove(0);
        let MappedItem::Response { response, .. } = item else {
            panic!("{name}: {item:?}")
        };
        assert!(
            response.delivery_id.is_some(),
            "{name}: retries are known by something"
        );
        let mut changed = body.to_vec();
        changed[10] ^= 1;
        assert!(
            compiled
                .verifier
                .verify(&headers, &changed, None, sent_at)
                .is_err(),
            "{name}"
        );
    }
    for (name, tolerance) in [("formbricks", 300), ("zendesk", 600)] {
        let (verify, _) = settings(&source(&format!("preset = \"{name}\""))).unwrap();
        assert_eq!(verify.tolerance_seconds, Some(tolerance));
    }
    for name in ["trustpilot", "satismeter"] {
        let source = compiled(name, "");
        let verify = |token| {
            source
                .verifier
                .verify(&axum::http::HeaderMap::new(), b"", token, received_at())
        };
        assert!(source.verifier.wants_token());
        verify(Some(secret(name))).unwrap();
        verify(Some("another")).unwrap_err();
        verify(None).unwrap_err();
    }
}

#[test]
fn laying_over_nothing_changes_nothing_and_settings_survive_being_written() {
    for (name, _) in PRESETS {
        let Preset {
            verify, mapping, ..
        } = preset(name).unwrap();
        assert_eq!(mapping.clone().over(Mapping::default()), mapping, "{name}");
        assert_eq!(Mapping::default().over(mapping.clone()), mapping, "{name}");
        assert_eq!(verify.clone().over(Verify::default()), verify, "{name}");
        assert_eq!(Verify::default().over(verify.clone()), verify, "{name}");
        let own = Source {
            preset: None,
            enabled: true,
            verify,
            mapping,
        };
        let text = toml::to_string(&own).unwrap();
        let read = source(&text);
        assert_eq!(
            (read.verify, read.mapping),
            (own.verify, own.mapping),
            "{name}"
        );
    }
}

#[test]
fn the_schema_of_a_source_names_every_key_and_refuses_others() {
    let schema = serde_json::to_value(schemars::schema_for!(Source)).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    let mapping = &schema["$defs"]["Mapping"];
    assert_eq!(mapping["additionalProperties"], json!(false));
    for key in ["score", "when", "respondent", "time_zone", "segment"] {
        assert!(mapping["properties"][key].is_object(), "{key}");
    }
    assert_eq!(schema.get("required"), None);
}

#[test]
fn the_check_of_the_configuration_shows_the_line_of_a_path_that_can_not_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("klantstem.toml");
    let file = "[sources.shop]\npreset = \"generic\"\n\n[sources.shop.mapping]\n\
        comment = \"a[\"\n\n[sources.reviews]\npreset = \"trustpiloot\"\n";
    std::fs::write(&path, file).unwrap();
    let environment = crate::platform::config::Environment::from_iter([(
        "WEBHOOK_SECRET_FORMBRICKS",
        "not-whsec",
    )]);
    let problems =
        crate::platform::config::load(Some(&path), &environment, &super::check).unwrap_err();
    let text = problems
        .to_string()
        .replace(&path.display().to_string(), "klantstem.toml");
    insta::assert_snapshot!(text, @r#"
    klantstem.toml:5:11: sources.shop.mapping.comment = `a[`: at character 3: write the number of an element, `[0]`, or what it must be like, `[type=nps]`
      |
    5 | comment = "a["
      |           ^^^^

    klantstem.toml:8:10: there is no preset `trustpiloot`; did you mean `trustpilot`?
      |
    8 | preset = "trustpiloot"
      |          ^^^^^^^^^^^^^

    environment variable WEBHOOK_SECRET_FORMBRICKS: its secret is not `whsec_` followed by Base64: copy it again from the tool

    The configuration has 3 problems.
    "#);
}

#[test]
fn every_example_of_the_embedded_configuration_is_accepted() {
    use crate::platform::config::{DEFAULTS, Environment, load};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("klantstem.toml");
    let on: Vec<&str> = DEFAULTS
        .lines()
        .skip_while(|line| *line != "#[sources.shop]")
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with(' '))
        .collect();
    assert!(on.len() > 40);
    std::fs::write(&path, on.join("\n")).unwrap();
    load(Some(&path), &Environment::default(), &super::check)
        .unwrap_or_else(|problems| panic!("{problems}"));
}
