//! The loader as an operator meets it: what it accepts, and what it says when it does not.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::load::load_texts;
use super::problems::Report;
use super::*;
use crate::platform::ids::SourceId;

mod bad;
mod bad_departments;
mod bad_meetings;
mod bad_secrets;
mod defaults;
mod random;

/// A stand-in for the part that reads payloads: it knows a few presets, and paths without quotes.
fn check_source(id: &SourceId, source: &Source, secret: Option<&SecretString>) -> Vec<String> {
    let known = [
        "generic",
        "formbricks",
        "typeform",
        "tally",
        "survicate",
        "zendesk",
        "trustpilot",
    ];
    let mut problems = Vec::new();
    if let Some(preset) = &source.preset
        && !known.contains(&preset.as_str())
    {
        problems.push(format!(
            "sources.{id}.preset: there is no preset `{preset}`"
        ));
    }
    if source
        .mapping
        .comment
        .as_deref()
        .is_some_and(|path| path.contains('"'))
    {
        problems.push(format!(
            "sources.{id}.mapping.comment: a path has no quotation marks"
        ));
    }
    let rules = source.mapping.score.as_ref().map(OneOrMany::as_slice);
    for (number, rule) in rules.into_iter().flatten().enumerate() {
        if rule.path.is_empty() {
            problems.push(format!(
                "sources.{id}.mapping.score[{number}].path = ``: a path is needed"
            ));
        }
    }
    if secret.is_some_and(|secret| secret.expose_secret().len() < 4) {
        problems.push(format!("sources.{id}: its secret is too short"));
    }
    problems
}

fn load_text(file: &str, variables: &[(&str, &str)]) -> Result<Loaded, Problems> {
    let mut report = Report::new(DEFAULTS);
    report.add_file(PathBuf::from("klantstem.toml"), file.to_owned());
    let environment = variables.iter().copied().collect();
    load_texts(report, &environment, &check_source)
}

fn problems(file: &str) -> String {
    load_text(file, &[]).unwrap_err().to_string()
}

fn problems_of_environment(variables: &[(&str, &str)]) -> String {
    load_text("", variables).unwrap_err().to_string()
}

#[test]
fn a_file_names_only_what_differs_and_tables_merge_by_key() {
    let loaded = load_text(
        "[departments.finance]\nchannel = \"#money\"\nname.nl = \"Centen\"\n\
         [departments.legal]\nchannel = \"#legal\"\nname = { en = \"Legal\", nl = \"Juridisch\" }\n\
         question = { en = \"Fair?\", nl = \"Eerlijk?\" }\n",
        &[],
    )
    .unwrap();
    let finance = &loaded.config.departments["finance"];
    assert_eq!(finance.channel.as_str(), "#money");
    assert_eq!(finance.name.nl, "Centen");
    assert_eq!(finance.name.en, "Finance");
    assert_eq!(loaded.config.departments.len(), 6);
    assert_eq!(
        loaded.origins["departments.finance.channel"],
        Origin::File("klantstem.toml:2".to_owned())
    );
}

#[test]
fn a_files_routes_replace_all_routes_of_the_defaults() {
    let loaded = load_text(
        "[[routes]]\nname = \"All bugs\"\ndepartments = [\"product\"]\nall = [{ words = [\"bug\"] }]\n",
        &[],
    )
    .unwrap();
    assert_eq!(loaded.config.routes.len(), 1);
}

#[test]
fn an_event_has_one_text_or_one_in_each_language() {
    let loaded = load_text(
        "[[scores.events]]\non = 2026-09-01\nname = \"Website\"\ndepartment = \"finance\"\n\
         [[scores.events]]\non = 2026-09-02\nname = { en = \"Bills\", nl = \"Facturen\" }\n",
        &[],
    )
    .unwrap();
    let [website, bills] = &loaded.config.scores.events[..] else {
        panic!("two events");
    };
    assert_eq!(website.name.in_language(Language::Nl), "Website");
    assert_eq!(bills.name.in_language(Language::Nl), "Facturen");
    assert!(website.concerns("finance") && !website.concerns("hr") && !website.concerns(""));
    assert!(bills.concerns("hr") && bills.concerns(""));
}

#[test]
fn dates_and_times_may_stand_without_quotation_marks() {
    let loaded = load_text(
        "[workspace]\nholidays = [2026-12-25, \"2026-12-26\"]\nposting_hours.from = 07:30:00\n",
        &[],
    )
    .unwrap();
    assert_eq!(loaded.config.workspace.holidays.len(), 2);
    let hours = serde_json::to_value(&loaded.config.workspace.posting_hours).unwrap();
    assert_eq!(hours["from"], "07:30");
}

#[test]
fn a_disabled_department_may_share_a_channel_and_stay_in_the_routes() {
    let loaded = load_text(
        "[departments.hr]\nenabled = false\nchannel = \"#voice-product\"\n",
        &[],
    )
    .unwrap();
    assert!(!loaded.config.departments["hr"].enabled);
}

