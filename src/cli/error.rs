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
    /// What the lines say, for a script.
    pub details: Box<Details>,
}

/// What a failure is about, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// What is wrong with files.
    pub problems: Vec<Problem>,
    /// What contradicts each other, with the file that shows it.
    pub conflicts: Vec<(Conflict, Option<String>)>,
}

impl Details {
    /// Returns what is wrong with files.
    pub fn of_problems(problems: &[Problem]) -> Box<Self> {
        Box::new(Self {
            problems: problems.to_vec(),
            ..Self::default()
        })
    }

    /// Returns conflicts, with the files that show them.
    pub fn of_conflicts(
        conflicts: impl IntoIterator<Item = (Conflict, Option<String>)>,
    ) -> Box<Self> {
        Box::new(Self {
            conflicts: conflicts.into_iter().collect(),
            ..Self::default()
        })
    }
}

impl Failure {
    /// Returns a failure with a headline only.
    pub fn new(exit: Exit, headline: impl Into<String>) -> Self {
        Self {
            exit,
            headline: headline.into(),
            lines: Vec::new(),
            hint: None,
            details: Box::default(),
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
