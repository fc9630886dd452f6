//! Turns what a source delivered into what is stored: masked, classified, named only with consent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::features::feedback::rules::exclusion::Exclusions;
use crate::features::feedback::rules::language::language_of;
use crate::features::feedback::rules::redaction::redact;
use crate::features::feedback::rules::response::{
    Consent, IncomingResponse, Respondent, ResponseState, StoredResponse,
};
use crate::platform::ids::new_row_id;

/// The storable form of `incoming`, received at `now`, as its first revision.
pub fn storable(
    incoming: &IncomingResponse,
    exclusions: &Exclusions,
    now: DateTime<Utc>,
) -> StoredResponse {
    let named =
        |least: Consent, text: &Option<String>| text.clone().filter(|_| incoming.consent >= least);
    let masked = |text: &Option<String>| text.as_deref().map(|text| redact(text).text.into_owned());
    let segment: BTreeMap<&str, Cow<'_, str>> = incoming
        .segment
        .iter()
        .map(|(field, value)| (field.as_str(), redact(value).text))
        .collect();
    let comment = masked(&incoming.comment);
    let score = incoming.score;
    let mut stored = StoredResponse {
        id: new_row_id().into(),
        source: incoming.source.clone(),
        external_id: incoming.external_id.clone(),
        kind: incoming.kind,
        score: score.map(|score| score.value),
        scale_min: score.map(|score| score.min),
        scale_max: score.map(|score| score.max),
        low_is_good: score.is_some_and(|score| score.low_is_good),
        score_class: score.and_then(|score| score.class(incoming.kind)),
        language: language_of(incoming.language.as_deref(), comment.as_deref()),
        comment,
        respondent_key: respondent_key(&incoming.respondent),
        respondent_name: named(Consent::Named, &incoming.respondent.name),
        respondent_company: named(Consent::Company, &incoming.respondent.company),
        consent: incoming.consent,
        answered_at: incoming.answered_at,
        updated_at: incoming.updated_at,
        received_at: now,
        state: incoming.state,
        excluded: exclusions.reason(&incoming.respondent, incoming.is_test),
        url: incoming.url.clone(),
        survey: masked(&incoming.survey),
        touchpoint: masked(&incoming.touchpoint),
        tags: json!(
            incoming
                .tags
                .iter()
                .map(|tag| redact(tag).text)
                .collect::<Vec<_>>()
        )
        .to_string(),
        segment: json!(segment).to_string(),
        named_department: incoming.department.clone(),
        raw: incoming.raw.clone(),
        fingerprint: String::new(),
        revision: 1,
    };
    stored.fingerprint = fingerprint(&stored);
    stored
}

/// What is stored after a later delivery of the same response.
///
/// `None` where the delivery is older than what is stored, or says nothing new.
pub fn revise(
    stored: &StoredResponse,
    delivered: StoredResponse,
    merge: bool,
) -> Option<StoredResponse> {
    let is_older = delivered.updated_at < stored.updated_at;
    let mut revised = match (stored.state, delivered.state) {
        // What is whole stays so; a piece that arrives late says nothing new.
        (ResponseState::Complete, ResponseState::Partial) => return None,
        (ResponseState::Partial, ResponseState::Complete) => delivered,
        _ if is_older && merge => {
            // One answer of several, overtaken by another: it only fills what is missing.
            let mut filled = stored.clone();
            keep_what_is_missing(&mut filled, &delivered);
            filled
        }
        _ if is_older => return None,
        _ => delivered,
    };
    if merge && !is_older {
        keep_what_is_missing(&mut revised, stored);
    }
    if revised.answered_at == revised.received_at {
        // The source does not say when the customer answered: the first arrival holds.
        revised.answered_at = stored.answered_at;
    }
    revised.id.clone_from(&stored.id);
    revised.received_at = stored.received_at;
    revised.updated_at = revised.updated_at.max(stored.updated_at);
    revised.fingerprint = fingerprint(&revised);
    if revised.fingerprint == stored.fingerprint {
        return None;
    }
    revised.revision = stored.revision + 1;
    Some(revised)
}

