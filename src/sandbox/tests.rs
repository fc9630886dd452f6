//! The sandbox, spoken to over real HTTP and WebSocket.

mod app;
mod calendar;
mod chat;
mod control;
mod faults;
mod http_delivery;
mod methods;
mod modals;
mod rules;
mod sockets;

use chrono::{DateTime, TimeZone, Utc};

use super::*;
use crate::platform::clock::Clock;

/// A Monday morning in Amsterdam.
fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

/// A workspace with three people, four channels and a bot that is in two of them.
fn options() -> SandboxOptions {
    let mut options = SandboxOptions::new(Clock::stopped_at(monday()));
    options.limits_follow = LimitsFollow::WorkspaceClock;
    options.workspace.users = vec![
        UserSeed {
            email: Some("anna@example.com".into()),
            locale: "nl-NL".into(),
            ..UserSeed::new("U1", "anna", "Anna Bakker")
        },
        UserSeed::new("U2", "bob", "Bob Smit"),
        UserSeed {
            deleted: true,
            ..UserSeed::new("U3", "carl", "Carl Gone")
        },
    ];
    options.workspace.user_groups = vec![UserGroupSeed {
        id: "S1".into(),
        handle: "finance-team".into(),
        name: "Finance".into(),
        members: vec!["U1".into()],
    }];
    options.workspace.channels = vec![
        ChannelSeed::public("C1", "finance", &["U1", "U2", "U0BOT"]),
        ChannelSeed::public("C2", "product", &["U1"]),
        ChannelSeed::private("G1", "leaders", &["U1"]),
        ChannelSeed {
            is_archived: true,
            ..ChannelSeed::public("C9", "old", &["U1", "U0BOT"])
        },
    ];
    options
}

async fn start(options: SandboxOptions) -> Sandbox {
    Sandbox::start(options).await.unwrap()
}
