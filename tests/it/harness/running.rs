//! The timetable as `klantstem serve` runs it, for what happens side by side.

use std::time::Duration;

use klantstem::app::App;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::TestBot;

/// The longest that a test waits for what is about to happen.
pub const SOON: Duration = Duration::from_secs(15);

/// The timetable of a process.
pub struct Running {
    cancel: CancellationToken,
    timetable: JoinHandle<()>,
}

impl Running {
    /// Starts it; it acts by the clock that the test moves.
    pub fn start(app: &App) -> Self {
        let cancel = CancellationToken::new();
        let timetable = app.timetable.clone().run(app.ctx.clone(), cancel.clone());
        Self {
            cancel,
            timetable: tokio::spawn(timetable),
        }
    }

    /// Asks it to stop.
    pub fn ask_to_stop(&self) {
        self.cancel.cancel();
    }

    /// Asks it to stop, and returns when it did.
    pub async fn stop(self) {
        self.ask_to_stop();
        let stopped = tokio::time::timeout(SOON, self.timetable).await;
        stopped.expect("it stops").unwrap();
    }
}

impl TestBot {
    /// Returns once a query gives this number.
    pub async fn until(&self, sql: &str, number: i64) {
        let reached = async {
            while self.number(sql).await != number {
                tokio::task::yield_now().await;
            }
        };
        let reached = tokio::time::timeout(SOON, reached).await;
        reached.unwrap_or_else(|_| panic!("{sql} does not become {number}"));
    }
}
