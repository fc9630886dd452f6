//! Tokens that a calendar gives for a while, and requests that are signed by them.

use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Answer, read, send};
use crate::features::meetings::calendars::CalendarError;

/// A token is renewed this long before it ends, so that it lasts for the request that it is for.
const MARGIN: Duration = Duration::from_secs(60);

/// How to ask for a token; the same each time.
pub(in crate::features::meetings::calendars) trait Grant {
    /// The request that asks for one.
    ///
    /// # Errors
    /// Refused, where there is nothing to ask with.
    fn request(&self, http: &Client) -> Result<RequestBuilder, CalendarError>;

    /// As whom.
    fn account(&self) -> &str;
}

/// Gives tokens, and remembers the last one.
#[derive(Debug)]
pub(in crate::features::meetings::calendars) struct Tokens<G> {
    grant: G,
    last: Mutex<Option<Token>>,
}

#[derive(Debug)]
struct Token {
    text: SecretString,
    until: Instant,
}

/// What a token service answers.
#[derive(Deserialize)]
struct Given {
    access_token: SecretString,
    #[serde(default)]
    expires_in: u64,
}

impl<G: Grant> Tokens<G> {
    pub fn new(grant: G) -> Self {
        Self {
            grant,
            last: Mutex::new(None),
        }
    }

    /// As whom we come.
    pub fn account(&self) -> &str {
        self.grant.account()
    }

    /// Sends what only reads, again where that may help. A token that is not taken any more is renewed once.
    ///
    /// # Errors
    /// See [`read`]; Refused where no token is given.
    pub async fn read(
        &self,
        http: &Client,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Answer, CalendarError> {
        let token = self.current(http).await?;
        let answer = read(|| request().bearer_auth(token.expose_secret())).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let token = self.another(http).await?;
        read(|| request().bearer_auth(token.expose_secret())).await
    }

    /// Sends what writes, once; if its token is not taken, it was not carried out, and is sent with another.
    ///
    /// # Errors
    /// See [`send`]; Refused where no token is given.
    pub async fn write(
        &self,
        http: &Client,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Answer, CalendarError> {
        let token = self.current(http).await?;
        let answer = send(request().bearer_auth(token.expose_secret())).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let token = self.another(http).await?;
        send(request().bearer_auth(token.expose_secret())).await
    }

    async fn another(&self, http: &Client) -> Result<SecretString, CalendarError> {
        *self.last.lock().await = None;
        self.current(http).await
    }

    /// A token that holds for the next request. Who asks at the same time waits for the same one.
    async fn current(&self, http: &Client) -> Result<SecretString, CalendarError> {
        let mut last = self.last.lock().await;
        if let Some(token) = &*last
            && token.until > Instant::now()
        {
            return Ok(token.text.clone());
        }
        let token = self.renew(http).await?;
        let text = token.text.clone();
        *last = Some(token);
        Ok(text)
    }

    async fn renew(&self, http: &Client) -> Result<Token, CalendarError> {
        let asked = Instant::now();
        let request = self.grant.request(http)?;
        let request = || request.try_clone().unwrap_or_else(|| http.post(""));
        let answer = read(request).await?;
        // A grant that does not hold is a 400 by the standard (RFC 6749, 5.2).
        if answer.status == StatusCode::BAD_REQUEST {
            let code = answer.code().unwrap_or_else(|| "400".to_owned());
            return Err(CalendarError::Refused(code));
        }
        let given: Given = answer.checked("the token", self.account())?.json()?;
        Ok(Token {
            text: given.access_token,
            until: asked + Duration::from_secs(given.expires_in).saturating_sub(MARGIN),
        })
    }
}
