//! What the tests of the process share.

pub mod bot;
pub mod database;
pub mod hidden;
pub mod log;
pub mod proxy;
pub mod senders;
pub mod slack;