/// For sources that send one answer a time: what this delivery does not say stays as it was.
fn keep_what_is_missing(revised: &mut StoredResponse, stored: &StoredResponse) {
    fn keep<T: Clone>(new: &mut Option<T>, old: &Option<T>) {
        if new.is_none() {
            new.clone_from(old);
        }
    }
    if revised.score.is_none() {
        revised.kind = stored.kind;
        revised.score = stored.score;
        revised.scale_min = stored.scale_min;
        revised.scale_max = stored.scale_max;
        revised.low_is_good = stored.low_is_good;
        revised.score_class = stored.score_class;
    }
    keep(&mut revised.excluded, &stored.excluded);
    keep(&mut revised.comment, &stored.comment);
    keep(&mut revised.language, &stored.language);
    keep(&mut revised.respondent_key, &stored.respondent_key);
    keep(&mut revised.respondent_name, &stored.respondent_name);
    keep(&mut revised.respondent_company, &stored.respondent_company);
    keep(&mut revised.url, &stored.url);
    keep(&mut revised.survey, &stored.survey);
    keep(&mut revised.touchpoint, &stored.touchpoint);
    keep(&mut revised.named_department, &stored.named_department);
    if revised.tags == "[]" {
        revised.tags.clone_from(&stored.tags);
    }
    if revised.segment == "{}" {
        revised.segment.clone_from(&stored.segment);
    }
    revised.consent = revised.consent.max(stored.consent);
    revised.answered_at = revised.answered_at.min(stored.answered_at);
}

/// Tells whether two answers are of the same person, without storing who that is: half of the
/// SHA-256 digest of the e-mail address in lower case, else of the id in the source.
pub fn respondent_key(respondent: &Respondent) -> Option<String> {
    let identity = match (&respondent.email, &respondent.external_id) {
        (Some(email), _) => format!("email:{}", email.trim().to_lowercase()),
        (None, Some(id)) => format!("id:{id}"),
        (None, None) => return None,
    };
    Some(hex::encode(&Sha256::digest(identity)[..16]))
}

