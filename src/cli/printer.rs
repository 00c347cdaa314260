//! What is printed: results to standard output, all else to standard error, colored by meaning.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};

use super::args::{ColorChoice, CommonOptions};
use super::error::Failure;
use super::exit_code::Exit;
use super::json::Document;
use super::screen::above;

/// Something added.
pub const ADDED: Style = AnsiColor::Green.on_default();
/// Something taken away.
pub const REMOVED: Style = AnsiColor::Red.on_default();
/// Something changed or moved.
pub const CHANGED: Style = AnsiColor::Yellow.on_default();
/// Something that stands out.
pub const STRONG: Style = Style::new().bold();
/// Something that stands back.
pub const FAINT: Style = Style::new().dimmed();

/// Set once nobody reads standard output any more.
static IS_ALONE: AtomicBool = AtomicBool::new(false);

fn heard(written: io::Result<()>) {
    // Whatever keeps a line from being written keeps the next one too.
    if written.is_err() {
        IS_ALONE.store(true, Ordering::Relaxed);
    }
}

/// Prints for a person, or keeps what a script is told at the end.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    is_quiet: bool,
    is_verbose: bool,
    /// Lives as long as the process, so that printers can be copied.
    document: Option<&'static Mutex<Document>>,
}

/// Decides about colors by the terminal that there is now, whatever becomes of standard output.
pub fn settle_colors() {
    let choice = anstream::AutoStream::choice(&io::stdout());
    choice.write_global();
}

impl Printer {
    /// Returns a printer as the options say, and sets when colors are used.
    pub fn new(options: &CommonOptions) -> Self {
        match options.color {
            ColorChoice::Auto => {}
            ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
            ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        }
        Self {
            is_quiet: options.quiet,
            is_verbose: options.verbose,
            document: None,
        }
    }

    /// Returns true if only what went wrong is printed.
    pub fn is_quiet(self) -> bool {
        self.is_quiet
    }

    /// Returns a printer that prints one document in the end, and no line of a result before.
    pub fn for_a_script(self, command: &'static str) -> Self {
        Self {
            document: Some(Box::leak(Box::new(Mutex::new(Document::new(command))))),
            ..self
        }
    }

    /// Puts something into the document, where there is one.
    pub fn record(&self, put: impl FnOnce(&mut Document)) {
        if let Some(document) = self.document
            && let Ok(mut document) = document.lock()
        {
            put(&mut document);
        }
    }

    /// Prints the document, where there is one.
    pub fn end(&self, result: &Result<Exit, Failure>) {
        if let Some(document) = self.document
            && let Ok(document) = document.lock()
        {
            let text = document.clone().text(result);
            let _ = writeln!(io::stdout().lock(), "{text}");
        }
    }

    /// Returns true if results go to a terminal, for a person to read.
    pub fn is_for_a_person(&self) -> bool {
        !self.is_quiet && self.document.is_none() && io::stdout().is_terminal()
    }

    fn is_printing(&self) -> bool {
        !self.is_quiet && self.document.is_none()
    }

    /// Prints a line of a result to standard output. A reader that went away is no error.
    pub fn out(&self, line: impl Display) {
        if self.is_printing() {
            above(|| heard(writeln!(anstream::stdout().lock(), "{line}")));
        }
    }

    /// Prints a result as it is, without adding a line end.
    pub fn raw(&self, text: &str) {
        if self.is_printing() {
            above(|| heard(anstream::stdout().lock().write_all(text.as_bytes())));
        }
    }

    /// Returns true if nobody reads the results any more: the pager was left, or `head` has enough.
    pub fn is_alone(&self) -> bool {
        IS_ALONE.load(Ordering::Relaxed)
    }

    /// Prints a line about the work to standard error.
    pub fn note(&self, line: impl Display) {
        if self.is_printing() {
            self.instruct(&line);
        }
        self.record(|document| {
            let line = strip_str(&line.to_string()).to_string();
            document.notes.push(line);
        });
    }

    /// Prints what a person has to do now to standard error, also when quiet.
    pub fn instruct(&self, line: impl Display) {
        above(|| {
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        });
    }

    /// Prints a line about the work to standard error, if the person wants to know much.
    pub fn detail(&self, line: impl Display) {
        if self.is_verbose {
            above(|| {
                let _ = writeln!(anstream::stderr().lock(), "{FAINT}{line}{FAINT:#}");
            });
        }
    }

    /// Prints a warning, also when quiet.
    pub fn warning(&self, line: impl Display) {
        let style = CHANGED.bold();
        above(|| {
            let _ = writeln!(anstream::stderr().lock(), "{style}warning{style:#}: {line}");
        });
    }

    /// Prints why the command ended early, also when quiet.
    pub fn failure(&self, failure: &Failure) {
        above(|| {
            let mut terminal = anstream::stderr().lock();
            let style = REMOVED.bold();
            let _ = writeln!(terminal, "{style}error{style:#}: {failure}");
            if let Some(hint) = &failure.hint {
                let style = AnsiColor::Cyan.on_default().bold();
                let _ = writeln!(terminal, "{style}hint{style:#}: {hint}");
            }
        });
    }

    /// Flushes what was printed.
    pub fn flush(&self) {
        let _ = io::stdout().flush();
    }
}
