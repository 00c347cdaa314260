//! The clock that a look-alike goes by: the real one, shifted, or stopped by a test.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock of whole seconds; copies of it are the same clock.
#[derive(Clone, Debug)]
pub struct Clock {
    mode: Arc<Mutex<Mode>>,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Running { ahead_seconds: i64 },
    Stopped { at: i64 },
}

impl Clock {
    /// Returns a clock that goes with the machine's.
    pub fn real() -> Clock {
        Clock::with(Mode::Running { ahead_seconds: 0 })
    }

    /// Returns a clock that stands still at these unix seconds until it is set or advanced.
    pub fn stopped(at: i64) -> Clock {
        Clock::with(Mode::Stopped { at })
    }

    /// Returns the present time in unix seconds.
    pub fn now(&self) -> i64 {
        match *self.lock() {
            Mode::Running { ahead_seconds } => machine_seconds() + ahead_seconds,
            Mode::Stopped { at } => at,
        }
    }

    /// Stops the clock at these unix seconds.
    pub fn set(&self, at: i64) {
        *self.lock() = Mode::Stopped { at };
    }

    /// Moves the clock forward (or back, if negative); a stopped one stays stopped.
    pub fn advance(&self, seconds: i64) {
        let mut mode = self.lock();
        *mode = match *mode {
            Mode::Running { ahead_seconds } => Mode::Running {
                ahead_seconds: ahead_seconds + seconds,
            },
            Mode::Stopped { at } => Mode::Stopped { at: at + seconds },
        };
    }

    fn with(mode: Mode) -> Clock {
        Clock {
            mode: Arc::new(Mutex::new(mode)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Mode> {
        self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::real()
    }
}

fn machine_seconds() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_stopped_clock_moves_only_when_told() {
        let clock = Clock::stopped(100);
        let copy = clock.clone();
        assert_eq!(copy.now(), 100);
        clock.advance(5);
        assert_eq!(copy.now(), 105);
        clock.set(3);
        assert_eq!(copy.now(), 3);
    }
}
