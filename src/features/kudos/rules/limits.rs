//! How often a person may thank: by day, and the same colleague.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::platform::schedule;

/// After a change of one's time zone, what was given counts for so long at least.
const AFTER_A_MOVE: TimeDelta = TimeDelta::hours(20);
/// No local day begins longer ago than this.
pub const LONGEST_DAY: TimeDelta = TimeDelta::hours(48);

/// A kudos that was given and not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// When.
    pub at: DateTime<Utc>,
    /// The name of the giver's time zone at that time.
    pub time_zone: String,
}

/// When the local day of `now` began, and when the next one begins.
pub fn day_of(now: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let today = now.with_timezone(&zone).date_naive();
    let midnight = |day: NaiveDate| schedule::resolve(zone, day.and_time(chrono::NaiveTime::MIN));
    let tomorrow = today.succ_opt().unwrap_or(today);
    (midnight(today), midnight(tomorrow))
}

/// How many of `given` count for today's limit of a giver in `zone`.
///
/// Those since local midnight; and for 20 hours those that were given in another time zone, so that
/// moving one's clock to tomorrow does not fill the purse again.
pub fn given_today(given: &[Given], zone: Tz, now: DateTime<Utc>) -> u32 {
    let (midnight, _) = day_of(now, zone);
    let counts = |one: &&Given| {
        one.at >= midnight || (one.time_zone != zone.name() && one.at > now - AFTER_A_MOVE)
    };
    u32::try_from(given.iter().filter(counts).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, Europe};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn given(times: &[&str], zone: Tz) -> Vec<Given> {
        times
            .iter()
            .map(|time| Given {
                at: at(time),
                time_zone: zone.name().to_owned(),
            })
            .collect()
    }

    #[test]
    fn the_purse_is_full_again_at_local_midnight() {
        let given = given(
            &["2026-09-14T20:00:00Z", "2026-09-14T21:59:00Z"],
            Europe::Amsterdam,
        );
        let count = |now: &str| given_today(&given, Europe::Amsterdam, at(now));
        assert_eq!(count("2026-09-14T21:59:30Z"), 2);
        assert_eq!(count("2026-09-14T22:00:00Z"), 0);
    }

    #[test]
    fn moving_the_clock_to_tomorrow_fills_nothing_for_twenty_hours() {
        let given = given(&["2026-09-14T10:00:00Z"], Europe::Amsterdam);
        let in_tokyo = |now: &str| given_today(&given, Asia::Tokyo, at(now));
        // In Tokyo it is the 15th.
        assert_eq!(in_tokyo("2026-09-14T16:00:00Z"), 1);
        assert_eq!(in_tokyo("2026-09-15T05:59:00Z"), 1);
        assert_eq!(in_tokyo("2026-09-15T06:00:00Z"), 0);
    }

    #[test]
    fn a_day_of_25_and_of_23_hours_is_one_day() {
        let zone = Europe::Amsterdam;
        let hours = |now: &str| {
            let (from, until) = day_of(at(now), zone);
            (until - from).num_hours()
        };
        assert_eq!(hours("2026-10-25T12:00:00Z"), 25);
        assert_eq!(hours("2026-03-29T12:00:00Z"), 23);
        let given = given(&["2026-10-24T22:30:00Z"], zone);
        assert_eq!(given_today(&given, zone, at("2026-10-25T22:30:00Z")), 1);
        assert_eq!(given_today(&given, zone, at("2026-10-25T23:00:00Z")), 0);
    }

    #[test]
    fn where_midnight_is_left_out_the_day_begins_after_it() {
        // In Cairo clocks went from 00:00 to 01:00 on 2023-04-28.
        let (from, _) = day_of(at("2023-04-28T12:00:00Z"), chrono_tz::Africa::Cairo);
        assert_eq!(from, at("2023-04-27T22:00:00Z"));
    }
}
