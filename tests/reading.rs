//! What people and scripts read: status, diff, plans, log and help at several widths, with and
//! without colors; JSON documents; completions and the manual.

mod colors;
mod documents;
mod help;
mod log;
mod machine;
mod paging;
mod schema;
mod shells;
mod strange;
mod widths;
mod world;
