//! Calendars on other machines: CalDAV against a real server, Google and Microsoft against small servers with state
//! that follow the vendors' published descriptions.

mod caldav;
mod google;
mod graph;
mod server;
