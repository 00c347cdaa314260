//! The provider for Codecks against the look-alike: what it reads, what it sends, what it refuses.

mod cards;
mod files;
mod reading;
mod refusals;
mod structure;
mod threads;
pub mod world;
