//! The customer is on the agenda of the meetings that teams already have.

pub mod calendars;
