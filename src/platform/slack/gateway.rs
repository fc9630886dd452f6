//! Between what Slack tells us and who handles it: once each, in time, and whatever happens.
//!
//! Slack wants its acknowledgement within three seconds. Each event is handled in a task of its own
//! that has [`Options::budget`] to give its answer; an answer that comes later goes another way
//! (see [`late`]). A fault or a panic in a handler ends in an apology, never in silence.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio::sync::{Semaphore, oneshot};
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::platform::slack::client::SlackClient;
use crate::platform::slack::inbound::Inbound;

mod late;
mod shape;

use shape::Shape;

/// What handles everything that Slack tells us.
pub type Handler = Arc<dyn Fn(Inbound) -> BoxFuture<'static, anyhow::Result<Answer>> + Send + Sync>;

/// Records a key and says whether it is new. It must be right over all replicas.
pub type FirstSight = Arc<dyn Fn(String) -> BoxFuture<'static, anyhow::Result<bool>> + Send + Sync>;

/// Takes a key back: the event was not handled, and Slack's repetition is to be handled as if new.
pub type Forget = Arc<dyn Fn(String) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// The words for a person whose command, click or modal failed: a text, or an object with `text`.
/// The short id stands in the log too.
pub type Apology = Arc<dyn Fn(&Inbound, &str) -> Value + Send + Sync>;

/// What a handler wants to happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing to be seen; for a modal that was sent: close it.
    Nothing,
    /// A message to the person: a text, or an object with `text` and `blocks`.
    Reply(Value),
    /// What is wrong in a modal that was sent, by the block of the input.
    Errors(BTreeMap<String, String>),
    /// Show this instead of the view.
    UpdateView(Value),
    /// Show this on top of the view, or as a first modal where there is none.
    PushView(Value),
    /// Close the whole stack of modals.
    ClearViews,
    /// The options of a select: a list of options, or an object with `options` or `option_groups`.
    Options(Value),
}

/// What is sent back to Slack at once.
#[derive(Debug, Clone, PartialEq)]
pub enum Acknowledgement {
    /// Received.
    Bare,
    /// Received, and here is the answer.
    With(Value),
    /// Not received: nothing was kept of it, Slack should send it again.
    Withheld,
}

/// The bounds within which is handled.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long a handler has for an answer inside the acknowledgement. Slack waits three seconds.
    pub budget: Duration,
    /// So many handlers run at once.
    pub at_once: usize,
    /// So many more wait for their turn; what comes on top is turned away politely.
    pub waiting: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            budget: Duration::from_millis(2500),
            at_once: 256,
            waiting: 4096,
        }
    }
}

/// What a dispatcher is made of.
#[derive(Clone)]
pub struct Parts {
    /// Handles everything.
    pub handler: Handler,
    /// Knows what was seen before.
    pub first_sight: FirstSight,
    /// Takes the key of an event back when its handler failed; Slack is then left without an
    /// acknowledgement, so that it sends the event again. `None`: a failed event is lost.
    pub forget: Option<Forget>,
    /// The words when something fails.
    pub apology: Apology,
    /// Carries the answers that come late.
    pub client: SlackClient,
    /// The bounds.
    pub options: Options,
}

/// Hands each event to the handler once and gives Slack its acknowledgement in time. Clones are one.
#[derive(Clone)]
pub struct Dispatcher {
    shared: Arc<Shared>,
}

struct Shared {
    parts: Parts,
    turns: Semaphore,
    places: Semaphore,
    tasks: TaskTracker,
}

/// How handling ended.
enum Outcome {
    Answered(Answer),
    SeenBefore,
    /// Nothing was kept of it.
    NotRecorded(String),
    /// It was recorded, but its handler failed.
    Failed(String),
}

/// Whether the key of an event is in the store: what is not, must not be acknowledged.
#[derive(Default)]
struct Recorded(AtomicBool);

impl Dispatcher {
    /// A dispatcher of these parts.
    pub fn new(parts: Parts) -> Self {
        let Options {
            at_once, waiting, ..
        } = parts.options;
        Self {
            shared: Arc::new(Shared {
                parts,
                turns: Semaphore::new(at_once),
                places: Semaphore::new(at_once + waiting),
                tasks: TaskTracker::new(),
            }),
        }
    }

