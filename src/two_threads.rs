//! Work on many items in two threads: more bring nothing while the disk and the server work too.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Up to this many small items a second thread costs more than it brings.
const ONE_THREAD: usize = 64;

/// Runs `work` over all items, on two threads where it pays, and returns the results in order.
pub fn in_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if items.len() <= ONE_THREAD {
        return items.iter().map(work).collect();
    }
    let (first, second) = items.split_at(items.len() / 2);
    let all = |items: &[T]| -> Vec<R> { items.iter().map(&work).collect() };
    let (more, mut results) = both(|| all(second), || all(first));
    results.extend(more);
    results
}

/// Runs one thing on another thread and one on this, and returns what came of both.
pub fn both<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        match there.join() {
            Ok(there) => (there, here),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Works on a few large items in two threads, each of which takes the next one when it is done, and
/// returns the results in order.
pub fn by_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if items.len() < 2 {
        return items.iter().map(work).collect();
    }
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
    let (more, mut results) = both(take, take);
    results.extend(more);
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}
