//! The format on whole trees: what is read, what is written, what stays.

mod editing;
mod example_board;
mod reading;
mod refusals;
mod support;
