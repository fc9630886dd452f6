//! When the next connection may be opened: one pace for all connections, so that no fault of Slack's
//! or of the configuration makes us storm it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;

/// The longest wait between two attempts.
const LONGEST: Duration = Duration::from_secs(60);

pub(super) struct Pace {
    /// Held during an attempt.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

struct State {
    delays: ExponentialBackoff,
    not_before: Instant,
}

fn delays() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(1))
        .with_max_delay(LONGEST)
        .without_max_times()
        .with_jitter()
        .build()
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            turn: tokio::sync::Mutex::new(()),
            state: Mutex::new(State {
                delays: delays(),
                not_before: Instant::now(),
            }),
        }
    }

    /// Waits for the moment at which an attempt may be made. While the turn is held, nobody else
    /// makes one.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        let turn = self.turn.lock().await;
        loop {
            let not_before = self.state().not_before;
            if not_before <= Instant::now() {
                return turn;
            }
            tokio::time::sleep_until(not_before).await;
        }
    }

    /// Something went wrong: the next attempt waits longer than the last one did, and at least
    /// `at_least`. Returns the wait.
    pub(super) fn slow_down(&self, at_least: Duration) -> Duration {
        let mut state = self.state();
        let delay = state.delays.next().unwrap_or(LONGEST).min(LONGEST);
        let now = Instant::now();
        state.not_before = state.not_before.max(now + delay.max(at_least));
        state.not_before - now
    }

    /// A connection has proved itself: the delays start anew.
    pub(super) fn recovered(&self) {
        self.state().delays = delays();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
