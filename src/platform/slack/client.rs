//! Asking Slack for something: one call with one timeout and one kind of error.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use slack_morphism::hyper_tokio::SlackClientHyperHttpsConnector;
use slack_morphism::{
    SlackApiToken, SlackClientApiCallContext, SlackClientHttpConnector, errors::SlackClientError,
};
use tracing::Span;

use crate::platform::config;
use crate::platform::ids::{ChannelId, MessageTs, UserId};
use crate::platform::slack::errors::{self, Remedy, SlackError};

/// How long one call may take. The outbox's lease and a person's patience are both longer.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// Shorter than [`CALL_TIMEOUT`], so that a host that does not answer at all is known as such: a
/// post that never left may be sent again without a look-up.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Methods that only read. Slack takes JSON for methods that write, and ignores it for these.
const METHODS_BY_QUERY: &[&str] = &[
    "bots.info",
    "chat.getPermalink",
    "conversations.history",
    "conversations.info",
    "conversations.list",
    "conversations.members",
    "conversations.replies",
    "emoji.list",
    "files.getUploadURLExternal",
    "files.info",
    "files.list",
    "pins.list",
    "reactions.get",
    "team.info",
    "team.profile.get",
    "usergroups.list",
    "usergroups.users.list",
    "users.conversations",
    "users.getPresence",
    "users.info",
    "users.list",
    "users.lookupByEmail",
    "users.profile.get",
];

/// The way to Slack's Web API. Clones share connections and tokens.
#[derive(Clone)]
pub struct SlackClient {
    shared: Arc<Shared>,
}

struct Shared {
    connector: SlackClientHyperHttpsConnector,
    /// For `auth.test` alone: slack-morphism hides the response headers, and the scopes that were
    /// granted stand in one of them.
    with_headers: reqwest::Client,
    tls: Arc<rustls::ClientConfig>,
    api_url: String,
    bot_token: SlackApiToken,
    app_token: Option<SlackApiToken>,
    response_hosts: Vec<String>,
}

impl fmt::Debug for SlackClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlackClient")
            .field("api_url", &self.shared.api_url)
            .field("has_app_token", &self.shared.app_token.is_some())
            .finish_non_exhaustive()
    }
}

/// A message that Slack took: its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedMessage {
    /// Where it stands.
    pub channel: ChannelId,
    /// Its identity there.
    pub ts: MessageTs,
}

/// A view that Slack took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownView {
    /// Its identity, for a later update.
    pub id: String,
    /// Its state, for an update that must not overwrite a newer one.
    pub hash: Option<String>,
}

/// Whose token it is and what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuthTest {
    /// The workspace; absent where the app was installed for a whole organisation.
    pub team_id: Option<String>,
    /// The workspace's name.
    pub team: Option<String>,
    /// The workspace's address.
    pub url: Option<String>,
    /// The bot's user.
    pub user_id: Option<UserId>,
    /// The bot's name.
    pub user: Option<String>,
    /// The bot's own id, as it stands in its messages.
    pub bot_id: Option<String>,
    /// The Enterprise organisation.
    pub enterprise_id: Option<String>,
    /// Whether the app was installed for a whole organisation.
    #[serde(default)]
    pub is_enterprise_install: Option<bool>,
    /// What the token may do; `None` where Slack did not say.
    #[serde(skip)]
    pub scopes: Option<Vec<String>>,
}

impl SlackClient {
    /// A client for the Slack that `settings` name.
    ///
    /// # Errors
    /// When no trusted certificates can be found although `api_url` is https.
    pub fn new(
        settings: &config::Slack,
        bot_token: &SecretString,
        app_token: Option<&SecretString>,
    ) -> anyhow::Result<Self> {
        let roots = trusted_certificates(&settings.api_url)?;
        Self::trusting(roots, settings, bot_token, app_token)
    }

