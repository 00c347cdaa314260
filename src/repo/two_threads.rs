//! Work on many items in two threads: more bring nothing while the disk and the server work too.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Up to this many small items a second thread costs more than it brings.
const ONE_THREAD: usize = 64;

/// Runs `work` over all items, on two threads where it pays, and returns the results in order.
pub(super) fn in_two_threads<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    if items.len() <= ONE_THREAD {
        return items.iter().map(work).collect();
    }
    let (first, second) = items.split_at(items.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(&work).collect::<Vec<R>>());
        let mut results: Vec<R> = first.iter().map(&work).collect();
        match other.join() {
            Ok(more) => results.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        results
    })
}

/// Works on a few large items in two threads, each of which takes the next one when it is done, and
/// returns the results in order.
pub(super) fn by_two_threads<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            match items.get(number) {
                Some(item) => done.push((number, work(item))),
                None => return done,
            }
        }
    };
    let mut results = std::thread::scope(|scope| {
        let other = scope.spawn(take);
        let mut results = take();
        match other.join() {
            Ok(more) => results.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        results
    });
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}
