//! Fetch, pull, push: where the pure modules meet I/O.

pub mod card_files;
pub mod cloning;
mod contents;
pub mod diff;
pub mod error;
pub mod fetch;
pub mod half_pull;
pub mod pull;
pub mod push;
pub mod rest;
pub mod session;
pub mod status;
pub mod unmerged;
mod uploads;

mod changes;
mod conflicted_pull;
mod execute;
mod identity;
mod intent;
mod joining;
mod journal;
mod kept;
mod local_files;
mod marking;
mod merging;
mod new_head;
mod restoring;
mod sent;
mod settle;
mod sides;
mod stamps;
mod trees;
mod unseen;
mod versions;
mod written;
