//! Tokens of Google: for a service account by a signed request, for a consent by its refresh token.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use reqwest::{Client, RequestBuilder};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{Settings, TOKEN_URL};
use crate::features::meetings::calendars::CalendarError;
use crate::features::meetings::calendars::http::{self, Grant};

/// Reading events and patching them; not the settings of calendars, nor who may see them.
const SCOPE: &str = "https://www.googleapis.com/auth/calendar.events";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// What tokens are asked for with.
#[derive(Debug)]
pub(super) struct Credentials {
    url: String,
    account: String,
    means: Means,
}

#[derive(Debug)]
enum Means {
    Signed {
        key: Box<KeyPair>,
        key_id: Option<String>,
        issuer: String,
        subject: Option<String>,
    },
    Consent {
        client: String,
        secret: SecretString,
        refresh: SecretString,
    },
}

/// Google's file of credentials, as far as it is needed.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum File {
    ServiceAccount {
        client_email: String,
        private_key: SecretString,
        private_key_id: Option<String>,
    },
    AuthorizedUser {
        client_id: String,
        client_secret: SecretString,
        refresh_token: SecretString,
    },
}

impl Credentials {
    /// Reads them.
    ///
    /// # Errors
    /// Refused, with what is wrong with them; none of it is shown.
    pub fn new(settings: &Settings) -> Result<Self, CalendarError> {
        let refused = |sentence: &str| CalendarError::Refused(sentence.to_owned());
        let file: File = serde_json::from_str(settings.credentials.expose_secret()).map_err(|_| {
            refused("the credentials are not Google's JSON file of a service account's key or of a consent")
        })?;
        let subject = settings.subject.clone();
        let (account, means) = match file {
            File::ServiceAccount {
                client_email,
                private_key,
                private_key_id,
            } => {
                let key = key(&private_key)
                    .ok_or_else(|| refused("`private_key` in the credentials is not a key"))?;
                let account = subject.clone().unwrap_or_else(|| client_email.clone());
                let means = Means::Signed {
                    key: Box::new(key),
                    key_id: private_key_id,
                    issuer: client_email,
                    subject,
                };
                (account, means)
            }
            File::AuthorizedUser {
                client_id,
                client_secret,
                refresh_token,
            } => {
                let means = Means::Consent {
                    client: client_id,
                    secret: client_secret,
                    refresh: refresh_token,
                };
                ("the account that consented".to_owned(), means)
            }
        };
        Ok(Self {
            url: settings.token_url.clone(),
            account,
            means,
        })
    }

    /// A signed statement of who we are (RFC 7523), for Google also where it is reached through a proxy. Google compares
    /// its time with the real one, whatever the time of the demo and of tests.
    fn assertion(&self) -> Option<String> {
        let Means::Signed {
            key,
            key_id,
            issuer,
            subject,
        } = &self.means
        else {
            return None;
        };
        let now = Utc::now().timestamp();
        let mut header = json!({ "alg": "RS256", "typ": "JWT" });
        if let Some(id) = key_id {
            header["kid"] = json!(id);
        }
        let mut claims = json!({
            "iss": issuer, "scope": SCOPE, "aud": TOKEN_URL, "iat": now, "exp": now + 3600,
        });
        if let Some(subject) = subject {
            claims["sub"] = json!(subject);
        }
        let encoded = |part: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let text = format!("{}.{}", encoded(header), encoded(claims));
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        )
        .ok()?;
        Some(format!(
            "{text}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature)
        ))
    }
}

impl Grant for Credentials {
    fn account(&self) -> &str {
        &self.account
    }

    fn request(&self, http: &Client) -> Result<RequestBuilder, CalendarError> {
        let request = http.post(&self.url);
        Ok(match &self.means {
            Means::Signed { .. } => {
                let assertion = self.assertion().ok_or_else(|| {
                    CalendarError::Refused("nothing can be signed with the key".to_owned())
                })?;
                http::form(request, &[("grant_type", GRANT), ("assertion", &assertion)])
            }
            Means::Consent {
                client,
                secret,
                refresh,
            } => http::form(
                request,
                &[
                    ("grant_type", "refresh_token"),
                    ("client_id", client),
                    ("client_secret", secret.expose_secret()),
                    ("refresh_token", refresh.expose_secret()),
                ],
            ),
        })
    }
}

/// The key of a PEM text in PKCS #8, as Google gives it.
fn key(pem: &SecretString) -> Option<KeyPair> {
    let text = pem.expose_secret();
    let base64: String = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("-----"))
        .collect();
    KeyPair::from_pkcs8(&BASE64_STANDARD.decode(base64).ok()?).ok()
}
