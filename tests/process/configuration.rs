//! What it is started with is wrong or missing: it says so, all of it, and does nothing.

use crate::harness::bot::Setup;
use crate::harness::slack;

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_of_a_configuration_is_shown_by_every_command_that_needs_it() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    setup.configure(
        r##"
        [sources.generic]
        preset = "generic"
        [slack]
        mode = "sockt"
        conections = 3

        [departments.finance]
        channel = "#voice-hr"
        posting = { digest_at = "every full moon" }

        [[routes]]
        name = "Bills"
        departments = ["finanse"]
        [[routes.any]]
        words = ["rekening"]
        "##,
    );
    for arguments in [
        &["serve"][..],
        &["config", "check"],
        &["once"],
        &["doctor"],
        &["import", "responses.csv"],
        &["outbox", "list"],
        &["preview"],
    ] {
        let ran = setup.run(arguments).await;
        ran.failed_with(
            2,
            &[
                "klantstem.toml:5:",
                "did you mean `socket`?",
                "klantstem.toml:6:",
                "did you mean `connections`?",
                "klantstem.toml:9:",
                "is already the channel of [departments.hr]",
                "klantstem.toml:10:",
                "every full moon",
                "klantstem.toml:14:",
                "did you mean `finance`?",
                "The configuration has 5 problems.\n",
            ],
        );
    }
    assert!(!setup.folder.path().join("klantstem.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_file_that_is_not_there_is_named() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    let ran = setup.run(&["serve", "--config", "elsewhere.toml"]).await;
    ran.failed_with(2, &["elsewhere.toml", "can not be read", "--config"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_exchanged_tokens_are_named_with_the_place_where_they_are_found() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    setup.unset("SLACK_BOT_TOKEN").unset("SLACK_APP_TOKEN");
    let ran = setup.run(&["serve"]).await;
    ran.failed_with(
        2,
        &[
            "SLACK_BOT_TOKEN",
            "OAuth & Permissions",
            "SLACK_APP_TOKEN",
            "connections:write",
        ],
    );
    let ran = setup.run(&["doctor"]).await;
    ran.failed_with(
        1,
        &[
            "PROBLEM  environment variable SLACK_BOT_TOKEN: is not set",
            "PROBLEM  environment variable SLACK_APP_TOKEN: is not set",
            "2 problems are to be mended.",
        ],
    );
    setup.set("KLANTSTEM__SLACK__MODE", "http");
    let ran = setup.run(&["serve"]).await;
    ran.failed_with(2, &["SLACK_SIGNING_SECRET", "Basic Information"]);

    let mut setup = Setup::new(&sandbox);
    setup
        .set("SLACK_BOT_TOKEN", "xapp-1-exchanged")
        .set("SLACK_APP_TOKEN", "xoxb-1-exchanged");
    let ran = setup.run(&["serve"]).await;
    ran.failed_with(2, &["seem to be exchanged"]);
    assert!(!ran.log.contains("1-exchanged"), "{}", ran.log);
    assert_eq!(sandbox.calls().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_is_named_with_the_setting() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut setup = Setup::new(&sandbox);
    setup.set("KLANTSTEM__SERVER__LISTEN", &address);
    let ran = setup.run(&["serve"]).await;
    ran.failed_with(1, &[&address, "can not be listened on", "server.listen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_can_not_be_opened_or_written_is_found_at_the_start() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let mut setup = Setup::new(&sandbox);
    setup.run(&["once"]).await.succeeded();
    for (url, words) in [
        ("sqlite:nowhere/klantstem.db", "does its folder exist"),
        (
            "sqlite:klantstem.db?mode=ro",
            "can be read, but not written",
        ),
        // Nobody listens on port 1.
        (
            "postgres://bot:proef-geheim-van-slack@127.0.0.1:1/klantstem",
            "PostgreSQL at 127.0.0.1:1 can not be reached",
        ),
    ] {
        setup.set("DATABASE_URL", url);
        let ran = setup.run(&["serve"]).await;
        ran.failed_with(1, &[words]);
        let ran = setup.run(&["doctor"]).await;
        ran.failed_with(1, &["PROBLEM  database:", words, "DATABASE_URL"]);
    }
}
