//! A local Slack workspace: Web API, Socket Mode, signed HTTP events, a web page, time travel, and a calendar beside it.
//!
//! [`Sandbox::start`] opens it on a local port. An app talks to it as to Slack, by setting the address
//! of the Web API; people in it are played by the methods of [`Sandbox`], or by hand on its page.
//! It keeps everything in memory and knows nothing of Klantstem's features.

mod alone;
mod assets;
mod calendar;
mod control;
mod delivery;
mod engine;
mod faults;
pub mod limits;
mod options;
mod people;
mod rates;
mod running;
mod server;
mod web_api;
mod wire;
mod workspace;

#[cfg(test)]
mod tests;

pub use alone::run_alone;
pub use calendar::{CalendarSeed, EventSeed};
pub use delivery::socket::{DisconnectReason, MOST_SOCKETS};
pub use engine::Call;
pub use faults::{Fault, FaultKind, Outage};
pub use options::{
    AppSeed, ChannelSeed, CommandSeed, Delivery, LimitsFollow, NextMoment, RateLimits,
    SandboxOptions, ShortcutSeed, UserGroupSeed, UserSeed, WorkspaceSeed,
};
pub use people::{Answer, Place, Submitted};
pub use rates::POST_BURST;
pub use running::Sandbox;
