//! What is left of a response when its customer asked to be forgotten, or when it is old: the score.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};

use super::response::{Respondent, StoredResponse};
use super::storable::respondent_key;

/// What the `external_id` begins with that stands for a response of which only the score is kept.
const FORGOTTEN: &str = "forgotten:";

/// How much of a response goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The customer asked: also what is known of the customer, and the exact time.
    Everything,
    /// It is older than responses are kept: the words and the respondent.
    Words,
}

/// Whether only the score of the response with this `external_id` is kept.
pub fn is_forgotten(external_id: &str) -> bool {
    external_id.starts_with(FORGOTTEN)
}

/// What stands for the source's own id of a response that was forgotten: it tells whether the same
/// response is delivered again, and leads nowhere in the source.
pub fn forgotten_id(source: &str, external_id: &str) -> String {
    if is_forgotten(external_id) {
        return external_id.to_owned();
    }
    let mut digest = Sha256::new();
    digest.update(source.len().to_le_bytes());
    digest.update(source);
    digest.update(external_id);
    format!("{FORGOTTEN}{}", hex::encode(&digest.finalize()[..16]))
}

/// What is left of a response: its score, day, department and touchpoint, so that scores stay right.
///
/// Of everything that names the customer nothing stays. With [`Extent::Everything`] that includes
/// segment fields and labels, which may hold a company or a customer number; scores by segment lose
/// the answer, all others keep it.
pub fn forgotten(response: &StoredResponse, extent: Extent, zone: Tz) -> StoredResponse {
    let mut left = StoredResponse {
        external_id: forgotten_id(response.source.as_str(), &response.external_id),
        comment: None,
        respondent_key: None,
        respondent_name: None,
        respondent_company: None,
        url: None,
        raw: None,
        fingerprint: String::new(),
        ..response.clone()
    };
    if extent == Extent::Everything {
        left.tags = "[]".to_owned();
        left.segment = "{}".to_owned();
        left.answered_at = noon(response.answered_at, zone);
        left.updated_at = left.answered_at;
    }
    left
}

/// Noon of the same local day, so that the moment of an answer leads to nobody.
fn noon(moment: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let day = moment.with_timezone(&zone).date_naive();
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    crate::platform::schedule::resolve(zone, day.and_time(noon))
}

/// The keys under which a customer's responses may stand who gives this: an e-mail address, the id in
/// the source, or a key itself, as an export shows it.
pub fn respondent_keys(given: &str) -> Vec<String> {
    let given = given.trim();
    let is_key = given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit());
    let by_email = Respondent {
        email: given.contains('@').then(|| given.to_owned()),
        ..Respondent::default()
    };
    let by_id = Respondent {
        external_id: Some(given.to_owned()),
        ..Respondent::default()
    };
    let mut keys: Vec<String> = [respondent_key(&by_email), respondent_key(&by_id)]
        .into_iter()
        .flatten()
        .collect();
    keys.extend(is_key.then(|| given.to_lowercase()));
    keys
}

/// The digests by which a delivered response is known as one that was to be forgotten: that of the
/// response, then that of the respondent.
pub fn digests(response: &StoredResponse) -> (String, Option<&str>) {
    (
        forgotten_id(response.source.as_str(), &response.external_id),
        response.respondent_key.as_deref(),
    )
}