    /// Has `inbound` handled, and returns what Slack gets within the budget. With `carries`, an
    /// answer may travel in the acknowledgement; without, every answer goes another way.
    ///
    /// The handling goes on when the returned future is dropped.
    pub async fn dispatch(&self, inbound: Inbound, carries: bool) -> Acknowledgement {
        let (sender, mut receiver) = oneshot::channel();
        // Slack sends nothing but events again, so nothing else is worth withholding for.
        let recorded = matches!(inbound, Inbound::Event(_)).then(Arc::<Recorded>::default);
        let task = {
            let shared = self.shared.clone();
            let recorded = recorded.clone();
            async move { shared.handle(inbound, carries, recorded, sender).await }
        };
        self.shared.tasks.spawn(task);
        if let Ok(answer) =
            tokio::time::timeout(self.shared.parts.options.budget, &mut receiver).await
        {
            return answer.unwrap_or(Acknowledgement::Bare);
        }
        receiver.close();
        match (receiver.try_recv(), recorded) {
            // It arrived between the last look and the closing.
            (Ok(answer), _) => answer,
            (Err(_), Some(recorded)) if !recorded.0.load(Ordering::SeqCst) => {
                Acknowledgement::Withheld
            }
            (Err(_), _) => Acknowledgement::Bare,
        }
    }

    /// Waits until everything that was begun has ended, late answers too, but no longer than
    /// `patience`. Returns whether all has ended.
    pub async fn drain(&self, patience: Duration) -> bool {
        self.shared.tasks.close();
        tokio::time::timeout(patience, self.shared.tasks.wait())
            .await
            .is_ok()
    }
}

impl Shared {
    async fn handle(
        &self,
        inbound: Inbound,
        carries: bool,
        recorded: Option<Arc<Recorded>>,
        sender: oneshot::Sender<Acknowledgement>,
    ) {
        let key = inbound.dedup_key();
        // Nobody waits for the answer to an event, so nothing has to be kept of it.
        let asker = match inbound {
            Inbound::Event(_) | Inbound::Other { .. } => None,
            _ => Some(inbound.clone()),
        };
        let outcome = self.run(inbound, key.clone(), recorded).await;
        let Some(asker) = asker else {
            let acknowledgement = self.for_event(outcome, key).await;
            sender.send(acknowledgement).ok();
            return;
        };
        let Shape {
            acknowledgement,
            rest,
        } = match outcome {
            Outcome::Answered(answer) => shape::answer(&asker, answer, carries),
            Outcome::SeenBefore => Shape::bare(),
            Outcome::NotRecorded(id) | Outcome::Failed(id) => {
                let words = (self.parts.apology)(&asker, &id);
                shape::apology(&asker, words, carries)
            }
        };
        let client = &self.parts.client;
        if let Err(Acknowledgement::With(answer)) = sender.send(acknowledgement) {
            late::deliver(client, &asker, shape::from_acknowledgement(&asker, answer)).await;
        }
        if let Some(rest) = rest {
            late::deliver(client, &asker, rest).await;
        }
    }

    async fn for_event(&self, outcome: Outcome, key: Option<String>) -> Acknowledgement {
        match (outcome, key, &self.parts.forget) {
            (Outcome::NotRecorded(_), Some(_), _) => Acknowledgement::Withheld,
            (Outcome::Failed(id), Some(key), Some(forget)) => match forget(key).await {
                Ok(()) => Acknowledgement::Withheld,
                Err(fault) => {
                    error!(id, fault = format!("{fault:#}"), "a failed event is lost");
                    Acknowledgement::Bare
                }
            },
            _ => Acknowledgement::Bare,
        }
    }

    /// Waits for a turn, asks whether it is new, and has it handled, catching whatever happens.
    async fn run(
        &self,
        inbound: Inbound,
        key: Option<String>,
        recorded: Option<Arc<Recorded>>,
    ) -> Outcome {
        let kind = inbound.kind();
        let id = || uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        let Ok(_place) = self.places.try_acquire() else {
            let id = id();
            warn!(id, kind, "turned away: too much is waiting already");
            return Outcome::NotRecorded(id);
        };
        let Ok(_turn) = self.turns.acquire().await else {
            return Outcome::NotRecorded(id());
        };
        let mut kept = key.is_none();
        let work = async {
            if let Some(key) = key {
                if !(self.parts.first_sight)(key).await? {
                    return Ok(Outcome::SeenBefore);
                }
                kept = true;
                if let Some(recorded) = recorded {
                    recorded.0.store(true, Ordering::SeqCst);
                }
            }
            (self.parts.handler)(inbound).await.map(Outcome::Answered)
        };
        let fault = match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(fault)) => format!("{fault:#}"),
            Err(_) => "panic".to_owned(),
        };
        let id = id();
        error!(id, kind, fault, "a handler failed");
        if kept {
            Outcome::Failed(id)
        } else {
            Outcome::NotRecorded(id)
        }
    }
}

#[cfg(test)]
#[path = "gateway_tests.rs"]
mod tests;
