//! Slack's rate limits: tiers per method and minute, and one post a second in each channel.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// Posts that a channel takes at once before one a second counts. Slack says "bursts are tolerated"
/// and gives no figure; practitioners see about this many.
pub const POST_BURST: u32 = 3;

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    pub times: u32,
    pub per_seconds: u32,
    /// How many may come at once.
    pub burst: u32,
}

/// The class of a method, as docs.slack.dev/apis/web-api/rate-limits names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    /// 1+ a minute; a burst of ten, so that an app can open all its sockets.
    One,
    /// 20+ a minute.
    Two,
    /// 50+ a minute.
    Three,
    /// 100+ a minute.
    Four,
    /// Several hundred a minute.
    Hundreds,
    /// One a second in each channel, several hundred a minute in the workspace.
    Posts,
}

impl Tier {
    /// The allowance for one method in the workspace.
    pub fn allowance(self) -> Allowance {
        let (times, burst) = match self {
            Self::One => (1, 10),
            Self::Two => (20, 20),
            Self::Three => (50, 50),
            Self::Four => (100, 100),
            Self::Hundreds | Self::Posts => (300, 300),
        };
        Allowance {
            times,
            per_seconds: 60,
            burst,
        }
    }
}

/// The allowance of posts in one channel.
pub(super) const POSTS_IN_A_CHANNEL: Allowance = Allowance {
    times: 1,
    per_seconds: 1,
    burst: POST_BURST,
};

/// Remembers how much of each allowance is used.
#[derive(Default)]
pub(super) struct Rates {
    /// For each key, the time at which its allowance would be whole again.
    whole_again: HashMap<String, DateTime<Utc>>,
}

impl Rates {
    /// Takes one from the allowance of `key`, or says how many seconds to wait (`Retry-After`).
    pub fn take(&mut self, key: &str, allowance: Allowance, now: DateTime<Utc>) -> Result<(), u64> {
        let interval = TimeDelta::milliseconds(
            i64::from(allowance.per_seconds) * 1000 / i64::from(allowance.times),
        );
        let whole_again = self.whole_again.get(key).copied().unwrap_or(now).max(now);
        let next = whole_again + interval;
        let longest = interval * i32::try_from(allowance.burst).unwrap_or(i32::MAX);
        if next - now > longest {
            let wait = next - now - longest;
            let seconds = u64::try_from(wait.num_milliseconds()).unwrap_or(0);
            return Err(seconds.div_ceil(1000).max(1));
        }
        self.whole_again.insert(key.to_owned(), next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_takes_a_burst_and_then_one_post_a_second() {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut rates = Rates::default();
        for _ in 0..POST_BURST {
            assert_eq!(rates.take("C1", POSTS_IN_A_CHANNEL, start), Ok(()));
        }
        assert_eq!(rates.take("C1", POSTS_IN_A_CHANNEL, start), Err(1));
        assert_eq!(rates.take("C2", POSTS_IN_A_CHANNEL, start), Ok(()));
        let later = start + TimeDelta::seconds(1);
        assert_eq!(rates.take("C1", POSTS_IN_A_CHANNEL, later), Ok(()));
        assert_eq!(rates.take("C1", POSTS_IN_A_CHANNEL, later), Err(1));
    }

    #[test]
    fn a_tier_two_method_is_refused_after_twenty_calls_in_a_minute() {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut rates = Rates::default();
        for _ in 0..20 {
            assert_eq!(
                rates.take("users.list", Tier::Two.allowance(), start),
                Ok(())
            );
        }
        assert_eq!(
            rates.take("users.list", Tier::Two.allowance(), start),
            Err(3)
        );
        let later = start + TimeDelta::seconds(3);
        assert_eq!(
            rates.take("users.list", Tier::Two.allowance(), later),
            Ok(())
        );
    }
}
