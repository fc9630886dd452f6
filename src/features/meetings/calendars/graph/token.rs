//! Tokens of Microsoft: an application by its secret.

use reqwest::{Client, RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};

use super::Settings;
use crate::features::meetings::calendars::CalendarError;
use crate::features::meetings::calendars::http::{self, Grant};

/// What tokens are asked for with.
#[derive(Debug)]
pub(super) struct Credentials {
    url: Url,
    client: String,
    secret: SecretString,
    scope: String,
    account: String,
}

impl Credentials {
    /// Takes them from the settings.
    ///
    /// # Errors
    /// Unreadable, where an address is none.
    pub fn new(settings: &Settings) -> Result<Self, CalendarError> {
        let url = http::address(
            &settings.login_url,
            &[&settings.tenant, "oauth2", "v2.0", "token"],
        )?;
        let api = http::address(&settings.api_url, &[])?;
        Ok(Self {
            url,
            client: settings.client.clone(),
            secret: settings.secret.clone(),
            scope: format!("{}/.default", api.origin().ascii_serialization()),
            account: format!("the application {}", settings.client),
        })
    }
}

impl Grant for Credentials {
    fn account(&self) -> &str {
        &self.account
    }

    fn request(&self, http: &Client) -> Result<RequestBuilder, CalendarError> {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client),
            ("client_secret", self.secret.expose_secret()),
            ("scope", &self.scope),
        ];
        Ok(http::form(http.post(self.url.clone()), &fields))
    }
}
