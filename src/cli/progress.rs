//! Progress on the terminal, and counters for `--verbose`.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::monitor::{Event, Monitor};

use super::interrupt;
use super::printer::Printer;

/// Shows progress on standard error while it is a terminal, and counts what is done.
#[derive(Debug)]
pub struct Progress {
    printer: Printer,
    bar: ProgressBar,
    requests: AtomicU64,
    parsed: AtomicU64,
    written: AtomicU64,
}

impl Progress {
    /// Returns a monitor that draws a bar, unless `is_quiet` or standard error is no terminal.
    pub fn new(printer: Printer, is_quiet: bool) -> Self {
        let is_shown = !is_quiet && std::io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr_with_hz(15)
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            printer,
            bar: ProgressBar::with_draw_target(None, target),
            requests: AtomicU64::new(0),
            parsed: AtomicU64::new(0),
            written: AtomicU64::new(0),
        }
    }

    /// Hides the bar, to print or to ask.
    pub fn pause(&self) {
        self.bar.finish_and_clear();
    }

    /// Hides the bar for good and prints the counters, if the person wants to know much.
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

    fn begin(&self, name: &str, total: Option<u64>) {
        // The templates are constants of ours; one that indicatif refused would only look plain.
        let template = if total.is_some() {
            "{msg} {wide_bar} {pos}/{len}"
        } else {
            "{spinner} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("━╸ "));
        }
        self.bar.reset();
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.enable_steady_tick(Duration::from_millis(100)),
        }
        self.bar.set_message(name.to_owned());
    }
}

impl Monitor for Progress {
    fn report(&self, event: Event<'_>) {
        match event {
            Event::Phase { name, total } => self.begin(name, total),
            Event::Step { done } => self.bar.set_position(done),
            Event::Request {
                method,
                url,
                status,
            } => {
                self.requests.fetch_add(1, Ordering::Relaxed);
                self.bar
                    .suspend(|| self.printer.detail(format!("{method} {url} {status}")));
            }
            Event::Parsed(count) => {
                self.parsed.fetch_add(count, Ordering::Relaxed);
            }
            Event::Written(count) => {
                self.written.fetch_add(count, Ordering::Relaxed);
            }
            Event::Notice(text) => self.bar.suspend(|| self.printer.note(text)),
        }
    }

    fn is_stopping(&self) -> bool {
        interrupt::is_asked()
    }
}
