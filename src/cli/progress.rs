//! Progress on the terminal, and counters for `--verbose`.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::monitor::{Event, Monitor};

use super::interrupt;
use super::printer::Printer;
use super::screen;

/// How often a second the bars are drawn.
const DRAWN_PER_SECOND: u8 = 15;
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(100);
/// Files of fewer bytes are there before anybody has read how many they are.
const WORTH_A_BAR_BYTES: u64 = 1 << 20;

const COUNTED: &str = "{spinner} {msg} {bar:24} {pos}/{len}";
const UNCOUNTED: &str = "{spinner} {msg}";
const BYTES: &str =
    "  {msg} {bar:24} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta}";

/// Shows progress on standard error while it is a terminal, and counts what is done.
#[derive(Debug)]
pub struct Progress {
    printer: Printer,
    /// `None` where nobody looks.
    bars: Option<MultiProgress>,
    shown: Mutex<Shown>,
    requests: AtomicU64,
    parsed: AtomicU64,
    written: AtomicU64,
}

/// The bars that are drawn now.
#[derive(Debug, Default)]
struct Shown {
    phase: Option<ProgressBar>,
    bytes: Option<ProgressBar>,
}

impl Progress {
    /// Returns a monitor that draws bars, unless `is_quiet` or standard error is no terminal.
    pub fn new(printer: Printer, is_quiet: bool) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_shown = !is_quiet && !is_dumb && io::stderr().is_terminal();
        let bars = is_shown.then(|| {
            let terminal = Box::new(Narrower(Term::stderr()));
            let target = ProgressDrawTarget::term_like_with_hz(terminal, DRAWN_PER_SECOND);
            MultiProgress::with_draw_target(target)
        });
        Self {
            printer,
            bars,
            shown: Mutex::default(),
            requests: AtomicU64::new(0),
            parsed: AtomicU64::new(0),
            written: AtomicU64::new(0),
        }
    }

    /// Takes the bars away, to print or to ask; the next phase draws new ones.
    pub fn pause(&self) {
        let Shown { phase, bytes } = std::mem::take(&mut *self.shown());
        for bar in [bytes, phase].into_iter().flatten() {
            bar.finish_and_clear();
        }
        screen::clear();
    }

    /// Takes the bars away for good and prints the counters, if the person wants to know much.
    pub fn finish(&self) {
        self.pause();
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        self.printer.detail(format!(
            "{} requests, {} files parsed, {} files written",
            count(&self.requests),
            count(&self.parsed),
            count(&self.written)
        ));
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        // Its bars are only ever replaced as a whole.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_phase(&self, name: &str, total: Option<u64>) {
        let Some(bars) = &self.bars else {
            return;
        };
        let mut shown = self.shown();
        let Shown { phase, bytes } = std::mem::take(&mut *shown);
        for bar in [bytes, phase].into_iter().flatten() {
            bar.finish_and_clear();
            bars.remove(&bar);
        }
        screen::draw(bars);
        let template = if total.is_some() { COUNTED } else { UNCOUNTED };
        let bar = bars.add(bar(template, name, total));
        bar.enable_steady_tick(TURN);
        shown.phase = Some(bar);
    }

    fn begin_transfers(&self, name: &str, total: u64) {
        let Some(bars) = self.bars.as_ref().filter(|_| total >= WORTH_A_BAR_BYTES) else {
            return;
        };
        let mut shown = self.shown();
        if let Some(before) = shown.bytes.take() {
            before.finish_and_clear();
            bars.remove(&before);
        }
        screen::draw(bars);
        shown.bytes = Some(bars.add(bar(BYTES, name, Some(total))));
    }

    fn transferred(&self, bytes: i64) {
        let Some(bars) = &self.bars else {
            return;
        };
        let mut shown = self.shown();
        let Some(bar) = &shown.bytes else {
            return;
        };
        bar.set_position(bar.position().saturating_add_signed(bytes));
        let is_over = bar.length().is_some_and(|length| bar.position() >= length);
        if is_over && let Some(bar) = shown.bytes.take() {
            bar.finish_and_clear();
            bars.remove(&bar);
        }
    }
}

/// Standard error without its last columns, which are left for the `^C` that a terminal writes
/// itself: on a line that is full it would go to the next one, and wiping that would leave the bar.
#[derive(Debug)]
struct Narrower(Term);

/// How many columns are left.
const LEFT_COLUMNS: u16 = 4;

impl TermLike for Narrower {
    fn width(&self) -> u16 {
        TermLike::width(&self.0).saturating_sub(LEFT_COLUMNS).max(1)
    }

    fn height(&self) -> u16 {
        TermLike::height(&self.0)
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        self.0.move_cursor_up(lines)
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        self.0.move_cursor_down(lines)
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_right(columns)
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_left(columns)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.0.write_line(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}

fn bar(template: &str, name: &str, total: Option<u64>) -> ProgressBar {
    // It draws nothing until it is among those that are drawn.
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    // The templates are constants of ours; one that indicatif refused would only look plain.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar.with_message(name.to_owned())
}

impl Monitor for Progress {
    fn report(&self, event: Event<'_>) {
        match event {
            Event::Phase { name, total } => self.begin_phase(name, total),
            Event::Step { done } => {
                if let Some(bar) = &self.shown().phase {
                    bar.set_position(done);
                }
            }
            Event::Transfers { name, bytes } => self.begin_transfers(name, bytes),
            Event::Transferred(bytes) => self.transferred(bytes),
            Event::Request {
                method,
                url,
                status,
            } => {
                self.requests.fetch_add(1, Ordering::Relaxed);
                self.printer.detail(format!("{method} {url} {status}"));
            }
            Event::Parsed(count) => {
                self.parsed.fetch_add(count, Ordering::Relaxed);
            }
            Event::Written(count) => {
                self.written.fetch_add(count, Ordering::Relaxed);
            }
            Event::Notice(text) => self.printer.note(text),
        }
    }

    fn is_stopping(&self) -> bool {
        interrupt::is_asked()
    }
}
