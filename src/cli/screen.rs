//! What stands on the terminal while the program works: bars, and a question whose answer is not
//! shown. However the program ends, neither stays.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::MultiProgress;

/// What is to be taken away again.
struct Shown {
    bars: Option<MultiProgress>,
    #[cfg(unix)]
    terminal: Option<rustix::termios::Termios>,
}

static SHOWN: Mutex<Shown> = Mutex::new(Shown {
    bars: None,
    #[cfg(unix)]
    terminal: None,
});

fn shown() -> MutexGuard<'static, Shown> {
    // It is only ever replaced as a whole.
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes note of bars that are drawn from now on.
pub fn draw(bars: &MultiProgress) {
    shown().bars = Some(bars.clone());
}

/// Takes the bars away.
pub fn clear() {
    let bars = shown().bars.take();
    if let Some(bars) = bars {
        // A terminal that went away needs no clearing.
        let _ = bars.clear();
    }
}

/// Prints above the bars: they make room and are drawn again below.
pub fn above<T>(print: impl FnOnce() -> T) -> T {
    let bars = shown().bars.clone();
    match bars {
        Some(bars) => bars.suspend(print),
        None => print(),
    }
}

/// Leaves the terminal as it was found; for an end that comes at once.
pub fn restore() {
    clear();
    show_typing();
}

/// Runs `read` while what is typed is not shown.
///
/// # Errors
/// Standard input is no terminal, or what `read` says.
#[cfg(unix)]
pub fn unseen<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let before = tcgetattr(io::stdin())?;
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    // The end of the line shows that it was taken.
    hidden.local_modes.insert(LocalModes::ECHONL);
    shown().terminal = Some(before);
    tcsetattr(io::stdin(), OptionalActions::Flush, &hidden)?;
    let answer = read();
    show_typing();
    answer
}

#[cfg(unix)]
fn show_typing() {
    use rustix::termios::{OptionalActions, tcsetattr};
    let before = shown().terminal.take();
    if let Some(before) = before {
        // A terminal that went away needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
    }
}

#[cfg(not(unix))]
fn show_typing() {}
