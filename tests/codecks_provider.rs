//! The provider for Codecks against the look-alike: what it reads, what it sends, what it refuses.

mod cards;
mod everywhere;
mod faults;
mod files;
mod held;
mod many;
mod mixed;
mod progress;
mod reading;
mod refusals;
mod round;
mod structure;
mod threads;
pub mod world;
