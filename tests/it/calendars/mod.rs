//! Calendars on other machines: CalDAV against a real server, Google and Microsoft against small servers with state
//! that follow the vendors' published descriptions.

mod caldav;
pub mod google;
pub mod graph;
pub mod server;
