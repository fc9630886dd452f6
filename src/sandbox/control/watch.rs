//! Server-sent events: the page hears what to load again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, StreamExt, unfold};
use tokio::sync::broadcast::error::RecvError;

use crate::sandbox::engine::{Change, Engine};

/// One line for each change.
pub(super) async fn events(
    State(engine): State<Arc<Engine>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = engine.subscribe();
    let stop = engine.stop.clone();
    let changes = unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            Ok(change) => Some((change, receiver)),
            // A page that was too slow loads everything again.
            Err(RecvError::Lagged(_)) => Some((
                Change {
                    what: "state",
                    channel: None,
                    user: None,
                },
                receiver,
            )),
            Err(RecvError::Closed) => None,
        }
    });
    let lines = changes
        .map(|change| {
            let data = serde_json::to_string(&change).unwrap_or_default();
            Ok(Event::default().data(data))
        })
        .take_until(stop.cancelled_owned());
    Sse::new(lines).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