#[test]
fn the_environment_overrides_the_file() {
    let loaded = load_text(
        "[slack]\nmode = \"socket\"\nconnections = 1\n",
        &[
            ("KLANTSTEM__SLACK__MODE", "http"),
            ("KLANTSTEM__SLACK__CONNECTIONS", "3"),
            ("KLANTSTEM__PRIVACY__KEEP_RAW", "true"),
            ("KLANTSTEM__WORKSPACE__ADMINS", "U024BE7LH, U024BE7LJ"),
            ("KLANTSTEM__WORKSPACE__HOLIDAYS", "[\"2026-12-25\"]"),
            ("KLANTSTEM__DEPARTMENTS__CUSTOMER_SERVICE__CHANNEL", "#one"),
            ("KLANTSTEM__DEPARTMENTS__HR__POSTING__MODE", "digest"),
            (
                "KLANTSTEM__DEPARTMENTS__HR__POSTING__DIGEST_AT",
                "weekdays at 16:00",
            ),
            ("klantstem__slack__mode", "ignored: another name"),
            ("KLANTSTEM__SERVER__LISTEN", ""),
        ],
    )
    .unwrap();
    let config = &loaded.config;
    assert_eq!(config.slack.mode, SlackMode::Http);
    assert_eq!(config.slack.connections, 3);
    assert!(config.privacy.keep_raw);
    assert_eq!(config.workspace.admins.len(), 2);
    assert_eq!(config.workspace.holidays.len(), 1);
    assert_eq!(
        config.departments["customer-service"].channel.as_str(),
        "#one"
    );
    assert_eq!(
        config.departments["hr"].posting.digest_at.as_deref(),
        Some("weekdays at 16:00")
    );
    assert_eq!(config.server.listen, "127.0.0.1:3000");
    assert_eq!(
        loaded.origins["slack.mode"],
        Origin::Environment("KLANTSTEM__SLACK__MODE".to_owned())
    );
}

#[test]
fn secrets_come_from_variables_and_from_files_and_are_never_shown() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signing");
    std::fs::write(&path, "new-secret, old-secret\n").unwrap();
    let loaded = load_text(
        "[sources.shop-reviews]\npreset = \"tally\"\n",
        &[
            ("SLACK_BOT_TOKEN", " xoxb-1-2-abc\n"),
            ("SLACK_APP_TOKEN", "xapp-1-A-2-def"),
            ("SLACK_SIGNING_SECRET_FILE", path.to_str().unwrap()),
            ("DATABASE_URL", "postgres://bot:geheim@db/klantstem"),
            ("WEBHOOK_SECRET_SHOP_REVIEWS", "tally-geheim"),
        ],
    )
    .unwrap();
    let secrets = &loaded.secrets;
    let bot = secrets.slack_bot_token.as_ref().unwrap();
    assert_eq!(bot.expose_secret(), "xoxb-1-2-abc");
    let signing: Vec<_> = secrets
        .slack_signing_secrets
        .iter()
        .map(|secret| secret.expose_secret())
        .collect();
    assert_eq!(signing, ["new-secret", "old-secret"]);
    assert_eq!(
        secrets.webhooks["shop-reviews"].expose_secret(),
        "tally-geheim"
    );
    assert!(secrets.require(SlackMode::Socket).is_ok());
    assert!(secrets.require(SlackMode::Http).is_ok());
    let shown = format!("{loaded:?}");
    for secret in ["abc", "def", "geheim", "new-secret"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn without_database_url_the_configured_database_is_used() {
    let loaded = load_text("[database]\nurl = \"sqlite:other.db\"\n", &[]).unwrap();
    assert_eq!(
        loaded.secrets.database_url.expose_secret(),
        "sqlite:other.db"
    );
}

#[test]
fn a_real_file_is_read_and_one_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("klantstem.toml");
    std::fs::write(&path, "[workspace]\nlanguage = \"nl\"\n").unwrap();
    let environment = Environment::default();
    let loaded = load(Some(&path), &environment, &check_source).unwrap();
    assert_eq!(loaded.config.workspace.language, Language::Nl);

    std::fs::write(&path, b"[workspace]\nlanguage = \"\xff\"\n").unwrap();
    let problems = load(Some(&path), &environment, &check_source).unwrap_err();
    assert!(
        problems
            .to_string()
            .contains("is not UTF-8 text: see line 2")
    );

    let missing = directory.path().join("missing.toml");
    let problems = load(Some(&missing), &environment, &check_source).unwrap_err();
    let first = problems.iter().next().unwrap();
    assert_eq!(
        first.location,
        Location::File(missing.display().to_string())
    );
    assert!(first.message.starts_with("can not be read: "));
}
