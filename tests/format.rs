//! The format on whole trees: what is read, what is written, what stays.

mod editing;
mod edits;
mod example_board;
mod random_accounts;
mod random_bodies;
mod random_drags;
mod random_edits;
mod reading;
mod rearranging;
mod refusals;
mod refused_folders;
mod support;