/// A digest of everything that a source said; the same words give the same digest.
fn fingerprint(stored: &StoredResponse) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    };
    for text in [
        &stored.comment,
        &stored.language,
        &stored.respondent_key,
        &stored.respondent_name,
        &stored.respondent_company,
        &stored.url,
        &stored.survey,
        &stored.touchpoint,
    ] {
        match text {
            Some(text) => add(text),
            None => add("\0"),
        }
    }
    add(stored
        .named_department
        .as_ref()
        .map_or("\0", |department| department.as_str()));
    add(&stored.tags);
    add(&stored.segment);
    for number in [stored.score, stored.scale_min, stored.scale_max]
        .into_iter()
        .flatten()
    {
        digest.update(number.to_bits().to_le_bytes());
    }
    digest.update([
        stored.kind as u8,
        stored.consent as u8,
        stored.state as u8,
        u8::from(stored.low_is_good),
        u8::from(stored.excluded.is_some()),
    ]);
    digest.update(stored.answered_at.timestamp_millis().to_le_bytes());
    hex::encode(&digest.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::feedback::rules::response::{Score, ScoreKind};
    use crate::platform::config::Privacy;

    fn moment(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn incoming(updated: i64) -> IncomingResponse {
        IncomingResponse {
            source: "survey".into(),
            external_id: "r1".to_owned(),
            delivery_id: None,
            kind: ScoreKind::Text,
            score: None,
            comment: None,
            language: None,
            respondent: Respondent::default(),
            consent: Consent::Anonymous,
            answered_at: moment(0),
            updated_at: moment(updated),
            state: ResponseState::Complete,
            url: None,
            survey: None,
            touchpoint: None,
            tags: Vec::new(),
            segment: BTreeMap::new(),
            department: None,
            merge: true,
            is_test: false,
            raw: None,
        }
    }

    fn scored(updated: i64) -> IncomingResponse {
        let score = Score {
            value: 9.0,
            min: 0.0,
            max: 10.0,
            low_is_good: false,
        };
        IncomingResponse {
            kind: ScoreKind::Nps,
            score: Some(score),
            ..incoming(updated)
        }
    }

    fn said(updated: i64, comment: &str) -> IncomingResponse {
        IncomingResponse {
            comment: Some(comment.to_owned()),
            ..incoming(updated)
        }
    }

    fn stored(incoming: &IncomingResponse) -> StoredResponse {
        let privacy = Privacy {
            internal_domains: vec!["ons.test".to_owned()],
            test_respondents: Vec::new(),
            keep_raw: false,
            ..Privacy::default()
        };
        storable(incoming, &Exclusions::new(&privacy), moment(100))
    }

    #[test]
    fn an_answer_that_was_overtaken_by_another_fills_what_is_missing() {
        let comment = stored(&said(20, "Snel geholpen"));
        let both = revise(&comment, stored(&scored(10)), true).unwrap();
        assert_eq!(both.score, Some(9.0));
        assert_eq!(both.comment.as_deref(), Some("Snel geholpen"));
        assert_eq!(both.updated_at, moment(20));
        // It fills, and does not overwrite.
        assert_eq!(revise(&comment, stored(&said(10, "Iets ouds")), true), None);
        // Without merging, older is older.
        assert_eq!(revise(&comment, stored(&scored(10)), false), None);
    }

    #[test]
    fn what_is_whole_replaces_a_piece_and_never_the_other_way() {
        let piece = IncomingResponse {
            state: ResponseState::Partial,
            ..said(20, "Snel")
        };
        let whole = said(10, "Snel geholpen");
        let revised = revise(&stored(&piece), stored(&whole), false).unwrap();
        assert_eq!(revised.state, ResponseState::Complete);
        assert_eq!(revise(&stored(&whole), stored(&piece), false), None);
    }

    #[test]
    fn a_colleague_stays_excluded_when_a_later_answer_does_not_name_them() {
        let mut colleague = scored(10);
        colleague.respondent.email = Some("eva@ons.test".to_owned());
        let first = stored(&colleague);
        assert!(first.excluded.is_some());
        let both = revise(&first, stored(&said(20, "Test")), true).unwrap();
        assert_eq!(both.excluded, first.excluded);
    }

    #[test]
    fn a_retry_without_a_time_of_its_own_is_no_edit() {
        let at = |seconds: i64| {
            let mut arrived = said(seconds, "Snel");
            arrived.answered_at = moment(seconds);
            let privacy = Privacy {
                internal_domains: Vec::new(),
                test_respondents: Vec::new(),
                keep_raw: false,
                ..Privacy::default()
            };
            storable(&arrived, &Exclusions::new(&privacy), moment(seconds))
        };
        assert_eq!(revise(&at(0), at(60), false), None);
    }

    #[test]
    fn personal_data_is_masked_wherever_it_stands() {
        let mut careless = said(0, "Mail sanne@voorbeeld.test");
        careless.survey = Some("NPS van sanne@voorbeeld.test".to_owned());
        careless.touchpoint = Some("06-12345678".to_owned());
        careless.tags = vec!["sanne@voorbeeld.test".to_owned()];
        careless.segment = [("rekening".to_owned(), "NL91 ABNA 0417 1643 00".to_owned())].into();
        let shown = format!("{:?}", stored(&careless));
        for secret in ["sanne@voorbeeld.test", "12345678", "0417"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn respondents_are_known_again_without_being_named() {
        let of = |email: &str| {
            respondent_key(&Respondent {
                email: Some(email.to_owned()),
                ..Respondent::default()
            })
        };
        assert_eq!(of("Sanne@Voorbeeld.test "), of("sanne@voorbeeld.test"));
        assert_ne!(of("eva@voorbeeld.test"), of("sanne@voorbeeld.test"));
        assert_eq!(respondent_key(&Respondent::default()), None);
    }
}
