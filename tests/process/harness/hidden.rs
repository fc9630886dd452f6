//! What no log may contain: tokens, secrets, and what customers say.

use klantstem::sandbox::AppSeed;

/// The bot token of these tests.
pub const BOT_TOKEN: &str = "xoxb-proef-geheim-van-de-bot";
/// The app-level token of these tests.
pub const APP_TOKEN: &str = "xapp-proef-geheim-van-de-app";
/// The signing secret of these tests.
pub const SIGNING_SECRET: &str = "proef-geheim-van-slack";
/// The secret of the source `generic`.
pub const WEBHOOK_SECRET: &str = "proef-geheim-van-de-webhook";
/// A word in every comment of every customer.
pub const CUSTOMERS_WORD: &str = "zonnebloemkwark";
/// The name of every customer.
pub const CUSTOMERS_NAME: &str = "Willemijn Kwetsbaar";
/// The address of every customer.
pub const CUSTOMERS_ADDRESS: &str = "willemijn@kwetsbaar.test";

/// The app with these secrets.
pub fn app() -> AppSeed {
    AppSeed {
        bot_token: BOT_TOKEN.into(),
        app_token: APP_TOKEN.into(),
        signing_secret: SIGNING_SECRET.into(),
        ..AppSeed::default()
    }
}

/// Fails where `text`, which somebody said, contains a secret.
pub fn assert_no_secrets(text: &str, who: &str) {
    for secret in [BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, WEBHOOK_SECRET] {
        assert!(!text.contains(secret), "{who} shows a secret:\n{text}");
    }
}

/// Fails where a log contains a secret or what a customer said.
pub fn assert_discreet(log: &str, who: &str) {
    assert_no_secrets(log, who);
    for private in [CUSTOMERS_WORD, CUSTOMERS_NAME, CUSTOMERS_ADDRESS] {
        let line = log.lines().find(|line| line.contains(private));
        assert_eq!(line, None, "{who} shows what a customer said");
    }
}
