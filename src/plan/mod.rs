//! Merge, difference, order of sending, refusals, guards, adoption, verification, words.

pub mod diff;
pub mod words;

#[cfg(test)]
mod sketch;

pub use diff::operations;
pub use words::{Described, Summary, describe, line, summary};
