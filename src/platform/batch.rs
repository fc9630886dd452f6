//! Requests that wait together share one unit of work, so that a hundred writes cost one commit.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use tokio::sync::{mpsc, oneshot};

/// The most items that share a unit of work.
const MOST: usize = 256;
/// How many requests may wait before new ones are turned away.
const QUEUE: usize = 4096;

type Waiting<T, R> = (T, oneshot::Sender<anyhow::Result<R>>);

/// Collects items that arrive while the previous unit of work is being stored.
#[derive(Debug)]
pub struct Batcher<T, R> {
    queue: mpsc::Sender<Waiting<T, R>>,
}

impl<T, R> Clone for Batcher<T, R> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

/// Too many requests wait already; the sender should try again later.
#[derive(Debug, thiserror::Error)]
#[error("too many requests are waiting to be stored; try again later")]
pub struct Full;

impl<T, R> Batcher<T, R>
where
    T: Clone + Send + 'static,
    R: Send + 'static,
{
    /// Starts the worker. `store` stores all items in one unit of work, or none, and returns one
    /// result for each. Where it fails on several, each is tried alone: one that can not be stored
    /// does not take the others with it.
    ///
    /// The worker ends when the last clone of the batcher is gone.
    pub fn start<F, W>(store: F) -> Self
    where
        F: Fn(Vec<T>) -> W + Send + Sync + 'static,
        W: Future<Output = anyhow::Result<Vec<R>>> + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(work(waiting, store));
        Self { queue }
    }

    /// Stores `item`, together with whatever else is waiting, and returns its result once it is
    /// durable.
    ///
    /// # Errors
    /// [`Full`] where too many wait already, else what storing failed with.
    pub async fn store(&self, item: T) -> anyhow::Result<R> {
        let (done, result) = oneshot::channel();
        self.queue.try_send((item, done)).map_err(|_| Full)?;
        result.await.unwrap_or_else(|_| {
            Err(anyhow::anyhow!(
                "the worker that stores requests has stopped"
            ))
        })
    }
}

async fn work<T, R, F, W>(mut waiting: mpsc::Receiver<Waiting<T, R>>, store: F)
where
    T: Clone,
    F: Fn(Vec<T>) -> W,
    W: Future<Output = anyhow::Result<Vec<R>>>,
{
    let mut batch = Vec::with_capacity(MOST);
    while waiting.recv_many(&mut batch, MOST).await > 0 {
        let (items, senders): (Vec<T>, Vec<_>) = batch.drain(..).unzip();
        match caught(&store, items.clone()).await {
            Ok(results) => {
                for (result, sender) in results.into_iter().zip(senders) {
                    // Whoever gave up waiting finds the item stored when it comes again.
                    let _ = sender.send(Ok(result));
                }
            }
            Err(error) if items.len() == 1 => {
                for sender in senders {
                    let _ = sender.send(Err(anyhow::anyhow!("{error:#}")));
                }
            }
            Err(_) => {
                for (item, sender) in items.into_iter().zip(senders) {
                    let result = caught(&store, vec![item]).await;
                    let _ = sender.send(result.and_then(|results| {
                        results
                            .into_iter()
                            .next()
                            .ok_or_else(|| anyhow::anyhow!("nothing was stored"))
                    }));
                }
            }
        }
    }
}

/// A panic is a fault of this unit of work, not the end of the worker.
async fn caught<T, R, F, W>(store: &F, items: Vec<T>) -> anyhow::Result<Vec<R>>
where
    F: Fn(Vec<T>) -> W,
    W: Future<Output = anyhow::Result<Vec<R>>>,
{
    let work = AssertUnwindSafe(async { store(items).await });
    work.catch_unwind()
        .await
        .unwrap_or_else(|_| Err(anyhow::anyhow!("storing broke off with a panic")))
}

/// The items, the last one repeated until their number is a power of two: a list in a statement has but a few
/// lengths then, and the database knows each statement already.
pub fn padded<T>(items: &[T]) -> impl Iterator<Item = &T> + Clone {
    let missing = items.len().next_power_of_two() - items.len();
    items
        .iter()
        .chain(std::iter::repeat_n(items.last(), missing).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_padded_list_has_a_power_of_two_items_and_the_same_ones() {
        let of = |count: u32| {
            let items: Vec<u32> = (0..count).collect();
            padded(&items).copied().collect::<Vec<_>>()
        };
        assert_eq!(of(1), [0]);
        assert_eq!(of(3), [0, 1, 2, 2]);
        assert_eq!(of(4), [0, 1, 2, 3]);
        assert_eq!(of(5), [0, 1, 2, 3, 4, 4, 4, 4]);
        assert!(of(0).is_empty());
    }

    #[tokio::test]
    async fn requests_that_wait_together_share_a_unit_of_work() {
        let units = Arc::new(AtomicUsize::new(0));
        let counter = units.clone();
        let batcher = Batcher::start(move |items: Vec<u32>| {
            counter.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::task::yield_now().await;
                Ok(items.into_iter().map(|item| item * 2).collect())
            }
        });
        let all = futures_util::future::join_all((0..100).map(|item| batcher.store(item))).await;
        let all: Vec<u32> = all.into_iter().map(Result::unwrap).collect();
        assert_eq!(all, (0..100).map(|item| item * 2).collect::<Vec<_>>());
        assert!(units.load(Ordering::SeqCst) < 10);
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_item_and_the_worker_lives_on() {
        let batcher = Batcher::start(|items: Vec<u32>| async move {
            assert!(!items.contains(&7), "seven");
            Ok(items)
        });
        assert!(batcher.store(7).await.is_err());
        assert_eq!(batcher.store(8).await.unwrap(), 8);
    }

    #[tokio::test]
    async fn one_that_can_not_be_stored_does_not_take_the_others_with_it() {
        let batcher = Batcher::start(|items: Vec<u32>| async move {
            anyhow::ensure!(!items.contains(&7), "seven");
            Ok(items)
        });
        let all = futures_util::future::join_all((0..20).map(|item| batcher.store(item))).await;
        let refused: Vec<usize> = all
            .iter()
            .enumerate()
            .filter(|(_, result)| result.is_err())
            .map(|(index, _)| index)
            .collect();
        assert_eq!(refused, [7]);
    }
}
