//! Answers people who take note of an alarm.

use chrono::{DateTime, NaiveDate, Utc};

use super::rules::watch::WatchPolicy;
use super::rules::watch_counts::CountPolicy;
use super::rules::watching::{Subject, comments_seen, last_sunday, score_seen};
use super::store::alarms::{self, AlarmState, StoredAlarm, Told};
use super::views::alarm::{self as views, Stage};
use super::{ask, threads};
use crate::platform::Context;
use crate::platform::config::Language;
use crate::platform::db::Tx;
use crate::platform::ids::UserId;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// Somebody takes note of an alarm: the thread ends, and what is now becomes the usual. Of two people
/// who press, the second is told who was first. `None` where it is done.
///
/// # Errors
/// Where the database refused.
pub async fn seen(
    ctx: &Context,
    alarm_id: &str,
    by: &UserId,
    language: Language,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Message>> {
    let words = Words::of(language);
    let today = ask::today(ctx, now);
    let mut tx = ctx.db.begin().await?;
    let is_first = alarms::end(&mut tx, alarm_id, AlarmState::Seen, Some(by), now).await?;
    let alarm = match alarms::alarm(&mut tx, alarm_id).await? {
        Some(alarm) if is_first => alarm,
        ended => {
            tx.rollback().await?;
            let first = ended.and_then(|alarm| alarm.seen_by);
            return Ok(Some(first.map_or_else(
                || views::over_before(words),
                |first| views::seen_before(words, &first),
            )));
        }
    };
    let told = alarm.told()?;
    if let Some(last) = last_sunday(today) {
        learn_anew(&mut tx, &alarm, &told, last, today).await?;
    }
    let stage = Stage::Seen(by, today);
    threads::rewrite(ctx, &mut tx, &alarm, &told, stage, "seen", now).await?;
    tx.commit().await?;
    Ok(None)
}

/// What was told of begins to be learned anew; what was over before goes on as it is.
async fn learn_anew(
    tx: &mut Tx,
    alarm: &StoredAlarm,
    told: &[Told],
    last: NaiveDate,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let kept = alarms::watches(tx, alarm.department.as_str()).await?;
    for told in told.iter().filter(|told| !told.alarm.is_over) {
        let key = &told.sign.subject;
        let state = match Subject::parse(key) {
            Some(Subject::Score(..)) => {
                let seen = score_seen(last, today, &WatchPolicy::default());
                serde_json::to_string(&seen)?
            }
            Some(Subject::Comments) => {
                let seen = comments_seen(last, today, &CountPolicy::default());
                serde_json::to_string(&seen)?
            }
            None => continue,
        };
        if kept.contains_key(key) {
            alarms::keep(tx, alarm.department.as_str(), key, &state).await?;
        }
    }
    Ok(())
}
