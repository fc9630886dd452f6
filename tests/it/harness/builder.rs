//! What a test sets before its bot starts: the time, the configuration, how Slack reaches it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use klantstem::app::App;
use klantstem::features::feedback::sources;
use klantstem::platform::clock::Clock;
use klantstem::platform::config::{self, Environment, Loaded, SlackMode};
use klantstem::platform::{schedule, slack_manifest};
use klantstem::sandbox::{
    AppSeed, CalendarSeed, ChannelSeed, Delivery, Sandbox, SandboxOptions, UserGroupSeed, UserSeed,
    WorkspaceSeed,
};
use tokio::net::TcpListener;

use super::webhooks;
use super::{TestBot, TestDatabase, Workings};

/// A colleague, and the administrator of Klantstem.
pub const ADMIN: &str = "U000ADMIN";
/// A colleague.
pub const ANNA: &str = "U0000ANNA";
/// Another colleague.
pub const BOB: &str = "U00000BOB";
/// A guest of the workspace.
pub const GUEST: &str = "U000GUEST";
/// Somebody of another company, in a shared channel.
pub const STRANGER: &str = "U0STRANGER";

/// The channel of the product department.
pub const PRODUCT: &str = "C0PRODUCT";
/// The channel of the finance department.
pub const FINANCE: &str = "C0FINANCE";
/// The channel of customer service.
pub const SERVICE: &str = "C0SERVICE";
/// The channel of operations.
pub const OPERATIONS: &str = "C0OPERATIONS";
/// The channel of the hr department.
pub const HR: &str = "C0HR";
/// The channel of what no rule sends anywhere.
pub const TRIAGE: &str = "C0TRIAGE";
/// A private channel of which Klantstem is no member.
pub const BOARD: &str = "C000BOARD";
/// A channel with which Klantstem has nothing to do.
pub const GENERAL: &str = "C0GENERAL";

/// A Monday morning on which posts may go out.
const START: &str = "2026-09-14T10:15";

/// Sources beyond those of the shipped configuration.
const MORE_SOURCES: &str = r#"
[sources.shop]
preset = "generic"

[sources.asknicely]
preset = "asknicely"

[sources.satismeter]
preset = "satismeter"
"#;

