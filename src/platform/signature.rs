//! Whether a request comes from the tool that it claims to come from: HMAC signatures and secrets.

use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::platform::config::{
    Algorithm, Encoding, KeyForm, Proof, Separator, Signed, TimestampFormat, Verify,
};

#[cfg(test)]
mod tests;

/// Padding is optional, because the comparison is of decoded bytes anyway.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// More signatures in one header than any rotation of secrets needs are not looked at.
const MOST_SIGNATURES: usize = 16;

/// The tolerance that the Standard Webhooks libraries use.
const DEFAULT_TOLERANCE_SECONDS: u32 = 300;

/// Verifies the requests of one source. There is none without a secret.
#[derive(Debug)]
pub struct Verifier {
    proof: Check,
    id_header: Option<HeaderName>,
}

#[derive(Debug)]
enum Check {
    Signature(SignatureCheck),
    Header {
        header: HeaderName,
        prefix: String,
        secrets: Vec<SecretString>,
    },
    Token {
        secrets: Vec<SecretString>,
    },
}

#[derive(Debug)]
struct SignatureCheck {
    header: HeaderName,
    prefix: String,
    separator: Option<char>,
    algorithm: Algorithm,
    encoding: Encoding,
    signed: Signed,
    stamp: Option<Stamp>,
    keys: Vec<SecretBox<[u8]>>,
}

#[derive(Debug)]
struct Stamp {
    header: HeaderName,
    format: TimestampFormat,
    tolerance: TimeDelta,
}

/// What is known of a request that was verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The sender's identity of this delivery, the same for every retry of it.
    pub delivery_id: Option<String>,
}

/// Why a request is not believed. All are answered with 401; none contains a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// A header that is needed is not there.
    #[error("the header `{0}` is missing: does the tool have this source's secret?")]
    MissingHeader(String),
    /// A header is there more than once, or is not text.
    #[error("the header `{0}` is there twice or is not readable text")]
    UnreadableHeader(String),
    /// The time of sending can not be read.
    #[error("the time in the header `{0}` is not readable")]
    UnreadableTime(String),
    /// The time of sending is too far from ours: an old request sent again, or a wrong clock.
    #[error(
        "the request was signed {0} seconds away from our time: a repeated request, or a clock is wrong"
    )]
    OutsideTolerance(i64),
    /// No signature fits.
    #[error("the signature does not fit the body and this source's secret")]
    Mismatch,
    /// The secret in the address or the header is not ours.
    #[error("the secret in the request is not this source's secret")]
    WrongSecret,
    /// There is no secret in the address.
    #[error("the address lacks the secret: /webhooks/{{source}}/{{secret}}")]
    MissingToken,
}

/// Why no verifier can be made from a source's settings.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VerifierProblem {
    /// There is no secret, or it is empty.
    #[error("it has no secret: set the one that you gave to the tool, or that the tool showed you")]
    NoSecret,
    /// The settings do not say what a request must show.
    #[error("`proof` is missing: write \"signature\", \"header\" or \"token\", or choose a preset")]
    NoProof,
    /// A key is missing.
    #[error("`{0}` is missing in its `verify` settings")]
    Missing(&'static str),
    /// A header name is not one.
    #[error("`{key}` = \"{name}\" is not the name of a header")]
    HeaderName {
        /// The setting.
        key: &'static str,
        /// Its value.
        name: String,
    },
    /// The secret is not in the form of Standard Webhooks.
    #[error("its secret is not `whsec_` followed by Base64: copy it again from the tool")]
    NotWhsec,
    /// A separator inside the prefix would cut every signature in two.
    #[error("`prefix` contains the `separator`")]
    SeparatorInPrefix,
}

impl Verifier {
    /// A verifier by `settings`, which accepts each of `secrets`.
    ///
    /// # Errors
    /// Where the settings are not whole, or a secret is missing or empty: then nothing is accepted.
    pub fn new(settings: &Verify, secrets: &[SecretString]) -> Result<Self, VerifierProblem> {
        if secrets.is_empty()
            || secrets
                .iter()
                .any(|secret| secret.expose_secret().trim().is_empty())
        {
            return Err(VerifierProblem::NoSecret);
        }
        let id_header = header_name("id_header", settings.id_header.as_deref())?;
        let proof = match settings.proof.ok_or(VerifierProblem::NoProof)? {
            Proof::Signature => Check::Signature(SignatureCheck::new(settings, secrets)?),
            Proof::Header => Check::Header {
                header: header_name("header", settings.header.as_deref())?
                    .ok_or(VerifierProblem::Missing("header"))?,
                prefix: settings.prefix.clone().unwrap_or_default(),
                secrets: secrets.to_vec(),
            },
            Proof::Token => Check::Token {
                secrets: secrets.to_vec(),
            },
        };
        Ok(Self { proof, id_header })
    }

