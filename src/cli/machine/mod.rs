//! What makes the program at home on a machine: completions, manual pages, its version.

pub mod candidates;
pub mod completions;
pub mod man;
pub mod version;
