//! What becomes of a payload: what is kept, what is refused, and that nothing makes it panic.

use proptest::prelude::*;
use serde_json::json;

use super::super::path::tests::any_json;
use super::*;
use crate::platform::config::Mapping;

fn received_at() -> DateTime<Utc> {
    "2026-09-14T08:15:00Z".parse().unwrap()
}

fn compiled(text: &str) -> CompiledMapping {
    CompiledMapping::new(&toml::from_str::<Mapping>(text).unwrap()).unwrap()
}

fn map(mapping: &str, payload: &Value) -> Vec<MappedItem> {
    let body = serde_json::to_vec(payload).unwrap();
    map_payload(
        &compiled(mapping),
        &"shop".into(),
        &body,
        received_at(),
        false,
    )
    .unwrap()
}

/// The one response of a payload, with its notes.
fn one(mapping: &str, payload: Value) -> (IncomingResponse, Vec<String>) {
    match map(mapping, &payload).remove(0) {
        MappedItem::Response { response, notes } => (*response, notes),
        other => panic!("{other:?}"),
    }
}

const CSAT: &str = r#"
external_id = "id"
comment = "text"
score = { path = "score", kind = "csat", scale = { min = 1, max = 5 } }
"#;

#[test]
fn a_score_that_is_not_on_its_scale_is_kept_and_not_counted_or_refused_by_setting() {
    for score in [json!(7), json!(0), json!("-1"), json!(5.01)] {
        let (response, notes) = one(CSAT, json!({"id": 1, "score": score}));
        let kept = response.score.unwrap();
        assert!(!kept.on_scale());
        assert_eq!(kept.class(response.kind), None);
        assert_eq!(notes.len(), 1, "{notes:?}");

        let refused = map(
            &format!("out_of_scale = \"refuse\"\n{CSAT}"),
            &json!({"id": 1, "score": score}),
        );
        assert!(
            matches!(&refused[0], MappedItem::Unmapped { path, problem } if path == "score" && problem.contains("1 to 5")),
            "{refused:?}"
        );
    }
}

#[test]
fn a_score_that_is_not_a_number_is_no_score_and_the_words_are_kept() {
    for score in [
        json!("NaN"),
        json!("inf"),
        json!("very good"),
        json!([9]),
        json!(true),
    ] {
        let (response, notes) = one(CSAT, json!({"id": 1, "score": score, "text": "Prima"}));
        assert_eq!((response.kind, response.score), (ScoreKind::Text, None));
        assert!(notes[0].contains("not a number"), "{notes:?}");
    }
    let (response, notes) = one(CSAT, json!({"id": 1, "score": null, "text": "Prima"}));
    assert_eq!((response.score, notes.len()), (None, 0));
}

#[test]
fn an_empty_comment_is_none() {
    for text in [
        json!(""),
        json!("  \n "),
        json!(null),
        json!({"a": 1}),
        json!("\u{0}\u{7}"),
    ] {
        let (response, _) = one(CSAT, json!({"id": 1, "score": 5, "text": text}));
        assert_eq!(response.comment, None);
    }
}

#[test]
fn without_an_identity_the_same_content_has_the_same_one() {
    let map = |payload| one(CSAT, payload).0.external_id;
    let id = map(json!({"score": 5, "text": "a", "deep": {"b": 1, "a": [1, 2]}}));
    assert_eq!(
        id,
        map(json!({"deep": {"a": [1, 2], "b": 1}, "text": "a", "score": 5}))
    );
    assert_ne!(
        id,
        map(json!({"score": 5, "text": "b", "deep": {"b": 1, "a": [1, 2]}}))
    );
    assert_ne!(
        id,
        map(json!({"score": 5, "text": "a", "deep": {"b": 1, "a": [2, 1]}}))
    );
    assert_eq!(id.len(), "sha256:".len() + 64);
}

