//! Every command as its user runs it: what it says, and its exit code.

use klantstem::sandbox::{ChannelSeed, Fault, FaultKind, Sandbox, SandboxOptions};

use crate::harness::bot::Setup;
use crate::harness::hidden::{self, CUSTOMERS_WORD};
use crate::harness::slack;

const COMMANDS: [&[&str]; 20] = [
    &[],
    &["serve"],
    &["demo"],
    &["import"],
    &["once"],
    &["preview"],
    &["route"],
    &["outbox"],
    &["outbox", "list"],
    &["outbox", "retry"],
    &["outbox", "drop"],
    &["doctor"],
    &["manifest"],
    &["config"],
    &["healthcheck"],
    &["report"],
    &["report", "kudos-patterns"],
    &["export"],
    &["export", "kudos"],
    &["export", "log"],
];

#[tokio::test(flavor = "multi_thread")]
async fn every_command_explains_itself_within_the_width_of_a_terminal() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    for command in COMMANDS {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let help = setup.run(&arguments).await.succeeded();
        assert!(help.contains("Usage: klantstem"), "{help}");
        assert!(help.contains("--config"), "{help}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{command:?}: {line}");
        }
    }
    let first = setup.run(&["--help"]).await.succeeded();
    for word in ["demo", "manifest", "doctor", "serve"] {
        assert!(first.contains(&format!("klantstem {word}")), "{first}");
    }
    setup.run(&[]).await.failed_with(2, &["Usage: klantstem"]);
    let mistyped = setup.run(&["outbx"]).await;
    mistyped.failed_with(2, &["outbx", "outbox"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_checked_and_described() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let checked = setup.run(&["config", "check"]).await.succeeded();
    assert_eq!(checked, "The configuration is right.\n");
    let schema = setup.run(&["config", "schema"]).await.succeeded();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["properties"]["departments"].is_object(), "{schema}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manifest_is_what_slack_takes_and_asks_for_history_only_when_told_to() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let manifest = setup.run(&["manifest"]).await.succeeded();
    let read: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(read["settings"]["socket_mode_enabled"], true);
    assert!(!manifest.contains("history"), "{manifest}");
    let manifest = setup.run(&["manifest", "--history"]).await.succeeded();
    assert!(manifest.contains("channels:history"), "{manifest}");
    let incomplete = setup.run(&["manifest", "--mode", "http"]).await;
    incomplete.failed_with(2, &["--url"]);
    let url = "https://klantstem.example.com";
    let manifest = setup
        .run(&["manifest", "--mode", "http", "--url", url])
        .await
        .succeeded();
    assert!(
        manifest.contains(&format!("{url}/slack/events")),
        "{manifest}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_routed_and_each_rule_explained() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let text = "De termijnfactuur klopt niet, mail jan@voorbeeld.test";
    let routed = setup.run(&["route", text]).await.succeeded();
    assert_eq!(
        routed,
        "finance: De termijnfactuur klopt niet, mail [e-mail]\n"
    );
    let explained = setup.run(&["route", "--explain", text]).await.succeeded();
    for words in [
        "- Invoices and payments -> finance: fits\n",
        "any 1: holds: \"termijnfactuur\" is found by *factuur*",
        "any 2: does not hold: touchpoint is none, wanted invoice or billing",
        "- Hiring -> hr: does not fit\n",
    ] {
        assert!(explained.contains(words), "{words} in:\n{explained}");
    }
    let lines = setup.write("texts.txt", "Prima\n\nDe app loopt vast\n");
    let routed = setup
        .run(&["route", "--file", lines.to_str().unwrap()])
        .await
        .succeeded();
    assert_eq!(routed, "triage: Prima\nproduct: De app loopt vast\n");
    let missing = setup.run(&["route", "--file", "nowhere.txt"]).await;
    missing.failed_with(1, &["nowhere.txt can not be read"]);
}

fn answers(setup: &Setup) {
    setup.write(
        "answers.csv",
        &format!(
            "nummer;nps;opmerking;datum;afdeling\n\
             1;9;\"Fijn, die {CUSTOMERS_WORD} (r-0001)\";2026-03-01;finance\n\
             2;3;\"Nooit meer {CUSTOMERS_WORD} (r-0002)\";2026-03-01;finance\n\
             3;elf;\"Wat {CUSTOMERS_WORD}\";2026-03-01;finance\n"
        ),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_shown_first_and_repeated_without_harm() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    answers(&setup);
    let shown = setup
        .run(&["import", "--dry-run", "answers.csv"])
        .await
        .succeeded();
    for words in [
        "CSV with semicolons",
        "score",
        "from \"nps\"",
        "Rows: 2 good, 1 rejected",
        "`elf` is not a score",
        "Nothing was stored: --dry-run.",
    ] {
        assert!(shown.contains(words), "{words} in:\n{shown}");
    }
    assert!(!setup.folder.path().join("klantstem.db").exists());
    let first = setup.run(&["import", "answers.csv"]).await.succeeded();
    for words in [
        "Stored: 2 new, 0 changed, 0 known already.",
        "Rejected: 1. They are in answers.csv.rejected.csv",
        "Nothing is posted about them; with --post it would be.",
    ] {
        assert!(first.contains(words), "{words} in:\n{first}");
    }
    let again = setup.run(&["import", "answers.csv"]).await.succeeded();
    assert!(
        again.contains("Stored: 0 new, 0 changed, 2 known already."),
        "{again}"
    );
    let missing = setup.run(&["import", "nowhere.csv"]).await;
    missing.failed_with(1, &["nowhere.csv can not be read"]);
    assert_eq!(missing.log.matches("nowhere.csv").count(), 1);
    assert_eq!(sandbox.calls().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trend_is_written_as_a_picture() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    answers(&setup);
    setup.run(&["import", "answers.csv"]).await.succeeded();
    let report = [
        "report",
        "--department",
        "finance",
        "--from",
        "2026-01-01",
        "--to",
        "2026-03-31",
        "--format",
        "png",
    ];
    setup
        .run(&[&report[..], &["--output", "trend.png"]].concat())
        .await
        .succeeded();
    let picture = std::fs::read(setup.folder.path().join("trend.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    let by = setup.run(&[&report[..], &["--by", "month"]].concat()).await;
    by.failed_with(1, &["leave --by out"]);
    let table = setup.run(&["report", "--output", "trend.png"]).await;
    table.failed_with(1, &["add --format png"]);
    let nowhere = [&report[..], &["--output", "nowhere/trend.png"]].concat();
    let failed = setup.run(&nowhere).await;
    failed.failed_with(1, &["nowhere/trend.png"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_previewed_posted_and_what_slack_refuses_is_listed_retried_and_dropped() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    answers(&setup);
    setup
        .run(&["import", "--post", "answers.csv"])
        .await
        .succeeded();
    let preview = setup.run(&["preview", "--days", "2"]).await.succeeded();
    for words in [
        "#voice-finance",
        "post, waits for its turn: 9 out of 10",
        "[because ",
        CUSTOMERS_WORD,
        "#voice-product           digest if something comes in for it; nothing waits yet",
    ] {
        assert!(preview.contains(words), "{words} in:\n{preview}");
    }
    assert_eq!(sandbox.calls().len(), 0, "a preview posts nothing");

    let refused = FaultKind::Error {
        error: "restricted_action".into(),
    };
    sandbox.fault(Fault::next("chat.postMessage", refused).times(2));
    setup
        .run(&["once"])
        .await
        .failed_with(1, &["set aside: 2", "klantstem outbox list"]);
    setup.run(&["once"]).await.succeeded();
    let listed = setup.run(&["outbox", "list"]).await.succeeded();
    assert_eq!(listed.matches("FAILED").count(), 2, "{listed}");
    for words in [
        "#voice-finance",
        "restricted_action",
        "klantstem outbox retry ID",
    ] {
        assert!(listed.contains(words), "{words} in:\n{listed}");
    }
    assert!(!listed.contains(CUSTOMERS_WORD), "{listed}");
    let doctor = setup.run(&["doctor"]).await;
    doctor.failed_with(1, &["2 messages failed", "outbox list"]);

    let id = listed.split_whitespace().next().unwrap().to_owned();
    let dropped = setup.run(&["outbox", "drop", &id]).await.succeeded();
    assert_eq!(dropped, "It is given up.\n");
    setup
        .run(&["outbox", "drop", &id])
        .await
        .failed_with(1, &["There is no waiting, failed or uncertain message"]);
    setup
        .run(&["outbox", "retry", &id])
        .await
        .failed_with(1, &["There is no failed or uncertain message"]);
    let retried = setup.run(&["outbox", "retry", "all"]).await.succeeded();
    assert!(
        retried.starts_with("1 message will be sent again"),
        "{retried}"
    );
    setup.run(&["once"]).await.succeeded();
    let posts = sandbox.messages("voice-finance");
    assert_eq!(posts.len(), 1);
    assert!(slack::text_of(&posts[0]).contains("(r-0002)"), "{posts:?}");
    let listed = setup.run(&["outbox", "list"]).await.succeeded();
    assert_eq!(listed, "Everything has arrived.\n");
    let retried = setup.run(&["outbox", "retry", "all"]).await.succeeded();
    assert_eq!(retried, "No message failed or is uncertain.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_nothing_in_a_good_workspace_and_names_the_remedies_in_a_bad_one() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let healthy = setup.run(&["doctor"]).await.succeeded();
    for words in [
        "ok       configuration",
        "ok       database",
        "ok       Slack token, workspace Sandbox",
        "ok       finance: #voice-finance",
        "note     next digest finance: ",
        "All is well.",
    ] {
        assert!(healthy.contains(words), "{words} in:\n{healthy}");
    }

    let sandbox = bad_workspace().await;
    let mut setup = Setup::new(&sandbox);
    setup.set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up");
    let ran = setup.run(&["doctor"]).await;
    ran.failed_with(
        1,
        &[
            "PROBLEM  the scope reactions:read",
            "install the app again",
            "needs the scope channels:history",
            "PROBLEM  finance: there is no channel #voice-finance that the bot can see",
            "PROBLEM  hr: the bot is not in #voice-hr",
            "Type /invite @klantstem there.",
            "PROBLEM  operations: #voice-operations is archived",
            "problems are to be mended.",
        ],
    );
    let mut setup = Setup::new(&sandbox);
    setup.set("SLACK_BOT_TOKEN", "xoxb-another-one");
    let ran = setup.run(&["doctor"]).await;
    ran.failed_with(1, &["PROBLEM  Slack:", "invalid_auth", "SLACK_BOT_TOKEN"]);
    assert!(!ran.out.contains("xoxb-another-one"), "{}", ran.out);
}

/// Scopes are missing, and channels are missing, archived and without the bot.
async fn bad_workspace() -> Sandbox {
    let mut options = SandboxOptions::new(klantstem::platform::clock::Clock::system());
    options.app = hidden::app();
    options.app.scopes = ["chat:write", "channels:read", "groups:read", "users:read"]
        .map(str::to_owned)
        .to_vec();
    let bot = options.app.bot_user_id.clone();
    let channel =
        |index: usize, name: &str| ChannelSeed::public(&format!("C{index}"), name, &[&bot]);
    options.workspace.channels = vec![
        channel(1, "voice-triage"),
        channel(2, "voice-product"),
        channel(3, "voice-customer-service"),
        ChannelSeed {
            is_archived: true,
            ..channel(4, "voice-operations")
        },
        ChannelSeed::public("C5", "voice-hr", &[]),
    ];
    Sandbox::start(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_does_not_break_a_command() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    for arguments in [&["manifest"][..], &["config", "schema"], &["doctor"]] {
        let (code, log) = setup.run_unread(arguments).await;
        assert_eq!((code, log.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_looks_at_is_recorded() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    setup.run(&["export"]).await.failed_with(2, &["--customer"]);
    let nothing = setup.run(&["export", "log"]).await.succeeded();
    assert_eq!(nothing, "Nothing was handed out or erased.\n");
    let exported = setup
        .run(&["export", "kudos", "--from", "2026-01-01"])
        .await;
    let exported: serde_json::Value = serde_json::from_str(&exported.succeeded()).unwrap();
    assert_eq!(exported["kudos"], serde_json::json!([]));
    let csv = setup
        .run(&["export", "kudos", "--format", "csv"])
        .await
        .succeeded();
    assert!(csv.starts_with("kudos,given_at,"), "{csv}");
    let wrong = setup
        .run(&[
            "export",
            "kudos",
            "--from",
            "2026-02-01",
            "--to",
            "2026-01-01",
        ])
        .await;
    wrong.failed_with(1, &["--from is after --to"]);
    let patterns = setup.run(&["report", "kudos-patterns"]).await.succeeded();
    assert_eq!(patterns, "Nothing stands out.\n");
    let log = setup.run(&["export", "log"]).await.succeeded();
    assert_eq!(log.matches("export kudos").count(), 2, "{log}");
    assert!(log.contains("kudos patterns"), "{log}");
}