    fn trusting(
        roots: rustls::RootCertStore,
        settings: &config::Slack,
        bot_token: &SecretString,
        app_token: Option<&SecretString>,
    ) -> anyhow::Result<Self> {
        let tls = rustls::ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls.clone())
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .wrap_connector(http);
        let api_url = settings.api_url.trim_end_matches('/').to_owned();
        let connector =
            SlackClientHyperHttpsConnector::with_connector(https).with_slack_api_url(&api_url);
        let with_headers = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.clone())
            // The other calls take no proxy from the environment: this one must see the same Slack.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(CALL_TIMEOUT)
            .build()
            .context("prepare the HTTP client for Slack")?;
        let token = |secret: &SecretString| SlackApiToken::new(secret.expose_secret().into());
        Ok(Self {
            shared: Arc::new(Shared {
                connector,
                with_headers,
                tls: Arc::new(tls),
                api_url,
                bot_token: token(bot_token),
                app_token: app_token.map(token),
                response_hosts: settings.response_hosts.clone(),
            }),
        })
    }

    /// Calls a Web API method with the bot's token and returns Slack's answer, whose `ok` is true.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn call(&self, method: &str, arguments: &Value) -> Result<Value, SlackError> {
        self.call_with(method, arguments, &self.shared.bot_token)
            .await
    }

    /// The same with the app's token, which only `apps.connections.open` takes.
    ///
    /// # Errors
    /// See [`SlackError`]; `not_authed` when no app token is set.
    pub async fn call_app(&self, method: &str, arguments: &Value) -> Result<Value, SlackError> {
        match &self.shared.app_token {
            Some(token) => self.call_with(method, arguments, token).await,
            None => Err(errors::from_code(method, "not_authed", None, None)),
        }
    }

    async fn call_with(
        &self,
        method: &str,
        arguments: &Value,
        token: &SlackApiToken,
    ) -> Result<Value, SlackError> {
        let span = Span::none();
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: Some(token),
            tracing_span: &span,
            // slack-morphism logs addresses, and a query can hold an e-mail address.
            is_sensitive_url: true,
        };
        let connector = &self.shared.connector;
        let answer: Result<Value, SlackClientError> = within(method, async {
            if METHODS_BY_QUERY.contains(&method) {
                let query = as_query(arguments);
                connector.http_get(method, &query, context).await
            } else {
                connector.http_post(method, arguments, context).await
            }
        })
        .await?;
        let answer = answer.map_err(|error| errors::from_library(method, &error))?;
        accepted(method, answer)
    }

    /// Posts a message: `arguments` are those of `chat.postMessage`.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn post_message(&self, arguments: &Value) -> Result<PostedMessage, SlackError> {
        let answer = self.call("chat.postMessage", arguments).await?;
        posted("chat.postMessage", &answer)
    }

    /// Changes a message: `arguments` are those of `chat.update`.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn update_message(&self, arguments: &Value) -> Result<PostedMessage, SlackError> {
        let answer = self.call("chat.update", arguments).await?;
        posted("chat.update", &answer)
    }

    /// Opens a modal. The trigger lives for three seconds: open first, think later.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn open_view(&self, trigger_id: &str, view: &Value) -> Result<ShownView, SlackError> {
        let arguments = json!({"trigger_id": trigger_id, "view": view});
        shown("views.open", &self.call("views.open", &arguments).await?)
    }

    /// Puts a modal on top of the one in which was clicked.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn push_view(&self, trigger_id: &str, view: &Value) -> Result<ShownView, SlackError> {
        let arguments = json!({"trigger_id": trigger_id, "view": view});
        shown("views.push", &self.call("views.push", &arguments).await?)
    }

    /// Replaces an open modal. With `hash`, only when nobody replaced it in between.
    ///
    /// # Errors
    /// See [`SlackError`]; `hash_conflict` when it was replaced, `not_found` when it was closed.
    pub async fn update_view(
        &self,
        view_id: &str,
        hash: Option<&str>,
        view: &Value,
    ) -> Result<ShownView, SlackError> {
        let mut arguments = json!({"view_id": view_id, "view": view});
        if let Some(hash) = hash {
            arguments["hash"] = hash.into();
        }
        shown(
            "views.update",
            &self.call("views.update", &arguments).await?,
        )
    }

    /// Publishes a person's App Home. With `hash`, only when nobody published in between.
    ///
    /// # Errors
    /// See [`SlackError`]; `hash_conflict` when a newer one is there.
    pub async fn publish_home(
        &self,
        user: &UserId,
        view: &Value,
        hash: Option<&str>,
    ) -> Result<ShownView, SlackError> {
        let mut arguments = json!({"user_id": user, "view": view});
        if let Some(hash) = hash {
            arguments["hash"] = hash.into();
        }
        shown(
            "views.publish",
            &self.call("views.publish", &arguments).await?,
        )
    }

    /// Asks Slack whose token this is, and reads what it may do from the `x-oauth-scopes` header.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn auth_test(&self) -> Result<AuthTest, SlackError> {
        const METHOD: &str = "auth.test";
        let response = self
            .shared
            .with_headers
            .post(format!("{}/{METHOD}", self.shared.api_url))
            .bearer_auth(&self.shared.bot_token.token_value.0)
            .send()
            .await
            .map_err(|error| errors::from_reqwest(METHOD, &error))?;
        let status = response.status().as_u16();
        let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let scopes = header("x-oauth-scopes");
        let retry_after = header("retry-after")
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs);
        let body = response
            .bytes()
            .await
            .map_err(|error| errors::from_reqwest(METHOD, &error))?;
        if status != 200 {
            let body = std::str::from_utf8(&body).ok();
            return Err(errors::from_status(METHOD, status, retry_after, body));
        }
        let answer = accepted(METHOD, serde_json::from_slice(&body).unwrap_or(Value::Null))?;
        let mut auth: AuthTest = serde_json::from_value(answer).map_err(|_| unreadable(METHOD))?;
        auth.scopes = scopes.map(|list| {
            list.split(',')
                .map(|scope| scope.trim().to_owned())
                .filter(|scope| !scope.is_empty())
                .collect()
        });
        Ok(auth)
    }

    /// Asks for the address of a new Socket Mode connection. It contains a ticket: a secret.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn open_connection(&self) -> Result<SecretString, SlackError> {
        const METHOD: &str = "apps.connections.open";
        let answer = self.call_app(METHOD, &json!({})).await?;
        let url = answer["url"].as_str().ok_or_else(|| unreadable(METHOD))?;
        // A Slack that is asked over TLS must not send us over an open line.
        let plain = !url.starts_with("wss://");
        if plain && self.shared.api_url.starts_with("https://") {
            return Err(unreadable(METHOD));
        }
        Ok(url.into())
    }

    /// Answers through a `response_url`: at most five times within 30 minutes.
    ///
    /// # Errors
    /// See [`SlackError`]; `response_url_not_allowed` when it points to a host that the
    /// configuration does not name.
    pub async fn respond(&self, response_url: &str, message: &Value) -> Result<(), SlackError> {
        const METHOD: &str = "response_url";
        let url = allowed(response_url, &self.shared.response_hosts).ok_or_else(|| {
            SlackError::Permanent {
                method: METHOD.to_owned(),
                code: "response_url_not_allowed".to_owned(),
                remedy: Remedy::CheckAddress,
                detail: Some("see `slack.response_hosts`".to_owned()),
            }
        })?;
        let span = Span::none();
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: None,
            tracing_span: &span,
            // Whoever knows it may write to the channel: slack-morphism must not log it.
            is_sensitive_url: true,
        };
        let answer: Result<Value, SlackClientError> = within(
            METHOD,
            self.shared.connector.http_post_uri(url, message, context),
        )
        .await?;
        match answer {
            Ok(answer) if answer.get("ok") == Some(&Value::Bool(false)) => {
                accepted(METHOD, answer).map(|_| ())
            }
            // Slack's hook answers with the bare text `ok`.
            Ok(_) => Ok(()),
            Err(error) => Err(errors::from_library(METHOD, &error)),
        }
    }

    /// Sends the bytes of a file to the address that Slack named for it.
    pub(super) async fn send_bytes(&self, url: &str, bytes: Vec<u8>) -> Result<(), SlackError> {
        const METHOD: &str = "upload";
        // A Slack that is asked over TLS must not send us over an open line.
        let plain = !url.starts_with("https://");
        if plain && self.shared.api_url.starts_with("https://") {
            return Err(unreadable(METHOD));
        }
        // The address is the permission: no token goes with it.
        let sent = self.shared.with_headers.post(url).body(bytes).send().await;
        let response = sent.map_err(|error| errors::from_reqwest(METHOD, &error))?;
        match response.status().as_u16() {
            200 => Ok(()),
            status => Err(errors::from_status(METHOD, status, None, None)),
        }
    }

    /// The trusted certificates, for the WebSocket.
    pub(crate) fn tls(&self) -> Arc<rustls::ClientConfig> {
        self.shared.tls.clone()
    }
}