    /// Whether the secret belongs into the address: `/webhooks/{source}/{secret}`.
    pub fn wants_token(&self) -> bool {
        matches!(self.proof, Check::Token { .. })
    }

    fn signs_identity(&self) -> bool {
        matches!(&self.proof, Check::Signature(check) if check.signed == Signed::IdTimestampBody)
    }

    /// Checks a request by its raw bytes, before anything is parsed.
    ///
    /// # Errors
    /// Why it is not believed; the answer is 401.
    pub fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        token: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Verified, SignatureError> {
        let delivery_id = match &self.id_header {
            Some(name) if self.signs_identity() => Some(needed_header(headers, name)?),
            Some(name) => optional_header(headers, name)?,
            None => None,
        };
        match &self.proof {
            Check::Signature(check) => check.verify(headers, body, delivery_id, now)?,
            Check::Header {
                header,
                prefix,
                secrets,
            } => {
                let value = needed_header(headers, header)?;
                let value = value
                    .strip_prefix(prefix.as_str())
                    .ok_or(SignatureError::WrongSecret)?;
                check_secret(value, secrets)?;
            }
            Check::Token { secrets } => {
                check_secret(token.ok_or(SignatureError::MissingToken)?, secrets)?;
            }
        }
        Ok(Verified {
            delivery_id: delivery_id.map(str::to_owned),
        })
    }
}

impl SignatureCheck {
    fn new(settings: &Verify, secrets: &[SecretString]) -> Result<Self, VerifierProblem> {
        let signed = settings.signed.unwrap_or(Signed::Body);
        let timestamp = header_name("timestamp_header", settings.timestamp_header.as_deref())?;
        let stamp = if signed == Signed::Body {
            None // a time that is not signed proves nothing
        } else {
            Some(Stamp {
                header: timestamp.ok_or(VerifierProblem::Missing("timestamp_header"))?,
                format: settings.timestamp_format.unwrap_or(TimestampFormat::Unix),
                tolerance: TimeDelta::seconds(i64::from(
                    settings
                        .tolerance_seconds
                        .unwrap_or(DEFAULT_TOLERANCE_SECONDS),
                )),
            })
        };
        if signed == Signed::IdTimestampBody && settings.id_header.is_none() {
            return Err(VerifierProblem::Missing("id_header"));
        }
        let separator = settings.separator.map(|separator| match separator {
            Separator::Space => ' ',
            Separator::Comma => ',',
        });
        let prefix = settings.prefix.clone().unwrap_or_default();
        if separator.is_some_and(|separator| prefix.contains(separator)) {
            return Err(VerifierProblem::SeparatorInPrefix);
        }
        let form = settings.key.unwrap_or(KeyForm::Text);
        Ok(Self {
            header: header_name("header", settings.header.as_deref())?
                .ok_or(VerifierProblem::Missing("header"))?,
            prefix,
            separator,
            algorithm: settings
                .algorithm
                .ok_or(VerifierProblem::Missing("algorithm"))?,
            encoding: settings
                .encoding
                .ok_or(VerifierProblem::Missing("encoding"))?,
            signed,
            stamp,
            keys: secrets
                .iter()
                .map(|secret| key_bytes(secret, form))
                .collect::<Result<_, _>>()?,
        })
    }

    fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), SignatureError> {
        let value = needed_header(headers, &self.header)?;
        let stamp = match &self.stamp {
            Some(stamp) => stamp.verify(headers, now)?,
            None => "",
        };
        let before: Vec<&[u8]> = match self.signed {
            Signed::Body => vec![],
            Signed::TimestampBody => vec![stamp.as_bytes()],
            Signed::TimestampDotBody => vec![stamp.as_bytes(), b"."],
            Signed::IdTimestampBody => {
                vec![id.unwrap_or("").as_bytes(), b".", stamp.as_bytes(), b"."]
            }
            Signed::SlackV0 => vec![b"v0:", stamp.as_bytes(), b":"],
        };
        let candidates: Vec<Vec<u8>> = self.candidates(value);
        // Every key and candidate is tried, so that the time taken says nothing about which fitted.
        let mut fits = subtle::Choice::from(0);
        for key in &self.keys {
            let expected = self.algorithm.sign(key.expose_secret(), &before, body);
            for candidate in &candidates {
                fits |= expected.as_slice().ct_eq(candidate);
            }
        }
        if bool::from(fits) {
            Ok(())
        } else {
            Err(SignatureError::Mismatch)
        }
    }

    /// The signatures in a header's value, decoded; what is not one is left out.
    fn candidates(&self, value: &str) -> Vec<Vec<u8>> {
        let parts: Vec<&str> = match self.separator {
            Some(separator) => value.split(separator).take(MOST_SIGNATURES).collect(),
            None => vec![value],
        };
        parts
            .into_iter()
            .filter_map(|part| part.trim().strip_prefix(self.prefix.as_str()))
            .filter_map(|text| match self.encoding {
                Encoding::Hex => hex::decode(text).ok(),
                Encoding::Base64 => BASE64.decode(text).ok(),
            })
            .collect()
    }
}

impl Stamp {
    /// The time of sending as written, when it is near enough to `now`.
    fn verify<'a>(
        &self,
        headers: &'a HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<&'a str, SignatureError> {
        let text = needed_header(headers, &self.header)?;
        let unreadable = || SignatureError::UnreadableTime(self.header.to_string());
        let time = match self.format {
            TimestampFormat::Unix => text
                .parse()
                .ok()
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            TimestampFormat::UnixMs => text.parse().ok().and_then(DateTime::from_timestamp_millis),
            TimestampFormat::Rfc3339 => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|time| time.with_timezone(&Utc)),
        }
        .ok_or_else(unreadable)?;
        let away = (now - time).abs();
        if away > self.tolerance {
            return Err(SignatureError::OutsideTolerance(away.num_seconds()));
        }
        Ok(text)
    }
}

impl Algorithm {
    fn sign(self, key: &[u8], before: &[&[u8]], body: &[u8]) -> Vec<u8> {
        fn hmac<M: Mac + KeyInit>(key: &[u8], before: &[&[u8]], body: &[u8]) -> Vec<u8> {
            // HMAC takes a key of any length, so this never is an error; nothing fits an empty tag.
            let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
                return Vec::new();
            };
            for part in before {
                mac.update(part);
            }
            mac.update(body);
            mac.finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha1 => hmac::<Hmac<sha1::Sha1>>(key, before, body),
            Self::Sha256 => hmac::<Hmac<sha2::Sha256>>(key, before, body),
            Self::Sha512 => hmac::<Hmac<sha2::Sha512>>(key, before, body),
        }
    }
}

fn key_bytes(secret: &SecretString, form: KeyForm) -> Result<SecretBox<[u8]>, VerifierProblem> {
    let text = secret.expose_secret();
    let bytes = match form {
        KeyForm::Text => text.as_bytes().to_vec(),
        KeyForm::Whsec => {
            let text = text.trim();
            BASE64
                .decode(text.strip_prefix("whsec_").unwrap_or(text))
                .map_err(|_| VerifierProblem::NotWhsec)?
        }
    };
    if bytes.is_empty() {
        return Err(VerifierProblem::NoSecret);
    }
    Ok(SecretBox::new(bytes.into_boxed_slice()))
}

/// Compares hashes, so that neither length nor content of the secret shows in the time taken.
fn check_secret(given: &str, secrets: &[SecretString]) -> Result<(), SignatureError> {
    let given = Sha256::digest(given.as_bytes());
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        fits |= Sha256::digest(secret.expose_secret().as_bytes()).ct_eq(&given);
    }
    if bool::from(fits) {
        Ok(())
    } else {
        Err(SignatureError::WrongSecret)
    }
}

fn header_name(
    key: &'static str,
    name: Option<&str>,
) -> Result<Option<HeaderName>, VerifierProblem> {
    match name.filter(|name| !name.is_empty()) {
        None => Ok(None),
        Some(name) => name
            .parse()
            .map(Some)
            .map_err(|_| VerifierProblem::HeaderName {
                key,
                name: name.to_owned(),
            }),
    }
}

fn optional_header<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    // Two values leave open which one was meant; no sender does that.
    let unreadable = || SignatureError::UnreadableHeader(name.to_string());
    if values.next().is_some() {
        return Err(unreadable());
    }
    value.to_str().map(Some).map_err(|_| unreadable())
}

fn needed_header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str, SignatureError> {
    optional_header(headers, name)?.ok_or_else(|| SignatureError::MissingHeader(name.to_string()))
}
