//! Errors in words for a person: what, why, what is done, what next; and their exit codes.

use std::fmt;

use crate::plan::Conflict;
use crate::text::Problem;

use super::exit_code::Exit;

/// Why a command ended early, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What failed, in one line; readable after `error: `.
    pub headline: String,
    /// Why, and what is done and what is not; one sentence a line.
    pub lines: Vec<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// What is wrong with files, for a script; the lines say it too.
    pub problems: Vec<Problem>,
    /// What contradicts each other, with the file that shows it, for a script; the lines say it too.
    pub conflicts: Vec<(Conflict, Option<String>)>,
}

impl Failure {
    /// Returns a failure with a headline only.
    pub fn new(exit: Exit, headline: impl Into<String>) -> Self {
        Self {
            exit,
            headline: headline.into(),
            lines: Vec::new(),
            hint: None,
            problems: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Adds a line below the headline.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Says what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.headline)?;
        self.lines
            .iter()
            .try_for_each(|line| write!(formatter, "\n  {line}"))
    }
}