async fn within<T>(method: &str, call: impl Future<Output = T>) -> Result<T, SlackError> {
    tokio::time::timeout(CALL_TIMEOUT, call)
        .await
        .map_err(|_| SlackError::Unclear {
            method: method.to_owned(),
            reason: format!("no answer within {} s", CALL_TIMEOUT.as_secs()),
        })
}

pub(super) fn unreadable(method: &str) -> SlackError {
    SlackError::Unclear {
        method: method.to_owned(),
        reason: "the answer is not what Slack would say".to_owned(),
    }
}

/// slack-morphism takes an answer without `error` for a success, also one without `ok: true`: a
/// portal in between that answers 200 with a page must not count as a post that was made.
fn accepted(method: &str, answer: Value) -> Result<Value, SlackError> {
    match (answer.get("ok"), answer.get("error")) {
        (Some(Value::Bool(true)), _) => Ok(answer),
        (Some(Value::Bool(false)), Some(Value::String(code))) => {
            Err(errors::from_code(method, code, None, Some(&answer)))
        }
        _ => Err(unreadable(method)),
    }
}

fn posted(method: &str, answer: &Value) -> Result<PostedMessage, SlackError> {
    match (answer["channel"].as_str(), answer["ts"].as_str()) {
        (Some(channel), Some(ts)) => Ok(PostedMessage {
            channel: channel.into(),
            ts: ts.into(),
        }),
        _ => Err(unreadable(method)),
    }
}

