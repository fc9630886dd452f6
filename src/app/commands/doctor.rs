//! `klantstem doctor`: looks at everything that has to be right, and says what to do where it is not.

use std::process::ExitCode;

use crate::app::App;
use crate::app::commands::calendar::{self, Told};
use crate::app::output::say;
use crate::platform::clock::Clock;
use crate::platform::config::{Config, Loaded, UnclearPosts};
use crate::platform::outbox;
use crate::platform::slack::channels::{self, Channel};

/// The scopes that the bot can not do without, and what for.
const NEEDED_SCOPES: [(&str, &str); 6] = [
    ("commands", "slash commands"),
    ("chat:write", "posting"),
    ("channels:read", "finding public channels"),
    ("groups:read", "finding private channels"),
    ("reactions:read", "counting reactions on its posts"),
    ("users:read", "telling members from guests"),
];

/// What was found.
#[derive(Default)]
struct Findings {
    problems: usize,
}

impl Findings {
    fn good(&self, what: impl AsRef<str>) {
        say!("ok       {}", what.as_ref());
    }

    fn problem(&mut self, what: impl AsRef<str>, remedy: impl AsRef<str>) {
        self.problems += 1;
        say!("PROBLEM  {}\n         {}", what.as_ref(), remedy.as_ref());
    }

    fn remark(&self, what: impl AsRef<str>) {
        say!("note     {}", what.as_ref());
    }
}

/// Checks everything; exits with 1 where something has to be done.
///
/// # Errors
/// Never for what it looks at: that becomes a finding.
pub async fn run(loaded: Loaded) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    findings.good("configuration");
    if let Err(missing) = loaded.secrets.require(loaded.config.slack.mode) {
        for problem in missing.iter() {
            let remedy = problem
                .remedy
                .as_deref()
                .unwrap_or("Set it in the environment.");
            findings.problem(format!("{}: {}", problem.location, problem.message), remedy);
        }
    }
    let has_token = loaded.secrets.slack_bot_token.is_some();
    let open_sources = loaded.secrets.webhooks.len();
    match App::open(loaded, Clock::system()).await {
        Ok(app) => {
            findings.good("database");
            look_at_outbox(&app, &mut findings).await;
            if has_token {
                look_at_slack(&app, &mut findings).await;
            }
            look_at_calendars(&app, &mut findings).await;
            say_what_is_kept(&app.ctx.config, &findings);
            look_ahead(&app, &findings);
            app.ctx.db.close().await;
        }
        Err(error) => findings.problem(
            format!("database: {error:#}"),
            "See database.url or DATABASE_URL.",
        ),
    }
    if open_sources == 0 {
        findings.remark(
            "no source takes webhooks: set WEBHOOK_SECRET_<SOURCE> for the tools that you use",
        );
    }
    Ok(if findings.problems == 0 {
        say!("All is well.");
        ExitCode::SUCCESS
    } else {
        match findings.problems {
            1 => say!("1 problem is to be mended."),
            count => say!("{count} problems are to be mended."),
        }
        ExitCode::FAILURE
    })
}

async fn look_at_outbox(app: &App, findings: &mut Findings) {
    match outbox::counts(&app.ctx.db).await {
        Ok(counts) if counts.failed + counts.uncertain > 0 => findings.problem(
            format!(
                "{} messages failed and {} are uncertain",
                counts.failed, counts.uncertain
            ),
            "klantstem outbox list shows them; mend the cause, then retry or drop.",
        ),
        Ok(counts) => findings.good(format!("outbox, {} waiting", counts.open)),
        Err(error) => findings.problem(
            format!("outbox: {error:#}"),
            "Is the database from this version?",
        ),
    }
}

async fn look_at_calendars(app: &App, findings: &mut Findings) {
    match calendar::all(app).await {
        Ok(all) => {
            for told in all {
                match told {
                    Told::Well(what) => findings.good(what),
                    Told::Remark(what) => findings.remark(what),
                    Told::Fails(what, helps) => findings.problem(what, helps),
                }
            }
        }
        Err(error) => findings.problem(
            format!("calendars: {error:#}"),
            "Is the database from this version?",
        ),
    }
}

