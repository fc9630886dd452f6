//! What scores decide, values in and values out: no database, no Slack, no clock, no configuration.
//!
//! - [`counts`] is what a score is computed from; it adds up over days.
//! - [`nps`], [`share`], [`mean`] are the estimates with their intervals and changes; [`metric`] is
//!   the one door to the three.
//! - [`verdict`] says in a word whether a score changed; [`watch`] and [`watch_counts`] look
//!   between the posts, [`watching`] from week to week; [`mix`] tells a change of opinion from a
//!   change of who answered.
//! - [`axis`] and [`marks`] say how a trend is drawn without making chance look like news.
//! - [`window`] reads `last quarter` and `vorig kwartaal`; [`pieces`] says which months and days it takes.

pub mod alarm;
pub mod axis;
pub mod counts;
pub mod distributions;
pub mod estimate;
pub mod marks;
pub mod mean;
pub mod metric;
pub mod mix;
pub mod nps;
pub mod pieces;
pub mod planning;
pub mod question;
pub mod revised;
pub mod share;
pub mod sign;
pub mod sparkline;
pub mod standing;
pub mod together;
pub mod verdict;
pub mod watch;
pub mod watch_counts;
pub mod watching;
pub mod window;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod simulations;
#[cfg(test)]
mod vectors;
