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

const COUNTED: &str = "{spinner} {msg} {wide_bar} {pos}/{len}";
const UNCOUNTED: &str = "{spinner} {msg}";
const BYTES: &str =
    "{spinner} {msg} {wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}";

/// Shows progress on standard error while it is a terminal, and counts what is done.
#[derive(Debug)]
pub struct Progress {
    printer: Printer,
    /// `None` where nobody looks.
    bars: Option<MultiProgress>,
    shown: Mutex<Option<Shown>>,
    requests: AtomicU64,
    parsed: AtomicU64,
    written: AtomicU64,
}

/// The one bar that is drawn: of the phase, or of the files that come and go within it. A second
/// line would be worth less than a line that is always wiped.
#[derive(Debug)]
struct Shown {
    bar: ProgressBar,
    name: String,
    done: u64,
    total: Option<u64>,
    is_of_bytes: bool,
}

impl Shown {
    /// Lets the bar show the steps of the phase.
    fn count_steps(&mut self) {
        self.is_of_bytes = false;
        let template = if self.total.is_some() {
            COUNTED
        } else {
            UNCOUNTED
        };
        set_template(&self.bar, template);
        self.bar.set_message(self.name.clone());
        if let Some(total) = self.total {
            self.bar.set_length(total);
        }
        self.bar.set_position(self.done);
    }

    /// Lets the bar show so many bytes.
    fn count_bytes(&mut self, bytes: u64) {
        self.is_of_bytes = true;
        set_template(&self.bar, BYTES);
        self.bar.reset();
        self.bar.set_length(bytes);
        self.name_with_steps();
    }

    fn name_with_steps(&self) {
        self.bar.set_message(match self.total {
            Some(total) => format!("{} {}/{total}", self.name, self.done),
            None => self.name.clone(),
        });
    }
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

    /// Takes the bar away, to print or to ask; the next phase draws a new one.
    pub fn pause(&self) {
        if let Some(shown) = self.shown().take() {
            shown.bar.finish_and_clear();
        }
        screen::clear();
    }

    /// Takes the bar away for good and prints the counters, if the person wants to know much.
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

    fn shown(&self) -> MutexGuard<'_, Option<Shown>> {
        // What it holds is right at every moment.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_phase(&self, name: &str, total: Option<u64>) {
        let Some(bars) = &self.bars else {
            return;
        };
        let mut shown = self.shown();
        if let Some(before) = shown.take() {
            before.bar.finish_and_clear();
            bars.remove(&before.bar);
        }
        screen::draw(bars);
        // It draws nothing until it is among those that are drawn.
        let hidden = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let mut begun = Shown {
            bar: bars.add(hidden),
            name: name.to_owned(),
            done: 0,
            total,
            is_of_bytes: false,
        };
        begun.count_steps();
        begun.bar.enable_steady_tick(TURN);
        *shown = Some(begun);
    }

    fn step(&self, done: u64) {
        if let Some(shown) = self.shown().as_mut() {
            shown.done = done;
            if shown.is_of_bytes {
                shown.name_with_steps();
            } else {
                shown.bar.set_position(done);
            }
        }
    }

    fn begin_transfers(&self, bytes: u64) {
        if let Some(shown) = self.shown().as_mut()
            && bytes >= WORTH_A_BAR_BYTES
        {
            shown.count_bytes(bytes);
        }
    }

    fn transferred(&self, bytes: i64) {
        let mut shown = self.shown();
        let Some(shown) = shown.as_mut().filter(|shown| shown.is_of_bytes) else {
            return;
        };
        let bar = &shown.bar;
        bar.set_position(bar.position().saturating_add_signed(bytes));
        if bar.length().is_some_and(|length| bar.position() >= length) {
            shown.count_steps();
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

fn set_template(bar: &ProgressBar, template: &str) {
    // The templates are constants of ours; one that indicatif refused would only look plain.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
}

impl Monitor for Progress {
    fn report(&self, event: Event<'_>) {
        match event {
            Event::Phase { name, total } => self.begin_phase(name, total),
            Event::Step { done } => self.step(done),
            Event::Transfers { bytes } => self.begin_transfers(bytes),
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
            Event::LeftAside(count) => self.printer.detail(match count {
                1 => "1 board is left aside: nobody touched it".to_owned(),
                _ => format!("{count} boards are left aside: nobody touched them"),
            }),
            Event::Notice(text) => self.printer.note(text),
        }
    }

    fn is_stopping(&self) -> bool {
        interrupt::is_asked()
    }
}
