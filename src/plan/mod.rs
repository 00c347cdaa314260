//! Merge, difference, order of sending, refusals, guards, adoption, verification, words.

pub mod diff;
pub mod guard;
pub mod refuse;
pub mod words;

#[cfg(test)]
mod sketch;

pub use diff::operations;
pub use guard::{Guard, guards, pull_guards};
pub use refuse::{Reason, Refusal, refuse};
pub use words::{Described, Summary, describe, line, summary};
