//! How much a test tries: an ordinary run a part, `GIT_BOARD_LONG_TESTS` all.

use std::env;

/// The variable that asks for all, or for so many.
pub const LONG: &str = "GIT_BOARD_LONG_TESTS";

/// Returns true if all is to be tried.
pub fn is_long() -> bool {
    env::var_os(LONG).is_some()
}

/// Returns every `step`-th number of an ordinary run; all of a long one.
pub fn step_of(step: usize) -> usize {
    if is_long() { 1 } else { step }
}
