//! git-board: Kanban boards as folders of Markdown in a git repository.
//!
//! # The modules, in reading order
//!
//! | module | owns | I/O |
//! |---|---|---|
//! | [`files`] | a tree in memory: relative path → text or content id (the git blob id) | no |
//! | [`board`] | account, boards, stacks, cards; operations and what applying one means; sequences | no |
//! | [`monitor`] | one trait: what is happening, how much is left, whether to stop | no |
//! | [`two_threads`] | work on many items in two threads | no |
//! | [`text`] | account ⇄ files: the format | no |
//! | [`plan`] | merge, difference, order of sending, refusals, guards, verification, words | no |
//! | [`provider`] | account and operations ⇄ HTTP; one folder a service | yes |
//! | [`repo`] | files ⇄ git and disk; the only user of git2 | yes |
//! | [`sync`] | fetch, pull, push: where pure meets I/O; journal, executor | yes |
//! | [`lookalike`] | servers that behave like the services; imports nothing of ours | yes |
//! | [`cli`] | arguments, commands, printing, prompting, exit codes; the only one that prints | yes |
//!
//! A module imports only modules above it; `tests/architecture.rs` holds the table and enforces it.
//!
//! # The two flows
//!
//! ```text
//! pull   cli/pull → sync/pull
//!  1 local      repo/scan → files → text::read                    what the files here say
//!  2 base       repo/agreed (state commit) → text::read           what was agreed last
//!  3 fetch      provider.read → text::write over base's files → state commit, board/main
//!  4 plan::merge                                                  merged account, conflicts
//!  5 settle     text::write over the local files → repo: worktree, index, branch
//!
//! push   cli/push → sync/push
//!  1 prepare    local, base, provider.read; plan::merge, operations, refuse, guards; memory only
//!  2 cli/plan_view                                                the person agrees
//!  3 carry_out  sync/execute: journal → provider.apply → journal
//!  4 write back provider.read; plan::verify; two trees; commits, files, refs
//! ```
//!
//! # What never happens
//!
//! - `plan` and `text` know no provider, no clock and no disk; the plan is a value: what is printed
//!   is what is applied.
//! - Providers do not know each other, and no file of a board.
//! - `lookalike` imports nothing of ours, so that a wrong idea cannot agree with itself.
//! - Nothing is sent before the plan was shown, and no file is written over bytes that were not
//!   read.

pub mod board;
pub mod cli;
pub mod files;
pub mod lookalike;
pub mod monitor;
pub mod plan;
pub mod provider;
pub mod repo;
pub mod sync;
pub mod text;
pub mod two_threads;