/// A bot that is not running yet.
pub struct Builder {
    start: DateTime<Utc>,
    file: String,
    environment: BTreeMap<String, String>,
    mode: SlackMode,
    history: bool,
    on_sqlite: bool,
    without_scopes: Vec<String>,
    acknowledge_within: Duration,
    /// A calendar beside Slack, and its id in the configuration.
    calendar: Option<(String, CalendarSeed)>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            start: moment(START),
            file: MORE_SOURCES.to_owned(),
            environment: BTreeMap::new(),
            mode: SlackMode::Socket,
            history: false,
            on_sqlite: false,
            without_scopes: Vec::new(),
            acknowledge_within: Duration::from_secs(3),
            calendar: None,
        }
    }

    /// The local time at which it starts: `2026-03-02T09:00`.
    pub fn at(mut self, local: &str) -> Self {
        self.start = moment(local);
        self
    }

    /// More text of the configuration file.
    pub fn file(mut self, text: &str) -> Self {
        self.file.push_str(text);
        self
    }

    /// How finance is posted to: `MODE`, `DIGEST_AT`, `AT_MOST_A_DAY`.
    pub fn finance(self, posting: &str, value: &str) -> Self {
        let name = format!("KLANTSTEM__DEPARTMENTS__FINANCE__POSTING__{posting}");
        self.set(&name, value)
    }

    /// An environment variable: `KLANTSTEM__WORKSPACE__LANGUAGE`.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Slack sends signed requests instead of keeping sockets.
    pub fn over_http(mut self) -> Self {
        self.mode = SlackMode::Http;
        self
    }

    /// The app was given the history scopes.
    pub fn with_history_scopes(mut self) -> Self {
        self.history = true;
        self
    }

    /// The app was not given this scope.
    pub fn without_scope(mut self, scope: &str) -> Self {
        self.without_scopes.push(scope.to_owned());
        self
    }

    /// The database is a SQLite file in any case: for what only SQLite can do.
    pub fn on_sqlite(mut self) -> Self {
        self.on_sqlite = true;
        self
    }

    /// Slack waits no longer than this for an acknowledgement.
    pub fn impatient(mut self, within: Duration) -> Self {
        self.acknowledge_within = within;
        self
    }

    /// A calendar beside Slack, that the configuration knows by this id.
    pub fn calendar(mut self, id: &str, calendar: CalendarSeed) -> Self {
        self.calendar = Some((id.to_owned(), calendar));
        self
    }

    /// Starts the sandbox and the bot, and returns when they are connected.
    pub async fn start(self) -> TestBot {
        let clock = Clock::stopped_at(self.start);
        let wall = Clock::stopped_at(self.start);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let sandbox = Sandbox::start(self.sandbox(&clock, &url)).await.unwrap();
        let database = if self.on_sqlite {
            TestDatabase::file()
        } else {
            TestDatabase::create().await
        };
        let folder = tempfile::tempdir().unwrap();
        let loaded = self.load(&sandbox, &database, &folder);
        let app = App::open(loaded.clone(), clock.clone()).await.unwrap();
        let courier = app.courier(wall.clone());
        let bot = TestBot {
            workings: Mutex::new(Workings::start(&app, &loaded, listener)),
            sandbox,
            courier,
            app,
            clock,
            wall,
            loaded,
            url,
            looked: Mutex::default(),
            told: Mutex::default(),
            deliveries: Arc::default(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            folder,
            database,
        };
        bot.connected().await;
        bot.tick().await;
        bot
    }

    fn sandbox(&self, clock: &Clock, url: &str) -> SandboxOptions {
        let manifest = slack_manifest::manifest(self.mode, Some(url), self.history);
        let manifest = serde_json::from_str(&manifest).unwrap();
        let mut options = SandboxOptions::new(clock.clone());
        options.workspace = workspace();
        options.calendar = self.calendar.as_ref().map(|(_, calendar)| calendar.clone());
        options.acknowledge_within = self.acknowledge_within;
        options.app = AppSeed::default().with_manifest(&manifest);
        let scopes = &mut options.app.scopes;
        scopes.retain(|scope| !self.without_scopes.contains(scope));
        if self.mode == SlackMode::Http {
            options.delivery = Delivery::Http {
                url: format!("{url}{}", slack_manifest::EVENTS_PATH),
            };
        }
        options
    }

    fn load(
        &self,
        sandbox: &Sandbox,
        database: &TestDatabase,
        folder: &tempfile::TempDir,
    ) -> Loaded {
        let app = AppSeed::default();
        let mode = match self.mode {
            SlackMode::Socket => "socket",
            SlackMode::Http => "http",
        };
        let api_url = sandbox.api_url();
        let mut environment: BTreeMap<String, String> = [
            ("KLANTSTEM__SLACK__API_URL", api_url.as_str()),
            ("KLANTSTEM__SLACK__MODE", mode),
            ("KLANTSTEM__SLACK__CONNECTIONS", "1"),
            ("KLANTSTEM__SLACK__RESPONSE_HOSTS", "127.0.0.1"),
            ("KLANTSTEM__DATABASE__SYNCHRONOUS", "normal"),
            ("KLANTSTEM__WORKSPACE__ADMINS", ADMIN),
            ("SLACK_BOT_TOKEN", &app.bot_token),
            ("SLACK_APP_TOKEN", &app.app_token),
            ("SLACK_SIGNING_SECRET", &app.signing_secret),
            ("DATABASE_URL", database.url()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for source in webhooks::SOURCES {
            let variable = config::webhook_secret_variable(&source.into());
            environment.insert(variable, webhooks::secret(source).to_owned());
        }
        if let Some((id, calendar)) = &self.calendar {
            let address = format!("KLANTSTEM__CALENDARS__{}__URL", id.to_uppercase());
            environment.insert(address, sandbox.calendar_url());
            environment.insert(
                config::calendar_secret_variable(id),
                calendar.password.clone(),
            );
        }
        environment.extend(self.environment.clone());
        let environment: Environment = environment.into_iter().collect();
        let file = folder.path().join("klantstem.toml");
        std::fs::write(&file, &self.file).unwrap();
        config::load(Some(&file), &environment, &sources::check)
            .unwrap_or_else(|problems| panic!("the test's configuration is wrong:\n{problems}"))
    }
}

/// A local time in Amsterdam as a moment.
pub fn moment(local: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").unwrap();
    schedule::resolve(chrono_tz::Europe::Amsterdam, local)
}

fn workspace() -> WorkspaceSeed {
    let user = |id: &str, name: &str, real_name: &str| UserSeed::new(id, name, real_name);
    let everybody = [ADMIN, ANNA, BOB, GUEST, STRANGER, "U0BOT"];
    let channel = |id: &str, name: &str| ChannelSeed::public(id, name, &everybody);
    WorkspaceSeed {
        users: vec![
            user(ADMIN, "ada", "Ada Beheer"),
            user(ANNA, "anna", "Anna Bakker"),
            UserSeed {
                title: "Bouwer".to_owned(),
                fields: [("Afdeling".to_owned(), "HR".to_owned())].into(),
                ..user(BOB, "bob", "Bob de Boer")
            },
            UserSeed {
                guest: true,
                ..user(GUEST, "gast", "Guus Gast")
            },
            UserSeed {
                stranger: true,
                ..user(STRANGER, "vera", "Vera Vreemd")
            },
        ],
        channels: vec![
            channel(PRODUCT, "voice-product"),
            channel(FINANCE, "voice-finance"),
            channel(SERVICE, "voice-customer-service"),
            channel(OPERATIONS, "voice-operations"),
            channel(HR, "voice-hr"),
            channel(TRIAGE, "voice-triage"),
            channel(GENERAL, "general"),
            ChannelSeed::private(BOARD, "board", &[ADMIN, ANNA]),
        ],
        user_groups: vec![
            group("S0FINANCE", "finance-team", &[ANNA]),
            group("S00MAKERS", "makers", &[BOB, GUEST]),
        ],
        ..WorkspaceSeed::default()
    }
}

fn group(id: &str, handle: &str, members: &[&str]) -> UserGroupSeed {
    UserGroupSeed {
        id: id.to_owned(),
        handle: handle.to_owned(),
        name: handle.to_owned(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
    }
}
