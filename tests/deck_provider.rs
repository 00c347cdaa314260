//! The provider for Deck against the look-alike: what it reads, what it sends, what it refuses.

mod cards;
mod faults;
mod reading;
mod structure;
mod world;
