//! What is printed: results to standard output, all else to standard error, colored by meaning.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::args::{ColorChoice, CommonOptions};
use super::error::Failure;
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

/// Prints for a person.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    is_quiet: bool,
    is_verbose: bool,
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
        }
    }

    /// Returns true if only what went wrong is printed.
    pub fn is_quiet(self) -> bool {
        self.is_quiet
    }

    /// Prints a line of a result to standard output. A reader that went away is no error.
    pub fn out(&self, line: impl Display) {
        if !self.is_quiet {
            above(|| {
                let _ = writeln!(anstream::stdout().lock(), "{line}");
            });
        }
    }

    /// Prints a result as it is, without adding a line end.
    pub fn raw(&self, text: &str) {
        if !self.is_quiet {
            above(|| {
                let _ = anstream::stdout().lock().write_all(text.as_bytes());
            });
        }
    }

    /// Prints a line about the work to standard error.
    pub fn note(&self, line: impl Display) {
        if !self.is_quiet {
            self.instruct(line);
        }
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
