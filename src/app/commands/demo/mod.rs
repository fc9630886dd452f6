//! `klantstem demo`: the bot and a Slack of its own, with customers who have something to say.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::serve::{serve, stop_signal};
use crate::app::{App, telemetry};
use crate::features::feedback::sources;
use crate::features::{gallery, meetings, stories};
use crate::platform::clock::Clock;
use crate::platform::config::{self, Environment, SlackMode};
use crate::platform::{outbox, schedule, slack_manifest};
use crate::sandbox::{
    AppSeed, ChannelSeed, LimitsFollow, RateLimits, Sandbox, SandboxOptions, UserGroupSeed,
    UserSeed, WorkspaceSeed, run_alone,
};

mod history;
mod story;
mod week;

/// The demo's day begins at this local time, whatever the hour outside: within everybody's posting hours.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(9, 12, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// The organisation's time zone.
const ZONE: Tz = chrono_tz::Europe::Amsterdam;
/// What is set differently from the defaults, in the demo's configuration file.
const CONFIGURATION: &str = include_str!("klantstem.toml");
/// Signs the sample customers' responses; nobody outside this machine can reach the demo.
pub(super) const SOURCE_SECRET: &str = "demo-customers";

/// Runs the demo until Ctrl-C.
///
/// # Errors
/// Where the address is taken, or no temporary folder can be made.
pub async fn run(listen: &str) -> anyhow::Result<ExitCode> {
    telemetry::start_quietly();
    let cancel = stop_signal()?;
    let folder = TemporaryFolder::new()?;
    let clock = Clock::running_from(morning(Utc::now()));
    let options = options(listen, clock.clone())?;
    let seed = options.app.clone();
    let sandbox = Sandbox::start(options).await?;
    let environment = [
        ("SLACK_BOT_TOKEN", seed.bot_token),
        ("SLACK_APP_TOKEN", seed.app_token),
        ("KLANTSTEM__SLACK__API_URL", sandbox.api_url()),
        // Answers to clicks go back to the same sandbox.
        (
            "KLANTSTEM__SLACK__RESPONSE_HOSTS",
            sandbox.address().ip().to_string(),
        ),
        (
            "DATABASE_URL",
            format!("sqlite:{}", folder.path("klantstem.db").display()),
        ),
        ("WEBHOOK_SECRET_KLANTPANEL", SOURCE_SECRET.to_owned()),
        ("WEBHOOK_SECRET_HELPDESK", SOURCE_SECRET.to_owned()),
        ("WEBHOOK_SECRET_REVIEWS", SOURCE_SECRET.to_owned()),
        ("KLANTSTEM__CALENDARS__DEMO__URL", sandbox.calendar_url()),
        ("CALENDAR_SECRET_DEMO", week::SECRET.to_owned()),
    ];
    let environment: Environment = environment
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let file = folder.path("klantstem.toml");
    let configuration = format!("{CONFIGURATION}{}", history::event(clock.now()));
    std::fs::write(&file, configuration).context("the demo's configuration can not be written")?;
    let loaded = config::load(Some(&file), &environment, &sources::check)
        .map_err(|problems| anyhow::anyhow!("{problems}"))?;
    let secrets = loaded.secrets.clone();
    let app = App::open(loaded, clock.clone()).await?;
    history::remember(&app).await?;
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .context("no free port for the demo")?;
    let address = listener.local_addr()?;
    tell_next_moment(&sandbox, app.clone());
    println!(
        "Klantstem speaks with its own Slack; look at it here:\n\n    {}/?channel=voice-finance\n",
        sandbox.url()
    );
    println!(
        "You are Sanne, who looks after customer experience; act as anyone in the list at the top."
    );
    println!("Ctrl-C stops; nothing is kept.");
    let story = tokio::spawn(story::tell(address, clock, cancel.clone()));
    let served = serve(app, &secrets, listener, cancel).await;
    story.abort();
    sandbox.shutdown().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the local Slack workspace alone, until Ctrl-C.
///
/// # Errors
/// Where the address is taken.
pub async fn sandbox_alone(listen: &str) -> anyhow::Result<ExitCode> {
    let cancel = stop_signal()?;
    run_alone(options(listen, Clock::system())?, async move {
        cancel.cancelled().await
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints every message, modal and Home view that the code can produce, one JSON object on a line.
pub fn print_gallery() {
    for (name, surface, view) in gallery::all_views() {
        println!(
            "{}",
            serde_json::json!({ "name": name, "surface": surface, "view": view })
        );
    }
}

/// Today at the demo's hour, or on the next working day.
fn morning(now: DateTime<Utc>) -> DateTime<Utc> {
    let mut date = now.with_timezone(&ZONE).date_naive();
    while matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        date = date.checked_add_days(Days::new(1)).unwrap_or(date);
    }
    schedule::resolve(ZONE, date.and_time(MORNING))
}

/// The page's button "forward": the next post that waits for its hour, or the next timed work.
fn tell_next_moment(sandbox: &Sandbox, app: Arc<App>) {
    sandbox.set_next_moment(Arc::new(move || {
        let app = app.clone();
        Box::pin(async move {
            let now = app.ctx.clock.now();
            let timed = app
                .timetable
                .next_shown_after(now)
                .map(|(occurrence, line)| (occurrence.at, line.name().to_owned()));
            let waiting = outbox::next_due_after(&app.ctx.db, now)
                .await
                .ok()
                .flatten();
            let waiting = waiting.map(|(at, lane)| (at, format!("posts that wait for {lane}")));
            let story = stories::store::next_due_after(&app.ctx.db, now)
                .await
                .ok()
                .flatten();
            let story = story.map(|at| (at, "a scheduled story".to_owned()));
            let agenda = next_agenda(&app, now).await.ok().flatten();
            let agenda = agenda.map(|(at, title)| (at, format!("the agenda of {title}")));
            timed
                .into_iter()
                .chain(waiting)
                .chain(story)
                .chain(agenda)
                .min()
        })
    }));
}

/// The next agenda that appears: not of meetings that have none by their rule.
async fn next_agenda(
    app: &App,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<(DateTime<Utc>, String)>> {
    let rules = app.timetable.meetings().rules(&app.ctx).await?;
    meetings::next_agenda(&app.ctx, &rules, now).await
}

fn options(listen: &str, clock: Clock) -> anyhow::Result<SandboxOptions> {
    let manifest = slack_manifest::manifest(SlackMode::Socket, None, false);
    let manifest = serde_json::from_str(&manifest).context("the manifest")?;
    Ok(SandboxOptions {
        listen: listen
            .parse()
            .with_context(|| format!("`{listen}` is no address such as 127.0.0.1:4040"))?,
        workspace: workspace(),
        calendar: Some(week::calendar(clock.now())),
        app: AppSeed::default().with_manifest(&manifest),
        rate_limits: RateLimits::On,
        limits_follow: LimitsFollow::SystemTime,
        ..SandboxOptions::new(clock)
    })
}

/// The people and channels of the demo.
fn workspace() -> WorkspaceSeed {
    let person = |id: &str, name: &str, real_name: &str, title: &str, locale: &str| UserSeed {
        title: title.to_owned(),
        locale: locale.to_owned(),
        email: Some(format!("{name}@bedrijf.test")),
        ..UserSeed::new(id, name, real_name)
    };
    let users = vec![
        person(
            "U0SANNE01",
            "sanne",
            "Sanne de Boer",
            "Customer experience",
            "nl-NL",
        ),
        person("U0BOB0001", "bob", "Bob Jansen", "Finance", "nl-NL"),
        person("U0EVA0001", "eva", "Eva Smit", "Customer service", "nl-NL"),
        person("U0LIAM001", "liam", "Liam O’Connor", "Product", "en-GB"),
        person("U0NOOR001", "noor", "Noor Bakker", "Operations", "nl-NL"),
        person("U0TIM0001", "tim", "Tim Visser", "HR", "nl-NL"),
        UserSeed {
            guest: true,
            ..person(
                "U0PRIYA01",
                "priya",
                "Priya Patel",
                "Auditor (guest)",
                "en-GB",
            )
        },
    ];
    let everyone: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
    let everyone: Vec<&str> = everyone
        .iter()
        .map(String::as_str)
        .chain(["U0BOT"])
        .collect();
    let channel = |id: &str, name: &str, topic: &str| ChannelSeed {
        topic: topic.to_owned(),
        ..ChannelSeed::public(id, name, &everyone)
    };
    WorkspaceSeed {
        team_name: "Het Bedrijf".to_owned(),
        team_domain: "hetbedrijf".to_owned(),
        users,
        channels: vec![
            channel("C0GENERAL", "general", "Everything and nothing"),
            channel(
                "C0PRODUCT",
                "voice-product",
                "What customers say about the product",
            ),
            channel(
                "C0FINANCE",
                "voice-finance",
                "Wat klanten zeggen over facturen en betalen",
            ),
            channel(
                "C0SERVICE",
                "voice-customer-service",
                "Wat klanten zeggen over onze hulp",
            ),
            channel(
                "C0OPERATIONS",
                "voice-operations",
                "Wat klanten zeggen over levering en start",
            ),
            channel("C0HR", "voice-hr", "Wat sollicitanten zeggen"),
            channel("C0KUDOS", "kudos", "Collega’s die elkaar bedanken"),
            channel("C0TRIAGE", "voice-triage", "Where does this belong?"),
        ],
        user_groups: vec![UserGroupSeed {
            id: "S0BELTEAM".to_owned(),
            handle: "belteam".to_owned(),
            name: "Belteam".to_owned(),
            members: vec!["U0EVA0001".to_owned(), "U0NOOR001".to_owned()],
        }],
        ..WorkspaceSeed::default()
    }
}

/// A folder that is removed when the demo ends.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> anyhow::Result<Self> {
        let path =
            std::env::temp_dir().join(format!("klantstem-demo-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&path)
            .with_context(|| format!("{} can not be made", path.display()))?;
        Ok(Self(path))
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::join(&self.0, name)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What is left of a temporary folder is the system's to remove.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Waits so long, unless the demo ends first; says whether it goes on.
async fn pause(wait: Duration, cancel: &CancellationToken) -> bool {
    tokio::select! {
        () = cancel.cancelled() => false,
        () = tokio::time::sleep(wait) => true,
    }
}
