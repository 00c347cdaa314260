//! How many requests a server takes in which time: whoever comes too early waits.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::retry::wait_for;
use crate::monitor::Monitor;

/// A gate that all requests to one server go through, shared by all tasks.
pub(super) struct Gate {
    window: Mutex<Window>,
}

/// When requests were let out.
struct Window {
    requests: usize,
    length: Duration,
    out: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Gate {
    /// Returns a gate that lets no more than `requests` out in any time of this length.
    pub(super) fn new(requests: usize, length: Duration) -> Self {
        Self {
            window: Mutex::new(Window {
                requests,
                length,
                out: VecDeque::new(),
                closed_until: None,
            }),
        }
    }

    /// Waits until another request may go out, and counts it; returns false, and counts nothing,
    /// if the person asks to stop meanwhile.
    pub(super) async fn enter(&self, monitor: &dyn Monitor) -> bool {
        loop {
            let wait = self.lock().wait(Instant::now());
            match wait {
                None => return true,
                Some(wait) if wait_for(wait, monitor).await => {}
                Some(_) => return false,
            }
        }
    }

    /// Lets nothing out for this long.
    pub(super) fn pause(&self, wait: Duration) {
        let mut window = self.lock();
        let until = Instant::now() + wait;
        window.closed_until = Some(window.closed_until.map_or(until, |known| known.max(until)));
    }

    fn lock(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    /// Counts a request that may go out now; otherwise returns how long it has to wait.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Some(until - now);
        }
        while let Some(first) = self.out.front() {
            if now.duration_since(*first) < self.length {
                break;
            }
            self.out.pop_front();
        }
        if self.out.len() < self.requests {
            self.out.push_back(now);
            return None;
        }
        let first = self.out.front()?;
        Some(self.length.saturating_sub(now.duration_since(*first)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Gate, Window};

    const LENGTH: Duration = Duration::from_secs(5);

    fn window() -> Window {
        let Gate { window } = Gate::new(40, LENGTH);
        window.into_inner().expect("nobody panicked")
    }

    #[test]
    fn three_hundred_requests_are_never_more_than_forty_in_five_seconds() {
        let mut window = window();
        let mut now = Instant::now();
        let mut out = Vec::new();
        while out.len() < 300 {
            match window.wait(now) {
                None => out.push(now),
                Some(wait) => now += wait,
            }
            now += Duration::from_millis(7);
        }
        for (index, first) in out.iter().enumerate() {
            let within = out[index..]
                .iter()
                .filter(|at| at.duration_since(*first) < LENGTH)
                .count();
            assert!(within <= 40, "{within} from request {index} on");
        }
    }

    #[test]
    fn a_pause_holds_everything_back() {
        let mut window = window();
        let now = Instant::now();
        window.closed_until = Some(now + Duration::from_secs(3));
        assert_eq!(window.wait(now), Some(Duration::from_secs(3)));
        assert_eq!(window.wait(now + Duration::from_secs(3)), None);
    }
}
