//! A survey tool that sends responses: how its requests are verified, and where things are in them.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

/// A survey tool that sends responses to `/webhooks/{name}`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A ready description of a known tool: signature and mapping.
    pub preset: Option<String>,
    /// `false` closes its address.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// How its requests are verified; what is not given comes from the preset.
    #[serde(default)]
    pub verify: Verify,
    /// Where things are in its payload; what is not given comes from the preset.
    #[serde(default)]
    pub mapping: Mapping,
}

fn yes() -> bool {
    true
}

/// How a request shows that it comes from the tool. The secret itself is never in this file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Verify {
    /// A signature over the body, a secret in a header, or a secret in the address.
    pub proof: Option<Proof>,
    /// The header with the signature or the secret: `Typeform-Signature`.
    pub header: Option<String>,
    /// What stands before the signature or the secret: `sha256=`, `v1,`, `Bearer `.
    pub prefix: Option<String>,
    /// What stands between several signatures in one header.
    pub separator: Option<Separator>,
    /// The hash function of the HMAC.
    pub algorithm: Option<Algorithm>,
    /// How the signature is written.
    pub encoding: Option<Encoding>,
    /// What is signed.
    pub signed: Option<Signed>,
    /// How the secret becomes the key.
    pub key: Option<KeyForm>,
    /// The header with the time of sending.
    pub timestamp_header: Option<String>,
    /// How that time is written.
    pub timestamp_format: Option<TimestampFormat>,
    /// How many seconds that time may lie from ours, in either direction.
    pub tolerance_seconds: Option<u32>,
    /// The header with the identity of the delivery, the same for every retry.
    pub id_header: Option<String>,
}

/// What a request shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// An HMAC over the body, made with the secret.
    Signature,
    /// The secret itself, in a header.
    Header,
    /// The secret itself, in the address: `/webhooks/{source}/{secret}`.
    Token,
}

/// The hash function of an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// HMAC-SHA1: only for tools that offer nothing better.
    Sha1,
    /// HMAC-SHA256.
    Sha256,
    /// HMAC-SHA512.
    Sha512,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Hexadecimal, upper or lower case.
    Hex,
    /// Base64, with or without padding.
    Base64,
}

/// What stands between several signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// A space.
    Space,
    /// A comma.
    Comma,
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Signed {
    /// The body alone.
    #[serde(rename = "body")]
    Body,
    /// The timestamp directly followed by the body (Zendesk).
    #[serde(rename = "timestamp+body")]
    TimestampBody,
    /// Timestamp, dot, body.
    #[serde(rename = "timestamp.body")]
    TimestampDotBody,
    /// Identity, dot, timestamp, dot, body (Standard Webhooks).
    #[serde(rename = "id.timestamp.body")]
    IdTimestampBody,
    /// `v0:`, timestamp, colon, body (Slack).
    #[serde(rename = "v0:timestamp:body")]
    SlackV0,
}

/// How a secret becomes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyForm {
    /// The secret's characters are the key.
    Text,
    /// What follows `whsec_` is the key in Base64 (Standard Webhooks).
    Whsec,
}

/// How a time of sending is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimestampFormat {
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMs,
    /// `2026-09-14T08:12:42Z`.
    Rfc3339,
}

/// Where things are in a payload, in the path language of docs/operating.md.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The list of responses, where one payload carries several: `events`.
    pub items: Option<String>,
    /// All of these must hold, or the payload is answered and ignored: `event == "completed"`.
    pub when: Option<OneOrMany<String>>,
    /// A response for which one of these holds is ignored.
    pub ignore_if: Option<OneOrMany<String>>,
    /// A response for which one of these holds is a test: stored and excluded.
    pub test_if: Option<OneOrMany<String>>,
    /// A response for which one of these holds was withdrawn in the tool.
    pub deleted_if: Option<OneOrMany<String>>,
    /// A response for which one of these holds is not finished.
    pub partial_if: Option<OneOrMany<String>>,
    /// Paths that must lead somewhere; the sender is told which does not (422).
    pub required: Option<Vec<String>>,
    /// The tool's identity of the response. Without it, a hash of the payload is taken.
    pub external_id: Option<String>,
    /// The tool's identity of the delivery.
    pub delivery_id: Option<String>,
    /// Where the score is: the first that leads somewhere is taken.
    pub score: Option<OneOrMany<ScoreRule>>,
    /// What becomes of a score that is not on its scale.
    pub out_of_scale: Option<OutOfScale>,
    /// The customer's words.
    pub comment: Option<String>,
    /// When the customer answered. Without it, the time of arrival is taken.
    pub answered_at: Option<String>,
    /// When the response last changed. Without it, the time of arrival is taken.
    pub updated_at: Option<String>,
    /// How times are written.
    pub time_format: Option<TimeFormat>,
    /// The time zone of times that do not say theirs; UTC without it.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<chrono_tz::Tz>,
    /// Who answered.
    pub respondent: RespondentPaths,
    /// How far the respondent agreed to be named: `anonymous`, `company`, `named`, or a path to one of these.
    pub consent: Option<String>,
    /// The language of the comment.
    pub language: Option<String>,
    /// Where the response can be read in the tool.
    pub url: Option<String>,
    /// The survey, as an id or a title.
    pub survey: Option<String>,
    /// The touchpoint or stage of the customer journey.
    pub touchpoint: Option<String>,
    /// Labels: a list, or one text with commas.
    pub tags: Option<String>,
    /// What is known of the customer, each with its path: `plan = "user.plan"`.
    pub segment: BTreeMap<String, String>,
    /// The department that the tool itself names.
    pub department: Option<String>,
    /// Keep stored values where a delivery has none: for tools that send one answer a time.
    pub merge: Option<bool>,
}

