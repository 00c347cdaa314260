//! All integration tests, in one binary.

mod architecture;
mod attachments;
mod deck_provider;
mod edits;
mod format;
mod histories;
mod laws;
mod mistakes;
mod recordings;
mod repo;
mod resume;
mod round_trip;
mod stories;
mod support;
