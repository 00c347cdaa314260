//! All integration tests, in one binary.

mod architecture;
mod recordings;
mod repo;
