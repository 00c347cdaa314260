//! git-board: Kanban boards as folders of Markdown in a git repository.

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
