//! All integration tests, in one binary.

mod architecture;
mod deck_provider;
mod edits;
mod format;
mod laws;
mod mistakes;
mod recordings;
mod repo;
mod round_trip;
mod support;