/// Whether a response that is delivered now was to be forgotten: it was erased itself, or its
/// respondent was, after it was answered. What the same person says later is welcome.
pub fn was_to_be_forgotten(
    response: &StoredResponse,
    forgotten: &BTreeMap<String, DateTime<Utc>>,
) -> bool {
    let (own, respondent) = digests(response);
    let since = respondent.and_then(|key| forgotten.get(key));
    forgotten.contains_key(&own) || since.is_some_and(|since| response.answered_at <= *since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::feedback::rules::exclusion::Exclusions;
    use crate::features::feedback::rules::response::{
        Consent, IncomingResponse, ResponseState, Score, ScoreKind,
    };
    use crate::features::feedback::rules::storable::storable;
    use crate::platform::config::Privacy;

    const ZONE: Tz = chrono_tz::Europe::Amsterdam;

    fn response() -> StoredResponse {
        let at: DateTime<Utc> = "2026-03-01T23:30:00Z".parse().unwrap();
        let incoming = IncomingResponse {
            source: "shop".into(),
            external_id: "sanne@voorbeeld.test-1".to_owned(),
            delivery_id: None,
            kind: ScoreKind::Nps,
            score: Some(Score {
                value: 9.0,
                min: 0.0,
                max: 10.0,
                low_is_good: false,
            }),
            comment: Some("Sanne zegt dank".to_owned()),
            language: None,
            respondent: Respondent {
                email: Some("Sanne@Voorbeeld.test".to_owned()),
                name: Some("Sanne de Vries".to_owned()),
                company: Some("Bakkerij De Vries".to_owned()),
                ..Respondent::default()
            },
            consent: Consent::Named,
            answered_at: at,
            updated_at: at,
            state: ResponseState::Complete,
            url: Some("https://shop.test/sanne".to_owned()),
            survey: None,
            touchpoint: Some("checkout".to_owned()),
            tags: vec!["Sanne".to_owned()],
            segment: [("account".to_owned(), "Bakkerij De Vries".to_owned())].into(),
            department: None,
            merge: false,
            is_test: false,
            raw: Some("Sanne".to_owned()),
        };
        storable(&incoming, &Exclusions::new(&Privacy::default()), at)
    }

    #[test]
    fn the_score_and_its_day_are_left_and_nothing_that_names_the_customer() {
        let left = forgotten(&response(), Extent::Everything, ZONE);
        let shown = format!("{left:?}").to_lowercase();
        for gone in ["sanne", "bakkerij", "voorbeeld", "23:30:00z, updated"] {
            assert!(!shown.contains(gone), "{gone} in {shown}");
        }
        let day =
            |response: &StoredResponse| response.answered_at.with_timezone(&ZONE).date_naive();
        assert_eq!(day(&left), day(&response()));
        assert_eq!(
            (left.score, left.touchpoint.as_deref()),
            (Some(9.0), Some("checkout"))
        );
        // Forgetting what was forgotten changes nothing.
        assert_eq!(forgotten(&left, Extent::Everything, ZONE), left);
    }

    #[test]
    fn of_an_old_response_the_segments_stay_so_that_scores_by_segment_do() {
        let left = forgotten(&response(), Extent::Words, ZONE);
        assert_eq!(left.segment, response().segment);
        assert_eq!(left.answered_at, response().answered_at);
        assert_eq!(
            (left.comment, left.respondent_key, left.url),
            (None, None, None)
        );
    }

    #[test]
    fn a_customer_is_found_by_address_by_id_and_by_key() {
        let key = response().respondent_key.unwrap();
        assert!(respondent_keys(" sanne@voorbeeld.test ").contains(&key));
        assert!(respondent_keys(&key.to_uppercase()).contains(&key));
        let by_id = respondent_key(&Respondent {
            external_id: Some("4711".to_owned()),
            ..Respondent::default()
        });
        assert_eq!(respondent_keys("4711"), Vec::from_iter(by_id));
    }

    #[test]
    fn only_what_was_said_before_the_wish_is_to_be_forgotten() {
        let response = response();
        let key = response.respondent_key.clone().unwrap();
        let wish = |moment: &str| BTreeMap::from([(key.clone(), moment.parse().unwrap())]);
        assert!(was_to_be_forgotten(
            &response,
            &wish("2026-03-02T10:00:00Z")
        ));
        assert!(!was_to_be_forgotten(
            &response,
            &wish("2026-02-01T10:00:00Z")
        ));
        let itself = digests(&response).0;
        let itself = BTreeMap::from([(itself, DateTime::UNIX_EPOCH)]);
        assert!(was_to_be_forgotten(&response, &itself));
        assert!(!was_to_be_forgotten(&response, &BTreeMap::new()));
    }
}
