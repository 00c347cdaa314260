//! The commands that change the files here: `new`, `mv`, `rm`, `archive`, `open`, `tidy`, and what
//! `check` finds and mends.

mod archive;
mod check;
mod mv;
mod new;
mod open;
mod projects;
mod rm;
mod tidy;
mod world;
