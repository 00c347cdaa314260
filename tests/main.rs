//! All integration tests, in one binary.

mod architecture;
mod deck_provider;
mod recordings;
mod repo;
