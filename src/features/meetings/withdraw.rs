//! A rule is gone or paused: what it had planned goes, and what stands for it in events that are to come.

use chrono::{DateTime, Utc};

use super::store::{calendars, occurrences, writings};
use crate::platform::db::Tx;

/// Withdraws what a rule had planned, and what was or is to be written into events for it. Agendas that are in
/// their channel stay there. Comes the rule back, its meetings are planned anew.
///
/// # Errors
/// Where the database refused.
pub async fn withdraw(tx: &mut Tx, rule: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    calendars::read_again_for(tx, rule).await?;
    occurrences::drop_planned_of(tx, rule).await?;
    writings::take_out_of(tx, rule, now).await?;
    calendars::forget_told(tx, rule).await
}
