//! The `git-board` program.

fn main() {}
