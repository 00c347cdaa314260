//! Fetch, pull, push: where the pure modules meet I/O.

pub mod cloning;
pub mod diff;
pub mod error;
pub mod fetch;
pub mod pull;
pub mod push;
pub mod session;
pub mod status;

mod changes;
mod execute;
mod intent;
mod journal;
mod local_files;
mod merging;
mod new_head;
mod sent;
mod settle;
mod sides;
mod stamps;
mod trees;
mod unseen;
mod written;
