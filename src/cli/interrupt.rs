//! Ctrl-C, and being asked to end by the system: the call under way is finished, the next is not
//! sent. A second time ends the program at once, and so does the first where it waits for a person.

use std::io::{self, Write};
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use super::error::Failure;
use super::exit_code::Exit;
use super::screen;

static IS_ASKED: AtomicBool = AtomicBool::new(false);
static ENDS_AT_ONCE: AtomicBool = AtomicBool::new(false);
/// When the first signal came.
static FIRST: OnceLock<Instant> = OnceLock::new();
/// A Ctrl-C comes twice where `git` runs this program: from the terminal, and passed on by `git`.
/// So soon after the first, a signal is the same.
const ECHO: Duration = Duration::from_millis(200);
static ASKED: Notify = Notify::const_new();
static LISTENING: OnceLock<Result<(), String>> = OnceLock::new();

/// Begins to listen; from here on a signal stops the work at the next safe point.
///
/// # Errors
/// The system gives no thread or takes no handler.
pub fn listen() -> Result<(), Failure> {
    let listening = LISTENING.get_or_init(|| start().map_err(|error| error.to_string()));
    listening
        .clone()
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot start: {error}")))
}

/// Returns true once the program was asked to stop.
pub fn is_asked() -> bool {
    IS_ASKED.load(Ordering::Relaxed)
}

/// Waits until the program is asked to stop.
pub async fn asked() {
    let notified = ASKED.notified();
    if !is_asked() {
        notified.await;
    }
}

/// Waits for a person; meanwhile a signal ends the program at once, since nothing is under way.
pub fn waiting<T>(wait: impl FnOnce() -> T) -> T {
    if is_asked() {
        end(Signal::Interrupt);
    }
    ENDS_AT_ONCE.store(true, Ordering::Relaxed);
    let answer = wait();
    ENDS_AT_ONCE.store(false, Ordering::Relaxed);
    answer
}

/// Ends the program, with the terminal as it was found.
fn end(signal: Signal) -> ! {
    screen::restore();
    if ENDS_AT_ONCE.load(Ordering::Relaxed) {
        // The question stands without an end of its line.
        let _ = writeln!(io::stderr());
    }
    process::exit(signal.exit_code())
}

#[derive(Clone, Copy)]
enum Signal {
    Interrupt,
    #[cfg(unix)]
    Terminate,
}

impl Signal {
    /// Returns what shells say of a program that a signal ended.
    fn exit_code(self) -> i32 {
        match self {
            Self::Interrupt => 130,
            #[cfg(unix)]
            Self::Terminate => 143,
        }
    }

    fn came(self) {
        if ENDS_AT_ONCE.load(Ordering::Relaxed) {
            end(self);
        }
        let first = FIRST.get();
        if first.is_some_and(|first| first.elapsed() >= ECHO) {
            end(self);
        }
        if first.is_some() {
            return;
        }
        let _ = FIRST.set(Instant::now());
        IS_ASKED.store(true, Ordering::Relaxed);
        screen::above(|| {
            // Whoever reads it may be gone.
            let _ = writeln!(
                io::stderr(),
                "\nStopping after the call under way; once more ends at once."
            );
        });
        ASKED.notify_waiters();
    }
}

fn start() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let signals = Signals::new(&runtime)?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || runtime.block_on(signals.serve()))?;
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Sets up the handlers, so that they are there before any work begins.
    fn new(runtime: &Runtime) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let _inside = runtime.enter();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn serve(mut self) {
        loop {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::Interrupt.came(),
                _ = self.terminate.recv() => Signal::Terminate.came(),
            }
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new(_runtime: &Runtime) -> io::Result<Self> {
        Ok(Self)
    }

    async fn serve(self) {
        while tokio::signal::ctrl_c().await.is_ok() {
            Signal::Interrupt.came();
        }
    }
}
