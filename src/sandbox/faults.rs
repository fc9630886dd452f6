//! Faults on demand: what Slack does on a bad day, for the next few calls or for a while.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A fault that is to happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The method that it happens to, also `response_url` and `upload`; `None` for every method.
    #[serde(default)]
    pub method: Option<String>,
    /// How many calls it happens to.
    #[serde(default = "once")]
    pub calls: u32,
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// The fault happens to the next call of `method`.
    pub fn next(method: &str, kind: FaultKind) -> Self {
        Self {
            method: Some(method.to_owned()),
            calls: 1,
            kind,
        }
    }

    /// The fault happens to the next call, whichever it is.
    pub fn next_of_any(kind: FaultKind) -> Self {
        Self {
            method: None,
            calls: 1,
            kind,
        }
    }

    /// The same fault for the next `calls` calls.
    pub fn times(mut self, calls: u32) -> Self {
        self.calls = calls;
        self
    }
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// 429 with `Retry-After`; the call has no effect.
    RateLimited {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// This HTTP status with a body that is not JSON; the call has no effect.
    Status {
        /// 500, 502, 503, …
        status: u16,
    },
    /// The call takes effect, then this HTTP status is answered as if it had not.
    StatusAfter {
        /// 500, 502, 503, …
        status: u16,
    },
    /// The call takes effect, then the connection is dropped before a byte of the answer.
    DropAfter,
    /// The connection is dropped; the call has no effect.
    DropBefore,
    /// The call is held for this long, then it goes on.
    Delay {
        /// Milliseconds of real time.
        milliseconds: u64,
    },
    /// The call takes effect, and its answer is held for this long.
    DelayAfter {
        /// Milliseconds of real time.
        milliseconds: u64,
    },
    /// `ok: false` with this error code; the call has no effect.
    Error {
        /// `fatal_error`, `token_revoked`, …
        error: String,
    },
}

/// How Slack is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outage {
    /// Every call is answered by 503.
    Unavailable,
    /// Every connection is dropped.
    Unreachable,
}

/// The faults that are still to happen.
#[derive(Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
    outage: Option<(Outage, Option<DateTime<Utc>>)>,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        if fault.calls > 0 {
            self.waiting.push(fault);
        }
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
        self.outage = None;
    }

    /// Slack is down until `until`, or until [`Faults::clear`] is called.
    pub fn begin_outage(&mut self, outage: Outage, until: Option<DateTime<Utc>>) {
        self.outage = Some((outage, until));
    }

    pub fn end_outage(&mut self) {
        self.outage = None;
    }

    /// Whether Slack is down now.
    pub fn outage(&mut self, now: DateTime<Utc>) -> Option<Outage> {
        let (outage, until) = self.outage?;
        if until.is_some_and(|until| now >= until) {
            self.outage = None;
            return None;
        }
        Some(outage)
    }

    /// The fault for this call, the oldest that fits; it is used up by it.
    pub fn take(&mut self, method: &str) -> Option<FaultKind> {
        let index = self.waiting.iter().position(|fault| {
            fault
                .method
                .as_deref()
                .is_none_or(|name| name == method || name == "*")
        })?;
        let fault = &mut self.waiting[index];
        fault.calls -= 1;
        let kind = fault.kind.clone();
        if fault.calls == 0 {
            self.waiting.remove(index);
        }
        Some(kind)
    }
}

/// A pause in real time.
pub(super) async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
