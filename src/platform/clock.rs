//! Time as an input: the system's clock, shifted or stopped where a test or the demo wants it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// The one source of "now". Clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    running: bool,
    /// Running: milliseconds added to the system's time. Stopped: the time itself since 1970.
    millis: AtomicI64,
    moves: watch::Sender<u64>,
}

impl Clock {
    /// The system's clock. It can still be moved forward with [`Clock::move_to`].
    pub fn system() -> Self {
        Self::new(true, 0)
    }

    /// A running clock that starts at `start`: for the demo.
    pub fn running_from(start: DateTime<Utc>) -> Self {
        Self::new(true, (start - Utc::now()).num_milliseconds())
    }

    /// A clock that stands still until it is moved: for tests.
    pub fn stopped_at(time: DateTime<Utc>) -> Self {
        Self::new(false, time.timestamp_millis())
    }

    fn new(running: bool, millis: i64) -> Self {
        Self {
            shared: Arc::new(Shared {
                running,
                millis: AtomicI64::new(millis),
                moves: watch::Sender::new(0),
            }),
        }
    }

    /// The current time, to the millisecond.
    pub fn now(&self) -> DateTime<Utc> {
        let millis = self.shared.millis.load(Ordering::SeqCst);
        let millis = if self.shared.running {
            Utc::now().timestamp_millis() + millis
        } else {
            millis
        };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Moves this clock and all its clones to `time`; everyone who sleeps looks at it again.
    pub fn move_to(&self, time: DateTime<Utc>) {
        let millis = if self.shared.running {
            (time - Utc::now()).num_milliseconds()
        } else {
            time.timestamp_millis()
        };
        self.shared.millis.store(millis, Ordering::SeqCst);
        self.shared.moves.send_modify(|count| *count += 1);
    }

    /// Moves the clock forward by `by`.
    pub fn advance(&self, by: TimeDelta) {
        self.move_to(self.now() + by);
    }

    /// Returns when this clock is moved the next time after this call.
    pub fn moved(&self) -> impl Future<Output = ()> + use<> {
        let mut moves = self.shared.moves.subscribe();
        async move {
            let _ = moves.changed().await;
        }
    }

    /// Returns when this clock has reached `time`. A stopped clock reaches it only by being moved.
    pub async fn sleep_until(&self, time: DateTime<Utc>) {
        let mut moves = self.shared.moves.subscribe();
        loop {
            let left = time - self.now();
            if left <= TimeDelta::zero() {
                return;
            }
            let wait = if self.shared.running {
                left.to_std().unwrap_or(Duration::ZERO)
            } else {
                Duration::MAX
            };
            tokio::select! {
                () = tokio::time::sleep(wait.min(Duration::from_secs(3600))), if self.shared.running => {}
                _ = moves.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stopped_clock_wakes_its_sleepers_when_it_is_moved() {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let clock = Clock::stopped_at(start);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(start + TimeDelta::hours(1)).await }
        });
        tokio::task::yield_now().await;
        clock.advance(TimeDelta::minutes(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(TimeDelta::minutes(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now(), start + TimeDelta::hours(1));
    }
}