async fn look_at_slack(app: &App, findings: &mut Findings) {
    let auth = match app.ctx.slack.auth_test().await {
        Ok(auth) => auth,
        Err(error) => {
            findings.problem(
                format!("Slack: {error}"),
                "Is SLACK_BOT_TOKEN the token of the installed app, and can this machine reach Slack?",
            );
            return;
        }
    };
    findings.good(format!(
        "Slack token, workspace {}",
        auth.team.as_deref().unwrap_or("of an organisation")
    ));
    let config = &app.ctx.config;
    let scopes = auth.scopes.unwrap_or_default();
    let has = |scope: &str| scopes.is_empty() || scopes.iter().any(|granted| granted == scope);
    for (scope, purpose) in NEEDED_SCOPES {
        if !has(scope) {
            findings.problem(
                format!("the scope {scope} ({purpose}) was not granted"),
                "Add it under OAuth & Permissions, or use `klantstem manifest`, and install the app again.",
            );
        }
    }
    if !has("files:write") {
        findings.remark(
            "the scope files:write was not granted: scores are posted with a line of text instead of a picture",
        );
    }
    if config.slack.unclear_posts == UnclearPosts::LookUp
        && !(has("channels:history") && has("groups:history"))
    {
        findings.problem(
            "slack.unclear_posts = \"look_up\" needs the scope channels:history, which was not granted",
            "Use `klantstem manifest --history`, or set it to \"hold\".",
        );
    }
    match channels::list(&app.ctx.slack).await {
        Ok(known) => look_at_channels(config, &known, has("chat:write.public"), findings),
        Err(error) => findings.problem(
            format!("channels: {error}"),
            "Grant channels:read and groups:read.",
        ),
    }
}

fn look_at_channels(
    config: &Config,
    known: &[Channel],
    may_post_anywhere: bool,
    findings: &mut Findings,
) {
    let departments = config
        .departments
        .iter()
        .filter(|(_, department)| department.enabled);
    let wanted = departments
        .map(|(id, department)| (id.as_str(), department.channel.as_str()))
        .chain([("triage", config.workspace.triage_channel.as_str())]);
    for (who, wanted) in wanted {
        let Some(channel) = known.iter().find(|channel| channel.is_called(wanted)) else {
            findings.problem(
                format!("{who}: there is no channel {wanted} that the bot can see"),
                "Create it, or invite the bot if it is private, or set another channel for the department.",
            );
            continue;
        };
        if channel.is_archived {
            findings.problem(
                format!("{who}: {wanted} is archived"),
                "Unarchive it, or set another channel.",
            );
        } else if !channel.is_member && (channel.is_private || !may_post_anywhere) {
            findings.problem(
                format!("{who}: the bot is not in {wanted}"),
                "Type /invite @klantstem there.",
            );
        } else {
            findings.good(format!("{who}: {wanted}"));
            if channel.is_shared {
                findings.remark(format!(
                    "{wanted} is shared with another organisation, which reads what customers say"
                ));
            }
        }
    }
}

fn look_ahead(app: &App, findings: &Findings) {
    let now = app.ctx.clock.now();
    let zone = app.ctx.config.workspace.time_zone;
    for line in app.timetable.lines() {
        if let Some(next) = line.schedule.next_after(now) {
            let local = next.at.with_timezone(&zone).format("%a %d %b %H:%M");
            let what = format!("{} {}", line.name(), line.place());
            findings.remark(format!("next {}: {local}", what.trim_end()));
        }
    }
}

/// How long personal data is kept.
fn say_what_is_kept(config: &Config, findings: &Findings) {
    let keep = config.privacy.keep;
    for (what, period) in [
        ("words and respondents of responses", keep.responses),
        ("corrections", keep.corrections),
        ("reactions", keep.reactions),
        ("kudos", keep.kudos),
        ("meetings and their agendas", keep.meetings),
        ("keys of deliveries", keep.deliveries),
    ] {
        let time = String::from(period);
        let time = if time.is_empty() { "for ever" } else { &time };
        findings.remark(format!("kept {time}: {what}"));
    }
}