#[test]
fn identities_are_never_made_equal_by_cleaning_or_cutting() {
    let id = |id: String| one(CSAT, json!({"id": id, "score": 5})).0.external_id;
    let long = "x".repeat(600);
    assert_ne!(id(format!("{long}a")), id(format!("{long}b")));
    assert_ne!(id("a\u{0}b".into()), id("ab".into()));
    assert_eq!(id(" r-1 ".into()), "r-1");
    for useless in [json!(true), json!([1]), json!({}), json!(1e30)] {
        let (response, _) = one(CSAT, json!({"id": useless, "score": 5}));
        assert!(response.external_id.starts_with("sha256:"), "{useless}");
    }
    assert_eq!(
        one(CSAT, json!({"id": u64::MAX, "score": 5})).0.external_id,
        u64::MAX.to_string()
    );
    assert_eq!(one(CSAT, json!({"id": 17, "score": 5})).0.external_id, "17");
}

#[test]
fn a_payload_with_nothing_at_the_paths_is_refused_with_the_paths() {
    let found = map(CSAT, &json!({"other": "tool"}));
    assert!(
        matches!(&found[0], MappedItem::Unmapped { path, .. } if path == "score | text"),
        "{found:?}"
    );
}

#[test]
fn a_required_path_that_leads_nowhere_is_named() {
    let mapping = format!("required = [\"id\", \"score | text\"]\n{CSAT}");
    let found = map(&mapping, &json!({"id": 1}));
    assert!(
        matches!(&found[0], MappedItem::Unmapped { path, .. } if path == "score | text"),
        "{found:?}"
    );
}

#[test]
fn a_customer_who_answered_nothing_is_ignored_where_the_payload_is_otherwise_right() {
    let mapping = format!("required = [\"id\"]\n{CSAT}");
    let found = map(&mapping, &json!({"id": 1}));
    assert!(matches!(&found[0], MappedItem::Ignored { .. }), "{found:?}");
}

#[test]
fn another_event_is_ignored_and_another_tools_payload_is_refused() {
    let mapping = format!("when = 'event == \"completed\"'\nignore_if = 'spam'\n{CSAT}");
    let found = map(
        &mapping,
        &json!({"event": "dismissed", "id": 1, "score": 5}),
    );
    assert!(
        matches!(&found[0], MappedItem::Ignored { reason } if reason.contains("completed")),
        "{found:?}"
    );
    let found = map(&mapping, &json!({"id": 1, "score": 5}));
    assert!(
        matches!(&found[0], MappedItem::Unmapped { path, .. } if path == "event"),
        "{found:?}"
    );
    let found = map(
        &mapping,
        &json!({"event": "completed", "id": 1, "score": 5, "spam": true}),
    );
    assert!(matches!(&found[0], MappedItem::Ignored { .. }), "{found:?}");
}

#[test]
fn in_a_list_each_item_fares_by_itself_and_can_look_at_the_root() {
    let mapping = format!("items = \"responses\"\nsurvey = \"$.survey\"\n{CSAT}");
    let payload = json!({"survey": "Q3", "responses": [{"id": 1, "score": 5}, {}, 7, {"id": 2, "text": "x"}]});
    let found = map(&mapping, &payload);
    let surveys: Vec<Option<&str>> = found
        .iter()
        .map(|item| match item {
            MappedItem::Response { response, .. } => response.survey.as_deref(),
            _ => None,
        })
        .collect();
    assert_eq!(surveys, [Some("Q3"), None, None, Some("Q3")]);
    assert_eq!(map(&mapping, &json!({"responses": []})), []);
    let found = map(&mapping, &json!({"events": []}));
    assert!(matches!(&found[0], MappedItem::Unmapped { path, .. } if path == "responses"));
}

