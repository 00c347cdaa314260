//! Files to git and disk and back, held against the `git` program.

mod support;

mod config;
mod edited;
mod index;
mod lock;
mod open;
mod random;
mod scan;
mod states;
mod still;
mod trees;
mod worktree;