/// Where it says who answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RespondentPaths {
    /// The customer's id in the tool or in the company.
    pub external_id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Company.
    pub company: Option<String>,
}

/// What kind of question was asked.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    /// Net Promoter Score, 0 to 10.
    Nps,
    /// Customer satisfaction.
    Csat,
    /// Customer effort.
    Ces,
    /// A review with stars.
    Stars,
    /// Words only.
    Text,
}

crate::stored_as_text!(ScoreKind {
    Nps = "nps",
    Csat = "csat",
    Ces = "ces",
    Stars = "stars",
    Text = "text",
});

/// Where a score is, and what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreRule {
    /// The path to the score.
    pub path: String,
    /// What was asked; needed unless `kind_path` or `unknown` is given.
    pub kind: Option<ScoreKind>,
    /// The path to the kind, where the payload says it; `kind` holds where it does not.
    pub kind_path: Option<String>,
    /// The scale; needed for CSAT, CES and stars. NPS is always 0 to 10.
    pub scale: Option<ScaleRange>,
    /// The path to the scale, an object with `min`, `max` and perhaps `low_is_good`.
    pub scale_path: Option<String>,
    /// Words that stand for numbers: `{ GOOD = 1, BAD = 0 }`.
    #[serde(default)]
    pub words: BTreeMap<String, f64>,
    /// All of these must hold for this rule to be used.
    pub when: Option<OneOrMany<String>>,
    /// The tool does not say which scale it is: such a score is not counted, and a warning says so.
    #[serde(default)]
    pub unknown: bool,
}

/// A scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleRange {
    /// Lowest possible value.
    pub min: f64,
    /// Highest possible value.
    pub max: f64,
    /// A low value is the good end (the old CES).
    #[serde(default)]
    pub low_is_good: bool,
}

/// What becomes of a score that is not on its scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutOfScale {
    /// The response is kept, its score is not counted.
    #[default]
    Keep,
    /// The response is refused (422).
    Refuse,
}

/// How times are written in a payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// Any of the others, told apart by their form.
    #[default]
    Auto,
    /// `2026-09-14T08:12:42.120+02:00`.
    Rfc3339,
    /// Seconds since 1970, as a number or a text.
    Unix,
    /// Milliseconds since 1970, as a number or a text.
    UnixMs,
    /// `2026-09-14 08:12:42`, in `time_zone`.
    YearFirst,
    /// `14-09-2026 08:12`, in `time_zone`.
    DayFirst,
}

/// One value or a list of values.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// One value.
    One(T),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values, as a slice.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// Written by hand, because serde's own message for an untagged enum names neither key nor reason.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one value or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(StrDeserializer::new(text)).map(OneOrMany::One)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(OneOrMany::Many(values))
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl Verify {
    /// These settings, and those of `base` where these say nothing.
    pub fn over(self, base: Self) -> Self {
        Self {
            proof: self.proof.or(base.proof),
            header: self.header.or(base.header),
            prefix: self.prefix.or(base.prefix),
            separator: self.separator.or(base.separator),
            algorithm: self.algorithm.or(base.algorithm),
            encoding: self.encoding.or(base.encoding),
            signed: self.signed.or(base.signed),
            key: self.key.or(base.key),
            timestamp_header: self.timestamp_header.or(base.timestamp_header),
            timestamp_format: self.timestamp_format.or(base.timestamp_format),
            tolerance_seconds: self.tolerance_seconds.or(base.tolerance_seconds),
            id_header: self.id_header.or(base.id_header),
        }
    }
}

impl Mapping {
    /// These paths, and those of `base` where these say nothing. An empty path takes the base's away.
    pub fn over(self, base: Self) -> Self {
        let mut segment = base.segment;
        segment.extend(self.segment);
        Self {
            items: self.items.or(base.items),
            when: self.when.or(base.when),
            ignore_if: self.ignore_if.or(base.ignore_if),
            test_if: self.test_if.or(base.test_if),
            deleted_if: self.deleted_if.or(base.deleted_if),
            partial_if: self.partial_if.or(base.partial_if),
            required: self.required.or(base.required),
            external_id: self.external_id.or(base.external_id),
            delivery_id: self.delivery_id.or(base.delivery_id),
            score: self.score.or(base.score),
            out_of_scale: self.out_of_scale.or(base.out_of_scale),
            comment: self.comment.or(base.comment),
            answered_at: self.answered_at.or(base.answered_at),
            updated_at: self.updated_at.or(base.updated_at),
            time_format: self.time_format.or(base.time_format),
            time_zone: self.time_zone.or(base.time_zone),
            respondent: RespondentPaths {
                external_id: self.respondent.external_id.or(base.respondent.external_id),
                email: self.respondent.email.or(base.respondent.email),
                name: self.respondent.name.or(base.respondent.name),
                company: self.respondent.company.or(base.respondent.company),
            },
            consent: self.consent.or(base.consent),
            language: self.language.or(base.language),
            url: self.url.or(base.url),
            survey: self.survey.or(base.survey),
            touchpoint: self.touchpoint.or(base.touchpoint),
            tags: self.tags.or(base.tags),
            segment,
            department: self.department.or(base.department),
            merge: self.merge.or(base.merge),
        }
    }
}