fn shown(method: &str, answer: &Value) -> Result<ShownView, SlackError> {
    let view = &answer["view"];
    match view["id"].as_str() {
        Some(id) => Ok(ShownView {
            id: id.to_owned(),
            hash: view["hash"].as_str().map(str::to_owned),
        }),
        None => Err(unreadable(method)),
    }
}

fn as_query(arguments: &Value) -> Vec<(&str, Option<String>)> {
    arguments
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let text = match value {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            };
            (name.as_str(), text)
        })
        .collect()
}

/// The address when it leads to one of `hosts`, over TLS or to this machine itself.
fn allowed(response_url: &str, hosts: &[String]) -> Option<Url> {
    let url = Url::parse(response_url).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = url.host_str()?;
    let port = url.port_or_known_default()?;
    let loopback = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
    let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    let named = hosts.iter().any(|entry| {
        entry.eq_ignore_ascii_case(&format!("{host}:{port}"))
            || (entry.eq_ignore_ascii_case(host) && (port == 443 || loopback))
    });
    (secure && named).then_some(url)
}

/// The certificates of the system, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`: read once for
/// the Web API and the WebSocket together.
fn trusted_certificates(api_url: &str) -> anyhow::Result<rustls::RootCertStore> {
    let mut roots = rustls::RootCertStore::empty();
    if api_url.starts_with("https://") {
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        anyhow::ensure!(
            !roots.is_empty(),
            "no trusted certificates were found: install the system's `ca-certificates`, \
             or name a file with them in SSL_CERT_FILE"
        );
    }
    Ok(roots)
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "tls_tests.rs"]
mod tls_tests;
