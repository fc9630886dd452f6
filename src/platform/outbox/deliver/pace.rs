//! Slack's limits for a method in the whole workspace, kept by us so that Slack never has to say no.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::platform::outbox::Operation;
use crate::platform::slack::files::BEGIN_UPLOAD;

/// How often a method may be called, and how many calls may come at once.
#[derive(Clone, Copy, Debug)]
struct Limit {
    each: TimeDelta,
    burst: i32,
}

/// Posts: "several hundred a minute" in all channels together, which we read as 300. The burst leaves some
/// for answers that go out beside the outbox.
const POSTS: Limit = Limit {
    each: TimeDelta::milliseconds(200),
    burst: 280,
};
/// `chat.update` and `chat.delete`: 50 a minute.
const CHANGES: Limit = Limit {
    each: TimeDelta::milliseconds(1_200),
    burst: 20,
};
/// Uploads: 100 a minute.
const UPLOADS: Limit = Limit {
    each: TimeDelta::milliseconds(600),
    burst: 20,
};

fn limit_of(method: &str) -> Limit {
    match method {
        BEGIN_UPLOAD => UPLOADS,
        method if method == Operation::Post.method() => POSTS,
        _ => CHANGES,
    }
}

/// How much of each method's limit is used.
#[derive(Debug, Default)]
pub(super) struct Paces(Mutex<HashMap<&'static str, Pace>>);

#[derive(Clone, Copy, Debug)]
struct Pace {
    /// When the whole burst is there again.
    whole_at: DateTime<Utc>,
    /// Until when the last one was told to wait.
    queue_until: DateTime<Utc>,
}

impl Paces {
    /// Until when a call of a method has to wait, if it has to. It takes none.
    pub fn waits(&self, method: &'static str, wall: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Limit { each, burst } = limit_of(method);
        let paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = paces.get(method)?;
        let free_at = pace.whole_at.max(wall) + each - each * burst;
        (free_at > wall).then_some(free_at)
    }

    /// Takes one call of a method; returns until when to wait where none is left.
    ///
    /// Those who have to wait are told one moment after the other, so that they do not all come at once
    /// for the one call that is free then.
    pub fn take(&self, method: &'static str, wall: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Limit { each, burst } = limit_of(method);
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = paces.entry(method).or_insert(Pace {
            whole_at: wall,
            queue_until: wall,
        });
        let next = pace.whole_at.max(wall) + each;
        let free_at = next - each * burst;
        if free_at > wall {
            pace.queue_until = free_at.max(pace.queue_until + each);
            return Some(pace.queue_until);
        }
        pace.whole_at = next;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_one_comes_after_the_other() {
        let paces = Paces::default();
        let start = DateTime::UNIX_EPOCH;
        let method = Operation::Post.method();
        for _ in 0..POSTS.burst {
            assert_eq!(paces.waits(method, start), None);
            assert_eq!(paces.take(method, start), None);
        }
        assert_eq!(paces.waits(method, start), Some(start + POSTS.each));
        let waits: Vec<_> = (0..3).map(|_| paces.take(method, start)).collect();
        let after = |calls: i32| Some(start + POSTS.each * calls);
        assert_eq!(waits, [after(1), after(2), after(3)]);
        assert_eq!(paces.take(method, start + POSTS.each), None);
        // Another one that comes now stands at the end of the queue.
        assert_eq!(paces.take(method, start + POSTS.each), after(4));
        assert_eq!(paces.take(method, start + POSTS.each * 2), None);
    }

    #[test]
    fn methods_do_not_wait_for_each_other() {
        let paces = Paces::default();
        let start = DateTime::UNIX_EPOCH;
        while paces.take(Operation::Update.method(), start).is_none() {}
        assert_eq!(paces.take(Operation::Post.method(), start), None);
    }
}