#[test]
fn too_many_items_and_what_is_not_json_are_refused() {
    let mapping = compiled(&format!("items = \"r\"\n{CSAT}"));
    let map = |body: &[u8]| map_payload(&mapping, &"shop".into(), body, received_at(), false);
    let body = |count: usize| serde_json::to_vec(&json!({"r": vec![1; count]})).unwrap();
    assert_eq!(map(&body(MOST_ITEMS)).unwrap().len(), MOST_ITEMS);
    assert_eq!(
        map(&body(MOST_ITEMS + 1)),
        Err(MappingError::TooManyItems {
            count: MOST_ITEMS + 1
        })
    );
    for body in [
        &b""[..],
        b"score=9&comment=x",
        b"{\"a\":",
        b"\xff\xfe",
        b"{} {}",
        "[".repeat(100_000).as_bytes(),
        b"{\"a\": NaN}",
        b"{\"a\": 1e999}",
    ] {
        assert!(matches!(map(body), Err(MappingError::NotJson { .. })));
    }
}

#[test]
fn times_that_can_not_be_used_give_way_to_the_time_of_arrival() {
    let mapping = format!("answered_at = \"at\"\nupdated_at = \"changed\"\n{CSAT}");
    let (response, notes) = one(
        &mapping,
        json!({"id": 1, "score": 5, "at": "soon", "changed": "2199-01-01T00:00:00Z"}),
    );
    assert_eq!(response.answered_at, received_at());
    assert_eq!(response.updated_at, received_at());
    assert_eq!(notes.len(), 2, "{notes:?}");
    let (response, notes) = one(&mapping, json!({"id": 1, "score": 5}));
    assert_eq!(response.answered_at, received_at());
    assert!(notes.is_empty());
}

#[test]
fn local_times_are_of_the_sources_time_zone() {
    let mapping = format!("answered_at = \"at\"\ntime_zone = \"Europe/Amsterdam\"\n{CSAT}");
    let (response, _) = one(
        &mapping,
        json!({"id": 1, "score": 5, "at": "14-09-2026 10:12"}),
    );
    assert_eq!(
        response.answered_at.to_rfc3339(),
        "2026-09-14T08:12:00+00:00"
    );
}

#[test]
fn consent_is_given_only_by_a_clear_yes() {
    let mapping = format!("consent = \"consent\"\n{CSAT}");
    for (given, expected) in [
        (json!("named"), Consent::Named),
        (json!(true), Consent::Named),
        (json!("Ja"), Consent::Named),
        (json!("company"), Consent::Company),
        (json!("anonymous"), Consent::Anonymous),
        (json!(false), Consent::Anonymous),
        (json!("maybe"), Consent::Anonymous),
        (json!(null), Consent::Anonymous),
        (json!(["named"]), Consent::Anonymous),
    ] {
        let (response, _) = one(&mapping, json!({"id": 1, "score": 5, "consent": given}));
        assert_eq!(response.consent, expected, "{given}");
    }
    let fixed = format!("consent = \"company\"\n{CSAT}");
    assert_eq!(
        one(&fixed, json!({"id": 1, "score": 5})).0.consent,
        Consent::Company
    );
    assert_eq!(
        one(CSAT, json!({"id": 1, "score": 5})).0.consent,
        Consent::Anonymous
    );
}

#[test]
fn hostile_texts_are_cleaned_and_cut() {
    let mapping = format!(
        "url = \"url\"\nlanguage = \"lang\"\ntags = \"tags\"\nsegment = {{ \"*\" = \"s\" }}\n{CSAT}"
    );
    let many: serde_json::Map<String, Value> = (0..200)
        .map(|number| (format!("k{number}"), json!("v")))
        .collect();
    let (response, notes) = one(
        &mapping,
        json!({
            "id": "r\u{0}1", "score": 5, "text": format!("<!channel> \u{0}{}", "é".repeat(30_000)),
            "url": "javascript:alert(1)", "lang": "default",
            "tags": ["a", "a", {"group": "g", "value": "b"}, null, 3, "\u{0}"], "s": many,
        }),
    );
    let comment = response.comment.unwrap();
    assert!(comment.starts_with("<!channel> é") && comment.chars().count() == LONGEST_COMMENT);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(response.url, None);
    assert_eq!(response.language, None);
    assert_eq!(response.tags, ["a", "b", "3"]);
    assert_eq!(response.segment.len(), MOST_SEGMENT_FIELDS);
}

