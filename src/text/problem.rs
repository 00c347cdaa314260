//! What is wrong with a file, where, and what may have been meant.

use std::fmt;

/// The words for a file that a merge left in conflict.
pub const MARKERS_LEFT: &str =
    "a merge left its markers here; settle the conflict and take them out";

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The files cannot be taken as they are: nothing is written and nothing sent.
    Error,
    /// Worth a look; nothing stops.
    Warning,
}

/// Something that is wrong with a file.
///
/// Shown as ``path:line:column: message; did you mean `suggestion`?``.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file or folder.
    pub path: String,
    /// The line, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, literals in backticks.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl Problem {
    /// Returns an error about a whole file.
    pub fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
            severity: Severity::Error,
            message: message.into(),
            suggestion: None,
        }
    }

    /// Returns the problem with its place, both from 1.
    pub fn at(mut self, (line, column): (usize, usize)) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// Returns the problem with what may have been meant.
    pub fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Returns the problem as a warning.
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Returns true if the file is as a merge with conflicts left it.
    pub fn is_conflict(&self) -> bool {
        self.message == MARKERS_LEFT
    }

    /// Returns true if it stops everything.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            severity: _,
            message,
            suggestion,
        } = self;
        write!(formatter, "{path}")?;
        if let Some(line) = line {
            write!(formatter, ":{line}")?;
        }
        if let Some(column) = column {
            write!(formatter, ":{column}")?;
        }
        write!(formatter, ": {message}")?;
        if let Some(suggestion) = suggestion {
            write!(formatter, "; did you mean `{suggestion}`?")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn a_problem_is_shown_with_its_place_and_a_suggestion() {
        let problem = Problem::error("roadmap/doing/4-fix.md", "unknown label `urgnet`")
            .at((4, 5))
            .suggesting(Some("urgent".to_owned()));
        assert_eq!(
            problem.to_string(),
            "roadmap/doing/4-fix.md:4:5: unknown label `urgnet`; did you mean `urgent`?"
        );
    }
}
