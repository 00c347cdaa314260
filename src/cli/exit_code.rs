//! Exit codes, as the README documents them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed; nothing was changed.
    Failed = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// Edits here and there contradict each other.
    Conflicts = 3,
    /// Some of it was done.
    PartlyDone = 4,
    /// Not logged in, or not allowed.
    NotAllowed = 5,
    /// A guard refused.
    Guarded = 6,
    /// A merge driver could not do its work: git tells a conflict, up to 128, from this.
    Broken = 129,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
