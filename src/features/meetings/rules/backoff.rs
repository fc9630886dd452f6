//! When a calendar is asked again that did not answer, and when its owner is told.

use chrono::{DateTime, TimeDelta, Utc};

/// After the first failure.
const FIRST: TimeDelta = TimeDelta::minutes(1);
/// No calendar is left alone for longer.
const LONGEST: TimeDelta = TimeDelta::hours(6);
/// So often a calendar may fail that could never be read.
const NEVER_READ: i64 = 3;
/// No failure on its own account makes a wait longer than this many doublings.
const DOUBLINGS: i64 = 9;

/// How long to wait after so many failures in a row: a minute, doubled each time, at most six hours; a fifth
/// more or less by `jitter` (0 to 1000), so that many calendars do not ask together.
pub fn wait(failures: i64, jitter: u16) -> TimeDelta {
    let doublings = (failures - 1).clamp(0, DOUBLINGS);
    let plain = FIRST.num_seconds() << doublings;
    let plain = plain.min(LONGEST.num_seconds());
    TimeDelta::milliseconds(plain * (800 + 400 * i64::from(jitter.min(1_000)) / 1_000))
}

/// Whether the owner is told that a calendar can not be read: at once where waiting does not help, else
/// once no reading succeeded for twice the time between two, or none of the first three.
pub fn is_told(
    is_permanent: bool,
    read_at: Option<DateTime<Utc>>,
    failures: i64,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> bool {
    is_permanent
        || match read_at {
            Some(read_at) => now - read_at >= every * 2,
            None => failures >= NEVER_READ,
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_waits_longer_each_time_and_never_longer_than_six_hours() {
        let minutes: Vec<i64> = [1, 2, 3, 4, 9, 10, 100]
            .map(|failures| wait(failures, 500).num_minutes())
            .into();
        assert_eq!(minutes, [1, 2, 4, 8, 256, 360, 360]);
    }

    #[test]
    fn the_owner_is_told_at_once_or_after_two_readings_failed() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let every = TimeDelta::minutes(15);
        let ago = |minutes| now - TimeDelta::minutes(minutes);
        assert!(is_told(true, Some(now), 1, every, now));
        assert!(!is_told(false, Some(ago(29)), 9, every, now));
        assert!(is_told(false, Some(ago(30)), 1, every, now));
        assert!(!is_told(false, None, 2, every, now));
        assert!(is_told(false, None, 3, every, now));
    }

    proptest! {
        #[test]
        fn jitter_moves_it_by_a_fifth_at_most(failures in 1i64..30, jitter in 0u16..=1_000) {
            let plain = wait(failures, 500).num_milliseconds();
            let moved = wait(failures, jitter).num_milliseconds();
            prop_assert!((moved - plain).abs() <= plain / 5 + 1);
        }
    }
}