#[test]
fn languages_are_two_letters() {
    let mapping = format!("language = \"lang\"\n{CSAT}");
    for (given, expected) in [
        (json!("nl"), Some("nl")),
        (json!("NL"), Some("nl")),
        (json!("nl-BE"), Some("nl")),
        (json!("en_US"), Some("en")),
        (json!("nld"), None),
        (json!("n1"), None),
        (json!(""), None),
        (json!(1), None),
    ] {
        let (response, _) = one(&mapping, json!({"id": 1, "score": 5, "lang": given}));
        assert_eq!(response.language.as_deref(), expected);
    }
}

#[test]
fn the_payload_is_kept_only_where_it_is_wanted() {
    let keep = |mapping: &str, body: &[u8]| {
        let items = map_payload(
            &compiled(mapping),
            &"shop".into(),
            body,
            received_at(),
            true,
        );
        match items.unwrap().remove(0) {
            MappedItem::Response { response, .. } => response.raw,
            other => panic!("{other:?}"),
        }
    };
    let body = br#"{ "id": 1, "score": 5 }"#;
    assert_eq!(
        keep(CSAT, body).as_deref(),
        Some(r#"{ "id": 1, "score": 5 }"#)
    );
    let list = br#"{"r": [{"id": 1, "score": 5}, {"id": 2, "score": 4}]}"#;
    let mapping = format!("items = \"r\"\n{CSAT}");
    assert_eq!(
        keep(&mapping, list).as_deref(),
        Some(r#"{"id":1,"score":5}"#)
    );
    assert_eq!(one(CSAT, json!({"id": 1, "score": 5})).0.raw, None);
}

#[test]
fn every_mistake_in_a_mapping_is_named_at_once() {
    let mapping: Mapping = toml::from_str(
        r#"
        external_id = "id["
        when = ["event = 1", "ok"]
        segment = { plan = "a..b" }
        consent = "a b"
        score = [
            { path = "", kind = "nps" },
            { path = "x" },
            { path = "x", kind = "text" },
            { path = "x", kind = "csat" },
            { path = "x", kind = "nps", scale = { min = 1, max = 5 } },
        ]
        "#,
    )
    .unwrap();
    let problems = CompiledMapping::new(&mapping).unwrap_err();
    for (problem, begin) in problems.iter().zip([
        "when = `event = 1`: at character 7",
        "external_id = `id[`: at character 4",
        "score[0].path is empty",
        "score[1].kind is missing",
        "score[2].kind = \"text\" has no score",
        "score[3].scale is missing",
        "score[4].scale: the scale of NPS is 0 to 10",
        "consent = `a b`: at character 3",
        "segment.plan = `a..b`: at character 3",
    ]) {
        assert!(problem.starts_with(begin), "{problem}");
    }
    assert_eq!(problems.len(), 9, "{problems:#?}");
    let empty = CompiledMapping::new(&Mapping::default()).unwrap_err();
    assert!(empty[0].contains("choose a preset"), "{empty:?}");
}

proptest! {
    #[test]
    fn no_json_makes_a_mapping_panic(payload in any_json()) {
        let everything = r#"
            when = "!x"
            tags = "tags | any_number()"
            url = "url"
            answered_at = "at | any_number()"
            updated_at = "longest_text()"
            segment = { "*" = "$" }
            comment = "longest_text()"
            score = [
                { path = "any_number()", kind = "nps", kind_path = "k", scale_path = "s" },
                { path = "longest_text()", kind = "csat", scale = { min = 0, max = 1 }, words = { good = 1 } },
            ]
        "#;
        for mapping in [everything.to_owned(), format!("items = \"$ | a\"\n{everything}")] {
            for item in map(&mapping, &payload) {
                if let MappedItem::Response { response, .. } = item {
                    prop_assert!(!response.external_id.is_empty());
                    prop_assert!(response.comment.is_none_or(|text| !text.contains('\0')));
                    prop_assert!(response.score.is_none_or(|score| score.value.is_finite()));
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_a_mapping_panic(body: Vec<u8>) {
        let _ = map_payload(&compiled(CSAT), &"shop".into(), &body, received_at(), true);
    }
}
