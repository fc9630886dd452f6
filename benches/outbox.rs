//! How near the outbox comes to what Slack's limits allow, with messages for 500 channels. See README.md here.
//!
//! `cargo bench --bench outbox` takes about three minutes: the limits are those of real time.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that can not go on has failed"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use klantstem::app::App;
use klantstem::platform::clock::Clock;
use klantstem::platform::config::{self, Environment};
use klantstem::platform::outbox::{self, NewMessage};
use klantstem::sandbox::{ChannelSeed, RateLimits, Sandbox, SandboxOptions};
use serde_json::json;

const CHANNELS: usize = 500;
const IN_EACH: usize = 2;
/// What the sandbox lets through, as Slack describes it: at once, and then every second.
const AT_ONCE: f64 = 300.0;
const A_SECOND: f64 = 5.0;

async fn workspace() -> Sandbox {
    let mut options = SandboxOptions::new(Clock::system());
    options.rate_limits = RateLimits::On;
    let bot = options.app.bot_user_id.clone();
    options.workspace.channels = (0..CHANNELS)
        .map(|number| ChannelSeed::public(&format!("C{number:08}"), &format!("c{number}"), &[&bot]))
        .collect();
    Sandbox::start(options).await.unwrap()
}

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let sandbox = workspace().await;
    let folder = tempfile::tempdir().unwrap();
    let environment: Environment = [
        (
            "DATABASE_URL",
            format!("sqlite:{}/outbox.db", folder.path().display()),
        ),
        ("SLACK_BOT_TOKEN", "xoxb-sandbox".to_owned()),
        ("KLANTSTEM__SLACK__API_URL", sandbox.api_url()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    let loaded = config::load(None, &environment, &|_, _, _| Vec::new()).unwrap();
    let app = App::open(loaded, Clock::system()).await.unwrap();
    let messages: Vec<NewMessage> = (0..CHANNELS * IN_EACH)
        .map(|number| {
            let channel = format!("C{:08}", number % CHANNELS);
            let text = format!("{}", number / CHANNELS);
            NewMessage::post(
                channel,
                json!({ "text": text }),
                format!("bench:{number}"),
                Utc::now(),
            )
        })
        .collect();
    let mut tx = app.ctx.db.begin().await.unwrap();
    outbox::enqueue(&mut tx, &messages, Utc::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let started = Instant::now();
    let courier = app.courier(Clock::system());
    let deadline = Utc::now() + TimeDelta::minutes(15);
    assert!(courier.deliver_all(deadline).await.unwrap());
    let took = started.elapsed();

    let total = CHANNELS * IN_EACH;
    let calls = sandbox.call_count("chat.postMessage");
    let mut by_channel: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..CHANNELS {
        let channel = format!("C{number:08}");
        let texts = sandbox
            .messages(&channel)
            .iter()
            .map(|message| message["text"].to_string())
            .collect();
        by_channel.insert(channel, texts);
    }
    let in_order = by_channel
        .values()
        .filter(|texts| **texts == ["\"0\"", "\"1\""])
        .count();
    #[allow(clippy::cast_precision_loss, reason = "a thousand messages")]
    let best = Duration::from_secs_f64((total as f64 - AT_ONCE) / A_SECOND);
    println!("{total} messages to {CHANNELS} channels: {took:.1?}; the limits allow {best:.1?}");
    println!(
        "{:.1} % of what the limits allow",
        100.0 * best.as_secs_f64() / took.as_secs_f64()
    );
    println!(
        "{} calls were refused (429); {in_order} of {CHANNELS} channels in order",
        calls - total
    );
    assert_eq!((calls, in_order), (total, CHANNELS));
}
